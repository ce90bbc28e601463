//! The sheets of a file: their tables found, their rows cleaned; delimited text in parallel, workbooks in order.

use std::collections::BTreeSet;
use std::io;

use calamine::Dimensions;
use rayon::prelude::*;

use super::parts::LaterHeaders;
use super::twins::Content;
use super::{Problem, Reading, sample};
use crate::clean::date::Days;
use crate::clean::{self, Cleaned, Part};
use crate::model::claim::words::ClaimWords;
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::inspection::SheetReading;
use crate::model::layout::Layout;
use crate::model::return_book::COVER_TITLE;
use crate::model::sheet::{Encoding, RawBlock};
use crate::model::source::FileKind;
use crate::model::vocabulary::Vocabulary;
use crate::read::container::{Cells, Container, Rows, Sheet};
use crate::read::csv::Chunks;
use crate::read::delimited::{DelimitedFile, TextStream};
use crate::read::error::ReadError;
use crate::read::lines::Line;
use crate::read::sheet_table::SheetTable;
use crate::read::sniff::Digest;
use crate::read::{claims, registry};

/// A sheet, cleaned, its blocks in order.
#[derive(Default)]
struct CleanSheet {
    cleaned: Vec<Cleaned>,
    /// The first rows of data.
    sample: Vec<Line>,
    later: LaterHeaders,
    content: Content,
    /// The row whose quoted cell the file ends in.
    open_quote: Option<u32>,
    /// Size and hash of a text that was read before they were known.
    digest: Option<Digest>,
    /// A text that is not in the encoding that its beginning is in.
    misread: bool,
}

impl Reading<'_> {
    /// Reads every visible sheet with a table.
    pub(super) fn sheets(&mut self, container: &Container) -> Result<(), Problem> {
        self.source.encoding = container.label().into();
        let entries = container.sheets();
        self.source.sheets = entries.iter().map(|entry| entry.name.clone()).collect();
        if container.is_cut_short() {
            self.say(SheetId { file: self.index, sheet: 0 }, Code::FileTruncated, "");
        }
        let mut without_header = BTreeSet::new();
        for (number, entry) in entries.iter().enumerate() {
            let index = u32::try_from(number).unwrap_or(u32::MAX);
            let id = SheetId { file: self.index, sheet: index };
            if !entry.visible {
                self.say(id, Code::SheetSkipped, &format!("“{}”是隐藏的", entry.name));
                let hidden = SheetReading { hidden: true, ..Self::unread(id, &entry.name) };
                self.sheets.push(hidden);
                continue;
            }
            let words = self.words(&entry.name);
            let Some(Sheet { table, rows }) = container.sheet(number, id, words)? else {
                self.sheets.push(Self::unread(id, &entry.name));
                continue;
            };
            match &table {
                SheetTable::Found(_) => self.source.kind = FileKind::Ledger,
                SheetTable::NoHeader
                    if rows.begin_with(&|head| is_registry(head, self.with.words))? =>
                {
                    self.source.kind = FileKind::Registry;
                }
                SheetTable::NoHeader if rows.begin_with(&is_return_cover)? => {}
                SheetTable::NoHeader
                    if self.source.kind == FileKind::Unusable
                        && rows.begin_with(&|head| is_claims(head, self.with.claims))? =>
                {
                    self.source.kind = FileKind::Claims;
                }
                SheetTable::NoHeader => {
                    without_header.insert(id);
                }
                SheetTable::Ambiguous(..) => {}
            }
            let parts = self.first_part(id, &entry.name, table);
            if matches!(self.source.kind, FileKind::Registry | FileKind::Claims) {
                continue;
            }
            self.clean_sheet(id, &entry.name, parts, &rows)?;
        }
        self.say_without_header(without_header);
        Ok(())
    }

    fn clean_sheet(
        &mut self,
        id: SheetId,
        name: &str,
        mut parts: Vec<Part>,
        rows: &Rows<'_>,
    ) -> Result<(), Problem> {
        let merges: &[Dimensions] = match rows {
            Rows::Chunks(file) => {
                self.delimiter = Some(file.delimiter());
                &[]
            }
            Rows::Cells(cells) => cells.merges(),
        };
        let mut sheet = self.clean_rows(name, &parts, rows)?;
        self.misread |= sheet.misread;
        if let Some(digest) = sheet.digest.take() {
            self.source.size = digest.size();
            self.source.hash = digest.hash();
        }
        if let Some(row) = sheet.open_quote {
            self.unclosed_quote(id, row);
        }
        if self.add_parts(&mut parts, &sheet.later, merges, self.words(name))? {
            // What stands below a later header depends on it.
            sheet = self.clean_rows(name, &parts, rows)?;
        }
        self.compare(id, name, &sheet.content);
        self.take(sheet.cleaned, &sheet.sample);
        Ok(())
    }

    fn clean_rows(
        &self,
        name: &str,
        parts: &[Part],
        rows: &Rows<'_>,
    ) -> Result<CleanSheet, ReadError> {
        let view = self.view(parts, name);
        match rows {
            Rows::Chunks(file) if self.source.hash.is_empty() => {
                let mut digest = Digest::default();
                let chunks = file.chunks_with_digest(&mut digest)?;
                let mut sheet = clean_chunks(chunks, file, &view, self.with.sample_rows)?;
                sheet.digest = Some(digest);
                Ok(sheet)
            }
            Rows::Chunks(file) => {
                Ok(clean_chunks(file.chunks()?, file, &view, self.with.sample_rows)?)
            }
            Rows::Cells(cells) => clean_cells(cells, &view, self.with.sample_rows),
        }
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

    fn say_without_header(&mut self, sheets: BTreeSet<SheetId>) {
        match self.source.kind {
            FileKind::Unusable => {
                if !self.findings.iter().any(|finding| finding.code == Code::HeaderAmbiguous) {
                    // Blank rows at the end of a sheet do not count, so that a blank sheet has none.
                    let is_blank =
                        self.source.rows.read == 0 && !self.sheets.iter().any(|sheet| sheet.hidden);
                    let code = if is_blank { Code::FileEmpty } else { Code::NoHeader };
                    self.say(SheetId { file: self.index, sheet: 0 }, code, "");
                }
            }
            FileKind::Ledger => {
                for sheet in sheets {
                    self.say(sheet, Code::SheetSkipped, "找不到表头");
                }
            }
            FileKind::Registry
            | FileKind::NameList
            | FileKind::Claims
            | FileKind::Repairs
            | FileKind::Counts => {}
        }
    }
}

