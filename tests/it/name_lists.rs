//! Name lists against ledgers: everybody of both is accounted for, once.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use taizhang::config::{Overrides, RunConfig};
use taizhang::model::person_id::check_character;
use taizhang::pipeline::{self, VerifyOptions};

use crate::random::Random;
use crate::support::{Folder, accounts, contents, overrides, table};

const AS_OF: &str = "2025-09-30";

fn number(sequence: u64) -> String {
    let digits = format!(
        "2201021990{:02}{:02}{:03}",
        1 + sequence / 28 % 12,
        1 + sequence % 28,
        sequence % 1000
    );
    let bytes: [u8; 17] = digits.as_bytes().try_into().unwrap();
    format!("{digits}{}", check_character(&bytes) as char)
}

fn verify(ledger: PathBuf, list: PathBuf, out: &Path, jobs: usize) {
    let given = Overrides { jobs: Some(jobs), ..overrides(&[ledger], out, AS_OF) };
    let config = RunConfig::new(given).unwrap();
    pipeline::verify(&VerifyOptions { rosters: vec![list], ..VerifyOptions::of(config) }).unwrap();
}

/// Result, name, fields, near of every line, by row of the list or `-`.
fn lines(out: &Path) -> Vec<(String, String, String, String, String)> {
    let lines = table(out, "rosters.csv").into_iter();
    lines
        .map(|line| {
            let cell = |at: usize| line[at].clone();
            let row = if line[2].is_empty() { "-".to_owned() } else { cell(2) };
            (row, cell(3), cell(4), cell(9), cell(12))
        })
        .collect()
}

const LEDGER: &str =
    "省,市,品牌名称,班级编号,姓名,身份证号,联系电话,结业日期,证书类型,就业日期,补贴金额";

#[test]
fn every_outcome_is_told() {
    let folder = Folder::new();
    let slip = number(7).replace(&number(7)[16..], "0X");
    assert_ne!(slip, number(7));
    let mut ledger = format!("{LEDGER}\n");
    let mut row = |brand: &str, class: &str, name: &str, id: &str, end: &str| {
        writeln!(ledger, "吉林省,长春市,{brand},{class},{name},{id},13800000001,{end},职业技能等级证书,2024-07-01,1000").unwrap();
    };
    row("甲", "1", "王一", &number(1), "2024-05-01");
    row("甲", "1", "王二", &number(2), "2024-05-01");
    row("乙", "1", "王三", &number(3), "2024-05-01");
    row("甲", "1", "王五", &number(5), "2024-05-01");
    row("甲", "1", "王六", &number(6), "2023-05-01");
    row("甲", "1", "王七", &slip, "2024-05-01");
    let ledger = folder.write("台账.csv", ledger);
    let list = format!(
        "培训人员名单\n填报单位：长春市\n品牌名称：甲\n姓名,身份证号,班级编号,结业日期,联系电话,证书类型\n\
         王一,{},1,2024-05-01,13800000001,\n\
         王二儿,{},2,2024-05-02,13800000002,专项职业能力证书\n\
         王三,{},1,2024-05-01,,\n\
         王四,{},1,2024-05-01,,\n\
         王五,{},1,2024-05-01,,\n\
         王七,{},1,2024-05-01,,\n\
         王一,{},1,2024-05-01,,\n",
        number(1),
        number(2),
        number(3),
        number(4),
        &number(5)[..17],
        number(7),
        number(1)
    );
    let list = folder.write("名单.csv", list);
    let out = folder.join("out");
    verify(ledger, list, &out, 2);
    let found = lines(&out);
    let told: Vec<(&str, &str, &str, &str)> = found
        .iter()
        .map(|(row, result, name, fields, _)| (&**row, &**result, &**name, &**fields))
        .collect();
    assert_eq!(
        told,
        [
            ("5", "same", "王一", ""),
            ("6", "differs", "王二儿", "class_no|end_date|name|phone|cert_type"),
            ("7", "elsewhere", "王三", ""),
            ("8", "only_listed", "王四", ""),
            ("9", "invalid_id", "王五", ""),
            ("10", "only_listed", "王七", ""),
            ("11", "repeated", "王一", ""),
            ("-", "only_ledger", "王五", ""),
        ]
    );
    let near = |row: &str| &found.iter().find(|line| line.0 == row).unwrap().4;
    assert!(near("9").contains("王五") && near("9").contains("台账.csv::5"), "{}", near("9"));
    assert!(near("10").contains("台账.csv::7"), "{}", near("10"));
    assert!(near("-").contains("名单.csv::9"), "{}", near("-"));
    assert!(near("8").is_empty());
    let account = &accounts(&out)["名单.csv"];
    assert!(account.is_balanced());
    assert_eq!((account.accepted, account.rejected.values().sum::<u64>()), (6, 1));
    let masked = std::fs::read_to_string(out.join("rosters.csv")).unwrap();
    assert!(!masked.contains(&number(1)) && !masked.contains("13800000002"));
}

/// Ledgers and lists of which it is known how they were made.
#[test]
fn everybody_of_both_is_accounted_for() {
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for seed in 0..8 {
        let folder = Folder::new();
        let mut random = Random::new(seed);
        let mut ledger = format!("{LEDGER}\n");
        let mut list = "市,品牌名称,姓名,身份证号,结业日期\n".to_owned();
        let mut expected: BTreeMap<&str, u64> = BTreeMap::new();
        let mut only_ledger = 0;
        for person in 0..200 {
            let (id, name) = (number(person), format!("学员{person}"));
            let in_ledger = random.below(10) > 1;
            let in_list = random.below(10) > 1;
            let brand = if random.below(6) == 0 { "乙" } else { "甲" };
            if in_ledger {
                for _ in 0..=random.below(2) {
                    writeln!(ledger, "吉林省,长春市,{brand},1,{name},{id},,2024-05-01,,,").unwrap();
                }
            }
            let mut tell = |outcome| *expected.entry(outcome).or_default() += 1;
            if !in_list {
                only_ledger += u64::from(in_ledger && brand == "甲");
                continue;
            }
            let end = if random.below(5) == 0 { "2024-06-01" } else { "2024-05-01" };
            let listed_id = if random.below(8) == 0 { &id[..16] } else { &id };
            writeln!(list, "长春市,甲,{name},{listed_id},{end}").unwrap();
            if listed_id.len() < id.len() {
                tell("invalid_id");
                only_ledger += u64::from(in_ledger && brand == "甲");
            } else if !in_ledger {
                tell("only_listed");
            } else if brand == "乙" {
                tell("elsewhere");
            } else if end == "2024-06-01" {
                tell("differs");
            } else {
                tell("same");
            }
        }
        expected.insert("only_ledger", only_ledger);
        let (ledger, list) = (folder.write("台账.csv", ledger), folder.write("名单.csv", list));
        let (one, four) = (folder.join("one"), folder.join("four"));
        verify(ledger.clone(), list.clone(), &one, 1);
        verify(ledger, list, &four, 4);
        let mut counted: BTreeMap<String, u64> = BTreeMap::new();
        for (_, result, ..) in lines(&one) {
            *counted.entry(result).or_default() += 1;
        }
        let expected: BTreeMap<String, u64> = expected
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(outcome, count)| (outcome.to_owned(), count))
            .collect();
        assert_eq!(counted, expected, "seed {seed}");
        assert_eq!(contents(&one), contents(&four));
        for (outcome, count) in counted {
            *seen.entry(outcome).or_default() += count;
        }
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
}
