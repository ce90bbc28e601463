//! Every output of a report from the store that can name it does, and is made again from that name.

use std::path::{Path, PathBuf};

use taizhang::config::{Known, Overrides, RunConfig};
use taizhang::pipeline;

use super::Shelf;
use crate::reference::dirty;
use crate::support::{self, Folder};

const AS_OF: &str = "2024-06-30";

fn filled() -> Shelf {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    input.write("长春市/a.csv", dirty::csv(7));
    input.write("b.csv", dirty::csv(8));
    shelf.ingest(input.path(), "2024-06");
    shelf
}

fn config(shelf: &Shelf, out: &Path, other: Overrides) -> RunConfig {
    let store = Some(shelf.view(Known::Newest));
    let own = support::overrides(&[], out, AS_OF);
    RunConfig::new(Overrides { store, out: own.out, as_of: own.as_of, quiet: true, ..other })
        .unwrap()
}

fn result(shelf: &Shelf, file: PathBuf) -> String {
    shelf.reproduce(file).unwrap().json["result"].as_str().unwrap().to_owned()
}

#[test]
fn what_was_sent_back_is_made_again() {
    let (shelf, out) = (filled(), Folder::new());
    pipeline::store_report(&config(&shelf, out.path(), Overrides::default())).unwrap();
    let books = support::contents(&out.join("退回"));
    assert!(!books.is_empty());
    for name in books.keys() {
        assert_eq!(result(&shelf, out.join("退回").join(name)), "identical", "{name}");
    }
    assert_eq!(result(&shelf, out.join("run.json")), "identical");
    // Without a store there is nothing to make it again from, and it says nothing of one.
    let (plain, input) = (Folder::new(), Folder::new());
    input.write("a.csv", dirty::csv(7));
    support::run(support::overrides(&[input.path().to_owned()], plain.path(), AS_OF));
    let books = support::contents(&plain.join("退回"));
    let name = books.keys().next().unwrap();
    let error = shelf.reproduce(plain.join("退回").join(name)).unwrap_err().to_string();
    assert!(error.contains("没有报告编号"), "{error}");
}

#[test]
fn what_is_for_others_is_made_again_as_it_was() {
    let (shelf, out) = (filled(), Folder::new());
    let few = Overrides { suppress_below: Some(3), ..Overrides::default() };
    pipeline::store_report(&config(&shelf, out.path(), few)).unwrap();
    let record = support::record(out.path());
    assert_eq!(record["store"]["version"], 1);
    assert!(record.get("files").is_none() && record.get("totals").is_none());
    assert_eq!(result(&shelf, out.join("run.json")), "identical");
    let metrics = std::fs::read_to_string(out.join("metrics.csv")).unwrap();
    out.write("metrics.csv", metrics + "\n");
    assert_eq!(result(&shelf, out.join("run.json")), "different");
}
