//! Columns by their letters, as spreadsheets show them.

/// The letters of a column as a spreadsheet shows them: 0 is `A`, 26 is `AA`.
#[must_use]
pub fn letters(position: usize) -> String {
    let mut left = position;
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
        match (left / 26).checked_sub(1) {
            Some(next) => left = next,
            None => return letters.into_iter().rev().collect(),
        }
    }
}

/// The position that the letters of a column stand for.
#[must_use]
pub fn position_of(letters: &str) -> Option<usize> {
    /// Spreadsheets end at `XFD`.
    const MOST_LETTERS: usize = 3;
    let fits = (1..=MOST_LETTERS).contains(&letters.len());
    if !fits || !letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let number = letters.bytes().fold(0, |number, byte| number * 26 + usize::from(byte - b'A') + 1);
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_name_columns_as_spreadsheets_do() {
        for (position, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!((letters(position).as_str(), position_of(name)), (name, Some(position)));
        }
        assert_eq!([position_of(""), position_of("a"), position_of("ABCD")], [None; 3]);
    }
}
