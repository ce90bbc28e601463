//! The sheets of a file: their tables found, their rows cleaned; delimited text in parallel, workbooks in order.

use std::collections::BTreeSet;
use std::io;

use rayon::prelude::*;

use super::{Problem, Reading};
use crate::clean::{self, Cleaned};
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::layout::Layout;
use crate::model::sheet::RawBlock;
use crate::model::source::FileKind;
use crate::model::table::Table;
use crate::read::container::{Container, Rows, Sheet};
use crate::read::delimited::DelimitedFile;
use crate::read::registry;
use crate::read::sheet_table::SheetTable;

impl Reading<'_> {
    /// Reads every visible sheet with a table.
    pub(super) fn sheets(&mut self, container: &Container) -> Result<(), Problem> {
        self.source.encoding = container.label();
        let entries = container.sheets();
        self.source.sheets = entries.iter().map(|entry| entry.name.clone()).collect();
        let mut without_header = BTreeSet::new();
        for (number, entry) in entries.iter().enumerate() {
            let index = u32::try_from(number).unwrap_or(u32::MAX);
            let id = SheetId { file: self.index, sheet: index };
            if !entry.visible {
                self.say(id, Code::SheetSkipped, &format!("“{}”是隐藏的", entry.name));
                continue;
            }
            let Some(Sheet { table, rows }) = container.sheet(number, id, self.with.words)? else {
                continue;
            };
            let table = match table {
                SheetTable::Found(table) => Some(*table),
                SheetTable::NoHeader if rows.begin_with(&is_registry)? => {
                    self.source.kind = FileKind::Registry;
                    continue;
                }
                SheetTable::NoHeader => {
                    without_header.insert(id);
                    None
                }
                SheetTable::Ambiguous(row, ambiguity) => {
                    self.ambiguous(id, row, &ambiguity);
                    None
                }
            };
            if table.is_some() {
                self.source.kind = FileKind::Ledger;
            }
            if self.source.kind == FileKind::Registry {
                continue;
            }
            let cleaned = self.clean(id, &entry.name, table.as_ref(), &rows)?;
            self.take(cleaned);
        }
        self.say_without_header(without_header);
        Ok(())
    }

    fn clean(
        &mut self,
        id: SheetId,
        name: &str,
        table: Option<&Table>,
        rows: &Rows<'_>,
    ) -> Result<Vec<Cleaned>, Problem> {
        let view = self.view(table, name);
        let mut layout = table.map(|table| table.layout.clone()).unwrap_or_default();
        match rows {
            Rows::Chunks(file) => {
                let parallel = self.clean_in_parallel(id, file, &view, &layout)?;
                if parallel.iter().any(|cleaned| cleaned.new_layout.is_some()) {
                    // A repeated header moved the columns: what comes below it depends on what stands above.
                    return Ok(clean_in_order(file, &view, &layout)?);
                }
                Ok(parallel)
            }
            Rows::Cells(cells) => {
                let start = layout.clone();
                let mut cleaned = Vec::new();
                cells.each_block(table.map(|_| &start), &mut |raw| {
                    cleaned.push(clean_next(&raw, &view, &mut layout));
                    Ok(())
                })?;
                Ok(cleaned)
            }
        }
    }

    fn clean_in_parallel(
        &mut self,
        id: SheetId,
        file: &DelimitedFile,
        view: &clean::Sheet<'_>,
        layout: &Layout,
    ) -> Result<Vec<Cleaned>, Problem> {
        let mut open_quote = None;
        let chunks = file.chunks()?.inspect(|chunk| {
            if let Ok(chunk) = chunk {
                open_quote = open_quote.or(chunk.open_record());
            }
        });
        let mut cleaned = chunks
            .par_bridge()
            .map(|chunk| {
                let chunk = chunk?;
                let first_row = chunk.first_row;
                Ok((first_row, clean::clean(&file.split(chunk), view, layout)))
            })
            .collect::<io::Result<Vec<_>>>()?;
        cleaned.sort_unstable_by_key(|(first_row, _)| *first_row);
        if let Some(row) = open_quote {
            self.findings.push(Finding {
                at: RowRef { sheet: id, row },
                code: Code::QuoteUnclosed,
                field: None,
                column: "".into(),
                value: "".into(),
                detail: "该行的引号直到文件末尾都没有关闭".into(),
            });
        }
        Ok(cleaned.into_iter().map(|(_, cleaned)| cleaned).collect())
    }

    fn say_without_header(&mut self, sheets: BTreeSet<SheetId>) {
        match self.source.kind {
            FileKind::Unusable => {
                if !self.findings.iter().any(|finding| finding.code == Code::HeaderAmbiguous) {
                    self.say(SheetId { file: self.index, sheet: 0 }, Code::NoHeader, "");
                }
            }
            FileKind::Ledger => {
                for sheet in sheets {
                    self.say(sheet, Code::SheetSkipped, "找不到表头");
                }
            }
            FileKind::Registry => {}
        }
    }
}

fn clean_in_order(
    file: &DelimitedFile,
    view: &clean::Sheet<'_>,
    layout: &Layout,
) -> io::Result<Vec<Cleaned>> {
    let mut layout = layout.clone();
    file.chunks()?.map(|chunk| Ok(clean_next(&file.split(chunk?), view, &mut layout))).collect()
}

/// Cleans a block and goes on with the layout of the last header in it.
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
