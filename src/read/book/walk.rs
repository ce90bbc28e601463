//! Formats that can only be read from front to back: one walk lists their sheets, another one visits the cells of one.

use calamine::Dimensions;

use super::{SheetEntry, Value, Visit};
use crate::read::error::ReadError;
use crate::read::limits::{self, TooLarge};

/// What a walk over a workbook tells of it, in the order of the file.
pub trait Walker {
    /// A sheet begins. `false` ends the walk.
    fn sheet(&mut self, name: &str) -> Result<bool, ReadError>;
    /// The current sheet is not visible.
    fn hide(&mut self) {}
    /// A merged range of the current sheet.
    fn merge(&mut self, range: Dimensions) -> Result<(), ReadError>;
    /// Whether the cells of the current sheet are wanted.
    fn wants_cells(&self) -> bool;
    /// A filled cell. `false` ends the walk.
    fn cell(&mut self, row: u32, column: u32, value: Value<'_>) -> Result<bool, ReadError>;
}

/// The sheets of a workbook and their merged ranges.
#[derive(Default)]
pub struct Contents {
    /// The sheets.
    pub sheets: Vec<SheetEntry>,
    /// Their merged ranges.
    pub merges: Vec<Vec<Dimensions>>,
}

impl Walker for Contents {
    fn sheet(&mut self, name: &str) -> Result<bool, ReadError> {
        if self.sheets.len() >= limits::SHEETS {
            return Err(TooLarge::new("工作表个数", limits::SHEETS).into());
        }
        self.sheets.push(SheetEntry { name: name.to_owned(), visible: true });
        self.merges.push(Vec::new());
        Ok(true)
    }

    fn hide(&mut self) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.visible = false;
        }
    }

    fn merge(&mut self, range: Dimensions) -> Result<(), ReadError> {
        let Some(merges) = self.merges.last_mut() else { return Ok(()) };
        if merges.len() >= limits::MERGES {
            return Err(TooLarge::new("合并区域个数", limits::MERGES).into());
        }
        merges.push(range);
        Ok(())
    }

    fn wants_cells(&self) -> bool {
        false
    }

    fn cell(&mut self, _: u32, _: u32, _: Value<'_>) -> Result<bool, ReadError> {
        Ok(true)
    }
}

impl Contents {
    /// The merged ranges of a sheet.
    pub fn merges_of(&self, sheet: usize) -> Vec<Dimensions> {
        self.merges.get(sheet).cloned().unwrap_or_default()
    }
}

/// The cells of one sheet.
pub struct OneSheet<'w, 'v> {
    wanted: usize,
    begun: usize,
    visit: &'w mut Visit<'v>,
}

impl<'w, 'v> OneSheet<'w, 'v> {
    /// Visits the cells of sheet `wanted`.
    pub fn new(wanted: usize, visit: &'w mut Visit<'v>) -> Self {
        Self { wanted, begun: 0, visit }
    }
}

impl Walker for OneSheet<'_, '_> {
    fn sheet(&mut self, _: &str) -> Result<bool, ReadError> {
        self.begun += 1;
        Ok(self.begun <= self.wanted + 1)
    }

    fn merge(&mut self, _: Dimensions) -> Result<(), ReadError> {
        Ok(())
    }

    fn wants_cells(&self) -> bool {
        self.begun == self.wanted + 1
    }

    fn cell(&mut self, row: u32, column: u32, value: Value<'_>) -> Result<bool, ReadError> {
        (self.visit)(row, column, value)
    }
}

/// The range of a cell that stands over more rows and columns; `None` when it stands alone.
pub fn range(row: u32, column: u32, more_rows: u32, more_columns: u32) -> Option<Dimensions> {
    let end = (
        row.saturating_add(more_rows).min(limits::SHEET_ROWS - 1),
        column.saturating_add(more_columns).min(limits::SHEET_COLUMNS - 1),
    );
    (end > (row, column) && end.0 >= row && end.1 >= column)
        .then_some(Dimensions { start: (row, column), end })
}
