//! The store itself: checked, compacted, rid of what no version needs.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::manifest::Manifest;
use super::{State, StoreReport, key};
use crate::config::RunError;
use crate::model::in_chinese::in_its_own_words;
use crate::report::shown_message;
use crate::store::access_log::{Export, State as Chain, What, user};
use crate::store::lock::Lock;
use crate::store::{Findings, Head, Store, StoreError, Writer};

/// What is to be done with a store.
#[derive(Clone, Debug)]
pub struct MaintainOptions {
    /// Its folder.
    pub store: PathBuf,
    /// Its key file.
    pub key: Option<PathBuf>,
    /// What to do.
    pub task: Task,
    /// How long to wait for another writer.
    pub wait: Option<Duration>,
    /// When this happens.
    pub now: DateTime<Utc>,
}

/// What to do with a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Read everything again, and remove leftovers if asked to.
    Check {
        /// Whether leftovers are removed.
        repair: bool,
    },
    /// Merge small files.
    Compact,
    /// Delete files that none of the newest versions has.
    Vacuum {
        /// How many versions keep their files.
        keep: u64,
    },
}

/// Does it.
///
/// # Errors
/// When the store cannot be opened or changed.
pub fn maintain(options: &MaintainOptions) -> Result<StoreReport, RunError> {
    match options.task {
        Task::Check { repair } => check(options, repair),
        Task::Compact => compact(options),
        Task::Vacuum { keep } => vacuum(options, keep),
    }
}

fn opened(options: &MaintainOptions) -> Result<Store, RunError> {
    Ok(Store::open(&options.store, key(options.key.as_deref())?.as_ref())?)
}

fn writer(options: &MaintainOptions) -> Result<Writer, RunError> {
    let key = key(options.key.as_deref())?;
    Ok(Writer::begin(&options.store, key.as_ref(), options.wait, options.now)?)
}

fn check(options: &MaintainOptions, repair: bool) -> Result<StoreReport, RunError> {
    let key = key(options.key.as_deref())?;
    let open = || Store::open_to_check(&options.store, key.as_ref());
    let look = |store: &Store| store.check(&Manifest::ingredients, options.now.into());
    let (store, found, is_beside) = match beside_writers(&options.store, open, look) {
        Ok(looked) => looked,
        Err(StoreError::Damaged { path, what }) => return Ok(unreadable(&path, &what)),
        Err(StoreError::Table { folder, text }) => {
            let words = in_its_own_words(&text);
            return Ok(unreadable(&folder, &format!("日志读不出来{words}")));
        }
        Err(error) => return Err(error.into()),
    };
    let mut text = told(&found, &store, is_beside);
    let mended = if repair && found.is_repairable() { mend(options, open, look)? } else { None };
    text.push_str(mended.unwrap_or_default());
    let is_empty = store.version() == 0;
    let state = if !found.damage.is_empty() && mended.is_none() {
        State::Damaged
    } else if is_empty
        || found.is_repairable() && !(is_beside && found.is_of_a_writer())
        || found.is_headless
        || found.exports.state != Chain::Intact
    {
        State::Remarks
    } else {
        State::Sound
    };
    let mut json = as_json(&found, &store, state, mended.is_some());
    json["writing"] = is_beside.into();
    Ok(StoreReport { text, json, notices: Vec::new(), state })
}

/// How often a store is looked at that changes meanwhile.
const LOOKS: usize = 5;

