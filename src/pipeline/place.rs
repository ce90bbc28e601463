//! What the surroundings of a sheet's rows say of their place: lines above the header, sheet, file, folders, `--unit`.

use crate::model::field::Field;
use crate::model::region::{PlaceContext, Regions, UnitId};
use crate::model::table::Table;
use crate::model::vocabulary::Vocabulary;
use crate::read::discover::InputFile;

/// Looks from the nearest surroundings outwards; the first that names a reporting unit decides.
#[must_use]
pub fn of_sheet(
    table: &Table,
    sheet_name: &str,
    file: &InputFile,
    default: Option<UnitId>,
    regions: &Regions,
    words: &Vocabulary,
) -> PlaceContext {
    // Where a key stands twice, its first value counts.
    let under = |wanted: &dyn Fn(&str) -> bool| -> Option<&str> {
        let line = table.above.iter().find(|(key, _)| wanted(key));
        line.map(|(_, value)| value.as_str())
    };
    let of_field = |field| under(&|key| words.headers().names_exactly(key, field));
    let stated = [
        of_field(Field::County),
        under(&|key| words.is_unit_key(key)),
        of_field(Field::City),
        of_field(Field::Province),
    ];
    let around: Vec<&str> = stated
        .into_iter()
        .flatten()
        .chain([sheet_name])
        .chain(file.relative.rsplit('/').map(without_extension))
        .chain([file.root.as_str()])
        .filter(|text| !text.is_empty())
        .collect();
    let province = around.iter().find_map(|text| regions.province_in(text));
    let known = PlaceContext { province, ..PlaceContext::default() };
    let unit = around.iter().find_map(|text| {
        // A sheet, file or folder may be called after a county that tells its unit.
        regions.unit_in(text, province).or_else(|| regions.resolve("", "", text, known).ok())
    });
    PlaceContext { province, unit, default }
}

fn without_extension(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
