//! A file on its way to its name.

use std::fs::File;
use std::io::{ErrorKind, Result as IoResult, Write};
use std::path::{Path, PathBuf};
use std::process;

use super::error::{DiskError, Doing};
use super::{TEMPORARY, steps, sync_folder_of};

/// How many bytes are gathered before they are written.
const BUFFER: usize = 256 * 1024;

/// A file that stands under a temporary name beside its own until it is finished; dropped before, it is removed.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    temporary: PathBuf,
    file: Option<File>,
    buffer: Vec<u8>,
}

impl NewFile {
    /// Begins a file that is to have this name.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn create(path: &Path) -> Result<Self, DiskError> {
        let told = DiskError::when(Doing::Write, path);
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        for number in 0_u32.. {
            let temporary =
                path.with_file_name(format!("{TEMPORARY}{}-{number}-{name}", process::id()));
            match steps::create_file(&temporary) {
                // Being written at the same time, or left by a process that had the same number and was killed.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(told(error)),
                Ok(file) => {
                    let path = path.to_owned();
                    return Ok(Self { path, temporary, file: Some(file), buffer: Vec::new() });
                }
            }
        }
        Err(told(ErrorKind::AlreadyExists.into()))
    }

    /// Gives the file another name than the one it was begun for, in the same folder.
    pub fn rename(&mut self, name: &str) {
        self.path.set_file_name(name);
    }

    /// Makes the content durable and gives it its name, which must be free.
    ///
    /// # Errors
    /// If the name is taken ([`DiskError::is_taken`]), or the disk refuses.
    pub fn finish(mut self) -> Result<(), DiskError> {
        let told = DiskError::when(Doing::Write, &self.path);
        self.close().map_err(&told)?;
        match steps::link(&self.temporary, &self.path) {
            Ok(()) => {
                // The name stands; a temporary name that cannot be removed is a leftover, not a failure.
                drop(steps::remove(&self.temporary));
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(told(error)),
            // File systems such as exFAT have no links. There is one writer at a time, so looking first is enough.
            Err(_) if self.path.exists() => return Err(told(ErrorKind::AlreadyExists.into())),
            Err(_) => steps::rename(&self.temporary, &self.path).map_err(&told)?,
        }
        self.temporary.clear();
        sync_folder_of(&self.path)
    }

    /// Makes the content durable and gives it its name, in the place of a former file.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn finish_over(mut self) -> Result<(), DiskError> {
        let told = DiskError::when(Doing::Write, &self.path);
        self.close().map_err(&told)?;
        steps::rename(&self.temporary, &self.path).map_err(&told)?;
        self.temporary.clear();
        sync_folder_of(&self.path)
    }

    fn close(&mut self) -> IoResult<()> {
        self.flush()?;
        self.file.take().map_or(Ok(()), |file| steps::sync(&file, &self.temporary))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> IoResult<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> IoResult<()> {
        if let Some(file) = self.file.as_mut()
            && !self.buffer.is_empty()
        {
            steps::write(file, &self.temporary, &self.buffer)
                .map_err(DiskError::when(Doing::Write, &self.path))?;
            self.buffer.clear();
        }
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // Windows does not remove files that are open.
        self.file = None;
        if !self.temporary.as_os_str().is_empty() {
            drop(steps::remove(&self.temporary));
        }
    }
}
