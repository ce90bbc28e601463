//! Dirty ledgers drawn at random, with other rules in two units: the checks find what the slow reference finds.

use std::collections::{BTreeMap, BTreeSet};

use taizhang::model::check::Check;

use super::ledger::{self, Row, VALID_CODE, WRONG_CODE, id, womans_id};
use super::reference::{Finding, Ledger, class_of, key_of};
use super::{Line, full, verify};
use crate::random::Random;

/// Rules of places that the program is told.
const OWN: &str = r#"
[[check]]
code = "CHECK_CLASS_SIZE"
set = { least = 4, most = 12 }
[[check]]
code = "CHECK_OVERLAP"
unit = "沈阳市"
set = { least_days = 5 }
[[check]]
code = "CHECK_TWO_UNITS"
province = "吉林省"
set = { least_days = 9 }
[[check]]
code = "CHECK_YEARLY_SUBSIDIES"
unit = "沈阳市"
set = { most = 1, most_ever = 3 }
[[check]]
code = "CHECK_SHARED_PHONE"
unit = "沈阳市"
set = { persons = 3 }
[[check]]
code = "CHECK_EARLY_CERTIFICATE"
unit = "沈阳市"
set = { tolerance_days = 3 }
[[check]]
code = "CHECK_EARLY_EMPLOYMENT"
unit = "吉林市"
set = { tolerance_days = 10 }
[[check]]
code = "CHECK_NO_CERTIFICATE"
province = "吉林省"
set = { grace_days = 60 }
[[check]]
code = "CHECK_AGE"
unit = "吉林市"
set = { youngest = 18, women = "women_50" }
[[check]]
code = "CHECK_TWIN"
unit = "吉林市"
enabled = false
[[check]]
code = "CHECK_REPEATED_LEVEL"
unit = "吉林市"
set = { missing_level = "same" }
[[check]]
code = "CHECK_HOURS"
unit = "吉林市"
set = { per_day = 6 }
[[check]]
code = "CHECK_LATE_CLAIM"
unit = "吉林市"
set = { months = 6 }
[[check]]
code = "CHECK_COPIED_BLOCK"
set = { rows = 3 }
[[check]]
code = "CHECK_COPIED_BLOCK"
unit = "沈阳市"
set = { rows = 2 }
[[check]]
code = "CHECK_ID_DIFFERS"
unit = "沈阳市"
enabled = false
[[check]]
code = "CHECK_OVERLAP"
unit = "吉林市"
enabled = false
"#;

/// The same by hand.
fn rules(code: &str, unit: &str) -> Option<BTreeMap<&'static str, u32>> {
    let (shenyang, jilin) = (unit == "沈阳市", unit == "吉林市");
    let in_jilin = unit != "沈阳市";
    let choose = |here: bool, own: u32, general: u32| if here { own } else { general };
    let set: Vec<(&'static str, u32)> = match code {
        "CHECK_OVERLAP" if jilin => return None,
        "CHECK_OVERLAP" => vec![("least_days", choose(shenyang, 5, 2))],
        "CHECK_TWO_UNITS" => vec![("least_days", choose(in_jilin, 9, 2))],
        "CHECK_REPEATED_LEVEL" => vec![("missing_level", u32::from(jilin))],
        "CHECK_YEARLY_SUBSIDIES" => {
            vec![("most", choose(shenyang, 1, 3)), ("most_ever", choose(shenyang, 3, 0))]
        }
        "CHECK_NO_CERTIFICATE" => vec![("grace_days", choose(in_jilin, 60, 0))],
        "CHECK_EARLY_CERTIFICATE" => vec![("tolerance_days", choose(shenyang, 3, 0))],
        "CHECK_EARLY_EMPLOYMENT" => vec![("tolerance_days", choose(jilin, 10, 0))],
        "CHECK_LATE_CLAIM" => vec![("months", choose(jilin, 6, 12))],
        "CHECK_AGE" => vec![("youngest", choose(jilin, 18, 16)), ("women", choose(jilin, 50, 55))],
        "CHECK_ID_DIFFERS" if shenyang => return None,
        "CHECK_SHARED_CERTIFICATE" => vec![("least_characters", 6)],
        "CHECK_SHARED_PHONE" => vec![("persons", choose(shenyang, 3, 5))],
        "CHECK_TWIN" if jilin => return None,
        "CHECK_TWIN" => vec![("most_persons", 4)],
        "CHECK_COPIED_BLOCK" => vec![("rows", choose(shenyang, 2, 3)), ("least_fields", 3)],
        "CHECK_CLASS_SIZE" => vec![("least", 4), ("most", 12)],
        "CHECK_HOURS" => vec![("per_day", choose(jilin, 6, 8)), ("least", 8), ("most", 1000)],
        _ => Vec::new(),
    };
    Some(set.into_iter().collect())
}

