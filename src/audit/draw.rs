//! A random sample of enrolments for field audits, the same for the same seed whatever else is read.
//!
//! Every enrolment that has ended draws a number from the seed, its person, unit, brand and class. Units share the
//! sample in proportion to their enrolments, one each at least where it reaches; in a unit the smallest numbers win.

use std::collections::{BTreeMap, BinaryHeap};

use super::SampleSize;
use super::seat::{Seat, seen};
use super::suspect::Seen;
use crate::model::enrolment::Catalogue;
use crate::model::ledger::ClassKey;
use crate::model::person_id::PersonId;
use crate::model::region::{Regions, UnitId};

/// How to draw.
pub struct Draw<'a> {
    catalogue: &'a Catalogue,
    regions: &'a Regions,
    pub size: SampleSize,
}

/// What was drawn so far, by unit.
#[derive(Default)]
pub struct Drawn(BTreeMap<UnitId, OfUnit>);

/// The enrolments of a unit, and those with the smallest numbers; the largest of these on top.
#[derive(Default)]
struct OfUnit {
    enrolments: u64,
    smallest: BinaryHeap<(u64, Seen)>,
}

/// What a unit ends up with.
pub struct Share {
    pub unit: UnitId,
    pub enrolments: u64,
    pub rows: Vec<Seen>,
}

impl<'a> Draw<'a> {
    pub fn new(catalogue: &'a Catalogue, regions: &'a Regions, size: SampleSize) -> Self {
        Self { catalogue, regions, size }
    }

    pub fn take(&self, person: PersonId, seat: &Seat<'_>, drawn: &mut Drawn) {
        if seat.end.is_none() {
            return;
        }
        let number = self.number(person, seat.enrolment.course);
        let of_unit = drawn.0.entry(seat.unit).or_default();
        of_unit.enrolments += 1;
        self.keep(of_unit, (number, seen(seat.row())));
    }

    fn keep(&self, of_unit: &mut OfUnit, one: (u64, Seen)) {
        let smallest = &mut of_unit.smallest;
        if smallest.len() < self.size.enrolments {
            smallest.push(one);
        } else if let Some(mut largest) = smallest.peek_mut()
            && one < *largest
        {
            *largest = one;
        }
    }

    pub fn join(&self, drawn: &mut Drawn, later: Drawn) {
        for (unit, later) in later.0 {
            let of_unit = drawn.0.entry(unit).or_default();
            of_unit.enrolments += later.enrolments;
            for one in later.smallest {
                self.keep(of_unit, one);
            }
        }
    }

    /// A number that depends on nothing but the seed and the enrolment.
    fn number(&self, person: PersonId, course: u32) -> u64 {
        let mut hasher = blake3::Hasher::new();
        let mut add = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        add(&self.size.seed.to_le_bytes());
        let document =
            person.document_index().and_then(|it| self.catalogue.documents.get(it as usize));
        match document {
            Some(document) => add(document.as_bytes()),
            None => add(&person.key().to_le_bytes()),
        }
        let course = self.catalogue.course(course);
        add(self.regions.unit_name(course.unit).as_bytes());
        add(course.brand.as_bytes());
        match &course.class {
            ClassKey::Number(number) => add(number.as_bytes()),
            ClassKey::Composite { provider, occupation, start, end } => {
                add(provider.as_bytes());
                add(occupation.as_bytes());
                for day in [start, end] {
                    add(day.map(|day| day.to_string()).unwrap_or_default().as_bytes());
                }
            }
        }
        let hash = hasher.finalize();
        hash.as_bytes().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// The shares of the units, by unit.
    pub fn finish(&self, drawn: Drawn) -> Vec<Share> {
        let counts: Vec<u64> = drawn.0.values().map(|of_unit| of_unit.enrolments).collect();
        let shares = shares(&counts, self.size.enrolments as u64);
        let of_units = drawn.0.into_iter().zip(shares);
        let share = of_units.map(|((unit, of_unit), share)| {
            let sorted = of_unit.smallest.into_sorted_vec();
            let share = usize::try_from(share).unwrap_or(usize::MAX);
            let rows = sorted.into_iter().take(share).map(|(_, row)| row).collect();
            Share { unit, enrolments: of_unit.enrolments, rows }
        });
        share.collect()
    }
}

/// `size` shared out in proportion to `counts`, by largest remainders: everybody gets one where there are enough, and
/// nobody more than there is.
fn shares(counts: &[u64], size: u64) -> Vec<u64> {
    let total: u64 = counts.iter().sum();
    if size >= total {
        return counts.to_vec();
    }
    let everybody = counts.len() as u64 <= size;
    let rest = size - if everybody { counts.len() as u64 } else { 0 };
    // Of what is left when everybody has one.
    let left: Vec<u64> = counts.iter().map(|count| count - u64::from(everybody)).collect();
    let all = u128::from(left.iter().sum::<u64>().max(1));
    let exact = |count: u64| u128::from(count) * u128::from(rest);
    let whole = |count: u64| u64::try_from(exact(count) / all).unwrap_or(u64::MAX);
    let mut shares: Vec<u64> =
        left.iter().map(|count| whole(*count) + u64::from(everybody)).collect();
    let mut missing = size.saturating_sub(shares.iter().sum());
    let mut by_remainder: Vec<usize> = (0..counts.len()).collect();
    by_remainder.sort_by_key(|index| (std::cmp::Reverse(exact(left[*index]) % all), *index));
    for index in by_remainder {
        if missing > 0 && shares[index] < counts[index] {
            shares[index] += 1;
            missing -= 1;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn units_share_in_proportion_and_all_have_one() {
        assert_eq!(shares(&[100, 300], 40), [10, 30]);
        assert_eq!(shares(&[1000, 10, 1], 12), [10, 1, 1]);
        assert_eq!(shares(&[3, 2], 9), [3, 2]);
        assert_eq!(shares(&[50, 50, 50], 2), [1, 1, 0]);
        assert_eq!(shares(&[], 5), [0; 0]);
    }

    proptest! {
        #[test]
        fn a_sample_is_as_large_as_asked_for(
            counts in prop::collection::vec(1u64..5000, 1..40),
            size in 0u64..6000,
        ) {
            let shares = shares(&counts, size);
            let total: u64 = counts.iter().sum();
            prop_assert_eq!(shares.iter().sum::<u64>(), size.min(total));
            prop_assert!(shares.iter().zip(&counts).all(|(share, count)| share <= count));
            if size >= counts.len() as u64 {
                prop_assert!(shares.iter().all(|share| *share > 0));
            }
        }
    }
}
