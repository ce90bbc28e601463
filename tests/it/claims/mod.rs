//! Claims made with known mistakes: which causes are named, and whether the way to the count adds up.

mod forms;
mod naive;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use taizhang::config::{Overrides, RunConfig};
use taizhang::pipeline::{self, VerifyOptions};

use self::naive::{MEASURES, Mistake, Subject, figure, rank};
use self::world::{AS_OF, BRANDS, Row, UNITS, YEARS};
use crate::random::Random;
use crate::support::{Folder, Rows, overrides, table};

/// A claim made with known mistakes.
struct Case {
    subject: Subject,
    year: i32,
    measure: &'static str,
    claimed: i64,
    mistakes: Vec<Mistake>,
}

impl Case {
    fn claimed(&self) -> String {
        if self.measure == "pass_rate" { decimal(self.claimed) } else { self.claimed.to_string() }
    }

    /// What stands in the columns of `claims.csv` that tell claims apart.
    fn key(&self) -> Key {
        let brand = self.subject.brand.map_or("", |brand| BRANDS[brand]);
        let names = [UNITS[self.subject.unit], brand, self.measure].map(str::to_owned);
        (names, self.year, self.claimed())
    }

    fn causes(&self) -> String {
        let mut keys: Vec<&str> = self.mistakes.iter().map(|mistake| mistake.key()).collect();
        keys.sort_by_key(|key| rank(key));
        keys.join("+")
    }
}

type Key = ([String; 3], i32, String);

/// Per 10,000 as a percentage.
fn decimal(value: i64) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

fn subjects() -> Vec<Subject> {
    let brands = (0..UNITS.len()).flat_map(|unit| {
        let own = (0..BRANDS.len()).filter(move |brand| (unit + brand) % 5 != 4);
        own.map(move |brand| Subject { unit, brand: Some(brand) })
    });
    let units = (0..UNITS.len()).map(|unit| Subject { unit, brand: None });
    brands.chain(units).collect()
}

/// The mistakes that a figure may contain.
fn possible(subject: Subject, measure: &str) -> Vec<Mistake> {
    let mut all = vec![
        Mistake::InvalidIds,
        Mistake::YearBefore,
        Mistake::YearAfter,
        Mistake::TwoYears,
        Mistake::StartDate,
        Mistake::Duplicates,
    ];
    if measure != "enrolments" {
        all.push(Mistake::Rows);
        if measure != "subsidy_fen" {
            all.push(Mistake::Enrolments);
        }
    }
    if !matches!(measure, "trainees" | "enrolments" | "order_targeted" | "pass_rate") {
        all.push(Mistake::EventDate);
    }
    if measure.starts_with("employed") {
        all.push(Mistake::Undated);
    }
    if measure == "employed_6m" {
        all.push(Mistake::Late);
    }
    let other = |unit: &usize| {
        *unit != subject.unit && subject.brand.is_none_or(|brand| (unit + brand) % 5 != 4)
    };
    all.extend((0..UNITS.len()).filter(other).map(Mistake::OtherUnit));
    if let Some(own) = subject.brand {
        let other = |brand: &usize| *brand != own && (subject.unit + brand) % 5 != 4;
        all.extend((0..BRANDS.len()).filter(other).map(Mistake::OtherBrand));
    }
    all
}

/// Of one sort, or one undoing the other.
fn exclude_each_other(one: Mistake, other: Mistake) -> bool {
    let sort = |mistake: Mistake| match mistake {
        Mistake::Rows | Mistake::Duplicates | Mistake::Enrolments => 0,
        Mistake::EventDate | Mistake::YearBefore | Mistake::YearAfter | Mistake::TwoYears => 1,
        Mistake::StartDate => 1,
        Mistake::OtherUnit(_) => 2,
        Mistake::OtherBrand(_) => 6,
        Mistake::InvalidIds => 3,
        Mistake::Undated => 4,
        Mistake::Late => 5,
    };
    sort(one) == sort(other)
}

