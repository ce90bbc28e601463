//! Every person's part in all figures as one number: who has the same on both sides moved nothing.

use std::hash::BuildHasher;

use chrono::Datelike;
use foldhash::fast::FixedState;

use super::Known;
use crate::model::enrolment::{Enrolment, EnrolmentPart};
use crate::model::facts::{EndDay, Facts};
use crate::model::people::{People, Witness};
use crate::model::person_id::PersonId;

/// A person and the number; 0 stands for a part in nothing.
pub type Digest = (PersonId, u64);

/// Looks at all persons.
pub struct Digests<'a> {
    known: &'a Known<'a>,
    hasher: FixedState,
    /// By course.
    courses: Vec<u64>,
}

impl<'a> Digests<'a> {
    /// Looks at all persons of a report.
    #[must_use]
    pub fn new(known: &'a Known<'a>) -> Self {
        let hasher = FixedState::default();
        let courses = known.with.catalogue.courses.iter();
        let courses = courses.map(|course| hasher.hash_one(course)).collect();
        Self { known, hasher, courses }
    }

    /// An enrolment's part; nothing while its class has not ended.
    fn part(&self, enrolment: &Enrolment, part: &EnrolmentPart) -> u64 {
        let with = self.known.with;
        let Some(end) = enrolment.end.filter(|end| *end <= with.as_of) else { return 0 };
        let facts = Facts::of(enrolment, &EndDay::of(end), part, with.as_of, with.words);
        let course = self.courses.get(enrolment.course as usize);
        self.hasher.hash_one((course, with.catalogue.text(enrolment.base), end.year(), facts))
    }
}

impl Witness for Digests<'_> {
    type Found = Vec<Digest>;

    fn start(&self) -> Self::Found {
        Vec::new()
    }

    fn take(&self, people: &People<'_>, found: &mut Self::Found) {
        for person in people.enrolments.persons() {
            let parts = person.iter().map(|own| self.part(own, people.enrolments));
            let digest = parts.fold(0, u64::wrapping_add);
            if digest != 0 {
                found.push((self.known.person(person[0].person), digest));
            }
        }
    }

    fn join(&self, found: &mut Self::Found, later: Self::Found) {
        found.extend(later);
    }
}

/// Those who have another part in the one report than in the other, sorted.
#[must_use]
pub fn movers(of: [Vec<Digest>; 2]) -> Vec<PersonId> {
    let [mut all, mut others] = of;
    all.append(&mut others);
    all.sort_unstable();
    // The same on both sides stands there twice.
    let distinct = all.chunk_by(|a, b| a == b).filter(|same| same.len() == 1);
    let mut movers: Vec<PersonId> = distinct.map(|one| one[0].0).collect();
    movers.dedup();
    movers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_the_same_part_in_both_moved_nothing() {
        let person = PersonId::of_key;
        let a = vec![(person(1), 7), (person(2), 7), (person(3), 7), (person(9), 1)];
        let b = vec![(person(9), 1), (person(2), 8), (person(4), 7), (person(1), 7)];
        assert_eq!(movers([a, b]), [2, 3, 4].map(person));
    }
}
