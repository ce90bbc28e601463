//! What a row is, when it is not plainly data: blank, total, repeated header, note.

use crate::model::field::Field;
use crate::model::layout::Layout;
use crate::model::sheet::Row;
use crate::model::source::Skip;
use crate::model::text::trim;
use crate::model::vocabulary::Vocabulary;

/// What became of a row.
#[derive(Debug)]
pub enum Kind {
    /// It was data, accepted or rejected.
    Data,
    /// It is no data.
    Skip(Skip),
    /// It repeats a header; the rows below follow its layout.
    Header(Box<Layout>),
}

/// A note fills at most this many cells, and neither the ID nor the name.
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
    let mut first = None;
    for cell in row.cells() {
        let text = cell.text();
        if !words.says_nothing(&text) {
            filled += 1;
            first.get_or_insert(text);
        }
    }
    let Some(first) = first else {
        return Some(Kind::Skip(Skip::Blank));
    };
    let has_id = says(layout.position(Field::IdNumber));
    if !has_id && words.is_total(&first) {
        return Some(Kind::Skip(Skip::Total));
    }
    if has_id && let Some(header) = repeated_header(row, layout, words) {
        return Some(Kind::Header(Box::new(header)));
    }
    let has_name = says(layout.position(Field::Name));
    if !has_id && !has_name && filled <= NOTE_CELLS {
        return Some(Kind::Skip(Skip::Note));
    }
    None
}

/// The layout of a row that would itself be recognised as a header. Where two of its columns compete for a field, the
/// one that the header above has chosen is meant.
fn repeated_header(row: Row<'_>, current: &Layout, words: &Vocabulary) -> Option<Layout> {
    if row.is_full_of_digits() {
        return None;
    }
    let cells: Vec<String> = row.cells().map(|cell| cell.text().into_owned()).collect();
    match Layout::of_header(&cells, words.headers(), &|_| false)? {
        Ok(layout) => Some(layout),
        Err(ambiguity) => {
            let chosen = current.column(ambiguity.field)?;
            let competes = [&ambiguity.first, &ambiguity.second];
            if !competes.iter().any(|column| column.header == chosen.header) {
                return None;
            }
            let is_other = |position: usize| {
                cells.get(position).is_none_or(|cell| !current.has_header(trim(cell)))
            };
            Layout::of_header(&cells, words.headers(), &is_other)?.ok()
        }
    }
}
