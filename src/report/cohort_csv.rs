//! `metrics.csv` and `bases.csv`: cohort counts per subject and calendar year.

use std::io::Write;

use super::cohort_table::{self, COUNTS, Line};
use super::csv::Csv;
use super::error::Fault;
use crate::model::measure::Cohorts;

/// Writes `metrics.csv`.
pub(super) fn metrics(out: impl Write, cohorts: &Cohorts) -> Result<(), Fault> {
    table(out, "brand", cohort_table::metrics(cohorts))
}

/// Writes `bases.csv`.
pub(super) fn bases(out: impl Write, cohorts: &Cohorts) -> Result<(), Fault> {
    table(out, "base", cohort_table::bases(cohorts))
}

fn table<'a>(
    out: impl Write,
    name: &str,
    lines: impl Iterator<Item = Line<'a>>,
) -> Result<(), Fault> {
    let mut header = vec!["level", "province", "city", name, "year"];
    header.extend(COUNTS.iter().map(|(name, _)| *name));
    let mut csv = Csv::new(out, &header)?;
    for Line {
        subject,
        year,
        tally,
    } in lines
    {
        csv.text(subject.kind.key())?;
        csv.text(&subject.province)?;
        csv.text(&subject.city)?;
        csv.text(&subject.name)?;
        csv.number(year)?;
        for (_, count) in COUNTS {
            csv.number(count(tally))?;
        }
        csv.end_row()?;
    }
    Ok(())
}
