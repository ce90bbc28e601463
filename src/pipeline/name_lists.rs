//! Name lists read as ledgers are, but apart from them: their rows count for nothing.

use super::ingest::Ingest;
use super::{Readings, read_all};
use crate::model::kind::LedgerKind;
use crate::model::ledger::CleanBlock;
use crate::model::source::FileKind;
use crate::read::archive;
use crate::read::discover::InputFile;

/// Reads the lists; their files stand behind those of the ledgers. What is to be said of them goes to `ledgers`.
pub fn read(
    lists: Vec<InputFile>,
    with: &Ingest<'_>,
    quiet: bool,
    ledgers: &mut Readings,
) -> Vec<CleanBlock> {
    if lists.is_empty() {
        return Vec::new();
    }
    let with = Ingest { kind: Some(LedgerKind::NameList), ..*with };
    let first = u32::try_from(ledgers.sources.files.len()).unwrap_or(u32::MAX);
    let mut read = read_all(&archive::open_archives(lists), first, &with, quiet);
    for file in &mut read.sources.files {
        if file.kind == FileKind::Ledger {
            file.kind = FileKind::NameList;
            file.rows.listed = file.rows.accepted;
        }
    }
    ledgers.sources.files.append(&mut read.sources.files);
    ledgers.findings.append(&mut read.findings);
    read.blocks
}
