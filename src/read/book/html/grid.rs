//! The cells of a page's tables put into the rows and columns of one sheet.

use calamine::Dimensions;

use super::tokens::{self, Attributes};
use crate::read::book::Value;
use crate::read::book::walk::{Walker, range};
use crate::read::error::ReadError;
use crate::read::limits::{self, TooLarge};
use crate::read::xml::check_cell;

/// A cell spans at most this many columns and rows (HTML 4.9.11).
const MOST_COLUMNS_SPANNED: u32 = 1000;
const MOST_ROWS_SPANNED: u32 = 65_534;

/// Puts cells where they belong.
pub struct Grid<'w> {
    walker: &'w mut dyn Walker,
    tables: Vec<Table>,
    /// Tables within a cell that are read as its text.
    inline: u32,
    /// The row that comes next.
    row: u32,
    /// Text outside of cells.
    loose: String,
    done: bool,
}

#[derive(Default)]
struct Table {
    in_row: bool,
    /// Whether something of the current row is still to take up a row of the sheet.
    takes_row: bool,
    /// Whether a cell of the current row holds something.
    filled: bool,
    column: u32,
    /// By column, the first row below the cells that reach down from above.
    free_from: Vec<u32>,
    /// Merged ranges that may reach below the end of the table.
    merges: Vec<Dimensions>,
    cell: Option<Cell>,
}

struct Cell {
    column: u32,
    columns: u32,
    rows: u32,
    number: Option<String>,
    text: String,
    /// White space was passed that counts if a text follows.
    gap: bool,
}

impl<'w> Grid<'w> {
    /// An empty sheet.
    pub fn new(walker: &'w mut dyn Walker) -> Self {
        let (tables, loose) = (Vec::new(), String::new());
        Self { walker, tables, inline: 0, row: 0, loose, done: false }
    }

    /// Whether no more cells are wanted.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Whether a cell is open.
    pub fn in_cell(&self) -> bool {
        self.tables.last().is_some_and(|table| table.cell.is_some())
    }

