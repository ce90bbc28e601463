//! The monthly report (月报): events of a month and of the windows it is held against, by province, unit, county, brand.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{Datelike, Months, NaiveDate};

use super::flow::FlowCounts;
use super::measure::Subject;
use super::period::Window;
use super::run::Run;
use super::text::narrow;

/// Digits of a year.
const YEAR_DIGITS: usize = 4;

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first: NaiveDate,
}

impl Month {
    /// The month that `day` lies in.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// A month written as `2025-09`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != YEAR_DIGITS || month.len() != 2 || !digits(year) || !digits(month) {
            return None;
        }
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1).map(Self::of)
    }

    /// A month written in another way: `2025-9`, `2025.09`, `202509`, `2025年9月`, full-width digits too.
    #[must_use]
    pub fn written_otherwise(text: &str) -> Option<Self> {
        if Self::parse(text).is_some() {
            return None;
        }
        let narrow = narrow(text);
        let front = narrow.strip_suffix('份').unwrap_or(&narrow);
        let front = front.strip_suffix('月').unwrap_or(front);
        let (year, rest) = front.split_at_checked(YEAR_DIGITS)?;
        let month = rest.trim_start_matches(['年', '-', '.', '_', ' ']);
        let is_apart = month.len() < rest.len();
        let month = if is_apart && month.len() == 1 { format!("0{month}") } else { month.into() };
        Self::parse(&format!("{year}-{month}"))
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        let next = self.first.checked_add_months(Months::new(1));
        next.and_then(|day| day.pred_opt()).unwrap_or(NaiveDate::MAX)
    }

    /// The month so many months before.
    #[must_use]
    pub fn before(self, months: u32) -> Self {
        Self { first: self.first.checked_sub_months(Months::new(months)).unwrap_or(self.first) }
    }

    /// The year that it is part of.
    #[must_use]
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// As staff write it: 2025年9月.
    #[must_use]
    pub fn in_chinese(self) -> String {
        format!("{}年{}月", self.year(), self.first.month())
    }
}

/// `2025-09`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.first.month())
    }
}

/// The windows of a monthly report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// 本月
    ThisMonth,
    /// 本年累计: from 1 January to the end of the month.
    YearToDate,
    /// 上月
    LastMonth,
    /// 上年同月
    SameMonthLastYear,
}

const MONTHS_OF_A_YEAR: u32 = 12;

impl Span {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 4] =
        [Self::ThisMonth, Self::YearToDate, Self::LastMonth, Self::SameMonthLastYear];

    /// The permanent name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::ThisMonth => "this_month",
            Self::YearToDate => "year_to_date",
            Self::LastMonth => "last_month",
            Self::SameMonthLastYear => "same_month_last_year",
        }
    }

    /// What staff call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::ThisMonth => "本月",
            Self::YearToDate => "本年累计",
            Self::LastMonth => "上月",
            Self::SameMonthLastYear => "上年同月",
        }
    }

    /// Place in [`Span::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        match self {
            Self::ThisMonth => 0,
            Self::YearToDate => 1,
            Self::LastMonth => 2,
            Self::SameMonthLastYear => 3,
        }
    }

    /// Its days for a report on `month`: it ends with the as-of date at the latest.
    #[must_use]
    pub fn window(self, month: Month, as_of: NaiveDate) -> Window {
        let whole = |month: Month| (month.first(), month.last());
        let (from, to) = match self {
            Self::ThisMonth => whole(month),
            Self::YearToDate => {
                (month.first().with_month(1).unwrap_or(month.first()), month.last())
            }
            Self::LastMonth => whole(month.before(1)),
            Self::SameMonthLastYear => whole(month.before(MONTHS_OF_A_YEAR)),
        };
        Window { from, to: to.min(as_of) }
    }
}

/// Events of one subject in the windows of [`Span::ALL`].
pub type MonthCounts = [FlowCounts; Span::ALL.len()];

/// Everything that a monthly report counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthlyFlow {
    /// The month.
    pub month: Month,
    /// The windows of [`Span::ALL`].
    pub windows: [Window; Span::ALL.len()],
    /// Distinct persons of every province, reporting unit, county and brand with an event in one of the windows; of
    /// provinces and units all that have an enrolment. A county without a name is where the ledger names none.
    pub lines: BTreeMap<Subject, MonthCounts>,
    /// The units among them in the order of their codes.
    pub units: Vec<Subject>,
}

