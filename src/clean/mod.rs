//! Cleaning: raw cells to typed columns. Every row is accepted, rejected with a code, or skipped with a reason.

mod amount;
mod classify;
mod columns;
mod date;
mod id;
mod kept;
mod name;
pub mod repair;
mod texts;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::layout::Layout;
use crate::model::ledger::CleanBlock;
use crate::model::region::{PlaceContext, Regions, UnitId};
use crate::model::sheet::RawBlock;
use crate::model::source::Skip;
use crate::model::table::Table;
use crate::model::vocabulary::Vocabulary;

use classify::Kind;
use columns::Columns;

/// What cleaning must know of a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// Words and headers.
    pub words: &'a Vocabulary,
    /// Provinces, reporting units, counties.
    pub regions: &'a Regions,
    /// The sheet's table; a sheet without one has titles and blank rows only.
    pub table: Option<&'a Table>,
    /// What the surroundings of its rows say of their place.
    pub place: PlaceContext,
    /// The only reporting unit whose rows are wanted; `None` for all.
    pub only: Option<UnitId>,
    /// The as-of date: nobody was born after it.
    pub as_of: NaiveDate,
    /// ID numbers that the user has approved for rejected rows, by row.
    pub repairs: Option<&'a BTreeMap<u32, Arc<str>>>,
}

/// A cleaned block, and what its neighbours must know of it.
#[derive(Debug)]
pub struct Cleaned {
    /// Its accepted rows, counts and findings.
    pub block: CleanBlock,
    /// Blank rows at its end; at the end of a sheet they were never there.
    pub trailing_blanks: u64,
    /// The layout of a repeated header that differs from the one given: the rows below follow it.
    pub new_layout: Option<Layout>,
}

/// Cleans the rows of a block, whose columns are as `layout` says.
#[must_use]
pub fn clean(raw: &RawBlock, sheet: &Sheet<'_>, layout: &Layout) -> Cleaned {
    let header =
        sheet.table.map_or((u32::MAX, u32::MAX), |table| (table.header_row, table.header_end));
    let mut current = layout.clone();
    let mut columns = Columns::new(raw, sheet);
    let mut new_layout = None;
    let mut trailing_blanks = 0;
    for index in 0..raw.len() {
        let row = raw.row(index);
        let number = raw.row_number(index);
        let kind = if number < header.0 {
            classify::above_header(row, sheet.words)
        } else if number <= header.1 {
            Kind::Skip(Skip::Header)
        } else {
            columns.take(row, number, &current)
        };
        trailing_blanks = match kind {
            Kind::Skip(Skip::Blank) => trailing_blanks + 1,
            _ => 0,
        };
        match kind {
            Kind::Data => {}
            Kind::Skip(reason) => columns.skip(reason),
            Kind::Header(layout) => {
                columns.skip(Skip::Header);
                if *layout != current {
                    columns.keep_head(kept::repeated_head(raw, index, sheet, &layout));
                    current = (*layout).clone();
                    new_layout = Some(*layout);
                }
            }
        }
    }
    if let Some(head) = kept::head(raw, sheet) {
        columns.keep_head(head);
    }
    for row in raw.swallowing() {
        columns.remark_swallowed(raw.row_number(*row));
    }
    Cleaned { block: columns.finish(), trailing_blanks, new_layout }
}
