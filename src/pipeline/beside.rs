//! Files beside the ledgers that these are held against: claimed figures and name lists that the command line names.

use std::path::PathBuf;

use super::verify::VerifyOptions;
use crate::config::RunError;
use crate::model::in_chinese::of_system;
use crate::read::discover::{self, InputFile};

/// The files, found and not yet read, in the order of their paths; archives among them are closed.
#[derive(Debug, Default)]
pub struct Beside {
    /// Claimed figures.
    pub claims: Vec<InputFile>,
    /// Name lists.
    pub rosters: Vec<InputFile>,
}

impl Beside {
    /// The files under the paths that were given.
    pub fn found(options: &VerifyOptions) -> Result<Self, RunError> {
        let found = |paths: &[PathBuf]| {
            discover::input_files(paths, &options.config.out).map_err(|(path, error)| {
                RunError::Input(format!("{}：{}", path.display(), of_system(&error)))
            })
        };
        Ok(Self { claims: found(&options.claims)?, rosters: found(&options.rosters)? })
    }
}
