//! What happened to the store, one record a commit: the history that never expires.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::access_log::Head;

/// What a commit did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Files of a delivery came in.
    Ingest,
    /// A delivery was withdrawn as a whole.
    Withdraw,
    /// A delivery was replaced as a whole.
    Replace,
}

impl Operation {
    /// What staff see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Ingest => "入库",
            Self::Withdraw => "撤回",
            Self::Replace => "替换",
        }
    }

    /// The stable name in the table's log.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Ingest => "INGEST",
            Self::Withdraw => "WITHDRAW",
            Self::Replace => "REPLACE",
        }
    }
}

/// One commit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The version that it made.
    pub version: u64,
    /// When; always later than the one before.
    pub time: DateTime<Utc>,
    /// What it did.
    pub operation: Operation,
    /// Label of the delivery.
    pub batch: String,
    /// Version of the program.
    pub program: String,
    /// How files were read: options by name, files by their objects.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
    /// Files that came in.
    #[serde(default)]
    pub added: u64,
    /// Files that are no longer known.
    #[serde(default)]
    pub withdrawn: u64,
    /// Where the log of exports stood.
    #[serde(default)]
    pub exports: Option<ExportHead>,
}

/// Number and hash of the last entry in the log of exports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportHead {
    seq: u64,
    hash: String,
}

impl From<Head> for ExportHead {
    fn from(head: Head) -> Self {
        Self { seq: head.seq, hash: head.hash }
    }
}

impl From<&ExportHead> for Head {
    fn from(head: &ExportHead) -> Self {
        Self { seq: head.seq, hash: head.hash.clone() }
    }
}
