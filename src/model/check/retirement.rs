//! The statutory retirement age by month of birth, as the gradual schedule has it: `schemas/checks/ages/`.

use chrono::{Datelike, Months, NaiveDate};
use serde::Deserialize;

const MONTHS_OF_YEAR: u32 = 12;

/// The schedule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retirement {
    /// The document that rules it.
    pub document: String,
    group: Vec<RetirementGroup>,
}

/// Those who retired at one age before the schedule.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetirementGroup {
    /// Its stable name.
    pub key: String,
    /// What staff call it.
    pub label: String,
    /// Age before the schedule, in years.
    years: u32,
    /// Age when all steps are taken.
    until: u32,
    /// The first month of birth that is postponed.
    #[serde(deserialize_with = "month")]
    first_birth: u32,
    /// So many months of birth are postponed by one month more.
    step_months: u32,
}

impl Retirement {
    /// The shipped schedule.
    ///
    /// # Errors
    /// When the data file is wrong, which a test rules out.
    pub fn shipped() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../../../schemas/checks/ages/retirement.toml"))
    }

    /// The group with that name.
    #[must_use]
    pub fn group(&self, key: &str) -> Option<&RetirementGroup> {
        self.group.iter().find(|group| group.key == key)
    }

    /// All groups.
    #[must_use]
    pub fn groups(&self) -> &[RetirementGroup] {
        &self.group
    }
}

impl RetirementGroup {
    /// The retirement age of somebody born on that day, in months.
    #[must_use]
    pub fn months(&self, birth: NaiveDate) -> u32 {
        let base = self.years * MONTHS_OF_YEAR;
        let most = self.until.saturating_sub(self.years) * MONTHS_OF_YEAR;
        let since = months_of(birth.year(), birth.month()).checked_sub(self.first_birth);
        let steps = since.map_or(0, |since| since / self.step_months.max(1) + 1);
        base + steps.min(most)
    }

    /// What it rules, in Chinese.
    #[must_use]
    pub fn told(&self) -> String {
        let (year, month) =
            ((self.first_birth - 1) / MONTHS_OF_YEAR, (self.first_birth - 1) % MONTHS_OF_YEAR + 1);
        format!(
            "{}：{}周岁；{year}年{month}月起出生的，每{}个月延迟1个月，直到{}周岁",
            self.label, self.years, self.step_months, self.until
        )
    }

    /// The day on which they reach it.
    #[must_use]
    pub fn reached(&self, birth: NaiveDate) -> Option<NaiveDate> {
        birth.checked_add_months(Months::new(self.months(birth)))
    }
}

/// Months since the year 0.
fn months_of(year: i32, month: u32) -> u32 {
    u32::try_from(year).unwrap_or(0) * MONTHS_OF_YEAR + month
}

fn month<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let text = String::deserialize(from)?;
    let parts = text.split_once('-').and_then(|(year, month)| {
        let month = month.parse().ok().filter(|month| (1..=MONTHS_OF_YEAR).contains(month))?;
        Some(months_of(year.parse().ok()?, month))
    });
    parts.ok_or_else(|| serde::de::Error::custom(format!("“{text}”不是年月，应写成 \"1965-01\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Age in years and months, from the tables that the decision publishes.
    #[test]
    fn ages_are_those_of_the_published_tables() {
        let schedule = Retirement::shipped().expect("shipped data");
        for (group, born, years, months) in [
            ("men", (1964, 12), 60, 0),
            ("men", (1965, 1), 60, 1),
            ("men", (1965, 4), 60, 1),
            ("men", (1965, 5), 60, 2),
            ("men", (1969, 1), 61, 1),
            ("men", (1972, 12), 62, 0),
            ("men", (1976, 8), 62, 11),
            ("men", (1976, 9), 63, 0),
            ("men", (1990, 1), 63, 0),
            ("women_55", (1969, 12), 55, 0),
            ("women_55", (1970, 1), 55, 1),
            ("women_55", (1981, 8), 57, 11),
            ("women_55", (1981, 9), 58, 0),
            ("women_50", (1974, 12), 50, 0),
            ("women_50", (1975, 2), 50, 1),
            ("women_50", (1975, 3), 50, 2),
            ("women_50", (1984, 10), 54, 11),
            ("women_50", (1984, 11), 55, 0),
        ] {
            let born = NaiveDate::from_ymd_opt(born.0, born.1, 15).expect("a day");
            let group = schedule.group(group).expect("a group");
            assert_eq!(group.months(born), years * 12 + months, "{} {born}", group.key);
        }
    }

    #[test]
    fn it_is_reached_on_the_day_of_birth_of_the_month() {
        let schedule = Retirement::shipped().expect("shipped data");
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a day");
        let men = schedule.group("men").expect("a group");
        assert_eq!(men.reached(day(1965, 1, 15)), Some(day(2025, 2, 15)));
        assert_eq!(men.reached(day(1964, 12, 31)), Some(day(2024, 12, 31)));
        assert_eq!(men.reached(day(1965, 1, 31)), Some(day(2025, 2, 28)));
    }
}
