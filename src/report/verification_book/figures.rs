//! The sheet 核验: every claimed figure beside its count.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::{HEIGHT, account, causes, kind, name, share, shown, shown_difference, unit};
use crate::model::review::Review;
use crate::model::verification::{Status, Verification};
use crate::report::book::{self, Line};

const COLUMNS: [(&str, f64); 12] = [
    ("结论", 10.0),
    ("种类", 9.0),
    ("上报单位", 15.0),
    ("对象", 22.0),
    ("年度", 7.0),
    ("指标", 20.0),
    ("申报数", 13.0),
    ("核实数", 13.0),
    ("差额", 13.0),
    ("差率", 9.0),
    ("可能的原因", 46.0),
    ("申报所在行", 24.0),
];
/// The header stands below the account.
const HEADER: u32 = 1;
/// A sheet has this many rows.
const MOST: usize = 1_048_576;

pub(super) fn add(
    sheet: &mut Worksheet,
    review: &Review,
    claims: &Verification,
) -> Result<(), XlsxError> {
    let widths = book::head(sheet, HEADER, &COLUMNS)?;
    let mut line = Line::new(sheet, 0, &widths, HEIGHT);
    line.overflowing(0, &account(claims), &book::plain().set_bold())?;
    line.end()?;
    let (cell, centred) = (book::cell(), book::centred());
    let number = book::count();
    let result = Results::new();
    let sources = &review.run.sources;
    let mut last = HEADER;
    for (row, figure) in (HEADER + 1..).zip(claims.figures.iter().take(MOST - 2)) {
        let claim = &figure.claim;
        let mut line = Line::new(sheet, row, &widths, HEIGHT);
        line.text(0, figure.status.label(), result.of(figure.status))?;
        line.text(1, kind(&claim.subject), &centred)?;
        line.text(2, unit(&claim.subject), &cell)?;
        line.text(3, &name(claim), &cell)?;
        line.number(4, u64::try_from(claim.year).unwrap_or(0), &number)?;
        line.text(5, &claim.measure.label(), &cell)?;
        let amounts = [
            Some(shown(claim.claimed, claim.measure)),
            figure.counted.map(|counted| shown(counted, claim.measure)),
            figure.difference().map(|by| shown_difference(by, claim.measure)),
            Some(share(figure)),
        ];
        for (column, amount) in (6..).zip(amounts) {
            line.text(column, &amount.unwrap_or_default(), &result.figure)?;
        }
        line.text(10, &causes(figure), &cell)?;
        line.text(11, &sources.place(claim.at), &cell)?;
        line.end()?;
        last = row;
    }
    sheet.autofilter(HEADER, 0, last, 11)?;
    Ok(())
}

struct Results {
    good: Format,
    over: Format,
    under: Format,
    unknown: Format,
    /// A figure with its unit.
    figure: Format,
}

impl Results {
    fn new() -> Self {
        let result = |ink: u32, paper: u32| {
            book::centred().set_bold().set_font_color(ink).set_background_color(paper)
        };
        Self {
            good: result(0x0000_6100, 0x00C6_EFCE),
            over: result(0x009C_0006, 0x00FF_C7CE),
            under: result(0x007F_6000, 0x00FF_EB9C),
            unknown: result(0x0040_4040, 0x00E7_E6E6),
            figure: book::count(),
        }
    }

    fn of(&self, status: Status) -> &Format {
        match status {
            Status::Equal => &self.good,
            Status::Over => &self.over,
            Status::Under => &self.under,
            Status::Unverifiable => &self.unknown,
        }
    }
}
