//! Eight digits at a time, within one word: every row has several days and an ID number.

use chrono::{Datelike, NaiveDate};

/// The digits of a day such as `20230506`, and half of an ID number.
pub type Eight = [u8; 8];

/// Whether all are ASCII digits: the upper half of each byte is 3, also with 6 added, which carries from 10 on.
#[must_use]
pub fn are_digits(bytes: Eight) -> bool {
    const UPPER_HALVES: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    const THREES: u64 = 0x3030_3030_3030_3030;
    const SIXES: u64 = 0x0606_0606_0606_0606;
    let word = u64::from_le_bytes(bytes);
    let is_three = |word: u64| word & UPPER_HALVES == THREES;
    is_three(word) && is_three(word.wrapping_add(SIXES))
}

/// The number that digits write: pairs, then fours, then all eight are joined.
#[must_use]
pub fn number(digits: Eight) -> u32 {
    let ones = u64::from_le_bytes(digits) & 0x0f0f_0f0f_0f0f_0f0f;
    let pairs = (ones * 10 + (ones >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    u32::try_from((fours * 10_000 + (fours >> 32)) & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

/// Whether a number such as 20230506 is a day; years from 1 on.
#[must_use]
pub fn is_day(number: u32) -> bool {
    /// Days of the months from January, and in place of a month 0 none.
    const LENGTHS: [u8; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    const FEBRUARY: u32 = 2;
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = LENGTHS.get(month as usize).copied().map_or(0, u32::from);
    let length = length + u32::from(is_leap && month == FEBRUARY);
    year > 0 && (1..=length).contains(&day)
}

/// The number that a day is written as.
#[must_use]
pub fn of_day(day: NaiveDate) -> u32 {
    day.year_ce().1 * 10_000 + day.month() * 100 + day.day()
}

/// The day that digits write, if there is one.
#[must_use]
pub fn day(digits: Eight) -> Option<NaiveDate> {
    let number = number(digits);
    let year = i32::try_from(number / 10_000).ok()?;
    NaiveDate::from_ymd_opt(year, number / 100 % 100, number % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_other_byte_is_told_from_a_digit() {
        for place in 0..8 {
            for byte in 0..=u8::MAX {
                let mut bytes = *b"12345678";
                bytes[place] = byte;
                assert_eq!(are_digits(bytes), byte.is_ascii_digit(), "{bytes:?}");
            }
        }
    }

    #[test]
    fn every_number_is_a_day_where_the_calendar_has_one() {
        for year in [1, 1900, 1999, 2000, 2023, 2024, 9999] {
            for rest in 0..=1_400 {
                let number = year * 10_000 + rest;
                let is_there = day(format!("{number:08}").into_bytes().try_into().expect("eight"));
                assert_eq!(is_day(number), is_there.is_some(), "{number}");
                assert_eq!(is_there.map_or(number, of_day), number);
            }
        }
        assert!(!is_day(0) && !is_day(1231), "there was no year 0");
    }

    #[test]
    fn days_are_read_as_they_are_written() {
        assert_eq!(number(*b"90000001"), 90_000_001);
        assert_eq!(day(*b"20240229").map(|day| day.to_string()).as_deref(), Some("2024-02-29"));
        assert_eq!([day(*b"20230229"), day(*b"20231301"), day(*b"20230500")], [None; 3]);
    }
}
