//! Rows around a header as texts: lines above it as key-value pairs, and how far up they reach above a later header.

use crate::model::field::Field;
use crate::model::layout::Layout;
use crate::model::sheet::{Cell, RawBlock, Row};
use crate::model::text::{is_space, narrow, trim, without_space};
use crate::model::vocabulary::Vocabulary;

/// Bytes of the longest title, header or line of metadata.
const LONGEST_TEXT: usize = 4096;

/// A row as texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number as a spreadsheet shows it.
    pub number: u32,
    /// Its cells from left to right.
    pub cells: Vec<String>,
}

impl Line {
    /// A row of a sheet. Texts that are longer than any title are cut.
    #[must_use]
    pub fn of(number: u32, row: Row<'_>) -> Self {
        let text = |cell: Cell<'_>| {
            let mut text = cell.text().into_owned();
            let end =
                (0..=LONGEST_TEXT.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
            text.truncate(end.unwrap_or(0));
            text
        };
        Self { number, cells: row.cells().map(text).collect() }
    }

    /// The first rows of a block, at most `most`.
    #[must_use]
    pub fn first(block: &RawBlock, most: usize) -> Vec<Self> {
        let rows = 0..block.len().min(most);
        rows.map(|index| Self::of(block.row_number(index), block.row(index))).collect()
    }

    /// Whether no cell says anything.
    #[must_use]
    pub fn is_blank(&self, words: &Vocabulary) -> bool {
        self.cells.iter().all(|cell| words.says_nothing(cell))
    }

    /// Whether it is a person's row or a row of totals, surely no title.
    #[must_use]
    pub fn is_data(&self, words: &Vocabulary) -> bool {
        let first = self.cells.iter().find(|cell| !words.says_nothing(cell));
        first.is_some_and(|cell| words.is_total(cell))
            || self.cells.iter().any(|cell| holds_an_id(cell))
    }

    /// Whether it holds so many digits that it is data, or a line of dates and numbers.
    #[must_use]
    pub fn is_full_of_digits(&self) -> bool {
        const DIGITS_OF_DATA: usize = 8;
        let digits = self.cells.iter().flat_map(|cell| cell.bytes()).filter(u8::is_ascii_digit);
        digits.take(DIGITS_OF_DATA).count() == DIGITS_OF_DATA
    }
}

/// Key-value pairs of lines: `填报单位：长春市 填报人：张某` gives two.
#[must_use]
pub fn pairs(lines: &[Line]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for line in lines {
        let mut awaiting: Option<String> = None;
        for cell in &line.cells {
            let text = trim(cell);
            if text.is_empty() {
                continue;
            }
            if let Some(key) = awaiting.take()
                && !text.contains(COLONS)
            {
                pairs.push((key, text.to_owned()));
                continue;
            }
            awaiting = split_pairs(text, &mut pairs);
        }
    }
    pairs
}

/// What stands between a key and its value.
pub const COLONS: [char; 2] = ['：', ':'];

/// Index of the first of the title and metadata lines right above the header at `header`; `header` when there is none.
///
/// Nothing that could be a person's row is taken: `above` is the layout of the rows up there.
#[must_use]
pub fn top_of_titles(lines: &[Line], header: usize, above: &Layout, words: &Vocabulary) -> usize {
    let mut top = header;
    for (index, line) in lines.iter().enumerate().take(header).rev() {
        match kind(line, above, words) {
            Kind::Title => top = index,
            Kind::OnlyName if index + 1 == top => return index,
            Kind::Blank if top == header => {}
            Kind::Blank | Kind::OnlyName | Kind::Other => break,
        }
    }
    top
}

enum Kind {
    Blank,
    Title,
    /// Nothing but a short text where names stand: right above a header a title like 二班.
    OnlyName,
    Other,
}

/// A person's row has an ID number, or more cells than a title; a line of metadata has a colon in every cell, or before
/// it.
fn kind(line: &Line, above: &Layout, words: &Vocabulary) -> Kind {
    /// A title fills at most this many cells.
    const TITLE_CELLS: usize = 2;
    /// A longer text is no person's name.
    const LONGEST_NAME: usize = 4;
    let filled: Vec<(usize, &str)> = line
        .cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !words.says_nothing(cell))
        .map(|(column, cell)| (column, trim(cell)))
        .collect();
    if filled.is_empty() {
        return Kind::Blank;
    }
    if line.is_data(words) || Layout::of_header(&line.cells, words.headers(), &|_| false).is_some()
    {
        return Kind::Other;
    }
    let mut key_before = false;
    let is_pairs = filled.iter().all(|(_, text)| {
        let said = key_before || text.contains(COLONS);
        key_before = text.ends_with(COLONS);
        said
    });
    let named = filled.iter().find(|(column, _)| Some(*column) == above.position(Field::Name));
    let is_title = match (named, filled.len()) {
        // A title stands at the left end; a word elsewhere may be somebody's name.
        (None, cells) => cells <= TITLE_CELLS && filled[0].0 == 0,
        (Some((_, text)), 1) if words.is_note(text) => false,
        (Some((_, text)), 1) if text.chars().count() <= LONGEST_NAME => return Kind::OnlyName,
        (Some((_, text)), 1) => !text.contains('·'),
        // Somebody without an ID number says nothing with a colon.
        (Some(_), cells) => {
            let has_pair = filled.iter().any(|(_, text)| text.contains(COLONS));
            has_pair && cells <= TITLE_CELLS + 1
        }
    };
    if is_pairs || is_title { Kind::Title } else { Kind::Other }
}

/// Whether a text has as many digits in a row as an ID number.
fn holds_an_id(text: &str) -> bool {
    const SHORTEST_ID: usize = 15;
    let mut run = 0;
    narrow(text).bytes().any(|byte| {
        run = if byte.is_ascii_digit() { run + 1 } else { 0 };
        run >= SHORTEST_ID
    })
}

/// What may stand between two pairs of one cell.
fn is_gap(c: char) -> bool {
    is_space(c) || matches!(c, ',' | '，' | ';' | '；')
}

/// Adds the pairs of one cell; returns a key whose value must stand in the next cell.
fn split_pairs(text: &str, pairs: &mut Vec<(String, String)>) -> Option<String> {
    let colon = |c: char| c == '：' || c == ':';
    let Some((first, mut rest)) = text.split_once(colon) else {
        pairs.push((String::new(), text.to_owned()));
        return None;
    };
    let mut key = without_space(first.rsplit(is_gap).next().unwrap_or(first));
    loop {
        // The value runs up to the word before the next colon.
        let (value, next) = match rest.split_once(colon) {
            Some((before, after)) => match before.trim_end_matches(is_gap).rsplit_once(is_gap) {
                Some((value, next_key)) => (value, Some((next_key, after))),
                None => ("", Some((before, after))),
            },
            None => (rest, None),
        };
        let value = value.trim_matches(is_gap);
        match next {
            Some((next_key, after)) => {
                pairs.push((std::mem::take(&mut key), value.to_owned()));
                key = without_space(next_key);
                rest = after;
            }
            None if value.is_empty() => return Some(key),
            None => {
                pairs.push((key, value.to_owned()));
                return None;
            }
        }
    }
}
