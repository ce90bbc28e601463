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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::person_id::check_character;

    fn as_of() -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 9, 30).expect("a date")
    }

    fn whole(digits: &[u8; 17]) -> [u8; LENGTH] {
        let mut number = [0; LENGTH];
        number[..17].copy_from_slice(digits);
        number[17] = check_character(digits);
        number
    }

    fn person(number: &[u8; LENGTH]) -> PersonId {
        id::check18(number, as_of()).expect("valid")
    }

    /// A valid number, its birth date and sex.
    fn valid() -> impl Strategy<Value = ([u8; LENGTH], NaiveDate, Sex)> {
        let region = prop::sample::select(vec!["110101", "220102", "150525", "810000", "650121"]);
        (region, 0..25_000u64, 0..1000u32).prop_map(|(region, days, sequence)| {
            let first = NaiveDate::from_ymd_opt(1940, 1, 1).expect("a date");
            let birth = first + chrono::Days::new(days);
            let text = format!("{region}{}{sequence:03}", birth.format("%Y%m%d"));
            let digits = text.as_bytes().try_into().expect("17 digits");
            (whole(digits), birth, if sequence % 2 == 1 { Sex::Male } else { Sex::Female })
        })
    }

    /// `number` with one character changed, or two neighbours swapped.
    fn damaged(number: &[u8; LENGTH], at: usize, character: u8, swap: bool) -> [u8; LENGTH] {
        let mut wrong = *number;
        if swap && at > 0 {
            wrong.swap(at - 1, at);
        } else {
            wrong[at] = character;
        }
        wrong
    }

    proptest! {
        #[test]
        fn a_slip_is_undone_or_left_alone_never_made_worse(
            (number, birth, sex) in valid(),
            at in 0..LENGTH,
            character in prop::sample::select(b"0123456789XOl".to_vec()),
            swap in any::<bool>(),
            says_birth in any::<bool>(),
            says_sex in any::<bool>(),
        ) {
            let wrong = damaged(&number, at, character, swap);
            prop_assume!(id::check18(&wrong, as_of()).is_err());
            let suspect = Suspect {
                number: wrong,
                name: 1,
                birth: says_birth.then_some(birth),
                sex: says_sex.then_some(sex),
            };
            let found = candidates(&suspect, as_of());
            let original = person(&number);
            prop_assert!(found.contains(&original));
            for person in &found {
                let text = person.digits18().expect("an ID number");
                let other = text.as_bytes().iter().zip(&wrong).filter(|(a, b)| a != b).count();
                prop_assert!((1..=2).contains(&other));
                let digits = text.as_bytes().first_chunk().expect("17 digits");
                prop_assert!(!says_birth || birth_date(digits) == Some(birth));
            }
            // Another row of the same name has the number: it is found, and nothing else ever is.
            let (chosen, basis) = choose(&found, &suspect, |other| other == original).expect("one");
            prop_assert_eq!(chosen, original);
            prop_assert_eq!(basis.contains(&Evidence::BirthDate), says_birth);
            prop_assert_eq!(basis.contains(&Evidence::Sex), says_sex);
            // No such row: only where nothing else could have been meant.
            if let Some((chosen, _)) = choose(&found, &suspect, |_| false) {
                prop_assert_eq!(chosen, original);
            }
            // Rows of the same name carry two of them: there is no telling.
            if found.len() > 1 {
                let two = [original, *found.iter().find(|p| **p != original).expect("another")];
                prop_assert_eq!(choose(&found, &suspect, |person| two.contains(&person)), None);
            }
        }
    }

    #[test]
    fn the_birth_date_alone_settles_a_slip_in_it() {
        let suspect = Suspect {
            number: *b"110101199003098670",
            name: 0,
            birth: NaiveDate::from_ymd_opt(1990, 3, 7),
            sex: None,
        };
        let found = candidates(&suspect, as_of());
        let chosen = choose(&found, &suspect, |_| false).map(|(person, _)| person.digits18());
        assert_eq!(chosen.flatten().as_deref(), Some("110101199003078670"));
        let silent = Suspect { birth: None, ..suspect };
        assert_eq!(choose(&candidates(&silent, as_of()), &silent, |_| false), None);
    }
}
