//! The key of an encrypted store, its file, and what is derived from it.
//!
//! A key is 32 random bytes. It encrypts nothing itself: every use has a key of its own, derived with BLAKE3 under a
//! context that no other use has.

use std::fmt;
use std::fs::File;
use std::hint::black_box;
use std::io::Read;
use std::path::Path;

use super::disk::{self, DiskError, Doing};
use super::error::StoreError;

const LENGTH: usize = 32;
/// A key file is far smaller, whatever remarks somebody added.
const LARGEST_FILE: u64 = 16 * 1024;

const REMARK: &str = "\
# 台账（taizhang）的密钥。没有它，加密的台账库再也打不开，任何人都无法恢复：请备份到别处，不要与台账库放在一起，不要改动下一行。
";

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
    Objects,
    ObjectNonces,
    ObjectNames,
    AccessLog,
}

impl Purpose {
    fn context(self) -> &'static str {
        match self {
            Self::Fingerprint => "taizhang store 2026-11-22 fingerprint of the key",
            Self::Persons => "taizhang store 2026-11-22 bijection of person keys",
            Self::Cells => "taizhang store 2026-11-22 cells of rows",
            Self::CellNonces => "taizhang store 2026-11-22 nonces of cells",
            Self::Objects => "taizhang store 2026-11-22 contents of objects",
            Self::ObjectNonces => "taizhang store 2026-11-22 nonces of objects",
            Self::ObjectNames => "taizhang store 2026-11-22 names of objects",
            Self::AccessLog => "taizhang store 2026-11-22 chain of the access log",
        }
    }
}

/// The key of a store.
#[derive(Clone, Debug)]
pub struct Key(Secret);

impl Key {
    /// Makes a new key and its file. A file that is there already is never overwritten.
    ///
    /// # Errors
    /// If the file exists, or the disk or the source of random numbers refuses.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        let mut bytes = [0; LENGTH];
        aws_lc_rs::rand::fill(&mut bytes).map_err(|_| StoreError::NoRandomness)?;
        let key = Self(Secret(bytes));
        let mut text = format!("{REMARK}{}\n", blake3::Hash::from(bytes).to_hex()).into_bytes();
        bytes.fill(0);
        black_box(&bytes);
        let written = disk::write_new(path, &text);
        wipe(&mut text);
        match written {
            Ok(()) => Ok(key),
            Err(error) if error.is_taken() => Err(StoreError::KeyExists { path: path.to_owned() }),
            Err(error) => Err(error.into()),
        }
    }

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

fn parse(bytes: &[u8]) -> Result<Key, &'static str> {
    if bytes.len() as u64 > LARGEST_FILE {
        return Err("太大了，密钥文件只有几行字");
    }
    let text = str::from_utf8(bytes).map_err(|_| "不是文本文件")?;
    // Editors put a mark in front and other line ends behind.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let line =
        lines.next().ok_or("其中没有密钥，除去以 # 开头的说明后应有一行 64 个十六进制数字")?;
    if lines.next().is_some() {
        return Err("其中不止一行密钥");
    }
    let hash = blake3::Hash::from_hex(line)
        .map_err(|_| "密钥应为一行 64 个十六进制数字（0-9、a-f），可能被改动或没有复制全")?;
    Ok(Key(Secret(hash.into())))
}

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
    fn a_new_key_is_read_back_from_its_file() {
        let folder = TestFolder::new();
        let path = folder.path().join("store.key");
        let made = Key::create(&path).expect("a key");
        let read = Key::read(&path).expect("the key");
        assert_eq!(made.0, read.0);
        let text = fs::read_to_string(&path).expect("text");
        assert!(text.starts_with("# 台账") && text.lines().count() == 2);
        let other = Key::create(&folder.path().join("other.key")).expect("a key");
        assert_ne!(made.0, other.0);
        assert_ne!(made.fingerprint(), other.fingerprint());
        assert_eq!(made.fingerprint(), read.fingerprint());
    }

    #[test]
    fn a_file_that_exists_stays_as_it_is() {
        let folder = TestFolder::new();
        let path = folder.path().join("工资.xlsx");
        fs::write(&path, "precious").expect("written");
        let error = Key::create(&path).expect_err("it exists");
        assert!(error.to_string().contains("不会覆盖"), "{error}");
        assert_eq!(fs::read(&path).expect("read"), b"precious");
    }

    #[cfg(unix)]
    #[test]
    fn a_key_is_for_the_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = TestFolder::new();
        let path = folder.path().join("store.key");
        Key::create(&path).expect("a key");
        assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
    }

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
            (digits[1..].into(), "没有复制全"),
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
        };
        let key = parse("0123456789abcdef".repeat(4).as_bytes()).expect("a key");
        let all = [
            Fingerprint,
            Persons,
            Cells,
            CellNonces,
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
