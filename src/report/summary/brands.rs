//! The figures of the assessment year and the year before: provinces, reporting units, the largest brands.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use chrono::Datelike;

use super::{heading, line, prose};
use crate::model::measure::{Cohorts, Subject, SubjectKind, Tally};
use crate::model::money::Fen;
use crate::model::period::Window;
use crate::model::ratio::{Ratio, percent};
use crate::model::run::Run;
use crate::report::mask;
use crate::report::text_table::{Align, TextTable};
use crate::report::wording::grouped;

/// Brands that are listed.
const LISTED: usize = 30;

/// The width from which on the year before stands beside the assessment year.
const BOTH_YEARS: usize = 92;

/// Adds the table.
pub(super) fn section(out: &mut String, run: &Run, width: usize) {
    let year = run.stamp.year;
    let shown = if width < BOTH_YEARS { 1 } else { 2 };
    let windows: Vec<Window> =
        [year, year - 1].into_iter().take(shown).filter_map(Window::year).collect();
    let subjects: BTreeSet<&Subject> = run
        .counts
        .years
        .iter()
        .filter(|((_, window), tally)| windows.contains(window) && tally.enrolments > 0)
        .map(|((subject, _), _)| subject)
        .filter(|subject| subject.kind != SubjectKind::Base)
        .collect();
    heading(out, "人数与补贴，按结业日期");
    if subjects.is_empty() {
        line(out, "评定年度及上一年没有已结业的参训记录；其他年度见 metrics.csv");
        return;
    }
    let figures = Figures { cohorts: &run.counts.years, windows };
    let brands = largest(&subjects, &figures);
    let rows = rows(&subjects, &brands, &figures);
    out.push_str(&figures.table(&rows).render(width));
    prose(out, "人数按身份证号去重，故市、省不等于品牌之和。", width);
    prose(out, "就业率按结业后六个月内就业创业计；带 + 的还有人未满期，可能上升。", width);
    let more =
        subjects.iter().filter(|subject| subject.kind == SubjectKind::Brand).count() - brands.len();
    if more > 0 {
        line(out, &format!("其余 {more} 个品牌见 metrics.csv"));
    }
}

/// The brands with most persons in the assessment year, then in the year before.
fn largest<'a>(subjects: &BTreeSet<&'a Subject>, figures: &Figures) -> BTreeSet<&'a Subject> {
    let mut brands: Vec<&Subject> =
        subjects.iter().copied().filter(|s| s.kind == SubjectKind::Brand).collect();
    brands.sort_by_key(|brand| (Reverse(figures.trainees(brand)), *brand));
    brands.truncate(LISTED);
    brands.into_iter().collect()
}

/// Provinces, below them the units with a listed brand (or all, where there are few), below these the brands by size.
fn rows<'a>(
    subjects: &BTreeSet<&'a Subject>,
    brands: &BTreeSet<&'a Subject>,
    figures: &Figures,
) -> Vec<&'a Subject> {
    let units = subjects.iter().filter(|subject| subject.kind == SubjectKind::City).count();
    let listed: BTreeSet<(&str, &str)> =
        brands.iter().map(|brand| (brand.province.as_ref(), brand.city.as_ref())).collect();
    let shown = |subject: &&Subject| match subject.kind {
        SubjectKind::Province => true,
        SubjectKind::City => {
            units <= LISTED || listed.contains(&(subject.province.as_ref(), subject.city.as_ref()))
        }
        SubjectKind::County => false,
        SubjectKind::Brand | SubjectKind::Base => brands.contains(subject),
    };
    let mut rows: Vec<&Subject> = subjects.iter().copied().filter(shown).collect();
    // A province has no unit and a unit no name: they sort before what they hold.
    rows.sort_by_key(|subject| {
        let whole = subject.name.is_empty();
        let size = if whole { Vec::new() } else { figures.trainees(subject) };
        (&subject.province, &subject.city, !whole, Reverse(size), &subject.name)
    });
    rows
}

struct Figures<'a> {
    cohorts: &'a Cohorts,
    windows: Vec<Window>,
}

impl Figures<'_> {
    /// One per window; `None` where nobody ended in it.
    fn tallies(&self, subject: &Subject) -> impl Iterator<Item = Option<&Tally>> {
        let tally = |window: &Window| self.cohorts.get(&(subject.clone(), *window));
        self.windows.iter().map(tally)
    }

    fn trainees(&self, subject: &Subject) -> Vec<u64> {
        let trainees = |tally: Option<&Tally>| tally.map_or(0, |tally| tally.trainees);
        self.tallies(subject).map(trainees).collect()
    }

    fn table(&self, rows: &[&Subject]) -> TextTable {
        let mut columns = vec![("省 / 市 / 品牌", Align::Left)];
        for _ in &self.windows {
            columns.extend([
                ("人数", Align::Right),
                ("取证率", Align::Right),
                ("就业率", Align::Right),
                ("补贴万元", Align::Right),
            ]);
        }
        let mut table = TextTable::new(&columns);
        for (window, group) in self.windows.iter().zip(0..) {
            table.group(1 + 4 * group, 4, format!("{}年", window.from.year()));
        }
        for subject in rows {
            let mut cells = vec![name(subject)];
            for tally in self.tallies(subject) {
                cells.extend(figures(tally.unwrap_or(&Tally::default())));
            }
            table.row(cells);
        }
        table
    }
}

fn name(subject: &Subject) -> String {
    match subject.kind {
        SubjectKind::Province => subject.province.to_string(),
        SubjectKind::City => format!(" {}", subject.city),
        SubjectKind::Brand | SubjectKind::Base | SubjectKind::County => {
            format!("   {}", mask::free_text(&subject.name))
        }
    }
}

fn figures(tally: &Tally) -> [String; 4] {
    let open = if tally.employed_6m_pending > 0 { "+" } else { " " };
    [
        grouped(tally.trainees),
        rate(tally.certified_any, tally.trainees),
        format!("{}{open}", rate(tally.employed_6m, tally.trainees)),
        ten_thousand_yuan(tally.subsidy),
    ]
}

/// A rate over nobody is a hyphen.
fn rate(count: u64, of: u64) -> String {
    if of == 0 { "-".to_owned() } else { percent(Ratio::new(count, of), &[]) }
}

/// 万元 with two decimals, half up.
fn ten_thousand_yuan(amount: Fen) -> String {
    const HUNDREDTH: i64 = 10_000;
    let hundredths = (amount.0.max(0) + HUNDREDTH / 2) / HUNDREDTH;
    format!("{}.{:02}", grouped(u64::try_from(hundredths / 100).unwrap_or(0)), hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subsidies_are_rounded_half_up() {
        assert_eq!(ten_thousand_yuan(Fen(1_234_567_890)), "1,234.57");
        assert_eq!(ten_thousand_yuan(Fen(5_000)), "0.01");
        assert_eq!(ten_thousand_yuan(Fen(0)), "0.00");
    }
}
