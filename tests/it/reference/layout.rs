//! From a sheet to its data rows: header, metadata above it, and the rows that are no data.

use std::collections::BTreeMap;

use super::header;
use super::table::{Cell, Sheet};
use super::text::{is_space, narrow, says_nothing, trim};

/// The header stands within these first rows.
const HEADER_WITHIN: usize = 30;

/// A merged header is at most this high.
const HEADER_HEIGHT: usize = 3;

/// Fields that a line above the header can give to every row below.
const FROM_METADATA: [&str; 8] = [
    "brand",
    "provider",
    "class_no",
    "occupation",
    "training_mode",
    "start_date",
    "end_date",
    "period",
];

/// One sheet, taken apart.
#[derive(Default)]
pub struct Layout {
    /// Rows up to and including the last that says something.
    pub read: usize,
    pub skipped: BTreeMap<&'static str, usize>,
    pub data: Vec<DataRow>,
    /// What the lines above the header say about the unit, the most telling first.
    pub unit_texts: Vec<String>,
}

/// The cells of one row by field.
pub struct DataRow {
    /// As a spreadsheet shows it.
    pub number: usize,
    pub cells: BTreeMap<&'static str, Cell>,
    pub has_class_column: bool,
    pub amount_in_wan: bool,
    pub epoch_1904: bool,
}

impl DataRow {
    pub fn cell(&self, field: &str) -> Cell {
        let empty = Cell::Text(String::new());
        self.cells.get(field).cloned().unwrap_or(empty)
    }

    /// Trimmed, and empty where the cell says nothing.
    pub fn key(&self, field: &str) -> String {
        let text = self.cell(field).text();
        if says_nothing(&text) { String::new() } else { trim(&text).to_string() }
    }
}

/// What a header row means for the rows below it.
struct Columns {
    of: BTreeMap<&'static str, usize>,
    amount_in_wan: bool,
    last_header_row: usize,
}

pub fn read(sheet: &Sheet) -> Result<Layout, String> {
    let rows = &sheet.rows;
    let last = rows.iter().rposition(|row| filled(row) > 0);
    let mut layout = Layout { read: last.map_or(0, |at| at + 1), ..Layout::default() };
    if layout.read == 0 {
        return Err("EMPTY".to_string());
    }
    let top = (0..layout.read.min(HEADER_WITHIN))
        .find(|at| header::is_header(&header_cells(sheet, *at, *at)))
        .ok_or("NO_HEADER")?;
    let metadata = metadata(&rows[..top]);
    for row in &rows[..top] {
        layout.skip(if filled(row) == 0 { "blank" } else { "title" });
    }
    for key in ["县(市、区)", "填报单位", "市(州)", "省"] {
        layout.unit_texts.extend(lookup(&metadata, key));
    }
    let mut columns = read_header(sheet, top, &metadata)?;
    for _ in top..=columns.last_header_row.min(layout.read - 1) {
        layout.skip("header");
    }
    for at in columns.last_header_row + 1..layout.read {
        match classify(sheet, at, &columns) {
            "data" => layout.data.push(data_row(sheet, at, &columns, &metadata)),
            "header" if at > columns.last_header_row => {
                columns = read_header(sheet, at, &metadata)?;
                layout.skip("header");
            }
            reason => layout.skip(reason),
        }
    }
    Ok(layout)
}

impl Layout {
    fn skip(&mut self, reason: &'static str) {
        *self.skipped.entry(reason).or_default() += 1;
    }
}

fn filled(row: &[Cell]) -> usize {
    row.iter().filter(|cell| !says_nothing(&cell.text())).count()
}

/// What a row below the header is; the first that applies.
fn classify(sheet: &Sheet, at: usize, columns: &Columns) -> &'static str {
    let row = &sheet.rows[at];
    if at <= columns.last_header_row {
        return "header";
    }
    let text = |field: &str| match columns.of.get(field).and_then(|column| row.get(*column)) {
        Some(cell) => cell.text(),
        None => String::new(),
    };
    let (id, name) = (text("id_number"), text("name"));
    let Some(first) = row.iter().map(Cell::text).find(|text| !says_nothing(text)) else {
        return "blank";
    };
    let first: String = narrow(&first).chars().filter(|c| !is_space(*c)).collect();
    if ["合计", "总计", "小计"].contains(&first.as_str()) && says_nothing(&id) {
        return "total";
    }
    // A row with a number where IDs stand is about a person, whatever its other words.
    let digits = narrow(&id).chars().filter(char::is_ascii_digit).count();
    if digits < 6 && header::is_header(&header_cells(sheet, at, at)) {
        return "header";
    }
    if says_nothing(&id) && says_nothing(&name) && filled(row) <= 2 {
        return "note";
    }
    "data"
}

/// The normalised header texts of each column over the given rows, merged cells filled.
fn header_cells(sheet: &Sheet, top: usize, bottom: usize) -> Vec<Vec<String>> {
    let mut cells = Vec::new();
    for column in 0..sheet.rows[top].len() {
        let mut parts: Vec<String> = Vec::new();
        for row in top..=bottom {
            let text = header::normalise(&merged(sheet, row, column).text());
            if parts.last() != Some(&text) {
                parts.push(text);
            }
        }
        cells.push(parts);
    }
    cells
}

