//! Two processes that write at once: one is told or waits, they never mix, and who dies leaves nobody locked out.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use taizhang::config::Known;

use super::{Shelf, program, tables};
use crate::reference::dirty;
use crate::support::{self, Folder};

const AS_OF: &str = "2024-06-30";

/// A delivery of one file, whose label is the month.
fn ingest(folder: &Folder, month: u64, wait: &[&str]) -> Command {
    let input = folder.write(&format!("{month}.csv"), dirty::csv(month));
    let mut command = program(&["ingest"], &folder.join("store"), None);
    command.arg(input).args(["--batch", &format!("2024-{month:02}")]).args(wait);
    command
}

fn begun(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Whether it was told that somebody else is writing; otherwise it has to be done.
fn is_told(output: &Output) -> bool {
    let told = String::from_utf8_lossy(&output.stderr);
    match output.status.code() {
        Some(0) => false,
        Some(2) if told.contains("正由另一个 taizhang 进程写入") => true,
        code => panic!("{code:?}: {told}"),
    }
}

fn lock(store: &Path) -> File {
    File::options().read(true).write(true).open(store.join("_taizhang/lock")).unwrap()
}

/// The store is that of these deliveries made one after the other.
fn holds(folder: &Folder, months: &[u64]) {
    let mut alone = Shelf::new();
    for month in months {
        alone.ingest(&folder.join(&format!("{month}.csv")), &format!("2024-{month:02}"));
    }
    let together = Shelf { folder: Folder::new(), key: None, now: alone.now };
    for (name, bytes) in support::contents(&folder.join("store")) {
        together.folder.write(&format!("store/{name}"), bytes);
    }
    let found = [&alone, &together].map(|shelf| {
        let out = Folder::new();
        shelf.report(out.path(), AS_OF, Known::Newest);
        let checked = program(&["store", "check", "--json"], &shelf.store(), None).output();
        let checked = checked.unwrap();
        assert_eq!(checked.status.code(), Some(0), "{checked:?}");
        let checked: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
        (checked["version"].clone(), checked["records"].clone(), tables(out.path()))
    });
    assert_eq!(found[0], found[1]);
}

#[test]
fn a_second_writer_is_told_or_waits() {
    let folder = Folder::new();
    assert!(!is_told(&ingest(&folder, 1, &[]).output().unwrap()));
    let other = lock(&folder.join("store"));
    other.lock().unwrap();
    assert!(is_told(&ingest(&folder, 2, &[]).output().unwrap()));
    assert!(is_told(&ingest(&folder, 2, &["--wait", "1"]).output().unwrap()));
    // Who only reads need not wait.
    holds(&folder, &[1]);
    let mut waiting = begun(ingest(&folder, 2, &["--wait", "600"]));
    thread::sleep(Duration::from_secs(1));
    assert!(waiting.try_wait().unwrap().is_none());
    drop(other);
    assert!(!is_told(&waiting.wait_with_output().unwrap()));
    holds(&folder, &[1, 2]);
}

#[test]
fn writers_at_once_do_not_mix() {
    const MONTHS: [u64; 4] = [1, 2, 3, 4];
    let folder = Folder::new();
    let children = MONTHS.map(|month| begun(ingest(&folder, month, &[])));
    let told = children.map(|child| is_told(&child.wait_with_output().unwrap()));
    let done: Vec<u64> =
        MONTHS.into_iter().zip(told).filter(|(_, told)| !told).map(|(month, _)| month).collect();
    assert!(!done.is_empty(), "somebody is let in");
    holds(&folder, &done);

    let folder = Folder::new();
    let children = MONTHS.map(|month| begun(ingest(&folder, month, &["--wait", "600"])));
    for child in children {
        assert!(!is_told(&child.wait_with_output().unwrap()));
    }
    holds(&folder, &MONTHS);
}

#[test]
fn a_killed_writer_locks_nobody_out() {
    let folder = Folder::new();
    assert!(!is_told(&ingest(&folder, 1, &[]).output().unwrap()));
    let mut child = begun(ingest(&folder, 2, &["--wait", "600"]));
    // Held by the child, and not only there.
    while !matches!(lock(&folder.join("store")).try_lock(), Err(TryLockError::WouldBlock)) {
        assert!(child.try_wait().unwrap().is_none(), "it was done too soon");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(folder.join("store/_taizhang/lock").exists());
    assert!(!is_told(&ingest(&folder, 2, &[]).output().unwrap()));
    let repaired = program(&["store", "check", "--repair"], &folder.join("store"), None).output();
    assert!(repaired.unwrap().status.code() <= Some(1));
    holds(&folder, &[1, 2]);
}

#[test]
fn a_check_beside_a_writer_takes_nothing_for_an_interruption() {
    let folder = Folder::new();
    let store = folder.join("store");
    assert!(ingest(&folder, 5, &[]).output().unwrap().status.success());
    let check = || {
        let output = program(&["store", "check", "--json"], &store, None).output().unwrap();
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), found["writing"].clone())
    };
    assert_eq!(check(), (Some(0), false.into()));
    let unfinished = folder.write("store/_taizhang/.tmp-7-0", "half");
    assert_eq!(check(), (Some(1), false.into()));
    let held = lock(&store);
    held.lock().unwrap();
    assert_eq!(check(), (Some(0), true.into()));
    let told = program(&["store", "check"], &store, None).output().unwrap();
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("正在写入") && !told.contains("中断的残留"), "{told}");
    // What the writer cannot explain stays what it is.
    let log = store.join("_delta_log/00000000000000000001.json");
    let entry = std::fs::read(&log).unwrap();
    std::fs::write(&log, [&entry[..], b" "].concat()).unwrap();
    assert_eq!(check().0, Some(2));
    std::fs::write(&log, entry).unwrap();
    drop(held);
    assert_eq!(check(), (Some(1), false.into()));
    std::fs::remove_file(unfinished).unwrap();
    assert_eq!(check(), (Some(0), false.into()));
}

#[test]
fn a_check_keeps_no_writer_waiting() {
    let folder = Folder::new();
    let store = folder.join("store");
    assert!(ingest(&folder, 5, &[]).output().unwrap().status.success());
    let writer = begun(ingest(&folder, 6, &[]));
    let mut checks = Vec::new();
    for _ in 0..3 {
        checks.push(program(&["store", "check"], &store, None).output().unwrap().status.code());
    }
    assert_eq!(writer.wait_with_output().unwrap().status.code(), Some(0));
    assert!(checks.iter().all(|code| *code == Some(0)), "{checks:?}");
}
