//! Certificate numbers with a national layout, held against what else their row says.

use std::fmt::Write;

use crate::model::sheet::Cell;
use crate::model::text::{is_space, narrow_char};
use crate::model::vocabulary::NumberLayout;

/// What else a row says of a certificate; what it does not say is not compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stated {
    /// Year of issue.
    pub year: Option<i32>,
    /// Level, as the digit that numbers carry.
    pub level: Option<u8>,
}

/// How the number in a cell contradicts its layout or the rest of the row, in Chinese; `None` when it does not.
#[must_use]
pub fn contradiction(cell: &Cell<'_>, layout: &NumberLayout, stated: Stated) -> Option<String> {
    if fits(cell.bytes, layout) {
        return differences(cell.bytes, layout, stated);
    }
    let number = normalise(&cell.text());
    if fits(number.as_bytes(), layout) {
        return differences(number.as_bytes(), layout, stated);
    }
    Some(format!("应为{}", layout.shape))
}

/// Full-width characters narrowed, white space and quotes dropped, letters in upper case.
fn normalise(text: &str) -> String {
    text.chars()
        .map(narrow_char)
        .filter(|c| !is_space(*c) && !matches!(c, '\'' | '`' | '‘' | '’'))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn fits(number: &[u8], layout: &NumberLayout) -> bool {
    if number.len() != layout.length {
        return false;
    }
    let is_first = |byte: u8| layout.first.is_empty() || layout.first.as_bytes().contains(&byte);
    let weights = number.iter().map(|byte| WEIGHTS[usize::from(*byte)]);
    weights.sum::<usize>() <= layout.letters && number.first().is_some_and(|byte| is_first(*byte))
}

/// Digits weigh nothing, letters one, and anything else more than all letters together.
const WEIGHTS: [usize; 256] = {
    const OTHER: usize = 1 << 20;
    let mut table = [OTHER; 256];
    let mut byte: u8 = 0;
    while byte < u8::MAX {
        if byte.is_ascii_digit() {
            table[byte as usize] = 0;
        } else if byte.is_ascii_uppercase() {
            table[byte as usize] = 1;
        }
        byte += 1;
    }
    table
};

fn differences(number: &[u8], layout: &NumberLayout, stated: Stated) -> Option<String> {
    const CENTURY: i32 = 100;
    let year = digit(number, layout.year).zip(digit(number, layout.year + 1));
    let year = year.map(|(tens, ones)| i32::from(tens) * 10 + i32::from(ones));
    let level = digit(number, layout.level);
    let other_year = year.zip(stated.year).filter(|(year, said)| *year != said % CENTURY);
    let other_level = level.zip(stated.level).filter(|(level, said)| level != said);
    if other_year.is_none() && other_level.is_none() {
        return None;
    }
    let mut detail = String::new();
    if let Some((year, said)) = other_year {
        let _ = write!(detail, "编号中的年份是 {year:02}，发证日期在 {said} 年");
    }
    if let Some((level, said)) = other_level {
        let between = if detail.is_empty() { "" } else { "；" };
        let _ = write!(detail, "{between}编号中的等级是 {level}，证书等级是 {said}");
    }
    Some(detail)
}

/// The digit at a place counted from 1; senior technicians may have a letter there.
fn digit(number: &[u8], place: usize) -> Option<u8> {
    let byte = number.get(place.checked_sub(1)?)?;
    byte.is_ascii_digit().then(|| byte - b'0')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::certificate::CertType;
    use crate::model::vocabulary::Vocabulary;

    /// `year` and `level` may be 0: not stated.
    fn check(kind: CertType, number: &str, year: i32, level: u8) -> Option<String> {
        let words = Vocabulary::shipped().expect("shipped data");
        let layout = words.certificates().layout(kind).expect("a layout");
        let stated = Stated {
            year: Some(year).filter(|year| *year > 0),
            level: Some(level).filter(|level| *level > 0),
        };
        contradiction(&Cell::of(number), layout, stated)
    }

    #[test]
    fn level_certificates() {
        let check = |number, year, level| check(CertType::SkillLevel, number, year, level);
        let sound = "Y000022000001245000123";
        for number in [sound, "y000022000001245000123", " Ｙ00002200000124 5000123"] {
            assert_eq!(check(number, 2024, 5), None, "{number}");
        }
        assert_eq!(check(sound, 0, 0), None, "nothing to compare with");
        assert_eq!(check("S000022000001245000123", 2024, 0), None);
        assert!(
            check(sound, 2023, 5).is_some_and(|why| why.contains("24") && why.contains("2023"))
        );
        assert!(check(sound, 2024, 4).is_some_and(|why| why.contains("等级是 5，证书等级是 4")));
        assert!(check(sound, 2023, 4).is_some_and(|why| why.contains('；')), "both are said");
        for number in [
            "Y00002200000124500012",
            "Y0000220000012450001234",
            "Z000022000001245000123",
            "0000022000001245000123",
            "Y0000220000012450001-3",
            "YTT0022000001245000123",
            "2200001240512345",
            "无编号",
        ] {
            assert!(
                check(number, 2024, 5)
                    .is_some_and(|why| why.contains("22") || why.contains("21位"))
            );
        }
    }

    #[test]
    fn senior_technicians_have_a_second_letter() {
        let check = |number, year| check(CertType::SkillLevel, number, year, 1);
        assert_eq!(check("Y00002200000124T000123", 2024), None);
        assert_eq!(
            check("YT0002200000124100123X", 2024),
            Some("应为字母 Y 或 S 加21位数字（特级技师、首席技师为2个字母加20位数字）".into())
        );
        assert!(check("Y00002200000124T000123", 2023).is_some());
    }

    #[test]
    fn qualification_certificates() {
        let check = |number, year, level| check(CertType::Vocational, number, year, level);
        assert_eq!(check("2407000012300045", 2024, 3), None);
        assert_eq!(
            check("2407000012300045", 2023, 0),
            Some("编号中的年份是 24，发证日期在 2023 年".into())
        );
        assert!(check("2407000012300045", 0, 4).is_some());
        assert!(check("Y000022000001245000123", 2024, 5).is_some_and(|why| why == "应为16位数字"));
    }

    proptest! {
        #[test]
        fn a_number_of_its_own_year_and_level_contradicts_nothing(
            year in 2000..2100i32, level in 1..=5u8, agency in 0..1_000_000_000_000u64, serial in 0..1_000_000u32,
        ) {
            let number = format!("Y{agency:012}{:02}{level}{serial:06}", year % 100);
            prop_assert_eq!(check(CertType::SkillLevel, &number, year, level), None);
            prop_assert!(check(CertType::SkillLevel, &number, year + 1, level).is_some());
            prop_assert!(check(CertType::SkillLevel, &number, year, level % 5 + 1).is_some());
        }

        #[test]
        fn any_text_is_answered(number in "\\PC{0,40}", year in 1900..2100i32) {
            for kind in [CertType::SkillLevel, CertType::Vocational] {
                check(kind, &number, year, 3);
            }
        }
    }
}