fn read_header(
    sheet: &Sheet,
    top: usize,
    metadata: &[(String, String)],
) -> Result<Columns, String> {
    let mut bottom = top;
    for (first, _, last, _) in &sheet.merges {
        if *first == top {
            bottom = bottom.max((*last).min(top + HEADER_HEIGHT - 1));
        }
    }
    bottom = bottom.min(sheet.rows.len() - 1);
    let cells = header_cells(sheet, top, bottom);
    // Up to the next header, below which the column may be another field's.
    let is_empty = |column: usize| {
        for (below, row) in sheet.rows.iter().enumerate().skip(bottom + 1) {
            if header::is_header(&header_cells(sheet, below, below)) {
                break;
            }
            if row.get(column).is_some_and(|cell| !says_nothing(&cell.text())) {
                return false;
            }
        }
        true
    };
    let of = header::columns(&cells, is_empty)?;
    let mut amount_in_wan = false;
    if let Some(column) = of.get("subsidy_amount") {
        let mut header = String::new();
        for row in top..=bottom {
            header.push_str(&narrow(&merged(sheet, row, *column).text()));
        }
        let general = lookup(metadata, "单位").unwrap_or_default();
        amount_in_wan =
            header.contains("万元") || (!header.contains('元') && general.contains("万元"));
    }
    Ok(Columns { of, amount_in_wan, last_header_row: bottom })
}

fn data_row(sheet: &Sheet, at: usize, columns: &Columns, metadata: &[(String, String)]) -> DataRow {
    let mut cells = BTreeMap::new();
    for (field, column) in &columns.of {
        cells.insert(*field, merged_below(sheet, at, *column, columns));
    }
    for field in FROM_METADATA {
        let given = metadata
            .iter()
            .find(|(key, _)| header::exact(key).is_some_and(|found| found.field == field));
        // The dates of the row itself, in whatever column, come before those above the header.
        let has_own_period = field.ends_with("_date") && columns.of.contains_key("period");
        if let Some((_, value)) = given
            && !has_own_period
        {
            cells.entry(field).or_insert_with(|| Cell::Text(value.clone()));
        }
    }
    DataRow {
        number: at + 1,
        has_class_column: cells.contains_key("class_no"),
        cells,
        amount_in_wan: columns.amount_in_wan,
        epoch_1904: sheet.epoch_1904,
    }
}

fn at(sheet: &Sheet, row: usize, column: usize) -> Cell {
    let cell = sheet.rows.get(row).and_then(|cells| cells.get(column));
    cell.cloned().unwrap_or(Cell::Text(String::new()))
}

/// A cell, or the top left one of the range it is merged into.
fn merged(sheet: &Sheet, row: usize, column: usize) -> Cell {
    for (top, left, bottom, right) in &sheet.merges {
        if (*top..=*bottom).contains(&row) && (*left..=*right).contains(&column) {
            return at(sheet, *top, *left);
        }
    }
    at(sheet, row, column)
}

/// The same for data: a range that begins in the header is none of it.
fn merged_below(sheet: &Sheet, row: usize, column: usize, columns: &Columns) -> Cell {
    for (top, left, bottom, right) in &sheet.merges {
        let covers = (*top..=*bottom).contains(&row) && (*left..=*right).contains(&column);
        if covers && *top > columns.last_header_row {
            return at(sheet, *top, *left);
        }
    }
    at(sheet, row, column)
}

/// The value of a key or of any other header of the same field.
fn lookup(metadata: &[(String, String)], wanted: &str) -> Option<String> {
    let field = |key: &str| header::exact(key).map(|found| found.field);
    let found = metadata
        .iter()
        .find(|(key, _)| key == wanted || (field(key).is_some() && field(key) == field(wanted)));
    found.map(|(_, value)| value.clone())
}

/// `key：value` pairs of the rows above the header; several may stand in one cell, and a value
/// may stand in the next filled cell.
fn metadata(rows: &[Vec<Cell>]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for row in rows {
        let texts: Vec<String> =
            row.iter().map(Cell::text).filter(|text| !says_nothing(text)).collect();
        for (position, text) in texts.iter().enumerate() {
            let mut found = pairs_of(text);
            if let Some((_, value)) = found.last_mut()
                && value.is_empty()
                && let Some(next) = texts.get(position + 1)
                && !next.contains([':', '：'])
            {
                *value = trim(next).to_string();
            }
            pairs.extend(found.into_iter().filter(|(_, value)| !says_nothing(value)));
        }
    }
    pairs
}

fn pairs_of(text: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut parts = text.split([':', '：']);
    let mut key = parts.next().unwrap_or_default().to_string();
    let rest: Vec<&str> = parts.collect();
    for (position, part) in rest.iter().enumerate() {
        let mut value = trim(part);
        let mut next_key = "";
        // The word just before the next colon is that pair's key.
        if position + 1 < rest.len() {
            (value, next_key) = value.rsplit_once(separates_pairs).unwrap_or(("", value));
        }
        let last_word = trim(&key).rsplit(separates_pairs).next().unwrap_or_default();
        pairs.push((header::normalise(last_word), trim(value).to_string()));
        key = next_key.to_string();
    }
    pairs
}

fn separates_pairs(c: char) -> bool {
    is_space(c) || matches!(c, ',' | '，' | ';' | '；')
}
