//! Irregularities planted among clean rows, each check with near misses on both sides of its parameters: what is
//! planted is found, and nothing else is.

mod of_classes;
mod of_one_person;
mod of_several;

use std::collections::{BTreeMap, BTreeSet};

use taizhang::config::Overrides;
use taizhang::model::check::Check;

use super::ledger::{self, Row};
use super::{Checked, Line, full, verify};

/// Ledgers in the making: cases with persons and brands of their own.
pub struct Book {
    rows: Vec<Row>,
    /// Rows of a later export.
    later: Vec<Row>,
    /// Lines of ledgers of other kinds.
    certificates: String,
    employment: String,
    payments: String,
    cases: Vec<Case>,
    next: usize,
}

/// What a case is about, and the codes that it should raise.
struct Case {
    name: &'static str,
    expected: BTreeSet<&'static str>,
    brand: String,
}

/// A unit whose ledgers know of no certificate.
const UNCERTIFIED: &str = "通化市";

/// Fewer would be a class too small.
const FULL_CLASS: usize = 10;

impl Book {
    fn new() -> Self {
        Self {
            rows: Vec::new(),
            later: Vec::new(),
            certificates:
                "市(州),品牌名称,班级编号,职业（工种）,姓名,身份证号,证书类型,证书编号,发证日期\n"
                    .into(),
            employment: "市(州),品牌名称,班级编号,姓名,身份证号,是否就业,就业日期\n".into(),
            payments: "市(州),品牌名称,班级编号,姓名,身份证号,补贴金额,补贴发放日期\n".into(),
            cases: Vec::new(),
            next: 1,
        }
    }

    /// Begins a case; its rows are of a brand of its own.
    pub fn case(&mut self, name: &'static str, expected: &[&'static str]) {
        let brand = format!("第{}品牌", ledger::numerals(self.cases.len() + 1));
        self.cases.push(Case { name, expected: expected.iter().copied().collect(), brand });
    }

    fn brand(&self) -> String {
        self.cases.last().unwrap().brand.clone()
    }

    /// A clean row of a new person.
    pub fn person(&mut self) -> Row {
        self.next += 1;
        Row { brand: self.brand(), ..Row::clean(self.next) }
    }

    /// A clean row of a new person with that ID number.
    pub fn with_id(&mut self, id: &str) -> Row {
        self.next += 1;
        Row { brand: self.brand(), ..Row::of(id, self.next) }
    }

    pub fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Adds a row to a later export.
    pub fn add_later(&mut self, row: Row) {
        self.later.push(row);
    }

    /// Adds a row of a certificate ledger; brand and class where `whole`, else the occupation alone.
    pub fn certificate(&mut self, row: &Row, whole: bool, number: &str, date: &str) {
        let (brand, class) =
            if whole { (row.brand.as_str(), row.class.as_str()) } else { ("", "") };
        let Row { unit, occupation, name, id, .. } = row;
        self.certificates.push_str(&format!(
            "{unit},{brand},{class},{occupation},{name},{id},职业技能等级证书,{number},{date}\n"
        ));
    }

    /// Adds a row of an employment ledger, which names no class.
    pub fn employed(&mut self, row: &Row, date: &str) {
        let Row { unit, name, id, .. } = row;
        self.employment.push_str(&format!("{unit},,,{name},{id},是,{date}\n"));
    }

    /// Adds a row of a payment ledger.
    pub fn payment(&mut self, row: &Row, amount: &str, date: &str) {
        let Row { unit, brand, class, name, id, .. } = row;
        self.payments.push_str(&format!("{unit},{brand},{class},{name},{id},{amount},{date}\n"));
    }

    /// Clean rows that fill small classes, but those of brands that are about the size of classes.
    fn fill(&mut self) {
        let mut classes: BTreeMap<(String, String, String), (Row, BTreeSet<String>)> =
            BTreeMap::new();
        for row in self.rows.iter().chain(&self.later) {
            let key = (row.unit.clone(), row.brand.clone(), row.class.clone());
            let class = classes.entry(key).or_insert_with(|| (row.clone(), BTreeSet::new()));
            // The short form of a number is no other person.
            if row.id.len() == 18 {
                class.1.insert(row.id.clone());
            }
        }
        let about_size = |brand: &str| {
            self.cases.iter().any(|it| it.brand == brand && it.name.starts_with("人数"))
        };
        let small = classes.into_values().filter(|(row, _)| !about_size(&row.brand));
        let small: Vec<_> = small.filter(|(_, ids)| ids.len() < FULL_CLASS).collect();
        for (like, ids) in small {
            for _ in ids.len()..FULL_CLASS {
                self.next += 1;
                let clean = Row::clean(self.next);
                let (unit, brand, class) =
                    (like.unit.clone(), like.brand.clone(), like.class.clone());
                let like_it = Row { unit, brand, class, ..clean };
                self.rows.push(if like.unit == UNCERTIFIED {
                    of_one_person::without_certificate(like_it)
                } else {
                    like_it
                });
            }
        }
    }

    fn files(&mut self) -> Vec<(&'static str, String)> {
        self.fill();
        vec![
            ("a/台账.csv", ledger::table(&self.rows)),
            ("b/补报.csv", ledger::table(&self.later)),
            ("c/证书发放登记表.csv", self.certificates.clone()),
            ("c/就业跟踪情况表.csv", self.employment.clone()),
            ("c/补贴发放花名册.csv", self.payments.clone()),
        ]
    }
}

