//! Making room: files that only versions need which nobody wants to go back to.

use super::Table;
use super::folder::{self, Found};
use crate::store::StoreError;
use crate::store::lock::Lock;

impl Table {
    /// Files that neither the oldest version to be kept nor a later one needs. Every version holds all records, so
    /// removing them loses nothing but the old versions themselves.
    ///
    /// # Errors
    /// If the log or the folder cannot be read.
    pub fn superfluous(&self, oldest_kept: u64) -> Result<Vec<Found>, StoreError> {
        let history = self.history()?;
        let mut files = folder::data_files(self.folder())?;
        files.retain(|(path, _)| {
            let removed_in = history.files.get(path).and_then(|file| file.removed_in);
            // The version itself has the last word.
            removed_in.is_some_and(|version| version <= oldest_kept) && self.find(path).is_none()
        });
        Ok(files.into_iter().map(|(_, found)| found).collect())
    }

    /// Removes them, and says which.
    ///
    /// # Errors
    /// If the log or the folder cannot be read, or the disk refuses.
    pub fn vacuum(&self, lock: &Lock, oldest_kept: u64) -> Result<Vec<Found>, StoreError> {
        let files = self.superfluous(oldest_kept)?;
        folder::remove(lock, &files)?;
        Ok(files)
    }
}
