//! Policies: every rule of a document as data. One file under `schemas/policies/` is one document.
//!
//! A policy addresses the units of a province, or one unit. Its families say which brands or bases it is about;
//! a family's standards are alternatives chosen by the declared type or level, or all apply. A standard is a list
//! of conditions that must all hold; conditions of one `group` are alternatives to each other.
//!
//! Source: policies §0.

mod error;
mod load;
mod measure;
mod shipped;
mod window;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;

use super::measure::SubjectKind;
use super::ratio::{Limit, Op};
use super::registry::{Entry, EntryKind};
use super::verdict::Outcome;

pub use error::PolicyError;
pub use load::parse;
pub use measure::Measure;
pub use shipped::{SHIPPED, shipped, shipped_text};
pub use window::{WindowRule, calendar_year};

/// One policy document.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The stem of its file.
    pub id: Arc<str>,
    /// Number of the document (文号), the first part of every citation.
    pub document: String,
    /// Title of the document.
    pub title: String,
    /// Official name of the province whose units it addresses.
    pub province: String,
    /// The one reporting unit it addresses; `None` for all of the province.
    pub city: Option<String>,
    /// Classes of reporting units that thresholds depend on.
    pub classes: BTreeMap<String, BTreeSet<String>>,
    /// Kinds of brand or base that it sets standards for.
    pub families: Vec<Family>,
}

impl Policy {
    /// Whether it judges the brands and bases of a reporting unit.
    #[must_use]
    pub fn addresses(&self, province: &str, city: &str) -> bool {
        self.province == province && self.city.as_deref().is_none_or(|only| only == city)
    }

    /// Every condition of every standard.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.families.iter().flat_map(|family| {
            let own = family.standards.iter().flat_map(|standard| standard.rule.conditions());
            own.chain(&family.common)
        })
    }
}

/// The standards for one kind of brand or base.
#[derive(Clone, Debug)]
pub struct Family {
    /// What the document calls such a brand or base.
    pub name: String,
    /// Section of the document.
    pub section: String,
    /// Whether it is about brands or bases.
    pub subject: SubjectKind,
    /// Registry entries that it is about.
    pub kinds: Vec<EntryKind>,
    /// The registry field that chooses among the standards; `None` when every standard applies.
    pub selector: Option<Selector>,
    /// Whether a brand without any registry entry is left alone.
    pub registered_only: bool,
    /// Conditions of all its standards.
    pub common: Vec<Condition>,
    /// The standards.
    pub standards: Vec<Standard>,
}

/// A registry field that chooses the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Selector {
    /// 类型
    Type,
    /// 级别
    Level,
}

impl Selector {
    /// The field's name for staff.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Type => "类型",
            Self::Level => "级别",
        }
    }

    /// The field of an entry.
    #[must_use]
    pub fn of(self, entry: &Entry) -> Option<&str> {
        match self {
            Self::Type => entry.brand_type.as_deref(),
            Self::Level => entry.level.as_deref(),
        }
    }
}

/// A named set of conditions.
#[derive(Clone, Debug)]
pub struct Standard {
    /// Its name.
    pub name: Arc<str>,
    /// Section of the document.
    pub section: String,
    /// Values of the selector that choose it.
    pub select: Vec<String>,
    /// What it asks.
    pub rule: Rule,
}

/// What a standard asks.
#[derive(Clone, Debug)]
pub enum Rule {
    /// These conditions, and the family's common ones.
    Conditions(Vec<Condition>),
    /// Nothing that the tool could judge: one line with this result and this text on what is missing.
    Fixed {
        /// Pending or manual.
        result: Outcome,
        /// In Chinese.
        missing: String,
    },
}

impl Rule {
    /// Its own conditions.
    #[must_use]
    pub fn conditions(&self) -> &[Condition] {
        match self {
            Self::Conditions(conditions) => conditions,
            Self::Fixed { .. } => &[],
        }
    }
}

/// One condition.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Section and short name, permanent: `四(一)·培训人数`. Attestations refer to it.
    pub id: String,
    /// Section and item of the document.
    pub section: String,
    /// Conditions of one group are alternatives: one of them must hold.
    pub group: Option<String>,
    /// What is asked.
    pub test: Test,
    /// The tool's own choice where the document is silent (本工具口径), in Chinese.
    pub choice: Option<String>,
}

/// What a condition asks.
#[derive(Clone, Debug)]
pub enum Test {
    /// A measure of the ledger against a threshold.
    Measure {
        /// What is compared.
        measure: Measure,
        /// Over which days.
        window: WindowRule,
        /// How.
        op: Op,
        /// With what.
        threshold: Threshold,
        /// A declared number on file that counts too; nothing declared adds nothing.
        add_fact: Option<String>,
        /// Measures shown beside it.
        beside: Vec<Measure>,
    },
    /// A number in the registry against a threshold.
    Fact {
        /// Its key in the registry.
        fact: String,
        /// Its name for staff.
        label: String,
        /// What it counts.
        unit: String,
        /// How it is compared.
        op: Op,
        /// With what.
        limit: Limit,
        /// The result while the registry lacks it: pending, or manual where the policy file says so.
        absent: Outcome,
    },
    /// A person must judge; an attestation on file settles it.
    Attestation {
        /// What is to be shown, in Chinese, in our words.
        what: String,
    },
}

/// A threshold that may depend on the class of the reporting unit.
#[derive(Clone, Debug)]
pub struct Threshold {
    /// For units of no listed class; `None` when every unit must be in a class.
    pub general: Option<Limit>,
    /// By class, first match decides.
    pub cases: Vec<Case>,
}

/// A threshold for some units.
#[derive(Clone, Debug)]
pub struct Case {
    /// Name of the class.
    pub class: String,
    /// The threshold.
    pub limit: Limit,
}

impl Policy {
    /// The threshold that holds in a reporting unit.
    #[must_use]
    pub fn limit<'a>(&self, threshold: &'a Threshold, city: &str) -> Option<&'a Limit> {
        let holds =
            |case: &&Case| self.classes.get(&case.class).is_some_and(|units| units.contains(city));
        let case = threshold.cases.iter().find(holds).map(|case| &case.limit);
        case.or(threshold.general.as_ref())
    }
}
