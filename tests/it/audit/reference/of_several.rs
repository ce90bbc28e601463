//! Checks of several persons: told by the persons.

use std::collections::{BTreeMap, BTreeSet};

use super::{Enrolment, Finding, Ledger};
use crate::audit::ledger::Row;

/// What a person says last of a number: the place of the row, and the row.
type Said<'a> = BTreeMap<(String, &'a str), (usize, &'a Row)>;

pub fn check(ledger: &Ledger<'_>, findings: &mut Vec<Finding>) {
    certificates(ledger, findings);
    phones(ledger, findings);
    copied(ledger, findings);
}

/// By number: who says it, in which unit and under which name.
fn by_number<'a>(said: Said<'a>) -> BTreeMap<String, Vec<&'a Row>> {
    let mut numbers: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for ((number, _), (_, row)) in said {
        numbers.entry(number).or_default().push(row);
    }
    numbers
}

fn say<'a>(said: &mut Said<'a>, number: &str, (place, row): (usize, &'a Row)) {
    let known = said.entry((number.to_owned(), row.id.as_str())).or_insert((place, row));
    if known.0 < place {
        *known = (place, row);
    }
}

fn ids<'a>(rows: impl IntoIterator<Item = &'a Row>) -> BTreeSet<String> {
    rows.into_iter().map(|row| row.id.clone()).collect()
}

fn certificates(ledger: &Ledger<'_>, findings: &mut Vec<Finding>) {
    const CODE: &str = "CHECK_SHARED_CERTIFICATE";
    let mut said = Said::new();
    for enrolment in &ledger.enrolments {
        let mut latest: BTreeMap<&str, (usize, &Row)> = BTreeMap::new();
        for (place, row) in enrolment.rows.iter().filter(|(_, row)| !row.cert_number.is_empty()) {
            latest.insert(&row.cert_type, (*place, *row));
        }
        for row in latest.into_values() {
            say(&mut said, &row.1.cert_number, row);
        }
    }
    for (number, rows) in by_number(said) {
        let length = u32::try_from(number.len()).unwrap();
        let units = rows.iter().map(|row| row.unit.as_str());
        if rows.len() > 1 && ledger.any(CODE, units, |rule| length >= rule["least_characters"]) {
            findings.push((CODE.to_owned(), ids(rows)));
        }
    }
}

fn phones(ledger: &Ledger<'_>, findings: &mut Vec<Finding>) {
    let mut said = Said::new();
    for enrolment in &ledger.enrolments {
        let with_phone = enrolment.rows.iter().rev().find(|(_, row)| !row.phone.is_empty());
        if let Some(row) = with_phone.filter(|(_, row)| row.phone.starts_with("13")) {
            say(&mut said, &row.1.phone, *row);
        }
    }
    for rows in by_number(said).into_values().filter(|rows| rows.len() > 1) {
        let count = u32::try_from(rows.len()).unwrap();
        let units = rows.iter().map(|row| row.unit.as_str());
        if ledger.any("CHECK_SHARED_PHONE", units, |rule| count >= rule["persons"]) {
            findings.push(("CHECK_SHARED_PHONE".to_owned(), ids(rows.iter().copied())));
        }
        let names: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            let twins: Vec<&Row> = rows.iter().copied().filter(|row| row.name == name).collect();
            let units = twins.iter().map(|row| row.unit.as_str());
            if twins.len() > 1
                && ledger.any("CHECK_TWIN", units, |rule| count <= rule["most_persons"])
            {
                findings.push(("CHECK_TWIN".to_owned(), ids(twins)));
            }
        }
    }
}

/// The personal cells of the latest row.
fn personal<'a>(enrolment: &Enrolment<'a>) -> [&'a str; 7] {
    let (_, row) = enrolment.last();
    [
        &row.nation,
        &row.education,
        &row.phone,
        &row.cert_number,
        &row.employer,
        &row.employment_date,
        &row.account,
    ]
}

fn copied(ledger: &Ledger<'_>, findings: &mut Vec<Finding>) {
    const CODE: &str = "CHECK_COPIED_BLOCK";
    let mut alike: BTreeMap<[&str; 7], BTreeMap<String, Vec<&Enrolment<'_>>>> = BTreeMap::new();
    for enrolment in &ledger.enrolments {
        let cells = personal(enrolment);
        if cells[2].starts_with("13") || !cells[3].is_empty() || !cells[6].is_empty() {
            alike.entry(cells).or_default().entry(enrolment.class()).or_default().push(enrolment);
        }
    }
    let is_block = |units: &[&str], count: usize, filled: usize| {
        ledger.any(CODE, units.iter().copied(), |rule| {
            count >= rule["rows"] as usize && filled >= rule["least_fields"] as usize
        })
    };
    let filled = |cells: &[&str; 7]| cells.iter().filter(|cell| !cell.is_empty()).count();
    let mut pairs: BTreeMap<(String, String), Vec<(&Enrolment<'_>, &Enrolment<'_>)>> =
        BTreeMap::new();
    for (cells, classes) in &alike {
        let blocks = classes.values().filter(|class| {
            class.len() > 1 && is_block(&[class[0].unit()], class.len(), filled(cells))
        });
        let blocks: Vec<_> = blocks.collect();
        for block in &blocks {
            findings.push((CODE.to_owned(), block.iter().map(|it| it.id().to_owned()).collect()));
        }
        if !blocks.is_empty() {
            continue;
        }
        let place = |class: &&Vec<&Enrolment<'_>>| class.iter().map(|it| it.last().0).min();
        let first = classes.values().min_by_key(place).unwrap();
        for (name, class) in classes.iter().filter(|(name, _)| **name != first[0].class()) {
            for copy in class {
                let mut others: Vec<_> = first.iter().filter(|it| it.id() != copy.id()).collect();
                others.sort_by_key(|it| it.last().0);
                if let Some(original) = others.first() {
                    let classes = (original.class(), name.clone());
                    pairs.entry(classes).or_default().push((original, copy));
                }
            }
        }
    }
    for pairs in pairs.into_values() {
        let units = [pairs[0].0.unit(), pairs[0].1.unit()];
        let least = pairs.iter().map(|(original, _)| filled(&personal(original))).min().unwrap();
        if is_block(&units, pairs.len(), least) {
            let both = pairs.iter().flat_map(|(original, copy)| [original, copy]);
            findings.push((CODE.to_owned(), both.map(|it| it.id().to_owned()).collect()));
        }
    }
}
