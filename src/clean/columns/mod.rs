//! The columns of a block being cleaned: one raw row in, one typed row out, or a rejection.

mod checks;
mod class;
mod key;
mod particulars;
mod rejected;
mod values;

use std::sync::Arc;

use chrono::NaiveDate;
use hashbrown::HashMap;

use self::class::ClassRuns;
pub use self::particulars::barred;
use super::classify::{self, Kind};
use super::date::Days;
use super::texts::{Last, Meanings, Texts};
use super::totals::{self, Tally};
use super::{Part, Sheet, kept};
use crate::model::field::Field;
use crate::model::finding::{Code, Finding, RowRef};
use crate::model::kind::LedgerKind;
use crate::model::layout::{AmountUnit, Layout};
use crate::model::ledger::{CleanBlock, CleanRow, Target, TextId};
use crate::model::person_id::PersonId;
use crate::model::region::{PlaceContext, UnitId, UnitProblem};
use crate::model::sheet::{Cell, CellRun, RawBlock, Row};
use crate::model::source::Skip;
use crate::model::table::Table;
use crate::model::text::narrow;
use crate::model::vocabulary::{CategoryId, CertWord, IdType, Sex, TrainingMode};

/// What tells courses apart before their texts are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct CourseParts {
    unit: UnitId,
    brand: TextId,
    class: ClassParts,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum ClassParts {
    Number(TextId),
    Composite(TextId, TextId, Option<NaiveDate>, Option<NaiveDate>),
}

/// Why a row is rejected: the code, the field to blame, and more words.
struct Rejection {
    code: Code,
    field: Field,
    detail: String,
}

impl Rejection {
    fn new(code: Code, field: Field) -> Self {
        Self { code, field, detail: String::new() }
    }
}

/// Caches of the last cell of every dictionary column.
#[derive(Default)]
struct Lasts<'b> {
    province: Last<'b, TextId>,
    city: Last<'b, TextId>,
    county: Last<'b, TextId>,
    brand: Last<'b, TextId>,
    provider: Last<'b, TextId>,
    class_no: Last<'b, TextId>,
    occupation: Last<'b, TextId>,
}

/// Caches of the words of choice columns; `None` marks an unknown word.
#[derive(Default)]
struct Choices<'b> {
    mode: Meanings<'b, Option<TrainingMode>>,
    category: Meanings<'b, Option<CategoryId>>,
    certificate: Meanings<'b, Option<CertWord>>,
    employed: Meanings<'b, Option<bool>>,
    id_type: Meanings<'b, Option<IdType>>,
    silent: Meanings<'b, bool>,
    men: Meanings<'b, Option<Sex>>,
    women: Meanings<'b, Option<Sex>>,
    level: Meanings<'b, Option<u8>>,
    credit_code: Meanings<'b, bool>,
}

/// The columns of one block.
pub struct Columns<'b> {
    sheet: &'b Sheet<'b>,
    place: PlaceContext,
    kind: LedgerKind,
    /// Accepted rows from which on the kind is another.
    turns: Vec<(usize, LedgerKind)>,
    raw: &'b RawBlock,
    out: CleanBlock,
    /// Sums between the totals of the block.
    pub tally: Tally,
    texts: Texts<'b>,
    lasts: Lasts<'b>,
    choices: Choices<'b>,
    days: &'b mut Days,
    units:
        HashMap<(TextId, TextId, TextId), Result<UnitId, UnitProblem>, foldhash::fast::FixedState>,
    courses: HashMap<CourseParts, u32, foldhash::fast::FixedState>,
    last_course: Option<(CourseParts, u32)>,
    targets: HashMap<Target, u32, foldhash::fast::FixedState>,
    classes: ClassRuns,
    /// The unit of amounts that the header or a line above it states.
    amount_unit: AmountUnit,
    last_class: Option<(Vec<CellRun<'b>>, u32)>,
    documents: HashMap<Arc<str>, u32, foldhash::fast::FixedState>,
}

