//! Ledgers looked at person by person: what is claimed of them, and what in them is doubtful. One pass over the rows.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::approved::Approved;
use super::beside::Beside;
use super::claims::{self, Claimed};
use super::counting::{Counted, Counting};
use super::ingest::Ingest;
use super::knowledge::Knowledge;
use super::supply::{self, Replaced, Supply};
use super::timing::Timings;
use super::{
    Read, Readings, RunReport, SCREEN_WIDTH, gather, name_lists, outcome, read_ledgers, replaced,
    sort, stamp, thread_pool,
};
use crate::audit::{Auditor, Context, SampleSize};
use crate::config::{RunConfig, RunError};
use crate::model::bridge::{self, Bridge};
use crate::model::check::Checks;
use crate::model::finding::Finding;
use crate::model::ledger::CleanBlock;
use crate::model::name_list::ComparedList;
use crate::model::review::Review;
use crate::model::run::{RepairCounts, Run};
use crate::model::source::FileKind;
use crate::model::source::Sources;
use crate::model::suspicion::Audit;
use crate::model::verdict::Judgement;
use crate::model::verification::Verification;
use crate::report::{self, ReportError};
use crate::trace::bridge::Bridges;
use crate::trace::numbers::Context as Tracing;
use crate::verify::claims::Verifier;
use crate::verify::name_list::Matcher;

/// What is to be verified.
#[derive(Clone, Debug)]
pub struct VerifyOptions {
    /// The ledgers, and where results go.
    pub config: RunConfig,
    /// Claimed figures, files or folders, beside those among the ledgers.
    pub claims: Vec<PathBuf>,
    /// Name lists, files or folders.
    pub rosters: Vec<PathBuf>,
    /// Files that set integrity checks otherwise than the shipped ones.
    pub checks: Vec<PathBuf>,
    /// A sample for field audits.
    pub sample: Option<SampleSize>,
}

impl VerifyOptions {
    /// Nothing besides what the ledgers themselves tell.
    #[must_use]
    pub fn of(config: RunConfig) -> Self {
        let (claims, rosters, checks) = (Vec::new(), Vec::new(), Vec::new());
        Self { config, claims, rosters, checks, sample: None }
    }
}

/// Reads the ledgers and verifies them.
///
/// # Errors
/// When the run could not complete; then no result stands under its final name.
pub fn verify(options: &VerifyOptions) -> Result<RunReport, RunError> {
    thread_pool(&options.config)?.install(|| verify_ledgers(options))
}

/// The input files less those that are claims or name lists by option.
fn supply(options: &VerifyOptions, with: &Ingest<'_>) -> Result<Supply, RunError> {
    let mut supply = supply::open(&options.config, with)?;
    if supply.kept.is_some() {
        return Ok(supply);
    }
    let files = &mut supply.files;
    let others = || options.rosters.iter().chain(&options.claims);
    let inputs = &options.config.inputs;
    let is_input = |other: &&PathBuf| inputs.iter().any(|input| gather::same_file(input, other));
    if let Some(other) = others().filter(|other| other.is_dir()).find(is_input) {
        let folder = other.display();
        return Err(RunError::Asked(format!(
            "{folder} 既是台账的文件夹，又用 --roster 或 --claims 指为名单或申报表，请只写其中的名单或申报表文件"
        )));
    }
    let named = || others().chain(&options.checks);
    files.retain(|file| !named().any(|other| gather::same_file(&file.path, other)));
    if files.is_empty() { Err(no_ledger()) } else { Ok(supply) }
}

/// The configuration and the files beside the ledgers; with a store, what both are is kept there.
fn kept(options: &VerifyOptions) -> Result<(RunConfig, Beside), RunError> {
    let beside = Beside::found(options)?;
    #[cfg(feature = "store")]
    return super::store::kept_review(options, beside);
    #[cfg(not(feature = "store"))]
    Ok((options.config.clone(), beside))
}

