//! Which kind a table is: realistic headers, names, `--kind`, mapping files; and wide ledgers stay training ledgers.

use std::path::{Path, PathBuf};

use calamine::Data;
use serde_json::Value;
use taizhang::config::RunConfig;
use taizhang::model::kind::LedgerKind;
use taizhang::pipeline::{self, InspectOptions};

use super::{LI, TRAINING, WANG, run};
use crate::returned;
use crate::support::{self, Folder};

/// File, sheet, kind of every table in `inputs`.
fn kinds(inputs: &[PathBuf]) -> Vec<(String, String)> {
    let mut overrides = support::overrides(inputs, Path::new("-"), "2025-09-30");
    overrides.kind = None;
    let config = RunConfig::new(overrides).unwrap();
    let options = InspectOptions { json: true, rows: 0, mapping_out: None };
    let text = pipeline::inspect(&config, &options).unwrap().text;
    let mut kinds = Vec::new();
    for line in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
        let found = line.unwrap();
        let files = found.as_array().cloned().unwrap_or_else(|| vec![found]);
        for file in files {
            for sheet in file["sheets"].as_array().unwrap() {
                if let Some(kind) = sheet["kind"].as_str() {
                    kinds.push((file["file"].as_str().unwrap().to_owned(), kind.to_owned()));
                }
            }
        }
    }
    kinds
}

fn kind(name: &str, text: &str) -> String {
    let input = Folder::new();
    kinds(&[input.write(name, text)]).pop().unwrap().1
}

#[test]
fn separate_ledgers_are_known_by_their_headers() {
    let person = "1,王芳,110101199003078670";
    for (header, row, expected) in [
        (
            "序号,姓名,身份证号码,培训工种,补贴标准,补贴金额（元）,开户行,账号,本人签名",
            "电工,500,500,农行,622",
            "subsidy",
        ),
        (
            "序号,姓名,身份证号码,证书编号,补贴金额,发放日期,社会保障卡银行账号,联系电话",
            "S1,500,2024-05-01,622,1",
            "subsidy",
        ),
        (
            "序号,姓名,公民身份号码,鉴定工种,技术等级,证书名称,证书编号,发证日期,备注",
            "电工,五级,培训合格证书,1,2024-05-01,",
            "certificate",
        ),
        (
            "序号,姓名,身份证号,联系电话,就业状态,就业单位名称,就业时间,月收入,离职时间",
            "1,是,甲厂,2024-05-01,3000,",
            "employment",
        ),
        (
            "序号,姓名,身份证号,证书编号,是否就业,就业单位,就业日期",
            "S1,是,甲厂,2024-05-01",
            "employment",
        ),
        (
            "序号,姓名,身份证号,品牌名称,班级编号,是否就业,就业日期",
            "月嫂,1,是,2024-05-01",
            "employment",
        ),
        (
            "序号,姓名,身份证号,品牌名称,班级编号,证书类型,就业日期",
            "月嫂,1,培训合格证书,2024-05-01",
            "training",
        ),
        (
            "序号,姓名,身份证号,品牌名称,班级编号,培训时间,补贴金额",
            "月嫂,1,2024.5.1-5.20,500",
            "training",
        ),
    ] {
        assert_eq!(kind("台账.csv", &format!("{header}\n{person},{row}\n")), expected, "{header}");
    }
}

#[test]
fn titles_and_names_decide_where_headers_leave_it_open() {
    let roster = "姓名,身份证号,务工地点,务工企业,转移就业时间\n王芳,110101199003078670,大连,甲厂,2024-05-01\n";
    assert_eq!(kind("名单.csv", roster), "employment");
    assert_eq!(kind("2024年劳务输出花名册.csv", roster), "placement");
    assert_eq!(kind("名单.csv", &format!("农安县劳 务 输 出 花名册,,,,\n{roster}")), "placement");
    let paid =
        "姓名,身份证号,培训时间,补贴金额,账号\n王芳,110101199003078670,2024.5.1-5.20,500,622\n";
    assert_eq!(kind("台账.csv", paid), "training", "rejected for want of a brand, and said so");
    assert_eq!(kind("台账.csv", &format!("职业培训补贴发放花名册,,,,\n{paid}")), "subsidy");
    // The nearest name counts: the title, then the file.
    assert_eq!(kind("劳务输出.csv", &format!("就业跟踪情况表,,,,\n{roster}")), "employment");
}

