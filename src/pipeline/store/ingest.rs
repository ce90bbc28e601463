//! Deliveries into the store: files that it has not seen, cleaned, in one commit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use serde_json::json;

use super::deliver::{deliver, deliver_registry};
use super::outside::outside;
use super::sorting::{Sorting, missing, offered, sort, unchanged};
use super::{State, StoreReport, clock, in_force, key, settled};
use crate::config::{RunConfig, RunError};
use crate::model::delivery::Delivered;
use crate::model::finding::{Finding, Severity};
use crate::model::in_chinese::of_system;
use crate::model::month::Month;
use crate::model::source::{FileKind, RowCounts, SourceFile};
use crate::model::text::is_space;
use crate::pipeline::approved::Approved;
use crate::pipeline::ingest::Ingest;
use crate::pipeline::knowledge::Knowledge;
use crate::pipeline::{gather, thread_pool, timing};
use crate::read::archive;
use crate::read::discover::{self, InputFile};
use crate::report;
use crate::store::event::{Event, Operation};
use crate::store::record::{Encoding, Filing};
use crate::store::{Changes, KnownFile, Store, StoreError, Writer};

/// A delivery.
#[derive(Clone, Debug)]
pub struct IngestOptions {
    /// The files, and how they are read.
    pub config: RunConfig,
    /// The store's folder.
    pub store: PathBuf,
    /// Its key file.
    pub key: Option<PathBuf>,
    /// Label of the delivery, such as `2024-05`.
    pub batch: String,
    /// Whether it takes the place of the delivery with this label.
    pub replace: bool,
    /// How long to wait for another writer.
    pub wait: Option<Duration>,
    /// When this happens.
    pub now: DateTime<Utc>,
}

/// Takes a delivery into the store.
///
/// # Errors
/// When it could not; the store is then as it was.
pub fn ingest(options: &IngestOptions) -> Result<StoreReport, RunError> {
    thread_pool(&options.config)?.install(|| take_in(options))
}

fn take_in(options: &IngestOptions) -> Result<StoreReport, RunError> {
    let config = &options.config;
    check_label(&options.batch)?;
    // Of the report that is to follow.
    outside(&config.out, &options.store)?;
    let knowledge = Knowledge::load(config.mapping.as_deref())?;
    let approved = match &config.repairs {
        Some(list) => Approved::read(list)?,
        None => Approved::default(),
    };
    let with = knowledge.ingest(config, &approved)?;
    let files = input_files(options, &knowledge)?;
    let offered = offered(&files)?;
    if options.replace {
        must_be_there(options)?;
    } else if options.store.is_file() {
        return Err(StoreError::NoFolder { path: options.store.clone() }.into());
    }
    let writer = Writer::begin(
        &options.store,
        key(options.key.as_deref())?.as_ref(),
        options.wait,
        options.now,
    )?;
    let given = given(config, &writer)?;
    let mut sorting = sort(&offered, options, &given, &writer)?;
    if sorting.new.is_empty() && sorting.withdrawn.is_empty() {
        let useless = known_useless(&sorting, writer.store())?;
        return Ok(told(options, &sorting, &[], useless, writer.version()));
    }
    let event = event(options, given, &sorting);
    if sorting.replaces_itself(&event, &writer)? {
        sorting.keep_known();
        let useless = known_useless(&sorting, writer.store())?;
        return Ok(told(options, &sorting, &[], useless, writer.version()));
    }
    let progress = timing::progress(sorting.new.len(), config.quiet);
    let delivered: Vec<Delivered> = (0u32..)
        .zip(&sorting.new)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(index, offered)| {
            let delivered = delivered(offered.file, index, &with, config);
            progress.inc(1);
            delivered
        })
        .collect();
    progress.finish_and_clear();
    unchanged(&sorting, &delivered)?;
    let objects = delivered.iter().map(|file| {
        let object = file.content.as_ref().map(|content| writer.store().objects.put(content));
        Ok(object.transpose()?.map(|object| object.to_string()))
    });
    let objects: Vec<Option<String>> = objects.collect::<Result<_, RunError>>()?;
    let filings = delivered.iter().zip(&objects).map(|(delivered, object)| Filing {
        delivered,
        batch: &options.batch,
        object: object.as_deref(),
    });
    let filings: Vec<Filing<'_>> = filings.collect();
    let changes = Changes { event, filings: &filings, withdrawn: &sorting.withdrawn };
    let encoding = Encoding { version: 0, regions: with.regions, words: with.words };
    let mut useless = known_useless(&sorting, writer.store())?;
    useless.extend(delivered.iter().filter_map(useless_now));
    let event = writer.commit(changes, &encoding)?;
    let mut report = told(options, &sorting, &delivered, useless, event.version);
    report.notices.extend(clock::told(event.time, options.now));
    // It is in; whatever fails now is not for this command to fail with.
    let store = Store::open(&options.store, key(options.key.as_deref())?.as_ref());
    report.notices.extend(store.map_or_else(
        |_| Vec::new(),
        |store| {
            in_force::told(&options.batch, event.version, &store, &knowledge).unwrap_or_default()
        },
    ));
    Ok(report)
}

