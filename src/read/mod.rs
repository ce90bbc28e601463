//! Reading: files to blocks of raw cells. What a file is, is decided by its content.
//!
//! A file's [`content`] may stand in an [`archive`]; [`sniff`] tells its format; a [`container`] opens it, as [`delimited`]
//! text or as a workbook ([`book`]), and either way its sheets come as blocks of rows.

pub mod archive;
pub mod book;
pub mod claims;
pub mod container;
pub mod content;
pub mod counts;
pub mod csv;
pub mod delimited;
pub mod discover;
pub mod error;
pub mod header;
pub mod limits;
pub mod lines;
mod ole;
mod package;
mod record_scan;
pub mod registry;
mod rows;
mod separators;
pub mod sheet_table;
pub mod sniff;
pub mod spent;
pub mod table;
mod transcode;
mod xml;
