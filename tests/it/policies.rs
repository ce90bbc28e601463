//! Policies of one's own beside the shipped ones, judging again from results, suppositions, and the page of the manual.

use std::path::{Path, PathBuf};

use taizhang::model::policy::shipped;
use taizhang::model::what_if::WhatIf;
use taizhang::pipeline::{self, CheckOptions};
use taizhang::report;

use crate::support::{Folder, overrides, project, run, table};

#[test]
fn the_manual_shows_every_rule_of_the_shipped_policies() {
    let path = project().join("docs/policies.md");
    let page = report::policies_page(&shipped().unwrap());
    if std::env::var_os("TAIZHANG_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap() == page,
        "docs/policies.md is out of date: run the tests with TAIZHANG_BLESS=1"
    );
}

const COUNTY: &str = r#"
document = "某旗人社发〔2024〕1号"
title = "旗级培训品牌标准"
province = "内蒙古自治区"
city = "赤峰市"
county = "敖汉旗"

[[family]]
name = "旗级培训品牌"
section = "一"
subject = "brand"
kinds = ["training"]
selector = "level"
skip_others = true

[[family.standard]]
name = "旗级"
section = "一"
select = ["旗县级"]

[[family.standard.condition]]
id = "一·人数"
section = "一"
kind = "measure"
measure = "trainees"
window = "last-year"
op = ">="
threshold = "3"
cases = [{ from = "2026-01-01", threshold = "4", source = "某旗人社发〔2025〕9号" }]
"#;

const LEDGER: &str = "身份证号,姓名,上报单位,品牌名称,班级编号,结业日期\n\
    440308199901101512,甲,赤峰市,敖汉绣娘,1,2024-05-01\n\
    110101199003078670,乙,赤峰市,敖汉绣娘,1,2024-05-01\n\
    44040119580101000X,丙,赤峰市,敖汉绣娘,1,2024-05-01\n\
    371001198010082394,丁,赤峰市,别的品牌,1,2024-05-01\n";

const REGISTRY: &str = "种类,名称,上报单位,县（市、区）,级别\n\
    培训品牌,敖汉绣娘,赤峰市,敖汉旗,旗县级\n\
    培训品牌,别的品牌,赤峰市,宁城县,旗县级\n";

struct County {
    folder: Folder,
}

impl County {
    fn new() -> Self {
        let folder = Folder::new();
        folder.write("in/台账.csv", LEDGER);
        folder.write("品牌库.csv", REGISTRY);
        folder.write("敖汉旗.toml", COUNTY);
        Self { folder }
    }

