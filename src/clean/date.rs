//! Days and ranges of days, in every way that ledgers write them; what is ambiguous is never guessed.

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::model::digits::{self, are_digits};
use crate::model::finding::Code;
use crate::model::sheet::{Cell, CellKind};
use crate::model::text::{is_space, narrow, trim};

const FIRST_YEAR: i32 = 1900;
const LAST_YEAR: i32 = 2099;

/// Days from 1 January 1900 to 1 January 1904, plus the day that the 1900 system invents.
const OFFSET_1904: i64 = 1462;
/// Serial number of 28 February 1900, the last one before the invented 29 February.
const LAST_TRUE_SERIAL: i64 = 59;
/// Serial number of 1 March 1900, the first one behind the invented 29 February.
const FIRST_TRUE_SERIAL: i64 = 61;
/// Serial number of 31 December 9999.
const LAST_SERIAL: i64 = 2_958_465;
/// Digits of a serial number in text, where shorter and longer numbers mean something else.
const SERIAL_DIGITS: usize = 5;

/// Reads a cell that says something.
///
/// # Errors
/// The code of the finding: the value then counts as missing.
pub fn read(cell: &Cell<'_>, date_1904: bool) -> Result<NaiveDate, Code> {
    if let Some(day) = iso(cell.bytes) {
        return in_range(day);
    }
    let text = cell.text();
    if cell.kind() == CellKind::Number {
        return number(&text, date_1904);
    }
    parse(&narrow(&text))
}

/// `2023-05-06`, the form of clean exports.
fn iso(bytes: &[u8]) -> Option<NaiveDate> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = <&Written>::try_from(bytes).ok()? else {
        return None;
    };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    are_digits(digits).then(|| digits::day(digits)).flatten()
}

/// Days read lately, by how they are written: a ledger has few different ones, and each usually has a place of its own.
pub struct Days(Box<[(Written, Option<NaiveDate>)]>);

/// `2023-05-06`, or with other signs between.
type Written = [u8; 10];

/// More than ten years of days, and nothing that would not stay in a core's cache.
const DAYS: usize = 1 << DAYS_BITS;
const DAYS_BITS: u32 = 12;

impl Default for Days {
    fn default() -> Self {
        Self(vec![(Written::default(), None); DAYS].into())
    }
}

impl Days {
    /// The day in a cell, if it has been read lately.
    #[inline]
    #[must_use]
    pub fn known(&self, cell: &Cell<'_>) -> Option<NaiveDate> {
        let written = <&Written>::try_from(cell.bytes).ok()?;
        let (known, day) = &self.0[place(written)];
        day.filter(|_| known == written)
    }

    /// As [`read`], to be known from now on.
    ///
    /// # Errors
    /// As [`read`].
    pub fn read(&mut self, cell: &Cell<'_>, date_1904: bool) -> Result<NaiveDate, Code> {
        let day = read(cell, date_1904)?;
        // What is no number and in plain characters is this day wherever it stands.
        if let Ok(written) = <&Written>::try_from(cell.bytes)
            && written.is_ascii()
            && cell.kind() != CellKind::Number
        {
            self.0[place(written)] = (*written, Some(day));
        }
        Ok(day)
    }
}

/// Where a day is looked for; the century says nothing new.
#[inline]
fn place(written: &Written) -> usize {
    /// Spreads neighbouring days: 2^64 over the golden ratio.
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let [_, _, rest @ ..] = *written;
    let place = u64::from_le_bytes(rest).wrapping_mul(SPREAD) >> (u64::BITS - DAYS_BITS);
    usize::try_from(place).unwrap_or(0) % DAYS
}

fn in_range(day: NaiveDate) -> Result<NaiveDate, Code> {
    if (FIRST_YEAR..=LAST_YEAR).contains(&day.year()) { Ok(day) } else { Err(Code::DateUnreadable) }
}

