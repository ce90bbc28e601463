//! The input files of a run, and what became of their rows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Code, RowRef, SheetId};
use super::kind::LedgerKind;

/// Why a row was passed over without being data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Skip {
    /// A title or metadata line above the header, or any row of a sheet without a header.
    Title,
    /// A header row, the first or a repeated one.
    Header,
    /// A row of totals.
    Total,
    /// A row without any value.
    Blank,
    /// A row of formulas that refer to empty cells: nothing but zeros.
    Zero,
    /// A signature line, 以下空白 and the like.
    Note,
    /// A row of another reporting unit than the only one asked for.
    OtherUnit,
}

impl Skip {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::Title,
        Self::Header,
        Self::Total,
        Self::Blank,
        Self::Zero,
        Self::Note,
        Self::OtherUnit,
    ];

    /// The reason with this stable name.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|skip| skip.key() == key)
    }

    /// The stable name in `run.json`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Header => "header",
            Self::Total => "total",
            Self::Blank => "blank",
            Self::Zero => "zero",
            Self::Note => "note",
            Self::OtherUnit => "other_unit",
        }
    }

    /// What the terminal shows.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Title => "标题行",
            Self::Header => "表头",
            Self::Total => "合计行",
            Self::Blank => "空行",
            Self::Zero => "零值行",
            Self::Note => "说明行",
            Self::OtherUnit => "其他单位",
        }
    }
}

/// The account of rows: read = accepted + rejected + skipped, always.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Every record from the first to the last non-empty one.
    pub read: u64,
    /// Rows that count.
    pub accepted: u64,
    /// Rows turned away, by reason.
    pub rejected: BTreeMap<Code, u64>,
    /// Rows that are no data, by reason.
    pub skipped: BTreeMap<Skip, u64>,
    /// Rows turned away whose corrected version was accepted.
    pub replaced: u64,
    /// Accepted rows that belong to an enrolment which another row opened.
    pub merged: u64,
    /// Accepted rows of certificate, employment and subsidy ledgers that belong to no enrolment.
    pub unassigned: u64,
    /// Accepted rows of placement rosters, which are about no enrolment.
    pub placements: u64,
    /// Accepted rows of name lists, which are held against the ledgers and count for nothing.
    pub listed: u64,
}

impl RowCounts {
    /// Rows turned away, for any reason.
    #[must_use]
    pub fn rejected_total(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// Rows that are no data, for any reason.
    #[must_use]
    pub fn skipped_total(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// Whether every row read is accounted for.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.read == self.accepted + self.rejected_total() + self.skipped_total()
    }

    /// Adds the counts of another part.
    pub fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.accepted += other.accepted;
        self.replaced += other.replaced;
        self.merged += other.merged;
        self.unassigned += other.unassigned;
        self.placements += other.placements;
        self.listed += other.listed;
        for (code, count) in &other.rejected {
            *self.rejected.entry(*code).or_default() += count;
        }
        for (reason, count) in &other.skipped {
            *self.skipped.entry(*reason).or_default() += count;
        }
    }

    /// Counts one skipped row.
    pub fn skip(&mut self, reason: Skip) {
        *self.skipped.entry(reason).or_default() += 1;
    }
}

/// What an input file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A ledger of any kind.
    Ledger,
    /// A brand registry.
    Registry,
    /// A list of persons claimed to have been trained.
    NameList,
    /// The list of approved repairs.
    Repairs,
    /// Claimed figures.
    Claims,
    /// Counts of an earlier run.
    Counts,
    /// Nothing that could be processed.
    Unusable,
}

impl FileKind {
    /// Everything that a file can be.
    pub const ALL: [Self; 7] = [
        Self::Ledger,
        Self::Registry,
        Self::NameList,
        Self::Repairs,
        Self::Claims,
        Self::Counts,
        Self::Unusable,
    ];

    /// The stable name in `run.json`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Ledger => "ledger",
            Self::Registry => "registry",
            Self::NameList => "name_list",
            Self::Repairs => "repairs",
            Self::Claims => "claims",
            Self::Counts => "counts",
            Self::Unusable => "unusable",
        }
    }

    /// What staff call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Ledger => "台账",
            Self::Registry => "品牌库",
            Self::NameList => "人员名单",
            Self::Repairs => "更正清单",
            Self::Claims => "申报表",
            Self::Counts => "以往的统计结果",
            Self::Unusable => "未能处理",
        }
    }

    /// The kind with this stable name.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// One input file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path relative to the INPUT folder, with `/`.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// BLAKE3 hash of the content, hexadecimal.
    pub hash: String,
    /// Encoding of delimited text; the kind of workbook otherwise.
    pub encoding: Cow<'static, str>,
    /// What it turned out to be.
    pub kind: FileKind,
    /// The kinds of ledgers that its tables are.
    pub ledgers: BTreeSet<LedgerKind>,
    /// Names of its sheets that were read or passed over, in workbook order; one empty name for delimited text.
    pub sheets: Vec<String>,
    /// What became of its rows.
    pub rows: RowCounts,
}

impl SourceFile {
    /// A file of which no more is known yet.
    #[must_use]
    pub fn of(path: &str, kind: FileKind) -> Self {
        Self {
            path: path.to_owned(),
            size: 0,
            hash: String::new(),
            encoding: "".into(),
            kind,
            ledgers: BTreeSet::new(),
            sheets: Vec::new(),
            rows: RowCounts::default(),
        }
    }
}

/// All input files, in the order in which their rows are merged.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The files.
    pub files: Vec<SourceFile>,
}

impl Sources {
    /// Path of the file that a sheet belongs to.
    #[must_use]
    pub fn path(&self, sheet: SheetId) -> &str {
        self.files.get(sheet.file as usize).map_or("", |file| file.path.as_str())
    }

    /// Name of a sheet; empty for delimited text.
    #[must_use]
    pub fn sheet_name(&self, sheet: SheetId) -> &str {
        self.files
            .get(sheet.file as usize)
            .and_then(|file| file.sheets.get(sheet.sheet as usize))
            .map_or("", String::as_str)
    }

    /// Where a row stands: file, sheet and row, as `explain --row` takes it.
    #[must_use]
    pub fn place(&self, at: RowRef) -> String {
        format!("{}:{}:{}", self.path(at.sheet), self.sheet_name(at.sheet), at.row)
    }

    /// The counts of all files together.
    #[must_use]
    pub fn total(&self) -> RowCounts {
        let mut total = RowCounts::default();
        for file in &self.files {
            total.add(&file.rows);
        }
        total
    }
}
