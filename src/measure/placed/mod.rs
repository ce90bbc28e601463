//! 带动就业人数: distinct persons on the placement rosters by the day they were placed, over calendar years and the
//! windows asked for; and which of them the training ledgers know.

mod roster;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use rayon::prelude::*;

use self::roster::{Place, Roster, Row};
use super::cohort::Measured;
use super::end_days::EndDays;
use super::span_sets::{SetId, Span};
use super::subjects::{SubjectKey, Subjects};
use crate::model::enrolment::{Catalogue, Enrolment, EnrolmentPart};
use crate::model::ledger::CleanBlock;
use crate::model::measure::{Cohorts, Placements, Subject, SubjectKind, Tally, TrainedAndPlaced};
use crate::model::period::Window;
use crate::model::person_id::PersonId;
use crate::model::region::{ProvinceId, Regions, UnitId};
use crate::model::vocabulary::Vocabulary;

/// What the rosters give.
#[derive(Debug, Default)]
pub struct Placed {
    /// Persons by subject and year.
    pub placements: Placements,
    /// Persons who were trained by one brand and placed by another.
    pub links: TrainedAndPlaced,
    years: Cohorts,
    windows: Cohorts,
    subjects: BTreeSet<Subject>,
}

impl Placed {
    /// Puts the counts beside those of the cohorts.
    pub fn add_to(self, measured: &mut Measured) {
        for (all, own) in [(&mut measured.years, self.years), (&mut measured.windows, self.windows)]
        {
            for (key, tally) in own {
                all.entry(key).or_default().add(&tally);
            }
        }
        measured.subjects.extend(self.subjects);
    }
}

/// Looks up who of the rosters was trained, some persons after others, and counts the rosters at last.
pub struct Counter<'a> {
    roster: Roster,
    subjects: Subjects<'a>,
    windows: Vec<Window>,
    as_of: NaiveDate,
    regions: &'a Regions,
}

/// What the training ledgers say of some of the persons placed.
#[derive(Default)]
pub struct Counted {
    trainings: Vec<Training>,
}

impl Counted {
    /// Adds what they say of other persons.
    pub fn add(&mut self, other: Self) {
        self.trainings.extend(other.trainings);
    }
}

/// A person placed and a brand that trained them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Training {
    person: PersonId,
    /// Index into the brands of [`Subjects`].
    brand: u32,
    unit: UnitId,
    /// Whether a class ended by the as-of date.
    ended: bool,
    /// Whether there is a certificate by the as-of date.
    certified: bool,
}

impl<'a> Counter<'a> {
    /// Takes the rows of placement rosters up to `as_of`, to be counted over calendar years and over `windows`.
    #[must_use]
    pub fn new(
        rosters: &[CleanBlock],
        catalogue: &'a Catalogue,
        windows: &BTreeSet<Window>,
        as_of: NaiveDate,
        regions: &'a Regions,
        words: &Vocabulary,
    ) -> Self {
        Self {
            roster: Roster::of(rosters, catalogue, as_of, regions, words),
            subjects: Subjects::of(catalogue, regions),
            windows: windows.iter().copied().collect(),
            as_of,
            regions,
        }
    }

    /// Adds what the persons of a part learnt, as far as they were placed.
    pub fn count(&self, part: &EnrolmentPart, counted: &mut Counted) {
        if self.roster.is_empty() {
            return;
        }
        // Reused from person to person.
        let mut own: Vec<Training> = Vec::new();
        for person in part.persons().filter(|own| self.roster.has(own[0].person)) {
            own.extend(person.iter().map(|enrolment| self.training(enrolment)));
            own.sort_unstable();
            own.dedup_by(|later, kept| {
                let same = later.brand == kept.brand;
                if same {
                    kept.ended |= later.ended;
                    kept.certified |= later.certified;
                }
                same
            });
            counted.trainings.append(&mut own);
        }
    }

    fn training(&self, enrolment: &Enrolment) -> Training {
        Training {
            person: enrolment.person,
            brand: self.subjects.brand_of_course(enrolment.course),
            unit: self.subjects.unit_of_course(enrolment.course),
            ended: enrolment.ended_by(self.as_of),
            certified: enrolment.certified_by(self.as_of),
        }
    }

    /// All counts, by name.
    #[must_use]
    pub fn finish(self, mut counted: Counted) -> Placed {
        counted.trainings.par_sort_unstable();
        let mut days = EndDays::new(&self.windows);
        let mut counting = Counting::default();
        let mut rest = counted.trainings.as_slice();
        for rows in self.roster.rows.chunk_by(|a, b| a.person == b.person) {
            let person = rows[0].person;
            rest = &rest[rest.partition_point(|training| training.person < person)..];
            let own = rest.partition_point(|training| training.person == person);
            let (trainings, others) = rest.split_at(own);
            rest = others;
            counting.person(rows, trainings, &self, &mut days);
        }
        self.named(counting)
    }

