//! Conditions on what the registry has on file: how many entries, or how many that meet a standard.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::condition::compare;
use super::reading::Reading;
use super::subject::Candidate;
use crate::model::measure::SubjectKind;
use crate::model::policy::{Count, Family, LimitQuestion, RegistryField, Selector, Threshold};
use crate::model::ratio::{Interval, Op, Ratio};
use crate::model::registry::{Entry, EntryKind};
use crate::model::verdict::{Outcome, Unit, Verdict};

/// The measure column of such a condition.
const REGISTERED: &str = "registered";
const REGISTERED_MEETING: &str = "registered_meeting";
const REGISTERED_ALIKE: &str = "registered_alike";

/// What a condition asks of the registry.
pub(super) struct Asked<'a> {
    pub of: &'a Count,
    pub label: &'a str,
    pub op: Op,
    pub threshold: &'a Threshold,
    pub on: Option<NaiveDate>,
}

/// The line about a number of entries.
pub(super) fn count_line(candidate: &Candidate, asked: &Asked, line: Verdict) -> Verdict {
    let measure = match asked.of {
        Count { repeated: Some(_), .. } => REGISTERED_ALIKE,
        Count { meets: Some(_), .. } => REGISTERED_MEETING,
        Count { .. } => REGISTERED,
    };
    let mut line = Verdict { measure: measure.to_owned(), op: Some(asked.op), ..line };
    let question = LimitQuestion {
        policy: candidate.policy,
        city: &candidate.subject.city,
        entry: candidate.entry,
        day: candidate.input.as_of,
    };
    let limit = match asked.threshold.limit(&question) {
        Ok((limit, _)) => limit,
        Err(missing) => return Verdict { result: Outcome::Pending, missing, ..line },
    };
    line.threshold.clone_from(&limit.text);
    line.shown.limit = Some(limit.value);
    let reading = reading(candidate, asked);
    compare(&mut line, &reading, asked.op, limit, Unit::Of("个".to_owned()));
    if !reading.missing.is_empty() && line.result != Outcome::Pending {
        line.missing.clone_from(&reading.missing);
    }
    line
}

/// How many are certain, and how many there may be.
fn reading(candidate: &Candidate, asked: &Asked) -> Reading {
    let as_of = candidate.input.as_of;
    // What the registry already knows of a day to come counts: who will have left, who will have come.
    let day = asked.on.unwrap_or(as_of);
    let (entries, _) = candidate.holds.unzip();
    let listed = entries.unwrap_or_default().iter().filter(|entry| entry.is_listed_on(day));
    let tally = Tally::of(candidate, asked.of, listed.copied());
    let low = Ratio::whole(tally.sure);
    let open = asked.on.filter(|on| *on > as_of && asked.op != Op::AtMost);
    let mut missing = tally.missing(asked.label);
    if let Some(on) = open {
        super::standard::append(&mut missing, &format!("{on} 以前还可以增加"));
    }
    Reading {
        interval: Interval {
            low,
            high: open.is_none().then(|| Ratio::whole(tally.sure + tally.possible)),
        },
        so_far: low,
        over: None,
        missing,
        settles_on: open.filter(|_| tally.possible == 0),
    }
}

/// Entries that count, and those that may.
struct Tally {
    sure: u64,
    possible: u64,
    /// Why some are not certain, in Chinese, with how many of them.
    reasons: BTreeMap<&'static str, u64>,
}

