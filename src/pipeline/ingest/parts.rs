//! The stretches of a sheet: its first table, and those whose headers cleaning met further down.

use std::collections::BTreeMap;

use calamine::Dimensions;

use super::{Problem, Reading};
use crate::clean::{self, Cleaned, Part};
use crate::model::field::Field;
use crate::model::finding::{Code, SheetId};
use crate::model::inspection::{Fills, Metadata, SheetReading, TableReading};
use crate::model::kind::LedgerKind;
use crate::model::layout::{Ambiguity, Layout, money_unit};
use crate::model::region::PlaceContext;
use crate::model::sheet::RawBlock;
use crate::model::source::RowCounts;
use crate::model::table::Table;
use crate::model::text::trim;
use crate::model::vocabulary::Vocabulary;
use crate::read::header;
use crate::read::lines::Line;
use crate::read::sheet_table::SheetTable;

/// So far above a later header its title and metadata are looked for.
const ROWS_ABOVE: u32 = 10;
/// So far below its first row a header can reach.
const ROWS_BELOW: u32 = 2;

/// More tables on one sheet are no ledger, and would not fit into memory.
const MOST_TABLES: usize = 10_000;

/// Later headers of a sheet, with the rows around those that could start a table.
#[derive(Debug, Default)]
pub(super) struct LaterHeaders {
    rows: Vec<Later>,
    lines: BTreeMap<u32, Line>,
}

#[derive(Clone, Copy, Debug)]
struct Later {
    row: u32,
    /// It says what the sheet's first header says, and data stands above it.
    plain: bool,
}

impl LaterHeaders {
    /// Those of a block, and its edges, which may belong to headers of its neighbours.
    pub(super) fn of(raw: &RawBlock, cleaned: &Cleaned, sheet: &clean::Sheet<'_>) -> Self {
        let mut found = Self::default();
        let first = raw.first_row;
        let end = raw.row_number(raw.len());
        found.keep(raw, first, first.saturating_add(ROWS_BELOW));
        found.keep(raw, end.saturating_sub(ROWS_ABOVE), end);
        for row in cleaned.later_headers.iter().copied() {
            let plain = is_plain(raw, row, sheet);
            found.rows.push(Later { row, plain });
            if !plain {
                found.keep(raw, row.saturating_sub(ROWS_ABOVE), row.saturating_add(ROWS_BELOW));
            }
        }
        found
    }

    fn keep(&mut self, raw: &RawBlock, from: u32, to: u32) {
        let end = raw.row_number(raw.len());
        for row in from.max(raw.first_row)..to.saturating_add(1).min(end) {
            let index = (row - raw.first_row) as usize;
            let line = || match raw.row(index) {
                large if large.is_oversize() => Line { number: row, cells: Vec::new() },
                line => Line::of(row, line),
            };
            self.lines.entry(row).or_insert_with(line);
        }
    }

    /// Adds those of the next block.
    pub(super) fn append(&mut self, mut next: Self) {
        self.rows.append(&mut next.rows);
        self.lines.append(&mut next.lines);
    }

    fn around(&self, row: u32, from: u32) -> Vec<Line> {
        let first = row.saturating_sub(ROWS_ABOVE).max(from);
        self.lines.range(first..=row.saturating_add(ROWS_BELOW)).map(|(_, l)| l.clone()).collect()
    }
}

/// Whether the header in `row` repeats the sheet's first one right below data, so that it starts no table.
fn is_plain(raw: &RawBlock, row: u32, sheet: &clean::Sheet<'_>) -> bool {
    let Some(first) = sheet.parts.first().and_then(|part| part.table.as_ref()) else {
        return false;
    };
    let index = (row - raw.first_row) as usize;
    let mut above = (0..index).rev().take(ROWS_ABOVE as usize);
    let above = above.find_map(|index| {
        let line = Line::of(raw.row_number(index), raw.row(index));
        (!line.is_blank(sheet.words)).then_some(line)
    });
    if !above.is_some_and(|line| line.is_data(sheet.words)) {
        return false;
    }
    let cells = Line::of(row, raw.row(index)).cells;
    let other = |position: usize| {
        cells.get(position).is_none_or(|cell| !first.layout.has_header(trim(cell)))
    };
    let layout = Layout::of_header(&cells, sheet.words.headers(), &other);
    layout.is_some_and(|layout| layout.as_ref() == Ok(&first.layout))
}

