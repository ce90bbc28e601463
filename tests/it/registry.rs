//! Brand registries through the whole program: the template filled in, a check alone, what has no ledger.

use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use taizhang::cli::{self, Exit};
use taizhang::config::{Overrides, RunConfig};
use taizhang::model::finding::SheetId;
use taizhang::model::region::Regions;
use taizhang::model::registry::columns::Columns;
use taizhang::model::registry::{Entry, EntryKind, Registry};
use taizhang::pipeline::{self, RegistryReport};
use taizhang::read::content::Content;
use taizhang::read::registry::{Conditions, Filing, Rules};
use taizhang::read::table;

use crate::support::{self, Folder};

const AS_OF: &str = "2025-06-30";

fn check(file: PathBuf) -> RegistryReport {
    let overrides = Overrides {
        registry: Some(file),
        as_of: Some(support::day(AS_OF)),
        ..Overrides::default()
    };
    pipeline::registry_check(&RunConfig::new(overrides).unwrap(), false).unwrap()
}

fn exit(arguments: &[&str]) -> Exit {
    let program = ["taizhang", "registry"];
    cli::run(program.iter().chain(arguments).map(|argument| (*argument).into()))
}

fn open(path: &Path) -> Vec<(String, Vec<Vec<String>>)> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let text = |cell: &Data| cell.to_string();
    let rows = |range: calamine::Range<Data>| {
        range.rows().map(|row| row.iter().map(text).collect()).collect()
    };
    book.worksheets().into_iter().map(|(name, range)| (name, rows(range))).collect()
}

type Row<'a> = &'a [(&'a str, &'a str)];

/// The template with rows below its headers: dates as dates, percentages and numbers as spreadsheets keep them.
fn fill(template: &Path, filled: &Path, rows: &[(&str, &[Row])]) {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let percent = Format::new().set_num_format("0%");
    for (name, cells) in open(template) {
        let sheet = book.add_worksheet().set_name(&name).unwrap();
        for (row, cells) in (0..).zip(&cells) {
            for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
        let own = rows.iter().filter(|(of, _)| *of == name).flat_map(|(_, rows)| rows.iter());
        for (row, cells) in (1..).zip(own) {
            for (header, value) in *cells {
                let is = |cell: &String| cell.trim_start_matches('*') == *header;
                let column = cells_column(&cells_of(template, &name), is, header);
                if let Ok(date) = ExcelDateTime::parse_from_str(value)
                    && header.contains("日期")
                {
                    sheet.write_datetime_with_format(row, column, date, &day).unwrap();
                } else if let Some(rate) = value.strip_suffix('%') {
                    let rate = rate.parse::<f64>().unwrap() / 100.0;
                    sheet.write_number_with_format(row, column, rate, &percent).unwrap();
                } else if let Ok(number) = value.parse::<f64>() {
                    sheet.write_number(row, column, number).unwrap();
                } else {
                    sheet.write_string(row, column, *value).unwrap();
                }
            }
        }
    }
    book.save(filled).unwrap();
}

fn cells_of(template: &Path, sheet: &str) -> Vec<String> {
    open(template).into_iter().find(|(name, _)| name == sheet).unwrap().1.remove(0)
}

fn cells_column(header: &[String], is: impl Fn(&String) -> bool, wanted: &str) -> u16 {
    let column = header.iter().position(is).unwrap_or_else(|| panic!("no column {wanted}"));
    u16::try_from(column).unwrap()
}

/// What a file puts on file, without a remark.
fn on_file(path: &Path) -> Registry {
    let (columns, regions) = (Columns::shipped().unwrap(), Regions::shipped().unwrap());
    let mut conditions = Conditions::default();
    for policy in taizhang::model::policy::shipped().unwrap() {
        let ids = policy.conditions().map(|condition| condition.id.as_str());
        conditions.add(&policy.id, &policy.document, ids);
        policy.grounds.iter().for_each(|ground| conditions.add_ground(&ground.name));
    }
    let mut filing = Filing::default();
    if path.extension().is_some_and(|extension| extension == "toml") {
        let text = std::fs::read_to_string(path).unwrap();
        filing.add_toml(SheetId { file: 0, sheet: 0 }, "", &text, &columns);
    } else {
        for page in table::read_table(&Content::File(path.to_owned())).unwrap() {
            let id = SheetId { file: 0, sheet: page.number };
            filing.add_table(id, &page.name, &page.rows, &columns);
        }
    }
    let as_of = support::day(AS_OF);
    let (columns, regions, conditions) = (&columns, &regions, &conditions);
    let (registry, findings) = filing.file(&Rules { columns, regions, conditions, as_of });
    assert_eq!(findings, []);
    registry
}

fn entry<'a>(registry: &'a Registry, kind: EntryKind, name: &str) -> &'a Entry {
    registry.entries().find(|entry| entry.kind == kind && &*entry.name == name).unwrap()
}

