//! Differences between two reports: on the screen, as tables, as a workbook, as JSON.

mod book;
mod json;
mod screen;
mod tables;
mod words;

use std::path::Path;

use super::ReportError;
use super::mask::Mask;
use super::personal;
use super::staging::{Access, Staging};
use crate::model::change::Changes;

pub use json::changes_json;
pub use screen::changes_text;

/// Writes the differences into the folder `out`, under temporary names; `asked` is how the two sides were written.
///
/// # Errors
/// As [`write()`](super::write()).
pub fn stage_changes(
    changes: &Changes,
    asked: [&str; 2],
    out: &Path,
    full_ids: bool,
) -> Result<Staging, ReportError> {
    let mask = if full_ids { Mask::Off } else { Mask::On };
    let rows = personal::rows(personal::moves(changes));
    let mut files = Staging::new(out)?;
    files.file("diff.csv", Access::Default, |out| tables::figures(out, changes))?;
    files.file("diff_rows.csv", rows, |out| tables::rows(out, changes, mask))?;
    files.file("变动.xlsx", rows, |out| book::write(out, changes, asked, mask))?;
    Ok(files)
}
