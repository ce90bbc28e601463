//! Everything that the ledgers know of one person, row by row and enrolment by enrolment; and what became of a row.

use std::sync::Arc;

use super::counts::Figure;
use super::explained::CasePart;
use super::finding::{Code, RowRef};
use super::kind::LedgerKind;
use super::ledger::ClassKey;
use super::measure::Subject;
use super::region::UnitId;
use super::rejected::Fault;
use super::rule::Reason;
use super::source::Skip;

/// One person.
#[derive(Debug, Default)]
pub struct History {
    /// Number of the ID card or document.
    pub number: Box<str>,
    /// All rows that carry it, in the order of rows.
    pub rows: Vec<HistoryRow>,
    /// The enrolments that they merge into.
    pub enrolments: Vec<HistoryEnrolment>,
    /// What the person counts for.
    pub counts: Vec<HistoryCount>,
    /// Rejected rows that may be the same person's.
    pub near: Vec<Near>,
}

/// One row of a person.
#[derive(Clone, Debug)]
pub struct HistoryRow {
    /// Where it stands.
    pub at: RowRef,
    /// What kind of ledger it is of.
    pub kind: LedgerKind,
    /// The name as it stands.
    pub name: Box<str>,
    /// The telephone number.
    pub phone: Option<u64>,
    /// Reporting unit.
    pub unit: UnitId,
    /// Brand, empty if missing.
    pub brand: Arc<str>,
    /// Class, where it names one.
    pub class: Option<ClassKey>,
    /// What else it says, in a few words.
    pub says: Box<str>,
    /// Numbers, from 1, of the enrolments that it belongs to.
    pub enrolments: Vec<usize>,
    /// Of each value whether the enrolment has it or another row replaced it.
    pub taken: Box<str>,
    /// Why it was rejected, if it was.
    pub barred: Option<Code>,
    /// What a row of a placement roster counts for.
    pub placed: Option<Reason>,
}

/// One enrolment of a person.
#[derive(Debug)]
pub struct HistoryEnrolment {
    /// Class, days, rows; whether it is in a cohort, and why.
    pub part: CasePart,
    /// Why it does not count for what is usually asked: measure and reason.
    pub fails: Vec<(&'static Figure, Reason)>,
}

/// Numbers that a person is part of.
#[derive(Debug)]
pub struct HistoryCount {
    /// Whose numbers.
    pub subject: Subject,
    /// Of which year.
    pub year: i32,
    /// Numbers, from 1, of the enrolments behind it.
    pub enrolments: Vec<usize>,
    /// Which, and what the person adds.
    pub figures: Vec<(&'static Figure, i64)>,
}

/// A rejected row that may be a person's.
#[derive(Debug)]
pub struct Near {
    /// Where it stands.
    pub at: RowRef,
    /// The number in it.
    pub number: Box<str>,
    /// What speaks for it.
    pub why: &'static str,
}

/// What became of a row.
#[derive(Debug)]
pub enum Fate {
    /// Its file or sheet was not read as a ledger.
    NotRead,
    /// The sheet ends before it.
    Beyond(u32),
    /// It is no data.
    Skipped(Skip),
    /// It was turned away, and what else is wrong in it.
    Rejected(Box<[Fault]>),
    /// It counts, or would.
    Accepted,
}

impl Fate {
    /// The stable name in JSON.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotRead => "not_read",
            Self::Beyond(_) => "beyond",
            Self::Skipped(_) => "skipped",
            Self::Rejected(_) => "rejected",
            Self::Accepted => "accepted",
        }
    }
}

/// A row asked for.
#[derive(Debug)]
pub struct RowAnswer {
    /// Where it stands.
    pub at: RowRef,
    /// What became of it.
    pub fate: Fate,
    /// Its person, where the row was accepted or rejected for its ID number only.
    pub history: Option<History>,
}
