//! A policy file as it is written, key by key.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use crate::model::policy::{Measure, Selector, WindowRule};
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
    #[serde(default)]
    pub(super) class: Vec<Spanned<RawClass>>,
    pub(super) family: Vec<Spanned<RawFamily>>,
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
    pub(super) kinds: Vec<EntryKind>,
    pub(super) selector: Option<Selector>,
    #[serde(default)]
    pub(super) registered_only: bool,
    #[serde(default)]
    pub(super) condition: Vec<Spanned<RawCondition>>,
    pub(super) standard: Vec<Spanned<RawStandard>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawSubject {
    Brand,
    Base,
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
    pub(super) group: Option<String>,
    pub(super) measure: Option<Measure>,
    pub(super) window: Option<WindowRule>,
    pub(super) op: Option<Op>,
    pub(super) threshold: Option<Limit>,
    pub(super) cases: Option<Vec<RawCase>>,
    pub(super) add_fact: Option<String>,
    pub(super) beside: Option<Vec<Measure>>,
    pub(super) fact: Option<String>,
    pub(super) label: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) absent: Option<Absent>,
    pub(super) what: Option<String>,
    #[serde(default)]
    pub(super) choice: bool,
    pub(super) note: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Measure,
    Fact,
    Attestation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCase {
    pub(super) class: String,
    pub(super) threshold: Limit,
}

impl From<Absent> for Outcome {
    fn from(absent: Absent) -> Self {
        match absent {
            Absent::Pending => Self::Pending,
            Absent::Manual => Self::Manual,
        }
    }
}
