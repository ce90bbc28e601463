//! `变动.xlsx`: the figures that moved, who moved them by which rows, verdicts, and what was compared.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufWriter;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{tables, words};
use crate::model::change::{Changes, Delivery, FigureChange, Move, Share, VerdictChange};
use crate::model::counts::{Figure, Slot, YEARLY};
use crate::model::field::Field;
use crate::model::verdict::Verdict;
use crate::report::book::{self, Line};
use crate::report::error::Fault;
use crate::report::mask::Mask;
use crate::report::wording;

const HEIGHT: f64 = 18.0;
const HEAD_HEIGHT: f64 = 24.0;
/// A sheet has no more rows.
const MOST_ROWS: usize = 1_048_000;

/// Headings with the widths of their columns.
type Columns = [(&'static str, f64)];

const FIGURES: &Columns = &[
    ("层级", 10.0),
    ("省", 14.0),
    ("单位", 16.0),
    ("品牌", 18.0),
    ("基地", 18.0),
    ("年度", 8.0),
    ("指标", 24.0),
    ("A", 12.0),
    ("B", 12.0),
    ("变动", 12.0),
    ("进", 12.0),
    ("出", 12.0),
    ("原因", 60.0),
];
const ROWS: &Columns = &[
    ("序号", 8.0),
    ("对象", 26.0),
    ("年度", 8.0),
    ("证件号", 21.0),
    ("变动的指标", 40.0),
    ("原因", 40.0),
    ("见于", 6.0),
    ("批次", 12.0),
    ("文件", 30.0),
    ("工作表", 14.0),
    ("行号", 8.0),
];
const VERDICTS: &Columns = &[
    ("政策", 20.0),
    ("判定对象", 28.0),
    ("标准", 24.0),
    ("条件", 28.0),
    ("指标", 24.0),
    ("A 结果", 12.0),
    ("B 结果", 12.0),
    ("A 数值", 26.0),
    ("B 数值", 26.0),
];
const ABOUT: &Columns = &[("项目", 16.0), ("内容", 100.0)];

/// A cell.
enum Cell {
    Text(String),
    Number(i64),
    /// An amount in fen.
    Amount(i64),
}

/// Writes the workbook; `asked` is how the two sides were written.
pub fn write(
    out: &mut BufWriter<File>,
    changes: &Changes,
    asked: [&str; 2],
    mask: Mask,
) -> Result<(), Fault> {
    let mut workbook = Workbook::new();
    let figures = changes.figures.iter().filter_map(|own| figure(own, changes));
    let [a, b] = changes.reports.each_ref().map(words::report);
    let sides = format!("A：{a}；B：{b}");
    fill(workbook.add_worksheet().set_name("变动")?, &sides, FIGURES, figures)?;
    let moves = (1i64..).zip(&changes.moves);
    let rows = moves.flat_map(|(number, own)| rows(number, own, changes, mask));
    fill(workbook.add_worksheet().set_name("人员和行")?, &sides, ROWS, rows)?;
    let verdicts = changes.verdicts.iter().filter_map(verdict);
    fill(workbook.add_worksheet().set_name("判定")?, &sides, VERDICTS, verdicts)?;
    let about = about(changes, asked).into_iter();
    let about = about.map(|(name, text)| vec![Cell::Text(name.to_owned()), Cell::Text(text)]);
    fill(workbook.add_worksheet().set_name("说明")?, "", ABOUT, about)?;
    workbook.set_properties(&book::properties("变动", &changes.reports[1].stamp)?);
    workbook.save_to_writer(out)?;
    Ok(())
}

/// A table, below a line that says what its sides are if there is something to say.
fn fill(
    sheet: &mut Worksheet,
    above: &str,
    columns: &Columns,
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<(), XlsxError> {
    book::landscape(sheet);
    let widths: Vec<f64> = columns.iter().map(|(_, width)| *width).collect();
    let head = u32::from(!above.is_empty());
    if head > 0 {
        let mut line = Line::new(sheet, 0, &widths, HEIGHT);
        line.overflowing(0, above, &book::plain())?;
        line.end()?;
    }
    let mut line = Line::new(sheet, head, &widths, HEAD_HEIGHT);
    for (column, (heading, _)) in (0..).zip(columns) {
        line.text(column, heading, &book::heading())?;
    }
    line.end()?;
    for (column, width) in (0..).zip(&widths) {
        sheet.set_column_width(column, *width)?;
    }
    book::stays(sheet, head)?;
    let (text, count, yuan) = (book::cell(), book::count(), book::yuan());
    let mut last = head;
    let mut rows = rows.peekable();
    for (row, cells) in (head + 1..).zip(rows.by_ref().take(MOST_ROWS)) {
        let mut line = Line::new(sheet, row, &widths, HEIGHT);
        for (column, cell) in (0..).zip(&cells) {
            put(&mut line, column, cell, (&text, &count, &yuan))?;
        }
        line.end()?;
        last = row;
    }
    if rows.peek().is_some() {
        let mut line = Line::new(sheet, last + 1, &widths, HEIGHT);
        line.overflowing(0, "工作表写满，其余见 csv", &book::plain())?;
        line.end()?;
    }
    let width = u16::try_from(columns.len().saturating_sub(1)).unwrap_or_default();
    sheet.autofilter(head, 0, last, width)?;
    Ok(())
}

fn put(
    line: &mut Line<'_>,
    column: u16,
    cell: &Cell,
    (text, count, yuan): (&Format, &Format, &Format),
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(own) => line.text(column, own, text),
        Cell::Amount(fen) => line.amount(column, *fen, yuan),
        Cell::Number(number) => match (u64::try_from(*number), i32::try_from(*number)) {
            (Ok(number), _) => line.number(column, number, count),
            (_, Ok(number)) => line.decimal(column, f64::from(number), count),
            _ => line.text(column, &number.to_string(), text),
        },
    }
}

fn number(figure: &Figure, value: i64) -> Cell {
    match figure.slot {
        Slot::Money(..) => Cell::Amount(value),
        _ => Cell::Number(value),
    }
}

fn figure(own: &FigureChange, changes: &Changes) -> Option<Vec<Cell>> {
    let place = changes.places.get(own.place as usize)?;
    let [_, province, city, brand, base] = words::names(&place.subject);
    let Share { entered, left, .. } = own.whole();
    let level = wording::kind(place.subject.kind);
    let names = [level, province, city, brand, base].map(|name| Cell::Text(name.to_owned()));
    let mut cells: Vec<Cell> = names.into_iter().collect();
    cells.push(Cell::Number(i64::from(place.year)));
    cells.push(Cell::Text(words::figure(own.figure).to_owned()));
    let values = [own.a, own.b, own.change(), entered, left];
    cells.extend(values.map(|value| number(own.figure, value)));
    cells.push(Cell::Text(tables::causes(own, changes)));
    Some(cells)
}

fn rows(number: i64, own: &Move, changes: &Changes, mask: Mask) -> Vec<Vec<Cell>> {
    let Some(place) = changes.places.get(own.place as usize) else { return Vec::new() };
    let measure = |(index, change): &(u8, i64)| {
        let figure = YEARLY.get(usize::from(*index)).and_then(|name| Figure::named(name))?;
        Some(format!("{} {}", words::figure(figure), words::signed(figure, *change)))
    };
    let measures: Vec<String> = own.changes.iter().filter_map(measure).collect();
    let none = own.rows.is_empty().then_some(None);
    let all = own.rows.iter().map(|row| Some(*row)).chain(none);
    let line = |row| {
        let mut cells = vec![
            Cell::Number(number),
            Cell::Text(words::subject(&place.subject)),
            Cell::Number(i64::from(place.year)),
            Cell::Text(mask.number(Field::IdNumber, &own.person).into_owned()),
            Cell::Text(measures.join("；")),
            Cell::Text(words::cause(&own.cause, changes)),
        ];
        cells.extend(tables::placed(row, changes).map(Cell::Text));
        cells
    };
    all.map(line).collect()
}

fn verdict(change: &VerdictChange) -> Option<Vec<Cell>> {
    let own = change.b.as_ref().or(change.a.as_ref())?;
    let result =
        |of: &Option<Verdict>| of.as_ref().map_or("（无）", |own| own.result.label()).to_owned();
    let value = |of: &Option<Verdict>| of.as_ref().map(Verdict::value_text).unwrap_or_default();
    let condition = if own.is_whole() { "整体" } else { own.condition.as_str() };
    let cells = [
        own.policy.to_string(),
        words::subject(&own.subject),
        own.standard.to_string(),
        condition.to_owned(),
        wording::measure(own),
        result(&change.a),
        result(&change.b),
        value(&change.a),
        value(&change.b),
    ];
    Some(cells.into_iter().map(Cell::Text).collect())
}

/// What was compared, and how the table is to be read.
fn about(changes: &Changes, asked: [&str; 2]) -> Vec<(&'static str, String)> {
    let [a, b] = &changes.reports;
    let mut about = vec![
        ("工具版本", format!("taizhang {}", b.stamp.version)),
        ("A", format!("{}：{}", asked[0], words::report(a))),
        ("B", format!("{}：{}", asked[1], words::report(b))),
        ("核对", "每个数：A ＋ 进 － 出 ＝ B。人数按人计进出；培训人次和补贴金额按参训记录计增减".into()),
        (
            "原因",
            "先按 A 的行、B 的截止日期重算，与 A 的差是截止日期造成的，其余是行造成的；一人一数只记一个原因".into(),
        ),
    ];
    let [of_a, of_b] = [a, b].map(|report| report.deliveries.iter().collect::<BTreeSet<_>>());
    let only = |own: &BTreeSet<&u32>, other: &BTreeSet<&u32>| -> Vec<String> {
        let files =
            own.difference(other).filter_map(|index| changes.deliveries.get(**index as usize));
        files
            .map(|Delivery { batch, path, known_from }| {
                format!("{batch} {path}（版本 {known_from} 入库）")
            })
            .collect()
    };
    about.extend(only(&of_a, &of_b).into_iter().map(|file| ("仅 A 有的文件", file)));
    about.extend(only(&of_b, &of_a).into_iter().map(|file| ("仅 B 有的文件", file)));
    about
}
