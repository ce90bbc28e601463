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

/// Gives up the cells of rejected rows where there are too many.
pub fn bound(block: &mut CleanBlock, raw: &RawBlock) {
    if raw.first_row > WHOLE_ROWS && block.rejected.len() * ONE_IN > raw.len() {
        for row in &mut block.rejected {
            row.cells = None;
        }
    }
}

/// The header of the sheet's table with the lines above it, if it ends in this block.
pub fn head(raw: &RawBlock, sheet: &Sheet<'_>) -> Option<Head> {
    let table = sheet.table?;
    let last = table.header_end.checked_sub(raw.first_row)? as usize;
    if last >= raw.len() {
        return None;
    }
    let lines = (0..=last).map(|index| (raw.row_number(index), PackedRow::of(raw.row(index))));
    Some(Head {
        header_row: table.header_row,
        header_end: table.header_end,
        lines: lines.collect(),
        merges: table.merges.clone(),
        dates_1904: dates_1904(raw, &table.layout),
        province: sheet.place.province,
    })
}

/// A repeated header in row `index` (from 0), below which the columns stand as `layout` says.
pub fn repeated_head(raw: &RawBlock, index: usize, sheet: &Sheet<'_>, layout: &Layout) -> Head {
    let row = raw.row_number(index);
    Head {
        header_row: row,
        header_end: row,
        lines: vec![(row, PackedRow::of(raw.row(index)))],
        merges: Vec::new(),
        dates_1904: dates_1904(raw, layout),
        province: sheet.place.province,
    }
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
