//! ID numbers: normalised, checked in a fixed order, turned into integer keys (GB 11643).

use chrono::NaiveDate;

use crate::model::digits::{are_digits, of_day};
use crate::model::finding::Code;
use crate::model::person_id::{PersonId, birth_number, check_character};
use crate::model::sheet::{Cell, CellKind};

pub use crate::model::person_id::normalise;

/// A number that passed every check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadId {
    /// The person.
    pub person: PersonId,
    /// Whether its writing differed from the plain 18 characters.
    pub repaired: bool,
}

/// Province-level codes in force (GB/T 2260, first two digits).
const PROVINCE_CODES: [u8; 35] = [
    11,
    12,
    13,
    14,
    15,
    21,
    22,
    23,
    31,
    32,
    33,
    34,
    35,
    36,
    37,
    41,
    42,
    43,
    44,
    45,
    46,
    50,
    51,
    52,
    53,
    54,
    61,
    62,
    63,
    64,
    65,
    71,
    81,
    82,
    RESIDENCE_PERMIT_CODE,
];
/// Residence permits of Taiwan's residents carry a code of their own.
const RESIDENCE_PERMIT_CODE: u8 = 83;
/// First digit of the new foreigners' permanent residence card.
const RESIDENCE_CARD: u8 = b'9';

const FULL: usize = 18;
const SHORT: usize = 15;
/// Length of a disability card's number, which starts with the ID number.
const DISABILITY_CARD: usize = 20;

/// Reads the number in a cell that says something.
///
/// # Errors
/// The first reason, in the order of the rejection codes, for which the row must be rejected.
pub fn read(cell: &Cell<'_>, as_of: NaiveDate) -> Result<ReadId, Code> {
    if cell.kind() == CellKind::Text
        && let Ok(plain) = <&[u8; FULL]>::try_from(cell.bytes)
        && let Ok(person) = check18(plain, as_of)
    {
        return Ok(ReadId { person, repaired: false });
    }
    let text = cell.text();
    if cell.kind() != CellKind::Text {
        return numeric(&text, as_of);
    }
    let number = normalise(&text);
    let person = check(&number, as_of)?;
    Ok(ReadId { person, repaired: number.as_bytes() != text.as_bytes() || number.len() == SHORT })
}

