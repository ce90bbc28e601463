//! One input file to cleaned blocks: sniffed, its tables found, its rows read and cleaned.

mod parts;
mod sample;
mod sheet;
mod twins;

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::approved::Approved;
use super::place;
use crate::clean::{self, Cleaned, Part, totals};
use crate::model::claim::words::ClaimWords;
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::in_chinese::of_system;
use crate::model::inspection::SheetReading;
use crate::model::kind::{KIND_KEY, KindRules, LedgerKind};
use crate::model::layout::{Ambiguity, Rivals};
use crate::model::ledger::CleanBlock;
use crate::model::mapping::Mappings;
use crate::model::region::{PlaceContext, Regions, UnitId};
use crate::model::source::{FileKind, RowCounts, Skip, SourceFile};
use crate::model::table::Table;
use crate::model::vocabulary::Vocabulary;
use crate::read::container::Container;
use crate::read::content::Content;
use crate::read::discover::InputFile;
use crate::read::error::ReadError;
use crate::read::lines::Line;
use crate::read::sniff::{self, Format};

/// What every file is read with.
#[derive(Clone, Copy, Debug)]
pub struct Ingest<'a> {
    /// Words and headers.
    pub words: &'a Vocabulary,
    /// What overrules them for certain files and sheets.
    pub mappings: &'a Mappings,
    /// Provinces, reporting units, counties.
    pub regions: &'a Regions,
    /// The unit of rows that name none.
    pub default_unit: Option<UnitId>,
    /// The only reporting unit whose rows are wanted.
    pub only_unit: Option<UnitId>,
    /// The as-of date.
    pub as_of: chrono::NaiveDate,
    /// How claimed figures are recognised.
    pub claims: &'a ClaimWords,
    /// How kinds of ledgers are recognised.
    pub kinds: &'a KindRules,
    /// The kind that all tables are said to be of.
    pub kind: Option<LedgerKind>,
    /// ID numbers that the user approved for rejected rows.
    pub repairs: &'a Approved,
    /// How many rows of every sheet are kept to be shown.
    pub sample_rows: usize,
    /// Whether particulars of rows are kept, and rows rejected for their ID number.
    pub particulars: bool,
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
    /// How its sheets were understood.
    pub sheets: Vec<SheetReading>,
    /// What stands between the cells of delimited text.
    pub delimiter: Option<char>,
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
pub(super) struct Problem {
    pub code: Code,
    pub detail: String,
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        let (code, detail) = match error {
            ReadError::Encrypted => (Code::FileEncrypted, String::new()),
            ReadError::TooLarge(limit) => (Code::FileTooLarge, limit.to_string()),
            ReadError::Wrong(what) => (Code::FormatUnknown, what),
            ReadError::Damaged(why) => (Code::FileUnreadable, why),
            ReadError::Io(error) => (Code::FileUnreadable, of_system(&error)),
        };
        Self { code, detail }
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        ReadError::from(error).into()
    }
}

struct Reading<'a> {
    file: &'a InputFile,
    index: u32,
    with: &'a Ingest<'a>,
    source: SourceFile,
    blocks: Vec<CleanBlock>,
    findings: Vec<Finding>,
    sheets: Vec<SheetReading>,
    delimiter: Option<char>,
    /// Names of sheets by the hash of their rows.
    contents: BTreeMap<u64, String>,
    /// A text turned out not to be in the encoding that its beginning is in.
    misread: bool,
}

impl<'a> Reading<'a> {
    fn new(file: &'a InputFile, index: u32, with: &'a Ingest<'a>) -> Self {
        Self {
            file,
            index,
            with,
            source: SourceFile::of(&file.relative, FileKind::Unusable),
            blocks: Vec::new(),
            findings: Vec::new(),
            sheets: Vec::new(),
            delimiter: None,
            contents: BTreeMap::new(),
            misread: false,
        }
    }

    fn run(&mut self) -> Result<(), Problem> {
        let content = self.file.content.load()?;
        if self.with.repairs.is_empty() && self.read_at_once(&content)? {
            return Ok(());
        }
        let fingerprint = sniff::fingerprint(&content)?;
        self.source.size = fingerprint.size;
        self.source.hash.clone_from(&fingerprint.hash);
        match fingerprint.format {
            Format::Empty => Err(Problem { code: Code::FileEmpty, detail: String::new() }),
            format => self.sheets(&Container::open(&content, format)?),
        }
    }

