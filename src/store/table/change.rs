//! A change of the table: files that are added and removed in one commit.

use std::fs;
use std::sync::Arc;

use arrow_array::{Array, RecordBatch};
use arrow_schema::{ArrowError, Schema};
use chrono::{DateTime, Utc};
use deltalake::kernel::{Action, Add, Remove};
use serde_json::{Map, Value};

use super::data_file::DataFile;
use super::library::Entry;
use super::partition::Partition;
use super::write::{DataWriter, Written};
use super::{STATISTICS, Table, checkpoint, log};
use crate::store::StoreError;
use crate::store::disk::{self, DiskError, Doing};

/// Files to add and to remove. Dropped without a commit, its files are removed again.
#[derive(Debug)]
pub struct Change<'t> {
    table: &'t Table,
    added: Vec<(Partition, Written)>,
    removed: Vec<DataFile>,
    same_content: bool,
    is_over: bool,
}

impl<'t> Change<'t> {
    pub(super) fn upon(table: &'t Table) -> Self {
        let (added, removed) = (Vec::new(), Vec::new());
        Self { table, added, removed, same_content: false, is_over: false }
    }

    /// The version that the commit will have.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.table.version() + 1
    }

    /// Whether there is nothing to commit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    /// Writes a data file. The batches are of one schema, without the columns of the partition; the caller has sorted
    /// them. Batches without rows make no file.
    ///
    /// # Errors
    /// If the batches do not fit the table, or the disk refuses.
    pub fn add(
        &mut self,
        partition: &Partition,
        batches: &[RecordBatch],
    ) -> Result<(), StoreError> {
        let Some(first) = batches.iter().find(|batch| batch.num_rows() > 0) else {
            return Ok(());
        };
        let used = self.used(first.schema_ref(), batches);
        let told = |error: ArrowError| StoreError::of_library(self.table.folder(), &error);
        let schema = Arc::new(first.schema_ref().project(&used).map_err(told)?);
        let mut writer = self.writer(partition, &schema)?;
        for batch in batches.iter().filter(|batch| batch.num_rows() > 0) {
            writer.write(&batch.project(&used).map_err(told)?)?;
        }
        self.finish(partition, writer)
    }

    /// The columns to write. Those without a single value read back as they are without being written, unless their
    /// emptiness is to stand in the statistics.
    fn used(&self, schema: &Schema, batches: &[RecordBatch]) -> Vec<usize> {
        let listed = self.table.property(STATISTICS).unwrap_or_default();
        let has_value = |column: usize| {
            let is_empty = |batch: &RecordBatch| {
                let nulls = batch.columns().get(column).map_or(0, Array::null_count);
                nulls == batch.num_rows()
            };
            !batches.iter().all(is_empty)
        };
        let is_listed = |name: &str| listed.split(',').any(|it| it.trim() == name);
        let columns = schema.fields().iter().enumerate();
        let used = columns.filter(|(column, field)| is_listed(field.name()) || has_value(*column));
        used.map(|(column, _)| column).collect()
    }

    pub(super) fn writer(
        &self,
        partition: &Partition,
        columns: &Arc<Schema>,
    ) -> Result<DataWriter, StoreError> {
        DataWriter::create(self.table, partition, columns, self.version(), self.added.len())
    }

    pub(super) fn finish(
        &mut self,
        partition: &Partition,
        writer: DataWriter,
    ) -> Result<(), StoreError> {
        self.added.push((partition.clone(), writer.finish()?));
        Ok(())
    }

    /// Removes a file of the version that is changed. Its records are gone with the commit, unless added anew.
    pub fn remove(&mut self, file: &DataFile) {
        self.removed.push(file.clone());
    }

    /// Says that the records stay the same and only lie otherwise.
    pub(super) fn keeps_content(&mut self) {
        self.same_content = true;
    }

    /// Makes the change the next version, at once or not at all. The time of a commit is always later than that of the
    /// one before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if somebody else has committed since the table was opened; or the disk refuses. The
    /// table is then as it was, unless only the last step failed that makes it outlast a power cut.
    pub fn commit(
        mut self,
        time: DateTime<Utc>,
        operation: &str,
        details: Map<String, Value>,
    ) -> Result<Table, StoreError> {
        let time = self.time(time)?.timestamp_millis();
        let entry =
            Entry { actions: self.actions(time), time, operation: operation.to_owned(), details };
        // From here on the files may belong to a version.
        self.is_over = true;
        let library = self.table.library.clone();
        match library.commit(Some(&self.table.state), entry) {
            Ok(state) => {
                if checkpoint::is_due(&state) {
                    // The commit stands. Without a checkpoint opening takes longer, that is all.
                    drop(library.checkpoint(&state));
                }
                Table::of(library, state)
            }
            Err(error) => {
                self.is_over = false;
                Err(error)
            }
        }
    }

    /// The time that a commit of that moment will have: always later than the one before.
    ///
    /// # Errors
    /// If the newest entry of the log cannot be read.
    pub fn time(&self, time: DateTime<Utc>) -> Result<DateTime<Utc>, StoreError> {
        let last = self.table.time()?;
        Ok(last.checked_add_signed(chrono::TimeDelta::milliseconds(1)).unwrap_or(last).max(time))
    }

    fn actions(&self, time: i64) -> Vec<Action> {
        let remove = |file: &DataFile| {
            Action::Remove(Remove {
                path: file.path.clone(),
                data_change: !self.same_content,
                deletion_timestamp: Some(time),
                extended_file_metadata: Some(true),
                partition_values: Some(file.partition.to_log()),
                size: i64::try_from(file.bytes).ok(),
                ..Remove::default()
            })
        };
        let add = |(partition, written): &(Partition, Written)| {
            Action::Add(Add {
                path: written.path.clone(),
                partition_values: partition.to_log(),
                size: i64::try_from(written.bytes).unwrap_or(i64::MAX),
                modification_time: time,
                data_change: !self.same_content,
                stats: Some(written.statistics.clone()),
                ..Add::default()
            })
        };
        self.removed.iter().map(remove).chain(self.added.iter().map(add)).collect()
    }
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        let entry = log::entry(self.table.folder(), self.version());
        // If there is such a version, or nobody knows, the files may belong to it.
        if self.is_over || !matches!(entry.try_exists(), Ok(false)) {
            return;
        }
        for (_, written) in &self.added {
            // What cannot be removed now is a leftover.
            drop(disk::remove(&written.place));
        }
    }
}

impl Table {
    /// When this version was made.
    ///
    /// # Errors
    /// If its entry cannot be read.
    pub fn time(&self) -> Result<DateTime<Utc>, StoreError> {
        if let Some(time) = self.commit(self.version())?.time {
            return Ok(time);
        }
        // Another program's commit that does not say.
        let path = log::entry(self.folder(), self.version());
        let modified = fs::metadata(&path).and_then(|it| it.modified());
        Ok(modified.map_err(DiskError::when(Doing::Read, &path))?.into())
    }
}