/// Whether both matter: each changes the figure by itself, or one lets others in among whom the other one does.
fn both_matter(pair: [Mistake; 2], alone: [i64; 2], right: i64, both: i64) -> bool {
    let lets_in = |at: usize| {
        matches!(pair[at], Mistake::OtherUnit(_) | Mistake::OtherBrand(_)) && alone[at] != right
    };
    let moves = !alone.contains(&right) || lets_in(0) || lets_in(1);
    moves && !alone.contains(&both)
}

/// Per cent of the claims with one mistake that are made, and claims with two that are tried per figure.
const SINGLES: usize = 12;
const PAIRS: usize = 2;

/// Claims with one mistake that changes the figure, and some with two that no single one explains.
fn cases(rows: &[Row], random: &mut Random) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut known: BTreeSet<Key> = BTreeSet::new();
    for subject in subjects() {
        for year in YEARS {
            for measure in MEASURES {
                let of = |mistakes: &[Mistake]| figure(rows, subject, measure, year, mistakes);
                let right = of(&[]);
                if right <= 0 {
                    continue;
                }
                let possible = possible(subject, measure);
                let singles: Vec<i64> = possible.iter().map(|mistake| of(&[*mistake])).collect();
                let mut add = |claimed: i64, mistakes: Vec<Mistake>| {
                    let case = Case { subject, year, measure, claimed, mistakes };
                    if claimed >= 0 && known.insert(case.key()) {
                        cases.push(case);
                    }
                };
                for (mistake, single) in possible.iter().zip(&singles) {
                    if *single != right && random.chance(SINGLES) {
                        add(*single, vec![*mistake]);
                    }
                }
                for _ in 0..PAIRS {
                    let (one, other) = (random.pick(&possible), random.pick(&possible));
                    let both = of(&[one, other]);
                    let alone = [one, other].map(|mistake| of(&[mistake]));
                    let single = singles.contains(&both) || both == right;
                    let matter = both_matter([one, other], alone, right, both);
                    if !exclude_each_other(one, other) && !single && matter {
                        add(both, vec![one, other]);
                    }
                }
            }
        }
    }
    cases
}

fn claims_csv(cases: &[Case]) -> String {
    let mut text = "province,city,county,subject_kind,subject,year,measure,claimed\n".to_owned();
    for case in cases {
        let ([unit, brand, measure], year, claimed) = case.key();
        let kind = if brand.is_empty() { "city" } else { "brand" };
        let sign = if measure == "pass_rate" { "%" } else { "" };
        text += &format!("吉林省,{unit},,{kind},{brand},{year},{measure},{claimed}{sign}\n");
    }
    text
}

/// Verifies claims against a ledger, on so many threads.
fn verify(ledger: &str, claims: &str, jobs: Option<usize>) -> Folder {
    let folder = Folder::new();
    let ledger = folder.write("台账.csv", ledger);
    let claims = folder.write("申报.csv", claims);
    let settings = Overrides { jobs, ..overrides(&[ledger], folder.path(), AS_OF) };
    let config = RunConfig::new(Overrides { out: folder.join("out"), ..settings }).unwrap();
    let options = VerifyOptions { claims: vec![claims], ..VerifyOptions::of(config) };
    pipeline::verify(&options).unwrap();
    folder
}

/// The digits of a figure as the workbook shows it.
fn digits(cell: &Data) -> i64 {
    cell.to_string().replace(['.', '%'], "").parse().unwrap()
}

/// Every figure that differs comes down to its count, term by term.
fn waterfalls_add_up(out: &Path, differing: usize) {
    let mut book: Xlsx<_> = open_workbook(out.join("核验.xlsx")).unwrap();
    let sheet = book.worksheet_range("差额分解").unwrap();
    let (mut left, mut closed) = (None, 0);
    for row in sheet.rows().skip(1) {
        let (item, amount) = (row[4].to_string(), digits(&row[5]));
        match item.as_str() {
            "申报数" => assert_eq!(left.replace(amount), None),
            "核实数" => {
                assert_eq!(left.take(), Some(amount), "{row:?}");
                closed += 1;
            }
            term if term.starts_with("减：") => left = left.map(|left| left - amount),
            term if term.starts_with("加：") => left = left.map(|left| left + amount),
            other => panic!("{other}"),
        }
    }
    assert_eq!(closed, differing);
}

