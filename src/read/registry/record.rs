//! One row of a registry as texts, and the remarks about rows.

use std::sync::Arc;

use super::header::Sort;
use super::{Code, Finding, RowRef};
use crate::model::registry::columns::{Column, Item};

/// A filled cell.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// What it holds.
    pub column: Column,
    /// The header or key as it stands in the file.
    pub header: Arc<str>,
    /// Its row, or its line in a TOML file.
    pub row: u32,
    /// Its text, trimmed.
    pub text: String,
}

/// A row; blank cells are not there.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub sort: Sort,
    pub at: RowRef,
    pub cells: Vec<Cell>,
}

impl Record {
    /// The cell of an item.
    pub(super) fn cell(&self, item: Item) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.column == Column::Item(item))
    }

    /// The text of an item.
    pub(super) fn text(&self, item: Item) -> Option<&str> {
        self.cell(item).map(|cell| cell.text.as_str())
    }

    /// The text of an item, kept.
    pub(super) fn kept(&self, item: Item) -> Option<String> {
        self.text(item).map(str::to_owned)
    }
}

/// What is wrong with the rows.
#[derive(Debug, Default)]
pub(super) struct Remarks(Vec<Finding>);

impl Remarks {
    /// About a row; `column` names what is missing or doubtful.
    pub(super) fn row(&mut self, at: RowRef, code: Code, column: &str, detail: String) {
        self.push(at, code, column.into(), "", detail);
    }

    /// About a cell.
    pub(super) fn cell(&mut self, at: RowRef, code: Code, cell: &Cell, detail: String) {
        let at = RowRef { row: cell.row, ..at };
        self.push(at, code, Arc::clone(&cell.header), &cell.text, detail);
    }

    fn push(&mut self, at: RowRef, code: Code, column: Arc<str>, value: &str, detail: String) {
        let (value, detail) = (value.into(), detail.into());
        self.0.push(Finding { at, code, field: None, column, value, detail });
    }

    /// All of them, by row.
    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.0.sort();
        self.0.dedup();
        self.0
    }
}
