//! Integrity checks: planted irregularities and near misses, an independent slow reference, rules of places, samples.

mod ledger;
mod planted;
mod random_ledgers;
mod reference;
mod rules;

use std::path::PathBuf;

use taizhang::audit::SampleSize;
use taizhang::config::{Overrides, RunConfig};
use taizhang::model::check::Checks;
use taizhang::model::region::Regions;
use taizhang::pipeline::{self, VerifyOptions};
use taizhang::report;

use crate::support::{Folder, overrides, project, table};

/// The as-of date of all these tests.
pub const AS_OF: &str = "2025-12-31";

/// A line of `suspicions.csv`.
#[derive(Clone, Debug)]
pub struct Line {
    pub suspicion: usize,
    pub code: String,
    pub severity: String,
    pub unit: String,
    pub id: String,
    pub detail: String,
    pub persons: usize,
    pub amount: i64,
    pub file: String,
    pub row: usize,
}

/// What a run of `verify` over some files found.
pub struct Checked {
    pub folder: Folder,
    pub lines: Vec<Line>,
}

/// Runs `verify` over files (name and text), with what `more` sets.
pub fn verify(
    files: &[(&str, String)],
    own: &[&str],
    sample: Option<SampleSize>,
    more: Overrides,
) -> Checked {
    let folder = Folder::new();
    for (name, text) in files {
        folder.write(&format!("in/{name}"), text);
    }
    let checks: Vec<PathBuf> = (1..)
        .zip(own)
        .map(|(number, text)| folder.write(&format!("规则{number}.toml"), text))
        .collect();
    let base = overrides(&[folder.join("in")], &folder.join("out"), AS_OF);
    let config =
        RunConfig::new(Overrides { full_ids: more.full_ids, jobs: more.jobs, ..base }).unwrap();
    pipeline::verify(&VerifyOptions { checks, sample, ..VerifyOptions::of(config) }).unwrap();
    let lines = table(&folder.join("out"), "suspicions.csv").iter().map(|row| line(row)).collect();
    Checked { folder, lines }
}

fn line(row: &[String]) -> Line {
    Line {
        suspicion: row[0].parse().unwrap(),
        code: row[1].clone(),
        severity: row[2].clone(),
        unit: row[5].clone(),
        id: row[9].clone(),
        detail: row[10].clone(),
        persons: row[11].parse().unwrap(),
        amount: row[12].parse().unwrap(),
        file: row[13].clone(),
        row: row[15].parse().unwrap(),
    }
}

/// A run that shows ID numbers.
pub fn full() -> Overrides {
    Overrides { full_ids: true, ..Overrides::default() }
}

#[test]
fn the_manual_shows_every_check() {
    let regions = Regions::shipped().unwrap();
    let page = report::checks_page(&Checks::shipped(&regions).unwrap());
    let path = project().join("docs/checks.md");
    if std::env::var_os("TAIZHANG_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap_or_default() == page,
        "docs/checks.md is out of date: run the tests with TAIZHANG_BLESS=1"
    );
}
