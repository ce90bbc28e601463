//! The report stage: a run as files and as a screen. One file per output; wording, formats and masking shared.
//!
//! Nothing is computed here that another stage could have counted: tables are drawn from the model as they are.

mod audit_book;
mod book;
#[cfg(feature = "store")]
mod change;
mod check_page;
mod codes_page;
mod csv;
mod error;
mod explained;
mod explanation;
mod findings_csv;
mod flow_book;
mod for_others;
mod for_programs;
mod inspection;
mod judged;
mod leftovers;
mod mask;
mod month_book;
mod name_lists;
mod personal;
mod policy_page;
mod pseudonyms;
mod registry_book;
mod registry_text;
mod repairs_csv;
mod return_book;
mod run_json;
mod staging;
mod standards_book;
mod summary;
mod supposition;
mod suppression;
mod suspicions;
mod tables;
mod text_table;
mod verification_book;
mod wording;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod test_folder;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, PolarsResult};
use rayon::prelude::*;
use rust_xlsxwriter::Workbook;

use self::mask::Mask;
use self::staging::Access;
use self::suppression::Hidden;
use crate::model::counts::Counts;
use crate::model::disclosure::Disclosure;
use crate::model::month::MonthlyReport;
use crate::model::review::Review;
use crate::model::run::Run;

#[cfg(feature = "store")]
pub use change::{changes_json, changes_text, stage_changes};
pub use check_page::{check_explanation, check_table, checks_page};
pub use codes_page::codes_page;
pub use error::{Fault, ReportError};
use explained::bridge_csv;
pub use explained::{answer_json, answer_text, write_answer};
pub use explanation::{code_table, explanation};
pub use for_others::{Staged, stage_for};
pub use for_programs::{
    check_json, checks_json, code_json, codes_json, judged_json, policies_json, policy_json,
    registry_json, supposition_json,
};
pub use inspection::{inspection_json, inspection_text, write_mapping};
pub use leftovers::leftovers;
pub use mask::{hide_names, shown_json, shown_message, shown_names, shown_screen};
pub use personal::Personal;
pub use policy_page::{policies_checked, policies_page, policy_page, policy_table};
pub use registry_book::write_registry_template;
pub use registry_text::registry_text;
pub use staging::Staging;
pub use summary::{month_summary, review_summary, summary, verdict_summary, written};
pub use supposition::supposition;

/// Makes sure, before any work is done, that there is a folder `out` that files can be written to.
///
/// # Errors
/// When it cannot be created, or a file in it cannot.
pub fn prepare(out: &Path) -> Result<(), ReportError> {
    // Never committed: only the temporary file is tried, and it goes at once.
    Staging::new(out)?.file("run.json", Access::Default, |_| Ok(()))
}

/// Writes every output of a run into the folder `out` and returns their paths.
///
/// All files get their names at the end and together: a failure leaves the outputs of a former run as they were.
/// `full_ids` shows ID numbers, names and phone numbers as they are.
///
/// # Errors
/// When the folder or a file cannot be written, or a former output is open in another program.
pub fn write(run: &Run, out: &Path, full_ids: bool) -> Result<Vec<PathBuf>, ReportError> {
    staged(run, out, if full_ids { Mask::Off } else { Mask::On })?.commit()
}

/// Every output of a run under its temporary name.
fn staged(run: &Run, out: &Path, mask: Mask) -> Result<Staging, ReportError> {
    let mut files = Staging::new(out)?;
    for (name, frame) in [
        ("metrics", tables::metrics(&run.counts.years, &Hidden::default())),
        ("bases", tables::bases(&run.counts.years, &Hidden::default())),
        ("counts", tables::counts(&run.counts)),
    ] {
        both(&mut files, name, frame)?;
    }
    judged(run, &mut files)?;
    files.file("links.csv", Access::Default, |out| links_csv(out, &run.counts))?;
    if !run.placements.is_empty() {
        both(&mut files, "placements", tables::placements(&run.placements))?;
    }
    remarks(run, &mut files, mask)?;
    return_books(run, &mut files)?;
    for table in &run.flows {
        let name = flow_book::file_name(table, run);
        files.file(&name, Access::Default, |out| flow_book::write(out, run, table))?;
    }
    // The last to be renamed: where it stands, the others do.
    files.file("run.json", Access::Default, |out| run_json::write(out, run))?;
    Ok(files)
}

/// What is to be said of rows.
fn remarks(run: &Run, files: &mut Staging, mask: Mask) -> Result<(), ReportError> {
    found(run, files, mask)?;
    let rows = personal::rows(run.suggestions.len());
    files.file("repairs.csv", rows, |out| repairs_csv::write(out, run, mask))
}

fn found(run: &Run, files: &mut Staging, mask: Mask) -> Result<(), ReportError> {
    let rejects = personal::rejects(run);
    files.file("rejects.csv", rejects, |out| findings_csv::rejects(out, run, mask))?;
    let findings = personal::findings(run);
    files.file("findings.csv", findings, |out| findings_csv::findings(out, run, mask))
}

