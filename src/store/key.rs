//! The key of an encrypted store, its file, and what is derived from it.
//!
//! A key is 32 random bytes. It encrypts nothing itself: every use has a key of its own, derived with BLAKE3 under a
//! context that no other use has.

use std::fmt;
use std::fs::File;
use std::hint::black_box;
use std::io::Read;
use std::path::Path;

use super::disk::{DiskError, Doing};
use super::error::StoreError;
use crate::model::key_file;

const LENGTH: usize = 32;
/// A key file is far smaller, whatever remarks somebody added.
const LARGEST_FILE: u64 = 16 * 1024;

/// Bytes that must not be seen: never printed, and wiped when they are done with.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret([u8; LENGTH]);

impl Secret {
    pub(super) fn bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.fill(0);
        // Else the compiler may leave out what nobody reads any more. What was moved on the stack is out of reach.
        black_box(&self.0);
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(..)")
    }
}

/// What a derived key is for. A context is for ever: with another one, what was written cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Fingerprint,
    Persons,
    Cells,
    CellNonces,
    Words,
    WordNonces,
    Objects,
    ObjectNonces,
    ObjectNames,
    AccessLog,
    LogChain,
}

impl Purpose {
    fn context(self) -> &'static str {
        match self {
            Self::Fingerprint => "taizhang store 2026-11-22 fingerprint of the key",
            Self::Persons => "taizhang store 2026-11-22 bijection of person keys",
            Self::Cells => "taizhang store 2026-11-22 cells of rows",
            Self::CellNonces => "taizhang store 2026-11-22 nonces of cells",
            Self::Words => "taizhang store 2026-11-23 words of columns",
            Self::WordNonces => "taizhang store 2026-11-23 nonces of words",
            Self::Objects => "taizhang store 2026-11-22 contents of objects",
            Self::ObjectNonces => "taizhang store 2026-11-22 nonces of objects",
            Self::ObjectNames => "taizhang store 2026-11-22 names of objects",
            Self::AccessLog => "taizhang store 2026-11-22 chain of the access log",
            Self::LogChain => "taizhang store 2026-11-23 chain of the log of commits",
        }
    }
}

/// The key of a store.
#[derive(Clone, Debug)]
pub struct Key(Secret);

impl Key {
    /// The key in a file. Anything but remarks and one line of 64 hexadecimal digits is refused.
    ///
    /// # Errors
    /// If it is no key file, or the disk refuses.
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        let mut text = Vec::new();
        File::open(path)
            .and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut text))
            .map_err(DiskError::when(Doing::Read, path))?;
        let key = parse(&text);
        wipe(&mut text);
        key.map_err(|fault| StoreError::NotAKey { path: path.to_owned(), fault })
    }

    /// Tells one key from another and nothing about either; a store carries it, so that a wrong key is known at once.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let derived = self.derive(Purpose::Fingerprint);
        let mut hex = blake3::Hash::from(*derived.bytes()).to_string();
        hex.truncate(LENGTH);
        hex
    }

    pub(super) fn derive(&self, purpose: Purpose) -> Secret {
        Secret(blake3::derive_key(purpose.context(), self.0.bytes()))
    }
}

fn parse(bytes: &[u8]) -> Result<Key, String> {
    if bytes.len() as u64 > LARGEST_FILE {
        return Err("太大了，密钥文件只有几行字".to_owned());
    }
    let text = str::from_utf8(bytes).map_err(|_| "不是文本文件".to_owned())?;
    key_file::parse(text).map(|key| Key(Secret(key))).map_err(|fault| fault.to_string())
}

/// Overwrites what must not stay in memory.
fn wipe(bytes: &mut [u8]) {
    bytes.fill(0);
    black_box(bytes);
}

/// A key for tests, one for each seed.
#[cfg(test)]
pub(super) fn test_key(seed: u8) -> Key {
    Key(Secret([seed; LENGTH]))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::test_folder::TestFolder;

    #[test]
    fn what_an_editor_does_to_a_key_file_does_no_harm() {
        let digits = "0123456789abcdef".repeat(4);
        let plain = parse(digits.as_bytes()).expect("a key");
        for text in [
            format!("\u{feff}# 说明\r\n{digits}\r\n"),
            format!("\n# 一\n# 二\n\n  {digits}  \n\n"),
            digits.to_uppercase(),
        ] {
            assert_eq!(parse(text.as_bytes()).expect("a key").0, plain.0, "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_key() {
        let folder = TestFolder::new();
        let digits = "0123456789abcdef".repeat(4);
        let wrong: [(Vec<u8>, &str); 8] = [
            (Vec::new(), "没有密钥"),
            ("# 只有说明\n".into(), "没有密钥"),
            (digits[1..].into(), "64 个"),
            (format!("{digits}0").into(), "64 个"),
            (format!("{digits}\n{digits}").into(), "不止一行"),
            (format!("{}g", &digits[1..]).into(), "十六进制"),
            (vec![0xff; 64], "不是文本"),
            (vec![b'a'; 20_000], "太大"),
        ];
        for (bytes, said) in wrong {
            let path = folder.path().join("a.key");
            fs::write(&path, bytes).expect("written");
            let error = Key::read(&path).expect_err("no key").to_string();
            assert!(error.contains(said) && error.contains("a.key"), "{error}");
        }
        let missing = Key::read(&folder.path().join("none.key")).expect_err("no file");
        assert!(missing.to_string().contains("不存在"), "{missing}");
    }

    #[test]
    fn a_fingerprint_stays_as_it_is() {
        // Worked out by another program.
        assert_eq!(test_key(1).fingerprint(), "f7fa3fa1c5ec99db9b6b92ecd73147b9");
        assert_ne!(test_key(2).fingerprint(), test_key(1).fingerprint());
    }

    #[test]
    fn nothing_shows_the_key() {
        let digits = "0123456789abcdef".repeat(4);
        let key = parse(digits.as_bytes()).expect("a key");
        assert_eq!(format!("{key:?}"), "Key(Secret(..))");
        assert!(!digits.contains(&key.fingerprint()[..8]));
        assert_eq!(key.fingerprint().len(), 32);
    }

    #[test]
    fn every_purpose_has_a_key_of_its_own() {
        use Purpose::{
            AccessLog, CellNonces, Cells, Fingerprint, ObjectNames, ObjectNonces, Objects, Persons,
            WordNonces, Words,
        };
        let key = parse("0123456789abcdef".repeat(4).as_bytes()).expect("a key");
        let all = [
            Fingerprint,
            Persons,
            Cells,
            CellNonces,
            Words,
            WordNonces,
            Objects,
            ObjectNonces,
            ObjectNames,
            AccessLog,
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(
                all[..at].iter().all(|other| key.derive(*other) != key.derive(*one)),
                "{one:?}"
            );
        }
    }
}
