//! The rows of each enrolment folded into its state: the latest readable value wins, earlier ones fill the gaps.

use chrono::NaiveDate;

use super::{Key, Rows, listing};
use crate::model::certificate::CertType;
use crate::model::enrolment::{Enrolment, EnrolmentPart, Holding};
use crate::model::field::Field;
use crate::model::finding::{Code, Finding, RowRef};
use crate::model::ledger::{CleanBlock, TextId};
use crate::model::region::Regions;

/// What became of the rows of some persons.
pub struct Folded {
    pub part: EnrolmentPart,
    pub findings: Vec<Finding>,
    pub merged_rows: Vec<u64>,
}

/// Folds sorted rows, all of each person.
pub fn fold(keys: &[Key], rows: &Rows<'_>, files: usize, regions: &Regions) -> Folded {
    let mut folded = Folded {
        part: EnrolmentPart::default(),
        findings: Vec::new(),
        merged_rows: vec![0; files],
    };
    for person in keys.chunk_by(|a, b| a.person == b.person) {
        let first = folded.part.list.len();
        for enrolment in person.chunk_by(|a, b| a.course == b.course) {
            fold_enrolment(enrolment, rows, &mut folded);
        }
        listing::identity_conflicts(person, rows, &mut folded.findings);
        listing::cross_unit(&folded.part.list[first..], rows, regions, &mut folded.findings);
    }
    folded
}

fn fold_enrolment(keys: &[Key], rows: &Rows<'_>, folded: &mut Folded) {
    let Some(first) = keys.first() else { return };
    let dates_from = folded.part.employment_dates.len();
    let mut state = Enrolment {
        person: first.person,
        course: first.course,
        first_row: rows.row_ref(first.ordinal),
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
    let mut county = None;
    let mut base = None;
    let mut employed = None;
    for key in keys {
        let (number, index) = rows.locate(key.ordinal);
        let block = &rows.blocks[number];
        let at = RowRef { sheet: block.sheet, row: block.rows[index] };
        if key.ordinal != first.ordinal
            && let Some(count) = folded.merged_rows.get_mut(block.sheet.file as usize)
        {
            *count += 1;
        }
        let mut row = RowFold { rows, at, findings: &mut folded.findings };
        let text = |ids: &[TextId]| rows.dictionaries.text(number, ids[index]);
        row.text(&mut county, text(&block.counties), Field::County);
        row.text(&mut base, text(&block.bases), Field::Provider);
        row.date(&mut state.start, block.starts[index], Field::StartDate);
        row.date(&mut state.end, block.ends[index], Field::EndDate);
        row.date(&mut state.leave, block.leave_dates[index], Field::LeaveDate);
        row.date(&mut state.subsidy_date, block.subsidy_dates[index], Field::SubsidyDate);
        row.replace(&mut state.subsidy, block.subsidies[index], Field::SubsidyAmount, |fen| {
            fen.to_string()
        });
        row.replace(&mut state.mode, block.modes[index], Field::TrainingMode, |mode| {
            mode.label().to_owned()
        });
        row.replace(&mut state.category, block.categories[index], Field::Category, |id| {
            rows.words.category_of(id).name.clone()
        });
        row.replace(&mut employed, block.employed[index], Field::Employed, |said| {
            if said { "是" } else { "否" }.to_owned()
        });
        row.certificate(&mut state.certificates, block, index);
        folded.part.employment_dates.extend(block.employment_dates[index]);
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
    rows: &'a Rows<'a>,
    at: RowRef,
    findings: &'a mut Vec<Finding>,
}

impl RowFold<'_> {
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
                at: self.at,
                code: Code::ValueReplaced,
                field: Some(field),
                column: self.rows.words.headers().label(field).into(),
                value: show(value).into(),
                detail: format!("此前为“{}”", show(old)).into(),
            });
        }
    }

    fn date(&mut self, state: &mut Option<NaiveDate>, value: Option<NaiveDate>, field: Field) {
        self.replace(state, value, field, |day| day.to_string());
    }

    fn text(&mut self, state: &mut Option<TextId>, value: Option<TextId>, field: Field) {
        let dictionaries = self.rows.dictionaries;
        self.replace(state, value, field, |id| dictionaries.text_of(id).to_owned());
    }

    /// Certificates accumulate by type; within a type the latest date wins.
    fn certificate(
        &mut self,
        held: &mut [Holding; CertType::ALL.len()],
        block: &CleanBlock,
        index: usize,
    ) {
        let Some(kind) = block.cert_types[index] else {
            return;
        };
        let holding = &mut held[kind.index()];
        let mut date = match holding {
            Holding::Dated(day) => Some(*day),
            _ => None,
        };
        self.date(&mut date, block.cert_dates[index], Field::CertDate);
        *holding = date.map_or(Holding::Undated, Holding::Dated);
    }
}
