//! Why an input could not be read.

use std::io;

use calamine::XlsxError;
use zip::result::ZipError;

use super::limits::TooLarge;
use crate::model::in_chinese::of_system;

/// Why an input could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It asks for a password.
    #[error("有密码保护")]
    Encrypted,
    /// It passes a limit.
    #[error(transparent)]
    TooLarge(TooLarge),
    /// It is something else than a table; the text says what, and what to do.
    #[error("{0}")]
    Wrong(String),
    /// It is damaged.
    #[error("{0}")]
    Damaged(String),
    /// The system does not let it be read.
    #[error(transparent)]
    Io(io::Error),
}

impl ReadError {
    /// A file that is not a table but `what`.
    #[must_use]
    pub fn is_a(what: &str) -> Self {
        Self::Wrong(format!("是{what}"))
    }
}

impl From<TooLarge> for ReadError {
    fn from(limit: TooLarge) -> Self {
        Self::TooLarge(limit)
    }
}

impl From<TooLarge> for io::Error {
    fn from(limit: TooLarge) -> Self {
        Self::other(limit)
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        // A limit that a reader met below other people's parsers.
        match limit_in(&error) {
            Some(limit) => Self::TooLarge(limit),
            None => Self::Io(error),
        }
    }
}

fn limit_in(error: &io::Error) -> Option<TooLarge> {
    error.get_ref()?.downcast_ref::<TooLarge>().cloned()
}

impl From<quick_xml::Error> for ReadError {
    fn from(error: quick_xml::Error) -> Self {
        use quick_xml::Error;
        match error {
            Error::Io(inner) => match limit_in(&inner) {
                Some(limit) => Self::TooLarge(limit),
                None => Self::Damaged(format!("XML 有误：{}", of_system(&inner))),
            },
            Error::Syntax(_) | Error::IllFormed(_) => {
                Self::Damaged(format!("XML 标签不配对，可能没有传完（{error}）"))
            }
            _ => Self::Damaged(format!("XML 写法有误（{error}）")),
        }
    }
}

impl From<ZipError> for ReadError {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) => error.into(),
            ZipError::InvalidPassword
            | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Self::Encrypted,
            ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
                Self::Wrong("用了不支持的压缩方式，请解压后再交".to_owned())
            }
            ZipError::FileNotFound => Self::Damaged("压缩结构不完整，缺少内容".to_owned()),
            other => Self::Damaged(format!("压缩结构已损坏，可能没有传完（{other}）")),
        }
    }
}

impl From<XlsxError> for ReadError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Password => Self::Encrypted,
            XlsxError::Io(error) => error.into(),
            XlsxError::Xml(error) => error.into(),
            XlsxError::FileNotFound(part) => {
                Self::Damaged(format!("工作簿不完整，缺少“{part}”这一部分"))
            }
            other => Self::Damaged(format!("工作簿的结构已损坏（{other}）")),
        }
    }
}
