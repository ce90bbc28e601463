//! How a header is matched to a field: normalised, then by mapping, exactly, or by the longest part.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::field::Field;
use super::layout::{AmountUnit, Column, Matched, PARENT_SIGN, money_unit};
use super::mapping::Target;
use super::text::is_space;
use super::vocabulary::HeaderTable;

/// How good a match is; the better one takes the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// A mapping file says so.
    Mapped,
    /// A known header.
    Exact,
    /// A known header is contained.
    Contains,
}

impl From<Matched> for Quality {
    fn from(matched: Matched) -> Self {
        match matched {
            Matched::Mapping => Self::Mapped,
            Matched::Part(_) => Self::Contains,
            _ => Self::Exact,
        }
    }
}

/// What a header names, and why.
#[derive(Clone, Debug)]
pub struct Naming {
    /// The field, if any.
    pub field: Option<Field>,
    /// Why it does, or does not.
    pub matched: Matched,
    /// Rank among the field's synonyms.
    pub rank: usize,
}

impl Naming {
    fn none(matched: Matched) -> Self {
        Self { field: None, matched, rank: 0 }
    }

    fn is_exact(&self) -> bool {
        self.matched == Matched::Exact
    }
}

/// A column that could carry a field.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// How good the match is.
    pub quality: Quality,
    /// Rank among the field's synonyms.
    pub rank: usize,
    /// The column.
    pub column: Column,
}

/// A synonym of one character is no evidence inside a longer header.
const SHORTEST_PART: usize = 2;

impl HeaderTable {
    /// Whether a key of a line above a table is exactly a header of `field`.
    #[must_use]
    pub fn names_exactly(&self, key: &str, field: Field) -> bool {
        self.exact.get(&normalise(key).0) == Some(&field)
    }

    /// What the normalised header of the column at `position` names.
    pub(super) fn naming(&self, position: usize, key: &str) -> Naming {
        let shown = key.replace(PARENT_SIGN, "/");
        let said = self.mapping().and_then(|mapping| mapping.target(position, &shown));
        match said {
            None => self.of_levels(key),
            Some(Target::Extra) => Naming::none(Matched::Mapping),
            Some(Target::Field(field)) => {
                Naming { field: Some(*field), matched: Matched::Mapping, rank: 0 }
            }
            Some(Target::OneHot(field, word)) => {
                let matched = Matched::OneHot(Arc::clone(word));
                Naming { field: Some(*field), matched, rank: 0 }
            }
        }
    }

    /// Whether a mapping file gives the value of `field`, whatever its column says.
    pub(super) fn gives(&self, field: Field) -> bool {
        self.mapping().is_some_and(|mapping| mapping.constants.contains_key(&field))
    }

    /// Whether `word` is a known one of the choice `field`.
    #[must_use]
    pub fn is_choice(&self, field: Field, word: &str) -> bool {
        self.choices.get(&field).is_some_and(|words| words.contains(word))
    }

    /// The field of a header of one or more levels: all levels joined exactly, else the last one exactly, else a word of
    /// the choice that its parent names, else the longest part of the joined text.
    fn of_levels(&self, key: &str) -> Naming {
        let Some((parents, last)) = key.rsplit_once(PARENT_SIGN) else {
            return self.of_text(key);
        };
        let joined = key.replace(PARENT_SIGN, "");
        let whole = self.of_text(&joined);
        if whole.is_exact() {
            return Naming { matched: Matched::ParentChild, ..whole };
        }
        let child = self.of_text(last);
        if child.is_exact() {
            return Naming { matched: Matched::Child, ..child };
        }
        let parent = parents.rsplit(PARENT_SIGN).next().unwrap_or(parents);
        self.one_hot(parent, last).unwrap_or(whole)
    }

    /// A child that is a word of the choice that its parent names: 培训方式 over 订单, 定岗, 定向.
    fn one_hot(&self, parent: &str, word: &str) -> Option<Naming> {
        let field = *self.exact.get(parent)?;
        let matched = Matched::OneHot(word.into());
        self.is_choice(field, word).then_some(Naming { field: Some(field), matched, rank: 0 })
    }

    /// The field that a normalised header of one level names.
    fn of_text(&self, key: &str) -> Naming {
        if let Some(field) = self.exact.get(key) {
            let headers = self.fields.get(field).map_or(&[][..], |entry| &entry.headers);
            let rank = headers.iter().position(|header| header == key).unwrap_or(0);
            return Naming { field: Some(*field), matched: Matched::Exact, rank };
        }
        let foreign = self.foreign_words.iter().any(|word| key.contains(word));
        let mut best: Option<(usize, Field, usize, &str)> = None;
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
                    Some((longest, other, ..)) if length == longest => tied |= other != *field,
                    Some((longest, ..)) if length < longest => {}
                    _ => {
                        best = Some((length, *field, rank, synonym));
                        tied = false;
                    }
                }
            }
        }
        match best {
            // A header that speaks of two fields alike is left alone: it becomes an extra column, never a guess.
            Some(_) if tied => Naming::none(Matched::Tied),
            Some((_, field, rank, synonym)) => {
                let matched = Matched::Part(Arc::from(synonym));
                Naming { field: Some(field), matched, rank }
            }
            None if foreign => Naming::none(Matched::Foreign),
            None => Naming::none(Matched::Unknown),
        }
    }

    /// The column that carries a field; two that cannot be told apart are returned as an error.
    pub(super) fn choose(
        &self,
        field: Field,
        mut candidates: Vec<Candidate>,
        is_blank: &dyn Fn(usize) -> bool,
    ) -> Result<Column, (Column, Column)> {
        let ranked = self.fields.get(&field).is_some_and(|entry| entry.ranked);
        candidates.sort_by_key(|found| (found.quality, found.rank, found.column.position));
        let best = candidates[0].quality;
        if !ranked || best == Quality::Mapped {
            candidates.retain(|found| found.quality == best);
            if candidates.len() > 1 {
                let filled = |found: &Candidate| !is_blank(found.column.position);
                if candidates.iter().any(filled) {
                    candidates.retain(filled);
                } else {
                    candidates.truncate(1);
                }
            }
            if let [first, second, ..] = candidates.as_slice() {
                return Err((first.column.clone(), second.column.clone()));
            }
        }
        Ok(candidates.swap_remove(0).column)
    }
}

/// A header as it is matched, with the money unit that stood in brackets behind it.
pub(super) fn normalise(header: &str) -> (String, Option<AmountUnit>) {
    let mut key: String = header
        .nfkc()
        .filter(|c| !is_space(*c) && !matches!(c, '*' | '★' | '☆' | '※'))
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

/// What may stand in brackets behind a header without being part of the name.
const UNITS_OF_MEASURE: [&str; 10] =
    ["元", "万元", "元/人", "元/月", "年/月/日", "年月日", "岁", "课时", "学时", "天"];
