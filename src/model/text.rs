//! Exact rules for comparing the text of a cell: what is trimmed, what is narrowed.

use std::borrow::Cow;

/// Characters that are no content: space, tab, line breaks, NBSP, U+3000, zero-width characters and BOM.
#[must_use]
pub fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{a0}' | '\u{3000}' | '\u{200b}'
            ..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}'
    )
}

/// Takes what is no content off both ends. Keys (unit, brand, class) are compared after this and nothing else.
#[must_use]
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// The half-width form of a full-width character.
#[must_use]
pub fn narrow_char(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '￥' => '¥',
        other => other,
    }
}

/// `text` with full-width characters narrowed and trimmed: the form in which words and numbers are recognised.
#[must_use]
pub fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(trim(text));
    }
    if text.chars().all(|c| narrow_char(c) == c) {
        return Cow::Borrowed(trim(text));
    }
    let narrowed: String = text.chars().map(narrow_char).collect();
    Cow::Owned(trim(&narrowed).to_owned())
}

/// `text` without any white space inside: how names and total words are compared.
#[must_use]
pub fn without_space(text: &str) -> String {
    text.chars().filter(|c| !is_space(*c)).collect()
}

/// A name as it is compared: no white space, one kind of middle dot.
#[must_use]
pub fn name_key(name: &str) -> String {
    name.chars()
        .filter(|c| !is_space(*c))
        .map(|c| if matches!(c, '•' | '・' | '．' | '‧') { '·' } else { c })
        .collect()
}

/// Levenshtein distance of two short texts.
#[must_use]
pub fn edits(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, b) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

/// The text that resembles `wanted` most; `None` where more than half of it would have to change.
#[must_use]
pub fn nearest<'a>(wanted: &str, texts: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wanted.chars().count();
    let most = length / 2;
    // Texts of another length are further away than that without being compared.
    let like = texts.into_iter().filter(|text| text.chars().count().abs_diff(length) <= most);
    let distances = like.map(|text| (edits(text, wanted), text));
    distances.filter(|(distance, _)| *distance <= most).min().map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrows_and_trims() {
        assert_eq!(narrow("　２０２３－５－６\u{feff}"), "2023-5-6");
        assert_eq!(narrow(" 是 "), "是");
        assert_eq!(trim("\u{200b}一班\u{a0}"), "一班");
    }

    #[test]
    fn the_nearest_text_shares_half_at_least() {
        let units = ["洪洞县", "襄汾县", "安泽县"];
        assert_eq!(nearest("洪桐县", units), Some("洪洞县"));
        assert_eq!(nearest("吉林市", units), None);
        assert_eq!(nearest("", units), None);
        assert_eq!((edits("abc", "acb"), edits("", "ab")), (2, 2));
    }

    #[test]
    fn names_compare_without_space_and_with_one_dot() {
        assert_eq!(name_key("阿依 • 古丽"), name_key("阿依·古丽"));
    }
}
