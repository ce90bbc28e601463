//! Everything that a run found out: what the reports are drawn from.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::counts::Counts;
use super::finding::Finding;
use super::flow::FlowTable;
use super::measure::{Placements, Subject};
use super::month::Month;
use super::period::Quarter;
use super::rejected::Suggestion;
use super::return_book::ReturnBook;
use super::source::Sources;
use super::verdict::Judgement;

/// What a run was asked and with what data: printed on every output.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// Version of the program.
    pub version: &'static str,
    /// As-of date (截止日期).
    pub as_of: NaiveDate,
    /// Assessment year.
    pub year: i32,
    /// Year of the quarterly table.
    pub quarter_year: i32,
    /// Quarter of the quarterly table.
    pub quarter: Quarter,
    /// Month of the monthly report, in whose place there is neither year nor quarter.
    pub month: Option<Month>,
    /// Policies that judged, with the BLAKE3 hash of their file.
    pub policies: Vec<PolicyStamp>,
    /// The store that the rows came from.
    pub store: Option<StoreStamp>,
}

/// What stands before the name of a report on the last sheet of its workbooks, by which it is made again.
pub const REPORT: &str = "报告编号";

/// What was known of a store, and what else a report rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreStamp {
    /// The version that was read.
    pub version: u64,
    /// When that version was made, as RFC 3339.
    pub time: String,
    /// Under this name the store keeps what the report was made with.
    pub report: Option<String>,
}

/// One policy file of a run.
#[derive(Clone, Debug)]
pub struct PolicyStamp {
    /// Its identifier.
    pub id: String,
    /// Number of the document (文号).
    pub document: String,
    /// Title of the document.
    pub title: String,
    /// BLAKE3 hash, hexadecimal.
    pub hash: String,
}

/// How many enrolments there are, and how many stand outside the tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EnrolmentCounts {
    /// All enrolments: accepted rows less merged ones.
    pub total: u64,
    /// Distinct persons among them.
    pub persons: u64,
    /// Those without an end date, in no cohort.
    pub no_end_date: u64,
    /// Those ending after the as-of date, in no cohort yet.
    pub not_ended: u64,
    /// Those in a cohort but without a base, in no line of `bases.csv`.
    pub without_base: u64,
}

impl EnrolmentCounts {
    /// Adds the counts of other persons.
    pub fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.persons += other.persons;
        self.no_end_date += other.no_end_date;
        self.not_ended += other.not_ended;
        self.without_base += other.without_base;
    }
}

/// What became of repairs of ID numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepairCounts {
    /// Rejected rows with a suggestion.
    pub suggested: u64,
    /// Lines of the list that the user approved.
    pub approved: u64,
    /// Of these, lines by which a row was accepted.
    pub applied: u64,
    /// BLAKE3 hash of the list, where there is one.
    pub list: Option<String>,
}

/// Something to be handed in by a day of the assessment year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The day.
    pub due: NaiveDate,
    /// Id of the policy that asks for it.
    pub policy: String,
    /// What, in Chinese.
    pub what: String,
    /// Document and section.
    pub citation: String,
}

/// The result of a run.
#[derive(Debug)]
pub struct Run {
    /// What was asked.
    pub stamp: Stamp,
    /// The files and their rows.
    pub sources: Sources,
    /// Rejections and remarks, in the order of rows.
    pub findings: Vec<Finding>,
    /// Repairs that rejected rows may need, in the order of rows.
    pub suggestions: Vec<Suggestion>,
    /// Their counts.
    pub repairs: RepairCounts,
    /// Rejected rows to be sent back.
    pub returns: Vec<ReturnBook>,
    /// Counts of enrolments.
    pub enrolments: EnrolmentCounts,
    /// All base counts by subject, calendar year and window.
    pub counts: Counts,
    /// 带动就业人数 by subject and calendar year.
    pub placements: Placements,
    /// Tables of events, one per unit of a province that has the form, and one per such province.
    pub flows: Vec<FlowTable>,
    /// Brands and bases that are on file and of which no ledger has a row (无台账).
    pub no_ledger: BTreeSet<Subject>,
    /// Verdicts and the measures behind them.
    pub judgement: Judgement,
    /// What is to be handed in, by day.
    pub duties: Vec<Duty>,
}
