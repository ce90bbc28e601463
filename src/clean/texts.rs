//! Repeated texts of a block, each stored once; cells are looked up by their raw bytes.

use std::sync::Arc;

use hashbrown::HashMap;

use super::garbled;
use crate::model::ledger::TextId;
use crate::model::sheet::Cell;
use crate::model::text::trim;
use crate::model::vocabulary::Vocabulary;

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// The dictionary of a block.
pub struct Texts<'b> {
    words: &'b Vocabulary,
    by_bytes: Map<&'b [u8], TextId>,
    by_text: Map<Arc<str>, TextId>,
    list: Vec<Arc<str>>,
    garbled: bool,
}

/// The last cell of a column: neighbours usually repeat it.
#[derive(Clone, Copy)]
pub struct Last<'b, T> {
    bytes: &'b [u8],
    value: Option<T>,
}

impl<T> Default for Last<'_, T> {
    fn default() -> Self {
        Self { bytes: &[], value: None }
    }
}

impl<'b, T: Copy> Last<'b, T> {
    /// The value of `bytes`, computed only when they differ from the last ones.
    pub fn get_or(&mut self, bytes: &'b [u8], compute: impl FnOnce() -> T) -> T {
        match self.value {
            Some(value) if self.bytes == bytes => value,
            _ => {
                let value = compute();
                self.bytes = bytes;
                self.value = Some(value);
                value
            }
        }
    }
}

impl<'b> Texts<'b> {
    /// An empty dictionary.
    #[must_use]
    pub fn new(words: &'b Vocabulary) -> Self {
        let (by_bytes, by_text) = (Map::default(), Map::default());
        Self { words, by_bytes, by_text, list: Vec::new(), garbled: false }
    }

    /// The trimmed text of a cell; [`TextId::NONE`] when it says nothing.
    pub fn intern(&mut self, cell: Cell<'b>, last: &mut Last<'b, TextId>) -> TextId {
        if cell.is_empty() {
            return TextId::NONE;
        }
        last.get_or(cell.bytes, || match self.by_bytes.get(cell.bytes) {
            Some(id) => *id,
            None => self.add(cell),
        })
    }

    fn add(&mut self, cell: Cell<'b>) -> TextId {
        let text = cell.text();
        let id = if self.words.says_nothing(&text) {
            TextId::NONE
        } else {
            let text = trim(&text);
            if let Some(id) = self.by_text.get(text) {
                *id
            } else {
                let id = TextId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
                self.garbled |= garbled::has_lost(text);
                let text: Arc<str> = text.into();
                self.list.push(Arc::clone(&text));
                self.by_text.insert(text, id);
                id
            }
        };
        self.by_bytes.insert(cell.bytes, id);
        id
    }

    /// Whether any of the texts so far has lost characters.
    #[must_use]
    pub fn has_garbled(&self) -> bool {
        self.garbled
    }

    /// The text behind an index; empty for a missing one.
    #[must_use]
    pub fn text(&self, id: TextId) -> &str {
        self.list.get(id.0 as usize).map_or("", |text| text)
    }

    /// The text behind an index, shared; empty for a missing one.
    #[must_use]
    pub fn shared(&self, id: TextId) -> Arc<str> {
        self.list.get(id.0 as usize).map_or_else(|| "".into(), Arc::clone)
    }

    /// The list of texts.
    #[must_use]
    pub fn into_list(self) -> Vec<Arc<str>> {
        self.list
    }
}

/// Meanings of words, remembered by the raw bytes of the cells that hold them. A column has few words, so that each
/// usually has a place of its own among the recent ones.
pub struct Meanings<'b, T> {
    recent: [Last<'b, T>; RECENT],
    known: Map<&'b [u8], T>,
}

const RECENT: usize = 32;

impl<T> Default for Meanings<'_, T> {
    fn default() -> Self {
        Self { recent: std::array::from_fn(|_| Last::default()), known: Map::default() }
    }
}

impl<'b, T: Copy> Meanings<'b, T> {
    /// The meaning of a cell, looked up once per distinct content.
    pub fn of(&mut self, cell: Cell<'b>, look_up: impl FnOnce(&str) -> T) -> T {
        let bytes = cell.bytes;
        let sign = |at: usize| bytes.get(at).map_or(0, |byte| usize::from(*byte));
        let place = (sign(bytes.len() / 2) * 5 + sign(bytes.len().wrapping_sub(1))) % RECENT;
        self.recent[place]
            .get_or(bytes, || *self.known.entry(bytes).or_insert_with(|| look_up(&cell.text())))
    }
}
