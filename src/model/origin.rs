//! 来源: where a row of a return workbook was first rejected. Written into its last column, read when it comes back.

use std::fmt;
use std::sync::Arc;

use super::text::{narrow, trim};

/// A row named so that it is found again whatever its file is called: the file by its content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The first 64 bits of the BLAKE3 hash of the file.
    pub file: u64,
    /// Name of the sheet; empty for delimited text.
    pub sheet: Arc<str>,
    /// Number of the row, as a spreadsheet shows it.
    pub row: u32,
}

/// Hexadecimal digits of a file's hash that stand in the column.
const HASH_DIGITS: usize = 16;
const SEPARATOR: char = '|';

impl Origin {
    /// The row of a sheet of the file with this hash (hexadecimal, at least 16 digits).
    #[must_use]
    pub fn new(hash: &str, sheet: &str, row: u32) -> Option<Self> {
        Some(Self { file: file_key(hash)?, sheet: sheet.into(), row })
    }

    /// Reads the text of a cell; anything else than an origin is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (hash, rest) = trim(text).split_once(SEPARATOR)?;
        let (sheet, row) = rest.rsplit_once(SEPARATOR)?;
        let row = narrow(row).parse().ok().filter(|row| *row > 0)?;
        Self::new(hash, sheet, row)
    }
}

/// The key of a file by its hash.
#[must_use]
pub fn file_key(hash: &str) -> Option<u64> {
    let digits = trim(hash).get(..HASH_DIGITS)?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then(|| u64::from_str_radix(digits, 16).ok())
        .flatten()
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, sheet, row } = self;
        write!(out, "{file:016x}{SEPARATOR}{sheet}{SEPARATOR}{row}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for sheet in ["", "一班", "a|b", "100%"] {
            let origin = Origin::new(&"00ff".repeat(16), sheet, 12).expect("a hash");
            assert_eq!(Origin::parse(&format!(" {origin}\n")), Some(origin));
        }
        for other in
            ["", "本地", "00ff|x|1", "00ff00ff00ff00ff|x|0", "+0ff00ff00ff00ff|x|1", "考生来源"]
        {
            assert_eq!(Origin::parse(other), None, "{other}");
        }
    }
}
