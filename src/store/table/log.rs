//! The entries of the log as files.

use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use deltalake::kernel::Action;
use serde_json::{Map, Value};

use super::library::{self, LOG_FOLDER};
use crate::store::StoreError;
use crate::store::disk::{DiskError, Doing};

/// What one commit says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Commit {
    /// Its version.
    pub version: u64,
    /// When it was made.
    pub time: Option<DateTime<Utc>>,
    /// What was done, in one word.
    pub operation: String,
    /// What else it was to say.
    pub details: Map<String, Value>,
}

/// Where the entry of a version is.
#[must_use]
pub fn entry(folder: &Path, version: u64) -> PathBuf {
    folder.join(LOG_FOLDER).join(format!("{version:020}.json"))
}

/// Whether there is an entry or a checkpoint at all.
pub fn is_begun(folder: &Path) -> Result<bool, StoreError> {
    Ok(names(folder)?.iter().any(|name| {
        name.starts_with(|first: char| first.is_ascii_digit())
            && Path::new(name).extension().is_some_and(|it| it == "json" || it == "parquet")
    }))
}

/// The versions that have an entry, in order.
pub fn versions(folder: &Path) -> Result<Vec<u64>, StoreError> {
    let mut versions: Vec<u64> = names(folder)?.iter().filter_map(|name| version(name)).collect();
    versions.sort_unstable();
    Ok(versions)
}

/// What is wrong with the entries themselves: the first one that is missing, empty or no entry.
pub fn fault(folder: &Path) -> Option<StoreError> {
    let there = versions(folder).ok()?;
    (0..).zip(&there).find_map(|(due, version)| {
        let place = entry(folder, due);
        if due != *version {
            return Some(StoreError::damaged(&place, "日志缺少这个版本"));
        }
        if place.metadata().is_ok_and(|found| found.len() == 0) {
            return Some(StoreError::damaged(&place, "日志的这个版本是空的"));
        }
        actions(folder, due).err()
    })
}

/// Whether a file of this name is an entry.
pub fn is_name(name: &str) -> bool {
    version(name).is_some()
}

fn version(name: &str) -> Option<u64> {
    let (number, rest) = name.split_once('.')?;
    (rest == "json" && number.len() == 20).then(|| number.parse().ok()).flatten()
}

/// The names of its files, in no order.
fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let log = folder.join(LOG_FOLDER);
    let told = DiskError::when(Doing::Read, &log);
    let entries = match fs::read_dir(&log) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(&told)?,
    };
    let name = |name: &OsStr| name.to_str().map(str::to_owned);
    let mut names = Vec::new();
    for entry in entries {
        names.extend(name(&entry.map_err(&told)?.file_name()));
    }
    Ok(names)
}

/// What a version changed.
pub fn actions(folder: &Path, version: u64) -> Result<Vec<Action>, StoreError> {
    let path = entry(folder, version);
    let content = fs::read(&path).map_err(DiskError::when(Doing::Read, &path))?;
    library::actions(&path, version, content)
}

/// What a version says of itself.
pub fn commit(version: u64, actions: &[Action]) -> Commit {
    let info = actions.iter().find_map(|action| match action {
        Action::CommitInfo(info) => Some(info.clone()),
        _ => None,
    });
    let info = info.unwrap_or_default();
    Commit {
        version,
        time: info.timestamp.and_then(DateTime::from_timestamp_millis),
        operation: info.operation.unwrap_or_default(),
        details: info.info.into_iter().collect(),
    }
}
