//! Cleaned rows, every value typed and every repeated text an index: what cleaning hands to merging.

use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use super::certificate::CertType;
use super::finding::{Finding, SheetId};
use super::kind::LedgerKind;
use super::money::Fen;
use super::origin::Origin;
use super::particulars::Particulars;
use super::person_id::PersonId;
use super::region::UnitId;
use super::rejected::{Head, RejectedRow};
use super::source::{RowCounts, Skip};
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

/// What a row of a ledger other than the training ledger says of the enrolments that it belongs to. Texts are indexes
/// into the block's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// The reporting unit.
    pub unit: UnitId,
    /// Brand name.
    pub brand: TextId,
    /// Class number.
    pub class_no: TextId,
    /// Occupation.
    pub occupation: TextId,
}

/// What the rows of one class have in common. Texts are indexes into the block's.
#[derive(Clone, Copy, Debug)]
pub struct ClassCells {
    /// Index into `course_list` in a training ledger, else into `targets`.
    pub course: u32,
    /// Occupation.
    pub occupation: TextId,
    /// County.
    pub county: TextId,
    /// Base.
    pub base: TextId,
    /// First day.
    pub start: Option<NaiveDate>,
    /// Last day.
    pub end: Option<NaiveDate>,
    /// Training mode.
    pub mode: Option<TrainingMode>,
}

/// What an accepted row says of its person besides its class. Rows are folded person by person, in no order of blocks:
/// what is fetched together stands together.
#[derive(Clone, Copy, Debug)]
pub struct CleanRow {
    /// Row number as a spreadsheet shows it.
    pub number: u32,
    /// What its class says: index into the block's list.
    pub class: u32,
    /// Hash of the name as it is compared; 0 when missing.
    pub name: u64,
    /// What else it says.
    pub values: Values,
}

/// What a row may say besides its person and class.
#[derive(Clone, Copy, Debug, Default)]
pub struct Values {
    /// 人员类别
    pub category: Option<CategoryId>,
    /// Certificate type.
    pub cert_type: Option<CertType>,
    /// Certificate date; without a type it is nothing.
    pub cert_date: Option<NaiveDate>,
    /// 是否就业
    pub employed: Option<bool>,
    /// Employment date, left out where the row says 否.
    pub employment_date: Option<NaiveDate>,
    /// Leaving date.
    pub leave: Option<NaiveDate>,
    /// Subsidy; in a subsidy ledger a payment.
    pub subsidy: Option<Fen>,
    /// Day of payment.
    pub subsidy_date: Option<NaiveDate>,
}

/// Accepted rows of one block.
#[derive(Debug)]
pub struct CleanBlock {
    /// The sheet they come from.
    pub sheet: SheetId,
    /// What kind of ledger that is.
    pub kind: LedgerKind,
    /// The rows, in order. Where particulars are kept, rows that were rejected for their ID number are among them;
    /// their persons are barred ([`PersonId::is_barred`]).
    pub rows: Vec<CleanRow>,
    /// The person of each row.
    pub persons: Vec<PersonId>,
    /// Opaque document numbers of this block; persons that are documents hold an index into it.
    pub documents: Vec<Arc<str>>,
    /// The classes of its rows, in the order of rows; a class that comes back stands in it again.
    pub class_list: Vec<ClassCells>,
    /// The distinct courses of this block.
    pub course_list: Vec<Course>,
    /// The distinct targets of this block.
    pub targets: Vec<Target>,
    /// The distinct repeated texts of this block.
    pub texts: Vec<Arc<str>>,
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
    /// What the rows say besides, where that is kept.
    pub particulars: Particulars,
    /// Rows that were passed over, where particulars are kept.
    pub skipped: Vec<(u32, Skip)>,
}

impl CleanBlock {
    /// A block without rows, with room for `rows`.
    #[must_use]
    pub fn with_capacity(sheet: SheetId, kind: LedgerKind, rows: usize) -> Self {
        Self {
            sheet,
            kind,
            rows: Vec::with_capacity(rows),
            persons: Vec::with_capacity(rows),
            documents: Vec::new(),
            class_list: Vec::new(),
            course_list: Vec::new(),
            targets: Vec::new(),
            texts: Vec::new(),
            counts: RowCounts::default(),
            findings: Vec::new(),
            rejected: Vec::new(),
            heads: Vec::new(),
            origins: Vec::new(),
            particulars: Particulars::default(),
            skipped: Vec::new(),
        }
    }

    /// Some of its rows as a block of their own; counts and remarks stay where they are.
    #[must_use]
    pub fn part(&self, rows: Range<usize>) -> Self {
        let own = self.origins.iter().filter(|(index, _)| rows.contains(index));
        let origins = own.map(|(index, origin)| (index - rows.start, origin.clone()));
        let own = &self.rows[rows.clone()];
        let first = own.first().map_or(0, |row| row.class);
        let end = own.last().map_or(0, |row| row.class + 1);
        let numbered_anew = |row: &CleanRow| CleanRow { class: row.class - first, ..*row };
        Self {
            sheet: self.sheet,
            kind: self.kind,
            rows: own.iter().map(numbered_anew).collect(),
            persons: self.persons[rows.clone()].to_vec(),
            documents: self.documents.clone(),
            class_list: self.class_list[first as usize..end as usize].to_vec(),
            course_list: self.course_list.clone(),
            targets: self.targets.clone(),
            texts: self.texts.clone(),
            counts: RowCounts::default(),
            findings: Vec::new(),
            rejected: Vec::new(),
            heads: Vec::new(),
            origins: origins.collect(),
            particulars: self.particulars.part(rows),
            skipped: Vec::new(),
        }
    }

    /// Adds an accepted row.
    #[inline]
    pub fn push(&mut self, person: PersonId, row: CleanRow) {
        self.counts.accepted += 1;
        self.persons.push(person);
        self.rows.push(row);
    }

    /// What the class of a row says.
    #[must_use]
    pub fn class(&self, row: &CleanRow) -> &ClassCells {
        &self.class_list[row.class as usize]
    }
}
