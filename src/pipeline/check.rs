//! Judging again from the counts of an earlier run, without its ledgers: other policies, another registry, a supposition.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::registry::Reading;
use super::{RunReport, SCREEN_WIDTH, knowledge, no_ledger, outcome, policies, stamp, thread_pool};
use crate::config::{Overrides, RunConfig, RunError};
use crate::judge::{self, JudgeInput};
use crate::model::counts::{Counts, Known};
use crate::model::in_chinese::of_system;
use crate::model::measure::Subject;
use crate::model::region::Regions;
use crate::model::registry::columns::Columns;
use crate::model::registry::{Entry, Registry};
use crate::model::run::{EnrolmentCounts, RepairCounts, Run};
use crate::model::source::{FileKind, SourceFile, Sources};
use crate::model::what_if::{self, WhatIf};
use crate::read::content::Content;
use crate::read::counts::{read_counts, read_links};
use crate::read::sniff;
use crate::report;

/// What is to be judged again, and how.
#[derive(Clone, Debug, Default)]
pub struct CheckOptions {
    /// The folder of an earlier run, or tables of counts.
    pub inputs: Vec<PathBuf>,
    /// As-of date; of a folder that of its run.
    pub as_of: Option<NaiveDate>,
    /// Assessment year; of a folder that of its run.
    pub year: Option<i32>,
    /// Brand registry.
    pub registry: Option<PathBuf>,
    /// Policies, by identifier, file or folder.
    pub policies: Vec<String>,
    /// The only unit wanted.
    pub only_unit: Option<String>,
    /// Suppositions; then nothing is written.
    pub what_if: Vec<WhatIf>,
    /// The only brands or bases that they are about.
    pub subjects: Vec<String>,
    /// Folder to write to, if any.
    pub out: Option<PathBuf>,
    /// Threads.
    pub jobs: Option<usize>,
    /// Whether the result is shown as JSON.
    pub json: bool,
}

/// Tables of an earlier run that are read when its folder is given.
const COUNTS: &str = "counts.csv";
const LINKS: &str = "links.csv";
const RUN: &str = "run.json";

/// Judges.
///
/// # Errors
/// When a table, the registry or a policy cannot be used.
pub fn check(options: &CheckOptions) -> Result<RunReport, RunError> {
    let mut sources = Sources::default();
    let Earlier { counts, as_of, year, had_registry } = read(options, &mut sources)?;
    if let (Some(asked), Some(counted)) = (options.as_of, as_of)
        && asked != counted
    {
        return Err(RunError::Asked(format!(
            "这些结果是截止 {counted} 汇总的，不能按 {asked} 判定：请用 taizhang run --as-of {asked} 重新汇总"
        )));
    }
    let config = RunConfig::new(Overrides {
        as_of: options.as_of.or(as_of),
        year: options.year.or(year),
        registry: options.registry.clone(),
        policies: options.policies.clone(),
        only_unit: options.only_unit.clone(),
        out: options.out.clone().unwrap_or_default(),
        jobs: options.jobs,
        ..Overrides::default()
    })?;
    if options.as_of.or(as_of).is_none() {
        return Err(RunError::Asked("请用 --as-of 写明截止日期，或给出结果文件夹".to_owned()));
    }
    let forgotten = had_registry && config.registry.is_none();
    thread_pool(&config)?.install(|| judge_again(&config, options, counts, sources, forgotten))
}

fn judge_again(
    config: &RunConfig,
    options: &CheckOptions,
    counts: Counts,
    mut sources: Sources,
    forgotten_registry: bool,
) -> Result<RunReport, RunError> {
    let notices: Vec<String> =
        forgotten_registry.then(|| FORGOTTEN_REGISTRY.to_owned()).into_iter().collect();
    let internal = |error: &dyn std::error::Error| RunError::Internal(error.to_string());
    let regions = Regions::shipped().map_err(|error| internal(&error))?;
    let columns = Columns::shipped().map_err(|error| internal(&error))?;
    let policies = policies::load(&config.policies, &regions)?;
    let mut findings = Vec::new();
    let reading =
        Reading { config, columns: &columns, regions: &regions, policies: &policies.list };
    let mut registry = reading.load(&[], &mut sources, &mut findings)?;
    let only = knowledge::unit_option(&regions, "--only-unit", config.only_unit.as_deref())?;
    let only = only.map(|unit| regions.unit_name(unit));
    if let Some(unit) = only {
        registry.keep_city(unit);
    }
    let judge = |counts: &Counts| {
        judge::judge(&JudgeInput {
            policies: &policies.list,
            registry: &registry,
            counts,
            regions: &regions,
            only_unit: only.map(|unit| &**unit),
            as_of: config.as_of,
            year: config.year,
        })
    };
    let judgement = judge(&counts);
    if !options.what_if.is_empty() {
        let subjects = wanted(options, &counts, &registry)?;
        let mut counts = counts;
        counts.asked = judge::windows(&policies.list, config.year, config.as_of);
        let changed = what_if::changed(&counts, &options.what_if, subjects.iter())
            .map_err(|error| RunError::Asked(error.to_string()))?;
        let supposed = judge(&changed);
        let text = if options.json {
            let stamp = stamp(config, policies.stamps, None);
            let told = report::supposition_json(&stamp, &judgement, &supposed, &notices);
            format!("{told:#}\n")
        } else {
            report::supposition(&judgement, &supposed, SCREEN_WIDTH)
        };
        return Ok(RunReport { text, notices, ..RunReport::default() });
    }
    findings.sort_unstable();
    let no_ledger = no_ledger::subjects(&registry, &counts.subjects, config.as_of);
    let run = Run {
        duties: policies.duties(config.year),
        stamp: stamp(config, policies.stamps, None),
        sources,
        findings,
        suggestions: Vec::new(),
        repairs: RepairCounts::default(),
        returns: Vec::new(),
        enrolments: EnrolmentCounts::default(),
        counts,
        placements: std::collections::BTreeMap::new(),
        flows: Vec::new(),
        no_ledger,
        judgement,
    };
    let mut written = Vec::new();
    if let Some(out) = &options.out {
        report::prepare(out).map_err(|error| RunError::Output(error.to_string()))?;
        written =
            report::write_judged(&run, out).map_err(|error| RunError::Output(error.to_string()))?;
    }
    let text = if options.json {
        format!("{:#}\n", report::judged_json(&run, &written, &notices))
    } else {
        let text = report::verdict_summary(&run, SCREEN_WIDTH);
        if written.is_empty() { text } else { text + &report::written(&written) }
    };
    Ok(RunReport { text, notices, ..outcome(&run) })
}

