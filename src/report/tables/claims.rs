//! `claims`: every claimed figure beside its count, with the likely cause of a difference.

use polars::prelude::*;

use crate::model::counts::level;
use crate::model::measure::SubjectKind;
use crate::model::verification::{Status, Verification, Verified};

const HEADER: [&str; 13] = [
    "province",
    "city",
    "county",
    "subject_kind",
    "subject",
    "year",
    "measure",
    "claimed",
    "counted",
    "difference",
    "status",
    "cause",
    "cause_exact",
];

/// One row per figure. Figures are texts, since a rate has the decimals that somebody stated; amounts are in fen.
///
/// # Errors
/// When the columns do not fit together.
pub fn claims(verification: &Verification) -> PolarsResult<DataFrame> {
    let figures = &verification.figures;
    let texts: [fn(&Verified) -> String; 12] = [
        |figure| figure.claim.subject.province.to_string(),
        |figure| figure.claim.subject.city.to_string(),
        county,
        |figure| level(figure.claim.subject.kind).to_owned(),
        subject,
        |figure| figure.claim.measure.key(),
        |figure| figure.claim.claimed.to_string(),
        |figure| figure.counted.map_or_else(String::new, |counted| counted.to_string()),
        |figure| figure.difference().map_or_else(String::new, |by| by.to_string()),
        |figure| figure.status.key().to_owned(),
        Verified::cause_keys,
        exactness,
    ];
    let years: Vec<i32> = figures.iter().map(|figure| figure.claim.year).collect();
    let mut texts = texts.into_iter();
    let columns = HEADER.into_iter().map(|name| {
        let text = if name == "year" { None } else { texts.next() };
        match text {
            None => Column::new(name.into(), &years),
            Some(text) => {
                let cell = |figure: &Verified| Some(text(figure)).filter(|text| !text.is_empty());
                Column::new(name.into(), figures.iter().map(cell).collect::<Vec<_>>())
            }
        }
    });
    DataFrame::new(figures.len(), columns.collect())
}

fn county(figure: &Verified) -> String {
    match figure.claim.subject.kind {
        SubjectKind::County => figure.claim.subject.name.to_string(),
        _ => figure.claim.county.to_string(),
    }
}

fn subject(figure: &Verified) -> String {
    match figure.claim.subject.kind {
        SubjectKind::Brand | SubjectKind::Base => figure.claim.subject.name.to_string(),
        _ => String::new(),
    }
}

/// Whether the causes give the claimed figure exactly; nothing where there is no difference to explain.
fn exactness(figure: &Verified) -> String {
    match figure.status {
        Status::Over | Status::Under if figure.exact => "true".to_owned(),
        Status::Over | Status::Under => "false".to_owned(),
        Status::Equal | Status::Unverifiable => String::new(),
    }
}