    /// Text, in which any white space is one blank.
    pub fn text(&mut self, text: &str) -> Result<(), ReadError> {
        if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            cell.push(text)?;
        } else {
            push_words(&mut self.loose, &mut false, text);
            check_cell(&self.loose)?;
        }
        Ok(())
    }

    /// A line break within a cell.
    pub fn line_break(&mut self) {
        if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut())
            && !cell.text.is_empty()
        {
            cell.text.push('\n');
            cell.gap = false;
        }
    }

    /// Text outside of tables becomes a row.
    pub fn new_line(&mut self) -> Result<(), ReadError> {
        if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            cell.gap = true;
            return Ok(());
        }
        let text = std::mem::take(&mut self.loose);
        let text = text.trim();
        if !text.is_empty() {
            let goes_on =
                !self.walker.wants_cells() || self.walker.cell(self.row, 0, Value::Text(text))?;
            self.done |= !goes_on;
            self.row = self.row.saturating_add(1);
        }
        Ok(())
    }

    /// A table within a cell that is a way to write its text.
    pub fn open_inline(&mut self) {
        self.inline += 1;
    }

    /// A table begins; one within a cell takes rows of its own, below what its row has held so far.
    pub fn open_table(&mut self) -> Result<(), ReadError> {
        self.close_cell()?;
        if let Some(table) = self.tables.last_mut() {
            table.takes_row &= table.filled;
        }
        self.end_row();
        self.new_line()?;
        if self.tables.len() >= limits::TABLE_DEPTH {
            return Err(TooLarge::new("表格嵌套层数", limits::TABLE_DEPTH).into());
        }
        self.tables.push(Table::default());
        Ok(())
    }

    /// The innermost table ends.
    pub fn close_table(&mut self) -> Result<(), ReadError> {
        if self.inline > 0 {
            self.inline -= 1;
            return Ok(());
        }
        self.close_row()?;
        self.new_line()?;
        let Some(table) = self.tables.pop() else { return Ok(()) };
        for mut merge in table.merges {
            merge.end.0 = merge.end.0.min(self.row.saturating_sub(1)).max(merge.start.0);
            if merge.start != merge.end {
                self.walker.merge(merge)?;
            }
        }
        Ok(())
    }

    /// A row begins.
    pub fn open_row(&mut self) -> Result<(), ReadError> {
        if self.inline > 0 {
            return self.new_line();
        }
        self.close_row()?;
        self.new_line()?;
        if let Some(table) = self.tables.last_mut() {
            table.in_row = true;
            table.takes_row = true;
            table.column = 0;
        }
        Ok(())
    }

    /// A row ends.
    pub fn close_row(&mut self) -> Result<(), ReadError> {
        if self.inline > 0 {
            return Ok(());
        }
        self.close_cell()?;
        self.end_row();
        if let Some(table) = self.tables.last_mut() {
            table.in_row = false;
        }
        Ok(())
    }

    /// What follows comes into the next row.
    fn end_row(&mut self) {
        if let Some(table) = self.tables.last_mut()
            && table.in_row
            && std::mem::take(&mut table.takes_row)
        {
            self.row = self.row.saturating_add(1);
            table.column = 0;
            table.filled = false;
        }
    }

    /// A cell begins.
    pub fn open_cell(&mut self, attributes: Attributes<'_>) -> Result<(), ReadError> {
        if self.inline > 0 {
            return self.new_line();
        }
        self.close_cell()?;
        let row = self.row;
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        if !table.in_row {
            table.in_row = true;
            table.column = 0;
        }
        table.takes_row = true;
        let taken =
            |column: u32| table.free_from.get(column as usize).is_some_and(|free| *free > row);
        while taken(table.column) {
            table.column += 1;
        }
        let span = |name, most| {
            let written = attributes.get(name).and_then(|n| n.trim().parse::<u32>().ok());
            // Zero rows are all that are left of the table.
            written.map_or(1, |n| if n == 0 { most } else { n.min(most) })
        };
        table.cell = Some(Cell {
            column: table.column,
            columns: span("colspan", MOST_COLUMNS_SPANNED),
            rows: span("rowspan", MOST_ROWS_SPANNED),
            number: number(attributes),
            text: String::new(),
            gap: false,
        });
        Ok(())
    }

    /// A cell ends.
    pub fn close_cell(&mut self) -> Result<(), ReadError> {
        if self.inline > 0 {
            return Ok(());
        }
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        let Some(cell) = table.cell.take() else { return Ok(()) };
        let (row, column) = (self.row, cell.column);
        table.filled |= !cell.text.is_empty();
        table.column = column.saturating_add(cell.columns);
        if table.column > limits::SHEET_COLUMNS {
            return Err(TooLarge::new("列数", limits::SHEET_COLUMNS).into());
        }
        if cell.rows > 1 {
            let below = row.saturating_add(cell.rows);
            let columns = column as usize..table.column as usize;
            if table.free_from.len() < columns.end {
                table.free_from.resize(columns.end, 0);
            }
            table.free_from[columns].fill(below);
        }
        if let Some(merge) = range(row, column, cell.rows - 1, cell.columns - 1) {
            if table.merges.len() >= limits::MERGES {
                return Err(TooLarge::new("合并区域个数", limits::MERGES).into());
            }
            table.merges.push(merge);
        }
        if self.walker.wants_cells() && !cell.text.is_empty() {
            self.done |= !self.walker.cell(row, column, cell.value())?;
        }
        Ok(())
    }

    /// The page ends; whether it ends within a table.
    pub fn finish(&mut self) -> Result<bool, ReadError> {
        let within = !self.tables.is_empty();
        self.inline = 0;
        while !self.tables.is_empty() {
            self.close_table()?;
        }
        self.new_line()?;
        Ok(within)
    }
}

/// What Excel (`x:num`) and Calc (`sdval`) write at a cell that holds a number; empty where its text is one.
fn number(attributes: Attributes<'_>) -> Option<String> {
    let number = attributes.get("x:num").or_else(|| attributes.get("sdval"))?;
    Some(tokens::resolved(number).into_owned())
}

impl Cell {
    fn push(&mut self, text: &str) -> Result<(), TooLarge> {
        push_words(&mut self.text, &mut self.gap, text);
        check_cell(&self.text)
    }

    /// A number where the cell holds one and shows one; a number shown as a day or with a unit is that text.
    fn value(&self) -> Value<'_> {
        let text = self.text.trim_end_matches('\n');
        let parsed = |text: &str| text.replace(',', "").trim().parse::<f64>().ok();
        let shown = parsed(text);
        let held = self.number.as_deref().and_then(|number| match number {
            "" => shown,
            number => parsed(number),
        });
        match (held, shown) {
            (Some(held), Some(_)) => Value::Number(held),
            _ => Value::Text(text),
        }
    }
}

/// Adds text; white space is one blank, and none at the start.
fn push_words(out: &mut String, gap: &mut bool, text: &str) {
    *gap |= text.starts_with(|c: char| c.is_ascii_whitespace());
    for word in text.split_ascii_whitespace() {
        if *gap && !out.is_empty() && !out.ends_with('\n') {
            out.push(' ');
        }
        out.push_str(word);
        *gap = true;
    }
    if !text.is_empty() {
        *gap = text.ends_with(|c: char| c.is_ascii_whitespace());
    }
}
