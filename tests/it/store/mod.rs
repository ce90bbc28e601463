//! The store: what went in comes out, as it was known, to the byte.

mod apart;
mod batches;
mod beside_plain;
mod counted;
mod damage;
mod diff;
mod encrypted;
mod flipped;
mod killed;
mod logged;
mod named;
mod refused;
mod reviewed;
mod scan;
mod settled;
mod stamped;
mod told;
mod two_writers;
mod unseen;
mod year;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, TimeDelta, Utc};
use taizhang::config::{Known, Overrides, RunConfig, RunError, StoreView};
use taizhang::pipeline::{
    self, BatchAction, BatchOptions, IngestOptions, ReproduceOptions, RunReport, StoreReport,
};

use crate::support::{self, Folder};

/// A store in a folder that vanishes, with a clock of its own.
pub struct Shelf {
    pub folder: Folder,
    pub key: Option<PathBuf>,
    now: DateTime<Utc>,
}

impl Shelf {
    pub fn new() -> Self {
        Self {
            folder: Folder::new(),
            key: None,
            now: DateTime::from_timestamp(1_760_000_000, 0).unwrap(),
        }
    }

    pub fn store(&self) -> PathBuf {
        self.folder.join("store")
    }

    /// Every commit is an hour later.
    fn tick(&mut self) -> DateTime<Utc> {
        self.now += TimeDelta::hours(1);
        self.now
    }

    pub fn take(
        &mut self,
        inputs: &[PathBuf],
        batch: &str,
        replace: bool,
    ) -> Result<StoreReport, RunError> {
        let config = RunConfig::new(Overrides {
            inputs: inputs.to_vec(),
            quiet: true,
            ..Overrides::default()
        })?;
        self.take_as(config, batch, replace)
    }

    pub fn take_as(
        &mut self,
        config: RunConfig,
        batch: &str,
        replace: bool,
    ) -> Result<StoreReport, RunError> {
        pipeline::store_ingest(&IngestOptions {
            config,
            store: self.store(),
            key: self.key.clone(),
            batch: batch.to_owned(),
            replace,
            wait: None,
            now: self.tick(),
        })
    }

    /// Takes in what names no unit as of this one.
    pub fn take_with(
        &mut self,
        inputs: &[PathBuf],
        batch: &str,
        unit: Option<&str>,
    ) -> Result<StoreReport, RunError> {
        let unit = unit.map(str::to_owned);
        let config = RunConfig::new(Overrides {
            inputs: inputs.to_vec(),
            unit,
            quiet: true,
            ..Overrides::default()
        })?;
        pipeline::store_ingest(&IngestOptions {
            config,
            store: self.store(),
            key: self.key.clone(),
            batch: batch.to_owned(),
            replace: false,
            wait: None,
            now: self.tick(),
        })
    }

    pub fn ingest(&mut self, input: &Path, batch: &str) -> StoreReport {
        self.take(&[input.to_owned()], batch, false).unwrap()
    }

    pub fn batch(&mut self, action: BatchAction) -> Result<StoreReport, RunError> {
        pipeline::batch(&BatchOptions {
            store: self.store(),
            key: self.key.clone(),
            action,
            wait: None,
            now: self.tick(),
        })
    }

    pub fn withdraw(&mut self, label: &str) -> StoreReport {
        self.batch(BatchAction::Withdraw(label.to_owned())).unwrap()
    }

    pub fn compact(&mut self) {
        let now = self.tick();
        let (store, key) = (self.store(), self.key.clone());
        let options = pipeline::MaintainOptions {
            store,
            key,
            task: pipeline::Task::Compact,
            wait: None,
            now,
        };
        pipeline::maintain(&options).unwrap();
    }

    pub fn view(&self, known: Known) -> StoreView {
        StoreView {
            folder: self.store(),
            key: self.key.clone(),
            known,
            report: None,
            is_rehearsal: false,
        }
    }

    pub fn report(&self, out: &Path, as_of: &str, known: Known) -> RunReport {
        let overrides =
            Overrides { store: Some(self.view(known)), ..support::overrides(&[], out, as_of) };
        pipeline::store_report(&RunConfig::new(overrides).unwrap()).unwrap()
    }

    pub fn reproduce(&self, report: PathBuf) -> Result<StoreReport, RunError> {
        pipeline::reproduce(&ReproduceOptions {
            report,
            store: self.store(),
            key: self.key.clone(),
            pseudonymise: None,
            out: None,
            jobs: Some(1),
        })
    }
}

/// What a command said of its failure.
pub fn said(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A command of the program on a store; more arguments may follow.
pub fn program<W: AsRef<OsStr>>(words: &[W], store: &Path, key: Option<&Path>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taizhang"));
    command.args(words).arg("--store").arg(store);
    if let Some(key) = key {
        command.arg("--key").arg(key);
    }
    command
}

/// The tables of the main job, whose bytes do not depend on where the rows came from.
pub const TABLES: [&str; 8] = [
    "metrics.csv",
    "bases.csv",
    "counts.csv",
    "measures.csv",
    "verdicts.csv",
    "evaluation.csv",
    "links.csv",
    "repairs.csv",
];

pub fn tables(out: &Path) -> Vec<(&'static str, String)> {
    let read = |name: &'static str| Some((name, std::fs::read_to_string(out.join(name)).ok()?));
    TABLES.into_iter().filter_map(read).collect()
}
