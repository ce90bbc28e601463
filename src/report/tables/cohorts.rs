//! `metrics` and `bases`: cohort counts per subject and calendar year.

use chrono::Datelike;
use polars::prelude::*;

pub use crate::model::counts::YEARLY as COUNTS;
use crate::model::counts::{Figure, Slot};
use crate::model::measure::{Cohorts, SubjectKind, Tally};
use crate::report::suppression::Hidden;

const LEVEL: &str = "level";
const PROVINCE: &str = "province";
const CITY: &str = "city";
const BRAND: &str = "brand";
const BASE: &str = "base";
const YEAR: &str = "year";

/// Counts of persons stay far below the largest signed number.
pub(super) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Brands, reporting units and provinces, sorted by the first five columns in code-point order.
///
/// # Errors
/// When the query fails.
pub fn metrics(years: &Cohorts, hidden: &Hidden) -> PolarsResult<DataFrame> {
    frame(years, BRAND, hidden)?
        .lazy()
        .filter(col(LEVEL).neq(lit(SubjectKind::Base.key())))
        .sort([LEVEL, PROVINCE, CITY, BRAND, YEAR], SortMultipleOptions::default())
        .collect()
}

/// Bases, with `base` in place of `brand`.
///
/// # Errors
/// When the query fails.
pub fn bases(years: &Cohorts, hidden: &Hidden) -> PolarsResult<DataFrame> {
    frame(years, BASE, hidden)?
        .lazy()
        .filter(col(LEVEL).eq(lit(SubjectKind::Base.key())))
        .sort([LEVEL, PROVINCE, CITY, BASE, YEAR], SortMultipleOptions::default())
        .collect()
}

/// Every subject and year with a cohort; what is hidden is a missing value; a level that has no city or name of its own has a missing value there.
fn frame(years: &Cohorts, name: &str, hidden: &Hidden) -> PolarsResult<DataFrame> {
    let present = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    // Placement rosters have years and subjects of their own, which stand in `placements` and `counts`.
    let cohorts: Vec<_> = years.iter().filter(|(_, tally)| tally.enrolments > 0).collect();
    let subjects = || cohorts.iter().map(|((subject, _), _)| subject);
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
            cohorts.iter().map(|((_, window), _)| window.from.year()).collect::<Vec<_>>(),
        ),
    ];
    for name in COUNTS {
        let Some(Figure { slot, .. }) = Figure::named(name) else { continue };
        let count = |tally: &Tally| match slot {
            Slot::Count(get, _) => signed(get(tally)),
            Slot::Money(get, _) => get(tally).0,
            Slot::Day(..) => 0,
        };
        let shown = |(key, tally): &(&_, &Tally)| (!hidden.hides(key, name)).then(|| count(tally));
        let cells = cohorts.iter().map(shown).collect::<Vec<_>>();
        columns.push(Column::new(name.into(), cells));
    }
    DataFrame::new(cohorts.len(), columns)
}
