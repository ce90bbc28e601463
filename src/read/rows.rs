//! Cells of a workbook, which come one by one with gaps, collected into blocks of whole rows.
//!
//! A merged range holds its value at the top left only. Below the header it is filled in from real merge ranges, and
//! only in rows that name a person: a blank without a merge stays blank.

use std::collections::BTreeSet;

use calamine::Dimensions;

use super::book::Value;
use super::error::ReadError;
use super::limits::{self, TooLarge};
use crate::model::field::Field;
use crate::model::finding::SheetId;
use crate::model::layout::Layout;
use crate::model::sheet::{CellKind, Encoding, RawBlock};

/// Typical cells of a row, for reserving room.
const TYPICAL_WIDTH: usize = 26;

/// Bytes of a block, besides its last row.
const BLOCK_BYTES: usize = 8 << 20;
/// Cells of a block, besides its last row.
const BLOCK_CELLS: u64 = 1 << 20;

/// A merged range, and the value at its top left.
struct Merge {
    range: Dimensions,
    kind: CellKind,
    text: String,
}

/// Collects cells into rows, rows into blocks.
pub struct RowWriter {
    sheet: SheetId,
    rows: usize,
    date_1904: bool,
    /// Merged ranges that begin further down, the next one last.
    coming: Vec<Dimensions>,
    /// Merged ranges that the current row may lie in.
    open: Vec<Merge>,
    /// Columns of the ID number and the name, and how many columns the header has.
    key_columns: BTreeSet<u32>,
    width: u32,
    block: RawBlock,
    block_bytes: usize,
    block_cells: u64,
    sheet_cells: u64,
    /// Bytes of text of the sheet, and how many its filled cells allow.
    sheet_bytes: u64,
    allowed_bytes: u64,
    /// The cells of the row being read, by column.
    row: Vec<(u32, CellKind, String)>,
    row_bytes: usize,
}

impl RowWriter {
    /// Blocks of `rows` rows. Merged ranges are filled below the headers that `layouts` come from.
    pub fn new(
        sheet: SheetId,
        rows: usize,
        date_1904: bool,
        merges: &[Dimensions],
        layouts: &[&Layout],
    ) -> Self {
        let keys = |layout: &&Layout| [Field::IdNumber, Field::Name].map(|f| layout.position(f));
        let positions = layouts.iter().flat_map(keys).flatten();
        let key_columns: BTreeSet<u32> =
            positions.filter_map(|position| u32::try_from(position).ok()).collect();
        let widest = layouts.iter().map(|layout| layout.width).max().unwrap_or(0);
        let mut coming = if layouts.is_empty() { Vec::new() } else { merges.to_vec() };
        coming.sort_unstable_by_key(|range| std::cmp::Reverse((range.start, range.end)));
        Self {
            sheet,
            rows,
            date_1904,
            coming,
            open: Vec::new(),
            key_columns,
            width: u32::try_from(widest).unwrap_or(u32::MAX),
            block: block(sheet, 1, rows, date_1904),
            block_bytes: 0,
            block_cells: 0,
            sheet_cells: 0,
            sheet_bytes: 0,
            allowed_bytes: limits::SHEET_TEXT_BYTES,
            row: Vec::new(),
            row_bytes: 0,
        }
    }

    /// Number of the row being read, from 1.
    fn current(&self) -> u32 {
        self.block.row_number(self.block.len())
    }

    /// Adds a cell (positions from 0); returns the block that it completes by opening a later row.
    ///
    /// # Errors
    /// When a limit is passed or the rows do not come in order.
    pub fn cell(
        &mut self,
        row: u32,
        column: u32,
        value: Value<'_>,
    ) -> Result<Option<RawBlock>, ReadError> {
        if row >= limits::SHEET_ROWS {
            return Err(TooLarge::new("行号", limits::SHEET_ROWS).into());
        }
        if column >= limits::SHEET_COLUMNS {
            return Err(TooLarge::new("列号", limits::SHEET_COLUMNS).into());
        }
        if row + 1 < self.current() {
            return Err(ReadError::Damaged(format!("第 {} 行出现在后面的行之后", row + 1)));
        }
        if value == Value::Blank {
            return Ok(None);
        }
        let full = self.advance(row)?;
        let mut text = String::new();
        let kind = value.write(&mut text);
        if text.len() > limits::CELL_BYTES {
            return Err(TooLarge::bytes("一格文字的长度", limits::CELL_BYTES as u64).into());
        }
        self.allowed_bytes += limits::TEXT_BYTES_A_CELL;
        self.count(text.len())?;
        self.row.push((column, kind, text));
        Ok(full)
    }

    /// Counts the text of a cell of the current row, before there are more of it.
    fn count(&mut self, bytes: usize) -> Result<(), TooLarge> {
        self.row_bytes += bytes;
        if self.row_bytes > limits::ROW_BYTES {
            return Err(TooLarge::bytes("一行文字的长度", limits::ROW_BYTES as u64));
        }
        self.sheet_bytes += bytes as u64;
        if self.sheet_bytes > self.allowed_bytes {
            let limit = format_args!("{} 字节", limits::TEXT_BYTES_A_CELL);
            return Err(TooLarge::new("一张工作表各格文字的平均长度", limit));
        }
        Ok(())
    }

