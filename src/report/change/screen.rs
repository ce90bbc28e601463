//! Differences for the terminal: what was compared, the figures with most persons moved, and why.

use std::fmt::Write as _;

use super::words;
use crate::model::change::{Changes, FigureChange, Share, VerdictChange};
use crate::model::measure::SubjectKind;
use crate::model::verdict::Verdict;
use crate::report::mask::free_text;
use crate::report::text_table::{Align, TextTable, cut};
use crate::report::wording;

/// Figures on the screen.
const MOST_FIGURES: usize = 20;
/// Figures with their causes on the screen, and causes of each.
const MOST_EXPLAINED: usize = 10;
const MOST_CAUSES: usize = 5;
/// Verdicts on the screen.
const MOST_VERDICTS: usize = 20;

/// Differences for the terminal; `asked` is how the two sides were written.
#[must_use]
pub fn changes_text(changes: &Changes, asked: [&str; 2], width: usize) -> String {
    let [a, b] = &changes.reports;
    let mut text = String::new();
    // Writing into a string does not fail.
    let _ = writeln!(text, "A  {}：{}", asked[0], words::report(a));
    let _ = writeln!(text, "B  {}：{}", asked[1], words::report(b));
    let _ = writeln!(text, "\n{}", overview(changes));
    let mut order: Vec<&FigureChange> = changes.figures.iter().collect();
    // Stable: where as many moved, the order of the tables stays.
    order.sort_by_key(|own| std::cmp::Reverse(own.whole().records));
    if !order.is_empty() {
        text.push('\n');
        text.push_str(&table(changes, &order, width));
        text.push('\n');
        order.iter().take(MOST_EXPLAINED).for_each(|own| explain(changes, own, width, &mut text));
    }
    if !changes.verdicts.is_empty() {
        text.push('\n');
        text.push_str(&verdicts(changes, width));
    }
    text
}

fn overview(changes: &Changes) -> String {
    if changes.figures.is_empty() && changes.verdicts.is_empty() {
        return "两次的年度人数（metrics.csv、bases.csv）和判定结果完全相同".to_owned();
    }
    let kinds = [SubjectKind::Province, SubjectKind::City, SubjectKind::Brand, SubjectKind::Base];
    let of = |kind: SubjectKind| {
        let is_of = |own: &&FigureChange| {
            changes.places.get(own.place as usize).is_some_and(|own| own.subject.kind == kind)
        };
        let count = changes.figures.iter().filter(is_of).count();
        (count > 0).then(|| format!("{} {count}", wording::kind(kind)))
    };
    let kinds: Vec<String> = kinds.into_iter().filter_map(of).collect();
    let of_kinds =
        if kinds.is_empty() { String::new() } else { format!("（{}）", kinds.join("、")) };
    format!(
        "{} 个数有变动{of_kinds}，判定结果变动 {} 项",
        changes.figures.len(),
        changes.verdicts.len()
    )
}

fn table(changes: &Changes, order: &[&FigureChange], width: usize) -> String {
    let mut table = TextTable::new(&[
        ("对象", Align::Left),
        ("年度", Align::Left),
        ("指标", Align::Left),
        ("A", Align::Right),
        ("B", Align::Right),
        ("变动", Align::Right),
        ("进", Align::Right),
        ("出", Align::Right),
    ]);
    for own in order.iter().take(MOST_FIGURES) {
        let Some(place) = changes.places.get(own.place as usize) else { continue };
        let Share { entered, left, .. } = own.whole();
        let value = |value| words::value(own.figure, value);
        table.row(vec![
            free_text(&words::subject(&place.subject)).into_owned(),
            place.year.to_string(),
            words::figure(own.figure).to_owned(),
            value(own.a),
            value(own.b),
            words::signed(own.figure, own.change()),
            value(entered),
            value(left),
        ]);
    }
    let mut text = table.render(width);
    if order.len() > MOST_FIGURES {
        let _ = writeln!(text, "还有 {} 个；用 --out 文件夹 写出全部", order.len() - MOST_FIGURES);
    }
    text
}

/// A figure with its main causes.
fn explain(changes: &Changes, own: &FigureChange, width: usize, text: &mut String) {
    let Some(place) = changes.places.get(own.place as usize) else { return };
    let figure = words::figure(own.figure);
    let change = words::signed(own.figure, own.change());
    let _ = writeln!(text, "{} {figure} {change}", free_text(&words::place(place)));
    let mut causes: Vec<_> = own.shares.iter().collect();
    causes.sort_by_key(|(_, share)| std::cmp::Reverse(share.records));
    let lines = causes.iter().take(MOST_CAUSES).map(|(cause, share)| {
        let parts = [share.entered, -share.left].into_iter().filter(|part| *part != 0);
        let parts: Vec<String> = parts.map(|part| words::signed(own.figure, part)).collect();
        (parts.join(" "), free_text(&words::cause(cause, changes)).into_owned())
    });
    let lines: Vec<(String, String)> = lines.collect();
    let widest = lines.iter().map(|(parts, _)| parts.len()).max().unwrap_or_default();
    for (parts, cause) in lines {
        let line = format!("    {parts:>widest$}  {cause}");
        let _ = writeln!(text, "{}", cut(&line, width));
    }
    if causes.len() > MOST_CAUSES {
        let _ = writeln!(text, "    另有 {} 种原因", causes.len() - MOST_CAUSES);
    }
}

/// Standards that are judged otherwise, with the measures of the conditions that made them so.
fn verdicts(changes: &Changes, width: usize) -> String {
    let sides = |change: &VerdictChange| change.b.clone().or_else(|| change.a.clone());
    let all: Vec<(Verdict, &VerdictChange)> =
        changes.verdicts.iter().filter_map(|change| Some((sides(change)?, change))).collect();
    let wholes: Vec<_> = all.iter().filter(|(own, _)| own.is_whole()).collect();
    let mut table = TextTable::new(&[
        ("判定对象", Align::Left),
        ("标准", Align::Left),
        ("A", Align::Left),
        ("B", Align::Left),
        ("变了的条件", Align::Left),
    ]);
    for (own, change) in wholes.iter().take(MOST_VERDICTS) {
        let of_same = |(other, _): &&(Verdict, &VerdictChange)| {
            let key = |of: &Verdict| (of.policy.clone(), of.standard.clone(), of.subject.clone());
            !other.is_whole() && key(other) == key(own)
        };
        let mut conditions: Vec<String> = Vec::new();
        for (own, _) in all.iter().filter(of_same) {
            let measure = wording::measure(own);
            if !conditions.contains(&measure) {
                conditions.push(measure);
            }
        }
        let result = |of: &Option<Verdict>| {
            of.as_ref().map_or("（无）", |own| own.result.label()).to_owned()
        };
        table.row(vec![
            free_text(&words::subject(&own.subject)).into_owned(),
            own.standard.to_string(),
            result(&change.a),
            result(&change.b),
            conditions.join("、"),
        ]);
    }
    let mut text = if wholes.is_empty() { String::new() } else { table.render(width) };
    let more = all.len() - wholes.len().min(MOST_VERDICTS);
    if more > 0 {
        let _ = writeln!(text, "另有 {more} 项条件和标准的结果变动；用 --out 文件夹 写出全部");
    }
    text
}