const FILLED: &[(&str, &[Row])] = &[
    (
        "品牌",
        &[
            &[
                ("种类", "劳务品牌"),
                ("品牌名称", "草原护工"),
                ("上报单位", "包头市"),
                ("成立日期", "2019-05-06"),
                ("入库日期", "2024-01-01"),
                ("出库日期", "2026-01-01"),
                ("行业", "家政服务"),
                ("牵头单位性质", "行业协会"),
                ("关联培训品牌", "包头护工"),
            ],
            &[
                ("种类", "培训品牌"),
                ("品牌名称", "包头护工"),
                ("上报单位", "包头市"),
                ("级别", "盟市级"),
                ("依托单位", "甲校、乙校"),
            ],
            &[
                ("种类", "培训品牌"),
                ("品牌名称", "沈阳焊工"),
                ("上报单位", "沈阳"),
                ("类型", "院校"),
            ],
        ],
    ),
    (
        "基地",
        &[&[
            ("基地名称", "某校"),
            ("上报单位", "长春市"),
            ("县（市、区）", "农安县"),
            ("培训场所面积（平方米）", "320.5"),
            ("实训基地同时容纳人数", "40"),
            ("专职教师人数", "5"),
            ("办学许可证号", "吉01号"),
            ("法人", "赵某"),
        ]],
    ),
    ("县区", &[&[("上报单位", "临汾市"), ("县（市、区）", "洪洞县"), ("类型", "平川县")]]),
    (
        "人工证明",
        &[
            &[
                ("名称", "某校"),
                ("上报单位", "长春市"),
                ("文件", "吉人社函〔2021〕34号"),
                ("条件", "二(三)·设备清单"),
                ("证明人", "市局"),
                ("日期", "2025-03-01"),
                ("材料", "核查表"),
            ],
            &[
                ("种类", "培训品牌"),
                ("名称", "沈阳焊工"),
                ("上报单位", "沈阳市"),
                ("条件", "四·师资队伍"),
                ("证明人", "市局"),
                ("日期", "2025-03-01"),
                ("材料", "合同"),
            ],
        ],
    ),
    (
        "放宽",
        &[&[
            ("名称", "包头护工"),
            ("上报单位", "包头市"),
            ("理由", "非物质文化遗产职业"),
            ("证明人", "自治区厅"),
            ("日期", "2025-02-01"),
            ("材料", "纪要"),
        ]],
    ),
    (
        "双品牌关联",
        &[&[("上报单位", "包头市"), ("劳务品牌", "草原护工"), ("培训品牌", "包头护工")]],
    ),
    (
        "申报数",
        &[
            &[
                ("名称", "沈阳焊工"),
                ("上报单位", "沈阳市"),
                ("项目", "在校学历教育人数"),
                ("年份", "2023"),
                ("数值", "412"),
            ],
            &[
                ("名称", "沈阳焊工"),
                ("上报单位", "沈阳市"),
                ("项目", "申报毕业生就业率"),
                ("数值", "96%"),
            ],
        ],
    ),
];

const SAME_AS_TOML: &str = r#"
[[entry]]
kind = "labour"
name = "草原护工"
unit = "包头市"
established = 2019-05-06
listed = 2024-01-01
delisted = 2026-01-01
industry = "家政服务"
links = ["包头护工"]
texts = { lead_nature = "行业协会" }