    /// Ends the rows above `row`; returns the block that is full.
    fn advance(&mut self, row: u32) -> Result<Option<RawBlock>, ReadError> {
        let mut full: Option<RawBlock> = None;
        while self.current() <= row {
            self.end_row()?;
            if self.is_full() {
                let next = block(self.sheet, self.current(), self.rows, self.date_1904);
                let done = std::mem::replace(&mut self.block, next);
                (self.block_bytes, self.block_cells) = (0, 0);
                // A gap longer than a block of rows is handed over as one long block.
                match &mut full {
                    None => full = Some(done),
                    Some(block) => block.append_blank_rows(done.len()),
                }
            }
        }
        Ok(full)
    }

    fn is_full(&self) -> bool {
        self.block.len() >= self.rows
            || self.block_bytes >= BLOCK_BYTES
            || self.block_cells >= BLOCK_CELLS
    }

    fn end_row(&mut self) -> Result<(), ReadError> {
        let row = self.current() - 1;
        if !self.row.is_sorted_by_key(|(column, ..)| *column) {
            self.row.sort_by_key(|(column, ..)| *column);
        }
        self.open_merges(row);
        self.fill_merged()?;
        let mut width = 0;
        for (column, kind, text) in &self.row {
            while width < *column {
                self.block.push_cell(CellKind::Text, b"");
                width += 1;
            }
            if width == *column {
                self.block.push_cell(*kind, text.as_bytes());
                self.block_bytes += text.len();
                width += 1;
            }
        }
        self.block.end_row();
        self.row.clear();
        self.row_bytes = 0;
        self.block_cells += u64::from(width);
        self.sheet_cells += u64::from(width);
        if self.sheet_cells > limits::SHEET_CELLS {
            return Err(TooLarge::new("一张工作表的格数", limits::SHEET_CELLS).into());
        }
        Ok(())
    }

    /// Keeps the values of the merged ranges that start in this row, and forgets those that ended above it. Ranges
    /// without a value or beyond the header's columns fill nothing.
    fn open_merges(&mut self, row: u32) {
        self.open.retain(|merge| merge.range.end.0 >= row);
        while let Some(range) = self.coming.pop_if(|range| range.start.0 <= row) {
            let value = self.row.binary_search_by_key(&range.start.1, |(column, ..)| *column);
            let here = range.start.0 == row && range.start.1 < self.width;
            if let Ok(index) = value
                && here
                && range.end > range.start
                && self.open.len() < limits::SHEET_COLUMNS as usize
            {
                let (_, kind, text) = &self.row[index];
                self.open.push(Merge { range, kind: *kind, text: text.clone() });
            }
        }
    }

    fn fill_merged(&mut self) -> Result<(), TooLarge> {
        let names_a_person = self
            .row
            .iter()
            .any(|(column, _, text)| self.key_columns.contains(column) && !text.is_empty());
        if !names_a_person || self.open.is_empty() {
            return Ok(());
        }
        let filled: BTreeSet<u32> = self.row.iter().map(|(column, ..)| *column).collect();
        let open = std::mem::take(&mut self.open);
        for Merge { range, kind, text } in &open {
            for column in range.start.1..=range.end.1.min(self.width - 1) {
                if !filled.contains(&column) {
                    self.count(text.len())?;
                    self.row.push((column, *kind, text.clone()));
                }
            }
        }
        self.open = open;
        self.row.sort_by_key(|(column, ..)| *column);
        Ok(())
    }

    /// The rows that are left.
    ///
    /// # Errors
    /// When a limit is passed.
    pub fn finish(mut self) -> Result<RawBlock, ReadError> {
        if !self.row.is_empty() {
            self.end_row()?;
        }
        Ok(self.block)
    }
}

fn block(sheet: SheetId, first_row: u32, rows: usize, date_1904: bool) -> RawBlock {
    let mut block = RawBlock::new(sheet, first_row, Encoding::Utf8, rows * TYPICAL_WIDTH);
    block.date_1904 = date_1904;
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(block: &RawBlock) -> Vec<Vec<String>> {
        (0..block.len())
            .map(|row| block.row(row).cells().map(|cell| cell.text().into_owned()).collect())
            .collect()
    }

    #[test]
    fn gaps_become_blank_cells_and_rows() {
        let mut writer = RowWriter::new(SheetId { file: 0, sheet: 0 }, 2, false, &[], &[]);
        assert!(writer.cell(0, 1, Value::Text("a")).expect("in order").is_none());
        let first = writer.cell(5, 0, Value::Number(0.5)).expect("in order").expect("a full block");
        assert_eq!(first.len(), 4);
        assert_eq!(rows(&first)[0], ["", "a"]);
        let rest = writer.finish().expect("small");
        assert_eq!((rest.first_row, rows(&rest)), (5, vec![vec![], vec!["0.5".to_owned()]]));
    }

    #[test]
    fn merged_ranges_fill_rows_of_persons_only() {
        let headers = ["班次", "姓名", "身份证号"].map(String::from);
        let words = crate::model::vocabulary::Vocabulary::shipped().expect("shipped data");
        let layout = Layout::of_header(&headers, words.headers(), &|_| false)
            .expect("header")
            .expect("clear");
        let merge = Dimensions { start: (0, 0), end: (2, 0) };
        let mut writer =
            RowWriter::new(SheetId { file: 0, sheet: 0 }, 9, false, &[merge], &[&layout]);
        for (row, column, text) in
            [(0, 0, "一班"), (0, 1, "甲"), (1, 1, "乙"), (2, 2, ""), (3, 1, "丙")]
        {
            writer.cell(row, column, Value::Text(text)).expect("in order");
        }
        assert_eq!(
            rows(&writer.finish().expect("small")),
            [vec!["一班", "甲"], vec!["一班", "乙"], vec!["", "", ""], vec!["", "丙"]]
        );
    }
}
