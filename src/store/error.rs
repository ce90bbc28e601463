//! What ends a command on the store: said once, in Chinese, with the path and what to do.

use std::path::{Path, PathBuf};

use super::disk::{DiskError, Doing};
use super::record::RecordError;
use super::seal::SealError;
use crate::model::in_chinese::in_its_own_words;

/// Why the store could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk refuses.
    #[error(transparent)]
    Disk(#[from] DiskError),

    /// There is no such folder.
    #[error(
        "没有台账库“{}”：请检查 --store 写的路径；新的台账库由第一次 taizhang ingest 建立",
        folder.display()
    )]
    Missing {
        /// Where it was looked for.
        folder: PathBuf,
    },

    /// A file stands where the store should be.
    #[error("“{}”是文件，不是台账库的文件夹：请检查 --store 写的路径", path.display())]
    NoFolder {
        /// The file.
        path: PathBuf,
    },

    /// Another process is writing.
    #[error(
        "台账库“{}”正由另一个 taizhang 进程写入：请等它结束后重试，或加 --wait 等候；\
         若没有别的进程在写，请看是否有其他电脑在用同一个共享文件夹",
        .0.display()
    )]
    Busy(PathBuf),

    /// Another process committed first.
    #[error(
        "台账库“{}”在本次写入期间被别的程序改过（版本 {version} 已存在），本次没有写入任何内容，请重新执行",
        .folder.display()
    )]
    Conflict {
        /// The store.
        folder: PathBuf,
        /// The version that was to be written.
        version: u64,
    },

    /// The store is not what it should be.
    #[error("台账库已损坏：“{}”：{what}；请用 taizhang store check 检查，并从备份恢复", .path.display())]
    Damaged {
        /// The file or folder concerned.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },

    /// What goes on no record does not go out.
    #[error(
        "台账库“{}”不能写入，因此不能从它出报告、导出：每次都要先在库里记下依据和导出记录（{cause}）。\
         请取得对这个文件夹的读写权限；只读的磁盘或备份，请把整个台账库复制到能写的地方，对复制的那一个执行",
        folder.display()
    )]
    NotOnRecord {
        /// The store.
        folder: PathBuf,
        /// What the disk says.
        cause: DiskError,
    },

    /// Whether the log has lost its end cannot be told.
    #[error("“{}”{}；在此之前不能写入", .0.display(), Self::HEAD_LOST)]
    HeadLost(PathBuf),

    /// A later program wrote it.
    #[error("台账库“{}”的格式版本是 {found}，本程序只认识到 {known}：请用新版的 taizhang", folder.display())]
    Newer {
        /// The store.
        folder: PathBuf,
        /// Its layout.
        found: u32,
        /// The latest layout that this program knows.
        known: u32,
    },
    /// A table that this program did not make.
    #[error("“{}”中有一个不是 taizhang 建立的 Delta 表，不会改动它：请换一个文件夹", folder.display())]
    NotOurs {
        /// The folder.
        folder: PathBuf,
    },
    /// An encrypted store without its key.
    #[error("台账库“{}”是加密的，请用 --key 写明密钥文件", folder.display())]
    KeyNeeded {
        /// The store.
        folder: PathBuf,
    },
    /// A key for a store that has none.
    #[error("台账库“{}”没有加密，不需要 --key", folder.display())]
    NotEncrypted {
        /// The store.
        folder: PathBuf,
    },
    /// The key of another store.
    #[error("--key 的密钥不是台账库“{}”的：请用建立它时的密钥文件", folder.display())]
    WrongKey {
        /// The store.
        folder: PathBuf,
    },
    /// Records that cannot be understood.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A file is no key file.
    #[error("“{}”不是密钥文件：{fault}；请检查 --key 写的是不是建立台账库时用的那个文件", path.display())]
    NotAKey {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: String,
    },
    /// Encryption failed for a reason that lies in the system.
    #[error("加密没有成功，可能是内存不足：请关闭其他程序后重试")]
    Cipher(#[source] SealError),
    /// An object is missing.
    #[error("台账库中缺少“{}”：可能被删除，或复制台账库时没有复制全；请用 taizhang store check 检查，并从备份恢复", path.display())]
    ObjectMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// An object is not what its name says.
    #[error("台账库中的“{}”已被改动或损坏，与它的校验值不符：请用 taizhang store check 检查，并从备份恢复", path.display())]
    ObjectDamaged {
        /// Where it is.
        path: PathBuf,
    },

    /// The library that keeps the table does not agree.
    #[error(
        "台账库“{}”的日志或数据读不出来，可能已损坏，或没有复制全：请用 taizhang store check 检查，并从备份恢复{}",
        .folder.display(),
        in_its_own_words(.text)
    )]
    Table {
        /// The store.
        folder: PathBuf,
        /// What the library says.
        text: String,
    },
}

impl StoreError {
    /// What is to be done when nothing says where the log ends.
    pub(super) const HEAD_LOST: &str = "没有了，或无法解读，因此不知道日志的末尾有没有丢失：\
        请用 taizhang batch list 核对最新的版本，无误再用 store check --repair 重新写下，否则从备份恢复";

    /// That nothing can be put on record where the store may only be read; other errors stay as they are.
    #[must_use]
    pub fn on_record(self, folder: &Path) -> Self {
        match self {
            Self::Disk(cause) if cause.is_forbidden() => {
                Self::NotOnRecord { folder: folder.to_owned(), cause }
            }
            error => error,
        }
    }

    /// A file or folder that is not what it should be.
    #[expect(clippy::needless_pass_by_value, reason = "a text or an error, as it comes")]
    pub fn damaged(path: &Path, what: impl ToString) -> Self {
        Self::Damaged { path: path.to_owned(), what: what.to_string() }
    }

    /// What a library says of the table in a folder; a refusal of the disk underneath is told as such.
    pub fn of_library(folder: &Path, error: &(dyn std::error::Error + 'static)) -> Self {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(refusal) = error.downcast_ref::<DiskError>() {
                return Self::Disk(refusal.clone());
            }
            if let Some(error) = error.downcast_ref::<std::io::Error>() {
                return Self::Disk(DiskError::of(Doing::Read, folder, error));
            }
            cause = error.source();
        }
        Self::Table { folder: folder.to_owned(), text: error.to_string() }
    }
}

impl From<SealError> for StoreError {
    fn from(error: SealError) -> Self {
        Self::Cipher(error)
    }
}
