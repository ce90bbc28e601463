//! Reading: files to blocks of raw cells. What a file is, is decided by its content.

pub mod csv;
pub mod delimited;
pub mod discover;
pub mod header;
pub mod lines;
mod ole;
pub mod registry;
mod rows;
mod separators;
pub mod sheet_table;
pub mod sniff;
pub mod table;
pub mod workbook;