/// What is replaced must be there: no store is made for a mistake.
fn must_be_there(options: &IngestOptions) -> Result<(), RunError> {
    let store = Store::open(&options.store, key(options.key.as_deref())?.as_ref())?;
    let files = store.files(store.version())?;
    if files.iter().any(|file| file.batch == options.batch) {
        return Ok(());
    }
    let label = &options.batch;
    Err(RunError::Asked(format!("台账库中没有批次“{label}”，不能替换；新的批次请用 ingest")))
}

/// What to say of files in the delivery that the store knows and that gave nothing when they came in.
fn known_useless(sorting: &Sorting<'_>, store: &Store) -> Result<Vec<String>, RunError> {
    if sorting.known.is_empty() {
        return Ok(Vec::new());
    }
    let accounts = store.accounts(store.version())?;
    let useless = accounts.iter().filter(|file| file.source.kind == FileKind::Unusable);
    let useless: BTreeSet<(i64, &str, &str)> = useless
        .map(|file| (file.known_from, file.batch.as_str(), file.source.path.as_str()))
        .collect();
    let is_useless = |(_, of): &&(String, KnownFile)| {
        useless.contains(&(of.known_from, of.batch.as_str(), of.path.as_str()))
    };
    let told = sorting.known.iter().filter(is_useless).map(|(path, _)| {
        format!("“{path}”以前入库时就未能处理，一行也没有收；请更正后重新报送，原因见 report 写出的 findings.csv")
    });
    Ok(told.collect())
}

/// What to say of a file that gives nothing.
fn useless_now(file: &Delivered) -> Option<String> {
    let SourceFile { path, kind, .. } = &file.source;
    let is_why = |finding: &&Finding| finding.code.severity() == Severity::File;
    let why = file.findings.iter().find(is_why).map_or_else(String::new, |why| {
        let detail =
            if why.detail.is_empty() { String::new() } else { format!("，{}", why.detail) };
        format!("：{}{detail}", why.code.what())
    });
    let told = || format!("“{path}”未能处理，一行也没有收{why}。请更正后重新报送");
    (*kind == FileKind::Unusable).then(told)
}

/// A label orders deliveries and stands in front of paths.
fn check_label(label: &str) -> Result<(), RunError> {
    let is_odd = |c: char| c.is_control() || c == '/' || c == '\\';
    let is_unseen = |c: char| c != ' ' && is_space(c) || is_direction(c);
    if label.contains(is_unseen) {
        return Err(RunError::Asked(
            "--batch 的批次号里有看不见的字符（零宽字符、全角空格等），多半是复制来的：请直接键入，如 2024-05"
                .to_owned(),
        ));
    }
    if label.trim().is_empty() || label.trim() != label || label.contains(is_odd) {
        return Err(RunError::Asked(
            "--batch 的批次号不能为空，首尾不能有空格，其中不能有斜杠，如 2024-05".to_owned(),
        ));
    }
    if report::shown_message(label) != label {
        return Err(RunError::Asked(
            "批次号里有像是身份证号或手机号的数字：加密的台账库中批次号也不加密，请换一个，如 2024-05".to_owned(),
        ));
    }
    Ok(())
}

