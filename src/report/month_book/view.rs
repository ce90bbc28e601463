//! What is shown of a figure: the windows, and by how much this month is above or below earlier ones.

use rust_xlsxwriter::{Format, FormatAlign, XlsxError};

use crate::model::explained::EventFigure;
use crate::model::month::{Change, MonthCounts, Span};
use crate::report::book::{self, Line};

/// A row of a list or a column of a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// The figure of a window.
    Counted(Span),
    /// This month against that window.
    By(Span),
    /// The same in percent of that window.
    Percent(Span),
}

/// All, in the order of the tables.
pub(super) const VIEWS: [View; 8] = [
    View::Counted(Span::ThisMonth),
    View::Counted(Span::LastMonth),
    View::By(Span::LastMonth),
    View::Percent(Span::LastMonth),
    View::Counted(Span::SameMonthLastYear),
    View::By(Span::SameMonthLastYear),
    View::Percent(Span::SameMonthLastYear),
    View::Counted(Span::YearToDate),
];

/// A number as it is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Count(i64),
    Fen(i64),
    MoreOrLess(i64),
    FenMoreOrLess(i64),
    /// Tenths of a percent; nothing where the earlier figure is zero.
    Percent(Option<i64>),
}

impl View {
    /// What staff call it.
    pub(super) fn label(self) -> String {
        match self {
            Self::Counted(span) => span.label().to_owned(),
            Self::By(span) => format!("比{}增减", span.label()),
            Self::Percent(span) => format!("比{}增减%", span.label()),
        }
    }

    /// The number of a subject.
    pub(super) fn of(self, figure: &EventFigure, counts: &MonthCounts) -> Shown {
        let value = |span: Span| figure.value(&counts[span.index()]);
        let change = |span| Change::between(value(span), value(Span::ThisMonth));
        match self {
            Self::Counted(span) if figure.is_money() => Shown::Fen(value(span)),
            Self::Counted(span) => Shown::Count(value(span)),
            Self::By(span) if figure.is_money() => Shown::FenMoreOrLess(change(span).by),
            Self::By(span) => Shown::MoreOrLess(change(span).by),
            Self::Percent(span) => Shown::Percent(change(span).tenths_of_percent()),
        }
    }
}

/// How numbers look.
pub(super) struct Formats {
    count: Format,
    yuan: Format,
    more: Format,
    more_yuan: Format,
    percent: Format,
    none: Format,
}

/// Behind the figures of the month itself.
const TINT: u32 = 0x00F2_F7FC;

/// What sets the month itself off.
pub(super) fn set_off(format: Format) -> Format {
    format.set_bold().set_background_color(TINT)
}

impl Formats {
    /// The house's, with something added.
    pub(super) fn new(of: impl Fn(Format) -> Format) -> Self {
        let number = |pattern: &str| of(book::count().set_num_format(pattern));
        Self {
            count: of(book::count()),
            yuan: of(book::yuan()),
            more: number("+0;-0;0"),
            more_yuan: number("+#,##0.00;-#,##0.00;0.00"),
            percent: number("+0.0%;-0.0%;0.0%"),
            none: of(book::centred().set_align(FormatAlign::Right).set_indent(1)),
        }
    }

    /// Writes a number.
    pub(super) fn write(&self, line: &mut Line, at: u16, shown: Shown) -> Result<(), XlsxError> {
        match shown {
            Shown::Count(count) => line.signed(at, count, &self.count),
            Shown::Fen(fen) => line.amount(at, fen, &self.yuan),
            Shown::MoreOrLess(by) => line.signed(at, by, &self.more),
            Shown::FenMoreOrLess(by) => line.amount(at, by, &self.more_yuan),
            Shown::Percent(Some(tenths)) => line.percentage(at, tenths, &self.percent),
            Shown::Percent(None) => line.text(at, "—", &self.none),
        }
    }
}
