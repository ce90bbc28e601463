//! A registry as TOML: one `[[entry]]` table per brand, base or county. Strict, with line and key.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::header::Sort;
use super::record::{Cell, Record, Remarks};
use super::{Arc, Code, RowRef, SheetId, trim};
use crate::model::in_chinese::TomlFault;
use crate::model::registry::columns::{Column, Columns, Item};

const KEYS: [(&str, Item); 13] = [
    ("kind", Item::Kind),
    ("name", Item::Name),
    ("province", Item::Province),
    ("unit", Item::Unit),
    ("county", Item::County),
    ("type", Item::Type),
    ("level", Item::Level),
    ("occupation", Item::Occupation),
    ("industry", Item::Industry),
    ("established", Item::Established),
    ("listed", Item::Listed),
    ("delisted", Item::Delisted),
    ("supporting_units", Item::SupportingUnits),
];
const LINKS: (&str, Item) = ("links", Item::Links);
const PAPER_KEYS: [(&str, Item); 3] =
    [("who", Item::Who), ("when", Item::When), ("paper", Item::Paper)];
const RELAXATION_KEYS: [(&str, Item); 5] = [
    ("ground", Item::Ground),
    ("condition", Item::Condition),
    PAPER_KEYS[0],
    PAPER_KEYS[1],
    PAPER_KEYS[2],
];
/// What says whom an entry is about, and therefore papers and relaxations below it.
const SUBJECT: [Item; 4] = [Item::Kind, Item::Name, Item::Province, Item::Unit];

type Table<'i> = DeTable<'i>;
type Value<'i> = Spanned<DeValue<'i>>;

/// Reads a file; what is wrong with it becomes a remark with its line.
pub(super) fn read(
    text: &str,
    sheet: SheetId,
    columns: &Columns,
    records: &mut Vec<Record>,
    remarks: &mut Remarks,
) {
    let text = text.trim_start_matches('\u{feff}');
    let mut file = TomlFile { text, sheet, columns, records, remarks };
    match DeTable::parse(text) {
        Ok(table) => file.entries(table.get_ref()),
        Err(error) => {
            let at = file.at(error.span().map_or(0, |span| span.start));
            let detail = format!("{}；整个文件没有采用", TomlFault::of(text, &error));
            file.remarks.row(at, Code::RegistryRow, "", detail);
        }
    }
}

struct TomlFile<'a> {
    text: &'a str,
    sheet: SheetId,
    columns: &'a Columns,
    records: &'a mut Vec<Record>,
    remarks: &'a mut Remarks,
}

