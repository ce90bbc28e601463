//! Calendar windows: years, quarters, months after a day.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};

/// A closed range of days: both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl Window {
    /// The calendar year `year`; `None` outside what a calendar can hold.
    #[must_use]
    pub fn year(year: i32) -> Option<Self> {
        Self::years(year, year)
    }

    /// From 1 January of `first` to 31 December of `last`.
    #[must_use]
    pub fn years(first: i32, last: i32) -> Option<Self> {
        Some(Self {
            from: NaiveDate::from_ymd_opt(first, 1, 1)?,
            to: NaiveDate::from_ymd_opt(last, 12, 31)?,
        })
    }

    /// The calendar years that it consists of, if it consists of whole ones.
    #[must_use]
    pub fn calendar_years(&self) -> Option<std::ops::RangeInclusive<i32>> {
        let (first, last) = (self.from.year(), self.to.year());
        (Self::years(first, last) == Some(*self)).then_some(first..=last)
    }

    /// Whether `day` lies in the window.
    #[must_use]
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.from, self.to)
    }
}

/// A quarter of a year, 1 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter(u32);

impl Quarter {
    /// `None` unless 1, 2, 3 or 4.
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        (1..=4).contains(&number).then_some(Self(number))
    }

    /// The quarter that `day` lies in.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day.month0() / 3 + 1)
    }

    /// 1 to 4.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    /// The last day of this quarter in `year`.
    #[must_use]
    pub fn end(self, year: i32) -> Option<NaiveDate> {
        let first = NaiveDate::from_ymd_opt(year, self.0 * 3 - 2, 1)?;
        first.checked_add_months(Months::new(3))?.pred_opt()
    }
}

/// `day` plus whole calendar months, clamped to the month's end (31 August + 6 = 28 or 29 February).
///
/// Source: metrics definition of the six-month employment window.
#[must_use]
pub fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// A day as `2024-05-06`, without the cost of formatting: findings hold hundreds of thousands of them.
#[must_use]
pub fn iso_text(day: NaiveDate) -> String {
    let (year, month, day_of_month) = (day.year(), day.month(), day.day());
    let Some(year) = u32::try_from(year).ok().filter(|year| *year <= 9999) else {
        return day.to_string();
    };
    let mut text = *b"0000-00-00";
    for (places, mut number) in [(0..4, year), (5..7, month), (8..10, day_of_month)] {
        for digit in text[places].iter_mut().rev() {
            *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
            number /= 10;
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).expect("a real date")
    }

    #[test]
    fn six_months_clamp_to_the_month_end() {
        assert_eq!(months_after(day(2023, 8, 31), 6), day(2024, 2, 29));
        assert_eq!(months_after(day(2022, 8, 31), 6), day(2023, 2, 28));
        assert_eq!(months_after(day(2023, 1, 15), 6), day(2023, 7, 15));
    }

    #[test]
    fn days_are_written_as_chrono_writes_them() {
        for date in
            [day(2024, 2, 29), day(1900, 1, 1), day(9999, 12, 31), day(12_345, 6, 7), day(-5, 1, 2)]
        {
            assert_eq!(iso_text(date), date.to_string());
        }
    }

    #[test]
    fn quarters_end_on_their_last_day() {
        let ends: Vec<_> = (1..=4).filter_map(|q| Quarter::new(q)?.end(2024)).collect();
        assert_eq!(ends, [day(2024, 3, 31), day(2024, 6, 30), day(2024, 9, 30), day(2024, 12, 31)]);
        assert_eq!(Quarter::of(day(2024, 7, 1)).number(), 3);
        assert!(Quarter::new(5).is_none());
    }
}
