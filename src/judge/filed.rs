//! Conditions that the registry answers: numbers on file and papers by which somebody answers for something.

use super::condition::compare;
use super::reading::Reading;
use super::subject::Candidate;
use crate::model::policy::Condition;
use crate::model::ratio::{Limit, Op};
use crate::model::registry::Attestation;
use crate::model::verdict::{Outcome, Unit, Verdict};

/// The measure column of a condition that a person answers for.
const ATTESTATION: &str = "attestation";

/// The line about a number on file; without it the result is `absent`, unless a paper answers for the condition.
pub(super) fn fact_line(
    candidate: &Candidate,
    condition: &Condition,
    mut line: Verdict,
    label: &str,
    unit: &str,
    (op, limit): (Op, &Limit),
    absent: Outcome,
) -> Verdict {
    line.op = Some(op);
    line.threshold.clone_from(&limit.text);
    line.shown.limit = Some(limit.value);
    let fact = candidate.entry.and_then(|entry| entry.facts.get(&line.measure));
    let reading = match fact {
        Some(&value) => Reading::settled(value),
        None => Reading::unknown(format!("品牌库中缺“{label}”（{unit}）")),
    };
    compare(&mut line, &reading, op, limit, Unit::Of(unit.to_owned()));
    if fact.is_none() {
        if let Some(paper) = attestation(candidate, condition) {
            return by_paper(line, paper);
        }
        line.margin.clear();
        line.shown.unit = None;
        if absent == Outcome::Manual {
            line = Verdict { result: absent, value: None, ..line };
        }
    }
    line
}

/// The line about what a person must judge.
pub(super) fn attested(
    candidate: &Candidate,
    condition: &Condition,
    mut line: Verdict,
    what: &str,
) -> Verdict {
    ATTESTATION.clone_into(&mut line.measure);
    match attestation(candidate, condition) {
        Some(paper) => by_paper(line, paper),
        None => Verdict {
            result: Outcome::Manual, missing: format!("缺人工证明：{what}"), ..line
        },
    }
}

/// The paper on file by the as-of date, under the condition's id, or under `POLICY/ID` where several policies use that id.
fn attestation<'a>(candidate: &Candidate<'a>, condition: &Condition) -> Option<&'a Attestation> {
    let papers = &candidate.entry?.attestations;
    let qualified = format!("{}/{}", candidate.policy.id, condition.id);
    let paper = papers.get(&qualified).or_else(|| papers.get(&condition.id))?;
    (paper.when <= candidate.input.as_of).then_some(paper)
}

fn by_paper(line: Verdict, paper: &Attestation) -> Verdict {
    let margin = format!("人工证明：{}，{}，{}", paper.who, paper.when, paper.paper);
    Verdict {
        result: Outcome::Pass,
        value: None,
        margin,
        missing: String::new(),
        settles_on: None,
        ..line
    }
}
