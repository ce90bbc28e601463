//! Verdicts of the shipped policies at, just below and just above every threshold, and what is not yet known.

mod counting;
mod dual;
mod jilin;
mod language;
mod laws;
mod liaoning;
mod liaoning_registry;
mod linfen;
mod neimenggu;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::{JudgeInput, judge, windows};
use crate::model::counts::Counts;
use crate::model::measure::{Subject, SubjectKind, Tally};
use crate::model::period::Window;
use crate::model::policy::{Policy, parse, shipped, shipped_text};
use crate::model::ratio::Ratio;
use crate::model::region::Regions;
use crate::model::registry::{Attestation, Entry, EntryKind, Registry};
use crate::model::verdict::{Judgement, Outcome, Verdict, WHOLE};

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub(super) fn year(year: i32) -> Window {
    Window::year(year).expect("a year")
}

pub(super) fn subject(kind: SubjectKind, province: &str, city: &str, name: &str) -> Subject {
    Subject { kind, province: Arc::from(province), city: Arc::from(city), name: Arc::from(name) }
}

pub(super) fn brand(province: &str, city: &str, name: &str) -> Subject {
    subject(SubjectKind::Brand, province, city, name)
}

pub(super) fn entry(kind: EntryKind, of: &Subject) -> Entry {
    Entry {
        kind,
        province: of.province.clone(),
        city: of.city.clone(),
        name: of.name.clone(),
        county: None,
        brand_type: None,
        level: None,
        occupation: None,
        industry: None,
        established: None,
        supporting_units: Vec::new(),
        listed: None,
        delisted: None,
        links: Vec::new(),
        relaxations: Vec::new(),
        facts: BTreeMap::new(),
        texts: BTreeMap::new(),
        attestations: BTreeMap::new(),
    }
}

/// Papers for every condition of a policy.
pub(super) fn attest_all(entry: &mut Entry, policy: &str) {
    let policy = parse(shipped_text(policy).expect("shipped"), policy).expect("a policy");
    for condition in policy.conditions() {
        let paper = Attestation {
            who: "张某".to_owned(),
            when: day("2021-01-01"),
            paper: "核验单1号".to_owned(),
        };
        entry.attestations.insert(condition.id.clone(), paper);
    }
}

/// A small world to be judged.
pub(super) struct World {
    pub policies: Vec<Policy>,
    pub registry: Registry,
    pub counts: Counts,
    pub regions: Regions,
    pub as_of: NaiveDate,
    pub year: i32,
}

impl World {
    /// All shipped policies, the middle of 2024, nothing counted.
    pub fn new() -> Self {
        Self {
            policies: shipped().expect("shipped policies"),
            registry: Registry::default(),
            counts: Counts::default(),
            regions: Regions::shipped().expect("shipped regions"),
            as_of: day("2024-12-31"),
            year: 2024,
        }
    }

    pub fn register(&mut self, entry: Entry) {
        self.registry.add(entry).expect("a new entry");
    }

    pub fn count(&mut self, of: &Subject, window: Window, tally: Tally) {
        self.counts.subjects.insert(of.clone());
        self.counts.asked.insert(window);
        self.counts.windows.insert((of.clone(), window), tally);
    }

    /// Placement rosters came from that unit.
    pub fn has_roster(&mut self, province: &str, city: &str) {
        for (kind, name) in
            [(SubjectKind::City, ""), (SubjectKind::Brand, "别的"), (SubjectKind::Base, "别的")]
        {
            let one = Tally { placed: 1, ..Tally::default() };
            self.counts.years.insert((subject(kind, province, city, name), year(2020)), one);
        }
    }

    /// Judges, and leaves only what is said about brands and bases.
    pub fn judge(&self) -> Judgement {
        let mut judgement = self.judge_all();
        judgement
            .verdicts
            .retain(|line| matches!(line.subject.kind, SubjectKind::Brand | SubjectKind::Base));
        judgement
    }

    /// Judges everything.
    pub fn judge_all(&self) -> Judgement {
        let asked = windows(&self.policies, self.year, self.as_of);
        let mut counts = self.counts.clone();
        counts.asked.extend(asked);
        judge(&JudgeInput {
            policies: &self.policies,
            registry: &self.registry,
            counts: &counts,
            regions: &self.regions,
            only_unit: None,
            as_of: self.as_of,
            year: self.year,
        })
    }
}

impl Judgement {
    /// The one line about a condition; the first of its years.
    pub(super) fn line(&self, condition: &str) -> &Verdict {
        self.lines(condition).into_iter().next().unwrap_or_else(|| panic!("no line {condition}"))
    }

    pub(super) fn lines(&self, condition: &str) -> Vec<&Verdict> {
        self.verdicts.iter().filter(|line| line.condition == condition).collect()
    }

    pub(super) fn result(&self, condition: &str) -> Outcome {
        Outcome::all_of(self.lines(condition).into_iter().map(|line| line.result))
    }

    pub(super) fn whole(&self) -> &Verdict {
        self.line(WHOLE)
    }
}

/// Pass rates and employment of a cohort that is good everywhere.
pub(super) fn tally(trainees: u64) -> Tally {
    Tally {
        enrolments: trainees,
        trainees,
        certified_any: trainees,
        employed_6m: trainees,
        employed_after: trainees,
        subsidised: trainees,
        key_subsidised: trainees,
        order_targeted: trainees,
        own_staff: trainees,
        own_staff_stable: trainees,
        ..Tally::default()
    }
}

/// `Fail, Pass, Pass` and so on for a condition over a list of cohorts.
pub(super) fn results(
    condition: &str,
    tallies: &[Tally],
    judge: impl Fn(&Tally) -> Judgement,
) -> Vec<Outcome> {
    tallies.iter().map(|tally| judge(tally).result(condition)).collect()
}

pub(super) fn ratio(num: u64, den: u64) -> Ratio {
    Ratio::new(num, den)
}
