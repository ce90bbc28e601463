//! Integrity checks (疑点核查): what is looked for, how grave it is, and with which parameters, as data from
//! `schemas/checks/`. One file is one check; parameters can differ by province and unit.
//!
//! Source: metrics §8, ledger §4.

mod error;
mod in_force;
mod load;
mod registry;
mod retirement;

#[cfg(test)]
mod tests;

use std::fmt::{self, Display, Write as _};

use serde::Deserialize;

use super::region::{ProvinceId, Regions, UnitId};

pub use error::CheckError;
pub use in_force::{Change, Checks, Place, Setting};
pub use registry::Check;
pub use retirement::{Retirement, RetirementGroup};

/// How grave a suspicion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Money is likely to have been paid wrongly.
    High,
    /// Money may have been paid wrongly.
    Medium,
    /// Most likely a slip of the pen.
    Low,
}

impl Severity {
    /// All, the gravest first.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];

    /// The stable name in data files and tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    /// What staff see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::High => "重点",
            Self::Medium => "一般",
            Self::Low => "提示",
        }
    }
}

/// What a check file says.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The check.
    pub check: Check,
    /// What staff call it.
    pub title: String,
    /// How grave its suspicions are.
    pub severity: Severity,
    /// Whether it is looked for at all.
    pub enabled: bool,
    /// What it means.
    pub meaning: String,
    /// What is said of a suspicion.
    pub wording: Wording,
    /// What the unit is asked.
    pub ask: String,
    /// What it depends on, in the order of the file.
    pub parameters: Vec<Parameter>,
}

/// What a check depends on.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its stable name.
    pub key: String,
    /// What staff call it.
    pub label: String,
    /// Unit of a number; empty for a choice.
    pub unit: String,
    /// Its value where nothing else is said.
    pub default: Value,
    /// What it can be.
    pub allowed: Allowed,
}

/// A parameter's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A whole number.
    Number(u32),
    /// One of several words.
    Choice(String),
}

/// What a parameter can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// A whole number, both ends included.
    Between(u32, u32),
    /// One of these, each with what it means.
    OneOf(Vec<(String, String)>),
}

impl Parameter {
    /// A value as staff read it.
    #[must_use]
    pub fn shown(&self, value: &Value) -> String {
        match (value, &self.allowed) {
            (Value::Number(number), _) => format!("{number}{}", self.unit),
            (Value::Choice(word), Allowed::OneOf(choices)) => {
                let meaning = choices.iter().find(|(key, _)| key == word);
                meaning.map_or_else(|| word.clone(), |(_, meaning)| meaning.clone())
            }
            (Value::Choice(word), _) => word.clone(),
        }
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Choice(word) => f.write_str(word),
        }
    }
}

/// A sentence with places for values: `补贴{amount}元`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording(pub(super) String);

impl Wording {
    /// The names of its places, in their order.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.0.split('{').skip(1).map(|part| part.split('}').next().unwrap_or_default())
    }

    /// The sentence as staff read of it, with dots where values stand.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut parts = self.0.split('{');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| {
            text + "…" + part.split_once('}').map_or("", |(_, rest)| rest)
        })
    }

    /// The sentence with those values in their places; a place without a value stays empty.
    #[must_use]
    pub fn fill(&self, values: &[(&str, &dyn Display)]) -> Box<str> {
        let mut parts = self.0.split('{');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (place, rest) = part.split_once('}').unwrap_or((part, ""));
            if let Some((_, value)) = values.iter().find(|(name, _)| *name == place) {
                // Writing into a string does not fail.
                let _ = write!(text, "{value}");
            }
            text.push_str(rest);
        }
        text.into()
    }
}
