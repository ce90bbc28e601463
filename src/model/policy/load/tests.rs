//! Loading: shipped policies load, and each defect is told with line and key.

use super::super::{SHIPPED, shipped};
use super::*;
use crate::model::policy::{LimitQuestion, Test};

const GOOD: &str = r#"
document = "某人社〔2024〕1号"
title = "标准"
province = "吉林省"

[[class]]
name = "大市"
units = ["长春市"]

[[family]]
name = "培训品牌"
section = "二"
subject = "brand"
kinds = ["training"]

[[family.standard]]
name = "县级"
section = "二(一)"

[[family.standard.condition]]
id = "二(一)·人数"
section = "二(一)"
kind = "measure"
measure = "trainees"
window = "last-year"
op = ">="
threshold = "100"
cases = [{ class = "大市", threshold = "300" }]
"#;

/// The error that replacing `from` by `to` in the good policy gives.
fn defect(from: &str, to: &str) -> PolicyError {
    assert!(GOOD.contains(from), "nothing to replace: {from}");
    parse(&GOOD.replace(from, to), "县级.toml").expect_err(to)
}

#[test]
fn every_shipped_policy_loads() {
    let policies = shipped().expect("shipped policies load");
    let ids: Vec<&str> = policies.iter().map(|policy| policy.id.as_ref()).collect();
    assert_eq!(ids, SHIPPED.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    let sorted = ids.windows(2).all(|pair| pair[0] < pair[1]);
    assert!(sorted, "by id");
}

#[test]
fn every_shipped_condition_carries_its_place() {
    for policy in shipped().expect("shipped policies load") {
        assert!(!policy.document.is_empty());
        for condition in policy.conditions() {
            assert!(!condition.section.is_empty(), "{}", condition.id);
            let place = condition.id.split('·').next().unwrap_or_default();
            assert!(
                condition.section.starts_with(place),
                "{} in {}",
                condition.id,
                condition.section
            );
        }
    }
}

#[test]
fn the_stem_of_the_file_is_the_id() {
    let policy = parse(GOOD, "/政策/某县.toml").expect("a policy");
    assert_eq!(policy.id.as_ref(), "某县");
    assert!(policy.addresses("吉林省", "长春市"));
    assert!(!policy.addresses("辽宁省", "沈阳市"));
    let condition = policy.conditions().next().expect("a condition");
    let Test::Measure(measured) = &condition.test else { panic!("a measure") };
    let day = "2024-12-31".parse().expect("a date");
    let limit = |city| {
        let asked = LimitQuestion { policy: &policy, city, entry: None, day };
        measured.threshold.limit(&asked).expect("a limit").0.text.clone()
    };
    assert_eq!((limit("长春市"), limit("白城市")), ("300".to_owned(), "100".to_owned()));
}

#[test]
fn a_defect_is_told_with_line_and_key() {
    let error = defect("op = \">=\"", "opp = \">=\"");
    assert_eq!((error.line, error.key.as_deref()), (Some(26), Some("opp")));
    assert!(error.message.starts_with("没有这个键"), "{error}");
    assert_eq!(
        defect("op = \">=\"", "op = \"=>\"").to_string(),
        "政策文件 县级.toml 第 26 行 的 op：不认识“=>”，可写：>=、>、<="
    );
    let error = defect("threshold = \"100\"", "threshold = \"一百\"");
    assert_eq!((error.line, error.key.as_deref()), (Some(27), Some("threshold")));
    let error = defect("window = \"last-year\"", "window = \"去年\"");
    assert_eq!((error.line, error.key.as_deref()), (Some(25), Some("window")));
    assert!(error.message.contains("each-of-last-n-years"), "{error}");
    let error = defect("measure = \"trainees\"", "measure = \"trainee\"");
    assert_eq!((error.line, error.key.as_deref()), (Some(24), Some("measure")));
}

#[test]
fn a_missing_key_is_named() {
    let key = |from| {
        let error = defect(from, "");
        assert!(error.line.is_some(), "{error}");
        error.key.unwrap_or_default()
    };
    assert_eq!(key("document = \"某人社〔2024〕1号\"\n"), "document");
    assert_eq!(key("window = \"last-year\"\n"), "window");
    assert_eq!(key("op = \">=\"\n"), "op");
    assert_eq!(key("kinds = [\"training\"]\n"), "kinds");
}

#[test]
fn contradictions_are_defects() {
    let key = |from, to| defect(from, to).key.unwrap_or_default();
    assert_eq!(key("threshold = \"100\"", "threshold = \"80%\""), "threshold");
    assert_eq!(key("\"trainees\"", "\"pass_rate\""), "threshold");
    assert_eq!(key("class = \"大市\"", "class = \"小市\""), "cases");
    assert_eq!(key("kinds = [\"training\"]", "kinds = [\"base\"]"), "kinds");
    assert_eq!(key("kind = \"measure\"", "kind = \"measure\"\nwhat = \"\""), "what");
    assert_eq!(key("kind = \"measure\"", "kind = \"measure\"\nchoice = true"), "note");
    assert_eq!(key("kind = \"measure\"", "kind = \"measure\"\nnote = \"某\""), "note");
    assert_eq!(key("subject = \"brand\"", "subject = \"brand\"\nselector = \"type\""), "select");
    assert_eq!(key("id = \"二(一)·人数\"", "id = \"*\""), "id");
    assert_eq!(key("units = [\"长春市\"]", "units = []"), "units");
}

#[test]
fn what_is_no_toml_says_so_in_chinese() {
    let error = defect("op = \">=\"", "op = >=");
    assert_eq!(error.line, Some(26));
    assert!(error.message.contains("TOML"), "{error}");
}

#[test]
fn the_json_schema_knows_the_same_keys() {
    let schema =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/policies/policy.schema.json"));
    let schema: serde_json::Value = serde_json::from_str(schema).expect("JSON");
    let keys = |pointer: &str| {
        let properties = schema.pointer(pointer).and_then(|it| it.as_object()).expect(pointer);
        properties.keys().cloned().collect::<BTreeSet<_>>()
    };
    let loader = |from: &str, to: &str| {
        let message = defect(from, to).message;
        let listed = message.split('：').nth(1).expect("a list of keys").to_owned();
        listed.split('、').map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let unknown = "某 = 1";
    let unknown = unknown.replace('某', "nothing_of_ours");
    let with = |line: &str| format!("{line}\n{unknown}");
    for (pointer, line) in [
        ("/properties", "title = \"标准\""),
        ("/definitions/class/properties", "name = \"大市\""),
        ("/definitions/family/properties", "subject = \"brand\""),
        ("/definitions/standard/properties", "name = \"县级\""),
        ("/definitions/condition/properties", "op = \">=\""),
    ] {
        assert_eq!(keys(pointer), loader(line, &with(line)), "{pointer}");
    }
    let measures =
        schema.pointer("/definitions/measure/enum").and_then(|it| it.as_array()).expect("measures");
    let measures: Vec<&str> = measures.iter().filter_map(|it| it.as_str()).collect();
    let ours: Vec<&str> =
        crate::model::policy::Measure::ALL.iter().map(|measure| measure.key()).collect();
    assert_eq!(measures, ours);
}
