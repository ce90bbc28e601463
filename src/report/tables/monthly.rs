//! `month`: events by subject and window of a monthly report.

use polars::prelude::*;

use crate::model::counts::level;
use crate::model::explained::EVENTS;
use crate::model::flow::FlowCounts;
use crate::model::measure::{Subject, SubjectKind};
use crate::model::month::{MonthlyFlow, Span};

/// What stands in a column of texts.
type Text = fn(&MonthlyFlow, &Subject, Span) -> String;

/// One row per subject and window: sorted by the first five columns in code-point order, then by window in the order
/// of the report. What a level has not is missing.
///
/// # Errors
/// When the columns do not fit together.
pub fn month(flow: &MonthlyFlow) -> PolarsResult<DataFrame> {
    let mut rows: Vec<(&Subject, Span, &FlowCounts)> = Vec::new();
    for (subject, counts) in &flow.lines {
        rows.extend(Span::ALL.into_iter().zip(counts).map(|(span, own)| (subject, span, own)));
    }
    let texts: [(&str, Text); 8] = [
        ("level", |_, subject, _| level(subject.kind).to_owned()),
        ("province", |_, subject, _| subject.province.to_string()),
        ("city", |_, subject, _| subject.city.to_string()),
        ("county", |_, subject, _| named(subject, SubjectKind::County)),
        ("brand", |_, subject, _| named(subject, SubjectKind::Brand)),
        ("window", |_, _, span| span.key().to_owned()),
        ("window_from", |flow, _, span| flow.window(span).from.to_string()),
        ("window_to", |flow, _, span| flow.window(span).to.to_string()),
    ];
    let mut columns: Vec<Column> = Vec::new();
    for (name, text) in texts {
        let cells = rows.iter().map(|(subject, span, _)| text(flow, subject, *span));
        let cells = cells.map(|text| Some(text).filter(|text| !text.is_empty()));
        columns.push(Column::new(name.into(), cells.collect::<Vec<_>>()));
    }
    for figure in EVENTS {
        let cells = rows.iter().map(|(_, _, counts)| figure.value(counts)).collect::<Vec<_>>();
        columns.push(Column::new(figure.name.into(), cells));
    }
    DataFrame::new(rows.len(), columns)
}

fn named(subject: &Subject, kind: SubjectKind) -> String {
    if subject.kind == kind { subject.name.to_string() } else { String::new() }
}
