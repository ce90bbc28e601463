//! The store: cleaned ledgers in one versioned Delta Lake table, openly readable, every record with the commit that
//! made it known and the one that withdrew it.
//!
//! `record` says what a record is, `table` commits and reads, `disk` is the only door for writing, `lock` lets one
//! writer in at a time. What the table cannot hold stands beside it: `objects` that reports rest on, the `access_log`.
//! In an encrypted store a `key` gives the `bijection` of persons and seals (`seal`) whatever else is personal.

pub mod access_log;
pub mod bijection;
mod check;
mod cipher;
pub mod disk;
pub mod error;
pub mod event;
mod hasher;
pub mod key;
pub mod lock;
mod log_chain;
pub mod objects;
mod opened;
pub mod record;
pub mod seal;
pub mod table;
mod writer;

#[cfg(test)]
mod test_folder;

pub use check::{Findings, Ingredients};
pub use error::StoreError;
pub use log_chain::Head;
pub use opened::{KnownFile, Store};
pub use writer::{Changes, Writer};

use std::path::{Path, PathBuf};

/// The folder within a store that readers of Delta tables pass over.
const OWN_FOLDER: &str = "_taizhang";

/// What stands in it.
const OWN_FILES: [&str; 6] =
    ["lock", "head.json", "access.log", "access.head", "access.lock", "objects"];

/// Those of them that are only locked; each is made when it is missing.
const LOCKS: [&str; 2] = ["lock", "access.lock"];

/// Where a store keeps what is not a table.
#[must_use]
pub fn own_folder(store: &Path) -> PathBuf {
    store.join(OWN_FOLDER)
}
