//! The sheets 年度评估, 提示 and 日程: what judging says besides verdicts. Sheets without a line are left out.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::{Columns, Formats, HEIGHT};
use crate::model::evaluation::{Evaluation, Remark};
use crate::model::run::{Duty, Run};
use crate::report::book::{self, Line};
use crate::report::wording;

const EVALUATION: Columns<9> = Columns {
    names: ["文件", "标准", "市", "对象", "年度", "上一年度", "本年度", "变动", "原因"],
    widths: [22.0, 16.0, 13.0, 24.0, 7.0, 11.0, 11.0, 9.0, 60.0],
};
const NOTICES: Columns<6> = Columns {
    names: ["文件", "市", "对象", "提示", "内容", "依据"],
    widths: [22.0, 13.0, 24.0, 10.0, 60.0, 44.0],
};
const CALENDAR: Columns<5> = Columns {
    names: ["期限", "距截止日期", "文件", "报送内容", "依据"],
    widths: [13.0, 13.0, 22.0, 70.0, 44.0],
};

/// Adds the sheets.
pub(super) fn add(workbook: &mut Workbook, run: &Run) -> Result<(), XlsxError> {
    let judgement = &run.judgement;
    let evaluations = judgement.evaluations.iter().map(|line| evaluation(run, line));
    table(workbook, "年度评估", &EVALUATION, evaluations.collect())?;
    let remarks = judgement.remarks.iter().map(|line| remark(run, line));
    table(workbook, "提示", &NOTICES, remarks.collect())?;
    let duties = run.duties.iter().map(|line| duty(run, line));
    table(workbook, "日程", &CALENDAR, duties.collect())
}

fn evaluation(run: &Run, line: &Evaluation) -> [String; 9] {
    [
        wording::document(&run.stamp, &line.policy).to_owned(),
        line.standard.to_string(),
        line.subject.city.to_string(),
        line.subject.name.to_string(),
        line.year.to_string(),
        line.before.label().to_owned(),
        line.now.label().to_owned(),
        line.movement.label().to_owned(),
        line.why.clone(),
    ]
}

fn remark(run: &Run, line: &Remark) -> [String; 6] {
    [
        wording::document(&run.stamp, &line.policy).to_owned(),
        line.subject.city.to_string(),
        line.subject.name.to_string(),
        line.notice.clone(),
        line.text.clone(),
        line.citation.clone(),
    ]
}

fn duty(run: &Run, line: &Duty) -> [String; 5] {
    let days = (line.due - run.stamp.as_of).num_days();
    let distance = match days {
        0 => "当天".to_owned(),
        1.. => format!("还有 {days} 天"),
        _ => format!("已过 {} 天", -days),
    };
    [
        line.due.to_string(),
        distance,
        wording::document(&run.stamp, &line.policy).to_owned(),
        line.what.clone(),
        line.citation.clone(),
    ]
}

fn table<const N: usize>(
    workbook: &mut Workbook,
    name: &str,
    columns: &Columns<N>,
    lines: Vec<[String; N]>,
) -> Result<(), XlsxError> {
    if lines.is_empty() {
        return Ok(());
    }
    let sheet = workbook.add_worksheet().set_name(name)?;
    book::landscape(sheet);
    columns.head(sheet, 0)?;
    let formats = Formats::new();
    let mut row = 0;
    for cells in lines {
        row += 1;
        let mut line = Line::new(sheet, row, &columns.widths, HEIGHT);
        for (column, text) in (0..).zip(&cells) {
            line.text(column, text, &formats.cell)?;
        }
        line.end()?;
    }
    let last = u16::try_from(N.saturating_sub(1)).unwrap_or_default();
    sheet.autofilter(0, 0, row, last)?;
    Ok(())
}
