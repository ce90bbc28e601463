//! Rejected rows grouped into return workbooks: one a file and reporting unit, rows under the header they stood under.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::finding::RowRef;
use crate::model::region::{Regions, UnitId};
use crate::model::rejected::{Head, RejectedRow, RejectedSheet};
use crate::model::return_book::{ReturnBook, ReturnPage, ReturnSection};

/// More rows than these are no matter for correcting by hand.
const MOST_ROWS: usize = 10_000;

/// The workbooks, by file, then by unit; rows of no known unit come last.
pub fn books(
    rejected: Vec<RejectedSheet>,
    settled: &BTreeSet<RowRef>,
    regions: &Regions,
) -> Vec<ReturnBook> {
    let mut books: BTreeMap<(u32, bool, Option<UnitId>), ReturnBook> = BTreeMap::new();
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
            let listed: usize = book.pages.iter().map(ReturnPage::len).sum();
            if row.cells.is_none() || listed >= MOST_ROWS {
                book.left_out += 1;
                continue;
            }
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
