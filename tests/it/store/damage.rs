//! Whatever is done to any file of a store is noticed by a check; what belongs to nobody is told and left alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use chrono::Utc;
use serde_json::Value;
use taizhang::config::{self, Known, Overrides, RunConfig};
use taizhang::pipeline::{self, MaintainOptions, RunReport, State, StoreReport, Task};

use super::Shelf;
use crate::reference::dirty;
use crate::support::{self, Folder};

const AS_OF: &str = "2024-06-30";
/// How much of a ledger is delivered.
const LINES: usize = 12;
const REGISTRY: &str = "名称,级别,地市\n长春焊工,省级,长春市\n";

/// What is done to a file.
type Harm = (&'static str, fn(&Path));

const HARMS: [Harm; 4] = [
    ("removed", |path| fs::remove_file(path).unwrap()),
    ("emptied", |path| fs::write(path, "").unwrap()),
    ("cut", |path| {
        let bytes = fs::read(path).unwrap();
        fs::write(path, &bytes[..bytes.len() - 2]).unwrap();
    }),
    ("flipped", |path| {
        let mut bytes = fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(path, bytes).unwrap();
    }),
];

/// The beginning of a ledger.
fn ledger(seed: u64) -> Vec<u8> {
    let whole = dirty::csv(seed);
    whole.split_inclusive(|byte| *byte == b'\n').take(LINES).flatten().copied().collect()
}

fn maintain(store: &Path, key: Option<&Path>, task: Task) -> Result<StoreReport, config::RunError> {
    let (store, key) = (store.to_owned(), key.map(Path::to_owned));
    pipeline::maintain(&MaintainOptions { store, key, task, wait: None, now: Utc::now() })
}

/// Deliveries, merged files without the small ones, a report and a monthly report.
fn filled(shelf: &mut Shelf) {
    let inputs = Folder::new();
    let registry = inputs.write("registry.csv", REGISTRY);
    for (label, seed) in [("2024-04", 31), ("2024-05", 32)] {
        let input = inputs.write(&format!("{label}.csv"), ledger(seed));
        shelf.ingest(&input, label);
    }
    shelf.compact();
    maintain(&shelf.store(), shelf.key.as_deref(), Task::Vacuum { keep: 1 }).unwrap();
    let out = Folder::new();
    report(shelf, out.path(), &registry).unwrap();
    month(shelf, out.path()).unwrap();
    // From here on a commit has seen that they were made.
    let input = inputs.write("2024-06.csv", ledger(33));
    shelf.ingest(&input, "2024-06");
}

fn settings(shelf: &Shelf, out: &Path, registry: Option<PathBuf>) -> RunConfig {
    RunConfig::new(Overrides {
        store: Some(shelf.view(Known::Newest)),
        registry,
        ..support::overrides(&[], out, AS_OF)
    })
    .unwrap()
}

fn report(shelf: &Shelf, out: &Path, registry: &Path) -> Result<RunReport, config::RunError> {
    pipeline::store_report(&settings(shelf, out, Some(registry.to_owned())))
}

fn month(shelf: &Shelf, out: &Path) -> Result<RunReport, config::RunError> {
    pipeline::month(&settings(shelf, out, None), None)
}

fn check(store: &Path, key: Option<&Path>, repair: bool) -> Result<(State, Value), String> {
    let checked = maintain(store, key, Task::Check { repair });
    let checked = checked.map_err(|error| error.to_string())?;
    Ok((checked.state, checked.json))
}

/// The files of a store, but for those that are only locked and what only makes opening quicker.
fn files(store: &Path) -> Vec<PathBuf> {
    let files = support::contents(store).into_keys().map(PathBuf::from);
    files.filter(|file| !file.ends_with("lock") && !file.ends_with("access.lock")).collect()
}

fn harmed(encrypted: bool, harms: &[Harm]) {
    let mut shelf = Shelf::new();
    if encrypted {
        let key = shelf.folder.join("key");
        config::new_key(&key).unwrap();
        shelf.key = Some(key);
    }
    filled(&mut shelf);
    let key = shelf.key.clone();
    let (state, found) = check(&shelf.store(), key.as_deref(), false).unwrap();
    assert_eq!((state, &found["reports"]), (State::Sound, &Value::from(2)), "{found}");
    let files = files(&shelf.store());
    assert!(files.len() > 20, "{files:?}");
    for (at, file) in files.iter().enumerate() {
        let (what, harm) = harms[at % harms.len()];
        let path = shelf.store().join(file);
        let sound = fs::read(&path).unwrap();
        harm(&path);
        if let Ok((state, found)) = check(&shelf.store(), key.as_deref(), true) {
            // Those that only say where a log ends can be written anew.
            let is_head = file.ends_with("head.json") || file.ends_with("access.head");
            assert!(
                state == State::Damaged || is_head && state == State::Remarks,
                "{what} {}: {found}",
                file.display()
            );
        }
        fs::write(&path, sound).unwrap();
    }
}

#[test]
fn any_harm_to_any_file_is_noticed() {
    for first in [0, 2] {
        let mut harms = HARMS;
        harms.rotate_left(first);
        harmed(false, &harms);
    }
}

#[test]
fn any_harm_to_any_file_of_an_encrypted_store_is_noticed() {
    harmed(true, &HARMS);
}

/// An object that was put so long ago.
fn put(store: &Path, content: &str, age: Duration) -> PathBuf {
    let name = blake3::hash(content.as_bytes()).to_string();
    let path = store.join("_taizhang/objects").join(&name[..2]).join(&name[2..]);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    let put = SystemTime::now() - age;
    fs::File::options().write(true).open(&path).unwrap().set_modified(put).unwrap();
    path
}

#[test]
fn objects_that_nothing_uses_are_left_over_after_a_day() {
    let mut shelf = Shelf::new();
    filled(&mut shelf);
    let store = shelf.store();
    let used = files(&store);
    for file in used.iter().map(|file| store.join(file)) {
        let long_ago = SystemTime::now() - Duration::from_secs(40 * 86_400);
        fs::File::options().write(true).open(file).unwrap().set_modified(long_ago).unwrap();
    }
    assert_eq!(check(&store, None, true).unwrap().0, State::Sound);
    let old = put(&store, "left", Duration::from_secs(3 * 86_400));
    let young = put(&store, "being made", Duration::from_secs(3_600));
    let (state, found) = check(&store, None, false).unwrap();
    assert_eq!(state, State::Remarks, "{found}");
    assert_eq!(found["unused"], serde_json::json!([old.display().to_string()]));
    assert_eq!(found["unsettled"], 1);
    let (_, found) = check(&store, None, true).unwrap();
    assert_eq!(found["repaired"], true);
    assert!(!old.exists() && young.exists());
    assert_eq!(check(&store, None, false).unwrap().0, State::Sound);
    fs::remove_file(young).unwrap();
    assert_eq!(files(&store), used, "what is used stays");
}

#[test]
fn what_is_not_of_the_store_is_told_and_left_alone() {
    let mut shelf = Shelf::new();
    filled(&mut shelf);
    let store = shelf.store();
    let mut foreign = [
        "说明.docx",
        "备份/a.txt",
        "_taizhang/笔记.txt",
        "_delta_log/a.crc",
        "data/Thumbs.db",
        "data/record_kind=row/b.parquet",
    ];
    foreign.sort_unstable();
    for name in foreign {
        let path = store.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "何处").unwrap();
    }
    let (state, found) = check(&store, None, true).unwrap();
    assert_eq!(state, State::Sound, "{found}");
    let mut told: Vec<&str> =
        found["foreign"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
    told.sort_unstable();
    assert_eq!(told.len(), foreign.len(), "{told:?}");
    for name in foreign.into_iter().filter(|name| !name.starts_with("备份")) {
        assert!(told.iter().any(|path| Path::new(path).ends_with(name)), "{name}: {told:?}");
        assert!(store.join(name).exists());
    }
    assert!(told.iter().any(|path| path.ends_with("备份")), "{told:?}");
}

#[test]
fn a_lost_head_is_written_anew_on_record() {
    let mut shelf = Shelf::new();
    filled(&mut shelf);
    let head = shelf.store().join("_taizhang/head.json");
    fs::remove_file(&head).unwrap();
    assert_eq!(check(&shelf.store(), None, false).unwrap().0, State::Damaged);
    let (state, found) = check(&shelf.store(), None, true).unwrap();
    assert_eq!((state, &found["repaired"]), (State::Remarks, &Value::Bool(true)), "{found}");
    assert_eq!(check(&shelf.store(), None, false).unwrap().0, State::Sound);
    let log = fs::read_to_string(shelf.store().join("_taizhang/access.log")).unwrap();
    let last: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    assert_eq!(last["command"], "store check --repair");
    assert_eq!(last["what"], serde_json::json!({"head_lost": true, "version": 4}));
    assert!(head.exists());
}

#[test]
fn every_report_is_on_record_by_its_name() {
    let mut shelf = Shelf::new();
    filled(&mut shelf);
    let out = Folder::new();
    month(&shelf, out.path()).unwrap();
    let name = support::record(out.path())["store"]["report"].clone();
    let log = fs::read_to_string(shelf.store().join("_taizhang/access.log")).unwrap();
    let entries = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let told: Vec<Value> = entries.map(|entry| entry["report"].clone()).collect();
    assert!(told.len() == 3 && told.contains(&name), "{told:?} {name}");
    let name = name.as_str().unwrap();
    let object = shelf.store().join("_taizhang/objects").join(&name[..2]).join(&name[2..]);
    fs::remove_file(object).unwrap();
    let (state, found) = check(&shelf.store(), None, false).unwrap();
    assert_eq!(state, State::Damaged);
    assert!(found["damage"][0]["what"].as_str().unwrap().contains("存档"), "{found}");
}