    fn policies(&self) -> Vec<String> {
        vec!["all".to_owned(), self.path("敖汉旗.toml").display().to_string()]
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn run(&self, as_of: &str) -> PathBuf {
        let out = self.path(&format!("out-{as_of}"));
        let mut settings = overrides(&[self.path("in")], &out, as_of);
        settings.policies = self.policies();
        settings.registry = Some(self.path("品牌库.csv"));
        run(settings);
        out
    }
}

fn results(out: &Path, policy: &str) -> Vec<[String; 4]> {
    let rows = table(out, "verdicts.csv").into_iter();
    let own = rows.filter(|row| row[0] == policy);
    own.map(|row| [row[5].clone(), row[7].clone(), row[13].clone(), row[15].clone()]).collect()
}

#[test]
fn a_county_judges_its_own_brands_beside_the_shipped_policies() {
    let county = County::new();
    let out = county.run("2025-12-31");
    let own = |name: &str, condition: &str, threshold: &str, result: &str| {
        [name, condition, threshold, result].map(str::to_owned)
    };
    assert_eq!(
        results(&out, "敖汉旗"),
        [own("敖汉绣娘", "*", "", "pass"), own("敖汉绣娘", "一·人数", "3", "pass")],
        "a brand of another county is left alone"
    );
    assert!(!results(&out, "neimenggu-2024-118").is_empty(), "the shipped policies judge too");
}

#[test]
fn a_threshold_holds_on_its_days_and_names_its_source() {
    let county = County::new();
    let policies = county.policies();
    std::fs::write(
        county.path("敖汉旗.toml"),
        COUNTY.replace("window = \"last-year\"", "window = \"year(2024)\""),
    )
    .unwrap();
    let out = county.run("2026-01-01");
    let row = table(&out, "verdicts.csv").into_iter().find(|row| row[7] == "一·人数").unwrap();
    assert_eq!((row[13].as_str(), row[15].as_str(), row[16].as_str()), ("4", "fail", "差 1 人"));
    assert!(row[19].ends_with("门槛依据：某旗人社发〔2025〕9号"), "{}", row[19]);
    assert_eq!(policies.len(), 2);
}

#[test]
fn a_broken_policy_is_told_with_line_and_key() {
    let county = County::new();
    std::fs::write(county.path("敖汉旗.toml"), COUNTY.replace("op = \">=\"", "op = \"=>\""))
        .unwrap();
    let mut settings = overrides(&[county.path("in")], &county.path("out"), "2025-12-31");
    settings.policies = county.policies();
    let config = taizhang::config::RunConfig::new(settings).unwrap();
    let error = pipeline::run(&config).unwrap_err().to_string();
    assert!(error.contains("敖汉旗.toml 第 27 行 的 op：不认识“=>”"), "{error}");
    assert!(!county.path("out").join("run.json").exists());
}

fn check(inputs: Vec<PathBuf>, county: &County) -> CheckOptions {
    CheckOptions {
        inputs,
        registry: Some(county.path("品牌库.csv")),
        policies: county.policies(),
        ..CheckOptions::default()
    }
}

#[test]
fn judging_again_gives_the_same_bytes() {
    let county = County::new();
    let out = county.run("2025-12-31");
    let again = county.path("again");
    let mut options = check(vec![out.clone()], &county);
    options.out = Some(again.clone());
    pipeline::check(&options).unwrap();
    for name in
        ["verdicts.csv", "measures.csv", "evaluation.csv", "notices.csv", "verdicts.parquet"]
    {
        let read = |folder: &Path| std::fs::read(folder.join(name)).unwrap();
        assert!(read(&out) == read(&again), "{name} differs");
    }
}

#[test]
fn the_sample_judged_again_gives_the_same_verdicts() {
    let folder = Folder::new();
    let (out, again) = (folder.join("out"), folder.join("again"));
    run(overrides(&[project().join("sample-data")], &out, "2025-09-30"));
    let registry = Some(project().join("sample-data/品牌库.xlsx"));
    let options = CheckOptions {
        inputs: vec![out.clone()],
        registry,
        out: Some(again.clone()),
        ..CheckOptions::default()
    };
    pipeline::check(&options).unwrap();
    for name in ["verdicts.csv", "measures.csv", "evaluation.csv", "notices.csv"] {
        assert_eq!(table(&out, name), table(&again, name), "{name}");
    }
}

#[test]
fn a_plain_table_judges_what_it_knows_and_no_more() {
    let county = County::new();
    let out = county.run("2025-12-31");
    let mut options = check(vec![out.join("metrics.csv")], &county);
    let message = pipeline::check(&options).unwrap_err().to_string();
    assert!(message.contains("--as-of"), "{message}");
    options.as_of = Some("2025-12-31".parse().unwrap());
    options.out = Some(county.path("again"));
    pipeline::check(&options).unwrap();
    assert_eq!(results(&out, "敖汉旗"), results(&county.path("again"), "敖汉旗"));
}

#[test]
fn a_supposition_shows_what_would_change_and_writes_nothing() {
    let county = County::new();
    let out = county.run("2025-12-31");
    let told = |what_if: &str, subject: &str| {
        let mut options = check(vec![out.clone()], &county);
        options.what_if = vec![WhatIf::parse(what_if).unwrap()];
        options.subjects = vec![subject.to_owned()];
        pipeline::check(&options).map(|report| report.text).map_err(|error| error.to_string())
    };
    let text = told("trainees-=1", "敖汉绣娘").unwrap();
    assert!(text.contains("敖汉绣娘（旗级）一·人数（2024年）：达标 3 人 → 不达标 2 人"), "{text}");
    assert!(told("trainees+=1", "敖汉绣娘").unwrap().starts_with("按这个假设，没有一项判定会变"));
    assert!(told("trainees+=1", "没有的品牌").unwrap_err().contains("没有的品牌"));
}

#[test]
fn an_open_half_year_is_pending_with_its_day_and_later_settled() {
    let folder = Folder::new();
    folder.write(
        "in/台账.csv",
        "身份证号,姓名,上报单位,品牌名称,班级编号,结业日期,就业日期\n\
         440308199901101512,甲,鞍山市,鞍山焊工,1,2025-11-15,2025-12-01\n\
         110101199003078670,乙,鞍山市,鞍山焊工,1,2025-11-15,\n\
         44040119580101000X,丙,鞍山市,鞍山焊工,1,2025-08-31,\n",
    );
    folder.write("品牌库.csv", "种类,名称,上报单位,类型\n培训品牌,鞍山焊工,鞍山市,行业\n");
    let line = |as_of: &str| {
        let out = folder.join(as_of);
        let mut settings = overrides(&[folder.join("in")], &out, as_of);
        settings.registry = Some(folder.join("品牌库.csv"));
        run(settings);
        let mut rows = table(&out, "verdicts.csv").into_iter();
        let about = |row: &Vec<String>| row[7] == "四(二)·就业创业率" && row[6].starts_with("2025");
        let row = rows.find(about).unwrap();
        [9, 10, 11, 12, 15, 18].map(|column| row[column].clone())
    };
    // 31 August and six months is 28 February: that one is settled already.
    assert_eq!(line("2026-03-31"), ["1", "3", "2", "3", "pending", "2026-05-15"]);
    assert_eq!(line("2026-05-14"), ["1", "3", "2", "3", "pending", "2026-05-15"]);
    assert_eq!(line("2026-05-15"), ["1", "3", "1", "3", "fail", ""]);
}

#[test]
fn results_are_judged_on_their_own_day_only() {
    let county = County::new();
    let out = county.run("2025-12-31");
    let mut options = check(vec![out], &county);
    options.as_of = Some("2026-01-31".parse().unwrap());
    let message = pipeline::check(&options).unwrap_err().to_string();
    assert!(message.contains("截止 2025-12-31") && message.contains("重新汇总"), "{message}");
}

#[test]
fn an_impossible_supposition_is_refused() {
    let county = County::new();
    let out = county.run("2025-12-31");
    let mut options = check(vec![out], &county);
    options.what_if = vec![WhatIf::parse("certified_any=5000").unwrap()];
    let message = pipeline::check(&options).unwrap_err().to_string();
    assert!(
        message.contains("假设不成立") && message.contains("5000 人，多于 trainees"),
        "{message}"
    );
}
