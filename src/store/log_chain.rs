//! The log of commits as a chain: every entry carries the hash of the one before, and the head, a file beside the log,
//! says where it ends.
//!
//! The head is written after a commit, which stands without it: one that is behind was overtaken by a crash. It is read
//! before the log is, so that a writer at work does not make the log look too short.

#[cfg(test)]
mod tests;

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::StoreError;
use super::disk::{self, DiskError, Doing};
use super::hasher::Hasher;
use super::key::{Key, Purpose};
use super::table::{Table, log_entry};

/// Where the log ends, as JSON.
const HEAD: &str = "head.json";
/// What an entry says of the one before.
const PREVIOUS: &str = "previous";

/// The chain of a store's log.
#[derive(Debug)]
pub(super) struct LogChain {
    folder: PathBuf,
    hasher: Hasher,
}

/// The newest version that was committed, and the hash of its entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct End {
    version: u64,
    hash: String,
}

/// What the head says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stated {
    /// There is none.
    Nothing,
    /// Nothing that can be understood.
    Garbage,
    /// Where the log ends.
    End(End),
}

/// How the head stands to a log that is whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Head {
    /// It names the newest version.
    #[default]
    Current,
    /// The writer was killed between a commit and it; whoever writes next brings it up.
    Behind,
    /// It is missing, or cannot be understood: whether the log has lost its end cannot be told.
    Lost,
}

/// Of an entry, the line that tells of the commit.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "commitInfo")]
    info: Info,
}

#[derive(Deserialize)]
struct Info {
    previous: Option<String>,
}

/// An entry as a link of the chain.
struct Link {
    hash: String,
    previous: Option<String>,
}

impl LogChain {
    /// The chain whose head stands in the store's own folder.
    pub(super) fn new(folder: PathBuf, key: Option<&Key>) -> Self {
        Self { folder, hasher: Hasher::new(key, Purpose::LogChain) }
    }

    /// Where the head is.
    pub(super) fn head(&self) -> PathBuf {
        self.folder.join(HEAD)
    }

    /// What the head says; to be asked before the log is opened.
    pub(super) fn stated(&self) -> Result<Stated, StoreError> {
        let path = self.head();
        match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Stated::Nothing),
            Err(error) => Err(DiskError::when(Doing::Read, &path)(error).into()),
            Ok(content) => {
                Ok(serde_json::from_slice(&content).map_or(Stated::Garbage, Stated::End))
            }
        }
    }

    /// Follows the chain from the first entry to the last, and on to the head.
    ///
    /// # Errors
    /// If an entry is not the one that the next one or the head has seen, or the log ends before the head; or the disk
    /// refuses.
    pub(super) fn follow(
        &self,
        stated: &Stated,
        table: Option<&Table>,
    ) -> Result<Head, StoreError> {
        let newest = table.map(Table::version);
        if let Stated::End(end) = stated
            && newest.is_none_or(|newest| newest < end.version)
        {
            let there =
                newest.map_or("日志没有了".to_owned(), |it| format!("日志只到版本 {it}"));
            let what = format!("版本 {} 早已提交，{there}：末尾丢失，或没有复制全", end.version);
            return Err(StoreError::damaged(&self.head(), what));
        }
        let Some(table) = table else {
            return Ok(if *stated == Stated::Nothing { Head::Current } else { Head::Lost });
        };
        let links = self.links(table)?;
        linked(table, &links)?;
        let Stated::End(end) = stated else {
            let is_new = *stated == Stated::Nothing && table.version() == 0;
            return Ok(if is_new { Head::Behind } else { Head::Lost });
        };
        let place = usize::try_from(end.version).unwrap_or(usize::MAX);
        if links.get(place).is_none_or(|link| link.hash != end.hash) {
            let what = "日志的这个版本被改动过：与提交时另外记下的校验值不符";
            return Err(StoreError::damaged(&log_entry(table.folder(), end.version), what));
        }
        Ok(if end.version == table.version() { Head::Current } else { Head::Behind })
    }

    fn links(&self, table: &Table) -> Result<Vec<Link>, StoreError> {
        let link = |version: u64| {
            let content = entry(table, version)?;
            let line = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let previous =
                serde_json::from_slice(line).ok().and_then(|line: Line| line.info.previous);
            Ok(Link { hash: self.hasher.hash(&content).to_string(), previous })
        };
        (0..=table.version()).into_par_iter().map(link).collect()
    }

    /// What the next entry has to say of the one before.
    pub(super) fn details(&self, table: &Table) -> Result<Map<String, Value>, StoreError> {
        let hash = self.end(table)?.hash;
        Ok(Map::from_iter([(PREVIOUS.to_owned(), hash.into())]))
    }

    /// Makes the head name this version.
    pub(super) fn set(&self, table: &Table) -> Result<(), StoreError> {
        let path = self.head();
        let content = serde_json::to_vec(&self.end(table)?)
            .map_err(|error| DiskError::when(Doing::Write, &path)(error.into()))?;
        disk::create_folders(&self.folder)?;
        Ok(disk::replace(&path, &content)?)
    }

    fn end(&self, table: &Table) -> Result<End, StoreError> {
        let version = table.version();
        Ok(End { version, hash: self.hasher.hash(&entry(table, version)?).to_string() })
    }
}

/// The entry of a version as it is written.
fn entry(table: &Table, version: u64) -> Result<Vec<u8>, StoreError> {
    let path = log_entry(table.folder(), version);
    Ok(fs::read(&path).map_err(DiskError::when(Doing::Read, &path))?)
}

/// Whether every entry carries the hash of the one before.
fn linked(table: &Table, links: &[Link]) -> Result<(), StoreError> {
    for (version, pair) in (1..).zip(links.windows(2)) {
        let [before, link] = pair else { continue };
        let (at, what) = match &link.previous {
            None => (version, "不是 taizhang 写的：没有上一个版本的校验值"),
            Some(hash) if *hash == before.hash => continue,
            Some(_) => (version - 1, "日志的这个版本被改动过：与下一个版本记下的校验值不符"),
        };
        return Err(StoreError::damaged(&log_entry(table.folder(), at), what));
    }
    Ok(())
}