const UNITS: [&str; 3] = ["长春市", "吉林市", "沈阳市"];
/// ID numbers whose check character is wrong.
const WRONG_IDS: [&str; 3] = ["220102198503100019", "220102198503100027", "220102198503100035"];

/// Persons of every age that matters.
fn pool() -> Vec<String> {
    let births = [
        "19640415", "19650120", "19700401", "19740610", "19750301", "19900101", "20060510",
        "20080515",
    ];
    let mut ids = Vec::new();
    for (order, birth) in births.iter().cycle().take(48).enumerate() {
        ids.push(if order % 3 == 0 {
            womans_id("220102", birth, order + 1)
        } else {
            id("220102", birth, order)
        });
    }
    ids
}

/// Rows with few distinct values, so that much coincides.
fn rows(seed: u64) -> Vec<Row> {
    let mut random = Random::new(seed);
    let ids = pool();
    let days = ["2024-03-04", "2024-05-06", "2024-05-14", "2025-02-20", "2025-04-01", "2025-12-20"];
    (0..260)
        .map(|number| {
            let person = random.below(ids.len());
            let wrong = random.chance(4);
            let id = if wrong { random.pick(&WRONG_IDS) } else { ids[person].as_str() };
            row(id, person, number, random.pick(&days), &mut random)
        })
        .collect()
}

fn row(id: &str, person: usize, number: usize, start: &str, random: &mut Random) -> Row {
    let mut row = Row::of(id, number);
    let start = crate::support::day(start);
    let after = |days: i64| (start + chrono::TimeDelta::days(days)).to_string();
    let length = random.pick(&[5i64, 9, 14, 30]);
    let text = |text: &str| text.to_owned();
    row.unit = text(random.pick(&UNITS));
    row.brand = text(random.pick(&["甲品牌", "乙品牌"]));
    row.class = text(random.pick(&["1", "2", "3", "4"]));
    row.occupation = text(random.pick(&["焊工", "焊工", "美容师", ""]));
    row.level = text(random.pick(&["五级", "四级", ""]));
    row.start = if random.chance(90) { after(0) } else { String::new() };
    row.end = if random.chance(90) { after(length) } else { String::new() };
    row.hours = text(random.pick(&["40", "80", "", "90", "300", "4", "1200"]));
    row.name = text(random.pick(&["王芳芳", "李明明", "赵强强", "钱多多", ""]));
    row.sex = text(random.pick(&["", "", "男", "女"]));
    if random.chance(20) {
        row.birth = if random.chance(50) {
            format!("{}-{}-{}", &id[6..10], &id[10..12], &id[12..14])
        } else {
            text("1980-01-02")
        };
    }
    row.nation = text(random.pick(&["汉族", "满族"]));
    row.phone = text(random.pick(&["", "13612340001", "13612340002", "043186001234"]));
    if random.chance(50) {
        row.phone = format!("1361235{:04}", person % 30);
    }
    row.cert_type = text(random.pick(&["", "培训合格证书", "职业技能等级证书"]));
    row.cert_number =
        if random.chance(40) { format!("HG2024{:05}", random.below(60)) } else { String::new() };
    let issued = random.pick(&[length - 2, length - 1, length, length + 10, 300, -40]);
    row.cert_date = if random.chance(70) { after(issued) } else { String::new() };
    row.employed = text(random.pick(&["是", "是", "", "否"]));
    let employed = random.pick(&[-1i64, 0, -11, 20, 60]);
    row.employment_date = if random.chance(60) { after(employed) } else { String::new() };
    row.employer_code = text(random.pick(&["", VALID_CODE, VALID_CODE, VALID_CODE, WRONG_CODE]));
    row.category = text(random.pick(&["", "农村转移劳动力", "企业职工"]));
    row.amount = text(random.pick(&["", "0", "800", "1000", "1000"]));
    row.paid =
        if random.chance(80) { after(random.pick(&[60i64, 200, 300, 420])) } else { String::new() };
    if random.chance(25) {
        // As copied from a list of few.
        (row.employer, row.employment_date) = (text("某机械厂"), text("2024-08-01"));
        (row.phone, row.cert_number, row.nation) = (String::new(), String::new(), text("汉族"));
        row.account = format!("62220219999999{:02}", random.below(8));
        return row;
    }
    row.account = if random.chance(50) {
        format!("62220210000000{:02}", random.below(6))
    } else {
        String::new()
    };
    row
}

