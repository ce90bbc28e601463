//! Calendar dates, and the ways a ledger writes them.

use super::table::Cell;
use super::text::{is_space, trim, word};

/// Year, month, day: compared as a tuple, which is the order of time.
pub type Date = (i32, u32, u32);

pub fn days_in_month(year: i32, month: u32) -> u32 {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A day of the calendar in 1900..2099.
pub fn valid(year: i32, month: u32, day: u32) -> Option<Date> {
    let ok = (1900..=2099).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in_month(year, month)).contains(&day);
    ok.then_some((year, month, day))
}

/// Calendar months later; a day that the month does not have becomes its last.
pub fn add_months(date: Date, months: u32) -> Date {
    let (mut year, mut month, day) = date;
    for _ in 0..months {
        month += 1;
        if month == 13 {
            year += 1;
            month = 1;
        }
    }
    (year, month, day.min(days_in_month(year, month)))
}

/// An Excel serial number; 1900's 29 February, which never was, is no date.
pub fn from_serial(serial: i64, epoch_1904: bool) -> Option<Date> {
    let mut days = if epoch_1904 { serial + 1462 } else { serial };
    if !(1..=2_958_465).contains(&days) || days == 60 {
        return None;
    }
    if days > 60 {
        days -= 1;
    }
    let (mut year, mut month) = (1900, 1);
    while days > i64::from(days_in_month(year, month)) {
        days -= i64::from(days_in_month(year, month));
        month += 1;
        if month == 13 {
            year += 1;
            month = 1;
        }
    }
    valid(year, month, u32::try_from(days).ok()?)
}

/// A date cell, or `None` where it is missing or cannot be read.
pub fn read(cell: &Cell, epoch_1904: bool) -> Option<Date> {
    match cell {
        Cell::Date((year, month, day)) => valid(*year, *month, *day),
        Cell::Text(text) => from_text(text),
        Cell::Number(number) => {
            if !(1.0..100_000_000.0).contains(number) {
                return None;
            }
            let whole = number.trunc() as i64;
            if whole <= 2_958_465 {
                from_serial(whole, epoch_1904)
            } else {
                eight_digits(&whole.to_string())
            }
        }
    }
}

/// A date written as text, with or without a time.
pub fn from_text(text: &str) -> Option<Date> {
    let text = word(text);
    match text.find(|c| c == 'T' || is_space(c)) {
        None if text.len() == 5 && digits(&text) => from_serial(text.parse().ok()?, false),
        None => day(&text),
        Some(at) => {
            let rest = &text[at..];
            let time = trim(rest.strip_prefix('T').unwrap_or(rest));
            if is_time(time) { day(&text[..at]) } else { None }
        }
    }
}

/// A period in one cell: `2023.5.6-5.20`, `2023年5月6日—20日`.
pub fn range(text: &str) -> Option<(Date, Date)> {
    let text = word(text);
    for connector in ["——", "—", "–", "~", "至", "到", "-"] {
        for (at, _) in text.match_indices(connector) {
            let first = trim(&text[..at]);
            let last = trim(&text[at + connector.len()..]);
            let Some(start) = day(first) else { continue };
            let end = day(last).or_else(|| shortened(first, last, start));
            if let Some(end) = end
                && start <= end
            {
                return Some((start, end));
            }
        }
    }
    None
}

/// The end of a period without its year, or without year and month.
fn shortened(first: &str, last: &str, start: Date) -> Option<Date> {
    let (year, month, _) = start;
    if let Some(numbers) = last.strip_suffix('日') {
        if !first.contains('年') {
            return None;
        }
        return match numbers.split_once('月') {
            Some((m, d)) => valid(year, short(m)?, short(d)?),
            None => valid(year, month, short(numbers)?),
        };
    }
    for separator in ['-', '/', '.'] {
        if first.contains(separator)
            && let Some((m, d)) = last.split_once(separator)
        {
            return valid(year, short(m)?, short(d)?);
        }
    }
    None
}

fn day(text: &str) -> Option<Date> {
    if let Some((year, rest)) = text.split_once('年') {
        let (month, rest) = rest.split_once('月')?;
        let day = rest.strip_suffix('日')?;
        return valid(four(year)?, short(month)?, short(day)?);
    }
    for separator in ['-', '/', '.'] {
        let parts: Vec<&str> = text.split(separator).collect();
        if let [year, month, day] = parts[..] {
            return valid(four(year)?, short(month)?, short(day)?);
        }
    }
    eight_digits(text)
}

fn eight_digits(text: &str) -> Option<Date> {
    if text.len() != 8 || !digits(text) {
        return None;
    }
    valid(four(&text[..4])?, short(&text[4..6])?, short(&text[6..])?)
}

/// `8:05`, `00:00:00`, `23:59:59.999`.
fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let (hour, minute, second) = match parts[..] {
        [hour, minute] => (hour, minute, "00"),
        [hour, minute, second] => (hour, minute, second),
        _ => return false,
    };
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    let below = |part: &str, limit: u32| short(part).is_some_and(|n| n < limit);
    below(hour, 24)
        && minute.len() == 2
        && below(minute, 60)
        && second.len() == 2
        && below(second, 60)
        && digits(fraction)
}

fn four(text: &str) -> Option<i32> {
    if text.len() == 4 && digits(text) { text.parse().ok() } else { None }
}

/// One or two digits.
fn short(text: &str) -> Option<u32> {
    if text.len() <= 2 && digits(text) { text.parse().ok() } else { None }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}
