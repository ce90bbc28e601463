//! What a figure asks of an enrolment, under every date that decides the year and every idea of employment.

use chrono::{Datelike, NaiveDate};

use super::basis::{self, Basis};
use super::evidence::{Facts, Tells};
use crate::model::certificate::CertType;
use crate::model::claim::Quantity;
use crate::model::enrolment::Holding;
use crate::model::period::{Window, months_after};

/// Months within which employment counts.
const EMPLOYMENT_MONTHS: u32 = 6;

/// What counts as employed: as the rules have it; undated too; late too; at any time; undated and late; undated and at
/// any time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(super) enum Employment {
    Right,
    Undated,
    Late,
    Any,
    /// After the end of the class, be it after the as-of date.
    Later,
    UndatedOrLate,
    UndatedOrLater,
    Said,
}

impl Employment {
    pub const ALL: [Self; 8] = [
        Self::Right,
        Self::Undated,
        Self::Late,
        Self::Any,
        Self::Later,
        Self::UndatedOrLate,
        Self::UndatedOrLater,
        Self::Said,
    ];

    fn takes_undated(self) -> bool {
        matches!(self, Self::Undated | Self::UndatedOrLate | Self::UndatedOrLater | Self::Said)
    }
}

/// By idea of employment: the bases under which an enrolment counts, a bit each.
pub(super) type Masks = [u32; Employment::ALL.len()];

/// By basis: an amount in fen.
pub(super) type Amounts = [i64; basis::MOST];

/// When figures are counted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Period {
    /// Over the cohort of a year.
    Cohort(i32),
    /// By events from 1 January on, in the scheduling table.
    Flow(Window),
}

/// What is counted, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question {
    pub quantity: Quantity,
    pub period: Period,
    pub as_of: NaiveDate,
}

impl Question {
    /// What the ledgers must tell for it.
    pub fn needs(&self) -> Tells {
        match self.quantity {
            Quantity::Enrolments | Quantity::Trainees => Tells::default(),
            Quantity::CertifiedAny | Quantity::Certified(_) => Tells::CERTIFICATE,
            Quantity::EmployedSixMonths | Quantity::EmployedAfter => Tells::EMPLOYMENT,
            Quantity::Subsidised | Quantity::Subsidy => Tells::SUBSIDY,
            Quantity::OrderTargeted => Tells::MODE,
            Quantity::KeySubsidised => Tells::SUBSIDY.and(Tells::CATEGORY, true),
        }
    }

    /// Whether there are several ideas of what counts: the scheduling table takes all employment as it is.
    pub fn takes_employment(&self) -> bool {
        self.is_employment() && matches!(self.period, Period::Cohort(_))
    }

    fn is_employment(&self) -> bool {
        matches!(self.quantity, Quantity::EmployedSixMonths | Quantity::EmployedAfter)
    }

    /// The bases under which an enrolment counts.
    pub fn masks(&self, facts: &Facts) -> Masks {
        let mut masks = Masks::default();
        let ideas: &[Employment] =
            if self.takes_employment() { &Employment::ALL } else { &Employment::ALL[..1] };
        for idea in ideas {
            masks[*idea as usize] = match self.period {
                Period::Cohort(year) => self.cohort_mask(facts, year, *idea),
                Period::Flow(window) => self.flow_mask(facts, window, *idea),
            };
        }
        masks
    }

    fn cohort_mask(&self, facts: &Facts, year: i32, idea: Employment) -> u32 {
        let in_year = |day: NaiveDate| day.year() == year;
        let mut mask = 0;
        let from_end = self.holds(facts, facts.end, idea);
        for basis in basis::COHORT {
            let counts = match basis.id {
                Basis::StartWindow => {
                    basis.contains(facts, year, self.as_of) && self.holds(facts, facts.start, idea)
                }
                Basis::Own => self.events(facts, idea).any(|day| day.is_some_and(in_year)),
                Basis::OwnOrEnd => {
                    self.events(facts, idea).any(|day| day.or(facts.end).is_some_and(in_year))
                }
                Basis::Certificate | Basis::Employment | Basis::Payment => {
                    from_end && self.days_of(basis.id, facts).any(in_year)
                }
                _ => from_end && basis.contains(facts, year, self.as_of),
            };
            mask |= u32::from(counts) << basis.id as u32;
        }
        mask
    }