/// What to say of a label that is a month and does not stand among those that are.
fn misleading(label: &str) -> Option<String> {
    let month = Month::written_otherwise(label)?;
    Some(format!(
        "批次号“{label}”是月份，但没有写成 {month}：各批次按批次号的字符排先后，不看月份，写法不一就会排错（排在后面的行覆盖前面的，默认的截止日期也看最后的批次）。建议撤回这个批次，再用 --batch {month} 入库"
    ))
}

/// Characters that only say how others are joined or in which direction they run.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2061}'..='\u{206f}')
}

/// One file as it is kept: the registry that the settings name is one, whatever it looks like.
fn delivered(file: &InputFile, index: u32, with: &Ingest<'_>, config: &RunConfig) -> Delivered {
    let delivered = deliver(file, index, with);
    if delivered.source.kind == FileKind::Registry || !settled::is_registry(file, config) {
        return delivered;
    }
    deliver_registry(file).unwrap_or(delivered)
}

fn input_files(options: &IngestOptions, knowledge: &Knowledge) -> Result<Vec<InputFile>, RunError> {
    let config = &options.config;
    let mut files =
        discover::input_files(&config.inputs, &options.store).map_err(|(path, error)| {
            RunError::Input(format!("{}：{}", path.display(), of_system(&error)))
        })?;
    let is_key =
        |path: &Path| options.key.as_deref().is_some_and(|key| gather::same_file(path, key));
    files.retain(|file| !is_key(&file.path) && !gather::is_named(&file.path, config));
    settled::with_registry(config, knowledge, &mut files)?;
    if files.is_empty() { Err(RunError::NoFiles) } else { Ok(archive::open_archives(files)) }
}

/// The options that files are read with; files that they name are kept.
fn given(config: &RunConfig, writer: &Writer) -> Result<BTreeMap<String, String>, RunError> {
    let mut given = BTreeMap::new();
    given.extend(config.unit.clone().map(|unit| ("unit".to_owned(), unit)));
    given.extend(config.kind.map(|kind| ("kind".to_owned(), kind.key().to_owned())));
    for (name, file) in [("mapping", &config.mapping), ("repairs", &config.repairs)] {
        let Some(file) = file else { continue };
        let content = std::fs::read(file).map_err(|error| {
            RunError::Input(format!("{}：{}", file.display(), of_system(&error)))
        })?;
        given.insert(name.to_owned(), writer.store().objects.put(&content)?.to_string());
    }
    Ok(given)
}

