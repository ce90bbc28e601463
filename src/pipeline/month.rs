//! The monthly report: ledgers counted by the dates of events, nothing judged.

use std::collections::BTreeSet;

use super::approved::Approved;
use super::counting::{Counted, Counting};
use super::knowledge::Knowledge;
use super::supply::{self, Supply};
use super::timing::Timings;
use super::{
    Read, Readings, RunReport, SCREEN_WIDTH, gather, outcome, read_ledgers, sort, stamp,
    thread_pool,
};
use crate::config::{RunConfig, RunError};
use crate::measure::flow::MonthCounter;
use crate::model::month::{Month, MonthlyReport};
use crate::model::run::{RepairCounts, Run, Stamp};
use crate::model::verdict::Judgement;
use crate::report::{self, ReportError};

/// Reads the ledgers and reports on a month, without one on that of the as-of date.
///
/// # Errors
/// When the month is still to come, or the run could not complete; then no result stands under its final name.
pub fn month(config: &RunConfig, month: Option<Month>) -> Result<RunReport, RunError> {
    let month = month.unwrap_or(Month::of(config.as_of));
    if month.first() > config.as_of {
        let as_of = config.as_of;
        return Err(RunError::Asked(format!(
            "月份 {month} 在截止日期 {as_of} 之后，还没有数。请改 --month 或 --as-of"
        )));
    }
    if config.disclosure.suppress_below.is_some() {
        return Err(RunError::Asked(NOT_SUPPRESSED.to_owned()));
    }
    #[cfg(feature = "store")]
    let config = &super::store::kept(config, super::store::Asked::Month(month))?;
    thread_pool(config)?.install(|| report_on(config, month))
}

/// Nor is there a way: whoever has last month's report has one more sum.
const NOT_SUPPRESSED: &str = "月报不能隐去小的人数：本月、上月、本年累计互为和差，各月的月报又前后相接，隐去的数从别的月份就能算出。给别人的人数请用 taizhang run 或 report 的 --suppress-below";

fn report_on(config: &RunConfig, month: Month) -> Result<RunReport, RunError> {
    let mut timings = Timings::start();
    let knowledge = Knowledge::load(config.mapping.as_deref())?;
    let Knowledge { words, regions, .. } = &knowledge;
    let approved = match &config.repairs {
        Some(list) => Approved::read(list)?,
        None => Approved::default(),
    };
    let with = knowledge.ingest(config, &approved)?;
    let Supply { files, kept, store, .. } = supply::open(config, &with)?;
    report::prepare(&config.out).map_err(|error| RunError::Output(error.to_string()))?;
    let Read { readings, suggestions } = read_ledgers(&files, kept, &with, config);
    let Readings { mut sources, mut findings, blocks, rejected, .. } = readings;
    timings.stage("read_clean");

    let (windows, provinces) = (BTreeSet::new(), Vec::new());
    let counting = Counting { config, words, regions, windows, provinces };
    let (merging, rosters) = counting.merge(blocks, &mut sources)?;
    let counter = MonthCounter::new(merging.catalogue(), regions, month, config.as_of);
    let rows = (&merging, rosters.as_slice());
    let (counted, events) = counting.count(rows, &mut sources, &mut findings, &counter);
    let flow = counter.finish(events);
    timings.stage("merge_measure");

    let repairs = RepairCounts {
        suggested: suggestions.len() as u64,
        ..approved.account(&rejected, &mut sources, &mut findings)
    };
    sort(&mut findings);
    let Counted { enrolments, counts, flows, placements } = counted;
    let run = Run {
        duties: Vec::new(),
        stamp: Stamp { month: Some(month), ..stamp(config, Vec::new(), store) },
        sources: report::shown_names(sources, config.disclosure.full_ids),
        findings,
        suggestions,
        repairs,
        returns: Vec::new(),
        enrolments,
        counts,
        placements,
        flows,
        no_ledger: BTreeSet::new(),
        judgement: Judgement::default(),
    };
    let mut report = MonthlyReport { run, flow };
    let failed = |error: ReportError| RunError::Output(error.to_string());
    let staged =
        report::stage_month(&mut report, &config.out, &config.disclosure).map_err(failed)?;
    #[cfg(feature = "store")]
    super::store::exported("month", staged.personal(), config)?;
    let written = staged.commit().map_err(failed)?;
    timings.stage("report");
    let text = if config.quiet {
        String::new()
    } else {
        let summary = report::month_summary(&report, SCREEN_WIDTH);
        format!("{summary}{}{}\n", report::written(&written), timings.line())
    };
    let mut notices = gather::notices(config);
    notices.extend(gather::leftovers(&report::leftovers(&config.out, &written)));
    Ok(RunReport { text, notices, ..outcome(&report.run) })
}
