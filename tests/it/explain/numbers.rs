//! Numbers: exactly as many persons as counted, for every measure and every subject.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use taizhang::model::period::{Quarter, Window};
use taizhang::pipeline::{Asking, Place};

use super::{answer, ask};
use crate::random::Random;
use crate::reference::{dirty, several};
use crate::support::{self, Folder, day, parse_csv};

const AS_OF: &str = "2024-06-30";

/// What an answer says of one measure.
#[derive(Default)]
struct Said {
    /// By person: what they add, and to what it is divided by.
    persons: BTreeMap<String, (i64, i64)>,
    /// What their records add.
    records: i64,
}

fn said(rows: &[BTreeMap<String, String>]) -> BTreeMap<String, Said> {
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    for row in rows {
        let number = |key: &str| row[key].parse::<i64>().unwrap_or(0);
        let own = said.entry(row["measure"].clone()).or_default();
        let values = (number("counted"), number("in_denominator"));
        assert_eq!(*own.persons.entry(row["person"].clone()).or_insert(values), values);
        own.records += number("record_counted");
        assert!(!row["reason"].is_empty() && !row["section"].is_empty(), "{row:?}");
        assert!(!row["reason"].contains('{'), "{row:?}");
        assert!(row["rows"].contains("第 "), "{row:?}");
    }
    said
}

/// The rows of counts.csv that count anything, by the names of their columns.
fn counts(out: &Path) -> Vec<BTreeMap<String, String>> {
    let mut rows = parse_csv(&std::fs::read_to_string(out.join("counts.csv")).unwrap()).into_iter();
    let header = rows.next().unwrap();
    let rows = rows.map(|row| header.iter().cloned().zip(row).collect::<BTreeMap<_, _>>());
    rows.filter(|row| row["level"] != "window" && !row["window_from"].is_empty()).collect()
}

fn place(row: &BTreeMap<String, String>) -> Place {
    let text = |key: &str| Some(row[key].clone()).filter(|text| !text.is_empty());
    let name = |level: &str| text("name").filter(|_| row["level"] == level);
    Place {
        province: text("province"),
        unit: text("city"),
        brand: name("brand"),
        base: name("base"),
        county: name("county"),
        window: Some(Window { from: day(&row["window_from"]), to: day(&row["window_to"]) }),
        measures: vec!["all".to_owned()],
        ..Place::default()
    }
}

/// Figures that are days.
const DAYS: [&str; 2] = ["employed_6m_settles", "own_staff_settles"];

/// Explains some lines of counts.csv, every figure of each; what was seen of figures goes to `seen`.
fn explain_some(
    input: &Folder,
    as_of: &str,
    random: &mut Random,
    seen: &mut BTreeMap<String, i64>,
) {
    let out = Folder::new();
    let inputs = [input.path().to_owned()];
    let mut overrides = support::overrides(&inputs, out.path(), as_of);
    overrides.policies = vec![support::windows_policy(&out).to_str().unwrap().to_owned()];
    support::run(overrides);
    let mut lines = counts(out.path());
    random.shuffle(&mut lines);
    let mut levels = BTreeSet::new();
    lines.retain(|row| levels.insert(row["level"].clone()));
    for line in lines {
        let said = said(&answer(input.path(), as_of, Asking::Numbers(place(&line))));
        for (figure, counted) in &line {
            let Ok(counted) = counted.parse::<i64>() else { continue };
            if DAYS.contains(&figure.as_str()) {
                continue;
            }
            let none = Said::default();
            let own = said.get(figure).unwrap_or(&none);
            let values = || own.persons.values().map(|(value, _)| *value);
            assert_eq!(values().sum::<i64>(), counted, "{figure} of {line:?}");
            if matches!(figure.as_str(), "enrolments" | "subsidy_fen") {
                assert_eq!(own.records, counted, "{figure} of {line:?}");
            } else {
                assert!(values().all(|value| value <= 1), "{figure} of {line:?}");
            }
            *seen.entry(figure.clone()).or_default() += counted;
        }
        for (rate, over, under) in [
            ("pass_rate", "certified_any", "trainees"),
            ("employed_6m_rate_of_matured", "matured_employed_6m", "matured"),
            ("own_staff_stable_rate", "own_staff_stable", "own_staff"),
            ("placed_trained_share", "placed_trained", "placed"),
        ] {
            let Some(own) = said.get(rate) else { continue };
            let sum = |part: fn(&(i64, i64)) -> i64| own.persons.values().map(part).sum::<i64>();
            let counted = |figure: &str| line[figure].parse::<i64>().unwrap_or(0);
            assert_eq!(sum(|(value, _)| *value), counted(over), "{rate} of {line:?}");
            assert_eq!(sum(|(_, over)| *over), counted(under), "{rate} of {line:?}");
        }
    }
}

