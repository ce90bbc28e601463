//! A store that is open: its history, and what was known at any version of it.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use chrono::{DateTime, Utc};
use rayon::prelude::*;

use super::access_log::AccessLog;
use super::cipher::Cipher;
use super::disk::{DiskError, Doing};
use super::event::Event;
use super::key::Key;
use super::log_chain::{Head, LogChain, Stated};
use super::objects::Objects;
use super::record::{Arrays, Decoding, Loaded, Part, RecordKind, load, stored_files};
use super::seal::SealError;
use super::table::{DataFile, Table};
use super::{StoreError, own_folder};
use crate::model::in_chinese::in_its_own_words;

/// The property that tells how the records are laid out.
pub(super) const SCHEMA: &str = "taizhang.schemaVersion";
/// The layout that this program writes.
pub(super) const SCHEMA_VERSION: u32 = 1;
/// The property that tells the key of an encrypted store from others.
pub(super) const KEY: &str = "taizhang.keyFingerprint";

/// The column of what is sealed together.
const SEALED: &str = "sealed";

/// A store, open for reading.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    pub(super) table: Option<Table>,
    pub(super) cipher: Option<Cipher>,
    pub(super) chain: LogChain,
    stated: Stated,
    /// Contents that reports rest on.
    pub objects: Objects,
    /// The log of exports.
    pub exports: AccessLog,
}

/// A file that is known at some version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownFile {
    /// Label of the delivery.
    pub batch: String,
    /// Version of the commit that brought it.
    pub known_from: i64,
    /// Path of the file in its delivery.
    pub path: String,
    /// BLAKE3 hash of the file, hexadecimal.
    pub hash: String,
}

impl Store {
    /// Opens the store in a folder; one without a first commit is empty.
    ///
    /// # Errors
    /// When there is no such folder, it is damaged, of a later layout, or the key does not fit.
    pub fn open(folder: &Path, key: Option<&Key>) -> Result<Self, StoreError> {
        let store = Self::open_to_check(folder, key)?;
        store.table.as_ref().map_or(Ok(()), whole)?;
        store.head()?;
        Ok(store)
    }

    /// Opens it without asking whether its log is whole.
    ///
    /// # Errors
    /// When there is no such folder, it cannot be read at all, is of a later layout, or the key does not fit.
    pub fn open_to_check(folder: &Path, key: Option<&Key>) -> Result<Self, StoreError> {
        is_there(folder)?;
        let own = own_folder(folder);
        let chain = LogChain::new(own.clone(), key);
        let stated = chain.stated()?;
        let table = Table::open(folder)?;
        if let Some(table) = &table {
            readable(table)?;
            fits(table, key)?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            table,
            cipher: key.map(Cipher::new).transpose()?,
            chain,
            stated,
            objects: Objects::new(own.join("objects"), key)?,
            exports: AccessLog::new(own, key),
        })
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The newest version; 0 of an empty store.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.table.as_ref().map_or(0, Table::version)
    }

    /// Whether the log is the one that was written, and ends where the head says.
    ///
    /// # Errors
    /// When an entry was changed or the end is missing.
    pub fn head(&self) -> Result<Head, StoreError> {
        self.chain.follow(&self.stated, self.table.as_ref())
    }

    /// Whether personal data lie encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.cipher.is_some()
    }

    /// All that happened, from the first commit on.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn events(&self) -> Result<Vec<Event>, StoreError> {
        let mut events = Vec::new();
        for part in self.parts(&|kind, _| kind == RecordKind::Commit, Some(&["payload", SEALED]))? {
            for index in 0..part.records {
                let text = part.arrays.payload(index).unwrap_or_default();
                let event: Event = serde_json::from_str(&text).map_err(|error| {
                    let words = in_its_own_words(&error);
                    StoreError::damaged(&self.folder, format!("历史记录无法解读{words}"))
                })?;
                events.push(event);
            }
        }
        events.sort_by_key(|event| event.version);
        Ok(events)
    }

    /// The version that was newest at a moment; `None` before the first.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn known_at(&self, time: DateTime<Utc>) -> Result<Option<u64>, StoreError> {
        let events = self.events()?;
        Ok(events.iter().rev().find(|event| event.time <= time).map(|event| event.version))
    }

    /// The files known at a version, in the order in which their rows are merged.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn files(&self, version: u64) -> Result<Vec<KnownFile>, StoreError> {
        let version = i64::try_from(version).unwrap_or(i64::MAX);
        let wanted = ["known_from", "withdrawn_by", "batch", "file", "file_hash"];
        let mut files = Vec::new();
        for Part { arrays, records, .. } in
            self.parts(&|kind, _| kind == RecordKind::File, Some(&wanted))?
        {
            let known = (0..records).filter(|index| {
                arrays.known_from(*index).is_some_and(|from| from <= version)
                    && arrays.withdrawn_by(*index).is_none_or(|by| by > version)
            });
            let text =
                |value: Option<std::borrow::Cow<'_, str>>| value.unwrap_or_default().into_owned();
            files.extend(known.map(|index| KnownFile {
                batch: text(arrays.batch(index)),
                known_from: arrays.known_from(index).unwrap_or_default(),
                path: text(arrays.file(index)),
                hash: text(arrays.file_hash(index)),
            }));
        }
        files.sort();
        Ok(files)
    }

    /// The accounts of the files known at a version, without their rows, in the order in which those are merged.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn accounts(&self, version: u64) -> Result<Vec<Loaded>, StoreError> {
        let version = i64::try_from(version).unwrap_or(i64::MAX);
        let parts = self.parts(&|kind, _| kind == RecordKind::File, None)?;
        Ok(stored_files(&parts, version)?.into_iter().map(|(file, _)| file).collect())
    }

    /// What the files known at a version gave, in the order in which their rows are merged.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn load(&self, with: &Decoding<'_>) -> Result<Vec<Loaded>, StoreError> {
        let kinds = [RecordKind::File, RecordKind::Row, RecordKind::Reject, RecordKind::Finding];
        let barred = with.particulars.then_some(RecordKind::Barred);
        let kinds: BTreeSet<RecordKind> = kinds.into_iter().chain(barred).collect();
        let wanted = |kind: RecordKind, file: &DataFile| {
            let place = &file.partition;
            let is_late = file.range("known_from").and_then(|range| range.values);
            kinds.contains(&kind)
                && is_late.is_none_or(|(first, _)| first <= with.version)
                && (kind == RecordKind::Reject
                    || with.wants(place.province.as_deref(), place.city.as_deref()))
        };
        Ok(load(&self.parts(&wanted, None)?, with)?)
    }

    fn data_files<'a>(
        &'a self,
        wanted: &'a dyn Fn(RecordKind, &DataFile) -> bool,
    ) -> impl Iterator<Item = (&'a Table, &'a DataFile)> {
        let files =
            self.table.iter().flat_map(|table| table.files().iter().map(move |file| (table, file)));
        files.filter(|(_, file)| {
            RecordKind::of_key(&file.partition.record_kind).is_some_and(|kind| wanted(kind, file))
        })
    }

    /// The records of some data files, decrypted. Of an encrypted store those columns that are asked for may be had
    /// without the rest, unless what lies in the sealed cell is.
    pub(super) fn parts(
        &self,
        wanted: &dyn Fn(RecordKind, &DataFile) -> bool,
        columns: Option<&[&str]>,
    ) -> Result<Vec<Part>, StoreError> {
        let files: Vec<(&Table, &DataFile)> = self.data_files(wanted).collect();
        let is_sealed =
            self.is_encrypted() && columns.is_none_or(|columns| columns.contains(&SEALED));
        // A sealed cell is bound to its record: all of it is needed to open it.
        let columns = columns.filter(|_| !is_sealed);
        let parts = files.into_par_iter().map(|(table, file)| {
            let Some(kind) = RecordKind::of_key(&file.partition.record_kind) else {
                return Ok(Vec::new());
            };
            let batches = table.read(file, columns)?;
            let parts = batches.into_iter().map(|read| {
                let opened = if is_sealed { self.decrypted(&read)? } else { self.worded(&read)? };
                Ok(Part {
                    kind,
                    province: file.partition.province.clone(),
                    city: file.partition.city.clone(),
                    arrays: Arrays::of(&opened),
                    records: read.num_rows(),
                })
            });
            parts.collect::<Result<Vec<Part>, StoreError>>()
        });
        Ok(parts.collect::<Result<Vec<_>, StoreError>>()?.into_iter().flatten().collect())
    }

    fn decrypted(&self, read: &RecordBatch) -> Result<RecordBatch, StoreError> {
        self.opened_by(read, Cipher::open)
    }

    /// Records as they were read, with their free texts that repeat.
    pub(super) fn worded(&self, read: &RecordBatch) -> Result<RecordBatch, StoreError> {
        self.opened_by(read, Cipher::open_words)
    }

    fn opened_by(
        &self,
        read: &RecordBatch,
        open: impl Fn(&Cipher, &RecordBatch) -> Result<RecordBatch, SealError>,
    ) -> Result<RecordBatch, StoreError> {
        let Some(cipher) = &self.cipher else { return Ok(read.clone()) };
        open(cipher, read).map_err(|_| StoreError::damaged(&self.folder, "加密的内容被改动过"))
    }
}

