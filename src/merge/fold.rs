//! The rows of each enrolment folded into its state: the latest readable value wins, earlier ones fill the gaps.

use std::borrow::Cow;
use std::ops::Range;

use chrono::NaiveDate;

use super::listing::{self, NearClasses};
use super::sorted::Rows;
use super::{Listing, Part};
use crate::model::certificate::CertType;
use crate::model::enrolment::{Catalogue, Enrolment, EnrolmentPart, Holding};
use crate::model::field::Field;
use crate::model::finding::{Code, Finding, RowRef};
use crate::model::ledger::TextId;
use crate::model::period::iso_text;
use crate::model::region::Regions;
use crate::model::vocabulary::Vocabulary;

/// What folding must know.
pub struct Context<'a> {
    /// All rows of some persons.
    pub rows: &'a Rows,
    pub catalogue: &'a Catalogue,
    pub near: &'a NearClasses,
    pub words: &'a Vocabulary,
    pub regions: &'a Regions,
}

/// Folds the rows of some persons.
pub fn fold(context: &Context<'_>) -> Part {
    let rows = context.rows;
    let mut part = Part { enrolments: EnrolmentPart::default(), listing: Listing::default() };
    let mut start = 0;
    while start < rows.persons.len() {
        let person = start..run_end(&rows.persons, start);
        let first = part.enrolments.list.len();
        let mut from = person.start;
        while from < person.end {
            let to = run_end(&rows.courses[..person.end], from);
            fold_enrolment(from..to, context, &mut part);
            from = to;
        }
        if person.len() > 1 {
            let findings = &mut part.listing.findings;
            listing::identity_conflicts(person.clone(), context, findings);
            listing::cross_unit(&part.enrolments.list[first..], context, findings);
        }
        start = person.end;
    }
    part
}

/// Where the run of equal values that begins at `start` ends.
fn run_end<T: PartialEq>(values: &[T], start: usize) -> usize {
    let first = &values[start];
    values[start..].iter().position(|value| value != first).map_or(values.len(), |run| start + run)
}

fn fold_enrolment<'a>(range: Range<usize>, context: &'a Context<'a>, part: &mut Part) {
    let rows = context.rows;
    let first = range.start;
    let Part { enrolments, listing } = part;
    let dates_from = enrolments.employment_dates.len();
    context.near.note(rows.courses[first], rows.at[first], &mut listing.near_rows);
    for at in &rows.at[first + 1..range.end] {
        *listing.merged_rows.entry(at.sheet.file).or_default() += 1;
    }
    let mut state = Enrolment {
        person: rows.persons[first],
        course: rows.courses[first],
        first_row: rows.at[first],
        county: rows.counties[first],
        base: rows.bases[first],
        start: rows.starts[first],
        end: rows.ends[first],
        mode: rows.modes[first],
        category: rows.categories[first],
        certificates: [Holding::None; CertType::ALL.len()],
        said_employed: false,
        employment: (0, 0),
        leave: rows.leave_dates[first],
        subsidy: rows.subsidies[first],
        subsidy_date: rows.subsidy_dates[first],
    };
    if let Some(kind) = rows.cert_types[first] {
        state.certificates[kind.index()] = Holding::of(rows.cert_dates[first]);
    }
    let mut employed = rows.employed[first];
    enrolments.employment_dates.extend(rows.employment_dates[first]);
    for index in first + 1..range.end {
        let mut row = RowFold { context, index, findings: &mut listing.findings };
        row.text(&mut state.county, rows.counties[index], Field::County);
        row.text(&mut state.base, rows.bases[index], Field::Provider);
        row.date(&mut state.start, rows.starts[index], Field::StartDate);
        row.date(&mut state.end, rows.ends[index], Field::EndDate);
        row.date(&mut state.leave, rows.leave_dates[index], Field::LeaveDate);
        row.date(&mut state.subsidy_date, rows.subsidy_dates[index], Field::SubsidyDate);
        row.replace(&mut state.subsidy, rows.subsidies[index], Field::SubsidyAmount, |fen| {
            fen.to_string().into()
        });
        row.replace(&mut state.mode, rows.modes[index], Field::TrainingMode, |mode| {
            mode.label().into()
        });
        row.replace(&mut state.category, rows.categories[index], Field::Category, |id| {
            context.words.category_of(id).name.as_str().into()
        });
        row.replace(&mut employed, rows.employed[index], Field::Employed, |said| {
            if said { "是" } else { "否" }.into()
        });
        row.certificate(&mut state.certificates);
        enrolments.employment_dates.extend(rows.employment_dates[index]);
    }
    state.said_employed = employed == Some(true);
    let place = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    state.employment = (place(dates_from), place(enrolments.employment_dates.len()));
    enrolments.list.push(state);
}

/// One row being folded into its enrolment.
struct RowFold<'a, 'f> {
    context: &'a Context<'a>,
    index: usize,
    findings: &'f mut Vec<Finding>,
}

impl<'a> RowFold<'a, '_> {
    fn at(&self) -> RowRef {
        self.context.rows.at[self.index]
    }

    /// A missing value never overwrites; a value that replaces a different one is recorded.
    fn replace<T: Copy + PartialEq>(
        &mut self,
        state: &mut Option<T>,
        value: Option<T>,
        field: Field,
        show: impl Fn(T) -> Cow<'a, str>,
    ) {
        let Some(value) = value else { return };
        if let Some(old) = state.replace(value)
            && old != value
        {
            self.findings.push(Finding {
                at: self.at(),
                code: Code::ValueReplaced,
                field: Some(field),
                column: self.context.words.headers().shared_label(field),
                value: show(value).into(),
                detail: ["此前为“", &show(old), "”"].concat().into(),
            });
        }
    }

    fn date(&mut self, state: &mut Option<NaiveDate>, value: Option<NaiveDate>, field: Field) {
        self.replace(state, value, field, |day| iso_text(day).into());
    }

    fn text(&mut self, state: &mut TextId, value: TextId, field: Field) {
        let catalogue = self.context.catalogue;
        let known = |id: TextId| id.is_some().then_some(id);
        let mut latest = known(*state);
        self.replace(&mut latest, known(value), field, |id| catalogue.text(id).into());
        *state = latest.unwrap_or(TextId::NONE);
    }

    /// Certificates accumulate by type; within a type the latest date wins.
    fn certificate(&mut self, held: &mut [Holding; CertType::ALL.len()]) {
        let rows = self.context.rows;
        let Some(kind) = rows.cert_types[self.index] else { return };
        let holding = &mut held[kind.index()];
        let mut date = match holding {
            Holding::Dated(day) => Some(*day),
            _ => None,
        };
        self.date(&mut date, rows.cert_dates[self.index], Field::CertDate);
        *holding = Holding::of(date);
    }
}