    fn flow_mask(&self, facts: &Facts, window: Window, idea: Employment) -> u32 {
        let mut mask = 0;
        for basis in basis::FLOW {
            let counts = match basis.id {
                Basis::FlowEnd => {
                    self.happened(facts, idea) && facts.end.is_some_and(|day| window.contains(day))
                }
                Basis::FlowStart => {
                    self.happened(facts, idea)
                        && facts.start.is_some_and(|day| window.contains(day))
                }
                _ => {
                    let window = basis.window(window, self.as_of);
                    let own = basis.id == Basis::FlowOwn;
                    let day = |day: Option<NaiveDate>| if own { day } else { day.or(facts.end) };
                    self.events(facts, idea)
                        .any(|own| day(own).is_some_and(|day| window.contains(day)))
                }
            };
            mask |= u32::from(counts) << basis.id as u32;
        }
        mask
    }

    /// Whether there is any event at all.
    fn happened(&self, facts: &Facts, idea: Employment) -> bool {
        self.events(facts, idea).next().is_some()
    }

    /// Whether the enrolment has what is asked, its class having ended on `from`.
    fn holds(&self, facts: &Facts, from: Option<NaiveDate>, idea: Employment) -> bool {
        match self.quantity {
            Quantity::Enrolments | Quantity::Trainees => true,
            Quantity::CertifiedAny => {
                CertType::ALL.into_iter().any(|kind| facts.holding(kind).exists_on(self.as_of))
            }
            Quantity::Certified(kind) => facts.holding(kind).exists_on(self.as_of),
            Quantity::EmployedSixMonths | Quantity::EmployedAfter => {
                let undated = facts.said_employed && facts.employed_on().next().is_none();
                let on_time =
                    from.is_some_and(|from| self.employed(facts, from, idea).next().is_some());
                on_time || undated && idea.takes_undated()
            }
            Quantity::Subsidised | Quantity::Subsidy => self.paid(facts) > 0,
            Quantity::KeySubsidised => facts.is_key_group && self.paid(facts) > 0,
            Quantity::OrderTargeted => facts.is_targeted,
        }
    }

    /// The days of employment that count where the class ended on `from`.
    fn employed(
        &self,
        facts: &Facts,
        from: NaiveDate,
        idea: Employment,
    ) -> impl Iterator<Item = NaiveDate> {
        let limit = match self.quantity {
            Quantity::EmployedSixMonths => months_after(from, EMPLOYMENT_MONTHS),
            _ => NaiveDate::MAX,
        };
        let (from, limit) = match idea {
            Employment::Right | Employment::Undated => (from, limit),
            Employment::Late
            | Employment::Later
            | Employment::UndatedOrLate
            | Employment::UndatedOrLater => (from, NaiveDate::MAX),
            Employment::Any | Employment::Said => (NaiveDate::MIN, NaiveDate::MAX),
        };
        let as_of = match idea {
            Employment::Later | Employment::UndatedOrLater => NaiveDate::MAX,
            _ => self.as_of,
        };
        facts.employed_on().filter(move |day| *day <= as_of && from <= *day && *day <= limit)
    }

