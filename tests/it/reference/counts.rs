//! All base counts over calendar years and any windows: cohorts by their end dates, persons placed by theirs.

use std::collections::{BTreeMap, BTreeSet};

use super::date::Date;
use super::events::Event;
use super::measure::{self, Members};
use super::merge::Enrolments;

/// Level, province, city, name, first and last day; then figure and value.
pub type Counts = BTreeMap<[String; 6], BTreeMap<String, i128>>;

pub const PLACED: [&str; 4] = ["placed", "placed_poverty", "placed_trained", "placed_certified"];

/// The merged training ledgers and the rows of the rosters.
pub struct Ledgers<'a> {
    pub enrolments: &'a Enrolments,
    pub rosters: &'a [Event],
}

fn text((year, month, day): Date) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// The calendar year of a day and those of the windows that it lies in.
fn windows_of(day: Date, windows: &[(Date, Date)]) -> BTreeSet<(Date, Date)> {
    let (year, _, _) = day;
    let mut found = BTreeSet::from([((year, 1, 1), (year, 12, 31))]);
    for (from, to) in windows {
        if *from <= day && day <= *to {
            found.insert((*from, *to));
        }
    }
    found
}

fn subject(level: &str, province: &str, city: &str, name: &str) -> [String; 4] {
    [level, province, city, name].map(str::to_string)
}

/// What a row of a roster counts for.
fn subjects_of(event: &Event) -> Vec<[String; 4]> {
    let mut found = vec![
        subject("city", &event.province, &event.city, ""),
        subject("province", &event.province, "", ""),
    ];
    for (level, name) in [("brand", &event.brand), ("base", &event.base), ("county", &event.county)]
    {
        if !name.is_empty() {
            found.push(subject(level, &event.province, &event.city, name));
        }
    }
    found
}

fn within([level, province, city, name]: [String; 4], (from, to): (Date, Date)) -> [String; 6] {
    [level, province, city, name, text(from), text(to)]
}

impl Ledgers<'_> {
    /// Every figure of whoever is counted at all; those that are 0 are left out.
    pub fn counts(&self, windows: &[(Date, Date)], as_of: Date) -> Counts {
        let mut groups: BTreeMap<[String; 6], Members> = BTreeMap::new();
        for (key, enrolment) in self.enrolments {
            let Some(end) = enrolment.end.filter(|end| *end <= as_of) else { continue };
            let mut subjects = vec![
                subject("brand", &key.province, &key.city, &key.brand),
                subject("city", &key.province, &key.city, ""),
                subject("province", &key.province, "", ""),
            ];
            if let Some(base) = &enrolment.provider {
                subjects.push(subject("base", &key.province, &key.city, base));
            }
            for subject in subjects {
                for window in windows_of(end, windows) {
                    let group = groups.entry(within(subject.clone(), window)).or_default();
                    group.push((key, enrolment, end));
                }
            }
        }
        let mut counts = Counts::new();
        for (group, members) in groups {
            let values = measure::count(&members, as_of);
            let figures = measure::FIGURES.iter().map(|figure| (*figure).to_string()).zip(values);
            counts.insert(group, figures.collect());
        }
        for (group, persons) in self.placed(windows, as_of) {
            let province = group[1].clone();
            let counted = counts.entry(group).or_default();
            for (person, poverty) in persons {
                let (trained, certified) = self.learnt(&province, person, as_of);
                for (figure, holds) in PLACED.iter().zip([true, poverty, trained, certified]) {
                    *counted.entry((*figure).to_string()).or_default() += i128::from(holds);
                }
            }
        }
        for figures in counts.values_mut() {
            figures.retain(|_, value| *value != 0);
        }
        counts
    }

    /// Who is placed, and whether any of their rows there says 脱贫人口.
    fn placed(
        &self,
        windows: &[(Date, Date)],
        as_of: Date,
    ) -> BTreeMap<[String; 6], BTreeMap<&str, bool>> {
        let mut placed: BTreeMap<[String; 6], BTreeMap<&str, bool>> = BTreeMap::new();
        for event in self.rosters {
            let Some(day) = event.employed.filter(|day| *day <= as_of) else { continue };
            for subject in subjects_of(event) {
                for window in windows_of(day, windows) {
                    let persons = placed.entry(within(subject.clone(), window)).or_default();
                    *persons.entry(event.person.as_str()).or_default() |= event.poverty;
                }
            }
        }
        placed
    }

    /// Whether the person ended a class of the province, and whether one gave them a certificate, by the as-of date.
    fn learnt(&self, province: &str, person: &str, as_of: Date) -> (bool, bool) {
        let (mut trained, mut certified) = (false, false);
        for (key, enrolment) in self.enrolments {
            if key.person != person || key.province != province {
                continue;
            }
            trained |= enrolment.end.is_some_and(|end| end <= as_of);
            for dated in enrolment.held().values() {
                // One without a date was issued at the end of the class.
                certified |= dated.or(enrolment.end).is_none_or(|day| day <= as_of);
            }
        }
        (trained, certified)
    }

    /// What some row is about.
    pub fn subjects(&self) -> BTreeSet<[String; 4]> {
        let mut subjects: BTreeSet<[String; 4]> =
            self.rosters.iter().flat_map(subjects_of).collect();
        for (key, enrolment) in self.enrolments {
            subjects.insert(subject("brand", &key.province, &key.city, &key.brand));
            subjects.insert(subject("city", &key.province, &key.city, ""));
            subjects.insert(subject("province", &key.province, "", ""));
            if let Some(base) = &enrolment.provider {
                subjects.insert(subject("base", &key.province, &key.city, base));
            }
        }
        subjects
    }

    /// Persons on a labour brand's roster who ended a class of a training brand of the unit.
    pub fn links(&self, as_of: Date) -> Vec<Vec<String>> {
        let mut links: BTreeMap<Vec<String>, BTreeSet<&str>> = BTreeMap::new();
        for event in self.rosters {
            if event.brand.is_empty() || event.employed.is_none_or(|day| day > as_of) {
                continue;
            }
            for (key, enrolment) in self.enrolments {
                let is_there = (&key.province, &key.city, &key.person)
                    == (&event.province, &event.city, &event.person);
                if is_there && enrolment.end.is_some_and(|end| end <= as_of) {
                    let pair = [&event.province, &event.city, &event.brand, &key.brand];
                    let persons = links.entry(pair.map(String::clone).to_vec()).or_default();
                    persons.insert(&event.person);
                }
            }
        }
        let line = |(mut pair, persons): (Vec<String>, BTreeSet<&str>)| {
            pair.push(persons.len().to_string());
            pair
        };
        links.into_iter().map(line).collect()
    }
}
