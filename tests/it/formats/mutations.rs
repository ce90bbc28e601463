//! Fixtures with damaged bytes: no panic in our own readers, and every row accounted for.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{fixtures, read};
use crate::random::Random;
use crate::support::{self, Folder};

/// Mutations of each fixture; `TAIZHANG_MUTATIONS` asks for more.
fn rounds() -> u64 {
    std::env::var("TAIZHANG_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(60)
}

/// Numbers at which parsers break.
const EDGES: [u8; 8] = [0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff, b'<', b'>'];

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(6) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        let length = random.below(40).min(bytes.len() - at);
        match random.below(8) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = EDGES[random.below(EDGES.len())],
            2 => bytes[at..at + length].fill(EDGES[random.below(EDGES.len())]),
            3 => drop(bytes.drain(at..at + length)),
            4 => {
                let copied = bytes[at..at + length].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, copied);
            }
            5 => {
                // A digit of a number in markup, or a length in a header.
                let digits: Vec<usize> =
                    (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
                if let Some(at) = digits.get(random.below(digits.len())) {
                    let more = b"9".repeat(1 + random.below(9));
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

fn mutated(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if random.below(4) > 0
        && let Some(mut parts) = unpacked(&bytes)
    {
        let part = random.below(parts.len());
        mutate(&mut parts[part].1, random);
        let parts: Vec<(&str, &[u8])> =
            parts.iter().map(|(name, part)| (name.as_str(), part.as_slice())).collect();
        return super::zip(&parts);
    }
    mutate(&mut bytes, random);
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
            let mut random = Random::new(seed << 32 | round);
            let damaged = mutated(&bytes, &mut random);
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
            let mut random = Random::new(seed << 32 | round);
            input.write(&format!("{round}/{name}"), mutated(&bytes, &mut random));
        }
    }
    support::run(support::overrides(&[input.path().to_owned()], out.path(), "2025-09-30"));
    let accounts = support::accounts(out.path());
    assert!(accounts.len() >= fixtures().len());
    for (path, account) in accounts {
        assert!(account.is_balanced(), "{path}: {account:?}");
    }
}
