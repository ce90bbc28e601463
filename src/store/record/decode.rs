//! Records to what delivered files gave, as it was known at some version and holds by some as-of date.

use std::sync::Arc;

use chrono::NaiveDate;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use rayon::prelude::*;

use super::columns::Arrays;
use super::rows::Rows;
use super::stored::{self, StoredFile, StoredReject};
use super::{RecordError, RecordKind};
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::ledger::CleanBlock;
use crate::model::region::{Regions, UnitId};
use crate::model::source::{RowCounts, Skip, SourceFile};
use crate::model::vocabulary::Vocabulary;

/// Some records of one partition.
#[derive(Clone, Debug)]
pub struct Part {
    /// What they are about.
    pub kind: RecordKind,
    /// Province of their rows' reporting unit.
    pub province: Option<Arc<str>>,
    /// That unit.
    pub city: Option<Arc<str>>,
    /// Their columns.
    pub arrays: Arrays,
    /// How many they are.
    pub records: usize,
}

/// What is wanted, and what records are understood with.
#[derive(Clone, Copy, Debug)]
pub struct Decoding<'a> {
    /// What was known at this version.
    pub version: i64,
    /// What holds by this as-of date.
    pub as_of: NaiveDate,
    /// The only reporting unit whose rows are wanted.
    pub only: Option<UnitId>,
    /// Whether particulars are wanted, and rows rejected for their ID number.
    pub particulars: bool,
    /// Reporting units by name.
    pub regions: &'a Regions,
    /// Categories by name.
    pub words: &'a Vocabulary,
}

impl Decoding<'_> {
    /// Whether records of a reporting unit are wanted; those of none always are.
    #[must_use]
    pub fn wants(&self, province: Option<&str>, city: Option<&str>) -> bool {
        let (Some(only), Some(province), Some(city)) = (self.only, province, city) else {
            return true;
        };
        let regions = self.regions;
        **regions.unit_name(only) == *city
            && **regions.province_name(regions.province_of(only)) == *province
    }
}

/// A delivered file as it comes out of the store.
#[derive(Debug)]
pub struct Loaded {
    /// Label of the delivery.
    pub batch: String,
    /// Version of the commit that brought it.
    pub known_from: i64,
    /// The file, with its counts.
    pub source: SourceFile,
    /// Its rows, in order.
    pub blocks: Vec<CleanBlock>,
    /// What is to be said of the file and its sheets.
    pub findings: Vec<Finding>,
    /// The object that holds its bytes, where it is no ledger.
    pub object: Option<String>,
}

/// A record that holds: the part that it is in, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub part: usize,
    pub index: usize,
}

/// The records of one file.
#[derive(Default)]
struct OfFile {
    /// By block, sorted by row later.
    rows: Vec<(i32, i32, At)>,
    said: Vec<At>,
}

/// The files that were known, in the order in which their rows are merged: by label, commit and path.
///
/// # Errors
/// When a record cannot be understood.
pub fn load(parts: &[Part], with: &Decoding<'_>) -> Result<Vec<Loaded>, RecordError> {
    let files = stored_files(parts, with.version)?;
    let of_files = assign(parts, &files, with)?;
    let loaded =
        files.into_par_iter().zip(of_files).enumerate().map(|(index, ((file, stored), own))| {
            let file_index = u32::try_from(index).unwrap_or(u32::MAX);
            complete(file, &stored, own, file_index, parts, with)
        });
    loaded.collect()
}

/// What the files' own records say, of those known at a version, in the order in which their rows are merged.
///
/// # Errors
/// When a record cannot be understood.
pub fn stored_files(
    parts: &[Part],
    version: i64,
) -> Result<Vec<(Loaded, StoredFile)>, RecordError> {
    let mut files = Vec::new();
    for part in parts.iter().filter(|part| part.kind == RecordKind::File) {
        for index in (0..part.records).filter(|index| is_known(&part.arrays, *index, version)) {
            let arrays = &part.arrays;
            let payload = arrays.payload(index).ok_or(RecordError::Missing("payload"))?;
            let stored: StoredFile = read_json(&payload)?;
            let loaded = Loaded {
                batch: arrays.batch(index).ok_or(RecordError::Missing("batch"))?.into_owned(),
                known_from: arrays.known_from(index).unwrap_or_default(),
                source: stored.source()?,
                blocks: Vec::new(),
                findings: Vec::new(),
                object: stored.object.clone(),
            };
            files.push((loaded, stored));
        }
    }
    files.sort_by(|(a, _), (b, _)| {
        let order = (&b.batch, b.known_from, &b.source.path);
        (&a.batch, a.known_from, &a.source.path).cmp(&order)
    });
    Ok(files)
}

fn is_known(arrays: &Arrays, index: usize, version: i64) -> bool {
    arrays.known_from(index).is_some_and(|from| from <= version)
        && arrays.withdrawn_by(index).is_none_or(|by| by > version)
}

