//! What follows from the day on which a class ended, found out once a day.

use chrono::{Datelike, NaiveDate};
use hashbrown::HashMap;

use super::span_sets::{SetId, Span, SpanSets};
use crate::model::facts::EndDay;
use crate::model::period::Window;

/// The day a class ended, and the number of the set of spans that it lies in.
pub type Dated = (EndDay, SetId);

/// The days seen so far.
pub struct EndDays<'a> {
    windows: &'a [Window],
    known: HashMap<NaiveDate, Dated, foldhash::fast::FixedState>,
    sets: SpanSets,
}

impl<'a> EndDays<'a> {
    /// Days count for their calendar year, and for those of `windows` that they lie in.
    pub fn new(windows: &'a [Window]) -> Self {
        Self { windows, known: HashMap::default(), sets: SpanSets::default() }
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

    fn set_of(&mut self, end: NaiveDate) -> SetId {
        let asked = (0u16..).zip(self.windows).filter(|(_, window)| window.contains(end));
        let asked = asked.map(|(index, _)| Span::Asked(index));
        self.sets.number(std::iter::once(Span::Year(end.year())).chain(asked).collect())
    }

    /// The sets of spans that days lie in.
    pub fn sets(&mut self) -> &mut SpanSets {
        &mut self.sets
    }
}
