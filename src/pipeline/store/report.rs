//! A report from the store: what it is made with is kept beside the rows, so that it can be made again.

use chrono::{Datelike, NaiveDate};

use super::opened;
use crate::config::{RunConfig, RunError, StoreView};
use crate::pipeline::{self, RunReport};

/// Writes what a run writes, from what the store knew.
///
/// # Errors
/// When the run could not complete; then no result stands under its final name.
pub fn report(config: &RunConfig) -> Result<RunReport, RunError> {
    pipeline::run(config)
}

/// The last day of the month of the newest delivery that is labelled with one.
///
/// # Errors
/// When the store cannot be read.
pub fn default_as_of(view: &StoreView) -> Result<Option<NaiveDate>, RunError> {
    let (store, version) = opened(view)?;
    let files = store.files(version)?;
    Ok(files.iter().rev().find_map(|file| month_end(&file.batch)))
}

/// The last day of a month written `2024-05`.
fn month_end(label: &str) -> Option<NaiveDate> {
    let first = NaiveDate::parse_from_str(&format!("{label}-01"), "%Y-%m-%d").ok()?;
    let next = if first.month() == 12 {
        NaiveDate::from_ymd_opt(first.year() + 1, 1, 1)
    } else {
        NaiveDate::from_ymd_opt(first.year(), first.month() + 1, 1)
    };
    next?.pred_opt()
}
