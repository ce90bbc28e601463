//! Ledgers that live in the store: deliveries go in, and come out again as they were known at any version.

mod batches;
mod clock;
mod compare;
mod deliver;
mod diff;
mod exported;
mod in_force;
mod ingest;
mod kept;
mod maintain;
mod manifest;
mod outside;
mod report;
mod reproduce;
mod settled;
mod sorting;
mod supply;

#[cfg(test)]
mod tests;

pub use batches::{BatchAction, BatchOptions, batch};
pub use diff::{DiffOptions, diff};
pub(in crate::pipeline) use exported::exported;
pub use ingest::{IngestOptions, ingest};
pub use maintain::{MaintainOptions, Task, maintain};
pub(in crate::pipeline) use manifest::Asked;
pub(in crate::pipeline) use outside::outside;
pub use report::{default_as_of, report};
pub(in crate::pipeline) use report::{kept, kept_review};
pub use reproduce::{ReproduceOptions, reproduce};
pub(in crate::pipeline) use supply::supply;

use std::path::Path;

use crate::config::{Known, RunError, StoreView};
use crate::store::key::Key;
use crate::store::{Store, StoreError};

impl From<StoreError> for RunError {
    fn from(error: StoreError) -> Self {
        Self::Store(error.to_string())
    }
}

/// What a command has to say: on the screen and as JSON.
#[derive(Clone, Debug)]
pub struct StoreReport {
    /// For the terminal.
    pub text: String,
    /// The same for programs.
    pub json: serde_json::Value,
    /// Remarks besides.
    pub notices: Vec<String>,
    /// Whether all went as asked.
    pub state: State,
}

/// How a command on the store ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// As it should.
    #[default]
    Sound,
    /// Something is to be looked at.
    Remarks,
    /// Something is wrong.
    Damaged,
}

/// The key in a key file.
fn key(file: Option<&Path>) -> Result<Option<Key>, RunError> {
    let read = |file| match Key::read(file) {
        Err(StoreError::Disk(error)) => {
            Err(RunError::Store(format!("--key 写的密钥文件读不出来，请检查路径：{error}")))
        }
        read => Ok(read?),
    };
    file.map(read).transpose()
}

/// A store for reading, and the version that is asked for.
fn opened(view: &StoreView) -> Result<(Store, u64), RunError> {
    let store = Store::open(&view.folder, key(view.key.as_deref())?.as_ref())?;
    let newest = store.version();
    let folder = view.folder.display();
    let version = match view.known {
        Known::Newest => newest,
        Known::Version(version) if version <= newest => version,
        Known::Version(version) => {
            return Err(RunError::Asked(format!(
                "台账库“{folder}”还没有版本 {version}，最新的是 {newest}"
            )));
        }
        Known::At(time) => store.known_at(time)?.unwrap_or_default(),
    };
    Ok((store, version))
}
