//! Where the bytes of an input are: in a file, in memory, or in an archive, from which they are inflated when it is
//! their turn. Nothing is ever unpacked to disk.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use zip::ZipArchive;

use super::error::ReadError;
use super::limits::{self, TooLarge};
use crate::model::in_chinese::of_system;

/// The bytes of an input.
#[derive(Clone, Debug)]
pub enum Content {
    /// A file on disk.
    File(PathBuf),
    /// Bytes at hand.
    Memory(Shared),
    /// An entry of an archive, by its number.
    Entry(Arc<Content>, usize),
    /// None: a file that could not be read when it was looked at, with the number that the system has for why.
    Unreadable(i32),
}

/// Bytes with several owners.
#[derive(Clone)]
pub struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Shared {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Arc::new(bytes))
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// Open bytes.
#[derive(Debug)]
pub enum Source {
    /// Of a file.
    File(File),
    /// Of memory.
    Memory(Cursor<Shared>),
}

/// What can put its next bytes right where they are wanted.
pub trait Append {
    /// Appends up to `limit` bytes; fewer only at the end.
    ///
    /// # Errors
    /// When they cannot be read.
    fn append(&mut self, bytes: &mut Vec<u8>, limit: u64) -> io::Result<usize>;
}

impl Append for Source {
    fn append(&mut self, bytes: &mut Vec<u8>, limit: u64) -> io::Result<usize> {
        // Both read into memory that nobody has cleared before, which `Source` as a reader could not.
        match self {
            Self::File(file) => file.by_ref().take(limit).read_to_end(bytes),
            Self::Memory(held) => held.by_ref().take(limit).read_to_end(bytes),
        }
    }
}

impl Append for &[u8] {
    fn append(&mut self, bytes: &mut Vec<u8>, limit: u64) -> io::Result<usize> {
        self.by_ref().take(limit).read_to_end(bytes)
    }
}

impl Content {
    /// The same bytes without an archive around them.
    ///
    /// # Errors
    /// When the entry is encrypted, damaged, or larger than allowed.
    pub fn load(&self) -> Result<Self, ReadError> {
        let Self::Entry(archive, index) = self else {
            return Ok(self.clone());
        };
        let mut zip = ZipArchive::new(BufReader::new(archive.load()?.open()?))?;
        let mut entry = zip.by_index(*index)?;
        let limit = limits::inflated(entry.compressed_size(), limits::HELD_FILE_BYTES);
        let mut bytes = Vec::new();
        entry.by_ref().take(limit + 1).read_to_end(&mut bytes).map_err(damaged_entry)?;
        if bytes.len() as u64 > limit {
            let what = "压缩包内的文件";
            return Err(limits::inflates_too_much(what, limit, limits::HELD_FILE_BYTES).into());
        }
        Ok(Self::Memory(bytes.into()))
    }

    /// Opens the bytes.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn open(&self) -> io::Result<Source> {
        match self {
            Self::File(path) => File::open(path).map(Source::File),
            Self::Memory(bytes) => Ok(Source::Memory(Cursor::new(bytes.clone()))),
            Self::Entry(..) => match self.load() {
                Ok(loaded) => loaded.open(),
                Err(ReadError::Io(error)) => Err(error),
                Err(other) => Err(io::Error::other(other)),
            },
            Self::Unreadable(why) => Err(io::Error::from_raw_os_error(*why)),
        }
    }

    /// Opens the bytes behind the first `skip`.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn open_at(&self, skip: u64) -> io::Result<Source> {
        let mut source = self.open()?;
        source.seek(SeekFrom::Start(skip))?;
        Ok(source)
    }

    /// The bytes at once, for formats that cannot be read as a stream.
    ///
    /// # Errors
    /// When they cannot be read or are more than allowed.
    pub fn hold(&self) -> Result<Shared, ReadError> {
        if let Self::Memory(bytes) = self {
            return Ok(bytes.clone());
        }
        let mut bytes = Vec::new();
        self.open()?.take(limits::HELD_FILE_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limits::HELD_FILE_BYTES {
            return Err(TooLarge::bytes("文件大小", limits::HELD_FILE_BYTES).into());
        }
        Ok(bytes.into())
    }
}

/// Deflated data that make no sense, or a wrong check sum.
fn damaged_entry(error: io::Error) -> ReadError {
    match ReadError::from(error) {
        ReadError::Io(error) => ReadError::Damaged(format!("压缩数据有误：{}", of_system(&error))),
        other => other,
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(buffer),
            Self::Memory(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Memory(bytes) => bytes.seek(to),
        }
    }
}
