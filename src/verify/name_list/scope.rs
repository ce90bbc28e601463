//! What a list covers: the units, brands, classes and years that its rows name, and so whom it should have.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::Datelike;

use super::listed::Lists;
use crate::model::enrolment::{Catalogue, Enrolment};
use crate::model::ledger::ClassKey;
use crate::model::name_list::Scope;
use crate::model::region::{Regions, UnitId};

/// Brand and class; empty where none is named.
type Names = [Arc<str>; 2];

/// The scopes of all lists.
pub struct Scopes {
    /// By unit: list, names.
    by_unit: BTreeMap<UnitId, Vec<(u32, Names)>>,
    /// Years of the end dates of every list; empty where it names none.
    years: Vec<BTreeSet<i32>>,
}

impl Scopes {
    /// A row that names no brand widens a list only where no row of its unit names one; the same holds for classes.
    pub fn of(lists: &Lists<'_>) -> Self {
        let mut years = vec![BTreeSet::new(); lists.sheets.len()];
        let mut named: BTreeMap<(u32, UnitId), BTreeSet<Names>> = BTreeMap::new();
        for (list, names, target, day) in lists.classes() {
            years[list as usize].extend(day.map(|day| day.year()));
            named.entry((list, target.unit)).or_default().insert(names);
        }
        let mut by_unit: BTreeMap<UnitId, Vec<(u32, Names)>> = BTreeMap::new();
        for ((list, unit), names) in named {
            let narrow = names.iter().filter(|one| narrowest_among(one, &names));
            by_unit.entry(unit).or_default().extend(narrow.map(|names| (list, names.clone())));
        }
        Self { by_unit, years }
    }

    /// The lists that should have the person of an enrolment.
    pub fn covering<'s>(
        &'s self,
        enrolment: &'s Enrolment,
        catalogue: &'s Catalogue,
    ) -> impl Iterator<Item = u32> + 's {
        let course = catalogue.course(enrolment.course);
        let scopes = self.by_unit.get(&course.unit).map_or(&[][..], Vec::as_slice);
        let is_class = |class: &str| match &course.class {
            ClassKey::Number(number) => class.is_empty() || **number == *class,
            ClassKey::Composite { .. } => true,
        };
        let year = enrolment.end.or(enrolment.start).map(|day| day.year());
        let covered = scopes.iter().filter(move |(list, [brand, class])| {
            let years = &self.years[*list as usize];
            (brand.is_empty() || *brand == course.brand)
                && is_class(class)
                && (years.is_empty() || year.is_some_and(|year| years.contains(&year)))
        });
        covered.map(|(list, _)| *list)
    }

    /// The scopes of a list, by name.
    pub fn shown(&self, list: usize, regions: &Regions) -> Vec<Scope> {
        let years: Vec<i32> = self.years[list].iter().copied().collect();
        let own = self.by_unit.iter().flat_map(|(unit, scopes)| {
            let own = scopes.iter().filter(|(number, _)| *number as usize == list);
            own.map(|(_, [brand, class])| Scope {
                unit: Arc::clone(regions.unit_name(*unit)),
                brand: Arc::clone(brand),
                class: Arc::clone(class),
                years: years.clone(),
            })
        });
        own.collect()
    }
}

fn narrowest_among([brand, class]: &Names, all: &BTreeSet<Names>) -> bool {
    let is_narrower = |[other, other_class]: &Names| {
        (brand.is_empty() && !other.is_empty())
            || (brand == other && class.is_empty() && !other_class.is_empty())
    };
    !all.iter().any(is_narrower)
}
