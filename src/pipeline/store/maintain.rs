//! The store itself: checked, compacted, rid of what no version needs.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{State, StoreReport, key};
use crate::config::RunError;
use crate::model::in_chinese::in_its_own_words;
use crate::store::access_log::State as Chain;
use crate::store::{Findings, Store, StoreError, Writer};

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
    let store = match Store::open(&options.store, key(options.key.as_deref())?.as_ref()) {
        Ok(store) => store,
        Err(StoreError::Damaged { path, what }) => return Ok(unreadable(&path, &what)),
        Err(StoreError::Table { folder, text }) => {
            let words = in_its_own_words(&text);
            return Ok(unreadable(&folder, &format!("日志读不出来{words}")));
        }
        Err(error) => return Err(error.into()),
    };
    let found = store.check()?;
    let mut text = told(&found, &store);
    let is_empty = store.version() == 0;
    let mut repaired = false;
    if repair && !found.leftovers.is_empty() && found.damage.is_empty() {
        // Looked at once more under the lock: somebody may have been writing.
        if is_empty {
            remove_unbegun(options, &found)?;
        } else {
            let writer = writer(options)?;
            writer.remove(&writer.store().check()?.leftovers)?;
        }
        repaired = true;
        text.push_str("残留的文件已经清除\n");
    }
    let state = if !found.damage.is_empty() {
        State::Damaged
    } else if is_empty || !found.leftovers.is_empty() || found.exports.state != Chain::Intact {
        State::Remarks
    } else {
        State::Sound
    };
    let json = json!({
        "version": store.version(),
        "state": match state { State::Sound => "sound", State::Remarks => "remarks", State::Damaged => "damaged" },
        "empty": is_empty,
        "files": found.files,
        "records": found.records,
        "objects": found.objects,
        "exports": found.exports.to_string(),
        "damage": found.damage.iter().map(|(path, what)| json!({ "path": path.display().to_string(), "what": what })).collect::<Vec<_>>(),
        "leftovers": found.leftovers.iter().map(|file| file.path.display().to_string()).collect::<Vec<_>>(),
        "repaired": repaired,
    });
    Ok(StoreReport { text, json, notices: Vec::new(), state })
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

/// Where nothing was ever committed, no table is made for the sake of tidying up.
fn remove_unbegun(options: &MaintainOptions, found: &Findings) -> Result<(), RunError> {
    let lock = crate::store::lock::Lock::acquire(&options.store, options.wait)?;
    Ok(crate::store::table::remove_leftovers(&lock, &found.leftovers)?)
}

/// More are counted, not shown.
const MOST_SHOWN: usize = 20;

fn told(found: &Findings, store: &Store) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = match store.version() {
        0 => writeln!(text, "台账库是空的：还没有入过库，请用 taizhang ingest"),
        version => writeln!(
            text,
            "台账库版本 {version}：{} 个数据文件、{} 条记录、{} 个附件，都重新读过",
            found.files, found.records, found.objects
        ),
    };
    let _ = writeln!(text, "{}", found.exports);
    if found.damage.is_empty() {
        let _ = writeln!(text, "没有损坏");
    } else {
        let _ = writeln!(text, "有 {} 处损坏，请从备份恢复：", found.damage.len());
    }
    for (path, what) in found.damage.iter().take(MOST_SHOWN) {
        let _ = writeln!(text, "  {}：{what}", path.display());
    }
    if !found.leftovers.is_empty() {
        let bytes: u64 = found.leftovers.iter().map(|file| file.bytes).sum();
        let _ = writeln!(
            text,
            "有 {} 个没写完就中断的残留文件（{bytes} 字节），不影响数据，可用 store check --repair 清除",
            found.leftovers.len()
        );
    }
    for path in found.foreign.iter().take(MOST_SHOWN) {
        let _ = writeln!(text, "  不是 taizhang 写的：{}", path.display());
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
