//! `run.json`: the account of a run. No time of day and no machine in it, so that the same run gives the same bytes.

mod audit;
mod suppressed;

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use super::error::Fault;

use crate::model::claim::ClaimCounts;
use crate::model::finding::{Code, Severity};
use crate::model::review::Review;
use crate::model::run::{Run, StoreStamp};
use crate::model::source::{RowCounts, SourceFile};
pub(super) use suppressed::write as write_suppressed;

/// Writes the file.
pub(super) fn write(mut out: impl Write, run: &Run) -> Result<(), Fault> {
    serde_json::to_writer_pretty(&mut out, &Account::of(run))?;
    out.write_all(b"\n")?;
    Ok(())
}

/// Writes the file of a review: the same, and the checks as they were in force.
pub(super) fn write_review(mut out: impl Write, review: &Review) -> Result<(), Fault> {
    let run = Account::of(&review.run);
    let claims = review.claims.as_ref().map(|claims| Claims::of(&claims.counts));
    let account = ReviewAccount { run, claims, audit: audit::account(&review.audit) };
    serde_json::to_writer_pretty(&mut out, &account)?;
    out.write_all(b"\n")?;
    Ok(())
}

#[derive(Serialize)]
struct ReviewAccount<'a> {
    #[serde(flatten)]
    run: Account<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<Claims>,
    audit: audit::Account<'a>,
}

/// What became of claimed figures: read = verified + unverifiable + refused + totals.
#[derive(Serialize)]
struct Claims {
    read: u64,
    verified: u64,
    unverifiable: u64,
    refused: u64,
    totals: u64,
}

impl Claims {
    fn of(counts: &ClaimCounts) -> Self {
        let ClaimCounts { read, verified, unverifiable, refused, totals } = *counts;
        Self { read, verified, unverifiable, refused, totals }
    }
}

#[derive(Serialize)]
struct Account<'a> {
    versions: BTreeMap<&'static str, &'static str>,
    as_of: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quarter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<String>,
    policies: Vec<Policy<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<Store<'a>>,
    enrolments: Enrolments,
    totals: Rows,
    repairs: Repairs<'a>,
    return_books: usize,
    findings: BTreeMap<&'static str, u64>,
    files: Vec<File<'a>>,
}

/// The store that the rows came from; `report` names what it keeps of this report.
#[derive(Serialize)]
struct Store<'a> {
    version: u64,
    time: &'a str,
    report: Option<&'a str>,
}

impl<'a> Store<'a> {
    fn of(stamp: &'a StoreStamp) -> Self {
        Self { version: stamp.version, time: &stamp.time, report: stamp.report.as_deref() }
    }
}

#[derive(Serialize)]
struct Policy<'a> {
    id: &'a str,
    title: &'a str,
    hash: &'a str,
}

#[derive(Serialize)]
struct Enrolments {
    total: u64,
    persons: u64,
    no_end_date: u64,
    not_ended: u64,
    #[serde(rename = "enrolments_without_base")]
    without_base: u64,
}

/// `list` is the hash of the list that the user approved.
#[derive(Serialize)]
struct Repairs<'a> {
    suggested: u64,
    approved: u64,
    applied: u64,
    list: Option<&'a str>,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    size: u64,
    hash: &'a str,
    encoding: &'a str,
    kind: &'static str,
    ledgers: Vec<&'static str>,
    sheets: &'a [String],
    rows: Rows,
}

