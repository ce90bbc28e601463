//! Reporting unit, brand and class: missing, unknown, or written another way.

use super::super::rng::Rng;
use super::super::row::{Column, Row};
use super::{Context, Dirt, widen};

const EMPTY_WORDS: [&str; 8] = ["-", "—", "/", "无", "NULL", "#N/A", "暂无", "待定"];

/// Province, city and county.
pub(super) fn unit(kind: Dirt, row: &mut Row, rng: &mut Rng, context: Context<'_>) -> bool {
    let city = row.get(Column::City).to_owned();
    let stem = city.strip_suffix('市').filter(|stem| stem.chars().count() >= 2);
    match (kind, stem) {
        (Dirt::UnitMissing, _) => set_place(row, "", ""),
        (Dirt::UnitWordForMissing, _) => set_place(row, rng.pick(&EMPTY_WORDS), ""),
        (Dirt::UnitUnknown, Some(stem)) => {
            set_place(row, &format!("{stem}{}", rng.pick(&["巿", "市直", "新市", "时"])), "");
        }
        // The one county name that two cities of the sample's provinces share.
        (Dirt::UnitAmbiguousCounty, _) if row.get(Column::Province) == "辽宁省" => {
            set_place(row, "", "铁西区");
        }
        (Dirt::UnitByCountyOnly, _) if context.county_is_unique => row.set(Column::City, ""),
        (Dirt::UnitAlias, Some(stem)) => row.set(Column::City, stem),
        (Dirt::UnitSpaces, _) => row.set(Column::City, &spaced(&city, rng)),
        (Dirt::ProvinceMissing, _) => row.set(Column::Province, ""),
        _ => return false,
    }
    true
}

/// Brand and class number.
pub(super) fn key(kind: Dirt, row: &mut Row, rng: &mut Rng, _: Context<'_>) -> bool {
    let column = match kind {
        Dirt::BrandMissing | Dirt::BrandWordForMissing | Dirt::BrandSpaces => Column::Brand,
        _ => Column::ClassNo,
    };
    let text = match kind {
        Dirt::BrandMissing | Dirt::ClassMissing => String::new(),
        Dirt::BrandWordForMissing | Dirt::ClassWordForMissing => rng.pick(&EMPTY_WORDS).to_owned(),
        Dirt::ClassFullWidth => widen(row.get(column)),
        _ => spaced(row.get(column), rng),
    };
    row.set(column, &text);
    true
}

fn set_place(row: &mut Row, city: &str, county: &str) {
    row.set(Column::City, city);
    row.set(Column::County, county);
}

fn spaced(text: &str, rng: &mut Rng) -> String {
    let space = rng.pick(&[" ", "\u{a0}", "\u{3000}", "\t", "  "]);
    if rng.per_mille(500) { format!("{space}{text}") } else { format!("{text}{space}") }
}
