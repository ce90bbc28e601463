//! What the disk refuses, in Chinese, with the path and what to do.

use std::fmt;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use crate::model::in_chinese::of_system;

/// What was being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Making a file or folder.
    Create,
    /// Reading.
    Read,
    /// Writing.
    Write,
    /// Removing.
    Remove,
    /// Locking.
    Lock,
}

/// A refusal of the disk.
#[derive(Clone, Debug)]
pub struct DiskError {
    path: PathBuf,
    doing: Doing,
    kind: ErrorKind,
    cause: String,
}

impl DiskError {
    /// What the system says when something is done to a path.
    pub fn when(doing: Doing, path: &Path) -> impl Fn(Error) -> Self + use<> {
        let path = path.to_owned();
        move |error| Self::of(doing, &path, &error)
    }

    /// What the system says of a path; a refusal that was told already stays as it is.
    #[must_use]
    pub fn of(doing: Doing, path: &Path, error: &Error) -> Self {
        Self::within(error).unwrap_or_else(|| Self {
            path: path.to_owned(),
            doing,
            kind: error.kind(),
            cause: of_system(error),
        })
    }

    /// The refusal that was handed through a library as an error of the system.
    #[must_use]
    pub fn within(error: &Error) -> Option<Self> {
        error.get_ref()?.downcast_ref::<Self>().cloned()
    }

    /// The file or folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What kind of refusal it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether it is not allowed, now or ever.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        matches!(self.kind, ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
    }

    /// Whether a file of that name is there already.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        self.kind == ErrorKind::AlreadyExists
    }
}

impl std::error::Error for DiskError {}

impl From<DiskError> for Error {
    fn from(refusal: DiskError) -> Self {
        Self::new(refusal.kind, refusal)
    }
}

impl fmt::Display for DiskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let doing = match self.doing {
            Doing::Create => "建立",
            Doing::Read => "读取",
            Doing::Write => "写入",
            Doing::Remove => "删除",
            Doing::Lock => "锁定",
        };
        write!(f, "无法{doing}“{}”：{}", self.path.display(), self.cause)?;
        match self.kind {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                f.write_str("；请腾出空间后重新执行，已提交的数据没有损失")
            }
            _ if self.is_forbidden() => {
                f.write_str("；请确认对这个文件夹有读写权限、没有被其他程序占用，再重新执行，已提交的数据没有损失")
            }
            _ => Ok(()),
        }
    }
}