/// A number cell: a serial number, or eight digits of a day.
fn number(text: &str, date_1904: bool) -> Result<NaiveDate, Code> {
    let whole = text.split('.').next().unwrap_or(text);
    if whole.len() == "20230506".len() && whole == text {
        return eight_digits(text);
    }
    let serial: i64 = whole.parse().map_err(|_| Code::DateUnreadable)?;
    if !(1..=LAST_SERIAL).contains(&serial) {
        return Err(Code::DateUnreadable);
    }
    let serial = if date_1904 { serial + OFFSET_1904 } else { serial };
    from_serial(serial)
}

fn from_serial(serial: i64) -> Result<NaiveDate, Code> {
    let days = match serial {
        1..=LAST_TRUE_SERIAL => serial - 1,
        FIRST_TRUE_SERIAL..=LAST_SERIAL => serial - 2,
        _ => return Err(Code::DateUnreadable),
    };
    let epoch = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).ok_or(Code::DateUnreadable)?;
    let day = TimeDelta::try_days(days).and_then(|days| epoch.checked_add_signed(days));
    in_range(day.ok_or(Code::DateUnreadable)?)
}

/// Reads narrowed and trimmed text.
fn parse(text: &str) -> Result<NaiveDate, Code> {
    let text = without_time(text);
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return match text.len() {
            SERIAL_DIGITS => from_serial(text.parse().map_err(|_| Code::DateUnreadable)?),
            8 => eight_digits(text),
            _ => Err(Code::DateUnreadable),
        };
    }
    match parts(text) {
        Some(Parts { year, month: Some(month), day: Some(day) }) => day_of(year, month, day),
        Some(Parts { year, month: Some(month), day: None }) => {
            let is_month =
                year.len() == 4 && month.parse().is_ok_and(|m: u32| (1..=12).contains(&m));
            Err(if is_month { Code::DateMonthOnly } else { Code::DateUnreadable })
        }
        _ => Err(Code::DateUnreadable),
    }
}

fn eight_digits(text: &str) -> Result<NaiveDate, Code> {
    match (text.get(..4), text.get(4..6), text.get(6..)) {
        (Some(year), Some(month), Some(day)) => day_of(year, month, day),
        _ => Err(Code::DateUnreadable),
    }
}

/// Takes a time of day off the end.
fn without_time(text: &str) -> &str {
    let Some(at) = text.rfind(|c: char| is_space(c) || c == 'T') else {
        return text;
    };
    let time = text[at..].trim_start_matches(|c: char| is_space(c) || c == 'T');
    let fields: Vec<&str> = time.split(':').collect();
    let is_time = (2..=3).contains(&fields.len())
        && fields.iter().enumerate().all(|(index, field)| {
            let whole = if index == 2 { field.split('.').next().unwrap_or("") } else { field };
            let limit = if index == 0 { 24 } else { 60 };
            whole.len() <= 2 && whole.parse().is_ok_and(|value: u32| value < limit)
        });
    if is_time { trim(&text[..at]) } else { text }
}

#[derive(Clone, Copy)]
struct Parts<'a> {
    year: &'a str,
    month: Option<&'a str>,
    day: Option<&'a str>,
}

/// Splits at one kind of separator: `-`, `/`, `.`, or 年月日.
fn parts(text: &str) -> Option<Parts<'_>> {
    if let Some((year, rest)) = text.split_once('年') {
        let (month, rest) = rest.split_once('月')?;
        let day = match rest {
            "" => None,
            _ => Some(rest.strip_suffix('日')?),
        };
        return Some(Parts { year, month: Some(month), day });
    }
    let separator = text.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let mut fields = text.split(separator);
    let parts = Parts { year: fields.next()?, month: fields.next(), day: fields.next() };
    fields.next().is_none().then_some(parts)
}

