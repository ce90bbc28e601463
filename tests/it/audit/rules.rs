//! Rules of places, amounts and persons of a suspicion, the record of what was in force, samples, masking.

use std::collections::{BTreeMap, BTreeSet};

use taizhang::audit::SampleSize;
use taizhang::config::{Overrides, RunConfig};
use taizhang::model::check::Check;
use taizhang::model::region::Regions;
use taizhang::pipeline::{self, VerifyOptions};
use taizhang::report;

use super::ledger::{self, Row, WRONG_CODE};
use super::{AS_OF, Line, full, verify};
use crate::support::{Folder, overrides, record, table};

/// Persons of two units, each with two subsidised classes in a year.
fn two_units() -> String {
    let mut rows = Vec::new();
    for number in 0..24 {
        let unit = ["长春市", "沈阳市"][number / 12];
        let row = Row { unit: unit.into(), ..Row::clean(number) };
        let again = row.again("2", "2024-09-02", "2024-09-16");
        rows.push(Row { occupation: "美容师".into(), ..again });
        rows.push(row);
    }
    ledger::table(&rows)
}

fn counts(lines: &[Line]) -> BTreeMap<(String, String), usize> {
    let mut found: BTreeMap<(String, String), BTreeSet<usize>> = BTreeMap::new();
    for line in lines {
        let key = (line.code.clone(), line.unit.clone());
        found.entry(key).or_default().insert(line.suspicion);
    }
    found.into_iter().map(|(key, suspicions)| (key, suspicions.len())).collect()
}

#[test]
fn a_place_has_its_own_rules_and_the_run_records_them() {
    let files = [("台账.csv", two_units())];
    assert!(verify(&files, &[], None, full()).lines.is_empty());
    let own = "[[check]]\ncode = \"CHECK_YEARLY_SUBSIDIES\"\nunit = \"长春市\"\n\
               set = { most = 1 }\nseverity = \"low\"\nsource = \"某文件\"\n";
    let checked = verify(&files, &[own], None, full());
    let found = counts(&checked.lines);
    let expected = (("CHECK_YEARLY_SUBSIDIES".to_owned(), "长春市".to_owned()), 12);
    assert_eq!(found, BTreeMap::from([expected]));
    let line = &checked.lines[0];
    assert_eq!((line.severity.as_str(), line.persons, line.amount), ("low", 1, 200_000));
    assert_eq!(line.detail, "2024年享受补贴培训2次，规定至多1次");
    let audit = &record(&checked.folder.join("out"))["audit"];
    let checks = audit["checks"].as_array().unwrap();
    let yearly = checks.iter().find(|it| it["code"] == "CHECK_YEARLY_SUBSIDIES").unwrap();
    assert_eq!((&yearly["parameters"]["most"], &yearly["suspicions"]), (&3.into(), &12.into()));
    let change = &yearly["changes"][0];
    assert_eq!((&change["place"], &change["set"]["most"]), (&"吉林省长春市".into(), &1.into()));
    assert_eq!(change["source"], "某文件");
    // A later file turns it off again.
    let off = "[[check]]\ncode = \"CHECK_YEARLY_SUBSIDIES\"\nunit = \"长春市\"\nenabled = false\n";
    assert!(verify(&files, &[own, off], None, full()).lines.is_empty());
}

