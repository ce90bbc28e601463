//! Rejected, sent back, corrected, taken in again: the counts become what they would have been.

mod faults;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{Format, Workbook};

use crate::support::{self, Folder, Rows};

const AS_OF: &str = "2025-06-30";
const HEADER: &str = "序号,县(市、区),品牌名称,基地名称,班级编号,姓名,性别,身份证号,开班日期,结业日期,证书类型,是否就业,就业日期,补贴金额";

/// A ledger of Changchun that names no unit itself: its folder does.
fn ledger(rows: &[&str]) -> String {
    format!("2025年台账,,,\n单位：万元\n{HEADER}\n{}\n合计,,,\n", rows.join("\n"))
}

const RIGHT: [&str; 7] = [
    "1,绿园区,甲品牌,甲校,1,王芳,女,220102199003071243,2025-01-02,2025-02-03,培训合格证书,是,2025-03-01,0.05",
    "2,绿园区,甲品牌,甲校,1,李强,男,110101199003078670,2025-01-02,2025-02-03,无,否,,0.06",
    "3,绿园区,甲品牌,甲校,1,赵敏,女,440308199901101512,2025-01-02,2025-02-03,培训合格证书,是,2025-03-05,0.07",
    "4,绿园区,甲品牌,甲校,2,钱多,男,220102199003071235,2025-01-02,2025-02-03,培训合格证书,是,2025-03-05,0.08",
    "5,绿园区,甲品牌,甲校,2,孙静,女,44040119580101000X,2025-01-02,2025-02-03,,,,0.09",
    "6,绿园区,甲品牌,甲校,1,王芳,女,220102199003071243,2025-01-02,2025-02-04,专项职业能力证书,是,2025-04-01,0.02",
    "7,绿园区,甲品牌,甲校,3,周舟,男,371001198010082394,2025-01-02,2025-02-03,=1+1,=是,,0.03",
];

/// What is wrong in the ledger that was handed in: column of the header, wrong value, by the row's first cell.
const WRONG: [(&str, &str, &str); 5] = [
    ("1", "身份证号", "220102199003071234"),
    ("3", "身份证号", "4.40308E+17"),
    ("4", "班级编号", ""),
    ("5", "品牌名称", "/"),
    ("7", "身份证号", ""),
];

fn wrong_ledger() -> String {
    let rows = RIGHT.map(|row| {
        let mut cells: Vec<&str> = row.split(',').collect();
        for (key, column, value) in WRONG {
            if cells[0] == key {
                cells[column_of(column)] = value;
            }
        }
        cells.join(",")
    });
    ledger(&rows.each_ref().map(String::as_str))
}

fn column_of(name: &str) -> usize {
    HEADER.split(',').position(|header| header == name).unwrap()
}

fn run(inputs: &[PathBuf]) -> Folder {
    let out = Folder::new();
    support::run(support::overrides(inputs, out.path(), AS_OF));
    for (path, account) in support::accounts(out.path()) {
        assert!(account.is_balanced(), "{path}: {account:?}");
    }
    out
}

/// All sheets of a workbook with their cells.
pub fn sheets(path: &Path) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let names = book.sheet_names();
    names
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).unwrap();
            let (rows, columns) = range.end().unwrap();
            let cell = |row, column| range.get_value((row, column)).cloned().unwrap_or_default();
            let row = |row| (0..=columns).map(|column| cell(row, column)).collect();
            (name, (0..=rows).map(row).collect())
        })
        .collect()
}

