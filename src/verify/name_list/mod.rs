//! Name lists against the ledgers, person by person: who is in both, in one alone, and what differs.

mod difference;
mod listed;
mod near;
mod scope;

use std::sync::Arc;

use crate::model::enrolment::{Catalogue, Enrolment, EnrolmentPart};
use crate::model::finding::RowRef;
use crate::model::ledger::{ClassKey, CleanBlock};
use crate::model::name_list::{Compared, ComparedList, Match, Name};
use crate::model::people::{People, Person, Row, Witness};
use crate::model::person_id::PersonId;
use crate::model::region::Regions;
use crate::model::vocabulary::Vocabulary;

use difference::Differences;
use listed::{Entry, Lists};
use near::Stranger;
use scope::Scopes;

/// All lists, waiting for the persons of the ledgers.
pub struct Matcher<'a> {
    lists: Lists<'a>,
    scopes: Scopes,
    catalogue: &'a Catalogue,
    regions: &'a Regions,
    words: &'a Vocabulary,
}

/// What was seen in some persons of the ledgers.
#[derive(Debug, Default)]
pub struct Found {
    /// Entries of lists whose persons were met, by their numbers.
    met: Vec<(u32, Compared)>,
    /// Persons whom a list should have and has not, with the hash of their name.
    missing: Vec<(u32, Stranger, Compared)>,
    /// Rows with wrong ID numbers where a list covers them.
    barred: Vec<(u32, Stranger)>,
}

impl<'a> Matcher<'a> {
    /// Lists as cleaned blocks of [`LedgerKind::NameList`](crate::model::kind::LedgerKind::NameList), in the order of
    /// rows.
    #[must_use]
    pub fn new(
        blocks: &'a [CleanBlock],
        catalogue: &'a Catalogue,
        regions: &'a Regions,
        words: &'a Vocabulary,
    ) -> Self {
        let lists = Lists::of(blocks, catalogue);
        let scopes = Scopes::of(&lists);
        Self { lists, scopes, catalogue, regions, words }
    }

    /// All comparisons, by list.
    #[must_use]
    pub fn finish(&self, found: Found) -> Vec<ComparedList> {
        let mut lines: Vec<Vec<Compared>> = vec![Vec::new(); self.lists.sheets.len()];
        let mut strangers: Vec<near::Strangers> = Vec::new();
        strangers.resize_with(lines.len(), near::Strangers::default);
        let mut met = vec![false; self.lists.entries.len()];
        for (number, line) in found.met {
            met[number as usize] = true;
            lines[self.lists.entries[number as usize].list as usize].push(line);
        }
        for (entry, _) in self.lists.entries.iter().zip(&met).filter(|(_, met)| !**met) {
            let line = self.unmet(entry);
            let list = entry.list as usize;
            strangers[list].listed.push((self.lists.stranger(entry), lines[list].len()));
            lines[list].push(line);
        }
        for (list, stranger, line) in found.missing {
            let list = list as usize;
            strangers[list].of_ledger.push((stranger, Some(lines[list].len())));
            lines[list].push(line);
        }
        for (list, stranger) in found.barred {
            strangers[list as usize].of_ledger.push((stranger, None));
        }
        let sheets = self.lists.sheets.iter().zip(lines).zip(strangers).enumerate();
        sheets
            .map(|(list, ((sheet, mut lines), strangers))| {
                near::propose(&strangers, &mut lines);
                repeated(&mut lines);
                ComparedList { list: *sheet, scopes: self.scopes.shown(list, self.regions), lines }
            })
            .collect()
    }

    /// An entry whose person no ledger has.
    fn unmet(&self, entry: &Entry) -> Compared {
        let row = self.lists.row(entry);
        let outcome = if row.wrong.is_some() { Match::InvalidId } else { Match::OnlyListed };
        Compared {
            list: row.at.sheet,
            listed: Some(row.at),
            outcome,
            name: row.shown(entry.person),
            person: row.wrong.is_none().then_some(entry.person),
            wrong: row.wrong,
            place: row.place(self.regions),
            rows: Vec::new(),
            differences: Vec::new(),
            near: Vec::new(),
        }
    }

