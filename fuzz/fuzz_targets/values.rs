//! See [`taizhang_fuzz::targets`].

#![no_main]

use libfuzzer_sys::fuzz_target;
use taizhang_fuzz::targets::values;

fuzz_target!(|bytes: &[u8]| {
    values::values(bytes);
});
