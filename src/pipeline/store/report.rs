//! A report from the store: what it is made with is kept beside the rows, so that it can be made again.

use chrono::{Datelike, NaiveDate};

use super::manifest::{Asked, Job, Manifest};
use super::opened;
use super::outside::may_write;
use super::supply::has_ledgers;
use crate::config::{Known, RunConfig, RunError, StoreView};
use crate::pipeline::beside::Beside;
use crate::pipeline::{self, RunReport, VerifyOptions};

/// Writes what a run writes, from what the store knew.
///
/// # Errors
/// When the run could not complete; then no result stands under its final name.
pub fn report(config: &RunConfig) -> Result<RunReport, RunError> {
    pipeline::run(&kept(config, Asked::Run)?)
}

/// The configuration of a report whose ingredients are kept, unless they are already; nothing to keep without a store.
pub fn kept(config: &RunConfig, asked: Asked<'_>) -> Result<RunConfig, RunError> {
    let Some(view) = config.store.as_ref().filter(|view| view.report.is_none()) else {
        return Ok(config.clone());
    };
    may_write(config, view)?;
    let (store, version) = opened(view)?;
    has_ledgers(store.files(version)?.is_empty(), view, version)?;
    store.exports.ready().map_err(|error| error.on_record(&view.folder))?;
    let name = Manifest::keep(config, asked, version, &store)?.name(&store)?;
    // Whatever comes in meanwhile is no part of it.
    let view = StoreView { known: Known::Version(version), report: Some(name), ..view.clone() };
    Ok(RunConfig { store: Some(view), ..config.clone() })
}

/// The configuration of a review whose ingredients are kept, and the files beside the ledgers: with a store those that it
/// keeps, so that they cannot change meanwhile.
pub fn kept_review(
    options: &VerifyOptions,
    beside: Beside,
) -> Result<(RunConfig, Beside), RunError> {
    let config = kept(&options.config, Asked::Verify(options, &beside))?;
    let Some(view) = &config.store else { return Ok((config, beside)) };
    let (store, _) = opened(view)?;
    let manifest = Manifest::named(view.report.as_deref().unwrap_or_default(), &store)?;
    let beside = match manifest.job {
        Job::Verify(review) => review.beside(&store)?,
        Job::Run { .. } | Job::Month(_) => beside,
    };
    Ok((config, beside))
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
pub(super) fn month_end(label: &str) -> Option<NaiveDate> {
    let first = NaiveDate::parse_from_str(&format!("{label}-01"), "%Y-%m-%d").ok()?;
    let next = if first.month() == 12 {
        NaiveDate::from_ymd_opt(first.year() + 1, 1, 1)
    } else {
        NaiveDate::from_ymd_opt(first.year(), first.month() + 1, 1)
    };
    next?.pred_opt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_that_is_a_month_has_a_last_day() {
        let end = |label| month_end(label).map(|day| day.to_string());
        assert_eq!(end("2024-02").as_deref(), Some("2024-02-29"));
        assert_eq!(end("2025-12").as_deref(), Some("2025-12-31"));
        assert_eq!([end("2024-13"), end("一季度"), end("2024-05-补")], [const { None }; 3]);
    }
}
