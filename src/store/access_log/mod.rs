//! Who took personal data out of the store, when and what: a file that only grows, each line chained to the one before.
//!
//! The last line's number and hash go into the next commit of the store, and at once into a file beside the log, so that
//! a log which was cut off or written anew is found out. What it cannot show is what somebody did who copied the store and used another program.

mod chain;
mod entry;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufReader, ErrorKind};
use std::path::{Path, PathBuf};

pub use chain::{Head, State, Verdict};
pub use entry::{Export, Output, What};

use super::disk::{self, DiskError, Doing};
use super::error::StoreError;
use super::hasher::Hasher;
use super::key::{Key, Purpose};
use chain::Chain;

const LOG: &str = "access.log";
const LOCK: &str = "access.lock";
/// Where the log ends, as JSON. Written after an entry, which stands without it.
const HEAD: &str = "access.head";

/// The log of a store.
#[derive(Debug)]
pub struct AccessLog {
    folder: PathBuf,
    hasher: Hasher,
}

impl AccessLog {
    /// The log in the store's own folder. Nothing is written before the first entry.
    #[must_use]
    pub fn new(folder: PathBuf, key: Option<&Key>) -> Self {
        Self { folder, hasher: Hasher::new(key, Purpose::AccessLog) }
    }

    /// Adds an entry and returns the new head. It is on the disk when this returns: call it before the data goes out.
    ///
    /// # Errors
    /// If the disk refuses; the data must not go out then.
    pub fn append(&self, export: &Export) -> Result<Head, StoreError> {
        disk::create_folders(&self.folder)?;
        let lock_path = self.folder.join(LOCK);
        let lock = disk::open_to_lock(&lock_path)?;
        lock.lock().map_err(DiskError::when(Doing::Lock, &lock_path))?;
        let newest = self.newest()?;
        let chain = self.read(newest.as_slice())?;
        let path = self.path();
        let (bytes, head) = entry::written(export, &chain, &self.hasher)
            .map_err(|error| DiskError::when(Doing::Write, &path)(error.into()))?;
        if let Err(error) = disk::append(&path, &bytes) {
            // Where even this is refused, the torn line is told as such by the next entry.
            let _ = disk::cut(&path, chain.length);
            return Err(error.into());
        }
        // One that shows what was lost stays.
        if chain.verdict().is_sound()
            && let Ok(content) = serde_json::to_vec(&head)
        {
            drop(disk::replace(&self.folder.join(HEAD), &content));
        }
        // Only now the next one may read where the chain ends.
        drop(lock);
        Ok(head)
    }

    /// Whether an entry could be added, so that no long work is done for nothing.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn ready(&self) -> Result<(), StoreError> {
        disk::create_folders(&self.folder)?;
        disk::open_to_lock(&self.folder.join(LOCK))?;
        Ok(())
    }

    /// The number and hash of the last entry, for a commit to carry.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn head(&self) -> Result<Head, StoreError> {
        Ok(self.read(&[])?.head)
    }

    /// Whether the chain is whole and holds every head that a commit carries, and the one that was written last.
    ///
    /// # Errors
    /// If the disk refuses. What is wrong with the log is part of the verdict.
    pub fn verify(&self, heads_in_commits: &[Head]) -> Result<Verdict, StoreError> {
        // Before the log is read, lest an entry come in between.
        let newest = self.newest()?;
        let heads: Vec<Head> = heads_in_commits.iter().cloned().chain(newest).collect();
        Ok(self.read(&heads)?.verdict())
    }

    /// Whether it has entries and no head beside it, so that what was cut off since the last commit would not show.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn is_headless(&self) -> Result<bool, StoreError> {
        Ok(self.newest()?.is_none() && self.head()?.seq > 0)
    }

    /// The head beside the log; nothing where it is missing or cannot be understood.
    fn newest(&self) -> Result<Option<Head>, StoreError> {
        let path = self.folder.join(HEAD);
        match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(DiskError::when(Doing::Read, &path)(error).into()),
            Ok(content) => Ok(serde_json::from_slice(&content).ok()),
        }
    }

    /// The names of all reports that it tells of.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn reports(&self) -> Result<BTreeSet<String>, StoreError> {
        Ok(self.read(&[])?.reports)
    }

    fn path(&self) -> PathBuf {
        self.folder.join(LOG)
    }

    fn read(&self, heads: &[Head]) -> Result<Chain, StoreError> {
        let path = self.path();
        let told = DiskError::when(Doing::Read, &path);
        let file = match open(&path) {
            Ok(file) => file,
            Err(error) => return Err(told(error).into()),
        };
        Ok(match file {
            None => Chain::walk(&b""[..], &self.hasher, heads),
            Some(file) => Chain::walk(BufReader::new(file), &self.hasher, heads),
        }
        .map_err(told)?)
    }
}

fn open(path: &Path) -> std::io::Result<Option<File>> {
    match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        file => file.map(Some),
    }
}

/// Who runs the program, by what the system's environment says.
#[must_use]
pub fn user(variable: impl Fn(&str) -> Option<String>) -> String {
    ["USERNAME", "USER", "LOGNAME"]
        .into_iter()
        .filter_map(variable)
        .find(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "不明".to_owned())
}
