//! Cohort measures: distinct persons by subject and window in one pass over enrolments sorted by person.
//!
//! A person counts once per subject and window however many classes they took, and has an attribute if any of their
//! enrolments there has it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::end_days::EndDays;
use super::joint::Joint;
use super::span_sets::Span;
use super::subjects::{SubjectKey, Subjects};
use super::tallies::{Places, Spread, Tallies, settle};
use crate::model::enrolment::{Catalogue, Enrolment, EnrolmentPart};
use crate::model::facts::Facts;
use crate::model::field::Field;
use crate::model::finding::{Code, Finding};
use crate::model::measure::{Cohorts, Subject};
use crate::model::money::Fen;
use crate::model::period::{Window, iso_text};
use crate::model::region::Regions;
use crate::model::run::EnrolmentCounts;
use crate::model::vocabulary::Vocabulary;

/// What measuring the cohorts gives.
#[derive(Debug, Default)]
pub struct Measured {
    /// Counts by subject and calendar year of the end date, for every year that has a cohort.
    pub years: Cohorts,
    /// Counts by subject over the windows that were asked for.
    pub windows: Cohorts,
    /// Everything that some ledger has a row of, whether in a cohort or not.
    pub subjects: BTreeSet<Subject>,
    /// Enrolments inside and outside the cohorts.
    pub counts: EnrolmentCounts,
    /// Enrolments without an end date or not ended yet, and those paid otherwise than stated.
    pub findings: Vec<Finding>,
}

/// Counts the cohorts of some persons after others.
pub struct Counter<'a> {
    subjects: Subjects<'a>,
    windows: Vec<Window>,
    as_of: NaiveDate,
    words: &'a Vocabulary,
}

/// The counts of some persons.
pub struct Counted<'a> {
    days: EndDays<'a>,
    places: Places,
    tallies: Tallies,
    joint: Joint,
    /// What other parts have counted.
    others: Spread,
    /// Subjects of enrolments that are in no cohort.
    outside: BTreeSet<SubjectKey>,
    counts: EnrolmentCounts,
    findings: Vec<Finding>,
}

impl Counted<'_> {
    /// Adds the counts of other persons.
    pub fn add(&mut self, other: Self) {
        let Self { mut places, mut tallies, mut days, others, .. } = other;
        settle(&mut places, &mut tallies, days.sets(), &mut self.others);
        for (key, count) in others {
            self.others.entry(key).or_default().add(&count);
        }
        self.outside.extend(other.outside);
        self.counts.add(&other.counts);
        self.findings.extend(other.findings);
    }
}

impl<'a> Counter<'a> {
    /// Counts on `as_of`, over calendar years and over `windows`.
    #[must_use]
    pub fn new(
        catalogue: &'a Catalogue,
        windows: &BTreeSet<Window>,
        as_of: NaiveDate,
        regions: &'a Regions,
        words: &'a Vocabulary,
    ) -> Self {
        let subjects = Subjects::of(catalogue, regions);
        Self { subjects, windows: windows.iter().copied().collect(), as_of, words }
    }

    /// The counts of nobody.
    #[must_use]
    pub fn start(&self) -> Counted<'_> {
        Counted {
            days: EndDays::new(&self.windows),
            places: Places::default(),
            tallies: Tallies::default(),
            joint: Joint::default(),
            others: Spread::default(),
            outside: BTreeSet::new(),
            counts: EnrolmentCounts::default(),
            findings: Vec::new(),
        }
    }

    /// Counts the persons of a part, too.
    pub fn count(&self, part: &EnrolmentPart, counted: &mut Counted<'_>) {
        // Reused from person to person.
        let mut own: Vec<(u32, Facts)> = Vec::new();
        for person in part.persons() {
            counted.counts.persons += 1;
            own.clear();
            for enrolment in person {
                counted.counts.total += 1;
                counted.findings.extend(self.subsidy_differs(enrolment, part));
                if let Some(end) = self.cohort_end(enrolment, counted) {
                    let Counted { days, places, tallies, .. } = counted;
                    let (day, spans) = days.of(end);
                    let facts = Facts::of(enrolment, &day, part, self.as_of, self.words);
                    let brand = self.subjects.brand_of_course(enrolment.course);
                    let place = (brand, enrolment.base, spans);
                    let place = places.number(place, tallies, || self.subjects_of(enrolment));
                    own.push((place, facts));
                }
            }
            let Counted { days, places, tallies, joint, .. } = counted;
            match own.as_slice() {
                [] => {}
                [(place, facts)] => places.count(*place).add_person(&facts.counted()),
                several => joint.count(several, places, tallies, days.sets()),
            }
        }
    }

    /// All counts, by name.
    #[must_use]
    pub fn finish(&self, mut counted: Counted<'_>) -> Measured {
        let Counted { places, tallies, days, others, .. } = &mut counted;
        settle(places, tallies, days.sets(), others);
        let mut measured =
            Measured { counts: counted.counts, findings: counted.findings, ..Measured::default() };
        let mut names = BTreeMap::new();
        measured.subjects = counted.outside.iter().map(|key| self.subjects.name(*key)).collect();
        for ((key, span), tally) in counted.others {
            let subject = names.entry(key).or_insert_with(|| self.subjects.name(key)).clone();
            match span {
                Span::Year(year) => {
                    if let Some(window) = Window::year(year) {
                        measured.years.insert((subject, window), tally.into());
                    }
                }
                Span::Asked(index) => {
                    let window = self.windows[usize::from(index)];
                    measured.windows.insert((subject, window), tally.into());
                }
            }
        }
        measured.subjects.extend(names.into_values());
        measured
    }

    /// The day that decides the cohort; an enrolment without one, or not ended yet, is listed.
    fn cohort_end(&self, enrolment: &Enrolment, counted: &mut Counted<'_>) -> Option<NaiveDate> {
        let code = match enrolment.end {
            Some(end) if end <= self.as_of => {
                counted.counts.without_base += u64::from(!enrolment.base.is_some());
                return Some(end);
            }
            Some(_) => {
                counted.counts.not_ended += 1;
                Code::NotEnded
            }
            None => {
                counted.counts.no_end_date += 1;
                Code::NoEndDate
            }
        };
        counted.outside.extend(self.subjects_of(enrolment));
        counted.findings.push(Finding {
            at: enrolment.first_row,
            code,
            field: Some(Field::EndDate),
            column: self.words.headers().shared_label(Field::EndDate),
            value: enrolment.end.map_or_else(String::new, iso_text).into(),
            detail: "".into(),
        });
        None
    }

    /// Payments that do not add up to the amount of the training ledger, which they replace.
    fn subsidy_differs(&self, enrolment: &Enrolment, part: &EnrolmentPart) -> Option<Finding> {
        let stated = enrolment.subsidy.filter(|_| !part.payments_of(enrolment).is_empty())?;
        let paid: Fen = part.paid_by(enrolment, self.as_of).map(|payment| payment.amount).sum();
        (stated != paid).then(|| Finding {
            at: enrolment.first_row,
            code: Code::SubsidyDiffers,
            field: Some(Field::SubsidyAmount),
            column: self.words.headers().shared_label(Field::SubsidyAmount),
            value: stated.to_string().into(),
            detail: format!("发放台账合计 {paid} 元").into(),
        })
    }

    fn subjects_of(&self, enrolment: &Enrolment) -> impl Iterator<Item = SubjectKey> {
        let base = enrolment.base.is_some().then(|| {
            SubjectKey::Base(self.subjects.unit_of_course(enrolment.course), enrolment.base)
        });
        self.subjects.of_course(enrolment.course).into_iter().chain(base)
    }
}
