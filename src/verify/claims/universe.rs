//! Whose enrolments a figure is about: the subject's own, and those of its neighbours.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::evidence::{Barred, Chunk, Record};
use super::mistake::Neighbours;
use crate::model::claim::Claim;
use crate::model::enrolment::Catalogue;
use crate::model::ledger::{Course, TextId};
use crate::model::measure::{Subject, SubjectKind};
use crate::model::region::{Regions, UnitId};

/// More neighbours of one sort are not tried: they would explain any figure.
const MOST_NEIGHBOURS: usize = 400;

/// All records, found by reporting unit.
pub(super) struct Index<'a> {
    pub catalogue: &'a Catalogue,
    pub regions: &'a Regions,
    chunks: &'a [Chunk],
    /// Chunk and place of every record, by course.
    by_course: Vec<Vec<(u32, u32)>>,
    /// The units in which a base of that name is.
    units_of_base: HashMap<&'a str, BTreeSet<UnitId>>,
}

/// A subject's records and those of its neighbours, each with its scope, by person.
pub(super) struct Universe<'a> {
    pub neighbours: Neighbours,
    pub records: Vec<Scoped<'a>>,
}

/// A record with its scope, and where its name is found.
#[derive(Clone, Copy)]
pub(super) struct Scoped<'a> {
    pub scope: u16,
    pub record: &'a Record,
    pub chunk: &'a Chunk,
}

/// What a subject is in the ledgers.
#[derive(Clone, Debug)]
enum Place {
    Brand(UnitId, Arc<str>),
    /// A base, in one county where a line of the scheduling table says so.
    Base(UnitId, Arc<str>, Option<Arc<str>>),
    County(UnitId, Arc<str>),
    City(UnitId),
    Province(BTreeSet<UnitId>),
}

impl<'a> Index<'a> {
    pub fn of(chunks: &'a [Chunk], catalogue: &'a Catalogue, regions: &'a Regions) -> Self {
        let mut by_course = vec![Vec::new(); catalogue.courses.len()];
        let mut bases: BTreeSet<(TextId, UnitId)> = BTreeSet::new();
        for (number, chunk) in (0u32..).zip(chunks) {
            for (index, record) in (0u32..).zip(&chunk.records) {
                by_course[record.course as usize].push((number, index));
                bases.insert((record.base, catalogue.course(record.course).unit));
            }
        }
        let mut units_of_base: HashMap<&str, BTreeSet<UnitId>> = HashMap::new();
        for (base, unit) in bases {
            units_of_base.entry(catalogue.text(base)).or_default().insert(unit);
        }
        Self { catalogue, regions, chunks, by_course, units_of_base }
    }

    /// The records of the courses of interest, in the order of persons.
    fn records(
        &self,
        wanted: &dyn Fn(&Course) -> bool,
    ) -> impl Iterator<Item = (&'a Record, &'a Chunk)> + use<'_, 'a> {
        let courses = self.catalogue.courses.iter().zip(&self.by_course);
        let wanted = courses.filter(|(course, _)| wanted(course)).flat_map(|(_, places)| places);
        let mut places: Vec<(u32, u32)> = wanted.copied().collect();
        places.sort_unstable();
        places.into_iter().filter_map(|(number, index)| {
            let chunk = self.chunks.get(number as usize)?;
            Some((chunk.records.get(index as usize)?, chunk))
        })
    }

    fn place(&self, claim: &Claim) -> Option<Place> {
        let Subject { kind, province, city, name } = &claim.subject;
        let known = self.regions.province(province)?;
        if *kind == SubjectKind::Province {
            return Some(Place::Province(self.regions.units_of(known).collect()));
        }
        let unit = self.regions.unit(city, Some(known))?;
        let is_line = matches!(claim.measure, crate::model::claim::ClaimMeasure::Flow(..));
        Some(match kind {
            SubjectKind::Brand => Place::Brand(unit, Arc::clone(name)),
            SubjectKind::Base => {
                Place::Base(unit, Arc::clone(name), is_line.then(|| Arc::clone(&claim.county)))
            }
            SubjectKind::County => Place::County(unit, Arc::clone(name)),
            _ => Place::City(unit),
        })
    }

    /// The records of the unit or province that a claim's subject belongs to, whoever's they are.
    pub fn around(&self, claim: &Claim) -> impl Iterator<Item = &'a Record> + '_ {
        let units = match self.place(claim) {
            Some(Place::Province(units)) => units,
            Some(
                Place::Brand(unit, _)
                | Place::Base(unit, ..)
                | Place::County(unit, _)
                | Place::City(unit),
            ) => BTreeSet::from([unit]),
            None => BTreeSet::new(),
        };
        self.records(&|course| units.contains(&course.unit))
            .map(|(record, _)| record)
            .filter(|record| record.barred == Barred::No)
    }

