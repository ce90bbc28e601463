//! Cleaned rows to counts: merged and measured hand in hand, a part of the persons at a time, in parallel.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::config::{RunConfig, RunError};
use crate::measure::{cohort, flow, placed};
use crate::merge::{self, Merging};
use crate::model::counts::{Counts, Known};
use crate::model::finding::Finding;
use crate::model::flow::FlowTable;
use crate::model::kind::LedgerKind;
use crate::model::ledger::CleanBlock;
use crate::model::measure::Placements;
use crate::model::period::Window;
use crate::model::region::{ProvinceId, Regions};
use crate::model::run::EnrolmentCounts;
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

/// What counting gives.
pub struct Counted {
    /// How many enrolments there are.
    pub enrolments: EnrolmentCounts,
    /// All base counts.
    pub counts: Counts,
    /// Tables of events.
    pub flows: Vec<FlowTable>,
    /// Persons on placement rosters by calendar year.
    pub placements: Placements,
}

impl Counting<'_> {
    /// Counts the rows of all files; what became of them goes to `sources` and `findings`.
    pub fn count(
        &self,
        blocks: Vec<CleanBlock>,
        sources: &mut Sources,
        findings: &mut Vec<Finding>,
    ) -> Result<Counted, RunError> {
        let rows = sources.total().accepted;
        if rows > merge::MOST_ROWS {
            return Err(RunError::TooManyRows(rows));
        }
        let (rosters, blocks): (Vec<_>, Vec<_>) =
            blocks.into_iter().partition(|block| block.kind == LedgerKind::Placement);
        for roster in &rosters {
            if let Some(file) = sources.files.get_mut(roster.sheet.file as usize) {
                file.rows.placements += roster.rows.len() as u64;
            }
        }
        let merging = Merging::of(blocks, self.words, self.regions);
        Ok(self.rows(&merging, &rosters, sources, findings))
    }

    fn rows(
        &self,
        merging: &Merging<'_>,
        rosters: &[CleanBlock],
        sources: &mut Sources,
        findings: &mut Vec<Finding>,
    ) -> Counted {
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
        let placed = (!rosters.is_empty()).then(|| {
            placed::Counter::new(rosters, catalogue, &self.windows, as_of, regions, self.words)
        });
        let part = count_parts(merging, &cohorts, &flows, placed.as_ref());
        for (file, source) in (0u32..).zip(&mut sources.files) {
            let of = |counts: &BTreeMap<u32, u64>| counts.get(&file).copied().unwrap_or_default();
            source.rows.merged = of(&part.listing.merged_rows);
            source.rows.unassigned = of(&part.listing.unassigned_rows);
        }
        findings.extend(merging.findings(part.listing));
        let mut measured = cohorts.finish(part.cohorts);
        findings.append(&mut measured.findings);
        let tables = flows.iter().zip(part.flows).flat_map(|(flow, counts)| flow.tables(counts));
        let tables = tables.collect();
        let mut placed = placed.map(|placed| placed.finish(part.placed)).unwrap_or_default();
        let placements = std::mem::take(&mut placed.placements);
        let links = std::mem::take(&mut placed.links);
        placed.add_to(&mut measured);
        let counts = Counts {
            years: measured.years,
            windows: measured.windows,
            asked: self.windows.clone(),
            subjects: measured.subjects,
            links,
            known: Known::default(),
        };
        Counted { enrolments: measured.counts, counts, flows: tables, placements }
    }
}

/// What some of the persons gave.
struct PartCounts<'a> {
    listing: merge::Listing,
    cohorts: cohort::Counted<'a>,
    flows: Vec<flow::Counted>,
    placed: placed::Counted,
}

/// Merges and measures part by part; enrolments are gone once they are counted.
fn count_parts<'a>(
    merging: &Merging<'_>,
    cohorts: &'a cohort::Counter<'_>,
    flows: &[flow::Counter<'_>],
    placed: Option<&placed::Counter<'_>>,
) -> PartCounts<'a> {
    let none = || PartCounts {
        listing: merge::Listing::default(),
        cohorts: cohorts.start(),
        flows: flows.iter().map(|_| flow::Counted::default()).collect(),
        placed: placed::Counted::default(),
    };
    let count = |mut counts: PartCounts<'a>, part: merge::Part| {
        counts.listing.extend(part.listing);
        cohorts.count(&part.enrolments, &mut counts.cohorts);
        for (flow, counted) in flows.iter().zip(&mut counts.flows) {
            flow.count(&part.enrolments, counted);
        }
        if let Some(placed) = placed {
            placed.count(&part.enrolments, &mut counts.placed);
        }
        counts
    };
    merging.parts().fold(none, count).reduce(none, |mut counts, later| {
        counts.listing.extend(later.listing);
        counts.cohorts.add(later.cohorts);
        counts.placed.add(later.placed);
        for (flow, later) in counts.flows.iter_mut().zip(later.flows) {
            flow.add(later);
        }
        counts
    })
}
