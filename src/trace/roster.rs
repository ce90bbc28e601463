//! The rows of placement rosters person by person, and what the training ledgers say of these persons.

use std::sync::Arc;

use chrono::NaiveDate;
use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use super::bridge::Item;
use super::numbers::Context;
use crate::model::counts::Figure;
use crate::model::explained::{Case, CasePart, Question, Scope, number};
use crate::model::finding::RowRef;
use crate::model::ledger::{ClassKey, CleanBlock, Course, TextId};
use crate::model::measure::Tally;
use crate::model::people::Person;
use crate::model::period::Window;
use crate::model::person_id::{PersonId, document_number};
use crate::model::region::ProvinceId;
use crate::model::rule::{Reason, Rule};

/// A row of a roster.
#[derive(Clone, Copy)]
struct Entry<'a> {
    person: PersonId,
    at: RowRef,
    block: &'a CleanBlock,
    index: usize,
}

/// What the training ledgers say of a person on a roster, in one province.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Learnt {
    person: PersonId,
    province: ProvinceId,
    ended: bool,
    certified: bool,
}

/// Whether a person ended a training in a province, and has a certificate there; `learnt` is sorted.
fn learnt_in(learnt: &[Learnt], person: PersonId, province: ProvinceId) -> (bool, bool) {
    let from = learnt.partition_point(|learnt| learnt.person < person);
    let of_person = learnt[from..].iter().take_while(|learnt| learnt.person == person);
    let mut here = of_person.filter(|learnt| learnt.province == province);
    (here.clone().any(|learnt| learnt.ended), here.any(|learnt| learnt.certified))
}

/// All rosters.
pub struct Rosters<'a> {
    with: Context<'a>,
    /// Sorted by person, then in the order of rows.
    entries: Vec<Entry<'a>>,
    persons: HashSet<PersonId, FixedState>,
    documents: HashMap<PersonId, Arc<str>, FixedState>,
}

impl<'a> Rosters<'a> {
    /// Gathers the rows; opaque documents are numbered as in the catalogue, those that it lacks behind them.
    pub fn of(blocks: &'a [CleanBlock], with: Context<'a>) -> Self {
        let known = with.catalogue.documents.iter().map(Arc::clone);
        let known = if blocks.is_empty() { Vec::new() } else { known.collect() };
        let mut numbers: HashMap<Arc<str>, u32, FixedState> = known.into_iter().zip(0..).collect();
        let mut documents = HashMap::default();
        let mut entries = Vec::new();
        for block in blocks {
            for (index, person) in block.persons.iter().enumerate() {
                let mut person = *person;
                if let Some(own) = person.document_index() {
                    let text = Arc::clone(&block.documents[own as usize]);
                    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                    person = PersonId::document(*numbers.entry(Arc::clone(&text)).or_insert(next));
                    documents.insert(person, text);
                }
                let at = RowRef { sheet: block.sheet, row: block.rows[index].number };
                entries.push(Entry { person, at, block, index });
            }
        }
        entries.sort_by_key(|entry| entry.person);
        let persons = entries.iter().map(|entry| entry.person).collect();
        Self { with, entries, persons, documents }
    }

    /// What a person on a roster learnt, by province.
    pub fn learnt(&self, person: &Person<'_>) -> impl Iterator<Item = Learnt> {
        let wanted = self.persons.contains(&person.id);
        let enrolments = if wanted { person.enrolments } else { &[] };
        let (as_of, id) = (self.with.as_of, person.id);
        enrolments.iter().map(move |enrolment| Learnt {
            person: id,
            province: self
                .with
                .regions
                .province_of(self.with.catalogue.course(enrolment.course).unit),
            ended: enrolment.ended_by(as_of),
            certified: enrolment.certified_by(as_of),
        })
    }

    /// The persons behind a number of the rosters, and those it left out; `learnt` is sorted.
    pub fn cases(
        &self,
        question: &Question,
        (figure, over): (&Figure, Option<&Figure>),
        learnt: &[Learnt],
    ) -> Vec<Case> {
        let persons = self.entries.chunk_by(|a, b| a.person == b.person);
        let own = |entries: &[Entry<'a>]| -> Vec<Entry<'a>> {
            entries.iter().copied().filter(|entry| self.holds(entry, &question.scope)).collect()
        };
        let persons = persons.map(own).filter(|entries| !entries.is_empty());
        let case = |entries: Vec<Entry<'a>>| {
            let person = entries[0].person;
            let own = learnt_in(learnt, person, question.scope.province);
            self.case(&entries, question.window, (figure, over), own)
        };
        persons.map(case).collect()
    }

