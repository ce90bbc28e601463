//! What the integrity checks found.

use super::{heading, line, prose};
use crate::model::suspicion::Audit;
use crate::report::suspicions::{Totals, sampled};
use crate::report::text_table::{Align, TextTable};
use crate::report::wording::grouped;

/// Units that are listed one by one.
const LISTED: usize = 8;

/// Adds the counts by check, and the units with the most.
pub(super) fn section(out: &mut String, audit: &Audit, width: usize) {
    heading(
        out,
        &format!("疑点 {} 项（需要核实，不是结论）", grouped(audit.suspicions.len() as u64)),
    );
    let mut table = TextTable::new(&[
        ("核查", Align::Left),
        ("级别", Align::Left),
        ("疑点", Align::Right),
        ("涉及行", Align::Right),
        ("代码", Align::Left),
    ]);
    let mut any = false;
    for rule in audit.checks.rules() {
        let totals = Totals::of(audit, rule.check);
        if totals.suspicions > 0 {
            any = true;
            table.row(vec![
                rule.title.clone(),
                audit.checks.general(rule.check).severity.label().to_owned(),
                grouped(totals.suspicions),
                grouped(totals.rows),
                rule.check.code().to_owned(),
            ]);
        }
    }
    if any {
        out.push_str(&table.render(width));
    } else {
        line(out, "没有发现疑点");
    }
    units(out, audit, width);
    if let Some(sample) = &audit.sample {
        prose(out, &sampled(sample), width);
    }
}

fn units(out: &mut String, audit: &Audit, width: usize) {
    let doubtful = || audit.units.iter().filter(|unit| !unit.checks.is_empty());
    if doubtful().next().is_none() {
        return;
    }
    let mut table = TextTable::new(&[
        ("上报单位", Align::Left),
        ("参训记录", Align::Right),
        ("有疑点", Align::Right),
        ("重点", Align::Right),
        ("一般", Align::Right),
        ("提示", Align::Right),
    ]);
    for unit in doubtful().take(LISTED) {
        let [high, medium, low] = unit.severities;
        let counts = [unit.enrolments, unit.doubtful, high, medium, low];
        let name = format!("{}{}", unit.unit.province, unit.unit.city);
        table.row([name].into_iter().chain(counts.into_iter().map(grouped)).collect());
    }
    out.push('\n');
    out.push_str(&table.render(width));
    let rest = doubtful().count().saturating_sub(LISTED);
    if rest > 0 {
        line(out, &format!("另有 {rest} 个单位，见 疑点.xlsx"));
    }
}
