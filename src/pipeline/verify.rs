//! Ledgers looked at person by person: what is claimed of them, and what in them is doubtful. One pass over the rows.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::approved::Approved;
use super::counting::{Counted, Counting};
use super::ingest::Ingest;
use super::knowledge::Knowledge;
use super::timing::Timings;
use super::{
    Read, Readings, RunReport, SCREEN_WIDTH, gather, name_lists, outcome, read_ledgers, sort,
    stamp, thread_pool,
};
use crate::audit::{Auditor, Context, SampleSize};
use crate::config::{RunConfig, RunError};
use crate::model::review::Review;
use crate::model::run::{RepairCounts, Run};
use crate::model::verdict::Judgement;
use crate::report;
use crate::verify::name_list::Matcher;

/// What is to be verified.
#[derive(Clone, Debug)]
pub struct VerifyOptions {
    /// The ledgers, and where results go.
    pub config: RunConfig,
    /// Name lists, files or folders.
    pub rosters: Vec<PathBuf>,
    /// Files that set integrity checks otherwise than the shipped ones.
    pub checks: Vec<PathBuf>,
    /// A sample for field audits.
    pub sample: Option<SampleSize>,
}

/// Reads the ledgers and verifies them.
///
/// # Errors
/// When the run could not complete; then no result stands under its final name.
pub fn verify(options: &VerifyOptions) -> Result<RunReport, RunError> {
    thread_pool(&options.config)?.install(|| verify_ledgers(options))
}

fn verify_ledgers(options: &VerifyOptions) -> Result<RunReport, RunError> {
    let config = &options.config;
    let mut timings = Timings::start();
    let knowledge = Knowledge::load(config.mapping.as_deref())?;
    let Knowledge { words, regions, .. } = &knowledge;
    let checks = super::checks::load(&options.checks, regions)?;
    let approved = match &config.repairs {
        Some(list) => Approved::read(list)?,
        None => Approved::default(),
    };
    let with = Ingest { particulars: true, ..knowledge.ingest(config, &approved)? };
    let mut files = gather::input_files(config)?;
    files.retain(|file| !options.rosters.iter().any(|list| gather::same_file(&file.path, list)));
    report::prepare(&config.out).map_err(|error| RunError::Output(error.to_string()))?;
    let Read { mut readings, suggestions } = read_ledgers(&files, &with, config);
    let lists = name_lists::read(&options.rosters, &with, config, &mut readings)?;
    let Readings { mut sources, mut findings, blocks, rejected, .. } = readings;
    timings.stage("read_clean");

    let counting = Counting {
        config,
        words,
        regions,
        windows: BTreeSet::new(),
        provinces: gather::provinces_with_form(regions)?,
    };
    let (counted, name_lists, audit) = {
        let (merging, rosters) = counting.merge(blocks, &mut sources)?;
        let rows = (&merging, rosters.as_slice());
        let matcher =
            (!lists.is_empty()).then(|| Matcher::new(&lists, merging.catalogue(), regions, words));
        let context = Context {
            checks: &checks,
            catalogue: merging.catalogue(),
            regions,
            words,
            as_of: config.as_of,
        };
        let auditor = Auditor::new(context, options.sample);
        let witness = (matcher, auditor);
        let (counted, (listed, seen)) = counting.count(rows, &mut sources, &mut findings, &witness);
        timings.stage("merge_verify");
        let (matcher, auditor) = witness;
        let name_lists = matcher.zip(listed).map(|(matcher, found)| matcher.finish(found));
        let audit = auditor.finish(seen, &|ordinal| merging.row_at(ordinal));
        (counted, name_lists.unwrap_or_default(), audit)
    };
    timings.stage("audit");

    let repairs = RepairCounts {
        suggested: suggestions.len() as u64,
        ..approved.account(&rejected, &mut sources, &mut findings)
    };
    sort(&mut findings);
    let Counted { enrolments, counts, flows, placements } = counted;
    let review = Review {
        name_lists,
        run: Run {
            duties: Vec::new(),
            stamp: stamp(config, Vec::new()),
            sources,
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
        },
        audit,
    };
    let written = report::write_review(&review, &config.out, config.full_ids)
        .map_err(|error| RunError::Output(error.to_string()))?;
    timings.stage("report");
    let text = if config.quiet {
        String::new()
    } else {
        let summary = report::review_summary(&review, SCREEN_WIDTH);
        format!("{summary}{}{}\n", report::written(&written), timings.line())
    };
    let notices = gather::notices(config);
    Ok(RunReport { text, notices, ..outcome(&review.run) })
}
