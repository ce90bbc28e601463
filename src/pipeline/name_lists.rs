//! Name lists read as ledgers are, but apart from them: their rows count for nothing.

use std::path::PathBuf;

use super::ingest::Ingest;
use super::{Readings, read_all};
use crate::config::{RunConfig, RunError};
use crate::model::in_chinese::of_system;
use crate::model::kind::LedgerKind;
use crate::model::ledger::CleanBlock;
use crate::model::source::FileKind;
use crate::read::archive;
use crate::read::discover;

/// Reads the lists; their files stand behind those of the ledgers. What is to be said of them goes to `ledgers`.
pub fn read(
    lists: &[PathBuf],
    with: &Ingest<'_>,
    config: &RunConfig,
    ledgers: &mut Readings,
) -> Result<Vec<CleanBlock>, RunError> {
    if lists.is_empty() {
        return Ok(Vec::new());
    }
    let files = discover::input_files(lists, &config.out).map_err(|(path, error)| {
        RunError::Input(format!("{}：{}", path.display(), of_system(&error)))
    })?;
    let with = Ingest { kind: Some(LedgerKind::NameList), ..*with };
    let first = u32::try_from(ledgers.sources.files.len()).unwrap_or(u32::MAX);
    let mut read = read_all(&archive::open_archives(files), first, &with, config.quiet);
    for file in &mut read.sources.files {
        if file.kind == FileKind::Ledger {
            file.kind = FileKind::NameList;
            file.rows.listed = file.rows.accepted;
        }
    }
    ledgers.sources.files.append(&mut read.sources.files);
    ledgers.findings.append(&mut read.findings);
    Ok(read.blocks)
}
