//! The monthly report: against the slow reference, against the quarterly table, and on paper.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};
use taizhang::config::RunConfig;
use taizhang::model::month::Month;
use taizhang::pipeline;

use crate::reference::date::Date;
use crate::reference::{self, Options, Regions, dirty, several};
use crate::support::{self, Folder, Rows};

fn report(input: &Path, out: &Path, month: &str, as_of: &str) -> pipeline::RunReport {
    let config = RunConfig::new(support::overrides(&[input.to_owned()], out, as_of)).unwrap();
    pipeline::month(&config, Month::parse(month)).unwrap()
}

/// Month and as-of date: at the ends of months and years, within a month, long after one.
const ASKED: [((i32, u32), Date); 7] = [
    ((2024, 6), (2024, 6, 30)),
    ((2024, 6), (2024, 6, 29)),
    ((2024, 1), (2024, 6, 30)),
    ((2024, 2), (2024, 2, 29)),
    ((2023, 12), (2023, 12, 30)),
    ((2023, 8), (2024, 6, 30)),
    ((2024, 7), (2024, 7, 1)),
];

/// Compares month.csv with the reference and returns it.
fn agree(input: &Path, files: &[PathBuf], number: u64) -> Rows {
    let regions = Regions::load(&support::project().join("schemas/regions")).unwrap();
    let ((year, month), as_of) = ASKED[number as usize % ASKED.len()];
    let out = Folder::new();
    let (y, m, d) = as_of;
    report(input, out.path(), &format!("{year}-{month:02}"), &format!("{y}-{m:02}-{d:02}"));
    let options =
        Options { as_of, default_unit: None, windows: Vec::new(), month: Some((year, month)) };
    let expected = reference::run(input, files, &regions, &options).month;
    let found = support::table(out.path(), "month.csv");
    for (index, (left, right)) in found.iter().zip(&expected).enumerate() {
        assert_eq!(left, right, "seed {number}, line {index}");
    }
    assert_eq!(found.len(), expected.len(), "seed {number}");
    found
}

/// How often each figure is not zero.
fn seen(tables: &[Rows]) -> Vec<usize> {
    let count = |column: usize| tables.iter().flatten().filter(|row| row[column] != "0").count();
    (8..19).map(count).collect()
}

#[test]
fn every_cell_agrees_with_the_reference_on_dirty_ledgers() {
    let tables: Vec<Rows> = (0..42)
        .map(|seed| {
            let input = Folder::new();
            let file = input.write("台账.csv", dirty::csv(seed));
            agree(input.path(), &[file], seed)
        })
        .collect();
    assert!(seen(&tables).iter().all(|count| *count > 100), "{:?}", seen(&tables));
}

#[test]
fn every_cell_agrees_with_the_reference_on_ledgers_of_several_kinds() {
    let tables: Vec<Rows> = (0..42)
        .map(|seed| {
            let input = Folder::new();
            let files = several::dated_delivery(seed).into_iter();
            let files: Vec<PathBuf> =
                files.map(|(name, bytes)| input.write(&name, bytes)).collect();
            agree(input.path(), &files, seed)
        })
        .collect();
    assert!(seen(&tables).iter().all(|count| *count > 100), "{:?}", seen(&tables));
}

fn sheet(out: &Folder, file: &str, name: &str) -> calamine::Range<Data> {
    let mut book: Xlsx<_> = open_workbook(out.join(file)).unwrap();
    book.worksheet_range(name).unwrap()
}

/// The row of a sheet with this text in one of its first cells; numbers as they are.
fn row_of(range: &calamine::Range<Data>, texts: &[&str]) -> Vec<Data> {
    let has = |row: &&[Data]| texts.iter().all(|text| row.iter().take(4).any(|cell| cell == *text));
    range.rows().find(has).unwrap_or_else(|| panic!("{texts:?}")).to_vec()
}