impl<'b> Columns<'b> {
    /// Empty columns for the rows of `raw`.
    pub fn new(raw: &'b RawBlock, sheet: &'b Sheet<'b>, days: &'b mut Days) -> Self {
        Self {
            sheet,
            place: PlaceContext::default(),
            kind: LedgerKind::default(),
            turns: Vec::new(),
            raw,
            out: CleanBlock::with_capacity(raw.sheet, LedgerKind::default(), raw.len()),
            tally: Tally::default(),
            texts: Texts::new(sheet.words),
            lasts: Lasts::default(),
            choices: Choices::default(),
            days,
            units: HashMap::default(),
            courses: HashMap::default(),
            last_course: None,
            targets: HashMap::default(),
            classes: ClassRuns::default(),
            amount_unit: AmountUnit::default(),
            last_class: None,
            documents: HashMap::default(),
        }
    }

    /// Turns to the next stretch of the sheet.
    pub fn enter(&mut self, part: &Part) {
        if part.place != self.place {
            self.place = part.place;
            self.units.clear();
        }
        if part.table.is_some() && part.kind != self.kind {
            self.kind = part.kind;
            match self.out.rows.len() {
                0 => self.out.kind = part.kind,
                rows => self.turns.push((rows, part.kind)),
            }
        }
        self.last_class = None;
        if let Some(table) = &part.table {
            self.classes = ClassRuns::of(&table.layout);
            let column = table.layout.column(Field::SubsidyAmount).and_then(|column| column.unit);
            self.amount_unit = column.or_else(|| table.amount_unit()).unwrap_or_default();
        }
    }

    /// Counts a row that is no data.
    pub fn skip(&mut self, reason: Skip, row: u32) {
        self.out.counts.read += 1;
        self.out.counts.skip(reason);
        if self.sheet.particulars {
            self.out.skipped.push((row, reason));
        }
    }

    /// Remarks that a row has a quoted cell that seems to hold other rows.
    pub fn remark_swallowed(&mut self, row: u32) {
        self.out.findings.push(Finding {
            at: RowRef { sheet: self.raw.sheet, row },
            code: Code::QuoteUnclosed,
            field: None,
            column: "".into(),
            value: "".into(),
            detail: "一格中含有换行和许多逗号，可能并进了别的行".into(),
        });
    }

    /// The finished block, the sums between its totals, and where its kind changes.
    pub fn finish(self) -> (CleanBlock, Tally, Vec<(usize, LedgerKind)>) {
        let mut out = self.out;
        out.texts = self.texts.into_list();
        kept::bound(&mut out, self.raw);
        (out, self.tally, self.turns)
    }

    /// Takes a row below the header of `table`.
    pub fn take(&mut self, row: Row<'b>, number: u32, table: &'b Table) -> Kind {
        let layout = &table.layout;
        let person = self.person(row, layout).or_else(|why| self.approved(number, why));
        if person.is_err()
            && let Some(kind) = classify::below_header(row, layout, self.sheet.words)
        {
            return kind;
        }
        let row = RowCells { row, number, layout, table };
        let known_person = person.as_ref().ok().map(|(person, _)| *person);
        let known = person.and_then(|id| self.class(&row).map(|class| (id, class)));
        if matches!(known, Ok((_, None))) {
            self.tally_unread(&row);
            return Kind::Skip(Skip::OtherUnit);
        }
        self.out.counts.read += 1;
        match known {
            Err(rejection) => self.reject(&row, known_person, &rejection),
            Ok((_, None)) => {}
            Ok((id, Some(class))) => self.accept(&row, id, class),
        }
        Kind::Data
    }

    /// Counts a row whose amount is not read otherwise towards stated totals.
    fn tally_unread(&mut self, row: &RowCells<'b>) {
        let amount = row.cell(Field::SubsidyAmount);
        totals::add_unread(&mut self.tally.rest, amount, row.table, self.sheet.words);
    }

    fn reject(&mut self, row: &RowCells<'b>, person: Option<PersonId>, rejection: &Rejection) {
        self.tally_unread(row);
        *self.out.counts.rejected.entry(rejection.code).or_default() += 1;
        self.keep(row, person, rejection);
        self.find(row, rejection.code, Some(rejection.field), rejection.detail.clone());
        if self.sheet.particulars && person.is_none() {
            self.bar(row, rejection.code);
        }
    }

