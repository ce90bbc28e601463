//! Damaged, badly typed and foreign ID numbers.

use super::super::person::check_character;
use super::super::rng::Rng;
use super::super::row::{Column, Row};
use super::{Context, Dirt, widen};

/// Makes the ID one that no reader may accept.
pub(super) fn reject(kind: Dirt, row: &mut Row, rng: &mut Rng, _: Context<'_>) -> bool {
    let id = row.get(Column::Id).to_owned();
    if id.len() != 18 {
        return false;
    }
    let damaged = match kind {
        Dirt::IdMissing => String::new(),
        Dirt::IdWordForMissing => {
            rng.pick(&["-", "—", "/", "无", "NULL", "#N/A", "暂无", "待定"]).to_owned()
        }
        Dirt::IdExponent => format!("{}.{}E+17", &id[..1], &id[1..[6, 15][rng.index(2)]]),
        Dirt::IdFloat => format!("{}000", &id[..15]),
        Dirt::IdTooShort => id[..[16, 17][rng.index(2)]].to_owned(),
        Dirt::IdTooLong => format!("{}{}", id, rng.below(10)),
        Dirt::IdLetter => id.replacen('0', ["O", "o", "Q", "？"][rng.index(4)], 1),
        Dirt::IdMasked => format!("{}********{}", &id[..6], &id[14..]),
        Dirt::IdRegion => {
            rechecked(&format!("{}{}", ["16", "66", "84", "00"][rng.index(4)], &id[2..17]))
        }
        Dirt::IdImpossibleBirth => rechecked(&format!(
            "{}{}{}",
            &id[..10],
            ["1301", "0230", "0631", "0100", "0010"][rng.index(5)],
            &id[14..17]
        )),
        Dirt::IdFutureBirth => rechecked(&format!(
            "{}{}{}",
            &id[..6],
            ["2099", "1899", "2145"][rng.index(3)],
            &id[10..17]
        )),
        Dirt::IdChecksum => {
            let wrong = (id.as_bytes()[16] - b'0' + 1 + rng.below(8) as u8) % 10;
            format!("{}{}{}", &id[..16], wrong, &id[17..])
        }
        Dirt::IdSwapped => format!("{}{}{}{}", &id[..14], &id[15..16], &id[14..15], &id[16..]),
        _ => return false,
    };
    // A repair by chance would make the row acceptable, and a checksum row must not look like a float's.
    let (valid, float) = (is_valid(&damaged), damaged.ends_with("000"));
    let fits = damaged != id && !valid && (float == (kind == Dirt::IdFloat));
    if fits {
        row.set(Column::Id, &damaged);
    }
    fits
}

/// Writes the ID so that a good reader still finds the same person.
pub(super) fn repairable(kind: Dirt, row: &mut Row, rng: &mut Rng, _: Context<'_>) -> bool {
    let id = row.get(Column::Id).to_owned();
    let x = id.ends_with('X');
    if id.len() != 18 {
        return false;
    }
    let body = &id[..17];
    let written = match kind {
        Dirt::IdFullWidth => widen(&id),
        Dirt::IdLowerX if x => format!("{body}x"),
        Dirt::IdTimesX if x => format!("{body}×"),
        Dirt::IdCyrillicX if x => format!("{body}{}", ["Х", "х"][rng.index(2)]),
        Dirt::IdRomanX if x => format!("{body}{}", ["Ⅹ", "ⅹ"][rng.index(2)]),
        Dirt::IdApostrophe => format!("'{id}"),
        Dirt::IdCurlyQuote => format!("{}{id}", ["‘", "’", "`"][rng.index(3)]),
        Dirt::IdFormula => format!("=\"{id}\""),
        Dirt::IdSpaces => [format!("{} {} {}", &id[..6], &id[6..14], &id[14..]), format!(" {id} ")]
            [rng.index(2)]
        .clone(),
        Dirt::IdNoBreakSpace => format!("{id}\u{a0}"),
        Dirt::IdIdeographicSpace => format!("\u{3000}{id}"),
        Dirt::IdZeroWidth => format!(
            "{}{}{}",
            &id[..6],
            ["\u{200b}", "\u{feff}", "\u{200d}"][rng.index(3)],
            &id[6..]
        ),
        Dirt::IdTab => format!("\t{id}"),
        Dirt::IdLineBreak => format!("{id}\n"),
        Dirt::Id15 if id[6..].starts_with("19") => format!("{}{}", &id[..6], &id[8..17]),
        Dirt::IdDisabilityCard => format!("{id}{}{}", 1 + rng.below(7), 1 + rng.below(4)),
        _ => return false,
    };
    row.set(Column::Id, &written);
    true
}

/// Residence permits of Hong Kong, Macao and Taiwan, and the foreigners' permanent residence card.
pub(super) fn other_document(kind: Dirt, row: &mut Row, rng: &mut Rng, _: Context<'_>) -> bool {
    let id = row.get(Column::Id).to_owned();
    if id.len() != 18 {
        return false;
    }
    let number = match (kind, rng.below(2)) {
        (Dirt::IdResidencePermit, _) => {
            rechecked(&format!("8{}0000{}", 1 + rng.below(3), &id[6..17]))
        }
        (_, 0) => rechecked(&format!("9{}840{}", &id[..2], &id[6..17])),
        _ => format!("USA{}{}", &id[..4], &id[8..16]),
    };
    row.set(Column::Id, &number);
    true
}

fn rechecked(body: &str) -> String {
    let check = check_character(body.as_bytes());
    format!("{body}{}", char::from(check))
}

/// Whether a reader may accept the number.
pub(in crate::sample) fn is_valid(id: &str) -> bool {
    let bytes = id.as_bytes();
    // Impossible dates and unknown regions carry a right check character on purpose.
    bytes.len() == 18
        && bytes[..17].iter().all(u8::is_ascii_digit)
        && check_character(&bytes[..17]) == bytes[17]
        && !["16", "66", "84", "00"].contains(&&id[..2])
        && id.get(6..14).and_then(birth).is_some()
}

fn birth(digits: &str) -> Option<super::super::day::Day> {
    let day = super::super::day::Day::parse(&format!(
        "{}-{}-{}",
        &digits[..4],
        &digits[4..6],
        &digits[6..]
    ))?;
    (1900..=2025).contains(&day.parts().0).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rechecked_number_is_valid_and_others_are_not() {
        assert!(is_valid("110101199003078670"));
        assert!(!is_valid("110101199003078671"));
        assert_eq!(rechecked("44040119580101000"), "44040119580101000X");
        assert!(!is_valid(&rechecked("44040119580230000")));
    }
}
