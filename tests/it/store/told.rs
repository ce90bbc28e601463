//! What a clerk is told: plainly, in Chinese, with the right exit code, and as JSON where that is asked for.

use std::path::Path;
use std::process::Output;

use rust_xlsxwriter::Workbook;
use serde_json::Value;
use taizhang::config::Known;
use taizhang::read::content::Content;
use taizhang::read::table::{Page, read_table};

use super::{Shelf, program, said};
use crate::reference::dirty;
use crate::support::Folder;

const AS_OF: &str = "2024-06-30";

/// Every command that reads a store, with the results that it writes going to `out`.
fn reading(out: &str) -> Vec<Vec<&str>> {
    vec![
        vec!["batch", "list"],
        vec!["batch", "show", "2024-05"],
        vec!["batch", "withdraw", "2024-05"],
        vec!["store", "check"],
        vec!["store", "compact"],
        vec!["store", "vacuum"],
        vec!["report", "--out", out],
        vec!["run", "--out", out],
        vec!["month", "--out", out],
        vec!["verify", "--out", out],
        vec!["explain", "--unit", "长春市"],
        vec!["diff", "1", "2"],
        vec!["reproduce", "run.json"],
    ]
}

fn ingest(store: &Path, input: &Path, label: &str) -> Output {
    program(&["ingest"], store, None).arg(input).args(["--batch", label]).output().unwrap()
}

/// Words of a library or of the system, outside the brackets where they may stand.
fn is_english(text: &str) -> bool {
    let text = text.split("（技术细节").next().unwrap_or_default();
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    words
        .filter(|word| word.len() > 2)
        .any(|word| ["the", "not", "error", "failed", "unknown"].contains(&word))
}

#[test]
fn a_path_without_a_store_is_no_empty_store() {
    let folder = Folder::new();
    let (store, out) = (folder.join("没有"), folder.join("out"));
    let record =
        folder.write("run.json", format!(r#"{{"store":{{"report":"{}"}}}}"#, "ab".repeat(32)));
    let commands = reading(out.to_str().unwrap());
    for mut words in commands {
        if words[0] == "reproduce" {
            words[1] = record.to_str().unwrap();
        }
        let output = program(&words, &store, None).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        let said = said(&output);
        assert!(said.contains("没有台账库") && said.contains("没有”"), "{words:?}: {said}");
        assert!(!store.exists() && !out.exists(), "{words:?}");
    }
    let input = folder.write("1.csv", dirty::csv(1));
    let words = ["batch", "replace", "--batch", "2024-05"];
    let output = program(&words, &store, None).arg(input).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!store.exists(), "nothing to replace, and no store for it");
}

#[test]
fn a_folder_without_a_commit_is_an_empty_store_and_stays_so() {
    let folder = Folder::new();
    let (store, out) = (folder.join("空"), folder.join("out"));
    std::fs::create_dir(&store).unwrap();
    for words in reading(out.to_str().unwrap()) {
        let output = program(&words, &store, None).output().unwrap();
        let expected = match words[..2] {
            ["batch", "list"] => 0,
            ["store", "check"] => 1,
            _ => 2,
        };
        assert_eq!(output.status.code(), Some(expected), "{words:?}: {}", said(&output));
        assert!(std::fs::read_dir(&store).unwrap().next().is_none(), "{words:?} left something");
    }
}

#[test]
fn files_that_gave_nothing_are_told_of_every_time() {
    let folder = Folder::new();
    let (store, out) = (folder.join("store"), folder.join("out"));
    folder.write("in/乙.xlsx", b"PK\x03\x04 broken");
    folder.write("in/无表头.csv", "姓名,证号\n李四,1\n");
    for label in ["2024-05", "2024-05", "2024-06"] {
        let output = ingest(&store, &folder.join("in"), label);
        assert_eq!(output.status.code(), Some(1), "{label}");
        for file in ["乙.xlsx", "无表头.csv"] {
            let said = said(&output);
            let told = |line: &str| line.contains(file) && line.contains("未能处理");
            assert!(said.lines().any(told), "{said}");
        }
    }
    let words = ["report", "--out", out.to_str().unwrap()];
    assert_eq!(program(&words, &store, None).output().unwrap().status.code(), Some(1));
    let sound = folder.write("1.csv", dirty::csv(1));
    assert_eq!(ingest(&store, &sound, "2024-05").status.code(), Some(0));
}

#[test]
fn a_label_without_files_is_a_mistake() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    shelf.ingest(&input.write("1.csv", dirty::csv(1)), "2024-05");
    let out = input.join("out");
    let words = ["run", "--batch", "2024-06", "--out", out.to_str().unwrap()];
    let output = program(&words, &shelf.store(), None).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--batch 2024-06"), "{}", said(&output));
    assert!(!out.exists());
}

