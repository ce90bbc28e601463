//! The header of a sheet, found by content, and the lines above it; headers of further tables below.

use std::collections::BTreeMap;
use std::ops::Range;

use calamine::Dimensions;

use super::lines::{self, Line};
use crate::model::field::Field;
use crate::model::layout::{Ambiguity, Layout, PARENT_SIGN};
use crate::model::sheet::{RawBlock, Row};
use crate::model::table::{Merge, Table};
use crate::model::text::trim;
use crate::model::vocabulary::{HeaderTable, Vocabulary};

/// How far down a sheet its header is looked for.
pub const HEADER_ROWS: usize = 30;

/// The first row of `head` that has an ID-number and a name header, with the lines above it; or the rows that a mapping
/// file states.
///
/// `is_blank` tells whether a column holds nothing below a header row; it is asked only when two columns compete.
///
/// # Errors
/// The header's ambiguities, with its row number.
pub fn find(
    head: &RawBlock,
    merges: &[Dimensions],
    headers: &HeaderTable,
    is_blank: &dyn Fn(u32, usize) -> bool,
) -> Option<Result<Table, (u32, Ambiguity)>> {
    let stated = headers.mapping().and_then(|mapping| mapping.header_rows);
    let tallest = stated.map_or(TALLEST_HEADER, |(first, last)| (last - first) as usize + 1);
    let lines = Line::first(head, HEADER_ROWS + tallest);
    for index in 0..lines.len().min(HEADER_ROWS) {
        let rows = match stated {
            Some((first, last)) if first == lines[index].number => {
                index..index + (last - first + 1) as usize
            }
            None if Layout::of_header(&lines[index].cells, headers, &|_| false).is_some() => {
                extent(&lines, index, merges)
            }
            _ => continue,
        };
        let (index, end) = (rows.start, rows.end.min(lines.len()));
        let cells = joined(&lines[index..end], merges);
        let (row, last) = (lines[index].number, lines[end - 1].number);
        let layout = Layout::of_header(&cells, headers, &|position| is_blank(last, position))?;
        return Some(match layout {
            Err(ambiguity) => Err((row, ambiguity)),
            Ok(layout) => {
                let above = lines::pairs(&lines[..index]);
                let constants = constants(&above, &layout, headers);
                let merges = merges_within(merges, 1, last);
                let (top, header_row) = (1, row);
                Ok(Table { top, header_row, header_end: last, layout, above, constants, merges })
            }
        });
    }
    None
}

/// The merged ranges in rows `first` to `last`.
fn merges_within(merges: &[Dimensions], first: u32, last: u32) -> Vec<Merge> {
    let within = |merge: &&Dimensions| first <= merge.start.0 + 1 && merge.end.0 < last;
    let merges = merges.iter().filter(within);
    merges.map(|merge| Merge { start: merge.start, end: merge.end }).collect()
}

/// A header that stands below other rows, as a table of its own: `lines` are rows around it, `before` the table above.
/// `None` when it only repeats that table's header, so that the rows below belong to it still.
///
/// # Errors
/// Its ambiguities; where two columns compete, the one that the header above has chosen is meant.
#[must_use]
pub fn find_later(
    lines: &[Line],
    row: u32,
    merges: &[Dimensions],
    words: &Vocabulary,
    before: &Table,
) -> Option<Result<Table, (u32, Ambiguity)>> {
    let headers = words.headers();
    let rows = extent(lines, lines.iter().position(|line| line.number == row)?, merges);
    let index = rows.start;
    let cells = joined(&lines[rows.clone()], merges);
    let (row, header_end) = (lines[index].number, lines[rows.end - 1].number);
    let is_other = |position: usize| {
        cells
            .get(position)
            .is_none_or(|cell| !before.layout.has_header(&trim(cell).replace(PARENT_SIGN, "/")))
    };
    let layout = match Layout::of_header(&cells, headers, &is_other)? {
        Err(ambiguity) => return Some(Err((row, ambiguity))),
        Ok(layout) => layout,
    };
    let top = lines::top_of_titles(lines, index, &before.layout, words);
    let says = |line: &Line| {
        lines::pairs(std::slice::from_ref(line)).iter().any(|pair| says_something(pair, words))
    };
    let top = (top..index).find(|at| says(&lines[*at])).unwrap_or(index);
    if top == index && rows.len() == 1 && layout == before.layout {
        return None;
    }
    let above = lines_of_later(&lines::pairs(&lines[top..index]), before, words);
    let constants = constants(&above, &layout, headers);
    let top = lines[top].number;
    let merges = merges_within(merges, top, header_end);
    Some(Ok(Table { top, header_row: row, header_end, layout, above, constants, merges }))
}

