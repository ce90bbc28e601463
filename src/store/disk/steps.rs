//! The single steps of writing, each of which can fail or be the last one before a crash.

use std::fs::{self, File, OpenOptions};
use std::io::{Result, Write};
use std::path::Path;
use std::time::SystemTime;

/// A step of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    CreateFolder,
    CreateFile,
    Write,
    Sync,
    Link,
    Rename,
    SyncFolder,
    Remove,
}

/// Every step passes here first, so that tests can stop it.
#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "tests fail here")]
pub fn gate(_: Step, _: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
pub fn gate(step: Step, path: &Path) -> Result<()> {
    super::faults::gate(step, path)
}

pub fn create_folder(path: &Path) -> Result<()> {
    gate(Step::CreateFolder, path)?;
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        // Another process may have been quicker.
        Err(_) if path.is_dir() => Ok(()),
        outcome => outcome,
    }
}

pub fn create_file(path: &Path) -> Result<File> {
    gate(Step::CreateFile, path)?;
    private().write(true).create_new(true).open(path)
}

pub fn open_to_append(path: &Path) -> Result<File> {
    gate(Step::CreateFile, path)?;
    private().append(true).create(true).open(path)
}

/// Not to append: Windows can neither lock nor cut a file that is open only for that.
pub fn open_to_change(path: &Path) -> Result<File> {
    gate(Step::CreateFile, path)?;
    private().read(true).write(true).create(true).truncate(false).open(path)
}

/// Options for files that only their owner may read, where the system knows such a thing.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

pub fn write(file: &mut File, path: &Path, content: &[u8]) -> Result<()> {
    if let Err(error) = gate(Step::Write, path) {
        // As on a real disk: part of it may be there.
        let half = content.get(..content.len() / 2).unwrap_or_default();
        return file.write_all(half).and(Err(error));
    }
    file.write_all(content)
}

pub fn sync(file: &File, path: &Path) -> Result<()> {
    gate(Step::Sync, path)?;
    file.sync_all()
}

pub fn set_length(file: &File, path: &Path, length: u64) -> Result<()> {
    gate(Step::Write, path)?;
    file.set_len(length)
}

pub fn touch(path: &Path) -> Result<()> {
    gate(Step::Write, path)?;
    OpenOptions::new().write(true).open(path)?.set_modified(SystemTime::now())
}

pub fn link(from: &Path, to: &Path) -> Result<()> {
    gate(Step::Link, to)?;
    fs::hard_link(from, to)
}

pub fn rename(from: &Path, to: &Path) -> Result<()> {
    gate(Step::Rename, to)?;
    fs::rename(from, to)
}

pub fn remove(path: &Path) -> Result<()> {
    gate(Step::Remove, path)?;
    fs::remove_file(path)
}

/// Windows has no such thing for folders: renaming is durable there once the file itself is.
#[cfg(windows)]
#[expect(clippy::unnecessary_wraps, reason = "other systems fail here")]
pub fn sync_folder(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(not(windows))]
pub fn sync_folder(folder: &Path) -> Result<()> {
    match File::open(folder)?.sync_all() {
        // Some file systems, mostly on a network, have no such thing.
        Err(error) if is_unknown(&error) => Ok(()),
        outcome => outcome,
    }
}

#[cfg(not(windows))]
fn is_unknown(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported)
}
