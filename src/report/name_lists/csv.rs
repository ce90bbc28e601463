//! `rosters.csv`: one line per person of a list, and per person whom a list should have and has not.

use std::io::Write;

use super::{differences, near, places};
use crate::model::field::Field;
use crate::model::review::Review;
use crate::report::csv::Csv;
use crate::report::error::Fault;
use crate::report::mask::Mask;

const HEADER: [&str; 13] = [
    "file",
    "sheet",
    "row",
    "result",
    "name",
    "id_number",
    "city",
    "brand",
    "class_no",
    "fields",
    "differences",
    "ledger_rows",
    "near",
];

/// Writes the file.
pub fn write(out: impl Write, review: &Review, mask: Mask) -> Result<(), Fault> {
    let sources = &review.run.sources;
    let mut csv = Csv::new(out, &HEADER)?;
    for line in review.name_lists.iter().flat_map(|list| &list.lines) {
        csv.text(sources.path(line.list))?;
        csv.text(sources.sheet_name(line.list))?;
        csv.optional(line.listed.map(|at| at.row))?;
        csv.text(line.outcome.key())?;
        csv.text(&line.name.name)?;
        csv.text(&mask.number(Field::IdNumber, &line.name.id_number))?;
        for part in &line.place {
            csv.text(part)?;
        }
        let fields: Vec<&str> = line.differences.iter().map(|one| one.field.key()).collect();
        csv.text(&fields.join("|"))?;
        csv.text(&differences(line, mask))?;
        csv.text(&places(sources, &line.rows, "|"))?;
        csv.text(&near(line, sources, mask))?;
        csv.end_row()?;
    }
    Ok(())
}