fn no_ledger() -> RunError {
    RunError::Asked(
        "输入中没有台账：除了名单和申报表，还要写出与它们核对的台账文件或文件夹".to_owned(),
    )
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
    let (config, beside) = kept(options)?;
    let options = &VerifyOptions { config, ..options.clone() };
    let config = &options.config;
    let Supply { files, kept, store, replaced } = supply(options, &with)?;
    report::prepare(&config.out).map_err(|error| RunError::Output(error.to_string()))?;
    let Read { mut readings, suggestions } = read_ledgers(&files, kept, &with, config);
    let told = readings.sources.files.iter().map(|file| file.kind);
    if !told.into_iter().any(|kind| matches!(kind, FileKind::Ledger | FileKind::Unusable)) {
        return Err(no_ledger());
    }
    let lists = name_lists::read(beside.rosters, &with, config.quiet, &mut readings);
    let claimed = claims::read(beside.claims, &files, &with, &mut readings);
    let nothing_more = |_: &Replaced| String::new();
    let replaced =
        replaced::findings(&replaced, FileKind::Claims, &readings.sources, &nothing_more);
    readings.findings.extend(replaced.iter().cloned());
    let Readings { mut sources, mut findings, blocks, rejected, .. } = readings;
    timings.stage("read_clean");

    let counting = Counting {
        config,
        words,
        regions,
        windows: BTreeSet::new(),
        provinces: gather::provinces_with_form(regions)?,
    };
    let claimed = claimed.as_ref();
    let looking = Looking { counting: &counting, claimed, lists: &lists, checks: &checks, options };
    let Looked { counted, claims, name_lists, bridges, audit } =
        looking.over(blocks, &mut sources, &mut findings, &mut timings)?;

    let repairs = RepairCounts {
        suggested: suggestions.len() as u64,
        ..approved.account(&rejected, &mut sources, &mut findings)
    };
    sort(&mut findings);
    let Counted { enrolments, counts, flows, placements } = counted;
    let review = Review {
        bridges,
        claims,
        name_lists,
        run: Run {
            duties: Vec::new(),
            stamp: stamp(config, Vec::new(), store),
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
        },
        audit,
    };
    let failed = |error: ReportError| RunError::Output(error.to_string());
    let staged = report::stage_review(&review, &config.out, config.full_ids).map_err(failed)?;
    #[cfg(feature = "store")]
    super::store::exported("verify", staged.personal(), config)?;
    let written = staged.commit().map_err(failed)?;
    timings.stage("report");
    let text = if config.quiet {
        String::new()
    } else {
        let summary = report::review_summary(&review, SCREEN_WIDTH);
        format!("{summary}{}{}\n", report::written(&written), timings.line())
    };
    let mut notices = gather::notices(config);
    notices.extend(replaced.into_iter().map(|finding| finding.detail.into_string()));
    Ok(RunReport { text, notices, ..outcome(&review.run) })
}

/// Who looks at persons while they are counted.
struct Looking<'a> {
    counting: &'a Counting<'a>,
    claimed: Option<&'a Claimed>,
    lists: &'a [CleanBlock],
    checks: &'a Checks,
    options: &'a VerifyOptions,
}

/// What was counted and seen.
struct Looked {
    counted: Counted,
    claims: Option<Verification>,
    name_lists: Vec<ComparedList>,
    bridges: Vec<Bridge>,
    audit: Audit,
}

impl Looking<'_> {
    /// Merges the rows of all files and looks at everybody; then the rows are gone.
    fn over(
        &self,
        blocks: Vec<CleanBlock>,
        sources: &mut Sources,
        findings: &mut Vec<Finding>,
        timings: &mut Timings,
    ) -> Result<Looked, RunError> {
        let Counting { config, words, regions, .. } = *self.counting;
        let (merging, rosters) = self.counting.merge(blocks, sources)?;
        let catalogue = merging.catalogue();
        let matcher =
            (!self.lists.is_empty()).then(|| Matcher::new(self.lists, catalogue, regions, words));
        let as_of = config.as_of;
        let context = Context { checks: self.checks, catalogue, regions, words, as_of };
        let verifier = self
            .claimed
            .map(|claimed| Verifier::new(&claimed.list, catalogue, regions, words, as_of));
        let adding =
            Bridges::new(&rosters, None, &[], Tracing { catalogue, regions, words, as_of });
        let auditor = Auditor::new(context, self.options.sample);
        let watching = ((verifier, adding), (matcher, auditor));
        let rows = (&merging, rosters.as_slice());
        let (counted, found) = self.counting.count(rows, sources, findings, &watching);
        let ((verifier, adding), (matcher, auditor)) = watching;
        let ((evidence, terms), (listed, seen)) = found;
        let name_lists = matcher.zip(listed).map(|(matcher, found)| matcher.finish(found));
        timings.stage("merge_verify");
        let claims =
            self.claimed.zip(verifier.zip(evidence)).map(|(claimed, (verifier, evidence))| {
                verifier.finish(&evidence, &counted.counts, claimed.counts)
            });
        timings.stage("claims");
        let (terms, _) = adding.finish(terms);
        let bridges = bridge::bridges(&counted.counts, None, terms);
        let audit = auditor.finish(seen, &|ordinal| merging.row_at(ordinal));
        timings.stage("audit");
        let name_lists = name_lists.unwrap_or_default();
        Ok(Looked { counted, claims, name_lists, bridges, audit })
    }
}