#[derive(Serialize)]
struct Rows {
    read: u64,
    accepted: u64,
    rejected: BTreeMap<&'static str, u64>,
    skipped: BTreeMap<&'static str, u64>,
    replaced: u64,
    merged: u64,
    unassigned: u64,
    placements: u64,
    #[serde(skip_serializing_if = "is_zero")]
    listed: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl<'a> Account<'a> {
    fn of(run: &'a Run) -> Self {
        let stamp = &run.stamp;
        let counts = &run.enrolments;
        Self {
            versions: BTreeMap::from([("taizhang", stamp.version)]),
            as_of: stamp.as_of.to_string(),
            year: stamp.month.is_none().then_some(stamp.year),
            quarter: stamp
                .month
                .is_none()
                .then(|| format!("{}Q{}", stamp.quarter_year, stamp.quarter.number())),
            month: stamp.month.map(|month| month.to_string()),
            policies: stamp
                .policies
                .iter()
                .map(|policy| Policy { id: &policy.id, title: &policy.title, hash: &policy.hash })
                .collect(),
            store: run.stamp.store.as_ref().map(Store::of),
            enrolments: Enrolments {
                total: counts.total,
                persons: counts.persons,
                no_end_date: counts.no_end_date,
                not_ended: counts.not_ended,
                without_base: counts.without_base,
            },
            totals: rows(&run.sources.total()),
            repairs: Repairs {
                suggested: run.repairs.suggested,
                approved: run.repairs.approved,
                applied: run.repairs.applied,
                list: run.repairs.list.as_deref(),
            },
            return_books: run.returns.len(),
            findings: findings(run),
            files: run.sources.files.iter().map(file).collect(),
        }
    }
}

fn file(file: &SourceFile) -> File<'_> {
    File {
        path: &file.path,
        size: file.size,
        hash: &file.hash,
        encoding: &file.encoding,
        kind: file.kind.key(),
        ledgers: file.ledgers.iter().map(|kind| kind.key()).collect(),
        sheets: &file.sheets,
        rows: rows(&file.rows),
    }
}

fn rows(counts: &RowCounts) -> Rows {
    let rejected = counts.rejected.iter().map(|(code, count)| (code.name(), *count));
    let skipped = counts.skipped.iter().map(|(reason, count)| (reason.key(), *count));
    Rows {
        read: counts.read,
        accepted: counts.accepted,
        rejected: rejected.collect(),
        skipped: skipped.collect(),
        replaced: counts.replaced,
        merged: counts.merged,
        unassigned: counts.unassigned,
        placements: counts.placements,
        listed: counts.listed,
    }
}

/// Lines of `findings.csv` by code; those of `rejects.csv` stand in the totals.
fn findings(run: &Run) -> BTreeMap<&'static str, u64> {
    let mut counts: BTreeMap<Code, u64> = BTreeMap::new();
    for finding in &run.findings {
        if finding.code.severity() != Severity::Reject {
            *counts.entry(finding.code).or_default() += 1;
        }
    }
    counts.into_iter().map(|(code, count)| (code.name(), count)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::report::sample;

    fn sum(object: &Value) -> u64 {
        let values = object.as_object().expect("an object").values();
        values.map(|count| count.as_u64().expect("a count")).sum()
    }

    #[test]
    fn every_row_of_every_file_is_accounted_for() {
        let mut bytes = Vec::new();
        super::write(&mut bytes, &sample::run()).expect("memory");
        let account: Value = serde_json::from_slice(&bytes).expect("JSON");
        let files = account["files"].as_array().expect("files");
        assert!(files.len() > 2);
        let all = files.iter().map(|file| &file["rows"]).chain([&account["totals"]]);
        for rows in all {
            let count = |name: &str| rows[name].as_u64().expect("a count");
            assert_eq!(
                count("read"),
                count("accepted") + sum(&rows["rejected"]) + sum(&rows["skipped"])
            );
        }
        let accepted = account["totals"]["accepted"].as_u64();
        let merged = account["totals"]["merged"].as_u64();
        let enrolments = account["enrolments"]["total"].as_u64();
        assert_eq!(accepted.zip(merged).map(|(a, m)| a - m), enrolments);
        assert_eq!(account["as_of"], "2024-06-30");
        assert_eq!(account["quarter"], "2024Q2");
        assert!(account["findings"].get("ID_CHECKSUM").is_none());
    }
}
