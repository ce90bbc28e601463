//! Differences between two reports: whoever entered and left adds up, and the reasons are the ones that were planted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use taizhang::config::Known;
use taizhang::pipeline::{self, DiffOptions, StoreReport};

use super::Shelf;
use crate::reference::dirty;
use crate::support::{self, Folder, day};

fn options(shelf: &Shelf, a: &str, b: &str, out: Option<&Path>) -> DiffOptions {
    DiffOptions {
        store: shelf.store(),
        key: shelf.key.clone(),
        a: a.to_owned(),
        b: b.to_owned(),
        as_of: None,
        unit: None,
        brand: None,
        policies: Vec::new(),
        out: out.map(Path::to_owned),
        full_ids: true,
        jobs: Some(2),
    }
}

fn diff(shelf: &Shelf, a: &str, b: &str, out: Option<&Path>) -> StoreReport {
    pipeline::diff(&options(shelf, a, b, out)).unwrap()
}

/// Level, province, city, brand, base, year, measure.
type Cell = Vec<String>;

/// Every figure of both tables of a report.
fn figures(out: &Path) -> BTreeMap<Cell, i64> {
    let mut figures = BTreeMap::new();
    for (name, is_base) in [("metrics.csv", false), ("bases.csv", true)] {
        let text = std::fs::read_to_string(out.join(name)).unwrap();
        let mut rows = support::parse_csv(&text).into_iter();
        let header = rows.next().unwrap();
        for row in rows {
            let mut key = row[..3].to_vec();
            let (brand, base) = if is_base { ("", row[3].as_str()) } else { (row[3].as_str(), "") };
            key.extend([brand, base, &row[4]].map(str::to_owned));
            for (measure, value) in header.iter().zip(&row).skip(5) {
                let cell: Cell = key.iter().chain([measure]).cloned().collect();
                figures.insert(cell, value.parse().unwrap());
            }
        }
    }
    figures
}

fn is_sum(measure: &str) -> bool {
    ["enrolments", "subsidy_fen"].contains(&measure)
}

/// What the rows of `diff_rows.csv` add to a figure and take from it, each move once.
#[derive(Default, PartialEq, Eq, Debug)]
struct Moved {
    entered: i64,
    left: i64,
    persons: Vec<String>,
}

fn moved(out: &Path) -> BTreeMap<Cell, Moved> {
    let mut seen = BTreeSet::new();
    let mut moved: BTreeMap<Cell, Moved> = BTreeMap::new();
    for row in support::table(out, "diff_rows.csv") {
        if !seen.insert(row[0].clone()) {
            continue;
        }
        for measure in row[8].split('|') {
            let (name, change) = measure.split_once(' ').unwrap();
            let change: i64 = change.parse().unwrap();
            let cell: Cell = row[1..7].iter().cloned().chain([name.to_owned()]).collect();
            let own = moved.entry(cell).or_default();
            own.entered += change.max(0);
            own.left += (-change).max(0);
            own.persons.push(row[7].clone());
        }
    }
    moved
}

