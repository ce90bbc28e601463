//! Data files: Parquet, compressed, named by their content.

use std::io::{Result as IoResult, Write};
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::partition::{PARTITION_COLUMNS, Partition};
use super::statistics::Statistics;
use super::{DATA_FOLDER, STATISTICS, Table};
use crate::store::StoreError;
use crate::store::disk::{self, NewFile};

/// Rows that are compressed together: few enough to skip by, enough to compress well.
const ROW_GROUP: usize = 128 * 1024;

/// Level of zstd.
const LEVEL: i32 = 3;

/// Integers in rising order, of which the steps are kept.
const RISING: [&str; 2] = ["person", "row"];

/// How much of the hash of a file stands in its name.
const HASH_IN_NAME: usize = 32;

/// A file that was written and is not yet committed.
#[derive(Debug)]
pub struct Written {
    /// Below the folder of the table, with slashes.
    pub path: String,
    /// Where it is.
    pub place: PathBuf,
    /// How long it is.
    pub bytes: u64,
    /// As the log writes them.
    pub statistics: String,
}

/// A data file being written.
#[derive(Debug)]
pub struct DataWriter {
    table: PathBuf,
    folders: Vec<String>,
    prefix: String,
    writer: ArrowWriter<Hashed>,
    statistics: Statistics,
}

impl DataWriter {
    /// Begins a file of some columns of the table.
    pub fn create(
        table: &Table,
        partition: &Partition,
        columns: &Arc<Schema>,
        version: u64,
        number: usize,
    ) -> Result<Self, StoreError> {
        fits(table, columns)?;
        let listed = table.property(STATISTICS).unwrap_or_default();
        let statistics = Statistics::of(columns, listed);
        let mut folders = vec![DATA_FOLDER.to_owned()];
        folders.extend(partition.folders());
        let folder = folders.iter().fold(table.folder().to_owned(), |path, name| path.join(name));
        disk::create_folders(&folder)?;
        let prefix = format!("{version:010}-{number:04}");
        let file = NewFile::create(&folder.join(&prefix))?;
        let file = Hashed { file, hash: blake3::Hasher::new(), bytes: 0 };
        let options = ArrowWriterOptions::new()
            .with_properties(properties(columns, &statistics)?)
            .with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(file, columns.clone(), options)
            .map_err(|error| StoreError::of_library(&folder, &error))?;
        Ok(Self { table: table.folder().to_owned(), folders, prefix, writer, statistics })
    }

    /// Writes some rows.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), StoreError> {
        self.statistics.count(batch);
        self.writer.write(batch).map_err(|error| StoreError::of_library(&self.table, &error))
    }

    /// How many rows were written.
    pub fn rows(&self) -> u64 {
        self.statistics.rows()
    }

    /// Makes the file durable. Its name says the version that it is for and what is in it: a file of that name that was
    /// left by an attempt which failed is the same.
    pub fn finish(self) -> Result<Written, StoreError> {
        let writer = self.writer.into_inner();
        let mut written = writer.map_err(|error| StoreError::of_library(&self.table, &error))?;
        let hash = written.hash.finalize().to_hex();
        let name = format!("{}-{}.parquet", self.prefix, hash.get(..HASH_IN_NAME).unwrap_or(&hash));
        written.file.rename(&name);
        written.file.finish_over()?;
        let path = [self.folders.as_slice(), &[name]].concat();
        Ok(Written {
            place: path.iter().fold(self.table, |place, part| place.join(part)),
            path: path.join("/"),
            bytes: written.bytes,
            statistics: self.statistics.to_log(),
        })
    }
}

/// Whether a file has a name of ours.
pub fn is_name(name: &str) -> bool {
    hash_in(name).is_some()
}

/// Whether a file's content is the one that its name says, by its name alone or by its path with slashes; it is not if
/// the name is none of ours.
pub fn is_as_named(path: &str, content: &[u8]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    hash_in(name).is_some_and(|named| blake3::hash(content).to_hex().starts_with(named))
}

fn hash_in(name: &str) -> Option<&str> {
    let mut parts = name.strip_suffix(".parquet")?.splitn(3, '-');
    let (version, number, hash) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let is_hash = hash.len() == HASH_IN_NAME && hash.bytes().all(|it| it.is_ascii_hexdigit());
    (is_number(version) && is_number(number) && is_hash).then_some(hash)
}

/// The type of the values; a dictionary is one way of holding them.
fn values(data_type: &DataType) -> &DataType {
    match data_type {
        DataType::Dictionary(_, values) => values,
        other => other,
    }
}

/// Every column must be one of the table, of the same type, and none of the partition.
fn fits(table: &Table, columns: &Schema) -> Result<(), StoreError> {
    let schema = table.schema();
    let is_known = |name: &str, data_type: &DataType| {
        !PARTITION_COLUMNS.contains(&name)
            && schema
                .field_with_name(name)
                .is_ok_and(|field| field.data_type() == values(data_type))
    };
    let unknown = columns.fields().iter().find(|field| !is_known(field.name(), field.data_type()));
    unknown.map_or(Ok(()), |field| {
        let text = format!("column {} of type {} does not fit", field.name(), field.data_type());
        Err(StoreError::Table { folder: table.folder().to_owned(), text })
    })
}

fn properties(columns: &Schema, counted: &Statistics) -> Result<WriterProperties, StoreError> {
    let told =
        |error: ParquetError| StoreError::Table { folder: PathBuf::new(), text: error.to_string() };
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL).map_err(told)?))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_created_by("taizhang".to_owned())
        .set_statistics_enabled(EnabledStatistics::None);
    for field in columns.fields() {
        let path = || ColumnPath::from(field.name().as_str());
        if counted.has(field.name()) {
            properties = properties.set_column_statistics_enabled(path(), EnabledStatistics::Chunk);
        }
        if RISING.contains(&field.name().as_str()) && *field.data_type() == DataType::Int64 {
            properties = properties
                .set_column_dictionary_enabled(path(), false)
                .set_column_encoding(path(), Encoding::DELTA_BINARY_PACKED);
        }
    }
    Ok(properties.build())
}

/// A file whose bytes are counted and hashed as they pass.
#[derive(Debug)]
struct Hashed {
    file: NewFile,
    hash: blake3::Hasher,
    bytes: u64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> IoResult<usize> {
        let count = self.file.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> IoResult<()> {
        self.file.flush()
    }
}