/// All cases.
fn book() -> Book {
    let mut book = Book::new();
    of_one_person::plant(&mut book);
    of_several::plant(&mut book);
    of_classes::plant(&mut book);
    book
}

/// The codes raised in each brand: by the place of the row in its file.
fn raised(book: &Book, checked: &Checked) -> BTreeMap<String, BTreeSet<String>> {
    let brands: BTreeMap<(String, String), BTreeSet<String>> = {
        let mut brands: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for row in book.rows.iter().chain(&book.later) {
            brands.entry((row.id.clone(), row.unit.clone())).or_default().insert(row.brand.clone());
        }
        brands
    };
    let mut raised: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Line { code, id, unit, .. } in &checked.lines {
        let id = brands.keys().find(|(known, of)| known == id && of == unit);
        let found = id.map(|key| brands[key].clone()).unwrap_or_default();
        assert_eq!(found.len(), 1, "a row of nobody's case: {code} {id:?} {unit}");
        raised.entry(found.into_iter().next().unwrap()).or_default().insert(code.clone());
    }
    raised
}

#[test]
fn what_is_planted_is_found_and_nothing_else() {
    let mut book = book();
    let files = book.files();
    let checked = verify(&files, &[], None, full());
    let unchecked = &crate::support::record(&checked.folder.join("out"))["audit"]["unchecked"];
    assert_eq!(unchecked[0]["unit"], format!("吉林省{UNCERTIFIED}"), "{unchecked}");
    let raised = raised(&book, &checked);
    let mut hits: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in &book.cases {
        let found = raised.get(&case.brand).cloned().unwrap_or_default();
        for check in Check::ALL {
            let code = check.code();
            let [right, missed, false_alarms] = hits.entry(code).or_default();
            match (case.expected.contains(code), found.contains(code)) {
                (true, true) => *right += 1,
                (true, false) => *missed += 1,
                (false, true) => *false_alarms += 1,
                (false, false) => {}
            }
        }
        let expected: BTreeSet<String> = case.expected.iter().map(|it| (*it).to_owned()).collect();
        if found != expected {
            let details: BTreeSet<&str> = checked
                .lines
                .iter()
                .filter(|line| {
                    book.rows.iter().any(|row| row.brand == case.brand && row.id == line.id)
                })
                .map(|line| line.detail.as_str())
                .collect();
            wrong.push(format!("{}: found {found:?}, not {expected:?}; {details:?}", case.name));
        }
    }
    println!("check                       planted  found  precision  recall");
    for (code, [right, missed, false_alarms]) in &hits {
        let share = |of: usize| if of == 0 { 0.0 } else { *right as f64 / of as f64 };
        println!(
            "{code:<27} {:>7} {:>6} {:>10.3} {:>7.3}",
            right + missed,
            right + false_alarms,
            share(right + false_alarms),
            share(right + missed)
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (code, [right, ..]) in hits {
        assert!(right >= 2, "{code} is planted {right} times");
        let near = book.cases.iter().filter(|case| case.expected.is_empty());
        assert!(near.count() > Check::ALL.len(), "near misses");
    }
}

#[test]
fn a_clean_ledger_has_nothing_to_explain() {
    let mut book = Book::new();
    book.case("干净的台账", &[]);
    for unit in ["长春市", "沈阳市"] {
        for number in 0..24 {
            let row = Row { unit: unit.into(), class: (number / 12).to_string(), ..book.person() };
            if number % 3 == 0 {
                book.add_later(Row { amount: "1200".into(), ..row.clone() });
                let again = row.again("11", "2024-09-02", "2024-09-16");
                book.add(Row { occupation: "美容师".into(), ..again });
            }
            book.add(row);
        }
    }
    let mut files = book.files();
    // The same file once more is a re-export.
    let again = files[0].1.clone();
    files.push(("d/再报.csv", again));
    let checked = verify(&files, &[], None, full());
    assert!(checked.lines.is_empty(), "{:?}", checked.lines.first());
}

#[test]
fn the_same_is_found_on_one_thread_and_on_four() {
    let mut book = book();
    let files = book.files();
    let sample = Some(taizhang::audit::SampleSize { enrolments: 30, seed: 5 });
    let on = |jobs| verify(&files, &[], sample, Overrides { jobs: Some(jobs), ..full() });
    let (one, four) = (on(1), on(4));
    for name in ["suspicions.csv", "audit_sample.csv", "疑点.xlsx", "run.json"] {
        let bytes =
            |checked: &Checked| std::fs::read(checked.folder.join("out").join(name)).unwrap();
        assert!(bytes(&one) == bytes(&four), "{name}");
    }
}
