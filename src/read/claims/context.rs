//! What a page says of all its figures: place, year, quarter, unit of money, and whom a form is about.

use super::grid::Grid;
use super::{Rules, column};
use crate::model::claim::remark::{money_of, quarter_in, split_year};
use crate::model::claim::words::{Column, Item};
use crate::model::period::Quarter;
use crate::model::region::PlaceContext;
use crate::model::registry::columns::plain;
use crate::model::text::trim;

/// What holds for all figures of a page that do not say otherwise.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    pub place: PlaceContext,
    pub year: Option<i32>,
    pub quarter: Option<Quarter>,
    /// How many fen one unit of money is.
    pub money: Option<i64>,
    /// The names that labels give, in the order of the page.
    names: Vec<(Item, String)>,
}

/// Titles stand in the first rows.
const TITLE_ROWS: usize = 5;
const FILLED_IN_ON: &str = "填报日期";

impl Context {
    /// Gathers it from the rows of which `holds` is true.
    pub(super) fn of(
        grid: &Grid<'_>,
        holds: &dyn Fn(usize) -> bool,
        around: &[&str],
        rules: &Rules<'_>,
    ) -> Self {
        let mut context = Self::default();
        let rows = || (0..grid.height()).filter(|row| holds(*row));
        for row in rows() {
            context.labels(grid, row, rules);
            for (_, cell) in grid.filled(row) {
                context.quarter = context.quarter.or_else(|| quarter_in(cell));
                let is_unit = plain(cell).contains("单位:");
                context.money = context.money.or_else(|| money_of(cell).filter(|_| is_unit));
            }
        }
        let titles = rows().filter(|row| *row < TITLE_ROWS).flat_map(|row| grid.filled(row));
        let year_of = |text: &str| split_year(&plain(text)).map(|(_, year)| year);
        let is_title = |text: &&str| {
            column(text, rules.words).is_none() && !plain(text).contains(FILLED_IN_ON)
        };
        let of_page = titles.map(|(_, text)| text).filter(is_title).find_map(year_of);
        let stated = context.names.iter().find(|(item, _)| *item == Item::Year);
        let stated = stated.and_then(|(_, text)| year_of(text));
        let filled_in = || {
            let mut cells = rows().flat_map(|row| grid.filled(row)).map(|(_, text)| plain(text));
            cells.find_map(|text| year_of(text.split_once(FILLED_IN_ON)?.1.trim_start_matches(':')))
        };
        let of_names = || around.iter().find_map(|text| year_of(text));
        context.year = stated.or(of_page).or_else(of_names).or_else(filled_in);
        context.place = context.place(around, rules);
        context
    }

    /// The names in one row: `label：value`, or a label and the next cell that is none.
    fn labels(&mut self, grid: &Grid<'_>, row: usize, rules: &Rules<'_>) {
        let words = rules.words;
        let mut waiting = None;
        for (_, cell) in grid.filled(row) {
            if let Some((label, value)) = cell.split_once(['：', ':'])
                && !trim(value).is_empty()
                && let Some(Column::Item(item)) = column(label, words)
            {
                self.names.push((item, trim(value).to_owned()));
                waiting = None;
                continue;
            }
            match column(cell, words) {
                Some(Column::Item(item)) => waiting = Some(item),
                Some(Column::Figure(_)) => waiting = None,
                None => {
                    if let Some(item) = waiting.take()
                        && !words.is_empty(cell)
                    {
                        self.names.push((item, cell.to_owned()));
                    }
                }
            }
        }
    }

    /// Looks from the labels outwards; the first text that names a reporting unit decides.
    fn place(&self, around: &[&str], rules: &Rules<'_>) -> PlaceContext {
        let regions = rules.regions;
        let label = |item: Item| self.name(item).map(|text| rules.words.place(text));
        let labels = [label(Item::County), label(Item::City), label(Item::Province)];
        let texts: Vec<&str> = labels.into_iter().flatten().chain(around.iter().copied()).collect();
        let province = texts.iter().find_map(|text| regions.province_in(text));
        let known = PlaceContext { province, ..PlaceContext::default() };
        let unit = texts.iter().find_map(|text| {
            regions.unit_in(text, province).or_else(|| regions.resolve("", "", text, known).ok())
        });
        PlaceContext { province, unit, default: rules.default_unit }
    }

    /// The first name that a label of this kind gives.
    pub(super) fn name(&self, item: Item) -> Option<&str> {
        self.names.iter().find(|(own, _)| *own == item).map(|(_, name)| name.as_str())
    }

    /// The brand or base that a form is about: the one that it names first.
    pub(super) fn subject(&self) -> Option<(Item, &str)> {
        let is = |item: Item| matches!(item, Item::Brand | Item::Base);
        self.names.iter().find(|(item, _)| is(*item)).map(|(item, name)| (*item, name.as_str()))
    }

    /// Whether labels say whom it is about.
    pub(super) fn is_about_one(&self) -> bool {
        self.subject().is_some() || self.name(Item::City).is_some()
    }
}
