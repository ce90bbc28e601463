//! The rows of name lists, sorted by person.

use std::sync::Arc;

use chrono::NaiveDate;
use hashbrown::HashMap;

use super::near::Stranger;
use crate::model::enrolment::Catalogue;
use crate::model::finding::{Code, RowRef, SheetId};
use crate::model::ledger::{ClassCells, CleanBlock, CleanRow, Target, TextId};
use crate::model::name_list::Name;
use crate::model::particulars::Particular;
use crate::model::person_id::PersonId;
use crate::model::region::Regions;

/// One row of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Whose it is, as the whole run knows them.
    pub person: PersonId,
    /// Number of the list.
    pub list: u32,
    block: u32,
    index: u32,
}

/// All lists.
pub struct Lists<'a> {
    blocks: &'a [CleanBlock],
    /// The sheet of every list, in order.
    pub sheets: Vec<SheetId>,
    /// All rows, by person.
    pub entries: Vec<Entry>,
}

/// What a row of a list says.
pub struct Listed<'a> {
    pub at: RowRef,
    pub target: Target,
    pub class: &'a ClassCells,
    pub row: &'a CleanRow,
    pub said: Particular<'a>,
    /// Why its ID number is wrong.
    pub wrong: Option<Code>,
    block: &'a CleanBlock,
}

impl<'a> Lists<'a> {
    /// Gathers the blocks; opaque documents are numbered as in `catalogue`.
    pub fn of(blocks: &'a [CleanBlock], catalogue: &Catalogue) -> Self {
        let documents: HashMap<&str, u32, foldhash::fast::FixedState> =
            catalogue.documents.iter().map(|text| &**text).zip(0..).collect();
        let mut sheets = Vec::new();
        let mut entries = Vec::new();
        let mut unknown = number_of(catalogue.documents.len());
        for (block, number) in blocks.iter().zip(0..) {
            if sheets.last() != Some(&block.sheet) {
                sheets.push(block.sheet);
            }
            let list = number_of(sheets.len() - 1);
            for (person, index) in block.persons.iter().zip(0..) {
                let person = match person.document_index() {
                    None => *person,
                    Some(document) => {
                        let text = &*block.documents[document as usize];
                        PersonId::document(documents.get(text).copied().unwrap_or_else(|| {
                            unknown = unknown.saturating_add(1);
                            unknown
                        }))
                    }
                };
                entries.push(Entry { person, list, block: number, index });
            }
        }
        entries.sort_unstable();
        Self { blocks, sheets, entries }
    }

    /// The entries of a person, with their numbers.
    pub fn of_person(&self, person: PersonId) -> impl Iterator<Item = (u32, &Entry)> + Clone {
        let from = self.entries.partition_point(|entry| entry.person < person);
        let own = self.entries[from..].iter().take_while(move |entry| entry.person == person);
        (number_of(from)..).zip(own)
    }

    /// What the row of an entry says.
    pub fn row(&self, entry: &Entry) -> Listed<'a> {
        let block = &self.blocks[entry.block as usize];
        let row = &block.rows[entry.index as usize];
        let class = block.class(row);
        let said = block.particulars.of(entry.index as usize).unwrap_or_default();
        Listed {
            at: RowRef { sheet: block.sheet, row: row.number },
            target: block.targets[class.course as usize],
            class,
            row,
            wrong: said.barred,
            said,
            block,
        }
    }

    /// Every class of the lists with what it covers: the list, the target, and the day that tells the year.
    pub fn classes(&self) -> impl Iterator<Item = (u32, [Arc<str>; 2], Target, Option<NaiveDate>)> {
        let mut list = None;
        self.blocks.iter().flat_map(move |block| {
            let number = match list {
                Some((number, sheet)) if sheet == block.sheet => number,
                Some((number, _)) => number + 1,
                None => 0,
            };
            list = Some((number, block.sheet));
            block.class_list.iter().map(move |class| {
                let target = block.targets[class.course as usize];
                let names = [text(block, target.brand), text(block, target.class_no)];
                (number, names, target, class.end.or(class.start))
            })
        })
    }

    /// An entry as somebody who may be another one.
    pub fn stranger(&self, entry: &Entry) -> Stranger {
        let row = self.row(entry);
        Stranger::of(&row.shown(entry.person), row.row.name, row.at)
    }
}

impl Listed<'_> {
    /// A text of the list's own.
    pub fn text(&self, id: TextId) -> &str {
        self.block.texts.get(id.0 as usize).map_or("", |text| text)
    }

    /// Whether the row names that brand, or none.
    pub fn is_brand(&self, brand: &str) -> bool {
        !self.target.brand.is_some() || self.text(self.target.brand) == brand
    }

    /// Who it is, to be shown.
    pub fn shown(&self, person: PersonId) -> Name {
        let id_number = match self.wrong {
            Some(_) => self.said.id_number.to_owned(),
            None => person.written(&self.block.documents).unwrap_or_default(),
        };
        Name { name: self.said.name.into(), id_number: id_number.into() }
    }

    /// Reporting unit, brand and class as the row has them.
    pub fn place(&self, regions: &Regions) -> [Arc<str>; 3] {
        let unit = Arc::clone(regions.unit_name(self.target.unit));
        [unit, text(self.block, self.target.brand), text(self.block, self.target.class_no)]
    }
}

fn text(block: &CleanBlock, id: TextId) -> Arc<str> {
    block.texts.get(id.0 as usize).map_or_else(|| "".into(), Arc::clone)
}

fn number_of(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
