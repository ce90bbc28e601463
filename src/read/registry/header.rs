//! What a registry's sheet is about, by its header.

use super::{Cell, Record, trim};
use crate::model::finding::RowRef;
use crate::model::registry::columns::{Column, Columns, Item};
use std::sync::Arc;

/// What the rows of a sheet are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A brand, base or county.
    Entry,
    /// 人工证明
    Paper,
    /// 放宽
    Relaxation,
    /// 双品牌关联
    Link,
    /// 申报数
    Declared,
}

/// The header of a sheet.
pub(super) struct Head {
    sort: Sort,
    /// Position, meaning and text of every column that has a meaning; of two with the same meaning the first.
    columns: Vec<(usize, Column, Arc<str>)>,
}

impl Head {
    /// The header that a row of cells is.
    pub(super) fn of(cells: &[String], words: &Columns) -> Option<Self> {
        let mut columns: Vec<(usize, Column, Arc<str>)> = Vec::new();
        for (index, cell) in cells.iter().enumerate() {
            if let Some(column) = words.column(cell)
                && !columns.iter().any(|(_, known, _)| *known == column)
            {
                columns.push((index, column, Arc::from(trim(cell))));
            }
        }
        let has = |item: Item| columns.iter().any(|(_, column, _)| *column == Column::Item(item));
        let sort = sort(&has)?;
        let figures = || cells.iter().any(|cell| words.is_of_figures(cell));
        if cells.iter().any(|cell| words.is_of_ledger(cell)) || sort == Sort::Entry && figures() {
            return None;
        }
        Some(Self { sort, columns })
    }

    /// A row below this header.
    pub(super) fn record(&self, at: RowRef, cells: &[String], words: &Columns) -> Record {
        let filled = self.columns.iter().filter_map(|(index, column, header)| {
            let text = cells.get(*index).filter(|cell| !words.is_empty(cell))?;
            let (column, header) = (column.clone(), Arc::clone(header));
            Some(Cell { column, header, row: at.row, text: trim(text).to_owned() })
        });
        Record { sort: self.sort, at, cells: filled.collect() }
    }
}

fn sort(has: &dyn Fn(Item) -> bool) -> Option<Sort> {
    let any = |items: &[Item]| items.iter().any(|item| has(*item));
    let named = any(&[Item::Name, Item::BrandName, Item::BaseName]);
    if has(Item::LabourBrand) && any(&[Item::TrainingBrand, Item::Links]) && !has(Item::Kind) {
        return Some(Sort::Link);
    }
    if named && any(&[Item::Who, Item::Paper]) && any(&[Item::Ground, Item::Condition]) {
        return Some(if has(Item::Ground) { Sort::Relaxation } else { Sort::Paper });
    }
    if named && has(Item::Item) && has(Item::Value) {
        return Some(Sort::Declared);
    }
    let county = has(Item::County) && has(Item::Unit) && has(Item::Type);
    let entry = named && any(&[Item::Kind, Item::Type, Item::Level]) || county;
    entry.then_some(Sort::Entry)
}

/// Whether a row of cells is the header of a registry, and neither of a ledger nor of a table of figures.
#[must_use]
pub fn looks_like_registry(cells: &[String], columns: &Columns) -> bool {
    Head::of(cells, columns).is_some()
}