impl Reading<'_> {
    /// The parts of a sheet as its first header tells them; what was found goes on record.
    pub(super) fn first_part(
        &mut self,
        sheet: SheetId,
        name: &str,
        found: SheetTable,
    ) -> Vec<Part> {
        let mut reading = Self::unread(sheet, name);
        let mut parts = Vec::new();
        match found {
            SheetTable::Found(table) => {
                let place = self.place(&table, name);
                reading.tables.push(self.table_reading(&table, name, place));
                let kind = self.kind(&table, name);
                parts.push(Part { top: 1, table: Some(*table), kind, place });
            }
            SheetTable::NoHeader => {}
            SheetTable::Ambiguous(row, ambiguity) => {
                self.ambiguous(sheet, row, &ambiguity);
                reading.ambiguous.push((row, ambiguity));
            }
        }
        self.sheets.push(reading);
        parts
    }

    /// A sheet of which nothing is known yet.
    pub(super) fn unread(sheet: SheetId, name: &str) -> SheetReading {
        SheetReading {
            sheet,
            name: name.to_owned(),
            hidden: false,
            tables: Vec::new(),
            ambiguous: Vec::new(),
            counts: RowCounts::default(),
            rows: Vec::new(),
        }
    }

    fn table_reading(&self, table: &Table, name: &str, place: PlaceContext) -> TableReading {
        let words = self.words(name);
        let line = |(key, value): &(String, String)| {
            let fills = fills(key, value, table, words);
            Metadata { key: key.clone(), value: value.clone(), fills }
        };
        let mut metadata: Vec<Metadata> = table.above.iter().map(line).collect();
        let mapping = words.headers().mapping();
        let given = mapping.into_iter().flat_map(|mapping| &mapping.constants);
        metadata.extend(given.map(|(field, value)| Metadata {
            key: words.headers().label(*field).to_owned(),
            value: value.clone(),
            fills: Fills::Mapped(*field),
        }));
        let unit = place.unit.or(place.default);
        let unit = unit.map(|unit| self.with.regions.unit_name(unit).clone());
        TableReading { kind: self.kind(table, name), table: table.clone(), metadata, unit }
    }

    /// Adds the tables that later headers start; `true` when there is one, so that the sheet must be cleaned again.
    pub(super) fn add_parts(
        &mut self,
        parts: &mut Vec<Part>,
        later: &LaterHeaders,
        merges: &[Dimensions],
        words: &Vocabulary,
    ) -> Result<bool, Problem> {
        let Some(first) = parts.first().and_then(|part| part.table.clone()) else {
            return Ok(false);
        };
        let (before, mut current) = (parts.len(), first.clone());
        // Below a header that cannot be read every other one starts a table.
        let mut readable = true;
        let mut end = current.header_end;
        for Later { row, plain } in
            later.rows.iter().copied().filter(|later| later.row > first.header_end)
        {
            if row <= end || (plain && readable && current.layout == first.layout) {
                continue;
            }
            let found = if plain {
                Some(Ok(header::repeated(&first, row, words, &current)))
            } else {
                let lines = later.around(row, end + 1);
                header::find_later(&lines, row, merges, words, &current)
            };
            match found {
                None if readable => {}
                None => parts.push(self.later_part(&Table {
                    top: row,
                    header_row: row,
                    header_end: row,
                    merges: Vec::new(),
                    ..current.clone()
                })),
                Some(Ok(table)) => {
                    current = table;
                    end = current.header_end;
                    parts.push(self.later_part(&current));
                }
                Some(Err((row, ambiguity))) => {
                    end = row;
                    parts.push(self.unreadable_part(row, ambiguity));
                }
            }
            readable = parts.last().is_some_and(|part| part.table.is_some());
            if parts.len() > MOST_TABLES {
                let detail = format!("一张工作表上的表多于 {MOST_TABLES} 张");
                return Err(Problem { code: Code::FileUnreadable, detail });
            }
        }
        Ok(parts.len() > before)
    }

    fn later_part(&mut self, table: &Table) -> Part {
        let name = self.sheets.last().map(|sheet| sheet.name.clone()).unwrap_or_default();
        let place = self.place(table, &name);
        let reading = self.table_reading(table, &name, place);
        let kind = reading.kind;
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.tables.push(reading);
        }
        Part { top: table.top, table: Some(table.clone()), kind, place }
    }

    /// Below a header that cannot be read nothing is read, rather than by the header above it.
    fn unreadable_part(&mut self, row: u32, ambiguity: Ambiguity) -> Part {
        if let Some(sheet) = self.sheets.last().map(|sheet| sheet.sheet) {
            self.ambiguous(sheet, row, &ambiguity);
        }
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.ambiguous.push((row, ambiguity));
        }
        Part { top: row, table: None, kind: LedgerKind::default(), place: PlaceContext::default() }
    }
}

/// What a line above a table is used for.
fn fills(key: &str, value: &str, table: &Table, words: &Vocabulary) -> Fills {
    let headers = words.headers();
    let mapped = |field: &Field| headers.mapping().is_some_and(|m| m.constants.contains_key(field));
    let constant = table.constants.iter().find(|(field, text)| {
        *text == value && headers.names_exactly(key, **field) && !mapped(field)
    });
    if let Some((field, _)) = constant {
        return Fills::Field(*field);
    }
    if key == Table::MONEY_KEY && money_unit(value).is_some() {
        return Fills::AmountUnit;
    }
    if words.is_unit_key(key) {
        return Fills::Place(Field::City);
    }
    let place = [Field::County, Field::City, Field::Province]
        .into_iter()
        .find(|field| headers.names_exactly(key, *field));
    place.map_or(Fills::Nothing, Fills::Place)
}
