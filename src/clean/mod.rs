//! Cleaning: raw cells to typed values. Every row is accepted, rejected with a code, or skipped with a reason.

pub mod amount;
mod birth;
pub mod certificate_number;
mod classify;
mod columns;
pub mod credit_code;
pub mod date;
mod garbled;
pub mod id;
mod kept;
pub mod name;
pub mod repair;
mod texts;
pub mod totals;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::kind::LedgerKind;
use crate::model::ledger::CleanBlock;
use crate::model::region::{PlaceContext, Regions, UnitId};
use crate::model::sheet::RawBlock;
use crate::model::source::Skip;
use crate::model::table::Table;
use crate::model::vocabulary::Vocabulary;

use classify::Kind;
use columns::Columns;
pub use columns::barred;
use date::Days;
use totals::Tally;

/// A stretch of a sheet under one header.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its first row: titles, or the header where there is none.
    pub top: u32,
    /// Its table; without one it has titles and blank rows only.
    pub table: Option<Table>,
    /// What kind of ledger that is.
    pub kind: LedgerKind,
    /// What the surroundings of its rows say of their place.
    pub place: PlaceContext,
}

/// What cleaning must know of a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// Words and headers.
    pub words: &'a Vocabulary,
    /// Provinces, reporting units, counties.
    pub regions: &'a Regions,
    /// The stretches of the sheet from the top; rows above the first are titles or blank.
    pub parts: &'a [Part],
    /// The only reporting unit whose rows are wanted; `None` for all.
    pub only: Option<UnitId>,
    /// The as-of date: nobody was born after it.
    pub as_of: NaiveDate,
    /// ID numbers that the user has approved for rejected rows, by row.
    pub repairs: Option<&'a BTreeMap<u32, Arc<str>>>,
    /// Whether particulars are kept, of rows rejected for their ID number as well.
    pub particulars: bool,
}

/// A cleaned block, and what its neighbours must know of it.
#[derive(Debug)]
pub struct Cleaned {
    /// Its accepted rows, counts and findings.
    pub block: CleanBlock,
    /// Blank rows at its end; at the end of a sheet they were never there.
    pub trailing_blanks: u64,
    /// Rows that look like headers and start no part of the sheet.
    pub later_headers: Vec<u32>,
    /// Sums between its totals.
    pub tally: Tally,
    /// Rows from which on the block is of another kind of ledger.
    pub turns: Vec<(usize, LedgerKind)>,
}

impl Cleaned {
    /// The block, cut where the kind of ledger changes. What is to be said of its rows stays with the first piece.
    #[must_use]
    pub fn by_kind(self) -> Vec<CleanBlock> {
        let Some((first, _)) = self.turns.first() else { return vec![self.block] };
        let mut block = self.block;
        let starts = self.turns.iter().map(|(start, kind)| (*start, *kind));
        let ends = self.turns.iter().skip(1).map(|(start, _)| *start).chain([block.rows.len()]);
        let mut pieces = vec![block.part(0..*first)];
        for ((start, kind), end) in starts.zip(ends) {
            pieces.push(CleanBlock { kind, ..block.part(start..end) });
        }
        if let Some(head) = pieces.first_mut() {
            head.counts = std::mem::take(&mut block.counts);
            head.findings = std::mem::take(&mut block.findings);
            head.rejected = std::mem::take(&mut block.rejected);
            head.heads = std::mem::take(&mut block.heads);
            head.skipped = std::mem::take(&mut block.skipped);
        }
        pieces
    }
}

/// Cleans the rows of a block; `days` are those that the blocks before it had.
#[must_use]
pub fn clean(raw: &RawBlock, sheet: &Sheet<'_>, days: &mut Days) -> Cleaned {
    let mut columns = Columns::new(raw, sheet, days);
    let before = sheet.parts.partition_point(|part| part.top <= raw.first_row);
    let mut parts = sheet.parts.iter().skip(before.saturating_sub(1)).peekable();
    let mut table = None;
    let mut later_headers = Vec::new();
    let mut trailing_blanks = 0;
    for index in 0..raw.len() {
        let row = raw.row(index);
        let number = raw.row_number(index);
        while let Some(part) = parts.next_if(|part| part.top <= number) {
            columns.enter(part);
            if part.top >= raw.first_row {
                columns.tally.table();
            }
            table = part.table.as_ref();
        }
        let kind = match table {
            Some(table) if number > table.header_end => columns.take(row, number, table),
            Some(table) if number >= table.header_row => Kind::Skip(Skip::Header),
            _ => classify::above_header(row, sheet.words),
        };
        trailing_blanks = match kind {
            Kind::Skip(Skip::Blank) => trailing_blanks + 1,
            _ => 0,
        };
        match kind {
            Kind::Data => {}
            Kind::Skip(reason) => {
                columns.skip(reason, number);
                if let (Skip::Total, Some(table)) = (reason, table) {
                    columns.tally.total(row, number, table, sheet.words);
                }
            }
            Kind::Header => {
                columns.skip(Skip::Header, number);
                columns.tally.header();
                later_headers.push(number);
            }
        }
    }
    for row in raw.swallowing() {
        columns.remark_swallowed(raw.row_number(*row));
    }
    let (mut block, tally, turns) = columns.finish();
    if !raw.is_empty() {
        block.heads = kept::heads(raw, sheet);
    }
    Cleaned { block, trailing_blanks, later_headers, tally, turns }
}
