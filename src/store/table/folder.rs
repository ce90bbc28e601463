//! The data files that are really there, and what never became part of the table.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::library::LOG_FOLDER;
use super::{DATA_FOLDER, Table, checkpoint, log, write};
use crate::store::StoreError;
use crate::store::disk::{self, DiskError, Doing};
use crate::store::lock::Lock;

/// Folders within folders of partitions, and some to spare; deeper ones are not ours.
const DEEPEST: usize = 8;

/// The folders of a table.
pub const FOLDERS: [&str; 2] = [LOG_FOLDER, DATA_FOLDER];

/// A file on the disk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// How long it is.
    pub bytes: u64,
}

/// Files that were being written when their process died: data that was never committed, and temporary files. They do
/// no harm but take room. Checkpoints that cannot be read are among them: the log says the same.
///
/// # Errors
/// If the folder cannot be read.
pub fn leftovers(folder: &Path, table: Option<&Table>) -> Result<Vec<Found>, StoreError> {
    let history = table.map(Table::history).transpose()?.unwrap_or_default();
    let mut left = Vec::new();
    for (path, found) in data_files(folder)? {
        let is_active = || table.is_some_and(|table| table.find(&path).is_some());
        if !history.files.contains_key(&path) && !is_active() {
            left.push(found);
        }
    }
    let is_useless = |found: &Found| {
        let name = found.path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let is_passed_over = table.is_some_and(|table| table.is_without_checkpoints);
        disk::is_temporary(&name) || is_passed_over && checkpoint::is_named(&name)
    };
    for part in FOLDERS {
        left.extend(walk(&folder.join(part))?.into_iter().filter(is_useless));
    }
    left.sort_unstable();
    Ok(left)
}

/// Files in the table's folders that this program did not write and does not read.
///
/// # Errors
/// If the folder cannot be read.
pub fn foreign(folder: &Path, table: Option<&Table>) -> Result<Vec<PathBuf>, StoreError> {
    let name = |found: &Found| {
        found.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let mut files = walk(&folder.join(LOG_FOLDER))?;
    files.retain(|file| !log::is_name(&name(file)) && !checkpoint::is_named(&name(file)));
    let active: BTreeSet<PathBuf> = table
        .map(|table| table.files().iter().map(|file| file.place(folder)).collect())
        .unwrap_or_default();
    let mut data = walk(&folder.join(DATA_FOLDER))?;
    data.retain(|file| !write::is_name(&name(file)) && !active.contains(&file.path));
    files.extend(data);
    files.retain(|file| !disk::is_temporary(&name(file)));
    Ok(files.into_iter().map(|file| file.path).collect())
}

/// Removes leftovers. The lock says that nobody is writing them now.
///
/// # Errors
/// If the disk refuses.
pub fn remove(_: &Lock, files: &[Found]) -> Result<(), StoreError> {
    for file in files {
        disk::remove(&file.path)?;
    }
    Ok(())
}

/// Data files by their paths below the table, those of other programs not among them.
pub(super) fn data_files(folder: &Path) -> Result<Vec<(String, Found)>, StoreError> {
    let data = folder.join(DATA_FOLDER);
    let named = |found: Found| {
        let below = found.path.strip_prefix(folder).ok()?;
        let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
        let parts = parts?;
        write::is_name(parts.last()?).then(|| (parts.join("/"), found.clone()))
    };
    Ok(walk(&data)?.into_iter().filter_map(named).collect())
}

/// All files below a folder, in order. Links are not followed: they may lead out of the store.
fn walk(folder: &Path) -> Result<Vec<Found>, StoreError> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let told = DiskError::when(Doing::Read, &folder);
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            entries => entries.map_err(&told)?,
        };
        for entry in entries {
            let entry = entry.map_err(&told)?;
            let kind = entry.file_type().map_err(&told)?;
            if kind.is_dir() && depth < DEEPEST {
                folders.push((entry.path(), depth + 1));
            } else if kind.is_file() {
                let bytes = entry.metadata().map_err(&told)?.len();
                files.push(Found { path: entry.path(), bytes });
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}
