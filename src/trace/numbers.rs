//! The persons behind numbers of the ledgers, and those within the same subject whom the numbers left out.

use chrono::NaiveDate;

use super::roster::{Learnt, Rosters};
use super::shown;
use super::why::Looked;
use crate::model::counts::Figure;
use crate::model::enrolment::{Catalogue, Enrolment, EnrolmentPart};
use crate::model::explained::{Case, CasePart, EventFigure, Question, Scope, Sought, number};
use crate::model::facts::{EndDay, Facts};
use crate::model::flow::{FlowCounts, Happened};
use crate::model::ledger::{CleanBlock, TextId};
use crate::model::people::{People, Person, Row, Witness};
use crate::model::region::Regions;
use crate::model::rule::{Reason, Rule};
use crate::model::vocabulary::Vocabulary;

/// What tracing must know.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What the indexes in enrolments stand for.
    pub catalogue: &'a Catalogue,
    /// Names of units.
    pub regions: &'a Regions,
    /// Categories.
    pub words: &'a Vocabulary,
    /// The as-of date.
    pub as_of: NaiveDate,
}

/// Looks for the persons behind some numbers.
pub struct Numbers<'a> {
    with: Context<'a>,
    asked: Vec<Asked<'a>>,
    rosters: Rosters<'a>,
}

/// A question, and where its subject is.
struct Asked<'a> {
    question: &'a Question,
    /// By course.
    courses: Vec<bool>,
}

/// The persons found so far.
#[derive(Default)]
pub struct Found {
    /// By question.
    cases: Vec<Vec<Case>>,
    learnt: Vec<Learnt>,
}

impl<'a> Numbers<'a> {
    /// Asks these questions of the ledgers, and of the placement rosters.
    #[must_use]
    pub fn new(questions: &'a [Question], rosters: &'a [CleanBlock], with: Context<'a>) -> Self {
        let asked = questions.iter().map(|question| {
            let courses = with.catalogue.courses.iter();
            let courses = courses.map(|course| {
                let Scope { province, unit, brand, .. } = &question.scope;
                unit.is_none_or(|unit| unit == course.unit)
                    && with.regions.province_of(course.unit) == *province
                    && brand.as_ref().is_none_or(|brand| *brand == course.brand)
            });
            Asked { question, courses: courses.collect() }
        });
        let asked: Vec<Asked<'a>> = asked.collect();
        let is_placed = questions.iter().any(|question| question.sought.is_placement());
        let rosters = Rosters::of(if is_placed { rosters } else { &[] }, with);
        Self { with, asked, rosters }
    }

    /// The answers, one a question, each sorted by person.
    #[must_use]
    pub fn finish(&self, mut found: Found) -> Vec<Vec<Case>> {
        found.learnt.sort_unstable();
        for (asked, cases) in self.asked.iter().zip(&mut found.cases) {
            if let Sought::Figure(figure, over) = asked.question.sought
                && asked.question.sought.is_placement()
            {
                *cases = self.rosters.cases(asked.question, (figure, over), &found.learnt);
            }
        }
        found.cases
    }

    /// A person's part in a number; `None` for somebody who has nothing to do with its subject.
    fn case(
        &self,
        asked: &Asked<'_>,
        person: &Person<'_>,
        part: &EnrolmentPart,
        barred: bool,
    ) -> Option<Case> {
        let own = |enrolment: &Enrolment| asked.holds(enrolment, self.with.catalogue);
        let own: Vec<_> = person.with_rows().filter(|(enrolment, _)| own(enrolment)).collect();
        if own.is_empty() {
            return None;
        }
        let window = asked.question.window;
        let mut case = Case {
            number: shown::number(person.id, self.with.catalogue, person.rows),
            name: shown::name(person.rows),
            value: 0,
            over: 0,
            parts: Vec::with_capacity(own.len()),
        };
        if barred {
            case.parts = own.iter().map(|own| self.barred(*own, part)).collect();
            return Some(case);
        }
        match asked.question.sought {
            Sought::Figure(figure, over) => {
                let facts = |enrolment: &Enrolment| {
                    let end = enrolment.end.filter(|end| *end <= self.with.as_of)?;
                    let day = EndDay::of(window.contains(end).then_some(end)?);
                    Some(Facts::of(enrolment, &day, part, self.with.as_of, self.with.words))
                };
                self.figure(&own, part, (figure, over), facts, &mut case);
            }
            Sought::Event(event) => {
                let happened =
                    |enrolment: &Enrolment| Happened::of(enrolment, part, window, self.with.as_of);
                self.event(&own, part, event, happened, &mut case);
            }
        }
        Some(case)
    }

