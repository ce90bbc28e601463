//! Where the ledgers of a run come from: files, read and cleaned now, or the store, which keeps them cleaned.

use super::ingest::Ingest;
use super::{Readings, gather};
use crate::config::{RunConfig, RunError};
use crate::model::run::StoreStamp;
use crate::read::discover::InputFile;

/// What a run starts from.
pub struct Supply {
    /// The files, in the order of rows; those that are no ledgers are read whatever is kept.
    pub files: Vec<InputFile>,
    /// What they gave, where that was kept.
    pub kept: Option<Readings>,
    /// The store that it was kept in.
    pub store: Option<StoreStamp>,
}

/// Opens the store, or finds the input files.
pub fn open(config: &RunConfig, with: &Ingest<'_>) -> Result<Supply, RunError> {
    #[cfg(feature = "store")]
    if let Some(view) = &config.store {
        return super::store::supply(view, config, with);
    }
    let _ = with;
    Ok(Supply { files: gather::input_files(config)?, kept: None, store: None })
}
