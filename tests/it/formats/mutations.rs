//! Fixtures with damaged bytes: no panic in our own readers, and every row accounted for.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{fixtures, read};
use crate::support::{self, Folder};

/// Mutations of each fixture; `TAIZHANG_MUTATIONS` asks for more.
fn rounds() -> u64 {
    std::env::var("TAIZHANG_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(60)
}

/// A small generator with a seed (`SplitMix64`).
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

/// Numbers at which parsers break.
const EDGES: [u8; 8] = [0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff, b'<', b'>'];

fn mutate(bytes: &mut Vec<u8>, rng: &mut Rng) {
    for _ in 0..=rng.below(6) {
        if bytes.is_empty() {
            return;
        }
        let at = rng.below(bytes.len());
        let length = rng.below(40).min(bytes.len() - at);
        match rng.below(8) {
            0 => bytes[at] ^= 1 << rng.below(8),
            1 => bytes[at] = EDGES[rng.below(EDGES.len())],
            2 => bytes[at..at + length].fill(EDGES[rng.below(EDGES.len())]),
            3 => drop(bytes.drain(at..at + length)),
            4 => {
                let copied = bytes[at..at + length].to_vec();
                let to = rng.below(bytes.len());
                bytes.splice(to..to, copied);
            }
            5 => {
                // A digit of a number in markup, or a length in a header.
                let digits: Vec<usize> =
                    (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
                if let Some(at) = digits.get(rng.below(digits.len())) {
                    let more = b"9".repeat(1 + rng.below(9));
                    bytes.splice(at..at, more);
                }
            }
            6 => bytes.truncate(at),
            _ => bytes[at..].iter_mut().take(4).for_each(|byte| *byte = 0xff),
        }
    }
}

/// Parts of packed formats are mutated unpacked, or nearly all mutations would only break the packing.
fn unpacked(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).ok()?;
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).ok()?;
            let mut part = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut part).ok()?;
            Some((String::from_utf8_lossy(entry.name_raw()).into_owned(), part))
        })
        .collect()
}

fn mutated(bytes: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if rng.below(4) > 0
        && let Some(mut parts) = unpacked(&bytes)
    {
        let part = rng.below(parts.len());
        mutate(&mut parts[part].1, rng);
        let parts: Vec<(&str, &[u8])> =
            parts.iter().map(|(name, part)| (name.as_str(), part.as_slice())).collect();
        return super::zip(&parts);
    }
    mutate(&mut bytes, rng);
    bytes
}

#[test]
fn damaged_bytes_do_no_harm() {
    for (seed, path) in (0u64..).zip(fixtures()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        // The parser of .xlsx is another crate's; its panics are caught where a run reads files.
        let ours = !name.starts_with("XLSX");
        for round in 0..rounds() {
            let mut rng = Rng(seed << 32 | round);
            let damaged = mutated(&bytes, &mut rng);
            let outcome = catch_unwind(AssertUnwindSafe(|| read(name, damaged.clone()).is_ok()));
            if outcome.is_err() && ours {
                let kept = std::env::temp_dir().join(format!("taizhang-damaged-{round}-{name}"));
                std::fs::write(&kept, damaged).unwrap();
                panic!("{name}, round {round}: see {}", kept.display());
            }
        }
    }
}

#[test]
fn every_row_of_damaged_files_is_accounted_for() {
    let (input, out) = (Folder::new(), Folder::new());
    for (seed, path) in (1000u64..).zip(fixtures()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        for round in 0..rounds() / 5 {
            let mut rng = Rng(seed << 32 | round);
            input.write(&format!("{round}/{name}"), mutated(&bytes, &mut rng));
        }
    }
    support::run(support::overrides(&[input.path().to_owned()], out.path(), "2025-09-30"));
    let accounts = support::accounts(out.path());
    assert!(accounts.len() >= fixtures().len());
    for (path, account) in accounts {
        assert!(account.is_balanced(), "{path}: {account:?}");
    }
}
