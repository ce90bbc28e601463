//! What a file is, by its first bytes and not by its name; and in one pass its hash and encoding.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::model::sheet::Encoding;

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Delimited text.
    Text(Encoding),
    /// A workbook in a zip archive (`.xlsx`).
    Xlsx,
    /// An OLE2 container (`.xls`, or an encrypted `.xlsx`).
    Ole,
    /// Something named that is no table.
    Other(&'static str),
    /// No bytes at all.
    Empty,
}

/// What one pass over a file tells.
#[derive(Clone, Debug)]
pub struct Fingerprint {
    /// Bytes.
    pub size: u64,
    /// BLAKE3, hexadecimal.
    pub hash: String,
    /// What it is.
    pub format: Format,
    /// Length of the byte-order mark.
    pub bom: u64,
}

const BUFFER_BYTES: usize = 1 << 20;
const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";

/// First bytes of files that people send by mistake, and what to call them.
const MAGIC: [(&[u8], &str); 9] = [
    (b"%PDF", "PDF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"\xff\xfe", "UTF-16 文本"),
    (b"\xfe\xff", "UTF-16 文本"),
];

/// Reads the whole file once.
///
/// # Errors
/// When it cannot be opened or read.
pub fn fingerprint(path: &Path) -> io::Result<Fingerprint> {
    let mut file = File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut utf8 = Utf8Check::default();
    let mut buffer = Vec::with_capacity(BUFFER_BYTES + UTF8_LONGEST);
    let mut size = 0u64;
    let mut format = Format::Empty;
    let mut bom = 0;
    loop {
        let carried = buffer.len();
        let limit = u64::try_from(BUFFER_BYTES).unwrap_or(u64::MAX);
        let read = file.by_ref().take(limit).read_to_end(&mut buffer)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[carried..]);
        if size == 0 {
            format = by_magic(&buffer);
            if buffer.starts_with(UTF8_BOM) {
                bom = UTF8_BOM.len() as u64;
            }
        }
        size += read as u64;
        utf8.advance(&mut buffer);
    }
    if let Format::Text(encoding) = &mut format
        && !(utf8.valid && buffer.is_empty())
    {
        *encoding = Encoding::Gb18030;
    }
    Ok(Fingerprint { size, hash: hasher.finalize().to_hex().to_string(), format, bom })
}

fn by_magic(start: &[u8]) -> Format {
    if start.starts_with(b"PK\x03\x04") {
        return Format::Xlsx;
    }
    if start.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Format::Ole;
    }
    for (magic, name) in MAGIC {
        if start.starts_with(magic) {
            return Format::Other(name);
        }
    }
    if start[..start.len().min(BINARY_PROBE)].contains(&0) {
        return Format::Other("二进制文件");
    }
    Format::Text(Encoding::Utf8)
}

/// Text has no NUL among its first bytes.
const BINARY_PROBE: usize = 4096;

/// Longest UTF-8 sequence.
const UTF8_LONGEST: usize = 4;

/// Length of a sequence at the end of `bytes` that more bytes may complete.
fn unfinished(bytes: &[u8]) -> usize {
    let tail = bytes.iter().rev().take(UTF8_LONGEST - 1);
    let lead = tail.enumerate().find(|(_, byte)| **byte & 0xc0 != 0x80);
    match lead {
        Some((behind, byte)) => {
            let length = match byte {
                0xc0..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xff => 4,
                _ => 1,
            };
            if length > behind + 1 { behind + 1 } else { 0 }
        }
        None => 0,
    }
}

/// Strict validation of a stream: a one-line guess fails, since GBK text can be valid UTF-8 for a while.
struct Utf8Check {
    valid: bool,
}

impl Default for Utf8Check {
    fn default() -> Self {
        Self { valid: true }
    }
}

impl Utf8Check {
    /// Checks `buffer` and leaves in it only the start of a sequence that the next bytes must complete.
    fn advance(&mut self, buffer: &mut Vec<u8>) {
        if self.valid {
            let whole = buffer.len() - unfinished(buffer);
            if simdutf8::basic::from_utf8(&buffer[..whole]).is_ok() {
                buffer.drain(..whole);
                return;
            }
            self.valid = false;
        }
        buffer.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniff(name: &str, bytes: &[u8]) -> Fingerprint {
        let path =
            std::env::temp_dir().join(format!("taizhang-sniff-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).expect("written");
        let found = fingerprint(&path).expect("readable");
        std::fs::remove_file(&path).expect("removed");
        found
    }

    #[test]
    fn encoding_is_decided_over_the_whole_file() {
        let mut text = "姓名,身份证号\n".repeat(100_000).into_bytes();
        assert_eq!(sniff("utf8", &text).format, Format::Text(Encoding::Utf8));
        text.extend_from_slice(b"\xcd\xa8\xbb\xaf\n");
        assert_eq!(sniff("gbk", &text).format, Format::Text(Encoding::Gb18030));
        // Ends within a sequence.
        assert_eq!(sniff("cut", b"a\xe5\xa7").format, Format::Text(Encoding::Gb18030));
    }

    #[test]
    fn formats_are_known_by_their_first_bytes() {
        assert_eq!(sniff("empty", b"").format, Format::Empty);
        assert_eq!(sniff("bom", b"\xef\xbb\xbfa").bom, 3);
        assert_eq!(sniff("pdf", b"%PDF-1.7").format, Format::Other("PDF 文档"));
        assert_eq!(sniff("bin", b"a\0b").format, Format::Other("二进制文件"));
        assert_eq!(sniff("zip", b"PK\x03\x04").format, Format::Xlsx);
    }
}
