//! An encrypted store beside a plain one of the same delivery.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use memchr::memmem;

use super::{IngestOptions, ingest};
use crate::config::{self, Overrides, RunConfig};
use crate::store::bijection::Bijection;
use crate::store::key::Key;
use crate::store::table::Table;

/// The folder of both stores, gone when the test is over.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // Left to the system where it cannot be removed.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn filled(folder: &Path, key: Option<&Path>) -> PathBuf {
    let store = folder.join(if key.is_some() { "encrypted" } else { "plain" });
    let overrides = Overrides {
        inputs: vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data")],
        as_of: "2025-09-30".parse().ok(),
        out: "out".into(),
        quiet: true,
        ..Overrides::default()
    };
    let options = IngestOptions {
        config: RunConfig::new(overrides).expect("settings"),
        store: store.clone(),
        key: key.map(Path::to_owned),
        batch: "2025-09".to_owned(),
        replace: false,
        wait: None,
        now: "2025-10-01T00:00:00Z".parse().expect("a time"),
    };
    ingest(&options).expect("taken in");
    store
}

/// A data file as anyone reads it: what kind of records, and their columns.
fn data_files(store: &Path) -> Vec<(String, Vec<RecordBatch>)> {
    let table = Table::open(store).expect("readable").expect("a table");
    let files = table.files().iter();
    files
        .map(|file| {
            (file.partition.record_kind.to_string(), table.read(file, None).expect("readable"))
        })
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

/// The texts and bytes of a column, also where each distinct one is held once.
fn bytes_in(array: &dyn Array, all: &mut Vec<u8>) {
    match array.data_type() {
        DataType::Utf8 => {
            all.extend(array.as_string::<i32>().iter().flatten().flat_map(str::bytes));
        }
        DataType::Binary => all.extend(array.as_binary::<i32>().iter().flatten().flatten()),
        DataType::Dictionary(..) => bytes_in(array.as_any_dictionary().values(), all),
        _ => {}
    }
}

fn bytes_below(folder: &Path, all: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            bytes_below(&path, all);
        } else {
            all.extend(path.to_string_lossy().bytes());
            all.extend(std::fs::read(&path).expect("a file"));
        }
    }
}

#[test]
fn an_encrypted_store_counts_the_same_and_tells_of_nobody() {
    let folder = Folder(std::env::temp_dir().join(format!("taizhang-key-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0).expect("a folder");
    let key_file = folder.0.join("store.key");
    config::new_key(&key_file).expect("a key");
    let key = Key::read(&key_file).expect("a key");
    let plain = data_files(&filled(&folder.0, None));
    let store = filled(&folder.0, Some(&key_file));
    let encrypted = data_files(&store);

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
    let mut shown = Vec::new();
    bytes_below(&store, &mut shown);
    for array in encrypted.iter().flat_map(|(_, batches)| batches).flat_map(RecordBatch::columns) {
        bytes_in(array, &mut shown);
    }
    for column in ["name", "id_number", "document", "cert_number", "value", "detail", "payload"] {
        assert!(texts(&encrypted, column).is_empty(), "{column}");
    }
    let known = |column| -> BTreeSet<&str> { texts(&plain, column).into_iter().collect() };
    let (names, numbers) = (known("name"), known("id_number"));
    assert!(names.len() > 100 && numbers.len() > 5, "{} {}", names.len(), numbers.len());
    for told in names.union(&numbers).filter(|text| text.chars().count() > 1) {
        assert_eq!(memmem::find(&shown, told.as_bytes()), None, "{told}");
    }
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
