//! What a row says of a person's birth, held against the birth date in the ID number.

use chrono::Datelike;

use super::date;
use crate::model::finding::Code;
use crate::model::sheet::{Cell, CellKind};
use crate::model::text::narrow;

/// Years in front of months and days in `19900307`.
const YEARS: u32 = 10_000;
/// Months in front of days.
const MONTHS: u32 = 100;

/// Whether a cell that says something agrees with `birth` (`19900307`). 出生年月 is often stated to the month or year;
/// then only these are compared.
///
/// # Errors
/// The code of the finding, where it cannot be read.
pub fn agrees(cell: &Cell<'_>, date_1904: bool, birth: u32) -> Result<bool, Code> {
    if cell.bytes.len() == "19900307".len()
        && let Some(day) = digits(cell.bytes)
    {
        if day == birth {
            return Ok(true);
        }
    } else if let Some(stated) = month_or_year(cell) {
        return Ok(stated.agrees(birth));
    }
    let day = date::read(cell, date_1904)?;
    let year = u32::try_from(day.year()).map_err(|_| Code::DateUnreadable)?;
    Ok(year * YEARS + day.month() * MONTHS + day.day() == birth)
}

/// A year, and a month where one is stated.
struct Stated {
    year: u32,
    /// The months that may be meant.
    months: [Option<u32>; 2],
}

impl Stated {
    fn agrees(&self, birth: u32) -> bool {
        let (year, month) = (birth / YEARS, birth / MONTHS % 100);
        let is_open = self.months == [None, None];
        self.year == year && (is_open || self.months.contains(&Some(month)))
    }
}

/// `1990年3月`, `1990/3`, `1990.03`, `199003`, `1990`.
fn month_or_year(cell: &Cell<'_>) -> Option<Stated> {
    const LONGEST: usize = "1990年03月".len() * 3;
    if cell.bytes.len() > LONGEST || cell.kind() == CellKind::Date {
        return None;
    }
    let text = cell.text();
    let text = narrow(&text);
    let year = text.get(..4).and_then(|year| digits(year.as_bytes()))?;
    let rest = text.get(4..)?;
    if !(1900..2100).contains(&year) {
        return None;
    }
    let month = match rest.chars().next() {
        None => return Some(Stated { year, months: [None, None] }),
        Some('年') => {
            let month = rest.strip_prefix('年')?;
            month.strip_suffix('月').unwrap_or(month)
        }
        Some('.' | '-' | '/') => rest.get(1..)?,
        Some(_) if rest.len() == 2 => rest,
        Some(_) => return None,
    };
    if month.is_empty() && rest == "年" {
        return Some(Stated { year, months: [None, None] });
    }
    let number = digits(month.as_bytes()).filter(|_| month.len() <= 2)?;
    // A number cell that should say 1990.10 says 1990.1.
    let is_cut = cell.kind() == CellKind::Number && rest == ".1";
    let months = [Some(number).filter(|m| (1..=12).contains(m))?, if is_cut { 10 } else { number }];
    Some(Stated { year, months: months.map(Some) })
}

fn digits(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() {
        return None;
    }
    bytes.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::finding::SheetId;
    use crate::model::sheet::{Encoding, RawBlock};

    fn agrees_as(kind: CellKind, text: &str) -> Result<bool, Code> {
        let mut block = RawBlock::new(SheetId { file: 0, sheet: 0 }, 1, Encoding::Utf8, 1);
        block.push_cell(kind, text.as_bytes());
        block.end_row();
        agrees(&block.row(0).cell(0), false, 19_901_007)
    }

    #[test]
    fn whole_dates_are_compared_whole() {
        for day in ["1990-10-07", "19901007", "1990年10月7日", "1990.10.7", "1990/10/07 00:00"] {
            assert_eq!(agrees_as(CellKind::Text, day), Ok(true), "{day}");
        }
        for day in ["1990-10-08", "19901008", "1991年10月7日"] {
            assert_eq!(agrees_as(CellKind::Text, day), Ok(false), "{day}");
        }
        assert_eq!(agrees_as(CellKind::Date, "1990-10-07"), Ok(true));
        assert_eq!(agrees_as(CellKind::Number, "33153"), Ok(true));
        assert_eq!(agrees_as(CellKind::Number, "19901007"), Ok(true));
        assert_eq!(agrees_as(CellKind::Text, "90-10-07"), Err(Code::DateAmbiguous));
        assert_eq!(agrees_as(CellKind::Text, "19901307"), Err(Code::DateUnreadable));
        assert_eq!(agrees_as(CellKind::Text, "属马"), Err(Code::DateUnreadable));
    }

    #[test]
    fn a_month_or_year_is_compared_as_such() {
        for month in ["1990年10月", "1990/10", "1990.10", "199010", "1990-10", "1990", "1990年"]
        {
            assert_eq!(agrees_as(CellKind::Text, month), Ok(true), "{month}");
        }
        for month in ["1990年1月", "1990.1", "199001", "1991"] {
            assert_eq!(agrees_as(CellKind::Text, month), Ok(false), "{month}");
        }
        assert_eq!(agrees_as(CellKind::Number, "1990.1"), Ok(true), "1990.10 as a number");
        assert_eq!(agrees_as(CellKind::Number, "199010"), Ok(true));
        assert_eq!(agrees_as(CellKind::Number, "1990.2"), Ok(false));
        assert_eq!(agrees_as(CellKind::Text, "1990年13月"), Err(Code::DateUnreadable));
    }

    proptest! {
        #[test]
        fn any_writing_of_a_day_agrees_with_that_day_only(
            year in 1900..2100u32, month in 1..=12u32, day in 1..=28u32, form in 0..6usize,
        ) {
            let written = match form {
                0 => format!("{year}-{month:02}-{day:02}"),
                1 => format!("{year}{month:02}{day:02}"),
                2 => format!("{year}年{month}月{day}日"),
                3 => format!("{year}.{month}.{day}"),
                4 => format!("{year}/{month:02}"),
                _ => format!("{year}{month:02}"),
            };
            let cell = Cell::of(&written);
            let birth = year * YEARS + month * MONTHS + day;
            prop_assert_eq!(agrees(&cell, false, birth), Ok(true));
            prop_assert_eq!(agrees(&cell, false, birth + YEARS), Ok(false));
            // A month says nothing of the day.
            prop_assert_eq!(agrees(&cell, false, birth + 1), Ok(form >= 4));
        }

        #[test]
        fn any_text_is_answered(text in "\\PC{0,20}") {
            for kind in [CellKind::Text, CellKind::Number, CellKind::Date] {
                let _ = agrees_as(kind, &text);
            }
        }
    }
}
