//! Names: hashed in the form in which they are compared, so that conflicts show without keeping names.

use std::borrow::Cow;
use std::hash::BuildHasher;

use crate::model::sheet::Cell;
use crate::model::text::name_key;
use crate::model::vocabulary::Vocabulary;

/// A hash of the name in a cell; 0 when the cell says nothing.
#[must_use]
pub fn hash(cell: &Cell<'_>, words: &Vocabulary) -> u64 {
    if cell.is_empty() {
        return 0;
    }
    if let Some(hash) = hash_plain(cell) {
        return hash;
    }
    let text: Cow<'_, str> = cell.text();
    if words.says_nothing(&text) {
        return 0;
    }
    hash_bytes(name_key(&text).as_bytes())
}

/// The same of a name that stands there as it is compared, with no character lost; `None` where more must be looked
/// at.
#[must_use]
pub fn hash_plain(cell: &Cell<'_>) -> Option<u64> {
    (cell.is_utf8() && is_plain(cell.bytes)).then(|| hash_bytes(cell.bytes))
}

/// Whether UTF-8 bytes are a name as it is compared already, and no empty word: no white space, no second kind of
/// dot, at least two common Chinese characters. The lead bytes of all special characters are left to the slow path.
fn is_plain(bytes: &[u8]) -> bool {
    const TWO_CHARACTERS: usize = 6;
    bytes.len() >= TWO_CHARACTERS
        && bytes[0] >= 0xe4
        && bytes.iter().fold(true, |all, byte| all & IS_PLAIN[usize::from(*byte)])
        && bytes != "暂无".as_bytes()
        && bytes != "待定".as_bytes()
}

/// What [`is_plain`] lets pass, as a table, since it is asked for every byte of every name.
const IS_PLAIN: [bool; 256] = {
    let mut table = [true; 256];
    let mut special = 0;
    while special <= b' ' as usize {
        table[special] = false;
        special += 1;
    }
    let leads = [0xc2, 0xe2, 0xe3, 0xef];
    let mut index = 0;
    while index < leads.len() {
        table[leads[index]] = false;
        index += 1;
    }
    table
};

fn hash_bytes(bytes: &[u8]) -> u64 {
    let state = foldhash::quality::FixedState::with_seed(0);
    state.hash_one(bytes).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::SheetId;
    use crate::model::sheet::{CellKind, Encoding, RawBlock};

    fn hash_of(name: &str) -> u64 {
        let words = Vocabulary::shipped().expect("shipped data");
        let mut block = RawBlock::new(SheetId { file: 0, sheet: 0 }, 1, Encoding::Utf8, 1);
        block.push_cell(CellKind::Text, name.as_bytes());
        block.end_row();
        hash(&block.row(0).cell(0), &words)
    }

    #[test]
    fn names_are_equal_whatever_their_spaces_and_dots() {
        assert_eq!(hash_of("王芳"), hash_of(" 王　芳 "));
        assert_eq!(hash_of("阿依·古丽"), hash_of("阿依•古丽"));
        assert_ne!(hash_of("王芳"), hash_of("王方"));
        assert_eq!([hash_of("无"), hash_of("暂无"), hash_of("—"), hash_of("")], [0; 4]);
    }
}