    /// The words that a sheet is read with.
    fn words(&self, sheet_name: &str) -> &'a Vocabulary {
        self.with.mappings.words(&self.file.relative, sheet_name, self.with.words)
    }

    fn place(&self, table: &Table, sheet_name: &str) -> PlaceContext {
        let (with, words) = (self.with, self.words(sheet_name));
        place::of_sheet(table, sheet_name, self.file, with.default_unit, with.regions, words)
    }

    /// Reads a text in one pass, its hash taken and its encoding proved on the way; `false` when it is no such text or
    /// its beginning misled.
    fn read_at_once(&mut self, content: &Content) -> Result<bool, Problem> {
        let format = sniff::first_look(content)?;
        if !matches!(format, Format::Text(text) if text.is_split_as_it_is()) {
            return Ok(false);
        }
        let read = self.sheets(&Container::open(content, format)?);
        if read.is_ok() && !self.misread && !self.source.hash.is_empty() {
            return Ok(true);
        }
        *self = Self::new(self.file, self.index, self.with);
        Ok(false)
    }

    /// The kind of ledger that a table is: as the user says, else as it tells itself.
    fn kind(&self, table: &Table, sheet_name: &str) -> LedgerKind {
        let mapping = self.words(sheet_name).headers().mapping();
        let said = mapping.and_then(|mapping| mapping.kind).or(self.with.kind);
        let stated = || table.values_of(KIND_KEY).find_map(LedgerKind::of_label);
        if let Some(kind) = said.or_else(stated) {
            return kind;
        }
        let has = |field| table.layout.carries(field) || table.constants.contains_key(&field);
        let titles = table.above.iter().filter(|(key, _)| key.is_empty());
        let mut names: Vec<&str> = titles.map(|(_, title)| title.as_str()).collect();
        let file = self.file.relative.rsplit('/').next().unwrap_or_default();
        names.extend([sheet_name, file]);
        self.with.kinds.kind_of(&has, &names)
    }

    fn view<'v>(&self, parts: &'v [Part], sheet_name: &str) -> clean::Sheet<'v>
    where
        'a: 'v,
    {
        clean::Sheet {
            words: self.words(sheet_name),
            regions: self.with.regions,
            parts,
            only: self.with.only_unit,
            as_of: self.with.as_of,
            repairs: self.with.repairs.of(&self.source.hash, sheet_name),
            particulars: self.with.particulars,
        }
    }

    /// Takes the blocks of a sheet; blank rows at its end were never there.
    fn take(&mut self, mut cleaned: Vec<Cleaned>, sample: &[Line]) {
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
        let sheet = self.sheets.last().map(|sheet| sheet.sheet);
        let tallies = cleaned.iter().map(|cleaned| &cleaned.tally);
        self.findings.extend(sheet.map_or_else(Vec::new, |sheet| totals::check(tallies, sheet)));
        let mut counts = RowCounts::default();
        for block in &cleaned {
            counts.add(&block.block.counts);
        }
        self.source.rows.add(&counts);
        self.sample(sample, &cleaned, &counts);
        let tables = self.sheets.last().map(|sheet| &sheet.tables);
        self.source.ledgers.extend(tables.into_iter().flatten().map(|table| table.kind));
        self.blocks.extend(cleaned.into_iter().flat_map(Cleaned::by_kind));
    }

    fn ambiguous(&mut self, sheet: SheetId, row: u32, ambiguity: &Ambiguity) {
        for Rivals { field, first, second } in &ambiguity.pairs {
            let label = self.with.words.headers().label(*field);
            let detail = format!(
                "“{}”（第 {} 列）和“{}”（第 {} 列）都可能是“{label}”",
                first.header,
                first.position + 1,
                second.header,
                second.position + 1,
            );
            self.findings.push(Finding {
                at: RowRef { sheet, row },
                code: Code::HeaderAmbiguous,
                field: Some(*field),
                column: std::sync::Arc::clone(&second.header),
                value: "".into(),
                detail: detail.into(),
            });
        }
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
        self.source.rows = RowCounts::default();
        self.say(SheetId { file: self.index, sheet: 0 }, code, detail);
    }

    fn finish(self) -> Ingested {
        Ingested {
            source: self.source,
            blocks: self.blocks,
            findings: self.findings,
            sheets: self.sheets,
            delimiter: self.delimiter,
        }
    }
}
