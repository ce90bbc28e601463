//! What a file is, by its first bytes and not by its name; and in one pass its hash and encoding.

use std::io::{self, Read};

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::content::Content;
use super::transcode::Transcoder;

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Delimited text.
    Text(Text),
    /// A web page, which may hold tables.
    Html(Text),
    /// `SpreadsheetML` 2003.
    SpreadsheetMl(Text),
    /// A zip file: a workbook (`.xlsx`, `.ods`), another document, or an archive.
    Zip,
    /// An OLE2 container (`.xls`, another document, or an encrypted `.xlsx`).
    Ole,
    /// Something named that is no table.
    Other(&'static str),
    /// No bytes at all.
    Empty,
}

/// How the bytes of a text are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its encoding.
    pub encoding: &'static encoding_rs::Encoding,
    /// Length of the byte-order mark.
    pub bom: usize,
}

impl Text {
    /// Whether its bytes are split as they are, without being decoded first.
    #[must_use]
    pub fn is_split_as_it_is(self) -> bool {
        self.encoding == UTF_8 || self.encoding == GB18030
    }

    /// The text as a stream of UTF-8.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn utf8(self, content: &Content) -> io::Result<Box<dyn Read + Send>> {
        let source = content.open_at(self.bom as u64)?;
        Ok(if self.encoding == UTF_8 {
            Box::new(source)
        } else {
            Box::new(Transcoder::new(source, self.encoding))
        })
    }
}

/// What one pass over a whole file tells.
#[derive(Clone, Debug)]
pub struct Fingerprint {
    /// Bytes.
    pub size: u64,
    /// BLAKE3, hexadecimal.
    pub hash: String,
    /// What it is.
    pub format: Format,
}

const BUFFER_BYTES: usize = 1 << 20;

/// First bytes of files that people send by mistake, and what to call them.
const MAGIC: [(&[u8], &str); 20] = [
    (b"%PDF", "PDF 文档"),
    (b"%!PS", "PostScript 文档"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"II*\0", "图片"),
    (b"MM\0*", "图片"),
    (b"RIFF", "图片或影音"),
    (b"Rar!", "RAR 压缩包，请解压后再交"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包，请解压后再交"),
    (b"\x1f\x8b", "gzip 压缩包，请解压后再交"),
    (b"BZh9", "bzip2 压缩包，请解压后再交"),
    (b"\xfd7zXZ", "xz 压缩包，请解压后再交"),
    (b"SQLite format 3", "SQLite 数据库"),
    (b"PAR1", "Parquet 文件"),
    (b"MIME-Version:", "网页归档（.mht），请在 Excel 中打开后另存为 .xlsx"),
    (b"\x09\x04\x06\0", "Excel 4.0 或更早的工作簿"),
    (b"\x09\x02\x06\0", "Excel 4.0 或更早的工作簿"),
    (b"\x09\0\x04\0", "Excel 4.0 或更早的工作簿"),
];

/// Signatures of zip files: an entry, an empty archive, a part of a split one.
const ZIP: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];

/// Size and hash of a stream, as it goes by.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    hasher: blake3::Hasher,
    size: u64,
}

impl Digest {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.size += bytes.len() as u64;
    }

    /// Bytes taken.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// BLAKE3 of all of them, hexadecimal.
    #[must_use]
    pub fn hash(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }
}

/// What a file seems to be by its beginning: a text that begins as UTF-8 may yet turn out not to be.
///
/// # Errors
/// When it cannot be opened or read.
pub fn first_look(content: &Content) -> io::Result<Format> {
    let mut start = Vec::new();
    content.open()?.take(BUFFER_BYTES as u64).read_to_end(&mut start)?;
    if start.is_empty() {
        return Ok(Format::Empty);
    }
    let mut format = by_magic(&start);
    if let Format::Text(text) | Format::Html(text) | Format::SpreadsheetMl(text) = &mut format {
        text.settle(is_utf8(&start[..start.len() - unfinished(&start)]));
    }
    Ok(format)
}