    /// Every person with what each row up to the as-of date says in its window, the number, the name, and the rows.
    pub fn each(
        &self,
        learnt: &[Learnt],
        window_of: impl Fn(NaiveDate) -> Option<Window>,
        mut look: impl FnMut(&[Item<'_, Tally>], (&str, &str, &[RowRef])),
    ) {
        for entries in self.entries.chunk_by(|a, b| a.person == b.person) {
            let rows = entries.iter().filter_map(|entry| {
                let day = Self::day(entry).filter(|day| *day <= self.with.as_of)?;
                Some((entry, window_of(day)?))
            });
            let items: Vec<Item<'_, Tally>> = rows
                .map(|(entry, window)| {
                    let block = entry.block;
                    let class = block.class(&block.rows[entry.index]);
                    let target = block.targets[class.course as usize];
                    let province = self.with.regions.province_of(target.unit);
                    let (ended, certified) = learnt_in(learnt, entry.person, province);
                    let text = |id: TextId| block.texts.get(id.0 as usize).map(|text| &**text);
                    Item {
                        unit: target.unit,
                        brand: text(target.brand),
                        base: text(class.base),
                        window,
                        facts: Tally {
                            placed: 1,
                            placed_poverty: u64::from(self.is_poor(entry)),
                            placed_trained: u64::from(ended),
                            placed_certified: u64::from(certified),
                            ..Tally::default()
                        },
                    }
                })
                .collect();
            if items.is_empty() {
                continue;
            }
            let latest = entries.last().and_then(|entry| entry.block.particulars.of(entry.index));
            let places: Vec<RowRef> = entries.iter().map(|entry| entry.at).collect();
            let name = latest.map_or("", |own| own.name);
            look(&items, (&self.number(entries[0].person), name, &places));
        }
    }

    fn case(
        &self,
        entries: &[Entry<'a>],
        window: Window,
        (figure, over): (&Figure, Option<&Figure>),
        (ended, certified): (bool, bool),
    ) -> Case {
        let tally = |entry: &Entry<'a>| match self.outside(entry, window) {
            Some(_) => Tally::default(),
            None => Tally {
                placed: 1,
                placed_poverty: u64::from(self.is_poor(entry)),
                placed_trained: u64::from(ended),
                placed_certified: u64::from(certified),
                ..Tally::default()
            },
        };
        let values: Vec<i64> = entries.iter().map(|entry| number(figure, &tally(entry))).collect();
        let over = |entry| over.map_or(0, |over| number(over, &tally(entry)));
        let mut counted = false;
        let mut parts = Vec::with_capacity(entries.len());
        for (entry, value) in entries.iter().zip(&values) {
            let reason = match self.outside(entry, window) {
                Some(outside) => outside,
                None if *value > 0 && counted => Reason::plain(Rule::SamePerson),
                None if *value > 0 => {
                    Reason { day: Self::day(entry), ..Reason::plain(Rule::Placed) }
                }
                None => Reason::plain(match figure.name {
                    "placed_poverty" => Rule::NotPoverty,
                    "placed_trained" => Rule::NotTrained,
                    _ => Rule::NotCertified,
                }),
            };
            counted |= *value > 0;
            parts.push(self.part(entry, *value, reason));
        }
        let latest = entries.last().and_then(|entry| entry.block.particulars.of(entry.index));
        Case {
            number: self.number(entries[0].person),
            name: latest.map_or_else(|| "".into(), |own| own.name.into()),
            value: values.iter().copied().max().unwrap_or(0),
            over: entries.iter().map(over).max().unwrap_or(0),
            parts,
        }
    }

    fn number(&self, person: PersonId) -> Box<str> {
        let document = || self.documents.get(&person).map(|text| document_number(text).to_owned());
        person.digits18().or_else(|| person.old_card()).or_else(document).unwrap_or_default().into()
    }

    fn day(entry: &Entry<'a>) -> Option<NaiveDate> {
        entry.block.rows[entry.index].values.employment_date
    }

    fn is_poor(&self, entry: &Entry<'a>) -> bool {
        let category = entry.block.rows[entry.index].values.category;
        category.is_some_and(|id| self.with.words.category_of(id).poverty)
    }

    /// Why a row is not in the window.
    fn outside(&self, entry: &Entry<'a>, window: Window) -> Option<Reason> {
        let as_of = self.with.as_of;
        match Self::day(entry) {
            None => Some(Reason::plain(Rule::PlacedUndated)),
            Some(day) if day > as_of => Some(Reason::days(Rule::PlacedLater, day, as_of)),
            Some(day) => (!window.contains(day)).then(|| Reason::day(Rule::PlacedOther, day)),
        }
    }

    fn text(entry: &Entry<'a>, id: TextId) -> Arc<str> {
        entry.block.texts.get(id.0 as usize).map_or_else(|| "".into(), Arc::clone)
    }

    fn holds(&self, entry: &Entry<'a>, scope: &Scope) -> bool {
        let (block, regions) = (entry.block, self.with.regions);
        let class = block.class(&block.rows[entry.index]);
        let target = block.targets[class.course as usize];
        let is = |id: TextId, name: &Option<Arc<str>>| {
            name.as_ref().is_none_or(|name| *name == Self::text(entry, id))
        };
        let is_county = |name: &Arc<str>| {
            let text = Self::text(entry, class.county);
            let province = regions.province_of(target.unit);
            // A unit that reports on its own is no county of itself.
            regions.unit(&text, Some(province)) != Some(target.unit)
                && regions.county_name(&text, target.unit) == *name
        };
        regions.province_of(target.unit) == scope.province
            && scope.unit.is_none_or(|unit| unit == target.unit)
            && is(target.brand, &scope.brand)
            && is(class.base, &scope.base)
            && scope.county.as_ref().is_none_or(is_county)
    }

    fn part(&self, entry: &Entry<'a>, value: i64, reason: Reason) -> CasePart {
        let block = entry.block;
        let class = block.class(&block.rows[entry.index]);
        let target = block.targets[class.course as usize];
        let brand = Self::text(entry, target.brand);
        let says = if self.is_poor(entry) { "脱贫人口" } else { "" };
        CasePart {
            course: Course { unit: target.unit, brand, class: ClassKey::Number("".into()) },
            base: Self::text(entry, class.base),
            days: (None, Self::day(entry)),
            says: says.into(),
            value,
            reason,
            rows: [entry.at].into(),
        }
    }
}
