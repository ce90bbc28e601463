//! The program against the independent slow reference, to the last digit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use taizhang::sample::{self, FileLayout, Format, LedgerSpec};

use crate::reference::date::Date;
use crate::reference::{
    self, FileCount, Options, Outcome, Regions, counts, dirty, measure, several,
};
use crate::support::{self, Folder, Rows};

fn regions() -> Regions {
    Regions::load(&support::project().join("schemas/regions")).unwrap()
}

/// Runs both over `input` and compares everything that both know.
fn agree(input: &Path, files: &[PathBuf], as_of: &str, what: &str) -> Outcome {
    let out = Folder::new();
    let mut overrides = support::overrides(&[input.to_owned()], out.path(), as_of);
    overrides.policies = vec![support::windows_policy(&out).to_str().unwrap().to_owned()];
    support::run(overrides);
    let all = all_counts(out.path());
    let options =
        Options { as_of: day(as_of), default_unit: None, windows: all.windows, month: None };
    let expected = reference::run(input, files, &regions(), &options);

    let rejects: Vec<(String, String, usize, String)> = support::table(out.path(), "rejects.csv")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone(), row[2].parse().unwrap(), row[3].clone()))
        .collect();
    same(&rejects, &expected.rejects, &format!("{what}: rejects"));
    same(
        &support::table(out.path(), "metrics.csv"),
        &expected.metrics,
        &format!("{what}: metrics"),
    );
    same(&support::table(out.path(), "bases.csv"), &expected.bases, &format!("{what}: bases"));
    let placements = match out.join("placements.csv") {
        path if path.exists() => support::table(out.path(), "placements.csv"),
        _ => Rows::new(),
    };
    same(&placements, &expected.placements, &format!("{what}: placements"));
    let counted: Vec<_> = expected.counts.clone().into_iter().collect();
    same(&all.counts, &counted, &format!("{what}: counts"));
    let subjects: Vec<_> = expected.subjects.iter().cloned().collect();
    same(&all.subjects.into_iter().collect::<Vec<_>>(), &subjects, &format!("{what}: subjects"));
    same(&support::table(out.path(), "links.csv"), &expected.links, &format!("{what}: links"));
    let unassigned: Vec<(String, usize)> = support::table(out.path(), "findings.csv")
        .into_iter()
        .filter(|row| row[3] == "ROW_UNASSIGNED")
        .map(|row| (row[0].clone(), row[2].parse().unwrap()))
        .collect();
    same(&unassigned, &expected.unassigned, &format!("{what}: unassigned"));

    for (path, account) in support::accounts(out.path()) {
        let Some(counts) = expected.files.get(&path) else {
            continue;
        };
        assert!(account.is_balanced(), "{what}: {path}");
        let counted = support::Account {
            read: counts.read as u64,
            accepted: counts.accepted as u64,
            merged: counts.merged as u64,
            unassigned: counts.unassigned as u64,
            placements: counts.placements as u64,
            rejected: counts.rejected.iter().map(|(k, v)| (k.clone(), *v as u64)).collect(),
            skipped: counts.skipped.iter().map(|(k, v)| (k.clone(), *v as u64)).collect(),
        };
        assert_eq!(account, counted, "{what}: {path}");
    }
    let record = support::record(out.path());
    assert_eq!(record["enrolments"]["total"], expected.enrolments as u64, "{what}");
    let total = |key: &str| record["totals"][key].as_u64().unwrap();
    let shares = ["merged", "unassigned", "placements"].map(total).iter().sum::<u64>();
    assert_eq!(total("accepted"), expected.enrolments as u64 + shares, "{what}: conservation");
    assert_eq!(record["enrolments"]["no_end_date"], expected.no_end_date as u64, "{what}");
    assert_eq!(record["enrolments"]["not_ended"], expected.not_ended as u64, "{what}");
    expected
}

fn day(text: &str) -> Date {
    let mut parts = text.split('-').map(|part| part.parse::<i32>().unwrap());
    let mut next = || parts.next().unwrap();
    (next(), next() as u32, next() as u32)
}

/// What counts.csv holds, as far as the reference knows it.
#[derive(Default)]
struct AllCounts {
    windows: Vec<(Date, Date)>,
    subjects: BTreeSet<[String; 4]>,
    counts: Vec<([String; 6], BTreeMap<String, i128>)>,
}

fn all_counts(out: &Path) -> AllCounts {
    let text = std::fs::read_to_string(out.join("counts.csv")).unwrap();
    let mut rows = support::parse_csv(&text).into_iter();
    let header = rows.next().unwrap();
    let figures = || measure::FIGURES.iter().chain(&counts::PLACED);
    let columns: Vec<(usize, &str)> = figures()
        .map(|figure| (header.iter().position(|name| name == figure).unwrap(), *figure))
        .collect();
    let mut all = AllCounts::default();
    for row in rows {
        let key: [String; 6] = row[..6].to_vec().try_into().unwrap();
        let window = || (day(&key[4]), day(&key[5]));
        if key[0] == "window" {
            all.windows.push(window());
            continue;
        }
        all.subjects.insert(key[..4].to_vec().try_into().unwrap());
        if !key[4].is_empty() {
            // Of counties only those placed are counted.
            let counted = columns.iter().filter(|(column, figure)| {
                let is_counted = key[0] != "county" || counts::PLACED.contains(figure);
                assert_eq!(row[*column].is_empty(), !is_counted, "{row:?}");
                is_counted
            });
            let figures = counted.map(|(column, figure)| {
                ((*figure).to_owned(), row[*column].parse::<i128>().unwrap())
            });
            // Where nobody is placed, or nobody trained, the reference has no such figure.
            let figures = figures.filter(|(_, value)| *value != 0).collect();
            all.counts.push((key, figures));
        }
    }
    all
}

