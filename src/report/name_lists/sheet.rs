//! The sheets 名单汇总 (what each list covers, how many of each outcome) and 名单核对 (person by person).

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{differences, near, places};
use crate::model::field::Field;
use crate::model::name_list::{ComparedList, Match, Scope};
use crate::model::review::Review;
use crate::report::book::{self, Line};
use crate::report::mask::Mask;

const OVERVIEW: [(&str, f64); 4] =
    [("文件", 34.0), ("工作表", 14.0), ("范围", 48.0), ("名单人数", 9.0)];
/// Width of a column of counts.
const COUNT: f64 = 9.0;
const LINES: [(&str, f64); 11] = [
    ("结果", 13.0),
    ("姓名", 10.0),
    ("证件号", 21.0),
    ("上报单位", 14.0),
    ("品牌", 20.0),
    ("班级编号", 14.0),
    ("差异", 34.0),
    ("疑为", 34.0),
    ("名单所在行", 22.0),
    ("台账所在行", 28.0),
    ("单位说明", 16.0),
];
/// Least height of a line.
const HEIGHT: f64 = 18.0;
/// A sheet has this many rows.
const MOST: usize = 1_048_576;
/// Scopes named before the others are only counted.
const SCOPES: usize = 6;

/// Adds the sheets, if there are lists.
pub fn add(workbook: &mut Workbook, review: &Review, mask: Mask) -> Result<(), XlsxError> {
    if review.name_lists.is_empty() {
        return Ok(());
    }
    overview(workbook.add_worksheet().set_name("名单汇总")?, review)?;
    persons(workbook.add_worksheet().set_name("名单核对")?, review, mask)
}

fn overview(sheet: &mut Worksheet, review: &Review) -> Result<(), XlsxError> {
    let outcomes = Match::ALL.map(|outcome| (outcome.label(), COUNT));
    let columns: Vec<_> = OVERVIEW.into_iter().chain(outcomes).collect();
    let widths = book::head(sheet, 0, &columns)?;
    let (cell, count) = (book::cell(), book::count());
    for (row, list) in (1..).zip(&review.name_lists) {
        let sources = &review.run.sources;
        let mut line = Line::new(sheet, row, &widths, HEIGHT);
        line.text(0, sources.path(list.list), &cell)?;
        line.text(1, sources.sheet_name(list.list), &cell)?;
        line.text(2, &scopes(list), &cell)?;
        let listed = list.lines.iter().filter(|line| line.listed.is_some()).count();
        line.number(3, listed as u64, &count)?;
        for (column, outcome) in (4..).zip(Match::ALL) {
            line.number(column, list.count(outcome), &count)?;
        }
        line.end()?;
    }
    Ok(())
}

/// What a list covers, for staff.
fn scopes(list: &ComparedList) -> String {
    let one = |scope: &Scope| {
        let names = [&scope.unit, &scope.brand, &scope.class];
        let names: Vec<&str> =
            names.into_iter().map(|name| &**name).filter(|name| !name.is_empty()).collect();
        names.join(" ")
    };
    let mut text: Vec<String> = list.scopes.iter().take(SCOPES).map(one).collect();
    if list.scopes.len() > SCOPES {
        text.push(format!("等 {} 处", list.scopes.len()));
    }
    let years = list.scopes.first().map_or(&[][..], |scope| &scope.years);
    let years: Vec<String> = years.iter().map(ToString::to_string).collect();
    let years =
        if years.is_empty() { "各年".to_owned() } else { format!("{}年", years.join("、")) };
    format!("{}；{years}", text.join("、"))
}

struct Formats {
    cell: Format,
    good: Format,
    bad: Format,
    doubtful: Format,
}

impl Formats {
    fn new() -> Self {
        let result = |ink: u32, paper: u32| {
            book::centred().set_bold().set_font_color(ink).set_background_color(paper)
        };
        Self {
            cell: book::cell(),
            good: result(0x0000_6100, 0x00C6_EFCE),
            bad: result(0x009C_0006, 0x00FF_C7CE),
            doubtful: result(0x007F_6000, 0x00FF_EB9C),
        }
    }

    fn of(&self, outcome: Match) -> &Format {
        match outcome {
            Match::Same => &self.good,
            Match::OnlyListed | Match::InvalidId | Match::Repeated => &self.bad,
            Match::Differs | Match::Elsewhere | Match::OnlyLedger => &self.doubtful,
        }
    }
}

fn persons(sheet: &mut Worksheet, review: &Review, mask: Mask) -> Result<(), XlsxError> {
    let widths = book::head(sheet, 0, &LINES)?;
    let formats = Formats::new();
    let sources = &review.run.sources;
    let lines = review.name_lists.iter().flat_map(|list| &list.lines);
    let mut last = 0;
    // What no longer fits stands in rosters.csv.
    for (row, one) in (1..).zip(lines.take(MOST - 1)) {
        let mut line = Line::new(sheet, row, &widths, HEIGHT);
        line.text(0, one.outcome.label(), formats.of(one.outcome))?;
        let id_number = mask.number(Field::IdNumber, &one.name.id_number);
        let wrong = one.wrong.map_or("", |code| code.what());
        let differs = [differences(one, mask), wrong.to_owned()];
        let differs: Vec<&str> =
            differs.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        let listed = one.listed.map(|at| sources.place(at));
        let listed = listed.unwrap_or_else(|| sources.path(one.list).to_owned());
        let [unit, brand, class] = &one.place;
        let cells: [&str; 10] = [
            &one.name.name,
            &id_number,
            unit,
            brand,
            class,
            &differs.join("；"),
            &near(one, sources, mask),
            &listed,
            &places(sources, &one.rows, "\n"),
            "",
        ];
        for (column, text) in (1..).zip(cells) {
            line.text(column, text, &formats.cell)?;
        }
        line.end()?;
        last = row;
    }
    sheet.autofilter(0, 0, last, 10)?;
    Ok(())
}
