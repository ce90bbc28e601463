//! Tables of claims: a header with figures and whose they are, a row a subject and year.

use std::ops::Range;

use super::context::Context;
use super::form;
use super::grid::Grid;
use super::subject::Named;
use super::{FigureCell, Taking, column};
use crate::model::claim::remark::split_year;
use crate::model::claim::words::{ClaimWords, Column, Figure, FigureHeader, Item};
use crate::model::finding::Code;
use crate::model::registry::columns::plain;

/// Headers merged over more rows than these are none.
const HEADER_DEPTH: usize = 3;

/// Position, meaning and text of a column that has a meaning.
type Known = (usize, Column, String);

/// A table.
pub(super) struct Table {
    head: Range<usize>,
    end: usize,
    columns: Vec<Known>,
}

impl Table {
    /// Its rows, the header's included.
    pub(super) fn rows(&self) -> Range<usize> {
        self.head.start..self.end
    }

    /// Its first row.
    pub(super) fn top(&self) -> usize {
        self.head.start
    }

    /// Whether its rows say whom they are about.
    pub(super) fn names_subjects(&self) -> bool {
        let named = [Item::Province, Item::City, Item::County, Item::Brand, Item::Base, Item::Name];
        named.into_iter().any(|item| self.has(item))
    }

    fn has(&self, item: Item) -> bool {
        self.columns.iter().any(|(_, column, _)| *column == Column::Item(item))
    }

    fn is_long(&self) -> bool {
        self.has(Item::Measure) && self.has(Item::Claimed)
    }

    fn figures(&self) -> impl Iterator<Item = (usize, &FigureHeader, &str)> {
        self.columns.iter().filter_map(|(at, column, text)| match column {
            Column::Figure(header) => Some((*at, header, text.as_str())),
            Column::Item(_) => None,
        })
    }

    fn cell<'g>(&self, grid: &Grid<'g>, row: usize, item: Item) -> &'g str {
        let of_item = self.columns.iter().filter(|(_, column, _)| *column == Column::Item(item));
        of_item
            .map(|(at, ..)| grid.text(row, *at))
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    }
}

/// The tables of a page, from the top down.
pub(super) fn tables(grid: &Grid<'_>, words: &ClaimWords) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut row = 0;
    while row < grid.height() {
        let Some((depth, columns)) = header(grid, row, words) else {
            row += 1;
            continue;
        };
        // A line of a form above a header looks like a part of it, and adds nothing to its figures.
        if depth > 1
            && header(grid, row + 1, words).is_some_and(|(_, own)| same_figures(&own, &columns))
        {
            row += 1;
            continue;
        }
        if let Some(last) = tables.last_mut() {
            last.end = last.end.min(row);
        }
        let head = row..row + depth;
        let mut table = Table { end: grid.height(), columns, head };
        if !table.names_subjects() {
            // A small table within a form ends with its years.
            let mut rows = table.head.end..grid.height();
            let year =
                |row: &usize| split_year(&plain(table.cell(grid, *row, Item::Year))).is_some();
            table.end = rows.find(|row| !year(row)).unwrap_or(grid.height());
        }
        row = table.head.end;
        tables.push(table);
    }
    tables
}

fn same_figures(own: &[Known], with_row_above: &[Known]) -> bool {
    let figures = |columns: &[Known]| -> Vec<(usize, Column)> {
        let is_figure = |column: &Column| matches!(column, Column::Figure(_));
        columns
            .iter()
            .filter(|(_, column, _)| is_figure(column))
            .map(|(at, column, _)| (*at, *column))
            .collect()
    };
    figures(own) == figures(with_row_above)
}

/// The header that begins in a row: how many rows it has, and its columns.
fn header(grid: &Grid<'_>, row: usize, words: &ClaimWords) -> Option<(usize, Vec<Known>)> {
    let is_item = |cell: &str| matches!(column(cell, words), Some(Column::Item(_)));
    if !grid.filled(row).any(|(_, cell)| is_item(cell) || form::whole_year(cell).is_some()) {
        return None;
    }
    let mut best: Option<(usize, Vec<Known>)> = None;
    for depth in 1..=HEADER_DEPTH.min(grid.height() - row) {
        if grid.filled(row + depth - 1).any(|(_, cell)| form::is_number(cell)) {
            break;
        }
        let columns = columns(grid, row..row + depth, words);
        if best.as_ref().is_none_or(|(_, known)| known.len() < columns.len()) {
            best = Some((depth, columns));
        }
    }
    let best = best?;
    let foreign = |row: usize| grid.filled(row).any(|(_, cell)| words.is_foreign(cell));
    if (row..row + best.0).any(foreign) {
        return None;
    }
    let has = |wanted: &dyn Fn(&Column) -> bool| best.1.iter().any(|(_, column, _)| wanted(column));
    let is_known = |column: &Column| matches!(column, Column::Figure(header) if header.figure != Figure::Unknown);
    let long = has(&|column| *column == Column::Item(Item::Measure))
        && has(&|column| *column == Column::Item(Item::Claimed));
    let is_subject = |column: &Column| {
        !matches!(column, Column::Figure(_) | Column::Item(Item::Measure | Item::Claimed))
    };
    ((long || has(&is_known)) && has(&is_subject)).then_some(best)
}

