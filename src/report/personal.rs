//! What outputs tell of persons: each file that only its owner may read, and how many rows of persons it has.

use super::staging::Access;
#[cfg(feature = "store")]
use crate::model::change::Changes;
use crate::model::finding::Severity;
use crate::model::review::Review;
use crate::model::run::Run;
use crate::model::verification::Verification;

/// An output with personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personal {
    /// Its name; of files in a folder of their own, which are named after inputs, that of the folder.
    pub file: String,
    /// How many rows of persons it has.
    pub rows: u64,
}

/// Those with any rows among files of these names; the files of a folder are told together.
pub(super) fn told<'n>(files: impl Iterator<Item = (&'n str, Access)>) -> Vec<Personal> {
    let mut told: Vec<Personal> = Vec::new();
    for (name, access) in files {
        let Access::Owner { rows } = access else { continue };
        let name = name.split_once('/').map_or(name, |(folder, _)| folder);
        match told.iter_mut().find(|own| own.file == name) {
            Some(own) => own.rows += rows,
            None if rows > 0 => told.push(Personal { file: name.to_owned(), rows }),
            None => {}
        }
    }
    told
}

/// For its owner, with so many rows of persons.
pub(super) fn rows(rows: usize) -> Access {
    Access::Owner { rows: rows as u64 }
}

pub(super) fn rejects(run: &Run) -> Access {
    Access::Owner { rows: run.sources.total().rejected_total() }
}

pub(super) fn findings(run: &Run) -> Access {
    let is_remark = |severity: Severity| severity != Severity::Reject;
    rows(run.findings.iter().filter(|finding| is_remark(finding.code.severity())).count())
}

pub(super) fn listed(review: &Review) -> usize {
    review.name_lists.iter().map(|list| list.lines.len()).sum()
}

/// Persons behind claimed figures.
pub(super) fn behind(claims: Option<&Verification>) -> usize {
    let figures = claims.into_iter().flat_map(|claims| &claims.figures);
    figures.map(|figure| figure.behind.len()).sum()
}

pub(super) fn doubtful(review: &Review) -> usize {
    review.audit.suspicions.iter().map(|one| one.rows.len()).sum()
}

/// Rows drawn for field audits.
pub(super) fn drawn(review: &Review) -> usize {
    let units = review.audit.sample.iter().flat_map(|sample| &sample.units);
    units.map(|unit| unit.drawn.len()).sum()
}

#[cfg(feature = "store")]
pub(super) fn moves(changes: &Changes) -> usize {
    changes.moves.iter().map(|own| own.rows.len().max(1)).sum()
}
