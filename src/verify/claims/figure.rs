//! One claimed figure: counted, compared, explained, with the persons behind the difference.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::diagnose::{Diagnosis, agrees, diagnose};
use super::evidence::{Barred, Record, Tells};
use super::mistake::{Heads, Wrong, mistakes};
use super::profile::{Profiles, Sums, heads, items};
use super::question::{Period, Question};
use super::reading::{Reading, Unit};
use super::universe::{Index, Scoped, Universe};
use crate::model::claim::{Amount, Claim, ClaimMeasure, FlowQuantity, Quantity};
use crate::model::finding::Code;
use crate::model::period::Window;
use crate::model::verification::{Behind, Cause, Status, Verified};

/// Persons behind a difference who are named.
const MOST_BEHIND: usize = 500;
/// Rows of a person that are named.
const MOST_ROWS: usize = 8;
/// Explanations whose persons are looked up.
const MOST_EXPLAINED: usize = 3;

const NO_ROWS: &str = "台账中没有这个对象的记录";
const NO_YEAR: &str = "台账中没有这一年的记录";
const NO_MEASURE: &str = "台账中没有这项内容";

/// What a claim asks: its figure, of a rate the numerator, and what is counted as one.
struct Asked {
    question: Question,
    heads: Heads,
    right: Reading,
}

impl Asked {
    /// `None` for what the rosters of persons placed tell.
    fn of(claim: &Claim, as_of: NaiveDate) -> Option<Self> {
        let cohort = Period::Cohort(claim.year);
        let (quantity, period, heads) = match claim.measure {
            ClaimMeasure::Cohort(quantity) | ClaimMeasure::Rate(quantity) => {
                (quantity, cohort, Heads::Persons)
            }
            ClaimMeasure::Placed => return None,
            ClaimMeasure::Flow(quarter, quantity) => {
                let from = NaiveDate::from_ymd_opt(claim.year, 1, 1)?;
                let to = quarter.end(claim.year)?.min(as_of);
                let period = Period::Flow(Window { from, to });
                match quantity {
                    FlowQuantity::Classes => (Quantity::Trainees, period, Heads::Classes),
                    FlowQuantity::Of(quantity) => (quantity, period, Heads::Persons),
                }
            }
        };
        let is_enrolments = quantity == Quantity::Enrolments;
        let unit = if is_enrolments { Unit::Enrolment } else { Unit::Person };
        let question = Question { quantity, period, as_of };
        Some(Self { question, heads, right: Reading::right(unit) })
    }

    /// The persons, or classes, of a universe.
    fn profiles(&self, question: &Question, universe: &Universe<'_>) -> Profiles {
        match self.heads {
            Heads::Persons => {
                let groups = universe.persons();
                Profiles::of(groups.map(|group| scopes(group)), question)
            }
            Heads::Classes => {
                let mut classes: BTreeMap<(u32, bool), Vec<(u16, &Record)>> = BTreeMap::new();
                for scoped in &universe.records {
                    let key = (scoped.record.course, scoped.record.barred != Barred::No);
                    classes.entry(key).or_default().push((scoped.scope, scoped.record));
                }
                Profiles::of(classes.into_values(), question)
            }
        }
    }
}

fn scopes<'a>(group: &[Scoped<'a>]) -> Vec<(u16, &'a Record)> {
    group.iter().map(|scoped| (scoped.scope, scoped.record)).collect()
}

/// Numerator and, of a rate, denominator.
struct Counted {
    top: Profiles,
    bottom: Option<Profiles>,
    decimals: u8,
}

impl Counted {
    fn of(claim: &Claim, asked: &Asked, universe: &Universe<'_>) -> Self {
        let bottom = claim.measure.is_rate().then(|| {
            let trainees = Question { quantity: Quantity::Trainees, ..asked.question };
            asked.profiles(&trainees, universe)
        });
        let top = asked.profiles(&asked.question, universe);
        Self { top, bottom, decimals: claim.claimed.decimals }
    }

    /// The figure in a reading, in its own digits; a rate of nobody is none.
    fn value(&self, reading: &Reading) -> Option<i64> {
        let top = self.top.value(reading);
        let Some(bottom) = &self.bottom else { return Some(top) };
        let bottom = bottom.value(&reading.of_denominator());
        let positive = |value: i64| u64::try_from(value).ok();
        Amount::share(positive(top)?, positive(bottom)?, self.decimals).map(|share| share.units)
    }
}

