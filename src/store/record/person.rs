//! Persons as one integer of 57 bits: what anyone who reads the table can count.

use crate::model::person_id::PersonId;

/// Above the keys of ID numbers (17 digits) stand the old permanent-residence cards.
const OLD_CARDS: u64 = 100_000_000_000_000_000;
/// Above these, which are fewer than 26^3 × 10^12, stand other documents, by a hash of their texts.
const DOCUMENTS: u64 = 118_000_000_000_000_000;
/// No key is as large.
pub const KEYS: u64 = 1 << 57;
/// What a key of an old card has set besides its letters and digits.
const OLD_CARD: u64 = 1 << 62;

/// The stored key and the kind of a person; nothing for one whose number is wrong.
#[must_use]
pub fn stored(person: PersonId, document: Option<&str>) -> Option<(i64, &'static str)> {
    let (key, kind) = match (person.key(), document) {
        _ if person.is_barred() => return None,
        (_, Some(text)) => (document_key(text), "document"),
        (key, None) if key < OLD_CARDS => (key, "id"),
        (key, None) => (OLD_CARDS + (key & !OLD_CARD), "old_card"),
    };
    Some((i64::try_from(key).ok()?, kind))
}

/// The person with a stored key that is of no document.
#[must_use]
pub fn person(key: i64) -> Option<PersonId> {
    match u64::try_from(key).ok()? {
        key if key < OLD_CARDS => Some(PersonId::of_key(key)),
        key if key < DOCUMENTS => Some(PersonId::of_key(OLD_CARD | (key - OLD_CARDS))),
        _ => None,
    }
}

/// Two documents share a key once in 10^7 stores of 10^5 documents; within the program they stay apart by their texts.
fn document_key(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    let first = hash.as_bytes().first_chunk().copied().map_or(0, u64::from_le_bytes);
    DOCUMENTS + first % (KEYS - DOCUMENTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_come_back_and_never_meet() {
        let id = PersonId::from_digits(b"99999999999999999");
        let cards = [
            PersonId::from_old_card(b"AAA000000000000"),
            PersonId::from_old_card(b"ZZZ999999999999"),
        ];
        for known in [id, cards[0], cards[1]] {
            let (key, _) = stored(known, None).expect("a key");
            assert_eq!(person(key), Some(known));
            assert!(u64::try_from(key).expect("positive") < KEYS);
        }
        let (document, kind) = stored(PersonId::document(4), Some("护照\u{1f}E1")).expect("a key");
        assert_eq!((person(document), kind), (None, "document"));
        assert!(u64::try_from(document).expect("positive") < KEYS);
        assert!(stored(cards[1], None).expect("a key").0 < 118_000_000_000_000_000);
        assert_eq!(stored(PersonId::barred(7), None), None);
    }
}
