//! An entry: what is said of an export, and the line it becomes.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::chain::{Chain, Head};
use crate::model::text::narrow_char;
use crate::store::hasher::Hasher;

/// A report from the store, or an export of personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// When.
    pub time: DateTime<Utc>,
    /// Who.
    pub user: String,
    /// The command, such as `report`.
    pub command: String,
    /// The options that matter, such as `full_ids`. Never a value that was looked for in the rows.
    pub what: Vec<(&'static str, What)>,
    /// The name of the report that is made, which is an object of the store; nothing for what cannot be made again.
    pub report: Option<String>,
    /// The files with personal data that are written.
    pub outputs: Vec<Output>,
}

/// The value of an option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum What {
    /// Given or not.
    Flag(bool),
    /// A number.
    Number(u64),
    /// A date, a unit, a version. Long numbers in it are hidden.
    Text(String),
}

/// A file with personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Output {
    /// Its name, without folders. Long numbers in it are hidden. Those that are named after inputs, which may be named
    /// after persons, are told together, by the name of their folder.
    pub file: String,
    /// How many rows with personal data it has; one person may have several.
    pub rows: u64,
}

/// A line as it is written, without its hash. The order of the fields is part of the format.
#[derive(Serialize)]
struct Line<'a> {
    seq: u64,
    time: String,
    user: String,
    command: String,
    what: serde_json::Map<String, serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<&'a str>,
    outputs: Vec<Output>,
    #[serde(skip_serializing_if = "is_none")]
    more_outputs: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    torn: Option<&'a Torn>,
    previous: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_none(number: &u64) -> bool {
    *number == 0
}

/// What a line says of itself and the one before.
#[derive(Debug, Deserialize)]
pub(super) struct Link {
    pub(super) seq: u64,
    pub(super) report: Option<String>,
    pub(super) torn: Option<Torn>,
    pub(super) previous: String,
}

/// What stands between an entry and the one before: lines that were being written when the machine stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Torn {
    pub(super) bytes: u64,
    // Not called `hash`: a line cut off behind it would end as a whole one does.
    pub(super) content: String,
}

/// Files of one entry that are named; a folder of workbooks may hold more than anybody reads.
const MOST_OUTPUTS: usize = 500;
/// Characters of a text.
const LONGEST_TEXT: usize = 200;
/// Digits in a row that may tell a person.
const TELLING: usize = 11;
/// Characters of such a number that are shown at its ends.
const SHOWN: (usize, usize) = (3, 2);

const HASH_FIELD: &str = ",\"hash\":\"";
const HASH_DIGITS: usize = 64;
const LINE_END: &str = "\"}";

/// The bytes to append, and the head that the log has then.
pub(super) fn written(
    export: &Export,
    chain: &Chain,
    hasher: &Hasher,
) -> serde_json::Result<(Vec<u8>, Head)> {
    let torn = chain.torn_end();
    let seq = chain.head.seq.saturating_add(1);
    let line = Line {
        seq,
        time: export.time.to_rfc3339_opts(SecondsFormat::Secs, true),
        user: masked(&export.user),
        command: masked(&export.command),
        what: export.what.iter().map(|(name, what)| ((*name).to_owned(), what.json())).collect(),
        report: export.report.as_deref(),
        outputs: export.outputs.iter().take(MOST_OUTPUTS).map(Output::masked).collect(),
        more_outputs: export.outputs.len().saturating_sub(MOST_OUTPUTS) as u64,
        torn: torn.as_ref(),
        previous: chain.head.hash.clone(),
    };
    let mut text = serde_json::to_string(&line)?;
    text.pop();
    let hash = hasher.hash(text.as_bytes()).to_string();
    let start = if chain.ends_open { "\n" } else { "" };
    let bytes = format!("{start}{text}{HASH_FIELD}{hash}{LINE_END}\n").into_bytes();
    Ok((bytes, Head { seq, hash }))
}

/// Whether a line, without its line end, ends as every entry does. One that was cut off does not.
pub(super) fn is_whole(line: &[u8]) -> bool {
    split(line).is_some()
}

/// What a line says, with its hash, if the hash is right.
pub(super) fn read(line: &[u8], hasher: &Hasher) -> Option<(Link, String)> {
    let (text, hash) = split(line)?;
    // Equal in constant time, and only as it was written: in small letters.
    let stated = blake3::Hash::from_hex(hash).ok()?;
    if hasher.hash(text) != stated || stated.to_hex().as_bytes() != hash {
        return None;
    }
    let link = serde_json::from_slice(&[text, b"}"].concat()).ok()?;
    Some((link, stated.to_string()))
}

fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (front, hash) =
        line.strip_suffix(LINE_END.as_bytes())?.split_last_chunk::<HASH_DIGITS>()?;
    Some((front.strip_suffix(HASH_FIELD.as_bytes())?, hash))
}

impl What {
    fn json(&self) -> serde_json::Value {
        match self {
            Self::Flag(flag) => (*flag).into(),
            Self::Number(number) => (*number).into(),
            Self::Text(text) => masked(text).into(),
        }
    }
}

impl Output {
    fn masked(&self) -> Self {
        // Folders are nobody's business, and their names may be somebody's.
        let path = self.file.trim_end_matches(['/', '\\']);
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        Self { file: masked(name), rows: self.rows }
    }
}

/// A text without numbers that may tell a person, even in groups, and not longer than need be.
fn masked(text: &str) -> String {
    let chars: Vec<char> = text.chars().take(LONGEST_TEXT).collect();
    let is_digit = |at: usize| chars.get(at).is_some_and(|c| narrow_char(*c).is_ascii_digit());
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let mut end = at;
        while is_digit(end)
            || end > at && matches!(chars.get(end), Some(' ' | '-')) && is_digit(end + 1)
        {
            end += 1;
        }
        let run = chars.get(at..end.max(at + 1)).unwrap_or_default();
        let digits = run.iter().filter(|c| !matches!(c, ' ' | '-')).count();
        let (front, back) = if digits < TELLING { (run.len(), 0) } else { SHOWN };
        let hidden = |place: usize| place >= front && place + back < run.len();
        shown.extend(run.iter().enumerate().map(|(place, c)| if hidden(place) { '*' } else { *c }));
        at += run.len();
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_tell_a_person_are_hidden() {
        assert_eq!(masked("110101199003071234"), "110*************34");
        assert_eq!(masked("退回-13812341234.xlsx"), "退回-138******34.xlsx");
        assert_eq!(masked("１３８１２３４１２３４"), "１３８******３４");
        assert_eq!(masked("138-1234 1234"), "138********34");
        assert_eq!(masked("2024-05-31"), "2024-05-31");
        assert_eq!(masked("调度表-长春市-2025年3季.xlsx"), "调度表-长春市-2025年3季.xlsx");
        assert_eq!(masked("-1 - 2-"), "-1 - 2-");
        assert_eq!(masked(""), "");
        let named = |file: &str| Output { file: file.to_owned(), rows: 1 }.masked().file;
        assert_eq!(named("C:\\王丽\\rejects.csv"), "rejects.csv");
        assert_eq!(named("out/退回/"), "退回");
        assert_eq!(masked(&"长".repeat(1_000)).chars().count(), LONGEST_TEXT);
    }
}
