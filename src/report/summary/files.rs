//! What became of the files and their rows.

use std::collections::BTreeMap;

use super::{heading, line, prose};
use crate::model::finding::{Code, Finding, Severity};
use crate::model::run::Run;
use crate::model::source::{RowCounts, SourceFile};
use crate::report::text_table::{Align, TextTable, cut, wrap};
use crate::report::wording::{accepted_rows, grouped};

/// Files that are listed one by one.
const LISTED: usize = 12;
/// Files with a problem, and kinds of remarks, that are listed.
const PROBLEMS: usize = 10;
const REMARKS: usize = 10;

/// Adds the account of rows by file.
pub(super) fn section(out: &mut String, run: &Run, width: usize) {
    let files = &run.sources.files;
    heading(out, &format!("文件 {} 个", files.len()));
    let mut table = TextTable::new(&[
        ("文件", Align::Left),
        ("读入", Align::Right),
        ("采纳", Align::Right),
        ("退回", Align::Right),
        ("跳过", Align::Right),
        ("合并", Align::Right),
    ]);
    let listed = if files.len() > LISTED { LISTED - 1 } else { LISTED };
    for file in files.iter().take(listed) {
        table.row(row(file.path.clone(), &file.rows));
    }
    if files.len() > listed {
        let rest = sum(files.iter().skip(listed));
        table.row(row(format!("其余 {} 个文件", files.len() - listed), &rest));
    }
    let total = run.sources.total();
    table.rule();
    table.row(row("合计".to_owned(), &total));
    out.push_str(&table.render(width));
    let equation = format!(
        "读入 {} ＝ 采纳 {} ＋ 退回 {} ＋ 跳过 {}；{}",
        total.read,
        total.accepted,
        total.rejected_total(),
        total.skipped_total(),
        accepted_rows(&total, run.enrolments.total)
    );
    prose(out, &equation, width);
    problems(out, run, width);
}

fn row(name: String, rows: &RowCounts) -> Vec<String> {
    let counts =
        [rows.read, rows.accepted, rows.rejected_total(), rows.skipped_total(), rows.merged];
    [name].into_iter().chain(counts.into_iter().map(grouped)).collect()
}

fn sum<'a>(files: impl Iterator<Item = &'a SourceFile>) -> RowCounts {
    let mut sum = RowCounts::default();
    for file in files {
        sum.add(&file.rows);
    }
    sum
}

/// Files that could not be processed, each with what to do.
fn problems(out: &mut String, run: &Run, width: usize) {
    let problem = |finding: &&Finding| finding.code.severity() == Severity::File;
    let problems: Vec<&Finding> = run.findings.iter().filter(problem).collect();
    if problems.is_empty() {
        return;
    }
    line(out, &format!("未能处理 {} 处：", problems.len()));
    for finding in problems.iter().take(PROBLEMS) {
        let path = run.sources.path(finding.at.sheet);
        let sheet = run.sources.sheet_name(finding.at.sheet);
        let place = if sheet.is_empty() { path.to_owned() } else { format!("{path}（{sheet}）") };
        line(out, &format!("  {}", cut(&place, width - 2)));
        let detail = if finding.detail.is_empty() {
            String::new()
        } else {
            format!("：{}", finding.detail)
        };
        let advice = format!("    {}{detail}；{}", finding.code.what(), finding.code.fix());
        line(out, &wrap(&advice, width, "    "));
    }
    if problems.len() > PROBLEMS {
        line(out, &format!("  其余 {} 处见 findings.csv", problems.len() - PROBLEMS));
    }
}

/// Adds the rejected rows by reason, and the remarks by kind.
pub(super) fn findings(out: &mut String, run: &Run, width: usize) {
    let rejected = run.sources.total().rejected;
    if !rejected.is_empty() {
        heading(out, &format!("退回 {} 行，逐行见 rejects.csv", grouped(rejected.values().sum())));
        out.push_str(&by_code(rejected.into_iter().collect(), "行数").render(width));
        settled(out, run, width);
    }
    let mut remarks: BTreeMap<Code, u64> = BTreeMap::new();
    let remark = |severity| matches!(severity, Severity::Warning | Severity::Note);
    for finding in run.findings.iter().filter(|finding| remark(finding.code.severity())) {
        *remarks.entry(finding.code).or_default() += 1;
    }
    if remarks.is_empty() {
        return;
    }
    heading(out, &format!("提示 {} 处，逐处见 findings.csv", grouped(remarks.values().sum())));
    let mut counts: Vec<(Code, u64)> = remarks.into_iter().collect();
    counts.sort_by_key(|(code, count)| (code.severity(), std::cmp::Reverse(*count)));
    let more = counts.len().saturating_sub(REMARKS);
    counts.truncate(REMARKS);
    out.push_str(&by_code(counts, "处数").render(width));
    if more > 0 {
        line(out, &format!("其余 {more} 类见 findings.csv"));
    }
}

/// What can be done, or was done, about rejected rows.
fn settled(out: &mut String, run: &Run, width: usize) {
    let parts = [
        (run.sources.total().replaced, "已由更正的行代替", "findings.csv"),
        (run.repairs.suggested, "有身份证号更正建议", "repairs.csv"),
        (run.repairs.applied, "按核准清单更正后采纳", "findings.csv"),
    ];
    let parts = parts.into_iter().filter(|(count, ..)| *count > 0);
    let said: Vec<String> = parts
        .map(|(count, what, file)| format!("{what} {} 行，见 {file}", grouped(count)))
        .collect();
    if !said.is_empty() {
        prose(out, &said.join("；"), width);
    }
}

fn by_code(counts: Vec<(Code, u64)>, unit: &str) -> TextTable {
    let mut table =
        TextTable::new(&[("代码", Align::Left), (unit, Align::Right), ("原因", Align::Left)]);
    for (code, count) in counts {
        table.row(vec![code.name().to_owned(), grouped(count), code.what().to_owned()]);
    }
    table
}
