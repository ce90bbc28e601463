//! A store before a step, the step, and what the store is before and after it.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use taizhang::config::{self, Known, Overrides, RunConfig, StoreView};
use taizhang::pipeline::{self, BatchAction};

use super::super::{Shelf, program, tables};
use crate::reference::dirty;
use crate::support::{self, Folder};

const AS_OF: &str = "2024-06-30";
/// How much of a ledger is delivered.
const LINES: usize = 40;
/// The library's state is written down when this version is made.
const CHECKPOINT: usize = 20;

/// What is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The delivery that makes the store.
    First,
    Ingest,
    Replace,
    Withdraw,
    Compact,
    Vacuum,
    /// It writes to the log of exports.
    Report,
    /// It keeps what the command line names, too.
    Verify,
    /// A delivery whose version is written down as a checkpoint.
    Checkpoint,
}

impl Step {
    pub const ALL: [Self; 9] = [
        Self::First,
        Self::Ingest,
        Self::Replace,
        Self::Withdraw,
        Self::Compact,
        Self::Vacuum,
        Self::Report,
        Self::Verify,
        Self::Checkpoint,
    ];

    fn arguments(self, folder: &Folder, out: &Path) -> Vec<OsString> {
        let (out, input) = (out.as_os_str(), |name| folder.join(name).into_os_string());
        let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        match self {
            Self::First | Self::Ingest | Self::Checkpoint => {
                [words(&["ingest", "--batch", "2024-07"]), vec![input("new")]].concat()
            }
            Self::Replace => {
                [words(&["batch", "replace", "--batch", "2024-05"]), vec![input("new")]].concat()
            }
            Self::Withdraw => words(&["batch", "withdraw", "2024-06"]),
            Self::Compact => words(&["store", "compact"]),
            Self::Vacuum => words(&["store", "vacuum"]),
            Self::Report => {
                [words(&["report", "--as-of", AS_OF, "--out"]), vec![out.to_owned()]].concat()
            }
            Self::Verify => {
                let beside = [
                    OsString::from("--claims"),
                    input("申报"),
                    "--roster".into(),
                    input("名单.csv"),
                ];
                let words = words(&["verify", "--as-of", AS_OF, "--out"]);
                [words, vec![out.to_owned()], beside.to_vec()].concat()
            }
        }
    }
}

/// What the program says of a store.
#[derive(Debug, PartialEq)]
pub struct Look {
    version: u64,
    records: Value,
    batches: Value,
    /// What happened, without the times.
    history: Vec<Value>,
    tables: Vec<(&'static str, String)>,
}

/// A step on a store.
pub struct Scene {
    pub step: Step,
    shelf: Shelf,
    pub old: Look,
    pub new: Look,
    /// How long it takes undisturbed.
    pub duration: Duration,
    /// How many files it makes or removes.
    pub changes: usize,
    /// How many data files there are after it.
    pub data_files: usize,
}

impl Scene {
    pub fn set(step: Step, encrypted: bool) -> Self {
        let mut shelf = Shelf::new();
        if encrypted {
            let key = shelf.folder.join("key");
            config::new_key(&key).unwrap();
            shelf.key = Some(key);
        }
        prepare(&mut shelf, step);
        let empty = || Look {
            version: 0,
            records: Value::Null,
            batches: Value::Null,
            history: Vec::new(),
            tables: Vec::new(),
        };
        let scene = Self {
            step,
            shelf,
            old: empty(),
            new: empty(),
            duration: Duration::ZERO,
            changes: 0,
            data_files: 0,
        };
        let trial = Trial::of(&scene);
        let old = trial.look(&trial.check(false).1);
        let (files, begun) = (trial.files().len(), Instant::now());
        let done = trial.command().output().unwrap();
        let duration = begun.elapsed();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let changes = trial.files().len().abs_diff(files);
        let (checked, found) = trial.check(false);
        assert_eq!(checked, 0, "{found}");
        let (new, data_files) = (trial.look(&found), trial.data_files());
        drop(trial);
        assert!(!matches!(step, Step::Report | Step::Verify) || old == new);
        Self { old, new, duration, changes, data_files, ..scene }
    }
}

/// The beginning of a ledger: small, but of several places and years.
fn ledger(seed: u64) -> Vec<u8> {
    let whole = dirty::csv(seed);
    whole.split_inclusive(|byte| *byte == b'\n').take(LINES).flatten().copied().collect()
}

fn prepare(shelf: &mut Shelf, step: Step) {
    shelf.folder.write("new/乙.csv", ledger(24));
    shelf.folder.write("new/丙.csv", ledger(25));
    shelf.folder.write("申报/长春市/2024年.csv", "品牌名称,培训人数\n甲,12\n");
    shelf.folder.write("名单.csv", ledger(26));
    if step == Step::First {
        return;
    }
    if step == Step::Checkpoint {
        for day in 1..CHECKPOINT - 1 {
            let row = format!("姓名,身份证号,班级编号\n某某,{day},甲\n");
            let input = shelf.folder.write(&format!("{day}.csv"), row);
            shelf.ingest(&input, "2024-05");
        }
    }
    for (seed, label) in [(21, "2024-05"), (22, "2024-05"), (23, "2024-06")] {
        if step == Step::Checkpoint && seed > 21 {
            break;
        }
        let input = shelf.folder.write(&format!("{seed}.csv"), ledger(seed));
        shelf.ingest(&input, label);
    }
    if step == Step::Vacuum {
        shelf.withdraw("2024-06");
        shelf.compact();
    }
}

/// A copy of a scene's store, to be killed over.
pub struct Trial<'s> {
    pub scene: &'s Scene,
    folder: Folder,
}

