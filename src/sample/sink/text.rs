//! CSV in UTF-8 or GB18030. Rows are encoded into one reused buffer.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::super::row::{Row, WIDTH};
use super::super::{FileLayout, SampleError, SampleFile};
use super::Sink;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sample) enum Encoding {
    Utf8,
    Gb18030,
}

pub(in crate::sample) struct TextSink {
    folder: PathBuf,
    layout: FileLayout,
    encoding: Encoding,
    /// A dirty file has a byte-order mark, lines above its header and mixed line ends.
    dirty: bool,
    open: Option<(PathBuf, BufWriter<File>)>,
    crlf: bool,
    line: String,
    bytes: Vec<u8>,
    hanzi: Vec<[u8; 2]>,
    pub(in crate::sample) written: Vec<SampleFile>,
}

impl TextSink {
    pub(in crate::sample) fn new(
        folder: &Path,
        layout: FileLayout,
        encoding: Encoding,
        dirty: bool,
    ) -> Self {
        let hanzi = if encoding == Encoding::Gb18030 { hanzi_table() } else { Vec::new() };
        Self {
            folder: folder.to_owned(),
            layout,
            encoding,
            dirty,
            open: None,
            crlf: false,
            line: String::new(),
            bytes: Vec::new(),
            hanzi,
            written: Vec::new(),
        }
    }

    fn start(&mut self, name: &str) -> Result<(), SampleError> {
        self.finish()?;
        let path = self.folder.join(name);
        let file = File::create(&path).map_err(|source| SampleError::io(&path, source))?;
        self.written.push(SampleFile { path: path.clone(), rows: 0 });
        self.open = Some((path, BufWriter::with_capacity(1 << 20, file)));
        if self.dirty && self.encoding == Encoding::Utf8 {
            self.line.push('\u{feff}');
        }
        let mut row = Row::default();
        if self.dirty {
            for line in super::super::stream::LINES_ABOVE {
                row.clear();
                row.put(line);
                row.pad();
                self.row(&row)?;
            }
        }
        row.header();
        self.row(&row)?;
        if let Some(file) = self.written.last_mut() {
            file.rows = 0;
        }
        Ok(())
    }

    /// Ends the open file.
    pub(in crate::sample) fn finish(&mut self) -> Result<(), SampleError> {
        match self.open.take() {
            Some((path, mut file)) => file.flush().map_err(|source| SampleError::io(&path, source)),
            None => Ok(()),
        }
    }

    fn end_line(&mut self) -> Result<(), SampleError> {
        if let Some(file) = self.written.last_mut() {
            file.rows += 1;
        }
        self.line.push_str(if self.crlf { "\r\n" } else { "\n" });
        let bytes = match self.encoding {
            Encoding::Utf8 => self.line.as_bytes(),
            Encoding::Gb18030 => {
                self.bytes.clear();
                encode(&self.line, &self.hanzi, &mut self.bytes);
                &self.bytes
            }
        };
        let result = match &mut self.open {
            Some((path, file)) => {
                file.write_all(bytes).map_err(|source| SampleError::io(path, source))
            }
            None => Ok(()),
        };
        self.line.clear();
        result
    }
}

impl Sink for TextSink {
    fn city(&mut self, number: usize) -> Result<(), SampleError> {
        // Files of cities that were joined keep the line ends of the machines that they come from.
        self.crlf = if self.dirty { number % 2 == 1 } else { self.encoding == Encoding::Gb18030 };
        match self.layout {
            FileLayout::Whole if self.open.is_some() => Ok(()),
            FileLayout::Whole => self.start("台账.csv"),
            FileLayout::PerCity => self.start(&format!("台账-{:02}.csv", number + 1)),
        }
    }

    fn row(&mut self, row: &Row) -> Result<(), SampleError> {
        let plain = !row.text().bytes().any(special);
        for (at, cell) in row.cells().enumerate() {
            if at > 0 {
                self.line.push(',');
            }
            if plain { self.line.push_str(cell) } else { quote(cell, &mut self.line) }
        }
        self.end_line()
    }

    fn blank(&mut self, bare: bool) -> Result<(), SampleError> {
        if !bare {
            (1..WIDTH).for_each(|_| self.line.push(','));
        }
        self.end_line()
    }
}

fn special(byte: u8) -> bool {
    matches!(byte, b',' | b'\t' | b'"' | b'\n' | b'\r')
}

/// Appends the cell, quoted where RFC 4180 wants it for commas or for tabs between cells. Every other `="…"` stays as some systems write it:
/// bare, with its quotes in the middle of an unquoted field.
pub(in crate::sample) fn quote(cell: &str, out: &mut String) {
    let bare_formula = cell.starts_with("=\"")
        && cell.len() > 4
        && cell.as_bytes()[cell.len() - 3].is_multiple_of(2);
    if !cell.bytes().any(special) || (bare_formula && !cell.contains([',', '\n'])) {
        return out.push_str(cell);
    }
    out.push('"');
    for (at, part) in cell.split('"').enumerate() {
        if at > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
    out.push('"');
}

const FIRST_HANZI: u32 = 0x4e00;
const HANZI: u32 = 0x5200;

/// Two bytes for each unified ideograph: a table is ten times as fast as the encoder's search.
pub(in crate::sample) fn hanzi_table() -> Vec<[u8; 2]> {
    let pair = |code| {
        let mut utf8 = [0; 4];
        let text = char::from_u32(code)?.encode_utf8(&mut utf8);
        let (bytes, _, _) = encoding_rs::GB18030.encode(text);
        <[u8; 2]>::try_from(bytes.as_ref()).ok()
    };
    (FIRST_HANZI..FIRST_HANZI + HANZI).map(|code| pair(code).unwrap_or([0, 0])).collect()
}

/// GB18030 bytes of a text; characters outside the table go through the encoder.
pub(in crate::sample) fn encode(text: &str, hanzi: &[[u8; 2]], out: &mut Vec<u8>) {
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c as u8);
            continue;
        }
        let pair = (c as u32).checked_sub(FIRST_HANZI).and_then(|at| hanzi.get(at as usize));
        match pair {
            Some(pair) if *pair != [0, 0] => out.extend_from_slice(pair),
            _ => {
                let mut utf8 = [0; 4];
                let (bytes, _, _) = encoding_rs::GB18030.encode(c.encode_utf8(&mut utf8));
                out.extend_from_slice(&bytes);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_encodes_as_the_library_does() {
        let text = "台账,姓名𬭚㛃·\u{200b}丶龥龦\u{a0}ⅩХ×①￥abc\r\n";
        let mut bytes = Vec::new();
        encode(text, &hanzi_table(), &mut bytes);
        assert_eq!(bytes, encoding_rs::GB18030.encode(text).0.as_ref());
        let (back, _, bad) = encoding_rs::GB18030.decode(&bytes);
        assert_eq!((back.as_ref(), bad), (text, false));
    }

    #[test]
    fn quoting_follows_rfc_4180() {
        let mut out = String::new();
        quote("a,\"b\"\nc", &mut out);
        assert_eq!(out, "\"a,\"\"b\"\"\nc\"");
    }
}
