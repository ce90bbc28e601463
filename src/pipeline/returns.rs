//! Rejected rows grouped into return workbooks: one a file and reporting unit, rows under the header they stood under.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::finding::RowRef;
use crate::model::region::{Regions, UnitId};
use crate::model::rejected::{Head, PackedRow, RejectedRow, RejectedSheet};
use crate::model::return_book::{ReturnBook, ReturnPage, ReturnSection};

/// What is more than this in one workbook is no matter for correcting by hand.
const MOST_ROWS: usize = 5_000;
const MOST_CELLS: usize = 500_000;

/// The workbooks, by file, then by unit; rows of no known unit come last.
pub fn books(
    rejected: Vec<RejectedSheet>,
    settled: &BTreeSet<RowRef>,
    regions: &Regions,
) -> Vec<ReturnBook> {
    let mut books: BTreeMap<(u32, bool, Option<UnitId>), ReturnBook> = BTreeMap::new();
    // Rows and cells of each.
    let mut sizes: BTreeMap<_, (usize, usize)> = BTreeMap::new();
    for sheet in rejected {
        let heads: Vec<Arc<Head>> = sheet.heads.into_iter().map(Arc::new).collect();
        for row in sheet.rows {
            if settled.contains(&RowRef { sheet: sheet.sheet, row: row.row }) {
                continue;
            }
            let below = heads.partition_point(|head| head.header_end < row.row);
            let Some(head) = below.checked_sub(1).and_then(|index| heads.get(index)) else {
                continue;
            };
            let key = (sheet.sheet.file, row.unit.is_none(), row.unit);
            let book = books.entry(key).or_insert_with(|| {
                let unit = row.unit.map(|unit| Arc::clone(regions.unit_name(unit)));
                let province = row.unit.map(|unit| regions.province_of(unit)).or(head.province);
                let province = province.map(|id| Arc::clone(regions.province_name(id)));
                ReturnBook {
                    file: sheet.sheet.file,
                    unit,
                    province,
                    pages: Vec::new(),
                    left_out: 0,
                }
            });
            let header = head.lines.last().map_or(0, |(_, line)| line.width());
            let width = row.cells.as_ref().map_or(0, PackedRow::width).max(header);
            let size = sizes.entry(key).or_default();
            if row.cells.is_none() || size.0 == MOST_ROWS || size.1 + width > MOST_CELLS {
                book.left_out += 1;
                continue;
            }
            *size = (size.0 + 1, size.1 + width);
            if book.pages.last().is_none_or(|page| page.sheet != sheet.sheet) {
                book.pages.push(ReturnPage { sheet: sheet.sheet, sections: Vec::new() });
            }
            if let Some(page) = book.pages.last_mut() {
                add(page, head, row);
            }
        }
    }
    books.into_values().collect()
}

fn add(page: &mut ReturnPage, head: &Arc<Head>, row: RejectedRow) {
    match page.sections.last_mut() {
        Some(section) if Arc::ptr_eq(&section.head, head) => section.rows.push(row),
        _ => page.sections.push(ReturnSection { head: Arc::clone(head), rows: vec![row] }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::Field;
    use crate::model::finding::SheetId;
    use crate::model::sheet::{CellKind, Encoding, RawBlock};

    fn packed(width: usize) -> PackedRow {
        let mut block = RawBlock::new(SheetId { file: 0, sheet: 0 }, 1, Encoding::Utf8, width);
        (0..width).for_each(|_| block.push_cell(CellKind::Text, b"x"));
        block.end_row();
        PackedRow::of(block.row(0))
    }

    fn sheet(rows: u32, width: usize) -> RejectedSheet {
        let head = |row| Head {
            header_row: row,
            header_end: row,
            lines: vec![(row, packed(2))],
            merges: Vec::new(),
            dates_1904: Vec::new(),
            kind: crate::model::kind::LedgerKind::Training,
            money: None,
            province: None,
        };
        let cells = packed(width);
        let row = |row| RejectedRow {
            row,
            unit: None,
            field: Field::IdNumber,
            column: Some(1),
            cells: Some(cells.clone()),
            origin: None,
            suspect: None,
            also: Box::default(),
        };
        RejectedSheet {
            sheet: SheetId { file: 0, sheet: 0 },
            heads: vec![head(1), head(5)],
            rows: (2..).filter(|number| *number != 5).take(rows as usize).map(row).collect(),
        }
    }

    fn books_of(sheet: RejectedSheet) -> Vec<ReturnBook> {
        let regions = Regions::shipped().expect("shipped data");
        let settled = BTreeSet::from([RowRef { sheet: sheet.sheet, row: 3 }]);
        books(vec![sheet], &settled, &regions)
    }

    #[test]
    fn rows_stand_under_their_own_header() {
        let books = books_of(sheet(4, 2));
        let [book] = books.as_slice() else { panic!("one workbook") };
        let rows: Vec<Vec<u32>> = book.pages[0]
            .sections
            .iter()
            .map(|section| section.rows.iter().map(|row| row.row).collect())
            .collect();
        assert_eq!(rows, [vec![2, 4], vec![6]]);
        assert_eq!(book.left_out, 0);
    }

    #[test]
    fn no_workbook_grows_without_bound() {
        for (sheet, listed) in [(sheet(5_005, 2), 5_000), (sheet(100, 16_000), 31)] {
            let all = sheet.rows.len() - 1;
            let books = books_of(sheet);
            assert_eq!(books[0].rows().count(), listed);
            assert_eq!(books[0].left_out, (all - listed) as u64);
        }
    }
}