/// Looks, and says whether somebody was writing where something is unfinished. What a writer has moved since the store
/// was opened is looked at once more: no lock is held, so that nobody waits for a check.
fn beside_writers(
    folder: &Path,
    open: impl Fn() -> Result<Store, StoreError>,
    look: impl Fn(&Store) -> Result<Findings, StoreError>,
) -> Result<(Store, Findings, bool), StoreError> {
    let mut looks = 1;
    loop {
        let is_held = Lock::is_held(folder);
        let store = open()?;
        let found = look(&store);
        let is_whole =
            found.as_ref().is_ok_and(|found| found.damage.is_empty() && !found.is_repairable());
        let is_beside = !is_whole && (is_held || Lock::is_held(folder));
        let is_moved = || open().is_ok_and(|now| now.version() != store.version());
        let is_broken = found.as_ref().map_or(true, |found| !found.damage.is_empty());
        let once_more = !is_whole && (is_moved() || is_broken && (is_beside || looks == 1));
        if !once_more || looks == LOOKS {
            return Ok((store, found?, is_beside));
        }
        looks += 1;
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Mends what can be, and says so. Looks once more under the lock: somebody may have been writing.
fn mend(
    options: &MaintainOptions,
    open: impl Fn() -> Result<Store, StoreError>,
    look: impl Fn(&Store) -> Result<Findings, StoreError>,
) -> Result<Option<&'static str>, RunError> {
    let lock = Lock::acquire(&options.store, options.wait)?;
    let store = open()?;
    let found = look(&store)?;
    if !found.is_repairable() {
        return Ok(None);
    }
    if found.head == Head::Lost {
        restated(&store)?;
    }
    store.tidy(&lock, &found)?;
    Ok(Some(match found.head {
        Head::Lost => "最新的版本号已经重新写下，并记入导出记录；请再检查一次\n",
        Head::Behind | Head::Current => "残留已经清除\n",
    }))
}

fn as_json(found: &Findings, store: &Store, state: State, repaired: bool) -> serde_json::Value {
    let paths = |paths: &[PathBuf]| -> Vec<String> {
        paths.iter().map(|path| path.display().to_string()).collect()
    };
    let leftovers: Vec<PathBuf> = found.leftovers.iter().map(|file| file.path.clone()).collect();
    json!({
        "version": store.version(),
        "state": match state { State::Sound => "sound", State::Remarks => "remarks", State::Damaged => "damaged" },
        "empty": store.version() == 0,
        "files": found.files,
        "records": found.records,
        "objects": found.objects,
        "reports": found.reports,
        "head": match found.head { Head::Current => "current", Head::Behind => "behind", Head::Lost => "lost" },
        "exports": found.exports.to_string(),
        "damage": found.damage.iter().map(|(path, what)| json!({ "path": path.display().to_string(), "what": what })).collect::<Vec<_>>(),
        "leftovers": paths(&leftovers),
        "unused": paths(&found.unused),
        "unsettled": found.unsettled,
        "foreign": paths(&found.foreign),
        "repaired": repaired,
    })
}

/// A store that cannot even be opened: that is what the check has found.
fn unreadable(path: &Path, what: &str) -> StoreReport {
    let path = path.display();
    let json = json!({
        "version": null,
        "state": "damaged",
        "damage": [{ "path": path.to_string(), "what": what }],
    });
    let text = format!("台账库打不开，请从备份恢复；其余的没有检查：\n  {path}：{what}\n");
    StoreReport { text, json, notices: Vec::new(), state: State::Damaged }
}

/// That the head was written anew goes on record: it no longer shows that something may have been lost.
fn restated(store: &Store) -> Result<(), RunError> {
    store.exports.append(&Export {
        time: Utc::now(),
        user: user(|name| std::env::var(name).ok()),
        command: "store check --repair".to_owned(),
        what: vec![("head_lost", What::Flag(true)), ("version", What::Number(store.version()))],
        report: None,
        outputs: Vec::new(),
    })?;
    Ok(())
}

/// More are counted, not shown.
const MOST_SHOWN: usize = 20;

fn told(found: &Findings, store: &Store, is_beside: bool) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = match store.version() {
        0 if found.damage.is_empty() => {
            writeln!(text, "台账库是空的：还没有入过库，请用 taizhang ingest")
        }
        version => writeln!(
            text,
            "台账库版本 {version}：{} 个数据文件、{} 条记录、{} 个附件、{} 份可重现的报告，都重新读过",
            found.files, found.records, found.objects, found.reports
        ),
    };
    let _ = writeln!(text, "导出记录：{}", found.exports);
    if found.is_headless {
        let _ = writeln!(
            text,
            "导出记录旁的 access.head 没有了或无法解读：上次入库以后的记录有没有被删去，无从核对；下次导出会补记"
        );
    }
    if found.damage.is_empty() {
        let _ = writeln!(text, "没有损坏");
    } else {
        let _ = writeln!(text, "有 {} 处损坏，请从备份恢复：", found.damage.len());
    }
    for (path, what) in found.damage.iter().take(MOST_SHOWN) {
        let _ = writeln!(text, "  {}：{what}", shown(path));
    }
    if is_beside {
        let _ = writeln!(
            text,
            "别的进程正在写入这个台账库：下面没写完的多半是它的，不是中断；请等它写完再检查一次"
        );
    }
    text.push_str(&told_left(found, is_beside));
    if !found.foreign.is_empty() {
        let _ = writeln!(
            text,
            "有 {} 个文件不是 taizhang 写的，不影响数据，也不会删除：",
            found.foreign.len()
        );
    }
    for path in found.foreign.iter().take(MOST_SHOWN) {
        let _ = writeln!(text, "  {}", shown(path));
    }
    text
}