fn event(options: &IngestOptions, given: BTreeMap<String, String>, sorting: &Sorting<'_>) -> Event {
    Event {
        version: 0,
        time: options.now,
        operation: if options.replace { Operation::Replace } else { Operation::Ingest },
        batch: options.batch.clone(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        options: given,
        added: sorting.new.len() as u64,
        withdrawn: sorting.withdrawn.len() as u64,
        exports: None,
    }
}

fn told(
    options: &IngestOptions,
    sorting: &Sorting<'_>,
    delivered: &[Delivered],
    useless: Vec<String>,
    version: u64,
) -> StoreReport {
    let mut total = RowCounts::default();
    for file in delivered {
        total.add(&file.source.rows);
    }
    let mut text = String::new();
    let label = &options.batch;
    // Writing to a string does not fail.
    let added = delivered.len();
    let _ = if added == 0 && sorting.withdrawn.is_empty() {
        writeln!(text, "批次 {label}：没有新的文件，台账库仍是版本 {version}")
    } else {
        writeln!(
            text,
            "批次 {label}：入库 {added} 个文件{}，台账库现为版本 {version}",
            others(delivered)
        )
    };
    if total.read > 0 {
        let (read, accepted) = (total.read, total.accepted);
        let (rejected, skipped) = (total.rejected_total(), total.skipped_total());
        let _ = writeln!(
            text,
            "行数：读入 {read} ＝ 采纳 {accepted} ＋ 退回 {rejected} ＋ 跳过 {skipped}"
        );
    }
    if !sorting.withdrawn.is_empty() {
        let _ = writeln!(text, "原有的 {} 个文件不再计入", sorting.withdrawn.len());
    }
    let mut notices: Vec<String> = misleading(label).into_iter().collect();
    notices.extend(skipped(sorting, label));
    notices.extend(missing(sorting));
    notices.extend(settled::told(&options.config));
    let state = if useless.is_empty() { State::Sound } else { State::Remarks };
    let more = useless.len().saturating_sub(MOST_NAMED);
    notices.extend(useless.into_iter().take(MOST_NAMED));
    if more > 0 {
        notices
            .push(format!("另有 {more} 个文件也未能处理，可用 taizhang batch show {label} 查看"));
    }
    let file = |file: &Delivered| {
        let rows = &file.source.rows;
        json!({
            "path": file.source.path, "hash": file.source.hash, "kind": file.source.kind.key(),
            "rows": {
                "read": rows.read, "accepted": rows.accepted,
                "rejected": rows.rejected_total(), "skipped": rows.skipped_total(),
            },
        })
    };
    let known = |(path, known): &(String, KnownFile)| json!({ "path": path, "batch": known.batch, "known_as": known.path });
    let json = json!({
        "batch": label,
        "version": version,
        "files": delivered.iter().map(file).collect::<Vec<_>>(),
        "skipped": sorting.known.iter().map(known).collect::<Vec<_>>(),
        "again": sorting.again.iter().map(known).collect::<Vec<_>>(),
        "twice": sorting.twice,
        "withdrawn": sorting.withdrawn.iter().map(|file| &file.path).collect::<Vec<_>>(),
    });
    StoreReport { text, json, notices, state }
}

/// How many of the files are no ledgers, in brackets.
fn others(delivered: &[Delivered]) -> String {
    let count = |kind: FileKind| delivered.iter().filter(|file| file.source.kind == kind).count();
    let kinds = [FileKind::Registry, FileKind::Claims, FileKind::Unusable];
    let kinds = kinds.into_iter().map(|kind| (kind.label(), count(kind)));
    let kinds = kinds.filter(|(_, count)| *count > 0);
    let kinds: Vec<String> = kinds.map(|(label, count)| format!("{label} {count} 个")).collect();
    if kinds.is_empty() { String::new() } else { format!("（其中{}）", kinds.join("、")) }
}

/// More files are counted, not named.
const MOST_NAMED: usize = 5;

/// Which files were passed over, since their content is known.
fn skipped(sorting: &Sorting<'_>, label: &str) -> Vec<String> {
    let same_place =
        |(path, known): &&(String, KnownFile)| known.path == *path && known.batch == label;
    let (there, elsewhere): (Vec<_>, Vec<_>) = sorting.known.iter().partition(same_place);
    let mut notices = Vec::new();
    if let Some((path, _)) = there.first() {
        notices.push(format!("{} 个文件已在库中，内容相同，略过（如“{path}”）", there.len()));
    }
    let elsewhere = elsewhere
        .iter()
        .map(|(path, known)| format!("“{path}”与同批的“{}”内容相同，略过", known.path));
    let again = sorting.again.iter().map(|(path, known)| {
        let KnownFile { batch, path: first, .. } = known;
        format!("“{path}”与批次 {batch} 的“{first}”内容相同，在本批次再次计入")
    });
    let twice = sorting.twice.iter();
    let twice = twice.map(|(path, first)| format!("“{path}”与同批的“{first}”内容相同，略过"));
    let others: Vec<String> = again.chain(elsewhere).chain(twice).collect();
    let more = others.len().saturating_sub(MOST_NAMED);
    notices.extend(others.into_iter().take(MOST_NAMED));
    if more > 0 {
        notices.push(format!("另有 {more} 个文件的内容库中已有，可用 --json 查看全部"));
    }
    notices
}
