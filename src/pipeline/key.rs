//! A new key, and what tells it from other keys.

use std::path::Path;

use crate::config::{self, RunError};

/// What tells a key from others in either of its uses, and nothing about it.
#[derive(Clone, Debug)]
pub struct Fingerprints {
    /// As the key of pseudonyms.
    pub pseudonyms: String,
    /// As the key of a store, which carries it.
    pub store: Option<String>,
}

/// Writes a new key into a file of its own.
///
/// # Errors
/// When the file is there already, or cannot be written or read again.
pub fn new_key(file: &Path) -> Result<Fingerprints, RunError> {
    config::new_key(file)?;
    let pseudonyms = config::pseudonym_key(file)?.fingerprint();
    #[cfg(feature = "store")]
    let store = Some(crate::store::key::Key::read(file)?.fingerprint());
    #[cfg(not(feature = "store"))]
    let store = None;
    Ok(Fingerprints { pseudonyms, store })
}
