//! What the log of exports says of outputs: those that were written, and no name that somebody gave a file.

use std::path::Path;

use serde_json::{Value, json};

use super::{Shelf, program, said};
use crate::reference::dirty;
use crate::support::{self, Folder};

/// The entry that a command leaves.
fn entry(shelf: &Shelf, words: &[&str]) -> Value {
    let output = program(words, &shelf.store(), None).output().unwrap();
    assert!(output.status.code() <= Some(1), "{words:?}: {}", said(&output));
    let log = std::fs::read_to_string(shelf.store().join("_taizhang/access.log")).unwrap();
    assert!(!log.contains("李磊英"), "{log}");
    serde_json::from_str(log.lines().last().unwrap()).unwrap()
}

fn filled() -> (Shelf, Folder) {
    let (mut shelf, folder) = (Shelf::new(), Folder::new());
    for number in [1, 2] {
        let input = folder.write(&format!("{number}.csv"), dirty::csv(number));
        shelf.ingest(&input, &format!("2024-0{number}"));
    }
    (shelf, folder)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_report_without_small_counts_exports_no_rows() {
    let (shelf, folder) = filled();
    let (whole, others) = (folder.join("全"), folder.join("给别人"));
    let all = entry(&shelf, &["report", "--as-of", "2024-06-30", "--out", text(&whole)]);
    let outputs = all["outputs"].as_array().unwrap();
    for output in outputs {
        let name = output["file"].as_str().unwrap();
        assert!(whole.join(name).exists(), "{all}");
        if name.ends_with("csv") {
            assert_eq!(output["rows"], support::table(&whole, name).len(), "{name}");
        }
    }
    assert!(outputs.iter().any(|output| output["file"] == "退回"), "{all}");
    assert!(all["what"].get("suppress_below").is_none(), "{all}");

    let words = ["report", "--as-of", "2024-06-30", "--suppress-below", "3", "--out"];
    let hidden = entry(&shelf, &[&words[..], &[text(&others)]].concat());
    assert_eq!((&hidden["outputs"], &hidden["what"]["suppress_below"]), (&json!([]), &json!(3)));
}

#[test]
fn an_answer_is_told_by_its_kind_and_not_by_the_name_of_its_file() {
    let (shelf, folder) = filled();
    let explain = ["explain", "--as-of", "2024-06-30", "--unit", "长春市", "--year", "2024"];
    for (name, kind) in [("李磊英.CSV", "csv"), ("李磊英13812345678.xlsx", "xlsx")] {
        let out = folder.join(name);
        let told = entry(&shelf, &[&explain[..], &["--out", text(&out)]].concat());
        assert_eq!(told["outputs"][0]["file"], kind, "{told}");
    }
    assert_eq!(entry(&shelf, &explain)["outputs"][0]["file"], "screen");
}

#[test]
fn differences_are_told_as_written() {
    let (shelf, folder) = filled();
    let out = folder.join("李磊英");
    let told = entry(&shelf, &["diff", "1", "2@2024-06-30", "--out", text(&out)]);
    let named: Vec<&str> = told["outputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|output| output["file"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["diff_rows.csv", "变动.xlsx"]);
    let rows = support::table(&out, "diff_rows.csv").len();
    assert_eq!(told["outputs"][0]["rows"], rows, "{told}");
}
