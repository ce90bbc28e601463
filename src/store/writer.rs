//! One who writes to the store, while nobody else does: every change is one commit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use arrow_array::{ArrayRef, Int64Array, RecordBatch};
use chrono::{DateTime, Utc};
use rayon::prelude::*;

use super::StoreError;
use super::event::Event;
use super::key::Key;
use super::lock::Lock;
use super::log_chain::Head;
use super::opened::{KEY, KnownFile, SCHEMA, SCHEMA_VERSION, Store};
use super::record::{
    Arrays, Encoding, Filing, Partition, Place, Record, RecordKind, batch, json, places, schema,
    sort_hidden, with_statistics,
};
use super::table::{self, Change, DataFile, FULL_FILE, STATISTICS, Table};

/// Records of one batch of arrays.
const AT_ONCE: usize = 1 << 14;
/// Data files get no more records: they are read whole, several at a time.
const MOST_RECORDS: usize = 1 << 19;

/// The only writer.
#[derive(Debug)]
pub struct Writer {
    store: Store,
    table: Table,
    lock: Lock,
}

/// What a commit changes.
#[derive(Debug)]
pub struct Changes<'a> {
    /// What happened; version and time are for the commit to say.
    pub event: Event,
    /// Files that come in.
    pub filings: &'a [Filing<'a>],
    /// Files that are no longer known.
    pub withdrawn: &'a [KnownFile],
}

impl Writer {
    /// Waits for other writers for the given time; makes the store if there is none, encrypted if there is a key.
    ///
    /// # Errors
    /// When another writer still works then, the disk refuses, or the key does not fit.
    pub fn begin(
        folder: &Path,
        key: Option<&Key>,
        wait: Option<Duration>,
        time: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let lock = Lock::acquire(folder, wait)?;
        let mut store = Store::open(folder, key)?;
        let head = store.head()?;
        if head == Head::Lost {
            return Err(StoreError::HeadLost(store.chain.head()));
        }
        let is_stated = head == Head::Current && store.table.is_some();
        let table = match store.table.take() {
            Some(table) => table,
            None => Table::create(folder, &schema(key.is_some()), &properties(key), time)?,
        };
        if !is_stated {
            store.chain.set(&table)?;
        }
        store.table = Some(table.clone());
        Ok(Self { store, table, lock })
    }