#[test]
fn a_sheet_each_is_a_kind_each() {
    let input = Folder::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, columns) in [
        ("培训台账", ["姓名", "身份证号", "品牌名称", "结业日期"]),
        ("发证", ["姓名", "身份证号", "品牌名称", "证书类型"]),
        ("输出人员", ["姓名", "身份证号", "品牌名称", "就业日期"]),
    ] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, columns).unwrap();
        sheet.write_row(1, 0, ["王芳", "110101199003078670", "月嫂", ""]).unwrap();
    }
    let path = input.join("长春市.xlsx");
    book.save(&path).unwrap();
    let kinds: Vec<String> = kinds(&[path]).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(kinds, ["training", "certificate", "placement"]);
}

#[test]
fn tables_below_each_other_are_a_kind_each() {
    let table = |header: &str, row: &str| {
        format!("市(州),姓名,身份证号,品牌名称,{header}\n长春市,{LI},月嫂,{row}\n")
    };
    let text = table("班级编号,结业日期", "1,2024-02-01")
        + ",,,,,\n补贴发放明细,,,,,\n"
        + &table("补贴金额,发放日期", "300,2024-03-01")
        + ",,,,,\n劳务输出人员,,,,,\n"
        + &table("备注,转移就业时间", ",2024-03-01")
        + ",,,,,\n培训台账,,,,,\n"
        + &table("班级编号,结业日期", "2,2024-05-01");
    let (input, out) = (Folder::new(), Folder::new());
    input.write("台账.csv", text);
    support::run(support::overrides(&[input.path().to_owned()], out.path(), "2024-12-31"));
    let record = support::record(out.path());
    assert_eq!(
        record["files"][0]["ledgers"],
        serde_json::json!(["training", "subsidy", "placement"])
    );
    let count = |key: &str| record["totals"][key].as_u64().unwrap();
    assert_eq!(record["enrolments"]["total"], 2);
    assert_eq!(["accepted", "merged", "placements"].map(count), [4, 1, 1]);
    let metrics = support::table(out.path(), "metrics.csv");
    assert_eq!(metrics[0][14], "30000");
}

#[test]
fn a_table_may_name_more_brands_than_the_one_above_it_has_classes() {
    let payments: String = ["月嫂", "面点", "电工"]
        .map(|brand| format!("长春市,{LI},{brand},300,2024-03-01\n"))
        .concat();
    let text = format!(
        "市(州),姓名,身份证号,品牌名称,班级编号,结业日期\n长春市,{LI},月嫂,1,2024-02-01\n\
         ,,,,,\n补贴发放明细,,,,,\n市(州),姓名,身份证号,品牌名称,补贴金额,发放日期\n{payments}"
    );
    let (input, out) = (Folder::new(), Folder::new());
    input.write("台账.csv", text);
    support::run(support::overrides(&[input.path().to_owned()], out.path(), "2024-12-31"));
    let record = support::record(out.path());
    let count = |key: &str| record["totals"][key].as_u64().unwrap();
    assert_eq!(["accepted", "merged", "unassigned"].map(count), [4, 1, 2]);
    assert_eq!(support::table(out.path(), "metrics.csv")[0][14], "30000");
}

#[test]
fn wide_ledgers_stay_training_ledgers() {
    let root = support::project();
    for folder in ["tests/formats", "sample-data"] {
        let found = kinds(&[root.join(folder)]);
        assert!(found.len() > 10, "{folder}");
        let separate = |file: &str| file.contains("分册") || file.contains("花名册");
        for (file, kind) in found.iter().filter(|(file, _)| !separate(file)) {
            assert_eq!(kind, "training", "{folder}/{file}");
        }
    }
    // Those of `tests/layouts` are looked at where their samples are read.
}