    /// An entry whose person is in the ledgers: held against the enrolment that it agrees with best.
    fn meet(&self, entry: &Entry, person: &Person<'_>, part: &EnrolmentPart) -> Compared {
        let row = self.lists.row(entry);
        let compare = Differences { row: &row, catalogue: self.catalogue, words: self.words };
        let here = person.with_rows().filter(|(enrolment, _)| {
            let course = self.catalogue.course(enrolment.course);
            course.unit == row.target.unit && row.is_brand(&course.brand)
        });
        let best = here
            .map(|(enrolment, rows)| (compare.of(enrolment, rows, part), enrolment, rows))
            .min_by_key(|(differences, ..)| differences.len());
        let line = |outcome, enrolment: &Enrolment, rows: &[Row<'_>], differences| Compared {
            list: row.at.sheet,
            listed: Some(row.at),
            outcome,
            name: row.shown(entry.person),
            person: Some(entry.person),
            wrong: None,
            place: self.place(enrolment),
            rows: places(rows),
            differences,
            near: Vec::new(),
        };
        match (best, person.with_rows().next()) {
            (Some((differences, enrolment, rows)), _) => {
                let outcome = if differences.is_empty() { Match::Same } else { Match::Differs };
                line(outcome, enrolment, rows, differences)
            }
            (None, Some((enrolment, rows))) => line(Match::Elsewhere, enrolment, rows, Vec::new()),
            (None, None) => self.unmet(entry),
        }
    }

    fn missing(&self, list: u32, person: &Person<'_>, at: (&Enrolment, &[Row<'_>])) -> Compared {
        let (enrolment, rows) = at;
        Compared {
            list: self.lists.sheets[list as usize],
            listed: None,
            outcome: Match::OnlyLedger,
            name: Name {
                name: name_in(rows).into(),
                id_number: self.catalogue.number(person.id).unwrap_or_default().into(),
            },
            person: Some(person.id),
            wrong: None,
            place: self.place(enrolment),
            rows: places(rows),
            differences: Vec::new(),
            near: Vec::new(),
        }
    }

    fn place(&self, enrolment: &Enrolment) -> [Arc<str>; 3] {
        let course = self.catalogue.course(enrolment.course);
        let class = match &course.class {
            ClassKey::Number(number) => Arc::clone(number),
            ClassKey::Composite { .. } => "".into(),
        };
        [Arc::clone(self.regions.unit_name(course.unit)), Arc::clone(&course.brand), class]
    }
}

impl Witness for Matcher<'_> {
    type Found = Found;

    fn start(&self) -> Found {
        Found::default()
    }

    fn take(&self, people: &People<'_>, found: &mut Found) {
        for person in people.each() {
            let own = self.lists.of_person(person.id);
            for (number, entry) in own.clone() {
                found.met.push((number, self.meet(entry, &person, people.enrolments)));
            }
            let mut told: Vec<u32> = own.map(|(_, entry)| entry.list).collect();
            for (enrolment, rows) in person.with_rows() {
                for list in self.scopes.covering(enrolment, self.catalogue) {
                    if !told.contains(&list) {
                        told.push(list);
                        let line = self.missing(list, &person, (enrolment, rows));
                        let stranger = Stranger::of(&line.name, name_hash(rows), line.rows[0]);
                        found.missing.push((list, stranger, line));
                    }
                }
            }
        }
    }

    fn take_barred(&self, people: &People<'_>, found: &mut Found) {
        for person in people.each() {
            for (enrolment, rows) in person.with_rows() {
                for list in self.scopes.covering(enrolment, self.catalogue) {
                    let Some((row, said)) =
                        rows.last().and_then(|row| Some((row, row.particular()?)))
                    else {
                        continue;
                    };
                    let name = Name { name: said.name.into(), id_number: said.id_number.into() };
                    found.barred.push((list, Stranger::of(&name, row.name, row.at)));
                }
            }
        }
    }

    fn join(&self, found: &mut Found, mut later: Found) {
        found.met.append(&mut later.met);
        found.missing.append(&mut later.missing);
        found.barred.append(&mut later.barred);
    }
}

/// Puts the lines in order; of several entries for one enrolment all but the first repeat it.
fn repeated(lines: &mut [Compared]) {
    lines.sort_by_key(|line| (line.listed.is_none(), line.listed, line.person));
    let mut seen: std::collections::BTreeSet<(PersonId, Vec<RowRef>, [Arc<str>; 3])> =
        std::collections::BTreeSet::new();
    for line in lines.iter_mut().filter(|line| line.listed.is_some()) {
        let Some(person) = line.person else { continue };
        if !seen.insert((person, line.rows.clone(), line.place.clone())) {
            line.outcome = Match::Repeated;
        }
    }
}

fn places(rows: &[Row<'_>]) -> Vec<RowRef> {
    rows.iter().map(|row| row.at).collect()
}

/// The latest name that rows give.
fn name_in<'r>(rows: &[Row<'r>]) -> &'r str {
    let names = rows.iter().rev().filter_map(|row| row.particular().map(|said| said.name));
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
}

fn name_hash(rows: &[Row<'_>]) -> u64 {
    rows.iter().rev().map(|row| row.name).find(|name| *name != 0).unwrap_or(0)
}
