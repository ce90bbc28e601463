//! ID numbers: from a cell to a person, or to the first reason against it.

use super::date::{self, Date};
use super::table::Cell;
use super::text::{choice, is_space, narrow, says_nothing};

/// Kinds of 证件类型 whose numbers are opaque.
const OTHER_DOCUMENTS: [&str; 8] = [
    "护照",
    "外国护照",
    "港澳居民来往内地通行证",
    "台湾居民来往大陆通行证",
    "军官证",
    "士兵证",
    "其他",
    "其他证件",
];

/// Province-level codes of an ID number's first two digits.
const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82", "83",
];

/// A key that two rows share exactly when they are about one person.
pub fn person(number: &Cell, id_type: &str, as_of: Date) -> Result<String, &'static str> {
    let text = number.text();
    let cleaned = clean(&text);
    if says_nothing(&text) || says_nothing(&cleaned) {
        return Err("ID_MISSING");
    }
    let kind = choice(id_type);
    if OTHER_DOCUMENTS.contains(&kind.as_str()) {
        return Ok(format!("{kind}:{}", cleaned.to_ascii_uppercase()));
    }
    if !matches!(number, Cell::Text(_)) && !is_fifteen_digit_number(number) {
        return Err("ID_DAMAGED");
    }
    id_number(&cleaned, as_of)
}

/// Narrowed, opened and without quotes and white space; every form of x is X.
pub fn clean(text: &str) -> String {
    let kept: String = narrow(text)
        .chars()
        .filter(|c| !is_space(*c) && !matches!(c, '\'' | '`' | '‘' | '’'))
        .collect();
    let opened = kept.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(&kept);
    opened
        .chars()
        .map(|c| match c {
            'x' | '×' | 'Х' | 'х' | 'Ⅹ' | 'ⅹ' => 'X',
            _ => c,
        })
        .collect()
}

/// The check character of 17 digits (ISO 7064 MOD 11-2).
pub fn check_character(seventeen: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHARACTERS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let mut sum = 0;
    for (digit, weight) in seventeen.chars().zip(WEIGHTS) {
        sum += digit.to_digit(10).unwrap_or(0) * weight;
    }
    CHARACTERS[(sum % 11) as usize]
}

fn id_number(number: &str, as_of: Date) -> Result<String, &'static str> {
    let length = number.chars().count();
    if is_exponent_form(number) || (length == 18 && is_rounded(number)) {
        return Err("ID_DAMAGED");
    }
    if !matches!(length, 15 | 18 | 20) {
        return Err("ID_LENGTH");
    }
    if !number.is_ascii() {
        return Err("ID_CHARSET");
    }
    if length == 15 {
        return fifteen(number, as_of);
    }
    // A disability card's 20 digits begin with the ID number.
    let (id, tail) = number.split_at(18);
    let (seventeen, check) = id.split_at(17);
    if !all_digits(seventeen) || !(check == "X" || all_digits(check)) || !all_digits(tail) {
        return Err("ID_CHARSET");
    }
    if !id.starts_with('9') && !PROVINCES.contains(&&id[..2]) {
        return Err("ID_REGION");
    }
    birth_date(&id[6..14], as_of)?;
    if !check.starts_with(check_character(seventeen)) {
        return Err("ID_CHECKSUM");
    }
    Ok(format!("ID:{seventeen}"))
}

/// The first generation, which is upgraded, or the old permanent-residence card.
fn fifteen(number: &str, as_of: Date) -> Result<String, &'static str> {
    let (front, back) = number.split_at(3);
    if front.chars().all(|c| c.is_ascii_alphabetic()) && all_digits(back) {
        return Ok(format!("CARD:{}", number.to_ascii_uppercase()));
    }
    if !all_digits(number) {
        return Err("ID_CHARSET");
    }
    if !PROVINCES.contains(&&number[..2]) {
        return Err("ID_REGION");
    }
    birth_date(&format!("19{}", &number[6..12]), as_of)?;
    Ok(format!("ID:{}19{}", &number[..6], &number[6..]))
}

fn birth_date(digits: &str, as_of: Date) -> Result<(), &'static str> {
    let number = |part: &str| part.parse::<u32>().unwrap_or(0);
    let year = i32::try_from(number(&digits[..4])).unwrap_or(0);
    match date::valid(year, number(&digits[4..6]), number(&digits[6..])) {
        Some(born) if born <= as_of => Ok(()),
        _ => Err("ID_BIRTH_DATE"),
    }
}

/// Any number cell but a 15-digit integer has lost digits.
fn is_fifteen_digit_number(cell: &Cell) -> bool {
    match cell {
        Cell::Number(n) => n.fract() == 0.0 && (1e14..1e15).contains(n),
        _ => false,
    }
}

/// `1.10101E+17`
fn is_exponent_form(number: &str) -> bool {
    let Some((mantissa, exponent)) = number.split_once(['e', 'E']) else {
        return false;
    };
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    !whole.is_empty() && !exponent.is_empty() && all_digits(&format!("{whole}{decimals}{exponent}"))
}

/// 18 digits of which a spreadsheet kept 15.
fn is_rounded(number: &str) -> bool {
    all_digits(number)
        && number.ends_with("000")
        && !number.ends_with(check_character(&number[..17]))
}

fn all_digits(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}