/// How often a true combination of causes was among those named.
#[derive(Default)]
struct Score {
    cases: usize,
    named: usize,
    /// Explanations beside the right one.
    others: usize,
    missed: BTreeMap<String, usize>,
}

#[test]
fn the_causes_of_known_mistakes_are_named() {
    let mut random = Random::new(7);
    let mut scores: BTreeMap<(usize, String), Score> = BTreeMap::new();
    {
        let rows = world::rows(&mut random);
        let cases = cases(&rows, &mut random);
        let folder = verify(&world::csv(&rows), &claims_csv(&cases), None);
        let verified: Rows = table(&folder.join("out"), "claims.csv");
        assert_eq!(verified.len(), cases.len());
        waterfalls_add_up(&folder.join("out"), cases.len());
        let by_key: BTreeMap<Key, &Vec<String>> = verified
            .iter()
            .map(|row| {
                let names = [&row[1], &row[4], &row[6]].map(String::clone);
                ((names, row[5].parse().unwrap(), row[7].clone()), row)
            })
            .collect();
        for case in &cases {
            let row = by_key[&case.key()];
            let right = figure(&rows, case.subject, case.measure, case.year, &[]);
            let right =
                if case.measure == "pass_rate" { decimal(right) } else { right.to_string() };
            assert_eq!(row[8], right, "{row:?}");
            let causes = case.causes();
            let named: Vec<&str> = row[11].split('|').collect();
            let score = scores.entry((case.mistakes.len(), causes.clone())).or_default();
            score.cases += 1;
            if row[12] == "true" && named.contains(&causes.as_str()) {
                score.named += 1;
                score.others += named.len() - 1;
            } else {
                *score.missed.entry(row[11].clone()).or_default() += 1;
            }
        }
    }
    report(&scores);
    for (mistakes, least) in [(1, 95), (2, 80)] {
        let own = || scores.iter().filter(|((number, _), _)| *number == mistakes);
        let cases: usize = own().map(|(_, score)| score.cases).sum();
        let named: usize = own().map(|(_, score)| score.named).sum();
        println!("{mistakes} mistakes: {named} of {cases} named");
        assert!(cases > 250 && named * 100 >= cases * least, "{named} of {cases}");
    }
}

/// The confusion table.
fn report(scores: &BTreeMap<(usize, String), Score>) {
    for ((_, causes), score) in scores {
        let more = score.others as f64 / score.named.max(1) as f64;
        print!("{causes:40} {:4} of {:4}, {more:.1} others", score.named, score.cases);
        let mut missed: Vec<_> = score.missed.iter().collect();
        missed.sort_by_key(|(_, number)| std::cmp::Reverse(**number));
        for (named, number) in missed.into_iter().take(2) {
            print!("; {number} × {}", if named.is_empty() { "-" } else { named });
        }
        println!();
    }
}

#[test]
fn the_same_claims_give_the_same_bytes_on_any_number_of_threads() {
    let mut random = Random::new(11);
    let rows = world::rows(&mut random);
    let mut cases = cases(&rows, &mut random);
    cases.truncate(40);
    let outputs = [1, 4].map(|jobs| verify(&world::csv(&rows), &claims_csv(&cases), Some(jobs)));
    for name in ["claims.csv", "claims.parquet", "核验.xlsx", "findings.csv"] {
        let bytes = |folder: &Folder| std::fs::read(folder.join("out").join(name)).unwrap();
        assert!(bytes(&outputs[0]) == bytes(&outputs[1]), "{name}");
    }
}
