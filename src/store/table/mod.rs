//! An embedded Delta Lake table: atomic, durable commits of data files, and reading them back.
//!
//! The library keeps the log; the files are written by `disk`. Every version holds all records, so that nothing
//! depends on older versions being readable.

mod change;
mod checkpoint;
mod compact;
mod data_file;
mod durable;
mod folder;
mod history;
mod library;
mod log;
mod partition;
mod read;
mod statistics;
#[cfg(test)]
pub(crate) mod tests;
mod vacuum;
mod verify;
mod write;

pub use change::Change;
pub use compact::FULL_FILE;
pub use data_file::{DataFile, Range};
pub use folder::{FOLDERS, Found, foreign, leftovers, remove as remove_leftovers};
pub use log::{Commit, entry as log_entry};
pub use partition::{PARTITION_COLUMNS, Partition};
pub use read::Batches;
pub use verify::Problem;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, Schema, SchemaRef};
use chrono::{DateTime, Utc};
use deltalake::kernel::engine::arrow_conversion::{TryIntoArrow, TryIntoKernel};
use deltalake::kernel::{Action, Protocol, StructType, new_metadata};
use deltalake::table::state::DeltaTableState;
use serde_json::{Map, json};

use super::StoreError;
use super::disk;
use library::{Entry, Library};

/// Where data files stand.
const DATA_FOLDER: &str = "data";

/// The property that lists the columns which get statistics: no other column's values are to stand in the log.
pub const STATISTICS: &str = "delta.dataSkippingStatsColumns";

/// Properties that every table of ours has. The log is the record of what was done: it is never cut.
const PROPERTIES: [(&str, &str); 2] =
    [("delta.enableExpiredLogCleanup", "false"), (STATISTICS, "")];

/// A version of a table.
#[derive(Clone, Debug)]
pub struct Table {
    library: Library,
    state: DeltaTableState,
    schema: SchemaRef,
    files: Arc<[DataFile]>,
    is_without_checkpoints: bool,
}

impl Table {
    /// The newest version in a folder; nothing if none was ever committed there.
    ///
    /// # Errors
    /// If the disk refuses, or the log is damaged.
    pub fn open(folder: &Path) -> Result<Option<Self>, StoreError> {
        if !log::is_begun(folder)? {
            return Ok(None);
        }
        let newest = |with_checkpoints| {
            let library = Library::at(folder, with_checkpoints)?;
            let state = library.newest()?;
            Self::of(library, state)
        };
        let opened = newest(true).or_else(|error| {
            // The log is whole, so it can do without damaged checkpoints. If it cannot, they are not what is wrong.
            let table = newest(false).map_err(|_| error)?;
            Ok(Self { is_without_checkpoints: true, ..table })
        });
        // The library says in its own way what is wrong with the log.
        opened.map(Some).map_err(|error| log::fault(folder).unwrap_or(error))
    }

    /// Makes an empty table, version 0. The schema has the partition columns too; the property [`STATISTICS`] lists
    /// the columns with statistics, separated by commas.
    ///
    /// # Errors
    /// If there is one already, or the disk refuses.
    pub fn create(
        folder: &Path,
        schema: &Schema,
        properties: &BTreeMap<String, String>,
        time: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        disk::create_folders(folder)?;
        let library = Library::at(folder, true)?;
        let mut all: BTreeMap<&str, &str> = PROPERTIES.into();
        all.extend(properties.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        let told = |error: ArrowError| StoreError::of_library(folder, &error);
        let fields: StructType = schema.try_into_kernel().map_err(told)?;
        let metadata = new_metadata(&fields, PARTITION_COLUMNS, all)
            .map_err(|error| StoreError::of_library(folder, &error))?;
        // The oldest protocol: every reader knows it.
        let protocol: Protocol =
            serde_json::from_value(json!({ "minReaderVersion": 1, "minWriterVersion": 2 }))
                .map_err(|error| StoreError::of_library(folder, &error))?;
        let entry = Entry {
            actions: vec![Action::Protocol(protocol), Action::Metadata(metadata)],
            time: time.timestamp_millis(),
            operation: "CREATE TABLE".to_owned(),
            details: Map::new(),
        };
        let state = library.commit(None, entry)?;
        Self::of(library, state)
    }

    fn of(library: Library, state: DeltaTableState) -> Result<Self, StoreError> {
        let folder = library.folder();
        let schema: Schema = state
            .schema()
            .as_ref()
            .try_into_arrow()
            .map_err(|error: ArrowError| StoreError::of_library(folder, &error))?;
        let views = state.snapshot().try_log_data();
        let views = views.map_err(|error| StoreError::of_library(folder, &error))?;
        let mut files = Vec::new();
        for view in views.iter() {
            let file = DataFile::of_log(&view);
            let what = |fault: &str| format!("日志中文件 {} 的{fault}", view.path());
            let file = file.ok_or_else(|| StoreError::damaged(folder, what("记录不完整")))?;
            // Else the rows would be another unit's, or another year's.
            if !file.path.starts_with(&file.partition.path_below(DATA_FOLDER)) {
                let what = what("分区与它所在的文件夹不符");
                return Err(StoreError::damaged(folder, what));
            }
            files.push(file);
        }
        files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        let (schema, files) = (Arc::new(schema), files.into());
        Ok(Self { library, state, schema, files, is_without_checkpoints: false })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.library.folder()
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.state.version()
    }

    /// A property that was given when the table was made.
    #[must_use]
    pub fn property(&self, key: &str) -> Option<&str> {
        self.state.metadata().configuration().get(key).map(String::as_str)
    }

    /// All columns, those of the partitions too.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// The files of this version, in the order of their paths.
    #[must_use]
    pub fn files(&self) -> &[DataFile] {
        &self.files
    }

    /// The file with a path.
    fn find(&self, path: &str) -> Option<&DataFile> {
        let place = self.files.binary_search_by(|file| file.path.as_str().cmp(path));
        place.ok().and_then(|place| self.files.get(place))
    }

    /// What a version says of itself.
    ///
    /// # Errors
    /// If its entry cannot be read.
    pub fn commit(&self, version: u64) -> Result<Commit, StoreError> {
        Ok(log::commit(version, &log::actions(self.folder(), version)?))
    }

    /// Reads columns of a file, or all but those of the partition. Columns that the file does not have are null.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(
        &self,
        file: &DataFile,
        columns: Option<&[&str]>,
    ) -> Result<Vec<RecordBatch>, StoreError> {
        self.batches(file, columns)?.collect()
    }

    /// The same, some rows at a time.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn batches(
        &self,
        file: &DataFile,
        columns: Option<&[&str]>,
    ) -> Result<Batches, StoreError> {
        Batches::open(self, file, columns)
    }

    /// Begins a change, which becomes the next version when it is committed. Needs the lock.
    #[must_use]
    pub fn change(&self) -> Change<'_> {
        Change::upon(self)
    }
}
