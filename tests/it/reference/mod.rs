//! The slow reference: what the result is, written as plain loops over maps.
//!
//! It follows the two pages on ledgers and on measures line by line, shares no code with the
//! program, keeps every cell as text and every sum as a big integer, and is meant to be read as
//! the definition of the counts. The tests compare the program with it, cell by cell.

pub mod amount;
pub mod counts;
pub mod date;
pub mod dirty;
mod dirty_pools;
mod dirty_values;
mod events;
mod flow;
mod header;
pub mod id;
mod layout;
pub mod measure;
mod merge;
pub mod region;
pub mod several;
mod synonyms;
mod table;
mod tests;
mod tests_values;
mod text;
mod words;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use date::Date;
use events::{Event, Kind};
use merge::{Enrolments, Row};
pub use region::Regions;

/// What a run is told besides its files.
pub struct Options {
    /// Nothing dated later exists for the run.
    pub as_of: Date,
    /// The unit of rows that name none.
    pub default_unit: Option<String>,
    /// The windows that are counted besides calendar years: first and last day.
    pub windows: Vec<(Date, Date)>,
    /// Year and month of the monthly report, where there is one.
    pub month: Option<(i32, u32)>,
}

/// Everything the comparison needs.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The rows of metrics.csv, without its header, in its order.
    pub metrics: Vec<Vec<String>>,
    /// The rows of bases.csv, without its header, in its order.
    pub bases: Vec<Vec<String>>,
    /// The rows of placements.csv, without its header, in its order.
    pub placements: Vec<Vec<String>>,
    /// The rows of counts.csv that have counts, with those figures that are compared.
    pub counts: counts::Counts,
    /// What has a row of some ledger: level, province, city, name.
    pub subjects: BTreeSet<[String; 4]>,
    /// The rows of month.csv, without its header, in its order.
    pub month: Vec<Vec<String>>,
    /// The rows of links.csv, without its header, in its order.
    pub links: Vec<Vec<String>>,
    /// File and row of what belongs to no enrolment, in the order of rows.
    pub unassigned: Vec<(String, usize)>,
    /// File, sheet (empty for CSV), row, code; in the order of files, sheets and rows.
    pub rejects: Vec<(String, String, usize, String)>,
    /// By path relative to the input folder.
    pub files: BTreeMap<String, FileCount>,
    /// File, sheet, reason of what was not processed at all.
    pub failed: Vec<(String, String, String)>,
    /// Enrolments after merging, those outside every cohort included.
    pub enrolments: usize,
    pub no_end_date: usize,
    pub not_ended: usize,
    /// Enrolments of a cohort that no base can be credited with.
    pub without_base: usize,
}

/// Conservation of one file: read = accepted + rejected + skipped.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FileCount {
    pub read: usize,
    pub accepted: usize,
    pub rejected: BTreeMap<String, usize>,
    pub skipped: BTreeMap<String, usize>,
    /// Accepted rows whose enrolment another row opens.
    pub merged: usize,
    /// Accepted rows that belong to no enrolment.
    pub unassigned: usize,
    /// Accepted rows of placement rosters.
    pub placements: usize,
}

