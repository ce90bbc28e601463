//! 成段复制: many persons of one class, or of two, of whom everything but name and ID number is the same.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::Context;
use super::collected::Sat;
use super::rules::Rules;
use super::suspect::{Seen, Suspect};
use crate::model::check::Check;
use crate::model::money::Fen;
use crate::model::person_id::PersonId;
use crate::model::region::UnitId;

/// How many rows make a block, and how many cells must be filled in each.
struct Least {
    rows: usize,
    fields: u8,
}

/// The check at work.
struct Copied<'a> {
    rules: Rules<'a, Least>,
}

/// A row of another class that repeats one of the class that came first.
#[derive(Clone, Copy)]
struct Repeat {
    /// The class that came first, and the other.
    classes: (u32, u32),
    original: Sat,
    copy: Sat,
}

/// The suspicions. `sat` is put into the order of its hashes.
pub fn find(context: Context<'_>, sat: &mut [Sat]) -> Vec<Suspect> {
    let rules = Rules::new(context, Check::CopiedBlock, |setting| Least {
        rows: setting.number("rows") as usize,
        fields: u8::try_from(setting.number("least_fields")).unwrap_or(u8::MAX),
    });
    if !rules.is_on() {
        return Vec::new();
    }
    let copied = Copied { rules };
    sat.par_sort_unstable_by_key(|sat| (sat.personal, sat.row.course, sat.row));
    let mut suspects = Vec::new();
    let mut repeats = Vec::new();
    let same = sat.chunk_by(|a, b| a.personal == b.personal);
    for same in same.filter(|same| same.len() > 1 && same[0].personal != 0) {
        let classes: Vec<&[Sat]> = same.chunk_by(|a, b| a.row.course == b.row.course).collect();
        let within = classes.iter().filter_map(|class| copied.within(class));
        let before = suspects.len();
        suspects.extend(within);
        if suspects.len() == before {
            repeats.extend(across(&classes));
        }
    }
    repeats.par_sort_unstable_by_key(|repeat| (repeat.classes, repeat.copy.row));
    let of_two = repeats.chunk_by(|a, b| a.classes == b.classes);
    suspects.extend(of_two.filter_map(|repeats| copied.between(repeats)));
    suspects
}

/// Rows of other classes that repeat one of the class of which a row came first; each of another person.
fn across<'s>(classes: &'s [&'s [Sat]]) -> impl Iterator<Item = Repeat> + use<'s> {
    let earliest = |class: &&&[Sat]| class.iter().map(|sat| sat.row.ordinal).min();
    let first = classes.iter().min_by_key(earliest).copied().unwrap_or_default();
    let others = classes.iter().filter(move |class| class[0].row.course != first[0].row.course);
    others.flat_map(|class| class.iter()).filter_map(move |copy| {
        let original = first.iter().find(|sat| sat.row.person != copy.row.person)?;
        let classes = (original.row.course, copy.row.course);
        Some(Repeat { classes, original: *original, copy: *copy })
    })
}

impl Copied<'_> {
    /// A block within a class, from rows that are alike.
    fn within(&self, class: &[Sat]) -> Option<Suspect> {
        let units = class.iter().take(1).map(|sat| self.unit(sat));
        // Two persons at least; an enrolment of a class is one of a person.
        self.suspect(class.iter().copied(), units, class.len(), "在同一个班")
    }

    /// A block between two classes.
    fn between(&self, repeats: &[Repeat]) -> Option<Suspect> {
        let first = repeats.first()?;
        let units = [self.unit(&first.original), self.unit(&first.copy)];
        let rows = repeats.iter().flat_map(|repeat| [repeat.original, repeat.copy]);
        self.suspect(rows, units, repeats.len(), "在两个班之间")
    }

    fn suspect(
        &self,
        sat: impl Iterator<Item = Sat> + Clone,
        units: impl IntoIterator<Item = UnitId>,
        repeated: usize,
        place: &str,
    ) -> Option<Suspect> {
        let filled = sat.clone().map(|sat| sat.filled).min().unwrap_or(0);
        let is_block = |least: &Least| repeated >= least.rows && filled >= least.fields;
        let (severity, _) = self.rules.any(units, is_block)?;
        let rows: BTreeSet<(Seen, Fen)> = sat.map(|sat| (sat.row, sat.paid)).collect();
        let paid = rows.iter().map(|(_, paid)| *paid).sum::<Fen>();
        let rows: Vec<Seen> = rows.into_iter().map(|(row, _)| row).collect();
        let persons = rows.iter().map(|row| row.person).collect::<BTreeSet<PersonId>>().len();
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("persons", &persons), ("where", &place)];
        Some(self.rules.suspect(severity, rows, paid, &values))
    }

    fn unit(&self, sat: &Sat) -> UnitId {
        self.rules.unit(sat.row.course)
    }
}
