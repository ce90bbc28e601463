//! A page: the lines of one sheet or text file before it is written, and the writer of text files.

use std::fs;
use std::path::Path;

use super::super::amount::{fen, yuan};
use super::super::dirt::Noise;
use super::super::row::{Column, Row};
use super::super::sink::{Encoding, encode, hanzi_table, quote};
use super::super::{SampleError, SampleFile};
use super::cohort::Maker;
use super::layout::{Layout, project};

pub(super) struct Page {
    pub(super) layout: Layout,
    /// Title and metadata.
    pub(super) above: Vec<String>,
    /// Lines below the header, as cells.
    pub(super) lines: Vec<Vec<String>>,
}

/// How a text file is written down.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextForm {
    pub(super) encoding: Encoding,
    pub(super) byte_order_mark: bool,
    pub(super) tabs: bool,
    pub(super) crlf: bool,
}

impl Page {
    pub(super) fn new(layout: Layout, rows: &[Row]) -> Self {
        let lines = rows.iter().map(|row| project(&layout, row)).collect();
        Self { layout, above: Vec::new(), lines }
    }

    pub(super) fn above(mut self, lines: &[&str]) -> Self {
        self.above = lines.iter().map(|line| (*line).to_owned()).collect();
        self
    }

    /// Puts a line that is no data after the line `at`; a line of totals states the amounts that it closes.
    pub(super) fn noise(mut self, noise: Noise, at: usize) -> Self {
        let at = at.min(self.lines.len());
        let mut row = Row::default();
        noise.write(&mut row, &yuan(self.closed(noise, at)));
        let line = match noise {
            Noise::HeaderAgain => {
                self.layout.iter().map(|(_, header)| (*header).to_owned()).collect()
            }
            Noise::BlankLine => Vec::new(),
            _ => project(&self.layout, &row),
        };
        self.lines.insert(at, line);
        self
    }

    /// A total below the first `at` rows that states one person less than there are.
    pub(super) fn total_short_by_one(mut self, at: usize) -> Self {
        let mut row = Row::default();
        Noise::SpacedTotal.write(&mut row, &yuan(self.closed(Noise::SpacedTotal, at)));
        row.set(Column::Name, &format!("{}人", at - 1));
        self.lines.insert(at, project(&self.layout, &row));
        self
    }

    /// The sum in fen that a line of totals after the line `at` closes: 小计 the rows since the one before it, the others
    /// all above.
    fn closed(&self, noise: Noise, at: usize) -> u64 {
        let Some(amount) = self.layout.iter().position(|(column, _)| *column == Column::Amount)
        else {
            return 0;
        };
        let is_total = |line: &Vec<String>| {
            let first = line.iter().find(|cell| !cell.is_empty());
            first.is_some_and(|cell| ["小计", "合 计", "总计"].contains(&cell.as_str()))
        };
        let above = &self.lines[..at];
        let from = match noise {
            Noise::Subtotal => above.iter().rposition(is_total).map_or(0, |last| last + 1),
            _ => 0,
        };
        let rows = above[from..].iter().filter(|line| !is_total(line));
        rows.filter_map(|line| fen(line.get(amount)?)).sum()
    }

    /// A second small table below the first: its own header, its columns in another order.
    pub(super) fn then(mut self, layout: &Layout, rows: &[Row]) -> Self {
        self.lines.push(layout.iter().map(|(_, header)| (*header).to_owned()).collect());
        self.lines.extend(rows.iter().map(|row| project(layout, row)));
        self
    }

    pub(super) fn save_text(
        &self,
        path: &Path,
        form: TextForm,
        maker: &mut Maker,
    ) -> Result<(), SampleError> {
        let mut text = String::new();
        if form.byte_order_mark {
            text.push('\u{feff}');
        }
        let end = if form.crlf { "\r\n" } else { "\n" };
        let titles = self.above.iter().map(std::slice::from_ref);
        let header: Vec<String> =
            self.layout.iter().map(|(_, header)| (*header).to_owned()).collect();
        for line in titles.chain([header.as_slice()]).chain(self.lines.iter().map(Vec::as_slice)) {
            for at in 0..if line.is_empty() { 0 } else { self.layout.len() } {
                if at > 0 {
                    text.push(if form.tabs { '\t' } else { ',' });
                }
                let cell = line.get(at).map_or("", String::as_str);
                quote(cell, &mut text);
            }
            text.push_str(end);
        }
        let mut bytes = Vec::new();
        match form.encoding {
            Encoding::Utf8 => bytes.extend_from_slice(text.as_bytes()),
            Encoding::Gb18030 => encode(&text, &hanzi_table(), &mut bytes),
        }
        fs::write(path, bytes).map_err(|source| SampleError::io(path, source))?;
        maker.written.push(SampleFile { path: path.to_owned(), rows: self.lines.len() });
        Ok(())
    }
}

/// UTF-8 with a byte-order mark, as a spreadsheet saves it.
pub(super) const UTF8_MARKED: TextForm =
    TextForm { encoding: Encoding::Utf8, byte_order_mark: true, tabs: false, crlf: true };
pub(super) const UTF8_PLAIN: TextForm =
    TextForm { encoding: Encoding::Utf8, byte_order_mark: false, tabs: false, crlf: false };
pub(super) const GB18030: TextForm =
    TextForm { encoding: Encoding::Gb18030, byte_order_mark: false, tabs: false, crlf: true };
pub(super) const TABS: TextForm =
    TextForm { encoding: Encoding::Utf8, byte_order_mark: false, tabs: true, crlf: false };
