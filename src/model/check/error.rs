//! Errors of check files, in Chinese, with file, line and key.

use std::fmt;

use crate::model::in_chinese::TomlFault;

/// Why a check file, or a file that sets checks otherwise, cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckError {
    /// The file as named by the caller.
    pub file: String,
    /// Where and how it is wrong.
    pub fault: TomlFault,
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "疑点规则文件 {} {}", self.file, self.fault)
    }
}

impl std::error::Error for CheckError {}
