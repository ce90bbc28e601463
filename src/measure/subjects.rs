//! Subjects as small integers while counting, as names afterwards.

use std::sync::Arc;

use hashbrown::HashMap;

use crate::model::enrolment::Catalogue;
use crate::model::ledger::TextId;
use crate::model::measure::{Subject, SubjectKind};
use crate::model::region::{Regions, UnitId};

/// A subject, packed so that keys compare and hash fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKey {
    /// Index of a brand in [`Subjects`].
    Brand(u32),
    /// A base of a reporting unit.
    Base(UnitId, TextId),
    /// A reporting unit.
    City(UnitId),
    /// The province of a reporting unit, named by its first unit.
    Province(UnitId),
}

/// The brands behind the courses.
pub struct Subjects<'a> {
    regions: &'a Regions,
    catalogue: &'a Catalogue,
    brands: Vec<(UnitId, Arc<str>)>,
    brand_of_course: Vec<u32>,
    province_of_unit: Vec<UnitId>,
}

impl<'a> Subjects<'a> {
    /// Numbers the brands of all courses.
    pub fn of(catalogue: &'a Catalogue, regions: &'a Regions) -> Self {
        let mut brands = Vec::new();
        let mut index: HashMap<(UnitId, &str), u32, foldhash::fast::FixedState> =
            HashMap::default();
        let brand_of_course = catalogue
            .courses
            .iter()
            .map(|course| {
                *index.entry((course.unit, &*course.brand)).or_insert_with(|| {
                    brands.push((course.unit, Arc::clone(&course.brand)));
                    u32::try_from(brands.len() - 1).unwrap_or(u32::MAX)
                })
            })
            .collect();
        let mut first_units = HashMap::<_, _, foldhash::fast::FixedState>::default();
        let province_of_unit = regions
            .units()
            .map(|unit| *first_units.entry(regions.province_of(unit)).or_insert(unit))
            .collect();
        Self { regions, catalogue, brands, brand_of_course, province_of_unit }
    }

    /// The brand, unit and province that an enrolment of `course` counts for.
    pub fn of_course(&self, course: u32) -> [SubjectKey; 3] {
        let brand = self.brand_of_course(course);
        let unit = self.unit_of_course(course);
        [
            SubjectKey::Brand(brand),
            SubjectKey::City(unit),
            SubjectKey::Province(self.province_of_unit[usize::from(unit.index())]),
        ]
    }

    /// The brand of a course, index into the brands.
    pub fn brand_of_course(&self, course: u32) -> u32 {
        self.brand_of_course[course as usize]
    }

    /// The reporting unit of a course.
    pub fn unit_of_course(&self, course: u32) -> UnitId {
        self.catalogue.course(course).unit
    }

    /// The subject's names.
    pub fn name(&self, key: SubjectKey) -> Subject {
        let none: Arc<str> = "".into();
        let (kind, unit, city, name) = match key {
            SubjectKey::Brand(brand) => {
                let (unit, name) = &self.brands[brand as usize];
                (SubjectKind::Brand, *unit, true, Arc::clone(name))
            }
            SubjectKey::Base(unit, base) => {
                (SubjectKind::Base, unit, true, self.catalogue.text(base).into())
            }
            SubjectKey::City(unit) => (SubjectKind::City, unit, true, Arc::clone(&none)),
            SubjectKey::Province(unit) => (SubjectKind::Province, unit, false, Arc::clone(&none)),
        };
        Subject {
            kind,
            province: Arc::clone(self.regions.province_name(self.regions.province_of(unit))),
            city: if city { Arc::clone(self.regions.unit_name(unit)) } else { none },
            name,
        }
    }
}
