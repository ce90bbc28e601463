//! Conditions: what a standard asks, each with its place in the document.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{InForce, Measure, Policy, WindowRule};
use crate::model::ratio::{Limit, Op};
use crate::model::registry::{Entry, EntryKind};
use crate::model::verdict::Outcome;

/// One condition.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Section and short name, permanent: `四(一)·培训人数`. Attestations refer to it.
    pub id: String,
    /// Section and item of the document.
    pub section: String,
    /// What is asked.
    pub test: Test,
    /// The tool's own choice where the document is silent (本工具口径), in Chinese.
    pub choice: Option<String>,
    /// Whether a relaxation on file (放宽) may set it aside.
    pub relaxable: bool,
    /// Whether it is advice: what does not hold is for people to look at, never a fail.
    pub advice: bool,
}

impl Condition {
    /// Itself, and the members of a group with theirs.
    #[must_use]
    pub fn with_members(&self) -> Vec<&Self> {
        let mut all = vec![self];
        if let Test::AnyOf(members) | Test::AllOf(members) = &self.test {
            all.extend(members.iter().flat_map(Self::with_members));
        }
        all
    }
}

/// What a condition asks.
#[derive(Clone, Debug)]
pub enum Test {
    /// A measure of the ledger against a threshold.
    Measure(Measured),
    /// A measure that is shown and judged by people, because the document names no threshold.
    Report {
        /// What is shown.
        measure: Measure,
        /// Over which days.
        window: WindowRule,
        /// What is to be judged, in Chinese.
        what: String,
    },
    /// A number in the registry against a threshold.
    Fact {
        /// Its key in the registry; `established_years` is the number of whole years since 成立日期.
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
        /// A declared number that is shown with it, unverified.
        declared: Option<Declared>,
        /// Whether to show who was trained by a linked training brand and placed by the labour brand.
        trained_and_placed: bool,
    },
    /// A number of entries of the registry against a threshold.
    Count {
        /// Which entries.
        of: Count,
        /// Its name for staff.
        label: String,
        /// How it is compared.
        op: Op,
        /// With what.
        threshold: Threshold,
        /// The day by which it must hold; the as-of date where none is named.
        on: Option<NaiveDate>,
    },
    /// Some linked training brand meets a standard of that family.
    Linked {
        /// Name of the family.
        family: String,
    },
    /// The subject itself meets the standards of that family.
    Meets {
        /// Name of the family.
        family: String,
    },
    /// One of these must hold.
    AnyOf(Vec<Condition>),
    /// All of these must hold.
    AllOf(Vec<Condition>),
}

/// A measure against a threshold.
#[derive(Clone, Debug)]
pub struct Measured {
    /// What is compared.
    pub measure: Measure,
    /// Over which days.
    pub window: WindowRule,
    /// How.
    pub op: Op,
    /// With what.
    pub threshold: Threshold,
    /// A declared number on file that counts too; nothing declared adds nothing.
    pub add_fact: Option<String>,
    /// Measures shown beside it, over the same days.
    pub beside: Vec<Measure>,
    /// Other windows in which the measure is shown beside it.
    pub beside_windows: Vec<WindowRule>,
}

/// A declared number, by its key in the registry and its name for staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The key.
    pub fact: String,
    /// The name.
    pub label: String,
}

/// Which entries of the registry are counted: those on file on the day that pass every filter, each name once a unit.
#[derive(Clone, Debug, Default)]
pub struct Count {
    /// Kinds of entries.
    pub kinds: Vec<EntryKind>,
    /// 类型 is one of these; empty for any.
    pub types: Vec<String>,
    /// 级别 is one of these; empty for any.
    pub levels: Vec<String>,
    /// Only entries with links: dual brands.
    pub linked: bool,
    /// Only those that meet the standards of this family: certain where they pass, possible unless they fail.
    pub meets: Option<String>,
    /// Not the entries, but those that share this field with an earlier one.
    pub repeated: Option<RegistryField>,
}

/// A field of the registry that entries can share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RegistryField {
    /// 类型
    Type,
    /// 职业（工种）
    Occupation,
    /// 行业
    Industry,
}

