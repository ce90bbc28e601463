//! Each fixture holds the rows of its csv twin and gives the same counts.

use calamine::{Data, Reader, SheetVisible, Xls};

use super::{Cells, fixtures, read};
use crate::support::{self, Folder};

const TWIN: &str = "对照.csv";
/// Excel 5 and 95 cannot hold characters outside of GBK.
const GBK_TWIN: &str = "对照（GBK 字）.csv";

fn twin_of(name: &str) -> &'static str {
    if name.starts_with("BIFF5") || name == GBK_TWIN { GBK_TWIN } else { TWIN }
}

fn rows_of(name: &str) -> Vec<Cells> {
    let path = support::project().join("tests/formats").join(name);
    read(name, std::fs::read(path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn names() -> Vec<String> {
    let name = |path: std::path::PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    fixtures().into_iter().map(name).collect()
}

#[test]
fn every_cell_is_the_twins() {
    assert!(names().len() > 20);
    for name in names() {
        let twin = rows_of(twin_of(&name)).remove(0);
        assert_eq!(twin.len(), 7);
        let mut sheets = rows_of(&name);
        // The parts of an archive repeat the header.
        let rows: Cells = if name.ends_with(".zip") {
            let parts = sheets.iter().flat_map(|rows| rows.iter().skip(1));
            twin[..1].iter().chain(parts).cloned().collect()
        } else {
            assert_eq!(sheets.len(), 1, "{name}");
            sheets.remove(0)
        };
        let mut expected = twin;
        if name.ends_with(".zip") {
            // 丙市 stands in an archive of its own, whose name sorts first.
            expected[1..].rotate_right(2);
        }
        assert_eq!(rows, expected, "{name}");
    }
}

fn counts(name: &str) -> (Vec<Vec<String>>, u64, Vec<Vec<String>>) {
    let out = Folder::new();
    let input = support::project().join("tests/formats").join(name);
    let report = support::run(support::overrides(&[input], out.path(), "2025-09-30"));
    assert_eq!((report.unprocessed, report.rejected), (0, 0), "{name}");
    let accounts = support::accounts(out.path());
    assert!(accounts.values().all(support::Account::is_balanced), "{name}");
    let read = accounts.values().map(|account| account.read - account.skipped["header"]).sum();
    let findings = support::table(out.path(), "findings.csv")
        .into_iter()
        .filter(|row| row[3] != "SHEET_SKIPPED")
        .map(|row| row[2..].to_vec())
        .collect();
    (support::table(out.path(), "metrics.csv"), read, findings)
}

#[test]
fn every_count_is_the_twins() {
    let (twin, gbk) = (counts(TWIN), counts(GBK_TWIN));
    assert_eq!(twin.1, 6);
    for name in names() {
        let expected = if twin_of(&name) == TWIN { &twin } else { &gbk };
        assert_eq!(counts(&name), *expected, "{name}");
    }
}

#[test]
fn entries_of_archives_are_files_of_their_own() {
    let out = Folder::new();
    let input = support::project().join("tests/formats/压缩包 GBK 文件名.zip");
    support::run(support::overrides(&[input], out.path(), "2025-09-30"));
    let record = support::record(out.path());
    let files = record["files"].as_array().unwrap();
    let field =
        |name: &str| -> Vec<&str> { files.iter().map(|f| f[name].as_str().unwrap()).collect() };
    assert_eq!(
        field("path"),
        ["内层.zip/丙市.csv", "长春市/一班.csv", "长春市/二班表.csv"]
            .map(|name| format!("压缩包 GBK 文件名.zip/{name}"))
    );
    let hashes: std::collections::BTreeSet<&str> = field("hash").into_iter().collect();
    assert_eq!(hashes.len(), 3);
    assert!(hashes.iter().all(|hash| hash.len() == 64));
    assert_eq!(field("encoding"), ["GB18030"; 3]);
}

#[test]
fn a_registry_may_come_in_any_format() {
    let page = "<html><meta charset=gb2312><table><tr><th>种类<th>名称<th>上报单位<th>级别\
        <tr><td>基地<td>甲校<td>长春市<td>省级</table></html>";
    let out = Folder::new();
    let input = Folder::new();
    let ledger = std::fs::read(support::project().join("tests/formats").join(TWIN)).unwrap();
    let page = encoding_rs::GB18030.encode(page).0;
    input.write("交来.zip", super::zip(&[("台账.csv", &ledger), ("品牌库.xls", &page)]));
    let report =
        support::run(support::overrides(&[input.path().to_owned()], out.path(), "2025-09-30"));
    assert_eq!(report.unprocessed, 0);
    let kinds: Vec<_> = support::record(out.path())["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            (file["path"].as_str().unwrap().to_owned(), file["kind"].as_str().unwrap().to_owned())
        })
        .collect();
    let expected = [("交来.zip/台账.csv", "ledger"), ("交来.zip/品牌库.xls", "registry")];
    assert_eq!(kinds, expected.map(|(path, kind)| (path.to_owned(), kind.to_owned())));
    let verdicts = support::table(out.path(), "verdicts.csv");
    assert!(verdicts.iter().any(|row| row.iter().any(|cell| cell == "甲校")), "{verdicts:?}");
}

/// What another reader of `.xls` finds in the visible sheets: row, column and text of each filled cell.
fn by_calamine(bytes: &[u8]) -> Vec<Vec<(usize, usize, String)>> {
    let mut book = Xls::new(std::io::Cursor::new(bytes)).unwrap();
    let visible = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible;
    let names: Vec<String> =
        book.sheets_metadata().iter().filter(visible).map(|sheet| sheet.name.clone()).collect();
    let text = |data: &Data| match data {
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    };
    let sheet = |name: &String| -> Vec<(usize, usize, String)> {
        let range = book.worksheet_range(name).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        let cells = range.used_cells();
        cells.map(|(r, c, data)| (r + top as usize, c + left as usize, text(data))).collect()
    };
    names.iter().map(sheet).collect()
}

#[test]
fn two_readers_of_xls_agree() {
    let folder = support::project();
    let files = [
        "sample-data/吉林省/延边州敦化市台账.xls",
        "tests/formats/BIFF8 xlwt.xls",
        "tests/formats/BIFF8 LibreOffice.xls",
        "tests/formats/BIFF5 代码页936.xls",
    ];
    for file in files {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let theirs = by_calamine(&bytes);
        let ours = read(file, bytes).unwrap();
        assert_eq!(ours.len(), theirs.len(), "{file}");
        for (ours, theirs) in ours.iter().zip(theirs) {
            assert!(theirs.len() > 80, "{file}");
            for (row, column, text) in theirs {
                let cell = ours.get(row).and_then(|row| row.get(column)).map_or("", String::as_str);
                assert_eq!(cell, text, "{file}, row {row}, column {column}");
            }
        }
    }
}