    /// The store as it is before the next commit.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.table.version()
    }

    /// Commits: all of it or nothing.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn commit(
        self,
        changes: Changes<'_>,
        encoding: &Encoding<'_>,
    ) -> Result<Event, StoreError> {
        let mut change = self.table.change();
        let version = i64::try_from(change.version()).unwrap_or(i64::MAX);
        let encoding = Encoding { version, ..*encoding };
        for (partition, mut places) in places(changes.filings, &encoding) {
            if let Some(cipher) = &self.store.cipher {
                sort_hidden(&mut places, |person| cipher.hidden(person));
            }
            for places in places.chunks(MOST_RECORDS) {
                let batches =
                    places.par_chunks(AT_ONCE).map(|places| self.batch(places, &encoding));
                let batches = batches.collect::<Result<Vec<RecordBatch>, StoreError>>()?;
                change.add(&in_table(&partition), &batches)?;
            }
        }
        self.withdraw(changes.withdrawn, version, &mut change)?;
        let mut event = changes.event;
        event.version = change.version();
        event.time = change.time(event.time)?;
        let head = self.store.exports.head()?;
        event.exports = (head.seq > 0).then(|| head.into());
        let record = Record {
            known_from: Some(version),
            batch: Some(event.batch.as_str().into()),
            payload: Some(json(&event)?),
            ..Record::default()
        };
        let batch = self.encrypted(vec![record])?;
        change.add(&in_table(&Partition::of(RecordKind::Commit)), &[batch])?;
        let mut details = self.store.chain.details(&self.table)?;
        details.insert("batch".to_owned(), event.batch.clone().into());
        let table = change.commit(event.time, event.operation.key(), details)?;
        self.committed(&table);
        Ok(event)
    }

    /// Merges small data files; no record changes. Gives the version that it made, if there was anything to merge.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn compact(self, time: DateTime<Utc>) -> Result<Option<u64>, StoreError> {
        let details = self.store.chain.details(&self.table)?;
        let merged = self.table.compact(FULL_FILE, time, details)?;
        Ok(merged.map(|table| {
            self.committed(&table);
            table.version()
        }))
    }

    /// Names the new version in the head. The commit stands without it: whoever writes next brings the head up.
    fn committed(&self, table: &Table) {
        drop(self.store.chain.set(table));
    }

    /// Deletes the data files that none of the newest `keep` versions has, and gives their number and bytes.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn vacuum(&self, keep: u64) -> Result<(usize, u64), StoreError> {
        let oldest = self.table.version().saturating_sub(keep.saturating_sub(1));
        let removed = self.table.vacuum(&self.lock, oldest)?;
        Ok((removed.len(), removed.iter().map(|file| file.bytes).sum()))
    }

    fn batch(
        &self,
        places: &[Place<'_>],
        encoding: &Encoding<'_>,
    ) -> Result<RecordBatch, StoreError> {
        let records = places.iter().map(|place| place.record(encoding));
        self.encrypted(records.collect::<Result<_, _>>()?)
    }

    fn encrypted(&self, records: Vec<Record<'_>>) -> Result<RecordBatch, StoreError> {
        match &self.store.cipher {
            Some(cipher) => Ok(cipher.close(records)?),
            None => {
                batch(&records).map_err(|error| StoreError::damaged(self.store.folder(), error))
            }
        }
    }

    /// Writes the data files anew that hold records of these files: the records stay, with the commit that withdrew
    /// them.
    fn withdraw(
        &self,
        withdrawn: &[KnownFile],
        version: i64,
        change: &mut Change<'_>,
    ) -> Result<(), StoreError> {
        let commits: BTreeSet<i64> = withdrawn.iter().map(|file| file.known_from).collect();
        let files: BTreeSet<(&str, &str, i64)> = withdrawn
            .iter()
            .map(|file| (file.batch.as_str(), file.path.as_str(), file.known_from))
            .collect();
        for file in self.table.files() {
            let is_event = &*file.partition.record_kind == RecordKind::Commit.key();
            if is_event || !is_of(file, &commits) {
                continue;
            }
            let mut is_changed = false;
            let mut batches = Vec::new();
            for batch in self.table.read(file, None)? {
                let (batch, changed) = self.marked(&batch, &files, version)?;
                is_changed |= changed;
                batches.push(batch);
            }
            if is_changed {
                change.remove(file);
                change.add(&file.partition, &batches)?;
            }
        }
        Ok(())
    }

    /// The batch with the records of these files marked as withdrawn, and whether there are any.
    fn marked(
        &self,
        batch: &RecordBatch,
        files: &BTreeSet<(&str, &str, i64)>,
        version: i64,
    ) -> Result<(RecordBatch, bool), StoreError> {
        const COLUMN: &str = "withdrawn_by";
        let told = |error| StoreError::damaged(self.store.folder(), error);
        let names = [COLUMN, "batch", "file", "known_from"];
        let places = names.iter().filter_map(|name| batch.schema().index_of(name).ok());
        let read = batch.project(&places.collect::<Vec<_>>()).map_err(told)?;
        let arrays = Arrays::of(&self.store.worded(&read)?);
        let mut is_changed = false;
        let marks = (0..batch.num_rows()).map(|index| {
            let mark = arrays.withdrawn_by(index);
            let of = (arrays.batch(index), arrays.file(index), arrays.known_from(index));
            let (Some(label), Some(path), Some(from), None) = (&of.0, &of.1, of.2, mark) else {
                return mark;
            };
            let is_meant = files.contains(&(label, path, from));
            is_changed |= is_meant;
            if is_meant { Some(version) } else { mark }
        });
        let marks: ArrayRef = Arc::new(marks.collect::<Int64Array>());
        let fields = batch.schema();
        let columns = fields.fields().iter().zip(batch.columns()).map(|(field, column)| {
            let column = if field.name() == COLUMN { &marks } else { column };
            (field.name().clone(), Arc::clone(column), true)
        });
        let columns: Vec<(String, ArrayRef, bool)> = columns.collect();
        let batch = RecordBatch::try_from_iter_with_nullable(columns).map_err(told)?;
        Ok((batch, is_changed))
    }
}

/// Whether a data file may hold records of these commits.
fn is_of(file: &DataFile, commits: &BTreeSet<i64>) -> bool {
    let Some((first, last)) = file.range("known_from").and_then(|range| range.values) else {
        return true;
    };
    commits.range(first..=last).next().is_some()
}

fn in_table(partition: &Partition) -> table::Partition {
    table::Partition {
        record_kind: partition.kind.key().into(),
        province: partition.province.clone(),
        city: partition.city.clone(),
        year: partition.year,
    }
}

fn properties(key: Option<&Key>) -> BTreeMap<String, String> {
    let mut columns = with_statistics();
    // Under encryption, the order of keys tells nothing, and must not.
    columns.retain(|column| key.is_none() || *column != "person");
    let mut properties = BTreeMap::from([
        (SCHEMA.to_owned(), SCHEMA_VERSION.to_string()),
        (STATISTICS.to_owned(), columns.join(",")),
    ]);
    properties.extend(key.map(|key| (KEY.to_owned(), key.fingerprint())));
    properties
}