    fn accept(&mut self, row: &RowCells<'b>, id: (PersonId, Option<Code>), class: u32) {
        let (person, remark) = id;
        let said_before = self.out.findings.len();
        if let Some(code) = remark {
            let detail = Self::remark_on(code, person);
            self.find(row, code, Some(Field::IdNumber), detail);
        }
        if let Some(origin) = Self::origin(row) {
            self.out.origins.push((self.out.rows.len(), origin));
        }
        let values = self.values(row);
        let name = self.name(row);
        self.check_person(row, person);
        self.check_garbled(row);
        self.check_width(row);
        let fen = values.subsidy.map_or(0, |fen| fen.0);
        let unclear = !self.kind.tells_of(LedgerKind::Subsidy);
        self.tally.rest.add(totals::Sums { rows: 1, fen, unclear });
        self.out.push(person, CleanRow { number: row.number, class, name, values });
        if self.sheet.particulars {
            self.keep_particulars(row, said_before, None);
        }
    }

    fn check_width(&mut self, row: &RowCells<'b>) {
        let extra = (row.layout.width..row.row.width())
            .map(|column| row.row.cell(column))
            .find(|cell| !cell.is_empty() && !self.sheet.words.says_nothing(&cell.text()));
        if let Some(cell) = extra {
            self.out.findings.push(Finding {
                at: RowRef { sheet: self.raw.sheet, row: row.number },
                code: Code::RowTooWide,
                field: None,
                column: "".into(),
                value: cell.text().into(),
                detail: "".into(),
            });
        }
    }

    fn find(&mut self, row: &RowCells<'b>, code: Code, field: Option<Field>, detail: String) {
        let column = field.and_then(|field| row.layout.column(field));
        let header = match (column, field) {
            (Some(column), _) => Arc::clone(&column.header),
            (None, Some(field)) => self.sheet.words.headers().shared_label(field),
            (None, None) => "".into(),
        };
        let cell = field.and_then(|field| row.cell(field));
        let value = cell.map_or_else(String::new, |cell| cell.text().into_owned());
        self.out.findings.push(Finding {
            at: RowRef { sheet: self.raw.sheet, row: row.number },
            code,
            field,
            column: header,
            value: value.into(),
            detail: detail.into(),
        });
    }
}

/// A row with its layout: cells by field.
struct RowCells<'b> {
    row: Row<'b>,
    number: u32,
    layout: &'b Layout,
    table: &'b Table,
}

impl<'b> RowCells<'b> {
    /// The cell of a field's column; else the word whose column is ticked; else what holds for every row.
    #[expect(clippy::inline_always, reason = "a row looks up some twenty cells")]
    #[inline(always)]
    fn cell(&self, field: Field) -> Option<Cell<'b>> {
        match self.layout.position(field) {
            Some(column) => Some(self.row.cell(column)),
            None if self.layout.has_one_hot() || !self.table.constants.is_empty() => {
                self.cell_without_column(field)
            }
            None => None,
        }
    }

    fn cell_without_column(&self, field: Field) -> Option<Cell<'b>> {
        let constant = || self.table.constants.get(&field).map(|text| Cell::of(text));
        self.ticked(field).or_else(constant)
    }

    fn ticked(&self, field: Field) -> Option<Cell<'b>> {
        let columns = self.layout.one_hot(field);
        let mut ticked = columns.iter().filter(|column| is_tick(&self.row.cell(column.position)));
        match (ticked.next(), ticked.next()) {
            (None, _) if columns.is_empty() => None,
            (None, _) => Some(Cell::of("")),
            (Some(column), None) => Some(Cell::of(&column.word)),
            (Some(_), Some(_)) => Some(Cell::of(SEVERAL_TICKS)),
        }
    }
}

/// Stands for a choice of which several columns are ticked; it is no known word.
const SEVERAL_TICKS: &str = "（选了几项）";

/// What a cell says that is not ticked.
const NO_TICK: [&str; 10] = ["", "-", "—", "/", "×", "否", "0", "无", "N", "n"];

fn is_tick(cell: &Cell<'_>) -> bool {
    !cell.is_empty() && !NO_TICK.contains(&narrow(&cell.text()).as_ref())
}

/// The parts of an enrolment's key that every row must have, and what comes along with them.
#[derive(Clone, Copy)]
struct RowKey {
    unit: UnitId,
    brand: TextId,
    base: TextId,
    county: TextId,
    class_no: Option<TextId>,
}
