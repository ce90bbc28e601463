//! The first rows of a sheet as they were read, with typed values.

use super::Reading;
use crate::clean::Cleaned;
use crate::model::field::Field;
use crate::model::finding::{Code, Severity};
use crate::model::inspection::{SampleRow, TableReading};
use crate::model::layout::Layout;
use crate::model::ledger::{ClassKey, CleanBlock, Course, TextId};
use crate::model::sheet::RawBlock;
use crate::model::source::RowCounts;
use crate::model::text::trim;
use crate::read::lines::Line;

/// The first `wanted` rows of data of a block.
pub(super) fn lines(raw: &RawBlock, cleaned: &Cleaned, wanted: usize) -> Vec<Line> {
    if wanted == 0 {
        return Vec::new();
    }
    let rejected = rejections(&cleaned.block).map(|(row, _)| row);
    let mut rows: Vec<u32> = cleaned.block.rows.iter().map(|row| row.number).take(wanted).collect();
    rows.extend(rejected.take(wanted));
    rows.sort_unstable();
    rows.truncate(wanted);
    let index = |row: u32| (row - raw.first_row) as usize;
    rows.into_iter().map(|row| Line::of(row, raw.row(index(row)))).collect()
}

fn rejections(block: &CleanBlock) -> impl Iterator<Item = (u32, Code)> {
    let rejected = block.findings.iter().filter(|f| f.code.severity() == Severity::Reject);
    rejected.map(|finding| (finding.at.row, finding.code))
}

impl Reading<'_> {
    /// Puts the first rows of a sheet on record.
    pub(super) fn sample(&mut self, lines: &[Line], cleaned: &[Cleaned], counts: &RowCounts) {
        let Some(mut sheet) = self.sheets.pop() else { return };
        sheet.counts.add(counts);
        for line in lines.iter().take(self.with.sample_rows) {
            let table = sheet.tables.iter().rev().find(|found| found.table.top <= line.number);
            if let Some(table) = table {
                let block = cleaned.iter().map(|done| &done.block);
                let row = block.into_iter().find_map(|block| self.row(line, table, block));
                sheet.rows.extend(row);
            }
        }
        self.sheets.push(sheet);
    }

    fn row(&self, line: &Line, found: &TableReading, block: &CleanBlock) -> Option<SampleRow> {
        let layout = &found.table.layout;
        let fields = fields(found);
        let raw = |field| raw(line, layout, field);
        if let Ok(index) = block.rows.binary_search_by_key(&line.number, |row| row.number) {
            let course = block.class(&block.rows[index]).course;
            let course = block.course_list.get(course as usize);
            let unit = course.map(|course| self.with.regions.unit_name(course.unit).clone());
            let value = |field| match self.typed(block, index, course, field) {
                Typed::Value(value) => value,
                Typed::AsWritten => raw(field),
            };
            let values = fields.into_iter().map(|field| (field, value(field))).collect();
            return Some(SampleRow { row: line.number, rejected: None, unit, values });
        }
        let (_, code) = rejections(block).find(|(row, _)| *row == line.number)?;
        let values = fields.into_iter().map(|field| (field, raw(field))).collect();
        Some(SampleRow { row: line.number, rejected: Some(code), unit: None, values })
    }

    /// The value of a field as cleaning reads it.
    fn typed(
        &self,
        block: &CleanBlock,
        index: usize,
        course: Option<&Course>,
        field: Field,
    ) -> Typed {
        let row = &block.rows[index];
        let class = block.class(row);
        let says = &row.values;
        let text = |id: TextId| block.texts.get(id.0 as usize).map(ToString::to_string);
        Typed::Value(match field {
            Field::IdNumber => match block.persons.get(index).and_then(|id| id.digits18()) {
                Some(number) => Some(number),
                None => return Typed::AsWritten,
            },
            Field::Brand => course.map(|course| course.brand.to_string()),
            Field::ClassNo => course.and_then(|course| match &course.class {
                ClassKey::Number(number) => Some(number.to_string()),
                ClassKey::Composite { .. } => None,
            }),
            Field::County => text(class.county),
            Field::Provider => text(class.base),
            Field::StartDate => shown(class.start),
            Field::EndDate => shown(class.end),
            Field::TrainingMode => class.mode.map(|mode| mode.label().to_owned()),
            Field::Category => says.category.map(|id| self.with.words.category_of(id).name.clone()),
            Field::CertType => says.cert_type.map(|kind| kind.label().to_owned()),
            Field::CertDate => shown(says.cert_date),
            Field::Employed => says.employed.map(|yes| if yes { "是" } else { "否" }.to_owned()),
            Field::EmploymentDate => shown(says.employment_date),
            Field::LeaveDate => shown(says.leave),
            Field::SubsidyAmount => shown(says.subsidy),
            Field::SubsidyDate => shown(says.subsidy_date),
            _ => return Typed::AsWritten,
        })
    }
}

/// What a cleaned row holds of a field.
enum Typed {
    /// A value with a type, where there is one.
    Value(Option<String>),
    /// The field is not kept, or not as it is written.
    AsWritten,
}

/// The fields that a table's columns, lines above it and mapping give, from left to right.
fn fields(found: &TableReading) -> Vec<Field> {
    let table = &found.table;
    let mut fields = Vec::new();
    let columns = table.layout.headings().iter().filter_map(|heading| heading.field);
    for field in columns.chain(table.constants.keys().copied()) {
        let both: &[Field] = match field {
            Field::DateRange => &[Field::StartDate, Field::EndDate],
            _ => &[field],
        };
        for field in both {
            if !fields.contains(field) {
                fields.push(*field);
            }
        }
    }
    fields
}

fn raw(line: &Line, layout: &Layout, field: Field) -> Option<String> {
    let text = trim(line.cells.get(layout.position(field)?)?);
    (!text.is_empty()).then(|| text.to_owned())
}

fn shown(value: Option<impl ToString>) -> Option<String> {
    value.map(|value| value.to_string())
}