/// Cleans the chunks of a text in parallel.
fn clean_chunks(
    chunks: Chunks<'_, TextStream>,
    file: &DelimitedFile,
    view: &clean::Sheet<'_>,
    sample_rows: usize,
) -> io::Result<CleanSheet> {
    let mut sheet = CleanSheet::default();
    let spent = chunks.spent();
    let chunks = chunks.inspect(|chunk| {
        if let Ok(chunk) = chunk {
            sheet.open_quote = sheet.open_quote.or(chunk.open_record());
        }
    });
    let mut chunks = chunks
        .par_bridge()
        .map_init(Days::default, |days, chunk| {
            let chunk = chunk?;
            let as_assumed = file.encoding() != Encoding::Utf8 || chunk.is_utf8();
            let first_row = chunk.first_row;
            let raw = file.split(chunk)?;
            let cleaned = clean::clean(&raw, view, days);
            let later = LaterHeaders::of(&raw, &cleaned, view);
            let sample = sample::lines(&raw, &cleaned, sample_rows);
            spent.keep(raw);
            Ok((first_row, cleaned, later, sample, as_assumed))
        })
        .collect::<io::Result<Vec<_>>>()?;
    chunks.sort_unstable_by_key(|(first_row, ..)| *first_row);
    for (_, cleaned, later, sample, as_assumed) in chunks {
        sheet.misread |= !as_assumed;
        sheet.cleaned.push(cleaned);
        sheet.later.append(later);
        sheet.sample.extend(sample);
    }
    sheet.sample.truncate(sample_rows);
    Ok(sheet)
}

/// Cleans the blocks of a workbook's sheet in order.
fn clean_cells(
    cells: &Cells<'_>,
    view: &clean::Sheet<'_>,
    sample_rows: usize,
) -> Result<CleanSheet, ReadError> {
    let tables = || view.parts.iter().filter_map(|part| part.table.as_ref());
    let layouts: Vec<&Layout> = tables().map(|table| &table.layout).collect();
    let header = tables().next().map(|table| table.header_end);
    let mut sheet = CleanSheet::default();
    let mut days = Days::default();
    cells.each_block(&layouts, &mut |raw| {
        let cleaned = clean::clean(&raw, view, &mut days);
        if let Some(header) = header {
            sheet.content.add(&raw, header);
        }
        sheet.later.append(LaterHeaders::of(&raw, &cleaned, view));
        let wanted = sample_rows.saturating_sub(sheet.sample.len());
        sheet.sample.extend(sample::lines(&raw, &cleaned, wanted));
        sheet.cleaned.push(cleaned);
        Ok(())
    })?;
    Ok(sheet)
}

/// Whether one of the first rows is the header of a brand registry.
fn is_registry(head: &RawBlock, words: &Vocabulary) -> bool {
    (0..head.len())
        .any(|index| registry::looks_like_registry(&texts(head, index), words.registry()))
}

/// Whether the first rows are those of claimed figures.
fn is_claims(head: &RawBlock, words: &ClaimWords) -> bool {
    claims::looks_like_claims((0..head.len()).map(|index| texts(head, index)).collect(), words)
}

fn texts(head: &RawBlock, index: usize) -> Vec<String> {
    head.row(index).cells().map(|cell| cell.text().into_owned()).collect()
}

/// Whether a sheet is the cover of a return workbook that came back.
fn is_return_cover(head: &RawBlock) -> bool {
    !head.is_empty() && head.row(0).cell(0).text() == COVER_TITLE
}
