//! One case: a small world with one figure varied, judged, and compared with what must come out.

use std::collections::BTreeSet;
use std::sync::Arc;

use toml::Spanned;

use super::Trials;
use super::coverage::{Coverage, number_of};
use super::file::{At, Case, Entry as Filed, TrialFile, line};
use crate::judge::{self, JudgeInput};
use crate::model::counts::{Counts, Figure, Slot};
use crate::model::measure::{Subject, SubjectKind, Tally};
use crate::model::period::Window;
use crate::model::policy::{LimitQuestion, Policy, Test};
use crate::model::ratio::{Limit, Ratio};
use crate::model::region::Regions;
use crate::model::registry::{Attestation, Entry, EntryKind, Registry, Relaxation};
use crate::model::verdict::{Outcome, Verdict};

/// The name of the brand or base that is judged.
const NAME: &str = "用例";
/// What is varied, if not a count.
const ENTRIES: &str = "entries";
const ESTABLISHED: &str = "established";
const FACT: &str = "fact:";

/// Runs a case: one expected result after the other.
pub(super) fn run(
    case: &Spanned<Case>,
    file: &TrialFile,
    policy: &Policy,
    regions: &Regions,
    coverage: &mut Coverage,
    trials: &mut Trials,
) {
    let at = line(&file.text, case.span().start);
    let case = case.get_ref();
    for expected in &case.expect {
        let place = format!("{} 第 {at} 行 {}（{}）", file.name, case.condition, expected.at);
        let found = World::of(case, file, policy, expected.at).and_then(|world| {
            let verdict = world.judge(case, policy, regions)?;
            if let Some(value) = verdict.value
                && let Some(number) = world.threshold(case, policy, &verdict)
            {
                coverage.tried(&verdict.standard, &verdict.condition, number, value.low);
            }
            Ok(verdict)
        });
        match found {
            Err(why) => trials.failed.push(format!("{place}：{why}")),
            Ok(verdict) if verdict.result != expected.result => trials.failed.push(format!(
                "{place}：应为{}，得到{}",
                expected.result.label(),
                verdict.result.label()
            )),
            Ok(verdict)
                if expected.shown.as_ref().is_some_and(|text| *text != verdict.value_text()) =>
            {
                let text = verdict.value_text();
                trials.failed.push(format!("{place}：显示成了“{text}”"));
            }
            Ok(_) => trials.passed += 1,
        }
    }
}

/// What is judged.
struct World {
    registry: Registry,
    subject: Subject,
    tally: Tally,
    as_of: chrono::NaiveDate,
    year: i32,
}

impl World {
    fn of(case: &Case, file: &TrialFile, policy: &Policy, at: At) -> Result<Self, String> {
        let filed = case.entry.clone().unwrap_or_default();
        let as_of = case.as_of.unwrap_or(file.as_of).0;
        let city: Arc<str> = case.city.as_str().into();
        let mut tally = Tally::default();
        for (name, count) in &case.counts {
            set(&mut tally, name, *count)?;
        }
        let mut entry = case.entry.is_some().then(|| entry(&filed, case, policy));
        let mut copies = 1;
        match (case.vary.as_str(), at, &mut entry) {
            (ENTRIES, At::Number(number), _) => copies = number,
            (ESTABLISHED, At::Day(day), Some(entry)) => entry.established = Some(day.0),
            (vary, At::Number(number), entry) => match (vary.strip_prefix(FACT), entry) {
                (Some(key), Some(entry)) => {
                    entry.facts.insert(key.to_owned(), Ratio::whole(number));
                }
                (Some(_), None) => return Err("没有登记（entry）可改".to_owned()),
                (None, _) => set(&mut tally, vary, number)?,
            },
            (vary, ..) => return Err(format!("“{vary}”不能取这样的值")),
        }
        let kind = filed.kind.map_or(SubjectKind::Brand, EntryKind::subject_kind);
        let mut registry = Registry::default();
        for number in 0..copies {
            if let Some(entry) = &entry {
                let name = if number == 0 { NAME.to_owned() } else { format!("{NAME}{number}") };
                let _ = registry.add(Entry { name: name.into(), ..entry.clone() });
            }
        }
        for link in &filed.links {
            let training = Filed { kind: Some(EntryKind::Training), ..Filed::default() };
            let training = self::entry(&training, case, policy);
            let _ = registry.add(Entry { name: link.as_str().into(), ..training });
        }
        if case.vary == ENTRIES {
            register_others(&mut registry, case, policy);
        }
        let subject = match (&case.county, case.vary == ENTRIES) {
            (Some(county), _) => subject(SubjectKind::County, policy, &city, county),
            (None, false) => subject(kind, policy, &city, NAME),
            (None, true) if city.is_empty() => subject(SubjectKind::Province, policy, &city, ""),
            (None, true) => subject(SubjectKind::City, policy, &city, ""),
        };
        Ok(Self { registry, subject, tally, as_of, year: file.year })
    }

