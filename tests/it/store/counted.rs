//! Whoever reads the table without this program counts the rows that it counts, by the recipe of the manual: rows that
//! are not withdrawn, at every version, whatever came again, was withdrawn, replaced or merged.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, Int64Array, RecordBatch};
use chrono::DateTime;
use serde_json::{Map, Value};
use taizhang::config::{self, Known, Overrides, RunConfig};
use taizhang::pipeline::{self, MaintainOptions, State, Task};
use taizhang::store::table::{Change, Table, log_entry};

use super::Shelf;
use crate::reference::dirty;
use crate::support::{self, Folder};

/// No row depends on a date that is as late.
const AS_OF: &str = "2090-12-31";

/// Of every accepted row: since when it is known, and who withdrew it.
fn marks(store: &Path) -> Vec<(i64, Option<i64>)> {
    let table = Table::open(store).unwrap().unwrap();
    let rows = table.files().iter().filter(|file| &*file.partition.record_kind == "row");
    let mut marks = Vec::new();
    for file in rows {
        for batch in table.read(file, Some(&["known_from", "withdrawn_by"])).unwrap() {
            let [from, by] = [0, 1].map(|at| batch.column(at).as_primitive::<Int64Type>().clone());
            let by = |row: usize| by.is_valid(row).then(|| by.value(row));
            marks.extend((0..batch.num_rows()).map(|row| (from.value(row), by(row))));
        }
    }
    marks
}

/// The rows that the program counts.
fn accepted(shelf: &Shelf, known: Known) -> u64 {
    let out = Folder::new();
    shelf.report(out.path(), AS_OF, known);
    support::record(out.path())["totals"]["accepted"].as_u64().unwrap()
}

fn check(shelf: &mut Shelf) -> (State, Value) {
    let (store, key, now) = (shelf.store(), shelf.key.clone(), shelf.tick());
    let task = Task::Check { repair: false };
    let found = pipeline::maintain(&MaintainOptions { store, key, task, wait: None, now }).unwrap();
    (found.state, found.json)
}

/// Whether both count the same now; gives how many.
fn agreed(shelf: &mut Shelf) -> u64 {
    let marks = marks(&shelf.store());
    let live = marks.iter().filter(|(_, by)| by.is_none()).count() as u64;
    assert_eq!(live, accepted(shelf, Known::Newest));
    let (state, found) = check(shelf);
    assert_eq!(state, State::Sound, "{found}");
    live
}

fn lived(encrypted: bool) {
    let mut shelf = Shelf::new();
    if encrypted {
        let key = shelf.folder.join("key");
        config::new_key(&key).unwrap();
        shelf.key = Some(key);
    }
    let deliveries = Folder::new();
    // The same content under other labels and names.
    for (path, seed) in
        [("1/a.csv", 1), ("2/b.csv", 1), ("2/c.csv", 2), ("3/d.csv", 2), ("4/c.csv", 3)]
    {
        deliveries.write(path, dirty::csv(seed));
    }
    let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
    let mut note = |shelf: &mut Shelf| counts.insert(counts.len() as u64 + 1, agreed(shelf));
    shelf.ingest(&deliveries.join("1"), "2024-03");
    note(&mut shelf);
    shelf.ingest(&deliveries.join("2"), "2024-04");
    note(&mut shelf);
    shelf.withdraw("2024-03");
    note(&mut shelf);
    shelf.ingest(&deliveries.join("3"), "2024-05");
    note(&mut shelf);
    shelf.take(&[deliveries.join("4")], "2024-04", true).unwrap();
    note(&mut shelf);
    shelf.compact();
    note(&mut shelf);
    shelf.withdraw("2024-04");
    note(&mut shelf);
    let of = |version: u64| counts[&version];
    assert!(of(1) > 0 && of(2) > of(1) && of(3) == of(2) - of(1), "{counts:?}");
    assert_eq!(of(7), of(2) - 2 * of(1), "what the last one brought again");
    // Nothing that came later changes what was known before.
    let marks = marks(&shelf.store());
    for (version, count) in &counts {
        let then = i64::try_from(*version).unwrap();
        let known =
            marks.iter().filter(|(from, by)| *from <= then && by.is_none_or(|by| by > then));
        assert_eq!(known.count() as u64, *count, "version {version}");
        assert_eq!(accepted(&shelf, Known::Version(*version)), *count, "version {version}");
    }
}

