//! 带动就业人数: distinct persons on the placement rosters, by brand, reporting unit and province and by the calendar
//! year of their employment date.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use crate::model::field::Field;
use crate::model::finding::{Code, Finding, RowRef};
use crate::model::ledger::CleanBlock;
use crate::model::measure::{Placements, Subject, SubjectKind};
use crate::model::period::Window;
use crate::model::person_id::PersonId;
use crate::model::region::{Regions, UnitId};
use crate::model::vocabulary::Vocabulary;

/// What the rosters give.
#[derive(Debug, Default)]
pub struct Placed {
    /// Persons by subject and year.
    pub years: Placements,
    /// Rows without a date, which count in no year.
    pub findings: Vec<Finding>,
}

/// Counts the rows of placement rosters up to `as_of`.
#[must_use]
pub fn measure(
    rosters: &[CleanBlock],
    as_of: NaiveDate,
    regions: &Regions,
    words: &Vocabulary,
) -> Placed {
    let mut placed = Placed::default();
    let mut persons: BTreeMap<(Subject, Window), BTreeSet<PersonId>> = BTreeMap::new();
    let mut documents: BTreeMap<Arc<str>, PersonId> = BTreeMap::new();
    for block in rosters {
        for (index, person) in block.persons.iter().enumerate() {
            let row = &block.rows[index];
            let Some(day) = row.employment_date else {
                // Who is said not to be employed is no one placed; cleaning has said so.
                if row.employed == Some(false) {
                    continue;
                }
                placed.findings.push(undated(block, index, words));
                continue;
            };
            let year = Window::year(day.year()).filter(|_| day <= as_of);
            let Some(year) = year else { continue };
            let person = run_wide(*person, block, &mut documents);
            for subject in subjects(block, index, regions) {
                persons.entry((subject, year)).or_default().insert(person);
            }
        }
    }
    placed.years = persons.into_iter().map(|(key, persons)| (key, persons.len() as u64)).collect();
    placed
}

/// Opaque documents are numbered block by block; the same text is the same person everywhere.
fn run_wide(
    person: PersonId,
    block: &CleanBlock,
    documents: &mut BTreeMap<Arc<str>, PersonId>,
) -> PersonId {
    let Some(index) = person.document_index() else { return person };
    let next = u32::try_from(documents.len()).unwrap_or(u32::MAX);
    let text = Arc::clone(&block.documents[index as usize]);
    *documents.entry(text).or_insert_with(|| PersonId::document(next))
}

/// The brand, if the row names one, the unit and the province.
fn subjects(block: &CleanBlock, index: usize, regions: &Regions) -> Vec<Subject> {
    let target = block.targets[block.class(&block.rows[index]).course as usize];
    let brand = block.texts.get(target.brand.0 as usize);
    let brand = brand.map(|name| subject(SubjectKind::Brand, target.unit, name, regions));
    let city = subject(SubjectKind::City, target.unit, "", regions);
    let province = Subject { kind: SubjectKind::Province, city: "".into(), ..city.clone() };
    brand.into_iter().chain([city, province]).collect()
}

fn subject(kind: SubjectKind, unit: UnitId, name: &str, regions: &Regions) -> Subject {
    Subject {
        kind,
        province: Arc::clone(regions.province_name(regions.province_of(unit))),
        city: Arc::clone(regions.unit_name(unit)),
        name: name.into(),
    }
}

fn undated(block: &CleanBlock, index: usize, words: &Vocabulary) -> Finding {
    Finding {
        at: RowRef { sheet: block.sheet, row: block.rows[index].number },
        code: Code::PlacementUndated,
        field: Some(Field::EmploymentDate),
        column: words.headers().shared_label(Field::EmploymentDate),
        value: "".into(),
        detail: "".into(),
    }
}
