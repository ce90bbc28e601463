//! The rows of all placement rosters, sorted by person, with the brands, bases, units, counties and provinces that
//! each counts for.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use crate::model::enrolment::Catalogue;
use crate::model::ledger::{CleanBlock, TextId};
use crate::model::measure::{Subject, SubjectKind};
use crate::model::person_id::PersonId;
use crate::model::region::{ProvinceId, Regions, UnitId};
use crate::model::vocabulary::Vocabulary;

/// A person placed on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    pub person: PersonId,
    /// Number of a [`Place`].
    pub place: u32,
    pub day: NaiveDate,
    /// Whether the row says 脱贫人口.
    pub poverty: bool,
}

/// What a row counts for.
#[derive(Debug)]
pub struct Place {
    pub unit: UnitId,
    pub province: ProvinceId,
    /// Number of the labour brand's subject, if the row names one.
    pub brand: Option<u32>,
    /// Numbers of all subjects.
    pub subjects: Vec<u32>,
}

/// All rosters.
#[derive(Debug, Default)]
pub struct Roster {
    /// Rows with a day up to the as-of date, sorted.
    pub rows: Vec<Row>,
    pub places: Vec<Place>,
    /// Subjects by number; those of rows without a day are among them.
    pub subjects: Vec<Subject>,
    persons: HashSet<PersonId, FixedState>,
}

impl Roster {
    /// Gathers the blocks; opaque documents are numbered as in `catalogue`, those that it lacks behind them.
    pub fn of(
        blocks: &[CleanBlock],
        catalogue: &Catalogue,
        as_of: NaiveDate,
        regions: &Regions,
        words: &Vocabulary,
    ) -> Self {
        let mut gathering = Gathering::new(catalogue, regions);
        let mut roster = Self::default();
        for block in blocks {
            let places = gathering.places_of(block);
            for (row, person) in block.rows.iter().zip(&block.persons) {
                // Who has no date is nobody placed; cleaning has said so.
                if let Some(day) = row.values.employment_date.filter(|day| *day <= as_of) {
                    let category = row.values.category.map(|id| words.category_of(id));
                    roster.rows.push(Row {
                        person: gathering.person(*person, block),
                        place: places[row.class as usize],
                        day,
                        poverty: category.is_some_and(|category| category.poverty),
                    });
                }
            }
        }
        roster.rows.par_sort_unstable();
        roster.rows.dedup();
        roster.persons = roster.rows.iter().map(|row| row.person).collect();
        roster.places = gathering.places;
        roster.subjects = gathering.subjects;
        roster
    }

    /// Whether anybody was placed.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether the person was placed.
    pub fn has(&self, person: PersonId) -> bool {
        self.persons.contains(&person)
    }

    /// Every subject that some row names.
    pub fn named(&self) -> BTreeSet<Subject> {
        self.subjects.iter().cloned().collect()
    }
}

/// Reporting unit, brand, base and county; empty where the row does not say.
type Names = (UnitId, [Arc<str>; 3]);

struct Gathering<'a> {
    catalogue: &'a Catalogue,
    regions: &'a Regions,
    places: Vec<Place>,
    place_of: HashMap<Names, u32, FixedState>,
    subjects: Vec<Subject>,
    subject_of: HashMap<Subject, u32, FixedState>,
    documents: HashMap<Arc<str>, u32, FixedState>,
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl<'a> Gathering<'a> {
    fn new(catalogue: &'a Catalogue, regions: &'a Regions) -> Self {
        Self {
            catalogue,
            regions,
            places: Vec::new(),
            place_of: HashMap::default(),
            subjects: Vec::new(),
            subject_of: HashMap::default(),
            documents: HashMap::default(),
        }
    }

    /// The person as the whole run knows them: blocks number their opaque documents by themselves.
    fn person(&mut self, person: PersonId, block: &CleanBlock) -> PersonId {
        let Some(index) = person.document_index() else { return person };
        if self.documents.is_empty() {
            let known = self.catalogue.documents.iter().map(Arc::clone);
            self.documents.extend(known.zip(0..));
        }
        let next = number(self.documents.len());
        let text = Arc::clone(&block.documents[index as usize]);
        PersonId::document(*self.documents.entry(text).or_insert(next))
    }

    /// The place of every class of a block.
    fn places_of(&mut self, block: &CleanBlock) -> Vec<u32> {
        let mut known: HashMap<(u32, TextId, TextId), u32, FixedState> = HashMap::default();
        let classes = block.class_list.iter();
        classes
            .map(|class| {
                let key = (class.course, class.county, class.base);
                *known.entry(key).or_insert_with(|| self.place(block, key))
            })
            .collect()
    }

    fn place(&mut self, block: &CleanBlock, (course, county, base): (u32, TextId, TextId)) -> u32 {
        let target = block.targets[course as usize];
        let text =
            |id: TextId| block.texts.get(id.0 as usize).map_or_else(|| "".into(), Arc::clone);
        let names = (
            target.unit,
            [text(target.brand), text(base), self.county(target.unit, &text(county))],
        );
        if let Some(place) = self.place_of.get(&names) {
            return *place;
        }
        let place = self.new_place(&names);
        self.places.push(place);
        let place = number(self.places.len() - 1);
        self.place_of.insert(names, place);
        place
    }

    /// The county under its official name; a unit that reports on its own is no county of itself.
    fn county(&self, unit: UnitId, text: &str) -> Arc<str> {
        let province = self.regions.province_of(unit);
        if self.regions.unit(text, Some(province)) == Some(unit) {
            return "".into();
        }
        self.regions.county_name(text, unit)
    }

    fn new_place(&mut self, (unit, [brand, base, county]): &Names) -> Place {
        let province = self.regions.province_of(*unit);
        let city = Subject {
            kind: SubjectKind::City,
            province: Arc::clone(self.regions.province_name(province)),
            city: Arc::clone(self.regions.unit_name(*unit)),
            name: "".into(),
        };
        let whole = Subject { kind: SubjectKind::Province, city: "".into(), ..city.clone() };
        let mut named = |kind, name: &Arc<str>| {
            let subject = Subject { kind, name: Arc::clone(name), ..city.clone() };
            (!name.is_empty()).then(|| self.subject(subject))
        };
        let brand = named(SubjectKind::Brand, brand);
        let others = [named(SubjectKind::Base, base), named(SubjectKind::County, county)];
        let subjects = [Some(self.subject(city)), Some(self.subject(whole)), brand];
        let subjects = subjects.into_iter().chain(others).flatten().collect();
        Place { unit: *unit, province, brand, subjects }
    }

    fn subject(&mut self, subject: Subject) -> u32 {
        let subjects = &mut self.subjects;
        *self.subject_of.entry(subject).or_insert_with_key(|subject| {
            subjects.push(subject.clone());
            number(subjects.len() - 1)
        })
    }
}
