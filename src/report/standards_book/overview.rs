//! The sheet 总览: one line per subject and standard, with the condition that decides.

use std::collections::BTreeSet;

use rust_xlsxwriter::{FormatAlign, Workbook, XlsxError};

use super::{Columns, Formats, HEIGHT};
use crate::model::measure::Subject;
use crate::model::run::Run;
use crate::model::verdict::Outcome;
use crate::report::book::{self, Line};
use crate::report::judged::{Judged, Score};
use crate::report::wording;

const COLUMNS: Columns<11> = Columns {
    names: [
        "文件",
        "标准",
        "省",
        "市",
        "类别",
        "对象",
        "台账",
        "结果",
        "关键数据",
        "缺什么/何时可定",
        "另符合的标准",
    ],
    widths: [22.0, 16.0, 9.0, 13.0, 6.0, 24.0, 8.0, 11.0, 48.0, 34.0, 12.0],
};
const LAST: u16 = 10;
const HEADER_ROW: u32 = 2;
/// The mark of what is on file and in no ledger.
const NO_LEDGER: &str = "无台账";
/// Deciding conditions that one line names.
const NAMED: usize = 3;

/// Adds the sheet.
pub(super) fn add(workbook: &mut Workbook, run: &Run, judged: &[Judged]) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name("总览")?;
    book::landscape(sheet);
    let title = format!("劳务品牌与培训基地达标情况（{}年度）", run.stamp.year);
    sheet.merge_range(0, 0, 0, LAST, &title, &book::title())?;
    sheet.set_row_height(0, 30)?;
    let note = book::plain().set_align(FormatAlign::Left);
    sheet.merge_range(1, 0, 1, LAST, &score(run, judged), &note)?;
    sheet.set_row_height(1, 20)?;
    COLUMNS.head(sheet, HEADER_ROW)?;

    let formats = Formats::new();
    let mut row = HEADER_ROW;
    for one in judged {
        row += 1;
        let whole = one.whole;
        let subject = &whole.subject;
        let cells = [
            (0, wording::document(&run.stamp, &whole.policy), &formats.cell),
            (1, &whole.standard, &formats.cell),
            (2, &subject.province, &formats.centred),
            (3, &subject.city, &formats.centred),
            (4, wording::kind(subject.kind), &formats.centred),
            (5, wording::subject(whole), &formats.cell),
            (6, if whole.shown.no_ledger { NO_LEDGER } else { "" }, &formats.centred),
            (7, whole.result.label(), formats.result(whole.result)),
            (8, &key_figures(one), &formats.cell),
            (9, &wording::missing(whole), &formats.cell),
            (10, &whole.shown.also_meets.join("、"), &formats.cell),
        ];
        let mut line = Line::new(sheet, row, &COLUMNS.widths, HEIGHT);
        for (column, text, format) in cells {
            line.text(column, text, format)?;
        }
        line.end()?;
    }
    for subject in unjudged(run, judged) {
        row += 1;
        let mut line = Line::new(sheet, row, &COLUMNS.widths, HEIGHT);
        let cells = ["", "", &subject.province, &subject.city, wording::kind(subject.kind)];
        for (column, text) in (0..).zip(cells) {
            line.text(column, text, &formats.centred)?;
        }
        line.text(5, &subject.name, &formats.cell)?;
        line.text(6, NO_LEDGER, &formats.centred)?;
        line.text(7, "不判定", &formats.centred)?;
        line.text(8, "培训人数 0 人", &formats.cell)?;
        line.text(9, "所用的政策没有这类品牌、基地的标准", &formats.cell)?;
        line.text(10, "", &formats.cell)?;
        line.end()?;
    }
    sheet.autofilter(HEADER_ROW, 0, row, LAST)?;
    Ok(())
}

/// What is on file and in no ledger, and no policy of the run is about.
fn unjudged<'a>(run: &'a Run, judged: &[Judged]) -> Vec<&'a Subject> {
    let known: BTreeSet<&Subject> = judged.iter().map(|one| &one.whole.subject).collect();
    run.no_ledger.iter().filter(|subject| !known.contains(subject)).collect()
}

/// What decides; of those who pass, what was counted.
fn key_figures(one: &Judged) -> String {
    let deciding = one.deciding();
    let counted = deciding.iter().filter(|line| line.value.is_some()).count();
    let named = match one.whole.result {
        Outcome::Pass if counted > 0 => counted.min(NAMED),
        _ => deciding.len().min(NAMED),
    };
    let mut lines: Vec<String> =
        deciding.iter().take(named).map(|line| wording::phrase(line)).collect();
    if deciding.len() > named {
        lines.push(format!("另 {} 项，见明细", deciding.len() - named));
    }
    if lines.is_empty() {
        return one.whole.margin.clone();
    }
    lines.join("\n")
}

/// The second line: how many have which result.
fn score(run: &Run, judged: &[Judged]) -> String {
    let mut score = Score::default();
    for one in judged {
        score.add(one.whole.result);
    }
    format!(
        "截止日期 {}    共 {} 项：达标 {}，不达标 {}，待定 {}，需人工核验 {}",
        run.stamp.as_of,
        score.total(),
        score.pass,
        score.fail,
        score.pending,
        score.manual
    )
}
