//! Errors of TOML files: line, key, and what to write instead.

use std::fmt;
use std::ops::Range;

/// Where and how a TOML file is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlFault {
    /// The line, from 1.
    pub line: Option<usize>,
    /// The key concerned.
    pub key: Option<String>,
    /// What is wrong and what to write, in Chinese.
    pub message: String,
}

impl fmt::Display for TomlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, &self.key) {
            (Some(line), Some(key)) => write!(f, "第 {line} 行的 {key}：{}", self.message),
            (Some(line), None) => write!(f, "第 {line} 行：{}", self.message),
            (None, Some(key)) => write!(f, "{key}：{}", self.message),
            (None, None) => f.write_str(&self.message),
        }
    }
}

impl TomlFault {
    /// A fault at a byte range of the text; the key is the one given, else the one on that line.
    #[must_use]
    pub fn at(text: &str, span: Option<Range<usize>>, key: Option<&str>, message: String) -> Self {
        let start = span.map(|span| span.start.min(text.len()));
        let before = start.and_then(|start| text.get(..start));
        let line = before.map(|before| before.matches('\n').count() + 1);
        let key_there = || line.and_then(|line| key_on(text.lines().nth(line - 1)?));
        Self { line, key: key.map(str::to_owned).or_else(key_there), message }
    }

    /// What the TOML reader says of the text.
    #[must_use]
    pub fn of(text: &str, error: &toml::de::Error) -> Self {
        let (key, message) = in_chinese(error.message());
        Self::at(text, error.span(), key.as_deref(), message)
    }
}

/// The key that a line of TOML sets.
fn key_on(line: &str) -> Option<String> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim().trim_matches('"');
    (!key.is_empty() && !key.starts_with(['#', '['])).then(|| key.to_owned())
}

/// Types as the reader calls them at the end of a message, and what to write.
const EXPECTED: [(&str, &str); 10] = [
    ("a string", "应为加英文引号的文字，如 \"长春市\""),
    ("path string", "应为加英文引号的文字，如 \"品牌库.xlsx\""),
    ("a sequence", "应为列表，如 [\"甲\", \"乙\"]"),
    ("a map", "应为一组键和值"),
    ("a boolean", "应为 true 或 false，不加引号"),
    ("i32", "应为整数，不加引号"),
    ("u32", "应为不带正负号的整数，不加引号"),
    ("i64", "应为整数，不加引号"),
    ("u64", "应为不带正负号的整数，不加引号"),
    ("u8", "应为不带正负号的整数，不加引号"),
];

/// The reader's English message in Chinese, and the key that it names.
fn in_chinese(message: &str) -> (Option<String>, String) {
    let message = message.replace('\n', " ");
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
        let wanted = message.rsplit_once("expected ").map_or("", |(_, wanted)| wanted);
        let told = EXPECTED.iter().find(|(name, _)| *name == wanted);
        let told = told.map_or("值的类型不对", |(_, told)| told);
        return (None, format!("{told}（{message}）"));
    }
    if message.chars().any(|c| !c.is_ascii() && c != '`') {
        return (None, message);
    }
    (None, format!("不符合 TOML 的写法：每行写“键 = 值”，文字和中文的键加英文引号（{message}）"))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its errors are wanted")]
    struct Sample {
        name: String,
        #[serde(default)]
        file: PathBuf,
        #[serde(default)]
        year: i32,
        #[serde(default)]
        list: Vec<String>,
    }

    fn said(text: &str) -> String {
        TomlFault::of(text, &toml::from_str::<Sample>(text).expect_err("wrong")).to_string()
    }

    #[test]
    fn line_and_key_are_named_and_english_stands_in_brackets() {
        for (text, told) in [
            (
                "name = \"a\"\nyaer = 1",
                "第 2 行的 yaer：没有这个键，可用的键：name、file、year、list",
            ),
            ("name = 5", "第 1 行的 name：应为加英文引号的文字"),
            ("name = \"a\"\nfile = 5", "第 2 行的 file：应为加英文引号的文字"),
            ("name = \"a\"\nyear = \"x\"", "第 2 行的 year：应为整数"),
            ("name = \"a\"\nlist = \"x\"", "第 2 行的 list：应为列表"),
            ("name = \"a\"\nname = \"b\"", "第 2 行的 name：这个键写了两次"),
            ("name = 甲", "第 1 行的 name：不符合 TOML 的写法"),
            ("名称 = \"a\"", "第 1 行的 名称：不符合 TOML 的写法"),
            ("year = 1", "缺少这个键"),
        ] {
            let said = said(text);
            assert!(said.starts_with(told) || said.ends_with(told), "{said}");
            let plain = said.split('（').next().unwrap_or_default();
            assert!(!plain.contains("expected") && !plain.contains("invalid"), "{said}");
        }
    }
}
