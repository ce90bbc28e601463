//! Figures as somebody counts them who makes mistakes: plain loops over the rows, nothing of the program's.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months, NaiveDate};

use super::world::{AS_OF, Row};
use crate::support::day;

/// Whose figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    pub unit: usize,
    /// `None` for the whole unit.
    pub brand: Option<usize>,
}

pub const MEASURES: [&str; 14] = [
    "trainees",
    "enrolments",
    "certified_any",
    "cert_vocational",
    "cert_skill_level",
    "cert_special",
    "cert_completion",
    "employed_6m",
    "employed_after",
    "subsidised",
    "subsidy_fen",
    "order_targeted",
    "key_subsidised",
    "pass_rate",
];

/// A mistake, in one of the ways of making it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    Rows,
    Duplicates,
    InvalidIds,
    EventDate,
    YearBefore,
    YearAfter,
    TwoYears,
    StartDate,
    Undated,
    Late,
    Enrolments,
    OtherUnit(usize),
    OtherBrand(usize),
}

impl Mistake {
    pub fn key(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Duplicates => "duplicates",
            Self::InvalidIds => "invalid_ids",
            Self::EventDate | Self::YearBefore | Self::YearAfter | Self::TwoYears => "year_basis",
            Self::StartDate => "start_date",
            Self::Undated => "undated_employment",
            Self::Late => "late_employment",
            Self::Enrolments => "enrolments",
            Self::OtherUnit(_) => "other_unit",
            Self::OtherBrand(_) => "other_brand",
        }
    }
}

/// The place of a cause in the order in which two are joined.
pub fn rank(key: &str) -> usize {
    let order = [
        "rows",
        "duplicates",
        "invalid_ids",
        "year_basis",
        "start_date",
        "undated_employment",
        "late_employment",
        "enrolments",
        "other_unit",
        "other_brand",
    ];
    order.iter().position(|own| *own == key).unwrap()
}

/// The figure with these mistakes: a number, or per 10,000 for the rate.
pub fn figure(
    rows: &[Row],
    subject: Subject,
    measure: &str,
    year: i32,
    mistakes: &[Mistake],
) -> i64 {
    if measure == "pass_rate" {
        let passed = figure(rows, subject, "certified_any", year, mistakes);
        let all = figure(rows, subject, "trainees", year, mistakes);
        return if all == 0 { -1 } else { (passed * 20_000 + all) / (2 * all) };
    }
    let has = |mistake: Mistake| mistakes.contains(&mistake);
    let elsewhere = mistakes.iter().any(|mistake| matches!(mistake, Mistake::OtherUnit(_)));
    // (person, class), what is said of them, how many rows they have
    let mut records: Vec<(&str, u32, &Row, i64)> = Vec::new();
    let mut blank = 0;
    let mut place: BTreeMap<(String, u32), usize> = BTreeMap::new();
    for row in rows {
        if row.unit != subject.unit && !elsewhere {
            continue;
        }
        if !is_of(row, subject, mistakes) || !row.valid && !has(Mistake::InvalidIds) {
            continue;
        }
        let mut key = (row.id.clone(), row.class);
        if row.id.is_empty() {
            blank += 1;
            key.0 = format!("blank {blank}");
        }
        match place.get(&key) {
            // A later row knows all that the earlier ones do.
            Some(index) if !has(Mistake::Rows) => {
                records[*index].2 = row;
                records[*index].3 += 1;
            }
            _ => {
                place.insert(key, records.len());
                records.push((&row.id, row.class, row, 1));
            }
        }
    }
    let counting: Vec<_> = records
        .into_iter()
        .filter(|(_, _, row, _)| in_year(row, measure, year, mistakes))
        .filter(|(_, _, row, _)| holds(row, measure, mistakes))
        .collect();
    let repeated: i64 = counting.iter().map(|(_, _, _, rows)| rows - 1).sum();
    if measure == "subsidy_fen" {
        let times = |rows: i64| if has(Mistake::Duplicates) { rows } else { 1 };
        return counting.iter().map(|(_, _, row, rows)| row.paid.unwrap().0 * times(*rows)).sum();
    }
    if has(Mistake::Rows) || has(Mistake::Enrolments) || measure == "enrolments" {
        let more = if has(Mistake::Duplicates) { repeated } else { 0 };
        return counting.len() as i64 + more;
    }
    let without: usize = counting.iter().filter(|(id, ..)| id.is_empty()).count();
    let persons: BTreeSet<&str> =
        counting.iter().map(|(id, ..)| *id).filter(|id| !id.is_empty()).collect();
    let more = if has(Mistake::Duplicates) { repeated } else { 0 };
    (persons.len() + without) as i64 + more
}

fn is_of(row: &Row, subject: Subject, mistakes: &[Mistake]) -> bool {
    let own_unit = row.unit == subject.unit;
    let own_brand = subject.brand.is_none_or(|brand| row.brand == brand);
    own_unit && own_brand
        || mistakes.iter().any(|mistake| match mistake {
            Mistake::OtherUnit(unit) => row.unit == *unit && own_brand,
            Mistake::OtherBrand(brand) => own_unit && row.brand == *brand,
            _ => false,
        })
}

fn in_year(row: &Row, measure: &str, year: i32, mistakes: &[Mistake]) -> bool {
    let has = |mistake: Mistake| mistakes.contains(&mistake);
    let known = |day: NaiveDate| day <= self::day(AS_OF);
    let of = |day: NaiveDate| {
        if has(Mistake::YearBefore) {
            day.year() == year - 1
        } else if has(Mistake::YearAfter) {
            day.year() == year + 1
        } else if has(Mistake::TwoYears) {
            (year - 1..=year).contains(&day.year())
        } else {
            day.year() == year
        }
    };
    if has(Mistake::EventDate) {
        let own = match measure {
            "employed_6m" | "employed_after" => row.employed_on,
            "subsidised" | "subsidy_fen" | "key_subsidised" => row.paid.map(|(_, day)| day),
            _ => row.certificate.and_then(|(_, day)| day),
        };
        return own.is_some_and(|day| known(day) && day.year() == year);
    }
    if has(Mistake::StartDate) { of(row.start) } else { known(row.end) && of(row.end) }
}

fn holds(row: &Row, measure: &str, mistakes: &[Mistake]) -> bool {
    let has = |mistake: Mistake| mistakes.contains(&mistake);
    let known = |day: NaiveDate| day <= self::day(AS_OF);
    let certificate = |wanted: Option<usize>| {
        row.certificate.is_some_and(|(kind, day)| {
            wanted.is_none_or(|wanted| kind == wanted) && day.is_none_or(known)
        })
    };
    match measure {
        "certified_any" => certificate(None),
        "cert_vocational" => certificate(Some(0)),
        "cert_skill_level" => certificate(Some(1)),
        "cert_special" => certificate(Some(2)),
        "cert_completion" => certificate(Some(3)),
        "employed_6m" | "employed_after" => match row.employed_on {
            Some(day) => {
                let late = has(Mistake::Late) || measure == "employed_after";
                known(day) && row.end <= day && (late || day <= row.end + Months::new(6))
            }
            None => row.employed && has(Mistake::Undated),
        },
        "subsidised" | "subsidy_fen" => row.paid.is_some(),
        "key_subsidised" => row.paid.is_some() && row.key_group,
        "order_targeted" => row.targeted,
        _ => true,
    }
}
