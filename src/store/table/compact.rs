//! Merging small data files into larger ones. The records stay as they are.

use std::collections::BTreeMap;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, RecordBatch};
use chrono::{DateTime, Utc};
use deltalake::arrow::compute::interleave_record_batch;
use serde_json::{Map, Value};

use super::data_file::DataFile;
use super::partition::Partition;
use super::{Change, Table};
use crate::store::StoreError;

/// How many rows a file has at most after merging; they are in memory while it is done.
pub const FULL_FILE: u64 = 512 * 1024;

/// By which column rows are sorted.
const SORTED_BY: &str = "person";

/// How many sorted rows are written at a time.
const STEP: usize = 64 * 1024;

impl Table {
    /// Merges the small files of each partition into files of at most so many rows ([`FULL_FILE`] is usual), in one
    /// commit. Nothing if there is nothing to merge.
    ///
    /// # Errors
    /// As [`Change::commit`].
    pub fn compact(
        &self,
        full: u64,
        time: DateTime<Utc>,
        details: Map<String, Value>,
    ) -> Result<Option<Self>, StoreError> {
        let mut change = self.change();
        change.keeps_content();
        for (partition, files) in self.to_merge(full) {
            self.merge(&mut change, partition, &files)?;
        }
        if change.is_empty() {
            return Ok(None);
        }
        change.commit(time, "OPTIMIZE", details).map(Some)
    }

    /// Which files become one. Files that are at least half full stay.
    fn to_merge(&self, full: u64) -> Vec<(&Partition, Vec<&DataFile>)> {
        let mut small: BTreeMap<&Partition, Vec<&DataFile>> = BTreeMap::new();
        for file in self.files().iter().filter(|file| file.rows < full.div_ceil(2)) {
            small.entry(&file.partition).or_default().push(file);
        }
        let mut merged = Vec::new();
        for (partition, files) in small {
            let mut group: Vec<&DataFile> = Vec::new();
            for file in files {
                if group.iter().map(|file| file.rows).sum::<u64>() + file.rows > full {
                    merged.push((partition, std::mem::take(&mut group)));
                }
                group.push(file);
            }
            merged.push((partition, group));
        }
        merged.retain(|(_, files)| files.len() > 1);
        merged
    }

    fn merge(
        &self,
        change: &mut Change<'_>,
        partition: &Partition,
        files: &[&DataFile],
    ) -> Result<(), StoreError> {
        let told = |error| StoreError::of_library(self.folder(), &error);
        let mut batches = Vec::new();
        let mut held = vec![false; self.schema.fields().len()];
        for file in files {
            let read = self.batches(file, None)?;
            for (held, field) in held.iter_mut().zip(self.schema.fields()) {
                *held |= read.holds(field.name());
            }
            batches.extend(read.collect::<Result<Vec<_>, _>>()?);
            change.remove(file);
        }
        // A column that none of them has is not written out as nulls.
        let batches = batches.iter().map(|batch| {
            let is_held = |column: &usize| {
                let place = self.schema.index_of(batch.schema().field(*column).name());
                place.is_ok_and(|place| held.get(place).copied().unwrap_or_default())
            };
            batch.project(&(0..batch.num_columns()).filter(is_held).collect::<Vec<_>>())
        });
        let batches: Vec<RecordBatch> = batches.collect::<Result<_, _>>().map_err(told)?;
        let Some(first) = batches.first() else { return Ok(()) };
        let mut writer = change.writer(partition, &first.schema())?;
        let parts: Vec<&RecordBatch> = batches.iter().collect();
        let order = order(&batches);
        for rows in order.chunks(STEP) {
            writer.write(&interleave_record_batch(&parts, rows).map_err(told)?)?;
        }
        let (rows, expected) = (writer.rows(), files.iter().map(|file| file.rows).sum::<u64>());
        if rows != expected {
            let what = format!("合并的文件应有 {expected} 行，实有 {rows} 行");
            return Err(StoreError::damaged(self.folder(), what));
        }
        change.finish(partition, writer)
    }
}

/// Batch and row by person; those of the same person, and all if there are no persons, in the order of the files.
fn order(batches: &[RecordBatch]) -> Vec<(usize, usize)> {
    let mut rows: Vec<(Option<i64>, usize, usize)> = Vec::new();
    for (number, batch) in batches.iter().enumerate() {
        let persons = batch.column_by_name(SORTED_BY);
        let persons = persons.and_then(|column| column.as_primitive_opt::<Int64Type>());
        let person =
            |row| persons.filter(|persons| persons.is_valid(row)).map(|persons| persons.value(row));
        rows.extend((0..batch.num_rows()).map(|row| (person(row), number, row)));
    }
    rows.sort_unstable();
    rows.into_iter().map(|(_, batch, row)| (batch, row)).collect()
}
