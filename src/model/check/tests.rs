//! The shipped checks load; each defect is told with line and key; the narrower place goes before the wider.

use std::collections::BTreeSet;

use super::*;
use crate::model::check::load;

const GOOD: &str = r#"
code = "CHECK_HOURS"
title = "课时异常"
severity = "low"
meaning = "课时太多"
wording = "共{hours}课时，{limit}"
ask = "请核对"

[parameter.per_day]
label = "每天至多"
unit = "课时"
default = 8
from = 1
to = 24

[parameter.least]
label = "至少"
default = 8
from = 0
to = 99

[parameter.most]
label = "至多"
default = 90
from = 1
to = 99

[[override]]
province = "吉林省"
set = { most = 80 }
source = "某文件"
"#;

fn regions() -> Regions {
    Regions::shipped().expect("shipped data")
}

fn defect(from: &str, to: &str) -> CheckError {
    assert!(GOOD.contains(from), "nothing to replace: {from}");
    load::check_file(&GOOD.replace(from, to), "hours.toml", &regions()).expect_err(to)
}

fn with(files: &[&str]) -> Result<Checks, CheckError> {
    let files: Vec<_> =
        files.iter().map(|text| ("本地.toml".to_owned(), (*text).to_owned())).collect();
    Checks::shipped(&regions())?.with(&files, &regions())
}

#[test]
fn every_shipped_check_loads_and_says_what_it_means() {
    let checks = Checks::shipped(&regions()).expect("shipped checks load");
    let mut codes = BTreeSet::new();
    for (check, rule) in Check::ALL.iter().zip(checks.rules()) {
        assert_eq!(*check, rule.check);
        assert!(codes.insert(check.code()));
        assert_eq!(check.code(), format!("CHECK_{}", check.stem().to_uppercase()));
        for text in [&rule.title, &rule.meaning, &rule.ask] {
            assert!(!text.is_empty() && !text.ends_with('。'), "{text}");
            assert!(!text.contains("骗"), "{text}");
        }
        let named: BTreeSet<&str> = rule.wording.places().collect();
        let places: BTreeSet<&str> = check.places().iter().copied().collect();
        assert_eq!(named, places, "{}", check.code());
        let filled = rule.wording.fill(&[]);
        assert!(!filled.contains(['{', '}']), "{filled}");
    }
}

#[test]
fn a_sentence_takes_its_values() {
    let wording = Wording("补贴{amount}元，{nothing}截至{as_of}".to_owned());
    assert_eq!(&*wording.fill(&[("as_of", &"今天"), ("amount", &5)]), "补贴5元，截至今天");
}

#[test]
fn defects_are_told_with_line_and_key() {
    for (from, to, line, key) in [
        ("CHECK_HOURS", "CHECK_NOTHING", Some(2), "code"),
        ("title = \"课时异常\"\n", "", Some(1), "title"),
        ("severity = \"low\"", "severity = \"grave\"", Some(4), "severity"),
        ("{limit}", "{limits}", Some(6), "wording"),
        ("[parameter.least]", "[parameter.lest]", Some(1), "parameter"),
        ("to = 24", "to = 0", Some(9), "from"),
        ("to = 24", "choices = { a = \"甲\" }", Some(9), "from"),
        ("default = 90", "default = 100", Some(22), "set"),
        ("吉林省", "吉淋省", Some(28), "province"),
        ("province = ", "unit = ", Some(28), "unit"),
        ("set = { most = 80 }", "set = { most = 0 }", Some(28), "set"),
        ("set = { most = 80 }", "set = { mist = 80 }", Some(28), "set"),
        ("set = { most = 80 }", "", Some(28), "set"),
        ("set = { most = 80 }", "code = \"CHECK_HOURS\"\nenabled = false", Some(28), "code"),
        ("set = { most = 80 }", "sett = { most = 80 }", Some(30), "sett"),
    ] {
        let error = defect(from, to);
        assert_eq!(error.fault.key.as_deref(), Some(key), "{to}: {error}");
        assert_eq!(error.fault.line, line, "{to}: {error}");
        assert!(error.to_string().starts_with("疑点规则文件 hours.toml"), "{error}");
    }
    assert!(load::check_file(GOOD, "hours.toml", &regions()).is_ok());
}

