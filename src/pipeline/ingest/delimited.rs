//! Delimited text: cleaned in parallel over chunks of whole records.

use std::io;

use rayon::prelude::*;

use super::{Problem, Reading, clean_next, is_registry, layout_of};
use crate::clean::{self, Cleaned};
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::layout::Layout;
use crate::model::sheet::Encoding;
use crate::model::source::FileKind;
use crate::read::delimited::DelimitedFile;
use crate::read::sheet_table::SheetTable;
use crate::read::sniff::Fingerprint;

impl Reading<'_> {
    pub(super) fn delimited(
        &mut self,
        fingerprint: &Fingerprint,
        encoding: Encoding,
    ) -> Result<(), Problem> {
        self.source.encoding = encoding.label();
        self.source.sheets.push(String::new());
        let sheet = SheetId { file: self.index, sheet: 0 };
        let (file, table) = DelimitedFile::open(
            &self.file.path,
            fingerprint.bom,
            encoding,
            sheet,
            self.with.words,
        )?;
        let table = match table {
            SheetTable::Found(table) => Some(*table),
            SheetTable::NoHeader => {
                if file.head()?.is_some_and(|head| is_registry(&head)) {
                    self.source.kind = FileKind::Registry;
                    return Ok(());
                }
                self.say(sheet, Code::NoHeader, "");
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
        let view = self.view(table.as_ref(), "");
        let layout = layout_of(table.as_ref());
        let parallel = self.clean_in_parallel(&file, &view, &layout)?;
        let cleaned = if parallel.iter().any(|(_, cleaned)| cleaned.new_layout.is_some()) {
            // A repeated header moved the columns: what comes below it depends on what stands above.
            clean_in_order(&file, &view, &layout)?
        } else {
            parallel.into_iter().map(|(_, cleaned)| cleaned).collect()
        };
        self.take(cleaned);
        Ok(())
    }

    pub(super) fn clean_in_parallel(
        &mut self,
        file: &DelimitedFile,
        view: &clean::Sheet<'_>,
        layout: &Layout,
    ) -> Result<Vec<(u32, Cleaned)>, Problem> {
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
                at: RowRef { sheet: SheetId { file: self.index, sheet: 0 }, row },
                code: Code::QuoteUnclosed,
                field: None,
                column: "".into(),
                value: "".into(),
                detail: "该行的引号直到文件末尾都没有关闭".into(),
            });
        }
        Ok(cleaned)
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