    fn figure(
        &self,
        own: &[(&Enrolment, &[Row<'_>])],
        part: &EnrolmentPart,
        (figure, over): (&Figure, Option<&Figure>),
        facts_of: impl Fn(&Enrolment) -> Option<Facts>,
        case: &mut Case,
    ) {
        let facts: Vec<Option<Facts>> = own.iter().map(|(own, _)| facts_of(own)).collect();
        let mut inside = facts.iter().flatten();
        if let Some(first) = inside.next() {
            let mut whole = *first;
            inside.for_each(|other| whole.join(other));
            let tally = whole.tally();
            case.value = number(figure, &tally);
            case.over = over.map_or(0, |over| number(over, &tally));
        }
        let adds = is_sum(figure.name);
        let mut counted = false;
        for ((enrolment, rows), facts) in own.iter().zip(&facts) {
            let value = facts.map_or(0, |facts| number(figure, &facts.tally()));
            let reason = match facts {
                None => self.outside(enrolment),
                Some(_) if value > 0 && case.value == 0 => Reason::plain(Rule::NotTogether),
                Some(_) if value > 0 && counted && !adds => Reason::plain(Rule::SamePerson),
                Some(_) if value > 0 => self.looked(enrolment, part, |at| at.holds(figure)),
                Some(_) => self.looked(enrolment, part, |at| {
                    at.fails(figure).unwrap_or(Reason::plain(Rule::NotTogether))
                }),
            };
            counted |= value > 0;
            case.parts.push(self.part((enrolment, rows), part, value, reason));
        }
        if case.value > 0 && !counted {
            let inside = case.parts.iter_mut().zip(&facts).filter(|(_, facts)| facts.is_some());
            inside.for_each(|(part, _)| part.reason = Reason::plain(Rule::Together));
        }
    }

    fn event(
        &self,
        own: &[(&Enrolment, &[Row<'_>])],
        part: &EnrolmentPart,
        event: &EventFigure,
        happened: impl Fn(&Enrolment) -> Happened,
        case: &mut Case,
    ) {
        let value = |share: &Happened| {
            let mut counts = FlowCounts::default();
            share.count(&mut counts);
            i64::try_from((event.get)(&counts)).unwrap_or(i64::MAX)
        };
        let mut whole = Happened::default();
        let (adds, mut counted) = (is_sum(event.name), false);
        for (enrolment, rows) in own {
            let share = happened(enrolment);
            whole.join(share);
            let own = value(&share);
            let by_own_date = || value(&happened(&Enrolment { end: None, ..(*enrolment).clone() }));
            let reason = match own > 0 {
                false => Reason::plain(Rule::NothingHappened),
                true if counted && !adds => Reason::plain(Rule::SamePerson),
                true if by_own_date() > 0 => Reason::plain(Rule::Happened),
                true => Reason { day: enrolment.end, ..Reason::plain(Rule::HappenedEstimated) },
            };
            counted |= own > 0;
            case.parts.push(self.part((enrolment, rows), part, own, reason));
        }
        case.value = value(&whole);
    }

    /// Why an enrolment is not in the window.
    fn outside(&self, enrolment: &Enrolment) -> Reason {
        match enrolment.end {
            None => Reason::plain(Rule::NoEndDate),
            Some(end) if end > self.with.as_of => {
                Reason::days(Rule::NotEnded, end, self.with.as_of)
            }
            Some(end) => Reason::day(Rule::OtherWindow, end),
        }
    }

    fn looked(
        &self,
        enrolment: &Enrolment,
        part: &EnrolmentPart,
        why: impl Fn(&Looked<'_>) -> Reason,
    ) -> Reason {
        let Context { as_of, words, .. } = self.with;
        let Some(end) = enrolment.end.map(EndDay::of) else { return self.outside(enrolment) };
        why(&Looked { enrolment, part, end, as_of, words })
    }

    /// A row that was rejected for its ID number.
    fn barred(&self, own: (&Enrolment, &[Row<'_>]), part: &EnrolmentPart) -> CasePart {
        let code = own.1.iter().find_map(|row| row.particular()?.barred);
        let reason = code.map_or(Reason::plain(Rule::Rejected), Reason::rejected);
        self.part(own, part, 0, reason)
    }

    fn part(
        &self,
        (enrolment, rows): (&Enrolment, &[Row<'_>]),
        part: &EnrolmentPart,
        value: i64,
        reason: Reason,
    ) -> CasePart {
        let catalogue = self.with.catalogue;
        CasePart {
            course: catalogue.course(enrolment.course).clone(),
            base: shown::text(catalogue, enrolment.base),
            days: (enrolment.start, enrolment.end),
            says: shown::says(enrolment, part),
            value,
            reason,
            rows: shown::places(rows),
        }
    }
}

/// Whether a person adds more than 1 where several enrolments count.
fn is_sum(figure: &str) -> bool {
    matches!(figure, "enrolments" | "subsidy_fen" | "estimated")
}

impl Asked<'_> {
    fn holds(&self, enrolment: &Enrolment, catalogue: &Catalogue) -> bool {
        let is = |text: TextId, name: &Option<std::sync::Arc<str>>| {
            name.as_ref().is_none_or(|name| **name == *catalogue.text(text))
        };
        let Scope { base, county, .. } = &self.question.scope;
        self.courses.get(enrolment.course as usize).is_some_and(|own| *own)
            && is(enrolment.base, base)
            && is(enrolment.county, county)
    }
}

impl Witness for Numbers<'_> {
    type Found = Found;

    fn start(&self) -> Found {
        Found { cases: vec![Vec::new(); self.asked.len()], learnt: Vec::new() }
    }

    fn take(&self, people: &People<'_>, found: &mut Found) {
        for person in people.each() {
            found.learnt.extend(self.rosters.learnt(&person));
            for (asked, cases) in self.asked.iter().zip(&mut found.cases) {
                if !asked.question.sought.is_placement() {
                    cases.extend(self.case(asked, &person, people.enrolments, false));
                }
            }
        }
    }

    fn take_barred(&self, people: &People<'_>, found: &mut Found) {
        for person in people.each() {
            for (asked, cases) in self.asked.iter().zip(&mut found.cases) {
                if !asked.question.sought.is_placement() {
                    cases.extend(self.case(asked, &person, people.enrolments, true));
                }
            }
        }
    }

    fn join(&self, found: &mut Found, mut later: Found) {
        for (cases, more) in found.cases.iter_mut().zip(&mut later.cases) {
            cases.append(more);
        }
        found.learnt.append(&mut later.learnt);
    }
}
