//! The outputs as somebody else reads them.

use std::fs;
use std::path::Path;

use arrow_array::{Array, Int32Array, Int64Array, RecordBatch, StringArray};
use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use unicode_width::UnicodeWidthStr;

use super::test_folder::TestFolder;
use super::{prepare, sample, summary, write, written};

fn folder() -> TestFolder {
    let folder = TestFolder::new();
    write(&sample::run(), folder.path(), false).expect("written");
    folder
}

fn sheet(folder: &Path, file: &str, sheet: &str) -> Range<Data> {
    let mut book: Xlsx<_> = open_workbook(folder.join(file)).expect("a workbook");
    book.worksheet_range(sheet).expect("a sheet")
}

fn cell(range: &Range<Data>, row: u32, column: u32) -> Data {
    range.get_value((row, column)).cloned().unwrap_or_default()
}

#[test]
fn every_file_of_the_contract_is_there_and_no_other() {
    let folder = folder();
    let mut names: Vec<String> = fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    let tables = ["吉林市", "吉林省", "延边朝鲜族自治州", "梅河口市", "长春市", "长白山管委会"];
    let mut expected: Vec<String> = tables.map(|unit| format!("调度表-{unit}-2024Q2.xlsx")).into();
    for name in [
        "bases.csv",
        "bases.parquet",
        "counts.csv",
        "counts.parquet",
        "evaluation.csv",
        "findings.csv",
        "links.csv",
        "measures.csv",
        "measures.parquet",
        "metrics.csv",
        "metrics.parquet",
        "notices.csv",
        "rejects.csv",
        "repairs.csv",
        "run.json",
        "verdicts.csv",
        "verdicts.parquet",
        "达标.xlsx",
    ] {
        expected.push(name.to_owned());
    }
    expected.sort();
    assert_eq!(names, expected);
}

#[test]
fn preparing_makes_the_folder_and_leaves_nothing_in_it() {
    let folder = TestFolder::new();
    let out = folder.path().join("out");
    prepare(&out).expect("a folder");
    assert_eq!(fs::read_dir(&out).expect("a folder").count(), 0);
    fs::write(folder.path().join("file"), "").expect("written");
    let error = prepare(&folder.path().join("file")).expect_err("a file is in the way");
    assert!(error.to_string().contains("是一个文件，结果要写到文件夹"));
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let (one, other) = (folder(), folder());
    for entry in fs::read_dir(one.path()).expect("a folder") {
        let name = entry.expect("an entry").file_name();
        let bytes = |folder: &Path| fs::read(folder.join(&name)).expect("read");
        assert!(bytes(one.path()) == bytes(other.path()), "{}", name.display());
    }
}

#[test]
fn metrics_are_sorted_by_code_points() {
    let folder = folder();
    for (file, name) in [("metrics.csv", "brand"), ("bases.csv", "base")] {
        let text = fs::read_to_string(folder.path().join(file)).expect("read");
        let mut lines = text.lines();
        let header = lines.next().expect("a header");
        assert!(header.starts_with(&format!(
            "level,province,city,{name},year,enrolments,trainees,certified_any,"
        )));
        assert!(
            header.ends_with(",order_targeted,key_subsidised,employed_6m_pending,employed_after")
        );
        let keys: Vec<Vec<&str>> = lines.map(|line| line.split(',').take(5).collect()).collect();
        assert!(keys.len() > 10 && keys.is_sorted());
        assert!(text.ends_with('\n') && !text.contains('\r'));
    }
    let text = fs::read_to_string(folder.path().join("metrics.csv")).expect("read");
    assert!(text.contains("\nprovince,吉林省,,,2024,5145,4900,4410,490,2450,700,1633,2940,3920,735245000,1633,2450,544,3266\n"));
}

#[test]
fn parquet_holds_the_rows_of_the_csv_with_types() {
    let folder = folder();
    let file = fs::File::open(folder.path().join("metrics.parquet")).expect("a file");
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(file).expect("parquet").build().expect("a reader");
    let batches: Vec<RecordBatch> = reader.map(|batch| batch.expect("a batch")).collect();
    let text = fs::read_to_string(folder.path().join("metrics.csv")).expect("read");
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    assert_eq!(rows, text.lines().count() - 1);
    let batch = batches.first().expect("a batch");
    let names: Vec<_> = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(Some(names.join(",").as_str()), text.lines().next());
    let line = text.lines().last().expect("a line");
    let expected: Vec<&str> = line.split(',').collect();
    let last = batch.num_rows() - 1;
    let texts =
        |column| batch.column(column).as_any().downcast_ref::<StringArray>().expect("texts");
    assert_eq!(texts(0).value(last), "province");
    assert!(texts(2).is_null(last) && texts(3).is_null(last));
    let years = batch.column(4).as_any().downcast_ref::<Int32Array>().expect("years");
    assert_eq!(Some(&years.value(last).to_string().as_str()), expected.get(4));
    for (column, value) in expected.iter().enumerate().skip(5) {
        let counts = batch.column(column).as_any().downcast_ref::<Int64Array>().expect("counts");
        assert_eq!(&counts.value(last).to_string(), value);
    }
}

