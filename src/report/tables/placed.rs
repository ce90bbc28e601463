//! `placements`: persons on placement rosters per subject and calendar year.

use chrono::Datelike;
use polars::prelude::*;

use crate::model::measure::Placements;

/// One row per subject and year, sorted as the subjects are; a level without a city or brand has a missing value.
///
/// # Errors
/// When the columns do not fit together.
pub fn placements(years: &Placements) -> PolarsResult<DataFrame> {
    let subjects = || years.keys().map(|(subject, _)| subject);
    let present = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let count = |persons: &u64| i64::try_from(*persons).unwrap_or(i64::MAX);
    let columns = vec![
        Column::new("level".into(), subjects().map(|s| s.kind.key()).collect::<Vec<_>>()),
        Column::new(
            "province".into(),
            subjects().map(|s| s.province.to_string()).collect::<Vec<_>>(),
        ),
        Column::new("city".into(), subjects().map(|s| present(&s.city)).collect::<Vec<_>>()),
        Column::new("brand".into(), subjects().map(|s| present(&s.name)).collect::<Vec<_>>()),
        Column::new(
            "year".into(),
            years.keys().map(|(_, window)| window.from.year()).collect::<Vec<_>>(),
        ),
        Column::new("placed".into(), years.values().map(count).collect::<Vec<_>>()),
    ];
    DataFrame::new(years.len(), columns)
}