impl<'s> Trial<'s> {
    pub fn of(scene: &'s Scene) -> Self {
        let folder = Folder::new();
        if scene.shelf.store().exists() {
            for (name, bytes) in support::contents(&scene.shelf.store()) {
                folder.write(&format!("store/{name}"), bytes);
            }
        }
        let trial = Self { scene, folder };
        // A folder without a first commit is an empty store; no folder is a mistake.
        std::fs::create_dir_all(trial.store()).unwrap();
        trial
    }

    fn store(&self) -> PathBuf {
        self.folder.join("store")
    }

    fn on_store(&self, arguments: &[OsString]) -> Command {
        let mut command = program(arguments, &self.store(), self.scene.shelf.key.as_deref());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The step.
    pub fn command(&self) -> Command {
        let out = self.folder.join("out");
        self.on_store(&self.scene.step.arguments(&self.scene.shelf.folder, &out))
    }

    /// The exit code of a check, and what it says.
    pub fn check(&self, repair: bool) -> (i32, Value) {
        let words = ["store", "check", "--json"].into_iter();
        let words: Vec<OsString> =
            words.chain(repair.then_some("--repair")).map(OsString::from).collect();
        let checked = self.on_store(&words).output().unwrap();
        let found = serde_json::from_slice(&checked.stdout).unwrap_or_else(|_| {
            Value::String(String::from_utf8_lossy(&checked.stderr).into_owned())
        });
        (checked.status.code().unwrap(), found)
    }

    /// All that is in the store, found without writing to it.
    pub fn look(&self, checked: &Value) -> Look {
        let (key, folder) = (self.scene.shelf.key.clone(), self.store());
        let listed = pipeline::batch(&pipeline::BatchOptions {
            store: folder.clone(),
            key: key.clone(),
            action: BatchAction::List,
            wait: None,
            now: chrono::Utc::now(),
        });
        let listed = listed.unwrap().json;
        let version = listed["version"].as_u64().unwrap();
        let mut history = listed["history"].as_array().unwrap().clone();
        for event in &mut history {
            event.as_object_mut().unwrap().retain(|name, _| name != "time" && name != "exports");
        }
        let view =
            StoreView { folder, key, known: Known::Newest, report: None, is_rehearsal: true };
        let out = Folder::new();
        let overrides =
            Overrides { store: Some(view), ..support::overrides(&[], out.path(), AS_OF) };
        if version > 0 {
            pipeline::run(&RunConfig::new(overrides).unwrap()).unwrap();
        }
        let (records, batches) = (checked["records"].clone(), listed["batches"].clone());
        Look { version, records, batches, history, tables: tables(out.path()) }
    }

    /// The files of the store with their lengths, but for those that are only locked.
    pub fn files(&self) -> BTreeSet<(PathBuf, u64)> {
        let mut files = BTreeSet::new();
        walk(&self.store(), &mut files);
        files.retain(|(path, _)| !path.ends_with("lock") && !path.ends_with("access.lock"));
        files
    }

    pub fn data_files(&self) -> usize {
        let mut files = BTreeSet::new();
        walk(&self.store().join("data"), &mut files);
        files.len()
    }
}

/// Files may vanish while they are looked for.
fn walk(folder: &Path, files: &mut BTreeSet<(PathBuf, u64)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_dir() {
            walk(&entry.path(), files);
        } else {
            files.insert((entry.path(), metadata.len()));
        }
    }
}
