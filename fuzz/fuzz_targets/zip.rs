//! Archives and what is in them.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    taizhang_fuzz::read_archive(bytes);
});
