//! Pages with tables.

#![no_main]

use libfuzzer_sys::fuzz_target;
use taizhang::read::sniff::Format;

fuzz_target!(|bytes: &[u8]| {
    taizhang_fuzz::read_text(bytes, Format::Html);
});
