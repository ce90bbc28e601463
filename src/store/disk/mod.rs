//! The only door through which the store writes: durable, atomic, private files.
//!
//! A file is written under a temporary name, synced, given its name, and the folder is synced; so after a power cut
//! it is there whole or not at all. Tests make any of these steps fail (`faults`).

mod error;
#[cfg(test)]
pub(crate) mod faults;
mod new_file;
mod steps;
#[cfg(test)]
mod tests;

pub use error::{DiskError, Doing};
pub use new_file::NewFile;

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use steps::Step;

/// How the names of files begin that have not yet got their own.
const TEMPORARY: &str = ".tmp-";

/// Whether a file is one that was being written when its process died, or is being written now.
#[must_use]
pub fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY)
}

/// Makes a folder and those above it, for the owner only.
///
/// # Errors
/// If the disk refuses.
pub fn create_folders(folder: &Path) -> Result<(), DiskError> {
    let missing: Vec<&Path> =
        folder.ancestors().take_while(|at| !at.as_os_str().is_empty() && !at.is_dir()).collect();
    for folder in missing.into_iter().rev() {
        steps::create_folder(folder).map_err(DiskError::when(Doing::Create, folder))?;
        if let Some(parent) = folder.parent() {
            sync_folder(parent)?;
        }
    }
    Ok(())
}

/// Writes a file that must not exist yet: afterwards it is there whole and durable, or not at all.
///
/// # Errors
/// If it exists ([`DiskError::is_taken`]), or the disk refuses.
pub fn write_new(path: &Path, content: &[u8]) -> Result<(), DiskError> {
    let mut file = NewFile::create(path)?;
    file.write_all(content).map_err(DiskError::when(Doing::Write, path))?;
    file.finish()
}

/// Writes a file in the place of one that may exist.
///
/// # Errors
/// If the disk refuses; the former file is then as it was.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), DiskError> {
    let mut file = NewFile::create(path)?;
    file.write_all(content).map_err(DiskError::when(Doing::Write, path))?;
    file.finish_over()
}

/// Appends to a file, which is made if it is missing. The content is durable afterwards; a crash may leave part of it.
///
/// # Errors
/// If the disk refuses.
pub fn append(path: &Path, content: &[u8]) -> Result<(), DiskError> {
    let is_new = !path.exists();
    let told = DiskError::when(Doing::Write, path);
    let mut file = steps::open_to_append(path).map_err(&told)?;
    steps::write(&mut file, path, content).map_err(&told)?;
    steps::sync(&file, path).map_err(&told)?;
    if is_new { sync_folder_of(path) } else { Ok(()) }
}

/// Says that a file was written just now; whether it is there still. A system that does not allow it lets it be.
#[must_use]
pub fn touch(path: &Path) -> bool {
    match steps::touch(path) {
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
        Ok(()) => true,
    }
}

/// Removes a file. One that is not there is no error.
///
/// # Errors
/// If the disk refuses.
pub fn remove(path: &Path) -> Result<(), DiskError> {
    match steps::remove(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(DiskError::when(Doing::Remove, path)(error))
        }
        _ => Ok(()),
    }
}

/// Cuts a file to a length, as after an [`append`] that was not finished.
///
/// # Errors
/// If the disk refuses.
pub fn cut(path: &Path, length: u64) -> Result<(), DiskError> {
    let told = DiskError::when(Doing::Write, path);
    let file = steps::open_to_change(path).map_err(&told)?;
    steps::set_length(&file, path, length).map_err(&told)?;
    steps::sync(&file, path).map_err(&told)
}

/// What a folder holds, in order; nothing where there is no folder.
///
/// # Errors
/// If it cannot be read.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>, DiskError> {
    let told = DiskError::when(Doing::Read, folder);
    let list = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        list => list.map_err(&told)?,
    };
    let paths = list.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<std::io::Result<Vec<_>>>().map_err(told)?;
    paths.sort();
    Ok(paths)
}

/// Opens a file that is there only to be locked; it is made if it is missing.
///
/// # Errors
/// If the disk refuses.
pub fn open_to_lock(path: &Path) -> Result<File, DiskError> {
    steps::open_to_change(path).map_err(DiskError::when(Doing::Create, path))
}

/// The same for somebody who only looks whether it is locked, and may not write; nothing if there is none.
#[must_use]
pub fn opened_to_look(path: &Path) -> Option<File> {
    File::open(path).ok()
}

/// Makes durable what was named, renamed or removed in a folder.
///
/// # Errors
/// If the disk refuses.
pub fn sync_folder(folder: &Path) -> Result<(), DiskError> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    steps::gate(Step::SyncFolder, folder)
        .and_then(|()| steps::sync_folder(folder))
        .map_err(DiskError::when(Doing::Write, folder))
}

fn sync_folder_of(path: &Path) -> Result<(), DiskError> {
    path.parent().map_or(Ok(()), sync_folder)
}
