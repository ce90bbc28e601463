//! The values of the generated ledgers: the ways one value is written.

use super::date::{Date, add_months, days_in_month};
use super::id::check_character;
use crate::random::Random;

pub struct Person {
    pub name: &'static str,
    /// 17 digits and the check character.
    id: String,
}

const NAMES: [&str; 6] = ["王小红", "李 明", "阿依古丽·买买提", "张伟", "欧阳若兰", "赵一"];

/// A person with a valid ID number; some check characters are X, some numbers start with 8 or 9.
pub fn person(random: &mut Random) -> Person {
    let area = random.pick(&["220102", "210106", "150781", "440308", "810000", "911124"]);
    let year = 1950 + random.below(50);
    let month = 1 + random.below(12);
    let day = 1 + random.below(28);
    let mut seventeen = format!("{area}{year}{month:02}{day:02}{:03}", random.below(1000));
    if random.chance(20) {
        // Ends in 000, or in 00X, and is nevertheless whole.
        seventeen.replace_range(14.., "100");
    }
    let id = format!("{seventeen}{}", check_character(&seventeen));
    Person { name: random.pick(&NAMES), id }
}

/// A person's ID as typed: mostly right, in many ways, and wrong in every way there is a code for.
pub fn id_cell(random: &mut Random, person: &Person) -> String {
    let id = person.id.as_str();
    let (front, back) = id.split_at(6);
    match random.below(60) {
        0 => format!("'{id}"),
        1 => format!("=\"{id}\""),
        2 => format!(" {front} {back}\t"),
        3 => wide(id),
        4 => format!("{front}\u{200b}{back}\u{a0}"),
        5 => id.replace('X', random.pick(&["x", "×", "Х", "Ⅹ"])),
        6 => format!("‘{id}’"),
        7 if &id[6..8] == "19" && !id.starts_with('9') => format!("{front}{}", &id[8..17]),
        8 => format!("{id}42"),
        9 => "USA110000123456".to_string(),
        10 => random.pick(&["", "-", "无", "　"]).to_string(),
        11 => random.pick(&["1.10101E+17", "2.2010219900307e17"]).to_string(),
        12 => format!("{}000", &id[..15]),
        13 => id[..17].to_string(),
        14 => format!("{id}1"),
        15 => format!("{}A{}", &id[..16], &id[17..]),
        16 => "abc101900307867".to_string(),
        17 => checked(&format!("{}{}", random.pick(&["16", "66", "84", "00"]), &id[2..17])),
        18 => checked(&format!("{front}20230229{}", &id[14..17])),
        19 => checked(&format!("{front}{}{}", random.pick(&["20240630", "20240701"]), &id[14..17])),
        20 => checked(&format!("{front}18991231{}", &id[14..17])),
        21 => wrong_check(id),
        22 => "110101199003078670".to_string(),
        23 => "371001198010082394".to_string(),
        24 => "610104620927690".to_string(),
        25 => "220102900230123".to_string(),
        _ => id.to_string(),
    }
}

fn checked(seventeen: &str) -> String {
    format!("{seventeen}{}", check_character(seventeen))
}

fn wrong_check(id: &str) -> String {
    let other = if id.ends_with('1') { '2' } else { '1' };
    format!("{}{other}", &id[..17])
}

/// A key with white space around it or, rarely, nothing.
pub fn key(random: &mut Random, key: &str) -> String {
    match random.below(25) {
        0 => format!(" {key}"),
        1 => format!("{key}　"),
        2 => format!("{key}\t"),
        3 if random.chance(50) => String::new(),
        _ => key.to_string(),
    }
}

/// A date in one of its forms, the unreadable ones included.
pub fn date(random: &mut Random, date: Date) -> String {
    let (y, m, d) = date;
    match random.below(24) {
        0 | 1 => format!("{y}/{m}/{d}"),
        2 => format!("{y}.{m}.{d}"),
        3 => format!("{y}{m:02}{d:02}"),
        4 => format!("{y}年{m}月{d}日"),
        5 => format!("{y}-{m:02}-{d:02} 00:00:00"),
        6 => format!("{y}/{m}/{d} 8:05"),
        7 => serial(date).to_string(),
        8 => wide(&format!("{y}-{m:02}-{d:02}")),
        9 => format!("{y}-{m:02}-{d:02}T23:59:59"),
        10 => format!("{y}年{m}月"),
        11 => format!("{y}/{m}"),
        12 => format!("{:02}-{m}-{d}", y % 100),
        13 => format!("{m:02}/{d:02}/{y}"),
        14 => format!("{y}-{m}/{d}"),
        15 => random.pick(&["", "-", "待定", "暂无"]).to_string(),
        16 => random
            .pick(&["2023-02-29", "2023.13.1", "202306", "1899-12-31", "2100-01-01", "不详"])
            .to_string(),
        17 => format!(" {y}-{m}-{d}\u{a0}"),
        _ => format!("{y}-{m:02}-{d:02}"),
    }
}

/// Two dates in one cell.
pub fn period(random: &mut Random, start: Date, end: Date) -> String {
    let ((y, m, d), (z, n, e)) = (start, end);
    match random.below(8) {
        0 => format!("{y}.{m}.{d}-{z}.{n}.{e}"),
        1 => format!("{y}年{m}月{d}日—{z}年{n}月{e}日"),
        2 => format!("{y}-{m:02}-{d:02}至{z}-{n:02}-{e:02}"),
        3 if y == z => format!("{y}.{m}.{d}-{n}.{e}"),
        4 if y == z => format!("{y}年{m}月{d}日—{n}月{e}日"),
        5 => format!("{z}年{n}月1日—{e}日"),
        6 => format!("{n}月1日—{e}日"),
        _ => format!("{y}/{m}/{d} - {z}/{n}/{e}"),
    }
}

/// The days that decide: before, on and after every limit.
pub fn employment_day(random: &mut Random, end: Date) -> Date {
    let limit = add_months(end, 6);
    match random.below(8) {
        0 => end,
        1 => day_before(end),
        2 => limit,
        3 => day_after(limit),
        4 => (2024, 6, 30),
        5 => (2024, 7, 1),
        6 => add_months(end, 3),
        _ => add_months(end, 8),
    }
}

pub fn months_before((mut year, mut month, day): Date, months: u32) -> Date {
    for _ in 0..months {
        month -= 1;
        if month == 0 {
            year -= 1;
            month = 12;
        }
    }
    (year, month, day.min(days_in_month(year, month)))
}

fn day_after((year, month, day): Date) -> Date {
    if day < days_in_month(year, month) {
        (year, month, day + 1)
    } else {
        let (year, month, _) = add_months((year, month, 1), 1);
        (year, month, 1)
    }
}

fn day_before((year, month, day): Date) -> Date {
    if day > 1 {
        (year, month, day - 1)
    } else {
        let (year, month, _) = months_before((year, month, 1), 1);
        (year, month, days_in_month(year, month))
    }
}

/// Days from 31 December 1899, and the one that 1900 has too many.
fn serial((year, month, day): Date) -> u32 {
    let mut days = 1 + day;
    for y in 1900..year {
        for m in 1..=12 {
            days += days_in_month(y, m);
        }
    }
    for m in 1..month {
        days += days_in_month(year, m);
    }
    days
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect()
}
