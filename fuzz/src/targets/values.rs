//! Values of single cells. What was read, written in its plain form, is read as the same; how the cell is encoded makes
//! no difference. The first byte says which kind of value it is.

use encoding_rs::GB18030;
use taizhang::clean::{amount, certificate_number, credit_code, date, id, name, repair};
use taizhang::model::certificate::CertType;
use taizhang::model::finding::SheetId;
use taizhang::model::layout::AmountUnit;
use taizhang::model::origin::Origin;
use taizhang::model::period::iso_text;
use taizhang::model::policy::WindowRule;
use taizhang::model::ratio::{Limit, Ratio};
use taizhang::model::region::PlaceContext;
use taizhang::model::rejected::Suspect;
use taizhang::model::sheet::{Cell, CellKind, Encoding, RawBlock};
use taizhang::model::text::{name_key, narrow};

use super::knowledge::{as_of, regions, words};

const KINDS: [fn(&str); 8] = [ids, dates, amounts, names, numbers, choices, places, references];

/// Reads a value.
pub fn values(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    KINDS[usize::from(*kind) % KINDS.len()](&String::from_utf8_lossy(rest));
}

/// Reads a cell of each kind with this text, as UTF-8 and, where that can write it, as GB18030.
fn cells<T: PartialEq + std::fmt::Debug>(text: &str, read: impl Fn(&Cell<'_>) -> T) -> [T; 3] {
    let in_block = |encoding, kind, bytes: &[u8]| {
        let mut block = RawBlock::new(SheetId { file: 0, sheet: 0 }, 1, encoding, 1);
        block.push_cell(kind, bytes);
        block.end_row();
        read(&block.row(0).cell(0))
    };
    let found = [CellKind::Text, CellKind::Number, CellKind::Date]
        .map(|kind| in_block(Encoding::Utf8, kind, text.as_bytes()));
    let (bytes, _, lost) = GB18030.encode(text);
    if !lost && GB18030.decode_without_bom_handling(&bytes).0 == text {
        assert_eq!(in_block(Encoding::Gb18030, CellKind::Text, &bytes), found[0], "{text:?}");
    }
    found
}

fn ids(text: &str) {
    let [read, numeric, _] = cells(text, |cell| id::read(cell, as_of()));
    let plain = id::normalise(text);
    assert_eq!(id::normalise(&plain), plain);
    for found in [read, numeric].into_iter().flatten() {
        let Some(number) = found.person.digits18() else { continue };
        let again = id::read(&Cell::of(&number), as_of()).expect("a number that was read");
        assert_eq!((again.person, again.repaired), (found.person, false));
        assert!(read.is_err() || read.is_ok_and(|read| read.person == found.person));
    }
    if let Ok(number) = <[u8; 18]>::try_from(plain.as_bytes()) {
        let suspect = Suspect { number, name: 0, birth: None, sex: None };
        for person in repair::candidates(&suspect, as_of()) {
            let number = person.digits18().expect("an ID number");
            assert_eq!(id::read(&Cell::of(&number), as_of()).map(|read| read.person), Ok(person));
        }
    }
}

fn dates(text: &str) {
    for from_1904 in [false, true] {
        for day in cells(text, |cell| date::read(cell, from_1904)).into_iter().flatten() {
            let iso = iso_text(day);
            for form in
                [iso.clone(), format!(" {iso} 00:00:00"), day.format("%Y年%-m月%-d日").to_string()]
            {
                assert_eq!(date::read(&Cell::of(&form), from_1904), Ok(day), "{form}");
            }
        }
    }
    for (start, end) in cells(text, date::read_range).into_iter().flatten() {
        let form = format!("{}至{}", iso_text(start), iso_text(end));
        assert_eq!(date::read_range(&Cell::of(&form)), Ok((start, end)));
    }
}

fn amounts(text: &str) {
    for unit in [AmountUnit::Yuan, AmountUnit::TenThousandYuan] {
        for fen in cells(text, |cell| amount::read(cell, unit)).into_iter().flatten() {
            assert!(fen.0 >= 0);
            assert_eq!(amount::read(&Cell::of(&format!("{fen}元")), unit), Ok(fen));
        }
    }
}

fn names(text: &str) {
    let hash = |text: &str| name::hash(&Cell::of(text), words());
    let mut block = RawBlock::new(SheetId { file: 0, sheet: 0 }, 1, Encoding::Gb18030, 1);
    let (bytes, _, lost) = GB18030.encode(text);
    block.push_cell(CellKind::Text, &bytes);
    block.end_row();
    if !lost && GB18030.decode_without_bom_handling(&bytes).0 == text {
        let other = name::hash(&block.row(0).cell(0), words());
        assert_eq!(other, hash(text), "{text:?}");
    }
    let key = name_key(text);
    assert_eq!(name_key(&key), key);
    if !words().says_nothing(text) && !words().says_nothing(&key) {
        assert_eq!(hash(text), hash(&key), "{text:?}");
        assert_ne!(hash(text), 0);
    }
}

fn numbers(text: &str) {
    // The check is a sum modulo a prime: it sees every single change.
    if credit_code::is_valid(text) {
        let plain: Vec<char> = text.chars().filter(char::is_ascii_alphanumeric).collect();
        if plain.len() == 18 {
            let mut wrong = plain.clone();
            wrong[7] = if plain[7] == '7' { '8' } else { '7' };
            assert!(credit_code::is_valid(&plain.iter().collect::<String>()));
            assert!(!credit_code::is_valid(&wrong.into_iter().collect::<String>()));
        }
    }
    let certificates = words().certificates();
    let level = certificates.level(text);
    assert!(level.is_none_or(|level| level < 10));
    for kind in
        [CertType::Vocational, CertType::SkillLevel, CertType::Special, CertType::Completion]
    {
        let Some(layout) = certificates.layout(kind) else { continue };
        for (year, level) in [(None, None), (Some(2023), Some(3))] {
            let stated = certificate_number::Stated { year, level };
            cells(text, |cell| certificate_number::contradiction(cell, layout, stated));
        }
    }
}

fn choices(text: &str) {
    let (words, plain) = (words(), narrow(text));
    assert_eq!(words.says_nothing(text), words.says_nothing(&plain));
    assert_eq!(words.employed(text), words.employed(&plain));
    assert_eq!(words.certificate(text), words.certificate(&plain));
    assert_eq!(words.sex(text), words.sex(&plain));
    assert_eq!(words.training_mode(text), words.training_mode(&plain));
    assert_eq!(words.id_type(text), words.id_type(&plain));
    assert_eq!(words.category(text), words.category(&plain));
    let _ = (words.is_total(text), words.is_part_total(text), words.is_note(text));
}

/// Province, city and county, with `,` between them.
fn places(text: &str) {
    let mut parts = text.split(',');
    let mut next = || parts.next().unwrap_or_default();
    let (province, city, county) = (next(), next(), next());
    let regions = regions();
    if let Ok(unit) = regions.resolve(province, city, county, PlaceContext::default()) {
        let (name, of) = (regions.unit_name(unit), regions.province_of(unit));
        let again = regions.resolve(regions.province_name(of), name, "", PlaceContext::default());
        assert!(again.is_ok_and(|again| again == unit), "{text:?}");
    }
    if let Some(unit) = regions.unit_in(text, regions.province_in(text)) {
        let _ = regions.county(unit, county);
    }
}

fn references(text: &str) {
    if let Some(origin) = Origin::parse(text) {
        assert_eq!(Origin::parse(&origin.to_string()), Some(origin));
    }
    if let Ok(rule) = WindowRule::try_from(text.to_owned()) {
        for window in rule.resolve(2025, as_of()) {
            assert!(window.from <= window.to);
        }
        assert!(!rule.label().is_empty());
    }
    if let Ok(limit) = Limit::parse(text) {
        assert!(limit.value.is_defined());
    }
    if let Some(ratio) = Ratio::from_decimal(text) {
        assert!(ratio.is_defined());
    }
}
