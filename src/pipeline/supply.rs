//! Where the ledgers of a run come from: files, read and cleaned now, or the store, which keeps them cleaned.

use super::ingest::Ingest;
use super::{Readings, gather};
use crate::config::{RunConfig, RunError};
use crate::model::run::StoreStamp;
use crate::model::source::FileKind;
use crate::read::discover::InputFile;

/// What a run starts from.
pub struct Supply {
    /// The files, in the order of rows; those that are no ledgers are read whatever is kept.
    pub files: Vec<InputFile>,
    /// What they gave, where that was kept.
    pub kept: Option<Readings>,
    /// The store that it was kept in.
    pub store: Option<StoreStamp>,
    /// Files that no longer count, since a later delivery brought others of their kind.
    pub replaced: Vec<Replaced>,
}

/// Registries or claimed figures of a delivery that others have replaced.
pub struct Replaced {
    /// What they are.
    pub kind: FileKind,
    /// Label of the delivery.
    pub batch: String,
    /// The files as they came in.
    pub files: Vec<InputFile>,
    /// Label of the delivery that counts.
    pub by: String,
}

/// Opens the store, or finds the input files.
pub fn open(config: &RunConfig, with: &Ingest<'_>) -> Result<Supply, RunError> {
    #[cfg(feature = "store")]
    if let Some(view) = &config.store {
        return super::store::supply(view, config, with);
    }
    let _ = with;
    Ok(Supply {
        files: gather::input_files(config)?,
        kept: None,
        store: None,
        replaced: Vec::new(),
    })
}
