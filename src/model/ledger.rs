//! Cleaned rows in columns: what cleaning hands to merging.

use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use super::certificate::CertType;
use super::finding::{Finding, SheetId};
use super::kind::LedgerKind;
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

/// Accepted rows of one block, column by column; all columns have one entry a row.
#[derive(Debug)]
pub struct CleanBlock {
    /// The sheet they come from.
    pub sheet: SheetId,
    /// What kind of ledger that is.
    pub kind: LedgerKind,
    /// Row numbers as a spreadsheet shows them, ascending.
    pub rows: Vec<u32>,
    /// Persons.
    pub persons: Vec<PersonId>,
    /// Opaque document numbers of this block; persons that are documents hold an index into it.
    pub documents: Vec<Arc<str>>,
    /// Hash of the name as it is compared; 0 when missing.
    pub names: Vec<u64>,
    /// Index into `course_list` in a training ledger, else into `targets`.
    pub courses: Vec<u32>,
    /// The distinct courses of this block.
    pub course_list: Vec<Course>,
    /// The distinct targets of this block.
    pub targets: Vec<Target>,
    /// The distinct repeated texts of this block.
    pub texts: Vec<Arc<str>>,
    /// Occupations.
    pub occupations: Vec<TextId>,
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
    /// Subsidies; in a subsidy ledger payments.
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

/// What the rows of one class have in common; see [`CleanBlock`] for what each value is.
#[derive(Clone, Copy, Debug)]
pub struct ClassCells {
    /// Course, or target.
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

/// One accepted row; see [`CleanBlock`] for what each value is.
#[derive(Clone, Copy, Debug)]
pub struct CleanRow {
    /// Row number.
    pub row: u32,
    /// Person.
    pub person: PersonId,
    /// Hash of the name.
    pub name: u64,
    /// What its class says.
    pub class: ClassCells,
    /// What else it says.
    pub values: Values,
}

/// What a row may say besides its person and class; see [`CleanBlock`] for what each value is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Values {
    /// 人员类别
    pub category: Option<CategoryId>,
    /// Certificate type and date.
    pub certificate: (Option<CertType>, Option<NaiveDate>),
    /// 是否就业 and employment date.
    pub employment: (Option<bool>, Option<NaiveDate>),
    /// Leaving date.
    pub leave: Option<NaiveDate>,
    /// Subsidy and day of payment.
    pub subsidy: (Option<Fen>, Option<NaiveDate>),
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
            names: Vec::with_capacity(rows),
            courses: Vec::with_capacity(rows),
            course_list: Vec::new(),
            targets: Vec::new(),
            texts: Vec::new(),
            occupations: Vec::with_capacity(rows),
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
        let own = self.origins.iter().filter(|(index, _)| rows.contains(index));
        let origins = own.map(|(index, origin)| (index - rows.start, origin.clone()));
        Self {
            sheet: self.sheet,
            kind: self.kind,
            documents: self.documents.clone(),
            course_list: self.course_list.clone(),
            targets: self.targets.clone(),
            texts: self.texts.clone(),
            rows: self.rows[rows.clone()].to_vec(),
            persons: self.persons[rows.clone()].to_vec(),
            names: self.names[rows.clone()].to_vec(),
            courses: self.courses[rows.clone()].to_vec(),
            occupations: self.occupations[rows.clone()].to_vec(),
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
            origins: origins.collect(),
        }
    }

    /// Adds an accepted row.
    #[inline]
    pub fn push(&mut self, row: &CleanRow) {
        let values = &row.values;
        self.counts.accepted += 1;
        self.rows.push(row.row);
        self.persons.push(row.person);
        self.names.push(row.name);
        self.courses.push(row.class.course);
        self.occupations.push(row.class.occupation);
        self.counties.push(row.class.county);
        self.bases.push(row.class.base);
        self.starts.push(row.class.start);
        self.ends.push(row.class.end);
        self.modes.push(row.class.mode);
        self.categories.push(values.category);
        self.cert_types.push(values.certificate.0);
        self.cert_dates.push(values.certificate.1);
        self.employed.push(values.employment.0);
        self.employment_dates.push(values.employment.1);
        self.leave_dates.push(values.leave);
        self.subsidies.push(values.subsidy.0);
        self.subsidy_dates.push(values.subsidy.1);
    }
}
