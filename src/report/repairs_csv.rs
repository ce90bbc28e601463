//! `repairs.csv`: rejected rows whose ID number can be repaired in one plausible way. With `approved` filled in it is
//! the list for `--repairs`.

use std::io::Write;

use super::csv::Csv;
use super::error::Fault;
use super::mask::Mask;
use crate::model::field::Field;
use crate::model::run::Run;

const HEADER: [&str; 8] =
    ["file", "file_hash", "sheet", "row", "value", "suggestion", "basis", "approved"];

/// Writes the file.
pub(super) fn write(out: impl Write, run: &Run, mask: Mask) -> Result<(), Fault> {
    let mut csv = Csv::new(out, &HEADER)?;
    let hidden = |number| mask.number(Field::IdNumber, number);
    for suggestion in &run.suggestions {
        let sheet = suggestion.at.sheet;
        let file = run.sources.files.get(sheet.file as usize);
        csv.text(run.sources.path(sheet))?;
        csv.text(file.map_or("", |file| file.hash.as_str()))?;
        csv.text(run.sources.sheet_name(sheet))?;
        csv.number(suggestion.at.row)?;
        csv.text(&hidden(&suggestion.value))?;
        csv.text(&hidden(&suggestion.number))?;
        csv.text(&suggestion.reasons())?;
        csv.text("")?;
        csv.end_row()?;
    }
    Ok(())
}
