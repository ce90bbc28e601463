//! `月报-<unit>-<year>-<month>.xlsx`: the monthly report of a province or reporting unit, a sheet for each level.
//!
//! Source: forms, the tool's own outputs; metrics §4, flow measures.

mod list;
mod total;
mod view;

use std::fs::File;
use std::io::BufWriter;

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::error::Fault;
use super::flow_book::plain_character;
use super::{book, wording};
use crate::model::measure::{Subject, SubjectKind};
use crate::model::month::{MonthlyFlow, MonthlyReport, Span};

/// What the names of all of them begin with.
pub(super) const PREFIX: &str = "月报-";

/// What the figures are called on these sheets, in the order of [`crate::model::explained::EVENTS`].
const FIGURES: [&str; 11] = [
    "开班班次",
    "参加培训人数",
    "取得证书人数",
    "职业资格证书",
    "职业技能等级证书",
    "专项职业能力证书",
    "培训合格证书",
    "新增就业人数",
    "补贴人数",
    "补贴金额",
    "推定日期（次）",
];

/// Whose workbooks there are: provinces, and reporting units in the order of their codes. The one unit of a municipality
/// is the municipality itself.
pub(super) fn owners(flow: &MonthlyFlow) -> impl Iterator<Item = &Subject> {
    let provinces = flow.lines.keys().filter(|subject| subject.kind == SubjectKind::Province);
    provinces.chain(flow.units.iter().filter(|unit| unit.city != unit.province))
}

/// The name of the file.
pub(super) fn file_name(flow: &MonthlyFlow, owner: &Subject) -> String {
    let owner: String = name(owner).chars().map(plain_character).collect();
    format!("{PREFIX}{owner}-{}.xlsx", flow.month)
}

/// Writes the workbook of a province or reporting unit.
pub(super) fn write(
    out: &mut BufWriter<File>,
    report: &MonthlyReport,
    owner: &Subject,
) -> Result<(), Fault> {
    let mut workbook = Workbook::new();
    let flow = &report.flow;
    total::add(&mut workbook, flow, owner)?;
    for (kind, sheet) in [
        (SubjectKind::City, "分单位"),
        (SubjectKind::County, "分县"),
        (SubjectKind::Brand, "分品牌"),
    ] {
        if kind != owner.kind {
            list::add(&mut workbook, sheet, kind, flow, owner)?;
        }
    }
    book::save(workbook, &title(flow, ""), &report.run, out)
}

/// The unit or province itself.
fn name(owner: &Subject) -> &str {
    if owner.city.is_empty() { &owner.province } else { &owner.city }
}

fn title(flow: &MonthlyFlow, by: &str) -> String {
    format!("劳务品牌培训{by}月报（{}）", flow.month.in_chinese())
}

/// Rows of a sheet before its headings.
const TITLE: u32 = 0;
const SUBTITLE: u32 = 1;
const WARNING: u32 = 2;
const HEADINGS: u32 = 3;

/// Page set-up, title and the lines below it.
fn head(
    sheet: &mut Worksheet,
    flow: &MonthlyFlow,
    owner: &Subject,
    (widths, by): (&[f64], &str),
) -> Result<(), XlsxError> {
    book::landscape(sheet);
    for (column, width) in (0..).zip(widths) {
        sheet.set_column_width(column, *width)?;
    }
    let last = u16::try_from(widths.len()).unwrap_or(1) - 1;
    sheet.merge_range(TITLE, 0, TITLE, last, &title(flow, by), &book::title())?;
    sheet.set_row_height(TITLE, 30)?;
    let line = book::plain().set_font_size(11);
    let (left, right) = (last / 3, last - last / 3);
    let unit = format!("填报单位：{}", name(owner));
    sheet.merge_range(SUBTITLE, 0, SUBTITLE, left, &unit, &line)?;
    let window = flow.window(Span::ThisMonth);
    let days = format!("{}至{}", window.from, window.to);
    let centred = line.clone().set_align(FormatAlign::Center);
    sheet.merge_range(SUBTITLE, left + 1, SUBTITLE, right - 1, &days, &centred)?;
    let right_aligned = line.set_align(FormatAlign::Right);
    sheet.merge_range(SUBTITLE, right, SUBTITLE, last, "单位：人、元", &right_aligned)?;
    sheet.set_row_height(SUBTITLE, 20)?;
    if let Some(to) = flow.unfinished() {
        let warning =
            format!("本月尚未结束：本月和本年累计只到 {to}，上月、上年同月是整月，增减仅供参考。");
        sheet.merge_range(WARNING, 0, WARNING, last, &warning, &warning_format())?;
        sheet.set_row_height(WARNING, 20)?;
    } else {
        sheet.set_row_height(WARNING, 5)?;
    }
    Ok(())
}

fn warning_format() -> Format {
    book::plain().set_bold().set_font_color(0x00C0_0000)
}

/// The line 统计口径 and the windows.
fn notes(flow: &MonthlyFlow) -> Vec<String> {
    let windows = Span::ALL.map(|span| {
        let window = flow.window(span);
        format!("{} {}至{}", span.label(), window.from, window.to)
    });
    vec![
        format!("统计期：{}。", windows.join("；")),
        "统计口径：开班、参加培训、取证、就业、补贴各按自己的日期计（开班、发证、就业、发放日期）；没有自身日期的，按班级\
         结业日期计，次数见“推定日期”。人数在每一行按人去重，合计不等于各单位、各县、各品牌之和，取得证书人数不等于四种证书之和。"
            .to_owned(),
        "增减%：比上期增减的人数（金额）除以上期，保留一位小数；上期为零的写“—”。".to_owned(),
    ]
}

/// The name of a county or brand as a form shows it.
fn shown(subject: &Subject) -> String {
    let name = super::mask::free_text(&subject.name);
    wording::or_unfilled(&name).to_owned()
}
