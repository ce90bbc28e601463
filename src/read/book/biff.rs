//! Records of BIFF5 and BIFF8 streams, and the strings in them. Strings of BIFF5 are in the code page of the workbook.
//!
//! Source: [MS-XLS] 2.1.4 (records), 2.5.293 (`XLUnicodeRichExtendedString`), 2.5.294
//! (`XLUnicodeString`).

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_8, WINDOWS_1252};

/// A record and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Its type.
    pub kind: u16,
    /// Offset in the stream.
    pub at: usize,
    /// Its content, without what continues it.
    pub data: &'a [u8],
}

/// Records from an offset on; a record that is cut off ends them.
pub fn records(stream: &[u8], mut at: usize) -> impl Iterator<Item = Record<'_>> {
    std::iter::from_fn(move || {
        let kind = word(stream, at)?;
        let length = usize::from(word(stream, at + 2)?);
        let record = Record { kind, at, data: stream.get(at + 4..at + 4 + length)? };
        at += 4 + length;
        Some(record)
    })
}

/// Two bytes.
pub fn word(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

/// Four bytes.
pub fn long(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

/// A number in eight bytes.
pub fn double(data: &[u8], at: usize) -> Option<f64> {
    data.get(at..)?.first_chunk().map(|bytes| f64::from_le_bytes(*bytes))
}

/// A number packed into four bytes.
pub fn packed_number(bits: u32) -> f64 {
    let number = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & 1 == 0 { number } else { number / 100.0 }
}

/// How the strings of a workbook are written.
#[derive(Clone, Copy, Debug)]
pub enum Strings {
    /// BIFF8: Unicode.
    Unicode,
    /// BIFF5: bytes of a code page.
    Bytes(&'static Encoding),
}

/// What `CODEPAGE` says. Chinese programs that leave it out write GBK.
pub fn encoding_of(code_page: u16) -> &'static Encoding {
    match code_page {
        932 => SHIFT_JIS,
        949 => EUC_KR,
        950 => BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1252 | 10000 | 32768 | 32769 => WINDOWS_1252,
        65001 => UTF_8,
        _ => GB18030,
    }
}

/// The bytes of a code page as text. Western code pages are often written over GBK by programs that know no other:
/// bytes that are whole GBK characters are taken for them.
pub fn decode(bytes: &[u8], encoding: &'static Encoding) -> String {
    if encoding == WINDOWS_1252
        && let Some(text) = GB18030.decode_without_bom_handling_and_without_replacement(bytes)
    {
        return text.into_owned();
    }
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

impl Strings {
    /// The string of a record at `at`, whose length stands before it in `length_bytes` bytes.
    pub fn read(self, records: &[&[u8]], at: usize, length_bytes: usize) -> Option<String> {
        let mut reader = Segments::new(records, at);
        let length = match length_bytes {
            1 => usize::from(reader.byte()?),
            _ => usize::from(reader.word()?),
        };
        match self {
            Self::Unicode => reader.unicode(length),
            Self::Bytes(encoding) => Some(decode(&reader.bytes(length)?, encoding)),
        }
    }
}

/// A record and those that continue it, read as one.
pub struct Segments<'a> {
    records: &'a [&'a [u8]],
    record: usize,
    at: usize,
}

const WIDE: u8 = 0x01;
const EXTENDED: u8 = 0x04;
const RICH: u8 = 0x08;

impl<'a> Segments<'a> {
    /// Reads from offset `at` of the first record.
    pub fn new(records: &'a [&'a [u8]], at: usize) -> Self {
        Self { records, record: 0, at }
    }

    /// What is left of the current record.
    fn rest(&self) -> &'a [u8] {
        self.records.get(self.record).and_then(|record| record.get(self.at..)).unwrap_or(&[])
    }

    fn next_record(&mut self) -> Option<()> {
        self.record += 1;
        self.at = 0;
        (self.record < self.records.len()).then_some(())
    }

    fn byte(&mut self) -> Option<u8> {
        while self.rest().is_empty() {
            self.next_record()?;
        }
        let byte = *self.rest().first()?;
        self.at += 1;
        Some(byte)
    }

    fn word(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            let here = self.rest().len().min(bytes);
            self.at += here;
            bytes -= here;
            if bytes > 0 {
                self.next_record()?;
            }
        }
        Some(())
    }

    fn bytes(&mut self, mut length: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        loop {
            let here = &self.rest()[..self.rest().len().min(length)];
            bytes.extend_from_slice(here);
            self.at += here.len();
            length -= here.len();
            if length == 0 {
                return Some(bytes);
            }
            self.next_record()?;
        }
    }

    /// A Unicode string of `length` characters, behind whose length the reader stands.
    pub fn unicode(&mut self, mut length: usize) -> Option<String> {
        let mut flags = self.byte()?;
        let runs = if flags & RICH != 0 { usize::from(self.word()?) } else { 0 };
        let extension = if flags & EXTENDED != 0 {
            usize::from(self.word()?) | usize::from(self.word()?) << 16
        } else {
            0
        };
        let mut units = Vec::new();
        loop {
            let rest = self.rest();
            let wide = flags & WIDE != 0;
            let here = (if wide { rest.len() / 2 } else { rest.len() }).min(length);
            if wide {
                let (pairs, _) = rest[..2 * here].as_chunks::<2>();
                units.extend(pairs.iter().map(|pair| u16::from_le_bytes(*pair)));
                self.at += 2 * here;
            } else {
                units.extend(rest[..here].iter().map(|byte| u16::from(*byte)));
                self.at += here;
            }
            length -= here;
            if length == 0 {
                break;
            }
            // The characters go on in the next record, behind flags of their own.
            self.next_record()?;
            flags = self.byte()?;
        }
        self.skip(4 * runs)?;
        self.skip(extension)?;
        Some(String::from_utf16_lossy(&units))
    }

    /// The strings of the shared table; as many as are there, whatever the table says.
    pub fn shared_strings(mut self) -> Vec<String> {
        let mut strings = Vec::new();
        if self.skip(8).is_none() {
            return strings;
        }
        while let Some(string) = self.word().and_then(|length| self.unicode(usize::from(length))) {
            strings.push(string);
        }
        strings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_go_on_over_records() {
        // 甲ab, cut behind its first character, the rest narrow; then a rich string.
        let first: &[u8] = &[0, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 0x32, 0x75];
        let second: &[u8] = &[0, b'a', b'b', 1, 0, 8, 1, 0, b'c', 9, 9, 9];
        let third: &[u8] = &[9];
        assert_eq!(Segments::new(&[first, second, third], 0).shared_strings(), ["甲ab", "c"]);
        // Cut off in the middle: what is whole counts.
        assert_eq!(Segments::new(&[first, &second[..7]], 0).shared_strings(), ["甲ab"]);
    }

    #[test]
    fn bytes_are_read_in_the_code_page() {
        let gbk: &[u8] = &[4, 0, 0xd0, 0xd5, 0xc3, 0xfb];
        for page in [936, 0, 1252] {
            let strings = Strings::Bytes(encoding_of(page));
            assert_eq!(strings.read(&[gbk], 0, 2).as_deref(), Some("姓名"));
        }
        assert_eq!(decode(b"caf\xe9", WINDOWS_1252), "café");
    }

    #[test]
    fn packed_numbers() {
        assert!((packed_number(3 << 2 | 2) - 3.0).abs() < 1e-9);
        assert!((packed_number(12_345 << 2 | 3) - 123.45).abs() < 1e-9);
        assert!((packed_number(0x3ff0_0000) - 1.0).abs() < 1e-9);
        assert!((packed_number((-5i32 << 2).cast_unsigned() | 2) + 5.0).abs() < 1e-9);
    }
}
