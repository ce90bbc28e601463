//! The windows that a policy can name, resolved for an assessment year.
//!
//! Source: policies §0, "Windows used".

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use thiserror::Error;

use super::day::day_of_year;
use crate::model::period::Window;

/// Over which days a condition measures. The last n years are the calendar years Y−n..Y−1 of the assessment year Y (本工具口径).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum WindowRule {
    /// `year(Y)`: the assessment year.
    AssessmentYear,
    /// `year(2021)`: the year that the document names.
    Year(i32),
    /// `last-year`: Y−1.
    LastYear,
    /// `each-of-last-n-years(n)`: each of Y−n..Y−1 by itself; all must hold.
    EachOfLastYears(i32),
    /// `cumulative-last-n-years(n)`: Y−n..Y−1 as one window, persons counted once.
    CumulativeLastYears(i32),
    /// `since(2020-01-01)`: from that day to the as-of date.
    Since(NaiveDate),
    /// `year-to-date(as-of)`: from 1 January of Y to the as-of date, or to the end of Y where that is earlier.
    YearToAsOf,
    /// `year-to-date(09-25)`: from 1 January of Y to that day of Y.
    YearToDay {
        /// 1 to 12.
        month: u32,
        /// Day of the month.
        day: u32,
    },
}

/// A text that is no window.
#[derive(Debug, Error)]
#[error(
    "“{0}”不是统计期，可写 year(Y)、year(2021)、last-year、each-of-last-n-years(2)、\
     cumulative-last-n-years(3)、since(2020-01-01)、year-to-date(as-of)、year-to-date(09-25)"
)]
pub struct WindowRuleError(String);

/// No document looks back further.
const MOST_YEARS: i32 = 20;

impl WindowRule {
    /// The windows of assessment year `year`, earliest first; none when the calendar cannot hold them.
    #[must_use]
    pub fn resolve(self, year: i32, as_of: NaiveDate) -> Vec<Window> {
        let first_day = |year| NaiveDate::from_ymd_opt(year, 1, 1);
        let one = match self {
            Self::AssessmentYear => Window::year(year),
            Self::Year(fixed) => Window::year(fixed),
            Self::LastYear => Window::year(year.saturating_sub(1)),
            Self::EachOfLastYears(n) => {
                return (1..=n)
                    .rev()
                    .filter_map(|back| Window::year(year.saturating_sub(back)))
                    .collect();
            }
            Self::CumulativeLastYears(n) => {
                Window::years(year.saturating_sub(n), year.saturating_sub(1))
            }
            Self::Since(from) => Some(Window { from, to: as_of.max(from) }),
            Self::YearToAsOf => first_day(year)
                .zip(Window::year(year))
                .map(|(from, whole)| Window { from, to: as_of.clamp(from, whole.to) }),
            Self::YearToDay { month, day } => first_day(year)
                .zip(last_possible(year, month, day))
                .map(|(from, to)| Window { from, to }),
        };
        one.into_iter().collect()
    }

    /// What staff call it.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::AssessmentYear => "评定年度".to_owned(),
            Self::Year(year) => format!("{year}年"),
            Self::LastYear => "评定年度的上一年".to_owned(),
            Self::EachOfLastYears(n) => format!("评定年度的前{n}年，每年"),
            Self::CumulativeLastYears(n) => format!("评定年度的前{n}年，累计"),
            Self::Since(day) => format!("{day} 以来"),
            Self::YearToAsOf => "年初至截止日期".to_owned(),
            Self::YearToDay { month, day } => format!("年初至{month}月{day}日"),
        }
    }

    /// As a policy file writes it.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::AssessmentYear => "year(Y)".to_owned(),
            Self::Year(year) => format!("year({year})"),
            Self::LastYear => "last-year".to_owned(),
            Self::EachOfLastYears(n) => format!("each-of-last-n-years({n})"),
            Self::CumulativeLastYears(n) => format!("cumulative-last-n-years({n})"),
            Self::Since(day) => format!("since({day})"),
            Self::YearToAsOf => "year-to-date(as-of)".to_owned(),
            Self::YearToDay { month, day } => format!("year-to-date({month:02}-{day:02})"),
        }
    }

    fn read(text: &str) -> Option<Self> {
        if text == "last-year" {
            return Some(Self::LastYear);
        }
        let (name, argument) = text.strip_suffix(')')?.split_once('(')?;
        let years = || argument.parse().ok().filter(|n| (1..=MOST_YEARS).contains(n));
        match (name, argument) {
            ("year", "Y") => Some(Self::AssessmentYear),
            ("year", fixed) => {
                fixed.parse().ok().filter(|&year| Window::year(year).is_some()).map(Self::Year)
            }
            ("each-of-last-n-years", _) => years().map(Self::EachOfLastYears),
            ("cumulative-last-n-years", _) => years().map(Self::CumulativeLastYears),
            ("since", day) => day.parse().ok().map(Self::Since),
            ("year-to-date", "as-of") => Some(Self::YearToAsOf),
            ("year-to-date", day) => {
                day_of_year(day).map(|(month, day)| Self::YearToDay { month, day })
            }
            _ => None,
        }
    }
}

/// The year that a window is exactly, if it is one calendar year.
#[must_use]
pub fn calendar_year(window: Window) -> Option<i32> {
    let year = window.from.year();
    (Window::year(year) == Some(window)).then_some(year)
}

/// That day of the year; 28 February for the 29th of a common year.
fn last_possible(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
        .or_else(|| NaiveDate::from_ymd_opt(year, month, day.checked_sub(1)?))
}

impl TryFrom<String> for WindowRule {
    type Error = WindowRuleError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::read(&text).ok_or(WindowRuleError(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(text: &str) -> Vec<String> {
        let as_of = "2024-06-30".parse().expect("a date");
        let rule = WindowRule::try_from(text.to_owned()).expect("a window");
        assert_eq!(rule.key(), text);
        rule.resolve(2024, as_of).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn windows_of_an_assessment_year() {
        assert_eq!(resolved("year(Y)"), ["2024-01-01/2024-12-31"]);
        assert_eq!(resolved("year(2021)"), ["2021-01-01/2021-12-31"]);
        assert_eq!(resolved("last-year"), ["2023-01-01/2023-12-31"]);
        assert_eq!(
            resolved("each-of-last-n-years(2)"),
            ["2022-01-01/2022-12-31", "2023-01-01/2023-12-31"]
        );
        assert_eq!(resolved("cumulative-last-n-years(3)"), ["2021-01-01/2023-12-31"]);
        assert_eq!(resolved("since(2020-01-01)"), ["2020-01-01/2024-06-30"]);
        assert_eq!(resolved("year-to-date(as-of)"), ["2024-01-01/2024-06-30"]);
        assert_eq!(resolved("year-to-date(09-25)"), ["2024-01-01/2024-09-25"]);
    }

    #[test]
    fn other_texts_are_no_windows() {
        for text in [
            "",
            "year",
            "year()",
            "each-of-last-n-years(0)",
            "since(2020)",
            "year-to-date(13-01)",
            "last-year()",
        ] {
            assert!(WindowRule::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