#[test]
fn json_is_one_document_whatever_happens() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    let ledger = input.write("1.csv", dirty::csv(1));
    shelf.ingest(&ledger, "2024-05");
    let (store, out) = (shelf.store(), input.join("out"));
    let missing = input.join("没有");
    for store in [&store, &missing] {
        for mut words in reading(out.to_str().unwrap()) {
            words.push("--json");
            let output = program(&words, store, None).output().unwrap();
            let json: Value = serde_json::from_slice(&output.stdout)
                .unwrap_or_else(|error| panic!("{words:?}: {error}"));
            let failed = output.status.code() == Some(2);
            assert_eq!(json["error"].is_string(), failed, "{words:?}: {json}");
        }
    }
    for words in [&["store", "vacuum", "--keep", "0", "--json"][..], &["batch", "frob", "--json"]] {
        let output = program(words, &store, None).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(!is_english(json["error"].as_str().unwrap()), "{json}");
    }
}

#[test]
fn damage_is_told_in_chinese_by_every_command() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    shelf.ingest(&input.write("1.csv", dirty::csv(1)), "2024-05");
    let (store, out) = (shelf.store(), input.join("out"));
    let entry = store.join("_delta_log").join(format!("{:020}.json", 1));
    let whole = std::fs::read(&entry).unwrap();
    for damage in [&b"no json"[..], &whole[..whole.len() / 2], b"{\"add\":{}}", b""] {
        std::fs::write(&entry, damage).unwrap();
        for words in reading(out.to_str().unwrap()) {
            let output = program(&words, &store, None).output().unwrap();
            let text = said(&output) + &String::from_utf8_lossy(&output.stdout);
            assert!(!text.lines().any(is_english), "{words:?}: {text}");
        }
        let output = program(&["store", "check", "--json"], &store, None).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(json["state"], "damaged", "{json}");
    }
}

