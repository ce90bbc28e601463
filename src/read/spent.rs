//! Blocks that are done with, kept for their memory: a fresh page costs more than all that is done with its bytes.

use std::sync::{Arc, Mutex};

use crate::model::sheet::RawBlock;

/// What blocks have room for, normally; one that had to grow far beyond is not kept.
const USUAL_BYTES: usize = 8 << 20;

/// Blocks for whoever makes the next ones.
#[derive(Clone, Debug, Default)]
pub struct Spent(Arc<Mutex<Vec<RawBlock>>>);

impl Spent {
    /// Keeps a block.
    pub fn keep(&self, block: RawBlock) {
        if block.room() <= USUAL_BYTES
            && let Ok(mut blocks) = self.0.lock()
        {
            blocks.push(block);
        }
    }

    /// Takes a block, if one is kept.
    pub(super) fn take(&self) -> Option<RawBlock> {
        self.0.lock().ok()?.pop()
    }
}
