//! The versioned store: one folder that is a Delta Lake table, with what the table cannot hold beside it.
//!
//! `table` commits and reads, `disk` is the only door for writing, `lock` lets one writer in at a time. `objects` keeps
//! files by their content, `access_log` who took personal data out. In an encrypted store `key` is where the keys come
//! from, `bijection` hides persons' keys and `seal` everything else that tells a person.

pub mod access_log;
pub mod bijection;
pub mod disk;
pub mod error;
pub mod key;
pub mod lock;
pub mod objects;
pub mod seal;
pub mod table;

pub use error::StoreError;

use std::path::{Path, PathBuf};

/// The folder within a store that readers of Delta tables pass over.
const OWN_FOLDER: &str = "_taizhang";

/// Where a store keeps what is not a table.
#[must_use]
pub fn own_folder(store: &Path) -> PathBuf {
    store.join(OWN_FOLDER)
}
