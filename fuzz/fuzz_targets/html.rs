//! See [`taizhang_fuzz::targets`].

#![no_main]

use libfuzzer_sys::fuzz_target;
use taizhang_fuzz::targets::files;

fuzz_target!(|bytes: &[u8]| {
    files::html(bytes);
});
