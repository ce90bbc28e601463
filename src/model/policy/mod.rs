//! Policies: every rule of a document as data. One file under `schemas/policies/` is one document.
//!
//! A policy addresses the units of a province, or one unit, or one county. Its families say what they are about:
//! brands, bases, units, counties or the province. A family's standards are alternatives chosen by the declared type
//! or level, or all apply. A standard is a list of conditions that must all hold.
//!
//! Source: policies §0.

mod condition;
mod day;
mod duty;
mod error;
mod load;
mod measure;
mod shipped;
mod window;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Deserialize;

use super::measure::SubjectKind;
use super::registry::{Entry, EntryKind};
use super::verdict::Outcome;

pub use condition::{
    Case, Condition, Count, Declared, LimitQuestion, Measured, RegistryField, Test, Threshold,
};
pub use day::Day;
pub use duty::{Deadline, Due, Ground, NamePart, Note, Notice, NoticeRule};
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
    /// The one county it addresses: brands and bases that the registry places there.
    pub county: Option<String>,
    /// The days on which the document is in force, as far as it says.
    pub in_force: InForce,
    /// Classes of reporting units that thresholds depend on.
    pub classes: BTreeMap<String, BTreeSet<String>>,
    /// What it sets standards for.
    pub families: Vec<Family>,
    /// What has to be handed in, and when.
    pub deadlines: Vec<Deadline>,
    /// What deserves a look without being a condition.
    pub notices: Vec<Notice>,
    /// Grounds on which conditions may be relaxed.
    pub grounds: Vec<Ground>,
    /// What else the document rules.
    pub notes: Vec<Note>,
}

/// From when until when something is in force; both days included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InForce {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
}

impl InForce {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn holds_on(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl Policy {
    /// Whether it judges the brands and bases of a reporting unit.
    #[must_use]
    pub fn addresses(&self, province: &str, city: &str) -> bool {
        self.province == province && self.city.as_deref().is_none_or(|only| only == city)
    }

    /// Every condition of every standard, those inside groups included.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.families.iter().flat_map(Family::conditions)
    }

    /// The family of that name.
    #[must_use]
    pub fn family(&self, name: &str) -> Option<&Family> {
        self.families.iter().find(|family| family.name == name)
    }

    /// Whether a reporting unit is in a class.
    #[must_use]
    pub fn is_in_class(&self, class: &str, city: &str) -> bool {
        self.classes.get(class).is_some_and(|units| units.contains(city))
    }
}

/// The standards for one kind of subject.
#[derive(Clone, Debug)]
pub struct Family {
    /// What the document calls it.
    pub name: String,
    /// Section of the document.
    pub section: String,
    /// What it is about.
    pub subject: SubjectKind,
    /// Registry entries that it is about; none for units and provinces.
    pub kinds: Vec<EntryKind>,
    /// The registry field that chooses among the standards; `None` when every standard applies.
    pub selector: Option<Selector>,
    /// Whether a brand without any registry entry is left alone.
    pub registered_only: bool,
    /// Whether only brands with links to others are meant: dual brands.
    pub linked_only: bool,
    /// Whether a brand whose type or level chooses none of the standards is left alone.
    pub skip_others: bool,
    /// The reporting units that it is about; `None` for all that the policy addresses.
    pub units: Option<BTreeSet<String>>,
    /// Section of the document by which the standard is applied again every year (年度评估).
    pub evaluated: Option<String>,
    /// Conditions of all its standards.
    pub common: Vec<Condition>,
    /// The standards.
    pub standards: Vec<Standard>,
}

impl Family {
    /// Every condition of every standard, those inside groups included.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let own = self.standards.iter().flat_map(|standard| standard.rule.conditions());
        own.chain(&self.common).flat_map(Condition::with_members)
    }

    /// Whether it is about the subjects of a reporting unit.
    #[must_use]
    pub fn is_about(&self, city: &str) -> bool {
        self.units.as_ref().is_none_or(|units| units.contains(city))
    }
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
    /// The name in policy files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Level => "level",
        }
    }

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
