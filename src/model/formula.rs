//! Texts that a spreadsheet would compute when it opens a csv file: they get a `'` in front, and lose it when read back.

use std::borrow::Cow;

/// What a formula begins with; full-width signs are taken for one by spreadsheets that know them from the keyboard.
const STARTS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];
const GUARD: char = '\'';

/// `text` as a cell of a csv file: no formula, and no two texts become one.
#[must_use]
pub fn guard(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("{GUARD}{text}")) } else { Cow::Borrowed(text) }
}

/// The text that [`guard`] was given.
#[must_use]
pub fn unguard(cell: &str) -> &str {
    cell.strip_prefix(GUARD).filter(|text| is_formula(text)).unwrap_or(cell)
}

/// Guarded texts count too, or a guard could not be told from what stood there.
fn is_formula(text: &str) -> bool {
    // Most texts begin with a letter, or with a character of three bytes of which the first is not that of a sign.
    const FULL_WIDTH: u8 = 0xef;
    let first = text.as_bytes().first().copied().unwrap_or(b'a');
    if first.is_ascii_alphanumeric() || !first.is_ascii() && first != FULL_WIDTH {
        return false;
    }
    text.trim_start_matches(GUARD).starts_with(STARTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_compute_is_made_text_and_comes_back() {
        for text in
            ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r1", "\n1", "＝1", "－1", "'=1", "''+1"]
        {
            let cell = guard(text);
            assert_eq!(cell, format!("'{text}"));
            assert_eq!(unguard(&cell), text);
        }
        for text in ["", "1-1", "甲=乙", "'甲", "''", "（=1）", "——"] {
            assert_eq!((guard(text).as_ref(), unguard(text)), (text, text));
        }
    }
}
