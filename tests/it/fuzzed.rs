//! The corpus of the fuzz targets, run again through the functions that the targets call.

use crate::support;

#[path = "../../fuzz/src/targets/mod.rs"]
mod targets;

#[test]
fn the_corpus_of_every_target_does_no_harm() {
    for (name, target) in targets::ALL {
        let folder = support::project().join("fuzz/corpus").join(name);
        let inputs = support::contents(&folder);
        assert!(!inputs.is_empty(), "{name} has no corpus");
        for (input, bytes) in inputs {
            let outcome = std::panic::catch_unwind(|| target(&bytes));
            assert!(outcome.is_ok(), "fuzz/corpus/{name}/{input}");
        }
    }
}