/// One file as bytes, under its path relative to the input folder with `/`.
pub struct Source {
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Reads the files from disk and runs the reference over them.
pub fn run(input_root: &Path, files: &[PathBuf], regions: &Regions, opts: &Options) -> Outcome {
    let mut sources = Vec::new();
    let mut unreadable = Vec::new();
    for file in files {
        let relative = match file.strip_prefix(input_root) {
            Ok(rest) if !rest.as_os_str().is_empty() => rest.to_path_buf(),
            _ => PathBuf::from(file.file_name().unwrap_or_default()),
        };
        let parts: Vec<String> =
            relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let path = parts.join("/");
        match std::fs::read(file) {
            Ok(bytes) => sources.push(Source { path, bytes }),
            Err(_) => unreadable.push((path, String::new(), "UNREADABLE".to_string())),
        }
    }
    let root_name = match input_root.canonicalize() {
        Ok(root) if root.is_dir() => {
            root.file_name().map(|name| name.to_string_lossy().into_owned())
        }
        _ => None,
    };
    let mut outcome = run_sources(root_name.as_deref(), sources, regions, opts);
    outcome.failed.extend(unreadable);
    outcome.failed.sort();
    outcome
}

/// Runs the reference over files in memory; `root_name` is the input folder's own name.
pub fn run_sources(
    root_name: Option<&str>,
    mut sources: Vec<Source>,
    regions: &Regions,
    opts: &Options,
) -> Outcome {
    sources.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    let mut outcome = Outcome::default();
    let mut ledger = Ledger::default();
    for source in &sources {
        let count = read_file(source, root_name, regions, opts, &mut ledger, &mut outcome);
        outcome.files.insert(source.path.clone(), count);
    }
    outcome.failed.sort();
    let (rosters, events): (Vec<Event>, Vec<Event>) =
        ledger.events.into_iter().partition(|event| event.kind == Kind::Placement);
    let joined = events::join(&events, &mut ledger.enrolments);
    for (event, enrolments) in events.iter().zip(joined) {
        let count = outcome.files.entry(event.file.clone()).or_default();
        if enrolments == 0 {
            count.unassigned += 1;
            outcome.unassigned.push((event.file.clone(), event.row));
        } else {
            count.merged += 1;
        }
    }
    for event in &rosters {
        outcome.files.entry(event.file.clone()).or_default().placements += 1;
    }
    outcome.placements = measure::placements(&rosters, opts.as_of);
    measure::fill(&mut outcome, &ledger.enrolments, opts.as_of);
    let all = counts::Ledgers { enrolments: &ledger.enrolments, rosters: &rosters };
    outcome.counts = all.counts(&opts.windows, opts.as_of);
    outcome.subjects = all.subjects();
    outcome.links = all.links(opts.as_of);
    if let Some(month) = opts.month {
        outcome.month = flow::month(&ledger.enrolments, month, opts.as_of);
    }
    outcome
}

/// All accepted rows: those of training ledgers merged, the others in their order.
#[derive(Default)]
struct Ledger {
    enrolments: Enrolments,
    events: Vec<Event>,
    rows: usize,
}

impl Ledger {
    /// Adds a row; true where another row had opened its enrolment.
    fn add(
        &mut self,
        kind: Kind,
        data: &layout::DataRow,
        places: &mut region::Places,
        as_of: Date,
        file: &str,
    ) -> Result<bool, &'static str> {
        self.rows += 1;
        if kind == Kind::Training {
            let row = Row::read(data, places, as_of)?;
            return Ok(merge::add(&mut self.enrolments, row, self.rows));
        }
        self.events.push(Event::read(kind, data, places, as_of, (file, self.rows))?);
        Ok(false)
    }
}

fn read_file(
    source: &Source,
    root_name: Option<&str>,
    regions: &Regions,
    opts: &Options,
    ledger: &mut Ledger,
    outcome: &mut Outcome,
) -> FileCount {
    let mut count = FileCount::default();
    let sheets = match table::sheets(&source.path, &source.bytes) {
        Ok(sheets) => sheets,
        Err(reason) => {
            outcome.failed.push((source.path.clone(), String::new(), reason));
            return count;
        }
    };
    for sheet in &sheets {
        let layout = match layout::read(sheet) {
            Ok(layout) => layout,
            Err(reason) => {
                let failure = (source.path.clone(), sheet.name.clone(), reason);
                outcome.failed.push(failure);
                continue;
            }
        };
        count.read += layout.read;
        for (reason, rows) in &layout.skipped {
            *count.skipped.entry((*reason).to_string()).or_default() += rows;
        }
        let mut texts = layout.unit_texts;
        texts.extend(region::path_texts(&sheet.name, &source.path, root_name));
        let mut places = region::Places::new(regions, opts.default_unit.as_deref(), texts);
        let first = layout.data.first();
        let kind = first.map_or(Kind::Training, |row| events::kind(row, &source.path));
        for data in &layout.data {
            match ledger.add(kind, data, &mut places, opts.as_of, &source.path) {
                Ok(merged) => {
                    count.accepted += 1;
                    count.merged += usize::from(merged);
                }
                Err(code) => {
                    *count.rejected.entry(code.to_string()).or_default() += 1;
                    let (file, sheet) = (source.path.clone(), sheet.name.clone());
                    let reject = (file, sheet, data.number, code.to_string());
                    outcome.rejects.push(reject);
                }
            }
        }
    }
    count
}
