//! Every step of writing fails once: the table is then at the old or the new version, and trying again ends the same.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;

use super::super::{FULL_FILE, leftovers, remove_leftovers};
use super::*;
use crate::store::disk::faults::{Fault, Faults};
use crate::store::lock::Lock;

type Stage = fn(&TestFolder) -> Result<(), StoreError>;

/// City, person, known from, withdrawn by.
type Told = (String, i64, i64, Option<i64>);

/// The stages of a table's life; the version after each.
const STAGES: [(Stage, u64); 7] = [
    (made, 0),
    (|folder| delivered(folder, 1), 1),
    (|folder| delivered(folder, 2), 2),
    (|folder| delivered(folder, 3), 3),
    (withdrawn, 4),
    (compacted, 5),
    (vacuumed, 5),
];

fn made(folder: &TestFolder) -> Result<(), StoreError> {
    let _lock = Lock::acquire(folder.path(), None)?;
    match Table::open(folder.path())? {
        Some(_) => Ok(()),
        None => create(folder).map(drop),
    }
}

/// The table, if it is at the version before this one.
fn before(folder: &TestFolder, version: u64) -> Result<Option<Table>, StoreError> {
    let table = Table::open(folder.path())?.expect("a table");
    Ok(Some(table).filter(|table| table.version() + 1 == version))
}

fn delivered(folder: &TestFolder, version: u64) -> Result<(), StoreError> {
    let _lock = Lock::acquire(folder.path(), None)?;
    let Some(table) = before(folder, version)? else { return Ok(()) };
    let first = i64::try_from(version).unwrap() * 10;
    let mut change = table.change();
    change.add(&partition("长春市"), &[rows(first..first + 12, version, None)])?;
    change.add(&partition("吉林市"), &[rows(first..first + 3, version, None)])?;
    commit(change, first).map(drop)
}

fn withdrawn(folder: &TestFolder) -> Result<(), StoreError> {
    let _lock = Lock::acquire(folder.path(), None)?;
    let Some(table) = before(folder, 4)? else { return Ok(()) };
    let mut change = table.change();
    for file in
        table.files().iter().filter(|file| file.range("known_from").unwrap().values == Some((2, 2)))
    {
        let persons = persons_of(&table, file);
        change.remove(file);
        change.add(&file.partition, &[rows(persons, 2, Some(4))])?;
    }
    commit(change, 40).map(drop)
}

fn compacted(folder: &TestFolder) -> Result<(), StoreError> {
    let _lock = Lock::acquire(folder.path(), None)?;
    let Some(table) = before(folder, 5)? else { return Ok(()) };
    table.compact(FULL_FILE, time(50), Map::new()).map(drop)
}

fn vacuumed(folder: &TestFolder) -> Result<(), StoreError> {
    let lock = Lock::acquire(folder.path(), None)?;
    let table = Table::open(folder.path())?.expect("a table");
    table.vacuum(&lock, table.version()).map(drop)
}

/// All records.
fn records(table: &Table) -> Vec<Told> {
    let mut records = Vec::new();
    for file in table.files() {
        let columns = ["person", "known_from", "withdrawn_by"];
        for batch in table.read(file, Some(&columns)).unwrap() {
            let [person, known, withdrawn] =
                [0, 1, 2].map(|column| batch.column(column).as_primitive::<Int64Type>().clone());
            records.extend((0..batch.num_rows()).map(|row| {
                let withdrawn = withdrawn.iter().nth(row).flatten();
                let city = file.partition.city.as_deref().unwrap_or_default().to_owned();
                (city, person.value(row), known.value(row), withdrawn)
            }));
        }
    }
    records.sort_unstable();
    records
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Records by version, and the folder before each stage.
fn undisturbed() -> (BTreeMap<u64, Vec<Told>>, Vec<TestFolder>) {
    let folder = TestFolder::new();
    let (mut expected, mut earlier) = (BTreeMap::new(), Vec::new());
    std::fs::create_dir_all(folder.path()).unwrap();
    for (stage, version) in STAGES {
        let kept = TestFolder::new();
        copy(folder.path(), kept.path());
        earlier.push(kept);
        stage(&folder).unwrap();
        let table = Table::open(folder.path()).unwrap().unwrap();
        assert_eq!(table.version(), version);
        expected.insert(version, records(&table));
    }
    assert_eq!(expected[&4], expected[&5], "compacting changes no record");
    assert_eq!(expected[&5].len(), 45);
    (expected, earlier)
}

/// Runs every stage with the fault at its first step, its second, and so on until it is not met.
fn disturbed(fault: Fault, words: Option<&str>) {
    let (expected, earlier) = undisturbed();
    for ((stage, version), earlier) in STAGES.into_iter().zip(earlier) {
        for at in 0.. {
            let folder = TestFolder::new();
            copy(earlier.path(), folder.path());
            let faults = Faults::at(folder.path(), at, fault);
            let outcome = stage(&folder);
            let (struck, step) = (faults.struck(), faults.at_step());
            drop(faults);
            let place = format!("version {version}, step {at} ({step:?})");
            match Table::open(folder.path()).unwrap() {
                None => assert!(version == 0 && outcome.is_err(), "{place}"),
                Some(table) => {
                    let is_old = version > 0 && table.version() == version - 1 && outcome.is_err();
                    assert!(is_old || table.version() == version, "{place}");
                    assert_eq!(records(&table), expected[&table.version()], "{place}");
                    assert_eq!(table.verify().unwrap(), [], "{place}");
                }
            }
            if let (Err(error), Some(words)) = (&outcome, words) {
                let told = error.to_string();
                assert!(told.contains(words), "{place}: {told}");
                assert!(told.contains(&*folder.path().to_string_lossy()), "{place}: {told}");
            }
            mended(&folder, stage, &expected[&version], &place);
            if !struck {
                assert!(at > 2, "{place}: nothing was written");
                break;
            }
        }
    }
}

/// Trying again ends as if nothing had happened, and what was left behind is found.
fn mended(folder: &TestFolder, stage: Stage, expected: &[Told], place: &str) {
    stage(folder).unwrap();
    let table = Table::open(folder.path()).unwrap().unwrap();
    assert_eq!(records(&table), expected, "{place}");
    let lock = Lock::acquire(folder.path(), None).unwrap();
    let left = leftovers(folder.path(), Some(&table)).unwrap();
    remove_leftovers(&lock, &left).unwrap();
    assert_eq!(leftovers(folder.path(), Some(&table)).unwrap(), [], "{place}");
    table.vacuum(&lock, table.version()).unwrap();
    let (mut there, mut known) = (files_below(&folder.path().join("data")), table.files().len());
    there.sort_unstable();
    known -= there.len();
    assert_eq!(known, 0, "{place}: {there:?}");
    assert_eq!(table.verify().unwrap(), [], "{place}");
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn killed_at_every_step() {
    disturbed(Fault::Dies, None);
}

#[test]
fn disk_full_at_every_step() {
    disturbed(Fault::Fails(ErrorKind::StorageFull), Some("磁盘已满；请腾出空间"));
}

#[test]
fn not_allowed_at_every_step() {
    disturbed(Fault::Fails(ErrorKind::PermissionDenied), Some("没有权限"));
}
