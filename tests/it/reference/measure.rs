//! Enrolments to the tables: distinct persons per brand, base, city and province and year.

use std::collections::{BTreeMap, BTreeSet};

use super::Outcome;
use super::date::{Date, add_months};
use super::events::Event;
use super::merge::{Enrolment, Enrolments, Key};
use super::words::CERTIFICATES;

const EMPLOYMENT_MONTHS: u32 = 6;

/// The figures of the tables of calendar years come first.
const METRICS: usize = 14;
/// The names of the figures.
pub const FIGURES: [&str; 19] = [
    "enrolments",
    "trainees",
    "certified_any",
    "cert_vocational",
    "cert_skill_level",
    "cert_special",
    "cert_completion",
    "employed_6m",
    "subsidised",
    "subsidy_fen",
    "order_targeted",
    "key_subsidised",
    "employed_6m_pending",
    "employed_after",
    "certified_employed_6m",
    "certified_employed_6m_pending",
    "certified_employed_after",
    "matured",
    "matured_employed_6m",
];

pub type Members<'a> = Vec<(&'a Key, &'a Enrolment, Date)>;

/// Fills the tables and the counts of an outcome.
pub fn fill(outcome: &mut Outcome, enrolments: &Enrolments, as_of: Date) {
    // Level, province, city, brand or base, year: the first five columns.
    let mut metrics: BTreeMap<[String; 5], Members> = BTreeMap::new();
    let mut bases: BTreeMap<[String; 5], Members> = BTreeMap::new();
    for (key, enrolment) in enrolments {
        outcome.enrolments += 1;
        let Some(end) = enrolment.end else {
            outcome.no_end_date += 1;
            continue;
        };
        if end > as_of {
            outcome.not_ended += 1;
            continue;
        }
        let member = (key, enrolment, end);
        let group = |level: &str, city: &str, name: &str| {
            let (year, _, _) = end;
            [level, &key.province, city, name, &year.to_string()].map(str::to_string)
        };
        for group in [
            group("brand", &key.city, &key.brand),
            group("city", &key.city, ""),
            group("province", "", ""),
        ] {
            metrics.entry(group).or_default().push(member);
        }
        match &enrolment.provider {
            Some(base) => bases.entry(group("base", &key.city, base)).or_default().push(member),
            None => outcome.without_base += 1,
        }
    }
    for (table, groups) in [(&mut outcome.metrics, metrics), (&mut outcome.bases, bases)] {
        for (group, members) in groups {
            let mut row = group.to_vec();
            row.extend(count(&members, as_of)[..METRICS].iter().map(i128::to_string));
            table.push(row);
        }
    }
}

/// Distinct persons on the rosters by the year of their day.
pub fn placements(events: &[Event], as_of: Date) -> Vec<Vec<String>> {
    let mut persons: BTreeMap<[String; 5], BTreeSet<&str>> = BTreeMap::new();
    for event in events {
        let Some(day) = event.employed.filter(|day| *day <= as_of) else { continue };
        let mut add = |level: &str, city: &str, name: &str| {
            let (year, _, _) = day;
            let group = [level, &event.province, city, name, &year.to_string()].map(str::to_string);
            persons.entry(group).or_default().insert(event.person.as_str());
        };
        if !event.brand.is_empty() {
            add("brand", &event.city, &event.brand);
        }
        add("city", &event.city, "");
        add("province", "", "");
    }
    let line = |(group, persons): ([String; 5], BTreeSet<&str>)| {
        let mut line = group.to_vec();
        line.push(persons.len().to_string());
        line
    };
    persons.into_iter().map(line).collect()
}

/// The figures of one group.
pub fn count(members: &Members, as_of: Date) -> [i128; FIGURES.len()] {
    let mut trainees = BTreeSet::new();
    let mut certified: [BTreeSet<&str>; CERTIFICATES.len()] = Default::default();
    let mut certified_any = BTreeSet::new();
    let mut employed = BTreeSet::new();
    let mut employed_after = BTreeSet::new();
    let mut open = BTreeSet::new();
    let mut subsidised = BTreeSet::new();
    let mut key_subsidised = BTreeSet::new();
    let mut targeted = BTreeSet::new();
    let mut fen: i128 = 0;
    for (key, enrolment, end) in members {
        let person = key.person.as_str();
        trainees.insert(person);
        for (kind, dated) in enrolment.held() {
            if dated.is_none_or(|date| date <= as_of) {
                certified[kind].insert(person);
                certified_any.insert(person);
            }
        }
        let limit = add_months(*end, EMPLOYMENT_MONTHS);
        for date in &enrolment.employed {
            if *end <= *date && *date <= as_of {
                employed_after.insert(person);
                if *date <= limit {
                    employed.insert(person);
                }
            }
        }
        if limit > as_of {
            open.insert(person);
        }
        let amount = enrolment.paid(as_of);
        fen += amount;
        if amount > 0 {
            subsidised.insert(person);
            if enrolment.key_group == Some(true) {
                key_subsidised.insert(person);
            }
        }
        if enrolment.targeted == Some(true) {
            targeted.insert(person);
        }
    }
    let n = |count: usize| count as i128;
    let pending: BTreeSet<&str> = open.difference(&employed).copied().collect();
    let matured: BTreeSet<&str> = trainees.difference(&open).copied().collect();
    let both = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| n(a.intersection(b).count());
    [
        n(members.len()),
        n(trainees.len()),
        n(certified_any.len()),
        n(certified[0].len()),
        n(certified[1].len()),
        n(certified[2].len()),
        n(certified[3].len()),
        n(employed.len()),
        n(subsidised.len()),
        fen,
        n(targeted.len()),
        n(key_subsidised.len()),
        n(pending.len()),
        n(employed_after.len()),
        both(&certified_any, &employed),
        both(&certified_any, &pending),
        both(&certified_any, &employed_after),
        n(matured.len()),
        both(&matured, &employed),
    ]
}
