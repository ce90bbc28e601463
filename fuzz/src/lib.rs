//! What the fuzz targets do with bytes. The functions of `targets` are also called by the project's own tests, which
//! replay `corpus/` with them; nothing in them needs libFuzzer.

pub mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// Runs a target as the program would: a panic inside the parser of `.xlsx`, which is another project's, is caught.
pub fn sparing_calamine(run: impl FnOnce()) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let abort = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !panic.location().is_some_and(|place| place.file().contains("calamine")) {
                abort(panic);
            }
        }));
    });
    let _ = catch_unwind(AssertUnwindSafe(run));
}
