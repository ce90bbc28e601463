//! `.xlsx`, parsed by calamine behind the checks of its parts.

use std::io::BufReader;

use calamine::{Dimensions, Reader, SheetType, SheetVisible, Xlsx};

use super::{Book, SheetEntry, Value, Visit};
use crate::read::content::Source;
use crate::read::error::ReadError;

/// An open workbook.
pub struct XlsxBook {
    book: Xlsx<BufReader<Source>>,
    names: Vec<String>,
}

impl XlsxBook {
    /// Opens a workbook whose parts have been checked.
    pub fn open(source: BufReader<Source>) -> Result<Self, ReadError> {
        let book = Xlsx::new(source)?;
        let names = book.sheets_metadata().iter().map(|sheet| sheet.name.clone()).collect();
        Ok(Self { book, names })
    }

    fn name(&self, sheet: usize) -> Result<String, ReadError> {
        let missing = || ReadError::Damaged("没有这张工作表".to_owned());
        self.names.get(sheet).cloned().ok_or_else(missing)
    }
}

impl Book for XlsxBook {
    fn sheets(&self) -> Vec<SheetEntry> {
        let listed = self.book.sheets_metadata().iter();
        listed
            .map(|sheet| SheetEntry {
                name: sheet.name.clone(),
                visible: sheet.visible == SheetVisible::Visible
                    && sheet.typ == SheetType::WorkSheet,
            })
            .collect()
    }

    fn date_1904(&self) -> bool {
        self.book.has_1904_epoch()
    }

    fn merges(&mut self, sheet: usize) -> Result<Vec<Dimensions>, ReadError> {
        let name = self.name(sheet)?;
        Ok(self.book.merge_cells_by_sheet_name(&name)?)
    }

    fn each_cell(&mut self, sheet: usize, visit: &mut Visit<'_>) -> Result<(), ReadError> {
        let name = self.name(sheet)?;
        let mut cells = self.book.worksheet_cells_reader(&name)?;
        let mut buffer = String::new();
        while let Some(cell) = cells.next_cell()? {
            let (row, column) = cell.get_position();
            if !visit(row, column, Value::of(cell.get_value(), &mut buffer))? {
                break;
            }
        }
        Ok(())
    }
}
