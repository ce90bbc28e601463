//! What follows from the day on which a class ended, found out once a day.

use chrono::{Datelike, NaiveDate};
use hashbrown::HashMap;

use super::slots::Span;
use crate::model::facts::EndDay;
use crate::model::period::Window;

/// The day a class ended, and the number of the set of spans that it lies in.
pub type Dated = (EndDay, u16);

/// The days seen so far.
pub struct EndDays<'a> {
    windows: &'a [Window],
    known: HashMap<NaiveDate, Dated, foldhash::fast::FixedState>,
    sets: Vec<Vec<Span>>,
}

impl<'a> EndDays<'a> {
    /// Days count for their calendar year, and for those of `windows` that they lie in.
    pub fn new(windows: &'a [Window]) -> Self {
        Self { windows, known: HashMap::default(), sets: Vec::new() }
    }

    /// What follows from `end`.
    pub fn of(&mut self, end: NaiveDate) -> Dated {
        if let Some(day) = self.known.get(&end) {
            return *day;
        }
        let day = (EndDay::of(end), self.set_of(end));
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
