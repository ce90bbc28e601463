//! What commands on the store are asked with.

pub mod batch;
pub mod diff;
pub mod ingest;
pub mod maintain;
pub mod report;
pub mod reproduce;

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Local, NaiveDate, TimeZone, Utc};
use clap::Args;

use super::results::Showing;
use super::saying::Saying;
use super::words::{OPTIONS, parse_number};
use super::{Ended, Exit, note, say};
use crate::config::{Known, Overrides, RunConfig, RunError, StoreView};
use crate::pipeline::{self, IngestOptions, State, StoreReport};
use crate::report::{shown_json, shown_message, shown_screen};

/// The store to read, and as of when.
#[derive(Args)]
pub struct From {
    #[arg(long, value_name = "台账库", help = "按台账库，不读台账文件", help_heading = OPTIONS)]
    store: Option<PathBuf>,
    #[command(flatten)]
    known: KnownAt,
    #[arg(long, value_name = "密钥文件", help = "加密的台账库的密钥", help_heading = OPTIONS)]
    key: Option<PathBuf>,
}

/// Up to when something is known.
#[derive(Args)]
pub struct KnownAt {
    #[arg(long, value_name = "版本", value_parser = parse_number::<u64>, conflicts_with = "known_at", help = "按台账库的这个版本，默认最新", help_heading = OPTIONS)]
    version: Option<u64>,
    #[arg(long, value_name = "时间", value_parser = parse_time, help = "按这个时间之前入库的，如 2025-10-08 或 2025-10-08T12:00:00", help_heading = OPTIONS)]
    known_at: Option<DateTime<Utc>>,
}

impl KnownAt {
    fn known(&self) -> Known {
        match (self.version, self.known_at) {
            (Some(version), _) => Known::Version(version),
            (None, Some(time)) => Known::At(time),
            (None, None) => Known::Newest,
        }
    }
}

impl From {
    /// Whether there is one.
    pub fn is_given(&self) -> bool {
        self.store.is_some()
    }

    /// The store in place of files, with its own as-of date, for a command that reads no others; `unit` is what its
    /// option for rows without a unit is called.
    pub fn onto(self, overrides: Overrides, unit: &str) -> Result<Overrides, RunError> {
        if self.is_given() && overrides.inputs.is_empty() {
            only_when_taken_in(&overrides, unit)?;
        }
        self.onto_beside(overrides)
    }

    /// The same for a command that reads other files beside the ledgers.
    pub fn onto_beside(self, overrides: Overrides) -> Result<Overrides, RunError> {
        let Some(folder) = self.store else { return Ok(overrides) };
        if !overrides.inputs.is_empty() {
            return Err(RunError::Asked("--store 和台账文件只能写一样".to_owned()));
        }
        refused(&[("--kind", overrides.kind.is_some())])?;
        let known = self.known.known();
        of_store(
            StoreView { folder, key: self.key, known, report: None, is_rehearsal: false },
            overrides,
        )
    }
}

/// How ledgers are read was settled when they were taken in.
fn only_when_taken_in(overrides: &Overrides, unit: &str) -> Result<(), RunError> {
    refused(&[
        (unit, overrides.unit.is_some()),
        ("--mapping", overrides.mapping.is_some()),
        ("--kind", overrides.kind.is_some()),
        ("--repairs", overrides.repairs.is_some()),
    ])
}

fn refused(options: &[(&str, bool)]) -> Result<(), RunError> {
    let given = options.iter().find(|(_, is_given)| *is_given);
    given.map_or(Ok(()), |(option, _)| {
        Err(RunError::Asked(format!(
            "{option} 决定台账怎样读，台账库里的台账在入库时已经读好，这里写了不起作用：请在 taizhang ingest 时写；要改已经入库的，用 taizhang batch replace"
        )))
    })
}

fn of_store(view: StoreView, overrides: Overrides) -> Result<Overrides, RunError> {
    let usual_as_of = match overrides.as_of {
        Some(_) => None,
        None => pipeline::default_as_of(&view)?,
    };
    Ok(Overrides { usual_as_of, store: Some(view), ..overrides })
}

/// The store that a run's ledgers go to first.
#[derive(Args)]
pub struct Into {
    #[arg(long, value_name = "台账库", help = "先把台账收进台账库，再按台账库统计（须写 --batch）；不写台账则只按台账库统计", help_heading = OPTIONS)]
    store: Option<PathBuf>,
    #[arg(long, value_name = "批次", requires = "store", help = "入库的批次号，如 2025-09", help_heading = OPTIONS)]
    batch: Option<String>,
    #[arg(long, value_name = "密钥文件", requires = "store", help = "加密的台账库的密钥", help_heading = OPTIONS)]
    key: Option<PathBuf>,
}

/// A delivery on its way into a store.
pub struct Delivery {
    store: PathBuf,
    batch: Option<String>,
    key: Option<PathBuf>,
}