/// Compares row by row, so that a failure names the first difference.
fn same<T: PartialEq + std::fmt::Debug>(found: &[T], expected: &[T], what: &str) {
    for (index, (left, right)) in found.iter().zip(expected).enumerate() {
        assert_eq!(left, right, "{what}, line {index}");
    }
    assert_eq!(found.len(), expected.len(), "{what}, number of lines");
}

#[test]
fn on_dirty_ledgers_of_many_seeds() {
    let as_of = {
        let (year, month, day) = dirty::AS_OF;
        format!("{year}-{month:02}-{day:02}")
    };
    for seed in 0..150 {
        let input = Folder::new();
        let file = input.write("台账.csv", dirty::csv(seed));
        agree(input.path(), &[file], &as_of, &format!("seed {seed}"));
    }
}

#[test]
fn on_several_files_at_once() {
    let (year, month, day) = dirty::AS_OF;
    for seed in 0..10 {
        let input = Folder::new();
        let files: Vec<PathBuf> = ["b/1.csv", "a.csv", "b.csv"]
            .iter()
            .zip(seed * 3 + 1000..)
            .map(|(name, seed)| input.write(name, dirty::csv(seed)))
            .collect();
        agree(
            input.path(),
            &files,
            &format!("{year}-{month:02}-{day:02}"),
            &format!("files of seed {seed}"),
        );
    }
}

#[test]
fn on_deliveries_of_several_kinds_of_ledgers() {
    let (year, month, day) = dirty::AS_OF;
    let mut seen = FileCount::default();
    let (mut figures, mut links) = (BTreeMap::new(), 0);
    for seed in 0..100 {
        let input = Folder::new();
        let files = several::delivery(seed).into_iter();
        let files: Vec<PathBuf> = files.map(|(name, bytes)| input.write(&name, bytes)).collect();
        let as_of = format!("{year}-{month:02}-{day:02}");
        let outcome = agree(input.path(), &files, &as_of, &format!("delivery {seed}"));
        for count in outcome.files.values() {
            seen.accepted += count.accepted;
            seen.merged += count.merged;
            seen.unassigned += count.unassigned;
            seen.placements += count.placements;
        }
        links += outcome.links.len();
        for (figure, value) in outcome.counts.into_values().flatten() {
            *figures.entry(figure).or_insert(0) += value;
        }
    }
    // And so is every figure.
    for figure in measure::FIGURES.iter().chain(&counts::PLACED) {
        assert!(figures[*figure] > 200, "{figure}: {figures:?}");
    }
    assert!(links > 100, "{links}");
    // Every fate of a row is common.
    for fate in [seen.merged, seen.unassigned, seen.placements] {
        assert!(fate > seen.accepted / 20, "{seen:?}");
    }
}

/// `TAIZHANG_TEST_ROWS` makes it larger.
fn generated_rows() -> usize {
    std::env::var("TAIZHANG_TEST_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(20_000)
}

fn generate(format: Format, files: FileLayout) -> (Folder, Vec<PathBuf>) {
    let input = Folder::new();
    let spec = LedgerSpec { rows: generated_rows(), dirt: 0.3, seed: 7, format, files };
    let files = sample::write_ledger(input.path(), &spec).unwrap();
    (input, files.into_iter().map(|file| file.path).collect())
}

#[test]
fn on_a_generated_gb18030_ledger_of_35_cities() {
    let (input, files) = generate(Format::Gbk, FileLayout::Whole);
    let rejects = agree(input.path(), &files, "2025-09-30", "generated").rejects;
    assert!(rejects.len() > generated_rows() / 100);
}

#[test]
fn the_same_ledger_in_every_format_gives_the_same_counts() {
    let metrics = |format, files, jobs: Option<usize>| -> (Rows, Rows) {
        let (input, _) = generate(format, files);
        let out = Folder::new();
        let mut overrides =
            support::overrides(&[input.path().to_owned()], out.path(), "2025-09-30");
        overrides.jobs = jobs;
        support::run(overrides);
        (support::table(out.path(), "metrics.csv"), support::table(out.path(), "bases.csv"))
    };
    let whole = metrics(Format::Csv, FileLayout::Whole, None);
    assert!(whole.0.len() > 100);
    assert_eq!(whole, metrics(Format::Csv, FileLayout::Whole, Some(1)));
    assert_eq!(whole, metrics(Format::Gbk, FileLayout::PerCity, None));
    assert_eq!(whole, metrics(Format::Xlsx, FileLayout::PerCity, None));
}