/// The header of `first` once more in `row`, without any line above it, below the table `before`.
#[must_use]
pub fn repeated(first: &Table, row: u32, words: &Vocabulary, before: &Table) -> Table {
    let layout = first.layout.clone();
    let above = before.above.clone();
    let constants = constants(&above, &layout, words.headers());
    let (top, header_row, header_end) = (row, row, row);
    Table { top, header_row, header_end, layout, above, constants, merges: Vec::new() }
}

/// What is said above a later table. Lines that only repeat those above the table before say nothing new, as on every
/// page of a print-out; others replace them, but for place and unit of money, which hold until something else is said.
fn lines_of_later(
    own: &[(String, String)],
    before: &Table,
    words: &Vocabulary,
) -> Vec<(String, String)> {
    let is_new =
        |pair: &(String, String)| says_something(pair, words) && !before.above.contains(pair);
    if !own.iter().any(is_new) {
        return before.above.clone();
    }
    let inherited = before.above.iter().filter(|(key, _)| is_of_the_sheet(key, words)).cloned();
    own.iter().cloned().chain(inherited).collect()
}

/// Whether a line means anything to the rows below: a title, or a key that is used.
fn says_something((key, value): &(String, String), words: &Vocabulary) -> bool {
    let of_rows = || Field::OF_CLASS.iter().any(|field| words.headers().names_exactly(key, *field));
    if key.is_empty() {
        return !words.is_note(value);
    }
    of_rows() || is_of_the_sheet(key, words)
}

/// Whether a key speaks of the whole sheet: its place, its unit of money.
fn is_of_the_sheet(key: &str, words: &Vocabulary) -> bool {
    let places = [Field::Province, Field::City, Field::County];
    key == Table::MONEY_KEY
        || words.is_unit_key(key)
        || places.iter().any(|field| words.headers().names_exactly(key, *field))
}

/// The fields that only the lines above the header give; where a key stands twice, its first value counts. What a mapping
/// file gives comes first.
fn constants(
    above: &[(String, String)],
    layout: &Layout,
    headers: &HeaderTable,
) -> BTreeMap<Field, String> {
    let has_column = |field: &Field| {
        let dates = [Field::StartDate, Field::EndDate].contains(field);
        layout.carries(*field) || (dates && layout.carries(Field::DateRange))
    };
    let missing = Field::OF_CLASS.into_iter().filter(|field| !has_column(field));
    let mut constants: BTreeMap<Field, String> = missing
        .filter_map(|field| {
            let (_, value) = above.iter().find(|(key, _)| headers.names_exactly(key, field))?;
            Some((field, value.clone()))
        })
        .collect();
    if let Some(mapping) = headers.mapping() {
        constants.extend(mapping.constants.clone());
    }
    constants
}

/// A merged header stands over at most this many rows.
const TALLEST_HEADER: usize = 3;

/// The rows of the header whose names and ID numbers stand at `index`: up to the parents above it, and as far down as a
/// merged range that starts there reaches, at least one row below a parent that is merged over several columns with
/// children under it.
fn extent(lines: &[Line], index: usize, merges: &[Dimensions]) -> Range<usize> {
    let above = |top: &usize| {
        let between = &lines[*top..index];
        let has_pairs = |line: &Line| line.cells.iter().any(|cell| cell.contains(lines::COLONS));
        !between.iter().any(has_pairs) && is_parents(&lines[*top], lines, index, merges)
    };
    let first = index.saturating_sub(TALLEST_HEADER - 1);
    let start = (first..index).find(above).unwrap_or(index);
    let row = lines[index].number;
    let mut tallest = 1;
    for merge in merges.iter().filter(|merge| merge.start.0 + 1 == row) {
        tallest = tallest.max((merge.end.0 - merge.start.0 + 1) as usize);
        if merge.end.1 > merge.start.1
            && let Some(below) = lines.get(index + 1)
            && !below.is_full_of_digits()
            && (merge.start.1..=merge.end.1).any(|column| is_filled(below, column))
        {
            tallest = tallest.max(2);
        }
    }
    start..(start + TALLEST_HEADER).min(index + tallest).min(lines.len())
}

