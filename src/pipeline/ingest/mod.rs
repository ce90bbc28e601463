//! One input file to cleaned blocks: sniffed, its tables found, its rows read and cleaned.

mod delimited;
mod workbook;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::approved::Approved;
use super::place;
use crate::clean::{self, Cleaned};
use crate::config::explain;
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::layout::{Ambiguity, Layout};
use crate::model::ledger::CleanBlock;
use crate::model::region::{PlaceContext, Regions, UnitId};
use crate::model::return_book::COVER_TITLE;
use crate::model::sheet::RawBlock;
use crate::model::source::{FileKind, Skip, SourceFile};
use crate::model::table::Table;
use crate::model::vocabulary::Vocabulary;
use crate::read::discover::InputFile;
use crate::read::registry;
use crate::read::sniff::{self, Format};
use crate::read::workbook::WorkbookError;

/// What every file is read with.
#[derive(Clone, Copy, Debug)]
pub struct Ingest<'a> {
    /// Words and headers.
    pub words: &'a Vocabulary,
    /// Provinces, reporting units, counties.
    pub regions: &'a Regions,
    /// The unit of rows that name none.
    pub default_unit: Option<UnitId>,
    /// The only reporting unit whose rows are wanted.
    pub only_unit: Option<UnitId>,
    /// The as-of date.
    pub as_of: chrono::NaiveDate,
    /// ID numbers that the user approved for rejected rows.
    pub repairs: &'a Approved,
}

/// What a file gave.
#[derive(Debug)]
pub struct Ingested {
    /// The file, with its counts.
    pub source: SourceFile,
    /// Its cleaned rows, in order.
    pub blocks: Vec<CleanBlock>,
    /// What is to be said of the file and its sheets, not of rows.
    pub findings: Vec<Finding>,
}

/// Reads one file; a file that cannot be processed is a finding, never an error.
#[must_use]
pub fn ingest(file: &InputFile, index: u32, with: &Ingest<'_>) -> Ingested {
    let mut reading = Reading::new(file, index, with);
    // The parsers of workbook formats are other people's code; a panic there must not end the run.
    let outcome = catch_unwind(AssertUnwindSafe(|| reading.run()));
    match outcome {
        Ok(Ok(())) => {}
        Ok(Err(problem)) => reading.unusable(problem.code, &problem.detail),
        Err(_) => reading.unusable(Code::FileUnreadable, "文件结构异常"),
    }
    reading.finish()
}

/// Why a file could not be processed.
struct Problem {
    code: Code,
    detail: String,
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self { code: Code::FileUnreadable, detail: explain(&error) }
    }
}

impl From<WorkbookError> for Problem {
    fn from(error: WorkbookError) -> Self {
        match error {
            WorkbookError::Encrypted => Self { code: Code::FileEncrypted, detail: String::new() },
            WorkbookError::Unreadable(why) => Self { code: Code::FileUnreadable, detail: why },
        }
    }
}

struct Reading<'a> {
    file: &'a InputFile,
    index: u32,
    with: &'a Ingest<'a>,
    source: SourceFile,
    blocks: Vec<CleanBlock>,
    findings: Vec<Finding>,
}

impl<'a> Reading<'a> {
    fn new(file: &'a InputFile, index: u32, with: &'a Ingest<'a>) -> Self {
        Self {
            file,
            index,
            with,
            source: SourceFile {
                path: file.relative.clone(),
                size: 0,
                hash: String::new(),
                encoding: "",
                kind: FileKind::Unusable,
                sheets: Vec::new(),
                rows: crate::model::source::RowCounts::default(),
            },
            blocks: Vec::new(),
            findings: Vec::new(),
        }
    }

    fn run(&mut self) -> Result<(), Problem> {
        let fingerprint = sniff::fingerprint(&self.file.path)?;
        self.source.size = fingerprint.size;
        self.source.hash.clone_from(&fingerprint.hash);
        match fingerprint.format {
            Format::Text(encoding) => self.delimited(&fingerprint, encoding),
            Format::Xlsx => self.workbook(Format::Xlsx, "xlsx"),
            Format::Ole => self.workbook(Format::Ole, "xls"),
            Format::Empty => Err(Problem { code: Code::FileEmpty, detail: String::new() }),
            Format::Other(what) => {
                Err(Problem { code: Code::FormatUnknown, detail: format!("是{what}") })
            }
        }
    }

