//! Flow measures: events in the window of their own dates, by county and base (the quarterly scheduling table).

use std::sync::Arc;

use chrono::NaiveDate;

use super::certificate::CertType;
use super::enrolment::{Enrolment, EnrolmentPart, Holding};
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

/// What events a person had; the four certificate types take the lowest bits.
type Events = u8;
const ATTENDED: Events = 1 << 4;
const EMPLOYED: Events = 1 << 5;
const PAID: Events = 1 << 6;
const CERTIFIED: Events = (1 << CertType::ALL.len()) - 1;

/// What happened to a person in a window.
#[derive(Clone, Copy, Debug, Default)]
pub struct Happened {
    events: Events,
    subsidy: Fen,
    estimated: u64,
}

impl Happened {
    /// The events of one enrolment in the window, as of a day. One without a date of its own takes the end date of its
    /// class.
    #[must_use]
    pub fn of(
        enrolment: &Enrolment,
        part: &EnrolmentPart,
        window: Window,
        as_of: NaiveDate,
    ) -> Self {
        let mut share = Self::default();
        let mut event = |event: Events, own: Option<NaiveDate>| {
            let happened = own.or(enrolment.end).is_some_and(|day| window.contains(day));
            if happened {
                share.events |= event;
                share.estimated += u64::from(own.is_none());
            }
            happened
        };
        event(ATTENDED, enrolment.start);
        for kind in CertType::ALL {
            let own = match enrolment.certificates[kind.index()] {
                Holding::None => continue,
                Holding::Undated => None,
                Holding::Dated(day) => Some(day),
            };
            event(1 << kind.index(), own);
        }
        let dates = part.dates_of(enrolment);
        for day in dates {
            event(EMPLOYED, Some(*day));
        }
        if dates.is_empty() && enrolment.said_employed {
            event(EMPLOYED, None);
        }
        let mut paid = Fen::default();
        for payment in part.paid_by(enrolment, as_of) {
            if payment.amount.is_positive() && event(PAID, payment.day) {
                paid += payment.amount;
            }
        }
        share.subsidy = paid;
        share
    }

    /// Whether nothing did.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.events == 0
    }

    /// Whether a class began.
    #[must_use]
    pub fn has_attended(&self) -> bool {
        self.events & ATTENDED != 0
    }

    /// Adds what happened through another enrolment.
    pub fn join(&mut self, other: Self) {
        self.events |= other.events;
        self.subsidy += other.subsidy;
        self.estimated += other.estimated;
    }

    /// Counts a person.
    pub fn count(&self, counts: &mut FlowCounts) {
        let one = |events: Events| u64::from(self.events & events != 0);
        counts.trainees += one(ATTENDED);
        counts.certified_any += one(CERTIFIED);
        for kind in CertType::ALL {
            counts.certified[kind.index()] += one(1 << kind.index());
        }
        counts.employed += one(EMPLOYED);
        counts.subsidised += one(PAID);
        counts.subsidy += self.subsidy;
        counts.estimated += self.estimated;
    }
}
