//! What ends a command on the store: said once, in Chinese, with the path and what to do.

use std::path::{Path, PathBuf};

use super::disk::{DiskError, Doing};
use super::seal::SealError;

/// Why the store could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk refuses.
    #[error(transparent)]
    Disk(#[from] DiskError),

    /// Another process is writing.
    #[error(
        "存储“{}”正由另一个 taizhang 进程写入：请等它结束后重试，或加 --wait 等候；\
         若没有别的进程在写，请看是否有其他电脑在用同一个共享文件夹",
        .0.display()
    )]
    Busy(PathBuf),

    /// Another process committed first.
    #[error(
        "存储“{}”在本次写入期间被别的程序改过（版本 {version} 已存在），本次没有写入任何内容，请重新执行",
        .folder.display()
    )]
    Conflict {
        /// The store.
        folder: PathBuf,
        /// The version that was to be written.
        version: u64,
    },

    /// The store is not what it should be.
    #[error("存储“{}”已损坏：{what}；请运行 taizhang store check 查看，必要时从备份恢复", .path.display())]
    Damaged {
        /// The file or folder concerned.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },

    /// The library that keeps the table does not agree.
    #[error("存储“{}”无法读写（{text}）", .folder.display())]
    Table {
        /// The store.
        folder: PathBuf,
        /// What the library says.
        text: String,
    },

    /// A key file would be overwritten.
    #[error(
        "“{}”已经存在，不会覆盖：如果它是密钥文件，覆盖后用它加密的数据就再也打不开了；请换一个文件名",
        .0.display()
    )]
    KeyExists(PathBuf),

    /// A file is no key file.
    #[error("“{}”不是密钥文件：{fault}；请检查写的是不是建立存储时用的那个密钥文件", .path.display())]
    NotAKey {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: &'static str,
    },

    /// The key is that of another store.
    #[error(
        "密钥不对：这个密钥文件不是建立该存储时用的那个（存储的密钥指纹为 {expected}）；请换用正确的密钥文件"
    )]
    WrongKey {
        /// The fingerprint of the key that is needed.
        expected: String,
    },

    /// An encrypted store without its key.
    #[error("该存储是加密的，请用 --key 给出建立它时用的密钥文件（密钥指纹为 {expected}）")]
    KeyNeeded {
        /// The fingerprint of the key that is needed.
        expected: String,
    },

    /// A key for a store that is not encrypted.
    #[error("该存储没有加密，不能使用 --key：要加密，请另建一个存储，建立时就给出密钥文件")]
    NotEncrypted,

    /// The system has no random numbers to give.
    #[error("系统不能提供随机数，无法生成密钥：请重新启动计算机后再试")]
    NoRandomness,

    /// Encryption failed for a reason that lies in the system.
    #[error("加密没有成功，可能是内存不足：请关闭其他程序后重试")]
    Cipher(#[from] SealError),

    /// An object is missing.
    #[error(
        "存储中缺少“{}”：可能被删除，或复制存储时没有复制全；请用 store check 检查，并从备份恢复",
        .0.display()
    )]
    ObjectMissing(PathBuf),

    /// An object is not what its name says.
    #[error(
        "存储中的“{}”已被改动或损坏，与它的校验值不符：请用 store check 检查，并从备份恢复",
        .0.display()
    )]
    ObjectDamaged(PathBuf),
}

impl StoreError {
    /// A file or folder that is not what it should be.
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
