//! Why figures differ between two reports: who entered and who left each of them, and the rows that made the difference.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::counts::Figure;
use super::field::Field;
use super::finding::{Code, RowRef};
use super::measure::Subject;
use super::rule::Rule;
use super::run::Stamp;
use super::source::Sources;
use super::verdict::Verdict;

/// One of the two reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Which {
    /// The first.
    A,
    /// The second.
    B,
}

impl Which {
    /// Its place in pairs.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self == Self::B)
    }
}

/// A file as it was delivered. Ordered as rows are merged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Delivery {
    /// Label of the delivery.
    pub batch: String,
    /// Version of the commit that brought it.
    pub known_from: u64,
    /// Path of the file.
    pub path: String,
}

/// What happened between two as-of dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Between {
    /// A class ended.
    Ended,
    /// A certificate was issued.
    Certified,
    /// Somebody was employed.
    Employed,
    /// Six months after a class were over.
    Matured,
    /// Something was paid.
    Paid,
    /// Anything else.
    Other,
}

impl Between {
    /// What the rule speaks of, by which somebody counts by one of the two dates only.
    #[must_use]
    pub fn of(rule: Rule) -> Self {
        match rule {
            Rule::NotEnded => Self::Ended,
            Rule::CertificateLater => Self::Certified,
            Rule::EmployedBeyond | Rule::AlreadyEmployed => Self::Employed,
            Rule::WindowClosed | Rule::WindowOpen => Self::Matured,
            Rule::PaidLater => Self::Paid,
            _ => Self::Other,
        }
    }

    /// The stable name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Ended => "as_of_ended",
            Self::Certified => "as_of_certified",
            Self::Employed => "as_of_employed",
            Self::Matured => "as_of_matured",
            Self::Paid => "as_of_paid",
            Self::Other => "as_of",
        }
    }
}

/// What became of a row between the two reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// B knows its file, A does not.
    Known,
    /// The same, and it takes the place of a row that was rejected.
    Corrected,
    /// A rejected it, B accepts it.
    Accepted,
    /// It belonged to no enrolment of its person in A.
    Joined,
    /// A knows its file, B does not.
    Gone,
    /// A accepts it, B rejects it.
    Rejected,
    /// It belongs to no enrolment of its person in B.
    Parted,
    /// The same rows in another order.
    Reordered,
}

impl How {
    /// The stable name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Corrected => "corrected",
            Self::Accepted => "accepted",
            Self::Joined => "joined",
            Self::Gone => "gone",
            Self::Rejected => "rejected",
            Self::Parted => "parted",
            Self::Reordered => "reordered",
        }
    }
}

/// Why somebody counts in one of the reports and not in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The as-of dates differ.
    AsOf(Between),
    /// The rows differ.
    Rows {
        /// In what way.
        how: How,
        /// The field that they changed; none where they are all that is known of an enrolment.
        field: Option<Field>,
        /// Index of their file among the deliveries.
        delivery: Option<u32>,
        /// Why the one report rejects them.
        code: Option<Code>,
    },
}

impl Cause {
    /// The stable name.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::AsOf(between) => between.key(),
            Self::Rows { how, .. } => how.key(),
        }
    }
}

/// What a cause adds to a figure and takes from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Persons who entered; of enrolments and money the sum of what was added.
    pub entered: i64,
    /// Persons who left, or the sum of what was taken away.
    pub left: i64,
    /// Persons, or enrolments, behind it.
    pub records: u64,
}

impl Share {
    /// Adds a change of one person or enrolment.
    pub fn add(&mut self, change: i64) {
        if change > 0 {
            self.entered += change;
        } else {
            self.left -= change;
        }
        self.records += 1;
    }

    /// Adds another one.
    pub fn join(&mut self, other: &Self) {
        self.entered += other.entered;
        self.left += other.left;
        self.records += other.records;
    }
}

/// A line of `metrics.csv` or `bases.csv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Whose.
    pub subject: Subject,
    /// Of which year.
    pub year: i32,
}

/// A figure that moved.
#[derive(Clone, Debug)]
pub struct FigureChange {
    /// Index of its line among the places.
    pub place: u32,
    /// Which.
    pub figure: &'static Figure,
    /// As A counted it.
    pub a: i64,
    /// As B counted it.
    pub b: i64,
    /// Who entered and who left, by cause.
    pub shares: BTreeMap<Cause, Share>,
}

impl FigureChange {
    /// By how much.
    #[must_use]
    pub fn change(&self) -> i64 {
        self.b - self.a
    }

    /// All shares together.
    #[must_use]
    pub fn whole(&self) -> Share {
        let mut whole = Share::default();
        self.shares.values().for_each(|share| whole.join(share));
        whole
    }
}

/// Whether a person adds more than 1 to a figure where several enrolments count.
#[must_use]
pub fn is_sum(figure: &Figure) -> bool {
    matches!(figure.name, "enrolments" | "subsidy_fen")
}

/// A person, or an enrolment of one, that entered or left figures of a line for one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Number of the ID card or document.
    pub person: Arc<str>,
    /// Index of the line among the places.
    pub place: u32,
    /// Why.
    pub cause: Cause,
    /// Which figures, by their indexes in the list of those of a line, and by how much.
    pub changes: Box<[(u8, i64)]>,
    /// The rows that made the difference.
    pub rows: Box<[(Which, RowRef)]>,
}

/// A condition that is judged otherwise.
#[derive(Clone, Debug)]
pub struct VerdictChange {
    /// As A judged it, if it did.
    pub a: Option<Verdict>,
    /// As B judged it, if it did.
    pub b: Option<Verdict>,
}

/// One of the reports.
#[derive(Clone, Debug)]
pub struct Report {
    /// Version, as-of date, policies.
    pub stamp: Stamp,
    /// The files and their rows.
    pub sources: Sources,
    /// Indexes of the files among the deliveries.
    pub deliveries: Vec<u32>,
}

/// All differences between two reports.
#[derive(Clone, Debug)]
pub struct Changes {
    /// The two reports.
    pub reports: [Report; 2],
    /// All files that either of them knows.
    pub deliveries: Vec<Delivery>,
    /// The lines with figures that moved, in the order of the tables.
    pub places: Vec<Place>,
    /// The figures that moved, by line.
    pub figures: Vec<FigureChange>,
    /// Who moved them, by person; kept only where they are to be written.
    pub moves: Vec<Move>,
    /// What is judged otherwise.
    pub verdicts: Vec<VerdictChange>,
}

impl Changes {
    /// The delivery that a row came in.
    #[must_use]
    pub fn delivery_of(&self, (which, at): (Which, RowRef)) -> Option<&Delivery> {
        let report = &self.reports[which.index()];
        let index = report.deliveries.get(at.sheet.file as usize)?;
        self.deliveries.get(*index as usize)
    }
}
