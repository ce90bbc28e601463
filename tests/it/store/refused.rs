//! What the system refuses while a store is written: told in Chinese, with nothing lost, and made good later.
//!
//! Disks that fill up and folders that even the administrator cannot write to are made with `mount`: those tests are
//! ignored unless asked for, by the administrator of a Linux system (`cargo test -- --ignored mounted`).

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::TimeDelta;
use serde_json::Value;
use taizhang::config::Known;
use taizhang::pipeline::BatchAction;

use super::{Shelf, program, said, tables};
use crate::reference::dirty;
use crate::support::Folder;

const AS_OF: &str = "2024-06-30";

fn run(store: &Path, words: &[&str]) -> Output {
    program(words, store, None).output().unwrap()
}

/// Sound, or with leftovers only; the version and the number of records.
fn checked(store: &Path) -> (Value, Value) {
    let output = run(store, &["store", "check", "--json"]);
    assert!(output.status.code() <= Some(1), "{output:?}");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(found["damage"].as_array().unwrap().is_empty(), "{found}");
    (found["version"].clone(), found["records"].clone())
}

fn ingest(store: &Path, input: &Path, label: &str) -> Output {
    program(&["ingest"], store, None).arg(input).args(["--batch", label]).output().unwrap()
}

#[test]
fn an_input_that_is_not_there_makes_no_store() {
    let folder = Folder::new();
    let (store, input) = (folder.join("store"), folder.join("没有.csv"));
    let output = ingest(&store, &input, "2024-05");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("没有.csv"), "{}", said(&output));
    assert!(!store.exists());
}

#[test]
fn times_rise_when_the_clock_is_set_back() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    let begun = shelf.now;
    for number in 1..=3 {
        shelf.ingest(&input.write(&format!("{number}.csv"), dirty::csv(number)), "2024-05");
        shelf.now -= TimeDelta::days(400);
    }
    let listed = shelf.batch(BatchAction::List).unwrap().json;
    let times: Vec<chrono::DateTime<chrono::Utc>> = listed["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["time"].as_str().unwrap().parse().unwrap())
        .collect();
    assert!(times.len() == 3 && times.is_sorted_by(|a, b| a < b) && times[0] > begun, "{times:?}");
    let outs = [Folder::new(), Folder::new()];
    shelf.report(outs[0].path(), AS_OF, Known::At(times[1]));
    shelf.report(outs[1].path(), AS_OF, Known::Version(2));
    assert_eq!(tables(outs[0].path()), tables(outs[1].path()));
}

#[test]
#[cfg(unix)]
fn a_folder_that_may_not_be_written_to_is_told_of() {
    use std::os::unix::fs::PermissionsExt;
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    shelf.ingest(&input.write("1.csv", dirty::csv(1)), "2024-05");
    let store = shelf.store();
    let more = input.write("2.csv", dirty::csv(2));
    let of_mode = |mode| {
        for folder in ["", "_taizhang", "_taizhang/objects", "_delta_log", "data"] {
            let path = store.join(folder);
            if path.exists() {
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            }
        }
    };
    let before = checked(&store);
    of_mode(0o500);
    if std::fs::write(store.join("_delta_log/probe"), "").is_ok() {
        std::fs::remove_file(store.join("_delta_log/probe")).unwrap();
        println!("not tested: for the administrator, no folder is closed");
    } else {
        let refused = ingest(&store, &more, "2024-06");
        assert_eq!(refused.status.code(), Some(2));
        assert!(said(&refused).contains("读写权限"), "{}", said(&refused));
        assert_eq!(checked(&store), before);
    }
    of_mode(0o700);
    assert_eq!(ingest(&store, &more, "2024-06").status.code(), Some(0));
}

/// A disk in memory.
struct Disk(Folder);

impl Disk {
    fn new() -> Self {
        let disk = Self(Folder::new());
        mount(&["-t", "tmpfs", "-o", "size=64m", "taizhang-test"], disk.0.path());
        disk
    }

    fn store(&self) -> PathBuf {
        self.0.join("store")
    }

