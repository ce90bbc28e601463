//! Cleaned rows, rejects and findings as records of one table, and back. Indexes of a run become names on the way in,
//! and indexes again on the way out.

mod columns;
mod decode;
mod encode;
mod kinds;
mod person;
mod rows;
mod stored;

use std::sync::Arc;

use crate::model::in_chinese::in_its_own_words;
use crate::model::region::{Regions, UnitId};

pub use columns::{Arrays, PARTITION, Record, batch, free_words, schema, with_statistics};
pub use decode::{Decoding, Loaded, Part, load, stored_files};
pub use encode::{Encoding, Filing, Place, json, places, sort_hidden};
pub use person::KEYS;
pub use stored::StoredFile;

/// What a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// What happened to the store: a delivery, a withdrawal.
    Commit,
    /// A file that was delivered.
    File,
    /// An accepted row.
    Row,
    /// A row that was rejected for its ID number, as cells tell of it: for looking at persons one by one.
    Barred,
    /// The reason for which a row was rejected, and the row as it stood.
    Reject,
    /// A remark.
    Finding,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Commit, Self::File, Self::Row, Self::Barred, Self::Reject, Self::Finding];

    /// The value of the column `record_kind`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::File => "file",
            Self::Row => "row",
            Self::Barred => "barred",
            Self::Reject => "reject",
            Self::Finding => "finding",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// Records that stand in files of their own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Partition {
    /// What they are about.
    pub kind: RecordKind,
    /// Province of the rows' reporting unit.
    pub province: Option<Arc<str>>,
    /// The reporting unit.
    pub city: Option<Arc<str>>,
    /// Calendar year in which their classes ended.
    pub year: Option<i32>,
}

impl Partition {
    /// All records of a kind that is of no place and time.
    #[must_use]
    pub fn of(kind: RecordKind) -> Self {
        Self { kind, province: None, city: None, year: None }
    }

    /// All records of a kind that are of a reporting unit, or of none.
    #[must_use]
    pub fn at(kind: RecordKind, unit: Option<UnitId>, regions: &Regions) -> Self {
        let province = |unit| Arc::clone(regions.province_name(regions.province_of(unit)));
        let city = |unit| Arc::clone(regions.unit_name(unit));
        Self { kind, province: unit.map(province), city: unit.map(city), year: None }
    }
}

/// Why records cannot be made or understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// A name that this program does not know.
    #[error("台账库中的{what}“{name}”本程序不认识，可能是较新的版本写的：请用新版的 taizhang")]
    Unknown {
        /// What is named.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A record lacks what all of its kind have.
    #[error("台账库中有记录缺少 {0} 一列：请用 taizhang store check 检查，并从备份恢复")]
    Missing(&'static str),
    /// Records are missing, or are there that belong to nothing.
    #[error(
        "台账库已损坏：批次 {batch} 的“{path}”，账目有采纳 {} 行、退回 {} 行，记录有 {} 行、{} 行；请用 taizhang store check 检查，并从备份恢复",
        .stated.0, .stated.1, .found.0, .found.1
    )]
    Unbalanced {
        /// Label of the delivery.
        batch: String,
        /// The delivered file.
        path: String,
        /// Accepted and rejected rows by its account.
        stated: (u64, u64),
        /// The same by its records.
        found: (u64, u64),
    },
    /// A value cannot be put into words, or words do not make a value.
    #[error("台账库中有记录无法解读：请用 taizhang store check 检查，并从备份恢复{}", in_its_own_words(.0))]
    Words(String),
}

impl RecordError {
    fn unknown(what: &'static str, name: &str) -> Self {
        Self::Unknown { what, name: name.to_owned() }
    }
}
