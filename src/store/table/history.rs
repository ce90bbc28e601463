//! What the whole log says, read entry by entry: when which file came and went.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use deltalake::kernel::Action;
use rayon::prelude::*;

use super::data_file::DataFile;
use super::{Commit, Table, log};
use crate::store::StoreError;

/// A file that was committed at some time.
#[derive(Clone, Debug)]
pub(super) struct Committed {
    /// What the entry says of it, if that can be understood.
    pub file: Option<DataFile>,
    /// The version that removed it, if one did.
    pub removed_in: Option<u64>,
}

/// The log from its beginning.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    /// Files by their paths.
    pub files: BTreeMap<String, Committed>,
    /// The commits that were read, in order.
    pub commits: Vec<Commit>,
}

impl Table {
    /// What all versions say of themselves, the first one first.
    ///
    /// # Errors
    /// If an entry cannot be read.
    pub fn commits(&self) -> Result<Vec<Commit>, StoreError> {
        let versions = log::versions(self.folder())?;
        let newer_is_not_ours = versions.into_par_iter().filter(|it| *it <= self.version());
        newer_is_not_ours.map(|version| self.commit(version)).collect()
    }

    /// The newest version that was there at a time; nothing if the table is younger.
    ///
    /// # Errors
    /// If an entry cannot be read.
    pub fn version_at(&self, time: DateTime<Utc>) -> Result<Option<u64>, StoreError> {
        let commits = self.commits()?;
        let older = commits.iter().rev().find(|commit| commit.time.is_some_and(|it| it <= time));
        Ok(older.map(|commit| commit.version))
    }

    /// The log up to this version.
    pub(super) fn history(&self) -> Result<History, StoreError> {
        let mut versions = log::versions(self.folder())?;
        versions.retain(|version| *version <= self.version());
        let read = |version: &u64| Ok((*version, log::actions(self.folder(), *version)?));
        let entries: Vec<_> = versions.par_iter().map(read).collect::<Result<_, StoreError>>()?;
        let mut history = History::default();
        for (version, actions) in entries {
            history.commits.push(log::commit(version, &actions));
            history.apply(version, actions);
        }
        Ok(history)
    }
}

impl History {
    /// Within a version, what is removed goes first.
    fn apply(&mut self, version: u64, actions: Vec<Action>) {
        for action in &actions {
            if let Action::Remove(remove) = action
                && let Some(file) = self.files.get_mut(&remove.path)
            {
                file.removed_in = Some(version);
            }
        }
        for action in actions {
            if let Action::Add(add) = action {
                let file = DataFile::of_entry(&add);
                self.files.insert(add.path, Committed { file, removed_in: None });
            }
        }
    }
}