impl TomlFile<'_> {
    fn at(&self, offset: usize) -> RowRef {
        let before = self.text.get(..offset).unwrap_or_default();
        let row = u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX);
        RowRef { sheet: self.sheet, row }
    }

    fn wrong(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, detail: String) {
        let at = self.at(key.span().start);
        self.remarks.row(at, Code::RegistryValue, key.get_ref(), detail);
    }

    fn entries(&mut self, table: &Table<'_>) {
        for (key, value) in table {
            let entries = value.get_ref().as_array().filter(|_| key.get_ref() == "entry");
            let Some(entries) = entries else {
                self.wrong(key, "没有这个键，品牌库由 [[entry]] 组成".to_owned());
                continue;
            };
            for entry in entries {
                match entry.get_ref().as_table() {
                    Some(table) => self.entry(self.at(entry.span().start), table),
                    None => self.wrong(key, "应写成 [[entry]]".to_owned()),
                }
            }
        }
    }

    fn entry(&mut self, at: RowRef, table: &Table<'_>) {
        let place = self.records.len();
        let mut record = Record { sort: Sort::Entry, at, cells: Vec::new() };
        let mut below = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let known = KEYS.iter().chain([&LINKS]).find(|(known, _)| *known == name);
            if let Some((_, item)) = known {
                self.set(&mut record, Column::Item(*item), key, value);
                continue;
            }
            match (name, value.get_ref().as_table(), value.get_ref().as_array()) {
                ("facts", Some(facts), _) => {
                    for (key, value) in facts {
                        let column = Column::Fact(key.get_ref().to_lowercase());
                        self.set(&mut record, column, key, value);
                    }
                }
                ("texts", Some(texts), _) => {
                    for (key, value) in texts {
                        let column = Column::Text(key.get_ref().to_string());
                        self.set(&mut record, column, key, value);
                    }
                }
                ("attestations", Some(papers), _) => {
                    for (key, value) in papers {
                        below.extend(self.paper(key, value));
                    }
                }
                ("relaxation", _, Some(relaxations)) => {
                    for value in relaxations {
                        below.extend(self.part(Sort::Relaxation, key, value, &RELAXATION_KEYS));
                    }
                }
                ("facts" | "texts" | "attestations" | "relaxation", ..) => {
                    let detail = "应写成 facts = { 键 = 数 }、texts = { 键 = \"文字\" }、\
                        [entry.attestations] 下的 \"条件编号\" = { who, when, paper }、[[entry.relaxation]]";
                    self.wrong(key, detail.to_owned());
                }
                _ => {
                    let keys: Vec<&str> =
                        KEYS.iter().chain([&LINKS]).map(|(key, _)| *key).collect();
                    let rest = "facts、texts、attestations、relaxation";
                    self.wrong(key, format!("没有这个键，可用的键：{}、{rest}", keys.join("、")));
                }
            }
        }
        let subject = record
            .cells
            .iter()
            .filter(|cell| matches!(cell.column, Column::Item(item) if SUBJECT.contains(&item)));
        let subject: Vec<Cell> = subject.cloned().collect();
        for part in &mut below {
            part.cells.extend(subject.iter().cloned());
        }
        self.records.insert(place, record);
        self.records.extend(below);
    }

    /// `"条件编号" = { who = …, when = …, paper = … }`
    fn paper(
        &mut self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Value<'_>,
    ) -> Option<Record> {
        let mut part = self.part(Sort::Paper, key, value, &PAPER_KEYS)?;
        let row = part.at.row;
        let header: Arc<str> = Arc::from(key.get_ref().as_ref());
        let text = header.to_string();
        part.cells.push(Cell { column: Column::Item(Item::Condition), header, row, text });
        Some(part)
    }

    fn part(
        &mut self,
        sort: Sort,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Value<'_>,
        keys: &[(&str, Item)],
    ) -> Option<Record> {
        let names = || keys.iter().map(|(key, _)| *key).collect::<Vec<_>>().join("、");
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(key, format!("应写明 {}", names()));
            return None;
        };
        let at = self.at(if sort == Sort::Paper { key.span().start } else { value.span().start });
        let mut record = Record { sort, at, cells: Vec::new() };
        for (key, value) in table {
            match keys.iter().find(|(known, _)| known == key.get_ref()) {
                Some((_, item)) => self.set(&mut record, Column::Item(*item), key, value),
                None => self.wrong(key, format!("没有这个键，可用的键：{}", names())),
            }
        }
        Some(record)
    }

    fn set(
        &mut self,
        record: &mut Record,
        column: Column,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Value<'_>,
    ) {
        let several = matches!(column, Column::Item(Item::SupportingUnits | Item::Links));
        let text = match value.get_ref() {
            DeValue::Array(texts) if several => {
                let texts: Option<Vec<String>> =
                    texts.iter().map(|text| plain(text.get_ref())).collect();
                texts.map(|texts| texts.join("\n"))
            }
            value => plain(value),
        };
        let Some(text) = text else {
            let also = if several { "或文字的列表" } else { "" };
            return self.wrong(key, format!("应为文字、数或日期{also}"));
        };
        if !self.columns.is_empty(&text) {
            let row = self.at(key.span().start).row;
            let header = Arc::from(key.get_ref().as_ref());
            record.cells.push(Cell { column, header, row, text: trim(&text).to_owned() });
        }
    }
}

/// A single value as text.
fn plain(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Datetime(day) => Some(day.to_string()),
        DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
