//! Rows that came back corrected: each takes its original's place in the order of rows, the original stays rejected.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;

use super::Readings;
use super::origins::Origins;
use crate::model::finding::{Code, Finding, RowRef, Severity, SheetId};
use crate::model::ledger::CleanBlock;
use crate::model::origin::Origin;

/// Puts corrected rows in the place of their originals, and settles which rejected rows need not be returned: those
/// that were replaced, and earlier versions of those that came back wrong again.
pub fn settle(readings: &mut Readings) {
    let corrections = corrections(&readings.blocks);
    let versions = versions(readings);
    if corrections.is_empty() && versions.is_empty() {
        return;
    }
    let places = Origins::of(&readings.sources);
    let mut replaced: BTreeMap<RowRef, RowRef> = BTreeMap::new();
    let mut moves: HashMap<RowRef, RowRef> = HashMap::new();
    for (origin, rows) in &corrections {
        let originals: Vec<RowRef> =
            places.rows(origin).filter(|at| readings.is_rejected(*at)).collect();
        for row in rows {
            moves.extend(originals.last().map(|original| (*row, *original)));
        }
        let earlier = versions.get(origin).into_iter().flatten();
        for at in originals.iter().chain(earlier) {
            replaced.extend(rows.last().map(|corrected| (*at, *corrected)));
        }
    }
    for (origin, rows) in &versions {
        let earlier = rows.split_last().map_or(&[][..], |(_, earlier)| earlier);
        readings.settled.extend(earlier);
        readings.settled.extend(places.rows(origin));
    }
    readings.settled.extend(replaced.keys());
    readings.blocks = in_place(std::mem::take(&mut readings.blocks), &moves);
    record(readings, &replaced);
}

/// The rows that came back and were rejected again, by the row that they were to correct, in the order of rows.
fn versions(readings: &Readings) -> BTreeMap<Origin, Vec<RowRef>> {
    let mut versions: BTreeMap<Origin, Vec<RowRef>> = BTreeMap::new();
    for sheet in &readings.rejected {
        for row in &sheet.rows {
            if let Some(origin) = row.origin.as_deref() {
                let at = RowRef { sheet: sheet.sheet, row: row.row };
                versions.entry(origin.clone()).or_default().push(at);
            }
        }
    }
    versions
}

/// The accepted rows that correct another one, by the row that they correct, in the order of rows.
fn corrections(blocks: &[CleanBlock]) -> BTreeMap<Origin, Vec<RowRef>> {
    let mut corrections: BTreeMap<Origin, Vec<RowRef>> = BTreeMap::new();
    for block in blocks {
        for (index, origin) in &block.origins {
            let at = RowRef { sheet: block.sheet, row: block.rows[*index].number };
            corrections.entry(origin.clone()).or_default().push(at);
        }
    }
    corrections
}

/// Says what was replaced, and counts it.
fn record(readings: &mut Readings, replaced: &BTreeMap<RowRef, RowRef>) {
    let sources = &readings.sources;
    let place = |at: &RowRef| {
        let (path, sheet) = (sources.path(at.sheet), sources.sheet_name(at.sheet));
        let sheet = if sheet.is_empty() { String::new() } else { format!("“{sheet}”表") };
        format!("“{path}”{sheet}第 {} 行", at.row)
    };
    let mut notes = Vec::with_capacity(replaced.len());
    for finding in &mut readings.findings {
        let Some(corrected) = replaced.get(&finding.at) else { continue };
        if finding.code.severity() != Severity::Reject {
            continue;
        }
        notes.push(Finding {
            at: finding.at,
            code: Code::RowReplaced,
            field: None,
            column: "".into(),
            value: "".into(),
            detail: format!("见{}", place(corrected)).into(),
        });
        finding.detail = format!("{}；已由{}代替", finding.detail, place(corrected)).into();
    }
    readings.findings.append(&mut notes);
    for at in replaced.keys() {
        if let Some(file) = readings.sources.files.get_mut(at.sheet.file as usize) {
            file.rows.replaced += 1;
        }
    }
}

/// The blocks in the order in which their rows are merged: cut where a row comes in or goes out, then sorted.
fn in_place(blocks: Vec<CleanBlock>, moves: &HashMap<RowRef, RowRef>) -> Vec<CleanBlock> {
    let mut openings: BTreeMap<SheetId, BTreeSet<u32>> = BTreeMap::new();
    for target in moves.values() {
        openings.entry(target.sheet).or_default().insert(target.row);
    }
    let mut pieces: Vec<((RowRef, RowRef), CleanBlock)> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let at = |index: usize| RowRef { sheet: block.sheet, row: block.rows[index].number };
        let mut cuts: BTreeSet<usize> = BTreeSet::from([0, block.rows.len()]);
        for (index, _) in &block.origins {
            if moves.contains_key(&at(*index)) {
                cuts.extend([*index, index + 1]);
            }
        }
        if let (Some(rows), Some(last)) = (openings.get(&block.sheet), block.rows.last()) {
            let inside = rows.range(block.rows[0].number..=last.number);
            cuts.extend(inside.map(|row| block.rows.partition_point(|other| other.number < *row)));
        }
        let cuts: Vec<usize> = cuts.into_iter().collect();
        if let [0, end] = cuts[..]
            && end > 0
            && !moves.contains_key(&at(0))
        {
            pieces.push(((at(0), at(0)), block));
            continue;
        }
        for cut in cuts.windows(2) {
            let own = at(cut[0]);
            let place = moves.get(&own).copied().unwrap_or(own);
            pieces.push(((place, own), block.part(cut[0]..cut[1])));
        }
    }
    pieces.sort_by_key(|(place, _)| *place);
    pieces.into_iter().map(|(_, block)| block).collect()
}
