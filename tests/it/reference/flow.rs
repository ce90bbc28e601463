//! Events by their own dates: the rows of the monthly report as plain loops.

use std::collections::{BTreeMap, BTreeSet};

use super::date::{Date, days_in_month};
use super::merge::{Class, Enrolment, Enrolments, Key};
use super::words::CERTIFICATES;

/// The first certificate type; the others follow it.
const FIRST_TYPE: usize = 1;
const ATTENDED: usize = 0;
const EMPLOYED: usize = FIRST_TYPE + CERTIFICATES.len();
const PAID: usize = EMPLOYED + 1;

/// What happened to somebody: kind, own date, amount.
type Happened = (usize, Option<Date>, i128);

fn events(enrolment: &Enrolment, as_of: Date) -> Vec<Happened> {
    let mut events = vec![(ATTENDED, enrolment.start, 0)];
    for (kind, dated) in enrolment.held() {
        events.push((FIRST_TYPE + kind, dated, 0));
    }
    for day in &enrolment.employed {
        events.push((EMPLOYED, Some(*day), 0));
    }
    let mut said = enrolment.said.clone();
    said.sort();
    if enrolment.employed.is_empty() && said.last().is_some_and(|(_, employed)| *employed) {
        events.push((EMPLOYED, None, 0));
    }
    let mut payments = Vec::new();
    for (day, fen) in &enrolment.payments {
        if day.is_none_or(|day| day <= as_of) {
            payments.push((*day, *fen));
        }
    }
    if payments.is_empty() {
        payments.extend(enrolment.amount.map(|fen| (enrolment.paid_on, fen)));
    }
    for (day, fen) in payments {
        if fen > 0 {
            events.push((PAID, day, fen));
        }
    }
    events
}

/// A window by its name: first and last day.
fn windows((year, month): (i32, u32), as_of: Date) -> [(&'static str, Date, Date); 4] {
    let last = |year, month| (year, month, days_in_month(year, month));
    let (before_year, before) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
    let end = last(year, month).min(as_of);
    [
        ("this_month", (year, month, 1), end),
        ("year_to_date", (year, 1, 1), end),
        ("last_month", (before_year, before, 1), last(before_year, before).min(as_of)),
        ("same_month_last_year", (year - 1, month, 1), last(year - 1, month).min(as_of)),
    ]
}

fn text((year, month, day): Date) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// Level, province, city, name.
fn subjects(key: &Key, enrolment: &Enrolment) -> [[String; 4]; 4] {
    let county = enrolment.county.clone().unwrap_or_default();
    [
        ["brand", &key.province, &key.city, &key.brand],
        ["city", &key.province, &key.city, ""],
        ["county", &key.province, &key.city, &county],
        ["province", &key.province, "", ""],
    ]
    .map(|subject| subject.map(str::to_string))
}

/// What one line and window holds.
#[derive(Default)]
struct Counted<'a> {
    classes: BTreeSet<(&'a str, &'a str, &'a str, &'a Class)>,
    persons: BTreeMap<usize, BTreeSet<&'a str>>,
    fen: i128,
    estimated: usize,
}

impl Counted<'_> {
    fn persons(&self, kinds: std::ops::Range<usize>) -> usize {
        let mut all: BTreeSet<&str> = BTreeSet::new();
        for kind in kinds {
            all.extend(self.persons.get(&kind).into_iter().flatten());
        }
        all.len()
    }

    fn figures(&self) -> Vec<String> {
        let mut figures = vec![self.classes.len(), self.persons(ATTENDED..FIRST_TYPE)];
        figures.push(self.persons(FIRST_TYPE..EMPLOYED));
        figures.extend((FIRST_TYPE..EMPLOYED).map(|kind| self.persons(kind..kind + 1)));
        figures.push(self.persons(EMPLOYED..PAID));
        figures.push(self.persons(PAID..PAID + 1));
        let mut figures: Vec<String> = figures.iter().map(usize::to_string).collect();
        figures.push(self.fen.to_string());
        figures.push(self.estimated.to_string());
        figures
    }
}

/// The rows of month.csv.
pub fn month(enrolments: &Enrolments, month: (i32, u32), as_of: Date) -> Vec<Vec<String>> {
    let windows = windows(month, as_of);
    let mut counted: BTreeMap<([String; 4], usize), Counted> = BTreeMap::new();
    let mut lines: BTreeSet<[String; 4]> = BTreeSet::new();
    for (key, enrolment) in enrolments {
        for subject in subjects(key, enrolment) {
            if ["city", "province"].contains(&subject[0].as_str()) {
                lines.insert(subject);
            }
        }
        for (kind, own, fen) in events(enrolment, as_of) {
            for (number, (_, from, to)) in windows.iter().enumerate() {
                if own.or(enrolment.end).is_none_or(|day| day < *from || *to < day) {
                    continue;
                }
                for subject in subjects(key, enrolment) {
                    lines.insert(subject.clone());
                    let line = counted.entry((subject, number)).or_default();
                    line.persons.entry(kind).or_default().insert(&key.person);
                    line.fen += fen;
                    line.estimated += usize::from(own.is_none());
                    if kind == ATTENDED {
                        line.classes.insert((&key.province, &key.city, &key.brand, &key.class));
                    }
                }
            }
        }
    }
    let mut rows = Vec::new();
    for subject in lines {
        for (number, (name, from, to)) in windows.iter().enumerate() {
            let [level, province, city, own] = subject.clone();
            let of = |wanted: &str| if level == wanted { own.clone() } else { String::new() };
            let (county, brand) = (of("county"), of("brand"));
            let mut row = vec![level, province, city, county, brand];
            row.extend([(*name).to_string(), text(*from), text(*to)]);
            let none = Counted::default();
            row.extend(counted.get(&(subject.clone(), number)).unwrap_or(&none).figures());
            rows.push(row);
        }
    }
    rows
}
