//! `counts` and `links`: every base count by subject and window, enough to judge again without the ledgers.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::model::counts::{Counts, FIGURES, Figure, Slot, WINDOW_LEVEL, level};
use crate::model::measure::{Subject, Tally};
use crate::model::period::{Window, iso_text};

use super::cohorts::signed;

/// A row of `counts`; without a subject it names a window asked for, without a tally nothing was counted.
type Row<'a> = (Option<&'a Subject>, Option<Window>, Option<&'a Tally>);

/// Subjects by window, those without any counts once, and at last the windows asked for.
///
/// # Errors
/// When the frame cannot be built.
pub fn counts(counts: &Counts) -> PolarsResult<DataFrame> {
    let rows = rows(counts);
    let text = |cell: &dyn Fn(&Row<'_>) -> Option<String>| -> Vec<Option<String>> {
        rows.iter().map(|row| cell(row).filter(|text| !text.is_empty())).collect()
    };
    let subject = |cell: fn(&Subject) -> &str| text(&move |row| Some(cell(row.0?).to_owned()));
    let levels = text(&|row| Some(row.0.map_or(WINDOW_LEVEL, |s| level(s.kind)).to_owned()));
    let mut columns = vec![
        Column::new("level".into(), levels),
        Column::new("province".into(), subject(|subject| &subject.province)),
        Column::new("city".into(), subject(|subject| &subject.city)),
        Column::new("name".into(), subject(|subject| &subject.name)),
        Column::new("window_from".into(), text(&|row| Some(iso_text(row.1?.from)))),
        Column::new("window_to".into(), text(&|row| Some(iso_text(row.1?.to)))),
    ];
    for figure in FIGURES {
        let name = figure.name.into();
        let number = |get: &dyn Fn(&Tally) -> i64| -> Vec<Option<i64>> {
            rows.iter().map(|row| counted(row, figure).map(get)).collect()
        };
        columns.push(match figure.slot {
            Slot::Count(get, _) => Column::new(name, number(&|tally| signed(get(tally)))),
            Slot::Money(get, _) => Column::new(name, number(&|tally| get(tally).0)),
            Slot::Day(get, _) => {
                Column::new(name, text(&|row| get(counted(row, figure)?).map(iso_text)))
            }
        });
    }
    DataFrame::new(rows.len(), columns)
}

/// Where a figure stands, if it is counted of such subjects: what is not counted is no 0.
fn counted<'a>(row: &Row<'a>, figure: &Figure) -> Option<&'a Tally> {
    row.2.filter(|_| row.0.is_some_and(|subject| figure.is_of(subject.kind)))
}

/// In the order of subjects, which is that of `metrics`. A calendar year may have been asked for, too.
fn rows(counts: &Counts) -> Vec<Row<'_>> {
    let mut rows: BTreeMap<(&Subject, Option<Window>), Option<&Tally>> = BTreeMap::new();
    for ((subject, window), tally) in counts.years.iter().chain(&counts.windows) {
        rows.insert((subject, Some(*window)), Some(tally));
    }
    let counted: BTreeSet<&Subject> = rows.keys().map(|(subject, _)| *subject).collect();
    let bare = counts.subjects.iter().filter(|subject| !counted.contains(subject));
    rows.extend(bare.map(|subject| ((subject, None), None)));
    let rows = rows.into_iter().map(|((subject, window), tally)| (Some(subject), window, tally));
    rows.chain(counts.asked.iter().map(|window| (None, Some(*window), None))).collect()
}

/// Persons trained by one brand and placed by another of the same reporting unit.
///
/// # Errors
/// When the frame cannot be built.
pub fn links(counts: &Counts) -> PolarsResult<DataFrame> {
    let links = &counts.links;
    let text = |cell: fn(&Subject) -> &str| -> Vec<String> {
        links.keys().map(|(labour, _)| cell(labour).to_owned()).collect()
    };
    let columns = vec![
        Column::new("province".into(), text(|labour| &labour.province)),
        Column::new("city".into(), text(|labour| &labour.city)),
        Column::new("labour_brand".into(), text(|labour| &labour.name)),
        Column::new(
            "training_brand".into(),
            links.keys().map(|(_, training)| training.to_string()).collect::<Vec<_>>(),
        ),
        Column::new(
            "persons".into(),
            links.values().map(|persons| signed(*persons)).collect::<Vec<_>>(),
        ),
    ];
    DataFrame::new(links.len(), columns)
}