[[entry]]
kind = "training"
name = "包头护工"
unit = "包头市"
level = "盟市级"
supporting_units = ["甲校", "乙校"]
[[entry.relaxation]]
ground = "非物质文化遗产职业"
who = "自治区厅"
when = 2025-02-01
paper = "纪要"

[[entry]]
kind = "training"
name = "沈阳焊工"
unit = "沈阳"
type = "院校"
facts = { students_in_education_2023 = 412, graduate_employment_rate = 0.96 }
attestations = { "四·师资队伍" = { who = "市局", when = 2025-03-01, paper = "合同" } }

[[entry]]
kind = "base"
name = "某校"
unit = "长春市"
county = "农安县"
facts = { venue_area_m2 = 320.5, practice_capacity = 40, full_time_teachers = 5 }
texts = { licence = "吉01号", legal_person = "赵某" }
[entry.attestations]
"jilin-2021-34/二(三)·设备清单" = { who = "市局", when = 2025-03-01, paper = "核查表" }

[[entry]]
kind = "county"
name = "洪洞县"
unit = "临汾市"
type = "平川县"
"#;

#[test]
fn a_filled_template_reads_back_exactly_and_as_toml_does() {
    let folder = Folder::new();
    let (template, filled) = (folder.join("模板.xlsx"), folder.join("品牌库.xlsx"));
    pipeline::registry_template(&template, &[]).unwrap();
    assert!(on_file(&template).is_empty(), "nothing but headers");
    fill(&template, &filled, FILLED);
    let registry = on_file(&filled);
    let brand = entry(&registry, EntryKind::Labour, "草原护工");
    assert_eq!(brand.delisted, Some(support::day("2026-01-01")));
    assert_eq!(brand.links, ["包头护工".into()], "named twice, linked once");
    let base = entry(&registry, EntryKind::Base, "某校");
    assert!(base.attestations.contains_key("jilin-2021-34/二(三)·设备清单"));
    let written = folder.write("品牌库.toml", SAME_AS_TOML);
    let entries = |registry: &Registry| registry.entries().cloned().collect::<Vec<_>>();
    assert_eq!(entries(&registry), entries(&on_file(&written)));
    let report = check(filled);
    assert_eq!(report.problems, 0, "{}", report.text);
    let place = report.text.lines().find(|line| line.contains("包头市")).unwrap();
    let counts: Vec<&str> = place.split_whitespace().skip(2).collect();
    assert_eq!(counts, ["1", "1", "0", "0", "0"], "{}", report.text);
}

#[test]
fn the_template_offers_what_the_policies_ask_and_overwrites_nothing() {
    let folder = Folder::new();
    let file = folder.join("模板.xlsx");
    let name = file.display().to_string();
    assert_eq!(exit(&["template", &name, "--policy", "jilin-2021-34"]), Exit::Done);
    let cells: Vec<String> = open(&file).into_iter().flat_map(|(_, rows)| rows.concat()).collect();
    assert!(cells.contains(&"二(三)·设备清单".to_owned()));
    assert!(!cells.contains(&"四·师资队伍".to_owned()), "of a policy that was not asked");
    let before = std::fs::read(&file).unwrap();
    assert_eq!(exit(&["template", &name]), Exit::Failed);
    assert_eq!(
        exit(&["template", &folder.join("x.xlsx").display().to_string(), "--policy", "?"]),
        Exit::Failed
    );
    assert!(!folder.join("x.xlsx").exists());
    assert!(before == std::fs::read(&file).unwrap());
}