fn day_of(year: &str, month: &str, day: &str) -> Result<NaiveDate, Code> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if ![year, month, day].into_iter().all(digits) || month.len() > 2 {
        return Err(Code::DateUnreadable);
    }
    // Two-digit years, and years at the end, say too little.
    if year.len() <= 2 && (day.len() <= 2 || day.len() == 4) {
        return Err(Code::DateAmbiguous);
    }
    if year.len() != 4 || day.len() > 2 {
        return Err(Code::DateUnreadable);
    }
    let number = |part: &str| part.parse::<u32>().map_err(|_| Code::DateUnreadable);
    let year = i32::try_from(number(year)?).map_err(|_| Code::DateUnreadable)?;
    NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)
        .ok_or(Code::DateUnreadable)
        .and_then(in_range)
}

/// Characters of the longest writing of a range, twice over. A longer text is none, and trying every sign in it would take
/// time by the square of its length.
const LONGEST_RANGE: usize = 100;

/// Words and signs between the ends of a range, in the order in which they are tried.
const RANGE_SIGNS: [&str; 7] = ["至", "到", "~", "—", "–", "--", "-"];

/// Reads a range such as `2023.5.6-5.20` or `2023年5月6日至20日`; the second date may leave out what the first has said.
///
/// # Errors
/// The code of the finding: both dates then count as missing.
pub fn read_range(cell: &Cell<'_>) -> Result<(NaiveDate, NaiveDate), Code> {
    let text = cell.text();
    let text = narrow(&text);
    let text: String = text.chars().filter(|c| !is_space(*c)).take(LONGEST_RANGE + 1).collect();
    if text.chars().count() > LONGEST_RANGE {
        return Err(Code::DateUnreadable);
    }
    for sign in RANGE_SIGNS {
        for (at, _) in text.match_indices(sign) {
            let (first, second) = (&text[..at], text[at..].trim_start_matches(sign));
            if let Ok(start) = parse(first)
                && let Some(end) = second_date(start, first, second)
            {
                return Ok((start, end));
            }
        }
    }
    // One day is a range of one day; everything else keeps the reason why it is none.
    parse(&text).map(|day| (day, day))
}

