//! The list of ID numbers that the user approved for rejected rows (`--repairs`).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::path::Path;
use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use super::origins::Origins;
use crate::config::RunError;
use crate::model::field::Field;
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::formula::unguard;
use crate::model::in_chinese::of_system;
use crate::model::origin::{Origin, file_key};
use crate::model::rejected::RejectedSheet;
use crate::model::run::RepairCounts;
use crate::model::source::{FileKind, SourceFile, Sources};
use crate::model::text::{narrow, trim};
use crate::read::content::Content;
use crate::read::{sniff, table};

/// ID numbers for the rows of one sheet, by row.
pub type SheetRepairs = BTreeMap<u32, Arc<str>>;

/// The list that the user approved.
#[derive(Debug, Default)]
pub struct Approved {
    source: Option<SourceFile>,
    entries: Vec<Entry>,
    by_sheet: HashMap<(u64, Arc<str>), SheetRepairs>,
}

/// One line of the list that says 是; without a place and a number it can be no use.
#[derive(Debug)]
struct Entry {
    line: u32,
    place: Option<Origin>,
    number: Arc<str>,
    /// What is wrong with the line itself.
    fault: Option<&'static str>,
}

const APPROVED: &str = "是";
const NOT_APPROVED: [&str; 2] = ["", "否"];
const COLUMNS: [&str; 5] = ["file_hash", "sheet", "row", "suggestion", "approved"];

impl Approved {
    /// Whether nothing was approved.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Reads the list from a file.
    ///
    /// # Errors
    /// When it cannot be read or lacks a column.
    pub fn read(path: &Path) -> Result<Self, RunError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Self::of_content(&Content::File(path.to_owned()), &name)
            .map_err(|why| RunError::Repairs { file: path.display().to_string(), why })
    }

    /// Reads the list; `name` is that of its file.
    ///
    /// # Errors
    /// When it cannot be read or lacks a column, in Chinese.
    pub fn of_content(content: &Content, name: &str) -> Result<Self, String> {
        let fingerprint = sniff::fingerprint(content).map_err(|error| of_system(&error))?;
        let sheets = table::read_table(content).map_err(|error| error.to_string())?;
        let mut list = Self::default();
        let mut found = false;
        for rows in sheets.iter().map(|page| &page.rows) {
            let Some(columns) = rows.first().and_then(|header| columns(header)) else {
                continue;
            };
            found = true;
            for (line, row) in (2u32..).zip(rows.iter().skip(1)) {
                list.entries.extend(entry(
                    line,
                    columns.map(|at| row.get(at).map_or("", |cell| trim(cell))),
                ));
            }
        }
        if !found {
            return Err(format!("第一行须有这些列：{}", COLUMNS.join("、")));
        }
        list.index();
        list.source = Some(SourceFile {
            size: fingerprint.size,
            hash: fingerprint.hash,
            sheets: vec![String::new()],
            ..SourceFile::of(name, FileKind::Repairs)
        });
        Ok(list)
    }

    /// Of several lines for one row the last counts.
    fn index(&mut self) {
        for entry in self.entries.iter_mut().rev().filter(|entry| entry.fault.is_none()) {
            let Some(place) = entry.place.clone() else { continue };
            let rows = self.by_sheet.entry((place.file, place.sheet)).or_default();
            match rows.entry(place.row) {
                Slot::Vacant(slot) => {
                    slot.insert(Arc::clone(&entry.number));
                }
                Slot::Occupied(_) => entry.fault = Some("同一行后面另有一条"),
            }
        }
    }

    /// The approved numbers for a sheet of the file with this hash.
    #[must_use]
    pub fn of(&self, hash: &str, sheet: &str) -> Option<&SheetRepairs> {
        if self.by_sheet.is_empty() {
            return None;
        }
        self.by_sheet.get(&(file_key(hash)?, sheet.into()))
    }

    /// Puts the list on record, and every line that was of no use; counts the others.
    pub(super) fn account(
        self,
        rejected: &[RejectedSheet],
        sources: &mut Sources,
        findings: &mut Vec<Finding>,
    ) -> RepairCounts {
        let Some(source) = self.source else {
            return RepairCounts::default();
        };
        let applied = |finding: &&Finding| finding.code == Code::IdRepairApplied;
        let applied: HashSet<RowRef> =
            findings.iter().filter(applied).map(|finding| finding.at).collect();
        let places = Origins::of(sources);
        let blame: HashMap<RowRef, Field> = rejected
            .iter()
            .flat_map(|sheet| {
                sheet
                    .rows
                    .iter()
                    .map(|row| (RowRef { sheet: sheet.sheet, row: row.row }, row.field))
            })
            .collect();
        let file = u32::try_from(sources.files.len()).unwrap_or(u32::MAX);
        let mut counts =
            RepairCounts { list: Some(source.hash.clone()), ..RepairCounts::default() };
        for entry in &self.entries {
            counts.approved += 1;
            let Err(why) = verdict(entry, &places, &applied, &blame) else {
                counts.applied += 1;
                continue;
            };
            findings.push(Finding {
                at: RowRef { sheet: SheetId { file, sheet: 0 }, row: entry.line },
                code: Code::RepairUnused,
                field: Some(Field::IdNumber),
                column: "suggestion".into(),
                value: (*entry.number).into(),
                detail: why.into(),
            });
        }
        sources.files.push(source);
        counts
    }
}

fn columns(header: &[String]) -> Option<[usize; 5]> {
    let position =
        |name: &str| header.iter().position(|cell| narrow(cell).eq_ignore_ascii_case(name));
    let found = COLUMNS.map(position);
    found.iter().all(Option::is_some).then(|| found.map(Option::unwrap_or_default))
}

/// A line of the list, unless it is not approved.
fn entry(line: u32, [hash, sheet, row, number, approved]: [&str; 5]) -> Option<Entry> {
    let word = narrow(approved);
    if NOT_APPROVED.contains(&word.as_ref()) {
        return None;
    }
    let row = narrow(row).parse().ok().filter(|row| *row > 0);
    let place = row.and_then(|row| Origin::new(hash, unguard(sheet), row));
    let fault = if word != APPROVED {
        Some("approved 一列应写“是”")
    } else if place.is_none() {
        Some("file_hash 或 row 无法识别")
    } else if number.is_empty() {
        Some("没有写新号（suggestion）")
    } else if number.contains('*') {
        Some("新号是遮盖的，请写完整，或用 --full-ids 重新生成清单")
    } else {
        None
    };
    Some(Entry { line, place, number: number.into(), fault })
}

/// Whether a line was of use, else why not.
fn verdict(
    entry: &Entry,
    places: &Origins,
    applied: &HashSet<RowRef>,
    blame: &HashMap<RowRef, Field>,
) -> Result<(), &'static str> {
    if let Some(fault) = entry.fault {
        return Err(fault);
    }
    let rows: Vec<RowRef> = entry.place.iter().flat_map(|place| places.rows(place)).collect();
    if rows.iter().any(|row| applied.contains(row)) {
        return Ok(());
    }
    Err(match rows.iter().find_map(|row| blame.get(row)) {
        _ if rows.is_empty() => "这次的输入中没有这个文件或工作表（内容改动后哈希也会变）",
        Some(Field::IdNumber) => "新号不合格",
        Some(_) => "该行另有退回的原因",
        None => "该行没有因证件号退回",
    })
}