/// Verifies a claim that the ledgers of training tell of; `None` for another.
pub(super) fn verify(claim: &Claim, index: &Index<'_>, as_of: NaiveDate) -> Option<Verified> {
    let asked = Asked::of(claim, as_of)?;
    let own = index.universe(claim, false);
    let counted = Counted::of(claim, &asked, &own);
    let value = counted.value(&asked.right);
    if let Some(why) = untold(claim, index, &own, &asked, value) {
        return Some(unverifiable(claim, why));
    }
    let Some(value) = value else { return Some(unverifiable(claim, NO_YEAR)) };
    let amount = Amount { units: value, decimals: claim.claimed.decimals };
    let mut verified =
        Verified { counted: Some(amount), status: status(claim, value), ..unverifiable(claim, "") };
    if verified.status == Status::Equal {
        // What is stated less finely than it is counted still differs by what was rounded off.
        verified.terms =
            Diagnosis { wrong: Vec::new(), exact: true }.terms(claim, value, &|_| None);
        return Some(verified);
    }
    let universe = index.universe(claim, true);
    let counted = Counted::of(claim, &asked, &universe);
    let of = |reading: &Reading| counted.value(reading);
    let list = mistakes(&asked.question, asked.heads, &universe.neighbours);
    let diagnosis = diagnose(claim, asked.right, &list, &of);
    verified.explanations = diagnosis.explanations();
    verified.exact = diagnosis.exact;
    verified.terms = diagnosis.terms(claim, value, &of);
    if asked.heads == Heads::Persons {
        behind(&diagnosis, &asked.question, &universe, &mut verified);
    }
    Some(verified)
}

/// How a claimed figure compares with the count.
pub(super) fn status(claim: &Claim, value: i64) -> Status {
    if agrees(claim, value) {
        Status::Equal
    } else if claim.claimed.units > value {
        Status::Over
    } else {
        Status::Under
    }
}

/// A figure of which the ledgers cannot tell.
pub(super) fn unverifiable(claim: &Claim, why: &'static str) -> Verified {
    Verified {
        claim: claim.clone(),
        counted: None,
        status: Status::Unverifiable,
        why,
        explanations: Vec::new(),
        exact: false,
        terms: Vec::new(),
        behind: Vec::new(),
        behind_total: 0,
    }
}

/// Why the ledgers cannot tell, if they cannot.
fn untold(
    claim: &Claim,
    index: &Index<'_>,
    own: &Universe<'_>,
    asked: &Asked,
    value: Option<i64>,
) -> Option<&'static str> {
    if !own.records.iter().any(|scoped| scoped.record.barred == Barred::No) {
        return Some(NO_ROWS);
    }
    let is_year = |day: Option<NaiveDate>| day.is_some_and(|day| day.year() == claim.year);
    let year = |record: &Record| match asked.question.period {
        Period::Cohort(_) => is_year(record.facts.end.filter(|end| *end <= asked.question.as_of)),
        Period::Flow(_) => is_year(record.facts.end) || is_year(record.facts.start),
    };
    // Where there is a count, it tells.
    if value.is_none_or(|value| value == 0) && !index.around(claim).any(year) {
        return Some(NO_YEAR);
    }
    let needs = asked.question.needs();
    let none = value == Some(0) && claim.claimed.units > 0 && needs != Tells::default();
    let told = || index.around(claim).any(|record| record.facts.tells.has(needs));
    (none && !told()).then_some(NO_MEASURE)
}

/// Names the persons whom the first explanations are about.
fn behind(
    diagnosis: &Diagnosis,
    question: &Question,
    universe: &Universe<'_>,
    verified: &mut Verified,
) {
    let mut done: Vec<Cause> = Vec::new();
    for wrong in diagnosis.wrong.iter().take(MOST_EXPLAINED) {
        let Wrong { steps, .. } = wrong;
        for (cause, _, before, after) in steps {
            if done.contains(cause) {
                continue;
            }
            done.push(*cause);
            for group in universe.persons() {
                let share = share(group, question, before) - share(group, question, after);
                if share == 0 {
                    continue;
                }
                verified.behind_total += 1;
                if verified.behind.len() < MOST_BEHIND {
                    verified.behind.extend(person(*cause, group, before, after, share));
                }
            }
        }
    }
}

/// What a person adds to the figure.
fn share(group: &[Scoped<'_>], question: &Question, reading: &Reading) -> i64 {
    let scoped = scopes(group);
    if question.quantity == Quantity::Subsidy {
        let own = scoped.iter().filter(|(scope, record)| reading.takes(*scope, record.barred));
        let sums = own.map(|(_, record)| (Sums::of(record, question), record.barred != Barred::No));
        return sums.map(|(sums, barred)| sums.value(reading, barred)).sum();
    }
    heads(&items(&scoped, question), reading)
}

fn person(
    cause: Cause,
    group: &[Scoped<'_>],
    before: &Reading,
    after: &Reading,
    share: i64,
) -> Option<Behind> {
    let taken = |scoped: &&Scoped<'_>| {
        let Scoped { scope, record, .. } = scoped;
        before.takes(*scope, record.barred) || after.takes(*scope, record.barred)
    };
    let first = group.iter().find(taken)?;
    let rows = group.iter().filter(taken).flat_map(|scoped| scoped.record.places());
    let barred = match first.record.barred {
        Barred::No => None,
        Barred::Blank => Some(Code::IdMissing),
        Barred::Checksum => Some(Code::IdChecksum),
        Barred::Other => Some(Code::IdLength),
    };
    Some(Behind {
        cause,
        person: first.record.person,
        barred,
        name: first.chunk.name(first.record).to_owned(),
        share,
        rows: rows.take(MOST_ROWS).collect(),
    })
}
