//! What follows from the day on which a class ended, found out once a day.

use chrono::{Datelike, NaiveDate};
use hashbrown::HashMap;

use super::slots::Span;
use crate::model::period::{Window, months_after};

/// Months within which employment counts (就业创业率), and for which it must last (稳定就业).
const EMPLOYMENT_MONTHS: u32 = 6;
const STABLE_MONTHS: u32 = 24;

/// The day a class ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndDay {
    /// The day itself.
    pub end: NaiveDate,
    /// The last day on which employment counts for the six-month rate.
    pub employed_by: NaiveDate,
    /// The day until which employment must last to be stable.
    pub stable_until: NaiveDate,
    /// Number of the set of spans that the day lies in.
    pub spans: u16,
}

/// The days seen so far.
pub struct EndDays<'a> {
    windows: &'a [Window],
    known: HashMap<NaiveDate, EndDay, foldhash::fast::FixedState>,
    sets: Vec<Vec<Span>>,
}

impl<'a> EndDays<'a> {
    /// Days count for their calendar year, and for those of `windows` that they lie in.
    pub fn new(windows: &'a [Window]) -> Self {
        Self { windows, known: HashMap::default(), sets: Vec::new() }
    }

    /// What follows from `end`.
    pub fn of(&mut self, end: NaiveDate) -> EndDay {
        if let Some(day) = self.known.get(&end) {
            return *day;
        }
        let day = EndDay {
            end,
            employed_by: months_after(end, EMPLOYMENT_MONTHS),
            stable_until: months_after(end, STABLE_MONTHS),
            spans: self.set_of(end),
        };
        self.known.insert(end, day);
        day
    }

    fn set_of(&mut self, end: NaiveDate) -> u16 {
        let asked = (0u16..).zip(self.windows).filter(|(_, window)| window.contains(end));
        let spans: Vec<Span> = std::iter::once(Span::Year(end.year()))
            .chain(asked.map(|(index, _)| Span::Asked(index)))
            .collect();
        let number = self.sets.iter().position(|set| *set == spans).unwrap_or_else(|| {
            self.sets.push(spans);
            self.sets.len() - 1
        });
        u16::try_from(number).unwrap_or(u16::MAX)
    }

    /// The spans of a set.
    pub fn spans(&self, set: u16) -> &[Span] {
        &self.sets[usize::from(set)]
    }
}
