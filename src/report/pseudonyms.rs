//! A run as others may see it: pseudonyms in place of ID numbers; nothing else of a person, no text as it stood in a cell.
//!
//! The run itself is changed before anything is drawn from it, so that no output can show what it should not.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::mask;
use crate::model::field::Field;
use crate::model::finding::{Finding, Severity};
use crate::model::measure::Subject;
use crate::model::month::MonthlyReport;
use crate::model::pseudonym::PseudonymKey;
use crate::model::run::Run;
use crate::model::source::Sources;
use crate::model::verdict::Judgement;

/// In place of a cell that is not shown.
const LEFT_OUT: &str = "***";
/// What an extension may be: longer ones are names.
const LONGEST_EXTENSION: usize = 5;

/// Replaces or removes everything that is personal. Return workbooks are made of whole rows: none remain.
pub(super) fn apply(run: &mut Run, key: &PseudonymKey) {
    sources(&mut run.sources, key);
    for one in &mut run.findings {
        finding(one, key);
    }
    for suggestion in &mut run.suggestions {
        suggestion.value = key.person(&suggestion.value).into();
        suggestion.number = key.person(&suggestion.number).into();
    }
    run.returns.clear();
    if let Some(list) = &mut run.repairs.list {
        *list = key.content(list);
    }
    let names = Names { key };
    let counts = &mut run.counts;
    for cohorts in [&mut counts.years, &mut counts.windows] {
        keys(cohorts, |(subject, _)| names.subject(subject));
    }
    keys(&mut run.placements, |(subject, _)| names.subject(subject));
    keys(&mut counts.links, |(labour, training)| {
        names.subject(labour);
        names.name(training);
    });
    for subjects in [&mut counts.subjects, &mut run.no_ledger] {
        let all = std::mem::take(subjects).into_iter();
        subjects.extend(all.map(|mut subject| {
            names.subject(&mut subject);
            subject
        }));
    }
    for line in run.flows.iter_mut().flat_map(|table| &mut table.lines) {
        names.name(&mut line.county);
        names.name(&mut line.base);
    }
    names.judgement(&mut run.judgement);
}

/// The same for a monthly report.
pub(super) fn apply_to_month(report: &mut MonthlyReport, key: &PseudonymKey) {
    apply(&mut report.run, key);
    let names = Names { key };
    keys(&mut report.flow.lines, |subject| names.subject(subject));
    for unit in &mut report.flow.units {
        names.subject(unit);
    }
}

/// Files and sheets are numbered: their names may be those of persons.
fn sources(sources: &mut Sources, key: &PseudonymKey) {
    for (file, number) in sources.files.iter_mut().zip(1u32..) {
        let extension = file.path.rsplit_once('.').map_or("", |(_, extension)| extension);
        let is_plain = extension.len() <= LONGEST_EXTENSION
            && extension.bytes().all(|byte| byte.is_ascii_alphabetic());
        let extension = if is_plain { extension } else { "" };
        let dot = if extension.is_empty() { "" } else { "." };
        file.path = format!("文件{number:04}{dot}{}", extension.to_ascii_lowercase());
        file.hash = key.content(&file.hash);
        for (sheet, number) in file.sheets.iter_mut().zip(1u32..) {
            if !sheet.is_empty() {
                *sheet = format!("表{number}");
            }
        }
    }
}

/// The code says what is wrong; of the cell only an ID number is told, as a pseudonym.
fn finding(finding: &mut Finding, key: &PseudonymKey) {
    let is_id = finding.field == Some(Field::IdNumber) && finding.code.severity() != Severity::File;
    if !finding.value.is_empty() {
        finding.value = if is_id { key.person(&finding.value).into() } else { LEFT_OUT.into() };
    }
    finding.detail = Box::default();
    if mask::free_text(&finding.column) != *finding.column {
        finding.column = LEFT_OUT.into();
    }
}

/// Names of brands and bases, and other texts, which hold a number of somebody where cells were mixed up.
struct Names<'a> {
    key: &'a PseudonymKey,
}

impl Names<'_> {
    /// A name with such a number becomes a pseudonym, so that two of them stay two.
    fn name(&self, name: &mut Arc<str>) {
        if mask::free_text(name) != **name {
            *name = self.key.text(name).into();
        }
    }

    fn subject(&self, subject: &mut Subject) {
        self.name(&mut subject.city);
        self.name(&mut subject.name);
    }

    fn judgement(&self, judgement: &mut Judgement) {
        for verdict in &mut judgement.verdicts {
            self.subject(&mut verdict.subject);
            for text in [&mut verdict.margin, &mut verdict.missing] {
                hide(text);
            }
        }
        for line in &mut judgement.measures {
            self.name(&mut line.subject);
            hide(&mut line.missing);
        }
        for evaluation in &mut judgement.evaluations {
            self.subject(&mut evaluation.subject);
            hide(&mut evaluation.why);
        }
        for remark in &mut judgement.remarks {
            self.subject(&mut remark.subject);
            hide(&mut remark.text);
        }
    }
}

/// Changes the keys of a map; no two become one.
fn keys<K: Ord, V>(map: &mut BTreeMap<K, V>, change: impl Fn(&mut K)) {
    let all = std::mem::take(map).into_iter();
    map.extend(all.map(|(mut key, value)| {
        change(&mut key);
        (key, value)
    }));
}

/// A text with such a number is left out.
fn hide(text: &mut String) {
    if mask::free_text(text) != **text {
        LEFT_OUT.clone_into(text);
    }
}
