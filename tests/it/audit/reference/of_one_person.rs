//! Checks of one person.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, Months};

use super::{Enrolment, Finding, Ledger, as_of, common, date, retires};

type Person<'p, 'a> = [&'p Enrolment<'a>];

pub fn check(ledger: &Ledger<'_>, person: &Person<'_, '_>, findings: &mut Vec<Finding>) {
    let mut add = |code: &str, enrolments: BTreeSet<String>| {
        findings.push((code.to_owned(), enrolments));
    };
    for group in overlapping(ledger, person) {
        add("CHECK_OVERLAP", group);
    }
    let both = in_two_units(ledger, person);
    if !both.is_empty() {
        add("CHECK_TWO_UNITS", both);
    }
    for group in repeated(ledger, person) {
        add("CHECK_REPEATED_LEVEL", group);
    }
    for group in often(ledger, person) {
        add("CHECK_YEARLY_SUBSIDIES", group);
    }
    let differing = differing(ledger, person);
    if !differing.is_empty() {
        add("CHECK_ID_DIFFERS", differing);
    }
    for enrolment in person {
        for code in of_enrolment(ledger, enrolment) {
            add(code, BTreeSet::from([enrolment.key()]));
        }
    }
}

fn overlapping(ledger: &Ledger<'_>, person: &Person<'_, '_>) -> Vec<BTreeSet<String>> {
    const CODE: &str = "CHECK_OVERLAP";
    let least =
        person.iter().filter_map(|it| ledger.rule(CODE, it.unit())).map(|it| it["least_days"]);
    let Some(least) = least.min() else { return Vec::new() };
    let dated: Vec<_> = person.iter().filter(|it| it.period().is_some()).collect();
    // Components of the graph of overlaps.
    let mut group: Vec<usize> = (0..dated.len()).collect();
    for a in 0..dated.len() {
        for b in 0..a {
            if common(dated[a].period().unwrap(), dated[b].period().unwrap()) >= least {
                let (from, to) = (group[a], group[b]);
                group.iter_mut().filter(|it| **it == from).for_each(|it| *it = to);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Enrolment<'_>>> = BTreeMap::new();
    for (number, enrolment) in group.into_iter().zip(dated) {
        groups.entry(number).or_default().push(*enrolment);
    }
    let groups = groups.into_values().filter(|group| group.len() > 1);
    let asked = groups.filter(|group| ledger.any(CODE, group.iter().map(|it| it.unit()), |_| true));
    asked.map(|group| group.iter().map(|it| it.key()).collect()).collect()
}

fn in_two_units(ledger: &Ledger<'_>, person: &Person<'_, '_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let paid: Vec<_> = person.iter().filter(|it| it.paid() > 0 && it.period().is_some()).collect();
    for one in &paid {
        for other in &paid {
            if one.unit() != other.unit() {
                let days = common(one.period().unwrap(), other.period().unwrap());
                let units = [one.unit(), other.unit()];
                if ledger.any("CHECK_TWO_UNITS", units, |rule| days >= rule["least_days"]) {
                    found.insert(one.key());
                }
            }
        }
    }
    found
}

fn repeated(ledger: &Ledger<'_>, person: &Person<'_, '_>) -> Vec<BTreeSet<String>> {
    let mut groups: BTreeMap<(&str, &str), Vec<&Enrolment<'_>>> = BTreeMap::new();
    for enrolment in person.iter().filter(|it| it.paid() > 0) {
        let (occupation, level) =
            (enrolment.latest(|row| &row.occupation), enrolment.latest(|row| &row.level));
        if !occupation.is_empty() {
            groups.entry((occupation, level)).or_default().push(enrolment);
        }
    }
    let several = groups.into_iter().filter(|(_, group)| group.len() > 1);
    let told = several.filter(|((_, level), group)| {
        let units = group.iter().map(|it| it.unit());
        ledger.any("CHECK_REPEATED_LEVEL", units, |rule| {
            !level.is_empty() || rule["missing_level"] == 1
        })
    });
    told.map(|(_, group)| group.iter().map(|it| it.key()).collect()).collect()
}

fn often(ledger: &Ledger<'_>, person: &Person<'_, '_>) -> Vec<BTreeSet<String>> {
    const CODE: &str = "CHECK_YEARLY_SUBSIDIES";
    let paid: Vec<&Enrolment<'_>> = person.iter().copied().filter(|it| it.paid() > 0).collect();
    let mut found = Vec::new();
    let units = || paid.iter().map(|it| it.unit());
    let too_many = |most: u32, count: usize| most > 0 && count > most as usize;
    if paid.len() > 1 && ledger.any(CODE, units(), |rule| too_many(rule["most_ever"], paid.len())) {
        found.push(paid.iter().map(|it| it.key()).collect());
    }
    for year in 2020..=2025 {
        let of_year: Vec<_> =
            paid.iter().filter(|it| it.end().is_some_and(|end| end.year() == year)).collect();
        let units = of_year.iter().map(|it| it.unit());
        if ledger
            .any(CODE, units, |rule| of_year.len() > 1 && too_many(rule["most"], of_year.len()))
        {
            found.push(of_year.iter().map(|it| it.key()).collect());
        }
    }
    found
}

fn differing(ledger: &Ledger<'_>, person: &Person<'_, '_>) -> BTreeSet<String> {
    let differ = person.iter().filter(|enrolment| {
        let (_, row) = enrolment.last();
        let is_man = row.id.as_bytes()[16] % 2 == 1;
        let sex = if is_man { "男" } else { "女" };
        let birth = format!("{}-{}-{}", &row.id[6..10], &row.id[10..12], &row.id[12..14]);
        (!row.sex.is_empty() && row.sex != sex) || (!row.birth.is_empty() && row.birth != birth)
    });
    let differ: Vec<_> = differ.collect();
    let units = differ.iter().map(|it| it.unit());
    if ledger.any("CHECK_ID_DIFFERS", units, |_| true) {
        differ.iter().map(|it| it.key()).collect()
    } else {
        BTreeSet::new()
    }
}

fn of_enrolment(ledger: &Ledger<'_>, enrolment: &Enrolment<'_>) -> Vec<&'static str> {
    let unit = enrolment.unit();
    let mut found = Vec::new();
    let held = enrolment.certificates();
    let exists = held.values().any(|date| date.is_none_or(|date| date <= as_of()));
    if let Some(rule) = ledger.rule("CHECK_NO_CERTIFICATE", unit) {
        let of_unit = ledger.enrolments.iter().filter(|it| it.unit() == unit);
        let is_known = of_unit
            .flat_map(|it| it.certificates().into_values())
            .any(|date| date.is_none_or(|date| date <= as_of()));
        let end = date(enrolment.latest(|row| &row.end));
        let grace = Days::new(u64::from(rule["grace_days"]));
        if is_known
            && !exists
            && enrolment.paid() > 0
            && end.is_none_or(|end| end + grace <= as_of())
        {
            found.push("CHECK_NO_CERTIFICATE");
        }
    }
    if let Some(rule) = ledger.rule("CHECK_EARLY_CERTIFICATE", unit) {
        let tolerance = Days::new(u64::from(rule["tolerance_days"]));
        for issued in held.values().flatten() {
            if enrolment.end().is_some_and(|end| *issued + tolerance < end) {
                found.push("CHECK_EARLY_CERTIFICATE");
            }
        }
    }
    if let Some(rule) = ledger.rule("CHECK_EARLY_EMPLOYMENT", unit) {
        let tolerance = Days::new(u64::from(rule["tolerance_days"]));
        let dated = enrolment
            .rows
            .iter()
            .rev()
            .find(|(_, row)| row.employed != "否" && !row.employment_date.is_empty());
        let employed = dated.and_then(|(_, row)| date(&row.employment_date));
        let own_staff = enrolment.latest(|row| &row.category) == "企业职工";
        if let (Some(employed), Some(start)) =
            (employed.filter(|it| *it <= as_of()), enrolment.start())
            && employed + tolerance < start
            && !own_staff
        {
            found.push("CHECK_EARLY_EMPLOYMENT");
        }
    }
    if let Some(rule) = ledger.rule("CHECK_LATE_CLAIM", unit) {
        let issued = held.values().flatten().filter(|issued| **issued <= as_of()).max();
        let paid = date(enrolment.latest(|row| &row.paid)).filter(|_| enrolment.paid() > 0);
        if let (Some(issued), Some(paid)) = (issued, paid)
            && held.values().all(Option::is_some)
            && paid > *issued + Months::new(rule["months"])
        {
            found.push("CHECK_LATE_CLAIM");
        }
    }
    if let (Some(rule), Some(start)) = (ledger.rule("CHECK_AGE", unit), enrolment.start()) {
        let id = enrolment.id();
        let birth = super::day(&format!("{}-{}-{}", &id[6..10], &id[10..12], &id[12..14]));
        let young = start < birth + Months::new(rule["youngest"] * 12);
        let retired = match (id.as_bytes()[16] % 2 == 1, rule["women"]) {
            (true, _) => retires(birth, 60, 63, 4),
            (false, 55) => retires(birth, 55, 58, 4),
            (false, _) => retires(birth, 50, 55, 2),
        };
        if young || retired <= start {
            found.push("CHECK_AGE");
        }
    }
    found
}
