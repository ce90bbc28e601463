//! The whole run: one call per stage.

mod amount_scale;
mod approved;
mod beside;
mod check;
mod checks;
mod claims;
mod counting;
mod explain;
mod gather;
mod ingest;
mod inspect;
mod key;
mod knowledge;
mod month;
mod name_lists;
mod no_ledger;
mod origins;
mod place;
mod policies;
mod registry;
mod replaced;
mod returned;
mod returns;
#[cfg(feature = "store")]
mod store;
mod suggestions;
mod supply;
mod timing;
mod trial;
mod verify;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::config::{RunConfig, RunError};
use crate::judge::{self, JudgeInput};
use crate::model::finding::{Finding, RowRef, Severity};
use crate::model::ledger::CleanBlock;
use crate::model::period::Window;
use crate::model::rejected::{RejectedSheet, Suggestion};
use crate::model::run::{PolicyStamp, RepairCounts, Run, Stamp, StoreStamp};
use crate::model::source::{FileKind, Skip, Sources};
use crate::model::verdict::Outcome;
use crate::read::discover::InputFile;
use crate::report::{self, ReportError};

pub use approved::Approved;
pub use check::{CheckOptions, check};
pub use checks::load as checks;
pub use explain::{Asking, ExplainOptions, Place, explain};
pub use ingest::{Ingest, Ingested, ingest};
pub use inspect::{InspectOptions, InspectReport, inspect};
pub use key::{Fingerprints, new_key};
pub use month::month;
pub use policies::{Policies, load as policies};
pub use registry::{RegistryReport, registry_check, registry_template};
#[cfg(feature = "store")]
pub use store::{
    BatchAction, BatchOptions, DiffOptions, IngestOptions, MaintainOptions, ReproduceOptions,
    State, StoreReport, Task, batch, default_as_of, diff, ingest as store_ingest, maintain,
    report as store_report, reproduce,
};
pub use trial::{TrialError, Trials, shipped as shipped_trials, trials};
pub use verify::{VerifyOptions, verify};

use counting::Counting;
use knowledge::Knowledge;
use supply::{Replaced, Supply};
use timing::Timings;

/// Half-width characters of a line on the terminal.
const SCREEN_WIDTH: usize = 100;

/// What a completed run has to say to its caller.
#[derive(Clone, Debug, Default)]
pub struct RunReport {
    /// The summary for the terminal.
    pub text: String,
    /// What to say of inputs that were not read.
    pub notices: Vec<String>,
    /// Files that could not be processed.
    pub unprocessed: usize,
    /// Rejected rows.
    pub rejected: u64,
    /// Standards failed.
    pub failed: usize,
    /// Standards pending.
    pub pending: usize,
}

/// Runs all stages and writes the results.
///
/// # Errors
/// When the run could not complete; then no result stands under its final name.
pub fn run(config: &RunConfig) -> Result<RunReport, RunError> {
    thread_pool(config)?.install(|| run_stages(config))
}

fn thread_pool(config: &RunConfig) -> Result<rayon::ThreadPool, RunError> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(config.jobs.unwrap_or(0))
        .build()
        .map_err(|error| RunError::Internal(error.to_string()))
}