/// The columns of a header of several rows; above the last of them a text holds for the blank cells on its right.
fn columns(grid: &Grid<'_>, rows: Range<usize>, words: &ClaimWords) -> Vec<Known> {
    let width = rows.clone().map(|row| grid.width(row)).max().unwrap_or(0);
    let last = rows.end - 1;
    let mut carried = vec![""; rows.len()];
    let mut columns = Vec::new();
    for at in 0..width {
        let mut parts = Vec::with_capacity(rows.len());
        for (carried, row) in carried.iter_mut().zip(rows.clone()) {
            let text = grid.text(row, at);
            if row < last {
                if !text.is_empty() {
                    *carried = text;
                } else if grid.text(last, at).is_empty() {
                    *carried = "";
                }
                parts.push(*carried);
            } else {
                parts.push(text);
            }
        }
        // A lower row of the header that only repeats an upper one, or is blank, says nothing.
        if let Some(column) = words.column(&parts) {
            parts.dedup();
            parts.retain(|part| !part.is_empty());
            columns.push((at, column, parts.join("/")));
        }
    }
    columns
}

/// Takes the figures of a table.
pub(super) fn take(table: &Table, context: &Context, taking: &mut Taking<'_>) {
    for row in table.head.end..table.end {
        take_row(table, row, context, taking);
    }
}

fn take_row(table: &Table, row: usize, context: &Context, taking: &mut Taking<'_>) {
    let grid = taking.grid;
    let words = taking.rules.words;
    let stated = |at: usize| Some(grid.own(row, at)).filter(|text| !words.is_empty(text));
    let long = table.is_long().then(|| table.cell(grid, row, Item::Claimed));
    let long = long.filter(|text| !words.is_empty(text));
    let figures: Vec<(usize, FigureHeader, &str, &str)> = table
        .figures()
        .filter_map(|(at, header, text)| Some((at, *header, text, stated(at)?)))
        .collect();
    // Of an unknown column only what is a number is somebody's figure.
    let is_figure = |(_, header, _, cell): &(usize, FigureHeader, &str, &str)| {
        header.figure != Figure::Unknown || form::is_number(cell)
    };
    let figures: Vec<_> = figures.into_iter().filter(is_figure).collect();
    let number = (figures.len() + usize::from(long.is_some())) as u64;
    if number == 0 {
        return;
    }
    let first = grid.filled(row).map(|(_, cell)| cell).find(|cell| !form::is_number(cell));
    if first.is_some_and(|cell| words.is_total(cell)) {
        taking.out.counts.read += number;
        taking.out.counts.totals += number;
        let what = format!("{number} 个数");
        return taking.say(row, Code::ClaimTotal, "", first.unwrap_or_default(), what);
    }
    let named = named(table, grid, row);
    let is_note =
        !figures.iter().any(|(_, _, _, cell)| cell.bytes().any(|byte| byte.is_ascii_digit()));
    if is_note && long.is_none() && named.is_blank() {
        return;
    }
    let whom = match named.or_of(context).resolve(context, taking.rules) {
        Ok(whom) => Some(whom),
        Err((code, value, detail)) => {
            taking.say(row, code, "", &value, detail);
            None
        }
    };
    let of_row =
        Some(plain(table.cell(grid, row, Item::Year))).filter(|text| !words.is_empty(text));
    let of_row = of_row.map(|text| year(&text));
    let year = |header: &FigureHeader| {
        header.year.or(match of_row {
            Some(stated) => stated,
            None => context.year,
        })
    };
    for (at, header, text, cell) in figures {
        let cell = FigureCell { row, column: at, header: text, text: cell };
        taking.figure(&cell, &header, whom.as_ref(), year(&header), context);
    }
    if let Some(text) = long {
        let measure = table.cell(grid, row, Item::Measure);
        let at = table.columns.iter().find(|(_, column, _)| *column == Column::Item(Item::Claimed));
        let column = at.map_or(0, |(at, ..)| *at);
        let header = match words.column(&[measure]) {
            Some(Column::Figure(header)) => header,
            _ => FigureHeader { figure: Figure::Unknown, year: None, money: None },
        };
        let cell = FigureCell { row, column, header: measure, text };
        taking.figure(&cell, &header, whom.as_ref(), year(&header), context);
    }
}

/// `2024`, `2024年`, `2024.0`.
fn year(text: &str) -> Option<i32> {
    let text = text.strip_suffix(".0").unwrap_or(text);
    split_year(text).filter(|(rest, _)| rest.is_empty()).map(|(_, year)| year)
}

fn named<'g>(table: &Table, grid: &Grid<'g>, row: usize) -> Named<'g> {
    let cell = |item: Item| table.cell(grid, row, item);
    let subjects = table.columns.iter().filter_map(|(at, column, _)| match column {
        Column::Item(item @ (Item::Brand | Item::Base)) => Some((*item, grid.text(row, *at))),
        _ => None,
    });
    Named {
        province: cell(Item::Province),
        city: cell(Item::City),
        county: cell(Item::County),
        kind: cell(Item::Kind),
        name: cell(Item::Name),
        subject: subjects.into_iter().find(|(_, name)| !name.is_empty()),
    }
}
