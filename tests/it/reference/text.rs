//! How cells are compared: narrowing, trimming, cells that say nothing, option numbers.

/// What a cell holds when it says nothing, after narrowing and trimming.
const NOTHING: [&str; 9] = ["", "-", "—", "/", "无", "NULL", "#N/A", "暂无", "待定"];

/// Space, tab, line breaks, NBSP, U+3000, zero-width characters and BOM.
pub fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t'
            | '\n'
            | '\r'
            | '\u{a0}'
            | '\u{3000}'
            | '\u{200b}'
            | '\u{200c}'
            | '\u{200d}'
            | '\u{2060}'
            | '\u{feff}'
    )
}

/// A key as it is compared: trimmed, otherwise as written.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Full-width characters become their ASCII twins.
pub fn narrow(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        out.push(match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            _ => c,
        });
    }
    out
}

/// A word or number as it is recognised: narrowed and trimmed.
pub fn word(text: &str) -> String {
    trim(&narrow(text)).to_string()
}

pub fn says_nothing(text: &str) -> bool {
    NOTHING.contains(&word(text).as_str())
}

/// A choice as it is recognised: a word without an option number (`①`, `(3)`) in front.
pub fn choice(text: &str) -> String {
    let word = word(text);
    let rest = without_option_number(&word);
    if rest.is_empty() { word } else { rest.to_string() }
}

fn without_option_number(word: &str) -> &str {
    if let Some(first) = word.chars().next()
        && ('①'..='⑳').contains(&first)
    {
        return trim(&word[first.len_utf8()..]);
    }
    if let Some(inside) = word.strip_prefix('(')
        && let Some((number, rest)) = inside.split_once(')')
        && !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit())
    {
        return trim(rest);
    }
    word
}
