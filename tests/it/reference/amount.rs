//! Amounts of money, to fen.

use super::table::Cell;
use super::text::{trim, word};

const FEN_PER_YUAN: i128 = 100;
const FEN_PER_WAN: i128 = 1_000_000;

/// An amount in fen; `in_wan` says that a bare number stands for 万元.
pub fn read(cell: &Cell, in_wan: bool) -> Option<i128> {
    let bare = if in_wan { FEN_PER_WAN } else { FEN_PER_YUAN };
    match cell {
        Cell::Text(text) => from_text(text, bare),
        Cell::Number(number) if *number >= 0.0 => from_number(*number, bare),
        Cell::Number(_) | Cell::Date(_) => None,
    }
}

fn from_text(text: &str, bare: i128) -> Option<i128> {
    let text = word(text);
    let text = trim(text.strip_prefix(['¥', '￥']).unwrap_or(&text));
    let mut number = text;
    let mut fen_per_unit = bare;
    for (unit, fen) in [
        ("万元/人", FEN_PER_WAN),
        ("元/人", FEN_PER_YUAN),
        ("万元", FEN_PER_WAN),
        ("元", FEN_PER_YUAN),
    ] {
        if let Some(rest) = text.strip_suffix(unit) {
            number = trim(rest);
            fen_per_unit = fen;
            break;
        }
    }
    let (whole, decimals) = match number.split_once('.') {
        Some((whole, decimals)) if (1..=2).contains(&decimals.len()) => (whole, decimals),
        Some(_) => return None,
        None => (number, ""),
    };
    let hundredths: i128 = digits(&format!("{}{decimals:0<2}", without_commas(whole)?))?;
    Some(hundredths * fen_per_unit / 100)
}

/// `1,200` as `1200`; commas only where they separate thousands.
fn without_commas(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split(',').collect();
    let well_formed = if groups.len() == 1 {
        !whole.is_empty()
    } else {
        (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3)
    };
    well_formed.then(|| groups.concat())
}

/// Half up from the shortest decimal that reads back as the number.
fn from_number(number: f64, fen_per_unit: i128) -> Option<i128> {
    let shortest = format!("{}", number.abs());
    let (whole, decimals) = shortest.split_once('.').unwrap_or((&shortest, ""));
    let scaled = digits(&format!("{whole}{decimals}"))?;
    let mut scale: i128 = 1;
    for _ in 0..decimals.len() {
        scale = scale.checked_mul(10)?;
    }
    Some((scaled.checked_mul(fen_per_unit)?.checked_mul(2)? + scale) / (scale * 2))
}

fn digits(text: &str) -> Option<i128> {
    if text.len() <= 24 && text.chars().all(|c| c.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}
