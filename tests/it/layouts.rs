//! Every case of `tests/layouts/`: a sample and what `inspect` must say of it; `run` must count the same.

use std::path::{Path, PathBuf};
use std::process::Command;

use rust_xlsxwriter::{Format, Workbook};
use serde::Deserialize;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::support::{self, Folder};

/// A workbook as a text that can be reviewed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    sheet: Vec<Sheet>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    name: String,
    #[serde(default)]
    visible: Visible,
    rows: Vec<Vec<toml::Value>>,
    /// First row, first column, last row, last column, from 1.
    #[serde(default)]
    merges: Vec<[u32; 4]>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum Visible {
    #[default]
    Yes,
    Hidden,
    VeryHidden,
}

fn write_book(text: &str, path: &Path) {
    let book: Book = toml::from_str(text).unwrap();
    let mut workbook = Workbook::new();
    for sheet in book.sheet {
        let page = workbook.add_worksheet();
        page.set_name(&sheet.name).unwrap();
        match sheet.visible {
            Visible::Yes => page.set_hidden(false),
            Visible::Hidden => page.set_hidden(true),
            Visible::VeryHidden => page.set_very_hidden(true),
        };
        for [top, left, bottom, right] in sheet.merges {
            let column = |column: u32| u16::try_from(column - 1).unwrap();
            page.merge_range(top - 1, column(left), bottom - 1, column(right), "", &Format::new())
                .unwrap();
        }
        for (row, cells) in (0..).zip(sheet.rows) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    toml::Value::String(text) if text.is_empty() => Ok(&mut *page),
                    toml::Value::String(text) => page.write(row, column, text),
                    toml::Value::Integer(number) => page.write(row, column, number),
                    toml::Value::Float(number) => page.write(row, column, number),
                    other => panic!("{other}"),
                }
                .unwrap();
            }
        }
    }
    workbook.save(path).unwrap();
}

/// Whether everything that is expected is there; objects may hold more.
fn holds(found: &Value, expected: &Value, at: &str) {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            for (key, value) in expected {
                holds(found.get(key).unwrap_or(&Value::Null), value, &format!("{at}.{key}"));
            }
        }
        (Value::Array(found), Value::Array(expected)) => {
            assert_eq!(found.len(), expected.len(), "{at}: {found:#?}");
            for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
                holds(found, expected, &format!("{at}[{index}]"));
            }
        }
        _ => assert_eq!(found, expected, "{at}"),
    }
}

fn inspect(file: &Path, options: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_taizhang"))
        .arg("inspect")
        .arg(file)
        .args(["--as-of", "2025-09-30"])
        .args(options)
        .output()
        .unwrap();
    let problem = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(problem, "", "{}", file.display());
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// The samples, each with the file that says what is expected.
fn cases() -> Vec<(PathBuf, PathBuf)> {
    let folder = support::project().join("tests/layouts");
    let mut cases: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "csv" || e == "tsv" || e == "book"))
        .map(|sample| (sample.clone(), sample.with_extension("json")))
        .collect();
    cases.sort();
    cases
}

fn check(sample: &Path, expected: &Path) {
    let expected = std::fs::read_to_string(expected).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let input = Folder::new();
    let name = sample.file_name().unwrap().to_str().unwrap();
    let mut file = input.join(name);
    if sample.extension().is_some_and(|extension| extension == "book") {
        file.set_extension("xlsx");
        write_book(&std::fs::read_to_string(sample).unwrap(), &file);
    } else {
        std::fs::copy(sample, &file).unwrap();
    }
    let mut options = Vec::new();
    let mapping = sample.with_extension("mapping.toml");
    let mapping_text = mapping.display().to_string();
    if mapping.exists() {
        options.extend(["--mapping", mapping_text.as_str()]);
    }
    let (exit, json) = inspect(&file, &[&options[..], &["--json"]].concat());
    let found: Value = serde_json::from_str(&json).unwrap();
    let exit_expected = expected.get("exit").and_then(Value::as_i64).unwrap_or(0);
    assert_eq!(i64::from(exit), exit_expected, "{name}: {json}");
    holds(&found, &expected["inspect"], name);
    for sheet in found["sheets"].as_array().unwrap() {
        // Every sample is a training ledger, whatever it has besides.
        let tables = sheet["further_tables"].as_array().into_iter().flatten().chain([sheet]);
        for kind in tables.filter_map(|table| table["kind"].as_str()) {
            assert_eq!(kind, "training", "{name}");
        }
    }
    assert!(!json.contains("22010219900307"), "{name}: an ID number is shown");

    let (_, text) = inspect(&file, &options);
    assert!(text.lines().all(|line| line.width() <= 100), "{name}: {text}");
    same_in_a_run(&input, &found, mapping.exists().then_some(mapping), name);
}

/// A run counts what the inspection says, and every row is accounted for.
fn same_in_a_run(input: &Folder, found: &Value, mapping: Option<PathBuf>, name: &str) {
    let out = Folder::new();
    let mut overrides = support::overrides(&[input.path().to_owned()], out.path(), "2025-09-30");
    overrides.mapping = mapping;
    let report = support::run(overrides);
    assert_eq!(report.unprocessed > 0, found["understood"] == false, "{name}");
    for account in support::accounts(out.path()).values() {
        assert!(account.is_balanced(), "{name}");
        assert_eq!(account.read, found["counts"]["read"].as_u64().unwrap(), "{name}");
        assert_eq!(account.accepted, found["counts"]["accepted"].as_u64().unwrap(), "{name}");
    }
}

