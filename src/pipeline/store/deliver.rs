//! An input file to what the store keeps of it: cleaned as if the as-of date lay behind everything, with what takes the
//! place of rows by an early one.

use std::collections::BTreeMap;
use std::io::Read as _;

use chrono::NaiveDate;

use crate::clean::id;
use crate::model::delivery::{Delivered, Unborn};
use crate::model::finding::{Code, Finding, RowRef, Severity, SheetId};
use crate::model::ledger::CleanBlock;
use crate::model::person_id::birth_date;
use crate::model::rejected::{PackedRow, RejectedRow};
use crate::model::source::{FileKind, SourceFile};
use crate::pipeline::ingest::{Ingest, Ingested, ingest};
use crate::read::content::Content;
use crate::read::discover::InputFile;
use crate::read::error::ReadError;
use crate::read::sniff;

/// No date in a ledger is later.
const BEHIND_EVERYTHING: Option<NaiveDate> = NaiveDate::from_ymd_opt(2099, 12, 31);

/// Births up to this day are no reason for rejecting a row by any as-of date that the store answers for: before it
/// there were no such ledgers, and whoever was born later is a child today.
pub const LATE_BIRTHS: Option<NaiveDate> = NaiveDate::from_ymd_opt(2012, 12, 31);

/// Reads and cleans one file for the store; `with` says how, but for its as-of date.
pub fn deliver(file: &InputFile, index: u32, with: &Ingest<'_>) -> Delivered {
    let cleaned = |as_of: Option<NaiveDate>| {
        let as_of = as_of.unwrap_or(with.as_of);
        ingest(file, index, &Ingest { as_of, particulars: true, ..*with })
    };
    let whole = cleaned(BEHIND_EVERYTHING);
    let births = late_births(&whole);
    let unborn =
        if births.is_empty() { Vec::new() } else { unborn(cleaned(LATE_BIRTHS), &births, &whole) };
    let content = matches!(whole.source.kind, FileKind::Registry | FileKind::Claims)
        .then(|| bytes(&file.content))
        .flatten();
    let Ingested { source, blocks, findings, .. } = whole;
    Delivered { source, blocks, findings, unborn, content }
}

/// The same of a registry that the settings name, which need not look like one.
pub fn deliver_registry(file: &InputFile) -> Result<Delivered, ReadError> {
    let content = file.content.load()?;
    let fingerprint = sniff::fingerprint(&content)?;
    let source = SourceFile {
        size: fingerprint.size,
        hash: fingerprint.hash,
        sheets: vec![String::new()],
        ..SourceFile::of(&file.relative, FileKind::Registry)
    };
    let (blocks, findings, unborn) = (Vec::new(), Vec::new(), Vec::new());
    Ok(Delivered { source, blocks, findings, unborn, content: bytes(&content) })
}

/// All bytes of a file that was read a moment ago.
fn bytes(content: &Content) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    content.load().ok()?.open().ok()?.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The rows of persons who are said to be born late, accepted or rejected for whatever else.
fn late_births(file: &Ingested) -> BTreeMap<RowRef, NaiveDate> {
    let mut births = BTreeMap::new();
    for block in &file.blocks {
        for (row, person) in block.rows.iter().zip(&block.persons) {
            let born = person.digits18().and_then(|number| late(number.as_bytes()));
            births.extend(born.map(|born| (at(block.sheet, row.number), born)));
        }
        for row in &block.rejected {
            births.extend(written(row).map(|born| (at(block.sheet, row.row), born)));
        }
    }
    births
}

fn at(sheet: SheetId, row: u32) -> RowRef {
    RowRef { sheet, row }
}

/// The late birth date in a number of at least 18 characters.
fn late(number: &[u8]) -> Option<NaiveDate> {
    let digits: &[u8; 17] = number.first_chunk()?;
    let is_number = digits.iter().all(u8::is_ascii_digit);
    birth_date(digits).filter(|born| is_number && LATE_BIRTHS.is_some_and(|from| *born > from))
}

/// The late birth date that a rejected row tells of in some cell.
fn written(row: &RejectedRow) -> Option<NaiveDate> {
    let suspect = row.suspect.as_deref().and_then(|suspect| late(&suspect.number));
    let cells = row.cells.iter().flat_map(PackedRow::cells);
    suspect.or_else(|| cells.into_iter().find_map(|(_, cell)| late(id::normalise(cell).as_bytes())))
}

/// The rows that the early as-of date rejects for their birth dates, with all that they give then.
fn unborn(early: Ingested, births: &BTreeMap<RowRef, NaiveDate>, whole: &Ingested) -> Vec<Unborn> {
    let mut unborn = Vec::new();
    let blocks = early.blocks.into_iter().zip(&whole.blocks).enumerate();
    for (index, (mut block, twin)) in blocks {
        let findings = std::mem::take(&mut block.findings);
        let mut rejected = std::mem::take(&mut block.rejected);
        for finding in findings.into_iter().filter(|finding| finding.code == Code::IdBirthDate) {
            let row = finding.at.row;
            let is_reject = |other: &&Finding| {
                other.at == finding.at && other.code.severity() == Severity::Reject
            };
            let otherwise = twin.findings.iter().find(is_reject).map(|other| other.code);
            let Some(birth) = births.get(&finding.at) else { continue };
            if otherwise == Some(finding.code) {
                continue;
            }
            let Ok(kept) = rejected.binary_search_by_key(&row, |rejected| rejected.row) else {
                continue;
            };
            let place = block.rows.iter().position(|kept| kept.number == row);
            let mut instead = match place {
                Some(place) => block.part(place..place + 1),
                None => CleanBlock::with_capacity(block.sheet, block.kind, 0),
            };
            let at = finding.at;
            instead.findings.push(finding);
            instead.rejected.push(rejected.remove(kept));
            unborn.push(Unborn { block: index, at, birth: *birth, otherwise, instead });
        }
    }
    unborn
}
