//! The person asked for, by number or by a row: found among the rows before they are merged, told of afterwards.

use std::collections::BTreeSet;

use super::{Asking, Ledgers, near, row};
use crate::clean::{self, id, repair};
use crate::config::{RunConfig, RunError};
use crate::model::answer::Body;
use crate::model::finding::{Code, RowRef};
use crate::model::history::{Fate, History, HistoryRow, Near, RowAnswer};
use crate::model::person_id::PersonId;
use crate::model::rejected::Suspect;
use crate::model::sheet::Cell;
use crate::pipeline::Readings;
use crate::pipeline::knowledge::Knowledge;
use crate::trace::history::{Biographer, Life};
use crate::trace::spotted::{self, Who};

/// A person asked for.
pub struct Wanted {
    who: Who,
    /// The number, as it is compared.
    pub number: String,
    /// All rows.
    pub rows: Vec<HistoryRow>,
    /// Hashes of the names in them.
    pub names: BTreeSet<u64>,
    near: Vec<Near>,
}

/// What was found before merging.
#[derive(Default)]
pub struct Sought {
    row: Option<(RowRef, Fate)>,
    persons: Vec<Wanted>,
}

/// Looks among the rows for what was asked.
pub fn seek(
    asking: &Asking,
    readings: &Readings,
    knowledge: &Knowledge,
    config: &RunConfig,
) -> Result<Sought, RunError> {
    match asking {
        Asking::Row(text) => {
            let at = row::named(text, &readings.sources)?;
            let fate = row::fate(at, readings);
            let who = spotted::person_at(&readings.blocks, at);
            let persons = who.map(|who| wanted(who, None, readings, knowledge, config));
            Ok(Sought { row: Some((at, fate)), persons: persons.into_iter().collect() })
        }
        Asking::Person(number) => {
            let persons = by_number(number, readings, knowledge, config)?;
            Ok(Sought { row: None, persons })
        }
        Asking::Numbers(_) | Asking::Bridge(_) | Asking::Verdict(..) => Ok(Sought::default()),
    }
}

fn by_number(
    text: &str,
    readings: &Readings,
    knowledge: &Knowledge,
    config: &RunConfig,
) -> Result<Vec<Wanted>, RunError> {
    let number = id::normalise(text).to_uppercase();
    let (known, code) = match id::read(&Cell::of(text), config.as_of) {
        Ok(read) => (Who::Number(read.person), None),
        Err(code) => (Who::Number(clean::barred(text)), Some(code)),
    };
    let mut all = vec![known];
    all.extend(spotted::documents(&readings.blocks, &number));
    let all = all.into_iter().map(|who| wanted(who, Some(&number), readings, knowledge, config));
    let mut found: Vec<Wanted> =
        all.filter(|own| !own.rows.is_empty() || !own.near.is_empty()).collect();
    if let (Some(code), Some(first)) = (code, found.first_mut()) {
        first.near.extend(intended(&number, code, readings, config));
    }
    if found.is_empty() {
        return Err(nobody(&number, code, readings, config));
    }
    Ok(found)
}

fn wanted(
    who: Who,
    number: Option<&str>,
    readings: &Readings,
    knowledge: &Knowledge,
    config: &RunConfig,
) -> Wanted {
    let rows = spotted::rows(&readings.blocks, &who, config.as_of, &knowledge.words);
    let names = spotted::names(&readings.blocks, &rows);
    let own = match &who {
        Who::Number(person) => person.digits18().or_else(|| person.old_card()),
        Who::Document(text) => Some(spotted::number_of(text).to_owned()),
    };
    let as_written =
        || number.map(str::to_owned).or_else(|| spotted::written(&readings.blocks, &rows));
    let number = own.or_else(as_written).unwrap_or_default();
    let mut wanted = Wanted { who, number, rows, names, near: Vec::new() };
    wanted.near = near::rows(&wanted, readings);
    wanted
}

/// Accepted rows of those whom a wrong number may mean.
fn intended(number: &str, code: Code, readings: &Readings, config: &RunConfig) -> Vec<Near> {
    const REPAIRABLE: [Code; 4] =
        [Code::IdCharset, Code::IdRegion, Code::IdBirthDate, Code::IdChecksum];
    let Ok(number) = <[u8; 18]>::try_from(number.as_bytes()) else { return Vec::new() };
    if !REPAIRABLE.contains(&code) {
        return Vec::new();
    }
    let suspect = Suspect { number, name: 0, birth: None, sex: None };
    let persons = repair::candidates(&suspect, config.as_of);
    let persons: BTreeSet<PersonId> = persons.into_iter().collect();
    let mut near = Vec::new();
    for block in &readings.blocks {
        let rows = block.persons.iter().zip(&block.rows);
        near.extend(rows.filter(|(person, _)| persons.contains(person)).map(|(person, row)| {
            Near {
                at: RowRef { sheet: block.sheet, row: row.number },
                number: person.digits18().unwrap_or_default().into(),
                why: "台账中的有效号码，与所问的只差一位或相邻两位颠倒",
            }
        }));
    }
    near
}

fn nobody(number: &str, code: Option<Code>, readings: &Readings, config: &RunConfig) -> RunError {
    let Some(code) = code else {
        return RunError::Asked("台账中没有这个号码，也没有相近的退回行".to_owned());
    };
    let near = intended(number, code, readings, config);
    let places = near
        .iter()
        .take(MOST_NAMES)
        .map(|near| format!("{} 第 {} 行", readings.sources.path(near.at.sheet), near.at.row));
    let hint = match places.collect::<Vec<_>>().join("、") {
        places if places.is_empty() => String::new(),
        places => format!("；只差一位的有效号码见 {places}"),
    };
    RunError::Asked(format!(
        "台账中没有这个号码；它本身有误：{} {}{hint}",
        code.name(),
        code.what()
    ))
}

/// No message names more.
const MOST_NAMES: usize = 5;

impl Ledgers<'_> {
    /// What became of a row, or everything about a person.
    pub(super) fn tell(&self, sought: Sought) -> Body {
        let mut persons: Vec<History> =
            sought.persons.into_iter().map(|wanted| self.history(wanted)).collect();
        match sought.row {
            Some((at, fate)) => Body::Row(RowAnswer { at, fate, history: persons.pop() }),
            None => Body::Persons(persons),
        }
    }

    fn history(&self, wanted: Wanted) -> History {
        let biographer = Biographer::of(&wanted.who, self.context());
        let Life { enrolments, counts, taken } = self.merging.look(&biographer);
        let mut rows = wanted.rows;
        for row in rows.iter_mut().filter(|row| row.barred.is_none()) {
            let own: Vec<_> = taken.iter().filter(|(at, ..)| *at == row.at).collect();
            row.enrolments = own.iter().map(|(_, number, _)| *number).collect();
            let taken: Vec<&str> = own.iter().map(|(.., taken)| taken.as_str()).collect();
            row.taken = taken.join("；").into();
        }
        History { number: wanted.number.into(), rows, enrolments, counts, near: wanted.near }
    }
}
