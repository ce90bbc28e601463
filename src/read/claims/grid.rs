//! A page of cells, merged ones known by the cell that holds their text.

use std::collections::HashMap;

use crate::model::table::Merge;
use crate::model::text::trim;
use crate::read::table::Page;

/// More cells are not filled from merged ones: no form has so many.
const MOST_FILLED: usize = 1 << 20;

/// The cells of a page.
pub(super) struct Grid<'p> {
    rows: &'p [Vec<String>],
    /// The cell that holds the text of a merged one.
    origins: HashMap<(usize, usize), (usize, usize)>,
}

impl<'p> Grid<'p> {
    pub(super) fn of(page: &'p Page) -> Self {
        let width = page.rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut origins = HashMap::new();
        for merge in &page.merges {
            fill(merge, (page.rows.len(), width), &mut origins);
        }
        Self { rows: &page.rows, origins }
    }

    /// How many rows there are.
    pub(super) fn height(&self) -> usize {
        self.rows.len()
    }

    /// How many cells a row has.
    pub(super) fn width(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, Vec::len)
    }

    /// The text that stands in a cell itself.
    pub(super) fn own(&self, row: usize, column: usize) -> &'p str {
        self.rows.get(row).and_then(|cells| cells.get(column)).map_or("", |cell| trim(cell))
    }

    /// The text of a cell, that of the merged cell which it is a part of.
    pub(super) fn text(&self, row: usize, column: usize) -> &'p str {
        match self.own(row, column) {
            "" => {
                self.origins.get(&(row, column)).map_or("", |(row, column)| self.own(*row, *column))
            }
            own => own,
        }
    }

    /// The filled cells of a row.
    pub(super) fn filled(&self, row: usize) -> impl Iterator<Item = (usize, &'p str)> + '_ {
        (0..self.width(row))
            .map(move |column| (column, self.own(row, column)))
            .filter(|(_, cell)| !cell.is_empty())
    }
}

fn fill(
    merge: &Merge,
    (height, width): (usize, usize),
    origins: &mut HashMap<(usize, usize), (usize, usize)>,
) {
    let place = |(row, column): (u32, u32)| (row as usize, column as usize);
    let (start, end) = (place(merge.start), place(merge.end));
    for row in start.0..=end.0.min(height.saturating_sub(1)) {
        for column in start.1..=end.1.min(width.saturating_sub(1)) {
            if origins.len() >= MOST_FILLED {
                return;
            }
            origins.insert((row, column), start);
        }
    }
}
