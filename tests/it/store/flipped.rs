//! A flipped bit in a data file is told by whatever reads it: no figure, no merged file and no commit rests on it.

use std::fs;
use std::path::{Path, PathBuf};

use taizhang::config::{self, Known, Overrides, RunConfig, RunError};
use taizhang::pipeline::{
    self, BatchAction, DiffOptions, MaintainOptions, State, Task, VerifyOptions,
};
use taizhang::store::table::Table;

use super::{Shelf, tables};
use crate::reference::dirty;
use crate::support::{self, Folder};

const AS_OF: &str = "2024-06-30";
const LABELS: [&str; 2] = ["2024-04", "2024-05"];

/// Two deliveries of the same places, so that there is something to merge.
fn filled(shelf: &mut Shelf) -> Folder {
    let inputs = Folder::new();
    for label in LABELS {
        inputs.write(&format!("{label}/a.csv"), dirty::csv(31));
        shelf.ingest(&inputs.join(label), label);
    }
    inputs
}

fn settings(shelf: &Shelf, out: &Path) -> RunConfig {
    let store = Some(shelf.view(Known::Newest));
    RunConfig::new(Overrides { store, ..support::overrides(&[], out, AS_OF) }).unwrap()
}

fn maintain(shelf: &mut Shelf, task: Task) -> Result<pipeline::StoreReport, RunError> {
    let (store, key, now) = (shelf.store(), shelf.key.clone(), shelf.tick());
    pipeline::maintain(&MaintainOptions { store, key, task, wait: None, now })
}

fn difference(shelf: &Shelf) -> DiffOptions {
    DiffOptions {
        store: shelf.store(),
        key: shelf.key.clone(),
        a: "1".to_owned(),
        b: "2".to_owned(),
        as_of: AS_OF.parse().ok(),
        unit: None,
        brand: None,
        policies: Vec::new(),
        out: None,
        full_ids: false,
        jobs: Some(1),
    }
}

/// What every command says that reads rows; `label` is the delivery that the damaged ones belong to.
fn said(
    shelf: &mut Shelf,
    label: &str,
    stamped: &Path,
    input: &Path,
) -> Vec<(&'static str, String)> {
    let out = Folder::new();
    let config = settings(shelf, out.path());
    let told = |what: &'static str, outcome: Result<(), RunError>| {
        let error = outcome.err().map_or_else(String::new, |error| error.to_string());
        (what, error)
    };
    let verified = pipeline::verify(&VerifyOptions::of(config.clone()));
    vec![
        told("report", pipeline::store_report(&config).map(drop)),
        told("month", pipeline::month(&config, None).map(drop)),
        told("verify", verified.map(drop)),
        told("diff", pipeline::diff(&difference(shelf)).map(drop)),
        told("reproduce", shelf.reproduce(stamped.to_owned()).map(drop)),
        told("compact", maintain(shelf, Task::Compact).map(drop)),
        told("replace", shelf.take(&[input.to_owned()], label, true).map(drop)),
        told("withdraw", shelf.batch(BatchAction::Withdraw(label.to_owned())).map(drop)),
    ]
}

/// The data files of rows of a version.
fn row_files(store: &Path, version: u64) -> Vec<PathBuf> {
    let table = Table::open(store).unwrap().unwrap();
    let of_version = format!("{version:010}-");
    let rows = table.files().iter().filter(|file| &*file.partition.record_kind == "row");
    let files = rows.map(|file| store.join(&file.path));
    let is_of =
        |file: &PathBuf| file.file_name().unwrap().to_str().unwrap().starts_with(&of_version);
    files.filter(is_of).collect()
}

fn refused(encrypted: bool) {
    let mut shelf = Shelf::new();
    if encrypted {
        let key = shelf.folder.join("key");
        config::new_key(&key).unwrap();
        shelf.key = Some(key);
    }
    drop(filled(&mut shelf));
    let (out, other) = (Folder::new(), Folder::new());
    pipeline::store_report(&settings(&shelf, out.path())).unwrap();
    let stamped = out.join("run.json");
    other.write("b.csv", dirty::csv(32));
    for (version, label) in (1..).zip(LABELS) {
        let files = row_files(&shelf.store(), version);
        assert!(files.len() > 1, "{files:?}");
        let file = &files[files.len() / 2];
        let sound = fs::read(file).unwrap();
        let mut bytes = sound.clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1 << 4;
        fs::write(file, bytes).unwrap();
        for (what, error) in said(&mut shelf, label, &stamped, other.path()) {
            let is_named = error.contains(file.file_name().unwrap().to_str().unwrap());
            assert!(is_named && error.contains("store check"), "{what} {label}: {error}");
        }
        fs::write(file, sound).unwrap();
    }
    // Nothing was done.
    assert_eq!(maintain(&mut shelf, Task::Check { repair: false }).unwrap().json["version"], 2);
    let again = Folder::new();
    pipeline::store_report(&settings(&shelf, again.path())).unwrap();
    assert_eq!(tables(again.path()), tables(out.path()));
}

#[test]
fn no_command_takes_a_flipped_bit_for_a_figure() {
    refused(false);
}

#[test]
fn nor_in_an_encrypted_store() {
    refused(true);
}

#[test]
fn any_bit_of_any_data_file_is_noticed_by_who_reads_it() {
    let mut shelf = Shelf::new();
    drop(filled(&mut shelf));
    let table = Table::open(&shelf.store()).unwrap().unwrap();
    for (number, file) in table.files().iter().enumerate() {
        let place = shelf.store().join(&file.path);
        let sound = fs::read(&place).unwrap();
        for at in [0, sound.len() / 3, sound.len() * 2 / 3, sound.len() - 1] {
            let mut bytes = sound.clone();
            bytes[at] ^= 1 << (number % 8);
            fs::write(&place, bytes).unwrap();
            let error = table.read(file, Some(&["known_from"])).unwrap_err().to_string();
            assert!(error.contains("已损坏"), "{error}");
        }
        fs::write(&place, sound).unwrap();
    }
    assert_eq!(maintain(&mut shelf, Task::Check { repair: false }).unwrap().state, State::Sound);
}
