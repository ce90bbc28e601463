//! Checks of classes: told by their enrolments.

use std::collections::{BTreeMap, BTreeSet};

use super::{Enrolment, Finding, Ledger, class_of};
use crate::audit::ledger::WRONG_CODE;

pub fn check(ledger: &Ledger<'_>, findings: &mut Vec<Finding>) {
    let mut classes: BTreeMap<String, Vec<&Enrolment<'_>>> = BTreeMap::new();
    for enrolment in &ledger.enrolments {
        classes.entry(enrolment.class()).or_default().push(enrolment);
    }
    for (name, class) in &classes {
        let unit = class[0].unit();
        let mut add = |code: &str, enrolments: &[&Enrolment<'_>]| {
            findings.push((code.to_owned(), enrolments.iter().map(|it| it.key()).collect()));
        };
        if let Some(rule) = ledger.rule("CHECK_CLASS_SIZE", unit) {
            let names: BTreeSet<&str> = class.iter().map(|it| it.last().1.name.as_str()).collect();
            let others = ledger.barred.iter().filter(|row| class_of(row) == *name);
            let others = others.filter(|row| !names.contains(row.name.as_str()));
            let others: BTreeSet<&str> = others.map(|row| row.id.as_str()).collect();
            let size = u32::try_from(class.len() + others.len()).unwrap();
            let ended = class.iter().any(|it| it.end().is_some());
            if size > rule["most"] || (size < rule["least"] && ended) {
                add("CHECK_CLASS_SIZE", class);
            }
        }
        if let Some(rule) = ledger.rule("CHECK_HOURS", unit) {
            let mut alike: BTreeMap<(u32, u32), Vec<&Enrolment<'_>>> = BTreeMap::new();
            for enrolment in class {
                if let Ok(hours) = enrolment.latest(|row| &row.hours).parse() {
                    let days =
                        enrolment.period().map_or(0, |(from, to)| (to - from).num_days() + 1);
                    alike.entry((hours, u32::try_from(days).unwrap())).or_default().push(enrolment);
                }
            }
            for ((hours, days), group) in alike {
                let a_day = days > 0 && hours > rule["per_day"] * days;
                if a_day || hours > rule["most"] || hours < rule["least"] {
                    add("CHECK_HOURS", &group);
                }
            }
        }
        let wrong = class.iter().filter(|it| it.last().1.employer_code == WRONG_CODE);
        let wrong: Vec<_> = wrong.copied().collect();
        if ledger.rule("CHECK_CREDIT_CODE", unit).is_some() && !wrong.is_empty() {
            add("CHECK_CREDIT_CODE", &wrong);
        }
    }
}