fn run_stages(config: &RunConfig) -> Result<RunReport, RunError> {
    let mut timings = Timings::start();
    let knowledge = Knowledge::load(config.mapping.as_deref())?;
    let Knowledge { words, regions, .. } = &knowledge;
    let policies = policies::load(&config.policies, regions)?;
    let approved = match &config.repairs {
        Some(list) => Approved::read(list)?,
        None => Approved::default(),
    };
    let with = knowledge.ingest(config, &approved)?;
    let Supply { files, kept, store, replaced } = supply::open(config, &with)?;
    report::prepare(&config.out).map_err(|error| RunError::Output(error.to_string()))?;
    let Read { readings, suggestions } = read_ledgers(&files, kept, &with, config);
    let Readings { mut sources, mut findings, blocks, rejected, settled, .. } = readings;
    timings.stage("read_clean");

    let counting = Counting {
        config,
        words,
        regions,
        windows: judge::windows(&policies.list, config.year, config.as_of),
        provinces: gather::provinces_with_form(regions)?,
    };
    let (merging, rosters) = counting.merge(blocks, &mut sources)?;
    let rows = (&merging, rosters.as_slice());
    let (mut counted, ()) = counting.count(rows, &mut sources, &mut findings, &());
    drop((merging, rosters));
    timings.stage("merge_measure");

    let reading =
        registry::Reading { config, columns: words.registry(), regions, policies: &policies.list };
    let mut registry = reading.load(&files, &mut sources, &mut findings)?;
    if let Some(unit) = with.only_unit {
        registry.keep_city(regions.unit_name(unit));
    }
    let lost = |files: &Replaced| files.lost(&registry, &reading);
    let replaced = replaced::findings(&replaced, FileKind::Registry, &sources, &lost);
    findings.extend(replaced.iter().cloned());
    let no_ledger = no_ledger::subjects(&registry, &counted.counts.subjects, config.as_of);
    if let Some(window) = quarter_window(config) {
        let forms = (counting.provinces.as_slice(), window);
        no_ledger::add_lines(&mut counted.flows, &no_ledger, &registry, forms, regions);
    }
    let judgement = judge::judge(&JudgeInput {
        policies: &policies.list,
        registry: &registry,
        counts: &counted.counts,
        regions,
        only_unit: with.only_unit.map(|unit| &**regions.unit_name(unit)),
        as_of: config.as_of,
        year: config.year,
    });
    timings.stage("judge");

    let repairs = RepairCounts {
        suggested: suggestions.len() as u64,
        ..approved.account(&rejected, &mut sources, &mut findings)
    };
    let returns =
        if config.no_returns { Vec::new() } else { returns::books(rejected, &settled, regions) };
    sort(&mut findings);
    let mut run = Run {
        duties: policies.duties(config.year),
        stamp: stamp(config, policies.stamps, store),
        sources: report::shown_names(sources, config.disclosure.full_ids),
        findings,
        suggestions,
        repairs,
        returns,
        enrolments: counted.enrolments,
        counts: counted.counts,
        placements: counted.placements,
        flows: counted.flows,
        no_ledger,
        judgement,
    };
    let failed = |error: ReportError| RunError::Output(error.to_string());
    let staged = report::stage_for(&mut run, &config.out, &config.disclosure).map_err(failed)?;
    #[cfg(feature = "store")]
    store::exported("report", staged.files.personal(), config)?;
    let (summary, more) = (staged.summary(&run, SCREEN_WIDTH), staged.notices);
    let written = staged.files.commit().map_err(failed)?;
    timings.stage("report");
    if let Some(file) = &config.timings {
        timings.write(file)?;
    }
    let text = if config.quiet {
        String::new()
    } else {
        format!("{summary}{}{}\n", report::written(&written), timings.line())
    };
    let mut notices = gather::notices(config);
    notices.extend(replaced.into_iter().map(|finding| finding.detail.into_string()));
    notices.extend(gather::leftovers(&report::leftovers(&config.out, &written)));
    notices.extend(more);
    let report = RunReport { text, notices, ..outcome(&run) };
    // Hundreds of thousands of findings are not worth freeing one by one when the process is about to end.
    std::mem::forget(run);
    Ok(report)
}

fn stamp(config: &RunConfig, policies: Vec<PolicyStamp>, store: Option<StoreStamp>) -> Stamp {
    Stamp {
        version: env!("CARGO_PKG_VERSION"),
        as_of: config.as_of,
        year: config.year,
        quarter_year: config.year,
        quarter: config.quarter,
        month: None,
        policies,
        store,
    }
}

/// What all input files gave, in the order of rows.
#[derive(Default)]
struct Readings {
    sources: Sources,
    findings: Vec<Finding>,
    blocks: Vec<CleanBlock>,
    /// Sheets with rejected rows.
    rejected: Vec<RejectedSheet>,
    /// Rejected rows that need not be returned.
    settled: BTreeSet<RowRef>,
    /// Rows that are no data, where particulars are kept.
    skipped: Vec<(RowRef, Skip)>,
}

