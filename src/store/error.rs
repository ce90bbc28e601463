//! Why the store cannot do what it is asked.

use std::path::PathBuf;

use thiserror::Error;

use super::disk::DiskError;
use super::seal::SealError;

/// Why the store cannot do what it is asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The disk refuses.
    #[error(transparent)]
    Disk(#[from] DiskError),

    /// A key file would be overwritten.
    #[error("“{}”已经存在，不会覆盖：如果它是密钥文件，覆盖后用它加密的数据就再也打不开了；请换一个文件名", path.display())]
    KeyExists {
        /// The file.
        path: PathBuf,
    },
    /// A file is no key file.
    #[error("“{}”不是密钥文件：{fault}；请检查 --key 写的是不是建立存储时用的那个文件", path.display())]
    NotAKey {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: &'static str,
    },
    /// The system has no random numbers to give.
    #[error("系统不能提供随机数，无法生成密钥：请重新启动计算机后再试")]
    NoRandomness,
    /// Encryption failed for a reason that lies in the system.
    #[error("加密没有成功，可能是内存不足：请关闭其他程序后重试")]
    Cipher(#[source] SealError),
    /// An object is missing.
    #[error("存储中缺少“{}”：可能被删除，或复制存储时没有复制全；请用 store check 检查，并从备份恢复", path.display())]
    ObjectMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// An object is not what its name says.
    #[error("存储中的“{}”已被改动或损坏，与它的校验值不符：请用 store check 检查，并从备份恢复", path.display())]
    ObjectDamaged {
        /// Where it is.
        path: PathBuf,
    },
}

impl From<SealError> for StoreError {
    fn from(error: SealError) -> Self {
        Self::Cipher(error)
    }
}
