//! `diff.csv`: every figure that moved. `diff_rows.csv`: who moved them, and by which rows.

use std::io::Write;

use super::words;
use crate::model::change::{Cause, Changes, FigureChange, Move, Place, Share, Which};
use crate::model::counts::YEARLY;
use crate::model::field::Field;
use crate::model::finding::{Code, RowRef};
use crate::report::csv::Csv;
use crate::report::error::Fault;
use crate::report::mask::Mask;

const FIGURES: [&str; 13] = [
    "level", "province", "city", "brand", "base", "year", "measure", "a", "b", "change", "entered",
    "left", "causes",
];
const ROWS: [&str; 17] = [
    "move",
    "level",
    "province",
    "city",
    "brand",
    "base",
    "year",
    "id_number",
    "measures",
    "cause",
    "field",
    "code",
    "side",
    "batch",
    "file",
    "sheet",
    "row",
];

/// Writes `diff.csv`.
pub fn figures(out: impl Write, changes: &Changes) -> Result<(), Fault> {
    let mut csv = Csv::new(out, &FIGURES)?;
    for own in &changes.figures {
        let Some(place) = changes.places.get(own.place as usize) else { continue };
        line(&mut csv, place)?;
        csv.text(own.figure.name)?;
        let Share { entered, left, .. } = own.whole();
        for number in [own.a, own.b, own.change(), entered, left] {
            csv.number(number)?;
        }
        csv.text(&causes(own, changes))?;
        csv.end_row()?;
    }
    Ok(())
}

/// The causes of a figure, each with what it added and took.
pub fn causes(own: &FigureChange, changes: &Changes) -> String {
    let cause = |(cause, share): (&Cause, &Share)| {
        let parts = [share.entered, -share.left].into_iter().filter(|part| *part != 0);
        let parts: Vec<String> = parts.map(|part| words::signed(own.figure, part)).collect();
        format!("{} {}", words::cause(cause, changes), parts.join(" "))
    };
    own.shares.iter().map(cause).collect::<Vec<_>>().join("；")
}

fn line<W: Write>(csv: &mut Csv<W>, place: &Place) -> Result<(), Fault> {
    for name in words::names(&place.subject) {
        csv.text(name)?;
    }
    csv.number(place.year)?;
    Ok(())
}

/// Writes `diff_rows.csv`: a line a row, those of one move together.
pub fn rows(out: impl Write, changes: &Changes, mask: Mask) -> Result<(), Fault> {
    let mut csv = Csv::new(out, &ROWS)?;
    for (number, own) in (1u64..).zip(&changes.moves) {
        let Some(place) = changes.places.get(own.place as usize) else { continue };
        let rows = own.rows.iter().map(|row| Some(*row));
        let none = own.rows.is_empty().then_some(None);
        for row in rows.chain(none) {
            csv.number(number)?;
            line(&mut csv, place)?;
            csv.text(&mask.number(Field::IdNumber, &own.person))?;
            csv.text(&measures(own))?;
            csv.text(own.cause.key())?;
            let (field, code) = match own.cause {
                Cause::Rows { field, code, .. } => (field, code),
                Cause::AsOf(_) => (None, None),
            };
            csv.text(field.map_or("", Field::key))?;
            csv.text(code.map_or("", Code::name))?;
            for cell in placed(row, changes) {
                csv.text(&cell)?;
            }
            csv.end_row()?;
        }
    }
    Ok(())
}

/// `trainees +1|subsidy_fen +150000`
fn measures(own: &Move) -> String {
    let change = |(figure, change): &(u8, i64)| {
        let name = YEARLY.get(usize::from(*figure)).copied().unwrap_or_default();
        format!("{name} {change:+}")
    };
    own.changes.iter().map(change).collect::<Vec<_>>().join("|")
}

/// Report, batch, file, sheet and number of a row.
pub fn placed(row: Option<(Which, RowRef)>, changes: &Changes) -> [String; 5] {
    let Some((which, at)) = row else { return Default::default() };
    let side = match which {
        Which::A => "A",
        Which::B => "B",
    };
    let delivery = changes.delivery_of((which, at));
    let sheet = changes.reports[which.index()].sources.sheet_name(at.sheet);
    [
        side.to_owned(),
        delivery.map(|own| own.batch.clone()).unwrap_or_default(),
        delivery.map(|own| own.path.clone()).unwrap_or_default(),
        sheet.to_owned(),
        at.row.to_string(),
    ]
}