    fn named(self, counting: Counting) -> Placed {
        let mut placed = Placed { subjects: self.roster.named(), ..Placed::default() };
        for ((number, span), tally) in counting.tallies {
            let subject = self.roster.subjects[number as usize].clone();
            match span {
                Span::Year(year) => {
                    let Some(window) = Window::year(year) else { continue };
                    if matches!(
                        subject.kind,
                        SubjectKind::Brand | SubjectKind::City | SubjectKind::Province
                    ) {
                        placed.placements.insert((subject.clone(), window), tally.placed);
                    }
                    placed.years.insert((subject, window), tally);
                }
                Span::Asked(index) => {
                    placed.windows.insert((subject, self.windows[usize::from(index)]), tally);
                }
            }
        }
        for ((labour, training), persons) in counting.links {
            let labour = self.roster.subjects[labour as usize].clone();
            let training = self.subjects.name(SubjectKey::Brand(training)).name;
            placed.links.insert((labour, Arc::clone(&training)), persons);
        }
        placed
    }
}

/// Nobody has more labour brands times training brands; who claims to links none of them.
const MOST_LINKS: usize = 1 << 14;

/// What a person learnt in one province.
struct Learnt {
    province: ProvinceId,
    ended: bool,
    certified: bool,
}

fn learnt(trainings: &[Training], regions: &Regions) -> Vec<Learnt> {
    let mut all: Vec<Learnt> = Vec::new();
    for Training { unit, ended, certified, .. } in trainings.iter().copied() {
        let province = regions.province_of(unit);
        match all.iter_mut().find(|learnt| learnt.province == province) {
            Some(learnt) => {
                learnt.ended |= ended;
                learnt.certified |= certified;
            }
            None => all.push(Learnt { province, ended, certified }),
        }
    }
    all
}

/// Counts by number while counting.
#[derive(Default)]
struct Counting {
    /// By subject and span.
    tallies: HashMap<(u32, Span), Tally, FixedState>,
    /// By subject of the labour brand and index of the training brand.
    links: HashMap<(u32, u32), u64, FixedState>,
}

impl Counting {
    /// Counts a person once in every subject and span.
    fn person(
        &mut self,
        rows: &[Row],
        trainings: &[Training],
        with: &Counter<'_>,
        days: &mut EndDays<'_>,
    ) {
        let mut own: Vec<(u32, SetId, bool)> =
            rows.iter().map(|row| (row.place, days.of(row.day).1, row.poverty)).collect();
        own.sort_unstable();
        own.dedup();
        let mut shares: Vec<(u32, Span, bool, ProvinceId)> = Vec::new();
        for (number, spans, poverty) in own {
            let Place { subjects, province, .. } = &with.roster.places[number as usize];
            let spans = days.sets().spans(spans);
            shares.extend(subjects.iter().flat_map(|subject| {
                spans.iter().map(move |span| (*subject, *span, poverty, *province))
            }));
        }
        shares.sort_unstable();
        let learnt = learnt(trainings, with.regions);
        for share in shares.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (subject, span, _, province) = share[0];
            let learnt = learnt.iter().find(|learnt| learnt.province == province);
            let one = u64::from;
            self.tallies.entry((subject, span)).or_default().add(&Tally {
                placed: 1,
                placed_poverty: one(share.iter().any(|(.., poverty, _)| *poverty)),
                placed_trained: one(learnt.is_some_and(|learnt| learnt.ended)),
                placed_certified: one(learnt.is_some_and(|learnt| learnt.certified)),
                ..Tally::default()
            });
        }
        self.pairs(rows, trainings, with);
    }

    /// Counts a person once for every labour brand with every brand of the same unit that trained them.
    fn pairs(&mut self, rows: &[Row], trainings: &[Training], with: &Counter<'_>) {
        let place = |row: &Row| &with.roster.places[row.place as usize];
        let brands = rows.iter().filter_map(|row| Some((place(row).brand?, place(row).unit)));
        let brands: BTreeSet<(u32, UnitId)> = brands.collect();
        if brands.len().saturating_mul(trainings.len()) > MOST_LINKS {
            return;
        }
        for (brand, unit) in brands {
            for training in trainings.iter().filter(|own| own.ended && own.unit == unit) {
                *self.links.entry((brand, training.brand)).or_default() += 1;
            }
        }
    }
}