#[test]
fn every_layout_is_read_or_refused_as_expected() {
    let cases = cases();
    assert!(cases.len() >= 30, "{}", cases.len());
    for (sample, expected) in cases {
        check(&sample, &expected);
    }
}

#[test]
fn a_written_mapping_says_what_was_understood() {
    for (sample, _) in cases() {
        if sample.extension().is_none_or(|extension| extension != "csv") {
            continue;
        }
        let folder = Folder::new();
        let mapping = folder.join("m.toml").display().to_string();
        let (_, before) = inspect(&sample, &["--json", "--mapping-out", &mapping]);
        let (_, after) = inspect(&sample, &["--json", "--mapping", &mapping]);
        let (before, after): (Value, Value) =
            (serde_json::from_str(&before).unwrap(), serde_json::from_str(&after).unwrap());
        assert_eq!(before["counts"], after["counts"], "{}", sample.display());
        for (left, right) in
            before["sheets"].as_array().unwrap().iter().zip(after["sheets"].as_array().unwrap())
        {
            assert_eq!(left["rows"], right["rows"], "{}", sample.display());
            let fields = |sheet: &Value| -> Vec<Value> {
                let columns = sheet["columns"].as_array().unwrap();
                columns.iter().map(|column| column["field"].clone()).collect()
            };
            assert_eq!(fields(left), fields(right), "{}", sample.display());
        }
    }
}

#[test]
fn a_mapping_is_found_through_the_settings_and_its_errors_name_the_key() {
    let folder = support::project().join("tests/layouts");
    let ledger = std::fs::read_to_string(folder.join("两列争一项.csv")).unwrap();
    let input = Folder::new();
    input.write("两列.csv", ledger);
    let (exit, _) = inspect(input.path(), &[]);
    assert_eq!(exit, 1);
    let table = "[[table]]\nfile = \"两列.csv\"\n[table.columns]\n";
    input.write("映射.toml", format!("{table}\"身份证号\" = \"id_number\"\n"));
    input.write("taizhang.toml", "mapping = \"映射.toml\"\n");
    let (exit, text) = inspect(input.path(), &[]);
    assert_eq!(exit, 0, "{text}");
    assert!(text.contains("映射文件"), "{text}");

    input.write("映射.toml", format!("{table}\"身份证号\" = \"证件\"\n"));
    let output = Command::new(env!("CARGO_BIN_EXE_taizhang"))
        .args(["inspect", &input.path().display().to_string()])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    for part in ["映射.toml", "第 1 个", "columns", "身份证号", "证件"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn several_files_are_an_array_and_full_ids_are_shown_on_demand() {
    let folder = support::project().join("tests/layouts");
    let input = Folder::new();
    for name in ["空行分隔.csv", "合计差一.csv"] {
        std::fs::copy(folder.join(name), input.join(name)).unwrap();
    }
    let (exit, json) = inspect(input.path(), &["--json", "--full-ids", "--rows", "1"]);
    let found: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((exit, found.as_array().unwrap().len()), (0, 2));
    let rows = found[1]["sheets"][0]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["values"]["id_number"], "220102199003070072");
    let existing = input.join("空行分隔.csv").display().to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_taizhang"))
        .args(["inspect", &existing, "--mapping-out", &existing])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "an existing file is never overwritten");
}

/// Bytes that are read at a time.
const CHUNK: usize = 2 << 20;

#[test]
fn tables_and_totals_hold_across_the_borders_of_chunks() {
    let header = "市(州),品牌名称,姓名,身份证号,结业日期,补贴金额\n";
    let row = "长春市,家政,学员甲,220102199003070072,2024-05-31,500\n";
    let mut text = format!("班级编号：1\n{header}");
    let rows = (CHUNK - text.len()) / row.len() - 4;
    text.push_str(&row.repeat(rows));
    text.push_str("小计,,,,,\n");
    // The first chunk ends between the title of the second table and its header.
    let title = "班级编号：2,";
    let padding = CHUNK - text.len() - title.len() - 10;
    text.push_str(&format!("{title}{}\n", " ".repeat(padding)));
    assert!(text.len() < CHUNK && text.len() + header.len() > CHUNK);
    text.push_str(header);
    let below = rows + 7;
    text.push_str(&row.repeat(below));
    text.push_str(&format!("总计,,{}人,,,{}\n", below - 1, below * 500));

    let input = Folder::new();
    let file = input.write("大.csv", text);
    let (exit, json) = inspect(&file, &["--json"]);
    let found: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(exit, 0);
    let expected = serde_json::json!({
        "counts": { "accepted": rows + below, "skipped": { "title": 2, "header": 2, "total": 2 } },
        "findings": [{ "code": "TOTAL_MISMATCH", "count": 1, "places": [{
            "column": "姓名",
            "message": format!(
                "合计行所写的数与其上各行不符：写明 {} 人，其上共 {below} 行；核对合计行，查有无漏行、重行",
                below - 1
            ),
        }] }],
        "sheets": [{ "further_tables": [{ "metadata": [
            { "key": "班级编号", "value": "2", "field": "class_no" }
        ] }] }],
    });
    holds(&found, &expected, "大.csv");
}
