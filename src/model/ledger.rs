//! Cleaned rows in columns: what cleaning hands to merging.

use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use super::certificate::CertType;
use super::finding::{Finding, SheetId};
use super::money::Fen;
use super::origin::Origin;
use super::person_id::PersonId;
use super::region::UnitId;
use super::rejected::{Head, RejectedRow};
use super::source::RowCounts;
use super::vocabulary::{CategoryId, TrainingMode};

/// Index into a block's list of repeated texts; [`TextId::NONE`] is a missing value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId(pub u32);

impl TextId {
    /// No value.
    pub const NONE: Self = Self(u32::MAX);

    /// Whether there is a value.
    #[must_use]
    pub fn is_some(self) -> bool {
        self != Self::NONE
    }
}

/// What makes an enrolment, besides the person: reporting unit, brand name and class.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Course {
    /// The reporting unit.
    pub unit: UnitId,
    /// Brand name, trimmed and otherwise as written.
    pub brand: Arc<str>,
    /// Class number, or what stands for it in a ledger without one.
    pub class: ClassKey,
}

/// What tells classes of one brand apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClassKey {
    /// The class number, trimmed and otherwise as written.
    Number(Arc<str>),
    /// In a ledger without such a column: provider, occupation, first and last day.
    Composite {
        /// Provider, empty if missing.
        provider: Arc<str>,
        /// Occupation, empty if missing.
        occupation: Arc<str>,
        /// First day.
        start: Option<NaiveDate>,
        /// Last day.
        end: Option<NaiveDate>,
    },
}

/// Accepted rows of one block, column by column; all columns have one entry a row.
#[derive(Debug)]
pub struct CleanBlock {
    /// The sheet they come from.
    pub sheet: SheetId,
    /// Row numbers as a spreadsheet shows them, ascending.
    pub rows: Vec<u32>,
    /// Persons.
    pub persons: Vec<PersonId>,
    /// Opaque document numbers of this block; persons that are documents hold an index into it.
    pub documents: Vec<Arc<str>>,
    /// Hash of the name as it is compared; 0 when missing.
    pub names: Vec<u64>,
    /// Index into `course_list`.
    pub courses: Vec<u32>,
    /// The distinct courses of this block.
    pub course_list: Vec<Course>,
    /// The distinct repeated texts of this block (counties and bases).
    pub texts: Vec<Arc<str>>,
    /// Counties.
    pub counties: Vec<TextId>,
    /// Bases.
    pub bases: Vec<TextId>,
    /// First days.
    pub starts: Vec<Option<NaiveDate>>,
    /// Last days.
    pub ends: Vec<Option<NaiveDate>>,
    /// Training modes.
    pub modes: Vec<Option<TrainingMode>>,
    /// 人员类别
    pub categories: Vec<Option<CategoryId>>,
    /// Certificate types.
    pub cert_types: Vec<Option<CertType>>,
    /// Certificate dates; without a type they are nothing.
    pub cert_dates: Vec<Option<NaiveDate>>,
    /// 是否就业
    pub employed: Vec<Option<bool>>,
    /// Employment dates, those of rows that say 否 left out.
    pub employment_dates: Vec<Option<NaiveDate>>,
    /// Leaving dates.
    pub leave_dates: Vec<Option<NaiveDate>>,
    /// Subsidies.
    pub subsidies: Vec<Option<Fen>>,
    /// Days of payment.
    pub subsidy_dates: Vec<Option<NaiveDate>>,
    /// What became of all rows of the block.
    pub counts: RowCounts,
    /// Rejections and remarks.
    pub findings: Vec<Finding>,
    /// The rejected rows as they stood, in order.
    pub rejected: Vec<RejectedRow>,
    /// The headers that stand in the block, in order.
    pub heads: Vec<Head>,
    /// Accepted rows (indexes into the columns) that correct a rejected one, in order.
    pub origins: Vec<(usize, Origin)>,
}

impl CleanBlock {
    /// A block without rows, with room for `rows`.
    #[must_use]
    pub fn with_capacity(sheet: SheetId, rows: usize) -> Self {
        Self {
            sheet,
            rows: Vec::with_capacity(rows),
            persons: Vec::with_capacity(rows),
            documents: Vec::new(),
            names: Vec::with_capacity(rows),
            courses: Vec::with_capacity(rows),
            course_list: Vec::new(),
            texts: Vec::new(),
            counties: Vec::with_capacity(rows),
            bases: Vec::with_capacity(rows),
            starts: Vec::with_capacity(rows),
            ends: Vec::with_capacity(rows),
            modes: Vec::with_capacity(rows),
            categories: Vec::with_capacity(rows),
            cert_types: Vec::with_capacity(rows),
            cert_dates: Vec::with_capacity(rows),
            employed: Vec::with_capacity(rows),
            employment_dates: Vec::with_capacity(rows),
            leave_dates: Vec::with_capacity(rows),
            subsidies: Vec::with_capacity(rows),
            subsidy_dates: Vec::with_capacity(rows),
            counts: RowCounts::default(),
            findings: Vec::new(),
            rejected: Vec::new(),
            heads: Vec::new(),
            origins: Vec::new(),
        }
    }

    /// Some of its rows as a block of their own; counts and remarks stay where they are.
    #[must_use]
    pub fn part(&self, rows: Range<usize>) -> Self {
        Self {
            sheet: self.sheet,
            documents: self.documents.clone(),
            course_list: self.course_list.clone(),
            texts: self.texts.clone(),
            rows: self.rows[rows.clone()].to_vec(),
            persons: self.persons[rows.clone()].to_vec(),
            names: self.names[rows.clone()].to_vec(),
            courses: self.courses[rows.clone()].to_vec(),
            counties: self.counties[rows.clone()].to_vec(),
            bases: self.bases[rows.clone()].to_vec(),
            starts: self.starts[rows.clone()].to_vec(),
            ends: self.ends[rows.clone()].to_vec(),
            modes: self.modes[rows.clone()].to_vec(),
            categories: self.categories[rows.clone()].to_vec(),
            cert_types: self.cert_types[rows.clone()].to_vec(),
            cert_dates: self.cert_dates[rows.clone()].to_vec(),
            employed: self.employed[rows.clone()].to_vec(),
            employment_dates: self.employment_dates[rows.clone()].to_vec(),
            leave_dates: self.leave_dates[rows.clone()].to_vec(),
            subsidies: self.subsidies[rows.clone()].to_vec(),
            subsidy_dates: self.subsidy_dates[rows.clone()].to_vec(),
            counts: RowCounts::default(),
            findings: Vec::new(),
            rejected: Vec::new(),
            heads: Vec::new(),
            origins: Vec::new(),
        }
    }
}
