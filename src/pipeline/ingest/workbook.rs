//! Workbooks: every visible sheet with a table, its rows in order.

use std::collections::BTreeSet;

use super::{Problem, Reading, clean_next, is_registry, is_return_cover, layout_of};
use crate::model::finding::{Code, SheetId};
use crate::model::source::FileKind;
use crate::read::sheet_table::SheetTable;
use crate::read::sniff::Format;
use crate::read::workbook::Workbook;

impl Reading<'_> {
    pub(super) fn workbook(&mut self, format: Format, label: &'static str) -> Result<(), Problem> {
        self.source.encoding = label;
        let mut book = Workbook::open(&self.file.path, format)?;
        let entries = book.sheets();
        self.source.sheets = entries.iter().map(|entry| entry.name.clone()).collect();
        let mut without_header = BTreeSet::new();
        for (number, entry) in (0u32..).zip(&entries) {
            let sheet = SheetId { file: self.index, sheet: number };
            if !entry.visible {
                self.say(sheet, Code::SheetSkipped, &format!("“{}”是隐藏的", entry.name));
                continue;
            }
            let head = book.head(&entry.name, sheet)?;
            if head.is_empty() {
                continue;
            }
            let merges = book.merges(&entry.name)?;
            let table = match book.table(&entry.name, &head, &merges, self.with.words) {
                SheetTable::Found(table) => Some(*table),
                SheetTable::NoHeader if is_return_cover(&head) => None,
                SheetTable::NoHeader if is_registry(&head) => {
                    self.source.kind = FileKind::Registry;
                    continue;
                }
                SheetTable::NoHeader => {
                    without_header.insert(sheet);
                    None
                }
                SheetTable::Ambiguous(row, ambiguity) => {
                    self.ambiguous(sheet, row, &ambiguity);
                    None
                }
            };
            if table.is_some() {
                self.source.kind = FileKind::Ledger;
            }
            if self.source.kind == FileKind::Registry {
                continue;
            }
            let view = self.view(table.as_ref(), &entry.name);
            let mut layout = layout_of(table.as_ref());
            let mut cleaned = Vec::new();
            let start = layout.clone();
            book.each_block(
                &entry.name,
                sheet,
                &merges,
                table.as_ref().map(|_| &start),
                &mut |raw| {
                    cleaned.push(clean_next(&raw, &view, &mut layout));
                },
            )?;
            self.take(cleaned);
        }
        match self.source.kind {
            FileKind::Unusable => {
                if !self.findings.iter().any(|finding| finding.code == Code::HeaderAmbiguous) {
                    self.say(SheetId { file: self.index, sheet: 0 }, Code::NoHeader, "");
                }
            }
            FileKind::Ledger => {
                for sheet in without_header {
                    self.say(sheet, Code::SheetSkipped, "找不到表头");
                }
            }
            FileKind::Registry | FileKind::Repairs => {}
        }
        Ok(())
    }
}