impl Readings {
    /// Takes what is to be said of a file and of its rows; what remains are its accepted rows.
    fn add(&mut self, mut file: Ingested) {
        self.findings.append(&mut file.findings);
        for block in &mut file.blocks {
            self.findings.append(&mut block.findings);
            let sheet = block.sheet;
            let skipped = std::mem::take(&mut block.skipped).into_iter();
            self.skipped.extend(skipped.map(|(row, why)| (RowRef { sheet, row }, why)));
            if self.rejected.last().is_none_or(|last| last.sheet != block.sheet) {
                let sheet = block.sheet;
                self.rejected.push(RejectedSheet { sheet, heads: Vec::new(), rows: Vec::new() });
            }
            if let Some(sheet) = self.rejected.last_mut() {
                sheet.heads.append(&mut block.heads);
                sheet.rows.append(&mut block.rejected);
            }
        }
        self.rejected.retain(|sheet| !sheet.rows.is_empty());
        self.blocks.append(&mut file.blocks);
        self.sources.files.push(file.source);
    }

    fn is_rejected(&self, at: RowRef) -> bool {
        let sheet = self.rejected.binary_search_by_key(&at.sheet, |sheet| sheet.sheet);
        let rows = sheet.ok().and_then(|index| self.rejected.get(index)).map(|sheet| &sheet.rows);
        rows.is_some_and(|rows| rows.binary_search_by_key(&at.row, |row| row.row).is_ok())
    }
}

/// All input files read, and repairs that their rejected rows may need.
struct Read {
    readings: Readings,
    suggestions: Vec<Suggestion>,
}

/// Reads and cleans all files, unless they were `kept` cleaned; rows that came back corrected take the places of their
/// originals.
fn read_ledgers(
    files: &[InputFile],
    kept: Option<Readings>,
    with: &Ingest<'_>,
    config: &RunConfig,
) -> Read {
    let mut readings = kept.unwrap_or_else(|| read_all(files, 0, with, config.quiet));
    returned::settle(&mut readings);
    let suggestions = suggestions::suggest(&mut readings, config.as_of);
    readings.findings.extend(amount_scale::remarks(&readings.blocks, with.words));
    Read { readings, suggestions }
}

/// Sorts by place first: findings are large and their texts far away, and few are of one row.
fn sort(findings: &mut [Finding]) {
    findings.par_sort_by_cached_key(|finding| finding.at);
    for of_row in findings.chunk_by_mut(|a, b| a.at == b.at) {
        of_row.sort_unstable();
    }
}

/// Reads and cleans the files in parallel; the first is number `first` of the run.
fn read_all(files: &[InputFile], first: u32, with: &Ingest<'_>, quiet: bool) -> Readings {
    let progress = timing::progress(files.len(), quiet);
    let ingested: Vec<_> = (first..)
        .zip(files)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(index, file)| {
            let done = ingest::ingest(file, index, with);
            progress.inc(1);
            done
        })
        .collect();
    progress.finish_and_clear();
    let mut readings = Readings::default();
    for file in ingested {
        readings.add(file);
    }
    readings
}

fn outcome(run: &Run) -> RunReport {
    let unusable = run.sources.files.iter().filter(|file| file.kind == FileKind::Unusable);
    let ambiguous: BTreeSet<u32> = run
        .findings
        .iter()
        .filter(|finding| finding.code.severity() == Severity::File)
        .map(|finding| finding.at.sheet.file)
        .collect();
    let standing = |result| {
        let whole = run.judgement.verdicts.iter().filter(|verdict| verdict.is_whole());
        whole.filter(|verdict| verdict.result == result).count()
    };
    RunReport {
        text: String::new(),
        notices: Vec::new(),
        unprocessed: unusable.count().max(ambiguous.len()),
        rejected: run.sources.total().rejected_total() - run.sources.total().replaced,
        failed: standing(Outcome::Fail),
        pending: standing(Outcome::Pending),
    }
}

/// From 1 January to the earlier of quarter end and as-of date.
fn quarter_window(config: &RunConfig) -> Option<Window> {
    let year = Window::year(config.year)?;
    let end = config.quarter.end(config.year)?;
    Some(Window { from: year.from, to: end.min(config.as_of) })
}
