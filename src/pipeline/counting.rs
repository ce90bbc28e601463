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
use crate::model::people::Witness;
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
    /// Puts the rows of all files in order; placement rosters stay apart, since they are about no enrolment.
    pub fn merge(
        &self,
        blocks: Vec<CleanBlock>,
        sources: &mut Sources,
    ) -> Result<(Merging<'_>, Vec<CleanBlock>), RunError> {
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
        Ok((Merging::of(blocks, self.words, self.regions), rosters))
    }

    /// Counts all rows while `witness` looks on; what became of them goes to `sources` and `findings`.
    pub fn count<W: Witness>(
        &self,
        (merging, rosters): (&Merging<'_>, &[CleanBlock]),
        sources: &mut Sources,
        findings: &mut Vec<Finding>,
        witness: &W,
    ) -> (Counted, W::Found) {
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
        let counters =
            Counters { cohorts: &cohorts, flows: &flows, placed: placed.as_ref(), witness };
        let (part, found) = counters.count(merging);
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
        (Counted { enrolments: measured.counts, counts, flows: tables, placements }, found)
    }
}

/// What some of the persons gave.
struct PartCounts<'a> {
    listing: merge::Listing,
    cohorts: cohort::Counted<'a>,
    flows: Vec<flow::Counted>,
    placed: placed::Counted,
}

/// All who look at the parts.
struct Counters<'c, 'a, W> {
    cohorts: &'c cohort::Counter<'c>,
    flows: &'a [flow::Counter<'a>],
    placed: Option<&'a placed::Counter<'a>>,
    witness: &'a W,
}

impl<'c, W: Witness> Counters<'c, '_, W> {
    /// Merges and measures part by part; enrolments are gone once they are counted.
    fn count(&self, merging: &Merging<'_>) -> (PartCounts<'c>, W::Found) {
        let of_parts = merging.parts().fold(|| self.start(), |counts, part| self.add(counts, part));
        let (counts, mut found) =
            of_parts.reduce(|| self.start(), |counts, later| self.join(counts, later));
        let barred = merging.look_at_barred(self.witness);
        self.witness.join(&mut found, barred);
        (counts, found)
    }

    fn start(&self) -> (PartCounts<'c>, W::Found) {
        let counts = PartCounts {
            listing: merge::Listing::default(),
            cohorts: self.cohorts.start(),
            flows: self.flows.iter().map(|_| flow::Counted::default()).collect(),
            placed: placed::Counted::default(),
        };
        (counts, self.witness.start())
    }

    fn add(
        &self,
        (mut counts, mut found): (PartCounts<'c>, W::Found),
        part: merge::Part<'_>,
    ) -> (PartCounts<'c>, W::Found) {
        self.witness.take(&part.people(), &mut found);
        counts.listing.extend(part.listing);
        self.cohorts.count(&part.enrolments, &mut counts.cohorts);
        for (flow, counted) in self.flows.iter().zip(&mut counts.flows) {
            flow.count(&part.enrolments, counted);
        }
        if let Some(placed) = self.placed {
            placed.count(&part.enrolments, &mut counts.placed);
        }
        (counts, found)
    }

    fn join(
        &self,
        (mut counts, mut found): (PartCounts<'c>, W::Found),
        (later, later_found): (PartCounts<'c>, W::Found),
    ) -> (PartCounts<'c>, W::Found) {
        self.witness.join(&mut found, later_found);
        counts.listing.extend(later.listing);
        counts.cohorts.add(later.cohorts);
        counts.placed.add(later.placed);
        for (flow, later) in counts.flows.iter_mut().zip(later.flows) {
            flow.add(later);
        }
        (counts, found)
    }
}