fn second_date(start: NaiveDate, first: &str, second: &str) -> Option<NaiveDate> {
    if let Ok(day) = parse(second) {
        return Some(day);
    }
    let (year, month) = (start.year(), start.month());
    let full = if first.contains('年') {
        if second.contains('月') {
            format!("{year}年{second}")
        } else {
            format!("{year}年{month}月{second}")
        }
    } else {
        let separator = first.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
        if second.contains(separator) {
            format!("{year}{separator}{second}")
        } else {
            format!("{year}{separator}{month}{separator}{second}")
        }
    };
    // Left-out parts that lead backwards were meant otherwise: nothing is guessed.
    parse(&full).ok().filter(|end| *end >= start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::SheetId;
    use crate::model::sheet::{Encoding, RawBlock};

    fn with_cell<T>(kind: CellKind, text: &str, read: impl Fn(&Cell<'_>) -> T) -> T {
        let mut block = RawBlock::new(SheetId { file: 0, sheet: 0 }, 1, Encoding::Utf8, 1);
        block.push_cell(kind, text.as_bytes());
        block.end_row();
        read(&block.row(0).cell(0))
    }

    fn text(text: &str) -> Result<String, Code> {
        with_cell(CellKind::Text, text, |cell| read(cell, false)).map(|day| day.to_string())
    }

    fn numeric(value: &str, date_1904: bool) -> Result<String, Code> {
        with_cell(CellKind::Number, value, |cell| read(cell, date_1904)).map(|day| day.to_string())
    }

    #[test]
    fn what_is_known_of_a_day_is_what_was_read() {
        let mut days = Days::default();
        for (kind, text, known) in [
            (CellKind::Text, "2023-05-06", true),
            (CellKind::Text, "2023/05/07", true),
            (CellKind::Date, "2023-05-08", true),
            // A serial number is another day in another workbook, and no day as a text.
            (CellKind::Number, "45000.1234", false),
            (CellKind::Text, "2023-5-6", false),
            (CellKind::Text, "2023-02-30", false),
        ] {
            let mut block = RawBlock::new(SheetId { file: 0, sheet: 0 }, 1, Encoding::Utf8, 1);
            block.push_cell(kind, text.as_bytes());
            block.end_row();
            let cell = block.row(0).cell(0);
            assert_eq!(days.known(&cell), None, "{text}");
            let day = days.read(&cell, false).ok();
            assert_eq!(day, read(&cell, false).ok());
            assert_eq!(days.known(&cell), day.filter(|_| known), "{text}");
        }
    }

    #[test]
    fn every_way_of_writing_a_day() {
        for way in [
            "2023-05-06",
            "2023/5/6",
            "2023.5.6",
            "20230506",
            "2023年5月6日",
            "2023-05-06 00:00:00",
            "2023/5/6 8:30",
            "2023-05-06T08:30:00.000",
            "45052",
            "２０２３－０５－０６",
            " 2023-5-06 ",
        ] {
            assert_eq!(text(way).as_deref(), Ok("2023-05-06"), "{way}");
        }
        assert_eq!(numeric("45052", false).as_deref(), Ok("2023-05-06"));
        assert_eq!(numeric("45052.75", false).as_deref(), Ok("2023-05-06"));
        assert_eq!(numeric("43590", true).as_deref(), Ok("2023-05-06"));
        assert_eq!(numeric("20230506", false).as_deref(), Ok("2023-05-06"));
        assert_eq!(numeric("1", false).as_deref(), Ok("1900-01-01"));
        assert_eq!(numeric("61", false).as_deref(), Ok("1900-03-01"));
    }

    #[test]
    fn nothing_is_guessed() {
        for way in ["2023/5", "2023年5月", "2023-05"] {
            assert_eq!(text(way), Err(Code::DateMonthOnly), "{way}");
        }
        for way in ["23-5-6", "05/06/2023", "23年5月6日"] {
            assert_eq!(text(way), Err(Code::DateAmbiguous), "{way}");
        }
        for way in [
            "2023-02-30",
            "2023-5/6",
            "1899-12-31",
            "2100-01-01",
            "2023",
            "230506",
            "见附件",
            "2023-13-01",
            "2023年13月",
            "20231301",
            "2023-05-06 25:00",
        ] {
            assert_eq!(text(way), Err(Code::DateUnreadable), "{way}");
        }
        assert_eq!(numeric("60", false), Err(Code::DateUnreadable));
        for serial in ["-3", "0", "2958466", "9223372036854775807"] {
            assert_eq!(numeric(serial, false), Err(Code::DateUnreadable));
            assert_eq!(numeric(serial, true), Err(Code::DateUnreadable), "{serial}");
        }
    }

    #[test]
    fn ranges_may_leave_out_what_is_said() {
        let range = |text: &str| {
            with_cell(CellKind::Text, text, read_range).map(|(a, b)| format!("{a}/{b}"))
        };
        for way in [
            "2023.5.6-5.20",
            "2023年5月6日—20日",
            "2023-05-06至2023-05-20",
            "2023/5/6-2023/5/20",
            "2023-05-06-2023-05-20",
            "2023年5月6日至5月20日",
            "20230506-20230520",
        ] {
            assert_eq!(range(way).as_deref(), Ok("2023-05-06/2023-05-20"), "{way}");
        }
        assert!(range("5月6日—20日").is_err());
        assert!(range("2025.12.20-1.10").is_err());
    }

    #[test]
    fn a_long_text_is_no_range_and_takes_no_time() {
        for sign in RANGE_SIGNS.into_iter().chain(["2024-01-01-", "2024年1月1日至"]) {
            let long = sign.repeat(1 << 18);
            let read = with_cell(CellKind::Text, &long, read_range);
            assert_eq!(read, Err(Code::DateUnreadable), "{sign}");
        }
    }
}
