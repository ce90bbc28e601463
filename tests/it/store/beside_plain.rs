//! An encrypted store beside a plain one of the same delivery.

use std::collections::BTreeSet;
use std::path::Path;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use taizhang::config;
use taizhang::store::bijection::Bijection;
use taizhang::store::key::Key;
use taizhang::store::table::Table;

use super::{Shelf, scan};
use crate::support::{self, Folder};

fn filled(key: Option<&Path>) -> Shelf {
    let mut shelf = Shelf { key: key.map(Path::to_owned), ..Shelf::new() };
    shelf.ingest(&support::project().join("sample-data"), "2025-09");
    shelf
}

/// A data file as anyone reads it: what kind of records, and their columns.
fn data_files(store: &Path) -> Vec<(String, Vec<RecordBatch>)> {
    let table = Table::open(store).unwrap().unwrap();
    let files = table.files().iter();
    files
        .map(|file| (file.partition.record_kind.to_string(), table.read(file, None).unwrap()))
        .collect()
}

fn texts<'a>(files: &'a [(String, Vec<RecordBatch>)], column: &str) -> Vec<&'a str> {
    let batches = files.iter().flat_map(|(_, batches)| batches);
    let arrays = batches.filter_map(|batch| batch.column_by_name(column));
    arrays.flat_map(|array| array.as_string::<i32>().iter().flatten()).collect()
}

fn persons(batches: &[RecordBatch]) -> Vec<i64> {
    let arrays = batches.iter().filter_map(|batch| batch.column_by_name("person"));
    arrays.flat_map(|array| array.as_primitive::<Int64Type>().iter().flatten()).collect()
}

#[test]
fn an_encrypted_store_counts_the_same_and_tells_of_nobody() {
    let folder = Folder::new();
    let key_file = folder.join("store.key");
    config::new_key(&key_file).unwrap();
    let key = Key::read(&key_file).unwrap();
    let plain = filled(None);
    let plain = data_files(&plain.store());
    let closed = filled(Some(&key_file));
    let encrypted = data_files(&closed.store());

    // What is counted is the same.
    let counted = |files: &[(String, Vec<RecordBatch>)]| {
        let rows =
            |batches: &[RecordBatch]| batches.iter().map(RecordBatch::num_rows).sum::<usize>();
        let mut counts: Vec<(String, usize, usize)> = files
            .iter()
            .map(|(kind, batches)| {
                let distinct: BTreeSet<i64> = persons(batches).into_iter().collect();
                (kind.clone(), rows(batches), distinct.len())
            })
            .collect();
        counts.sort();
        counts
    };
    assert_eq!(counted(&plain), counted(&encrypted));

    // No name and no number stands in any column, file name, object or log.
    let known = |column| -> BTreeSet<&str> { texts(&plain, column).into_iter().collect() };
    let (names, numbers) = (known("name"), known("id_number"));
    assert!(names.len() > 100 && numbers.len() > 5, "{} {}", names.len(), numbers.len());
    let told: Vec<&str> =
        names.union(&numbers).copied().filter(|text| text.chars().count() > 1).collect();
    assert_eq!(scan::found(&closed.store(), &told), [""; 0]);
    let all = |files: &[(String, Vec<RecordBatch>)]| -> BTreeSet<i64> {
        files.iter().flat_map(|(_, batches)| persons(batches)).collect()
    };
    let known = all(&plain);
    assert!(known.is_disjoint(&all(&encrypted)));

    // Nor does the order in which they stand.
    let bijection = Bijection::new(&key);
    let mut looked_at = 0;
    for (_, batches) in &encrypted {
        let mut stored = persons(batches);
        stored.dedup();
        let ids: Vec<u64> =
            stored.iter().map(|person| bijection.decrypt(person.cast_unsigned())).collect();
        assert!(ids.iter().all(|id| known.contains(&id.cast_signed())));
        if ids.len() >= 20 {
            assert!(!ids.is_sorted());
            looked_at += 1;
        }
    }
    assert!(looked_at > 0);
}
