//! Integrity checks: persons, classes and numbers that do not fit together, as suspicions to be explained. One check is
//! one file, named as its data file in `schemas/checks/`.
//!
//! What concerns one person is found while persons pass by. For the rest every enrolment leaves a few numbers, which
//! are sorted at the end: rows themselves are not kept.

mod age;
mod class_size;
mod collected;
mod copied_block;
mod credit_code;
mod draw;
mod early_certificate;
mod early_employment;
mod finish;
mod hours;
mod id_differs;
mod late_claim;
mod no_certificate;
mod overlap;
mod repeated_level;
mod rules;
mod seat;
mod shared_certificate;
mod shared_phone;
mod suspect;
mod twin;
mod two_units;
mod yearly_subsidies;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::check::Checks;
use crate::model::enrolment::Catalogue;
use crate::model::ledger::CleanBlock;
use crate::model::people::{People, Witness};
use crate::model::region::{Regions, UnitId};
use crate::model::suspicion::Audit;
use crate::model::vocabulary::Vocabulary;

use collected::Collected;
use draw::{Draw, Drawn};
use no_certificate::NoCertificate;
use seat::Sitting;
use suspect::Suspect;

/// What the checks must know.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The checks in force.
    pub checks: &'a Checks,
    /// What the indexes in enrolments stand for.
    pub catalogue: &'a Catalogue,
    /// The units.
    pub regions: &'a Regions,
    /// The categories.
    pub words: &'a Vocabulary,
    /// The as-of date.
    pub as_of: NaiveDate,
}

/// A sample for field audits: how many enrolments, seeded with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleSize {
    /// How many.
    pub enrolments: usize,
    /// The seed.
    pub seed: u64,
}

/// The row at a place in the order of rows.
pub type RowAt<'r> = &'r (dyn Fn(u32) -> (&'r CleanBlock, usize) + Sync);

/// A check of one person at a time.
trait PersonCheck: Send + Sync {
    /// Whether any unit has it looked for.
    fn is_on(&self) -> bool;

    /// Looks at a person.
    fn look(&self, person: &Sitting<'_>, found: &mut Vec<Suspect>);
}

/// Looks at everybody.
pub struct Auditor<'a> {
    context: Context<'a>,
    of_person: Vec<Box<dyn PersonCheck + 'a>>,
    no_certificate: NoCertificate<'a>,
    draw: Option<Draw<'a>>,
}

/// What was seen in some persons.
#[derive(Default)]
pub struct Found {
    suspects: Vec<Suspect>,
    no_certificate: no_certificate::Candidates,
    collected: Collected,
    drawn: Drawn,
    enrolments: BTreeMap<UnitId, u64>,
}

impl<'a> Auditor<'a> {
    /// An auditor with those checks.
    #[must_use]
    pub fn new(context: Context<'a>, sample: Option<SampleSize>) -> Self {
        let mut of_person: Vec<Box<dyn PersonCheck + 'a>> = vec![
            Box::new(overlap::Overlap::new(context)),
            Box::new(two_units::TwoUnits::new(context)),
            Box::new(repeated_level::RepeatedLevel::new(context)),
            Box::new(yearly_subsidies::YearlySubsidies::new(context)),
            Box::new(early_certificate::EarlyCertificate::new(context)),
            Box::new(early_employment::EarlyEmployment::new(context)),
            Box::new(late_claim::LateClaim::new(context)),
            Box::new(age::Age::new(context)),
            Box::new(id_differs::IdDiffers::new(context)),
        ];
        of_person.retain(|check| check.is_on());
        let draw = sample.map(|size| Draw::new(context.catalogue, context.regions, size));
        Self { context, of_person, no_certificate: NoCertificate::new(context), draw }
    }

    /// All that the checks found; `row_at` finds the rows again.
    #[must_use]
    pub fn finish(self, found: Found, row_at: RowAt<'_>) -> Audit {
        finish::finish(&self, found, row_at)
    }
}

impl Witness for Auditor<'_> {
    type Found = Found;

    fn start(&self) -> Found {
        Found::default()
    }

    fn take(&self, people: &People<'_>, found: &mut Found) {
        for person in people.each() {
            let person = Sitting::of(&person, people.enrolments, &self.context);
            for check in &self.of_person {
                check.look(&person, &mut found.suspects);
            }
            self.no_certificate.look(&person, &mut found.no_certificate);
            found.collected.take(&person);
            for seat in &person.seats {
                *found.enrolments.entry(seat.unit).or_default() += 1;
                if let Some(draw) = &self.draw {
                    draw.take(person.id, seat, &mut found.drawn);
                }
            }
        }
    }

    /// Rows with a wrong ID number belong to their classes all the same; nothing else is asked of them.
    fn take_barred(&self, people: &People<'_>, found: &mut Found) {
        for row in people.rows {
            found.collected.take_barred(row);
        }
    }

    fn join(&self, found: &mut Found, later: Found) {
        found.suspects.extend(later.suspects);
        found.no_certificate.join(later.no_certificate);
        found.collected.join(later.collected);
        for (unit, count) in later.enrolments {
            *found.enrolments.entry(unit).or_default() += count;
        }
        if let Some(draw) = &self.draw {
            draw.join(&mut found.drawn, later.drawn);
        }
    }
}
