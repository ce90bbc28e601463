//! The rows of each enrolment folded into its state: the latest readable value wins, earlier ones fill the gaps.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::Listing;
use super::listing::{self, NearClasses};
use crate::model::certificate::CertType;
use crate::model::enrolment::{Catalogue, Enrolment, EnrolmentPart, Holding, Payment};
use crate::model::field::Field;
use crate::model::finding::{Code, Finding};
use crate::model::kind::LedgerKind;
use crate::model::ledger::TextId;
use crate::model::money::Fen;
use crate::model::people::Row;
use crate::model::period::iso_text;
use crate::model::region::Regions;
use crate::model::vocabulary::Vocabulary;

/// What folding must know.
pub struct Context<'a> {
    pub catalogue: &'a Catalogue,
    pub near: &'a NearClasses,
    pub words: &'a Vocabulary,
    pub regions: &'a Regions,
}

/// The enrolments of some persons, and what folding them had to say.
#[derive(Debug, Default)]
pub struct Folded {
    pub enrolments: EnrolmentPart,
    pub listing: Listing,
}

/// Folds all rows of some persons.
pub fn fold(rows: &[Row<'_>], context: &Context<'_>) -> Folded {
    let mut part = Folded::default();
    part.enrolments.list.reserve(rows.len());
    for person in rows.chunk_by(|a, b| a.person == b.person) {
        let first = part.enrolments.list.len();
        let first_finding = part.listing.findings.len();
        for enrolment in person.chunk_by(|a, b| a.course == b.course) {
            fold_enrolment(enrolment, context, &mut part);
        }
        let Folded { enrolments, listing } = &mut part;
        let findings = &mut listing.findings;
        if enrolments.list.len() > first + 1 && findings.len() > first_finding + 1 {
            // A row that joined several enrolments may have the same to say of each.
            let mut own = findings.split_off(first_finding);
            own.sort_unstable();
            own.dedup();
            findings.append(&mut own);
        }
        if person.len() > 1 {
            listing::identity_conflicts(person, context, findings);
            listing::cross_unit(&enrolments.list[first..], context, findings);
        }
    }
    part
}

fn fold_enrolment(rows: &[Row<'_>], context: &Context<'_>, part: &mut Folded) {
    let Folded { enrolments, listing } = part;
    // A row of another ledger may stand before the one that opens the enrolment.
    let is_training = |row: &Row<'_>| row.kind == LedgerKind::Training;
    let opening = rows.iter().position(is_training).unwrap_or(0);
    let [first, later @ ..] = rows else { return };
    context.near.note(first.course, rows[opening].at, &mut listing.near_rows);
    for row in rows[opening + 1..].iter().filter(|row| is_training(row)) {
        *listing.merged_rows.entry(row.at.sheet.file).or_default() += 1;
    }
    let dates_from = enrolments.employment_dates.len();
    let payments_from = enrolments.payments.len();
    let mut state = Enrolment {
        person: first.person,
        course: first.course,
        first_row: rows[opening].at,
        county: first.class.county,
        base: first.class.base,
        start: first.class.start,
        end: first.class.end,
        mode: first.class.mode,
        category: first.says.category,
        certificates: [Holding::None; CertType::ALL.len()],
        said_employed: false,
        employment: (0, 0),
        leave: first.says.leave,
        subsidy: None,
        subsidy_date: None,
        payments: (0, 0),
    };
    if first.kind == LedgerKind::Subsidy {
        enrolments.payments.extend(first.payment());
    } else {
        (state.subsidy, state.subsidy_date) = (first.says.subsidy, first.says.subsidy_date);
    }
    if let Some(kind) = first.says.cert_type {
        state.certificates[kind.index()] = Holding::of(first.says.cert_date);
    }
    let mut employed = first.says.employed;
    enrolments.employment_dates.extend(first.says.employment_date);
    for row in later {
        let (class, says) = (row.class, &row.says);
        let mut fold = RowFold { context, row, findings: &mut listing.findings };
        fold.text(&mut state.county, class.county, Field::County);
        fold.text(&mut state.base, class.base, Field::Provider);
        fold.date(&mut state.start, class.start, Field::StartDate);
        fold.date(&mut state.end, class.end, Field::EndDate);
        fold.date(&mut state.leave, says.leave, Field::LeaveDate);
        if row.kind == LedgerKind::Subsidy {
            fold.payment(&mut enrolments.payments, payments_from);
        } else {
            fold.date(&mut state.subsidy_date, says.subsidy_date, Field::SubsidyDate);
            fold.amount(&mut state.subsidy, says.subsidy);
        }
        fold.replace(&mut state.mode, class.mode, Field::TrainingMode, |mode| mode.label().into());
        fold.replace(&mut state.category, says.category, Field::Category, |id| {
            context.words.category_of(id).name.as_str().into()
        });
        fold.replace(&mut employed, says.employed, Field::Employed, |said| {
            if said { "是" } else { "否" }.into()
        });
        fold.certificate(&mut state.certificates);
        enrolments.employment_dates.extend(says.employment_date);
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
    row: &'a Row<'a>,
    findings: &'f mut Vec<Finding>,
}

impl<'a> RowFold<'a, '_> {
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
                at: self.row.at,
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
        let Some(payment) = self.row.payment() else { return };
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
        let Some(kind) = self.row.says.cert_type else { return };
        let holding = &mut held[kind.index()];
        let mut date = match holding {
            Holding::Dated(day) => Some(*day),
            _ => None,
        };
        self.date(&mut date, self.row.says.cert_date, Field::CertDate);
        *holding = Holding::of(date);
    }
}
