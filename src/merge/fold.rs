//! The rows of each enrolment folded into its state: the latest readable value wins, earlier ones fill the gaps.

use std::ops::Range;

use chrono::NaiveDate;

use super::dictionary::Dictionaries;
use super::listing;
use super::sorted::SortedRows;
use crate::model::certificate::CertType;
use crate::model::enrolment::{Enrolment, EnrolmentPart, Holding};
use crate::model::field::Field;
use crate::model::finding::{Code, Finding, RowRef};
use crate::model::ledger::TextId;
use crate::model::region::Regions;
use crate::model::vocabulary::Vocabulary;

/// What became of the rows of some persons.
pub struct Folded {
    pub part: EnrolmentPart,
    pub findings: Vec<Finding>,
    pub merged_rows: Vec<u64>,
}

/// What folding must know.
pub struct Context<'a> {
    pub rows: &'a SortedRows,
    pub dictionaries: &'a Dictionaries,
    pub words: &'a Vocabulary,
    pub regions: &'a Regions,
    /// Number of input files.
    pub files: usize,
}

/// Folds a range of sorted rows, all of each person.
pub fn fold(range: Range<usize>, context: &Context<'_>) -> Folded {
    let rows = context.rows;
    let mut folded = Folded {
        part: EnrolmentPart::default(),
        findings: Vec::new(),
        merged_rows: vec![0; context.files],
    };
    let mut start = range.start;
    while start < range.end {
        let person = start..run_end(&rows.persons[..range.end], start);
        let first = folded.part.list.len();
        let mut from = person.start;
        while from < person.end {
            let to = run_end(&rows.courses[..person.end], from);
            fold_enrolment(from..to, context, &mut folded);
            from = to;
        }
        if person.len() > 1 {
            listing::identity_conflicts(person.clone(), context, &mut folded.findings);
            listing::cross_unit(&folded.part.list[first..], context, &mut folded.findings);
        }
        start = person.end;
    }
    folded
}

/// Where the run of equal values that begins at `start` ends.
fn run_end<T: PartialEq>(values: &[T], start: usize) -> usize {
    let first = &values[start];
    values[start..].iter().position(|value| value != first).map_or(values.len(), |run| start + run)
}

fn fold_enrolment(range: Range<usize>, context: &Context<'_>, folded: &mut Folded) {
    let rows = context.rows;
    let first = range.start;
    let dates_from = folded.part.employment_dates.len();
    let mut state = Enrolment {
        person: rows.persons[first],
        course: rows.courses[first],
        first_row: rows.row_ref(rows.ordinals[first]),
        county: TextId::NONE,
        base: TextId::NONE,
        start: None,
        end: None,
        mode: None,
        category: None,
        certificates: [Holding::None; CertType::ALL.len()],
        said_employed: false,
        employment: (0, 0),
        leave: None,
        subsidy: None,
        subsidy_date: None,
    };
    let (mut county, mut base, mut employed) = (None, None, None);
    for index in range {
        let mut row = RowFold { context, index, findings: &mut folded.findings };
        if index > first
            && let Some(count) = folded.merged_rows.get_mut(row.at().sheet.file as usize)
        {
            *count += 1;
        }
        row.text(&mut county, rows.counties[index], Field::County);
        row.text(&mut base, rows.bases[index], Field::Provider);
        row.date(&mut state.start, rows.starts[index], Field::StartDate);
        row.date(&mut state.end, rows.ends[index], Field::EndDate);
        row.date(&mut state.leave, rows.leave_dates[index], Field::LeaveDate);
        row.date(&mut state.subsidy_date, rows.subsidy_dates[index], Field::SubsidyDate);
        row.replace(&mut state.subsidy, rows.subsidies[index], Field::SubsidyAmount, |fen| {
            fen.to_string()
        });
        row.replace(&mut state.mode, rows.modes[index], Field::TrainingMode, |mode| {
            mode.label().to_owned()
        });
        row.replace(&mut state.category, rows.categories[index], Field::Category, |id| {
            context.words.category_of(id).name.clone()
        });
        row.replace(&mut employed, rows.employed[index], Field::Employed, |said| {
            if said { "是" } else { "否" }.to_owned()
        });
        row.certificate(&mut state.certificates);
        folded.part.employment_dates.extend(rows.employment_dates[index]);
    }
    state.county = county.unwrap_or(TextId::NONE);
    state.base = base.unwrap_or(TextId::NONE);
    state.said_employed = employed == Some(true);
    let place = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    state.employment = (place(dates_from), place(folded.part.employment_dates.len()));
    folded.part.list.push(state);
}

/// One row being folded into its enrolment.
struct RowFold<'a> {
    context: &'a Context<'a>,
    index: usize,
    findings: &'a mut Vec<Finding>,
}

impl RowFold<'_> {
    fn at(&self) -> RowRef {
        self.context.rows.row_ref(self.context.rows.ordinals[self.index])
    }

    /// A missing value never overwrites; a value that replaces a different one is recorded.
    fn replace<T: Copy + PartialEq>(
        &mut self,
        state: &mut Option<T>,
        value: Option<T>,
        field: Field,
        show: impl Fn(T) -> String,
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
                detail: format!("此前为“{}”", show(old)).into(),
            });
        }
    }

    fn date(&mut self, state: &mut Option<NaiveDate>, value: Option<NaiveDate>, field: Field) {
        self.replace(state, value, field, |day| day.to_string());
    }

    fn text(&mut self, state: &mut Option<TextId>, value: TextId, field: Field) {
        let dictionaries = self.context.dictionaries;
        let value = value.is_some().then_some(value);
        self.replace(state, value, field, |id| dictionaries.text_of(id).to_owned());
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
        *holding = date.map_or(Holding::Undated, Holding::Dated);
    }
}