#[test]
fn a_check_counts_what_is_listed_and_tells_what_is_wrong() {
    let folder = Folder::new();
    let text = "种类,名称,上报单位,入库日期,出库日期,专职教师人数\n\
        基地,甲,长春市,2025-06-30,,4\n基地,乙,长春市,2025-07-01,,4\n基地,丙,长春市,2020-01-01,2025-06-30,四名\n\
        劳务品牌,丁,长春市,2025-07-01,2025-06-30,\n";
    let file = folder.write("品牌库.csv", text);
    let report = check(file.clone());
    assert_eq!(report.problems, 2, "{}", report.text);
    let place = report.text.lines().find(|line| line.contains("长春市")).unwrap();
    let counts: Vec<&str> = place.split_whitespace().skip(2).collect();
    assert_eq!(counts, ["0", "0", "1", "0", "3"], "甲; 乙 and 丁 not yet, 丙 no longer");
    for part in
        ["REGISTRY_VALUE", "第 4 行 专职教师人数“四名”", "REGISTRY_DATES", "第 5 行 出库日期"]
    {
        assert!(report.text.contains(part), "{part}: {}", report.text);
    }
    let name = file.display().to_string();
    assert_eq!(exit(&["check", &name, "--as-of", AS_OF]), Exit::Incomplete);
    let sound = folder.write("好.csv", "种类,名称,上报单位\n基地,甲,长春市\n");
    assert_eq!(exit(&["check", &sound.display().to_string()]), Exit::Done);
    let later = "种类,名称,上报单位,证明：二(三)·设备清单\n基地,甲,长春市,某局；2025-07-01；表\n";
    let later = folder.write("以后.csv", later);
    let report = check(later);
    assert_eq!(report.problems, 0, "a note is no problem");
    assert!(report.text.contains("REGISTRY_NOT_YET"), "{}", report.text);
    assert_eq!(exit(&["check", "没有.csv"]), Exit::Failed);
}

const LEDGER: &str = "\
省份,市(州),县(市、区),品牌名称,基地名称,班级编号,姓名,身份证号,开班日期,结业日期
吉林省,长春市,农安县,甲品牌,甲基地,1,某一,110101199003078670,2025-02-01,2025-02-20
";

#[test]
fn what_is_on_file_without_a_ledger_appears_with_zeros_and_its_mark() {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("台账.csv", LEDGER);
    input.write(
        "品牌库.csv",
        "种类,名称,上报单位,县（市、区）,出库日期\n\
        基地,甲基地,长春市,农安县,\n基地,乙基地,长春市,榆树市,\n基地,丙基地,四平市,,\n\
        基地,已退,长春市,,2024-01-01\n劳务品牌,丁品牌,四平市,,\n劳务品牌,甲品牌,长春市,,\n",
    );
    let mut overrides = support::overrides(&[input.path().to_owned()], out.path(), AS_OF);
    overrides.quiet = false;
    let screen = support::run(overrides).text;
    let brand = screen.lines().find(|line| line.contains("丁品牌")).unwrap();
    assert!(brand.contains("（无台账）丁品牌") && brand.contains(" 0 "), "{brand}");
    assert!(screen.contains("四平市"), "its unit");
    assert!(screen.contains("品牌 1 个，基地 2 个"), "{screen}");
    let line = |unit, county: &str, base: &str| crate::flow::line(&out, unit, county, base);
    for (unit, county, base) in [
        ("长春市", "榆树市", "乙基地"),
        ("四平市", "（未填）", "丙基地"),
        ("吉林省", "长春市 榆树市", "乙基地"),
    ] {
        assert!(line(unit, county, base).iter().all(|count| *count == 0.0), "{base}");
    }
    assert!(line("长春市", "农安县", "甲基地")[0] > 0.0);
    let table = open(&out.join("调度表-长春市-2025Q2.xlsx")).remove(0).1.concat();
    let note = table.iter().find(|cell| cell.starts_with("无台账")).unwrap();
    assert!(note.contains("乙基地") && !note.contains("甲基地"), "{note}");
    assert!(!table.contains(&"已退".to_owned()), "no longer in the library");
    let overview = open(&out.join("达标.xlsx")).remove(0).1;
    let of = |name: &str| overview.iter().find(|row| row[5] == name).unwrap();
    assert_eq!((of("乙基地")[6].as_str(), of("甲基地")[6].as_str()), ("无台账", ""));
    assert_eq!((of("丁品牌")[6].as_str(), of("丁品牌")[7].as_str()), ("无台账", "不判定"));
    let metrics = support::table(out.path(), "metrics.csv").concat();
    assert!(!metrics.contains(&"丁品牌".to_owned()), "tables hold what ledgers hold");
}
