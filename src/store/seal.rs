//! Authenticated encryption: AES-256-GCM-SIV (RFC 8452), which forgives a nonce that comes twice.
//!
//! The nonce is not drawn but follows from what is sealed and where, by keyed BLAKE3: the same content in the same
//! place gives the same bytes, so that a store written again is the same store, and nothing depends on a source of
//! randomness. That is a synthetic nonce as in RFC 5297. Two sealings share one only if content and place are equal,
//! and then nothing is learnt, or by chance: once in 2^33 for 2^32 rows, and even then GCM-SIV keeps both secret.

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use thiserror::Error;

use super::key::{Key, Purpose, Secret};

/// Lengths are rounded up to this, so that they do not tell a name of two characters from one of three.
const PIECE: usize = 32;
/// Ends the content; zeros fill up what is left (ISO/IEC 7816-4).
const END: u8 = 0x80;
const TAG: usize = 16;

/// Why something cannot be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealError {
    /// The library refused: no memory, or more than it can take.
    #[error("加密程序没有完成")]
    Failed,
    /// It was changed, moved to another place, or sealed with another key.
    #[error("密文被改动、被移动过，或密钥不对")]
    NotGenuine,
}

/// What a sealer seals; each has keys of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// Personal cells of rows, rejects and findings.
    Cells,
    /// Free texts that repeat.
    Words,
    /// Objects.
    Objects,
}

/// Seals and opens.
#[derive(Debug)]
pub struct Sealer {
    key: LessSafeKey,
    nonces: Secret,
}

impl Sealer {
    /// With the keys for `what`.
    ///
    /// # Errors
    /// [`SealError::Failed`] if the system has no memory.
    pub fn new(key: &Key, what: Sealed) -> Result<Self, SealError> {
        let (contents, nonces) = match what {
            Sealed::Cells => (Purpose::Cells, Purpose::CellNonces),
            Sealed::Words => (Purpose::Words, Purpose::WordNonces),
            Sealed::Objects => (Purpose::Objects, Purpose::ObjectNonces),
        };
        let unbound = UnboundKey::new(&AES_256_GCM_SIV, key.derive(contents).bytes())
            .map_err(|_| SealError::Failed)?;
        Ok(Self { key: LessSafeKey::new(unbound), nonces: key.derive(nonces) })
    }

    /// Nonce, ciphertext, tag. `context` says where it belongs, such as the hash of the file, the sheet and the row
    /// in that order and with the length of each that has no fixed one; it opens with the same `context` only, and is
    /// not part of the result.
    ///
    /// # Errors
    /// [`SealError::Failed`] if the system has no memory, or `plain` has more than 2^36 bytes.
    pub fn seal(&self, plain: &[u8], context: &[u8]) -> Result<Vec<u8>, SealError> {
        let padded = (plain.len() + 1).next_multiple_of(PIECE);
        let nonce = self.nonce(plain, context);
        let mut sealed = Vec::with_capacity(NONCE_LEN + padded + TAG);
        sealed.extend(nonce);
        sealed.extend(plain);
        sealed.push(END);
        sealed.resize(NONCE_LEN + padded, 0);
        let content = sealed.get_mut(NONCE_LEN..).unwrap_or_default();
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = self
            .key
            .seal_in_place_separate_tag(nonce, Aad::from(context), content)
            .map_err(|_| SealError::Failed)?;
        sealed.extend(tag.as_ref());
        Ok(sealed)
    }

