//! `verdicts`, `measures`, `evaluation` and `notices`: what was judged, and by which figures. All columns are texts; an empty one is missing.

use polars::prelude::*;

use crate::model::evaluation::{Evaluation, Remark};
use crate::model::verdict::{MeasureLine, Verdict};

/// The lines of `verdicts`, in the order in which they were judged.
///
/// # Errors
/// When the frame cannot be built.
pub fn verdicts(verdicts: &[Verdict]) -> PolarsResult<DataFrame> {
    texts(Verdict::HEADER, verdicts.iter().map(Verdict::cells))
}

/// The lines of `measures`, sorted by their columns.
///
/// # Errors
/// When the frame cannot be built.
pub fn measures(measures: &[MeasureLine]) -> PolarsResult<DataFrame> {
    texts(MeasureLine::HEADER, measures.iter().map(MeasureLine::cells))
}

/// The lines of `evaluation`, by policy and subject.
///
/// # Errors
/// When the frame cannot be built.
pub fn evaluations(evaluations: &[Evaluation]) -> PolarsResult<DataFrame> {
    texts(Evaluation::HEADER, evaluations.iter().map(Evaluation::cells))
}

/// The lines of `notices`, by policy and subject.
///
/// # Errors
/// When the frame cannot be built.
pub fn notices(remarks: &[Remark]) -> PolarsResult<DataFrame> {
    texts(Remark::HEADER, remarks.iter().map(Remark::cells))
}

fn texts<const N: usize>(
    header: [&str; N],
    rows: impl ExactSizeIterator<Item = [String; N]>,
) -> PolarsResult<DataFrame> {
    let height = rows.len();
    let mut columns: [Vec<Option<String>>; N] = std::array::from_fn(|_| Vec::with_capacity(height));
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.push((!cell.is_empty()).then_some(cell));
        }
    }
    let columns = header
        .into_iter()
        .zip(columns)
        .map(|(name, cells)| Column::new(name.into(), cells))
        .collect();
    DataFrame::new(height, columns)
}