/// The year to date of a quarter's last month is the quarterly table of the same unit.
#[test]
fn the_year_to_date_is_the_quarterly_table() {
    let sample = support::project().join("sample-data");
    let mut compared = 0;
    for (quarter, month, as_of) in
        [(2, "2025-06", "2025-09-30"), (3, "2025-09", "2025-09-30"), (3, "2025-09", "2025-09-11")]
    {
        let (monthly, quarterly) = (Folder::new(), Folder::new());
        report(&sample, monthly.path(), month, as_of);
        let mut overrides =
            support::overrides(std::slice::from_ref(&sample), quarterly.path(), as_of);
        overrides.quarter = taizhang::model::period::Quarter::new(quarter);
        support::run(overrides);
        for row in support::table(monthly.path(), "month.csv") {
            if row[5] != "year_to_date" || row[1] != "吉林省" || !row[4].is_empty() {
                continue;
            }
            let unit = match row[0].as_str() {
                "city" => &row[2],
                "province" => &row[1],
                _ => continue,
            };
            let file = format!("调度表-{unit}-2025Q{quarter}.xlsx");
            let total = row_of(&sheet(&quarterly, &file, "调度表"), &["合计"]);
            let mut figures: Vec<f64> =
                row[8..].iter().map(|figure| figure.parse().unwrap()).collect();
            figures[9] /= 100.0;
            let printed: Vec<f64> = total[3..14].iter().map(number).collect();
            assert_eq!(figures, printed, "{unit} {month}");
            compared += usize::from(figures[1] > 0.0);
        }
    }
    assert!(compared > 15, "{compared}");
}

fn number(cell: &Data) -> f64 {
    match cell {
        Data::Float(number) => *number,
        Data::Int(number) => *number as f64,
        other => panic!("{other:?}"),
    }
}

const LEDGER: &str = "\
省份,市(州),县(市、区),品牌名称,班级编号,姓名,身份证号,开班日期,结业日期,证书类型,发证日期,是否就业,就业日期,补贴金额,补贴发放日期
吉林省,长春市,二道河子区,甲品牌,1,某一,110101199003078670,2025-09-01,2025-09-20,培训合格证书,2025-09-25,是,2025-08-01,500,2025-09-05
吉林省,长春市,二道区,甲品牌,1,某二,44040119580101000X,2025-08-20,2025-09-10,职业资格证书,,是,,300.5,
吉林省,长春市,,乙品牌,1,某三,371001198010082394,2024-09-20,2024-10-10,,,否,,,
吉林省,吉林市,,甲品牌,1,某一,110101199003078670,2025-09-11,2025-09-30,,,,,200,2025-10-01
";

fn small() -> (Folder, Folder) {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("a.csv", LEDGER);
    (input, out)
}

