//! Persons as integers: 17 digits of an ID number fit a `u64`, its check character follows from them (GB 11643).

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;

use super::digits;
use super::text::{is_space, narrow_char};
use super::vocabulary::Sex;

/// A person's key.
///
/// Below 10^17: the first 17 digits of an 18-digit ID number or residence card. With the bit `OLD_CARD` set: an old
/// permanent-residence card (3 letters, 12 digits). With the bit `DOCUMENT` set: a number given out by the run to an
/// opaque document, which is never equal to an ID. With both bits: whoever a wrong ID number may belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(u64);

const OLD_CARD: u64 = 1 << 62;
const DOCUMENT: u64 = 1 << 63;
/// Behind all others when sorted.
const BARRED: u64 = DOCUMENT | OLD_CARD;

/// Three of the 17 digits stand behind the birth date.
const BEHIND_BIRTH: u64 = 1000;
/// Eleven of the 17 digits stand behind the code of the region.
const BEHIND_REGION: u64 = 100_000_000_000;
/// Eight digits of a birth date.
const BIRTH: u64 = 100_000_000;
/// Twelve digits stand behind the letters of an old card.
const BEHIND_LETTERS: u64 = 1_000_000_000_000;
const ALPHABET: u64 = 26;
/// From here on the first of 17 digits is 9.
const RESIDENCE_CARDS: u64 = 90_000_000_000_000_000;

/// Weights of the 17 digits, ISO 7064 MOD 11-2.
const WEIGHTS: [u16; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: [u8; 11] = *b"10X98765432";

impl PersonId {
    /// From the first 17 digits, already checked to be digits.
    #[must_use]
    pub fn from_digits(digits: &[u8; 17]) -> Self {
        let [first @ .., last] = digits;
        let (halves, _) = first.as_chunks();
        let eights = halves
            .iter()
            .fold(0, |number, half| number * 100_000_000 + u64::from(digits::number(*half)));
        Self(eights * 10 + u64::from(last & 0xf))
    }

    /// From the 3 letters and 12 digits of an old permanent-residence card.
    #[must_use]
    pub fn from_old_card(card: &[u8; 15]) -> Self {
        let key = card.iter().fold(0, |key, byte| match byte {
            b'A'..=b'Z' => key * 26 + u64::from(byte - b'A'),
            _ => key * 10 + u64::from(byte & 0xf),
        });
        Self(OLD_CARD | key)
    }

    /// The `index`-th opaque document of a run.
    #[must_use]
    pub fn document(index: u32) -> Self {
        Self(DOCUMENT | u64::from(index))
    }

    /// The old permanent-residence card, if it is one.
    #[must_use]
    pub fn old_card(self) -> Option<String> {
        if self.0 & BARRED != OLD_CARD {
            return None;
        }
        let key = self.0 & !OLD_CARD;
        let (letters, digits) = (key / BEHIND_LETTERS, key % BEHIND_LETTERS);
        let letter = |place: u32| {
            let value = letters / ALPHABET.pow(place) % ALPHABET;
            char::from(b'A' + u8::try_from(value).unwrap_or(0))
        };
        Some(format!("{}{}{}{digits:012}", letter(2), letter(1), letter(0)))
    }

    /// Whoever a wrong ID number may belong to: never counted, and the same wherever the same text stands.
    #[must_use]
    pub fn barred(hash: u64) -> Self {
        Self(BARRED | hash)
    }

    /// Whether it stands for a wrong ID number.
    #[must_use]
    pub fn is_barred(self) -> bool {
        self.0 & BARRED == BARRED
    }

    /// The person with this bare key.
    #[must_use]
    pub fn of_key(key: u64) -> Self {
        Self(key)
    }

    /// The bare key, for sorting.
    #[must_use]
    pub fn key(self) -> u64 {
        self.0
    }

    /// The number of the opaque document, if it is one.
    #[must_use]
    pub fn document_index(self) -> Option<u32> {
        (self.0 & BARRED == DOCUMENT).then(|| u32::try_from(self.0 & !DOCUMENT).ok()).flatten()
    }

    /// The birth date in an 18-digit number, as a number of year, month and day: `19900307`.
    #[must_use]
    pub fn birth(self) -> Option<u32> {
        (self.0 < OLD_CARD)
            .then(|| u32::try_from(self.0 / BEHIND_BIRTH % BIRTH))
            .and_then(Result::ok)
    }

    /// The code of the region in an 18-digit number, its first six digits.
    #[must_use]
    pub fn region(self) -> Option<u32> {
        (self.0 < OLD_CARD).then(|| u32::try_from(self.0 / BEHIND_REGION)).and_then(Result::ok)
    }

    /// The sex that the 17th digit of an ID number tells; the foreigners' residence card is not asked.
    #[must_use]
    pub fn sex(self) -> Option<Sex> {
        let sex = if self.0 % 2 == 1 { Sex::Male } else { Sex::Female };
        (self.0 < RESIDENCE_CARDS).then_some(sex)
    }

    /// The number as it is written: of the ID card, of the old card, or of one of these opaque documents; nothing of a
    /// wrong number.
    #[must_use]
    pub fn written(self, documents: &[Arc<str>]) -> Option<String> {
        let document = || {
            let key = documents.get(self.document_index()? as usize)?;
            Some(document_number(key).to_owned())
        };
        self.digits18().or_else(|| self.old_card()).or_else(document)
    }

    /// The number as it is written, where it is an 18-digit one.
    #[must_use]
    pub fn digits18(self) -> Option<String> {
        if self.0 >= OLD_CARD {
            return None;
        }
        let (mut digits, mut rest) = ([b'0'; 17], self.0);
        for digit in digits.iter_mut().rev() {
            *digit += u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
        }
        let mut text = String::with_capacity(digits.len() + 1);
        text.extend(digits.into_iter().chain([check_character(&digits)]).map(char::from));
        Some(text)
    }
}

/// Stands between the type and the number in the key of an opaque document.
pub const BEHIND_TYPE: char = '\u{1f}';

/// The number in the key of an opaque document.
#[must_use]
pub fn document_number(key: &str) -> &str {
    key.split_once(BEHIND_TYPE).map_or(key, |(_, number)| number)
}

/// The check character of 17 digits (GB 11643, ISO 7064 MOD 11-2).
#[must_use]
pub fn check_character(digits: &[u8; 17]) -> u8 {
    let sum: u16 =
        digits.iter().zip(WEIGHTS).map(|(digit, weight)| u16::from(digit & 0xf) * weight).sum();
    CHECK_CHARACTERS[usize::from(sum % 11)]
}

/// The birth date in digits 7 to 14, if it is a date from 1900 on.
#[must_use]
pub fn birth_date(digits: &[u8; 17]) -> Option<NaiveDate> {
    birth_number(digits).and_then(|_| digits::day(*digits[6..14].first_chunk()?))
}

/// The same as the number `19900307`.
#[must_use]
pub fn birth_number(digits: &[u8; 17]) -> Option<u32> {
    let birth = digits::number(*digits[6..14].first_chunk()?);
    (birth >= FIRST_BIRTH && digits::is_day(birth)).then_some(birth)
}

/// White space and quotes dropped, full-width characters narrowed, `="…"` opened, every writing of X unified.
pub fn normalise(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'X') {
        return Cow::Borrowed(text);
    }
    let plain: String = text
        .chars()
        .map(narrow_char)
        .filter(|c| !is_space(*c) && !matches!(c, '\'' | '`' | '‘' | '’'))
        .map(|c| match c {
            'x' | '×' | 'Х' | 'х' | 'Ⅹ' | 'ⅹ' => 'X',
            other => other,
        })
        .collect();
    let opened =
        plain.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).map(str::to_owned);
    Cow::Owned(opened.unwrap_or(plain))
}

