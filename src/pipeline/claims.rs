//! Claimed figures: files given by name and those found among the ledgers, read and put together.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::Readings;
use super::ingest::{Ingest, Problem};
use crate::model::claim::{Claim, ClaimCounts, ClaimMeasure};
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::measure::Subject;
use crate::model::source::{FileKind, SourceFile};
use crate::read::claims::{Rules, read_page};
use crate::read::discover::InputFile;
use crate::read::error::ReadError;
use crate::read::{archive, sniff, table};

/// All claimed figures.
#[derive(Debug, Default)]
pub struct Claimed {
    /// Those that can be verified, in the order of files and cells.
    pub list: Vec<Claim>,
    /// What became of all of them so far.
    pub counts: ClaimCounts,
}

/// Reads the files given and those of the input that are claims; `None` where there is neither. The files given stand
/// behind all others.
pub fn read(
    given: Vec<InputFile>,
    inputs: &[InputFile],
    with: &Ingest<'_>,
    readings: &mut Readings,
) -> Option<Claimed> {
    let given = archive::open_archives(given);
    let mut claimed = Claimed::default();
    let mut any = false;
    let found: Vec<u32> = (0u32..)
        .zip(&readings.sources.files)
        .filter(|(_, source)| source.kind == FileKind::Claims)
        .map(|(index, _)| index)
        .collect();
    for index in found {
        if let Some(file) = inputs.get(index as usize) {
            claimed.take(file, index, with, readings);
            any = true;
        }
    }
    for file in &given {
        let index = u32::try_from(readings.sources.files.len()).unwrap_or(u32::MAX);
        readings.sources.files.push(source(file));
        claimed.take(file, index, with, readings);
        any = true;
    }
    claimed.settle(&mut readings.findings);
    any.then_some(claimed)
}

fn source(file: &InputFile) -> SourceFile {
    let fingerprint =
        file.content.load().ok().and_then(|content| sniff::fingerprint(&content).ok());
    let (size, hash) = fingerprint.map_or((0, String::new()), |found| (found.size, found.hash));
    SourceFile { size, hash, ..SourceFile::of(&file.relative, FileKind::Claims) }
}

impl Claimed {
    /// Reads one file; one that cannot be read is a finding.
    fn take(&mut self, file: &InputFile, index: u32, with: &Ingest<'_>, readings: &mut Readings) {
        let rules =
            Rules { words: with.claims, regions: with.regions, default_unit: with.default_unit };
        // The parsers of workbook formats are other people's code; a panic there must not end the run.
        let pages = catch_unwind(AssertUnwindSafe(|| table::read_table(&file.content)));
        let pages = pages.unwrap_or_else(|_| Err(ReadError::Damaged("文件结构异常".to_owned())));
        let say = |code, detail: String| Finding {
            at: RowRef { sheet: SheetId { file: index, sheet: 0 }, row: 0 },
            code,
            field: None,
            column: "".into(),
            value: "".into(),
            detail: detail.into(),
        };
        let Some(source) = readings.sources.files.get_mut(index as usize) else { return };
        let pages = match pages {
            Ok(pages) => pages,
            Err(error) => {
                let Problem { code, detail } = error.into();
                source.kind = FileKind::Unusable;
                readings.findings.push(say(code, detail));
                return;
            }
        };
        let before = self.counts.read;
        for page in &pages {
            let sheets = source.sheets.len().max(page.number as usize + 1);
            source.sheets.resize(sheets, String::new());
            if let Some(name) = source.sheets.get_mut(page.number as usize) {
                name.clone_from(&page.name);
            }
            let around: Vec<&str> = [page.name.as_str()]
                .into_iter()
                .chain(file.relative.rsplit('/').map(without_extension))
                .chain([file.root.as_str()])
                .filter(|text| !text.is_empty())
                .collect();
            let mut read =
                read_page(SheetId { file: index, sheet: page.number }, page, &around, &rules);
            self.list.append(&mut read.claims);
            self.counts.add(&read.counts);
            readings.findings.append(&mut read.findings);
        }
        if self.counts.read == before {
            readings.findings.push(say(Code::ClaimEmpty, String::new()));
        }
    }

    /// Of one figure claimed twice alike the first stays; both of two different ones do.
    fn settle(&mut self, findings: &mut Vec<Finding>) {
        let mut known: BTreeMap<Key, Vec<(Claim, RowRef)>> = BTreeMap::new();
        let mut kept = Vec::with_capacity(self.list.len());
        for claim in std::mem::take(&mut self.list) {
            let key = (claim.subject.clone(), Arc::clone(&claim.county), claim.year, claim.measure);
            let same = known.entry(key).or_default();
            if let Some((first, at)) = same.first() {
                let alike = same.iter().any(|(known, _)| known.claimed == claim.claimed);
                let what =
                    if alike { "数相同，只核对一次" } else { "数不同，都核对" };
                findings.push(Finding {
                    at: claim.at,
                    code: Code::ClaimTwice,
                    field: None,
                    column: Arc::clone(&claim.header),
                    value: claim.claimed.to_string().into(),
                    detail: format!("第 {} 行已申报 {}，{what}", at.row, first.claimed).into(),
                });
                if alike {
                    self.counts.refused += 1;
                    continue;
                }
            }
            same.push((claim.clone(), claim.at));
            kept.push(claim);
        }
        self.list = kept;
    }
}

/// What is claimed, of whom and when.
type Key = (Subject, Arc<str>, i32, ClaimMeasure);

fn without_extension(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
