//! Errors of policy files, in Chinese, with file, line and key.

use std::fmt;
use std::ops::Range;

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
    /// An error at a byte range of the text; the key is the one given, else the one on that line.
    pub(super) fn at(
        file: &str,
        text: &str,
        span: Option<Range<usize>>,
        key: Option<&str>,
        message: String,
    ) -> Self {
        let start = span.map(|span| span.start.min(text.len()));
        let before = start.and_then(|start| text.get(..start));
        let line = before.map(|before| before.matches('\n').count() + 1);
        let key_there = || line.and_then(|line| key_on(text.lines().nth(line - 1)?));
        Self {
            file: file.to_owned(),
            line,
            key: key.map(str::to_owned).or_else(key_there),
            message,
        }
    }

    /// An error of the TOML reader.
    pub(super) fn of_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let (key, message) = in_chinese(error.message());
        Self::at(file, text, error.span(), key.as_deref(), message)
    }
}

/// The key that a line of TOML sets.
fn key_on(line: &str) -> Option<String> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim().trim_matches('"');
    (!key.is_empty() && !key.starts_with(['#', '['])).then(|| key.to_owned())
}

/// The reader's English message in Chinese, and the key that it names.
fn in_chinese(message: &str) -> (Option<String>, String) {
    let named: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let first = || named.first().map(|&name| name.to_owned());
    let others = named.get(1..).unwrap_or_default().join("、");
    if message.starts_with("unknown field") {
        return (first(), format!("没有这个键，可用的键：{others}"));
    }
    if message.starts_with("missing field") {
        return (first(), "缺少这个键".to_owned());
    }
    if message.starts_with("duplicate") {
        return (first(), "这个键写了两次".to_owned());
    }
    if message.starts_with("unknown variant") {
        let value = first().unwrap_or_default();
        return (None, format!("不认识“{value}”，可写：{others}"));
    }
    if message.starts_with("invalid type") || message.starts_with("invalid value") {
        return (None, format!("值的类型不对（{message}）"));
    }
    if message.chars().any(|c| !c.is_ascii() && c != '`') {
        return (None, message.to_owned());
    }
    (None, format!("不符合 TOML 的写法（{message}）"))
}
