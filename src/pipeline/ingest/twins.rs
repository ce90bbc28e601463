//! Sheets of a workbook that hold the same rows.

use std::hash::{DefaultHasher, Hasher};

use super::Reading;
use crate::model::finding::{Code, SheetId};
use crate::model::sheet::RawBlock;

/// A hash over the filled rows below a header.
#[derive(Default)]
pub(super) struct Content {
    hasher: DefaultHasher,
    filled: bool,
}

impl Content {
    /// Takes the rows of a block that stand below row `header`.
    pub(super) fn add(&mut self, raw: &RawBlock, header: u32) {
        for index in (0..raw.len()).filter(|index| raw.row_number(*index) > header) {
            let row = raw.row(index);
            if row.cells().all(|cell| cell.is_empty()) {
                continue;
            }
            self.filled = true;
            for cell in row.cells() {
                self.hasher.write_usize(cell.bytes.len());
                self.hasher.write(cell.bytes);
            }
            self.hasher.write_u8(0);
        }
    }

    /// The hash; `None` when there was no filled row.
    pub(super) fn hash(&self) -> Option<u64> {
        self.filled.then(|| self.hasher.finish())
    }
}

impl Reading<'_> {
    /// Says so when an earlier sheet holds the same rows.
    pub(super) fn compare(&mut self, sheet: SheetId, name: &str, content: &Content) {
        let Some(hash) = content.hash() else { return };
        match self.contents.get(&hash).cloned() {
            Some(earlier) => {
                let detail = format!("“{name}”和“{earlier}”");
                self.say(sheet, Code::SheetDuplicate, &detail);
            }
            None => {
                self.contents.insert(hash, name.to_owned());
            }
        }
    }
}
