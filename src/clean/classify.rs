//! What a row is, when it is not plainly data: blank, total, repeated header, note.

use crate::model::field::Field;
use crate::model::layout::Layout;
use crate::model::sheet::Row;
use crate::model::source::Skip;
use crate::model::text::narrow;
use crate::model::vocabulary::Vocabulary;

/// What became of a row.
#[derive(Debug)]
pub enum Kind {
    /// It was data, accepted or rejected.
    Data,
    /// It is no data.
    Skip(Skip),
    /// It looks like a header.
    Header,
}

/// A note fills at most this many cells, and neither the ID nor the name; a line of nothing but signatures may stand
/// where names do.
const NOTE_CELLS: usize = 2;

/// A row above the header, or of a sheet without one.
#[must_use]
pub fn above_header(row: Row<'_>, words: &Vocabulary) -> Kind {
    if row.cells().all(|cell| words.says_nothing(&cell.text())) {
        Kind::Skip(Skip::Blank)
    } else {
        Kind::Skip(Skip::Title)
    }
}

/// A row below the header whose ID cell holds no valid number; `None` when it is a data row all the same.
#[must_use]
pub fn below_header(row: Row<'_>, layout: &Layout, words: &Vocabulary) -> Option<Kind> {
    let says = |position: Option<usize>| {
        position.is_some_and(|column| !words.says_nothing(&row.cell(column).text()))
    };
    let mut filled = 0;
    let mut zeros = 0;
    let mut signatures = 0;
    let mut first = None;
    for cell in row.cells() {
        let text = cell.text();
        if !words.says_nothing(&text) {
            filled += 1;
            zeros += usize::from(is_zero(&text));
            signatures += usize::from(words.is_note(&text));
            first.get_or_insert(text);
        }
    }
    let numbered = usize::from(says(layout.position(Field::Seq)));
    let Some(first) = first else {
        return Some(Kind::Skip(Skip::Blank));
    };
    let has_id = says(layout.position(Field::IdNumber));
    if !has_id && words.is_total(&first) {
        return Some(Kind::Skip(Skip::Total));
    }
    if zeros > 1 && zeros + numbered >= filled {
        return Some(Kind::Skip(Skip::Zero));
    }
    if filled > 1 && is_header(row, words) {
        return Some(Kind::Header);
    }
    let has_name = says(layout.position(Field::Name));
    let is_signed = signatures == filled;
    if !has_id && (!has_name && filled <= NOTE_CELLS || is_signed) {
        return Some(Kind::Skip(Skip::Note));
    }
    None
}

/// What a formula gives that refers to an empty cell, as a number or a day.
fn is_zero(text: &str) -> bool {
    const ZEROS: [&str; 6] = ["0", "0.0", "0.00", "1899-12-30", "1899-12-31", "1900-01-00"];
    ZEROS.contains(&narrow(text).as_ref())
}

/// Whether a row would itself be recognised as a header, even an ambiguous one.
fn is_header(row: Row<'_>, words: &Vocabulary) -> bool {
    if row.is_full_of_digits() {
        return false;
    }
    let cells: Vec<String> = row.cells().map(|cell| cell.text().into_owned()).collect();
    Layout::of_header(&cells, words.headers(), &|_| false).is_some()
}