    fn view<'v>(&self, table: Option<&'v Table>, sheet_name: &str) -> clean::Sheet<'v>
    where
        'a: 'v,
    {
        let with = self.with;
        let place = table.map_or_else(PlaceContext::default, |table| {
            place::of_sheet(
                table,
                sheet_name,
                self.file,
                with.default_unit,
                with.regions,
                with.words,
            )
        });
        clean::Sheet {
            words: with.words,
            regions: with.regions,
            table,
            place,
            only: with.only_unit,
            as_of: with.as_of,
            repairs: with.repairs.of(&self.source.hash, sheet_name),
        }
    }

    /// Takes the blocks of a sheet; blank rows at its end were never there.
    fn take(&mut self, mut cleaned: Vec<Cleaned>) {
        for block in cleaned.iter_mut().rev() {
            let counts = &mut block.block.counts;
            counts.read -= block.trailing_blanks;
            if let Some(blanks) = counts.skipped.get_mut(&Skip::Blank) {
                *blanks -= block.trailing_blanks;
                if *blanks == 0 {
                    counts.skipped.remove(&Skip::Blank);
                }
            }
            if counts.read > 0 {
                break;
            }
        }
        for block in cleaned {
            self.source.rows.add(&block.block.counts);
            self.blocks.push(block.block);
        }
    }

    fn ambiguous(&mut self, sheet: SheetId, row: u32, ambiguity: &Ambiguity) {
        let label = self.with.words.headers().label(ambiguity.field);
        let detail = format!(
            "“{}”（第 {} 列）和“{}”（第 {} 列）都可能是“{label}”",
            ambiguity.first.header,
            ambiguity.first.position + 1,
            ambiguity.second.header,
            ambiguity.second.position + 1,
        );
        self.findings.push(Finding {
            at: RowRef { sheet, row },
            code: Code::HeaderAmbiguous,
            field: Some(ambiguity.field),
            column: std::sync::Arc::clone(&ambiguity.second.header),
            value: "".into(),
            detail: detail.into(),
        });
    }

    fn say(&mut self, sheet: SheetId, code: Code, detail: &str) {
        self.findings.push(Finding {
            at: RowRef { sheet, row: 0 },
            code,
            field: None,
            column: "".into(),
            value: "".into(),
            detail: detail.into(),
        });
    }

    /// A file that failed half-way counts for nothing: half a ledger is no ledger.
    fn unusable(&mut self, code: Code, detail: &str) {
        self.blocks.clear();
        self.source.kind = FileKind::Unusable;
        self.source.rows = crate::model::source::RowCounts::default();
        self.say(SheetId { file: self.index, sheet: 0 }, code, detail);
    }

    fn finish(self) -> Ingested {
        Ingested { source: self.source, blocks: self.blocks, findings: self.findings }
    }
}

fn layout_of(table: Option<&Table>) -> Layout {
    table.map(|table| table.layout.clone()).unwrap_or_default()
}

fn clean_next(raw: &RawBlock, view: &clean::Sheet<'_>, layout: &mut Layout) -> Cleaned {
    let cleaned = clean::clean(raw, view, layout);
    if let Some(new) = &cleaned.new_layout {
        layout.clone_from(new);
    }
    cleaned
}

/// Whether one of the first rows is the header of a brand registry.
fn is_registry(head: &RawBlock) -> bool {
    (0..head.len()).any(|index| {
        let cells: Vec<String> =
            head.row(index).cells().map(|cell| cell.text().into_owned()).collect();
        registry::looks_like_registry(&cells)
    })
}

/// Whether a sheet is the cover of a return workbook that came back.
fn is_return_cover(head: &RawBlock) -> bool {
    !head.is_empty() && head.row(0).cell(0).text() == COVER_TITLE
}
