//! One subject under one policy: which families are about it, and which standard its declaration chooses.

use super::JudgeInput;
use super::evaluation::evaluate;
use super::standard::{Judged, append, judge_standard, measured_outcome};
use super::unit::Found;
use crate::model::measure::Subject;
use crate::model::policy::{Family, Policy, Selector, Standard};
use crate::model::registry::{Entry, EntryKind};
use crate::model::verdict::{Judgement, Outcome, Shown, Verdict, WHOLE};

/// A subject with all that its verdicts depend on.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub input: &'a JudgeInput<'a>,
    pub policy: &'a Policy,
    pub family: &'a Family,
    pub subject: &'a Subject,
    pub entry: Option<&'a Entry>,
    /// Of a unit, county or province: the entries that it counts, and the results of what it holds.
    pub holds: Option<(&'a [&'a Entry], &'a Found<'a>)>,
    pub no_ledger: bool,
}

/// The mark of a registry entry without a ledger row (policies; issue: never by silence).
pub(super) const NO_LEDGER: &str = "无台账";

/// Adds the lines about one brand or base.
pub(super) fn judge_subject(
    input: &JudgeInput,
    policy: &Policy,
    subject: &Subject,
    lines: &mut Judgement,
) {
    let about = |family: &&Family| family.subject == subject.kind && family.is_about(&subject.city);
    for family in policy.families.iter().filter(about) {
        let Some(candidate) = candidate(input, policy, family, subject) else { continue };
        judge_family(&candidate, lines);
        if let Some(section) = &family.evaluated {
            lines.evaluations.extend(evaluate(&candidate, section));
        }
    }
}

/// Adds the lines about a unit, county or province, which is judged by what it holds.
pub(super) fn judge_counted(
    input: &JudgeInput,
    policy: &Policy,
    family: &Family,
    subject: &Subject,
    (entries, found): (&[&Entry], &Found),
    lines: &mut Judgement,
) {
    let entry = entries
        .iter()
        .copied()
        .find(|entry| entry.kind == EntryKind::County && entry.name == subject.name);
    let holds = Some((entries, found));
    let no_ledger = false;
    judge_family(&Candidate { input, policy, family, subject, entry, holds, no_ledger }, lines);
}

/// A brand or base, if the family is about it.
pub(super) fn candidate<'a>(
    input: &'a JudgeInput<'a>,
    policy: &'a Policy,
    family: &'a Family,
    subject: &'a Subject,
) -> Option<Candidate<'a>> {
    let entry = input.registry.find(subject, &family.kinds);
    let about_another_kind = entry.is_none() && input.registry.knows(subject);
    let elsewhere = policy
        .county
        .as_ref()
        .is_some_and(|county| entry.is_none_or(|entry| entry.county.as_ref() != Some(county)));
    let unlinked = family.linked_only && entry.is_none_or(|entry| entry.links.is_empty());
    let unregistered = family.registered_only && entry.is_none();
    if about_another_kind || elsewhere || unlinked || unregistered {
        return None;
    }
    let no_ledger =
        input.counts.known.knows(subject.kind) && !input.counts.subjects.contains(subject);
    Some(Candidate { input, policy, family, subject, entry, holds: None, no_ledger })
}

fn judge_family(candidate: &Candidate, lines: &mut Judgement) {
    let family = candidate.family;
    let Some(selector) = family.selector else {
        for standard in &family.standards {
            add(judge_standard(candidate, standard), lines);
        }
        return;
    };
    match chosen(candidate, selector) {
        Ok(standard) => {
            let mut judged = judge_standard(candidate, standard);
            let others = met(candidate, Some(standard));
            note_met(&mut judged.whole, "另符合（量化条件）", others);
            add(judged, lines);
        }
        Err(_) if family.skip_others => {}
        Err(missing) => {
            let mut whole = undeclared(candidate, missing);
            note_met(&mut whole, "量化条件已符合", met(candidate, None));
            lines.verdicts.push(whole);
        }
    }
}

/// The standards that apply to a candidate: all of the family, or the one that its declaration chooses.
pub(super) fn standards<'a>(candidate: &Candidate<'a>) -> Result<Vec<&'a Standard>, String> {
    match candidate.family.selector {
        None => Ok(candidate.family.standards.iter().collect()),
        Some(selector) => chosen(candidate, selector).map(|standard| vec![standard]),
    }
}

/// The standard that the registry entry declares, or what is missing for that.
fn chosen<'a>(candidate: &Candidate<'a>, selector: Selector) -> Result<&'a Standard, String> {
    let family = candidate.family;
    let field = selector.label();
    let Some(entry) = candidate.entry else {
        let what = family.kinds.first().map_or("对象", |kind| match kind {
            EntryKind::Training | EntryKind::Labour => "品牌",
            EntryKind::Base => "基地",
            EntryKind::County => "县（市、区）",
        });
        return Err(format!("品牌库中没有这个{what}，请登记并填写“{field}”"));
    };
    let Some(declared) = selector.of(entry) else {
        return Err(format!("品牌库中没有填写“{field}”"));
    };
    let chooses = |standard: &&Standard| standard.select.iter().any(|value| value == declared);
    family.standards.iter().find(chooses).ok_or_else(|| {
        let words = family.standards.iter().filter_map(|standard| standard.select.first());
        let words: Vec<&str> = words.map(String::as_str).collect();
        format!("登记的{field}“{declared}”不在文件所列之中，应为：{}", words.join("、"))
    })
}

/// Names of the standards whose measured conditions all hold.
fn met(candidate: &Candidate, except: Option<&Standard>) -> Vec<String> {
    let others = candidate.family.standards.iter();
    let others = others.filter(|standard| except.is_none_or(|chosen| chosen.name != standard.name));
    let meets = |standard: &&Standard| {
        measured_outcome(candidate, standard).is_some_and(|(outcome, _)| outcome == Outcome::Pass)
    };
    others.filter(meets).map(|standard| standard.name.to_string()).collect()
}

fn note_met(whole: &mut Verdict, words: &str, names: Vec<String>) {
    if !names.is_empty() {
        append(&mut whole.margin, &format!("{words}：{}", names.join("、")));
    }
    whole.shown.also_meets = names;
}

/// The one line about a brand whose standard is not known.
fn undeclared(candidate: &Candidate, missing: String) -> Verdict {
    let missing = if candidate.no_ledger { format!("{NO_LEDGER}；{missing}") } else { missing };
    Verdict {
        result: Outcome::Pending,
        missing,
        ..candidate.line(&candidate.family.name, &candidate.family.section)
    }
}

impl Candidate<'_> {
    /// A line about the whole of a standard, still without a result of its own.
    pub(super) fn line(&self, standard: &str, section: &str) -> Verdict {
        Verdict {
            policy: self.policy.id.clone(),
            standard: standard.into(),
            subject: self.subject.clone(),
            window: None,
            condition: WHOLE.to_owned(),
            measure: String::new(),
            value: None,
            threshold: String::new(),
            op: None,
            result: Outcome::Manual,
            margin: String::new(),
            missing: String::new(),
            settles_on: None,
            citation: format!("{} {section}", self.policy.document),
            shown: Shown { no_ledger: self.no_ledger, ..Shown::default() },
        }
    }
}

fn add(judged: Judged, lines: &mut Judgement) {
    lines.verdicts.push(judged.whole);
    lines.verdicts.extend(judged.conditions);
    lines.measures.extend(judged.measures);
}
