//! How the yearly counts hang together, in a row and between a whole and its parts: what every reader of the manual knows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::system::{Cell, System};
use super::{COUNTS, Key};
use crate::model::counts::{Figure, Slot};
use crate::model::measure::{Cohorts, Subject, SubjectKind, Tally};

/// Relations within a row: the sum of the first at most the sum of the second.
const WITHIN: [(&[&str], &[&str]); 15] = [
    (&["trainees"], &["enrolments"]),
    (&["certified_any"], &["trainees"]),
    (&["cert_vocational"], &["certified_any"]),
    (&["cert_skill_level"], &["certified_any"]),
    (&["cert_special"], &["certified_any"]),
    (&["cert_completion"], &["certified_any"]),
    (
        &["certified_any"],
        &["cert_vocational", "cert_skill_level", "cert_special", "cert_completion"],
    ),
    (&["employed_6m", "employed_6m_pending"], &["trainees"]),
    (&["employed_6m"], &["employed_after"]),
    (&["employed_after"], &["trainees"]),
    (&["subsidised"], &["trainees"]),
    (&["key_subsidised"], &["subsidised"]),
    (&["order_targeted"], &["trainees"]),
    // Whoever is subsidised got at least a fen.
    (&["subsidised"], &[MONEY]),
    (&["key_subsidised"], &[MONEY]),
];
/// Sums over the parts.
const ADDED: [&str; 2] = [ENROLMENTS, MONEY];
/// Persons who count in the whole wherever they count in a part.
const PERSONS: [&str; 11] = [
    "trainees",
    "certified_any",
    "cert_vocational",
    "cert_skill_level",
    "cert_special",
    "cert_completion",
    "employed_6m",
    "employed_after",
    "subsidised",
    "order_targeted",
    "key_subsidised",
];
/// Persons who may count in a part and not in the whole: employed through another part.
const PENDING: &str = "employed_6m_pending";
const EMPLOYED: &str = "employed_6m";
const ENROLMENTS: &str = "enrolments";
const SUBSIDISED: &str = "subsidised";
const MONEY: &str = "subsidy_fen";

/// One subject and year.
struct Row<'a> {
    tally: &'a Tally,
    cells: Vec<Cell>,
}

impl Row<'_> {
    fn cell(&self, name: &str) -> Option<Cell> {
        let column = COUNTS.iter().position(|known| *known == name)?;
        self.cells.get(column).copied()
    }

    fn cells(&self, names: &[&str]) -> Vec<Cell> {
        names.iter().filter_map(|name| self.cell(name)).collect()
    }
}

/// Everything that is shown of the yearly counts, as figures.
pub(super) struct Figures<'a> {
    pub(super) system: System,
    rows: BTreeMap<&'a Key, Row<'a>>,
}

impl<'a> Figures<'a> {
    /// The figures with all their relations; those of 1 to `below` less 1 are hidden.
    pub(super) fn of(years: &'a Cohorts, below: u64) -> Self {
        let mut figures = Self { system: System::default(), rows: BTreeMap::new() };
        for (key, tally) in years.iter().filter(|(_, tally)| tally.enrolments > 0) {
            figures.add(key, tally, below);
        }
        figures.between();
        figures
    }

    /// Every cell by row and column.
    pub(super) fn cells(&self) -> impl Iterator<Item = (&'a Key, &'static str, Cell)> {
        self.rows.iter().flat_map(|(key, row)| {
            COUNTS.into_iter().zip(&row.cells).map(|(name, cell)| (*key, name, *cell))
        })
    }

