//! Persons with all that is known of them: their rows, and the enrolments that these merge into.

use super::enrolment::{Enrolment, EnrolmentPart, Payment};
use super::finding::RowRef;
use super::kind::LedgerKind;
use super::ledger::{ClassCells, CleanBlock, Values};
use super::particulars::Particular;
use super::person_id::PersonId;

/// A row among those of its person. One that joined several enrolments stands once in each.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Whose it is.
    pub person: PersonId,
    /// Index of its course in the catalogue.
    pub course: u32,
    /// Its place in the order of rows.
    pub ordinal: u32,
    /// Where it stands.
    pub at: RowRef,
    /// What kind of ledger it is of.
    pub kind: LedgerKind,
    /// What its class says; texts are indexes into the catalogue's.
    pub class: &'a ClassCells,
    /// Hash of the name as it is compared; 0 when missing.
    pub name: u64,
    /// What it says besides.
    pub says: Values,
    /// The block that it stands in, and where.
    pub place: (&'a CleanBlock, usize),
}

impl<'a> Row<'a> {
    /// The payment that a row of a subsidy ledger tells of.
    #[must_use]
    pub fn payment(&self) -> Option<Payment> {
        Some(Payment { day: self.says.subsidy_date, amount: self.says.subsidy? })
    }

    /// What it says besides what is counted, where that is kept.
    #[must_use]
    pub fn particular(&self) -> Option<Particular<'a>> {
        let (block, index) = self.place;
        block.particulars.of(index)
    }
}

/// Some persons, all rows and enrolments of each, sorted by person and course.
#[derive(Clone, Copy, Debug)]
pub struct People<'a> {
    /// Their rows.
    pub rows: &'a [Row<'a>],
    /// Their enrolments.
    pub enrolments: &'a EnrolmentPart,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// Who it is.
    pub id: PersonId,
    /// All rows that belong to enrolments, by course and then in the order of rows.
    pub rows: &'a [Row<'a>],
    /// All enrolments, by course.
    pub enrolments: &'a [Enrolment],
}

impl<'a> People<'a> {
    /// Person by person.
    pub fn each(&self) -> impl Iterator<Item = Person<'a>> {
        let rows = self.rows.chunk_by(|a, b| a.person == b.person);
        let enrolments = self.enrolments.list.chunk_by(|a, b| a.person == b.person);
        rows.zip(enrolments).filter_map(|(rows, enrolments)| {
            let id = enrolments.first()?.person;
            Some(Person { id, rows, enrolments })
        })
    }
}

impl<'a> Person<'a> {
    /// Every enrolment with its rows.
    pub fn with_rows(&self) -> impl Iterator<Item = (&'a Enrolment, &'a [Row<'a>])> {
        self.enrolments.iter().zip(self.rows.chunk_by(|a, b| a.course == b.course))
    }
}

/// Who looks at persons one by one while they are counted: a stage that needs more of them than counts.
///
/// Persons come in parts, each once; what the parts gave is joined in any grouping, always earlier with later.
pub trait Witness: Sync {
    /// What was seen in some persons.
    type Found: Send;

    /// Nobody seen yet.
    fn start(&self) -> Self::Found;

    /// Looks at some persons.
    fn take(&self, people: &People<'_>, found: &mut Self::Found);

    /// Looks at rows that were rejected for their ID number, each wrong number a person of its own; they come after
    /// all others.
    fn take_barred(&self, _people: &People<'_>, _found: &mut Self::Found) {}

    /// Adds what was seen in later persons.
    fn join(&self, found: &mut Self::Found, later: Self::Found);
}

impl Witness for () {
    type Found = ();

    fn start(&self) {}

    fn take(&self, _people: &People<'_>, _found: &mut ()) {}

    fn join(&self, _found: &mut (), _later: ()) {}
}

impl<W: Witness> Witness for Option<W> {
    type Found = Option<W::Found>;

    fn start(&self) -> Self::Found {
        self.as_ref().map(Witness::start)
    }

    fn take(&self, people: &People<'_>, found: &mut Self::Found) {
        if let (Some(witness), Some(found)) = (self, found) {
            witness.take(people, found);
        }
    }

    fn take_barred(&self, people: &People<'_>, found: &mut Self::Found) {
        if let (Some(witness), Some(found)) = (self, found) {
            witness.take_barred(people, found);
        }
    }

    fn join(&self, found: &mut Self::Found, later: Self::Found) {
        if let (Some(witness), Some(found), Some(later)) = (self, found, later) {
            witness.join(found, later);
        }
    }
}

impl<A: Witness, B: Witness> Witness for (A, B) {
    type Found = (A::Found, B::Found);

    fn start(&self) -> Self::Found {
        (self.0.start(), self.1.start())
    }

    fn take(&self, people: &People<'_>, found: &mut Self::Found) {
        self.0.take(people, &mut found.0);
        self.1.take(people, &mut found.1);
    }

    fn take_barred(&self, people: &People<'_>, found: &mut Self::Found) {
        self.0.take_barred(people, &mut found.0);
        self.1.take_barred(people, &mut found.1);
    }

    fn join(&self, found: &mut Self::Found, later: Self::Found) {
        self.0.join(&mut found.0, later.0);
        self.1.join(&mut found.1, later.1);
    }
}
