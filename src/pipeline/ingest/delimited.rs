//! Delimited text: cleaned in parallel over chunks of whole records.

use std::io;

use rayon::prelude::*;

use super::parts::LaterHeaders;
use super::{Problem, Reading, is_registry, sample};
use crate::clean::{self, Cleaned};
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::sheet::Encoding;
use crate::model::source::FileKind;
use crate::read::delimited::DelimitedFile;
use crate::read::lines::Line;
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
        let words = self.words("");
        let (file, table) =
            DelimitedFile::open(&self.file.path, fingerprint.bom, encoding, sheet, words)?;
        self.delimiter = Some(file.delimiter());
        match table {
            SheetTable::Found(_) => self.source.kind = FileKind::Ledger,
            SheetTable::NoHeader => {
                if file.head()?.is_some_and(|head| is_registry(&head)) {
                    self.source.kind = FileKind::Registry;
                    return Ok(());
                }
                self.say(sheet, Code::NoHeader, "");
            }
            SheetTable::Ambiguous(..) => {}
        }
        let mut parts = self.first_part(sheet, "", table);
        let rows = self.with.sample_rows;
        let mut chunks = clean_in_parallel(&file, &self.view(&parts, ""), rows)?;
        if let Some(row) = chunks.open_quote {
            self.unclosed_quote(sheet, row);
        }
        if self.add_parts(&mut parts, &chunks.later, &[], words)? {
            // What stands below a later header depends on it.
            chunks = clean_in_parallel(&file, &self.view(&parts, ""), rows)?;
        }
        self.take(chunks.cleaned, &chunks.sample);
        Ok(())
    }

    fn unclosed_quote(&mut self, sheet: SheetId, row: u32) {
        self.findings.push(Finding {
            at: RowRef { sheet, row },
            code: Code::QuoteUnclosed,
            field: None,
            column: "".into(),
            value: "".into(),
            detail: "该行的引号直到文件末尾都没有关闭".into(),
        });
    }
}

/// The chunks of a file, cleaned and in order.
struct CleanChunks {
    cleaned: Vec<Cleaned>,
    /// The first rows of data.
    sample: Vec<Line>,
    later: LaterHeaders,
    /// The row whose quoted cell the file ends in.
    open_quote: Option<u32>,
}

fn clean_in_parallel(
    file: &DelimitedFile,
    view: &clean::Sheet<'_>,
    sample_rows: usize,
) -> io::Result<CleanChunks> {
    let mut open_quote = None;
    let chunks = file.chunks()?.inspect(|chunk| {
        if let Ok(chunk) = chunk {
            open_quote = open_quote.or(chunk.open_record());
        }
    });
    let mut chunks = chunks
        .par_bridge()
        .map(|chunk| {
            let chunk = chunk?;
            let first_row = chunk.first_row;
            let raw = file.split(chunk);
            let cleaned = clean::clean(&raw, view);
            let later = LaterHeaders::of(&raw, &cleaned, view);
            let sample = sample::lines(&raw, &cleaned, sample_rows);
            Ok((first_row, cleaned, later, sample))
        })
        .collect::<io::Result<Vec<_>>>()?;
    chunks.sort_unstable_by_key(|(first_row, ..)| *first_row);
    let mut later = LaterHeaders::default();
    let mut cleaned = Vec::with_capacity(chunks.len());
    let mut sample = Vec::new();
    for (_, chunk, headers, lines) in chunks {
        later.append(headers);
        cleaned.push(chunk);
        sample.extend(lines);
    }
    sample.truncate(sample_rows);
    Ok(CleanChunks { cleaned, sample, later, open_quote })
}
