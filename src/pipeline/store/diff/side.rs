//! One side of a comparison: what was known, merged, counted and judged as in a report.

use std::path::Path;

use crate::config::{Known, RunConfig, RunError, StoreView};
use crate::judge::{self, JudgeInput};
use crate::merge::Merging;
use crate::model::change::Delivery;
use crate::model::counts::Counts;
use crate::model::finding::{Finding, Severity};
use crate::model::ledger::CleanBlock;
use crate::model::run::Stamp;
use crate::model::source::Sources;
use crate::model::verdict::Verdict;
use crate::pipeline::approved::Approved;
use crate::pipeline::counting::Counting;
use crate::pipeline::knowledge::Knowledge;
use crate::pipeline::policies::Policies;
use crate::pipeline::registry::Reading;
use crate::pipeline::store::supply;
use crate::pipeline::{Readings, returned, stamp};
use crate::read::discover::InputFile;
use crate::store::record;
use crate::trace::change::{Digest, Digests, Known as Persons};
use crate::trace::numbers::Context;

/// What is known of both sides.
pub struct With<'a> {
    pub knowledge: &'a Knowledge,
    pub policies: &'a Policies,
}

/// What the store knew, before it is merged.
pub struct Loaded {
    files: Vec<InputFile>,
    sources: Sources,
    findings: Vec<Finding>,
    blocks: Vec<CleanBlock>,
    /// Of every file.
    pub deliveries: Vec<Delivery>,
    /// Version and as-of date.
    pub stamp: Stamp,
}

/// Reads a version of the store.
pub fn load(config: &RunConfig, view: &StoreView, with: &With<'_>) -> Result<Loaded, RunError> {
    let approved = Approved::default();
    let ingest = with.knowledge.ingest(config, &approved)?;
    let known = supply::load(view, config, &ingest)?;
    let delivery = |file: &record::Loaded| Delivery {
        batch: file.batch.clone(),
        known_from: u64::try_from(file.known_from).unwrap_or_default(),
        path: file.source.path.clone(),
    };
    let deliveries = known.files.iter().map(delivery).collect();
    let supplied = known.supplied(view)?;
    let mut readings = supplied.kept.unwrap_or_default();
    returned::settle(&mut readings);
    let Readings { sources, findings, blocks, .. } = readings;
    let stamp = stamp(config, with.policies.stamps.clone(), supplied.store);
    Ok(Loaded { files: supplied.files, sources, findings, blocks, deliveries, stamp })
}

/// A side, counted.
pub struct Side<'a> {
    pub config: &'a RunConfig,
    pub merging: Merging<'a>,
    pub counts: Counts,
    pub verdicts: Vec<Verdict>,
    pub sources: Sources,
    /// Rejections.
    pub rejections: Vec<Finding>,
    pub deliveries: Vec<Delivery>,
    pub stamp: Stamp,
}

/// Merges, counts and judges.
pub fn count<'a>(
    loaded: Loaded,
    counting: &'a Counting<'a>,
    with: &With<'_>,
) -> Result<Side<'a>, RunError> {
    let Loaded { files, mut sources, mut findings, blocks, deliveries, stamp } = loaded;
    let (config, regions) = (counting.config, counting.regions);
    let (merging, rosters) = counting.merge(blocks, &mut sources)?;
    let rows = (&merging, rosters.as_slice());
    let (counted, ()) = counting.count(rows, &mut sources, &mut findings, &());
    let columns = counting.words.registry();
    let reading = Reading { config, columns, regions, policies: &with.policies.list };
    let registry = reading.load(&files, &mut sources, &mut findings)?;
    let judgement = judge::judge(&JudgeInput {
        policies: &with.policies.list,
        registry: &registry,
        counts: &counted.counts,
        regions,
        only_unit: None,
        as_of: config.as_of,
        year: config.year,
    });
    findings.retain(|finding| finding.code.severity() == Severity::Reject);
    Ok(Side {
        config,
        merging,
        counts: counted.counts,
        verdicts: judgement.verdicts,
        sources,
        rejections: findings,
        deliveries,
        stamp,
    })
}

impl Side<'_> {
    /// What tracing must know.
    pub fn context<'s>(&'s self, with: &With<'s>) -> Context<'s> {
        Context {
            catalogue: self.merging.catalogue(),
            regions: &with.knowledge.regions,
            words: &with.knowledge.words,
            as_of: self.config.as_of,
        }
    }

    /// Every person's part in the figures.
    pub fn digests(&self, persons: &Persons<'_>) -> Vec<Digest> {
        self.merging.look(&Digests::new(persons))
    }
}

/// The store at a version, for comparing only.
pub fn view(folder: &Path, key: Option<&Path>, version: u64) -> StoreView {
    StoreView {
        folder: folder.to_owned(),
        key: key.map(Into::into),
        known: Known::Version(version),
        report: None,
        is_rehearsal: true,
    }
}
