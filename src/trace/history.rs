//! The enrolments of one person, what they count for, and which of the rows' values they took.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::numbers::Context;
use super::shown;
use super::spotted::Who;
use super::why::Looked;
use crate::model::counts::{FIGURES, Figure, Slot};
use crate::model::enrolment::{Enrolment, EnrolmentPart, Holding};
use crate::model::explained::{CasePart, number};
use crate::model::facts::{EndDay, Facts};
use crate::model::finding::RowRef;
use crate::model::history::{HistoryCount, HistoryEnrolment};
use crate::model::kind::LedgerKind;
use crate::model::ledger::Course;
use crate::model::measure::{Subject, SubjectKind};
use crate::model::people::{People, Person, Row, Witness};
use crate::model::person_id::PersonId;
use crate::model::rule::{Reason, Rule};

/// What is usually asked of an enrolment that counts for less than it could.
const USUAL: [&str; 4] = ["certified_any", "employed_6m", "subsidised", "order_targeted"];

/// Looks for one person.
pub struct Biographer<'a> {
    with: Context<'a>,
    wanted: Option<PersonId>,
}

/// The person, once found.
#[derive(Default)]
pub struct Life {
    /// The enrolments, in the order in which they were opened.
    pub enrolments: Vec<HistoryEnrolment>,
    /// What the person counts for.
    pub counts: Vec<HistoryCount>,
    /// What an enrolment, by its number from 1, took of a row.
    pub taken: Vec<(RowRef, usize, String)>,
}

impl<'a> Biographer<'a> {
    /// Looks for `who`.
    #[must_use]
    pub fn of(who: &Who, with: Context<'a>) -> Self {
        let wanted = match who {
            Who::Number(person) => Some(*person),
            Who::Document(text) => {
                let place = with.catalogue.documents.iter().position(|own| own == text);
                place.and_then(|index| u32::try_from(index).ok()).map(PersonId::document)
            }
        };
        Self { with, wanted }
    }

    fn look(&self, people: &People<'_>, life: &mut Life, barred: bool) {
        let mut rows = people.rows.iter();
        if self.wanted.is_none_or(|wanted| !rows.any(|row| row.person == wanted)) {
            return;
        }
        let own = |person: &Person<'_>| Some(person.id) == self.wanted;
        for person in people.each().filter(own) {
            self.person(&person, people.enrolments, life, barred);
        }
    }

    fn person(&self, person: &Person<'_>, part: &EnrolmentPart, life: &mut Life, barred: bool) {
        let mut own: Vec<_> = person.with_rows().collect();
        own.sort_by_key(|(enrolment, _)| enrolment.first_row);
        let mut facts: BTreeMap<(Subject, i32), (Facts, Vec<usize>)> = BTreeMap::new();
        for (index, (enrolment, rows)) in own.into_iter().enumerate() {
            life.enrolments.push(self.enrolment((enrolment, rows), part, barred));
            for row in rows {
                life.taken.push((row.at, index + 1, self.taken(enrolment, row)));
            }
            let ended = enrolment.end.filter(|end| *end <= self.with.as_of && !barred);
            let Some(end) = ended else { continue };
            let day = EndDay::of(end);
            let own = Facts::of(enrolment, &day, part, self.with.as_of, self.with.words);
            for subject in self.subjects(enrolment) {
                let key = (subject, end.year());
                match facts.get_mut(&key) {
                    Some((all, numbers)) => {
                        all.join(&own);
                        numbers.push(index + 1);
                    }
                    None => drop(facts.insert(key, (own, vec![index + 1]))),
                }
            }
        }
        life.counts.extend(facts.into_iter().map(|((subject, year), (facts, enrolments))| {
            let tally = facts.tally();
            let figures = FIGURES.iter().filter(|figure| !matches!(figure.slot, Slot::Day(..)));
            let figures = figures.map(|figure| (figure, number(figure, &tally)));
            let figures = figures.filter(|(_, value)| *value > 0).collect();
            HistoryCount { subject, year, enrolments, figures }
        }));
    }

    fn subjects(&self, enrolment: &Enrolment) -> Vec<Subject> {
        let (catalogue, regions) = (self.with.catalogue, self.with.regions);
        let Course { unit, brand, .. } = catalogue.course(enrolment.course);
        let none: Arc<str> = "".into();
        let province = Arc::clone(regions.province_name(regions.province_of(*unit)));
        let city = Arc::clone(regions.unit_name(*unit));
        let subject = |kind, city: &Arc<str>, name: &Arc<str>| Subject {
            kind,
            province: Arc::clone(&province),
            city: Arc::clone(city),
            name: Arc::clone(name),
        };
        let base = shown::text(catalogue, enrolment.base);
        let mut subjects = vec![
            subject(SubjectKind::Brand, &city, brand),
            subject(SubjectKind::City, &city, &none),
            subject(SubjectKind::Province, &none, &none),
        ];
        if enrolment.base.is_some() {
            subjects.push(subject(SubjectKind::Base, &city, &base));
        }
        subjects
    }

