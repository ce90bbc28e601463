//! Bridges: the parts and the terms always make the whole, and every term has its persons.

use std::collections::BTreeMap;
use std::path::Path;

use taizhang::config::RunConfig;
use taizhang::model::period::Window;
use taizhang::pipeline::{self, Asking, Place, VerifyOptions};

use super::{answer, rows};
use crate::reference::{dirty, several};
use crate::support::{Folder, overrides, run};

const AS_OF: &str = "2024-06-30";

type Row = BTreeMap<String, String>;

/// bridge.csv of a delivery, and its counts.csv.
fn verified(input: &Folder) -> (Vec<Row>, Vec<Row>) {
    let (out, counted) = (Folder::new(), Folder::new());
    let inputs = [input.path().to_owned()];
    let config = RunConfig::new(overrides(&inputs, out.path(), AS_OF)).unwrap();
    pipeline::verify(&VerifyOptions {
        config,
        rosters: Vec::new(),
        claims: Vec::new(),
        checks: Vec::new(),
        sample: None,
    })
    .unwrap();
    run(overrides(&inputs, counted.path(), AS_OF));
    (rows(&out.join("bridge.csv")), rows(&counted.join("counts.csv")))
}

fn number(row: &Row, key: &str) -> i64 {
    row[key].parse().unwrap_or(0)
}

/// What counts.csv says of a figure of some subjects in a year.
fn counted(counts: &[Row], level: &str, line: &Row) -> i64 {
    let own = counts.iter().filter(|row| {
        row["level"] == level
            && row["province"] == line["province"]
            && (line["city"].is_empty() || row["city"] == line["city"])
            && row["window_from"] == format!("{}-01-01", line["year"])
            && row["window_to"] == format!("{}-12-31", line["year"])
    });
    own.map(|row| number(row, &line["measure"])).sum()
}

/// The persons whom `explain --bridge` names agree with the terms of some lines.
fn persons_agree(input: &Path, lines: &[&Row]) {
    let first = lines[0];
    let text = |key: &str| Some(first[key].clone()).filter(|text| !text.is_empty());
    let year = first["year"].parse().unwrap();
    let place = Place {
        province: text("province"),
        unit: text("city"),
        window: Window::year(year),
        measures: vec![first["measure"].clone()],
        ..Place::default()
    };
    let persons = answer(input, AS_OF, Asking::Bridge(place));
    let persons: Vec<&Row> =
        persons.iter().filter(|person| person["level"] == first["level"]).collect();
    let mut named = 0;
    for line in lines.iter().filter(|line| !line["persons"].is_empty()) {
        let own = || persons.iter().filter(|person| person["term_key"] == line["term"]);
        assert_eq!(own().count() as i64, number(line, "persons"), "{line:?}");
        assert_eq!(own().map(|person| number(person, "value")).sum::<i64>(), number(line, "value"));
        named += own().count();
    }
    assert_eq!(named, persons.len(), "{first:?}");
}

#[test]
fn parts_and_terms_make_the_whole() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..12 {
        let input = Folder::new();
        if seed % 3 == 0 {
            input.write("台账.csv", dirty::csv(seed + 300));
        } else {
            for (name, bytes) in several::dated_delivery(seed + 300) {
                input.write(&name, bytes);
            }
        }
        let (bridges, counts) = verified(&input);
        let key =
            |row: &Row| ["level", "province", "city", "year", "measure"].map(|k| row[k].clone());
        let mut groups: BTreeMap<[String; 5], Vec<&Row>> = BTreeMap::new();
        for row in &bridges {
            groups.entry(key(row)).or_default().push(row);
        }
        let mut asked = 0;
        for (of, lines) in &groups {
            let (first, last) = (lines[0], lines[lines.len() - 1]);
            assert_eq!((first["term"].as_str(), last["term"].as_str()), ("sum", "total"));
            let sum: i64 = lines[..lines.len() - 1].iter().map(|line| number(line, "value")).sum();
            assert_eq!(sum, number(last, "value"), "{of:?} of seed {seed}");
            let whole = if of[0] == "city" { "province" } else { "city" };
            assert_eq!(number(first, "value"), counted(&counts, &of[0], first), "{of:?}");
            assert_eq!(number(last, "value"), counted(&counts, whole, last), "{of:?}");
            for line in &lines[1..lines.len() - 1] {
                *seen.entry(line["term"].clone()).or_default() += 1;
            }
            if lines.len() > 2 && asked < 3 {
                asked += 1;
                persons_agree(input.path(), lines);
            }
        }
    }
    for term in ["in_2", "undone", "together", "unnamed"] {
        assert!(seen.contains_key(term), "{term}: {seen:?}");
    }
}

#[test]
fn the_equation_is_written_out() {
    let input = Folder::new();
    let head = "省份,市(州),品牌名称,基地名称,班级编号,姓名,身份证号,结业日期\n";
    let ids = ["110101199003078670", "44040119580101000X", "371001198010082394"];
    let rows = [
        ("长春市", "甲", "东", ids[0]),
        ("长春市", "乙", "东", ids[0]),
        ("长春市", "丙", "西", ids[0]),
        ("长春市", "甲", "", ids[1]),
        ("吉林市", "甲", "东", ids[1]),
        ("吉林市", "甲", "东", ids[2]),
    ];
    let rows = rows.map(|(city, brand, base, id)| {
        format!("吉林省,{city},{brand},{base},1,某,{id},2024-03-01\n")
    });
    input.write("a.csv", format!("{head}{}", rows.concat()));
    let text = |unit: Option<&str>| {
        let place = Place { unit: unit.map(str::to_owned), ..Place::default() };
        let settings = overrides(&[input.path().to_owned()], Path::new(""), AS_OF);
        super::ask(settings, Asking::Bridge(place), None).unwrap().text
    };
    let unit = text(Some("长春市"));
    let line = |text: &str, part: &str| {
        let line = text.lines().find(|line| line.contains(part)).unwrap_or_default().to_owned();
        line.split_once("：").map(|(_, equation)| equation.to_owned()).unwrap_or_default()
    };
    assert_eq!(line(&unit, "各品牌"), "各品牌相加 4 － 在 3 个品牌都计入（1 人 × 2） ＝ 长春市 2");
    assert_eq!(
        line(&unit, "各基地"),
        "各基地相加 2 － 在 2 个基地都计入（1 人） ＋ 没有写基地（1 人） ＝ 长春市 2"
    );
    let years = {
        let window = Window::years(2022, 2024);
        let place = Place { unit: Some("长春市".to_owned()), window, ..Place::default() };
        let settings = overrides(&[input.path().to_owned()], Path::new(""), AS_OF);
        super::ask(settings, Asking::Bridge(place), None).unwrap().text
    };
    assert!(years.contains("2022 至 2024 年 培训人数：各品牌相加 4 － "), "{years}");
    let province = text(None);
    assert_eq!(
        line(&province, "各上报单位"),
        "各上报单位相加 4 － 在 2 个上报单位都计入（1 人） ＝ 吉林省 3"
    );
    assert!(
        province.contains("长春市、吉林市") || province.contains("吉林市、长春市"),
        "{province}"
    );
}
