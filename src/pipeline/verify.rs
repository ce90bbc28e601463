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
use crate::config::{RunConfig, RunError};
use crate::model::bridge;
use crate::model::review::Review;
use crate::model::run::{RepairCounts, Run};
use crate::model::verdict::Judgement;
use crate::report;
use crate::trace::bridge::Bridges;
use crate::trace::numbers::Context;
use crate::verify::name_list::Matcher;

/// What is to be verified.
#[derive(Clone, Debug)]
pub struct VerifyOptions {
    /// The ledgers, and where results go.
    pub config: RunConfig,
    /// Name lists, files or folders.
    pub rosters: Vec<PathBuf>,
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
    let (merging, rosters) = counting.merge(blocks, &mut sources)?;
    let rows = (&merging, rosters.as_slice());
    let context = Context { catalogue: merging.catalogue(), regions, words, as_of: config.as_of };
    let adding = Bridges::new(&rosters, None, &[], context);
    let matcher =
        (!lists.is_empty()).then(|| Matcher::new(&lists, merging.catalogue(), regions, words));
    let witnesses = (adding, matcher);
    let (counted, found) = counting.count(rows, &mut sources, &mut findings, &witnesses);
    let ((adding, matcher), (terms, found)) = (witnesses, found);
    let (terms, _) = adding.finish(terms);
    let bridges = bridge::bridges(&counted.counts, None, terms);
    let name_lists = matcher.zip(found).map(|(matcher, found)| matcher.finish(found));
    timings.stage("merge_verify");

    let repairs = RepairCounts {
        suggested: suggestions.len() as u64,
        ..approved.account(&rejected, &mut sources, &mut findings)
    };
    sort(&mut findings);
    let Counted { enrolments, counts, flows, placements } = counted;
    let review = Review {
        bridges,
        name_lists: name_lists.unwrap_or_default(),
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
