//! Hashes of what is chained: keyed in an encrypted store, where nobody can write a chain anew without the key.

use super::key::{Key, Purpose, Secret};

/// BLAKE3, with a key of its own where there is one.
#[derive(Clone, Debug)]
pub(super) struct Hasher(Option<Secret>);

impl Hasher {
    pub(super) fn new(key: Option<&Key>, purpose: Purpose) -> Self {
        Self(key.map(|key| key.derive(purpose)))
    }

    pub(super) fn hash(&self, content: &[u8]) -> blake3::Hash {
        match &self.0 {
            None => blake3::hash(content),
            Some(key) => blake3::keyed_hash(key.bytes(), content),
        }
    }
}
