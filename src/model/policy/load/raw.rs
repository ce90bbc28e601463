//! A policy file as it is written, key by key.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use crate::model::policy::day::DayText;
use crate::model::policy::{Day, Due, Measure, NamePart, RegistryField, Selector, WindowRule};
use crate::model::ratio::{Limit, Op};
use crate::model::registry::EntryKind;
use crate::model::verdict::Outcome;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPolicy {
    pub(super) document: String,
    pub(super) title: String,
    pub(super) province: String,
    pub(super) city: Option<String>,
    pub(super) county: Option<String>,
    pub(super) from: Option<Day>,
    pub(super) to: Option<Day>,
    #[serde(default)]
    pub(super) class: Vec<Spanned<RawClass>>,
    pub(super) family: Vec<Spanned<RawFamily>>,
    #[serde(default)]
    pub(super) deadline: Vec<Spanned<RawDeadline>>,
    #[serde(default)]
    pub(super) notice: Vec<Spanned<RawNotice>>,
    #[serde(default)]
    pub(super) ground: Vec<RawGround>,
    #[serde(default)]
    pub(super) note: Vec<RawNote>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClass {
    pub(super) name: String,
    pub(super) units: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFamily {
    pub(super) name: String,
    pub(super) section: String,
    pub(super) subject: RawSubject,
    #[serde(default)]
    pub(super) kinds: Vec<EntryKind>,
    pub(super) selector: Option<Selector>,
    #[serde(default)]
    pub(super) registered_only: bool,
    #[serde(default)]
    pub(super) linked_only: bool,
    #[serde(default)]
    pub(super) skip_others: bool,
    pub(super) units: Option<BTreeSet<String>>,
    pub(super) evaluated: Option<String>,
    #[serde(default)]
    pub(super) condition: Vec<Spanned<RawCondition>>,
    pub(super) standard: Vec<Spanned<RawStandard>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawSubject {
    Brand,
    Base,
    City,
    County,
    Province,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStandard {
    pub(super) name: String,
    pub(super) section: String,
    #[serde(default)]
    pub(super) select: Vec<String>,
    pub(super) fixed: Option<RawFixed>,
    #[serde(default)]
    pub(super) condition: Vec<Spanned<RawCondition>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFixed {
    pub(super) result: Absent,
    pub(super) missing: String,
}

/// The two results that mean "not judged".
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Absent {
    Pending,
    Manual,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCondition {
    pub(super) id: String,
    pub(super) section: String,
    pub(super) kind: Kind,
    pub(super) of: Option<Vec<Spanned<RawCondition>>>,
    pub(super) measure: Option<Measure>,
    pub(super) window: Option<WindowRule>,
    pub(super) op: Option<Op>,
    pub(super) threshold: Option<Limit>,
    pub(super) cases: Option<Vec<Spanned<RawCase>>>,
    pub(super) add_fact: Option<String>,
    pub(super) beside: Option<Vec<Measure>>,
    pub(super) beside_windows: Option<Vec<WindowRule>>,
    pub(super) fact: Option<String>,
    pub(super) label: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) absent: Option<Absent>,
    pub(super) what: Option<String>,
    pub(super) declared: Option<RawDeclared>,
    pub(super) trained_and_placed: Option<bool>,
    pub(super) count: Option<Spanned<RawCount>>,
    pub(super) on: Option<Day>,
    pub(super) family: Option<String>,
    #[serde(default)]
    pub(super) relaxable: bool,
    #[serde(default)]
    pub(super) advice: bool,
    #[serde(default)]
    pub(super) choice: bool,
    pub(super) note: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Measure,
    Report,
    Fact,
    Attestation,
    Count,
    Linked,
    Meets,
    Any,
    All,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCase {
    pub(super) class: Option<String>,
    #[serde(default)]
    pub(super) types: Vec<String>,
    #[serde(default)]
    pub(super) industries: Vec<String>,
    pub(super) from: Option<Day>,
    pub(super) to: Option<Day>,
    pub(super) source: Option<String>,
    pub(super) threshold: Limit,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDeclared {
    pub(super) fact: String,
    pub(super) label: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCount {
    pub(super) kinds: Vec<EntryKind>,
    #[serde(default)]
    pub(super) types: Vec<String>,
    #[serde(default)]
    pub(super) levels: Vec<String>,
    #[serde(default)]
    pub(super) linked: bool,
    pub(super) meets: Option<String>,
    pub(super) repeated: Option<RegistryField>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDeadline {
    pub(super) section: String,
    pub(super) due: RawDue,
    pub(super) what: String,
    #[serde(default)]
    pub(super) choice: bool,
    pub(super) note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNotice {
    pub(super) name: String,
    pub(super) section: String,
    pub(super) kinds: Vec<EntryKind>,
    pub(super) advice: String,
    pub(super) alike: Option<Vec<RegistryField>>,
    pub(super) begins_with: Option<Vec<NamePart>>,
    pub(super) contains: Option<Vec<NamePart>>,
    pub(super) most_characters: Option<usize>,
    #[serde(default)]
    pub(super) choice: bool,
    pub(super) note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGround {
    pub(super) section: String,
    pub(super) name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNote {
    pub(super) section: String,
    pub(super) text: String,
}

impl From<Absent> for Outcome {
    fn from(absent: Absent) -> Self {
        match absent {
            Absent::Pending => Self::Pending,
            Absent::Manual => Self::Manual,
        }
    }
}

/// A day, or a day of every year.
#[derive(Deserialize)]
#[serde(try_from = "DayText")]
pub(super) struct RawDue(pub(super) Due);

impl TryFrom<DayText> for RawDue {
    type Error = String;

    fn try_from(day: DayText) -> Result<Self, Self::Error> {
        let text = day.text();
        Due::read(&text)
            .map(Self)
            .ok_or_else(|| format!("“{text}”不是日期，应写成 2024-07-30；每年都有的写成 \"06-25\""))
    }
}