/// Strict validation.
#[must_use]
pub fn is_utf8(bytes: &[u8]) -> bool {
    simdutf8::basic::from_utf8(bytes).is_ok()
}

/// Reads the whole file once.
///
/// # Errors
/// When it cannot be opened or read.
pub fn fingerprint(content: &Content) -> io::Result<Fingerprint> {
    let mut file = content.open()?;
    let mut digest = Digest::default();
    let mut utf8 = Utf8Check::default();
    let mut buffer = Vec::with_capacity(BUFFER_BYTES + UTF8_LONGEST);
    let mut format = Format::Empty;
    loop {
        let carried = buffer.len();
        let limit = u64::try_from(BUFFER_BYTES).unwrap_or(u64::MAX);
        let read = file.by_ref().take(limit).read_to_end(&mut buffer)?;
        if read == 0 {
            break;
        }
        if digest.size() == 0 {
            format = by_magic(&buffer);
        }
        digest.update(&buffer[carried..]);
        utf8.advance(&mut buffer);
    }
    if let Format::Text(text) | Format::Html(text) | Format::SpreadsheetMl(text) = &mut format {
        text.settle(utf8.valid && buffer.is_empty());
    }
    Ok(Fingerprint { size: digest.size(), hash: digest.hash(), format })
}

fn by_magic(start: &[u8]) -> Format {
    if ZIP.iter().any(|magic| start.starts_with(magic)) {
        return Format::Zip;
    }
    if start.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Format::Ole;
    }
    for (magic, name) in MAGIC {
        if start.starts_with(magic) {
            return Format::Other(name);
        }
    }
    let (encoding, bom) = encoding_rs::Encoding::for_bom(start).unwrap_or((UTF_8, 0));
    let head = &start[bom..start.len().min(TEXT_PROBE)];
    if encoding == UTF_8 && head.contains(&0) {
        return Format::Other("二进制文件");
    }
    let text = Text { encoding, bom };
    let head = encoding.decode_without_bom_handling(head).0.trim_ascii_start().to_ascii_lowercase();
    if !head.starts_with('<') {
        return Format::Text(text);
    }
    let text = Text { encoding: declared(&head).unwrap_or(encoding), ..text };
    let text = if encoding == UTF_8 && bom == 0 { text } else { Text { encoding, ..text } };
    let is_page = HTML.iter().any(|tag| head.starts_with(tag));
    let is_xml = head.starts_with("<?xml");
    if is_page || (is_xml && head.contains("<html")) {
        Format::Html(text)
    } else if head.contains(SPREADSHEET_ML) {
        Format::SpreadsheetMl(text)
    } else if is_xml {
        Format::Other("XML 文件，但不是 Excel 的“XML 表格”，请在原系统中另存为 .xlsx")
    } else {
        Format::Text(Text { encoding, bom })
    }
}

/// Text has no NUL among its first bytes, and markup says what it is.
const TEXT_PROBE: usize = 4096;

const SPREADSHEET_ML: &str = "urn:schemas-microsoft-com:office:spreadsheet";

/// What pages begin with.
const HTML: [&str; 26] = [
    "<!doctype html",
    "<html",
    "<head",
    "<meta",
    "<title",
    "<style",
    "<link",
    "<script",
    "<body",
    "<table",
    "<thead",
    "<tbody",
    "<tr",
    "<td",
    "<div",
    "<span",
    "<p>",
    "<p ",
    "<br",
    "<center",
    "<font",
    "<form",
    "<h1",
    "<h2",
    "<h3",
    "<!--",
];

/// The encoding that a page or document says it has.
fn declared(head: &str) -> Option<&'static encoding_rs::Encoding> {
    let (_, after) = head.split_once("charset=").or_else(|| head.split_once("encoding="))?;
    let label = after.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    let known = encoding_rs::Encoding::for_label(&label.as_bytes()[..end.unwrap_or(label.len())])?;
    // What is really UTF-16 cannot say so in single bytes.
    (known != UTF_16LE && known != UTF_16BE).then_some(known)
}

