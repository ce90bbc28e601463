//! Which date puts an enrolment or event into a year, and which years: the right way and the usual mistakes.

use chrono::{Datelike, NaiveDate};

use super::evidence::Facts;
use crate::model::period::{Quarter, Window};
use crate::model::verification::Cause::{self, StartDate, YearBasis};

/// A basis; its number is a bit of a mask. Of either period the one with number 0 is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(super) enum Basis {
    /// The class ended in the year, not after the as-of date.
    End = 0,
    Start,
    StartAny,
    StartWindow,
    Own,
    OwnOrEnd,
    Before,
    After,
    WithBefore,
    WithAfter,
    Around,
    Ended,
    NotEnded,
    Certificate,
    Employment,
    Payment,
    StartBefore,
    StartAfter,
    StartWithBefore,
    StartWithAfter,
    // Of the scheduling table, apart from `End`.
    FlowOwn,
    FlowEnd,
    FlowStart,
    FlowYear,
    FlowYearBefore,
    FlowQuarterBefore,
    FlowQuarterAfter,
}

/// How many there are.
pub(super) const MOST: usize = Basis::FlowQuarterAfter as usize + 1;

/// A basis with the mistakes that it makes, the basis that remains when the first of two is undone, and its words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub id: Basis,
    pub causes: &'static [Cause],
    pub between: Basis,
    pub words: &'static str,
}

const fn entry(id: Basis, causes: &'static [Cause], words: &'static str) -> Entry {
    Entry { id, causes, between: Basis::End, words }
}

const fn both(id: Basis, words: &'static str) -> Entry {
    Entry { id, causes: &[YearBasis, StartDate], between: Basis::StartAny, words }
}

/// Of cohorts.
pub(super) const COHORT: &[Entry] = &[
    entry(Basis::End, &[], ""),
    entry(Basis::Own, &[YearBasis], "按取证、就业、发放日期归年"),
    entry(Basis::Before, &[YearBasis], "用了上一年的数"),
    entry(Basis::After, &[YearBasis], "用了下一年的数"),
    entry(Basis::WithBefore, &[YearBasis], "连同上一年"),
    entry(Basis::WithAfter, &[YearBasis], "连同下一年"),
    entry(Basis::Around, &[YearBasis], "连同上一年和下一年"),
    entry(Basis::Ended, &[YearBasis], "历年合计"),
    entry(Basis::OwnOrEnd, &[YearBasis], "按取证、就业、发放日期归年，无日期的按结业日期"),
    entry(Basis::Certificate, &[YearBasis], "按取证日期归年"),
    entry(Basis::Payment, &[YearBasis], "按发放日期归年"),
    entry(Basis::Employment, &[YearBasis], "按就业日期归年"),
    entry(Basis::NotEnded, &[YearBasis], "计入截止日期后才结业的班级"),
    entry(Basis::StartAny, &[StartDate], "按开班日期归年"),
    entry(Basis::Start, &[StartDate], "按开班日期归年，不计未结业的"),
    entry(Basis::StartWindow, &[StartDate], "按开班日期归年，就业期限也从开班日起算"),
    both(Basis::StartBefore, "按开班日期取上一年的数"),
    both(Basis::StartAfter, "按开班日期取下一年的数"),
    both(Basis::StartWithBefore, "按开班日期连同上一年"),
    both(Basis::StartWithAfter, "按开班日期连同下一年"),
];

/// Of the scheduling table.
pub(super) const FLOW: &[Entry] = &[
    entry(Basis::End, &[], ""),
    entry(Basis::FlowEnd, &[YearBasis], "按班级结业日期计"),
    entry(Basis::FlowYear, &[YearBasis], "计到年底或截止日期"),
    entry(Basis::FlowYearBefore, &[YearBasis], "用了上一年同期的数"),
    entry(Basis::FlowQuarterBefore, &[YearBasis], "只计到上一季度末"),
    entry(Basis::FlowQuarterAfter, &[YearBasis], "计到下一季度末"),
    entry(Basis::FlowOwn, &[YearBasis], "不计没有自身日期的"),
    entry(Basis::FlowStart, &[StartDate], "按开班日期计"),
];

impl Entry {
    /// Whether the class's dates put an enrolment of a cohort into `year` or the years that are counted instead.
    pub fn contains(&self, facts: &Facts, year: i32, as_of: NaiveDate) -> bool {
        let ended = facts.end.filter(|end| *end <= as_of);
        let end = |from: i32, to: i32| {
            ended.is_some_and(|day| (year + from..=year + to).contains(&day.year()))
        };
        let start = |from: i32, to: i32| {
            facts.start.is_some_and(|day| (year + from..=year + to).contains(&day.year()))
        };
        match self.id {
            Basis::End => end(0, 0),
            Basis::Start => start(0, 0) && ended.is_some(),
            Basis::StartAny | Basis::StartWindow => start(0, 0),
            Basis::Before => end(-1, -1),
            Basis::After => end(1, 1),
            Basis::WithBefore => end(-1, 0),
            Basis::WithAfter => end(0, 1),
            Basis::Around => end(-1, 1),
            Basis::Ended => ended.is_some(),
            Basis::NotEnded => facts.end.is_some_and(|day| day.year() == year),
            Basis::StartBefore => start(-1, -1),
            Basis::StartAfter => start(1, 1),
            Basis::StartWithBefore => start(-1, 0),
            Basis::StartWithAfter => start(0, 1),
            _ => false,
        }
    }

    /// The window of the scheduling table that is counted instead of `window`.
    pub fn window(&self, window: Window, as_of: NaiveDate) -> Window {
        let year = window.from.year();
        let moved = |by: i32| {
            let quarter = i32::try_from(Quarter::of(window.to).number()).unwrap_or(1) + by;
            let quarter = u32::try_from(quarter).ok().and_then(Quarter::new)?;
            Some(Window { to: quarter.end(year)?.min(as_of), ..window })
        };
        let instead = match self.id {
            Basis::FlowYear => {
                Window::year(year).map(|whole| Window { to: whole.to.min(as_of), ..whole })
            }
            Basis::FlowYearBefore => {
                let back = |day: NaiveDate| day.checked_sub_months(chrono::Months::new(12));
                back(window.from).zip(back(window.to)).map(|(from, to)| Window { from, to })
            }
            Basis::FlowQuarterBefore => moved(-1),
            Basis::FlowQuarterAfter => moved(1),
            _ => None,
        };
        instead.unwrap_or(window)
    }
}
