//! The header of a sheet, found by content, and the lines above it.

use std::collections::BTreeMap;

use calamine::Dimensions;

use crate::model::field::Field;
use crate::model::layout::{Ambiguity, Layout, PARENT_SIGN};
use crate::model::sheet::{RawBlock, Row};
use crate::model::table::{Merge, Table};
use crate::model::text::{is_space, trim, without_space};
use crate::model::vocabulary::HeaderTable;

/// How far down a sheet its header is looked for.
pub const HEADER_ROWS: usize = 30;

/// The first row of `head` that has an ID-number and a name header, with the lines above it.
///
/// `is_blank` tells whether a column holds nothing below a header row; it is asked only when two columns compete.
///
/// # Errors
/// The header's first ambiguity, with its row number.
pub fn find(
    head: &RawBlock,
    merges: &[Dimensions],
    headers: &HeaderTable,
    is_blank: &dyn Fn(u32, usize) -> bool,
) -> Option<Result<Table, (u32, Ambiguity)>> {
    for index in 0..head.len().min(HEADER_ROWS) {
        let row = head.row_number(index);
        if Layout::of_header(&texts(head, index), headers, &|_| false).is_none() {
            continue;
        }
        let height = height(head, index, merges).min(head.len() - index);
        let cells = joined(head, index, height, merges);
        let last = head.row_number(index + height - 1);
        let layout = Layout::of_header(&cells, headers, &|position| is_blank(last, position))?;
        return Some(match layout {
            Err(ambiguity) => Err((row, ambiguity)),
            Ok(layout) => {
                let above = lines_above(head, index);
                let constants = constants(&above, &layout, headers);
                let merges = merges.iter().filter(|merge| merge.end.0 < last);
                let merges = merges.map(|merge| Merge { start: merge.start, end: merge.end });
                let merges = merges.collect();
                Ok(Table { header_row: row, header_end: last, layout, above, constants, merges })
            }
        });
    }
    None
}

/// What may stand above the header instead of in a column: it then holds for every row below.
const ABOVE_THE_HEADER: [Field; 8] = [
    Field::Brand,
    Field::Provider,
    Field::ClassNo,
    Field::Occupation,
    Field::TrainingMode,
    Field::StartDate,
    Field::EndDate,
    Field::DateRange,
];

/// The fields that only the lines above the header give; where a key stands twice, its first value counts.
fn constants(
    above: &[(String, String)],
    layout: &Layout,
    headers: &HeaderTable,
) -> BTreeMap<Field, String> {
    let has_column = |field: &Field| {
        let dates = [Field::StartDate, Field::EndDate].contains(field);
        layout.column(*field).is_some() || (dates && layout.column(Field::DateRange).is_some())
    };
    let missing = ABOVE_THE_HEADER.into_iter().filter(|field| !has_column(field));
    missing
        .filter_map(|field| {
            let (_, value) = above.iter().find(|(key, _)| headers.names_exactly(key, field))?;
            Some((field, value.clone()))
        })
        .collect()
}

/// A merged header stands over at most this many rows.
const TALLEST_HEADER: u32 = 3;

/// How many rows the header that starts in row `index` stands over: as far down as a merged range that starts there
/// reaches, and at least one row below a parent that is merged over several columns with children under it.
fn height(head: &RawBlock, index: usize, merges: &[Dimensions]) -> usize {
    let row = head.row_number(index);
    let mut tallest = 1;
    for merge in merges.iter().filter(|merge| merge.start.0 + 1 == row) {
        tallest = tallest.max(merge.end.0 - merge.start.0 + 1);
        let spans_columns = merge.end.1 > merge.start.1;
        if spans_columns && index + 1 < head.len() && !head.row(index + 1).is_full_of_digits() {
            let below = head.row(index + 1);
            let mut children = merge.start.1..=merge.end.1;
            if children.any(|column| !below.cell(column as usize).is_empty()) {
                tallest = tallest.max(2);
            }
        }
    }
    tallest.min(TALLEST_HEADER) as usize
}