/// Codes whose findings are told by persons.
const OF_PERSONS: [&str; 4] =
    ["CHECK_SHARED_CERTIFICATE", "CHECK_SHARED_PHONE", "CHECK_TWIN", "CHECK_COPIED_BLOCK"];

/// What the program found, as the reference tells it.
fn told(rows: &[Row], first: usize, lines: &[Line]) -> Vec<Finding> {
    let mut found: BTreeMap<usize, Finding> = BTreeMap::new();
    for line in lines {
        // A header stands in front of each file's rows.
        let place = line.row - 2 + if line.file.starts_with('a') { 0 } else { first };
        let row = &rows[place];
        assert_eq!(row.id, line.id);
        let of_persons = OF_PERSONS.contains(&line.code.as_str());
        let key = if of_persons { row.id.clone() } else { key_of(row) };
        let entry = found.entry(line.suspicion).or_insert((line.code.clone(), BTreeSet::new()));
        entry.1.insert(key);
    }
    let mut found: Vec<Finding> = found.into_values().collect();
    found.sort();
    found
}

#[test]
fn the_checks_find_what_the_reference_finds() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..8 {
        let rows = rows(seed);
        let first = rows.len() * 2 / 3;
        let files =
            [("a.csv", ledger::table(&rows[..first])), ("b.csv", ledger::table(&rows[first..]))];
        let checked = verify(&files, &[OWN], None, full());
        let reference = Ledger::of(&rows, |id| WRONG_IDS.contains(&id), &rules);
        let (found, expected) = (told(&rows, first, &checked.lines), reference.findings());
        for finding in &expected {
            *counts.entry(finding.0.clone()).or_default() += 1;
        }
        let differ = |a: &[Finding], b: &[Finding]| -> Vec<Finding> {
            a.iter().filter(|it| !b.contains(it)).take(3).cloned().collect()
        };
        assert!(
            found == expected,
            "seed {seed}: only found {:#?}; only expected {:#?}; {} and {}",
            differ(&found, &expected),
            differ(&expected, &found),
            found.len(),
            expected.len()
        );
        let classes: BTreeSet<String> = rows.iter().map(class_of).collect();
        assert!(classes.len() > 10, "classes");
    }
    println!("compared with the reference: {counts:?}");
    for check in Check::ALL {
        assert!(counts.contains_key(check.code()), "{} never occurs", check.code());
    }
}
