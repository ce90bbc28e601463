//! `verdicts.csv` and `measures.csv`: what was judged, and by which figures.

use std::io::Write;

use super::csv::Csv;
use super::error::Fault;
use crate::model::verdict::{MeasureLine, Verdict};

/// Writes `verdicts.csv`.
pub(super) fn verdicts(out: impl Write, verdicts: &[Verdict]) -> Result<(), Fault> {
    let mut csv = Csv::new(out, &Verdict::HEADER)?;
    for verdict in verdicts {
        csv.row(&verdict.cells())?;
    }
    Ok(())
}

/// Writes `measures.csv`.
pub(super) fn measures(out: impl Write, measures: &[MeasureLine]) -> Result<(), Fault> {
    let mut csv = Csv::new(out, &MeasureLine::HEADER)?;
    for measure in measures {
        csv.row(&measure.cells())?;
    }
    Ok(())
}
