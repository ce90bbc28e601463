//! Days in policy files and their tests: as TOML writes dates, or as text.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "DayText")]
pub struct Day(pub NaiveDate);

/// A day as it is written.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum DayText {
    Date(toml::value::Datetime),
    Text(String),
}

impl DayText {
    pub(super) fn text(self) -> String {
        match self {
            Self::Date(date) => date.to_string(),
            Self::Text(text) => text,
        }
    }
}

impl TryFrom<DayText> for Day {
    type Error = String;

    fn try_from(day: DayText) -> Result<Self, Self::Error> {
        let text = day.text();
        text.parse().map(Self).map_err(|_| format!("“{text}”不是日期，应写成 2024-07-30"))
    }
}

/// A leap year, so that any day of a year can be named.
const LEAP_YEAR: i32 = 2000;

/// Month and day of `09-25`.
pub(super) fn day_of_year(text: &str) -> Option<(u32, u32)> {
    let day: NaiveDate = format!("{LEAP_YEAR}-{text}").parse().ok()?;
    Some((day.month(), day.day()))
}