/// A version by an as-of date.
type Moment = (u64, &'static str);

/// The figures of reports, each made once.
#[derive(Default)]
struct Reports(BTreeMap<Moment, BTreeMap<Cell, i64>>);

impl Reports {
    fn figures(&mut self, shelf: &Shelf, moment: Moment) -> BTreeMap<Cell, i64> {
        let made = || {
            let out = Folder::new();
            shelf.report(out.path(), moment.1, Known::Version(moment.0));
            figures(out.path())
        };
        self.0.entry(moment).or_insert_with(made).clone()
    }
}

/// Every figure that differs between two reports is explained, no other, and everything adds up.
fn holds(shelf: &Shelf, reports: &mut Reports, a: Moment, b: Moment) -> usize {
    let (of_a, of_b) = (reports.figures(shelf, a), reports.figures(shelf, b));
    let asked = [a, b].map(|(version, day)| format!("{version}@{day}"));
    let out = Folder::new();
    let report = diff(shelf, &asked[0], &asked[1], Some(out.path()));
    assert!(report.notices.is_empty(), "{:?}", report.notices);
    let mut expected = BTreeMap::new();
    for cell in of_a.keys().chain(of_b.keys()) {
        let [a, b] = [&of_a, &of_b].map(|figures| figures.get(cell).copied().unwrap_or_default());
        if a != b {
            expected.insert(cell.clone(), (a, b));
        }
    }
    let moved = moved(out.path());
    let told = support::table(out.path(), "diff.csv");
    let cells: BTreeSet<Cell> = told.iter().map(|row| row[..7].to_vec()).collect();
    assert_eq!(cells, expected.keys().cloned().collect(), "{asked:?}");
    assert_eq!(cells, moved.keys().cloned().collect(), "{asked:?}");
    assert_eq!(told.len(), cells.len());
    for row in &told {
        let number = |index: usize| row[index].parse::<i64>().unwrap();
        let (a, b) = expected[&row[..7]];
        assert_eq!((number(7), number(8), number(9)), (a, b, b - a), "{row:?}");
        let own = &moved[&row[..7]];
        assert_eq!((number(10), number(11)), (own.entered, own.left), "{row:?}");
        assert_eq!(a + own.entered - own.left, b, "{row:?}");
        if !is_sum(&row[6]) {
            // Two documents of different types may have one number.
            let cards =
                own.persons.iter().filter(|id| id.starts_with(|c: char| c.is_ascii_digit()));
            let distinct: BTreeSet<&String> = cards.clone().collect();
            assert_eq!(distinct.len(), cards.count(), "a person moves a count once: {row:?}");
        }
    }
    let in_json = report.json["figures"].as_array().unwrap();
    assert_eq!(in_json.len(), told.len());
    for figure in in_json {
        let sum = |key: &str| -> i64 {
            figure["causes"].as_array().unwrap().iter().map(|own| own[key].as_i64().unwrap()).sum()
        };
        assert_eq!(figure["entered"], sum("entered"));
        assert_eq!(figure["left"], sum("left"));
    }
    told.len()
}

/// A part of a ledger again, with the rows of another one behind.
fn overlap(seed: u64, part: usize, other: u64) -> Vec<u8> {
    let whole = dirty::csv(seed);
    let count = whole.split_inclusive(|byte| *byte == b'\n').count();
    let lines = whole.split_inclusive(|byte| *byte == b'\n').take(count / part);
    let mut bytes: Vec<u8> = lines.flatten().copied().collect();
    bytes.extend(dirty::csv(other));
    bytes
}

#[test]
fn whoever_entered_and_left_adds_up() {
    let (seed, mut shelf, input) = (5, Shelf::new(), Folder::new());
    input.write("长春市/台账.csv", dirty::csv(seed));
    input.write("吉林市.csv", dirty::csv(seed + 1));
    shelf.ingest(input.path(), "2024-03");
    let more = Folder::new();
    more.write("长春市/台账.csv", overlap(seed, 2, seed + 2));
    shelf.ingest(more.path(), "2024-04");
    let late = Folder::new();
    late.write("迟报.csv", dirty::csv(seed + 3));
    shelf.ingest(late.path(), "2024-03");
    let replaced = Folder::new();
    replaced.write("长春市/台账.csv", overlap(seed, 3, seed + 2));
    shelf.take(&[replaced.path().to_owned()], "2024-04", true).unwrap();
    shelf.withdraw("2024-03");
    let (early, middle, late) = ("2023-12-31", "2024-06-30", "2025-03-31");
    let mut reports = Reports::default();
    let mut figures = 0;
    for (a, b) in [
        // A delivery that overlaps, late rows, a replacement, a withdrawal.
        ((1, middle), (2, middle)),
        ((2, middle), (3, middle)),
        ((3, middle), (4, middle)),
        ((4, middle), (5, middle)),
        // Time alone, on and back; both at once, on and back.
        ((2, early), (2, middle)),
        ((2, middle), (2, early)),
        ((1, early), (4, late)),
        ((5, late), (2, early)),
    ] {
        let moved = holds(&shelf, &mut reports, a, b);
        assert!(moved > 10, "{a:?} {b:?}: {moved}");
        figures += moved;
    }
    assert!(figures > 500, "{figures} figures moved");
    assert_eq!(holds(&shelf, &mut reports, (3, middle), (3, middle)), 0);
}

const HEADER: &str = "品牌名称,基地名称,班级编号,姓名,身份证号,开班日期,结业日期,证书类型,发证日期,就业日期,补贴金额,来源";
const IDS: [&str; 7] = [
    "220102199003071243",
    "110101199003078670",
    "440308199901101512",
    "220102199003071235",
    "44040119580101000X",
    "371001198010082394",
    "110101199003071233",
];

fn ledger(rows: &[String]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn row(person: usize, rest: &str) -> String {
    format!("月嫂,甲校,1,学员{person},{},2025-06-01,{rest}", IDS[person])
}

/// August; September with a late certificate, a correction, another end date, a new person; October, withdrawn later.
fn planted() -> Shelf {
    let mut shelf = Shelf::new();
    let wrong = row(2, "2025-08-03,,,,,").replace(IDS[2], "440308199901101513");
    let august = ledger(&[
        row(0, "2025-08-01,培训合格证书,2025-08-05,,,"),
        row(1, "2025-08-02,培训合格证书,2025-09-15,,,"),
        wrong,
        row(3, "2025-09-20,,,2025-09-25,800,"),
        row(4, "2025-08-05,,,,,"),
    ]);
    let first = Folder::new();
    first.write("长春市.csv", &august);
    shelf.ingest(first.path(), "2025-08");
    let hash = blake3::hash(august.as_bytes()).to_hex();
    let september = ledger(&[
        row(0, "2025-08-01,培训合格证书,2025-08-05,2025-09-01,,"),
        row(2, &format!("2025-08-03,,,,,{}||4", &hash[..16])),
        row(4, "2024-12-30,,,,,"),
        row(5, "2025-08-06,,,,500,"),
    ]);
    let second = Folder::new();
    second.write("长春市九月.csv", september);
    shelf.ingest(second.path(), "2025-09");
    let third = Folder::new();
    third.write("长春市十月.csv", ledger(&[row(6, "2025-08-09,,,,300,")]));
    shelf.ingest(third.path(), "2025-10");
    shelf.withdraw("2025-10");
    shelf
}

/// The causes of a figure of Changchun: cause, field, batch, entered, left.
fn causes(
    report: &StoreReport,
    year: i32,
    measure: &str,
) -> Vec<(String, String, String, i64, i64)> {
    let figures = report.json["figures"].as_array().unwrap().iter();
    let mut own = figures
        .filter(|own| own["level"] == "city" && own["year"] == year && own["measure"] == measure);
    let Some(own) = own.next() else { return Vec::new() };
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let causes = own["causes"].as_array().unwrap().iter();
    causes
        .map(|own| {
            let number = |key: &str| own[key].as_i64().unwrap();
            let cause = (text(&own["cause"]), text(&own["field"]), text(&own["batch"]));
            (cause.0, cause.1, cause.2, number("entered"), number("left"))
        })
        .collect()
}

fn cause(
    cause: &str,
    field: &str,
    batch: &str,
    entered: i64,
    left: i64,
) -> (String, String, String, i64, i64) {
    (cause.to_owned(), field.to_owned(), batch.to_owned(), entered, left)
}

#[test]
fn the_reasons_are_those_that_were_planted() {
    let shelf = planted();
    let report = diff(&shelf, "2025-08", "2025-09", None);
    assert_eq!(report.json["a"]["as_of"], "2025-08-31");
    assert_eq!(report.json["b"]["as_of"], "2025-09-30");
    assert_eq!(
        (&report.json["a"]["version"], &report.json["b"]["version"]),
        (&1.into(), &2.into())
    );
    assert_eq!(
        causes(&report, 2025, "trainees"),
        [
            cause("as_of_ended", "", "", 1, 0),
            cause("known", "", "2025-09", 1, 0),
            cause("known", "end_date", "2025-09", 0, 1),
            cause("corrected", "", "2025-09", 1, 0),
        ]
    );
    assert_eq!(causes(&report, 2024, "trainees"), [cause("known", "end_date", "2025-09", 1, 0)]);
    assert_eq!(causes(&report, 2025, "certified_any"), [cause("as_of_certified", "", "", 1, 0)]);
    assert_eq!(
        causes(&report, 2025, "employed_6m"),
        [cause("as_of_ended", "", "", 1, 0), cause("known", "employment_date", "2025-09", 1, 0),]
    );
    assert_eq!(
        causes(&report, 2025, "subsidy_fen"),
        [cause("as_of_ended", "", "", 80_000, 0), cause("known", "", "2025-09", 50_000, 0)]
    );
    assert!(report.text.contains("2025-09 长春市九月.csv"), "{}", report.text);
    assert!(!report.text.contains(IDS[5]), "{}", report.text);
    // The later state of October is the one without it.
    let gone = diff(&shelf, "3", "2025-10", None);
    assert_eq!(gone.json["a"]["as_of"], "2025-10-31");
    assert_eq!(causes(&gone, 2025, "trainees"), [cause("gone", "", "2025-10", 0, 1)]);
    assert!(gone.text.contains("已撤回"), "{}", gone.text);
    let back = diff(&shelf, "4", "1", None);
    assert!(back.text.contains("B 时尚未入库"), "{}", back.text);
}

#[test]
fn rows_are_named_and_hidden_unless_asked_for() {
    let (shelf, out) = (planted(), Folder::new());
    let mut asked = options(&shelf, "1", "2", Some(out.path()));
    asked.as_of = Some(day("2025-09-30"));
    asked.full_ids = false;
    pipeline::diff(&asked).unwrap();
    let rows = support::table(out.path(), "diff_rows.csv");
    let of_new = rows.iter().find(|row| row[1] == "brand" && row[8].contains("subsidy_fen +50000"));
    let expected = ["known", "", "", "B", "2025-09", "长春市九月.csv", "", "5"];
    assert_eq!(of_new.unwrap()[9..], expected);
    for name in ["diff.csv", "diff_rows.csv", "变动.xlsx"] {
        let text = support::visible(&out.join(name));
        assert!(IDS.iter().all(|id| !text.contains(id)), "{name}");
    }
    let text = support::visible(&out.join("变动.xlsx"));
    assert_eq!(text.matches("A：版本 ").count(), 1, "one shared text, on every sheet");
    assert!(text.contains("仅 B 有的文件") && text.contains("2025-09 长春市九月.csv"));
    // One brand of one unit is a part of the whole.
    let whole = support::table(out.path(), "diff.csv");
    asked.brand = Some("月嫂".to_owned());
    asked.unit = Some("长春市".to_owned());
    pipeline::diff(&asked).unwrap();
    let part = support::table(out.path(), "diff.csv");
    let of_brand: Vec<_> = whole.into_iter().filter(|row| row[0] == "brand").collect();
    assert!(!part.is_empty());
    assert_eq!(part, of_brand);
    asked.brand = Some("月嫂子".to_owned());
    let refused = pipeline::diff(&asked).unwrap_err().to_string();
    assert!(refused.contains("是否为“月嫂”"), "{refused}");
}