/// Writes what verifying gives into the folder `out`, under temporary names.
///
/// # Errors
/// As [`write()`].
pub fn stage_review(review: &Review, out: &Path, full_ids: bool) -> Result<Staging, ReportError> {
    let run = &review.run;
    let mask = if full_ids { Mask::Off } else { Mask::On };
    let mut files = Staging::new(out)?;
    found(run, &mut files, mask)?;
    if let Some(claims) = &review.claims {
        both(&mut files, "claims", tables::claims(claims))?;
    }
    files.file("bridge.csv", Access::Default, |out| bridge_csv(out, &review.bridges))?;
    let listed = personal::listed(review);
    files.file("rosters.csv", personal::rows(listed), |out| name_lists::csv(out, review, mask))?;
    let compared = listed + personal::behind(review.claims.as_ref());
    files.file("核验.xlsx", personal::rows(compared), |out| {
        let mut workbook = Workbook::new();
        verification_book::sheets(&mut workbook, review, mask)?;
        name_lists::sheets(&mut workbook, review, mask)?;
        book::save(workbook, "申报核验", run, out)
    })?;
    let (doubtful, drawn) = (personal::doubtful(review), personal::drawn(review));
    let rows = personal::rows(doubtful);
    files.file("suspicions.csv", rows, |out| suspicions::write(out, review, mask))?;
    if let Some(sample) = &review.audit.sample {
        files.file("audit_sample.csv", personal::rows(drawn), |out| {
            suspicions::write_sample(out, review, sample, mask)
        })?;
    }
    let rows = personal::rows(doubtful + drawn);
    files.file("疑点.xlsx", rows, |out| audit_book::write(out, review, mask))?;
    files.file("run.json", Access::Default, |out| run_json::write_review(out, review))?;
    Ok(files)
}

/// Writes a monthly report into the folder `out`, as `shown` has it, under temporary names. Under pseudonyms the report
/// itself is changed.
///
/// # Errors
/// As [`write()`].
pub fn stage_month(
    report: &mut MonthlyReport,
    out: &Path,
    shown: &Disclosure,
) -> Result<Staging, ReportError> {
    if let Some(key) = &shown.pseudonyms {
        pseudonyms::apply_to_month(report, key);
    }
    let mut files = Staging::new(out)?;
    both(&mut files, "month", tables::month(&report.flow))?;
    for owner in month_book::owners(&report.flow) {
        let name = month_book::file_name(&report.flow, owner);
        files.file(&name, Access::Default, |out| month_book::write(out, report, owner))?;
    }
    remarks(&report.run, &mut files, Mask::of(shown))?;
    files.file("run.json", Access::Default, |out| run_json::write(out, &report.run))?;
    Ok(files.alone(shown.is_for_others()))
}

/// Writes what judging alone gives into the folder `out`, and returns the paths of the files.
///
/// # Errors
/// As [`write()`].
pub fn write_judged(run: &Run, out: &Path) -> Result<Vec<PathBuf>, ReportError> {
    let mut files = Staging::new(out)?;
    judged(run, &mut files)?;
    files.commit()
}

/// Verdicts and what goes with them.
fn judged(run: &Run, files: &mut Staging) -> Result<(), ReportError> {
    let judgement = &run.judgement;
    both(files, "measures", tables::measures(&judgement.measures))?;
    both(files, "verdicts", tables::verdicts(&judgement.verdicts))?;
    for (name, frame) in [
        ("evaluation", tables::evaluations(&judgement.evaluations)),
        ("notices", tables::notices(&judgement.remarks)),
    ] {
        let frame = frame.map_err(|error| ReportError::Table { name, source: error.into() })?;
        files.file(&format!("{name}.csv"), Access::Default, |out| tables::csv(out, &frame))?;
    }
    files.file("达标.xlsx", Access::Default, |out| standards_book::write(out, run))
}

/// One table as csv and as parquet.
fn both(
    files: &mut Staging,
    name: &'static str,
    frame: PolarsResult<DataFrame>,
) -> Result<(), ReportError> {
    let frame = frame.map_err(|error| ReportError::Table { name, source: error.into() })?;
    files.file(&format!("{name}.csv"), Access::Default, |out| tables::csv(out, &frame))?;
    files.file(&format!("{name}.parquet"), Access::Default, |out| tables::parquet(out, &frame))
}

/// Writes `counts.csv`.
///
/// # Errors
/// When it cannot be written.
pub fn counts_csv(out: impl Write, counts: &Counts) -> Result<(), Fault> {
    tables::csv(out, &tables::counts(counts)?)
}

/// Writes `links.csv`.
///
/// # Errors
/// When it cannot be written.
pub fn links_csv(out: impl Write, counts: &Counts) -> Result<(), Fault> {
    tables::csv(out, &tables::links(counts)?)
}

/// Workbooks in memory at a time.
const BOOKS_AT_ONCE: usize = 16;

/// The workbooks to be sent back; they hold whole ID numbers, which are what is to be corrected.
fn return_books(run: &Run, files: &mut Staging) -> Result<(), ReportError> {
    let names = return_book::file_names(run);
    let books: Vec<_> = names.iter().zip(&run.returns).collect();
    for some in books.chunks(BOOKS_AT_ONCE) {
        let rendered: Vec<_> =
            some.par_iter().map(|(name, book)| (*name, return_book::render(run, book))).collect();
        for ((name, bytes), (_, book)) in rendered.into_iter().zip(some) {
            let rows = personal::rows(book.rows().count());
            let name = format!("{}/{name}", return_book::FOLDER);
            files.file(&name, rows, |out| Ok(out.write_all(&bytes?)?))?;
        }
    }
    Ok(())
}
