//! Workbooks: every visible sheet with a table, its rows in order.

use std::collections::BTreeSet;

use calamine::Dimensions;

use super::parts::LaterHeaders;
use super::twins::Content;
use super::{Problem, Reading, is_registry, sample};
use crate::clean::{self, Cleaned, Part};
use crate::model::finding::{Code, SheetId};
use crate::model::inspection::SheetReading;
use crate::model::layout::Layout;
use crate::model::source::FileKind;
use crate::read::lines::Line;
use crate::read::sheet_table::SheetTable;
use crate::read::sniff::Format;
use crate::read::workbook::{Workbook, WorkbookError};

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
                let hidden = SheetReading { hidden: true, ..Self::unread(sheet, &entry.name) };
                self.sheets.push(hidden);
                continue;
            }
            let head = book.head(&entry.name, sheet)?;
            if head.is_empty() {
                let empty = Self::unread(sheet, &entry.name);
                self.sheets.push(empty);
                continue;
            }
            let merges = book.merges(&entry.name)?;
            let words = self.words(&entry.name);
            let table = book.table(&entry.name, &head, &merges, words);
            match table {
                SheetTable::Found(_) => self.source.kind = FileKind::Ledger,
                SheetTable::NoHeader if is_registry(&head) => {
                    self.source.kind = FileKind::Registry;
                }
                SheetTable::NoHeader => {
                    without_header.insert(sheet);
                }
                SheetTable::Ambiguous(..) => {}
            }
            let mut parts = self.first_part(sheet, &entry.name, table);
            if self.source.kind == FileKind::Registry {
                continue;
            }
            let name = &entry.name;
            let mut read = self.clean_sheet(&mut book, name, sheet, &merges, &parts)?;
            if self.add_parts(&mut parts, &read.later, &merges, words)? {
                read = self.clean_sheet(&mut book, name, sheet, &merges, &parts)?;
            }
            self.compare(sheet, &entry.name, &read.content);
            self.take(read.cleaned, &read.sample);
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
            FileKind::Registry => {}
        }
        Ok(())
    }

    fn clean_sheet(
        &self,
        book: &mut Workbook,
        name: &str,
        sheet: SheetId,
        merges: &[Dimensions],
        parts: &[Part],
    ) -> Result<CleanSheet, WorkbookError> {
        let view = self.view(parts, name);
        let layouts: Vec<&Layout> =
            parts.iter().filter_map(|part| Some(&part.table.as_ref()?.layout)).collect();
        let header = parts.first().and_then(|part| Some(part.table.as_ref()?.header_end));
        let mut read = CleanSheet::default();
        book.each_block(name, sheet, merges, &layouts, &mut |raw| {
            let cleaned = clean::clean(&raw, &view);
            if let Some(header) = header {
                read.content.add(&raw, header);
            }
            read.later.append(LaterHeaders::of(&raw, &cleaned, &view));
            let wanted = self.with.sample_rows.saturating_sub(read.sample.len());
            read.sample.extend(sample::lines(&raw, &cleaned, wanted));
            read.cleaned.push(cleaned);
        })?;
        Ok(read)
    }
}

/// The blocks of a sheet, cleaned and in order.
#[derive(Default)]
struct CleanSheet {
    cleaned: Vec<Cleaned>,
    /// The first rows of data.
    sample: Vec<Line>,
    later: LaterHeaders,
    content: Content,
}
