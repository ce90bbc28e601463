//! The only door through which the store writes: durable, atomic, private files.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use thiserror::Error;

use crate::model::in_chinese::of_system;

const TEMPORARY: &str = ".tmp-";

/// What was being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Making a file or folder.
    Create,
    /// Reading.
    Read,
    /// Writing.
    Write,
    /// Locking.
    Lock,
}

/// A refusal of the disk.
#[derive(Clone, Debug, Error)]
#[error("无法读写“{}”：{cause}", path.display())]
pub struct DiskError {
    path: PathBuf,
    kind: ErrorKind,
    cause: String,
}

impl DiskError {
    /// What the system says when something is done to a path.
    pub fn when(_: Doing, path: &Path) -> impl Fn(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |error| Self { path: path.clone(), kind: error.kind(), cause: of_system(&error) }
    }

    /// What kind of refusal it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether a file of that name is there already.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        self.kind == ErrorKind::AlreadyExists
    }
}

/// Whether a file is one that was being written when its process died, or is being written now.
#[must_use]
pub fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY)
}

/// Makes a folder and those above it, for the owner only.
pub fn create_folders(folder: &Path) -> Result<(), DiskError> {
    fs::create_dir_all(folder).map_err(DiskError::when(Doing::Create, folder))
}

/// Writes a file that must not exist yet: afterwards it is there whole and durable, or not at all.
pub fn write_new(path: &Path, content: &[u8]) -> Result<(), DiskError> {
    let told = DiskError::when(Doing::Write, path);
    let temporary = written(path, content).map_err(&told)?;
    let named = fs::hard_link(&temporary, path);
    drop(fs::remove_file(&temporary));
    named.map_err(told)
}

/// Writes a file in the place of one that may exist.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), DiskError> {
    let told = DiskError::when(Doing::Write, path);
    written(path, content).and_then(|temporary| fs::rename(temporary, path)).map_err(told)
}

/// Appends to a file, which is made if it is missing. The content is durable afterwards; a crash may leave part of it.
pub fn append(path: &Path, content: &[u8]) -> Result<(), DiskError> {
    let open = private().append(true).create(true).open(path);
    open.and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()))
        .map_err(DiskError::when(Doing::Write, path))
}

/// Cuts a file to a length, as after an [`append`] that was not finished.
pub fn cut(path: &Path, length: u64) -> Result<(), DiskError> {
    let open = private().write(true).open(path);
    open.and_then(|file| file.set_len(length)).map_err(DiskError::when(Doing::Write, path))
}

/// Opens a file that is there only to be locked; it is made if it is missing.
pub fn open_to_lock(path: &Path) -> Result<File, DiskError> {
    private()
        .read(true)
        .append(true)
        .create(true)
        .open(path)
        .map_err(DiskError::when(Doing::Create, path))
}

fn written(path: &Path, content: &[u8]) -> io::Result<PathBuf> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let temporary = path.with_file_name(format!("{TEMPORARY}{}-{number}", std::process::id()));
    let mut file = private().write(true).create_new(true).open(&temporary)?;
    file.write_all(content)?;
    file.sync_all()?;
    Ok(temporary)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