impl Tally {
    fn of<'a>(
        candidate: &Candidate,
        count: &Count,
        entries: impl Iterator<Item = &'a Entry>,
    ) -> Self {
        // A name that stands under two kinds is one.
        let mut standing: BTreeMap<(&str, &str), Standing> = BTreeMap::new();
        let mut values: BTreeSet<String> = BTreeSet::new();
        let counted = |entry: &&Entry| {
            count.kinds.contains(&entry.kind) && (!count.linked || !entry.links.is_empty())
        };
        for entry in entries.filter(counted) {
            let stands = match count.repeated {
                None => standing_of(candidate, count, entry),
                Some(field) => match shared(candidate, field, entry) {
                    None => Standing::Possible("没有填写相应一栏"),
                    Some(value) => {
                        if values.insert(value) {
                            Standing::Not
                        } else {
                            Standing::Sure
                        }
                    }
                },
            };
            let known = standing.entry((&entry.city, &entry.name)).or_insert(Standing::Not);
            *known = (*known).max(stands);
        }
        let mut tally = Self { sure: 0, possible: 0, reasons: BTreeMap::new() };
        for standing in standing.into_values() {
            match standing {
                Standing::Not => {}
                Standing::Sure => tally.sure += 1,
                Standing::Possible(why) => {
                    tally.possible += 1;
                    *tally.reasons.entry(why).or_default() += 1;
                }
            }
        }
        if count.repeated.is_some() && values.is_empty() && tally.possible > 0 {
            // One of those that may be alike is the first.
            tally.possible -= 1;
        }
        if tally.possible == 0 {
            tally.reasons.clear();
        }
        tally
    }

    fn missing(&self, label: &str) -> String {
        let reasons = self.reasons.iter().map(|(why, number)| format!("另有 {number} 个{why}"));
        let reasons: Vec<String> = reasons.collect();
        if reasons.is_empty() {
            String::new()
        } else {
            format!("{label}：{}", reasons.join("，"))
        }
    }
}

/// What an entry says in a field; a type as the standard that it chooses, however it is written.
fn shared(candidate: &Candidate, field: RegistryField, entry: &Entry) -> Option<String> {
    let text = field.of(entry)?;
    let by_type = |family: &&Family| {
        field == RegistryField::Type
            && family.selector == Some(Selector::Type)
            && family.kinds.contains(&entry.kind)
    };
    let mut standards =
        candidate.policy.families.iter().filter(by_type).flat_map(|family| &family.standards);
    let chosen = standards.find(|standard| standard.select.iter().any(|word| word == text));
    Some(chosen.map_or(text, |standard| &standard.name).to_owned())
}

/// Whether one entry counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Not,
    Possible(&'static str),
    Sure,
}

fn standing_of(candidate: &Candidate, count: &Count, entry: &Entry) -> Standing {
    let one_of = |words: &[String], field: Option<&str>, blank: &'static str| match field {
        _ if words.is_empty() => Standing::Sure,
        None => Standing::Possible(blank),
        Some(text) if words.iter().any(|word| word == text) => Standing::Sure,
        Some(_) => Standing::Not,
    };
    let in_county = match (candidate.subject.kind, &entry.county) {
        (SubjectKind::County, None) => Standing::Possible("没有填写县（市、区）"),
        _ => Standing::Sure,
    };
    let all = [
        one_of(&count.types, entry.brand_type.as_deref(), "没有填写类型"),
        one_of(&count.levels, entry.level.as_deref(), "没有填写级别"),
        in_county,
        meets(candidate, count, entry),
    ];
    all.into_iter().min().unwrap_or(Standing::Not)
}

/// Whether an entry meets the standards that are asked for.
fn meets(candidate: &Candidate, count: &Count, entry: &Entry) -> Standing {
    let Some(family) = count.meets.as_ref().and_then(|name| candidate.policy.family(name)) else {
        return Standing::Sure;
    };
    let found = candidate.holds.map(|(_, found)| found);
    let of_kind = family.kinds.contains(&entry.kind) && entry.kind != EntryKind::County;
    let outcome = found
        .filter(|_| of_kind)
        .and_then(|found| found.outcome(candidate.policy, family, &entry.subject()));
    match outcome {
        Some(Outcome::Pass) => Standing::Sure,
        Some(Outcome::Pending) => Standing::Possible("的标准待定"),
        Some(Outcome::Manual) => Standing::Possible("须人工核验"),
        Some(Outcome::Fail) | None => Standing::Not,
    }
}
