//! A test file as it is written, key by key.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::TrialError;
use crate::model::in_chinese::TomlFault;
use crate::model::policy::Day;
use crate::model::registry::EntryKind;
use crate::model::verdict::Outcome;

/// One file: tests of one policy.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TrialFile {
    /// Id of the policy.
    pub policy: String,
    /// The as-of date.
    pub as_of: Day,
    /// The assessment year.
    pub year: i32,
    /// The cases.
    #[serde(rename = "case")]
    pub cases: Vec<Spanned<Case>>,
    #[serde(skip)]
    pub name: String,
    #[serde(skip)]
    pub text: String,
}

/// One condition under varied figures.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    /// The condition that is looked at; `*` for the whole.
    pub condition: String,
    /// The standard, where several have a condition of that id, or for the whole.
    pub standard: Option<String>,
    /// The reporting unit; an empty text for a province.
    #[serde(default)]
    pub city: String,
    /// The county, where counties are judged.
    pub county: Option<String>,
    /// The entry of the registry that is judged, or that is counted; none for a brand that is not on file.
    pub entry: Option<Entry>,
    /// Counts in every window that the policy asks for.
    #[serde(default)]
    pub counts: BTreeMap<String, u64>,
    /// What is varied: a count, `fact:KEY`, `established`, or `entries`.
    pub vary: String,
    /// Other as-of date than that of the file.
    pub as_of: Option<Day>,
    /// Results.
    pub expect: Vec<Expected>,
}

/// What the registry says.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub kind: Option<EntryKind>,
    #[serde(rename = "type")]
    pub brand_type: Option<String>,
    pub level: Option<String>,
    pub industry: Option<String>,
    pub occupation: Option<String>,
    pub established: Option<Day>,
    pub listed: Option<Day>,
    pub delisted: Option<Day>,
    #[serde(default)]
    pub facts: BTreeMap<String, u64>,
    /// Training brands that it is linked to.
    #[serde(default)]
    pub links: Vec<String>,
    /// A relaxation of all that may be relaxed, by its ground.
    pub relaxed: Option<String>,
    /// Whether every paper that the policy asks for is on file.
    #[serde(default)]
    pub attested: bool,
}

/// One value and the result that it must give.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expected {
    /// A number, or a day.
    pub at: At,
    pub result: Outcome,
    /// The value as it must be shown, where rounding could mislead.
    pub shown: Option<String>,
}

/// A varied value.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(super) enum At {
    Number(u64),
    Day(Day),
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Day(Day(day)) => day.fmt(f),
        }
    }
}

pub(super) fn parse(text: &str, name: &str) -> Result<TrialFile, TrialError> {
    let file: TrialFile = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let TomlFault { key, message, .. } = TomlFault::of(text, &error);
        let why = key.map_or_else(|| message.clone(), |key| format!("{key}：{message}"));
        TrialError::File { file: name.to_owned(), line: line(text, start), why }
    })?;
    Ok(TrialFile { name: name.to_owned(), text: text.to_owned(), ..file })
}

/// The line of a byte, from 1.
pub(super) fn line(text: &str, at: usize) -> usize {
    text.get(..at).map_or(0, |before| before.matches('\n').count()) + 1
}