#[test]
fn one_county_under_two_names_and_a_person_in_two_units_count_once() {
    let (input, out) = small();
    report(input.path(), out.path(), "2025-09", "2025-09-30");
    let rows = support::table(out.path(), "month.csv");
    let figures: BTreeMap<String, Vec<i64>> = rows
        .iter()
        .map(|row| {
            (row[..6].join("|"), row[8..].iter().map(|cell| cell.parse().unwrap()).collect())
        })
        .collect();
    let of = |line: &str| figures[line].clone();
    // classes, trainees, certified: any, four types; employed; persons paid, fen; estimated dates
    assert_eq!(
        of("county|吉林省|长春市|二道区||this_month"),
        [1, 1, 2, 1, 0, 0, 1, 1, 2, 80_050, 3]
    );
    assert_eq!(of("brand|吉林省|长春市||甲品牌|last_month"), [1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
    assert_eq!(of("province|吉林省||||this_month"), [2, 1, 2, 1, 0, 0, 1, 1, 2, 80_050, 3]);
    assert_eq!(of("province|吉林省||||year_to_date")[..2], [2, 2]);
    assert_eq!(of("city|吉林省|长春市|||same_month_last_year")[..2], [1, 1]);
    assert!(!figures.keys().any(|line| line.contains("二道河子区")));
    assert_eq!(rows.iter().filter(|row| row[0] == "county").count(), 3 * 4);
}

#[test]
fn a_municipality_is_its_own_unit_and_has_one_workbook() {
    let (input, out) = (Folder::new(), Folder::new());
    let ledger =
        LEDGER.replace("吉林省,长春市", "北京市,北京市").replace("吉林省,吉林市", "北京市,北京市");
    input.write("a.csv", ledger);
    report(input.path(), out.path(), "2025-09", "2025-09-30");
    let names: Vec<String> =
        support::contents(out.path()).into_keys().filter(|name| name.ends_with(".xlsx")).collect();
    assert_eq!(names, ["月报-北京市-2025-09.xlsx"]);
    let units = sheet(&out, &names[0], "分单位");
    assert_eq!(number(&row_of(&units, &["北京市", "本月"])[4]), 1.0);
}

#[test]
fn changes_stand_beside_the_figures_with_a_dash_over_zero() {
    let (input, out) = small();
    report(input.path(), out.path(), "2025-09", "2025-09-30");
    let total = sheet(&out, "月报-长春市-2025-09.xlsx", "汇总");
    // This month, last month, change, same month last year, change, year to date.
    let row = row_of(&total, &["参加培训人数"]);
    let numbers = |row: &[Data], columns: &[usize]| -> Vec<f64> {
        columns.iter().map(|column| number(&row[*column])).collect()
    };
    assert_eq!(numbers(&row, &[1, 2, 3, 4, 5, 6, 7, 8]), [1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 2.0]);
    let row = row_of(&total, &["补贴金额"]);
    assert_eq!(numbers(&row, &[1, 2, 3, 5, 6, 8]), [800.5, 0.0, 800.5, 0.0, 800.5, 800.5]);
    assert_eq!([&row[4], &row[7]].map(ToString::to_string), ["—", "—"]);
    let brands = sheet(&out, "月报-吉林省-2025-09.xlsx", "分品牌");
    let row = row_of(&brands, &["乙品牌", "比上年同月增减%"]);
    assert_eq!(numbers(&row, &[5]), [-1.0]);
    let counties = sheet(&out, "月报-吉林省-2025-09.xlsx", "分县");
    assert_eq!(number(&row_of(&counties, &["长春市", "（未填）", "上年同月"])[5]), 1.0);
    let notes = sheet(&out, "月报-吉林省-2025-09.xlsx", "说明");
    assert_eq!(row_of(&notes, &["月报"])[1].to_string(), "2025年9月");
    let record = support::record(out.path());
    assert_eq!((&record["month"], &record["as_of"]), (&"2025-09".into(), &"2025-09-30".into()));
    assert_eq!(record["totals"]["read"], 5);
    assert_eq!(record["totals"]["accepted"], 4);
}

#[test]
fn a_month_that_is_not_over_says_so_and_one_to_come_is_refused() {
    let (input, out) = small();
    report(input.path(), out.path(), "2025-09", "2025-09-10");
    let range = sheet(&out, "月报-长春市-2025-09.xlsx", "分品牌");
    assert!(range.rows().any(|row| row[0].to_string().contains("本月尚未结束")));
    let rows = support::table(out.path(), "month.csv");
    let windows: Vec<&[String]> = rows[..4].iter().map(|row| &row[5..8]).collect();
    assert_eq!(windows[0], ["this_month", "2025-09-01", "2025-09-10"]);
    assert_eq!(windows[1], ["year_to_date", "2025-01-01", "2025-09-10"]);
    assert_eq!(windows[2], ["last_month", "2025-08-01", "2025-08-31"]);
    assert_eq!(windows[3], ["same_month_last_year", "2024-09-01", "2024-09-30"]);
    report(input.path(), out.path(), "2025-09", "2025-09-30");
    let range = sheet(&out, "月报-长春市-2025-09.xlsx", "分品牌");
    assert!(!range.rows().any(|row| row[0].to_string().contains("本月尚未结束")));

    let overrides = support::overrides(&[input.path().to_owned()], out.path(), "2025-09-30");
    let config = RunConfig::new(overrides).unwrap();
    let error = pipeline::month(&config, Month::parse("2025-10")).unwrap_err();
    assert!(error.to_string().contains("2025-10 在截止日期 2025-09-30 之后"), "{error}");
}

#[test]
fn threads_change_no_byte() {
    let sample = support::project().join("sample-data");
    let bytes = |jobs| {
        let out = Folder::new();
        let mut overrides =
            support::overrides(std::slice::from_ref(&sample), out.path(), "2025-09-30");
        overrides.jobs = Some(jobs);
        pipeline::month(&RunConfig::new(overrides).unwrap(), None).unwrap();
        support::contents(out.path())
    };
    let one = bytes(1);
    assert!(one.len() > 30 && one.contains_key("月报-吉林省-2025-09.xlsx"));
    assert!(one == bytes(4));
}
