//! Rejected rows that may be a person's: the number stands in them, or nearly, or the name and the birth date do.

use super::person::Wanted;
use crate::clean::id;
use crate::model::finding::RowRef;
use crate::model::history::Near;
use crate::model::rejected::{PackedRow, RejectedRow};
use crate::model::text::edits;
use crate::pipeline::Readings;

/// Digits of a birth date in an ID number.
const BIRTH: std::ops::Range<usize> = 6..14;
/// Length of an ID number.
const LENGTH: usize = 18;

/// All of them, in the order of rows.
pub fn rows(wanted: &Wanted, readings: &Readings) -> Vec<Near> {
    let mut near = Vec::new();
    if wanted.number.is_empty() {
        return near;
    }
    for sheet in &readings.rejected {
        for row in &sheet.rows {
            let at = RowRef { sheet: sheet.sheet, row: row.row };
            let is_own = wanted.rows.iter().any(|own| own.at == at);
            if let Some((number, why)) = resembles(wanted, row).filter(|_| !is_own) {
                near.push(Near { at, number: number.into(), why });
            }
        }
    }
    near
}

fn resembles(wanted: &Wanted, row: &RejectedRow) -> Option<(String, &'static str)> {
    let cells = row.cells.as_ref();
    let texts = || cells.into_iter().flat_map(PackedRow::cells).map(|(_, text)| text);
    let numbers = || texts().map(|text| id::normalise(text).to_uppercase());
    if let Some(same) = numbers().find(|number| *number == *wanted.number) {
        return Some((same, "写的就是这个号码"));
    }
    let is_near = |number: &String| number.len() + 1 >= LENGTH && is_slip(number, &wanted.number);
    if let Some(near) = numbers().find(is_near) {
        return Some((near, "只差一位，或相邻两位颠倒"));
    }
    let suspect = row.suspect.as_deref()?;
    let born = suspect.birth.map(|day| day.format("%Y%m%d").to_string());
    let number = String::from_utf8_lossy(&suspect.number).into_owned();
    let own_birth = wanted.number.get(BIRTH)?;
    let same_birth = born.as_deref() == Some(own_birth) || number.get(BIRTH) == Some(own_birth);
    let same_name = suspect.name != 0 && wanted.names.contains(&suspect.name);
    (same_name && same_birth).then_some((number, "姓名和出生日期相同"))
}

/// Whether one slip of the hand makes one of the other: a digit changed, left out or added, or two neighbours swapped.
fn is_slip(number: &str, wanted: &str) -> bool {
    if wanted.len() != LENGTH || !number.is_ascii() || number.len() > LENGTH + 1 {
        return false;
    }
    edits(number, wanted) == 1 || is_swapped(number.as_bytes(), wanted.as_bytes())
}

fn is_swapped(number: &[u8], wanted: &[u8]) -> bool {
    let differing: Vec<usize> =
        (0..number.len().min(wanted.len())).filter(|at| number[*at] != wanted[*at]).collect();
    match differing[..] {
        [left, right] => {
            number.len() == wanted.len()
                && right == left + 1
                && number[left] == wanted[right]
                && number[right] == wanted[left]
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn one_slip_is_near_and_two_are_not() {
        let number = "110101199003078670";
        for near in
            ["110101199003078671", "11010119900307867", "110101199003708670", "1101011990030786700"]
        {
            assert!(is_slip(near, number), "{near}");
        }
        for far in [number, "110101199003078761", "440101199003078670", "某某"] {
            assert!(!is_slip(far, number), "{far}");
        }
    }
}
