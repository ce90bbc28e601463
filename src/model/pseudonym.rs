//! Keyed pseudonyms: the same person has the same one under a key, and without the key nothing leads back.

use std::borrow::Cow;
use std::fmt;

use super::key_file::{self, KeyBytes, KeyFault};
use super::person_id::{birth_date, check_character, normalise};

/// What pseudonyms are made with. Derived from the key in the file, so that no other use of that key tells anything.
#[derive(Clone, Copy)]
pub struct PseudonymKey(KeyBytes);

/// Tells this use of a key from all others. Never to be changed: pseudonyms would.
const CONTEXT: &str = "taizhang 2026-11-22 pseudonyms of persons";
/// Characters behind the letter: 80 bits, so that among 10^8 persons any two share one with odds of 1 to 240 million.
const LENGTH: usize = 16;
/// RFC 4648: few digits, so that none is taken for a number of something.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

impl PseudonymKey {
    /// From the text of a key file: lines of comment begin with `#`, one line is 64 hexadecimal digits.
    ///
    /// # Errors
    /// When the text holds no key.
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        Ok(Self(blake3::derive_key(CONTEXT, &key_file::parse(text)?)))
    }

    /// The pseudonym of whom an ID number names, in whatever way it is written: `P` before that of a sound number, `N`
    /// before that of any other.
    #[must_use]
    pub fn person(&self, number: &str) -> String {
        let plain = normalise(number).to_uppercase();
        match sound(&plain) {
            Some(number) => self.mark('P', &number),
            None => self.mark('N', &plain),
        }
    }

    /// What stands for a text that names something and holds a number of somebody.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.mark('T', text)
    }

    /// What stands for the hash of a file's content: a small file could be guessed from its hash.
    #[must_use]
    pub fn content(&self, hash: &str) -> String {
        self.hash('H', hash).to_hex().to_string()
    }

    fn mark(&self, letter: char, text: &str) -> String {
        let hash = self.hash(letter, text);
        let mut mark = String::from(letter);
        let (mut bits, mut held) = (0u32, 0u32);
        for byte in hash.as_bytes() {
            (bits, held) = (bits << 8 | u32::from(*byte), held + 8);
            while held >= 5 {
                held -= 5;
                let digit = bits >> held & 31;
                mark.extend(BASE32.get(digit as usize).copied().map(char::from));
            }
            bits &= (1 << held) - 1;
        }
        mark.truncate(1 + LENGTH);
        mark
    }

    /// Tells one key from another and nothing about either.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.hash('F', "").to_hex().to_string()
    }

    /// The letter keeps apart what is said of different things.
    fn hash(&self, letter: char, text: &str) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(&[u8::try_from(letter).unwrap_or(0)]);
        hasher.update(text.as_bytes());
        hasher.finalize()
    }
}

/// Shows no key.
impl fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PseudonymKey")
    }
}

/// The 18 characters of a sound ID number; one of 15 digits is upgraded, a disability card begins with one.
fn sound(number: &str) -> Option<Cow<'_, str>> {
    let upgraded = |old: &str| {
        let (region, rest) = old.split_at_checked(6)?;
        let digits = format!("{region}19{rest}");
        let check = check_character(digits.as_bytes().try_into().ok()?);
        Some(format!("{digits}{}", char::from(check)))
    };
    let is_digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let whole = match number.len() {
        15 if is_digits => Cow::Owned(upgraded(number)?),
        20 if is_digits || number.as_bytes().get(17) == Some(&b'X') => {
            Cow::Borrowed(number.get(..18)?)
        }
        18 => Cow::Borrowed(number),
        _ => return None,
    };
    let (digits, last) = whole.as_bytes().split_first_chunk::<17>()?;
    let is_sound = digits.iter().all(u8::is_ascii_digit)
        && last == [check_character(digits)]
        && birth_date(digits).is_some();
    is_sound.then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "# 化名密钥\n000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";

    fn key() -> PseudonymKey {
        PseudonymKey::parse(TEXT).expect("a key")
    }

    #[test]
    fn a_person_has_one_pseudonym_however_the_number_is_written() {
        let key = key();
        let one = key.person("44040119580101000X");
        assert_eq!(one.len(), 17);
        assert!(one.starts_with('P'));
        for text in [
            "44040119580101000x",
            " 440401 19580101 000X ",
            "'44040119580101000X",
            "４４０４０１１９５８０１０１０００Ｘ",
            "440401195801010 00Х",
            "440401580101000",
            "44040119580101000X42",
        ] {
            assert_eq!(key.person(text), one, "{text}");
        }
        assert_ne!(key.person("110101199003078670"), one);
    }

    #[test]
    fn pseudonyms_never_change_and_belong_to_a_key() {
        assert_eq!(key().person("44040119580101000X"), "PWO643GVLTJBPUBUW");
        let other = PseudonymKey::parse(&TEXT.replace("1f", "20")).expect("a key");
        assert_ne!(other.person("44040119580101000X"), key().person("44040119580101000X"));
    }

    #[test]
    fn a_wrong_number_is_told_from_a_sound_one() {
        for number in ["440401195801010001", "E12345678", "1.10101E+17", "440401195801010", "1"] {
            let mark = key().person(number);
            assert!(mark.starts_with('N') && mark.len() == 17, "{number}");
        }
        assert_ne!(key().text("E12345678")[1..], key().person("E12345678")[1..]);
    }

    #[test]
    fn only_a_key_is_taken_for_one() {
        let fault = |text: &str| PseudonymKey::parse(text).map(|_| ()).expect_err("no key");
        let line = TEXT.lines().nth(1).expect("a line");
        assert_eq!(fault(""), KeyFault::Missing);
        assert_eq!(fault("# 只有说明\n"), KeyFault::Missing);
        assert_eq!(fault(&format!("{line}\n{line}\n")), KeyFault::Several);
        assert_eq!(fault(&line[1..]), KeyFault::Form);
        assert_eq!(fault(&line.replace('0', "g")), KeyFault::Form);
        assert_eq!(fault(&"0".repeat(64)), KeyFault::Plain);
        let upper = format!("\u{feff}# 说明\r\n\r\n{}\r\n", line.to_uppercase());
        let same = PseudonymKey::parse(&upper).expect("a key");
        assert_eq!(same.person("1"), key().person("1"));
        assert_eq!(format!("{same:?}"), "PseudonymKey");
    }
}
