//! Verifying: claimed figures against the ledgers. Enrolments are remembered in small records while they are counted;
//! then each figure is counted, and where it differs, counted again under the usual mistakes.

mod basis;
mod diagnose;
mod evidence;
mod figure;
mod mistake;
mod placed;
mod profile;
mod question;
mod reading;
mod universe;

use chrono::NaiveDate;
use rayon::prelude::*;

use self::evidence::Chunk;
use self::universe::Index;
use crate::model::claim::{Claim, ClaimCounts};
use crate::model::counts::Counts;
use crate::model::enrolment::Catalogue;
use crate::model::people::{People, Witness};
use crate::model::region::Regions;
use crate::model::verification::{Status, Verification, Verified};
use crate::model::vocabulary::Vocabulary;

/// Verifies claims against ledgers.
pub struct Verifier<'a> {
    claims: &'a [Claim],
    catalogue: &'a Catalogue,
    regions: &'a Regions,
    words: &'a Vocabulary,
    as_of: NaiveDate,
    /// Whether the enrolments of a course can matter to any claim, by course.
    wanted: Vec<bool>,
}

/// What was remembered of some persons.
#[derive(Debug, Default)]
pub struct Evidence {
    chunks: Vec<Chunk>,
}

impl<'a> Verifier<'a> {
    /// Verifies on `as_of`.
    #[must_use]
    pub fn new(
        claims: &'a [Claim],
        catalogue: &'a Catalogue,
        regions: &'a Regions,
        words: &'a Vocabulary,
        as_of: NaiveDate,
    ) -> Self {
        let wanted = universe::wanted(claims, catalogue, regions);
        Self { claims, catalogue, regions, words, as_of, wanted }
    }

    /// Every claim verified; `read` says what became of figures before.
    #[must_use]
    pub fn finish(&self, evidence: &Evidence, counts: &Counts, read: ClaimCounts) -> Verification {
        let index = Index::of(&evidence.chunks, self.catalogue, self.regions);
        let verify = |claim: &Claim| -> Verified {
            let told = figure::verify(claim, &index, self.as_of);
            told.unwrap_or_else(|| placed::verify(claim, counts))
        };
        let mut figures: Vec<Verified> = self.claims.par_iter().map(verify).collect();
        figures.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut counts = read;
        for figure in &figures {
            match figure.status {
                Status::Unverifiable => counts.unverifiable += 1,
                _ => counts.verified += 1,
            }
        }
        Verification { figures, counts }
    }
}

impl Witness for Verifier<'_> {
    type Found = Evidence;

    fn start(&self) -> Evidence {
        Evidence::default()
    }

    fn take(&self, people: &People<'_>, found: &mut Evidence) {
        let mut chunk = Chunk::default();
        for person in people.each() {
            for (enrolment, rows) in person.with_rows() {
                let course = enrolment.course as usize;
                if self.wanted.get(course).copied().unwrap_or_default() {
                    chunk.add(enrolment, rows, people.enrolments, self.words);
                }
            }
        }
        if !chunk.records.is_empty() {
            found.chunks.push(chunk);
        }
    }

    fn take_barred(&self, people: &People<'_>, found: &mut Evidence) {
        self.take(people, found);
    }

    fn join(&self, found: &mut Evidence, mut later: Evidence) {
        found.chunks.append(&mut later.chunks);
    }
}
