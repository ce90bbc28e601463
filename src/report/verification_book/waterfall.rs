//! The sheet 差额分解: from every claimed figure that differs down to its count, term by term.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{HEIGHT, name, shown, unit};
use crate::model::claim::Amount;
use crate::model::verification::{Status, Verification, Verified};
use crate::report::book::{self, Line};

const COLUMNS: [(&str, f64); 7] = [
    ("上报单位", 15.0),
    ("对象", 24.0),
    ("年度", 7.0),
    ("指标", 22.0),
    ("项目", 30.0),
    ("数额", 15.0),
    ("说明", 50.0),
];

pub(super) fn add(sheet: &mut Worksheet, claims: &Verification) -> Result<(), XlsxError> {
    let widths = book::head(sheet, 0, &COLUMNS)?;
    let differing = claims
        .figures
        .iter()
        .filter(|figure| matches!(figure.status, Status::Over | Status::Under));
    let mut row = 1;
    for figure in differing {
        for (item, amount, detail, total) in lines(figure) {
            let format = |format: rust_xlsxwriter::Format| {
                if total { format.set_bold().set_background_color(0x00F2_F2F2) } else { format }
            };
            let (cell, number) = (format(book::cell()), format(book::count()));
            let claim = &figure.claim;
            let mut line = Line::new(sheet, row, &widths, HEIGHT);
            line.text(0, unit(&claim.subject), &cell)?;
            line.text(1, &name(claim), &cell)?;
            line.number(2, u64::try_from(claim.year).unwrap_or(0), &number)?;
            line.text(3, &claim.measure.label(), &cell)?;
            line.text(4, &item, &cell)?;
            line.text(5, &shown(amount, claim.measure), &number)?;
            line.text(6, &detail, &cell)?;
            line.end()?;
            row += 1;
        }
    }
    Ok(())
}

/// Item, amount and remark, and whether it is one of the two totals.
type Item = (String, Amount, String, bool);

fn lines(figure: &Verified) -> Vec<Item> {
    let decimals = figure.claim.claimed.decimals;
    let mut lines = vec![("申报数".to_owned(), figure.claim.claimed, String::new(), true)];
    for term in &figure.terms {
        let label = term.cause.map_or(term.detail.as_str(), |cause| cause.label());
        let (sign, units) =
            if term.amount < 0 { ("加", -term.amount) } else { ("减", term.amount) };
        let detail = if term.cause.is_some() { term.detail.clone() } else { String::new() };
        lines.push((format!("{sign}：{label}"), Amount { units, decimals }, detail, false));
    }
    if let Some(counted) = figure.counted {
        lines.push(("核实数".to_owned(), counted, String::new(), true));
    }
    lines
}