#[test]
fn no_output_shows_an_id_number() {
    let folder = folder();
    for entry in fs::read_dir(folder.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let bytes = fs::read(&path).expect("read");
        let found = String::from_utf8_lossy(&bytes).contains("19900307");
        assert!(!found, "{}", path.display());
    }
    assert!(!summary(&sample::run(), 100).contains("19900307"));
}

#[test]
fn the_scheduling_table_has_the_layout_of_the_form() {
    let folder = folder();
    let form = sheet(folder.path(), "调度表-长春市-2024Q2.xlsx", "调度表");
    let text = |row, column| cell(&form, row, column).to_string();
    assert_eq!(text(0, 0), "2024年省级劳务品牌培训基地创建情况调度表");
    assert_eq!(text(1, 0), "填报单位：长春市");
    assert_eq!(text(1, 4), "二季度");
    assert_eq!(text(1, 10), "单位：人、元");
    assert_eq!(text(2, 3), "年初至报告期末品牌培训集中开班班次(次)");
    assert_eq!(text(2, 5), "年初至报告期末品牌培训取得证书人数");
    assert_eq!(text(3, 5), "合计");
    assert_eq!(text(3, 8), "专项职业能力证书");
    assert_eq!(text(2, 11), "年初至报告期末品牌培训补贴情况");
    assert_eq!(text(2, 13), "推定日期(次)");
    assert_eq!((text(4, 1).as_str(), text(7, 2).as_str()), ("（未填）", "（未填）"));
    assert_eq!(cell(&form, 4, 0), Data::Float(1.0));
    assert_eq!(cell(&form, 4, 4), Data::Float(30.0));
    assert_eq!(cell(&form, 4, 12), Data::Float(45_015.0));
    assert_eq!(text(24, 0), "合计");
    assert_eq!(cell(&form, 24, 4), Data::Float(3_800.0));
    assert!(text(25, 0).contains("6月25日、9月25日"));
    assert!(text(27, 0).starts_with("单位负责人签章："));
    let province = sheet(folder.path(), "调度表-吉林省-2024Q2.xlsx", "调度表");
    assert_eq!(cell(&province, 1, 0).to_string(), "填报单位：吉林省");
    assert_eq!(cell(&province, 4, 1).to_string(), "长春市 （未填）");
}

#[test]
fn the_standards_workbook_shows_every_verdict_in_words() {
    let folder = folder();
    let run = sample::run();
    let detail = sheet(folder.path(), "达标.xlsx", "明细");
    assert_eq!(detail.height(), run.judgement.verdicts.len() + 1);
    let headings: Vec<String> =
        (0..18).map(|column| cell(&detail, 0, column).to_string()).collect();
    assert_eq!(
        headings.join(" "),
        "文件 标准 省 市 类别 对象 窗口 条件 指标 实测值 分子 分母 阈值 结果 差距 距达标还差 缺什么/何时可定 依据"
    );
    // Header, five lines of the first base, five of the second; 取证人数 is the last.
    assert_eq!(cell(&detail, 10, 8).to_string(), "取得证书人数");
    assert_eq!(cell(&detail, 15, 9).to_string(), "至少 188 人");
    assert_eq!(cell(&detail, 10, 10), Data::Float(188.0));
    assert_eq!(cell(&detail, 10, 12).to_string(), "≥200 人");
    let overview = sheet(folder.path(), "达标.xlsx", "总览");
    assert_eq!(cell(&overview, 4, 7).to_string(), "不达标");
    let key = cell(&overview, 4, 8).to_string();
    assert_eq!(
        key,
        "培训场所面积 260 平方米（要求≥300 平方米），差 40 平方米\n取得证书人数 188 人（要求≥200 人），差 12 人"
    );
    let stamp = sheet(folder.path(), "达标.xlsx", "说明");
    assert_eq!(cell(&stamp, 3, 1).to_string(), "2024-06-30");
}

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    let folder = TestFolder::new();
    let mut run = sample::run();
    for table in &mut run.flows {
        for line in &mut table.lines {
            line.base = "=HYPERLINK(\"http://x\")\u{1}".into();
        }
    }
    write(&run, folder.path(), false).expect("written");
    let file = "调度表-长春市-2024Q2.xlsx";
    let mut book: Xlsx<_> = open_workbook(folder.path().join(file)).expect("a workbook");
    assert!(book.worksheet_formula("调度表").expect("a sheet").is_empty());
    let form = sheet(folder.path(), file, "调度表");
    assert!(matches!(cell(&form, 4, 2), Data::String(text) if text.starts_with("=HYPERLINK")));
}

#[test]
fn the_summary_fits_and_lists_what_was_written() {
    let run = sample::run();
    for width in [0, 60, 80, 92, 100, 500] {
        let text = summary(&run, width);
        for line in text.lines() {
            assert!(line.width() <= width.clamp(60, 100), "{} {line}", line.width());
        }
    }
    let text = summary(&run, 100);
    for part in [
        "截止日期 2024-06-30",
        "读入 11992 ＝ 采纳",
        "ID_CHECKSUM",
        "其余 10 个品牌",
        "未能处理 1 处",
        "就业率",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let folder = TestFolder::new();
    let files = write(&run, folder.path(), false).expect("written");
    let text = written(&files);
    assert!(text.contains("已写出 24 个文件") && text.contains("  metrics.csv\n"));
}
