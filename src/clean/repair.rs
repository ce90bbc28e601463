//! Wrong ID numbers that can only have been meant in one way: one character changed, or two neighbours swapped.
//!
//! Source: metrics, ID numbers. A suggestion is never applied by itself.

use chrono::NaiveDate;

use super::id;
use crate::model::person_id::{PersonId, birth_date};
use crate::model::rejected::{Evidence, Suspect};
use crate::model::vocabulary::Sex;

const LENGTH: usize = 18;
/// Position of the digit that is odd for men.
const SEX_DIGIT: usize = 16;

/// All wholly valid numbers that are one change or one swap of neighbours away and agree with the row's birth date and
/// sex where it states them; sorted, each once.
#[must_use]
pub fn candidates(suspect: &Suspect, as_of: NaiveDate) -> Vec<PersonId> {
    let mut found = Vec::new();
    let mut attempt = |number: &[u8; LENGTH]| {
        if agrees(number, suspect)
            && let Ok(person) = id::check18(number, as_of)
        {
            found.push(person);
        }
    };
    let mut number = suspect.number;
    for position in 0..LENGTH {
        let original = number[position];
        let last = if position + 1 == LENGTH { Some(b'X') } else { None };
        for character in (b'0'..=b'9').chain(last) {
            number[position] = character;
            attempt(&number);
        }
        number[position] = original;
    }
    for position in 1..LENGTH {
        number.swap(position - 1, position);
        attempt(&number);
        number.swap(position - 1, position);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The only plausible one of `candidates`, with what speaks for it. Where some are borne by a valid row of the same name
/// (`is_borne`), only those are plausible.
#[must_use]
pub fn choose(
    candidates: &[PersonId],
    suspect: &Suspect,
    is_borne: impl Fn(PersonId) -> bool,
) -> Option<(PersonId, Vec<Evidence>)> {
    let borne: Vec<PersonId> =
        candidates.iter().copied().filter(|person| is_borne(*person)).collect();
    let plausible = if borne.is_empty() { candidates } else { &borne };
    let [person] = plausible else {
        return None;
    };
    let evidence = [
        suspect.birth.map(|_| Evidence::BirthDate),
        suspect.sex.map(|_| Evidence::Sex),
        (!borne.is_empty()).then_some(Evidence::SameName),
    ];
    Some((*person, evidence.into_iter().flatten().collect()))
}

fn agrees(number: &[u8; LENGTH], suspect: &Suspect) -> bool {
    let Some(digits) = number.first_chunk::<17>() else {
        return false;
    };
    let sex = if number[SEX_DIGIT] % 2 == 1 { Sex::Male } else { Sex::Female };
    suspect.birth.is_none_or(|day| birth_date(digits) == Some(day))
        && suspect.sex.is_none_or(|stated| stated == sex)
}