    /// The records of a claim's subject, and with `neighbours` those of others.
    pub fn universe(&self, claim: &Claim, neighbours: bool) -> Universe<'a> {
        let Some(place) = self.place(claim) else {
            return Universe { neighbours: Neighbours::default(), records: Vec::new() };
        };
        let province = |unit: UnitId| self.regions.province_of(unit);
        let elsewhere = |name: &str, unit: UnitId| {
            self.units_of_base.get(name).is_some_and(|units| units.contains(&unit))
        };
        let wanted = |course: &Course| match &place {
            Place::Province(units) => units.contains(&course.unit),
            Place::City(unit) if neighbours => province(course.unit) == province(*unit),
            Place::Brand(unit, name) if neighbours => course.unit == *unit || course.brand == *name,
            Place::Brand(unit, name) => course.unit == *unit && course.brand == *name,
            Place::Base(unit, name, _) if neighbours => {
                course.unit == *unit || elsewhere(name, course.unit)
            }
            Place::City(unit) | Place::County(unit, _) | Place::Base(unit, ..) => {
                course.unit == *unit
            }
        };
        let mut found = Vec::new();
        let mut others: BTreeSet<Neighbour> = BTreeSet::new();
        for (record, chunk) in self.records(&wanted) {
            let Some(whose) = self.whose(record, &place) else { continue };
            if !neighbours && whose != Neighbour::Own {
                continue;
            }
            if whose != Neighbour::Own && record.barred == Barred::No {
                others.insert(whose.clone());
            }
            found.push((whose, record, chunk));
        }
        let (others, neighbours) = self.number(others);
        let scoped = found.into_iter().filter_map(|(whose, record, chunk)| {
            let scope = if whose == Neighbour::Own { 0 } else { *others.get(&whose)? };
            Some(Scoped { scope, record, chunk })
        });
        Universe { neighbours, records: scoped.collect() }
    }

    /// Whose a record is as seen from a subject; `None` for nobody of interest.
    fn whose(&self, record: &Record, place: &Place) -> Option<Neighbour> {
        let course = self.catalogue.course(record.course);
        let text = |id: TextId| self.catalogue.text(id);
        Some(match place {
            Place::Province(_) => Neighbour::Own,
            Place::City(unit) if course.unit == *unit => Neighbour::Own,
            Place::City(_) => Neighbour::Unit(course.unit, "".into()),
            Place::Brand(unit, name) => match (course.unit == *unit, course.brand == *name) {
                (true, true) => Neighbour::Own,
                (false, true) => Neighbour::Unit(course.unit, "".into()),
                (true, false) => Neighbour::Brand(Arc::clone(&course.brand)),
                (false, false) => return None,
            },
            Place::Base(unit, name, county) => {
                let same = text(record.base) == &**name;
                let here = county.as_deref().is_none_or(|county| text(record.county) == county);
                match (course.unit == *unit, same) {
                    (true, true) if here => Neighbour::Own,
                    (true, true) => Neighbour::Unit(*unit, text(record.county).into()),
                    (false, true) => Neighbour::Unit(course.unit, "".into()),
                    (true, false) => Neighbour::Brand(text(record.base).into()),
                    (false, false) => return None,
                }
            }
            Place::County(unit, name) => {
                let county = text(record.county);
                if *self.regions.county_name(county, *unit) == **name {
                    Neighbour::Own
                } else {
                    Neighbour::Unit(*unit, county.into())
                }
            }
        })
    }

    /// Numbers neighbours from 1 on, other units before other brands.
    fn number(&self, others: BTreeSet<Neighbour>) -> (BTreeMap<Neighbour, u16>, Neighbours) {
        let mut neighbours = Neighbours::default();
        let mut numbers = BTreeMap::new();
        let (units, brands): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|other| matches!(other, Neighbour::Unit(..)));
        let units = units.into_iter().take(MOST_NEIGHBOURS);
        let brands = brands.into_iter().take(MOST_NEIGHBOURS);
        for (number, other) in (1u16..).zip(units.chain(brands)) {
            match &other {
                Neighbour::Unit(unit, county) => {
                    let unit = self.regions.unit_name(*unit);
                    neighbours.units.push(format!("{unit}{county}").into());
                }
                Neighbour::Brand(name) => neighbours.brands.push(Arc::clone(name)),
                Neighbour::Own => continue,
            }
            numbers.insert(other, number);
        }
        (numbers, neighbours)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Neighbour {
    Own,
    /// Another unit, or another county of it.
    Unit(UnitId, Arc<str>),
    Brand(Arc<str>),
}

impl<'a> Universe<'a> {
    /// The records of each person.
    pub fn persons(&self) -> impl Iterator<Item = &[Scoped<'a>]> {
        self.records.chunk_by(|a, b| a.record.person == b.record.person)
    }
}

/// By course, whether its enrolments can matter to any of the claims: all of the units that are spoken of and, where
/// cities are, of their provinces; and all of brands and bases of the same name, wherever they are.
pub(super) fn wanted(claims: &[Claim], catalogue: &Catalogue, regions: &Regions) -> Vec<bool> {
    let mut units: BTreeSet<UnitId> = BTreeSet::new();
    let mut brands: BTreeSet<&str> = BTreeSet::new();
    let mut any_base = false;
    for claim in claims {
        let Subject { kind, province, city, name } = &claim.subject;
        let Some(known) = regions.province(province) else { continue };
        match kind {
            SubjectKind::City | SubjectKind::Province => units.extend(regions.units_of(known)),
            SubjectKind::Brand => {
                brands.insert(name);
            }
            SubjectKind::Base => any_base = true,
            SubjectKind::County => {}
        }
        units.extend(regions.unit(city, Some(known)));
    }
    let wanted = |course: &Course| {
        any_base || units.contains(&course.unit) || brands.contains(&*course.brand)
    };
    catalogue.courses.iter().map(wanted).collect()
}
