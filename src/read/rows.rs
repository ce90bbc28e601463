//! Cells of a workbook, which come one by one with gaps, collected into blocks of whole rows.
//!
//! A merged range holds its value at the top left only. Below the header it is filled in from real merge ranges, and
//! only in rows that name a person: a blank without a merge stays blank.

use std::collections::BTreeSet;

use calamine::{DataRef, Dimensions};

use crate::model::field::Field;
use crate::model::finding::SheetId;
use crate::model::layout::Layout;
use crate::model::sheet::{CellKind, Encoding, RawBlock};

/// Typical cells of a row, for reserving room.
const TYPICAL_WIDTH: usize = 26;

/// A merged range, and its value once its first row has been read.
struct Merge {
    range: Dimensions,
    value: Option<(CellKind, String)>,
}

/// Collects cells into rows, rows into blocks.
pub struct RowWriter {
    sheet: SheetId,
    rows: usize,
    date_1904: bool,
    merges: Vec<Merge>,
    /// Columns of the ID number and the name.
    key_columns: BTreeSet<u32>,
    block: RawBlock,
    /// The cells of the row being read, by column.
    row: Vec<(u32, CellKind, String)>,
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
        let mut merges: Vec<Merge> =
            merges.iter().map(|range| Merge { range: *range, value: None }).collect();
        merges.sort_by_key(|merge| (merge.range.start, merge.range.end));
        Self {
            sheet,
            rows,
            date_1904,
            merges,
            key_columns,
            block: block(sheet, 1, rows, date_1904),
            row: Vec::new(),
        }
    }

    /// Number of the row being read, from 1.
    fn current(&self) -> u32 {
        self.block.row_number(self.block.len())
    }

    /// Adds a cell (positions from 0); returns the block that it completes by opening a later row.
    pub fn cell(&mut self, row: u32, column: u32, cell: &DataRef<'_>) -> Option<RawBlock> {
        if matches!(cell, DataRef::Empty) {
            return None;
        }
        let mut full: Option<RawBlock> = None;
        while self.current() <= row {
            self.end_row();
            if self.block.len() >= self.rows {
                let next = block(self.sheet, self.current(), self.rows, self.date_1904);
                let done = std::mem::replace(&mut self.block, next);
                // A gap longer than a block of rows is handed over as one long block.
                match &mut full {
                    None => full = Some(done),
                    Some(block) => block.append_blank_rows(done.len()),
                }
            }
        }
        let mut text = String::new();
        let kind = write_cell(cell, &mut text);
        self.row.push((column, kind, text));
        full
    }

    fn end_row(&mut self) {
        let row = self.current() - 1;
        self.remember_merged(row);
        self.fill_merged(row);
        let mut width = 0;
        for (column, kind, text) in &self.row {
            while width < *column {
                self.block.push_cell(CellKind::Text, b"");
                width += 1;
            }
            if width == *column {
                self.block.push_cell(*kind, text.as_bytes());
                width += 1;
            }
        }
        self.block.end_row();
        self.row.clear();
    }

    /// Keeps the values of the merged ranges that start in this row, and forgets those that ended above it.
    fn remember_merged(&mut self, row: u32) {
        self.merges.retain(|merge| merge.range.end.0 >= row);
        for merge in &mut self.merges {
            if merge.range.start.0 == row {
                let value = self.row.iter().find(|(column, ..)| *column == merge.range.start.1);
                merge.value = value.map(|(_, kind, text)| (*kind, text.clone()));
            }
            if merge.range.start.0 > row {
                break;
            }
        }
    }

    fn fill_merged(&mut self, row: u32) {
        let names_a_person = self
            .row
            .iter()
            .any(|(column, _, text)| self.key_columns.contains(column) && !text.is_empty());
        if !names_a_person {
            return;
        }
        let filled: BTreeSet<u32> = self.row.iter().map(|(column, ..)| *column).collect();
        for merge in &self.merges {
            let Dimensions { start, end } = merge.range;
            if start.0 > row {
                break;
            }
            let Some((kind, text)) = &merge.value else {
                continue;
            };
            for column in start.1..=end.1 {
                if !filled.contains(&column) {
                    self.row.push((column, *kind, text.clone()));
                }
            }
        }
        self.row.sort_by_key(|(column, ..)| *column);
    }

    /// The rows that are left.
    pub fn finish(mut self) -> RawBlock {
        if !self.row.is_empty() {
            self.end_row();
        }
        self.block
    }
}

fn block(sheet: SheetId, first_row: u32, rows: usize, date_1904: bool) -> RawBlock {
    let mut block = RawBlock::new(sheet, first_row, Encoding::Utf8, rows * TYPICAL_WIDTH);
    block.date_1904 = date_1904;
    block
}

/// Writes a cell's content as text; numbers as their shortest decimal, days in ISO form.
pub fn write_cell(cell: &DataRef<'_>, text: &mut String) -> CellKind {
    use std::fmt::Write;
    // Writing into a String cannot fail.
    let _ = match cell {
        DataRef::Empty => Ok(()),
        DataRef::String(content)
        | DataRef::DateTimeIso(content)
        | DataRef::DurationIso(content) => text.write_str(content),
        DataRef::SharedString(content) => text.write_str(content),
        DataRef::Bool(value) => text.write_str(if *value { "1" } else { "0" }),
        DataRef::Error(error) => write!(text, "{error}"),
        DataRef::Int(number) => {
            let _ = write!(text, "{number}");
            return CellKind::Number;
        }
        DataRef::Float(number) => {
            let _ = write!(text, "{number}");
            return CellKind::Number;
        }
        DataRef::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            let _ = write!(text, "{year:04}-{month:02}-{day:02}");
            return CellKind::Date;
        }
    };
    CellKind::Text
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
        assert!(writer.cell(0, 1, &DataRef::SharedString("a")).is_none());
        let first = writer.cell(5, 0, &DataRef::Float(0.5)).expect("a full block");
        assert_eq!(first.len(), 4);
        assert_eq!(rows(&first)[0], ["", "a"]);
        let rest = writer.finish();
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
            writer.cell(row, column, &DataRef::SharedString(text));
        }
        assert_eq!(
            rows(&writer.finish()),
            [vec!["一班", "甲"], vec!["一班", "乙"], vec!["", "", ""], vec!["", "丙"]]
        );
    }
}
