//! A check of OLE2 containers before they are parsed: chains of sectors that run in circles would never end.
//!
//! Source: [MS-CFB] 2.2 (header), 2.3 (FAT), 2.4 (mini FAT), 2.5 (DIFAT).

/// Entries from here on end a chain or mark what is no part of one.
const FIRST_RESERVED: u32 = 0xffff_fffa;
const HEADER: usize = 512;
const DIFAT_IN_HEADER: usize = 109;

/// Whether every chain of sectors in the container comes to an end.
#[must_use]
pub fn chains_end(bytes: &[u8]) -> bool {
    check(bytes).unwrap_or(false)
}

fn check(bytes: &[u8]) -> Option<bool> {
    let shift = u16::from_le_bytes(*bytes.get(0x1e..)?.first_chunk()?);
    if shift != 9 && shift != 12 {
        return Some(false);
    }
    let container = Container { bytes, size: 1 << shift };
    let Some(fat) = container.fat() else { return Some(false) };
    if has_circle(&fat) {
        return Some(false);
    }
    let mut mini = Vec::new();
    let mut sector = word(bytes, 0x3c)?;
    while sector < FIRST_RESERVED {
        mini.extend(container.words(sector)?);
        sector = *fat.get(sector as usize)?;
    }
    Some(!has_circle(&mini))
}

struct Container<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl Container<'_> {
    /// The words of a sector; the last one of a file may be cut short.
    fn words(&self, sector: u32) -> Option<Vec<u32>> {
        let start = HEADER.max(self.size).checked_add(self.size.checked_mul(sector as usize)?)?;
        let end = start.checked_add(self.size)?.min(self.bytes.len());
        let (words, _) = self.bytes.get(start..end)?.as_chunks::<4>();
        Some(words.iter().map(|word| u32::from_le_bytes(*word)).collect())
    }

    /// The next sector of every sector; `None` when the list of its own sectors runs in circles.
    fn fat(&self) -> Option<Vec<u32>> {
        let (listed, _) = self.bytes.get(0x4c..0x4c + 4 * DIFAT_IN_HEADER)?.as_chunks::<4>();
        let mut sectors: Vec<u32> = listed.iter().map(|word| u32::from_le_bytes(*word)).collect();
        let mut next = word(self.bytes, 0x44)?;
        let most = self.bytes.len() / self.size;
        for _ in 0..=most {
            if next >= FIRST_RESERVED {
                sectors.retain(|sector| *sector < FIRST_RESERVED);
                if sectors.len() > most {
                    return None;
                }
                let mut fat = Vec::new();
                for sector in sectors {
                    fat.extend(self.words(sector)?);
                }
                return Some(fat);
            }
            let mut more = self.words(next)?;
            next = more.pop()?;
            sectors.extend(more);
        }
        None
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|word| u32::from_le_bytes(*word))
}

/// Whether following `next` from any entry comes back to where it has been.
fn has_circle(next: &[u32]) -> bool {
    // 0: not visited; otherwise the walk that visited it.
    let mut visited = vec![0u32; next.len()];
    for (walk, start) in (1u32..).zip(0..next.len()) {
        let mut at = start;
        while let Some(mark) = visited.get_mut(at) {
            if *mark == walk {
                return true;
            }
            if *mark != 0 {
                break;
            }
            *mark = walk;
            match next.get(at) {
                Some(to) if *to < FIRST_RESERVED => at = *to as usize,
                _ => break,
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &[u8] = include_bytes!("../../sample-data/吉林省/延边州敦化市台账.xls");

    #[test]
    fn sound_containers_pass() {
        assert!(chains_end(SAMPLE));
        assert!(!chains_end(b"\xd0\xcf\x11\xe0"));
    }

    #[test]
    fn circles_are_found() {
        assert!(!has_circle(&[1, 2, FIRST_RESERVED, 1]));
        assert!(has_circle(&[1, 2, 0]));
        assert!(has_circle(&[0]));
        let mut damaged = SAMPLE.to_vec();
        // The first FAT sector: its first entry points to itself.
        let fat = u32::from_le_bytes(*damaged[0x4c..].first_chunk().expect("a header")) as usize;
        damaged[HEADER + (fat << 9)..][..4].copy_from_slice(&0u32.to_le_bytes());
        assert!(!chains_end(&damaged));
    }
}
