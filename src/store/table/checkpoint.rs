//! Checkpoints: the state written down now and then, so that opening need not read the log from its beginning.

use deltalake::table::state::DeltaTableState;

use super::durable::is_checkpoint;
use super::{Table, log};
use crate::store::StoreError;
use crate::store::disk;
use crate::store::lock::Lock;

/// How many commits they are apart.
const EVERY: u64 = if cfg!(test) { 4 } else { 20 };

/// Whether this version is to have one.
pub fn is_due(state: &DeltaTableState) -> bool {
    state.version() > 0 && state.version().is_multiple_of(EVERY)
}

impl Table {
    /// Removes all checkpoints and writes a new one from the entries of the log. Mends those that are damaged or say
    /// something else than the log.
    ///
    /// # Errors
    /// If the log is not whole, or the disk refuses. The table can still be opened then.
    pub fn renew_checkpoints(&self, _: &Lock) -> Result<Self, StoreError> {
        let mut names = log::names(self.folder())?;
        names.retain(|name| is_checkpoint(name) && !disk::is_temporary(name));
        // The one that names the newest goes first: then none is missed.
        names.sort_unstable_by_key(|name| (!name.starts_with('_'), name.clone()));
        for name in names {
            disk::remove(&log::folder(self.folder()).join(name))?;
        }
        let gone = || StoreError::damaged(self.folder(), "日志不见了");
        let table = Self::open(self.folder())?.ok_or_else(gone)?;
        table.library.checkpoint(&table.state)?;
        Ok(table)
    }
}
