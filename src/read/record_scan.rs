//! Where records end: the only sequential look at delimited text, at quotes and line breaks only.

use memchr::{memchr, memchr_iter, memchr2, memrchr};

use super::csv::{Dialect, QUOTE};

/// Finds where records end, remembering how far it has looked.
#[derive(Debug, Default)]
pub(super) struct RecordScan {
    position: usize,
    /// Behind the last record that ended.
    pub last_end: usize,
    /// Records that ended.
    pub records: u32,
    /// Where to go on looking for the closing quote of a cell that is open.
    pub quote_from: Option<usize>,
}

impl RecordScan {
    /// Looks at what has come since it last looked.
    pub fn advance(&mut self, bytes: &[u8], Dialect { delimiter, newline }: Dialect) {
        let new = &bytes[self.position..];
        if self.quote_from.is_none() && memchr(QUOTE, new).is_none() {
            if let Some(last) = memrchr(newline, new) {
                self.last_end = self.position + last + 1;
                let records = memchr_iter(newline, new).count();
                self.records += u32::try_from(records).unwrap_or(u32::MAX);
            }
            self.position = bytes.len();
            return;
        }
        loop {
            if let Some(from) = self.quote_from {
                match closing_quote(bytes, from) {
                    Ok(close) => {
                        self.quote_from = None;
                        self.position = close + 1;
                    }
                    Err(resume) => {
                        self.quote_from = Some(resume);
                        return;
                    }
                }
            }
            let Some(found) = memchr2(QUOTE, newline, &bytes[self.position..]) else {
                self.position = bytes.len();
                return;
            };
            let at = self.position + found;
            self.position = at + 1;
            if bytes[at] == newline {
                self.last_end = at + 1;
                self.records += 1;
            } else if at == 0 || bytes[at - 1] == delimiter || bytes[at - 1] == newline {
                self.quote_from = Some(at + 1);
            }
        }
    }
}

/// The quote that closes a cell, or where to go on looking once there are more bytes.
fn closing_quote(bytes: &[u8], mut from: usize) -> Result<usize, usize> {
    loop {
        let Some(found) = memchr(QUOTE, &bytes[from..]) else {
            return Err(bytes.len());
        };
        let at = from + found;
        match bytes.get(at + 1) {
            Some(&QUOTE) => from = at + 2,
            Some(_) => return Ok(at),
            // Another quote may follow in the next bytes.
            None => return Err(at),
        }
    }
}