    fn add(&mut self, key: &'a Key, tally: &'a Tally, below: u64) {
        let rank = match key.0.kind {
            SubjectKind::Base | SubjectKind::Brand => 0,
            SubjectKind::City | SubjectKind::County => 1,
            SubjectKind::Province => 2,
        };
        let mut small = Vec::new();
        let cells = COUNTS.map(|name| {
            let value = value(tally, name);
            let cell = self.system.figure(value, rank);
            if name != MONEY && u64::try_from(value).is_ok_and(|value| value < below) {
                small.push(cell);
            }
            cell
        });
        let row = Row { tally, cells: cells.to_vec() };
        for (low, high) in WITHIN {
            self.system.at_most(row.cells(low), row.cells(high));
        }
        if let Some((persons, money)) = row.cell(SUBSIDISED).zip(row.cell(MONEY)) {
            self.system.tie(persons, money);
        }
        self.rows.insert(key, row);
        for cell in small {
            self.system.hide(cell);
        }
    }

    /// Relations of every whole with its brands, bases or units.
    fn between(&mut self) {
        let mut parts: BTreeMap<(&Key, SubjectKind), Vec<&Row<'_>>> = BTreeMap::new();
        for (key, row) in &self.rows {
            let whole = whole(key).and_then(|whole| self.rows.get_key_value(&whole));
            if let Some((whole, _)) = whole {
                parts.entry((whole, key.0.kind)).or_default().push(row);
            }
        }
        for ((key, _), parts) in &parts {
            if let Some(whole) = self.rows.get(*key) {
                relate(&mut self.system, whole, parts);
            }
        }
    }
}

/// What a brand, base or unit is a part of.
fn whole((subject, window): &Key) -> Option<Key> {
    let none: Arc<str> = "".into();
    let (kind, city) = match subject.kind {
        SubjectKind::Base | SubjectKind::Brand => (SubjectKind::City, Arc::clone(&subject.city)),
        SubjectKind::City => (SubjectKind::Province, Arc::clone(&none)),
        SubjectKind::County | SubjectKind::Province => return None,
    };
    let province = Arc::clone(&subject.province);
    Some((Subject { kind, province, city, name: none }, *window))
}

fn relate(system: &mut System, whole: &Row<'_>, parts: &[&Row<'_>]) {
    let every = |name: &str| parts.iter().filter_map(|part| part.cell(name)).collect::<Vec<_>>();
    let adds_up = |name: &str| {
        let sum: i64 = parts.iter().map(|part| value(part.tally, name)).sum();
        sum == value(whole.tally, name)
    };
    // Not every enrolment has a base. Where all have one, a reader may know it.
    let all_there = adds_up(ENROLMENTS);
    for name in ADDED {
        system.at_most(every(name), whole.cells(&[name]));
        if all_there {
            system.at_most(whole.cells(&[name]), every(name));
        }
    }
    for name in PERSONS.into_iter().chain([PENDING]) {
        if all_there {
            system.at_most(whole.cells(&[name]), every(name));
        }
        // Where nobody counts in two parts, a reader may guess it, and would be right.
        if adds_up(name) {
            system.at_most(every(name), whole.cells(&[name]));
        }
        for part in parts {
            if name == PENDING {
                let open = [EMPLOYED, PENDING];
                system.at_most(part.cells(&open), whole.cells(&open));
            } else {
                system.at_most(part.cells(&[name]), whole.cells(&[name]));
            }
            // Whoever counts in the whole and not in the part has an enrolment elsewhere.
            elsewhere(system, whole, part, (name, ENROLMENTS));
            if name == SUBSIDISED || name == "key_subsidised" {
                elsewhere(system, whole, part, (name, MONEY));
            }
        }
    }
}

/// The persons that a whole has more than its part are at most what the whole has more of `each`.
fn elsewhere(system: &mut System, whole: &Row<'_>, part: &Row<'_>, (name, each): (&str, &str)) {
    let small = [whole.cells(&[name]), part.cells(&[each])].concat();
    let large = [whole.cells(&[each]), part.cells(&[name])].concat();
    system.at_most(small, large);
}

fn value(tally: &Tally, name: &str) -> i64 {
    match Figure::named(name).map(|figure| figure.slot) {
        Some(Slot::Count(get, _)) => i64::try_from(get(tally)).unwrap_or(i64::MAX),
        Some(Slot::Money(get, _)) => get(tally).0,
        Some(Slot::Day(..)) | None => 0,
    }
}
