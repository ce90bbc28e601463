//! How files are understood, shown without a run: read and cleaned as a run does, and nothing counted.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::approved::Approved;
use super::ingest::{self, Ingest};
use super::knowledge::Knowledge;
use super::{SCREEN_WIDTH, gather, thread_pool};
use crate::config::{RunConfig, RunError};
use crate::model::in_chinese::of_system;
use crate::model::inspection::FileReading;
use crate::report;

/// How the result is to be shown.
#[derive(Clone, Debug)]
pub struct InspectOptions {
    /// As JSON.
    pub json: bool,
    /// So many first rows of every sheet.
    pub rows: usize,
    /// Where a mapping file goes.
    pub mapping_out: Option<PathBuf>,
}

/// What an inspection has to say to its caller.
#[derive(Clone, Debug)]
pub struct InspectReport {
    /// The text or JSON.
    pub text: String,
    /// What to say of inputs that were not read.
    pub notices: Vec<String>,
    /// Files that were not understood.
    pub not_understood: usize,
}

/// Reads the inputs of `config` and shows how they were understood.
///
/// # Errors
/// When an input or the mapping file cannot be used.
pub fn inspect(config: &RunConfig, options: &InspectOptions) -> Result<InspectReport, RunError> {
    thread_pool(config)?.install(|| inspect_files(config, options))
}

fn inspect_files(config: &RunConfig, options: &InspectOptions) -> Result<InspectReport, RunError> {
    let knowledge = Knowledge::load(config.mapping.as_deref())?;
    let words = &knowledge.words;
    let none = Approved::default();
    let with = Ingest { sample_rows: options.rows, ..knowledge.ingest(config, &none)? };
    let files = gather::input_files(config)?;
    let mut read: Vec<FileReading> = (0u32..)
        .zip(&files)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(index, file)| {
            let mut done = ingest::ingest(file, index, &with);
            for block in &mut done.blocks {
                done.findings.append(&mut block.findings);
            }
            FileReading {
                source: done.source,
                delimiter: done.delimiter,
                sheets: done.sheets,
                findings: done.findings,
            }
        })
        .collect();
    if let Some(path) = &options.mapping_out {
        report::write_mapping(&read, words, path).map_err(|error| not_written(path, &error))?;
    }
    if !config.full_ids {
        hide_names(&mut read);
    }
    let text = if options.json {
        report::inspection_json(&read, config.full_ids)
            .map_err(|error| RunError::Internal(error.to_string()))?
    } else {
        report::inspection_text(&read, words, SCREEN_WIDTH, config.full_ids)
    };
    let not_understood = read.iter().filter(|file| !file.is_understood()).count();
    Ok(InspectReport { text, notices: gather::notices(config), not_understood })
}

/// As other outputs show them; a mapping file must name them as they are.
fn hide_names(read: &mut [FileReading]) {
    report::hide_names(read.iter_mut().map(|file| &mut file.source.path));
    for file in read {
        let names = file.sheets.iter_mut().map(|sheet| &mut sheet.name);
        report::hide_names(file.source.sheets.iter_mut().chain(names));
    }
}

fn not_written(path: &Path, error: &std::io::Error) -> RunError {
    RunError::Output(format!("映射文件 {} 写不出：{}", path.display(), of_system(error)))
}
