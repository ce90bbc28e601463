//! `metrics` and `bases`: cohort counts per subject and calendar year.

use chrono::Datelike;
use polars::prelude::*;

use crate::model::certificate::CertType;
use crate::model::measure::{Cohorts, SubjectKind, Tally};

const LEVEL: &str = "level";
const PROVINCE: &str = "province";
const CITY: &str = "city";
const BRAND: &str = "brand";
const BASE: &str = "base";
const YEAR: &str = "year";

/// A column of counts: its name and where it comes from.
type Count = (&'static str, fn(&Tally) -> i64);

/// The counts of a row, in the order of the contract.
const COUNTS: [Count; 14] = [
    ("enrolments", |tally| signed(tally.enrolments)),
    ("trainees", |tally| signed(tally.trainees)),
    ("certified_any", |tally| signed(tally.certified_any)),
    ("cert_vocational", |tally| certified(tally, CertType::Vocational)),
    ("cert_skill_level", |tally| certified(tally, CertType::SkillLevel)),
    ("cert_special", |tally| certified(tally, CertType::Special)),
    ("cert_completion", |tally| certified(tally, CertType::Completion)),
    ("employed_6m", |tally| signed(tally.employed_6m)),
    ("subsidised", |tally| signed(tally.subsidised)),
    ("subsidy_fen", |tally| tally.subsidy.0),
    ("order_targeted", |tally| signed(tally.order_targeted)),
    ("key_subsidised", |tally| signed(tally.key_subsidised)),
    ("employed_6m_pending", |tally| signed(tally.employed_6m_pending)),
    ("employed_after", |tally| signed(tally.employed_after)),
];

fn certified(tally: &Tally, kind: CertType) -> i64 {
    signed(tally.certified[kind.index()])
}

/// Counts of persons stay far below the largest signed number.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Brands, reporting units and provinces, sorted by the first five columns in code-point order.
///
/// # Errors
/// When the query fails.
pub fn metrics(years: &Cohorts) -> PolarsResult<DataFrame> {
    frame(years, BRAND)?
        .lazy()
        .filter(col(LEVEL).neq(lit(SubjectKind::Base.key())))
        .sort([LEVEL, PROVINCE, CITY, BRAND, YEAR], SortMultipleOptions::default())
        .collect()
}

/// Bases, with `base` in place of `brand`.
///
/// # Errors
/// When the query fails.
pub fn bases(years: &Cohorts) -> PolarsResult<DataFrame> {
    frame(years, BASE)?
        .lazy()
        .filter(col(LEVEL).eq(lit(SubjectKind::Base.key())))
        .sort([LEVEL, PROVINCE, CITY, BASE, YEAR], SortMultipleOptions::default())
        .collect()
}

/// Every subject and year; a level that has no city or name of its own has a missing value there.
fn frame(years: &Cohorts, name: &str) -> PolarsResult<DataFrame> {
    let present = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let subjects = || years.keys().map(|(subject, _)| subject);
    let mut columns = vec![
        Column::new(LEVEL.into(), subjects().map(|s| s.kind.key()).collect::<Vec<_>>()),
        Column::new(
            PROVINCE.into(),
            subjects().map(|s| s.province.to_string()).collect::<Vec<_>>(),
        ),
        Column::new(CITY.into(), subjects().map(|s| present(&s.city)).collect::<Vec<_>>()),
        Column::new(name.into(), subjects().map(|s| present(&s.name)).collect::<Vec<_>>()),
        Column::new(
            YEAR.into(),
            years.keys().map(|(_, window)| window.from.year()).collect::<Vec<_>>(),
        ),
    ];
    for (name, count) in COUNTS {
        columns.push(Column::new(name.into(), years.values().map(count).collect::<Vec<_>>()));
    }
    DataFrame::new(years.len(), columns)
}
