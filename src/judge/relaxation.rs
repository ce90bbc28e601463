//! 放宽: a condition that does not hold is set aside by an explicit entry of the registry that names its ground.
//!
//! Source: Inner Mongolia 2024-118 三(一); policies §5.

use super::condition::Lines;
use super::standard::append;
use super::subject::Candidate;
use crate::model::policy::{Condition, Test};
use crate::model::registry::{Entry, EntryKind, Relaxation};
use crate::model::verdict::Outcome;

/// Relaxes what does not hold, if the registry has an entry for it; the line keeps what was found.
pub(super) fn relax(candidate: &Candidate, condition: &Condition, judged: &mut Lines) {
    if !condition.relaxable || judged.outcome == Outcome::Pass {
        return;
    }
    // A relaxation loosens conditions; it cannot stand in for a training brand that is not on file.
    let brand_missing = matches!(condition.test, Test::Linked { .. })
        && candidate.entry.is_none_or(|entry| linked_entries(candidate, entry).next().is_none());
    if brand_missing {
        return;
    }
    let Some(relaxation) = on_file(candidate, condition) else { return };
    for line in judged.lines.iter_mut().filter(|line| line.result != Outcome::Pass) {
        let paper = &relaxation.paper;
        let mut margin = format!(
            "放宽：{}（{}，{}，{}）；原结果：{}",
            relaxation.ground,
            paper.who,
            paper.when,
            paper.paper,
            line.result.label()
        );
        append(&mut margin, &line.margin);
        append(&mut margin, &line.missing);
        line.margin = margin;
        line.missing.clear();
        line.settles_on = None;
        line.result = Outcome::Pass;
        line.shown.relaxed = true;
        line.shown.gap = None;
    }
    judged.outcome = Outcome::Pass;
}

/// The entry of the brand itself, else of a training brand that it is linked to, that names one of the document's
/// grounds, is in force, and concerns this condition.
fn on_file<'a>(candidate: &Candidate<'a>, condition: &Condition) -> Option<&'a Relaxation> {
    let entry = candidate.entry?;
    let qualified = format!("{}/{}", candidate.policy.id, condition.id);
    let known = |relaxation: &&Relaxation| {
        let ground = |name: &str| name == relaxation.ground;
        candidate.policy.grounds.iter().any(|known| ground(&known.name))
            && relaxation.paper.when <= candidate.input.as_of
            && relaxation
                .condition
                .as_ref()
                .is_none_or(|id| *id == condition.id || *id == qualified)
    };
    let linked = linked_entries(candidate, entry);
    std::iter::once(entry).chain(linked).flat_map(|entry| &entry.relaxations).find(known)
}

/// The training brands that a labour brand is linked to, as far as they are in the library on the as-of date.
pub(super) fn linked_entries<'a>(
    candidate: &Candidate<'a>,
    entry: &'a Entry,
) -> impl Iterator<Item = &'a Entry> {
    let input = candidate.input;
    entry.links.iter().filter_map(move |name| {
        let mut subject = entry.subject();
        subject.name.clone_from(name);
        let found = input.registry.find(&subject, &[EntryKind::Training])?;
        found.is_listed_on(input.as_of).then_some(found)
    })
}
