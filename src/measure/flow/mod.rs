//! Flow measures: each event in the window of its own date, by the lines of a table.
//!
//! As with cohorts, one pass over enrolments sorted by person: a person counts once a line and window, however many
//! events.

mod monthly;
mod quarterly;

use chrono::NaiveDate;
use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use crate::model::enrolment::{Enrolment, EnrolmentPart};
use crate::model::flow::{FlowCounts, Happened};
use crate::model::ledger::TextId;
use crate::model::period::Window;
use crate::model::region::{ProvinceId, UnitId};

pub use monthly::MonthCounter;
pub use quarterly::Counter;

/// A line of some table while counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Line {
    /// A county and base of a unit.
    Base(UnitId, TextId, TextId),
    /// A county of a unit.
    County(UnitId, TextId),
    /// Index of a brand of a unit.
    Brand(u32),
    /// A unit's total.
    Unit(UnitId),
    /// A province's total.
    Province(ProvinceId),
}

/// A line and the number of a window.
type Place = (Line, u8);

/// The counts of some persons.
#[derive(Default)]
pub struct Counted {
    lines: HashMap<Place, FlowCounts, FixedState>,
    /// Classes that started, once a line and window.
    classes: HashSet<(Place, u32), FixedState>,
}

impl Counted {
    /// Adds the counts of other persons.
    pub fn add(&mut self, other: Self) {
        for (place, counts) in other.lines {
            self.lines.entry(place).or_default().add(&counts);
        }
        self.classes.extend(other.classes);
    }

    /// The counts by line and number of the window, with classes among them.
    fn finish(mut self) -> impl Iterator<Item = (Place, FlowCounts)> {
        for (place, _) in self.classes {
            self.lines.entry(place).or_default().classes += 1;
        }
        self.lines.into_iter()
    }
}

/// The windows that events are counted in.
struct Events<'a> {
    windows: &'a [Window],
    as_of: NaiveDate,
}

impl Events<'_> {
    /// Counts the persons of a part, too. `lines_of` says what an enrolment counts for, if for anything: lines that
    /// all differ.
    fn count<const N: usize>(
        &self,
        part: &EnrolmentPart,
        counted: &mut Counted,
        lines_of: impl Fn(&Enrolment) -> Option<[Line; N]>,
    ) {
        // Reused from person to person.
        let mut shares: Vec<(Place, Happened)> = Vec::new();
        for person in part.persons() {
            shares.clear();
            for enrolment in person {
                if let Some(lines) = lines_of(enrolment) {
                    self.share(enrolment, part, lines, (&mut shares, counted));
                }
            }
            // The shares of one enrolment are all different.
            if person.len() > 1 {
                shares.sort_unstable_by_key(|(place, _)| *place);
            }
            for group in shares.chunk_by(|a, b| a.0 == b.0) {
                let Some((place, _)) = group.first() else {
                    continue;
                };
                let mut whole = Happened::default();
                for (_, share) in group {
                    whole.join(*share);
                }
                whole.count(counted.lines.entry(*place).or_default());
            }
        }
    }

    fn share<const N: usize>(
        &self,
        enrolment: &Enrolment,
        part: &EnrolmentPart,
        lines: [Line; N],
        (shares, counted): (&mut Vec<(Place, Happened)>, &mut Counted),
    ) {
        for (window, number) in self.windows.iter().zip(0..) {
            let share = Happened::of(enrolment, part, *window, self.as_of);
            for line in lines {
                let place = (line, number);
                if share.is_nothing() {
                    // A unit with rows hands in a table, be it an empty one.
                    if matches!(line, Line::Unit(_)) {
                        counted.lines.entry(place).or_default();
                    }
                    continue;
                }
                shares.push((place, share));
                if share.has_attended() {
                    counted.classes.insert((place, enrolment.course));
                }
            }
        }
    }
}
