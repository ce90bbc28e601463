//! The rows of one person, wherever they stand, before they are merged.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::history::placed;
use crate::model::finding::RowRef;
use crate::model::history::HistoryRow;
use crate::model::kind::LedgerKind;
use crate::model::ledger::{CleanBlock, CleanRow, TextId, Values};
use crate::model::person_id::{PersonId, document_number};
use crate::model::vocabulary::Vocabulary;

/// A person before opaque documents are numbered for the whole run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// By the number of an ID card, or by a wrong one.
    Number(PersonId),
    /// By type and number of another document.
    Document(Arc<str>),
}

impl Who {
    fn of(person: PersonId, block: &CleanBlock) -> Self {
        let text = person.document_index().and_then(|index| block.documents.get(index as usize));
        text.map_or(Self::Number(person), |text| Self::Document(Arc::clone(text)))
    }
}

/// Whose the row at `at` is.
#[must_use]
pub fn person_at(blocks: &[CleanBlock], at: RowRef) -> Option<Who> {
    blocks.iter().filter(|block| block.sheet == at.sheet).find_map(|block| {
        let index = block.rows.iter().position(|row| row.number == at.row)?;
        Some(Who::of(block.persons[index], block))
    })
}

/// The documents with that number, whatever their type.
#[must_use]
pub fn documents(blocks: &[CleanBlock], number: &str) -> Vec<Who> {
    let texts = blocks.iter().flat_map(|block| &block.documents);
    let own = texts.filter(|text| document_number(text) == number);
    let mut own: Vec<Arc<str>> = own.map(Arc::clone).collect();
    own.sort_unstable();
    own.dedup();
    own.into_iter().map(Who::Document).collect()
}

/// The number in the key of a document.
#[must_use]
pub fn number_of(document: &str) -> &str {
    document_number(document)
}

/// The blocks and places in them of some rows.
fn places<'a>(
    blocks: &'a [CleanBlock],
    rows: &'a [HistoryRow],
) -> impl Iterator<Item = (&'a CleanBlock, usize)> {
    rows.iter().flat_map(move |row| {
        let own = blocks.iter().filter(move |block| block.sheet == row.at.sheet);
        own.filter_map(move |block| {
            Some((block, block.rows.iter().position(|own| own.number == row.at.row)?))
        })
    })
}

/// Hashes of the names in some rows.
#[must_use]
pub fn names(blocks: &[CleanBlock], rows: &[HistoryRow]) -> BTreeSet<u64> {
    let names = places(blocks, rows).map(|(block, index)| block.rows[index].name);
    names.filter(|name| *name != 0).collect()
}

/// The wrong number in some rows, as it stands.
#[must_use]
pub fn written(blocks: &[CleanBlock], rows: &[HistoryRow]) -> Option<String> {
    let (block, index) = places(blocks, rows).next()?;
    Some(block.particulars.of(index)?.id_number.to_owned())
}

/// All rows of a person, in the order of rows.
#[must_use]
pub fn rows(
    blocks: &[CleanBlock],
    who: &Who,
    as_of: NaiveDate,
    words: &Vocabulary,
) -> Vec<HistoryRow> {
    let mut rows = Vec::new();
    for block in blocks {
        for (index, person) in block.persons.iter().enumerate() {
            if Who::of(*person, block) == *who {
                rows.push(row(block, index, as_of, words));
            }
        }
    }
    rows
}

fn row(block: &CleanBlock, index: usize, as_of: NaiveDate, words: &Vocabulary) -> HistoryRow {
    let row = &block.rows[index];
    let class = block.class(row);
    let text = |id: TextId| block.texts.get(id.0 as usize).map_or_else(|| "".into(), Arc::clone);
    let (unit, brand, key) = if block.kind == LedgerKind::Training {
        let course = &block.course_list[class.course as usize];
        (course.unit, Arc::clone(&course.brand), Some(course.class.clone()))
    } else {
        let target = block.targets[class.course as usize];
        let number = target.class_no.is_some().then(|| text(target.class_no));
        (target.unit, text(target.brand), number.map(crate::model::ledger::ClassKey::Number))
    };
    let own = block.particulars.of(index).unwrap_or_default();
    HistoryRow {
        at: RowRef { sheet: block.sheet, row: row.number },
        kind: block.kind,
        name: own.name.into(),
        phone: own.phone,
        unit,
        brand,
        class: key,
        says: says(block, row, own.cert_number, words),
        enrolments: Vec::new(),
        taken: "".into(),
        barred: own.barred,
        placed: (block.kind == LedgerKind::Placement)
            .then(|| placed(row.values.employment_date, as_of)),
    }
}

fn says(block: &CleanBlock, row: &CleanRow, cert_number: &str, words: &Vocabulary) -> Box<str> {
    let class = block.class(row);
    let text = |id: TextId| block.texts.get(id.0 as usize).map(ToString::to_string);
    let Values { category, cert_type, cert_date, employed, employment_date, leave, .. } =
        row.values;
    let Values { subsidy, subsidy_date, .. } = row.values;
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let certificate = cert_type.map(|kind| kind.label().to_owned());
    let number = Some(cert_number.to_owned()).filter(|number| !number.is_empty());
    let said = [
        ("县", text(class.county)),
        ("基地", text(class.base)),
        ("职业", text(class.occupation)),
        ("开班", day(class.start)),
        ("结业", day(class.end)),
        ("方式", class.mode.map(|mode| mode.label().to_owned())),
        ("类别", category.map(|id| words.category_of(id).name.clone())),
        ("证书", certificate),
        ("证书编号", number),
        ("发证", day(cert_date)),
        ("是否就业", employed.map(|said| if said { "是" } else { "否" }.to_owned())),
        ("就业", day(employment_date)),
        ("离职", day(leave)),
        ("补贴", subsidy.map(|fen| format!("{fen} 元"))),
        ("发放", day(subsidy_date)),
    ];
    let said = said.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", value?)));
    said.collect::<Vec<_>>().join("；").into()
}