#[test]
fn other_programs_count_what_this_one_counts() {
    lived(false);
}

#[test]
fn and_in_an_encrypted_store() {
    lived(true);
}

/// A commit with all records of a kind marked as withdrawn, or none.
fn marked(store: &Path, kind: &str, mark: Option<i64>) {
    let table = Table::open(store).unwrap().unwrap();
    let mut change = table.change();
    for file in table.files().iter().filter(|file| &*file.partition.record_kind == kind) {
        let batches = table.read(file, None).unwrap().into_iter().map(|batch| {
            let marks: ArrayRef = Arc::new(Int64Array::from(vec![mark; batch.num_rows()]));
            let schema = batch.schema();
            let columns = schema.fields().iter().zip(batch.columns()).map(|(field, column)| {
                let is_mark = field.name() == "withdrawn_by";
                (
                    field.name().clone(),
                    if is_mark { Arc::clone(&marks) } else { column.clone() },
                    true,
                )
            });
            RecordBatch::try_from_iter_with_nullable(columns).unwrap()
        });
        change.remove(file);
        change.add(&file.partition, &batches.collect::<Vec<_>>()).unwrap();
    }
    commit(store, &table, change);
}

/// Commits upon a version as this program does.
fn commit(store: &Path, table: &Table, change: Change<'_>) {
    let before = fs::read(log_entry(store, table.version())).unwrap();
    let previous = Value::from(blake3::hash(&before).to_string());
    let time = DateTime::from_timestamp(1_770_000_000, 0).unwrap();
    change.commit(time, "test", Map::from_iter([("previous".to_owned(), previous)])).unwrap();
}

#[test]
fn rows_that_are_marked_otherwise_than_their_file_are_damage() {
    for (kind, mark) in
        [("row", Some(2)), ("reject", Some(2)), ("finding", Some(2)), ("file", Some(2))]
    {
        let (mut shelf, input) = (Shelf::new(), Folder::new());
        input.write("a.csv", dirty::csv(1));
        shelf.ingest(input.path(), "2024-05");
        marked(&shelf.store(), kind, mark);
        let (state, found) = check(&mut shelf);
        let told = found["damage"][0]["what"].as_str().unwrap_or_default();
        assert!(state == State::Damaged && told.contains("withdrawn_by"), "{kind}: {found}");
        // As it was, it is sound but for the head, which is behind.
        marked(&shelf.store(), kind, None);
        let (state, found) = check(&mut shelf);
        assert_eq!(
            (state, &found["damage"]),
            (State::Remarks, &Value::Array(Vec::new())),
            "{found}"
        );
    }
}

#[test]
fn no_report_is_made_of_less_than_the_accounts_say() {
    for kind in ["row", "reject"] {
        let (mut shelf, input) = (Shelf::new(), Folder::new());
        input.write("a.csv", dirty::csv(1));
        shelf.ingest(input.path(), "2024-05");
        let store = shelf.store();
        let table = Table::open(&store).unwrap().unwrap();
        let mut change = table.change();
        change.remove(table.files().iter().find(|it| &*it.partition.record_kind == kind).unwrap());
        commit(&store, &table, change);
        let out = Folder::new();
        let overrides = Overrides {
            store: Some(shelf.view(Known::Newest)),
            ..support::overrides(&[], out.path(), AS_OF)
        };
        let refused = pipeline::store_report(&RunConfig::new(overrides).unwrap()).unwrap_err();
        let told = refused.to_string();
        assert!(
            told.contains("批次 2024-05 的“a.csv”") && told.contains("store check"),
            "{kind}: {told}"
        );
        assert_eq!(check(&mut shelf).0, State::Damaged);
    }
}
