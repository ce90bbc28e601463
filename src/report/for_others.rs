//! Outputs for whom they are made: for the own office, or for others under pseudonyms and without small counts.

use std::path::Path;

use super::error::ReportError;
use super::mask::{Mask, hide_subjects};
use super::staging::{Access, Staging};
use super::suppression::Hidden;
use super::{both, pseudonyms, run_json, staged, summary, tables};
use crate::model::disclosure::Disclosure;
use crate::model::run::Run;

/// What was written, under temporary names.
#[derive(Debug)]
pub struct Staged {
    /// The files.
    pub files: Staging,
    /// What is to be said of it.
    pub notices: Vec<String>,
    /// Whether there is more to be told on the screen than the files.
    is_whole: bool,
}

impl Staged {
    /// The summary of the run, where it may be shown.
    #[must_use]
    pub fn summary(&self, run: &Run, width: usize) -> String {
        if self.is_whole { summary(run, width) } else { String::new() }
    }
}

/// An output that is not written where small counts are suppressed, and why.
pub(super) struct LeftOut {
    pub(super) files: &'static str,
    pub(super) why: &'static str,
}

const BY_ROW: &str = "逐行列出，一行就是一个人";
const NOT_PROTECTED: &str = "其中的人数没有补充隐去，与已公布的合起来能推出小的人数";

/// Everything that a run writes besides the tables whose small counts are hidden.
pub(super) const LEFT_OUT: [LeftOut; 8] = [
    LeftOut { files: "rejects.csv、findings.csv、repairs.csv", why: BY_ROW },
    LeftOut { files: "退回", why: BY_ROW },
    LeftOut { files: "counts.csv、counts.parquet、links.csv", why: NOT_PROTECTED },
    LeftOut { files: "placements.csv、placements.parquet", why: NOT_PROTECTED },
    LeftOut { files: "measures.csv、measures.parquet", why: NOT_PROTECTED },
    LeftOut { files: "verdicts.csv、verdicts.parquet、达标.xlsx", why: NOT_PROTECTED },
    LeftOut { files: "evaluation.csv、notices.csv", why: NOT_PROTECTED },
    LeftOut { files: "调度表", why: NOT_PROTECTED },
];

/// Writes the outputs of a run into the folder `out`, as `shown` has it, under temporary names. Under pseudonyms the run
/// itself is changed.
///
/// # Errors
/// As [`super::write()`].
pub fn stage_for(run: &mut Run, out: &Path, shown: &Disclosure) -> Result<Staged, ReportError> {
    let mut notices = Vec::new();
    if let Some(key) = &shown.pseudonyms {
        pseudonyms::apply(run, key);
        notices.push(
            "已用化名代替证件号，文件和工作表改为编号，格子原文不写；不写退回工作簿，它们要有完整的证件号"
                .to_owned(),
        );
    }
    let Some(below) = shown.suppress_below else {
        let files = staged(run, out, Mask::of(shown))?.alone(shown.is_for_others());
        return Ok(Staged { files, notices, is_whole: true });
    };
    if Mask::of(shown) == Mask::On {
        hide_subjects(&mut run.counts.years);
    }
    let hidden = Hidden::of(&run.counts.years, below);
    let files = suppressed(run, out, shown, &hidden)?.alone(true);
    notices.push(said(below, &hidden));
    Ok(Staged { files, notices, is_whole: false })
}

/// The tables without small counts, under their temporary names.
fn suppressed(
    run: &Run,
    out: &Path,
    shown: &Disclosure,
    hidden: &Hidden,
) -> Result<Staging, ReportError> {
    let mut files = Staging::new(out)?;
    let years = &run.counts.years;
    both(&mut files, "metrics", tables::metrics(years, hidden))?;
    both(&mut files, "bases", tables::bases(years, hidden))?;
    files.file("run.json", Access::Default, |out| {
        run_json::write_suppressed(out, run, shown, &LEFT_OUT)
    })?;
    Ok(files)
}

fn said(below: u64, hidden: &Hidden) -> String {
    let left_out: Vec<String> =
        LEFT_OUT.iter().map(|it| format!("{}（{}）", it.files, it.why)).collect();
    format!(
        "1 至 {} 人的人数和由此能推出的共 {} 格没有写；只写了 metrics、bases 和 run.json，没有写：{}",
        below.saturating_sub(1),
        hidden.count(),
        left_out.join("；")
    )
}
