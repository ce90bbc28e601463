//! What has no column of its own, as JSON with names in place of the indexes of a run.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::RecordError;
use crate::model::field::Field;
use crate::model::finding::{Code, SheetId};
use crate::model::kind::LedgerKind;
use crate::model::layout::AmountUnit;
use crate::model::ledger::CleanBlock;
use crate::model::origin::Origin;
use crate::model::region::{Regions, UnitId};
use crate::model::rejected::{Fault, Head, PackedRow, RejectedRow, Suspect};
use crate::model::sheet::CellKind;
use crate::model::source::{FileKind, RowCounts, Skip, SourceFile};
use crate::model::table::Merge;
use crate::model::vocabulary::Sex;

/// A reporting unit by the names of its province and itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitName(String, String);

/// Cells with their kinds, in order.
type Cells = Vec<(u32, String)>;

/// A rejected row as it stood.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredReject {
    unit: Option<UnitName>,
    field: String,
    column: Option<u32>,
    cells: Option<Cells>,
    origin: Option<String>,
    suspect: Option<StoredSuspect>,
    also: Vec<StoredFault>,
    /// What the row is rejected for whatever the as-of date is, where this holds by some only.
    otherwise: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct StoredSuspect {
    number: String,
    name: u64,
    birth: Option<NaiveDate>,
    sex: Option<bool>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct StoredFault {
    code: String,
    column: Option<u32>,
    header: String,
    detail: String,
}

/// The account of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredFile {
    path: String,
    size: u64,
    hash: String,
    encoding: String,
    kind: String,
    ledgers: Vec<String>,
    sheets: Vec<String>,
    rows: StoredCounts,
    /// What its parts have besides rows.
    pub blocks: Vec<StoredBlock>,
    /// The object that holds its bytes, where it is no ledger.
    pub object: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct StoredCounts {
    read: u64,
    accepted: u64,
    rejected: BTreeMap<String, u64>,
    skipped: BTreeMap<String, u64>,
    listed: u64,
}

/// What a block has besides its rows and what is said of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredBlock {
    sheet: u32,
    kind: String,
    heads: Vec<StoredHead>,
    skipped: Vec<(u32, String)>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct StoredHead {
    header_row: u32,
    header_end: u32,
    lines: Vec<(u32, Cells)>,
    merges: Vec<((u32, u32), (u32, u32))>,
    dates_1904: Vec<u32>,
    kind: String,
    ten_thousand_yuan: Option<bool>,
    province: Option<String>,
}

impl UnitName {
    /// The name of a unit.
    #[must_use]
    pub fn of(unit: UnitId, regions: &Regions) -> Self {
        let province = regions.province_name(regions.province_of(unit));
        Self(province.to_string(), regions.unit_name(unit).to_string())
    }

    fn unit(&self, regions: &Regions) -> Result<UnitId, RecordError> {
        unit(&self.0, &self.1, regions)
    }
}

/// The unit of these names.
pub fn unit(province: &str, city: &str, regions: &Regions) -> Result<UnitId, RecordError> {
    let unit = regions.unit(city, regions.province(province));
    unit.ok_or_else(|| RecordError::unknown("上报单位", city))
}

/// The code of this name.
pub fn code(name: &str) -> Result<Code, RecordError> {
    Code::named(name).ok_or_else(|| RecordError::unknown("诊断代码", name))
}

/// The field of this name.
pub fn field(key: &str) -> Result<Field, RecordError> {
    Field::of_key(key).ok_or_else(|| RecordError::unknown("字段", key))
}

/// The kind of ledger of this name.
pub fn kind(key: &str) -> Result<LedgerKind, RecordError> {
    if key == LedgerKind::NameList.key() {
        return Ok(LedgerKind::NameList);
    }
    LedgerKind::of_key(key).map_err(|_| RecordError::unknown("台账种类", key))
}

fn cells(row: &PackedRow) -> Cells {
    row.cells().map(|(kind, text)| (kind as u32, text.to_owned())).collect()
}

fn packed(cells: &Cells) -> PackedRow {
    PackedRow::new(cells.iter().map(|(kind, text)| (CellKind::from_bits(*kind), text.as_str())))
}

impl StoredReject {
    /// A rejected row with names for indexes.
    #[must_use]
    pub fn of(row: &RejectedRow, otherwise: Option<Code>, regions: &Regions) -> Self {
        let suspect = |suspect: &Suspect| StoredSuspect {
            number: String::from_utf8_lossy(&suspect.number).into_owned(),
            name: suspect.name,
            birth: suspect.birth,
            sex: suspect.sex.map(|sex| sex == Sex::Male),
        };
        let fault = |fault: &Fault| StoredFault {
            code: fault.code.name().to_owned(),
            column: fault.column,
            header: fault.header.to_string(),
            detail: fault.detail.to_string(),
        };
        Self {
            unit: row.unit.map(|unit| UnitName::of(unit, regions)),
            field: row.field.key().to_owned(),
            column: row.column,
            cells: row.cells.as_ref().map(cells),
            origin: row.origin.as_ref().map(ToString::to_string),
            suspect: row.suspect.as_deref().map(suspect),
            also: row.also.iter().map(fault).collect(),
            otherwise: otherwise.map(|code| code.name().to_owned()),
        }
    }

    /// What the row is rejected for whatever the as-of date is.
    ///
    /// # Errors
    /// When it is a code that this program does not know.
    pub fn otherwise(&self) -> Result<Option<Code>, RecordError> {
        self.otherwise.as_deref().map(code).transpose()
    }

    /// The row again.
    ///
    /// # Errors
    /// When it names what this program does not know.
    pub fn row(self, row: u32, regions: &Regions) -> Result<RejectedRow, RecordError> {
        let suspect = |stored: StoredSuspect| -> Result<Box<Suspect>, RecordError> {
            let number = stored.number.as_bytes().try_into();
            Ok(Box::new(Suspect {
                number: number.map_err(|_| RecordError::unknown("证件号", "18位"))?,
                name: stored.name,
                birth: stored.birth,
                sex: stored.sex.map(|male| if male { Sex::Male } else { Sex::Female }),
            }))
        };
        let fault = |stored: StoredFault| -> Result<Fault, RecordError> {
            Ok(Fault {
                code: code(&stored.code)?,
                column: stored.column,
                header: stored.header.into(),
                detail: stored.detail.into(),
            })
        };
        Ok(RejectedRow {
            row,
            unit: self.unit.map(|unit| unit.unit(regions)).transpose()?,
            field: field(&self.field)?,
            column: self.column,
            cells: self.cells.as_ref().map(packed),
            origin: self.origin.as_deref().and_then(Origin::parse).map(Box::new),
            suspect: self.suspect.map(suspect).transpose()?,
            also: self.also.into_iter().map(fault).collect::<Result<_, _>>()?,
        })
    }
}

impl StoredFile {
    /// The account of a file whose blocks these are.
    #[must_use]
    pub fn of(
        source: &SourceFile,
        blocks: &[CleanBlock],
        object: Option<String>,
        regions: &Regions,
    ) -> Self {
        let rows = &source.rows;
        Self {
            path: source.path.clone(),
            size: source.size,
            hash: source.hash.clone(),
            encoding: source.encoding.to_string(),
            kind: source.kind.key().to_owned(),
            ledgers: source.ledgers.iter().map(|kind| kind.key().to_owned()).collect(),
            sheets: source.sheets.clone(),
            rows: StoredCounts {
                read: rows.read,
                accepted: rows.accepted,
                rejected: rows
                    .rejected
                    .iter()
                    .map(|(code, n)| (code.name().to_owned(), *n))
                    .collect(),
                skipped: rows.skipped.iter().map(|(skip, n)| (skip.key().to_owned(), *n)).collect(),
                listed: rows.listed,
            },
            blocks: blocks.iter().map(|block| StoredBlock::of(block, regions)).collect(),
            object,
        }
    }

    /// The file again.
    ///
    /// # Errors
    /// When it names what this program does not know.
    pub fn source(&self) -> Result<SourceFile, RecordError> {
        let rejected = self.rows.rejected.iter().map(|(name, n)| Ok((code(name)?, *n)));
        let skipped = self.rows.skipped.iter().map(|(key, n)| Ok((skip(key)?, *n)));
        let ledgers = self.ledgers.iter().map(|key| kind(key));
        Ok(SourceFile {
            path: self.path.clone(),
            size: self.size,
            hash: self.hash.clone(),
            encoding: self.encoding.clone().into(),
            kind: FileKind::of_key(&self.kind)
                .ok_or_else(|| RecordError::unknown("文件种类", &self.kind))?,
            ledgers: ledgers.collect::<Result<_, _>>()?,
            sheets: self.sheets.clone(),
            rows: RowCounts {
                read: self.rows.read,
                accepted: self.rows.accepted,
                rejected: rejected.collect::<Result<_, RecordError>>()?,
                skipped: skipped.collect::<Result<_, RecordError>>()?,
                listed: self.rows.listed,
                ..RowCounts::default()
            },
        })
    }
}

fn skip(key: &str) -> Result<Skip, RecordError> {
    Skip::of_key(key).ok_or_else(|| RecordError::unknown("略过的原因", key))
}

impl StoredBlock {
    fn of(block: &CleanBlock, regions: &Regions) -> Self {
        Self {
            sheet: block.sheet.sheet,
            kind: block.kind.key().to_owned(),
            heads: block.heads.iter().map(|head| StoredHead::of(head, regions)).collect(),
            skipped: block.skipped.iter().map(|(row, why)| (*row, why.key().to_owned())).collect(),
        }
    }

    /// The block of file number `file` with room for `rows`, which are still to be added.
    ///
    /// # Errors
    /// When it names what this program does not know.
    pub fn block(
        &self,
        file: u32,
        rows: usize,
        regions: &Regions,
    ) -> Result<CleanBlock, RecordError> {
        let sheet = SheetId { file, sheet: self.sheet };
        let mut block = CleanBlock::with_capacity(sheet, kind(&self.kind)?, rows);
        block.heads = self.heads.iter().map(|head| head.head(regions)).collect::<Result<_, _>>()?;
        let skipped = self.skipped.iter().map(|(row, why)| Ok((*row, skip(why)?)));
        block.skipped = skipped.collect::<Result<_, RecordError>>()?;
        Ok(block)
    }
}

impl StoredHead {
    fn of(head: &Head, regions: &Regions) -> Self {
        Self {
            header_row: head.header_row,
            header_end: head.header_end,
            lines: head.lines.iter().map(|(row, line)| (*row, cells(line))).collect(),
            merges: head.merges.iter().map(|merge| (merge.start, merge.end)).collect(),
            dates_1904: head.dates_1904.clone(),
            kind: head.kind.key().to_owned(),
            ten_thousand_yuan: head.money.map(|unit| unit == AmountUnit::TenThousandYuan),
            province: head.province.map(|id| regions.province_name(id).to_string()),
        }
    }

    fn head(&self, regions: &Regions) -> Result<Head, RecordError> {
        let province = |name: &String| {
            regions.province(name).ok_or_else(|| RecordError::unknown("省份", name))
        };
        let money = |large| if large { AmountUnit::TenThousandYuan } else { AmountUnit::Yuan };
        Ok(Head {
            header_row: self.header_row,
            header_end: self.header_end,
            lines: self.lines.iter().map(|(row, line)| (*row, packed(line))).collect(),
            merges: self
                .merges
                .iter()
                .map(|(start, end)| Merge { start: *start, end: *end })
                .collect(),
            dates_1904: self.dates_1904.clone(),
            kind: kind(&self.kind)?,
            money: self.ten_thousand_yuan.map(money),
            province: self.province.as_ref().map(province).transpose()?,
        })
    }
}
