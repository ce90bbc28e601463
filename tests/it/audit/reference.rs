//! An independent, slow answer to what the checks should find: plain loops over all rows of a wide ledger.

mod of_classes;
mod of_one_person;
mod of_several;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months, NaiveDate};

use super::AS_OF;
use super::ledger::Row;
use crate::support::day;

/// A code, and the enrolments (or the persons) that it is about.
pub type Finding = (String, BTreeSet<String>);

/// The parameters in force in a unit, by code; a check that is off has none.
pub type Rules = dyn Fn(&str, &str) -> Option<BTreeMap<&'static str, u32>>;

/// Everything there is to check.
pub struct Ledger<'a> {
    pub enrolments: Vec<Enrolment<'a>>,
    /// Rows whose ID number is wrong.
    pub barred: Vec<&'a Row>,
    pub rules: &'a Rules,
}

/// All rows of a person in a class, with their places in the order of rows.
pub struct Enrolment<'a> {
    pub rows: Vec<(usize, &'a Row)>,
}

pub fn as_of() -> NaiveDate {
    day(AS_OF)
}

/// What tells an enrolment, or its class, or its person.
pub fn class_of(row: &Row) -> String {
    format!("{}/{}/{}", row.unit, row.brand, row.class)
}

pub fn key_of(row: &Row) -> String {
    format!("{}/{}", class_of(row), row.id)
}

impl<'a> Enrolment<'a> {
    pub fn first(&self) -> &'a Row {
        self.rows[0].1
    }

    pub fn last(&self) -> (usize, &'a Row) {
        *self.rows.last().unwrap()
    }

    pub fn unit(&self) -> &'a str {
        &self.first().unit
    }

    pub fn id(&self) -> &'a str {
        &self.first().id
    }

    pub fn key(&self) -> String {
        key_of(self.first())
    }

    pub fn class(&self) -> String {
        class_of(self.first())
    }

    /// The latest text in a column.
    pub fn latest(&self, cell: impl for<'r> Fn(&'r Row) -> &'r String) -> &'a str {
        let texts = self.rows.iter().map(|(_, row)| cell(row).as_str());
        texts.filter(|text| !text.is_empty()).last().unwrap_or("")
    }

    pub fn start(&self) -> Option<NaiveDate> {
        date(self.latest(|row| &row.start))
    }

    pub fn end(&self) -> Option<NaiveDate> {
        date(self.latest(|row| &row.end)).filter(|end| *end <= as_of())
    }

    pub fn period(&self) -> Option<(NaiveDate, NaiveDate)> {
        let (start, end) = (self.start()?, self.end()?);
        (start <= end).then_some((start, end))
    }

    pub fn paid(&self) -> i64 {
        self.latest(|row| &row.amount).parse::<i64>().unwrap_or(0) * 100
    }

    /// By type: the latest date, if any row has one.
    pub fn certificates(&self) -> BTreeMap<&'a str, Option<NaiveDate>> {
        let mut held = BTreeMap::new();
        for (_, row) in self.rows.iter().filter(|(_, row)| !row.cert_type.is_empty()) {
            let known: &mut Option<NaiveDate> = held.entry(row.cert_type.as_str()).or_default();
            *known = date(&row.cert_date).or(*known);
        }
        held
    }
}

impl<'a> Ledger<'a> {
    pub fn of(rows: &'a [Row], is_wrong: impl Fn(&str) -> bool, rules: &'a Rules) -> Self {
        let mut enrolments: BTreeMap<String, Vec<(usize, &Row)>> = BTreeMap::new();
        let mut barred = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            if is_wrong(&row.id) {
                barred.push(row);
            } else {
                enrolments.entry(key_of(row)).or_default().push((place, row));
            }
        }
        let enrolments = enrolments.into_values().map(|rows| Enrolment { rows }).collect();
        Self { enrolments, barred, rules }
    }

    /// The parameters of a check in a unit.
    pub fn rule(&self, code: &str, unit: &str) -> Option<BTreeMap<&'static str, u32>> {
        (self.rules)(code, unit)
    }

    /// Whether it is so by the rule of any of those units.
    pub fn any<'u>(
        &self,
        code: &str,
        units: impl IntoIterator<Item = &'u str>,
        holds: impl Fn(&BTreeMap<&'static str, u32>) -> bool,
    ) -> bool {
        units.into_iter().filter_map(|unit| self.rule(code, unit)).any(|rule| holds(&rule))
    }

    /// The enrolments person by person.
    pub fn persons(&self) -> Vec<Vec<&Enrolment<'a>>> {
        let mut persons: BTreeMap<&str, Vec<&Enrolment<'a>>> = BTreeMap::new();
        for enrolment in &self.enrolments {
            persons.entry(enrolment.id()).or_default().push(enrolment);
        }
        persons.into_values().collect()
    }

    /// All that should be found, sorted; what is found twice stands twice.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for person in self.persons() {
            of_one_person::check(self, &person, &mut findings);
        }
        of_several::check(self, &mut findings);
        of_classes::check(self, &mut findings);
        findings.sort();
        findings
    }
}

pub fn date(text: &str) -> Option<NaiveDate> {
    (!text.is_empty()).then(|| day(text))
}

/// Days that two periods share.
pub fn common(a: (NaiveDate, NaiveDate), b: (NaiveDate, NaiveDate)) -> u32 {
    let mut days = 0;
    let mut today = a.0;
    while today <= a.1 {
        days += u32::from(b.0 <= today && today <= b.1);
        today = today.succ_opt().unwrap();
    }
    days
}

/// The day on which somebody reaches the retirement age.
pub fn retires(birth: NaiveDate, base: u32, until: u32, step: u32) -> NaiveDate {
    // Step by step: every `step` months of birth from the first one on retire a month later.
    let first = 2025 - i32::try_from(base).unwrap();
    let born = (birth.year(), birth.month());
    let (mut year, mut month, mut delay) = (first, 1, 0);
    let mut count = 0;
    while (year, month) <= born && delay < (until - base) * 12 {
        if count % step == 0 {
            delay += 1;
        }
        count += 1;
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    birth.checked_add_months(Months::new(base * 12 + delay)).unwrap()
}
