//! Every limit against hostile files, in one place, and the words that say which one was passed.

use std::fmt;

/// Rows of a sheet, and columns: those of an `.xlsx`.
pub const SHEET_ROWS: u32 = 1_048_576;
/// See [`SHEET_ROWS`].
pub const SHEET_COLUMNS: u32 = 16_384;
/// Cells of a sheet, blank ones left of a filled one included.
pub const SHEET_CELLS: u64 = 128 << 20;
/// Cells of all sheets of a brand registry, which is held in memory.
pub const REGISTRY_CELLS: u64 = 4 << 20;
/// Filled cells that a sheet says are repeated, written once for many.
pub const REPEATED_CELLS: u64 = 2 << 20;
/// Sheets of a workbook.
pub const SHEETS: usize = 1024;
/// Merged ranges of a sheet.
pub const MERGES: usize = 1 << 20;
/// Bytes of a text cell of a workbook (a spreadsheet allows 32,767 characters).
pub const CELL_BYTES: usize = 1 << 20;
/// Bytes of the texts of a row.
pub const ROW_BYTES: usize = 64 << 20;
/// Bytes of the texts of a sheet, besides those that its cells are allowed. Many cells may share one text, so that a small
/// file can hold more of it than anybody could read.
pub const SHEET_TEXT_BYTES: u64 = 64 << 20;
/// Bytes of text that every filled cell of a sheet adds to [`SHEET_TEXT_BYTES`].
pub const TEXT_BYTES_A_CELL: u64 = 256;
/// Bytes between two angle brackets of XML: a text or a tag.
pub const XML_TOKEN_BYTES: u64 = 4 << 20;
/// Elements of XML within each other.
pub const XML_DEPTH: u64 = 256;
/// Inflated bytes of an XML part that is read as a stream.
pub const STREAMED_PART_BYTES: u64 = 8 << 30;
/// Inflated bytes of an XML part that is held in memory.
pub const HELD_PART_BYTES: u64 = 512 << 20;
/// Texts that the sheets of a workbook share.
pub const SHARED_STRINGS: u64 = 32 << 20;
/// Tags of another part that is held, such as its styles.
pub const HELD_PART_TAGS: u64 = 2 << 20;
/// Bytes of a file that is held in memory while it is read: `.xls`, an HTML page, an entry of an archive.
pub const HELD_FILE_BYTES: u64 = 1 << 30;
/// How many times larger than packed an entry may be, once it is larger than [`RATIO_FREE_BYTES`].
pub const RATIO: u64 = 200;
/// See [`RATIO`].
pub const RATIO_FREE_BYTES: u64 = 64 << 20;
/// A deflated byte never gives more than this many.
pub const DEFLATE_RATIO: u64 = 1032;
/// Entries of an archive.
pub const ARCHIVE_ENTRIES: usize = 4096;
/// Archives within each other.
pub const ARCHIVE_DEPTH: usize = 3;
/// Inflated bytes of all archives within one archive.
pub const NESTED_ARCHIVE_BYTES: u64 = 1 << 30;
/// Tables of an HTML page within each other.
pub const TABLE_DEPTH: usize = 32;

/// A limit was passed; the text names it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TooLarge(String);

impl TooLarge {
    /// `what` is larger than `limit`.
    pub fn new(what: impl fmt::Display, limit: impl fmt::Display) -> Self {
        Self(format!("{what}超过上限 {limit}"))
    }

    /// As [`TooLarge::new`], with the limit in MiB.
    pub fn bytes(what: impl fmt::Display, limit: u64) -> Self {
        Self::new(what, format_args!("{} MiB", limit >> 20))
    }
}

/// Up to how many bytes something that is `packed` bytes long may be inflated.
#[must_use]
pub fn inflated(packed: u64, at_most: u64) -> u64 {
    packed.saturating_mul(RATIO).max(RATIO_FREE_BYTES).min(at_most)
}

/// What is said of an entry that inflates to more than `limit` bytes.
pub fn inflates_too_much(what: impl fmt::Display, limit: u64, at_most: u64) -> TooLarge {
    if limit == at_most {
        TooLarge::bytes(format_args!("{what}解压后的大小"), limit)
    } else {
        TooLarge::new(format_args!("{what}的压缩比"), format_args!("{RATIO} 倍，疑为压缩炸弹"))
    }
}
