//! The deliveries in a store: listed, shown, withdrawn.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Local, Utc};
use serde_json::json;

use super::in_force::told_of_withdrawal;
use super::{State, StoreReport, key, opened};
use crate::config::{Known, RunError, StoreView};
use crate::model::source::FileKind;
use crate::pipeline::knowledge::Knowledge;
use crate::report::hide_names;
use crate::store::event::{Event, Operation};
use crate::store::record::{Encoding, Loaded};
use crate::store::{Changes, KnownFile, Writer};

/// What is asked of the deliveries.
#[derive(Clone, Debug)]
pub struct BatchOptions {
    /// The store's folder.
    pub store: PathBuf,
    /// Its key file.
    pub key: Option<PathBuf>,
    /// What to do.
    pub action: BatchAction,
    /// How long to wait for another writer.
    pub wait: Option<Duration>,
    /// When this happens.
    pub now: DateTime<Utc>,
}

/// What to do with deliveries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchAction {
    /// List them, with what happened to the store.
    List,
    /// Show the files of one.
    Show(String),
    /// Withdraw one as a whole.
    Withdraw(String),
}

/// Answers, or withdraws.
///
/// # Errors
/// When the store cannot be read or changed, or there is no such delivery.
pub fn batch(options: &BatchOptions) -> Result<StoreReport, RunError> {
    match &options.action {
        BatchAction::List => list(options),
        BatchAction::Show(label) => show(options, label),
        BatchAction::Withdraw(label) => withdraw(options, label),
    }
}

fn view(options: &BatchOptions) -> StoreView {
    let (folder, key) = (options.store.clone(), options.key.clone());
    StoreView { folder, key, known: Known::Newest, report: None, is_rehearsal: false }
}

fn list(options: &BatchOptions) -> Result<StoreReport, RunError> {
    let (store, version) = opened(&view(options))?;
    let mut files: BTreeMap<String, u64> = BTreeMap::new();
    for file in store.files(version)? {
        *files.entry(file.batch).or_default() += 1;
    }
    let events = store.events()?;
    let mut text = String::new();
    let encrypted = if store.is_encrypted() { "，加密" } else { "" };
    // Writing to a string does not fail.
    let _ = match (version, files.len()) {
        (0, _) => writeln!(text, "台账库是空的：还没有入过库，请用 taizhang ingest"),
        (_, batches) => writeln!(text, "台账库版本 {version}{encrypted}，{batches} 个批次"),
    };
    for (label, count) in &files {
        let _ = writeln!(text, "  {label}  {count} 个文件");
    }
    if !events.is_empty() {
        let _ = writeln!(text, "经过");
    }
    for event in &events {
        let _ = writeln!(text, "  {}", line(event));
    }
    let json = json!({
        "version": version,
        "encrypted": store.is_encrypted(),
        "batches": files.iter().map(|(label, files)| json!({ "batch": label, "files": files })).collect::<Vec<_>>(),
        "history": events,
    });
    Ok(StoreReport { text, json, notices: Vec::new(), state: State::Sound })
}

/// What a commit did, in one line.
fn line(event: &Event) -> String {
    let time = event.time.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S");
    let Event { version, batch, added, withdrawn, .. } = event;
    let what = match event.operation {
        Operation::Ingest => format!("{added} 个文件"),
        Operation::Withdraw => format!("{withdrawn} 个文件"),
        Operation::Replace => format!("{withdrawn} 个文件换成 {added} 个"),
    };
    format!("版本 {version}  {time}  {} {batch}：{what}", event.operation.label())
}

/// The files of a delivery, which must be known.
fn of_label(files: Vec<KnownFile>, label: &str) -> Result<Vec<KnownFile>, RunError> {
    let mut labels: Vec<String> = files.iter().map(|file| file.batch.clone()).collect();
    labels.dedup();
    let own: Vec<KnownFile> = files.into_iter().filter(|file| file.batch == label).collect();
    if own.is_empty() {
        let known = if labels.is_empty() {
            "库中没有批次".to_owned()
        } else {
            format!("现有的是 {}", labels.join("、"))
        };
        return Err(RunError::Asked(format!("台账库中没有批次“{label}”，{known}")));
    }
    Ok(own)
}

fn show(options: &BatchOptions, label: &str) -> Result<StoreReport, RunError> {
    let (store, version) = opened(&view(options))?;
    let files = of_label(store.files(version)?, label)?;
    let accounts = store.accounts(version)?.into_iter().filter(|file| file.batch == label);
    let mut accounts: Vec<Loaded> = accounts.collect();
    hide_names(accounts.iter_mut().map(|file| &mut file.source.path));
    let mut text = format!("批次 {label}，{} 个文件\n", files.len());
    let mut rows = Vec::new();
    for Loaded { known_from, source, .. } in accounts {
        let counts = &source.rows;
        let (read, accepted) = (counts.read, counts.accepted);
        let (rejected, skipped) = (counts.rejected_total(), counts.skipped_total());
        let _ = writeln!(
            text,
            "  {}（版本 {known_from} 入库{}）\n    读入 {read} ＝ 采纳 {accepted} ＋ 退回 {rejected} ＋ 跳过 {skipped}",
            source.path,
            if source.kind == FileKind::Ledger {
                String::new()
            } else {
                format!("，{}", source.kind.label())
            }
        );
        rows.push(json!({
            "path": source.path, "hash": source.hash, "size": source.size, "kind": source.kind.key(),
            "known_from": known_from,
            "rows": { "read": read, "accepted": accepted, "rejected": rejected, "skipped": skipped },
        }));
    }
    let json = json!({ "batch": label, "version": version, "files": rows });
    Ok(StoreReport { text, json, notices: Vec::new(), state: State::Sound })
}

fn withdraw(options: &BatchOptions, label: &str) -> Result<StoreReport, RunError> {
    let knowledge = Knowledge::load(None)?;
    // Nothing to withdraw from: no store is made for that.
    let (store, version) = opened(&view(options))?;
    of_label(store.files(version)?, label)?;
    let writer = Writer::begin(
        &options.store,
        key(options.key.as_deref())?.as_ref(),
        options.wait,
        options.now,
    )?;
    let withdrawn = of_label(writer.store().files(writer.version())?, label)?;
    let event = Event {
        version: 0,
        time: options.now,
        operation: Operation::Withdraw,
        batch: label.to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        options: BTreeMap::new(),
        added: 0,
        withdrawn: withdrawn.len() as u64,
        exports: None,
    };
    let encoding = Encoding { version: 0, regions: &knowledge.regions, words: &knowledge.words };
    let known = writer.store().accounts(writer.version())?;
    let notices = told_of_withdrawal(label, &known);
    let changes = Changes { event, filings: &[], withdrawn: &withdrawn };
    let event = writer.commit(changes, &encoding)?;
    let (version, count) = (event.version, withdrawn.len());
    Ok(StoreReport {
        text: format!(
            "批次 {label} 已撤回（{count} 个文件不再计入），台账库现为版本 {version}；以前的版本仍可重现\n"
        ),
        json: json!({ "batch": label, "version": version, "withdrawn": count }),
        notices,
        state: State::Sound,
    })
}
