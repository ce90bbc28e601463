//! Who meets the standards, and what the others lack.

use std::collections::BTreeMap;

use super::{heading, line};
use crate::model::measure::SubjectKind;
use crate::model::run::Run;
use crate::model::verdict::Outcome;
use crate::report::judged::{Judged, Score, gather};
use crate::report::text_table::{Align, TextTable, cut, padded};
use crate::report::{mask, wording};

/// Lines per policy for those who do not pass.
const LISTED: usize = 8;
/// Room for the longest result, 需人工核验, and a gap.
const RESULT: usize = 12;

/// Adds the score of each policy, then those who fail or are undecided, with what they lack.
pub(super) fn section(out: &mut String, run: &Run, width: usize) {
    let judged = gather(&run.judgement.verdicts);
    if judged.is_empty() {
        heading(out, "达标");
        line(out, "没有政策所指的品牌或基地");
        return;
    }
    heading(out, &format!("达标 {} 项，逐条见 达标.xlsx", judged.len()));
    // A policy that found nobody to judge is shown with zeros.
    let known = run.stamp.policies.iter().map(|policy| (policy.id.as_str(), Vec::new()));
    let mut policies: BTreeMap<&str, Vec<&Judged>> = known.collect();
    for one in &judged {
        policies.entry(&one.whole.policy).or_default().push(one);
    }
    out.push_str(&scores(run, &policies).render(width));
    for (policy, judged) in policies {
        shortfalls(out, wording::document(&run.stamp, policy), judged, width);
    }
}

fn scores(run: &Run, policies: &BTreeMap<&str, Vec<&Judged>>) -> TextTable {
    let mut table = TextTable::new(&[
        ("文件", Align::Left),
        ("项数", Align::Right),
        ("达标", Align::Right),
        ("不达标", Align::Right),
        ("待定", Align::Right),
        ("需人工核验", Align::Right),
    ]);
    for (policy, judged) in policies {
        let mut score = Score::default();
        for one in judged {
            score.add(one.whole.result);
        }
        let counts = [score.total(), score.pass, score.fail, score.pending, score.manual];
        let document = wording::document(&run.stamp, policy).to_owned();
        table.row([document].into_iter().chain(counts.map(|count| count.to_string())).collect());
    }
    table
}

fn shortfalls(out: &mut String, document: &str, mut judged: Vec<&Judged>, width: usize) {
    judged.retain(|one| one.whole.result != Outcome::Pass);
    if judged.is_empty() {
        return;
    }
    let (counted, mut judged): (Vec<&Judged>, Vec<&Judged>) =
        judged.into_iter().partition(|one| is_counted(one.whole.subject.kind));
    judged.sort_by_key(|one| match one.whole.result {
        Outcome::Fail => 0,
        Outcome::Pending => 1,
        Outcome::Manual | Outcome::Pass => 2,
    });
    line(out, "");
    line(out, &cut(document, width));
    for one in judged.iter().take(LISTED) {
        let whole = one.whole;
        let place = format!(
            "  {}{} {}（{}）",
            padded(whole.result.label(), RESULT),
            whole.subject.city,
            mask::free_text(wording::subject(whole)),
            whole.standard
        );
        line(out, &cut(&place, width));
        line(out, &cut(&format!("  {}{}", padded("", RESULT), shortfall(one)), width));
    }
    if judged.len() > LISTED {
        line(out, &format!("  其余 {} 项见 达标.xlsx", judged.len() - LISTED));
    }
    numbers(out, &counted, width);
}

/// Units, counties and provinces are judged by what they have on file: one line a standard and result.
fn numbers(out: &mut String, counted: &[&Judged], width: usize) {
    let mut places: BTreeMap<(&str, Outcome), Vec<&str>> = BTreeMap::new();
    for one in counted {
        let key = (one.whole.standard.as_ref(), one.whole.result);
        places.entry(key).or_default().push(wording::subject(one.whole));
    }
    for ((standard, result), places) in places {
        let head = format!("  {}{standard}", padded(result.label(), RESULT));
        let text = format!("{head}：{} 处，{}", places.len(), places.join("、"));
        line(out, &cut(&text, width));
    }
}

fn is_counted(kind: SubjectKind) -> bool {
    matches!(kind, SubjectKind::City | SubjectKind::County | SubjectKind::Province)
}

/// The first condition that decides, and how many more there are.
fn shortfall(one: &Judged) -> String {
    let deciding = one.deciding();
    if one.whole.result == Outcome::Manual && deciding.len() > 1 {
        let names: Vec<&str> = deciding.iter().map(|line| wording::condition(line)).collect();
        return format!("{} 项：{}", names.len(), names.join("、"));
    }
    let Some(first) = deciding.first() else {
        return wording::missing(one.whole);
    };
    match deciding.len() - 1 {
        0 => wording::phrase(first),
        more => format!("{}；另 {more} 项", wording::phrase(first)),
    }
}