impl Text {
    /// Whole UTF-8 is UTF-8, whatever a page says of itself; what is not is as it says, or GB18030.
    fn settle(&mut self, is_utf8: bool) {
        let wide = self.encoding == UTF_16LE || self.encoding == UTF_16BE;
        if wide {
            return;
        }
        if is_utf8 {
            self.encoding = UTF_8;
        } else if self.encoding == UTF_8 || self.encoding == encoding_rs::GBK {
            self.encoding = GB18030;
        }
    }

    /// The name shown to staff.
    #[must_use]
    pub fn label(self) -> &'static str {
        if self.encoding == GB18030 { "GB18030" } else { self.encoding.name() }
    }
}

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
            if is_utf8(&buffer[..whole]) {
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
        let found = fingerprint(&Content::File(path.clone())).expect("readable");
        std::fs::remove_file(&path).expect("removed");
        found
    }

    fn encoding(name: &str, bytes: &[u8]) -> (&'static str, usize) {
        match sniff(name, bytes).format {
            Format::Text(text) | Format::Html(text) | Format::SpreadsheetMl(text) => {
                (text.label(), text.bom)
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn encoding_is_decided_over_the_whole_file() {
        let mut text = "姓名,身份证号\n".repeat(100_000).into_bytes();
        assert_eq!(encoding("utf8", &text), ("UTF-8", 0));
        text.extend_from_slice(b"\xcd\xa8\xbb\xaf\n");
        assert_eq!(encoding("gbk", &text), ("GB18030", 0));
        // Ends within a sequence.
        assert_eq!(encoding("cut", b"a\xe5\xa7"), ("GB18030", 0));
        assert_eq!(encoding("bom", b"\xef\xbb\xbfa"), ("UTF-8", 3));
        assert_eq!(encoding("little", b"\xff\xfea\0"), ("UTF-16LE", 2));
        assert_eq!(encoding("big", b"\xfe\xff\0a"), ("UTF-16BE", 2));
    }

    #[test]
    fn pages_say_what_they_are_written_in() {
        let page = |charset: &str| format!("<html><meta charset='{charset}'>").into_bytes();
        let with = |charset: &str, more: &[u8]| [&page(charset), more].concat();
        assert_eq!(encoding("p1", &with("gb2312", b"\xd0\xd5")), ("GB18030", 0));
        assert_eq!(encoding("p2", &with("gb2312", "姓名".as_bytes())), ("UTF-8", 0));
        assert_eq!(encoding("p3", &with("utf-8", b"\xd0\xd5")), ("GB18030", 0));
        assert_eq!(encoding("p4", &with("big5", b"\xa9\x6d")), ("Big5", 0));
        assert_eq!(encoding("p5", &with("utf-16", b"\xd0\xd5")), ("GB18030", 0));
    }

    #[test]
    fn formats_are_known_by_their_first_bytes() {
        let format = |bytes: &[u8]| sniff("format", bytes).format;
        assert_eq!(format(b""), Format::Empty);
        assert_eq!(format(b"%PDF-1.7"), Format::Other("PDF 文档"));
        assert_eq!(format(b"a\0b"), Format::Other("二进制文件"));
        assert_eq!(format(b"PK\x03\x04"), Format::Zip);
        assert!(matches!(format(b"  <TABLE border=1>"), Format::Html(_)));
        assert!(matches!(format(b"<?xml version='1.0'?>\n<html>"), Format::Html(_)));
        assert!(matches!(format(b"<?xml version='1.0'?>\n<data/>"), Format::Other(_)));
        let xml =
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>";
        assert!(matches!(format(xml), Format::SpreadsheetMl(_)));
        assert!(matches!(format(b"<5,6\n"), Format::Text(_)));
        let wide: Vec<u8> = "\u{feff}<table>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(matches!(format(&wide), Format::Html(_)));
    }
}
