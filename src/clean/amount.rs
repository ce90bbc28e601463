//! Amounts of money: fixed point, to the fen; the unit from the cell, else the header, else the line above.

use crate::model::finding::Code;
use crate::model::layout::AmountUnit;
use crate::model::money::Fen;
use crate::model::sheet::{Cell, CellKind};
use crate::model::text::{is_space, narrow};

/// Decimal places of an amount of yuan in text; more are unreadable.
const TEXT_DECIMALS: usize = 2;

/// Reads a cell that says something. `unit` is what the header or the line above it states.
///
/// # Errors
/// [`Code::AmountUnreadable`]: the value then counts as missing.
pub fn read(cell: &Cell<'_>, unit: AmountUnit) -> Result<Fen, Code> {
    if let Some(yuan) = plain_yuan(cell.bytes) {
        let fen = yuan * 10_i64.pow(decimals(unit));
        return if fen > LARGEST_FEN { Err(Code::AmountUnreadable) } else { Ok(Fen(fen)) };
    }
    let text = cell.text();
    if cell.kind() == CellKind::Number {
        return in_fen(&text, decimals(unit));
    }
    let text = narrow(&text);
    let amount = text.trim_start_matches('¥').trim_start_matches(is_space);
    let (number, unit) = split_unit(amount, unit);
    let plain = without_groups(number).ok_or(Code::AmountUnreadable)?;
    let fraction = plain.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    if fraction > TEXT_DECIMALS {
        return Err(Code::AmountUnreadable);
    }
    in_fen(&plain, decimals(unit))
}

/// A few digits and nothing else, the form of clean exports.
fn plain_yuan(bytes: &[u8]) -> Option<i64> {
    const FEW: usize = 9;
    if bytes.is_empty() || bytes.len() > FEW {
        return None;
    }
    bytes.iter().try_fold(0, |number: i64, byte| {
        byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
    })
}

/// How many decimal places the unit has down to the fen.
fn decimals(unit: AmountUnit) -> u32 {
    match unit {
        AmountUnit::Yuan => 2,
        AmountUnit::TenThousandYuan => 6,
    }
}

fn split_unit(amount: &str, stated: AmountUnit) -> (&str, AmountUnit) {
    let amount = amount.strip_suffix("/人").map_or(amount, |rest| rest.trim_end_matches(is_space));
    let (number, unit) = if let Some(number) = amount.strip_suffix("万元") {
        (number, AmountUnit::TenThousandYuan)
    } else if let Some(number) = amount.strip_suffix('元') {
        (number, AmountUnit::Yuan)
    } else {
        (amount, stated)
    };
    (number.trim_end_matches(is_space), unit)
}

/// Takes thousands separators out; `None` when they stand anywhere else.
fn without_groups(number: &str) -> Option<String> {
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    if whole.contains(',') {
        let mut groups = whole.split(',');
        let first = groups.next()?;
        if !(1..=3).contains(&first.len()) || groups.any(|group| group.len() != 3) {
            return None;
        }
    }
    let whole: String = whole.chars().filter(|c| *c != ',').collect();
    Some(match fraction {
        Some(fraction) => format!("{whole}.{fraction}"),
        None => whole,
    })
}

/// Shifts a plain decimal by `decimals` places, rounding half up.
fn in_fen(number: &str, decimals: u32) -> Result<Fen, Code> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || number.ends_with('.') {
        return Err(Code::AmountUnreadable);
    }
    let decimals = decimals as usize;
    let mut fen: i64 = 0;
    let shifted = fraction.bytes().chain(std::iter::repeat(b'0')).take(decimals);
    for digit in whole.bytes().chain(shifted) {
        fen = fen
            .checked_mul(10)
            .and_then(|fen| fen.checked_add(i64::from(digit - b'0')))
            .ok_or(Code::AmountUnreadable)?;
    }
    if fraction.as_bytes().get(decimals).is_some_and(|digit| *digit >= b'5') {
        fen = fen.checked_add(1).ok_or(Code::AmountUnreadable)?;
    }
    if fen > LARGEST_FEN { Err(Code::AmountUnreadable) } else { Ok(Fen(fen)) }
}

/// No amount of one row is larger (10^13 yuan); sums of billions of rows stay within 63 bits below it.
const LARGEST_FEN: i64 = 1_000_000_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::SheetId;
    use crate::model::sheet::{Encoding, RawBlock};

    fn fen(kind: CellKind, text: &str, unit: AmountUnit) -> Result<i64, Code> {
        let mut block = RawBlock::new(SheetId { file: 0, sheet: 0 }, 1, Encoding::Utf8, 1);
        block.push_cell(kind, text.as_bytes());
        block.end_row();
        read(&block.row(0).cell(0), unit).map(|amount| amount.0)
    }

    #[test]
    fn every_way_of_writing_an_amount() {
        for (way, expected) in [
            ("1,200.00", 120_000),
            ("1200元", 120_000),
            ("￥1200", 120_000),
            ("0.12万元", 120_000),
            ("500 元/人", 50_000),
            ("１２００", 120_000),
            ("0", 0),
            ("12.5", 1250),
            ("¥ 1,234,567.8元", 123_456_780),
        ] {
            assert_eq!(fen(CellKind::Text, way, AmountUnit::Yuan), Ok(expected), "{way}");
        }
        assert_eq!(fen(CellKind::Text, "0.12", AmountUnit::TenThousandYuan), Ok(120_000));
        assert_eq!(fen(CellKind::Text, "1200元", AmountUnit::TenThousandYuan), Ok(120_000));
    }

    #[test]
    fn what_is_no_amount_is_missing() {
        for way in [
            "-500",
            "1.005",
            "12,00",
            "1,2000",
            "约500",
            "1200.",
            ".5",
            "1 200",
            "",
            "万元",
            "99999999999999999999",
        ] {
            assert_eq!(
                fen(CellKind::Text, way, AmountUnit::Yuan),
                Err(Code::AmountUnreadable),
                "{way}"
            );
        }
        assert_eq!(fen(CellKind::Number, "-1", AmountUnit::Yuan), Err(Code::AmountUnreadable));
    }

    #[test]
    fn number_cells_round_half_up() {
        assert_eq!(fen(CellKind::Number, "1.005", AmountUnit::Yuan), Ok(101));
        assert_eq!(fen(CellKind::Number, "1.0049999", AmountUnit::Yuan), Ok(100));
        assert_eq!(fen(CellKind::Number, "0.123456", AmountUnit::TenThousandYuan), Ok(123_456));
    }
}