    fn enrolment(
        &self,
        (enrolment, rows): (&Enrolment, &[Row<'_>]),
        part: &EnrolmentPart,
        barred: bool,
    ) -> HistoryEnrolment {
        let (catalogue, as_of) = (self.with.catalogue, self.with.as_of);
        let code = rows.iter().find_map(|row| row.particular()?.barred);
        let reason = match (barred, enrolment.end) {
            (true, _) => code.map_or(Reason::plain(Rule::Rejected), Reason::rejected),
            (_, None) => Reason::plain(Rule::NoEndDate),
            (_, Some(end)) if end > as_of => Reason::days(Rule::NotEnded, end, as_of),
            (_, Some(end)) => Reason::day(Rule::InYear, end),
        };
        let counts = reason.rule == Rule::InYear;
        let looked = enrolment.end.filter(|_| counts).map(|end| Looked {
            enrolment,
            part,
            end: EndDay::of(end),
            as_of,
            words: self.with.words,
        });
        let fails = USUAL.iter().filter_map(|name| {
            let figure = Figure::named(name)?;
            Some((figure, looked.as_ref()?.fails(figure)?))
        });
        HistoryEnrolment {
            fails: fails.collect(),
            part: CasePart {
                course: catalogue.course(enrolment.course).clone(),
                base: shown::text(catalogue, enrolment.base),
                days: (enrolment.start, enrolment.end),
                says: shown::says(enrolment, part),
                value: i64::from(counts),
                reason,
                rows: shown::places(rows),
            },
        }
    }

    /// Which of a row's values the enrolment has, and which another row replaced.
    fn taken(&self, enrolment: &Enrolment, row: &Row<'_>) -> String {
        let (class, says) = (row.class, &row.says);
        let text = |id| self.with.catalogue.text(id);
        let mut replaced: Vec<String> = Vec::new();
        let mut look = |name: &str, own: Option<String>, state: Option<String>| {
            if let Some(own) = own.filter(|own| state.as_ref() != Some(own)) {
                let by = state.map_or_else(String::new, |state| format!("（现为 {state}）"));
                replaced.push(format!("{name} {own}{by}"));
            }
        };
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let word = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        look("县", word(text(class.county)), word(text(enrolment.county)));
        look("基地", word(text(class.base)), word(text(enrolment.base)));
        look("开班日期", day(class.start), day(enrolment.start));
        look("结业日期", day(class.end), day(enrolment.end));
        let mode = |mode: Option<crate::model::vocabulary::TrainingMode>| {
            mode.map(|mode| mode.label().to_owned())
        };
        look("培训方式", mode(class.mode), mode(enrolment.mode));
        let category = |id: Option<_>| id.map(|id| self.with.words.category_of(id).name.clone());
        look("人员类别", category(says.category), category(enrolment.category));
        let word = |said: bool| Some(if said { "是" } else { "否" }.to_owned());
        look("是否就业", says.employed.and_then(word), word(enrolment.said_employed));
        look("离职日期", day(says.leave), day(enrolment.leave));
        if row.kind != LedgerKind::Subsidy {
            let amount = |fen: Option<crate::model::money::Fen>| fen.map(|fen| fen.to_string());
            look("补贴金额", amount(says.subsidy), amount(enrolment.subsidy));
        }
        if let (Some(kind), Some(own)) = (says.cert_type, says.cert_date) {
            let state = match enrolment.certificates[kind.index()] {
                Holding::Dated(day) => Some(day.to_string()),
                _ => None,
            };
            look(kind.label(), Some(own.to_string()), state);
        }
        if replaced.is_empty() {
            return "各项均采用".to_owned();
        }
        format!("被其他行代替：{}；其余采用", replaced.join("、"))
    }
}

impl Witness for Biographer<'_> {
    type Found = Life;

    fn start(&self) -> Life {
        Life::default()
    }

    fn take(&self, people: &People<'_>, found: &mut Life) {
        self.look(people, found, false);
    }

    fn take_barred(&self, people: &People<'_>, found: &mut Life) {
        self.look(people, found, true);
    }

    fn join(&self, found: &mut Life, later: Life) {
        found.enrolments.extend(later.enrolments);
        found.counts.extend(later.counts);
        found.taken.extend(later.taken);
    }
}

/// What a row of a placement roster counts for.
#[must_use]
pub fn placed(day: Option<NaiveDate>, as_of: NaiveDate) -> Reason {
    match day {
        None => Reason::plain(Rule::PlacedUndated),
        Some(day) if day > as_of => Reason::days(Rule::PlacedLater, day, as_of),
        Some(day) => Reason::day(Rule::PlacedIn, day),
    }
}
