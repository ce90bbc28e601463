//! Zip files as workbooks, `.xlsx` and `.ods`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use taizhang::read::sniff::Format;

fuzz_target!(|bytes: &[u8]| {
    taizhang_fuzz::read(bytes, Format::Zip);
});