/// Whether a number has the 15 digits that are upgraded to 18.
fn is_upgraded(number: &str) -> bool {
    number.len() == SHORT && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number typed into a number cell is intact only with 15 digits.
fn numeric(text: &str, as_of: NaiveDate) -> Result<ReadId, Code> {
    if !is_upgraded(text) {
        return Err(Code::IdDamaged);
    }
    let person = check(text, as_of)?;
    Ok(ReadId { person, repaired: true })
}

fn check(number: &str, as_of: NaiveDate) -> Result<PersonId, Code> {
    if number.is_empty() {
        return Err(Code::IdMissing);
    }
    if is_exponent_form(number) {
        return Err(Code::IdDamaged);
    }
    let bytes = number.as_bytes();
    if let Ok(full) = <&[u8; FULL]>::try_from(bytes) {
        return check18(full, as_of);
    }
    match number.chars().count() {
        FULL => Err(Code::IdCharset),
        SHORT => check15(bytes, as_of),
        DISABILITY_CARD => check20(bytes, as_of),
        _ => Err(Code::IdLength),
    }
}

/// A number of 18 characters, in plain form.
///
/// # Errors
/// The first reason for rejecting it.
pub fn check18(number: &[u8; FULL], as_of: NaiveDate) -> Result<PersonId, Code> {
    let Some((digits, [last])) = number.split_first_chunk::<17>() else {
        return Err(Code::IdLength);
    };
    let (halves, rest) = digits.as_chunks();
    let body_is_digits =
        halves.iter().all(|half| are_digits(*half)) && rest.iter().all(u8::is_ascii_digit);
    let checks = body_is_digits && check_character(digits) == *last;
    if body_is_digits && number.ends_with(b"000") && !checks {
        return Err(Code::IdDamaged);
    }
    if !body_is_digits || !(last.is_ascii_digit() || *last == b'X') {
        return Err(Code::IdCharset);
    }
    if digits[0] != RESIDENCE_CARD && !is_province(digits) {
        return Err(Code::IdRegion);
    }
    if birth_number(digits).is_none_or(|birth| birth > of_day(as_of)) {
        return Err(Code::IdBirthDate);
    }
    if !checks {
        return Err(Code::IdChecksum);
    }
    Ok(PersonId::from_digits(digits))
}

/// A first-generation number: upgraded with the century 19 and a computed check character.
fn check15(number: &[u8], as_of: NaiveDate) -> Result<PersonId, Code> {
    let number = <&[u8; SHORT]>::try_from(number).map_err(|_| Code::IdCharset)?;
    let is_old_card = number[..3].iter().all(u8::is_ascii_alphabetic)
        && number[3..].iter().all(u8::is_ascii_digit);
    if is_old_card {
        return Ok(PersonId::from_old_card(&number.map(|byte| byte.to_ascii_uppercase())));
    }
    if !number.iter().all(u8::is_ascii_digit) {
        return Err(Code::IdCharset);
    }
    let mut full = [b'0'; FULL];
    full[..6].copy_from_slice(&number[..6]);
    full[6..8].copy_from_slice(b"19");
    full[8..17].copy_from_slice(&number[6..]);
    if let Some(digits) = full.first_chunk::<17>() {
        full[17] = check_character(digits);
    }
    check18(&full, as_of)
}

/// A disability card: the ID number with two more digits.
fn check20(number: &[u8], as_of: NaiveDate) -> Result<PersonId, Code> {
    let Some((id, rest)) = number.split_first_chunk::<FULL>() else {
        return Err(Code::IdCharset);
    };
    if number.len() != DISABILITY_CARD || !rest.iter().all(u8::is_ascii_digit) {
        return Err(Code::IdCharset);
    }
    check18(id, as_of)
}

/// Whether 17 digits begin with a code of a province or of residence permits.
fn is_province(digits: &[u8; 17]) -> bool {
    let digit = |at: usize| usize::from(digits[at] - b'0');
    IS_PROVINCE[digit(0) * 10 + digit(1)]
}

/// The codes as a table, since every number is looked up.
const IS_PROVINCE: [bool; 100] = {
    let mut table = [false; 100];
    let mut index = 0;
    while index < PROVINCE_CODES.len() {
        table[PROVINCE_CODES[index] as usize] = true;
        index += 1;
    }
    table
};

/// `1.10101E+17`: what a spreadsheet makes of a number too long for it.
fn is_exponent_form(number: &str) -> bool {
    let Some((mantissa, exponent)) = number.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole) && digits(fraction) && digits(exponent.strip_prefix('+').unwrap_or(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::SheetId;
    use crate::model::sheet::{Encoding, RawBlock};

    fn read_as(kind: CellKind, text: &str) -> Result<ReadId, Code> {
        let mut block = RawBlock::new(SheetId { file: 0, sheet: 0 }, 1, Encoding::Utf8, 1);
        block.push_cell(kind, text.as_bytes());
        block.end_row();
        let as_of = NaiveDate::from_ymd_opt(2025, 9, 30).expect("a date");
        read(&block.row(0).cell(0), as_of)
    }

    fn read_text(text: &str) -> Result<String, Code> {
        read_as(CellKind::Text, text).map(|id| id.person.digits18().unwrap_or_default())
    }

    #[test]
    fn the_published_vectors() {
        for valid in [
            "440308199901101512",
            "110101199003078670",
            "44040119580101000X",
            "371001198010082394",
            "810000199408230021",
            "830000199201300022",
        ] {
            assert_eq!(read_text(valid).as_deref(), Ok(valid));
        }
        assert_eq!(read_text("440308199901101513"), Err(Code::IdChecksum));
        assert_eq!(read_text("440308199902301512"), Err(Code::IdBirthDate));
        for code in ["16", "66", "84", "00"] {
            assert_eq!(read_text(&format!("{code}0308199901101512")), Err(Code::IdRegion));
        }
        assert_eq!(read_text("610104620927690").as_deref(), Ok("610104196209276908"));
    }

    #[test]
    fn dirty_writing_is_repaired() {
        let plain = "44040119580101000X";
        for dirty in [
            "44040119580101000x",
            "４４０４０１１９５８０１０１０００Ｘ",
            "'44040119580101000X",
            "=\"44040119580101000X\"",
            " 440401 19580101\u{a0}000Х\u{3000}",
            "\u{feff}44040119580101000×",
            "44040119580101000Ⅹ\n",
            "‘44040119580101000X’",
        ] {
            assert_eq!(read_text(dirty).as_deref(), Ok(plain), "{dirty:?}");
            assert!(read_as(CellKind::Text, dirty).is_ok_and(|id| id.repaired));
        }
        assert!(read_as(CellKind::Text, plain).is_ok_and(|id| !id.repaired));
        assert_eq!(read_text("44040119580101000X43").as_deref(), Ok(plain));
    }

    #[test]
    fn damage_by_spreadsheets_is_never_repaired() {
        assert_eq!(read_text("1.10101E+17"), Err(Code::IdDamaged));
        assert_eq!(read_text("110101199003078000"), Err(Code::IdDamaged));
        assert_eq!(read_as(CellKind::Number, "110101199003078670"), Err(Code::IdDamaged));
        assert_eq!(read_as(CellKind::Number, "610104620927690").map(|id| id.repaired), Ok(true));
        assert_eq!(read_as(CellKind::Date, "2023-05-06"), Err(Code::IdDamaged));
    }

    #[test]
    fn length_comes_before_characters() {
        assert_eq!(read_text("11010119900307867"), Err(Code::IdLength));
        assert_eq!(read_text("11010119900307867A"), Err(Code::IdCharset));
        assert_eq!(read_text("身份证号码不详需要核实后再行补录啊啊"), Err(Code::IdCharset));
        assert_eq!(read_text("ABC12345678901A"), Err(Code::IdCharset));
        assert!(read_text("USA110088012501").is_ok());
        assert_eq!(read_text("110101209912310011"), Err(Code::IdBirthDate));
    }
}