const FORGOTTEN_REGISTRY: &str = "原来的汇总用了品牌库，这次没有给出（--registry），结果会有不同";

/// The brands and bases that a supposition is about.
fn wanted(
    options: &CheckOptions,
    counts: &Counts,
    registry: &Registry,
) -> Result<BTreeSet<Subject>, RunError> {
    let on_file = registry.entries().map(Entry::subject);
    let mut subjects: BTreeSet<Subject> = counts.subjects.iter().cloned().chain(on_file).collect();
    let names = &options.subjects;
    if let Some(unknown) =
        names.iter().find(|name| subjects.iter().all(|subject| *subject.name != ***name))
    {
        return Err(RunError::Asked(format!("没有名为“{unknown}”的品牌或基地")));
    }
    subjects.retain(|subject| names.is_empty() || names.iter().any(|name| *subject.name == **name));
    Ok(subjects)
}

/// What an earlier run left.
#[derive(Default)]
struct Earlier {
    counts: Counts,
    as_of: Option<NaiveDate>,
    year: Option<i32>,
    had_registry: bool,
}

fn read(options: &CheckOptions, sources: &mut Sources) -> Result<Earlier, RunError> {
    let mut earlier = Earlier {
        counts: Counts { known: Known::nothing(), ..Counts::default() },
        ..Earlier::default()
    };
    for input in &options.inputs {
        if !input.is_dir() {
            table(input, &mut earlier, sources)?;
            continue;
        }
        let counts = input.join(COUNTS);
        if !counts.is_file() {
            let why = format!("其中没有 {COUNTS}，它不是 taizhang run 的结果文件夹");
            return Err(unusable(&input.display().to_string(), why));
        }
        table(&counts, &mut earlier, sources)?;
        let links = input.join(LINKS);
        if links.is_file() {
            table(&links, &mut earlier, sources)?;
        }
        stamped(&input.join(RUN), &mut earlier)?;
    }
    Ok(earlier)
}

fn table(path: &Path, earlier: &mut Earlier, sources: &mut Sources) -> Result<(), RunError> {
    let content = Content::File(path.to_owned());
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let wrong = |why: String| unusable(&path.display().to_string(), why);
    let fingerprint = sniff::fingerprint(&content).map_err(|error| wrong(of_system(&error)))?;
    if name == LINKS {
        earlier.counts.links =
            read_links(&content, &name).map_err(|error| wrong(error.to_string()))?;
    } else {
        let counts = read_counts(&content, &name).map_err(|error| wrong(error.to_string()))?;
        earlier.counts.join(counts).map_err(|error| wrong(error.to_string()))?;
    }
    sources.files.push(SourceFile {
        size: fingerprint.size,
        hash: fingerprint.hash,
        encoding: "UTF-8".into(),
        sheets: vec![String::new()],
        ..SourceFile::of(&name, FileKind::Counts)
    });
    Ok(())
}

/// As-of date and year of the run, and whether it had a registry.
fn stamped(path: &Path, earlier: &mut Earlier) -> Result<(), RunError> {
    let wrong = |why: String| unusable(&path.display().to_string(), why);
    let text = std::fs::read_to_string(path).map_err(|error| wrong(of_system(&error)))?;
    let run: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| wrong(format!("不是运行记录（{error}）")))?;
    let as_of = run["as_of"].as_str().and_then(|day| day.parse().ok());
    earlier.as_of = Some(as_of.ok_or_else(|| wrong("没有截止日期（as_of）".to_owned()))?);
    earlier.year = run["year"].as_i64().and_then(|year| i32::try_from(year).ok());
    let files = run["files"].as_array().into_iter().flatten();
    earlier.had_registry = files.into_iter().any(|file| file["kind"] == "registry");
    Ok(())
}

fn unusable(path: &str, why: String) -> RunError {
    RunError::Counts { path: path.to_owned(), why }
}
