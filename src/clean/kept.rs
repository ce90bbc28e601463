//! What a block keeps of its raw text, so that rejected rows can be sent back: their cells, and the headers above them.

use crate::model::field::Field;
use crate::model::layout::Layout;
use crate::model::ledger::CleanBlock;
use crate::model::rejected::{Head, PackedRow};
use crate::model::sheet::RawBlock;

use super::Sheet;

/// Up to this row the cells of every rejected row are kept.
const WHOLE_ROWS: u32 = 1 << 16;
/// Further down they are kept where at most one row in so many is rejected: what is worse is no matter for correcting
/// by hand, and its text would fill the memory.
const ONE_IN: usize = 4;

/// Bytes of those rows of a block that nobody can have written by hand; no more of them are kept.
const OVERSIZE_BYTES: usize = 512 << 10;

/// Gives up the cells of rejected rows where there are too many rows, or too much in them.
pub fn bound(block: &mut CleanBlock, raw: &RawBlock) {
    let all = raw.first_row > WHOLE_ROWS && block.rejected.len() * ONE_IN > raw.len();
    let mut oversize = 0;
    for row in &mut block.rejected {
        let is_oversize = raw.row((row.row - raw.first_row) as usize).is_oversize();
        if is_oversize {
            oversize += row.cells.as_ref().map_or(0, PackedRow::size);
        }
        if all || is_oversize && oversize > OVERSIZE_BYTES {
            row.cells = None;
            row.also = Box::default();
        }
    }
}

/// The headers that end in this block, each with the lines above it.
pub fn heads(raw: &RawBlock, sheet: &Sheet<'_>) -> Vec<Head> {
    let last_row = raw.row_number(raw.len().saturating_sub(1));
    let mut heads = Vec::new();
    for part in sheet.parts {
        let Some(table) = &part.table else { continue };
        if (raw.first_row..=last_row).contains(&table.header_end) {
            let rows = part.top.max(raw.first_row)..=table.header_end;
            let line = |row: u32| (row, PackedRow::of(raw.row((row - raw.first_row) as usize)));
            heads.push(Head {
                header_row: table.header_row,
                header_end: table.header_end,
                lines: rows.map(line).collect(),
                merges: table.merges.clone(),
                dates_1904: dates_1904(raw, &table.layout),
                kind: part.kind,
                money: table.amount_unit(),
                province: part.place.province,
            });
        }
    }
    heads
}

const DATES: [Field; 7] = [
    Field::StartDate,
    Field::EndDate,
    Field::BirthDate,
    Field::CertDate,
    Field::EmploymentDate,
    Field::LeaveDate,
    Field::SubsidyDate,
];

fn dates_1904(raw: &RawBlock, layout: &Layout) -> Vec<u32> {
    if !raw.date_1904 {
        return Vec::new();
    }
    let positions = DATES.iter().filter_map(|field| layout.position(*field));
    positions.filter_map(|position| u32::try_from(position).ok()).collect()
}