/// A file that people may have named.
fn shown(path: &Path) -> String {
    shown_message(&path.display().to_string())
}

/// What interrupted commands have left.
fn told_left(found: &Findings, is_beside: bool) -> String {
    let mut text = String::new();
    if is_beside && found.is_of_a_writer() {
        let bytes: u64 = found.leftovers.iter().map(|file| file.bytes).sum();
        let _ = writeln!(text, "有 {} 个没写完的文件（{bytes} 字节）", found.leftovers.len());
    } else if !found.leftovers.is_empty() {
        let bytes: u64 = found.leftovers.iter().map(|file| file.bytes).sum();
        let _ = writeln!(
            text,
            "有 {} 个没写完就中断的残留文件（{bytes} 字节），不影响数据，可用 store check --repair 清除",
            found.leftovers.len()
        );
    }
    if found.head == Head::Behind && !is_beside {
        let _ = writeln!(
            text,
            "最新的版本提交后就中断了，版本号还没有另外记下，不影响数据；下次入库或 store check --repair 会补记"
        );
    }
    if !found.unused.is_empty() {
        let _ = writeln!(
            text,
            "有 {} 个附件没有哪次入库或哪份报告用到，是入库或出报告中断时留下的，可用 store check --repair 清除",
            found.unused.len()
        );
    }
    if found.unsettled > 0 {
        let _ = writeln!(
            text,
            "另有 {} 个附件一天之内放进来，还没有哪次入库或哪份报告用到：可能正在出报告，先不动",
            found.unsettled
        );
    }
    text
}

fn compact(options: &MaintainOptions) -> Result<StoreReport, RunError> {
    must_exist(options)?;
    let merged = writer(options)?.compact(options.now)?;
    let text = match merged {
        Some(version) => format!("小的数据文件已经合并，台账库现为版本 {version}，内容没有变\n"),
        None => "没有可以合并的数据文件\n".to_owned(),
    };
    Ok(StoreReport {
        text,
        json: json!({ "version": merged }),
        notices: Vec::new(),
        state: State::Sound,
    })
}

fn vacuum(options: &MaintainOptions, keep: u64) -> Result<StoreReport, RunError> {
    must_exist(options)?;
    let (files, bytes) = writer(options)?.vacuum(keep)?;
    let text = format!(
        "清除了 {files} 个不再需要的数据文件（{bytes} 字节）；各版本的内容都还在，报告仍可重现\n"
    );
    let json = json!({ "files": files, "bytes": bytes });
    Ok(StoreReport { text, json, notices: Vec::new(), state: State::Sound })
}

/// No store is made only to be tidied up.
fn must_exist(options: &MaintainOptions) -> Result<(), RunError> {
    if opened(options)?.version() == 0 {
        let folder = options.store.display();
        return Err(RunError::Asked(format!("台账库“{folder}”是空的，没有可整理的")));
    }
    Ok(())
}
