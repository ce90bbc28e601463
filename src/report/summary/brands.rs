//! The figures of the assessment year and the year before: provinces, reporting units, the largest brands.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

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
    let counted = run.counts.years.iter();
    let counted =
        counted.filter(|((_, window), tally)| windows.contains(window) && tally.enrolments > 0);
    let without: BTreeSet<&Subject> =
        run.no_ledger.iter().filter(|subject| subject.kind == SubjectKind::Brand).collect();
    let places: BTreeSet<Subject> = without.iter().flat_map(|brand| around(brand)).collect();
    let subjects: BTreeSet<&Subject> = counted
        .map(|((subject, _), _)| subject)
        .filter(|subject| subject.kind != SubjectKind::Base)
        .chain(without.iter().copied().take(LISTED))
        .chain(&places)
        .collect();
    heading(out, "人数与补贴，按结业日期");
    if subjects.is_empty() {
        no_ledger(out, run, &without, width);
        line(out, "评定年度及上一年没有已结业的参训记录；其他年度见 metrics.csv");
        return;
    }
    let figures = Figures { cohorts: &run.counts.years, windows };
    let ledgers: BTreeSet<&Subject> =
        subjects.iter().copied().filter(|subject| !without.contains(subject)).collect();
    let largest = largest(&ledgers, &figures);
    let brands = largest.iter().chain(without.iter().take(LISTED)).copied().collect();
    let rows = rows(&subjects, &brands, &figures);
    out.push_str(&figures.table(&rows, &without).render(width));
    prose(out, "人数按身份证号去重，故市、省不等于品牌之和。", width);
    prose(out, "就业率按结业后六个月内就业创业计；带 + 的还有人未满期，可能上升。", width);
    let more =
        ledgers.iter().filter(|subject| subject.kind == SubjectKind::Brand).count() - largest.len();
    if more > 0 {
        line(out, &format!("其余 {more} 个品牌见 metrics.csv"));
    }
    no_ledger(out, run, &without, width);
}

/// The reporting unit and province of a brand.
fn around(brand: &Subject) -> [Subject; 2] {
    let none: Arc<str> = Arc::from("");
    let place = |kind, city: &Arc<str>| Subject {
        kind,
        province: Arc::clone(&brand.province),
        city: Arc::clone(city),
        name: Arc::clone(&none),
    };
    [place(SubjectKind::City, &brand.city), place(SubjectKind::Province, &none)]
}

/// How many brands and bases are on file and in no ledger; bases, and brands that are not listed, by number.
fn no_ledger(out: &mut String, run: &Run, brands: &BTreeSet<&Subject>, width: usize) {
    if run.no_ledger.is_empty() {
        return;
    }
    let bases = run.no_ledger.len() - brands.len();
    let text = format!(
        "无台账（品牌库登记而台账中没有任何记录）：品牌 {} 个，基地 {bases} 个，逐个见 达标.xlsx。",
        brands.len()
    );
    prose(out, &text, width);
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

    fn table(&self, rows: &[&Subject], without: &BTreeSet<&Subject>) -> TextTable {
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
            // In front, as a long name is cut at its end.
            let mark = if without.contains(subject) { "（无台账）" } else { "" };
            let mut cells = vec![name(subject, mark)];
            for tally in self.tallies(subject) {
                cells.extend(figures(tally.unwrap_or(&Tally::default())));
            }
            table.row(cells);
        }
        table
    }
}

fn name(subject: &Subject, mark: &str) -> String {
    match subject.kind {
        SubjectKind::Province => subject.province.to_string(),
        SubjectKind::City => format!(" {}", subject.city),
        SubjectKind::Brand | SubjectKind::Base | SubjectKind::County => {
            format!("   {mark}{}", mask::free_text(&subject.name))
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
