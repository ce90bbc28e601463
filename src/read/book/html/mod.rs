//! Pages with tables, mostly saved under the name `.xls`: one sheet with all tables of the page one below the other, as
//! spreadsheets open them; what stands between them is a row of its own.

mod grid;
mod tokens;

use calamine::Dimensions;

use self::grid::Grid;
use self::tokens::{Token, Tokens};
use super::walk::{Contents, OneSheet, Walker};
use super::{Book, SheetEntry, Visit};
use crate::read::content::Shared;
use crate::read::error::ReadError;
use crate::read::sniff::Text;

/// An open page.
pub struct HtmlPage {
    page: String,
    contents: Contents,
    is_cut_short: bool,
}

impl HtmlPage {
    /// Decodes a page and looks for its tables.
    ///
    /// # Errors
    /// When there is none, or a limit is passed.
    pub fn open(bytes: &Shared, text: Text) -> Result<Self, ReadError> {
        let bytes = bytes.as_ref().get(text.bom..).unwrap_or_default();
        let page = text.encoding.decode_without_bom_handling(bytes).0.into_owned();
        let has_cells =
            Tokens::new(&page).any(|token| matches!(token, Token::Open(name, _) if is_cell(name)));
        if !has_cells {
            return Err(ReadError::Wrong(if page.to_ascii_lowercase().contains("<frameset") {
                "是网页的框架，表格在同名的 .files 文件夹里，请在 Excel 中打开后另存为 .xlsx"
                    .to_owned()
            } else {
                "是没有表格的网页，可能是登录页或出错页，请重新导出".to_owned()
            }));
        }
        let mut contents = Contents::default();
        let is_cut_short = walk(&page, &mut contents)?;
        Ok(Self { page, contents, is_cut_short })
    }
}

fn is_cell(name: &str) -> bool {
    name.eq_ignore_ascii_case("td") || name.eq_ignore_ascii_case("th")
}

impl Book for HtmlPage {
    fn sheets(&self) -> Vec<SheetEntry> {
        self.contents.sheets.clone()
    }

    fn merges(&mut self, sheet: usize) -> Result<Vec<Dimensions>, ReadError> {
        Ok(self.contents.merges_of(sheet))
    }

    fn each_cell(&mut self, sheet: usize, visit: &mut Visit<'_>) -> Result<(), ReadError> {
        walk(&self.page, &mut OneSheet::new(sheet, visit)).map(|_| ())
    }

    fn is_cut_short(&self) -> bool {
        self.is_cut_short
    }
}

/// Elements that begin a line of their own outside of tables.
const LINES: [&str; 12] =
    ["p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li", "center", "hr"];

/// Walks over a page; whether it ends within a table.
fn walk(page: &str, walker: &mut dyn Walker) -> Result<bool, ReadError> {
    walker.sheet(sheet_name(page))?;
    let mut grid = Grid::new(walker);
    let mut tokens = Tokens::new(page);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => grid.text(&tokens::resolved(text))?,
            Token::Open(name, attributes) => match name.to_ascii_lowercase().as_str() {
                "table" if grid.in_cell() && is_one_row(tokens.clone()) => grid.open_inline(),
                "table" => grid.open_table()?,
                "tr" => grid.open_row()?,
                "td" | "th" => grid.open_cell(attributes)?,
                "br" if grid.in_cell() => grid.line_break(),
                line if LINES.contains(&line) => grid.new_line()?,
                _ => {}
            },
            Token::Close(name) => match name.to_ascii_lowercase().as_str() {
                "table" => grid.close_table()?,
                "tr" => grid.close_row()?,
                "td" | "th" => grid.close_cell()?,
                line if LINES.contains(&line) => grid.new_line()?,
                _ => {}
            },
        }
        if grid.is_done() {
            return Ok(false);
        }
    }
    grid.finish()
}

/// Whether the table that has just been opened has one row at most: it is a way to write a cell, not a table.
fn is_one_row(tokens: Tokens<'_>) -> bool {
    let mut rows = 0;
    for token in tokens {
        match token {
            Token::Open(name, _) if name.eq_ignore_ascii_case("tr") => rows += 1,
            Token::Open(name, _) if name.eq_ignore_ascii_case("table") => return false,
            Token::Close(name) if name.eq_ignore_ascii_case("table") => break,
            _ => {}
        }
        if rows > 1 {
            return false;
        }
    }
    true
}

/// The name that Excel leaves in a comment for itself.
fn sheet_name(page: &str) -> &str {
    let name = page.split_once("<x:Name>").and_then(|(_, rest)| rest.split_once("</x:Name>"));
    name.map_or("", |(name, _)| name.trim())
}

#[cfg(test)]
mod tests;