#[test]
fn the_kind_can_be_given() {
    let text = format!("市(州),姓名,身份证号,就业日期\n长春市,{LI},2024-05-01\n");
    assert!(!run(&[("名单.csv", &text)]).out.join("placements.csv").exists());
    let (input, out) = (Folder::new(), Folder::new());
    let path = input.write("名单.csv", text);
    let mut overrides = support::overrides(&[path], out.path(), "2024-12-31");
    overrides.kind = Some(LedgerKind::Placement);
    support::run(overrides);
    assert_eq!(support::table(out.path(), "placements.csv").len(), 2);
}

#[test]
fn a_mapping_file_gives_the_kind_of_one_table() {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("a/培训.csv", TRAINING);
    input.write("a/名单.csv", format!("市(州),姓名,身份证号,就业日期\n长春市,{LI},2024-05-01\n"));
    let mapping = input.write("m.toml", "[[table]]\nfile = \"名单.csv\"\nkind = \"placement\"\n");
    let mut overrides = support::overrides(&[input.join("a")], out.path(), "2024-12-31");
    overrides.mapping = Some(mapping);
    support::run(overrides);
    let record = support::record(out.path());
    assert_eq!(record["totals"]["placements"], 1);
    assert_eq!(record["enrolments"]["total"], 5);
}

#[test]
fn persons_placed_count_once_a_year_by_the_day_they_left() {
    let header = "市(州),品牌名称,姓名,身份证号,是否就业,转移就业时间";
    let rows = format!(
        "长春市,月嫂,{WANG},,2024-05-01\n长春市,,{WANG},,2024-06-01\n吉林市,,{WANG},,2023-06-01\n\
         长春市,月嫂,{LI},是,2024-05-01\n长春市,月嫂,{LI},,2025-05-01\n长春市,,{LI},是,\n\
         长春市,,{LI},否,2023-05-01\n长春市,,赵敏,371001198010082394,,2024-02-01\n"
    );
    let counted = run(&[("劳务输出.csv", &format!("{header}\n{rows}"))]);
    let placed: Vec<String> = support::table(counted.out.path(), "placements.csv")
        .into_iter()
        .map(|row| [&row[0], &row[2], &row[3], &row[4], &row[5]].map(String::as_str).join(" "))
        .collect();
    let expected = [
        "brand 长春市 月嫂 2024 2",
        "city 吉林市  2023 1",
        "city 长春市  2024 3",
        "province   2023 1",
        "province   2024 3",
    ];
    assert_eq!(placed, expected);
    assert_eq!(support::record(counted.out.path())["totals"]["placements"], 8);
    let findings = support::table(counted.out.path(), "findings.csv");
    let undated: Vec<String> = findings
        .iter()
        .filter(|row| row[3] == "PLACEMENT_UNDATED")
        .map(|row| format!("{} {}", row[2], row[4]))
        .collect();
    assert_eq!(undated, ["7 转移就业时间"], "one that says 否 is said to contradict itself");
    assert_eq!(counted.findings("EMPLOYED_CONTRADICTION").len(), 1);
    assert!(counted.findings("EMPLOYED_UNDATED").is_empty());
}

#[test]
fn a_roster_that_came_back_corrected_is_still_a_roster() {
    let (input, out) = (Folder::new(), Folder::new());
    let text = "劳务输出花名册,,,\n市(州),姓名,身份证号,就业日期\n长春市,王芳,110101199003078671,2024-05-01\n";
    input.write("名单.csv", text);
    support::run(support::overrides(&[input.path().to_owned()], out.path(), "2024-12-31"));
    let workbook = returned::returned(&out);
    assert_eq!(kinds(std::slice::from_ref(&workbook))[0].1, "placement");
    // In the place of its original, it is counted with the roster.
    let mut sheets = returned::sheets(&workbook);
    for cell in sheets.iter_mut().flat_map(|(_, rows)| rows).flatten() {
        if *cell == Data::String("110101199003078671".to_owned()) {
            *cell = Data::String("110101199003078670".to_owned());
        }
    }
    input.write("改好.xlsx", returned::save(&sheets));
    let again = Folder::new();
    support::run(support::overrides(&[input.path().to_owned()], again.path(), "2024-12-31"));
    assert_eq!(support::record(again.path())["totals"]["placements"], 1);
    assert_eq!(support::table(again.path(), "placements.csv").len(), 2);
}