#[test]
fn the_narrower_place_goes_before_the_wider_and_the_user_before_all() {
    let regions = regions();
    let place = |name| regions.unit(name, None).expect("a unit");
    let (city, sister, other) = (place("长春市"), place("吉林市"), place("沈阳市"));
    let checks = with(&[
        "[[check]]\ncode = \"CHECK_OVERLAP\"\nunit = \"长春市\"\nset = { least_days = 9 }",
        "[[check]]\ncode = \"check_overlap\"\nprovince = \"吉林省\"\nenabled = false\n\
         set = { least_days = 5 }\n\
         [[check]]\ncode = \"CHECK_OVERLAP\"\nseverity = \"low\"\nset = { least_days = 3 }\n\
         [[check]]\ncode = \"CHECK_OVERLAP\"\nunit = \"长春市\"\nenabled = true",
    ]);
    let checks = checks.expect("files load");
    let of = |unit| {
        let setting = checks.setting(Check::Overlap, unit, &regions);
        (setting.number("least_days"), setting.enabled, setting.severity)
    };
    assert_eq!(of(city), (9, true, Severity::Low));
    assert_eq!(of(sister), (5, false, Severity::Low));
    assert_eq!(of(other), (3, true, Severity::Low));
    let general = checks.general(Check::Overlap);
    assert_eq!((general.number("least_days"), general.enabled), (3, true));
    let untouched = checks.setting(Check::TwoUnits, city, &regions);
    assert_eq!((untouched.number("least_days"), untouched.severity), (2, Severity::High));
    assert_eq!(checks.setting(Check::Age, city, &regions).choice("women"), "women_55");
}

#[test]
fn what_a_file_of_ones_own_gets_wrong_is_told() {
    for (text, key) in [
        ("[[check]]\nset = { most = 1 }", "code"),
        ("[[check]]\ncode = \"CHECK_NOTHING\"\nenabled = false", "code"),
        ("[[check]]\ncode = \"CHECK_AGE\"\nset = { women = \"men\" }", "set"),
        ("[[check]]\ncode = \"CHECK_AGE\"\nset = { youngest = \"16\" }", "set"),
        (
            "[[check]]\ncode = \"CHECK_AGE\"\nprovince = \"吉林省\"\nunit = \"沈阳市\"\nenabled = true",
            "unit",
        ),
        ("[[chek]]\ncode = \"CHECK_AGE\"", "chek"),
    ] {
        let error = with(&[text]).expect_err(text);
        assert_eq!(error.fault.key.as_deref(), Some(key), "{error}");
        assert!(error.to_string().contains("本地.toml 第 1 行"), "{error}");
    }
}

#[test]
fn the_json_schemas_know_the_same_keys() {
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    let check = read(include_str!("../../../schemas/checks/check.schema.json"));
    let own = read(include_str!("../../../schemas/checks/own.schema.json"));
    let keys = |schema: &serde_json::Value, pointer: &str| {
        let properties = schema.pointer(pointer).and_then(|it| it.as_object()).expect(pointer);
        properties.keys().cloned().collect::<BTreeSet<_>>()
    };
    let listed = |error: CheckError| {
        let listed = error.fault.message.split('：').nth(1).expect("a list of keys").to_owned();
        listed.split('、').map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let after = |line: &str| listed(defect(line, &format!("{line}\nnothing_of_ours = 1")));
    assert_eq!(keys(&check, "/properties"), after("title = \"课时异常\""));
    assert_eq!(keys(&check, "/definitions/parameter/properties"), after("default = 90"));
    let change = keys(&own, "/definitions/change/properties");
    assert_eq!(change, after("source = \"某文件\""));
    let mut within: BTreeSet<_> = keys(&check, "/definitions/override/properties");
    within.insert("code".to_owned());
    assert_eq!(within, change);
    let codes = own.pointer("/definitions/change/properties/code/enum").expect("codes");
    let codes: Vec<&str> =
        codes.as_array().expect("a list").iter().filter_map(|it| it.as_str()).collect();
    assert_eq!(codes, Check::ALL.iter().map(|check| check.code()).collect::<Vec<_>>());
}
