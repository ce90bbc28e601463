//! Characters that were lost on the way: bytes that are no text, or what an earlier program put in their place.

use crate::model::sheet::Cell;

/// Stands for what could not be decoded (U+FFFD).
const LOST: char = '\u{fffd}';
/// Its first byte in UTF-8; hardly any cell has one.
const FIRST_BYTE: u8 = 0xef;

/// Whether the text of a cell has lost characters.
#[must_use]
pub fn is_garbled(cell: &Cell<'_>) -> bool {
    let may_have =
        if cell.is_utf8() { cell.bytes.contains(&FIRST_BYTE) } else { !cell.bytes.is_ascii() };
    may_have && has_lost(&cell.text())
}

/// Whether a text has lost characters.
#[must_use]
pub fn has_lost(text: &str) -> bool {
    text.contains(LOST)
}
