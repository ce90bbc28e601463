//! Two reports from the store held against each other: which figures moved, by whom and by which rows.

mod figures;
mod moment;
mod side;
mod verdicts;

use std::path::PathBuf;

use chrono::{NaiveDate, Utc};

use super::exported::output;
use super::outside::outside;
use super::{State, StoreReport, key};
use crate::config::{Overrides, RunConfig, RunError};
use crate::judge;
use crate::model::change::Changes;
use crate::pipeline::counting::Counting;
use crate::pipeline::knowledge::{Knowledge, unit_option};
use crate::pipeline::{SCREEN_WIDTH, policies, thread_pool};
use crate::report::{self, Personal, ReportError};
use crate::store::Store;
use crate::store::access_log::{Export, What, user};

use figures::Wanted;
use moment::Moment;
use side::{Side, With};

/// What is to be compared.
#[derive(Clone, Debug)]
pub struct DiffOptions {
    /// The store's folder.
    pub store: PathBuf,
    /// Its key file.
    pub key: Option<PathBuf>,
    /// The first side: a version, the label of a delivery, or `VERSION@DAY`.
    pub a: String,
    /// The second.
    pub b: String,
    /// As-of date of sides that name none.
    pub as_of: Option<NaiveDate>,
    /// The only reporting unit wanted.
    pub unit: Option<String>,
    /// The only brand wanted.
    pub brand: Option<String>,
    /// Policies that judge, by identifier or file; all shipped ones if none is named.
    pub policies: Vec<String>,
    /// Folder for the tables.
    pub out: Option<PathBuf>,
    /// Whether IDs are shown whole.
    pub full_ids: bool,
    /// Threads.
    pub jobs: Option<usize>,
}

/// Compares.
///
/// # Errors
/// When the store cannot be read, a side is not known, or the tables cannot be written.
pub fn diff(options: &DiffOptions) -> Result<StoreReport, RunError> {
    if let Some(out) = &options.out {
        outside(out, &options.store)?;
    }
    let store = Store::open(&options.store, key(options.key.as_deref())?.as_ref())?;
    let moments = moment::moments(&store, options)?;
    let configs = [config(options, &moments[0])?, config(options, &moments[1])?];
    thread_pool(&configs[1])?.install(|| compared(options, &store, &moments, &configs))
}

fn config(options: &DiffOptions, moment: &Moment) -> Result<RunConfig, RunError> {
    let view = side::view(&options.store, options.key.as_deref(), moment.version);
    RunConfig::new(Overrides {
        as_of: Some(moment.as_of),
        store: Some(view),
        policies: options.policies.clone(),
        full_ids: options.full_ids,
        jobs: options.jobs,
        quiet: true,
        ..Overrides::default()
    })
}

fn compared(
    options: &DiffOptions,
    store: &Store,
    moments: &[Moment; 2],
    configs: &[RunConfig; 2],
) -> Result<StoreReport, RunError> {
    let knowledge = Knowledge::load(None)?;
    let policies = policies::load(&options.policies, &knowledge.regions)?;
    let with = With { knowledge: &knowledge, policies: &policies };
    let unit = unit_option(&knowledge.regions, "--unit", options.unit.as_deref())?;
    let wanted = Wanted {
        city: unit.map(|unit| knowledge.regions.unit_name(unit).to_string()),
        brand: options.brand.as_deref().map(|brand| brand.trim().to_owned()),
    };
    let counting = |config| Counting {
        config,
        words: &knowledge.words,
        regions: &knowledge.regions,
        windows: judge::windows(&policies.list, config.year, config.as_of),
        provinces: Vec::new(),
    };
    let countings = configs.each_ref().map(counting);
    let side = |index: usize| -> Result<Side<'_>, RunError> {
        let config: &RunConfig = &configs[index];
        let moment = &moments[index];
        let view = side::view(&options.store, options.key.as_deref(), moment.version);
        side::count(side::load(config, &view, &with)?, &countings[index], &with)
    };
    let (a, b) = (side(0)?, side(1)?);
    wanted.is_in([&a.counts, &b.counts])?;
    let moved = figures::moved([&a.counts, &b.counts], &wanted);
    let verdicts = verdicts::changed([&a.verdicts, &b.verdicts], &wanted);
    let whole = options.out.is_some();
    let changes = Changes { verdicts, ..figures::explained([a, b], moved, &with, whole) };
    told(options, store, &changes)
}

fn told(options: &DiffOptions, store: &Store, changes: &Changes) -> Result<StoreReport, RunError> {
    let asked = [options.a.as_str(), options.b.as_str()];
    let mut text = report::changes_text(changes, asked, SCREEN_WIDTH);
    let mut notices = Vec::new();
    if !figures::add_up(changes) {
        notices.push("有的数进出相抵与差数不符，这是程序的错误，请保留台账库并反馈".to_owned());
    }
    if let Some(out) = &options.out {
        let failed = |error: ReportError| RunError::Output(error.to_string());
        let staged =
            report::stage_changes(changes, asked, out, options.full_ids).map_err(failed)?;
        exported(options, store, changes, staged.personal())?;
        let files = staged.commit().map_err(failed)?;
        text.push_str(&report::written(&files));
        text.push('\n');
    }
    let state = if notices.is_empty() { State::Sound } else { State::Damaged };
    Ok(StoreReport { text, json: report::changes_json(changes, asked), notices, state })
}

/// Puts on record that rows of persons are about to be written.
fn exported(
    options: &DiffOptions,
    store: &Store,
    changes: &Changes,
    outputs: Vec<Personal>,
) -> Result<(), RunError> {
    let [a, b] = changes.reports.each_ref().map(|side| {
        let version = side.stamp.store.as_ref().map_or(0, |store| store.version);
        What::Text(format!("{version}@{}", side.stamp.as_of))
    });
    let export = Export {
        time: Utc::now(),
        user: user(|name| std::env::var(name).ok()),
        command: "diff".to_owned(),
        what: [("a", a), ("b", b), ("full_ids", What::Flag(options.full_ids))]
            .into_iter()
            .collect(),
        report: None,
        outputs: outputs.into_iter().map(output).collect(),
    };
    store.exports.append(&export).map_err(|error| error.on_record(store.folder()))?;
    Ok(())
}