    /// The events of what is asked, each with its own day where it has one.
    fn events(&self, facts: &Facts, idea: Employment) -> impl Iterator<Item = Option<NaiveDate>> {
        let mut days = Vec::new();
        let flow = matches!(self.period, Period::Flow(_));
        let mut hold = |kind: CertType| match facts.holding(kind) {
            Holding::Undated => days.push(None),
            Holding::Dated(day) if flow || day <= self.as_of => days.push(Some(day)),
            Holding::None | Holding::Dated(_) => {}
        };
        match self.quantity {
            Quantity::CertifiedAny => CertType::ALL.into_iter().for_each(hold),
            Quantity::Certified(kind) => hold(kind),
            Quantity::Trainees if flow => days.push(facts.start),
            Quantity::EmployedSixMonths | Quantity::EmployedAfter if flow => {
                days.extend(facts.employed_on().map(Some));
                if days.is_empty() && facts.said_employed {
                    days.push(None);
                }
            }
            Quantity::EmployedSixMonths | Quantity::EmployedAfter => {
                if let Some(end) = facts.end {
                    days.extend(self.employed(facts, end, idea).map(Some));
                }
                let undated = facts.said_employed && facts.employed_on().next().is_none();
                days.extend((undated && idea.takes_undated()).then_some(None));
            }
            Quantity::Subsidised | Quantity::Subsidy => {
                let paid = facts.paid_by(self.as_of).filter(|payment| payment.amount.is_positive());
                days.extend(paid.map(|payment| payment.day));
            }
            Quantity::KeySubsidised if facts.is_key_group => {
                let paid = facts.paid_by(self.as_of).filter(|payment| payment.amount.is_positive());
                days.extend(paid.map(|payment| payment.day));
            }
            _ => {}
        }
        days.into_iter()
    }

    /// The days that another date of an enrolment falls on.
    fn days_of(&self, basis: Basis, facts: &Facts) -> impl Iterator<Item = NaiveDate> {
        let mut days = Vec::new();
        match basis {
            Basis::Certificate => {
                for kind in CertType::ALL {
                    if let Holding::Dated(day) = facts.holding(kind) {
                        days.push(day);
                    }
                }
            }
            Basis::Employment => days.extend(facts.employed_on()),
            _ => days.extend(facts.paid_by(self.as_of).filter_map(|payment| payment.day)),
        }
        let as_of = self.as_of;
        days.into_iter().filter(move |day| *day <= as_of)
    }

    fn paid(&self, facts: &Facts) -> i64 {
        facts.paid_by(self.as_of).map(|payment| payment.amount.0).fold(0, i64::saturating_add)
    }

    /// What was paid, under every basis; of a figure that is no amount nothing.
    pub fn amounts(&self, facts: &Facts) -> Amounts {
        let mut amounts = [0; basis::MOST];
        let whole = self.paid(facts).max(0);
        let within = |days: &dyn Fn(NaiveDate) -> bool, own: bool| -> i64 {
            let paid = facts.paid_by(self.as_of).filter(|payment| payment.amount.is_positive());
            let dated = paid.filter(|payment| {
                let day = if own { payment.day } else { payment.day.or(facts.end) };
                day.is_some_and(days)
            });
            dated.map(|payment| payment.amount.0).fold(0, i64::saturating_add)
        };
        let mask = self.masks(facts)[Employment::Right as usize];
        for basis in self.bases() {
            let amount = match (self.period, basis.id) {
                (Period::Cohort(year), Basis::Own) => within(&|day| day.year() == year, true),
                (Period::Cohort(year), Basis::OwnOrEnd) => within(&|day| day.year() == year, false),
                (Period::Cohort(_), _) | (_, Basis::FlowEnd | Basis::FlowStart) => whole,
                (Period::Flow(window), id) => {
                    let window = basis.window(window, self.as_of);
                    within(&|day| window.contains(day), id == Basis::FlowOwn)
                }
            };
            let bit = basis.id as usize;
            amounts[bit] = if mask & 1 << bit != 0 { amount } else { 0 };
        }
        amounts
    }

    /// The bases that there are for it.
    pub fn bases(&self) -> &'static [basis::Entry] {
        match self.period {
            Period::Cohort(_) => basis::COHORT,
            Period::Flow(_) => basis::FLOW,
        }
    }
}