    fn used(&self) -> u64 {
        let mut command = Command::new("df");
        let output = command.args(["-B1", "--output=used"]).arg(self.0.path()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().last().unwrap().trim().parse().unwrap()
    }

    fn remount(&self, options: &str) {
        mount(&["-o", &format!("remount,{options}")], self.0.path());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

fn mount(options: &[&str], at: &Path) {
    let done = Command::new("mount").args(options).arg(at).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
#[ignore = "mounts disks, which only the administrator may"]
fn mounted_full_disks_are_told_of_and_lose_nothing() {
    const STEPS: u64 = 16;
    let inputs = Folder::new();
    let [first, more] = [1, 2].map(|seed| inputs.write(&format!("{seed}.csv"), dirty::csv(seed)));
    let (disk, alone) = (Disk::new(), Disk::new());
    for disk in [&disk, &alone] {
        assert_eq!(ingest(&disk.store(), &first, "2024-05").status.code(), Some(0));
    }
    let (old, used) = (checked(&disk.store()), alone.used());
    assert_eq!(ingest(&alone.store(), &more, "2024-06").status.code(), Some(0));
    let (new, needed) = (checked(&alone.store()), alone.used() - used);
    for step in 0..STEPS {
        disk.remount(&format!("size={}", used + needed * step / STEPS));
        let refused = ingest(&disk.store(), &more, "2024-06");
        println!("{step}/{STEPS} of {needed} bytes: {:?} {}", refused.status, said(&refused));
        assert_eq!(refused.status.code(), Some(2), "{step}");
        assert!(said(&refused).contains("请腾出空间"), "{}", said(&refused));
        assert_eq!(checked(&disk.store()), old, "{step}");
        assert!(disk.used() < used + needed);
    }
    disk.remount("size=64m");
    assert_eq!(ingest(&disk.store(), &more, "2024-06").status.code(), Some(0));
    assert_eq!(checked(&disk.store()), new);
    // To make room, none is needed.
    disk.remount(&format!("size={}", disk.used()));
    let refused = run(&disk.store(), &["store", "compact"]);
    assert!(refused.status.code() == Some(2) && said(&refused).contains("请腾出空间"));
    assert_eq!(checked(&disk.store()), new);
    disk.remount("size=64m");
    assert_eq!(run(&disk.store(), &["store", "compact"]).status.code(), Some(0));
    let compacted = checked(&disk.store());
    let full = disk.used();
    disk.remount(&format!("size={full}"));
    assert_eq!(run(&disk.store(), &["store", "vacuum"]).status.code(), Some(0));
    assert!(disk.used() < full);
    assert_eq!(checked(&disk.store()), compacted);
}

#[test]
#[ignore = "mounts disks, which only the administrator may"]
fn mounted_read_only_disks_are_told_of() {
    let inputs = Folder::new();
    let [first, more] = [1, 2].map(|seed| inputs.write(&format!("{seed}.csv"), dirty::csv(seed)));
    let disk = Disk::new();
    let store = disk.store();
    disk.remount("ro");
    let refused = ingest(&store, &first, "2024-05");
    assert!(refused.status.code() == Some(2), "{}", said(&refused));
    assert!(said(&refused).contains("读写权限"), "{}", said(&refused));
    disk.remount("rw");
    assert_eq!(ingest(&store, &first, "2024-05").status.code(), Some(0));
    let before = checked(&store);
    disk.remount("ro");
    let out = inputs.join("out");
    let tasks: [&[&str]; 7] = [
        &["batch", "withdraw", "2024-05"],
        &["store", "vacuum"],
        &["store", "compact"],
        &["report", "--as-of", AS_OF, "--out", out.to_str().unwrap()],
        &["month", "--as-of", AS_OF, "--out", out.to_str().unwrap()],
        &["verify", "--as-of", AS_OF, "--out", out.to_str().unwrap()],
        &["diff", "1", "1@2024-03-31", "--as-of", AS_OF, "--out", out.to_str().unwrap()],
    ];
    for words in tasks {
        let refused = run(&store, words);
        assert_eq!(refused.status.code(), Some(2), "{words:?}");
        assert!(said(&refused).contains("读写权限"), "{words:?}: {}", said(&refused));
    }
    // What goes on no record does not go out.
    assert!(!out.join("rejects.csv").exists());
    assert_eq!(ingest(&store, &more, "2024-06").status.code(), Some(2));
    // Looking needs no writing.
    assert_eq!(checked(&store), before);
    let looks: [&[&str]; 3] = [
        &["batch", "list"],
        &["batch", "show", "2024-05"],
        &["diff", "1", "1@2024-03-31", "--as-of", AS_OF],
    ];
    for words in looks {
        let looked = run(&store, words);
        assert_eq!(looked.status.code(), Some(0), "{words:?}: {}", said(&looked));
    }
    // A copy can be reported from.
    let copy = inputs.join("copy");
    for (name, bytes) in crate::support::contents(&store) {
        inputs.write(&format!("copy/{name}"), bytes);
    }
    let words = ["report", "--as-of", AS_OF, "--out", out.to_str().unwrap()];
    assert_eq!(run(&copy, &words).status.code(), Some(0));
    assert_eq!(checked(&copy), before);
    disk.remount("rw");
    assert_eq!(ingest(&store, &more, "2024-06").status.code(), Some(0));
}
