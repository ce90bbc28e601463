//! Errors of policy files, in Chinese, with file, line and key.

use std::fmt;
use std::ops::Range;

use crate::model::in_chinese::TomlFault;

/// Why a policy file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// The file as named by the caller.
    pub file: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The key concerned.
    pub key: Option<String>,
    /// What is wrong and what to write, in Chinese.
    pub message: String,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "政策文件 {}", self.file)?;
        if let Some(line) = self.line {
            write!(f, " 第 {line} 行")?;
        }
        if let Some(key) = &self.key {
            write!(f, " 的 {key}")?;
        }
        write!(f, "：{}", self.message)
    }
}

impl std::error::Error for PolicyError {}

impl PolicyError {
    /// An error where `found` first stands in the text of `file`.
    #[must_use]
    pub fn at_text(file: &str, text: &str, found: &str, message: String) -> Self {
        let span = text.find(found).map(|start| start..start + found.len());
        Self::at(file, text, span, None, message)
    }

    /// An error at a byte range of the text; the key is the one given, else the one on that line.
    pub(super) fn at(
        file: &str,
        text: &str,
        span: Option<Range<usize>>,
        key: Option<&str>,
        message: String,
    ) -> Self {
        Self::of(file, TomlFault::at(text, span, key, message))
    }

    /// An error of the TOML reader.
    pub(super) fn of_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        Self::of(file, TomlFault::of(text, error))
    }

    fn of(file: &str, TomlFault { line, key, message }: TomlFault) -> Self {
        Self { file: file.to_owned(), line, key, message }
    }
}