/// Nobody in a ledger was born earlier.
const FIRST_BIRTH: u32 = 19_000_101;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_comes_back_with_its_check_character() {
        for number in ["440308199901101512", "110101199003078670", "44040119580101000X"] {
            let digits: [u8; 17] = number.as_bytes()[..17].try_into().expect("17 digits");
            let id = PersonId::from_digits(&digits);
            assert_eq!(id.digits18().as_deref(), Some(number));
        }
    }

    #[test]
    fn digits_are_read_as_the_number_they_write() {
        for number in
            [0, 1, 10, 12_345_678_901_234_567, 99_999_999_999_999_999, 90_000_000_100_000_001]
        {
            let text = format!("{number:017}");
            let digits: [u8; 17] = text.as_bytes().try_into().expect("17 digits");
            assert_eq!(PersonId::from_digits(&digits).key(), number);
        }
    }

    #[test]
    fn birth_date_and_sex_are_in_the_number() {
        let id = |number: &[u8; 17]| PersonId::from_digits(number);
        let woman = id(b"44040119580101000");
        assert_eq!((woman.birth(), woman.sex()), (Some(19_580_101), Some(Sex::Female)));
        assert_eq!(woman.region(), Some(440_401));
        let man = id(b"44030819990110151");
        assert_eq!((man.birth(), man.sex()), (Some(19_990_110), Some(Sex::Male)));
        let foreigner = id(b"91184019900307001");
        assert_eq!((foreigner.birth(), foreigner.sex()), (Some(19_900_307), None));
        for other in [PersonId::from_old_card(b"USA110088012501"), PersonId::document(3)] {
            assert_eq!((other.birth(), other.sex(), other.region()), (None, None, None));
        }
    }

    #[test]
    fn kinds_of_numbers_never_meet() {
        let id = PersonId::from_digits(b"99999999999999999");
        let card = PersonId::from_old_card(b"ZZZ999999999999");
        let document = PersonId::document(u32::MAX);
        let barred = [PersonId::barred(0), PersonId::barred(u64::MAX)];
        assert!(id < card && card < document && document < barred[0]);
        assert!(barred.iter().all(|person| person.is_barred()));
        assert!([id, card, document].iter().all(|person| !person.is_barred()));
        assert_eq!(
            barred.map(|person| (person.document_index(), person.birth())),
            [(None, None); 2]
        );
        assert_eq!(document.document_index(), Some(u32::MAX));
        assert_eq!(card.document_index(), None);
        assert_eq!(card.old_card().as_deref(), Some("ZZZ999999999999"));
        let usual = PersonId::from_old_card(b"USA010088012501");
        assert_eq!(usual.old_card().as_deref(), Some("USA010088012501"));
        assert_eq!([id.old_card(), document.old_card(), barred[1].old_card()], [const { None }; 3]);
        let documents = [Arc::from("护照\u{1f}E1"), Arc::from("E2")];
        let written = |person: PersonId| person.written(&documents);
        assert_eq!(written(id).as_deref(), Some("999999999999999993"));
        assert_eq!(written(usual).as_deref(), Some("USA010088012501"));
        assert_eq!(written(PersonId::document(0)).as_deref(), Some("E1"));
        assert_eq!(written(PersonId::document(1)).as_deref(), Some("E2"));
        assert_eq!([written(document), written(barred[0])], [const { None }; 2]);
    }
}
