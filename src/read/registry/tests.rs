//! Registries in several shapes, and what is wrong with bad rows.

use super::*;
use crate::model::ratio::Ratio;
use crate::model::registry::{Entry, EntryKind};
use EntryKind::{Base, County, Labour, Training};

fn rows(lines: &[&str]) -> Vec<Vec<String>> {
    lines.iter().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// What several sheets, or TOML files, give together.
fn read_all(sheets: &[&[&str]], toml: &str) -> (Registry, Vec<Finding>) {
    let (columns, regions) = (Columns::shipped().expect("data"), Regions::shipped().expect("data"));
    let mut conditions = Conditions::default();
    conditions.add_ground("非物质文化遗产");
    conditions.add_ground("创新模式");
    conditions.add("a-1", "甲函〔2021〕1号", ["四·师资队伍", "二(一)·办学资质与法人"]);
    let mut filing = Filing::default();
    for (sheet, lines) in (0u32..).zip(sheets) {
        let id = SheetId { file: 0, sheet };
        assert!(filing.add_table(id, &format!("表{sheet}"), &rows(lines), &columns), "{lines:?}");
    }
    if !toml.is_empty() {
        filing.add_toml(SheetId { file: 1, sheet: 0 }, "库.toml", toml, &columns);
    }
    let as_of = "2025-06-30".parse().expect("a day");
    filing.file(&Rules { columns: &columns, regions: &regions, conditions: &conditions, as_of })
}

fn read(lines: &[&str]) -> (Registry, Vec<Finding>) {
    read_all(&[lines], "")
}

/// Row, code and column of every remark.
fn told(findings: &[Finding]) -> Vec<(u32, Code, &str)> {
    findings.iter().map(|finding| (finding.at.row, finding.code, &*finding.column)).collect()
}

fn only(found: &(Registry, Vec<Finding>)) -> &Entry {
    assert_eq!((found.0.len(), told(&found.1)), (1, vec![]));
    found.0.entries().next().expect("one")
}

#[test]
fn chinese_headers_in_any_order_below_a_title() {
    let found = read(&[
        "2024年品牌品牌库,,,,,,,",
        "依托单位,*级 别,类型,所属市,品牌名称,种类,职业（工种）,成立日期,入库日期,备注",
        "甲校、乙校；丙公司,,行业,沈阳, 沈阳焊工 ,职业技能培训品牌,焊工,2020年5月6日,20210101,无",
        ",,,,,,,,,",
        "填表人：某某,,,,,,,,,",
    ]);
    let entry = only(&found);
    assert_eq!((entry.kind, entry.name.as_ref()), (Training, "沈阳焊工"));
    assert_eq!((entry.province.as_ref(), entry.city.as_ref()), ("辽宁省", "沈阳市"));
    assert_eq!((entry.brand_type.as_deref(), entry.level.as_deref()), (Some("行业"), None));
    assert_eq!(entry.supporting_units, ["甲校", "乙校", "丙公司"]);
    assert_eq!(entry.established, "2020-05-06".parse().ok());
    assert_eq!((entry.listed, entry.delisted), ("2021-01-01".parse().ok(), None));
}

#[test]
fn numbers_texts_and_papers_in_columns_of_their_own() {
    let found = read(&[
        "kind,name,city,fact:venue_area_m2,2023年在校学历教育人数,申报毕业生就业率,法人,证明：二（一）·办学资质与法人",
        "base,某校,长春市,３２０.5,1,0.96,赵某,张某；2024-01-05；许可证复印件",
    ]);
    let entry = only(&found);
    assert_eq!(entry.facts["venue_area_m2"], Ratio::new(3205, 10));
    assert_eq!(entry.facts["students_in_education_2023"], Ratio::whole(1));
    assert_eq!(entry.facts["graduate_employment_rate"], Ratio::new(96, 100));
    assert_eq!(entry.texts["legal_person"], "赵某");
    let paper = &entry.attestations["二(一)·办学资质与法人"];
    assert_eq!((paper.who.as_str(), paper.paper.as_str()), ("张某", "许可证复印件"));
}

#[test]
fn the_kind_may_follow_from_the_rest() {
    let (registry, findings) = read(&[
        "种类,品牌名称,基地名称,级别,市(州)",
        ",某品牌,,省级,长春市",
        ",,某基地,,长春市",
        "省级劳务品牌培训基地,某品牌,另一基地,,长春市",
        "劳务品牌,某品牌,某基地,,长春市",
        ",孤品牌,,,长春市",
        "双品牌,某品牌,,,长春市",
    ]);
    let kinds: Vec<_> = registry.entries().map(|entry| (entry.kind, entry.name.as_ref())).collect();
    assert_eq!(
        kinds,
        [(Base, "另一基地"), (Base, "某基地"), (Training, "某品牌"), (Labour, "某品牌")]
    );
    assert_eq!(told(&findings), [(6, Code::RegistryRow, "种类"), (7, Code::RegistryRow, "种类")]);
}

#[test]
fn bad_rows_and_cells_are_told_and_the_others_count() {
    let (registry, findings) = read(&[
        "种类,名称,上报单位,省,成立日期,专职教师人数,证明：四·师资队伍",
        "培训品牌,甲,火星市,,,,",
        "培训品牌,,沈阳市,,,,",
        "培训品牌,丙,吉林,吉林省,2024-13-01,四名,张某",
        "培训品牌,丁,,,,,",
        "培训品牌,戊,长舂市,,,,",
    ]);
    let entries: Vec<_> = registry.entries().map(|entry| entry.city.as_ref()).collect();
    assert_eq!(entries, ["吉林市"], "the third row, by its province");
    assert_eq!(
        told(&findings),
        [
            (2, Code::RegistryRow, "上报单位"),
            (3, Code::RegistryRow, "名称"),
            (4, Code::RegistryValue, "专职教师人数"),
            (4, Code::RegistryValue, "成立日期"),
            (4, Code::RegistryValue, "证明：四·师资队伍"),
            (5, Code::RegistryRow, "上报单位"),
            (6, Code::RegistryRow, "上报单位"),
        ]
    );
    assert!(findings[6].detail.contains("“长春市”") && &*findings[6].value == "长舂市");
}

#[test]
fn a_second_entry_of_the_same_name_names_the_first() {
    let first: &[&str] =
        &["种类,名称,上报单位,类型", "培训品牌,甲,沈阳市,行业", "培训品牌,甲,沈阳市,行业"];
    let second: &[&str] =
        &["种类,名称,上报单位,类型", "培训品牌,甲,沈阳市,院校", "劳务品牌,甲,沈阳市,"];
    let (registry, findings) = read_all(&[first, second], "");
    assert_eq!(registry.len(), 2, "brands of two kinds may share a name");
    assert_eq!(told(&findings), [(2, Code::RegistryDuplicate, "名称")]);
    assert!(findings[0].detail.contains("已在表0第 2 行登记"), "{}", findings[0].detail);
    assert_eq!(
        registry.entries().next().and_then(|e| e.brand_type.clone()).as_deref(),
        Some("行业")
    );
}

#[test]
fn counties_are_known_by_the_unit() {
    let (registry, findings) = read(&[
        "上报单位,县（市、区）,类型",
        "临汾市,洪洞县,平川县",
        "临汾市,安泽县,山区县",
        "临汾市,洪桐县,平川县",
    ]);
    let counties: Vec<_> =
        registry.entries().map(|e| (e.kind, &*e.name, e.brand_type.as_deref())).collect();
    assert_eq!(counties, [(County, "安泽县", Some("山区县")), (County, "洪洞县", Some("平川县"))]);
    assert_eq!(told(&findings), [(4, Code::RegistryCounty, "县（市、区）")]);
    assert!(findings[0].detail.contains("“洪洞县”"));
    let found = read(&["种类,名称,上报单位,县", "基地,某校,长春市,榆树县"]);
    assert_eq!(only(&found).county.as_deref(), Some("榆树市"));
    let (registry, findings) = read(&["种类,名称,上报单位,县", "基地,某校,长春市,净月区"]);
    assert_eq!(told(&findings), [(2, Code::RegistryCounty, "县")]);
    assert_eq!(registry.entries().next().and_then(|e| e.county.clone()).as_deref(), Some("净月区"));
}

#[test]
fn a_county_that_reports_on_its_own_wins_over_the_city_around_it() {
    let entries: &[&str] = &[
        "种类,名称,上报单位,县（市、区）",
        "基地,某校,通化市,梅河口市",
        "基地,别校,通化市,辉南县",
    ];
    let (registry, findings) = read_all(&[entries], "");
    assert_eq!(told(&findings), []);
    let cities: Vec<&str> = registry.entries().map(|entry| &*entry.city).collect();
    assert_eq!(cities, ["梅河口市", "通化市"]);
}

#[test]
fn a_ground_that_no_document_names_is_told() {
    let relaxations: &[&str] = &[
        "名称,上报单位,理由,条件,证明人,日期,材料",
        "沈阳焊工,沈阳市,领导重视,,某局,2024-05-01,会议纪要",
    ];
    let entries: &[&str] = &["种类,名称,上报单位,级别", "培训品牌,沈阳焊工,沈阳市,省级"];
    let (_, findings) = read_all(&[relaxations, entries], "");
    assert_eq!(told(&findings), [(2, Code::RegistryValue, "理由")]);
    assert!(findings[0].detail.contains("非物质文化遗产、创新模式"), "{}", findings[0].detail);
}

#[test]
fn rows_of_other_sheets_attach_whatever_the_order() {
    let papers: &[&str] = &[
        "名称,上报单位,文件,条件,证明人,日期,材料",
        "沈阳焊工,沈阳市,甲函[2021]1号,四·师资队伍,某局,2024-05-01,聘用合同",
        "沈阳焊工,沈阳市,,二(一)·办学资质与法人,某局,2024-05-01,旧证",
        "沈阳焊工,沈阳市,,二(一)·办学资质与法人,某局,2025-05-01,新证",
        "沈阳焊工,沈阳市,,二(一)·办学资质与法人,某局,2025-07-01,将来的证",
    ];
    let relaxations: &[&str] = &[
        "名称,上报单位,理由,条件,证明人,日期,材料",
        "沈阳焊工,沈阳市,非物质文化遗产,,某局,2024-05-01,会议纪要",
    ];
    let links: &[&str] = &["上报单位,劳务品牌,培训品牌", "沈阳市,盛京工匠,沈阳焊工、沈阳车工"];
    let declared: &[&str] = &[
        "名称,上报单位,项目,年份,数值",
        "盛京工匠,沈阳市,申报间接带动就业人数,2024年,\"1200\"",
        "沈阳焊工,沈阳市,graduate_employment_rate,,96%",
    ];
    let declared: Vec<String> = declared.iter().map(|line| line.replace('"', "")).collect();
    let declared: Vec<&str> = declared.iter().map(String::as_str).collect();
    let entries: &[&str] = &[
        "种类,名称,上报单位,级别",
        "培训品牌,沈阳焊工,沈阳市,省级",
        "培训品牌,沈阳车工,沈阳市,省级",
        "劳务品牌,盛京工匠,沈阳市,",
    ];
    let (registry, findings) = read_all(&[papers, relaxations, links, &declared, entries], "");
    assert_eq!(told(&findings), [(5, Code::RegistryNotYet, "日期")]);
    let entry = |name: &str| registry.entries().find(|entry| &*entry.name == name).expect("there");
    let welder = entry("沈阳焊工");
    assert_eq!(welder.attestations["a-1/四·师资队伍"].paper, "聘用合同");
    let paper = &welder.attestations["二(一)·办学资质与法人"].paper;
    assert_eq!(paper, "新证", "the latest by the as-of date");
    assert_eq!(welder.relaxations[0].ground, "非物质文化遗产");
    assert_eq!(welder.relaxations[0].condition, None);
    assert_eq!(welder.facts["graduate_employment_rate"], Ratio::new(96, 100));
    let labour = entry("盛京工匠");
    assert_eq!(labour.facts["indirect_placed_2024"], Ratio::whole(1200));
    assert_eq!(labour.links, ["沈阳焊工".into(), "沈阳车工".into()]);
}

#[test]
fn rows_of_other_sheets_that_attach_to_nothing_are_told() {
    let entries: &[&str] = &[
        "种类,名称,上报单位,关联培训品牌,专职教师人数",
        "劳务品牌,甲工,沈阳市,乙工,5",
        "基地,丙校,沈阳市,甲工,",
    ];
    let papers: &[&str] = &[
        "种类,名称,上报单位,条件,证明人,日期,材料",
        "基地,丙学校,沈阳市,四·师资队伍,某局,2024-05-01,合同",
        "劳务品牌,丙校,沈阳市,四·师资队伍,某局,2024-05-01,合同",
        ",丙校,沈阳市,四·师资力量,某局,2024-05-01,合同",
        ",丙校,沈阳市,四·师资队伍,某局,五月,合同",
        ",丙校,沈阳市,四·师资队伍,,2024-05-01,",
    ];
    let declared: &[&str] = &[
        "名称,上报单位,项目,年份,数值",
        "丙校,沈阳市,会计人数,,5",
        "丙校,沈阳市,专职教师人数,2024,5",
        "丙校,沈阳市,专职教师人数,,五",
        "甲工,沈阳市,专职教师人数,,6",
    ];
    let (registry, findings) = read_all(&[entries, papers, declared], "");
    assert_eq!(registry.len(), 2);
    assert_eq!(
        told(&findings),
        [
            (2, Code::RegistryLink, "关联培训品牌"),
            (3, Code::RegistryValue, "关联培训品牌"),
            (2, Code::RegistrySubject, "名称"),
            (3, Code::RegistrySubject, "名称"),
            (4, Code::RegistryCondition, "条件"),
            (5, Code::RegistryValue, "日期"),
            (6, Code::RegistryRow, "证明人"),
            (2, Code::RegistryValue, "项目"),
            (3, Code::RegistryValue, "年份"),
            (4, Code::RegistryValue, "数值"),
            (5, Code::RegistryDuplicate, "数值"),
        ]
    );
    assert!(findings[2].detail.contains("最相近的是“丙校”"));
    assert!(findings[4].detail.contains("“四·师资队伍”"));
    assert!(findings[6].detail.contains("证明人、材料"));
    assert!(findings[10].detail.contains("表0第 2 行登记为 5"), "{}", findings[10].detail);
}

#[test]
fn an_entry_is_not_delisted_before_it_is_listed() {
    let (registry, findings) = read(&[
        "种类,名称,上报单位,入库日期,出库日期",
        "基地,甲,沈阳市,2024-05-06,2023-05-06",
        "基地,乙,沈阳市,2024-05-06,2024-05-06",
    ]);
    assert_eq!(told(&findings), [(2, Code::RegistryDates, "出库日期")]);
    let delisted: Vec<_> = registry.entries().map(|entry| entry.delisted.is_some()).collect();
    assert_eq!(delisted, [true, false], "乙, 甲");
}

#[test]
fn ledgers_claims_and_results_are_no_registries() {
    let columns = Columns::shipped().expect("data");
    let is = |header: &str| looks_like_registry(&rows(&[header])[0], &columns);
    for header in [
        "种类,名称,上报单位",
        "brand,unit,level",
        "基地名称,市（州）,品 牌 类 型",
        "上报单位,劳务品牌,培训品牌",
        "名称,上报单位,项目,年份,数值",
        "种类,名称,上报单位,条件,证明人,日期,材料",
    ] {
        assert!(is(header), "{header}");
    }
    for header in [
        "品牌名称,级别,姓名,身份证号码",
        "品牌名称,品牌类型,年度,培训人数",
        "level,province,city,brand,year,enrolments",
        "名称,上报单位,地址",
        "区县,类型,数量",
        "文件,条件编号,内容",
    ] {
        assert!(!is(header), "{header}");
    }
}

#[test]
fn toml_entries() {
    let (registry, findings) = read_all(
        &[],
        r#"
[[entry]]
kind = "labour"
name = "沈阳焊工"
unit = "沈阳市"
county = "铁西区"
established = 2020-05-06
listed = 2021-01-01
supporting_units = ["甲校", "乙校"]
links = ["沈阳焊工"]
facts = { indirect_placed_2023 = 400, venue_area_m2 = 320.5 }
texts = { licence = "辽01" }
[entry.attestations]
"四·师资队伍" = { who = "张某", when = 2024-01-05, paper = "聘用合同" }
[[entry.relaxation]]
ground = "创新模式"
condition = "四·师资队伍"
who = "某局"
when = 2024-01-05
paper = "纪要"

[[entry]]
kind = "training"
name = "沈阳焊工"
unit = "沈阳市"
type = "院校"

[[entry]]
kind = "base"
name = "某校"
unit = "火星市"
colour = "red"
facts = { full_time_teachers = 4.5 }
[entry.attestations]
"四·师资队伍" = { who = "张某", paper = "聘用合同", by = "x" }
"#,
    );
    let entry = registry.entries().find(|entry| entry.kind == Labour).expect("there");
    assert_eq!(entry.established, "2020-05-06".parse().ok());
    assert_eq!((entry.county.as_deref(), &*entry.texts["licence"]), (Some("铁西区"), "辽01"));
    assert_eq!(entry.supporting_units, ["甲校", "乙校"]);
    assert_eq!(entry.facts["indirect_placed_2023"], Ratio::whole(400));
    assert_eq!(entry.facts["venue_area_m2"], Ratio::new(3205, 10));
    assert_eq!(entry.attestations["四·师资队伍"].who, "张某");
    assert_eq!(entry.relaxations[0].condition.as_deref(), Some("四·师资队伍"));
    assert_eq!(
        told(&findings),
        [
            (31, Code::RegistryRow, "unit"),
            (32, Code::RegistryValue, "colour"),
            (33, Code::RegistryValue, "full_time_teachers"),
            (35, Code::RegistryValue, "by"),
        ]
    );
}

#[test]
fn broken_toml_is_one_remark() {
    let (registry, findings) = read_all(&[], "[[entry]]\nname = 甲\n");
    assert!(registry.is_empty());
    assert_eq!(told(&findings), [(2, Code::RegistryRow, "")]);
    let (_, findings) = read_all(&[], "[[entries]]\n");
    assert_eq!(told(&findings), [(1, Code::RegistryValue, "entries")]);
}
