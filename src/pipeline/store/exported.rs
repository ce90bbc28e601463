//! The log of exports: who wrote personal data to where, before it is written.

use chrono::Utc;

use super::opened;
use crate::config::{RunConfig, RunError};
use crate::model::finding::Severity;
use crate::model::review::Review;
use crate::model::run::Run;
use crate::store::access_log::{Export, Output, What, user};

/// Puts on record that a command is about to write these outputs, or a report that can be made again; nothing for a
/// command without a store.
pub fn exported(command: &str, outputs: Vec<Output>, config: &RunConfig) -> Result<(), RunError> {
    let Some(view) = config.store.as_ref().filter(|view| !view.is_rehearsal) else {
        return Ok(());
    };
    let (store, version) = opened(view)?;
    let what = [
        ("version", What::Number(version)),
        ("as_of", What::Text(config.as_of.to_string())),
        ("full_ids", What::Flag(config.disclosure.full_ids)),
        ("pseudonyms", What::Flag(config.disclosure.pseudonyms.is_some())),
    ];
    let unit = config.only_unit.clone().map(|unit| ("only_unit", What::Text(unit)));
    let export = Export {
        time: Utc::now(),
        user: user(|name| std::env::var(name).ok()),
        command: command.to_owned(),
        what: what.into_iter().chain(unit).collect(),
        report: view.report.clone(),
        outputs,
    };
    store.exports.append(&export).map_err(|error| error.on_record(&view.folder))?;
    Ok(())
}

/// An output and how many rows of persons it has.
pub fn output(file: &str, rows: u64) -> Output {
    Output { file: file.to_owned(), rows }
}

/// The outputs of a run with rows of persons, and of how many.
pub fn of_run(run: &Run) -> Vec<Output> {
    let [rejects, findings] = remarks(run);
    let returned: usize = run.returns.iter().map(|book| book.rows().count()).sum();
    let repairs = output("repairs.csv", run.suggestions.len() as u64);
    filled(vec![rejects, findings, repairs, output("退回", returned as u64)])
}

/// The same of what verifying writes.
pub fn of_review(review: &Review) -> Vec<Output> {
    let Review { run, audit, claims, name_lists, .. } = review;
    let [rejects, findings] = remarks(run);
    let listed: usize = name_lists.iter().map(|list| list.lines.len()).sum();
    let figures = claims.iter().flat_map(|claims| &claims.figures);
    let behind: usize = figures.map(|figure| figure.behind.len()).sum();
    let doubtful: usize = audit.suspicions.iter().map(|one| one.rows.len()).sum();
    let drawn = audit.sample.iter().flat_map(|sample| &sample.units);
    let drawn: usize = drawn.map(|unit| unit.drawn.len()).sum();
    filled(vec![
        rejects,
        findings,
        output("rosters.csv", listed as u64),
        output("核验.xlsx", (listed + behind) as u64),
        output("suspicions.csv", doubtful as u64),
        output("audit_sample.csv", drawn as u64),
        output("疑点.xlsx", (doubtful + drawn) as u64),
    ])
}

fn remarks(run: &Run) -> [Output; 2] {
    let rejects = run.sources.total().rejected_total();
    let is_remark = |code: Severity| code != Severity::Reject;
    let remarks = run.findings.iter().filter(|finding| is_remark(finding.code.severity()));
    [output("rejects.csv", rejects), output("findings.csv", remarks.count() as u64)]
}

fn filled(mut outputs: Vec<Output>) -> Vec<Output> {
    outputs.retain(|output| output.rows > 0);
    outputs
}