impl Into {
    /// The delivery, if there is a store.
    pub fn delivery(self) -> Option<Delivery> {
        Some(Delivery { store: self.store?, batch: self.batch, key: self.key })
    }
}

impl Delivery {
    /// Takes the ledgers in, unless there are none, and reports on all that the store knows.
    pub fn take_in_and_report(self, overrides: Overrides, showing: &Showing) -> Ended {
        let (overrides, taken) = self.taken_in(overrides)?;
        let shown = showing.show(&pipeline::store_report(&RunConfig::new(overrides)?)?)?;
        Ok(if taken == State::Sound { shown } else { shown.max(Exit::Incomplete) })
    }

    fn taken_in(self, overrides: Overrides) -> Result<(Overrides, State), RunError> {
        let mut taken = State::Sound;
        if overrides.inputs.is_empty() {
            if let Some(batch) = &self.batch {
                return Err(RunError::Asked(format!(
                    "写了 --batch {batch}，却没有写台账：要入库，请写上台账文件或文件夹；只按台账库统计，请去掉 --batch"
                )));
            }
            only_when_taken_in(&overrides, "--unit")?;
        } else {
            let Some(batch) = self.batch else {
                return Err(RunError::Asked(
                    "台账要先入库，请用 --batch 写明批次号，如 2025-09".to_owned(),
                ));
            };
            let report = pipeline::store_ingest(&IngestOptions {
                // A registry given by option is for this report; that of the settings belongs to the delivery.
                config: RunConfig::new(Overrides {
                    registry: None,
                    beside: of_report(&overrides),
                    ..overrides.clone()
                })?,
                store: self.store.clone(),
                key: self.key.clone(),
                batch,
                replace: false,
                wait: None,
                now: Utc::now(),
            })?;
            report.notices.iter().for_each(|notice| note(notice));
            if !overrides.quiet {
                say(&report.text);
            }
            taken = report.state;
        }
        let view = StoreView {
            folder: self.store,
            key: self.key,
            known: Known::Newest,
            report: None,
            is_rehearsal: false,
        };
        Ok((of_store(view, overrides)?, taken))
    }
}

/// Files that options of the report name: they are no part of the delivery, though they may lie in its folder.
fn of_report(overrides: &Overrides) -> Vec<PathBuf> {
    let policies = overrides.policies.iter().map(PathBuf::from);
    overrides.registry.iter().cloned().chain(policies).collect()
}

/// A store that is changed or looked into.
#[derive(Args)]
pub struct Shelf {
    #[arg(long, value_name = "台账库", help = "台账库的文件夹", help_heading = OPTIONS)]
    store: PathBuf,
    #[arg(long, value_name = "密钥文件", help = "加密的台账库的密钥；新建时写上就是加密的", help_heading = OPTIONS)]
    key: Option<PathBuf>,
    #[arg(long, value_name = "秒", value_parser = parse_number::<u64>, num_args = 0..=1, default_missing_value = "60", help = "别的进程正在写时等多少秒，默认不等；只写 --wait 是 60 秒", help_heading = OPTIONS)]
    wait: Option<u64>,
}

impl Shelf {
    fn wait(&self) -> Option<Duration> {
        self.wait.map(Duration::from_secs)
    }
}

/// Shows what is to be said, with numbers of persons hidden in it.
fn show(saying: Saying, report: &StoreReport) -> Exit {
    let notices = report.notices.iter().map(|notice| shown_message(notice)).collect();
    let (text, json) = (shown_screen(&report.text), shown_json(&report.json));
    show_whole(saying, StoreReport { text, json, notices, state: report.state })
}

/// Shows it as it is.
fn show_whole(saying: Saying, report: StoreReport) -> Exit {
    let StoreReport { text, mut json, notices, state } = report;
    for notice in &notices {
        note(notice);
    }
    json["notices"] = notices.into();
    saying.show_either(|| text, || json);
    match state {
        State::Sound => Exit::Done,
        State::Remarks => Exit::Incomplete,
        State::Damaged => Exit::Failed,
    }
}

/// A store, and how the command says what it did.
#[derive(Args)]
struct Common {
    #[command(flatten)]
    shelf: Shelf,
    #[command(flatten)]
    saying: Saying,
}

/// A day means its end, where this computer stands; so does a time without a zone.
fn parse_time(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.to_utc());
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let end = day.and_then(|day| day.and_hms_milli_opt(23, 59, 59, 999));
    let formats = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"];
    let mut times = formats
        .iter()
        .filter_map(|format| chrono::NaiveDateTime::parse_from_str(text, format).ok());
    end.or_else(|| times.next())
        .and_then(|time| Local.from_local_datetime(&time).latest())
        .map(|time| time.to_utc())
        .ok_or_else(|| "时间应写成 2025-10-08 或 2025-10-08T12:00:00 的形式".to_owned())
}
