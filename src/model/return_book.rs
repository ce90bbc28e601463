//! Return workbooks (退回): the rejected rows of one file and one reporting unit, to be corrected and sent back.

use std::sync::Arc;

use super::finding::SheetId;
use super::rejected::{Head, RejectedRow};

/// Title of the cover sheet, by which it is known when it comes back.
pub const COVER_TITLE: &str = "台账退回更正说明";
/// Line above the table of every other sheet.
pub const NOTE: &str = "请更正红色的格子、核对橙色的格子后交回，原因和建议见右侧；“来源”列请勿改动";
/// Column with the reason of a rejection.
pub const REASON: &str = "退回原因";
/// Column by which a row finds its original; see [`super::origin`].
pub const ORIGIN: &str = "来源";
/// The columns beside those of the file, from left to right.
pub const OWN_COLUMNS: [&str; 3] = [REASON, "建议", ORIGIN];

/// One workbook.
#[derive(Debug)]
pub struct ReturnBook {
    /// Index of the file in the run's list of sources.
    pub file: u32,
    /// Who is to correct it; `None` where the rows do not tell.
    pub unit: Option<Arc<str>>,
    /// The province of the unit, or the one that the surroundings of the rows name.
    pub province: Option<Arc<str>>,
    /// Its sheets, in the order of the file.
    pub pages: Vec<ReturnPage>,
    /// Rows that are not listed, because there are too many.
    pub left_out: u64,
}

/// The rows of one sheet.
#[derive(Debug)]
pub struct ReturnPage {
    /// The sheet.
    pub sheet: SheetId,
    /// Rows under their headers, in the order of the sheet.
    pub sections: Vec<ReturnSection>,
}

/// Rows under one header.
#[derive(Debug)]
pub struct ReturnSection {
    /// The header.
    pub head: Arc<Head>,
    /// The rows, in order.
    pub rows: Vec<RejectedRow>,
}

impl ReturnBook {
    /// All its rows with their sheets.
    pub fn rows(&self) -> impl Iterator<Item = (SheetId, &RejectedRow)> {
        self.pages.iter().flat_map(|page| {
            let rows = page.sections.iter().flat_map(|section| &section.rows);
            rows.map(|row| (page.sheet, row))
        })
    }
}
