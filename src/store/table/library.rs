//! The library's view of the table in a folder, without its asynchrony.

use std::collections::HashMap;
use std::error::Error;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use deltalake::kernel::transaction::{
    CommitBuilder, CommitProperties, TableReference, TransactionError,
};
use deltalake::kernel::{Action, CommitInfo};
use deltalake::logstore::{LogStoreRef, StorageConfig, default_logstore, get_actions};
use deltalake::protocol::{DeltaOperation, SaveMode};
use deltalake::table::state::DeltaTableState;
use deltalake::{DeltaResult, DeltaTable, DeltaTableError, checkpoints};
use serde_json::{Map, Value};
use tokio::runtime::{Builder, Runtime};

use super::durable::Durable;
use crate::model::in_chinese::in_its_own_words;
use crate::store::StoreError;
use crate::store::disk::{DiskError, Doing};

/// The log's folder.
pub const LOG_FOLDER: &str = "_delta_log";

/// The folder as the library is told it. It sees only what is below, so no path of the system passes through it.
const LOCATION: &str = "store:///";

/// A folder with the library's means to work on it.
#[derive(Clone, Debug)]
pub struct Library {
    folder: PathBuf,
    runtime: Arc<Runtime>,
    log: LogStoreRef,
}

/// A commit as it is to stand in the log.
#[derive(Debug)]
pub struct Entry {
    /// What changes.
    pub actions: Vec<Action>,
    /// Milliseconds since 1970.
    pub time: i64,
    /// What was done, in one word.
    pub operation: String,
    /// What else is to be known.
    pub details: Map<String, Value>,
}

impl Library {
    /// Works on a folder that exists, with its checkpoints or on the entries of the log alone.
    pub fn at(folder: &Path, with_checkpoints: bool) -> Result<Self, StoreError> {
        let told = |error: &(dyn Error + 'static)| StoreError::of_library(folder, error);
        let runtime =
            Builder::new_current_thread().build().map_err(DiskError::when(Doing::Read, folder))?;
        let files = Arc::new(Durable::new(folder, with_checkpoints).map_err(|error| told(&error))?);
        let location = LOCATION.parse().map_err(|error| StoreError::of_library(folder, &error))?;
        let log = default_logstore(files.clone(), files, &location, &StorageConfig::default());
        Ok(Self { folder: folder.to_owned(), runtime: Arc::new(runtime), log })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn run<T>(&self, work: impl Future<Output = DeltaResult<T>>) -> Result<T, StoreError> {
        self.runtime.block_on(work).map_err(|error| StoreError::of_library(&self.folder, &error))
    }

    /// The newest version.
    pub fn newest(&self) -> Result<DeltaTableState, StoreError> {
        self.run(DeltaTableState::try_new(self.log.as_ref(), None))
    }

    /// Commits upon a version, or as the first one; nobody may have committed since.
    pub fn commit(
        &self,
        upon: Option<&DeltaTableState>,
        entry: Entry,
    ) -> Result<DeltaTableState, StoreError> {
        let info = CommitInfo {
            timestamp: Some(entry.time),
            operation: Some(entry.operation),
            engine_info: Some(concat!("taizhang ", env!("CARGO_PKG_VERSION")).to_owned()),
            read_version: upon.map(DeltaTableState::version),
            is_blind_append: Some(false),
            info: entry.details.into_iter().collect::<HashMap<_, _>>(),
            ..CommitInfo::default()
        };
        let mut actions = vec![Action::CommitInfo(info)];
        actions.extend(entry.actions);
        let properties = CommitProperties::default()
            .with_max_retries(0)
            .with_create_checkpoint(false)
            .with_cleanup_expired_logs(Some(false));
        let operation =
            DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None };
        let commit = CommitBuilder::from(properties).with_actions(actions).build(
            upon.map(|state| state as &dyn TableReference),
            self.log.clone(),
            operation,
        );
        let version = upon.map_or(0, |state| state.version() + 1);
        match self.runtime.block_on(async { commit.await }) {
            Ok(committed) => Ok(committed.snapshot),
            Err(error) if is_conflict(&error) => {
                Err(StoreError::Conflict { folder: self.folder.clone(), version })
            }
            Err(error) => Err(StoreError::of_library(&self.folder, &error)),
        }
    }

    /// Writes down the state of a version, so that opening need not read the log from its beginning.
    pub fn checkpoint(&self, state: &DeltaTableState) -> Result<(), StoreError> {
        let mut table = DeltaTable::new(self.log.clone());
        table.state = Some(state.clone());
        self.run(checkpoints::create_checkpoint(&table, None))
    }
}

/// What a commit says, parsed by the library.
pub fn actions(path: &Path, version: u64, content: Vec<u8>) -> Result<Vec<Action>, StoreError> {
    get_actions(version, &Bytes::from(content)).map_err(|error| {
        StoreError::damaged(path, format!("日志无法解析{}", in_its_own_words(&error)))
    })
}

fn is_conflict(error: &DeltaTableError) -> bool {
    match error {
        DeltaTableError::VersionAlreadyExists(_) => true,
        DeltaTableError::Transaction { source } => matches!(
            source,
            TransactionError::VersionAlreadyExists(_)
                | TransactionError::CommitConflict(_)
                | TransactionError::MaxCommitAttempts(_)
        ),
        _ => false,
    }
}
