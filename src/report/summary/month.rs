//! The figures of a monthly report: provinces and reporting units, this month with its change, and the year to date.

use super::{heading, line, prose};
use crate::model::explained::{EVENTS, EventFigure};
use crate::model::measure::{Subject, SubjectKind};
use crate::model::month::{Change, MonthCounts, MonthlyFlow, Span};
use crate::report::text_table::{Align, TextTable};
use crate::report::wording::grouped;

/// Lines that are shown.
const LISTED: usize = 40;
/// What is shown, and what it is called.
const SHOWN: [(&str, &str); 5] = [
    ("trainees", "参训"),
    ("certified_any", "取证"),
    ("employed", "就业"),
    ("subsidised", "补贴"),
    ("subsidy_fen", "补贴元"),
];
/// The one whose change and sum of the year are shown.
const CHANGES: &str = "trainees";

/// Adds the table.
pub(super) fn section(out: &mut String, flow: &MonthlyFlow, width: usize) {
    heading(out, &format!("{}，逐县、逐品牌见 月报-*.xlsx 和 month.csv", flow.month.in_chinese()));
    if let Some(to) = flow.unfinished() {
        prose(out, &format!("本月尚未结束，统计到 {to}；上月、上年同月是整月"), width);
    }
    let mut columns = vec![("省 / 市", Align::Left)];
    columns.extend(SHOWN.map(|(_, name)| (name, Align::Right)));
    columns.extend(["比上月", "比上年同月", "累计参训"].map(|name| (name, Align::Right)));
    let mut table = TextTable::new(&columns);
    let subjects = subjects(flow);
    for (subject, counts) in subjects.iter().take(LISTED) {
        table.row(row(subject, counts));
    }
    out.push_str(&table.render(width));
    if let Some(more) = subjects.len().checked_sub(LISTED).filter(|more| *more > 0) {
        line(out, &format!("其余 {more} 个单位见 month.csv"));
    }
}

/// Every province, and below it its units in the order of their codes.
fn subjects(flow: &MonthlyFlow) -> Vec<(&Subject, &MonthCounts)> {
    let mut subjects = Vec::new();
    for (province, counts) in &flow.lines {
        if province.kind != SubjectKind::Province {
            continue;
        }
        subjects.push((province, counts));
        let units = flow.units.iter().filter(|unit| unit.province == province.province);
        subjects.extend(units.filter_map(|unit| Some((unit, flow.lines.get(unit)?))));
    }
    subjects
}

fn row(subject: &Subject, counts: &MonthCounts) -> Vec<String> {
    let name = match subject.kind {
        SubjectKind::Province => subject.province.to_string(),
        _ => format!(" {}", subject.city),
    };
    let value = |name: &str, span: Span| {
        figure(name).map_or(0, |figure| figure.value(&counts[span.index()]))
    };
    let mut cells = vec![name];
    for figure in SHOWN.iter().filter_map(|(name, _)| figure(name)) {
        let value = figure.value(&counts[Span::ThisMonth.index()]);
        cells.push(if figure.is_money() { yuan(value) } else { count(value) });
    }
    for span in [Span::LastMonth, Span::SameMonthLastYear] {
        let change = Change::between(value(CHANGES, span), value(CHANGES, Span::ThisMonth));
        cells.push(percent(change));
    }
    cells.push(count(value(CHANGES, Span::YearToDate)));
    cells
}

fn figure(name: &str) -> Option<&'static EventFigure> {
    EVENTS.iter().find(|figure| figure.name == name)
}

fn count(value: i64) -> String {
    grouped(u64::try_from(value).unwrap_or(0))
}

fn yuan(fen: i64) -> String {
    let fen = u64::try_from(fen).unwrap_or(0);
    format!("{}.{:02}", grouped(fen / 100), fen % 100)
}

/// `+12.5%`; a hyphen where there is nothing to compare with.
fn percent(change: Change) -> String {
    let Some(tenths) = change.tenths_of_percent() else { return "-".to_owned() };
    let sign = match tenths {
        0 => "",
        1.. => "+",
        _ => "-",
    };
    let size = tenths.unsigned_abs();
    format!("{sign}{}.{}%", size / 10, size % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_read_as_staff_write_them() {
        let percent = |earlier, later| percent(Change::between(earlier, later));
        assert_eq!(percent(8, 9), "+12.5%");
        assert_eq!(percent(9, 8), "-11.1%");
        assert_eq!(percent(3, 3), "0.0%");
        assert_eq!(percent(0, 3), "-");
        assert_eq!(yuan(123_456_705), "1,234,567.05");
    }
}
