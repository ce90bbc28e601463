//! Unified social credit codes of employers (GB 32100-2015).

use crate::model::text::{is_space, narrow_char};

/// The 31 characters by their values: digits, then letters without I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const LENGTH: usize = 18;
/// Weight of the first character is 1; each following one is three times that before it.
const FACTOR: usize = 3;

/// Whether a code has 18 characters of the alphabet, the last of which checks the others. White space, full-width and
/// lower-case writing do not matter.
#[must_use]
pub fn is_valid(code: &str) -> bool {
    let narrowed = code.chars().map(narrow_char).filter(|c| !is_space(*c));
    let (mut count, mut sum, mut weight) = (0, 0, 1);
    for c in narrowed.map(|c| c.to_ascii_uppercase()) {
        let place = ALPHABET.iter().position(|known| char::from(*known) == c);
        let Some(value) = place else { return false };
        count += 1;
        // The check character makes the weighted sum a multiple of 31 when it has the weight 1.
        sum = (sum + value * if count == LENGTH { 1 } else { weight }) % ALPHABET.len();
        weight = weight * FACTOR % ALPHABET.len();
    }
    count == LENGTH && sum == 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The standard's own wording: 31 less the remainder of the weighted sum, and 0 for 31.
    fn check_character(body: &[u8]) -> u8 {
        let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
        let value = |c: u8| ALPHABET.iter().position(|known| *known == c).expect("in the alphabet");
        let sum: usize = body.iter().zip(weights).map(|(c, weight)| value(*c) * weight).sum();
        ALPHABET[(31 - sum % 31) % 31]
    }

    #[test]
    fn codes_of_the_standard_and_what_is_none() {
        // Published example of the standard's explanations.
        for code in ["91350100M000100Y43", "91350100m000100y43", " ９1350100M000100Y43 "] {
            assert!(is_valid(code), "{code}");
        }
        for code in [
            "91350100M000100Y44",
            "91350100M000100Y4",
            "91350100M000100Y430",
            "91350100I000100Y43",
            "220100000012345",
            "",
            "某公司",
        ] {
            assert!(!is_valid(code), "{code}");
        }
    }

    proptest! {
        #[test]
        fn the_check_character_is_the_only_one_that_fits(body in prop::collection::vec(0..31usize, 17)) {
            let body: Vec<u8> = body.into_iter().map(|value| ALPHABET[value]).collect();
            let check = check_character(&body);
            for last in *ALPHABET {
                let code = String::from_utf8([body.as_slice(), &[last]].concat()).expect("ASCII");
                prop_assert_eq!(is_valid(&code), last == check);
            }
        }
    }
}