impl RegistryField {
    /// The name in policy files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Occupation => "occupation",
            Self::Industry => "industry",
        }
    }

    /// The field's name for staff.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Type => "类型",
            Self::Occupation => "职业（工种）",
            Self::Industry => "行业",
        }
    }

    /// The field of an entry.
    #[must_use]
    pub fn of(self, entry: &Entry) -> Option<&str> {
        match self {
            Self::Type => entry.brand_type.as_deref(),
            Self::Occupation => entry.occupation.as_deref(),
            Self::Industry => entry.industry.as_deref(),
        }
    }
}

/// A threshold that may depend on the class of the reporting unit, on the brand's type or industry, and on the day.
#[derive(Clone, Debug)]
pub struct Threshold {
    /// Where no case applies; `None` when some case must.
    pub general: Option<Limit>,
    /// The cases; the first that applies decides.
    pub cases: Vec<Case>,
}

/// A threshold for some: everything that a case names must apply.
#[derive(Clone, Debug)]
pub struct Case {
    /// Name of the class of the reporting unit.
    pub class: Option<String>,
    /// 类型 is one of these; empty for any.
    pub types: Vec<String>,
    /// 行业 contains one of these; empty for any.
    pub industries: Vec<String>,
    /// The days on which it is in force.
    pub in_force: InForce,
    /// Where it comes from, if not from the document itself.
    pub source: Option<String>,
    /// The threshold.
    pub limit: Limit,
}

/// Whom a threshold is asked for.
#[derive(Clone, Copy, Debug)]
pub struct LimitQuestion<'a> {
    /// The policy with its classes.
    pub policy: &'a Policy,
    /// The reporting unit.
    pub city: &'a str,
    /// What is on file, if anything.
    pub entry: Option<&'a Entry>,
    /// The day.
    pub day: NaiveDate,
}

impl Threshold {
    /// The threshold that holds, with the source of its own that it may have.
    ///
    /// # Errors
    /// What is missing, in Chinese: a field of the registry that decides, or any case that applies.
    pub fn limit(&self, asked: &LimitQuestion<'_>) -> Result<(&Limit, Option<&str>), String> {
        for case in self.applying(asked) {
            let is_type = |text: &str| case.types.iter().any(|word| word == text);
            let is_industry =
                |text: &str| case.industries.iter().any(|word| text.contains(word.as_str()));
            if field(asked, RegistryField::Type, case.types.is_empty(), is_type)?
                && field(asked, RegistryField::Industry, case.industries.is_empty(), is_industry)?
            {
                return Ok((&case.limit, case.source.as_deref()));
            }
        }
        let general = self.general.as_ref().map(|limit| (limit, None));
        let dated = self.cases.iter().any(|case| !case.in_force.holds_on(asked.day));
        general.ok_or_else(|| {
            if dated {
                format!("{} 没有施行中的门槛", asked.day)
            } else {
                format!("“{}”不在文件所列的任何类别之中", asked.city)
            }
        })
    }
}

impl Threshold {
    /// The thresholds that may hold whatever the registry would say.
    pub fn possible<'a>(&'a self, asked: &LimitQuestion<'_>) -> impl Iterator<Item = &'a Limit> {
        self.applying(asked).map(|case| &case.limit).chain(&self.general)
    }

    /// The cases of the unit's class that are in force, whatever they ask of the registry.
    fn applying<'a>(&'a self, asked: &LimitQuestion<'_>) -> impl Iterator<Item = &'a Case> {
        let (policy, city, day) = (asked.policy, asked.city, asked.day);
        let applies = move |case: &&Case| {
            case.class.as_ref().is_none_or(|class| policy.is_in_class(class, city))
                && case.in_force.holds_on(day)
        };
        self.cases.iter().filter(applies)
    }
}

/// Whether a field of the registry is as a case wants it; a blank one is missing.
fn field(
    asked: &LimitQuestion<'_>,
    field: RegistryField,
    any: bool,
    wanted: impl Fn(&str) -> bool,
) -> Result<bool, String> {
    if any {
        return Ok(true);
    }
    let text = asked.entry.and_then(|entry| field.of(entry));
    text.map(wanted).ok_or_else(|| format!("品牌库中没有填写“{}”，门槛由它决定", field.label()))
}