#[test]
fn a_check_explains_itself_with_the_parameters_in_force() {
    let folder = Folder::new();
    let own = "[[check]]\ncode = \"CHECK_AGE\"\nset = { youngest = 17 }\n\
               [[check]]\ncode = \"CHECK_AGE\"\nprovince = \"吉林省\"\nset = { women = \"women_50\" }\n";
    let own = vec![folder.write("规则.toml", own)];
    let regions = Regions::shipped().unwrap();
    let age = Check::named("check_age").unwrap();
    let told = |own: &[_]| {
        let checks = pipeline::checks(own, &regions).unwrap();
        report::check_explanation(age, &checks, 100)
    };
    assert!(told(&[]).starts_with("CHECK_AGE（疑点核查：年龄不符）"));
    assert!(told(&[]).contains("最低年龄 16周岁（youngest）"));
    assert!(told(&own).contains("最低年龄 17周岁（youngest）"));
    let told = told(&own).replace([' ', '\n'], "");
    assert!(told.contains("吉林省：女性的法定退休年龄原50周岁的一档（women）"), "{told}");
    let all = report::check_table(&pipeline::checks(&[], &regions).unwrap(), 100);
    assert!(Check::ALL.iter().all(|check| all.contains(check.code())), "{all}");
}

#[test]
fn a_wrong_file_of_rules_ends_the_run_with_its_line() {
    let folder = Folder::new();
    folder.write("in/台账.csv", two_units());
    let rules =
        folder.write("规则.toml", "[[check]]\ncode = \"CHECK_AGE\"\nset = { oldest = 70 }\n");
    let config = overrides(&[folder.join("in")], &folder.join("out"), AS_OF);
    let config = RunConfig::new(config).unwrap();
    let options = VerifyOptions { checks: vec![rules], ..VerifyOptions::of(config) };
    let error = pipeline::verify(&options).unwrap_err().to_string();
    assert!(error.contains("规则.toml") && error.contains("第 1 行的 set"), "{error}");
    assert!(error.contains("youngest、women"), "{error}");
}

#[test]
fn suspicions_name_the_rows_and_hide_the_numbers() {
    let mut rows: Vec<Row> = (0..12).map(Row::clean).collect();
    for (number, row) in rows.iter_mut().enumerate().skip(8) {
        row.employer_code = WRONG_CODE.into();
        row.amount = (number * 100).to_string();
    }
    let files = [("子文件夹/台账.csv", ledger::table(&rows))];
    let checked = verify(&files, &[], None, Overrides::default());
    assert_eq!(checked.lines.iter().map(|line| line.row).collect::<Vec<_>>(), [10, 11, 12, 13]);
    for line in &checked.lines {
        assert_eq!((line.suspicion, line.persons), (1, 4));
        assert_eq!(line.amount, 100 * (800 + 900 + 1000 + 1100));
        assert_eq!(line.file, "子文件夹/台账.csv");
        assert!(line.id.contains("********"), "{}", line.id);
    }
    let csv = table(&checked.folder.join("out"), "suspicions.csv");
    assert_eq!(csv[0][8], "学员八");
}

#[test]
fn a_sample_is_the_same_for_the_same_seed() {
    let mut rows: Vec<Row> = (0..400).map(Row::clean).collect();
    for (number, row) in rows.iter_mut().enumerate() {
        row.class = (number / 40).to_string();
        row.unit = if number < 300 { "长春市" } else { "沈阳市" }.into();
    }
    rows[7].end = "2026-03-01".into();
    let drawn = |rows: &[Row], seed| -> Vec<Vec<String>> {
        let sample = Some(SampleSize { enrolments: 40, seed });
        let checked = verify(&[("台账.csv", ledger::table(rows))], &[], sample, full());
        let lines = table(&checked.folder.join("out"), "audit_sample.csv");
        // File, sheet and row say where it stands; the others who it is.
        lines.into_iter().map(|line| line[1..7].to_vec()).collect()
    };
    let first = drawn(&rows, 1);
    assert_eq!(first.len(), 40);
    assert_eq!(first.iter().filter(|line| line[1] == "长春市").count(), 30);
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), 40, "each once");
    assert!(first.iter().all(|line| line[5] != rows[7].id), "not ended");
    // In another order, and with every row twice.
    let mut turned = rows.clone();
    turned.reverse();
    turned.extend(rows.clone());
    assert_eq!(drawn(&turned, 1), first);
    assert_ne!(drawn(&rows, 2), first);
}
