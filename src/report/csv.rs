//! Comma-separated values as the contract has them: UTF-8, LF, no BOM, quoted only where RFC 4180 needs it; no cell is a formula.

use std::io::{self, Write};

use crate::model::formula::guard;

/// Writes rows of cells.
#[derive(Debug)]
pub(super) struct Csv<W> {
    out: W,
    inside_row: bool,
}

impl<W: Write> Csv<W> {
    /// A table with this header.
    pub(super) fn new(out: W, header: &[&str]) -> io::Result<Self> {
        let mut csv = Self { out, inside_row: false };
        csv.row(header)?;
        Ok(csv)
    }

    /// A whole row of texts.
    pub(super) fn row(&mut self, cells: &[impl AsRef<str>]) -> io::Result<()> {
        for cell in cells {
            self.text(cell.as_ref())?;
        }
        self.end_row()
    }

    /// One cell that a spreadsheet takes for text, whatever it begins with.
    pub(super) fn text(&mut self, cell: &str) -> io::Result<()> {
        self.exact(&guard(cell))
    }

    /// One cell as it is: a number written as text.
    pub(super) fn exact(&mut self, cell: &str) -> io::Result<()> {
        self.separate()?;
        // Without an early end, so that several bytes are looked at together.
        let quoted = |byte: u8| byte == b'"' || byte == b',' || byte == b'\r' || byte == b'\n';
        if !cell.bytes().fold(false, |any, byte| any | quoted(byte)) {
            return self.out.write_all(cell.as_bytes());
        }
        self.out.write_all(b"\"")?;
        for (index, piece) in cell.split('"').enumerate() {
            if index > 0 {
                self.out.write_all(b"\"\"")?;
            }
            self.out.write_all(piece.as_bytes())?;
        }
        self.out.write_all(b"\"")
    }

    /// One cell with a number.
    pub(super) fn number(&mut self, number: impl itoa::Integer) -> io::Result<()> {
        self.separate()?;
        self.out.write_all(itoa::Buffer::new().format(number).as_bytes())
    }

    /// One cell with a number, or an empty one.
    pub(super) fn optional(&mut self, number: Option<impl itoa::Integer>) -> io::Result<()> {
        match number {
            Some(number) => self.number(number),
            None => self.exact(""),
        }
    }

    /// Ends the row.
    pub(super) fn end_row(&mut self) -> io::Result<()> {
        self.inside_row = false;
        self.out.write_all(b"\n")
    }

    fn separate(&mut self) -> io::Result<()> {
        if self.inside_row {
            self.out.write_all(b",")?;
        }
        self.inside_row = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Csv;

    fn written(fill: impl FnOnce(&mut Csv<&mut Vec<u8>>) -> std::io::Result<()>) -> String {
        let mut bytes = Vec::new();
        let mut csv = Csv::new(&mut bytes, &["a", "b"]).expect("memory");
        fill(&mut csv).expect("memory");
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn quotes_only_where_needed() {
        let text = written(|csv| {
            csv.row(&["长春市", " 前后有空格 "])?;
            csv.row(&["a,b", "他说\"好\""])?;
            csv.row(&["两\n行", ""])?;
            csv.number(-5)?;
            csv.text("'5")?;
            csv.end_row()
        });
        assert_eq!(
            text,
            "a,b\n长春市, 前后有空格 \n\"a,b\",\"他说\"\"好\"\"\"\n\"两\n行\",\n-5,'5\n"
        );
    }

    #[test]
    fn what_a_spreadsheet_would_compute_is_made_text() {
        let text = written(|csv| {
            for cell in ["=1+1", "-5", "\t1", "\r1", "1-1", "'=1"] {
                csv.text(cell)?;
                csv.end_row()?;
            }
            csv.exact("-5")?;
            csv.number(-5)?;
            csv.end_row()
        });
        assert_eq!(text, "a,b\n'=1+1\n'-5\n'\t1\n\"'\r1\"\n1-1\n''=1\n-5,-5\n");
    }
}
