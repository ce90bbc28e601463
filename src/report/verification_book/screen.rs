//! Claims on the terminal: their account, and the figures that differ most.

use std::fmt::Write;

use super::{account, name, share, shown, unit};
use crate::model::verification::{Cause, Status, Verification, Verified};
use crate::report::text_table::{Align, TextTable, cut, wrap};

/// So many figures are shown; all of them stand in the workbook.
const MOST: usize = 20;
/// Room for the name of a subject, of a measure and for a cause.
const NAME: usize = 20;
const MEASURE: usize = 16;
const CAUSE: usize = 22;

/// The account and the table of differences, largest share first.
pub(in crate::report) fn section(claims: &Verification, width: usize) -> String {
    let mut out = wrap(&account(claims), width, "  ");
    out.push('\n');
    let differs = |figure: &&Verified| matches!(figure.status, Status::Over | Status::Under);
    let mut differing: Vec<&Verified> = claims.figures.iter().filter(differs).collect();
    if differing.is_empty() {
        return out;
    }
    let weight = |figure: &Verified| {
        let by = figure.difference().map_or(0, |by| i128::from(by.units.unsigned_abs()));
        let counted = figure.counted.map_or(1, |counted| i128::from(counted.units.unsigned_abs()));
        by * 1000 / counted.max(1)
    };
    differing.sort_by_key(|figure| std::cmp::Reverse(weight(figure)));
    let mut table = TextTable::new(&[
        ("结论", Align::Left),
        ("对象", Align::Left),
        ("年度", Align::Right),
        ("指标", Align::Left),
        ("申报", Align::Right),
        ("核实", Align::Right),
        ("差率", Align::Right),
        ("可能的原因", Align::Left),
    ]);
    for figure in differing.iter().take(MOST) {
        let claim = &figure.claim;
        let subject = format!("{} {}", unit(&claim.subject), name(claim));
        table.row(vec![
            figure.status.label().to_owned(),
            cut(subject.trim(), NAME),
            claim.year.to_string(),
            cut(&claim.measure.label(), MEASURE),
            shown(claim.claimed, claim.measure),
            figure.counted.map_or_else(String::new, |counted| shown(counted, claim.measure)),
            share(figure),
            cut(&cause(figure), CAUSE),
        ]);
    }
    out.push_str(&table.render(width));
    if differing.len() > MOST {
        // Writing into a string does not fail.
        let _ = writeln!(out, "另有 {} 个不一致的数，见 核验.xlsx", differing.len() - MOST);
    }
    out
}

fn cause(figure: &Verified) -> String {
    let Some(first) = figure.explanations.first() else { return "-".to_owned() };
    let labels: Vec<&str> = first.causes.iter().map(|cause: &Cause| cause.label()).collect();
    let more = if figure.explanations.len() > 1 { "等" } else { "" };
    let near = if figure.exact { "" } else { "近于" };
    format!("{near}{}{more}", labels.join("＋"))
}
