//! How the columns of a table map to fields: headers normalised, matched, and checked for ambiguity.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::field::Field;
use super::text::is_space;
use super::vocabulary::HeaderTable;

/// The unit of amounts, from a cell, a header or a line above the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AmountUnit {
    /// 元
    #[default]
    Yuan,
    /// 万元
    TenThousandYuan,
}

/// One column that carries a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Position from 0.
    pub position: usize,
    /// The header as it stands in the file.
    pub header: Arc<str>,
    /// The unit in brackets behind the header, where it is one of money.
    pub unit: Option<AmountUnit>,
}

/// Which column carries which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Number of columns of the header row, trailing blank ones not counted.
    pub width: usize,
    columns: BTreeMap<Field, Column>,
    /// The same by field number, since every cell is looked up through it.
    positions: [Option<u32>; Field::ALL.len()],
}

/// Two columns that both could be a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguity {
    /// The field.
    pub field: Field,
    /// The first column.
    pub first: Column,
    /// The second column.
    pub second: Column,
}

/// How good a match is; the better one takes the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Exact,
    Contains,
}

impl Default for Layout {
    fn default() -> Self {
        Self { width: 0, columns: BTreeMap::new(), positions: [None; Field::ALL.len()] }
    }
}

impl Layout {
    /// The layout of a header row, or `None` when the row is none: a header has an ID-number and a name column.
    ///
    /// Two columns for one field are an ambiguity unless `is_blank` says that one of them holds nothing.
    ///
    /// # Errors
    /// The first ambiguity.
    pub fn of_header(
        cells: &[String],
        table: &HeaderTable,
        is_blank: &dyn Fn(usize) -> bool,
    ) -> Option<Result<Self, Ambiguity>> {
        let mut found: BTreeMap<Field, Vec<(Match, usize, Column)>> = BTreeMap::new();
        for (position, header) in cells.iter().enumerate() {
            let (key, unit) = normalise(header);
            if let Some((field, quality, rank)) = table.field_of_levels(&key) {
                let column = Column {
                    position,
                    header: header.trim_matches(is_space).replace(PARENT_SIGN, "/").into(),
                    unit,
                };
                found.entry(field).or_default().push((quality, rank, column));
            }
        }
        if !found.contains_key(&Field::IdNumber) || !found.contains_key(&Field::Name) {
            return None;
        }
        let blank_tail = cells.iter().rev().take_while(|cell| cell.chars().all(is_space));
        let mut layout = Self { width: cells.len() - blank_tail.count(), ..Self::default() };
        for (field, candidates) in found {
            match table.choose(field, candidates, is_blank) {
                Ok(column) => layout.insert(field, column),
                Err(ambiguity) => return Some(Err(ambiguity)),
            }
        }
        Some(Ok(layout))
    }

    fn insert(&mut self, field: Field, column: Column) {
        self.positions[field as usize] = u32::try_from(column.position).ok();
        self.columns.insert(field, column);
    }

    /// The column that carries `field`.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<&Column> {
        self.columns.get(&field)
    }

    /// Whether some field's column has this header.
    #[must_use]
    pub fn has_header(&self, header: &str) -> bool {
        self.columns.values().any(|column| &*column.header == header)
    }

    /// The position of the column that carries `field`.
    #[must_use]
    pub fn position(&self, field: Field) -> Option<usize> {
        self.positions[field as usize].map(|position| position as usize)
    }
}

/// Stands between the levels of a header that is merged over several rows.
pub const PARENT_SIGN: &str = "\u{1f}";

impl HeaderTable {
    /// Whether a key of a line above a table is exactly a header of `field`.
    #[must_use]
    pub fn names_exactly(&self, key: &str, field: Field) -> bool {
        self.exact.get(&normalise(key).0) == Some(&field)
    }

    /// The field of a header of one or more levels: all levels joined exactly, else the last one exactly, else the
    /// longest part of the joined text.
    fn field_of_levels(&self, key: &str) -> Option<(Field, Match, usize)> {
        let Some((_, last)) = key.rsplit_once(PARENT_SIGN) else {
            return self.field_of(key);
        };
        let joined = key.replace(PARENT_SIGN, "");
        let exact =
            |text: &str| self.field_of(text).filter(|(_, quality, _)| *quality == Match::Exact);
        exact(&joined).or_else(|| exact(last)).or_else(|| self.field_of(&joined))
    }

    /// The field that a normalised header names, with the quality of the match and its rank among synonyms.
    fn field_of(&self, key: &str) -> Option<(Field, Match, usize)> {
        if let Some(field) = self.exact.get(key) {
            let headers = &self.fields.get(field)?.headers;
            let rank = headers.iter().position(|header| header == key)?;
            return Some((*field, Match::Exact, rank));
        }
        let foreign = self.foreign_words.iter().any(|word| key.contains(word));
        let mut best: Option<(usize, Field, usize)> = None;
        let mut tied = false;
        for (field, entry) in &self.fields {
            if entry.exact
                || (foreign && !self.foreign_allowed.contains(field))
                || entry.not.iter().any(|word| key.contains(word))
            {
                continue;
            }
            for (rank, synonym) in entry.headers.iter().enumerate() {
                let length = synonym.chars().count();
                if length < SHORTEST_PART || !key.contains(synonym.as_str()) {
                    continue;
                }
                match best {
                    Some((longest, other, _)) if length == longest => tied |= other != *field,
                    Some((longest, ..)) if length < longest => {}
                    _ => {
                        best = Some((length, *field, rank));
                        tied = false;
                    }
                }
            }
        }
        // A header that speaks of two fields alike is left alone: it becomes an extra column, never a guess.
        best.filter(|_| !tied).map(|(_, field, rank)| (field, Match::Contains, rank))
    }

