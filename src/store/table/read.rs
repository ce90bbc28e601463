//! Reading data files.

use std::fmt::Display;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchOptions, RecordBatchReader, new_null_array};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::Table;
use super::data_file::DataFile;
use super::partition::PARTITION_COLUMNS;
use super::write::is_as_named;
use crate::model::in_chinese::in_its_own_words;
use crate::store::StoreError;
use crate::store::disk::{DiskError, Doing};

/// How many rows come at a time.
const BATCH_ROWS: usize = 16 * 1024;

/// The rows of a data file, some at a time.
#[derive(Debug)]
pub struct Batches {
    place: PathBuf,
    schema: SchemaRef,
    reader: ParquetRecordBatchReader,
}

impl Batches {
    pub(super) fn open(
        table: &Table,
        file: &DataFile,
        columns: Option<&[&str]>,
    ) -> Result<Self, StoreError> {
        let place = file.place(table.folder());
        let opened = Bytes::from(content(&place, file)?);
        let schema = chosen(&table.schema, columns);
        let reader = guarded(|| {
            let builder = ParquetRecordBatchReaderBuilder::try_new(opened)?;
            let names = schema.fields().iter().map(|field| field.name().as_str());
            let mask = ProjectionMask::columns(builder.parquet_schema(), names);
            builder.with_projection(mask).with_batch_size(BATCH_ROWS).build()
        });
        let reader = reader.map_err(|what| StoreError::damaged(&place, what))?;
        Ok(Self { place, schema, reader })
    }

    /// Whether the file has a column among those that were asked for.
    pub(super) fn holds(&self, column: &str) -> bool {
        self.reader.schema().field_with_name(column).is_ok()
    }

    /// The batch with the columns of the table in their order, those that the file does not have as nulls.
    fn completed(&self, batch: &RecordBatch) -> Result<RecordBatch, StoreError> {
        let column = |field: &Arc<arrow_schema::Field>| {
            batch
                .column_by_name(field.name())
                .cloned()
                .unwrap_or_else(|| new_null_array(field.data_type(), batch.num_rows()))
        };
        let columns = self.schema.fields().iter().map(column).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)
            .map_err(|error| StoreError::damaged(&self.place, unfit(&error)))
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = guarded(|| self.reader.next().transpose()).transpose()?;
        let batch = batch.map_err(|what| StoreError::damaged(&self.place, what));
        Some(batch.and_then(|batch| self.completed(&batch)))
    }
}

/// All bytes of a data file, which are the ones that were written: a flipped bit would be another figure, or a row less.
/// Nothing reads a data file in any other way.
fn content(place: &Path, file: &DataFile) -> Result<Vec<u8>, StoreError> {
    let content = std::fs::read(place).map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            StoreError::damaged(place, "不见了，可能被删除，或复制台账库时没有复制全")
        }
        _ => DiskError::of(Doing::Read, place, &error).into(),
    })?;
    let bytes = content.len() as u64;
    if bytes != file.bytes {
        let what = format!("应为 {} 字节，实为 {bytes} 字节", file.bytes);
        return Err(StoreError::damaged(place, what));
    }
    if !is_as_named(&file.path, &content) {
        return Err(StoreError::damaged(place, "内容被改过，或磁盘已损坏"));
    }
    Ok(content)
}

/// Columns are not what the log says they are.
fn unfit(error: &ArrowError) -> String {
    format!("列与日志所写的不符{}", in_its_own_words(error))
}

/// The parser is other people's code; a panic there is damage like any other.
fn guarded<T, E: Display>(read: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(outcome) => outcome.map_err(|error| format!("无法解析{}", in_its_own_words(&error))),
        Err(_) => Err("无法解析".to_owned()),
    }
}

/// The columns of the table that were asked for, in the order of asking; without the question all in their order.
fn chosen(schema: &SchemaRef, columns: Option<&[&str]>) -> SchemaRef {
    let is_inside = |name: &str| !PARTITION_COLUMNS.contains(&name);
    let all = || schema.fields().iter().filter(|field| is_inside(field.name())).cloned();
    let fields: Vec<_> = match columns {
        None => all().collect(),
        Some(names) => {
            names.iter().filter_map(|name| all().find(|field| field.name() == name)).collect()
        }
    };
    Arc::new(Schema::new(fields))
}
