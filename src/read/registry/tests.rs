//! Registries in several shapes, and what is wrong with bad rows.

use super::*;
use crate::model::ratio::Ratio;
use crate::model::registry::EntryKind;
use EntryKind::{Base, Labour, Training};

fn resolve(text: &str) -> Option<Place> {
    let place = |province: &str, city: &str| Some((Arc::from(province), Arc::from(city)));
    match text {
        "沈阳" | "沈阳市" => place("辽宁省", "沈阳市"),
        "长春市" => place("吉林省", "长春市"),
        "吉林省吉林" => place("吉林省", "吉林市"),
        _ => None,
    }
}

fn rows(lines: &[&str]) -> Vec<Vec<String>> {
    lines.iter().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn read(lines: &[&str]) -> RegistryRows {
    from_rows(&rows(lines), &resolve)
}

#[test]
fn chinese_headers_in_any_order_below_a_title() {
    let found = read(&[
        "2024年品牌品牌库,,,,,,,",
        "依托单位,*级 别,类型,所属市,品牌名称,种类,职业（工种）,成立日期,备注",
        "甲校、乙校；丙公司,,行业,沈阳, 沈阳焊工 ,职业技能培训品牌,焊工,2020年5月6日,无",
        ",,,,,,,,",
        "填表人：某某,,,,,,,,",
    ]);
    assert_eq!(found.issues, []);
    let (row, entry) = &found.entries[0];
    assert_eq!((*row, entry.kind, entry.name.as_ref()), (3, EntryKind::Training, "沈阳焊工"));
    assert_eq!((entry.province.as_ref(), entry.city.as_ref()), ("辽宁省", "沈阳市"));
    assert_eq!(entry.brand_type.as_deref(), Some("行业"));
    assert_eq!(entry.level, None);
    assert_eq!(entry.supporting_units, ["甲校", "乙校", "丙公司"]);
    assert_eq!(entry.established, "2020-05-06".parse().ok());
    assert_eq!(found.entries.len(), 1);
}

#[test]
fn english_headers_facts_and_papers() {
    let found = read(&[
        "kind,name,city,fact:venue_area_m2,证明：二(一)·办学资质与法人",
        "base,某校,长春市,３２０.5,张某；2024-01-05；许可证复印件",
    ]);
    assert_eq!(found.issues, []);
    let entry = &found.entries[0].1;
    assert_eq!(entry.facts["venue_area_m2"], Ratio::new(3205, 10));
    let paper = &entry.attestations["二(一)·办学资质与法人"];
    assert_eq!((paper.who.as_str(), paper.paper.as_str()), ("张某", "许可证复印件"));
}

#[test]
fn the_kind_may_follow_from_the_rest() {
    let found = read(&[
        "种类,品牌名称,基地名称,级别,市(州)",
        ",某品牌,,省级,长春市",
        ",,某基地,,长春市",
        "省级劳务品牌培训基地,某品牌,另一基地,,长春市",
        "劳务品牌,某品牌,某基地,,长春市",
        ",孤品牌,,,长春市",
        "双品牌,某品牌,,,长春市",
    ]);
    let told: Vec<_> =
        found.entries.iter().map(|(row, entry)| (*row, entry.kind, entry.name.as_ref())).collect();
    assert_eq!(
        told,
        [
            (2, Training, "某品牌"),
            (3, Base, "某基地"),
            (4, Base, "另一基地"),
            (5, Labour, "某品牌")
        ]
    );
    let issues: Vec<_> =
        found.issues.iter().map(|issue| (issue.row, issue.column.as_str())).collect();
    assert_eq!(issues, [(6, "种类"), (7, "种类")]);
}

#[test]
fn bad_rows_are_issues_and_the_others_count() {
    let found = read(&[
        "种类,名称,上报单位,省,成立日期,事实：full_time_teachers,证明：四·师资队伍",
        "培训品牌,甲,火星市,,,,",
        "培训品牌,,沈阳市,,,,",
        "培训品牌,丙,吉林,吉林省,2024-13-01,四名,张某",
        "培训品牌,丁,,,,,",
    ]);
    assert_eq!(found.entries.len(), 1, "the third row, by its province, with three remarks");
    assert_eq!(found.entries[0].1.city.as_ref(), "吉林市");
    let issues: Vec<_> =
        found.issues.iter().map(|issue| (issue.row, issue.column.as_str())).collect();
    assert_eq!(
        issues,
        [
            (2, "上报单位"),
            (3, "名称"),
            (4, "成立日期"),
            (4, "full_time_teachers"),
            (4, "四·师资队伍"),
            (5, "上报单位")
        ]
    );
}

#[test]
fn a_second_entry_of_the_same_name_is_told() {
    let lines = [
        "种类,名称,上报单位,类型",
        "培训品牌,甲,沈阳市,行业",
        "培训品牌,甲,沈阳市,行业",
        "培训品牌,甲,沈阳市,院校",
    ];
    let mut registry = Registry::default();
    let issues = read(&lines).add_to(&mut registry);
    assert_eq!((registry.len(), issues.len(), issues[0].row), (1, 1, 4));
    assert!(issues[0].message.contains("重复登记"));
}

#[test]
fn ledgers_claims_and_results_are_no_registries() {
    let is = |header: &str| looks_like_registry(&rows(&[header])[0]);
    assert!(is("种类,名称,上报单位"));
    assert!(is("brand,unit,level"));
    assert!(is("基地名称,市（州）,品 牌 类 型"));
    assert!(!is("品牌名称,级别,姓名,身份证号码"));
    assert!(!is("品牌名称,品牌类型,年度,培训人数"));
    assert!(!is("level,province,city,brand,year,enrolments"));
    assert!(!is("名称,上报单位,地址"));
}

#[test]
fn toml_entries() {
    let found = from_toml(
        r#"
[[entry]]
kind = "training"
name = "沈阳焊工"
unit = "沈阳市"
type = "院校"
established = 2020-05-06
supporting_units = ["甲校", "乙校"]
facts = { students_in_education_2023 = 400, venue_area_m2 = 320.5 }
[entry.attestations]
"四·师资队伍" = { who = "张某", when = 2024-01-05, paper = "聘用合同" }

[[entry]]
kind = "base"
name = "某校"
unit = "火星市"
colour = "red"
"#,
        &resolve,
    );
    let entry = &found.entries[0].1;
    assert_eq!(entry.established, "2020-05-06".parse().ok());
    assert_eq!(entry.supporting_units, ["甲校", "乙校"]);
    assert_eq!(entry.facts["students_in_education_2023"], Ratio::whole(400));
    assert_eq!(entry.facts["venue_area_m2"], Ratio::new(3205, 10));
    assert_eq!(entry.attestations["四·师资队伍"].who, "张某");
    let issues: Vec<_> =
        found.issues.iter().map(|issue| (issue.row, issue.column.as_str())).collect();
    assert_eq!(issues, [(13, "colour"), (13, "上报单位")]);
}

#[test]
fn broken_toml_is_one_issue() {
    let found = from_toml("[[entry]]\nname = 甲\n", &resolve);
    assert_eq!(found.entries, []);
    assert_eq!((found.issues.len(), found.issues[0].row), (1, 2));
    assert_eq!(from_toml("[[entries]]\n", &resolve).issues.len(), 1);
}
