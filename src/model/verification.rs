//! What became of claims: each figure beside its count, the mistakes that would explain it, and the persons behind.

use super::claim::{Amount, Claim, ClaimCounts, ClaimMeasure};
use super::finding::{Code, RowRef};
use super::person_id::PersonId;

/// How a claimed figure compares with the ledgers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// 一致
    Equal,
    /// 虚高: more than the ledgers have.
    Over,
    /// 少报: less than the ledgers have.
    Under,
    /// 无法核实: the ledgers cannot tell.
    Unverifiable,
}

impl Status {
    /// Its permanent name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Over => "over",
            Self::Under => "under",
            Self::Unverifiable => "unverifiable",
        }
    }

    /// What staff call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Equal => "一致",
            Self::Over => "虚高",
            Self::Under => "少报",
            Self::Unverifiable => "无法核实",
        }
    }
}

/// A usual mistake in counting; ordered as the names of two together are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Rows of the ledger instead of persons.
    Rows,
    /// Rows that were exported again are counted again.
    Duplicates,
    /// Rows rejected for their ID number are counted.
    InvalidIds,
    /// The year of another date, or other years.
    YearBasis,
    /// The year of the class's start instead of its end.
    StartDate,
    /// Employment without a date is counted.
    UndatedEmployment,
    /// Employment after the six months is counted.
    LateEmployment,
    /// 人次 instead of 人数.
    Enrolments,
    /// Persons of another reporting unit are counted.
    OtherUnit,
    /// Persons of another brand or base are counted.
    OtherBrand,
}

impl Cause {
    /// Every cause, in order.
    pub const ALL: [Self; 10] = [
        Self::Rows,
        Self::Duplicates,
        Self::InvalidIds,
        Self::YearBasis,
        Self::StartDate,
        Self::UndatedEmployment,
        Self::LateEmployment,
        Self::Enrolments,
        Self::OtherUnit,
        Self::OtherBrand,
    ];

    /// Its permanent name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Duplicates => "duplicates",
            Self::InvalidIds => "invalid_ids",
            Self::YearBasis => "year_basis",
            Self::StartDate => "start_date",
            Self::UndatedEmployment => "undated_employment",
            Self::LateEmployment => "late_employment",
            Self::Enrolments => "enrolments",
            Self::OtherUnit => "other_unit",
            Self::OtherBrand => "other_brand",
        }
    }

    /// What staff call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Rows => "按行数计",
            Self::Duplicates => "重复行未剔除",
            Self::InvalidIds => "证件号无效的行计入",
            Self::YearBasis => "年度口径不同",
            Self::StartDate => "按开班日期归年",
            Self::UndatedEmployment => "无就业日期的计入",
            Self::LateEmployment => "超过6个月就业的计入",
            Self::Enrolments => "按人次计",
            Self::OtherUnit => "计入其他单位的人员",
            Self::OtherBrand => "计入其他品牌或基地的人员",
        }
    }
}

/// One way in which the claimed figure may have come about: a mistake, or two together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Explanation {
    /// The mistakes, in order; at most two.
    pub causes: Vec<Cause>,
    /// What exactly was counted, in Chinese.
    pub detail: String,
}

impl Explanation {
    /// Its permanent name: those of its causes joined by `+`.
    #[must_use]
    pub fn key(&self) -> String {
        self.causes.iter().map(|cause| cause.key()).collect::<Vec<_>>().join("+")
    }
}

/// A part of the way from the claimed figure to the count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The mistake that it undoes; `None` for what nothing explains (台账中没有).
    pub cause: Option<Cause>,
    /// What was counted by mistake, in Chinese.
    pub detail: String,
    /// How much is taken off, in the figure's own digits; less than 0 for what was left out.
    pub amount: i64,
}

/// A person behind a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The mistake by which the person was counted, or left out.
    pub cause: Cause,
    /// The person; one barred for a wrong ID number has none that is valid.
    pub person: PersonId,
    /// Why the ID number is wrong, where it is.
    pub barred: Option<Code>,
    /// The name as it stands in the first of the rows.
    pub name: String,
    /// By how much the person changes the figure (of a rate, its numerator).
    pub share: i64,
    /// The rows.
    pub rows: Vec<RowRef>,
}

/// A claimed figure verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What was claimed.
    pub claim: Claim,
    /// What the ledgers give; `None` where they cannot tell.
    pub counted: Option<Amount>,
    /// How they compare.
    pub status: Status,
    /// Why the ledgers cannot tell; empty where they can.
    pub why: &'static str,
    /// What may have gone wrong, the likeliest first.
    pub explanations: Vec<Explanation>,
    /// Whether the explanations give the claimed figure exactly; else they only come nearest.
    pub exact: bool,
    /// claimed − terms = counted.
    pub terms: Vec<Term>,
    /// The persons behind the first explanation, some of them where they are many.
    pub behind: Vec<Behind>,
    /// How many there are.
    pub behind_total: u64,
}

impl Verified {
    /// Claimed less counted, in the figure's own digits.
    #[must_use]
    pub fn difference(&self) -> Option<Amount> {
        let counted = self.counted?;
        let units = self.claim.claimed.units - counted.units;
        Some(Amount { units, decimals: self.claim.claimed.decimals })
    }

    /// The permanent names of the causes, joined by `|`.
    #[must_use]
    pub fn cause_keys(&self) -> String {
        self.explanations.iter().map(Explanation::key).collect::<Vec<_>>().join("|")
    }

    /// Whether the waterfall adds up.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let taken_off: i64 = self.terms.iter().map(|term| term.amount).sum();
        self.difference().is_none_or(|difference| difference.units == taken_off)
    }

    /// What figures are sorted by in the tables.
    #[must_use]
    pub fn order(&self) -> (&super::measure::Subject, &str, i32, ClaimMeasure, RowRef, u32) {
        let Claim { subject, county, year, measure, at, column, .. } = &self.claim;
        (subject, county, *year, *measure, *at, *column)
    }
}

/// All claims verified.
#[derive(Debug, Default)]
pub struct Verification {
    /// The figures, sorted.
    pub figures: Vec<Verified>,
    /// What became of all that is claimed.
    pub counts: ClaimCounts,
}
