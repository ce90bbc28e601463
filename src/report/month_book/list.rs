//! The sheets 分单位, 分县, 分品牌: for each subject a line a window, names on every line so that a filter finds them.

use std::collections::HashMap;

use rust_xlsxwriter::{Format, FormatBorder, Workbook, Worksheet, XlsxError};

use super::view::{Formats, VIEWS, View, set_off};
use super::{FIGURES, HEADINGS, SUBTITLE, WARNING, head, shown};
use crate::model::explained::EVENTS;
use crate::model::measure::{Subject, SubjectKind};
use crate::model::month::{MonthCounts, MonthlyFlow, Span};
use crate::report::book::{self, Line};

const LINE_HEIGHT: f64 = 17.0;
/// More subjects make a workbook that nobody can open; the csv has all.
const MOST_SUBJECTS: usize = 10_000;
/// Widths of the figures.
const FIGURE_WIDTHS: [f64; 11] = [9.0, 10.0, 10.0, 10.0, 10.5, 10.5, 10.5, 10.0, 9.5, 16.0, 11.0];
/// Groups of figures: first, last, heading. The first stands for all four.
const CERTIFICATES: (u16, u16, &str) = (2, 6, "取得证书人数");
const ANY_CERTIFICATE: &str = "合计";

/// What stands before the figures: heading and width.
type Label = (&'static str, f64);

fn labels(kind: SubjectKind, of_province: bool) -> Vec<Label> {
    let mut labels = vec![("序号", 6.0)];
    if of_province {
        labels.push(("上报单位", 18.0));
    }
    match kind {
        SubjectKind::County => labels.push(("县（市、区）", 20.0)),
        SubjectKind::Brand => labels.push(("品牌", 30.0)),
        _ => {}
    }
    labels.push(("项目", 19.0));
    labels
}

/// Adds the sheet for the subjects of that kind.
pub(super) fn add(
    workbook: &mut Workbook,
    name: &str,
    kind: SubjectKind,
    flow: &MonthlyFlow,
    owner: &Subject,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name(name)?;
    let of_province = owner.kind == SubjectKind::Province;
    let labels = labels(kind, of_province);
    let widths: Vec<f64> = labels.iter().map(|label| label.1).chain(FIGURE_WIDTHS).collect();
    head(sheet, flow, owner, (&widths, name))?;
    headings(sheet, &labels)?;
    let last = column(widths.len()) - 1;
    let subjects = subjects(flow, kind, owner);
    let left_out = subjects.len().saturating_sub(MOST_SUBJECTS);
    let mut row = HEADINGS + 2;
    let styles = Styles::new();
    for ((subject, counts), number) in subjects.into_iter().take(MOST_SUBJECTS).zip(1..) {
        for view in VIEWS {
            let mut line = Line::new(sheet, row, &widths, LINE_HEIGHT);
            let style = styles.of(view);
            line.number(0, number, &style.number)?;
            let mut at = 1;
            if of_province {
                line.text(at, &subject.city, &style.name)?;
                at += 1;
            }
            if kind != SubjectKind::City {
                line.text(at, &shown(subject), &style.name)?;
                at += 1;
            }
            line.text(at, &view.label(), &style.view)?;
            for (column, figure) in (at + 1..).zip(EVENTS) {
                style.figures.write(&mut line, column, view.of(figure, counts))?;
            }
            line.end()?;
            row += 1;
        }
    }
    if row > HEADINGS + 2 {
        sheet.autofilter(HEADINGS + 1, 0, row - 1, last)?;
    }
    if left_out > 0 {
        let note = format!("对象太多，其余 {left_out} 个未列出，全部见 month.csv。");
        sheet.merge_range(row, 0, row, last, &note, &book::plain())?;
    }
    Ok(())
}

/// The subjects of a kind within a province or unit, by the codes of their units.
fn subjects<'a>(
    flow: &'a MonthlyFlow,
    kind: SubjectKind,
    owner: &Subject,
) -> Vec<(&'a Subject, &'a MonthCounts)> {
    let rank: HashMap<(&str, &str), usize> =
        flow.units.iter().map(|unit| (&*unit.province, &*unit.city)).zip(0..).collect();
    let is_within = |subject: &Subject| {
        subject.kind == kind
            && subject.province == owner.province
            && (owner.city.is_empty() || subject.city == owner.city)
    };
    let mut found: Vec<_> = flow.lines.iter().filter(|(subject, _)| is_within(subject)).collect();
    // Stable: within a unit they stay sorted by name.
    found.sort_by_key(|(subject, _)| rank.get(&(&*subject.province, &*subject.city)));
    found
}

fn headings(sheet: &mut Worksheet, labels: &[Label]) -> Result<(), XlsxError> {
    let heading = book::heading();
    let (upper, lower) = (HEADINGS, HEADINGS + 1);
    for (column, (name, _)) in (0..).zip(labels) {
        sheet.merge_range(upper, column, lower, column, name, &heading)?;
    }
    let start = column(labels.len());
    let (first, last, group) = CERTIFICATES;
    sheet.merge_range(upper, start + first, upper, start + last, group, &heading)?;
    for (figure, name) in (0..).zip(FIGURES) {
        let column = start + figure;
        if !(first..=last).contains(&figure) {
            sheet.merge_range(upper, column, lower, column, name, &heading)?;
            continue;
        }
        let name = if figure == first { ANY_CERTIFICATE } else { name };
        sheet.write_string_with_format(lower, column, name, &heading)?;
    }
    sheet.set_row_height(upper, 20)?;
    sheet.set_row_height(lower, 34)?;
    sheet.set_repeat_rows(SUBTITLE.min(WARNING), lower)?;
    sheet.set_freeze_panes(lower + 1, start)?;
    Ok(())
}

fn column(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// How the cells of a line look.
struct Style {
    number: Format,
    name: Format,
    view: Format,
    figures: Formats,
}

/// Of the line of the month itself, which begins a subject, and of those below it.
struct Styles {
    first: Style,
    further: Style,
}

impl Styles {
    fn new() -> Self {
        let first = |format: Format| set_off(format).set_border_top(FormatBorder::Medium);
        // Told again for filters, not for readers.
        let again = |format: Format| format.set_font_color(0x0080_8080);
        Self {
            first: Style {
                number: first(book::centred()),
                name: first(book::cell()),
                view: first(book::cell()),
                figures: Formats::new(first),
            },
            further: Style {
                number: again(book::centred()),
                name: again(book::cell()),
                view: book::cell(),
                figures: Formats::new(|format| format),
            },
        }
    }

    fn of(&self, view: View) -> &Style {
        if view == View::Counted(Span::ThisMonth) { &self.first } else { &self.further }
    }
}
