//! Numbers of persons inside any other text: long runs of digits, full-width or spaced ones, mobile numbers.

use std::borrow::Cow;

use super::digits::{digit, id, phone};
use crate::model::text::{is_space, narrow_char};

/// Runs at least as long as an old ID number are hidden, whatever they are.
const LONG: usize = 15;
/// Digits behind the point of an ID number that a spreadsheet made `1.10101199003071E+17`.
const MANTISSA: usize = 14;
const MOBILE: usize = 11;
/// First byte of a full-width digit in UTF-8.
const FULL_WIDTH: u8 = 0xef;

/// `text` with every such number hidden.
pub(super) fn hide(text: &str) -> Cow<'_, str> {
    // A digit is one byte, or three of which the first is this.
    let may_be_digit = |byte: &u8| byte.is_ascii_digit() || *byte == FULL_WIDTH;
    if text.len() < MOBILE
        || text.bytes().filter(may_be_digit).count() < MOBILE
        || text.chars().filter(|&c| digit(c).is_some()).count() < MOBILE
    {
        return Cow::Borrowed(text);
    }
    let chars: Vec<char> = text.chars().collect();
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let rest = chars.get(at..).unwrap_or_default();
        let (length, hidden) = number(rest);
        if length == 0 {
            shown.push(c);
            at += 1;
            continue;
        }
        let run: String = rest.iter().take(length).collect();
        match hidden {
            Hidden::Id => shown.push_str(&id(&run)),
            Hidden::Phone => shown.push_str(&phone(&run)),
            Hidden::Nothing => shown.push_str(&run),
        }
        at += length;
    }
    Cow::Owned(shown)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hidden {
    Id,
    Phone,
    Nothing,
}

/// The number at the start of `rest`: its length in characters (0 where there is none) and what to do with it.
fn number(rest: &[char]) -> (usize, Hidden) {
    let run = rest.iter().take_while(|&&c| digit(c).is_some()).count();
    if run == 0 {
        return (0, Hidden::Nothing);
    }
    let next = rest.get(run).copied().map(narrow_char);
    if run >= LONG {
        let check = run == 17 && next.is_some_and(is_check);
        return (run + usize::from(check), Hidden::Id);
    }
    if run >= MANTISSA && next.is_some_and(|c| matches!(c, 'E' | 'e')) {
        return (run, Hidden::Id);
    }
    if let Some(length) = spaced(rest, is_id) {
        return (length, Hidden::Id);
    }
    if let Some(length) = spaced(rest, is_mobile) {
        return (length, Hidden::Phone);
    }
    (run, Hidden::Nothing)
}

/// The length of a number written in groups, or as one, that satisfies `whole` (digits, ends of groups).
fn spaced(rest: &[char], whole: fn(&[u8], &[usize]) -> bool) -> Option<usize> {
    let mut digits = Vec::with_capacity(18);
    let mut group_ends = Vec::new();
    for (at, &c) in rest.iter().enumerate() {
        let next = rest.get(at + 1).copied().unwrap_or(' ');
        if let Some(value) = digit(c) {
            digits.push(value);
            if digit(next).is_some() {
                continue;
            }
            group_ends.push(digits.len());
            if whole(&digits, &group_ends) {
                let check = digits.len() == 17 && is_check(narrow_char(next));
                return Some(at + 1 + usize::from(check));
            }
        } else if !is_separator(c) {
            return None;
        }
        if digits.len() > 18 {
            return None;
        }
    }
    None
}

fn is_separator(c: char) -> bool {
    is_space(c) || matches!(narrow_char(c), '-' | '·' | '.' | '_' | '–' | '—')
}

fn is_check(c: char) -> bool {
    matches!(c, 'X' | 'x' | '×' | 'Х' | 'х')
}

/// 15, 17 or 18 digits with a possible birth date where an ID number has it.
fn is_id(digits: &[u8], _: &[usize]) -> bool {
    let date = match digits.len() {
        15 => digits.get(8..12),
        17 | 18 if matches!(digits.get(6..8), Some([1, 9] | [2, 0])) => digits.get(10..14),
        _ => None,
    };
    date.is_some_and(|date| match date {
        [a, b, c, d] => (1..=12).contains(&(a * 10 + b)) && (1..=31).contains(&(c * 10 + d)),
        _ => false,
    })
}

/// In one group or in those of three, four and four: other groups are dates and amounts.
fn is_mobile(digits: &[u8], group_ends: &[usize]) -> bool {
    digits.len() == MOBILE
        && matches!(digits, [1, 3..=9, ..])
        && matches!(group_ends, [_] | [3, 7, _])
}

#[cfg(test)]
mod tests {
    use super::hide;

    #[test]
    fn long_numbers_are_hidden_wherever_they_stand() {
        for (text, shown) in [
            ("见110101199003071234号", "见110101********1234号"),
            ("11010119900307123x", "110101********123x"),
            ("旧号110101900307123。", "旧号11010********23。"),
            ("１１０１０１１９９００３０７１２３４", "１１０１０１********１２３４"),
            ("110101 19900307 1234 2024-05-06", "110101**********1234 2024-05-06"),
            ("卡6222021234567890123", "卡622202*********0123"),
            ("1.10101199003071E+17", "1.10101*******71E+17"),
            ("电话138 1234 1234", "电话138******1234"),
            ("电话13812341234", "电话138****1234"),
            ("1 110101199003071234 2", "1 110101********1234 2"),
        ] {
            assert_eq!(hide(text), shown);
        }
    }

    #[test]
    fn dates_counts_and_codes_stay() {
        for text in [
            "2024-05-06 2024-06-07",
            "20240506 20240607",
            "165 2024-05-06",
            "2024.05.06-2024.06.07",
            "第 12 行，共 123456 行",
            "证书 2022001234567",
            "",
        ] {
            assert_eq!(hide(text), text);
        }
    }
}