/// Whether there is a folder: whoever mistypes its path has no empty store.
fn is_there(folder: &Path) -> Result<(), StoreError> {
    match folder.metadata() {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(StoreError::NoFolder { path: folder.to_owned() }),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(StoreError::Missing { folder: folder.to_owned() })
        }
        Err(error) => Err(DiskError::of(Doing::Read, folder, &error).into()),
    }
}

/// Whether the log has every entry, and all its files are of kinds that this program knows: else something would be
/// missing without a word.
fn whole(table: &Table) -> Result<(), StoreError> {
    table.verify_entries()?;
    of_known_kinds(table)
}

pub(super) fn of_known_kinds(table: &Table) -> Result<(), StoreError> {
    let is_unknown = |file: &&DataFile| RecordKind::of_key(&file.partition.record_kind).is_none();
    table.files().iter().find(is_unknown).map_or(Ok(()), |file| {
        let kind = &file.partition.record_kind;
        Err(StoreError::damaged(table.folder(), format!("日志中有不认识的记录种类“{kind}”")))
    })
}

/// Whether the records are laid out as this program knows.
fn readable(table: &Table) -> Result<(), StoreError> {
    let stated = table.property(SCHEMA).and_then(|text| text.parse::<u32>().ok());
    match stated {
        Some(SCHEMA_VERSION) => Ok(()),
        Some(other) if other > SCHEMA_VERSION => Err(StoreError::Newer {
            folder: table.folder().to_owned(),
            found: other,
            known: SCHEMA_VERSION,
        }),
        _ => Err(StoreError::NotOurs { folder: table.folder().to_owned() }),
    }
}

/// Whether the key is the one that the store was made with.
fn fits(table: &Table, key: Option<&Key>) -> Result<(), StoreError> {
    let folder = || table.folder().to_owned();
    match (table.property(KEY), key) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(StoreError::KeyNeeded { folder: folder() }),
        (None, Some(_)) => Err(StoreError::NotEncrypted { folder: folder() }),
        (Some(made_with), Some(key)) if made_with == key.fingerprint() => Ok(()),
        (Some(_), Some(_)) => Err(StoreError::WrongKey { folder: folder() }),
    }
}
