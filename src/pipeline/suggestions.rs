//! Suggested repairs of ID numbers: the candidates of every wrong number, and who else of the same name carries one.

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use super::Readings;
use crate::clean::repair;
use crate::model::finding::{RowRef, Severity};
use crate::model::ledger::CleanBlock;
use crate::model::person_id::PersonId;
use crate::model::rejected::{Suggestion, Suspect};

/// Suggests a repair for every rejected row that has exactly one plausible one, and says so in its finding.
///
/// Names of accepted rows are looked at only where a rejected one could be the same person.
pub fn suggest(readings: &mut Readings, as_of: chrono::NaiveDate) -> Vec<Suggestion> {
    let suspects: Vec<(RowRef, &Suspect)> = readings
        .rejected
        .iter()
        .flat_map(|sheet| {
            sheet.rows.iter().filter_map(|row| {
                let at = RowRef { sheet: sheet.sheet, row: row.row };
                let suspect = row.suspect.as_deref()?;
                (!readings.settled.contains(&at)).then_some((at, suspect))
            })
        })
        .collect();
    let candidates: Vec<Vec<PersonId>> =
        suspects.par_iter().map(|(_, suspect)| repair::candidates(suspect, as_of)).collect();
    let wanted: HashSet<(u64, PersonId), foldhash::fast::FixedState> = suspects
        .iter()
        .zip(&candidates)
        .filter(|((_, suspect), _)| suspect.name != 0)
        .flat_map(|((_, suspect), persons)| persons.iter().map(|person| (suspect.name, *person)))
        .collect();
    let borne = borne(&wanted, &readings.blocks);
    let chosen: HashMap<RowRef, _> = suspects
        .iter()
        .zip(&candidates)
        .filter_map(|((at, suspect), persons)| {
            let is_borne = |person| borne.contains(&(suspect.name, person));
            let (person, basis) = repair::choose(persons, suspect, is_borne)?;
            Some((*at, (Arc::<str>::from(person.digits18()?), basis)))
        })
        .collect();
    let mut suggestions = Vec::with_capacity(chosen.len());
    for finding in &mut readings.findings {
        let Some((number, basis)) = chosen.get(&finding.at) else { continue };
        if finding.code.severity() != Severity::Reject {
            continue;
        }
        let suggestion = Suggestion {
            at: finding.at,
            value: finding.value.clone(),
            number: Arc::clone(number),
            basis: basis.clone(),
        };
        finding.detail = format!("疑为“{number}”（{}）", suggestion.reasons()).into();
        suggestions.push(suggestion);
    }
    suggestions.sort_unstable_by_key(|suggestion| suggestion.at);
    suggestions
}

/// Which of the wanted pairs of name and person an accepted row has.
fn borne(
    wanted: &HashSet<(u64, PersonId), foldhash::fast::FixedState>,
    blocks: &[CleanBlock],
) -> HashSet<(u64, PersonId)> {
    if wanted.is_empty() {
        return HashSet::new();
    }
    let pairs = blocks
        .par_iter()
        .flat_map_iter(|block| block.rows.iter().map(|row| row.name).zip(block.persons.clone()));
    pairs.filter(|pair| wanted.contains(pair)).collect::<Vec<_>>().into_iter().collect()
}
