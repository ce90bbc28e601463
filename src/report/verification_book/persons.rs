//! The sheet 差额人员: the persons by whom figures differ, and their rows.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{HEIGHT, name, shown_difference, unit};
use crate::model::claim::{Amount, ClaimMeasure};
use crate::model::field::Field;
use crate::model::review::Review;
use crate::model::verification::{Behind, Verification};
use crate::report::book::{self, Line};
use crate::report::mask::Mask;

const COLUMNS: [(&str, f64); 9] = [
    ("上报单位", 15.0),
    ("对象", 22.0),
    ("年度", 7.0),
    ("指标", 20.0),
    ("原因", 24.0),
    ("姓名", 12.0),
    ("证件号", 24.0),
    ("影响", 12.0),
    ("台账所在行", 44.0),
];
/// More lines than these nobody reads.
const MOST: u32 = 100_000;

pub(super) fn add(
    sheet: &mut Worksheet,
    review: &Review,
    claims: &Verification,
    mask: Mask,
) -> Result<(), XlsxError> {
    let widths = book::head(sheet, 0, &COLUMNS)?;
    let (cell, number) = (book::cell(), book::count());
    let mut row = 1;
    for figure in claims.figures.iter().filter(|figure| !figure.behind.is_empty()) {
        let claim = &figure.claim;
        for person in &figure.behind {
            if row > MOST {
                return Ok(());
            }
            let mut line = Line::new(sheet, row, &widths, HEIGHT);
            line.text(0, unit(&claim.subject), &cell)?;
            line.text(1, &name(claim), &cell)?;
            line.number(2, u64::try_from(claim.year).unwrap_or(0), &number)?;
            line.text(3, &claim.measure.label(), &cell)?;
            line.text(4, person.cause.label(), &cell)?;
            line.text(5, &person.name, &cell)?;
            line.text(6, &id_number(person, mask), &cell)?;
            line.text(7, &effect(person, claim.measure), &number)?;
            line.text(8, &rows(person, review), &cell)?;
            line.end()?;
            row += 1;
        }
        let named = figure.behind.len() as u64;
        if figure.behind_total > named {
            let more = format!("另有 {} 人，未列出", figure.behind_total - named);
            let mut line = Line::new(sheet, row, &widths, HEIGHT);
            line.text(0, unit(&claim.subject), &cell)?;
            line.text(1, &name(claim), &cell)?;
            line.number(2, u64::try_from(claim.year).unwrap_or(0), &number)?;
            line.text(3, &claim.measure.label(), &cell)?;
            line.text(4, &more, &cell)?;
            line.end()?;
            row += 1;
        }
    }
    Ok(())
}

fn id_number(person: &Behind, mask: Mask) -> String {
    match (person.barred, person.person.digits18()) {
        (Some(code), _) => format!("（{}）", code.what()),
        (None, Some(digits)) => mask.number(Field::IdNumber, &digits).into_owned(),
        (None, None) => "（其他证件）".to_owned(),
    }
}

/// By how much the figure changes; of a rate by how many persons its numerator does.
fn effect(person: &Behind, measure: ClaimMeasure) -> String {
    let amount = Amount::whole(person.share);
    if measure.is_rate() {
        return format!("{}人", shown_difference(amount, ClaimMeasure::Placed));
    }
    shown_difference(amount, measure)
}

fn rows(person: &Behind, review: &Review) -> String {
    let sources = &review.run.sources;
    person.rows.iter().map(|at| sources.place(*at)).collect::<Vec<_>>().join("\n")
}
