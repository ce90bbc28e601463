//! What a run says on the terminal: files, rejections, figures, verdicts. No ID number ever appears in it.

mod brands;
mod files;
mod month;
mod suspicions;
mod verdicts;

use std::fmt::Write;
use std::path::PathBuf;

use super::text_table::wrap;
use crate::model::month::MonthlyReport;
use crate::model::review::Review;
use crate::model::run::Run;
use crate::report::wording::{grouped, quarter};
use crate::report::{name_lists, verification_book};

/// Narrower and wider terminals get these.
const NARROWEST: usize = 60;
const WIDEST: usize = 100;

/// The account of a run for people, at most `width_hint` (60 to 100) half-width characters wide.
#[must_use]
pub fn summary(run: &Run, width_hint: usize) -> String {
    let width = width_hint.clamp(NARROWEST, WIDEST);
    let mut out = String::new();
    header(&mut out, run, width);
    files::section(&mut out, run, width);
    files::findings(&mut out, run, width);
    brands::section(&mut out, run, width);
    verdicts::section(&mut out, run, width);
    out
}

/// What verifying found, at most `width_hint` (60 to 100) half-width characters wide.
#[must_use]
pub fn review_summary(review: &Review, width_hint: usize) -> String {
    let width = width_hint.clamp(NARROWEST, WIDEST);
    let mut out = String::new();
    header(&mut out, &review.run, width);
    files::section(&mut out, &review.run, width);
    if let Some(claims) = &review.claims {
        heading(&mut out, "申报核验，逐数见 核验.xlsx 和 claims.csv");
        out.push_str(&verification_book::section(claims, width));
    }
    let lists = name_lists::section(review, width);
    if !lists.is_empty() {
        heading(&mut out, "名单核对，逐人见 核验.xlsx");
        out.push_str(&lists);
    }
    suspicions::section(&mut out, &review.audit, width);
    out
}

/// A monthly report, at most `width_hint` (60 to 100) half-width characters wide.
#[must_use]
pub fn month_summary(report: &MonthlyReport, width_hint: usize) -> String {
    let width = width_hint.clamp(NARROWEST, WIDEST);
    let run = &report.run;
    let mut out = String::new();
    let month = report.flow.month.in_chinese();
    let (version, as_of) = (run.stamp.version, run.stamp.as_of);
    prose(&mut out, &format!("台账 taizhang {version}    截止日期 {as_of}    月报 {month}"), width);
    enrolments(&mut out, run, width);
    files::section(&mut out, run, width);
    files::findings(&mut out, run, width);
    month::section(&mut out, &report.flow, width);
    out
}

/// What was judged, alone.
#[must_use]
pub fn verdict_summary(run: &Run, width_hint: usize) -> String {
    let width = width_hint.clamp(NARROWEST, WIDEST);
    let stamp = &run.stamp;
    let mut out = String::new();
    let head = format!(
        "台账 taizhang {}    截止日期 {}    评定年度 {}    按以往汇总的结果判定",
        stamp.version, stamp.as_of, stamp.year
    );
    prose(&mut out, &head, width);
    verdicts::section(&mut out, run, width);
    out
}

/// The list of written files, to be shown below the summary.
#[must_use]
pub fn written(files: &[PathBuf]) -> String {
    let mut out = String::new();
    let folder = files.first().and_then(|file| file.parent());
    let shown = folder.map(|folder| folder.display().to_string()).unwrap_or_default();
    heading(&mut out, &format!("已写出 {} 个文件：{shown}", files.len()));
    let (here, below): (Vec<&PathBuf>, Vec<&PathBuf>) =
        files.iter().partition(|file| file.parent() == folder);
    if let Some(returned) = below.first().and_then(|file| file.parent()?.file_name()) {
        let returned = returned.to_string_lossy();
        line(&mut out, &format!("  {returned}/（退回工作簿 {} 个，含完整证件号）", below.len()));
    }
    for file in here {
        let name = file.file_name().unwrap_or(file.as_os_str());
        line(&mut out, &format!("  {}", name.to_string_lossy()));
    }
    out
}

fn header(out: &mut String, run: &Run, width: usize) {
    let stamp = &run.stamp;
    let line = format!(
        "台账 taizhang {}    截止日期 {}    评定年度 {}    调度表 {}年{}",
        stamp.version,
        stamp.as_of,
        stamp.year,
        stamp.quarter_year,
        quarter(stamp.quarter.number())
    );
    prose(out, &line, width);
    enrolments(out, run, width);
}

fn enrolments(out: &mut String, run: &Run, width: usize) {
    let counts = &run.enrolments;
    let line = format!(
        "参训记录 {} 条，{} 人；无结业日期 {} 条，截止日期后结业 {} 条，未填基地 {} 条",
        grouped(counts.total),
        grouped(counts.persons),
        grouped(counts.no_end_date),
        grouped(counts.not_ended),
        grouped(counts.without_base)
    );
    prose(out, &line, width);
}

fn prose(out: &mut String, text: &str, width: usize) {
    line(out, &wrap(text, width, "  "));
}

fn heading(out: &mut String, title: &str) {
    line(out, "");
    line(out, &format!("【{title}】"));
}

fn line(out: &mut String, text: &str) {
    // Writing into a string does not fail.
    let _ = writeln!(out, "{text}");
}
