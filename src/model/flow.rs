//! Flow measures: events in the window of their own dates, by county and base (the quarterly scheduling table).

use std::sync::Arc;

use super::certificate::CertType;
use super::money::Fen;
use super::period::Window;

/// Events of one county and base, or of a whole unit or province, in one window.
///
/// An event without a date of its own takes the end date of its class and is counted in `estimated` as well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlowCounts {
    /// 开班班次: distinct classes that started.
    pub classes: u64,
    /// Distinct persons attending (start date).
    pub trainees: u64,
    /// Distinct persons who obtained any certificate (certificate date).
    pub certified_any: u64,
    /// Distinct persons per certificate type, in the order of [`CertType::ALL`].
    pub certified: [u64; CertType::ALL.len()],
    /// Distinct persons newly employed (employment date).
    pub employed: u64,
    /// Distinct persons paid (subsidy date).
    pub subsidised: u64,
    /// Amount paid (subsidy date).
    pub subsidy: Fen,
    /// 推定日期: events that took the end date of their class.
    pub estimated: u64,
}

impl FlowCounts {
    /// Adds the events of other persons.
    pub fn add(&mut self, other: &Self) {
        self.classes += other.classes;
        self.trainees += other.trainees;
        self.certified_any += other.certified_any;
        for (count, more) in self.certified.iter_mut().zip(other.certified) {
            *count += more;
        }
        self.employed += other.employed;
        self.subsidised += other.subsidised;
        self.subsidy += other.subsidy;
        self.estimated += other.estimated;
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowLine {
    /// The reporting unit.
    pub city: Arc<str>,
    /// The county; empty where the ledger names none.
    pub county: Arc<str>,
    /// The base; empty where the ledger names none.
    pub base: Arc<str>,
    /// Its counts.
    pub counts: FlowCounts,
}

/// The table of one reporting unit, or of a province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowTable {
    /// The province.
    pub province: Arc<str>,
    /// The reporting unit; `None` for the province's own table.
    pub unit: Option<Arc<str>>,
    /// From 1 January to the earlier of quarter end and as-of date.
    pub window: Window,
    /// One line per county and base, sorted by unit, county and base.
    pub lines: Vec<FlowLine>,
    /// Distinct persons of the whole table: not the sum of its lines.
    pub total: FlowCounts,
}
