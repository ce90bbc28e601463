//! Which column of a table carries which field, and why; how headers are matched stands in `header_match`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::field::Field;
use super::header_match::{Candidate, Naming, normalise};
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

/// Any column of a header row, whether or not it carries a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The header as it stands in the file; levels of a merged header are joined by `/`.
    pub header: Arc<str>,
    /// The field that the column carries; `None` for an extra column.
    pub field: Option<Field>,
    /// Why.
    pub matched: Matched,
}

/// Why a column carries its field, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matched {
    /// The header is a known one.
    Exact,
    /// The header contains this known one.
    Part(Arc<str>),
    /// The joined levels of a merged header are a known one.
    ParentChild,
    /// The last level of a merged header is a known one.
    Child,
    /// A mapping file says so.
    Mapping,
    /// One of several columns over which a choice is spread; this one stands for the word.
    OneHot(Arc<str>),
    /// No field: no known header is in it.
    Unknown,
    /// No field: it speaks of somebody else.
    Foreign,
    /// No field: it speaks of two fields alike.
    Tied,
    /// No field: another column carries this one, or a mapping file gives its value.
    Outranked(Field),
    /// One of two columns that compete for a field; the table is not read.
    Ambiguous,
}

impl Matched {
    /// The stable form in JSON; `None` where there is nothing to say.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        Some(match self {
            Self::Exact => "exact".to_owned(),
            Self::Part(synonym) => format!("part:{synonym}"),
            Self::ParentChild => "parent_child".to_owned(),
            Self::Child => "child".to_owned(),
            Self::Mapping => "mapping".to_owned(),
            Self::OneHot(word) => format!("one_hot:{word}"),
            Self::Unknown => return None,
            Self::Foreign => "foreign".to_owned(),
            Self::Tied => "tied".to_owned(),
            Self::Outranked(field) => format!("outranked:{}", field.key()),
            Self::Ambiguous => "ambiguous".to_owned(),
        })
    }
}

/// A choice spread over several columns: the one that is ticked stands for its word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneHot {
    /// Position from 0.
    pub position: usize,
    /// The word that a tick stands for.
    pub word: Arc<str>,
}

/// Which column carries which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Number of columns of the header row, trailing blank ones not counted.
    pub width: usize,
    columns: BTreeMap<Field, Column>,
    /// The same by field number, since every cell is looked up through it.
    positions: [Option<u32>; Field::ALL.len()],
    one_hot: BTreeMap<Field, Vec<OneHot>>,
    headings: Vec<Heading>,
}

/// Why a header cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguity {
    /// The columns that compete, at least one pair.
    pub pairs: Vec<Rivals>,
    /// All columns of the header.
    pub headings: Vec<Heading>,
}

/// Two columns that both could be a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rivals {
    /// The field.
    pub field: Field,
    /// The first column.
    pub first: Column,
    /// The second column.
    pub second: Column,
}

/// Bytes of the longest header; a longer text names nothing, and is not looked through for what it might name.
const LONGEST_HEADER: usize = 600;

impl Default for Layout {
    fn default() -> Self {
        Self {
            width: 0,
            columns: BTreeMap::new(),
            positions: [None; Field::ALL.len()],
            one_hot: BTreeMap::new(),
            headings: Vec::new(),
        }
    }
}

impl Layout {
    /// The layout of a header row, or `None` when the row is none: a header has an ID-number and a name column.
    ///
    /// Two columns for one field are an ambiguity unless `is_blank` says that one of them holds nothing.
    ///
    /// # Errors
    /// Its ambiguities.
    pub fn of_header(
        cells: &[String],
        table: &HeaderTable,
        is_blank: &dyn Fn(usize) -> bool,
    ) -> Option<Result<Self, Ambiguity>> {
        let mut found: BTreeMap<Field, Vec<Candidate>> = BTreeMap::new();
        let mut layout = Self::default();
        for (position, header) in cells.iter().enumerate() {
            let (key, unit) =
                if header.len() > LONGEST_HEADER { Default::default() } else { normalise(header) };
            let unit = table.mapping().and_then(|mapping| mapping.amount_unit).or(unit);
            let shown: Arc<str> = header.trim_matches(is_space).replace(PARENT_SIGN, "/").into();
            let column = Column { position, header: Arc::clone(&shown), unit };
            let Naming { field, matched, rank } = table.naming(position, &key);
            match (field, &matched) {
                (Some(field), Matched::OneHot(word)) => {
                    let word = Arc::clone(word);
                    layout.one_hot.entry(field).or_default().push(OneHot { position, word });
                }
                (Some(field), _) => found.entry(field).or_default().push(Candidate {
                    quality: matched.clone().into(),
                    rank,
                    column,
                }),
                (None, _) => {}
            }
            layout.headings.push(Heading { header: shown, field, matched });
        }
        if !found.contains_key(&Field::IdNumber) || !found.contains_key(&Field::Name) {
            return None;
        }
        let blank_tail = cells.iter().rev().take_while(|cell| cell.chars().all(is_space));
        layout.width = cells.len() - blank_tail.count();
        layout.headings.truncate(layout.width);
        let mut pairs = Vec::new();
        for (field, candidates) in found {
            if table.gives(field) {
                continue;
            }
            match table.choose(field, candidates, is_blank) {
                Ok(column) => layout.insert(field, column),
                Err((first, second)) => pairs.push(Rivals { field, first, second }),
            }
        }
        if !pairs.is_empty() {
            return Some(Err(Ambiguity { headings: layout.ambiguous(&pairs), pairs }));
        }
        layout.name_losers(table);
        Some(Ok(layout))
    }

    fn insert(&mut self, field: Field, column: Column) {
        self.positions[field as usize] = u32::try_from(column.position).ok();
        // A whole column is clearer than ticks beside it.
        self.one_hot.remove(&field);
        self.columns.insert(field, column);
    }

    fn ambiguous(mut self, pairs: &[Rivals]) -> Vec<Heading> {
        for column in pairs.iter().flat_map(|pair| [&pair.first, &pair.second]) {
            if let Some(heading) = self.headings.get_mut(column.position) {
                heading.matched = Matched::Ambiguous;
            }
        }
        self.headings
    }

    /// Columns that named a field which another one took are extra columns.
    fn name_losers(&mut self, table: &HeaderTable) {
        self.one_hot.retain(|field, _| !table.gives(*field));
        for (position, heading) in self.headings.iter_mut().enumerate() {
            let Some(field) = heading.field else { continue };
            let carries = match heading.matched {
                Matched::OneHot(_) => self.one_hot.contains_key(&field),
                _ => self.positions[field as usize] == u32::try_from(position).ok(),
            };
            if !carries {
                heading.field = None;
                heading.matched = Matched::Outranked(field);
            }
        }
    }

    /// The column that carries `field`.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<&Column> {
        self.columns.get(&field)
    }

    /// Whether any choice is spread over several columns.
    #[must_use]
    pub fn has_one_hot(&self) -> bool {
        !self.one_hot.is_empty()
    }

    /// The columns over which the choice `field` is spread.
    #[must_use]
    pub fn one_hot(&self, field: Field) -> &[OneHot] {
        self.one_hot.get(&field).map_or(&[], Vec::as_slice)
    }

    /// Whether some column, or several together, carry `field`.
    #[must_use]
    pub fn carries(&self, field: Field) -> bool {
        self.position(field).is_some() || self.one_hot.contains_key(&field)
    }

    /// All columns of the header, from left to right.
    #[must_use]
    pub fn headings(&self) -> &[Heading] {
        &self.headings
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

#[cfg(test)]
mod tests;
