//! The sample data's results, line by line. `TAIZHANG_BLESS=1` writes them anew.

use std::collections::BTreeSet;

use taizhang::model::finding::{Code, Severity};
use taizhang::sample;

use crate::support::{self, Folder};

const TABLES: [&str; 11] = [
    "metrics.csv",
    "bases.csv",
    "counts.csv",
    "links.csv",
    "placements.csv",
    "measures.csv",
    "verdicts.csv",
    "rejects.csv",
    "repairs.csv",
    "findings.csv",
    "run.json",
];

fn run_sample(year: Option<i32>) -> Folder {
    let out = Folder::new();
    let mut overrides =
        support::overrides(&[support::project().join("sample-data")], out.path(), "2025-09-30");
    overrides.as_of = None;
    overrides.year = year;
    support::run(overrides);
    out
}

#[test]
fn the_sample_results_are_as_recorded() {
    let out = run_sample(None);
    let golden = support::project().join("tests/golden");
    for name in TABLES {
        let found = std::fs::read_to_string(out.join(name)).unwrap();
        let path = golden.join(name);
        if std::env::var_os("TAIZHANG_BLESS").is_some() {
            std::fs::create_dir_all(&golden).unwrap();
            std::fs::write(&path, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap();
        for (number, (left, right)) in found.lines().zip(expected.lines()).enumerate() {
            assert_eq!(left, right, "{name}, line {}", number + 1);
        }
        assert_eq!(found.len(), expected.len(), "{name}");
    }
}

#[test]
fn every_verdict_and_every_reject_reason_occurs() {
    let results: BTreeSet<String> = [None, Some(2024)]
        .into_iter()
        .flat_map(|year| support::table(run_sample(year).path(), "verdicts.csv"))
        .filter(|row| row[7] == "*")
        .map(|row| row[15].clone())
        .collect();
    assert_eq!(results, ["fail", "manual", "pass", "pending"].map(String::from).into());
    let codes: BTreeSet<String> = support::table(run_sample(None).path(), "rejects.csv")
        .into_iter()
        .map(|row| row[3].clone())
        .collect();
    let reasons = Code::ALL.iter().filter(|code| code.severity() == Severity::Reject);
    assert_eq!(codes, reasons.map(|code| code.name().to_owned()).collect());
}

#[test]
fn generated_ledgers_state_right_totals() {
    let whole = |format| (format, sample::FileLayout::Whole);
    for (format, files) in [
        whole(sample::Format::Csv),
        (sample::Format::Gbk, sample::FileLayout::PerCity),
        whole(sample::Format::Xlsx),
    ] {
        let (made, out) = (Folder::new(), Folder::new());
        let spec = sample::LedgerSpec { rows: 8_000, dirt: 0.3, seed: 5, format, files };
        sample::write_ledger(made.path(), &spec).unwrap();
        support::run(support::overrides(&[made.path().to_owned()], out.path(), "2025-09-30"));
        let record = support::record(out.path());
        assert!(record["totals"]["skipped"]["total"].as_u64().unwrap() > 40);
        assert!(record["findings"].get("TOTAL_MISMATCH").is_none(), "{format:?}");
    }
}

#[test]
fn the_sample_data_is_what_the_generator_writes() {
    let made = Folder::new();
    sample::write_deliveries(made.path()).unwrap();
    let mut compared = 0;
    let mut folders = vec![made.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let relative = path.strip_prefix(made.path()).unwrap();
            let kept = support::project().join("sample-data").join(relative);
            assert!(
                std::fs::read(&path).unwrap() == std::fs::read(&kept).unwrap(),
                "{} differs",
                relative.display()
            );
            compared += 1;
        }
    }
    assert!(compared > 15);
}

#[test]
fn every_line_of_a_verdict_is_in_the_measures() {
    let out = run_sample(None);
    let measures: BTreeSet<Vec<String>> = support::table(out.path(), "measures.csv")
        .into_iter()
        .map(|row| row[..7].to_vec())
        .collect();
    let mut checked = 0;
    for verdict in support::table(out.path(), "verdicts.csv") {
        // Facts and papers of the registry are no measures, and have no counted value.
        if verdict[7] == "*" || verdict[9].is_empty() || verdict[6].is_empty() {
            continue;
        }
        let (from, to) = verdict[6].split_once('/').unwrap();
        let key: Vec<String> = verdict[2..6]
            .iter()
            .cloned()
            .chain([from.to_owned(), to.to_owned(), verdict[8].clone()])
            .collect();
        assert!(measures.contains(&key), "{key:?}");
        checked += 1;
    }
    assert!(checked > 20);
}
