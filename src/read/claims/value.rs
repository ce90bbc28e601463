//! What a cell states: a number, an amount or a percentage as somebody wrote it.

use crate::model::claim::remark::money_of;
use crate::model::claim::{Amount, MOST_DECIMALS, Unit};
use crate::model::registry::columns::plain;

/// A figure, and how fine it is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stated {
    pub amount: Amount,
    /// The last stated digit, in units of the amount: 10,000 fen for `1.25万元`.
    pub grain: i64,
}

/// Why a cell is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// No number, or one that such a figure cannot be.
    Number,
    /// Below 0.
    Negative,
}

/// What may follow a figure.
const SUFFIXES: [&str; 9] = ["人次", "人", "班次", "班", "次", "个", "期", "万元", "元"];
/// More digits are no figure of anybody's.
const MOST_DIGITS: usize = 15;
/// A whole as a percentage.
const WHOLE: i64 = 100;

/// A decimal number: its digits and how many of them stand behind the point.
#[derive(Clone, Copy)]
struct Decimal {
    digits: i64,
    places: u32,
}

/// Reads a cell; `money` is how many fen one unit is where the cell does not say.
pub(super) fn read(cell: &str, unit: Unit, money: Option<i64>) -> Result<Stated, Fault> {
    let text = plain(cell);
    let (text, negative) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (rest, true),
        None => (text.as_str(), false),
    };
    let text = text.trim_start_matches('¥');
    let (number, percent) = match text.strip_suffix('%') {
        Some(number) => (number, true),
        None => (text, false),
    };
    let suffix = SUFFIXES.into_iter().find(|suffix| number.ends_with(suffix)).unwrap_or_default();
    let number = decimal(number.strip_suffix(suffix).unwrap_or(number)).ok_or(Fault::Number)?;
    if negative && number.digits > 0 {
        return Err(Fault::Negative);
    }
    let is_money = suffix.ends_with('元');
    match unit {
        Unit::Number if percent || is_money => Err(Fault::Number),
        Unit::Number => whole(number),
        Unit::Fen if percent || !suffix.is_empty() && !is_money => Err(Fault::Number),
        Unit::Fen => fen(number, money_of(suffix).or(money)),
        Unit::Percent if !suffix.is_empty() => Err(Fault::Number),
        Unit::Percent => share(number, percent),
    }
}

fn whole(number: Decimal) -> Result<Stated, Fault> {
    let scale = 10i64.pow(number.places);
    if number.digits % scale != 0 {
        return Err(Fault::Number);
    }
    Ok(Stated { amount: Amount::whole(number.digits / scale), grain: 1 })
}

/// Without a unit an amount is in yuan.
fn fen(number: Decimal, factor: Option<i64>) -> Result<Stated, Fault> {
    let factor = i128::from(factor.or(money_of("元")).unwrap_or(1));
    let scale = 10i128.pow(number.places);
    let fen = (2 * i128::from(number.digits) * factor + scale) / (2 * scale);
    let grain = i64::try_from((factor / scale).max(1)).unwrap_or(1);
    // An amount in yuan is stated to the fen whether it has decimals or not.
    let grain = if factor <= i128::from(WHOLE) { 1 } else { grain };
    let fen = i64::try_from(fen).map_err(|_| Fault::Number)?;
    Ok(Stated { amount: Amount::whole(fen), grain })
}

/// Without a sign what is at most 1 is a fraction.
fn share(mut number: Decimal, percent: bool) -> Result<Stated, Fault> {
    if !percent && i128::from(number.digits) <= 10i128.pow(number.places) {
        match number.places {
            0 | 1 => {
                number.digits *= WHOLE / 10i64.pow(number.places);
                number.places = 0;
            }
            places => number.places = places - 2,
        }
    }
    let most = u32::from(MOST_DECIMALS);
    if number.places > most {
        let scale = 10i64.pow(number.places - most);
        number = Decimal { digits: (number.digits + scale / 2) / scale, places: most };
    }
    if number.digits > WHOLE * 10i64.pow(number.places) {
        return Err(Fault::Number);
    }
    let decimals = u8::try_from(number.places).map_err(|_| Fault::Number)?;
    Ok(Stated { amount: Amount { units: number.digits, decimals }, grain: 1 })
}

/// `1,234.5`; a comma that sets no thousands apart makes the text no number. Digits that only a computer's fraction has
/// are rounded off.
fn decimal(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    let fits = !first.is_empty()
        && is_digits(first)
        && (!grouped || first.len() <= 3)
        && groups.all(|group| group.len() == 3 && is_digits(group));
    let whole: String = whole.chars().filter(|c| *c != ',').collect();
    let whole = if whole.len() > 1 { whole.trim_start_matches('0') } else { &whole };
    if !fits
        || !is_digits(fraction)
        || (text.contains('.') && fraction.is_empty())
        || whole.len() > MOST_DIGITS
    {
        return None;
    }
    let kept = fraction.len().min(MOST_DIGITS - whole.len());
    let (kept, rest) = fraction.split_at(kept);
    let up = i64::from(rest.as_bytes().first().is_some_and(|digit| *digit >= b'5'));
    let digits: i64 = format!("0{whole}{kept}").parse().ok()?;
    Some(Decimal { digits: digits + up, places: u32::try_from(kept.len()).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figure, and its grain where that is not 1.
    fn units(cell: &str, unit: Unit, money: Option<i64>) -> Result<String, Fault> {
        read(cell, unit, money).map(|stated| match stated.grain {
            1 => stated.amount.to_string(),
            grain => format!("{} ± {grain}", stated.amount),
        })
    }

    #[test]
    fn numbers_are_whole() {
        let number = |cell| units(cell, Unit::Number, None);
        assert_eq!(number(" １,２３４ 人"), Ok("1234".to_owned()));
        assert_eq!(number("120.0"), Ok("120".to_owned()));
        assert_eq!(number("007"), Ok("7".to_owned()));
        assert_eq!(number("-0"), Ok("0".to_owned()));
        assert_eq!(number("-5"), Err(Fault::Negative));
        for wrong in
            ["约120", "120.5", "12,34", "", "1.", "1e5", "85%", "3元", "99999999999999999999"]
        {
            assert_eq!(number(wrong), Err(Fault::Number), "{wrong}");
        }
    }

    #[test]
    fn amounts_go_by_cell_then_by_header() {
        let amount = |cell, money| units(cell, Unit::Fen, money);
        assert_eq!(amount("1200.05", None), Ok("120005".to_owned()));
        assert_eq!(amount("21.35", Some(1_000_000)), Ok("21350000 ± 10000".to_owned()));
        assert_eq!(amount("213500元", Some(1_000_000)), Ok("21350000".to_owned()));
        assert_eq!(amount("2万元", None), Ok("2000000 ± 1000000".to_owned()));
        assert_eq!(amount("3人", None), Err(Fault::Number));
    }

    #[test]
    fn shares_keep_their_decimals() {
        let share = |cell| units(cell, Unit::Percent, None);
        assert_eq!(share("85.30%"), Ok("85.30".to_owned()));
        assert_eq!(share("85.3"), Ok("85.3".to_owned()));
        assert_eq!(share("0.853"), Ok("85.3".to_owned()));
        assert_eq!(share("0.9"), Ok("90".to_owned()));
        assert_eq!(share("1"), Ok("100".to_owned()));
        assert_eq!(share("0.5%"), Ok("0.5".to_owned()));
        assert_eq!(share("0.70833333333333337"), Ok("70.8333".to_owned()));
        assert_eq!(share("853"), Err(Fault::Number));
        assert_eq!(share("-3%"), Err(Fault::Negative));
    }
}