/// Whether a line is the upper part of the header at `index`: some parent is merged over several columns, not over all
/// or most of them and alone on its line as a title is, with children at `index`.
fn is_parents(line: &Line, lines: &[Line], index: usize, merges: &[Dimensions]) -> bool {
    let header = &lines[index];
    let last = header.cells.iter().rposition(|cell| !trim(cell).is_empty()).unwrap_or(0);
    let alone = line.cells.iter().filter(|cell| !trim(cell).is_empty()).count() == 1;
    let spans = |merge: &&Dimensions| {
        let (left, right) = (merge.start.1, merge.end.1);
        let here = merge.start.0 + 1 == line.number;
        let is_title =
            left == 0 && (right as usize >= last || (alone && right as usize * 2 > last));
        here && right > left && !is_title
    };
    let children =
        |merge: &Dimensions| (merge.start.1..=merge.end.1).all(|column| is_filled(header, column));
    merges.iter().filter(spans).any(|merge| is_filled(line, merge.start.1) && children(merge))
}

fn is_filled(line: &Line, column: u32) -> bool {
    line.cells.get(column as usize).is_some_and(|cell| !trim(cell).is_empty())
}

/// The headers of all columns. Under a parent that is merged over several columns a child stands for itself where it
/// is a header of its own (证书编号), else it is joined to the parent (证书 + 编号).
fn joined(rows: &[Line], merges: &[Dimensions]) -> Vec<String> {
    let width = rows.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let text = |line: &Line, column: usize| -> String {
        line.cells.get(column).map_or("", |text| trim(text)).to_owned()
    };
    let cell = |line: &Line, column: usize| -> String {
        let own = text(line, column);
        if !own.is_empty() {
            return own;
        }
        let inside = |merge: &&Dimensions| {
            let (left, right) = (merge.start.1 as usize, merge.end.1 as usize);
            merge.start.0 + 1 == line.number && (left..=right).contains(&column)
        };
        let parent = merges.iter().find(inside).map(|merge| merge.start.1 as usize);
        parent.map_or_else(String::new, |column| text(line, column))
    };
    (0..width)
        .map(|column| {
            let levels: Vec<String> = rows
                .iter()
                .map(|line| cell(line, column))
                .filter(|text| !text.is_empty())
                .collect();
            levels.join(PARENT_SIGN)
        })
        .collect()
}

/// Whether a row would itself be recognised as a header.
#[must_use]
pub fn is_header(row: Row<'_>, headers: &HeaderTable) -> bool {
    if row.is_full_of_digits() {
        return false;
    }
    let cells: Vec<String> = row.cells().map(|cell| cell.text().into_owned()).collect();
    Layout::of_header(&cells, headers, &|_| false).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::SheetId;
    use crate::model::sheet::{CellKind, Encoding};
    use crate::model::vocabulary::Vocabulary;

    fn block(rows: &[&[&str]]) -> RawBlock {
        let mut block = RawBlock::new(SheetId { file: 0, sheet: 0 }, 1, Encoding::Utf8, 16);
        for row in rows {
            for cell in *row {
                block.push_cell(CellKind::Text, cell.as_bytes());
            }
            block.end_row();
        }
        block
    }

    #[test]
    fn a_merged_header_joins_parents_and_children() {
        let head = block(&[
            &["姓名", "身份证号", "证书情况", "", "", "就业"],
            &["", "", "类型", "证书编号", "发证日期", "日期"],
        ]);
        let merge = |start, end| Dimensions { start, end };
        let merges = [merge((0, 0), (1, 0)), merge((0, 1), (1, 1)), merge((0, 2), (0, 4))];
        let words = Vocabulary::shipped().expect("shipped data");
        let table = find(&head, &merges, words.headers(), &|_, _| false)
            .expect("a header")
            .expect("unambiguous");
        assert_eq!((table.header_row, table.header_end), (1, 2));
        assert_eq!(table.layout.position(Field::CertNumber), Some(3));
        assert_eq!(table.layout.position(Field::CertDate), Some(4));
        assert_eq!(table.layout.position(Field::EmploymentDate), Some(5));
    }

    #[test]
    fn lines_above_the_header_become_pairs() {
        let head = block(&[
            &["2024年培训台账", ""],
            &["填报单位：长春市人社局，填报人：某某", "单位：人、元"],
            &["联系人：", "某某"],
            &["姓名", "身份证号", "班级编号"],
        ]);
        let words = Vocabulary::shipped().expect("shipped data");
        let table = find(&head, &[], words.headers(), &|_, _| false)
            .expect("a header")
            .expect("unambiguous");
        assert_eq!(table.header_row, 4);
        assert_eq!(table.layout.position(Field::ClassNo), Some(2));
        assert_eq!(table.values_of("填报单位").next(), Some("长春市人社局"));
        assert_eq!(table.values_of("填报人").next(), Some("某某"));
        assert_eq!(table.values_of("联系人").next(), Some("某某"));
        assert_eq!(table.amount_unit(), Some(crate::model::layout::AmountUnit::Yuan));
    }
}
