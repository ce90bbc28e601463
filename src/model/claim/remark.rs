//! What headers say besides a name: a year, a quarter, the unit of money.

use crate::model::period::Quarter;
use crate::model::registry::columns::{is_year, plain};

/// Fen of a yuan and of ten thousand.
const YUAN: i64 = 100;
const TEN_THOUSAND_YUAN: i64 = 1_000_000;

/// How many fen the unit of money in a remark is.
#[must_use]
pub fn money_of(remark: &str) -> Option<i64> {
    if remark.contains("万元") {
        Some(TEN_THOUSAND_YUAN)
    } else {
        remark.contains('元').then_some(YUAN)
    }
}

/// A text without the year in it, and that year: `2023年度培训人数`, `培训人数2023`.
#[must_use]
pub fn split_year(text: &str) -> Option<(String, i32)> {
    const DIGITS: usize = 4;
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let starts = (0..bytes.len()).filter(|at| *at == 0 || !is_digit(at - 1));
    for start in starts {
        let end = start + DIGITS;
        let Some(digits) = text.get(start..end).filter(|digits| is_year(digits)) else { continue };
        let rest = text.get(end..).unwrap_or_default();
        // A number of persons may look like a year; only at an end of the text, or with its word, it is one.
        let behind = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年'));
        if is_digit(end) || behind.is_none() && start > 0 && !rest.is_empty() {
            continue;
        }
        let before = text.get(..start).unwrap_or_default();
        let year = digits.parse().ok()?;
        return Some((format!("{before}{}", behind.unwrap_or(rest)), year));
    }
    None
}

/// The quarter that a text names: `二季度`, `第3季度`.
#[must_use]
pub fn quarter_in(text: &str) -> Option<Quarter> {
    let text = plain(text);
    let (before, _) = text.split_once("季度")?;
    let number = match before.chars().next_back()? {
        '一' | '1' => 1,
        '二' | '2' => 2,
        '三' | '3' => 3,
        '四' | '4' => 4,
        _ => return None,
    };
    Quarter::new(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_quarters_are_found() {
        assert_eq!(split_year("2023年"), Some((String::new(), 2023)));
        assert_eq!(split_year("培训20231人"), None);
        assert_eq!(split_year("培训2023人"), None);
        assert_eq!(quarter_in("2024年第二季度").map(Quarter::number), Some(2));
        assert_eq!(quarter_in("    季度"), None);
    }
}