    /// The line about the condition.
    fn judge(&self, case: &Case, policy: &Policy, regions: &Regions) -> Result<Verdict, String> {
        let policies = std::slice::from_ref(policy);
        let windows = judge::windows(policies, self.year, self.as_of);
        // Placement rosters came from there, so that nobody placed means nobody.
        let placed = |kind, name: &str| {
            let one = Tally { placed: 1, ..Tally::default() };
            let subject = Subject { kind, name: name.into(), ..self.subject.clone() };
            Window::year(self.year).map(|year| ((subject, year), one))
        };
        let rosters = [placed(SubjectKind::City, ""), placed(self.subject.kind, NAME)];
        let mut counts = Counts {
            subjects: BTreeSet::from([self.subject.clone()]),
            years: rosters.into_iter().flatten().collect(),
            ..Counts::default()
        };
        for window in windows {
            counts.asked.insert(window);
            counts.windows.insert((self.subject.clone(), window), self.tally.clone());
        }
        let judgement = judge::judge(&JudgeInput {
            policies,
            registry: &self.registry,
            counts: &counts,
            regions,
            only_unit: None,
            as_of: self.as_of,
            year: self.year,
        });
        let about = |line: &&Verdict| {
            line.subject == self.subject
                && line.condition == case.condition
                && case.standard.as_ref().is_none_or(|standard| **standard == *line.standard)
        };
        let lines: Vec<&Verdict> = judgement.verdicts.iter().filter(about).collect();
        let Some(first) = lines.first() else {
            return Err("没有这个条件的结果：标准、地区或登记不对".to_owned());
        };
        // One line a year, all with the same counts: the results can only agree.
        let result = Outcome::all_of(lines.iter().map(|line| line.result));
        Ok(Verdict { result, ..(*first).clone() })
    }

    /// Which threshold decided.
    fn threshold(&self, case: &Case, policy: &Policy, verdict: &Verdict) -> Option<usize> {
        let standards = policy.families.iter().flat_map(|family| &family.standards);
        let standard = standards.into_iter().find(|one| one.name == verdict.standard)?;
        let own = standard.rule.conditions().iter();
        let mut conditions = own.flat_map(|condition| condition.with_members());
        let condition = conditions.find(|condition| condition.id == verdict.condition)?;
        let kinds = [EntryKind::Training, EntryKind::Labour, EntryKind::Base, EntryKind::County];
        let asked = LimitQuestion {
            policy,
            city: &case.city,
            entry: self.registry.find(&self.subject, &kinds),
            day: self.as_of,
        };
        let used: &Limit = match &condition.test {
            Test::Measure(measured) => measured.threshold.limit(&asked).ok()?.0,
            Test::Count { threshold, .. } => threshold.limit(&asked).ok()?.0,
            Test::Fact { limit, .. } => limit,
            _ => return None,
        };
        number_of(&condition.test, used)
    }
}

/// Something else on file in the province, without which no number of entries is judged; and the county itself.
fn register_others(registry: &mut Registry, case: &Case, policy: &Policy) {
    let Some(filed) = &case.entry else { return };
    let mut other =
        entry(&Filed { kind: Some(EntryKind::County), ..Filed::default() }, case, policy);
    if let Some(county) = &case.county {
        other.name = county.as_str().into();
        other.brand_type.clone_from(&filed.brand_type);
    }
    let _ = registry.add(other);
}

fn entry(filed: &Filed, case: &Case, policy: &Policy) -> Entry {
    let kind = filed.kind.unwrap_or(EntryKind::Training);
    // A province counts what lies in any of its units.
    let city = if case.city.is_empty() { NAME } else { &case.city };
    let paper = || Attestation {
        who: NAME.to_owned(),
        when: chrono::NaiveDate::MIN,
        paper: NAME.to_owned(),
    };
    let relaxed =
        |ground: &String| Relaxation { ground: ground.clone(), condition: None, paper: paper() };
    let conditions = policy.conditions().filter(|condition| {
        filed.attested && matches!(condition.test, Test::Attestation { .. } | Test::Report { .. })
    });
    Entry {
        kind,
        province: policy.province.as_str().into(),
        city: city.into(),
        name: NAME.into(),
        county: case.county.clone(),
        brand_type: filed.brand_type.clone(),
        level: filed.level.clone(),
        occupation: filed.occupation.clone(),
        industry: filed.industry.clone(),
        established: filed.established.map(|day| day.0),
        supporting_units: Vec::new(),
        listed: filed.listed.map(|day| day.0),
        delisted: filed.delisted.map(|day| day.0),
        links: filed.links.iter().map(|name| name.as_str().into()).collect(),
        relaxations: filed.relaxed.iter().map(relaxed).collect(),
        texts: std::collections::BTreeMap::new(),
        facts: filed.facts.iter().map(|(key, value)| (key.clone(), Ratio::whole(*value))).collect(),
        attestations: conditions.map(|condition| (condition.id.clone(), paper())).collect(),
    }
}

fn subject(kind: SubjectKind, policy: &Policy, city: &Arc<str>, name: &str) -> Subject {
    Subject {
        kind,
        province: policy.province.as_str().into(),
        city: Arc::clone(city),
        name: name.into(),
    }
}

/// Sets a count by its name.
fn set(tally: &mut Tally, name: &str, count: u64) -> Result<(), String> {
    match Figure::named(name).map(|figure| figure.slot) {
        Some(Slot::Count(_, place)) => {
            *place(tally) = count;
            Ok(())
        }
        _ => Err(format!("没有“{name}”这个人数")),
    }
}
