//! The sheet 明细: every line of `verdicts.csv` in words.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::{Columns, Formats, HEIGHT};
use crate::model::ratio::{Ratio, percent};
use crate::model::run::Run;
use crate::model::verdict::{Beside, Verdict, WHOLE};
use crate::report::book::{self, Line};
use crate::report::wording;

const COLUMNS: Columns<18> = Columns {
    names: [
        "文件",
        "标准",
        "省",
        "市",
        "类别",
        "对象",
        "窗口",
        "条件",
        "指标",
        "实测值",
        "分子",
        "分母",
        "阈值",
        "结果",
        "差距",
        "距达标还差",
        "缺什么/何时可定",
        "依据",
    ],
    widths: [
        22.0, 13.0, 8.0, 11.0, 6.0, 18.0, 12.0, 15.0, 15.0, 18.0, 7.0, 7.0, 11.0, 11.0, 15.0, 9.0,
        24.0, 24.0,
    ],
};
const LAST: u16 = 17;
/// A sheet holds few more; `verdicts.csv` holds all.
const MOST: usize = 1_048_000;

/// Adds the sheet.
pub(super) fn add(workbook: &mut Workbook, run: &Run) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name("明细")?;
    book::landscape(sheet);
    COLUMNS.head(sheet, 0)?;
    let (of_whole, of_condition) = (Formats::of_whole(), Formats::new());
    let mut row = 0;
    for verdict in run.judgement.verdicts.iter().take(MOST) {
        row += 1;
        let formats = if verdict.condition == WHOLE { &of_whole } else { &of_condition };
        let subject = &verdict.subject;
        let cells = [
            (0, wording::document(&run.stamp, &verdict.policy), &formats.cell),
            (1, &verdict.standard, &formats.cell),
            (2, &subject.province, &formats.centred),
            (3, &subject.city, &formats.centred),
            (4, wording::kind(subject.kind), &formats.centred),
            (5, wording::subject(verdict), &formats.cell),
            (6, &window(verdict), &formats.centred),
            (7, condition(verdict), &formats.cell),
            (8, &wording::measure(verdict), &formats.cell),
            (9, &value(verdict), &formats.cell),
            (12, &wording::threshold(verdict), &formats.centred),
            (13, verdict.result.label(), formats.result(verdict.result)),
            (14, &verdict.margin, &formats.cell),
            (15, &wording::gap(verdict), &formats.centred),
            (16, &wording::missing(verdict), &formats.cell),
            (17, &verdict.citation, &formats.cell),
        ];
        let mut line = Line::new(sheet, row, &COLUMNS.widths, HEIGHT);
        for (column, text, format) in cells {
            line.text(column, text, format)?;
        }
        let low = verdict.value.map(|value| value.low);
        for (column, figure) in [(10, low.map(|low| low.num)), (11, low.map(|low| low.den))] {
            match figure {
                Some(figure) => line.number(column, figure, &formats.count)?,
                None => line.text(column, "", &formats.count)?,
            }
        }
        line.end()?;
    }
    sheet.autofilter(0, 0, row, LAST)?;
    Ok(())
}

fn condition(verdict: &Verdict) -> &str {
    if verdict.condition == WHOLE { "总评" } else { &verdict.condition }
}

/// One line per end, as a column is narrow.
fn window(verdict: &Verdict) -> String {
    let Some(window) = verdict.window else {
        return String::new();
    };
    format!("{}\n至 {}", window.from, window.to)
}

/// The figure that decides, and those shown beside it.
fn value(verdict: &Verdict) -> String {
    let mut lines = vec![verdict.value_text()];
    let limits: Vec<Ratio> = verdict.shown.limit.into_iter().collect();
    lines.extend(verdict.shown.beside.iter().map(|one| beside(one, &limits)));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// Shown as exactly as the threshold needs, so that no figure seems to contradict the result.
fn beside(beside: &Beside, limits: &[Ratio]) -> String {
    let Beside { label, value } = beside;
    if value.den == 1 {
        format!("另：{label} {value}")
    } else {
        format!("另：{label} {value}（{}）", percent(*value, limits))
    }
}
