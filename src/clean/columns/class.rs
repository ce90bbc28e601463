//! What the rows of one class have in common. Exports list trainees class by class, so a row usually repeats these
//! cells of the row above it to the byte; then they are not read again.

use super::{Columns, Rejection, RowCells, RowKey};
use crate::model::field::Field;
use crate::model::kind::LedgerKind;
use crate::model::layout::Layout;
use crate::model::ledger::{ClassCells, Target, TextId};
use crate::model::region::UnitId;
use crate::model::sheet::{CellRun, Row};

/// The fields that say where a class belongs, and what holds for all of it.
fn class_fields() -> impl Iterator<Item = Field> {
    [Field::Province, Field::City, Field::County].into_iter().chain(Field::OF_CLASS)
}

/// Runs of neighbouring columns, first to last, that carry all class fields and nothing else.
#[derive(Debug, Default)]
pub struct ClassRuns(Vec<(usize, usize)>);

impl ClassRuns {
    pub fn of(layout: &Layout) -> Self {
        let ticked = class_fields().flat_map(|field| layout.one_hot(field));
        let mut columns: Vec<usize> =
            class_fields().filter_map(|field| layout.position(field)).collect();
        columns.extend(ticked.map(|column| column.position));
        columns.sort_unstable();
        let runs = columns.chunk_by(|left, right| left + 1 == *right);
        Self(runs.filter_map(|run| Some((*run.first()?, *run.last()?))).collect())
    }

    fn cells<'b>(&self, row: Row<'b>) -> impl Iterator<Item = Option<CellRun<'b>>> {
        self.0.iter().map(move |(first, last)| row.run(*first, *last))
    }
}

impl<'b> Columns<'b> {
    /// The class of a row, as an index into the block's list; `None` when it is of a reporting unit that is not wanted.
    pub(super) fn class(&mut self, row: &RowCells<'b>) -> Result<Option<u32>, Rejection> {
        if let Some((cells, class)) = &self.last_class
            && self.classes.cells(row.row).zip(cells).all(|(now, last)| now == Some(*last))
        {
            return Ok(Some(*class));
        }
        self.last_class = None;
        let findings = self.out.findings.len();
        let class = if self.kind == LedgerKind::Training {
            let key = self.key(row)?;
            if self.is_unwanted(key.unit) {
                return Ok(None);
            }
            self.read_class(row, key)
        } else {
            let (target, county) = self.target(row)?;
            if self.is_unwanted(target.unit) {
                return Ok(None);
            }
            let class = self.of_target(target);
            if self.kind == LedgerKind::Placement {
                // Whom a person placed counts for; their training is not touched by it.
                ClassCells { county, base: self.base(row), ..class }
            } else if self.kind == LedgerKind::NameList {
                let (start, end) = self.training_dates(row);
                let mode = self.training_mode(row);
                ClassCells { county, base: self.base(row), start, end, mode, ..class }
            } else {
                class
            }
        };
        let number = u32::try_from(self.out.class_list.len()).unwrap_or(u32::MAX);
        self.out.class_list.push(class);
        // A remark is due on every row that it is true of.
        if self.out.findings.len() == findings {
            let cells: Option<Vec<_>> = self.classes.cells(row.row).collect();
            self.last_class = cells.map(|cells| (cells, number));
        }
        Ok(Some(number))
    }

    fn is_unwanted(&self, unit: UnitId) -> bool {
        self.sheet.only.is_some_and(|only| only != unit)
    }

    fn read_class(&mut self, row: &RowCells<'b>, key: RowKey) -> ClassCells {
        let (start, end) = self.training_dates(row);
        let course = self.course(row, &key, start, end);
        let mode = self.training_mode(row);
        let occupation = self.occupation(row);
        let RowKey { county, base, .. } = key;
        ClassCells { course, occupation, county, base, start, end, mode }
    }

    /// A row of another ledger than the training ledger adds nothing to a class.
    fn of_target(&mut self, target: Target) -> ClassCells {
        let list = &mut self.out.targets;
        let course = *self.targets.entry(target).or_insert_with(|| {
            list.push(target);
            u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
        });
        let none = TextId::NONE;
        let Target { occupation, .. } = target;
        ClassCells {
            course,
            occupation,
            county: none,
            base: none,
            start: None,
            end: None,
            mode: None,
        }
    }
}
