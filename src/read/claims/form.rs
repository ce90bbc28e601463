//! Forms of one page: labels with their values on the right, for several years with the years before or above them.

use super::context::Context;
use super::grid::Grid;
use super::subject::Named;
use super::{FigureCell, Taking, Whom, column};
use crate::model::claim::remark::split_year;
use crate::model::claim::words::{ClaimWords, Column, Figure, FigureHeader, Item};
use crate::model::registry::columns::plain;

/// So many rows above a value its year may stand.
const YEAR_WITHIN: usize = 5;

/// A label of a figure with the cells that may hold it.
struct Labelled<'g> {
    header: FigureHeader,
    label: &'g str,
    row: usize,
    /// The year of its row.
    year: Option<i32>,
    values: Vec<(usize, &'g str)>,
}

/// Whether labels of measures stand on a page that names a brand, base or unit.
pub(super) fn is_form(grid: &Grid<'_>, words: &ClaimWords) -> bool {
    let mut cells = (0..grid.height()).flat_map(|row| grid.filled(row));
    let named = cells.any(|(_, cell)| {
        let label = cell.split_once(['：', ':']).map_or(cell, |(label, _)| label);
        matches!(
            column(label, words),
            Some(Column::Item(Item::Brand | Item::Base | Item::City | Item::Name))
        )
    });
    let known = |labelled: &Labelled<'_>| labelled.header.figure != Figure::Unknown;
    named && (0..grid.height()).any(|row| labelled(grid, row, words).iter().any(known))
}

/// Takes the figures in the rows of which `holds` is true.
pub(super) fn take(holds: &dyn Fn(usize) -> bool, context: &Context, taking: &mut Taking<'_>) {
    let mut whom: Option<Option<Whom>> = None;
    for row in (0..taking.grid.height()).filter(|row| holds(*row)) {
        for labelled in labelled(taking.grid, row, taking.rules.words) {
            let figures = figures(taking.grid, &labelled, taking.rules.words);
            if figures.is_empty() {
                continue;
            }
            let whom = whom.get_or_insert_with(|| {
                match Named::default().or_of(context).resolve(context, taking.rules) {
                    Ok(whom) => Some(whom),
                    Err((code, value, detail)) => {
                        taking.say(row, code, labelled.label, &value, detail);
                        None
                    }
                }
            });
            for (row, column, year, text) in figures {
                let cell = FigureCell { row, column, header: labelled.label, text: &text };
                let year = year.or(labelled.header.year).or(labelled.year);
                let year = year.or_else(|| year_above(taking.grid, row, column)).or(context.year);
                taking.figure(&cell, &labelled.header, whom.as_ref(), year, context);
            }
        }
    }
}

/// The labels of figures in a row, a merged one again in each of its rows.
fn labelled<'g>(grid: &Grid<'g>, row: usize, words: &ClaimWords) -> Vec<Labelled<'g>> {
    let mut found: Vec<Labelled<'g>> = Vec::new();
    let mut open = false;
    let (mut year, mut of_year) = (None, false);
    let mut last = "";
    for at in 0..grid.width(row) {
        let text = grid.text(row, at);
        // What a merged cell repeats in its row is the same cell.
        if text.is_empty() || grid.own(row, at).is_empty() && text == last {
            continue;
        }
        last = text;
        let (label, value) = match text.split_once(['：', ':']) {
            Some((label, value)) if matches!(column(label, words), Some(Column::Figure(_))) => {
                (label, value)
            }
            _ => (text, ""),
        };
        if of_year {
            (year, of_year) = (whole_year(text), false);
            continue;
        }
        match column(label, words) {
            Some(Column::Figure(header)) => {
                let values = Some(value).filter(|value| !value.is_empty()).map(|value| (at, value));
                let values = values.into_iter().collect();
                found.push(Labelled { header, label, row, year, values });
                open = true;
            }
            Some(Column::Item(item)) => {
                of_year = item == Item::Year;
                open = false;
            }
            None if open && is_value(text) => {
                if let Some(last) = found.last_mut() {
                    last.values.push((at, text));
                }
            }
            None => open = false,
        }
    }
    found
}

/// A value of a form: row, column, the year written with it, text.
type Value = (usize, usize, Option<i32>, String);

fn figures(grid: &Grid<'_>, labelled: &Labelled<'_>, words: &ClaimWords) -> Vec<Value> {
    let mut year = None;
    let mut figures: Vec<Value> = Vec::new();
    let values = &labelled.values;
    let only_years =
        !values.is_empty() && values.iter().all(|(_, text)| whole_year(text).is_some());
    let with_word = values.iter().any(|(_, text)| text.contains('年'));
    if only_years && (with_word || values.len() > 1) {
        let below = labelled.row + 1;
        let cells = values.iter().map(|(at, text)| (*at, whole_year(text), grid.own(below, *at)));
        let filled = cells.filter(|(_, _, text)| !words.is_empty(text) && is_value(text));
        // A label merged over both rows finds them itself.
        let own = values.first().and_then(|(first, _)| first.checked_sub(1));
        let again = own.is_some_and(|at| grid.text(below, at) == labelled.label);
        return filled
            .filter(|_| !again)
            .map(|(at, year, text)| (below, at, year, text.to_owned()))
            .collect();
    }
    for (index, (at, text)) in values.iter().enumerate() {
        for part in text.split(['；', ';', '，', '、', '\n']).filter(|part| !words.is_empty(part))
        {
            let follows = values.get(index + 1).is_some_and(|(_, next)| is_value(next));
            if let Some(stated) = whole_year(part).filter(|_| part.contains('年') || follows) {
                year = Some(stated);
                continue;
            }
            let with_year = part.split_once(['：', ':']).or_else(|| after_year(part));
            let (stated, value) = match with_year {
                Some((before, value)) => (whole_year(before), value),
                None => (year, part),
            };
            figures.push((labelled.row, *at, stated.or(year), value.to_owned()));
        }
    }
    figures
}

/// `2020年120人` as `2020年` and `120人`.
fn after_year(text: &str) -> Option<(&str, &str)> {
    let end = text.find('年')? + '年'.len_utf8();
    Some(text.split_at(end))
        .filter(|(before, rest)| whole_year(before).is_some() && !rest.is_empty())
}

/// The year that a cell is and nothing else.
pub(super) fn whole_year(text: &str) -> Option<i32> {
    split_year(&plain(text)).filter(|(rest, _)| rest.is_empty()).map(|(_, year)| year)
}

fn year_above(grid: &Grid<'_>, row: usize, column: usize) -> Option<i32> {
    (row.saturating_sub(YEAR_WITHIN)..row)
        .rev()
        .find_map(|above| whole_year(grid.text(above, column)))
}

/// Whether a cell may be a value: it has a digit in it, and is not a sentence.
fn is_value(text: &str) -> bool {
    const LONGEST: usize = 60;
    text.chars().any(char::is_numeric) && text.chars().count() <= LONGEST
}

/// Whether a cell is a number and no year.
pub(super) fn is_number(text: &str) -> bool {
    let text = plain(text);
    let mut digits = text.trim_end_matches(['%', '人', '元', '次', '万', '个']).chars();
    let is_number = digits.next().is_some_and(|c| c.is_ascii_digit() || c == '-' || c == '¥')
        && digits.all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        && text.bytes().any(|byte| byte.is_ascii_digit());
    is_number && whole_year(&text).is_none()
}
