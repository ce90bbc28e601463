//! Twelve months of deliveries with overlaps, corrections, late rows, a delivery that is replaced and one that is
//! withdrawn: every month's report is the one of a single clean ingest of what was known then, and is made again to
//! the byte from its stamp at the end of the year.

use std::collections::BTreeMap;
use std::path::PathBuf;

use taizhang::config::Known;

use super::{Shelf, tables};
use crate::reference::dirty;
use crate::support::{self, Folder};

/// Labels of deliveries with the files of each: what is known.
type State = BTreeMap<String, BTreeMap<String, Vec<u8>>>;

fn label(month: usize) -> String {
    format!("2024-{month:02}")
}

/// Lines of a ledger that a city exports every month, longer each time, some of them written anew.
fn export(seed: u64, month: usize) -> Vec<u8> {
    let whole = dirty::csv(seed);
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    // Quoted line breaks would make a cut there another ledger: the tests need only that both sides read the same.
    let known = lines.len() * (month + 2) / 14;
    let mut bytes = lines[..known.min(lines.len())].concat();
    if month.is_multiple_of(3) {
        bytes.extend_from_slice(&dirty::csv(seed + 100 + month as u64));
    }
    bytes
}

fn laid_out(files: &BTreeMap<String, Vec<u8>>) -> Folder {
    let folder = Folder::new();
    for (path, bytes) in files {
        folder.write(path, bytes);
    }
    folder
}

/// What a delivery of that month holds.
fn delivery(seed: u64, month: usize) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::from([("长春市/台账.csv".to_owned(), export(seed, month))]);
    files.insert("吉林市.csv".to_owned(), export(seed + 1, month));
    if month.is_multiple_of(4) {
        files.insert(format!("补报-{month}.csv"), dirty::csv(seed + 1000 + month as u64));
    }
    files
}

/// A fresh store with what is known, each delivery taken in once, in the order of labels.
fn clean(state: &State, as_of: &str) -> Vec<(&'static str, String)> {
    let (mut shelf, out) = (Shelf::new(), Folder::new());
    for (label, files) in state {
        shelf.ingest(laid_out(files).path(), label);
    }
    shelf.report(out.path(), as_of, Known::Newest);
    tables(out.path())
}

/// The same without any store: a folder a label.
fn in_memory(state: &State, as_of: &str) -> Vec<(&'static str, String)> {
    let (input, out) = (Folder::new(), Folder::new());
    for (label, files) in state {
        for (path, bytes) in files {
            input.write(&format!("{label}/{path}"), bytes);
        }
    }
    support::run(support::overrides(&[input.path().to_owned()], out.path(), as_of));
    tables(out.path()).into_iter().filter(|(name, _)| *name != "repairs.csv").collect()
}

fn month_end(month: usize) -> String {
    let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    format!("2024-{month:02}-{:02}", days[month - 1])
}

#[test]
fn every_month_is_the_report_of_what_was_known_then() {
    let seed = 77;
    let mut shelf = Shelf::new();
    let mut state = State::new();
    let mut reports: Vec<(Folder, String)> = Vec::new();
    for month in 1..=12 {
        let files = delivery(seed, month);
        shelf.ingest(laid_out(&files).path(), &label(month));
        state.insert(label(month), files);
        if month == 5 {
            // A late file under an earlier label.
            let late = BTreeMap::from([("迟报.csv".to_owned(), dirty::csv(seed + 2000))]);
            shelf.ingest(laid_out(&late).path(), &label(3));
            state.get_mut(&label(3)).unwrap().extend(late);
        }
        if month == 7 {
            shelf.withdraw(&label(4));
            state.remove(&label(4));
        }
        if month == 9 {
            let mut files = delivery(seed, 6);
            files.insert("吉林市.csv".to_owned(), dirty::csv(seed + 3000));
            shelf.take(&[laid_out(&files).path().to_owned()], &label(6), true).unwrap();
            state.insert(label(6), files);
        }
        let (out, as_of) = (Folder::new(), month_end(month));
        shelf.report(out.path(), &as_of, Known::Newest);
        let found = tables(out.path());
        assert_eq!(found, clean(&state, &as_of), "{as_of}");
        // There the label stands in front of every path.
        let figures = found.iter().filter(|(name, _)| *name != "repairs.csv").cloned();
        assert_eq!(figures.collect::<Vec<_>>(), in_memory(&state, &as_of), "{as_of}");
        assert!(found[0].1.lines().count() > 3, "figures in {as_of}");
        reports.push((out, as_of));
    }
    for (number, (out, as_of)) in reports.iter().enumerate() {
        let is_wanted = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            // One workbook a month; of the last month all that carry a stamp.
            name == "达标.xlsx" || number == 11 && (name.ends_with(".xlsx") || name == "run.json")
        };
        let books = std::fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().path());
        let books: Vec<PathBuf> = books.filter(is_wanted).collect();
        assert!(!books.is_empty(), "{as_of}");
        for book in books {
            let told = shelf.reproduce(book.clone()).unwrap();
            assert_eq!(
                told.json["result"],
                "identical",
                "{as_of} {}: {}",
                book.display(),
                told.text
            );
        }
    }
}