    fn choose(
        &self,
        field: Field,
        mut candidates: Vec<(Match, usize, Column)>,
        is_blank: &dyn Fn(usize) -> bool,
    ) -> Result<Column, Ambiguity> {
        let ranked = self.fields.get(&field).is_some_and(|entry| entry.ranked);
        candidates.sort_by_key(|(quality, rank, column)| (*quality, *rank, column.position));
        let best = candidates[0].0;
        if !ranked {
            candidates.retain(|(quality, ..)| *quality == best);
            if candidates.len() > 1 {
                let filled = |column: &Column| !is_blank(column.position);
                if candidates.iter().any(|(.., column)| filled(column)) {
                    candidates.retain(|(.., column)| filled(column));
                } else {
                    candidates.truncate(1);
                }
            }
            if let [(.., first), (.., second), ..] = candidates.as_slice() {
                return Err(Ambiguity { field, first: first.clone(), second: second.clone() });
            }
        }
        Ok(candidates.swap_remove(0).2)
    }
}

/// A synonym of one character is no evidence inside a longer header.
const SHORTEST_PART: usize = 2;

/// A header as it is matched, with the money unit that stood in brackets behind it.
fn normalise(header: &str) -> (String, Option<AmountUnit>) {
    let mut key: String = header
        .nfkc()
        .filter(|c| !is_space(*c) && *c != '*')
        .map(|c| match c {
            '[' | '【' | '〔' | '{' | '〈' => '(',
            ']' | '】' | '〕' | '}' | '〉' => ')',
            other => other,
        })
        .collect();
    key = key.replace("(必填)", "").replace("(选填)", "");
    let mut unit = None;
    if let Some(open) = key.rfind('(')
        && key.ends_with(')')
    {
        let inside = &key[open + 1..key.len() - 1];
        if UNITS_OF_MEASURE.contains(&inside) {
            unit = money_unit(inside);
            key.truncate(open);
        }
    }
    (key, unit)
}

/// The unit of money that a text names.
#[must_use]
pub fn money_unit(text: &str) -> Option<AmountUnit> {
    if text.contains("万元") {
        Some(AmountUnit::TenThousandYuan)
    } else if text.contains('元') {
        Some(AmountUnit::Yuan)
    } else {
        None
    }
}

/// What may stand in brackets behind a header without being part of the name.
const UNITS_OF_MEASURE: [&str; 10] =
    ["元", "万元", "元/人", "元/月", "年/月/日", "年月日", "岁", "课时", "学时", "天"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::vocabulary::Vocabulary;

    fn layout(headers: &[&str]) -> Result<Layout, Ambiguity> {
        let words = Vocabulary::shipped().expect("shipped data");
        let cells: Vec<String> = headers.iter().map(|h| (*h).to_owned()).collect();
        Layout::of_header(&cells, words.headers(), &|_| false).expect("a header")
    }

    #[test]
    fn matches_exactly_then_by_the_longest_part() {
        let found = layout(&[
            "序号",
            "姓 名",
            "*身份证号码（必填）",
            "市（州）",
            "户主姓名",
            "补贴金额（万元）",
            "培训单位",
            "基地名称",
            "就业单位联系电话",
            "学员联系电话",
            "户口所在地区划",
        ])
        .expect("unambiguous");
        assert_eq!(found.position(Field::Name), Some(1));
        assert_eq!(found.position(Field::IdNumber), Some(2));
        assert_eq!(found.position(Field::City), Some(3));
        assert_eq!(
            found.column(Field::SubsidyAmount).and_then(|c| c.unit),
            Some(AmountUnit::TenThousandYuan)
        );
        assert_eq!(found.position(Field::Provider), Some(7));
        assert_eq!(found.position(Field::Phone), Some(9));
        assert_eq!(found.position(Field::Employer), None);
        assert_eq!(found.position(Field::HukouRegion), Some(10));
    }

    #[test]
    fn other_subsidies_and_certificates_are_other_columns() {
        let found = layout(&[
            "姓名",
            "身份证号",
            "培训补贴金额",
            "申请技能鉴定补贴金额",
            "就业创业证号",
            "证书编号",
        ])
        .expect("unambiguous");
        assert_eq!(found.position(Field::SubsidyAmount), Some(2));
        assert_eq!(found.position(Field::CertNumber), Some(5));
    }

    #[test]
    fn two_columns_for_one_field_name_both() {
        let ambiguity = layout(&["姓名", "身份证号", "公民身份号码"]).expect_err("ambiguous");
        assert_eq!(&*ambiguity.first.header, "身份证号");
        assert_eq!(&*ambiguity.second.header, "公民身份号码");
        let words = Vocabulary::shipped().expect("shipped data");
        let cells = ["姓名", "身份证号", "公民身份号码"].map(String::from);
        let blank = Layout::of_header(&cells, words.headers(), &|position| position == 1);
        assert_eq!(
            blank.expect("a header").expect("one is blank").position(Field::IdNumber),
            Some(2)
        );
    }

    #[test]
    fn a_row_without_id_and_name_is_no_header() {
        let words = Vocabulary::shipped().expect("shipped data");
        let cells = ["填报单位：长春市".to_owned(), "姓名".to_owned()];
        assert!(Layout::of_header(&cells, words.headers(), &|_| false).is_none());
    }
}
