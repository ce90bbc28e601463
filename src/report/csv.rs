//! Comma-separated values as the contract has them: UTF-8, LF, no BOM, quoted only where RFC 4180 needs it; no cell is a formula.

use std::io::{self, Write};

use wide::u8x16;

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

    /// Cells that many rows have.
    pub(super) fn repeated(&mut self, cells: &Repeated) -> io::Result<()> {
        self.separate()?;
        self.out.write_all(&cells.0)
    }

    /// One cell as it is: a number written as text.
    pub(super) fn exact(&mut self, cell: &str) -> io::Result<()> {
        self.separate()?;
        if !needs_quotes(cell.as_bytes()) {
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

/// Cells as rows have them, to be written many times.
#[derive(Debug, Default)]
pub(super) struct Repeated(Vec<u8>);

impl Repeated {
    /// These texts, as [`Csv::text`] writes them.
    pub(super) fn of(texts: &[&str]) -> io::Result<Self> {
        let mut csv = Csv { out: Vec::new(), inside_row: false };
        texts.iter().try_for_each(|text| csv.text(text))?;
        Ok(Self(csv.out))
    }
}

/// Whether a cell has a byte that must stand between quotes.
fn needs_quotes(cell: &[u8]) -> bool {
    const LANE: usize = 16;
    let (lanes, rest) = cell.as_chunks::<LANE>();
    let any = lanes.iter().fold(u8x16::ZERO, |any, lane| {
        let lane = u8x16::from(*lane);
        QUOTED.iter().fold(any, |any, byte| any | lane.simd_eq(u8x16::splat(*byte)))
    });
    // Without an early end, so that several bytes are looked at together.
    let in_rest = rest.iter().fold(false, |any, byte| any | IS_QUOTED[usize::from(*byte)]);
    in_rest || any.to_bitmask() != 0
}

const QUOTED: [u8; 4] = *b"\",\r\n";

/// The same as a table, for what is left behind whole lanes.
const IS_QUOTED: [bool; 256] = {
    let mut table = [false; 256];
    let mut index = 0;
    while index < QUOTED.len() {
        table[QUOTED[index] as usize] = true;
        index += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::{Csv, QUOTED, Repeated, needs_quotes};

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
    fn every_place_is_looked_at() {
        for length in 0..70 {
            let plain = "x".repeat(length).into_bytes();
            assert!(!needs_quotes(&plain));
            for at in 0..length {
                for byte in QUOTED {
                    let mut cell = plain.clone();
                    cell[at] = byte;
                    assert!(needs_quotes(&cell), "{at} of {length}");
                }
            }
        }
    }

    #[test]
    fn repeated_cells_are_as_if_written_one_by_one() {
        let texts = ["甲,乙", "", "=1", "丙"];
        let repeated = Repeated::of(&texts).expect("memory");
        let as_repeated = written(|csv| {
            csv.text("行")?;
            csv.repeated(&repeated)?;
            csv.end_row()
        });
        let one_by_one = written(|csv| {
            csv.text("行")?;
            texts.iter().try_for_each(|text| csv.text(text))?;
            csv.end_row()
        });
        assert_eq!(as_repeated, one_by_one);
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
