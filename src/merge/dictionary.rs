//! The dictionaries of all blocks made one: courses, texts, opaque documents.

use hashbrown::HashMap;

use crate::model::enrolment::Catalogue;
use crate::model::kind::LedgerKind;
use crate::model::ledger::{ClassCells, CleanBlock, TextId};
use crate::model::person_id::PersonId;

/// What a block's own indexes mean in the whole run.
pub struct Dictionaries {
    catalogue: Catalogue,
    course_maps: Vec<Vec<u32>>,
    text_maps: Vec<Vec<u32>>,
    document_maps: Vec<Vec<u32>>,
}

struct Numbering<T> {
    list: Vec<T>,
    index: HashMap<T, u32, foldhash::fast::FixedState>,
}

impl<T: Clone + Eq + std::hash::Hash> Numbering<T> {
    fn new() -> Self {
        Self { list: Vec::new(), index: HashMap::default() }
    }

    fn number(&mut self, item: &T) -> u32 {
        if let Some(number) = self.index.get(item) {
            return *number;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(item.clone());
        self.index.insert(item.clone(), number);
        number
    }

    fn numbers(&mut self, items: &[T]) -> Vec<u32> {
        items.iter().map(|item| self.number(item)).collect()
    }
}

impl Dictionaries {
    /// Numbers everything in the order of first appearance.
    pub fn of(blocks: &[CleanBlock]) -> Self {
        let mut courses = Numbering::new();
        let mut texts = Numbering::new();
        let mut documents = Numbering::new();
        let course_maps = blocks.iter().map(|block| courses.numbers(&block.course_list)).collect();
        let text_maps = blocks.iter().map(|block| texts.numbers(&block.texts)).collect();
        let document_maps =
            blocks.iter().map(|block| documents.numbers(&block.documents)).collect();
        let catalogue =
            Catalogue { courses: courses.list, texts: texts.list, documents: documents.list };
        Self { catalogue, course_maps, text_maps, document_maps }
    }

    /// What a class of block `number` says, in the indexes of the run; a target stays the block's own.
    pub fn class(&self, number: usize, block: &CleanBlock, class: &ClassCells) -> ClassCells {
        let is_training = block.kind == LedgerKind::Training;
        let course = class.course;
        ClassCells {
            course: if is_training { self.course_maps[number][course as usize] } else { course },
            occupation: self.text(number, class.occupation),
            county: self.text(number, class.county),
            base: self.text(number, class.base),
            ..*class
        }
    }

    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    pub fn text(&self, block: usize, text: TextId) -> TextId {
        if text.is_some() { TextId(self.text_maps[block][text.0 as usize]) } else { text }
    }

    pub fn person(&self, block: usize, person: PersonId) -> PersonId {
        person
            .document_index()
            .map_or(person, |index| PersonId::document(self.document_maps[block][index as usize]))
    }
}