    /// The content, if nobody touched it and it is in its place.
    ///
    /// # Errors
    /// [`SealError::NotGenuine`] else.
    pub fn open(&self, sealed: &[u8], context: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, content) =
            sealed.split_first_chunk::<NONCE_LEN>().ok_or(SealError::NotGenuine)?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let mut content = content.to_vec();
        let padded = self
            .key
            .open_in_place(nonce, Aad::from(context), &mut content)
            .map_err(|_| SealError::NotGenuine)?;
        let end = padded.iter().rposition(|byte| *byte != 0).ok_or(SealError::NotGenuine)?;
        if padded.get(end) != Some(&END) {
            return Err(SealError::NotGenuine);
        }
        content.truncate(end);
        Ok(content)
    }

    fn nonce(&self, plain: &[u8], context: &[u8]) -> [u8; NONCE_LEN] {
        let mut hasher = blake3::Hasher::new_keyed(self.nonces.bytes());
        // With its length in front, so that no byte of one can pass for one of the other.
        hasher.update(&(context.len() as u64).to_le_bytes()).update(context).update(plain);
        let mut nonce = [0; NONCE_LEN];
        hasher.finalize_xof().fill(&mut nonce);
        nonce
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::key::test_key;

    const PLACE: &[u8] = b"file 1, row 2";

    fn sealer() -> Sealer {
        Sealer::new(&test_key(1), Sealed::Cells).expect("a sealer")
    }

    #[test]
    fn what_was_sealed_is_opened_and_cannot_be_read() {
        let plain = "张三\u{1f}13812341234".as_bytes();
        let sealed = sealer().seal(plain, PLACE).expect("sealed");
        assert_eq!(sealer().open(&sealed, PLACE), Ok(plain.to_vec()));
        assert!(!sealed.windows(6).any(|bytes| plain.windows(6).any(|other| other == bytes)));
    }

    #[test]
    fn every_byte_counts() {
        let sealer = sealer();
        let sealed = sealer.seal("张三".as_bytes(), PLACE).expect("sealed");
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut other = sealed.clone();
                other[at] ^= 1 << bit;
                assert_eq!(sealer.open(&other, PLACE), Err(SealError::NotGenuine), "{at}.{bit}");
            }
        }
        for length in 0..sealed.len() {
            let cut = sealer.open(&sealed[..length], PLACE);
            assert_eq!(cut, Err(SealError::NotGenuine), "{length}");
        }
        let longer = [&sealed[..], &[0]].concat();
        assert_eq!(sealer.open(&longer, PLACE), Err(SealError::NotGenuine));
    }

    #[test]
    fn another_place_or_key_does_not_open_it() {
        let sealed = sealer().seal("张三".as_bytes(), PLACE).expect("sealed");
        assert_eq!(sealer().open(&sealed, b"file 1, row 3"), Err(SealError::NotGenuine));
        assert_eq!(sealer().open(&sealed, b""), Err(SealError::NotGenuine));
        let other = Sealer::new(&test_key(2), Sealed::Cells).expect("a sealer");
        assert_eq!(other.open(&sealed, PLACE), Err(SealError::NotGenuine));
        let objects = Sealer::new(&test_key(1), Sealed::Objects).expect("a sealer");
        assert_eq!(objects.open(&sealed, PLACE), Err(SealError::NotGenuine));
    }

    #[test]
    fn equal_content_is_told_in_equal_places_only() {
        let sealer = sealer();
        let one = sealer.seal(b"13812341234", PLACE).expect("sealed");
        assert_eq!(one, sealer.seal(b"13812341234", PLACE).expect("sealed"));
        let other = sealer.seal(b"13812341234", b"file 1, row 3").expect("sealed");
        assert_ne!(one[..NONCE_LEN], other[..NONCE_LEN]);
        assert_ne!(one[NONCE_LEN..], other[NONCE_LEN..]);
        // The border between place and content is part of what the nonce follows from.
        assert_ne!(sealer.nonce(b"bc", b"a"), sealer.nonce(b"c", b"ab"));
    }

    #[test]
    fn lengths_tell_little() {
        let length = |plain: &str| sealer().seal(plain.as_bytes(), PLACE).expect("sealed").len();
        assert_eq!(length(""), NONCE_LEN + PIECE + TAG);
        assert_eq!(length("张三"), length("阿不都热合曼"));
        assert_eq!(length(&"a".repeat(PIECE - 1)), length(""));
        assert_eq!(length(&"a".repeat(PIECE)), length("") + PIECE);
    }

    proptest! {
        #[test]
        fn any_content_comes_back(plain: Vec<u8>, context: Vec<u8>) {
            let sealer = sealer();
            let sealed = sealer.seal(&plain, &context).expect("sealed");
            prop_assert_eq!(sealer.open(&sealed, &context), Ok(plain));
        }

        #[test]
        fn any_bytes_may_be_tried(sealed: Vec<u8>, context: Vec<u8>) {
            prop_assert_eq!(sealer().open(&sealed, &context), Err(SealError::NotGenuine));
        }
    }
}
