//! Explaining: whoever is said to be behind a number adds up to it, and everybody of its subject is told of.

mod bridge;
mod history;
mod numbers;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use taizhang::config::{Overrides, RunConfig, RunError};
use taizhang::pipeline::{self, Asking, ExplainOptions, RunReport};

use crate::support::{Folder, overrides, parse_csv};

/// Asks, and writes the answer to `file`.
fn ask(overrides: Overrides, asking: Asking, file: Option<PathBuf>) -> Result<RunReport, RunError> {
    let config = RunConfig::new(overrides)?;
    pipeline::explain(&ExplainOptions { config, asking, file, json: false })
}

/// The rows of an answer in csv, each by the names of its columns.
fn answer(input: &Path, as_of: &str, asking: Asking) -> Vec<BTreeMap<String, String>> {
    let out = Folder::new();
    let file = out.join("答.csv");
    let mut settings = overrides(&[input.to_owned()], Path::new(""), as_of);
    settings.full_ids = true;
    ask(settings, asking, Some(file.clone())).unwrap();
    rows(&file)
}

fn rows(file: &Path) -> Vec<BTreeMap<String, String>> {
    let mut rows = parse_csv(&std::fs::read_to_string(file).unwrap()).into_iter();
    let header = rows.next().unwrap();
    rows.map(|row| header.iter().cloned().zip(row).collect()).collect()
}
