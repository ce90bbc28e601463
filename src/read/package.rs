//! What a zip file is: a workbook, another document, or an archive of files; and whether its parts keep to the limits.

use std::io::{BufReader, Read};

use zip::ZipArchive;

use super::content::{Content, Source};
use super::error::ReadError;
use super::limits::{self, TooLarge};
use super::xml::{Guard, XmlReader};

/// An open zip file.
pub type Zip = ZipArchive<BufReader<Source>>;

/// What a zip file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Package {
    /// `.xlsx`
    Xlsx,
    /// `.ods`
    Ods,
    /// A document that is no table.
    Other(&'static str),
    /// Files packed together.
    Archive,
}

const CONTENT_TYPES: &str = "[Content_Types].xml";
const MIMETYPE: &str = "mimetype";
const ODS: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// Parts that tell documents from each other, and what to say of them.
const PARTS: [(&str, &str); 6] = [
    ("xl/workbook.bin", "二进制工作簿（.xlsb）"),
    ("word/", "Word 文档（.docx）"),
    ("ppt/", "演示文稿（.pptx）"),
    ("visio/", "Visio 图（.vsdx）"),
    ("OFD.xml", "OFD 版式文件"),
    ("Index/Document.iwa", "Numbers 表格"),
];

impl Package {
    /// Looks at the names of the entries.
    ///
    /// # Errors
    /// When the zip file is damaged.
    pub fn of(zip: &mut Zip) -> Result<Self, ReadError> {
        if zip.index_for_name(MIMETYPE) == Some(0) {
            let mut kind = Vec::new();
            zip.by_index(0)?.take(ODS.len() as u64 + 1).read_to_end(&mut kind)?;
            let is_ods = kind.trim_ascii_end() == ODS;
            return Ok(if is_ods { Self::Ods } else { Self::Other("OpenDocument 文档") });
        }
        let names: Vec<&[u8]> = zip.file_names_raw().collect();
        let has = |part: &str| {
            names.iter().any(|name| {
                let start = name.get(..part.len()).unwrap_or(name);
                start.eq_ignore_ascii_case(part.as_bytes())
            })
        };
        let is_document = has(CONTENT_TYPES);
        for (part, what) in PARTS {
            if has(part) && (is_document || !part.ends_with('/')) {
                return Ok(Self::Other(what));
            }
        }
        Ok(if is_document { Self::Xlsx } else { Self::Archive })
    }
}

/// Opens a zip file.
///
/// # Errors
/// When it is damaged.
pub fn open(content: &Content) -> Result<Zip, ReadError> {
    Ok(ZipArchive::new(BufReader::new(content.open()?))?)
}

/// Parts of a workbook that are read as a stream; its parser holds the others in memory.
const STREAMED: &str = "xl/worksheets/";
const SHARED_STRINGS: &str = "sharedstrings.xml";
/// As long as there are formulas, and of no use here.
const UNREAD: &str = "xl/calcchain.xml";
const XML: &str = ".xml";
const RELATIONS: &str = ".rels";

/// Inflates every part of a workbook that could be too large, since sizes in headers may lie.
///
/// # Errors
/// When a part passes a limit or cannot be inflated.
pub fn check_parts(zip: &mut Zip) -> Result<(), ReadError> {
    for index in 0..zip.len() {
        let entry = zip.by_index(index)?;
        let name = String::from_utf8_lossy(entry.name_raw()).to_ascii_lowercase();
        let streamed = name.starts_with(STREAMED);
        let most = if streamed { limits::STREAMED_PART_BYTES } else { limits::HELD_PART_BYTES };
        let packed = entry.compressed_size();
        let limit = limits::inflated(packed, most);
        if entry.size() > limit {
            return Err(limits::inflates_too_much(&name, limit, most).into());
        }
        let shared = name.ends_with(SHARED_STRINGS);
        if packed.saturating_mul(limits::DEFLATE_RATIO) <= limits::XML_TOKEN_BYTES && !shared {
            continue;
        }
        if !(streamed || name.ends_with(XML) || name.ends_with(RELATIONS)) {
            // A picture; or a part under a wrong name, which is small enough to be held.
            if std::io::copy(&mut entry.take(limit + 1), &mut std::io::sink())? > limit {
                return Err(limits::inflates_too_much(&name, limit, most).into());
            }
            continue;
        }
        let mut guard = Guard::new(entry, &name, limit, most);
        if shared {
            check_count(&mut guard)?;
        }
        std::io::copy(&mut guard, &mut std::io::sink())?;
        let tags = if streamed || name == UNREAD {
            u64::MAX
        } else if shared {
            // Each in an element with a text element.
            2 * limits::SHARED_STRINGS
        } else {
            limits::HELD_PART_TAGS
        };
        if guard.tags() > tags {
            return Err(TooLarge::new(format!("{name}的标签数"), tags).into());
        }
    }
    Ok(())
}

/// The parser reserves room for as many strings as the part says it has.
fn check_count(guard: &mut impl Read) -> Result<(), ReadError> {
    let mut xml = XmlReader::new(BufReader::new(guard));
    while let Some(event) = xml.next()? {
        let quick_xml::events::Event::Start(tag) = event else { continue };
        let count = super::xml::attribute(&tag, "uniqueCount").and_then(|n| n.parse::<u64>().ok());
        if count.is_some_and(|count| count > limits::SHARED_STRINGS) {
            return Err(TooLarge::new("共享文本的个数", limits::SHARED_STRINGS).into());
        }
        break;
    }
    Ok(())
}