#[test]
fn the_persons_behind_a_number_are_as_many_as_it_says() {
    let mut seen = BTreeMap::new();
    for seed in 0..12 {
        let (input, mut random) = (Folder::new(), Random::new(seed));
        if seed % 2 == 0 {
            input.write("台账.csv", dirty::csv(seed + 500));
        } else {
            for (name, bytes) in several::delivery(seed + 500) {
                input.write(&name, bytes);
            }
        }
        // Long after, when everything is decided.
        let as_of = if seed % 3 == 0 { "2026-12-31" } else { AS_OF };
        explain_some(&input, as_of, &mut random, &mut seen);
    }
    // No figure was all zeros.
    assert_eq!(seen.len(), 27, "{seen:?}");
    assert!(seen.values().all(|value| *value > 0), "{seen:?}");
}

/// The totals of a quarterly table: classes, persons, amounts.
fn total(out: &Folder, place: &str) -> Vec<f64> {
    let mut book: Xlsx<_> =
        open_workbook(out.join(&format!("调度表-{place}-2024Q2.xlsx"))).unwrap();
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name).unwrap();
    let is_total = |row: &&[Data]| (0..2).any(|column| row[column].to_string().contains("合计"));
    let row = range.rows().find(is_total).unwrap();
    row[3..14].iter().map(|cell| cell.to_string().parse().unwrap_or(0.0)).collect()
}

#[test]
fn the_persons_behind_the_quarterly_table_are_as_many_as_it_says() {
    const COLUMNS: [&str; 11] = [
        "classes",
        "trainees",
        "certified_any",
        "cert_vocational",
        "cert_skill_level",
        "cert_special",
        "cert_completion",
        "employed",
        "subsidised",
        "subsidy_fen",
        "estimated",
    ];
    let mut seen = [0.0; COLUMNS.len()];
    for seed in 0..8 {
        let (input, out) = (Folder::new(), Folder::new());
        input.write("台账.csv", dirty::csv(seed + 900));
        support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
        let tables = support::contents(out.path()).into_keys().filter_map(|file| {
            Some(file.strip_prefix("调度表-")?.strip_suffix("-2024Q2.xlsx")?.to_owned())
        });
        for table in tables {
            let is_province = table == "吉林省";
            let asked = Place {
                province: Some("吉林省".to_owned()),
                unit: (!is_province).then(|| table.clone()),
                quarterly: true,
                measures: vec!["all".to_owned()],
                ..Place::default()
            };
            let rows = answer(input.path(), AS_OF, Asking::Numbers(asked));
            let said = said(&rows);
            for (index, (figure, counted)) in COLUMNS.iter().zip(total(&out, &table)).enumerate() {
                let sum = match *figure {
                    "classes" => {
                        let own = rows.iter().filter(|row| row["measure"] == "classes");
                        let own = own.filter(|row| row["record_counted"] == "1");
                        let class = |row: &BTreeMap<String, String>| {
                            ["city", "brand", "class_no"].map(|key| row[key].clone())
                        };
                        own.map(class).collect::<BTreeSet<_>>().len() as f64
                    }
                    _ => said[*figure].persons.values().map(|(value, _)| *value as f64).sum(),
                };
                let sum = if *figure == "subsidy_fen" { sum / 100.0 } else { sum };
                assert!((sum - counted).abs() < 0.001, "{figure} of {table}, seed {seed}");
                seen[index] += counted;
            }
        }
    }
    assert!(seen.iter().all(|counted| *counted > 0.0), "{seen:?}");
}

