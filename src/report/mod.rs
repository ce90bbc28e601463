//! The report stage: a run as files and as a screen. One file per output; wording, formats and masking shared.
//!
//! Nothing is computed here that another stage could have counted: tables are drawn from the model as they are.

mod book;
mod cohort_csv;
mod cohort_table;
mod csv;
mod error;
mod findings_csv;
mod flow_book;
mod judged;
mod judgement_csv;
mod mask;
mod metrics_parquet;
mod run_json;
mod staging;
mod standards_book;
mod summary;
mod wording;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod look;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use self::mask::Mask;
use self::staging::{Access, Staging};
use crate::model::run::Run;

pub use error::{Fault, ReportError};
pub use summary::{summary, written};

/// Makes sure, before any work is done, that there is a folder `out` to write to.
///
/// # Errors
/// When it cannot be created.
pub fn prepare(out: &Path) -> Result<(), ReportError> {
    Staging::new(out).map(drop)
}

/// Writes every output of a run into the folder `out` and returns their paths.
///
/// All files get their names at the end and together: a failure leaves the outputs of a former run as they were.
/// `full_ids` shows ID numbers, names and phone numbers as they are.
///
/// # Errors
/// When the folder or a file cannot be written, or a former output is open in another program.
pub fn write(run: &Run, out: &Path, full_ids: bool) -> Result<Vec<PathBuf>, ReportError> {
    let mask = if full_ids { Mask::Off } else { Mask::On };
    let judgement = &run.judgement;
    let mut files = Staging::new(out)?;
    files.file("metrics.csv", Access::Default, |out| {
        cohort_csv::metrics(out, &run.years)
    })?;
    files.file("metrics.parquet", Access::Default, |out| {
        metrics_parquet::write(out, &run.years)
    })?;
    files.file("bases.csv", Access::Default, |out| {
        cohort_csv::bases(out, &run.years)
    })?;
    files.file("measures.csv", Access::Default, |out| {
        judgement_csv::measures(out, &judgement.measures)
    })?;
    files.file("verdicts.csv", Access::Default, |out| {
        judgement_csv::verdicts(out, &judgement.verdicts)
    })?;
    files.file("rejects.csv", Access::Owner, |out| {
        findings_csv::rejects(out, run, mask)
    })?;
    files.file("findings.csv", Access::Owner, |out| {
        findings_csv::findings(out, run, mask)
    })?;
    files.file("达标.xlsx", Access::Default, |out| {
        standards_book::write(out, run)
    })?;
    for table in &run.flows {
        let name = flow_book::file_name(table, run);
        files.file(&name, Access::Default, |out| {
            flow_book::write(out, run, table)
        })?;
    }
    // The last to be renamed: where it stands, the others do.
    files.file("run.json", Access::Default, |out| run_json::write(out, run))?;
    files.commit()
}
