//! The yearly evaluation (年度评估): the measured conditions of the entry standard, this year against the year before.
//!
//! The document leaves its criteria open; the entry standard is applied again as evidence (Liaoning 2024-5 六(一)).

use super::JudgeInput;
use super::standard::{append, measured_outcome, named};
use super::subject::{Candidate, standards};
use crate::model::evaluation::{Evaluation, Movement};
use crate::model::verdict::{Outcome, Verdict};

/// How a brand stands by each standard that applies to it; nothing where none has a measured condition.
pub(super) fn evaluate(candidate: &Candidate, section: &str) -> Vec<Evaluation> {
    let year = candidate.input.year;
    let last_year = JudgeInput { year: year.saturating_sub(1), ..*candidate.input };
    let before = Candidate { input: &last_year, ..*candidate };
    let mut lines = Vec::new();
    for standard in standards(candidate).unwrap_or_default() {
        let Some((now, conditions)) = measured_outcome(candidate, standard) else { continue };
        let Some((before, conditions_before)) = measured_outcome(&before, standard) else {
            continue;
        };
        let movement = Movement::of(before, now);
        let deciding = if now == Outcome::Pass { &conditions_before } else { &conditions };
        lines.push(Evaluation {
            policy: candidate.policy.id.clone(),
            standard: standard.name.clone(),
            subject: candidate.subject.clone(),
            year,
            before,
            now,
            movement,
            why: why(deciding, movement),
            citation: format!("{} {section}", candidate.policy.document),
        });
    }
    lines
}

/// What did not hold, this year or, of those who enter, the year before.
fn why(conditions: &[Verdict], movement: Movement) -> String {
    let mut text = String::new();
    for line in conditions.iter().filter(|line| line.result != Outcome::Pass) {
        let distance = if line.margin.is_empty() { &line.missing } else { &line.margin };
        append(&mut text, &format!("{} {distance}", named(line)));
    }
    if movement == Movement::Enter && !text.is_empty() {
        return format!("上一年度：{text}");
    }
    text
}
