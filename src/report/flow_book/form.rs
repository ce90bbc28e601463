//! The printed form around the lines: title, headings, notes, signatures.

use std::sync::Arc;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::unit;
use crate::model::flow::{FlowLine, FlowTable};
use crate::model::measure::{Subject, SubjectKind};
use crate::model::run::Run;
use crate::report::book::{self, height};
use crate::report::wording;

/// Last column of the form: 补贴金额.
const LAST: u16 = 12;
/// Beside the form: events that took the end date of their class.
pub(super) const ESTIMATED: u16 = 13;
/// First row of the two of headings.
const HEADINGS: u32 = 2;
/// First row below the headings.
pub(super) const FIRST_LINE: u32 = 4;

/// Widths in half-width characters.
pub(super) const WIDTHS: [f64; 14] =
    [6.0, 17.0, 36.0, 12.0, 12.0, 9.0, 9.5, 9.5, 9.5, 9.5, 12.0, 9.0, 16.0, 11.0];
/// Columns with a heading over both rows.
const TALL: [(u16, &str); 6] = [
    (0, "序号"),
    (1, "县（市、区）"),
    (2, "基地名称"),
    (3, "年初至报告期末品牌培训集中开班班次(次)"),
    (4, "年初至报告期末参加品牌培训人数"),
    (10, "年初至报告期末品牌培训后实现就业人数"),
];
/// Groups of columns: first, last, heading.
const GROUPS: [(u16, u16, &str); 2] =
    [(5, 9, "年初至报告期末品牌培训取得证书人数"), (11, 12, "年初至报告期末品牌培训补贴情况")];
/// Columns within the groups. The document leaves the first without a heading; 合计 is ours.
const GROUPED: [(u16, &str); 7] = [
    (5, "合计"),
    (6, "职业资格证书"),
    (7, "职业技能等级证书"),
    (8, "专项职业能力证书"),
    (9, "培训合格证书"),
    (11, "补贴人数"),
    (12, "补贴金额"),
];

/// The form's title in the year of the run.
pub(super) fn title(run: &Run) -> String {
    format!("{}年省级劳务品牌培训基地创建情况调度表", run.stamp.quarter_year)
}

/// Page set-up and everything above the lines.
pub(super) fn head(sheet: &mut Worksheet, run: &Run, table: &FlowTable) -> Result<(), XlsxError> {
    book::landscape(sheet);
    sheet.set_repeat_rows(HEADINGS, HEADINGS + 1)?;
    sheet.set_freeze_panes(FIRST_LINE, 3)?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    sheet.merge_range(0, 0, 0, LAST, &title(run), &book::title().set_font_size(18))?;
    sheet.set_row_height(0, 36)?;

    let line = book::plain().set_font_size(11);
    let quarter = wording::quarter(run.stamp.quarter.number());
    sheet.merge_range(1, 0, 1, 3, &format!("填报单位：{}", unit(table)), &line)?;
    sheet.merge_range(1, 4, 1, 9, quarter, &line.clone().set_align(FormatAlign::Center))?;
    sheet.merge_range(1, 10, 1, LAST, "单位：人、元", &line.set_align(FormatAlign::Right))?;
    sheet.set_row_height(1, 22)?;

    headings(sheet)
}

fn headings(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let format = book::centred().set_bold();
    for (column, name) in TALL {
        sheet.merge_range(HEADINGS, column, HEADINGS + 1, column, name, &format)?;
    }
    for (first, last, name) in GROUPS {
        sheet.merge_range(HEADINGS, first, HEADINGS, last, name, &format)?;
    }
    for (column, name) in GROUPED {
        sheet.write_string_with_format(HEADINGS + 1, column, name, &format)?;
    }
    let beside = beside().set_bold();
    sheet.merge_range(HEADINGS, ESTIMATED, HEADINGS + 1, ESTIMATED, "推定日期(次)", &beside)?;
    sheet.set_row_height(HEADINGS, 36)?;
    sheet.set_row_height(HEADINGS + 1, 44)?;
    Ok(())
}

/// A cell that is no part of the form.
pub(super) fn beside() -> Format {
    book::centred().set_border(FormatBorder::Dashed).set_italic().set_font_color(0x0059_5959)
}

/// Everything below the lines, from `row` on.
pub(super) fn foot(
    sheet: &mut Worksheet,
    run: &Run,
    table: &FlowTable,
    row: u32,
) -> Result<(), XlsxError> {
    let width: f64 = WIDTHS.iter().take(usize::from(LAST) + 1).sum();
    let format = book::plain().set_text_wrap().set_align(FormatAlign::Top);
    let mut row = row;
    for note in notes(run, table) {
        sheet.merge_range(row, 0, row, LAST, &note, &format)?;
        sheet.set_row_height(row, height(&note, width))?;
        row += 1;
    }
    let signatures = "单位负责人签章：                    处（科）负责人签章：                    填表人签章：                    填报日期：      年    月    日";
    sheet.merge_range(row, 0, row, LAST, signatures, &book::plain().set_font_size(11))?;
    sheet.set_row_height(row, 36)?;
    sheet.set_print_area(0, 0, row, LAST)?;
    Ok(())
}

fn notes(run: &Run, table: &FlowTable) -> Vec<String> {
    let window = table.window;
    let mut notes = vec![
        "报表说明：二季度、三季度的调度表分别于6月25日、9月25日前报省就业服务局。".to_owned(),
        format!(
            "统计口径：{}至{}发生的开班、取证、就业、补贴，按各自日期计；合计栏和合计行按人去重，不等于各栏、各行之和。\
            没有自身日期的，按班级结业日期计，共 {} 次（见表右“推定日期”列）。",
            window.from, window.to, table.total.estimated
        ),
    ];
    let missing: Vec<&str> = table
        .lines
        .iter()
        .filter(|line| no_ledger(run, table, line))
        .map(|line| &*line.base)
        .collect();
    if !missing.is_empty() {
        let names = missing.join("、");
        notes.push(format!("无台账：{names}。品牌库登记而台账中没有任何记录，各栏为0。"));
    }
    notes
}

/// Whether a line is of a base that is on file and in no ledger.
fn no_ledger(run: &Run, table: &FlowTable, line: &FlowLine) -> bool {
    run.no_ledger.contains(&Subject {
        kind: SubjectKind::Base,
        province: Arc::clone(&table.province),
        city: Arc::clone(&line.city),
        name: Arc::clone(&line.base),
    })
}