/// A workbook with the same sheets and cells, those changed that `change` changes.
pub fn written_again(
    pages: &[Page],
    change: impl Fn(&str, usize, usize, &str) -> String,
) -> Vec<u8> {
    let mut book = Workbook::new();
    for page in pages {
        let sheet = book.add_worksheet().set_name(&page.name).unwrap();
        for (row, cells) in page.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let text = change(&page.name, row, column, cell);
                let at = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
                sheet.write_string(at.0, at.1, text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_report_is_known_by_its_stamp_whatever_it_is_called() {
    let (mut shelf, input, out) = (Shelf::new(), Folder::new(), Folder::new());
    shelf.ingest(&input.write("1.csv", dirty::csv(1)), "2024-05");
    shelf.report(out.path(), AS_OF, Known::Newest);
    let book = out.join("达标.xlsx");
    let renamed = out.join("5月达标（终稿）.xlsx");
    std::fs::copy(&book, &renamed).unwrap();
    let report = shelf.reproduce(renamed.clone()).unwrap();
    assert_eq!(report.json["result"], "identical");
    assert_eq!(report.json["made_as"], "达标.xlsx");
    assert!(report.text.contains("改过名称"), "{}", report.text);
    // The same cells under another name, as another program saves them.
    let pages = read_table(&Content::File(book)).unwrap();
    std::fs::write(&renamed, written_again(&pages, |_, _, _, cell| cell.to_owned())).unwrap();
    assert_eq!(shelf.reproduce(renamed.clone()).unwrap().json["result"], "same_cells");
    // Two cells on two sheets by hand.
    let [first, second] = [&pages[0], &pages[1]].map(|page| page.name.clone());
    let edited = |name: &str, row: usize, column: usize, cell: &str| {
        let is_edited = (name == first && (row, column) == (1, 0))
            || (name == second && (row, column) == (0, 1));
        if is_edited { "改".to_owned() } else { cell.to_owned() }
    };
    std::fs::write(&renamed, written_again(&pages, edited)).unwrap();
    let report = shelf.reproduce(renamed).unwrap();
    assert_eq!(report.json["result"], "different");
    assert_eq!(report.json["made_as"], "达标.xlsx");
    let told: Vec<&str> = report.json["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_str().unwrap())
        .collect();
    let at = [format!("“{first}”A2 格"), format!("“{second}”B1 格")];
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(at.iter().zip(&told).all(|(at, told)| told.starts_with(at)), "{told:?}");
}

#[test]
fn a_report_of_another_store_is_not_called_damage() {
    let (mut shelf, mut other) = (Shelf::new(), Shelf::new());
    let (input, out) = (Folder::new(), Folder::new());
    shelf.ingest(&input.write("1.csv", dirty::csv(1)), "2024-05");
    other.ingest(&input.write("2.csv", dirty::csv(2)), "2024-05");
    shelf.report(out.path(), AS_OF, Known::Newest);
    let error = other.reproduce(out.join("达标.xlsx")).unwrap_err().to_string();
    assert!(error.contains("没有这份报告"), "{error}");
}

#[test]
fn a_later_registry_is_said_to_replace_the_earlier_one() {
    let (mut shelf, input, out) = (Shelf::new(), Folder::new(), Folder::new());
    let entry = |kind: &str, name: &str, level: &str| format!("{kind},{name},长春市,{level}\n");
    let registry = |entries: &[String]| format!("种类,名称,上报单位,级别\n{}", entries.concat());
    let first = [
        entry("基地", "甲校", "省级"),
        entry("基地", "乙校", "市级"),
        entry("培训品牌", "丙", "市级"),
    ];
    let second = [entry("基地", "甲校", "市级"), entry("培训品牌", "丙", "市级")];
    input.write("1/台账.csv", dirty::csv(1));
    input.write("1/品牌库.csv", registry(&first));
    input.write("2/品牌库.csv", registry(&second));
    let report = shelf.ingest(&input.join("1"), "2024-05");
    assert!(report.notices.is_empty(), "{:?}", report.notices);
    let report = shelf.ingest(&input.join("2"), "2024-06");
    let [notice] = report.notices.as_slice() else { panic!("{:?}", report.notices) };
    for said in [
        "批次 2024-05",
        "批次 2024-06",
        "1 条现在没有了：长春市基地“乙校”",
        "1 条内容不同：长春市基地“甲校”",
    ] {
        assert!(notice.contains(said), "{notice}");
    }
    assert_eq!(
        shelf.report(out.path(), AS_OF, Known::Newest).notices,
        std::slice::from_ref(notice)
    );
    let findings = crate::support::table(out.path(), "findings.csv");
    assert!(findings.iter().any(|row| row[3] == "REGISTRY_REPLACED" && row[6].contains(notice)));
    // One that comes late is not the one that counts.
    let late = shelf.take(&[input.write("3/品牌库.csv", registry(&first[..1]))], "2024-04", false);
    let notices = late.unwrap().notices;
    assert!(notices.len() == 1 && notices[0].contains("本批次的品牌库不采用"), "{notices:?}");
    // Without the one that counts, the one before it counts again; at last there is none.
    assert_eq!(shelf.withdraw("2024-06").notices, ["品牌库改以批次 2024-05 的为准"]);
    assert!(shelf.withdraw("2024-04").notices.is_empty());
    let notices = shelf.withdraw("2024-05").notices;
    assert!(notices.len() == 1 && notices[0].contains("现在没有品牌库了"), "{notices:?}");
}

#[test]
fn files_that_options_name_are_no_ledgers() {
    let folder = Folder::new();
    folder.write("in/1.csv", dirty::csv(1));
    let key = folder.join("in/钥匙.txt");
    let made =
        std::process::Command::new(env!("CARGO_BIN_EXE_taizhang")).arg("key").arg(&key).status();
    assert!(made.unwrap().success());
    let (store, input) = (folder.join("store"), folder.join("in"));
    for words in [vec!["ingest"], vec!["ingest"], vec!["batch", "replace"]] {
        let output = program(&words, &store, Some(&key))
            .arg(&input)
            .args(["--batch", "2024-05"])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{words:?}: {}", said(&output));
    }
    // The options of the report that follows, too: a registry is for this report, and no part of the delivery.
    folder.write("in/品牌库.csv", "名称,种类,上报单位\n某品牌,培训品牌,长春市\n");
    let (registry, out) = (folder.join("in/品牌库.csv"), folder.join("out"));
    let output = program(&["run", "--batch", "2024-06"], &folder.join("other"), Some(&key))
        .arg(&input)
        .arg("--registry")
        .arg(&registry)
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    assert!(output.status.code() <= Some(1), "{}", said(&output));
    let shown = program(&["batch", "show", "2024-06", "--json"], &folder.join("other"), Some(&key))
        .output()
        .unwrap();
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(shown["files"].as_array().unwrap().len(), 1, "{shown}");
}

#[test]
fn options_that_exclude_each_other_are_both_named() {
    let folder = Folder::new();
    let out = folder.join("out");
    let out = out.to_str().unwrap();
    let words = ["report", "--version", "1", "--known-at", "2025-10-08", "--out", out];
    let output = program(&words, &folder.join("store"), None).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = said(&output);
    assert!(said.contains("--version") && said.contains("--known-at"), "{said}");
}

#[test]
fn a_clock_that_was_set_back_is_told() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    shelf.now += chrono::TimeDelta::days(100);
    let first = shelf.ingest(&input.write("1.csv", dirty::csv(1)), "2024-05");
    let is_told = |report: &taizhang::pipeline::StoreReport| {
        report.notices.iter().any(|notice| notice.contains("时钟") && notice.contains("--version"))
    };
    assert!(!is_told(&first));
    shelf.now -= chrono::TimeDelta::days(100);
    let second = shelf.ingest(&input.write("2.csv", dirty::csv(2)), "2024-06");
    assert!(is_told(&second), "{:?}", second.notices);
    shelf.now += chrono::TimeDelta::days(200);
    assert!(!is_told(&shelf.ingest(&input.write("3.csv", dirty::csv(3)), "2024-07")));
}

#[test]
fn a_folder_in_the_place_of_a_lock_is_damage() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    shelf.ingest(&input.write("1.csv", dirty::csv(1)), "2024-05");
    let lock = shelf.store().join("_taizhang/access.lock");
    let _ = std::fs::remove_file(&lock);
    std::fs::create_dir(&lock).unwrap();
    let output = program(&["store", "check", "--json"], &shelf.store(), None).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(found["damage"][0]["path"].as_str().unwrap().ends_with("access.lock"), "{found}");
}
