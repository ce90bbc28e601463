//! Persons with all their enrolments and rows, in a form that outlives the part in which they were seen.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::Known;
use crate::model::enrolment::{Enrolment, EnrolmentPart};
use crate::model::facts::{EndDay, Facts};
use crate::model::finding::RowRef;
use crate::model::kind::LedgerKind;
use crate::model::ledger::{ClassCells, Course, Values};
use crate::model::people::{People, Person, Row, Witness};
use crate::model::person_id::PersonId;
use crate::model::vocabulary::Vocabulary;
use crate::trace::shown;

/// A person.
#[derive(Debug)]
pub struct Portrait {
    /// Number of the ID card or document.
    pub number: Arc<str>,
    /// The enrolments.
    pub records: Vec<Record>,
}

/// An enrolment.
#[derive(Debug)]
pub struct Record {
    /// Unit, brand and class.
    pub course: Course,
    /// The base.
    pub base: Arc<str>,
    /// The enrolment alone, with its days and payments.
    part: EnrolmentPart,
    /// Its rows, in order.
    pub rows: Vec<Seen>,
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Where it stands.
    pub at: RowRef,
    /// What kind of ledger it is of.
    pub kind: LedgerKind,
    /// Whether it takes the place of a row that was rejected.
    pub corrects: bool,
    /// What its class says.
    pub class: ClassCells,
    /// What it says besides.
    pub says: Values,
}

impl Record {
    /// What merging made of the rows.
    pub fn enrolment(&self) -> Option<(&Enrolment, &EnrolmentPart)> {
        Some((self.part.list.first()?, &self.part))
    }

    /// The year that it counts in on a day, and with what.
    pub fn facts(&self, as_of: NaiveDate, words: &Vocabulary) -> Option<(i32, Facts)> {
        let (enrolment, part) = self.enrolment()?;
        let end = enrolment.end.filter(|end| *end <= as_of)?;
        Some((end.year(), Facts::of(enrolment, &EndDay::of(end), part, as_of, words)))
    }

    fn of(
        enrolment: &Enrolment,
        part: &EnrolmentPart,
        rows: &[Row<'_>],
        known: &Known<'_>,
    ) -> Self {
        let catalogue = known.with.catalogue;
        let (days, payments) = (part.dates_of(enrolment), part.payments_of(enrolment));
        let length = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let alone = Enrolment {
            employment: (0, length(days.len())),
            payments: (0, length(payments.len())),
            ..enrolment.clone()
        };
        Self {
            course: catalogue.course(enrolment.course).clone(),
            base: shown::text(catalogue, enrolment.base),
            part: EnrolmentPart {
                list: vec![alone],
                employment_dates: days.to_vec(),
                payments: payments.to_vec(),
            },
            rows: rows.iter().map(Seen::of).collect(),
        }
    }
}

impl Seen {
    fn of(row: &Row<'_>) -> Self {
        let (block, index) = row.place;
        Self {
            at: row.at,
            kind: row.kind,
            corrects: block.origins.binary_search_by_key(&index, |(own, _)| *own).is_ok(),
            class: *row.class,
            says: row.says,
        }
    }
}

/// Looks for some persons.
pub struct Portraits<'a> {
    known: &'a Known<'a>,
    wanted: &'a [PersonId],
}

impl<'a> Portraits<'a> {
    /// Looks for `wanted`, who are sorted and called as both reports call them.
    #[must_use]
    pub fn new(known: &'a Known<'a>, wanted: &'a [PersonId]) -> Self {
        Self { known, wanted }
    }

    fn portrait(&self, person: &Person<'_>, part: &EnrolmentPart) -> Portrait {
        let records = person.with_rows();
        Portrait {
            number: shown::number(person.id, self.known.with.catalogue, &[]).into(),
            records: records
                .map(|(enrolment, rows)| Record::of(enrolment, part, rows, self.known))
                .collect(),
        }
    }
}

impl Witness for Portraits<'_> {
    type Found = Vec<(PersonId, Portrait)>;

    fn start(&self) -> Self::Found {
        Vec::new()
    }

    fn take(&self, people: &People<'_>, found: &mut Self::Found) {
        for person in people.each() {
            let id = self.known.person(person.id);
            if self.wanted.binary_search(&id).is_ok() {
                found.push((id, self.portrait(&person, people.enrolments)));
            }
        }
    }

    fn join(&self, found: &mut Self::Found, later: Self::Found) {
        found.extend(later);
    }
}