fn texts(head: &RawBlock, index: usize) -> Vec<String> {
    head.row(index).cells().map(|cell| cell.text().into_owned()).collect()
}

/// The headers of all columns. Under a parent that is merged over several columns a child stands for itself where it
/// is a header of its own (证书编号), else it is joined to the parent (证书 + 编号).
fn joined(head: &RawBlock, index: usize, height: usize, merges: &[Dimensions]) -> Vec<String> {
    let rows: Vec<Vec<String>> = (index..index + height).map(|row| texts(head, row)).collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |level: usize, column: usize| -> &str {
        let own = rows.get(level).and_then(|row| row.get(column)).map_or("", |text| trim(text));
        if !own.is_empty() {
            return own;
        }
        let at = (head.first_row as usize - 1 + index + level, column);
        let inside = |merge: &&Dimensions| {
            let (top, left) = (merge.start.0 as usize, merge.start.1 as usize);
            let (bottom, right) = (merge.end.0 as usize, merge.end.1 as usize);
            (top..=bottom).contains(&at.0) && (left..=right).contains(&at.1) && top == at.0
        };
        let parent = merges.iter().find(inside).map(|merge| merge.start.1 as usize);
        parent.and_then(|column| rows.get(level)?.get(column)).map_or("", |text| trim(text))
    };
    (0..width)
        .map(|column| {
            let levels: Vec<&str> = (0..height)
                .map(|level| cell(level, column))
                .filter(|text| !text.is_empty())
                .collect();
            levels.join(PARENT_SIGN)
        })
        .collect()
}

/// Key-value pairs of the lines above the header: `填报单位：长春市 填报人：张某` gives two.
fn lines_above(head: &RawBlock, header: usize) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for index in 0..header {
        let mut awaiting: Option<String> = None;
        for cell in head.row(index).cells() {
            let text = cell.text();
            let text = trim(&text);
            if text.is_empty() {
                continue;
            }
            if let Some(key) = awaiting.take()
                && !text.contains(['：', ':'])
            {
                pairs.push((key, text.to_owned()));
                continue;
            }
            awaiting = split_pairs(text, &mut pairs);
        }
    }
    pairs
}

/// What may stand between two pairs of one cell.
fn is_gap(c: char) -> bool {
    is_space(c) || matches!(c, ',' | '，' | ';' | '；')
}

/// Whether a row would itself be recognised as a header.
pub fn is_header(row: Row<'_>, headers: &HeaderTable) -> bool {
    if row.is_full_of_digits() {
        return false;
    }
    let cells: Vec<String> = row.cells().map(|cell| cell.text().into_owned()).collect();
    Layout::of_header(&cells, headers, &|_| false).is_some()
}

/// Adds the pairs of one cell; returns a key whose value must stand in the next cell.
fn split_pairs(text: &str, pairs: &mut Vec<(String, String)>) -> Option<String> {
    let colon = |c: char| c == '：' || c == ':';
    let Some((first, mut rest)) = text.split_once(colon) else {
        pairs.push((String::new(), text.to_owned()));
        return None;
    };
    let mut key = without_space(first.rsplit(is_gap).next().unwrap_or(first));
    loop {
        // The value runs up to the word before the next colon.
        let (value, next) = match rest.split_once(colon) {
            Some((before, after)) => match before.trim_end_matches(is_gap).rsplit_once(is_gap) {
                Some((value, next_key)) => (value, Some((next_key, after))),
                None => ("", Some((before, after))),
            },
            None => (rest, None),
        };
        let value = value.trim_matches(is_gap);
        match next {
            Some((next_key, after)) => {
                pairs.push((std::mem::take(&mut key), value.to_owned()));
                key = without_space(next_key);
                rest = after;
            }
            None if value.is_empty() => return Some(key),
            None => {
                pairs.push((key, value.to_owned()));
                return None;
            }
        }
    }
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