/// A workbook as somebody else's program would save it: the same cells, nothing else.
pub fn save(sheets: &[(String, Vec<Vec<Data>>)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let text = Format::new().set_num_format("@");
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    Data::String(value) => {
                        sheet.write_string_with_format(row, column, value, &text).unwrap();
                    }
                    Data::Float(number) => {
                        sheet.write_number(row, column, *number).unwrap();
                    }
                    Data::Empty => {}
                    other => panic!("{other:?}"),
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn header_of(rows: &[Vec<Data>]) -> usize {
    let at = rows.iter().position(|row| row.iter().any(|cell| *cell == "来源"));
    at.expect("a header")
}

fn texts(row: &[Data]) -> Vec<String> {
    row.iter().map(ToString::to_string).collect()
}

/// The returned workbook with the right values put in, for the rows whose first cell is in `keys`.
fn corrected(path: &Path, keys: &[&str]) -> Vec<u8> {
    let mut sheets = sheets(path);
    for (_, rows) in sheets.iter_mut().skip(1) {
        let header = header_of(rows);
        let headers = texts(&rows[header]);
        for row in &mut rows[header + 1..] {
            let key = row[0].to_string();
            for (wrong, column, _) in WRONG {
                if wrong == key && keys.contains(&wrong) {
                    let right = RIGHT.iter().find(|line| line.starts_with(&format!("{key},")));
                    let value = right.unwrap().split(',').nth(column_of(column)).unwrap();
                    let at = headers.iter().position(|header| header == column).unwrap();
                    row[at] = Data::String(value.to_owned());
                }
            }
        }
    }
    save(&sheets)
}

/// The single workbook that a run sent back.
pub fn returned(out: &Folder) -> PathBuf {
    let names: Vec<PathBuf> =
        std::fs::read_dir(out.join("退回")).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    names[0].clone()
}

const COUNTS: [&str; 4] = ["metrics.csv", "bases.csv", "measures.csv", "verdicts.csv"];

fn assert_same_counts(left: &Folder, right: &Folder) {
    for name in COUNTS {
        let read = |out: &Folder| std::fs::read_to_string(out.join(name)).unwrap();
        assert_eq!(read(left), read(right), "{name}");
    }
}

fn rejects(out: &Folder) -> Rows {
    support::table(out.path(), "rejects.csv")
}

/// Where the ledger is handed in, and where it comes back: nothing but the ledger's own folder tells the unit.
const HANDED_IN: &str = "吉林省/长春市/一季度.csv";
/// Its name sorts behind the ledger: in its own place a corrected row would overrule later ones.
const SENT_BACK: &str = "退回/改好.xlsx";

fn all_keys() -> [&'static str; 5] {
    WRONG.map(|(key, ..)| key)
}

#[test]
fn corrected_rows_count_as_if_they_had_been_right_from_the_start() {
    let input = Folder::new();
    input.write(&format!("right/{HANDED_IN}"), ledger(&RIGHT));
    let right = run(&[input.join("right")]);
    input.write(&format!("wrong/{HANDED_IN}"), wrong_ledger());
    let first = run(&[input.join("wrong")]);
    assert_eq!(rejects(&first).len(), WRONG.len());
    let book = returned(&first);
    assert_eq!(book.file_name().unwrap(), "退回-长春市-一季度.xlsx");

    input.write(&format!("wrong/{SENT_BACK}"), corrected(&book, &all_keys()));
    let second = run(&[input.join("wrong")]);
    assert_same_counts(&right, &second);

    let rejected = rejects(&second);
    assert_eq!(rejected.len(), WRONG.len(), "the originals stay on record");
    assert!(rejected.iter().all(|row| row[0] == HANDED_IN && row[6].contains(SENT_BACK)));
    let record = support::record(second.path());
    assert_eq!(record["totals"]["replaced"], 5);
    assert_eq!(record["findings"]["ROW_REPLACED"], 5);
    assert_eq!(record["return_books"], 0);
    assert!(record["findings"].get("SHEET_SKIPPED").is_none(), "the cover is known");
    assert!(!second.join("退回").exists());
}

#[test]
fn corrections_count_without_their_originals_too() {
    let input = Folder::new();
    input.write(&format!("wrong/{HANDED_IN}"), wrong_ledger());
    let first = run(&[input.join("wrong")]);
    let alone = run(&[input.write("退回.xlsx", corrected(&returned(&first), &all_keys()))]);
    assert!(rejects(&alone).is_empty());
    assert_eq!(support::record(alone.path())["totals"]["accepted"], 5);
    let units = support::table(alone.path(), "metrics.csv");
    assert!(units.iter().any(|row| row[..3] == ["city", "吉林省", "长春市"]));
}

#[test]
fn what_is_not_corrected_is_sent_back_again_and_still_knows_its_original() {
    let input = Folder::new();
    input.write(&format!("right/{HANDED_IN}"), ledger(&RIGHT));
    let right = run(&[input.join("right")]);
    input.write(&format!("wrong/{HANDED_IN}"), wrong_ledger());
    let origins = |rows: &[Vec<Data>]| -> BTreeMap<String, String> {
        let header = header_of(rows);
        let body = rows[header + 1..].iter();
        body.map(|row| (row[0].to_string(), row.last().unwrap().to_string())).collect()
    };
    let out = run(&[input.join("wrong")]);
    let book = returned(&out);
    let before = origins(&sheets(&book)[1].1);
    assert_eq!(before.len(), WRONG.len());
    input.write("back/退回.xlsx", corrected(&book, &["1", "4"]));

    let again = run(&[input.join("back")]);
    let book = returned(&again);
    let pages = sheets(&book);
    let header = texts(&pages[1].1[header_of(&pages[1].1)]);
    for own in ["退回原因", "建议", "来源"] {
        assert_eq!(header.iter().filter(|name| *name == own).count(), 1, "{header:?}");
    }
    let after = origins(&pages[1].1);
    assert_eq!(after.keys().collect::<Vec<_>>(), ["3", "5", "7"]);
    assert!(after.iter().all(|(key, origin)| before[key] == *origin));

    // With the ledger at hand too, only the newest version of a row goes out.
    let both = run(&[input.join("wrong"), input.join("back")]);
    assert_eq!(origins(&sheets(&returned(&both))[1].1), after);

    input.write("back/退回二.xlsx", corrected(&book, &["3", "5", "7"]));
    let last = run(&[input.join("wrong"), input.join("back")]);
    assert_same_counts(&right, &last);
    assert_eq!(rejects(&last).len(), WRONG.len() + 3);
    let record = support::record(last.path());
    assert_eq!(record["totals"]["replaced"], 8);
    assert_eq!(record["return_books"], 0);
}

#[test]
fn faulty_cells_are_whole_and_text_stays_text() {
    let input = Folder::new();
    input.write(&format!("wrong/{HANDED_IN}"), wrong_ledger());
    let out = run(&[input.join("wrong")]);
    let pages = sheets(&returned(&out));
    assert_eq!(pages[0].0, "退回说明");
    let rows = &pages[1].1;
    assert_eq!(rows[0][0], "上报单位：吉林省长春市");
    assert_eq!([&rows[2][0], &rows[3][0]], ["2025年台账", "单位：万元"]);
    let header = header_of(rows);
    let names = texts(&rows[header]).join(",");
    assert_eq!(names, format!("{HEADER},退回原因,建议,来源"));
    let row = |key: &str| rows.iter().find(|row| row[0] == key).unwrap();
    assert_eq!(row("1")[column_of("身份证号")], "220102199003071234");
    assert_eq!(row("7")[column_of("证书类型")], Data::String("=1+1".to_owned()));
    assert!(row("4").last().unwrap().to_string().ends_with("||7"));
    assert!(row("4")[column_of("补贴金额") + 1].to_string().contains("班级编号"));
}

/// A workbook with two lines of metadata, a header in two rows, number cells, and a class that stands above the table.
fn merged_book(id: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("一班").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 6, "培训班花名册", &plain).unwrap();
    sheet.write_string(1, 0, "品牌名称：甲品牌　班级编号：7").unwrap();
    for (column, name) in [(0, "姓名"), (1, "身份证号"), (2, "市(州)"), (6, "补贴金额(元)")]
    {
        sheet.merge_range(2, column, 3, column, name, &plain).unwrap();
    }
    sheet.merge_range(2, 3, 2, 5, "培训情况", &plain).unwrap();
    for (column, name) in [(3, "开班日期"), (4, "结业日期"), (5, "课时")] {
        sheet.write_string(3, column, name).unwrap();
    }
    for (row, id) in [(4, "110101199003078670"), (5, id)] {
        sheet.write_string(row, 0, if row == 4 { "李强" } else { "王芳" }).unwrap();
        sheet.write_string(row, 1, id).unwrap();
        sheet.write_number(row, 3, 45_658).unwrap();
        sheet.write_string(row, 4, "2025.2.3").unwrap();
        sheet.write_number(row, 5, 40).unwrap();
        sheet.write_number(row, 6, 1234.565).unwrap();
    }
    sheet.merge_range(4, 2, 5, 2, "长春市", &plain).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn merged_headers_metadata_and_numbers_come_back_as_they_were() {
    let input = Folder::new();
    let right = run(&[input.write("right/册.xlsx", merged_book("220102199003071243"))]);
    let out = run(&[input.write("wrong/册.xlsx", merged_book("22010219900307124"))]);
    let mut pages = sheets(&returned(&out));
    assert_eq!(pages[1].0, "一班");
    let rows = &mut pages[1].1;
    assert_eq!(rows.last().unwrap()[6], Data::Float(1234.565));
    assert_eq!(rows.last().unwrap()[2], "长春市", "a merged cell's value goes with its rows");

    // A program that keeps merged ranges keeps these; without them the header is still to be found.
    let bytes = std::fs::read(returned(&out)).unwrap();
    assert!(merges(&bytes) >= 1 + 5 + 3, "title, own header, added columns");
    let fixed = with_id(&returned(&out), "220102199003071243");
    input.write("wrong/册-改.xlsx", fixed);
    let second = run(&[input.join("wrong")]);
    assert_same_counts(&right, &second);
    assert_eq!(support::record(second.path())["totals"]["replaced"], 1);
}

fn merges(bytes: &[u8]) -> usize {
    let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    book.merge_cells_by_sheet_name("一班").unwrap().len()
}

/// The returned workbook of one row with another ID number and its merged ranges kept.
fn with_id(path: &Path, id: &str) -> Vec<u8> {
    let pages = sheets(path);
    let mut source = Xlsx::new(std::io::Cursor::new(std::fs::read(path).unwrap())).unwrap();
    let merges = source.merge_cells_by_sheet_name("一班").unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("一班").unwrap();
    let rows = &pages[1].1;
    for merge in merges {
        let (top, left) = merge.start;
        let text = rows[top as usize][left as usize].to_string();
        let (left, right) = (u16::try_from(left).unwrap(), u16::try_from(merge.end.1).unwrap());
        sheet.merge_range(top, left, merge.end.0, right, &text, &Format::new()).unwrap();
    }
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            let last = row as usize + 1 == rows.len();
            match cell {
                Data::String(_) if last && column == 1 => {
                    sheet.write_string(row, column, id).unwrap();
                }
                Data::String(text) => {
                    sheet.write_string(row, column, text).unwrap();
                }
                Data::Float(number) => {
                    sheet.write_number(row, column, *number).unwrap();
                }
                _ => {}
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_unit_that_nobody_knows_can_be_typed_in_once() {
    let input = Folder::new();
    let text = ledger(&RIGHT);
    let out = run(&[input.write("台账.csv", &text)]);
    let book = returned(&out);
    assert_eq!(book.file_name().unwrap(), "退回-未知单位-台账.xlsx");
    let mut pages = sheets(&book);
    assert_eq!(pages[1].1[0][0], "上报单位：");
    pages[1].1[0][3] = Data::String("吉林省长春市".to_owned());
    input.write("台账-改.xlsx", save(&pages));
    let second = run(&[input.join("台账.csv"), input.join("台账-改.xlsx")]);
    input.write(&format!("right/{HANDED_IN}"), &text);
    assert_same_counts(&run(&[input.join("right")]), &second);
}

#[test]
fn return_workbooks_are_the_same_bytes_with_any_number_of_threads() {
    let input = Folder::new();
    for unit in ["长春市", "吉林市", "四平市"] {
        input.write(&format!("吉林省/{unit}/台账.csv"), wrong_ledger().replace("绿园区", ""));
    }
    let outputs = [1, 4].map(|jobs| {
        let out = Folder::new();
        let mut overrides = support::overrides(&[input.join("吉林省")], out.path(), AS_OF);
        overrides.jobs = Some(jobs);
        support::run(overrides);
        support::contents(out.path())
    });
    assert_eq!(outputs[0].keys().filter(|name| name.starts_with("退回/")).count(), 3);
    assert!(outputs[0] == outputs[1]);
}

#[test]
fn no_workbook_is_written_where_none_is_wanted() {
    let (input, out) = (Folder::new(), Folder::new());
    let file = input.write("长春市.csv", wrong_ledger());
    let mut overrides = support::overrides(&[file], out.path(), AS_OF);
    overrides.no_returns = true;
    support::run(overrides);
    assert_eq!(rejects(&out).len(), WRONG.len());
    assert!(!out.join("退回").exists());
}

/// `repairs.csv` with IDs whole, after a clerk approved every line that `approve` names by row.
fn approved(out: &Folder, approve: &[&str], extra: &str) -> String {
    let text = std::fs::read_to_string(out.join("repairs.csv")).unwrap();
    let mut lines = text.lines();
    let mut list = lines.next().unwrap().to_owned() + "\n";
    for line in lines {
        let row = line.split(',').nth(3).unwrap();
        list += line;
        list += if approve.contains(&row) { "是\n" } else { "\n" };
    }
    list + extra
}

#[test]
fn approved_repairs_are_applied_and_recorded_others_are_not() {
    // 王芳 has a valid row with the same number; 周舟 none, but his birth date is known from no column.
    let input = Folder::new();
    let file = input.write(&format!("in/{HANDED_IN}"), wrong_ledger());
    let out = Folder::new();
    let mut overrides = support::overrides(&[input.join("in")], out.path(), AS_OF);
    overrides.full_ids = true;
    support::run(overrides.clone());
    let suggested = support::table(out.path(), "repairs.csv");
    assert_eq!(suggested.len(), 1);
    assert_eq!(suggested[0][3..6], ["4", "220102199003071234", "220102199003071243"]);
    assert!(suggested[0][6].contains("同名"));
    assert_eq!(rejects(&out).len(), WRONG.len(), "a suggestion never counts by itself");

    let hash = blake3::hash(&std::fs::read(&file).unwrap()).to_hex();
    let extra = format!(
        "x,{hash},,6,,440308199901101512,,是\nx,{hash},,5,,220102199003071235,,是\nx,{},,4,,1,,是\nx,{hash},,10,,11010119900307867*,,是\n",
        "0".repeat(64)
    );
    overrides.repairs = Some(input.write("清单.csv", approved(&out, &["4"], &extra)));
    overrides.full_ids = false;
    let second = Folder::new();
    overrides.out = second.path().to_owned();
    support::run(overrides);
    let left: Vec<String> = rejects(&second).into_iter().map(|row| row[2].clone()).collect();
    assert_eq!(left, ["7", "8", "10"]);
    let record = support::record(second.path());
    assert_eq!(record["repairs"]["approved"], 5);
    assert_eq!(record["repairs"]["applied"], 2);
    assert_eq!(record["findings"]["ID_REPAIR_APPLIED"], 2);
    let list = std::fs::read(input.join("清单.csv")).unwrap();
    assert_eq!(record["repairs"]["list"], blake3::hash(&list).to_hex().to_string());
    let unused: Vec<Vec<String>> = support::table(second.path(), "findings.csv")
        .into_iter()
        .filter(|row| row[3] == "REPAIR_UNUSED")
        .collect();
    assert_eq!(unused.len(), 3);
    for (row, why) in unused.iter().zip(["没有因证件号退回", "没有这个文件", "遮盖"])
    {
        assert!(row[0] == "清单.csv" && row[6].contains(why), "{row:?}");
    }
    let masked = std::fs::read_to_string(second.join("findings.csv")).unwrap();
    assert!(!masked.contains("220102199003071243"));
}

#[cfg(unix)]
#[test]
fn files_with_whole_numbers_are_for_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let input = Folder::new();
    input.write(&format!("in/{HANDED_IN}"), wrong_ledger());
    let out = run(&[input.join("in")]);
    for file in [returned(&out), out.join("repairs.csv")] {
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn what_no_cell_and_no_sheet_can_hold_is_cut() {
    // A title longer than a cell, a row far wider than its header, a cell longer than a cell.
    let wide = ",甲".repeat(16_200);
    let long = "长".repeat(40_000);
    let text = format!(
        "{long}\n姓名,身份证号,市(州)\n王芳,1,长春市{wide}\n李强,2,{long}\n赵敏,3,长春市\n"
    );
    let (input, out) = (Folder::new(), Folder::new());
    support::run(support::overrides(&[input.write("台账.csv", text)], out.path(), AS_OF));
    let mut books: Vec<PathBuf> =
        std::fs::read_dir(out.join("退回")).unwrap().map(|e| e.unwrap().path()).collect();
    books.sort();
    let rows: Vec<usize> = books
        .iter()
        .map(|book| {
            let rows = &sheets(book)[1].1;
            rows.len() - header_of(rows) - 1
        })
        .collect();
    assert_eq!(rows, [1, 2], "one row of no known unit, two of Changchun");
}

/// Two tables on a sheet, each with the class of its rows in the line above it; amounts in 万元.
fn two_classes(ids: [&str; 2]) -> String {
    let row = |id: &str| format!("王芳,{id},长春市,0.05\n");
    let table = |brand: &str, id: &str| {
        format!(
            "品牌名称：{brand}　班级编号：7　结业日期：2024-05-31,,,\n姓名,身份证号,市(州),补贴金额\n{}{}",
            row("110101199003078670"),
            row(id)
        )
    };
    let [first, second] = ids;
    format!("培训花名册,,,单位：万元\n{}{}", table("甲品牌", first), table("乙品牌", second))
}

#[test]
fn every_table_comes_back_with_the_lines_above_it() {
    let input = Folder::new();
    let sound = two_classes(["220102199003071243", "371001198010082394"]);
    let right = run(&[input.write("right/册.csv", sound)]);
    for wrong in
        [["22010219900307124", "37100119801008239"], ["220102199003071243", "37100119801008239"]]
    {
        let folder = Folder::new();
        folder.write("册.csv", two_classes(wrong));
        let out = run(&[folder.path().to_owned()]);
        let mut pages = sheets(&returned(&out));
        for row in pages.iter_mut().skip(1).flat_map(|(_, rows)| rows) {
            for (short, whole) in [
                ("22010219900307124", "220102199003071243"),
                ("37100119801008239", "371001198010082394"),
            ] {
                if row[1] == short {
                    row[1] = Data::String(whole.to_owned());
                }
            }
        }
        folder.write("册-改.xlsx", save(&pages));
        assert_same_counts(&right, &run(&[folder.path().to_owned()]));
    }
}

#[test]
fn the_kind_of_a_ledger_comes_back_with_it() {
    let folder = Folder::new();
    let roster =
        |id: &str| format!("市(州),姓名,身份证号,转移就业时间\n长春市,王芳,{id},2024-05-01\n");
    folder.write("劳务输出名单.csv", roster("11010119900307867"));
    let out = run(&[folder.path().to_owned()]);
    let mut pages = sheets(&returned(&out));
    for row in pages.iter_mut().skip(1).flat_map(|(_, rows)| rows) {
        if row.get(2).is_some_and(|cell| *cell == "11010119900307867") {
            row[2] = Data::String("110101199003078670".to_owned());
        }
    }
    folder.write("改好.xlsx", save(&pages));
    let out = run(&[folder.path().to_owned()]);
    assert_eq!(support::record(out.path())["totals"]["placements"], 1);
}