#[test]
fn what_is_not_there_is_said_with_what_is() {
    let input = Folder::new();
    input.write(
        "a.csv",
        "省份,市(州),品牌名称,班级编号,姓名,身份证号,结业日期\n\
         吉林省,长春市,长春月嫂,1,某一,110101199003078670,2024-03-01\n\
         吉林省,吉林市,吉林巧姐,1,某二,44040119580101000X,2024-03-01\n",
    );
    let error = |place: Place| {
        let inputs = [input.path().to_owned()];
        let overrides = support::overrides(&inputs, Path::new(""), AS_OF);
        ask(overrides, Asking::Numbers(place), None).err().unwrap().to_string()
    };
    let text = |text: &str| Some(text.to_owned());
    let unit = error(Place { unit: text("长春是"), ..Place::default() });
    assert!(unit.contains("是否为“长春市”"), "{unit}");
    let brand = error(Place { brand: text("长春月馊"), ..Place::default() });
    assert!(brand.contains("是否为“长春月嫂”"), "{brand}");
    let elsewhere =
        error(Place { unit: text("吉林市"), brand: text("长春月嫂"), ..Place::default() });
    assert!(elsewhere.contains("吉林巧姐"), "{elsewhere}");
    let measure = error(Place { measures: vec!["trainee".to_owned()], ..Place::default() });
    assert!(measure.contains("是否为“trainees”") && measure.contains("补贴人数"), "{measure}");
    let both = error(Place { brand: text("长春月嫂"), base: text("甲"), ..Place::default() });
    assert!(both.contains("不能同时"), "{both}");
}

#[test]
fn the_quarter_decides_the_window_of_the_table() {
    let input = Folder::new();
    input.write(
        "a.csv",
        "省份,市(州),品牌名称,班级编号,姓名,身份证号,开班日期,结业日期\n\
         吉林省,长春市,长春月嫂,1,某一,110101199003078670,2024-02-01,2024-05-01\n",
    );
    let attended = |quarter| {
        let mut overrides =
            support::overrides(&[input.path().to_owned()], Path::new(""), "2024-12-31");
        overrides.quarter = Quarter::new(quarter);
        let measures = vec!["参加品牌培训人数".to_owned()];
        let place = Place { quarterly: true, measures, ..Place::default() };
        ask(overrides, Asking::Numbers(place), None).unwrap().text
    };
    assert!(attended(1).contains("：1 人"), "{}", attended(1));
    assert!(attended(1).contains("2024-01-01 至 2024-03-31"), "{}", attended(1));
}

/// The numbers of the rows in a text like `台账.csv 第 3、5 行`.
fn row_numbers(text: &str) -> Vec<u32> {
    let numbers = |place: &str| -> Vec<u32> {
        let numbers = place.split("第 ").nth(1).and_then(|rest| rest.split(" 行").next());
        numbers.unwrap().split('、').map(|number| number.parse().unwrap()).collect()
    };
    text.split('；').flat_map(numbers).collect()
}

#[test]
fn everybody_is_either_behind_a_number_or_left_out_of_it() {
    for seed in 0..6 {
        let (input, out) = (Folder::new(), Folder::new());
        input.write("台账.csv", dirty::csv(seed + 40));
        support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
        let provinces: BTreeSet<String> =
            counts(out.path()).iter().map(|row| row["province"].clone()).collect();
        let mut told: Vec<u32> = Vec::new();
        for province in provinces {
            let measures = vec!["trainees".to_owned()];
            let place = Place { province: Some(province), measures, ..Place::default() };
            let rows = answer(input.path(), AS_OF, Asking::Numbers(place));
            told.extend(rows.iter().flat_map(|row| row_numbers(&row["rows"])));
        }
        told.sort_unstable();
        let all = told.len();
        told.dedup();
        assert_eq!(told.len(), all, "no row belongs to two records, seed {seed}");
        let account = &support::accounts(out.path())["台账.csv"];
        let rejects = support::table(out.path(), "rejects.csv");
        let other =
            rejects.iter().filter(|row| told.binary_search(&row[2].parse().unwrap()).is_err());
        let rejected = rejects.len() - other.clone().count();
        assert_eq!(all as u64, account.accepted + rejected as u64, "seed {seed}");
        // Who is told of in no answer lacks more than a right number.
        let by_id = rejects.iter().filter(|row| row[3].starts_with("ID_")).count();
        assert!(rejected > 0 && rejected <= by_id, "seed {seed}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_answer() {
    let input = Folder::new();
    for (name, bytes) in several::delivery(77) {
        input.write(&name, bytes);
    }
    let told = |jobs| {
        let mut overrides = support::overrides(&[input.path().to_owned()], Path::new(""), AS_OF);
        overrides.jobs = Some(jobs);
        let (province, measures) = (Some("吉林省".to_owned()), vec!["all".to_owned()]);
        let place = Place { province, measures, ..Place::default() };
        let out = Folder::new();
        let file = out.join("答.csv");
        let report = ask(overrides, Asking::Numbers(place), Some(file.clone())).unwrap();
        let text = report.text.replace(out.path().to_str().unwrap(), "");
        (text, std::fs::read(file).unwrap())
    };
    assert_eq!(told(1), told(4));
}