/// Every other record to its file.
fn assign(
    parts: &[Part],
    files: &[(Loaded, StoredFile)],
    with: &Decoding<'_>,
) -> Result<Vec<OfFile>, RecordError> {
    let mut numbers: HashMap<(i64, &str, &str), usize, FixedState> = HashMap::default();
    for (number, (file, _)) in files.iter().enumerate() {
        let own = (file.known_from, file.batch.as_str(), file.source.path.as_str());
        numbers.insert(own, number);
    }
    let mut of_files: Vec<OfFile> = files.iter().map(|_| OfFile::default()).collect();
    for (number, part) in parts.iter().enumerate() {
        let arrays = &part.arrays;
        let is_of_unit = with.wants(part.province.as_deref(), part.city.as_deref());
        let wanted = match part.kind {
            RecordKind::Row | RecordKind::Finding => is_of_unit,
            RecordKind::Barred => with.particulars && is_of_unit,
            RecordKind::Reject => true,
            RecordKind::File | RecordKind::Commit => false,
        };
        for index in (0..part.records).filter(|_| wanted) {
            let from = arrays.known_from(index).unwrap_or_default();
            let batch = arrays.batch(index).ok_or(RecordError::Missing("batch"))?;
            let path = arrays.file(index).ok_or(RecordError::Missing("file"))?;
            // Its file is known no longer, or not yet.
            let owner = numbers.get(&(from, &*batch, &*path));
            let Some(own) = owner.and_then(|owner| of_files.get_mut(*owner)) else { continue };
            let at = At { part: number, index };
            if arrays.from_as_of(index).is_some_and(|from| with.as_of < from)
                || arrays.until_as_of(index).is_some_and(|until| until <= with.as_of)
            {
                continue;
            }
            if matches!(part.kind, RecordKind::Row | RecordKind::Barred) {
                let block = arrays.block(index).ok_or(RecordError::Missing("block"))?;
                own.rows.push((block, arrays.row(index).unwrap_or_default(), at));
            } else {
                own.said.push(at);
            }
        }
    }
    Ok(of_files)
}

/// Adds to a file what its records say.
fn complete(
    mut file: Loaded,
    stored: &StoredFile,
    mut own: OfFile,
    index: u32,
    parts: &[Part],
    with: &Decoding<'_>,
) -> Result<Loaded, RecordError> {
    own.rows.sort_unstable_by_key(|(block, row, _)| (*block, *row));
    let mut of_blocks: Vec<&[(i32, i32, At)]> = vec![&[]; stored.blocks.len()];
    for of_block in own.rows.chunk_by(|a, b| a.0 == b.0) {
        let block = usize::try_from(of_block[0].0).ok();
        *block.and_then(|block| of_blocks.get_mut(block)).ok_or(RecordError::Missing("block"))? =
            of_block;
    }
    let blocks = stored.blocks.par_iter().zip(of_blocks).map(|(stored, rows)| {
        let mut block = stored.block(index, rows.len(), with.regions)?;
        let mut adding = Rows::new(&mut block, with);
        for (_, _, at) in rows {
            adding.push(&parts[at.part], at.index)?;
        }
        adding.finish();
        Ok(block)
    });
    file.blocks = blocks.collect::<Result<_, RecordError>>()?;
    let is_reject = |at: &&At| parts[at.part].kind == RecordKind::Reject;
    let rejects = own.said.iter().filter(is_reject).count() as u64;
    for at in own.said {
        say(&mut file, index, &parts[at.part], at.index, with.regions)?;
    }
    for block in &mut file.blocks {
        block.rejected.sort_by_key(|row| row.row);
    }
    let kept: u64 = file.blocks.iter().map(|block| block.counts.accepted).sum();
    let rows = &mut file.source.rows;
    let stated = (rows.accepted, rows.rejected_total());
    if with.only.is_some() && kept < rows.accepted {
        *rows.skipped.entry(Skip::OtherUnit).or_default() += rows.accepted - kept;
        rows.accepted = kept;
    }
    // Of one unit it cannot be told what is missing of the others.
    if (rows.accepted, stated.1) == (kept, rejects) {
        Ok(file)
    } else {
        let (batch, path) = (file.batch, file.source.path);
        Err(RecordError::Unbalanced { batch, path, stated, found: (kept, rejects) })
    }
}

/// A rejection or a remark; a rejection by the as-of date is counted here.
fn say(
    file: &mut Loaded,
    index: u32,
    part: &Part,
    at: usize,
    regions: &Regions,
) -> Result<(), RecordError> {
    let arrays = &part.arrays;
    let number =
        |value: Option<i32>| value.and_then(|value| u32::try_from(value).ok()).unwrap_or(0);
    let sheet = SheetId { file: index, sheet: number(arrays.sheet_index(at)) };
    let row = number(arrays.row(at));
    let code = stored::code(&arrays.code(at).ok_or(RecordError::Missing("code"))?)?;
    let text = |value: Option<std::borrow::Cow<'_, str>>| value.unwrap_or_default().into_owned();
    let finding = Finding {
        at: RowRef { sheet, row },
        code,
        field: arrays.field(at).map(|key| stored::field(&key)).transpose()?,
        column: text(arrays.column(at)).into(),
        value: text(arrays.value(at)).into(),
        detail: text(arrays.detail(at)).into(),
    };
    let Some(block) = arrays.block(at) else {
        file.findings.push(finding);
        return Ok(());
    };
    let block = usize::try_from(block).ok().and_then(|block| file.blocks.get_mut(block));
    let block = block.ok_or(RecordError::Missing("block"))?;
    if let Some(payload) = arrays.payload(at) {
        let rejected: StoredReject = read_json(&payload)?;
        if arrays.until_as_of(at).is_some() {
            recount(&mut file.source.rows, rejected.otherwise()?);
        }
        block.rejected.push(rejected.row(row, regions)?);
    }
    block.findings.push(finding);
    Ok(())
}

/// A row is rejected by the as-of date: it is not counted any more as what it was otherwise.
fn recount(rows: &mut RowCounts, otherwise: Option<Code>) {
    match otherwise {
        None => rows.accepted = rows.accepted.saturating_sub(1),
        Some(code) => {
            let count = rows.rejected.entry(code).or_default();
            *count = count.saturating_sub(1);
        }
    }
    rows.rejected.retain(|_, count| *count > 0);
    *rows.rejected.entry(Code::IdBirthDate).or_default() += 1;
}

pub(super) fn read_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, RecordError> {
    serde_json::from_str(text).map_err(|error| RecordError::Words(error.to_string()))
}
