//! The rows of each enrolment folded into its state: the latest readable value wins, earlier ones fill the gaps.

use std::borrow::Cow;
use std::ops::Range;

use chrono::NaiveDate;

use super::listing::{self, NearClasses};
use super::sorted::Rows;
use super::{Listing, Part};
use crate::model::certificate::CertType;
use crate::model::enrolment::{Catalogue, Enrolment, EnrolmentPart, Holding, Payment};
use crate::model::field::Field;
use crate::model::finding::{Code, Finding, RowRef};
use crate::model::kind::LedgerKind;
use crate::model::ledger::TextId;
use crate::model::money::Fen;
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
        let first_finding = part.listing.findings.len();
        let mut from = person.start;
        while from < person.end {
            let to = run_end(&rows.courses[..person.end], from);
            fold_enrolment(from..to, context, &mut part);
            from = to;
        }
        if part.enrolments.list.len() > first + 1 {
            // A row that joined several enrolments may have the same to say of each.
            let mut own = part.listing.findings.split_off(first_finding);
            own.sort_unstable();
            own.dedup();
            part.listing.findings.append(&mut own);
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
    let payments_from = enrolments.payments.len();
    // A row of another ledger may stand before the one that opens the enrolment.
    let is_training = |index: &usize| rows.kinds[*index] == LedgerKind::Training;
    let opening = range.clone().find(is_training).unwrap_or(first);
    context.near.note(rows.courses[first], rows.at[opening], &mut listing.near_rows);
    for index in range.clone().filter(|index| *index != opening && is_training(index)) {
        *listing.merged_rows.entry(rows.at[index].sheet.file).or_default() += 1;
    }
    let mut state = Enrolment {
        person: rows.persons[first],
        course: rows.courses[first],
        first_row: rows.at[opening],
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
        subsidy: None,
        subsidy_date: None,
        payments: (0, 0),
    };
    if rows.kinds[first] == LedgerKind::Subsidy {
        enrolments.payments.extend(rows.payment(first));
    } else {
        state.subsidy = rows.subsidies[first];
        state.subsidy_date = rows.subsidy_dates[first];
    }
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
        if rows.kinds[index] == LedgerKind::Subsidy {
            row.payment(&mut enrolments.payments, payments_from);
        } else {
            row.date(&mut state.subsidy_date, rows.subsidy_dates[index], Field::SubsidyDate);
            row.amount(&mut state.subsidy, rows.subsidies[index]);
        }
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
    state.payments = (place(payments_from), place(enrolments.payments.len()));
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

    fn amount(&mut self, state: &mut Option<Fen>, value: Option<Fen>) {
        self.replace(state, value, Field::SubsidyAmount, |fen| fen.to_string().into());
    }

    /// Payments accumulate by day; the same payment reported again replaces what was known of it.
    fn payment(&mut self, payments: &mut Vec<Payment>, own: usize) {
        let Some(payment) = self.context.rows.payment(self.index) else { return };
        match payments[own..].iter_mut().find(|known| known.day == payment.day) {
            Some(known) => {
                let mut amount = Some(known.amount);
                self.amount(&mut amount, Some(payment.amount));
                *known = payment;
            }
            None => payments.push(payment),
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
