//! Claims as they arrive: simple tables, the scheduling table, and forms of one page with labels and values.
//!
//! A page's tables are known by a header with a figure and a subject or year; what stands outside of them is read as
//! labels. A cell that cannot be used is a finding; every cell that states a figure is accounted for.

mod context;
mod form;
mod grid;
mod listing;
mod subject;
mod value;

use std::sync::Arc;

use self::context::Context;
use self::grid::Grid;
use self::value::Fault;
use super::table::Page;
use crate::model::claim::words::{ClaimWords, Column, Figure, FigureHeader};
use crate::model::claim::{Claim, ClaimCounts, ClaimMeasure, Unit};
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::measure::{Subject, SubjectKind};
use crate::model::region::{Regions, UnitId};

/// What claims are read against.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// Headers and words.
    pub words: &'a ClaimWords,
    /// Reporting units and counties.
    pub regions: &'a Regions,
    /// The unit of claims that name no place (`--unit`).
    pub default_unit: Option<UnitId>,
}

/// What one page states.
#[derive(Debug, Default)]
pub struct PageClaims {
    /// The figures that can be used, in the order of cells.
    pub claims: Vec<Claim>,
    /// How many cells state a figure, and how many are refused or in rows of totals.
    pub counts: ClaimCounts,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Reads a page; `around` are the names of its sheet, file and folders, from the nearest outwards.
#[must_use]
pub fn read_page(sheet: SheetId, page: &Page, around: &[&str], rules: &Rules<'_>) -> PageClaims {
    let grid = Grid::of(page);
    let mut taking = Taking { sheet, rules, grid: &grid, out: PageClaims::default() };
    let tables = listing::tables(&grid, rules.words);
    let mut free: Vec<bool> = vec![true; grid.height()];
    for table in &tables {
        free[table.rows()].fill(false);
    }
    for table in &tables {
        let above = Context::of(&grid, &|row| row < table.top() && free[row], around, rules);
        let context = if table.names_subjects() || above.is_about_one() {
            above
        } else {
            Context::of(&grid, &|row| free[row], around, rules)
        };
        listing::take(table, &context, &mut taking);
    }
    let context = Context::of(&grid, &|row| free[row], around, rules);
    form::take(&|row| free[row], &context, &mut taking);
    taking.out
}

/// Whether the first rows of a sheet are those of claims: a table of figures, or a form with labels of figures.
#[must_use]
pub fn looks_like_claims(rows: Vec<Vec<String>>, words: &ClaimWords) -> bool {
    let page = Page { number: 0, name: String::new(), rows, merges: Vec::new() };
    let grid = Grid::of(&page);
    !listing::tables(&grid, words).is_empty() || form::is_form(&grid, words)
}

/// A page being read.
struct Taking<'a> {
    sheet: SheetId,
    rules: &'a Rules<'a>,
    grid: &'a Grid<'a>,
    out: PageClaims,
}

/// A cell that states a figure.
struct FigureCell<'c> {
    row: usize,
    column: usize,
    header: &'c str,
    text: &'c str,
}

/// Of whom a figure is, and the county of a line of the scheduling table.
type Whom = (Subject, Arc<str>);

impl Taking<'_> {
    /// Takes a figure of `whom`, where that is known, and of `year`, where that is.
    fn figure(
        &mut self,
        cell: &FigureCell<'_>,
        header: &FigureHeader,
        whom: Option<&Whom>,
        year: Option<i32>,
        context: &Context,
    ) {
        self.out.counts.read += 1;
        let Some(measure) = Self::measure(header, context) else {
            let detail = match header.figure {
                Figure::Unknown => "这一栏不是可以核对的指标",
                _ => "看不出是哪一季度的调度表，请在表头上方写明“二季度”",
            };
            return self.refuse(cell, Code::ClaimMeasure, detail);
        };
        // Where the subject is unknown the row has its finding.
        let Some((subject, county)) = whom else {
            self.out.counts.refused += 1;
            return;
        };
        let Some(year) = year else {
            let detail = "请加“年度”列，或在标题中写明年份";
            return self.refuse(cell, Code::ClaimYear, detail);
        };
        let money = header.money.or(context.money);
        match value::read(cell.text, measure.unit(), money) {
            Ok(stated) => {
                let is_line =
                    matches!(measure, ClaimMeasure::Flow(..)) && subject.kind == SubjectKind::Base;
                self.out.claims.push(Claim {
                    subject: subject.clone(),
                    county: if is_line { Arc::clone(county) } else { "".into() },
                    year,
                    measure,
                    claimed: stated.amount,
                    grain: stated.grain,
                    at: self.at(cell.row),
                    column: u32::try_from(cell.column + 1).unwrap_or(u32::MAX),
                    header: cell.header.into(),
                });
            }
            Err(Fault::Negative) => self.refuse(cell, Code::ClaimNegative, ""),
            Err(Fault::Number) => {
                let detail = match measure.unit() {
                    Unit::Number => "应为整数，如 120 或 1,200人",
                    Unit::Fen => "应为金额，如 1200.00 或 0.12万元",
                    Unit::Percent => "应为不超过 100% 的比率，如 85.3%",
                };
                self.refuse(cell, Code::ClaimNumber, detail);
            }
        }
    }

    fn measure(header: &FigureHeader, context: &Context) -> Option<ClaimMeasure> {
        match header.figure {
            Figure::Measure(measure) => Some(measure),
            Figure::Flow(quantity) => Some(ClaimMeasure::Flow(context.quarter?, quantity)),
            Figure::Unknown => None,
        }
    }

    fn refuse(&mut self, cell: &FigureCell<'_>, code: Code, detail: &str) {
        self.out.counts.refused += 1;
        let detail = match detail {
            "" => format!("第 {} 列", cell.column + 1),
            _ => format!("第 {} 列，{detail}", cell.column + 1),
        };
        self.say(cell.row, code, cell.header, cell.text, detail);
    }

    fn say(&mut self, row: usize, code: Code, header: &str, value: &str, detail: String) {
        self.out.findings.push(Finding {
            at: self.at(row),
            code,
            field: None,
            column: header.into(),
            value: value.into(),
            detail: detail.into(),
        });
    }

    fn at(&self, row: usize) -> RowRef {
        RowRef { sheet: self.sheet, row: u32::try_from(row + 1).unwrap_or(u32::MAX) }
    }
}

/// What the text of a single cell is as a header or label.
fn column(text: &str, words: &ClaimWords) -> Option<Column> {
    words.column(&[text])
}

#[cfg(test)]
mod tests;
