//! Cleaned rows to counts: merged and measured hand in hand, a part of the persons at a time, in parallel.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::config::{RunConfig, RunError};
use crate::measure::{cohort, flow, placed};
use crate::merge::{self, Merging};
use crate::model::finding::Finding;
use crate::model::flow::FlowTable;
use crate::model::kind::LedgerKind;
use crate::model::ledger::CleanBlock;
use crate::model::measure::Placements;
use crate::model::period::Window;
use crate::model::region::{ProvinceId, Regions};
use crate::model::source::Sources;
use crate::model::vocabulary::Vocabulary;

/// What rows are counted with.
pub struct Counting<'a> {
    pub config: &'a RunConfig,
    pub words: &'a Vocabulary,
    pub regions: &'a Regions,
    /// The windows that policies ask for.
    pub windows: BTreeSet<Window>,
    /// The provinces with a quarterly table.
    pub provinces: Vec<ProvinceId>,
}

/// The counts of a run.
pub struct Counts {
    /// Of enrolments.
    pub cohorts: cohort::Measured,
    /// Of events.
    pub flows: Vec<FlowTable>,
    /// Of placement rosters.
    pub placements: Placements,
}

impl Counting<'_> {
    /// Counts the rows of all files; what became of them goes to `sources` and `findings`.
    pub fn count(
        &self,
        blocks: Vec<CleanBlock>,
        sources: &mut Sources,
        findings: &mut Vec<Finding>,
    ) -> Result<Counts, RunError> {
        let rows = sources.total().accepted;
        if rows > merge::MOST_ROWS {
            return Err(RunError::TooManyRows(rows));
        }
        let (rosters, blocks): (Vec<_>, Vec<_>) =
            blocks.into_iter().partition(|block| block.kind == LedgerKind::Placement);
        let placements = self.placements(&rosters, sources, findings);
        let merging = Merging::of(blocks, self.words, self.regions);
        let (cohorts, flows) = self.enrolments(&merging, sources, findings);
        Ok(Counts { cohorts, flows, placements })
    }

    fn placements(
        &self,
        rosters: &[CleanBlock],
        sources: &mut Sources,
        findings: &mut Vec<Finding>,
    ) -> Placements {
        for roster in rosters {
            if let Some(file) = sources.files.get_mut(roster.sheet.file as usize) {
                file.rows.placements += roster.rows.len() as u64;
            }
        }
        let placed = placed::measure(rosters, self.config.as_of, self.regions, self.words);
        findings.extend(placed.findings);
        placed.years
    }

    fn enrolments(
        &self,
        merging: &Merging<'_>,
        sources: &mut Sources,
        findings: &mut Vec<Finding>,
    ) -> (cohort::Measured, Vec<FlowTable>) {
        let (as_of, regions) = (self.config.as_of, self.regions);
        let catalogue = merging.catalogue();
        let cohorts = cohort::Counter::new(catalogue, &self.windows, as_of, regions, self.words);
        let window = super::quarter_window(self.config);
        let flows: Vec<flow::Counter<'_>> = window
            .into_iter()
            .flat_map(|window| self.provinces.iter().map(move |province| (*province, window)))
            .map(|(province, window)| {
                flow::Counter::new(catalogue, province, window, as_of, regions)
            })
            .collect();
        let part = count_parts(merging, &cohorts, &flows);
        for (file, source) in (0u32..).zip(&mut sources.files) {
            let of = |counts: &BTreeMap<u32, u64>| counts.get(&file).copied().unwrap_or_default();
            source.rows.merged = of(&part.listing.merged_rows);
            source.rows.unassigned = of(&part.listing.unassigned_rows);
        }
        findings.extend(merging.findings(part.listing));
        let mut measured = cohorts.finish(part.cohorts);
        findings.append(&mut measured.findings);
        let tables = flows.iter().zip(part.flows).flat_map(|(flow, counts)| flow.tables(counts));
        (measured, tables.collect())
    }
}

/// What some of the persons gave.
struct PartCounts<'a> {
    listing: merge::Listing,
    cohorts: cohort::Counted<'a>,
    flows: Vec<flow::Counted>,
}

/// Merges and measures part by part; enrolments are gone once they are counted.
fn count_parts<'a>(
    merging: &Merging<'_>,
    cohorts: &'a cohort::Counter<'_>,
    flows: &[flow::Counter<'_>],
) -> PartCounts<'a> {
    let none = || PartCounts {
        listing: merge::Listing::default(),
        cohorts: cohorts.start(),
        flows: flows.iter().map(|_| flow::Counted::default()).collect(),
    };
    let count = |mut counts: PartCounts<'a>, part: merge::Part| {
        counts.listing.extend(part.listing);
        cohorts.count(&part.enrolments, &mut counts.cohorts);
        for (flow, counted) in flows.iter().zip(&mut counts.flows) {
            flow.count(&part.enrolments, counted);
        }
        counts
    };
    merging.parts().fold(none, count).reduce(none, |mut counts, later| {
        counts.listing.extend(later.listing);
        counts.cohorts.add(later.cohorts);
        for (flow, later) in counts.flows.iter_mut().zip(later.flows) {
            flow.add(later);
        }
        counts
    })
}