impl MonthlyFlow {
    /// The last day of the month that has been counted, where the month is not over.
    #[must_use]
    pub fn unfinished(&self) -> Option<NaiveDate> {
        let to = self.window(Span::ThisMonth).to;
        (to < self.month.last()).then_some(to)
    }

    /// The days of a window.
    #[must_use]
    pub fn window(&self, span: Span) -> Window {
        self.windows[span.index()]
    }
}

/// A monthly report: what was counted, and the account of the rows behind it; nothing in it is judged.
#[derive(Debug)]
pub struct MonthlyReport {
    /// The ledgers.
    pub run: Run,
    /// The counts.
    pub flow: MonthlyFlow,
}

/// How a figure differs from that of an earlier window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// By how much it is larger.
    pub by: i64,
    /// The earlier figure.
    pub of: i64,
}

impl Change {
    /// From an earlier figure to a later one.
    #[must_use]
    pub fn between(earlier: i64, later: i64) -> Self {
        Self { by: later.saturating_sub(earlier), of: earlier }
    }

    /// In tenths of a percent of the earlier figure, half away from zero; `None` where that is zero.
    #[must_use]
    pub fn tenths_of_percent(self) -> Option<i64> {
        const THOUSAND: i128 = 1000;
        if self.of == 0 {
            return None;
        }
        let of = i128::from(self.of.unsigned_abs());
        let scaled = i128::from(self.by) * THOUSAND;
        let rounded = (scaled.abs() + of / 2) / of;
        i64::try_from(rounded * scaled.signum()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn months_are_read_as_written_and_not_otherwise() {
        assert_eq!(month("2025-09").to_string(), "2025-09");
        assert_eq!(month("2025-09").in_chinese(), "2025年9月");
        for wrong in
            ["2025-13", "2025-00", "2025-9", "25-09", "2025/09", "+025-09", "", "2025-09-01"]
        {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
        assert_eq!(month("2024-02").last(), day("2024-02-29"));
        assert_eq!(month("2024-01").before(1), month("2023-12"));
    }

    #[test]
    fn months_that_are_written_otherwise_are_known_as_such() {
        let ways = [
            "2025-9",
            "2025.9",
            "2025.09",
            "202509",
            "2025年9月",
            "2025年09月份",
            "２０２５－９",
            "2025_09",
        ];
        for way in ways {
            assert_eq!(Month::written_otherwise(way), Some(month("2025-09")), "{way}");
        }
        for other in
            ["2025-09", "2025-13", "20259", "2025", "2025-9-1", "2025-09-补", "一季度", "2025年"]
        {
            assert_eq!(Month::written_otherwise(other), None, "{other}");
        }
    }

    #[test]
    fn windows_end_with_the_as_of_date_at_the_latest() {
        let days = |as_of: &str| {
            Span::ALL.map(|span| span.window(month("2024-02"), day(as_of)).to_string())
        };
        assert_eq!(
            days("2024-06-30"),
            [
                "2024-02-01/2024-02-29",
                "2024-01-01/2024-02-29",
                "2024-01-01/2024-01-31",
                "2023-02-01/2023-02-28"
            ]
        );
        assert_eq!(days("2024-02-10")[..2], ["2024-02-01/2024-02-10", "2024-01-01/2024-02-10"]);
        assert_eq!(days("2024-02-10")[2..], days("2024-06-30")[2..]);
    }

    #[test]
    fn changes_are_rounded_half_away_from_zero() {
        let tenths = |earlier, later| Change::between(earlier, later).tenths_of_percent();
        assert_eq!(tenths(16, 17), Some(63));
        assert_eq!(tenths(16, 15), Some(-63));
        assert_eq!(tenths(3, 4), Some(333));
        assert_eq!(tenths(8, 0), Some(-1000));
        assert_eq!(tenths(0, 5), None);
        assert_eq!(tenths(0, 0), None);
        assert_eq!(tenths(7, 7), Some(0));
        assert_eq!(tenths(1, i64::MAX), None, "beyond what a number holds");
    }
}
