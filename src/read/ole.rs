//! OLE2 containers: the streams in them by name. Chains of sectors that run in circles are refused before anything is
//! read.
//!
//! Source: [MS-CFB] 2.2 (header), 2.3 (FAT), 2.4 (mini FAT), 2.5 (DIFAT), 2.6 (directory).

/// Entries from here on end a chain or mark what is no part of one.
const FIRST_RESERVED: u32 = 0xffff_fffa;
const HEADER: usize = 512;
const DIFAT_IN_HEADER: usize = 109;
const MINI_SECTOR: usize = 64;
const DIRECTORY_ENTRY: usize = 128;

/// A sound container.
pub struct Ole<'a> {
    container: Container<'a>,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    /// Streams shorter than this stand in the mini stream.
    mini_cutoff: usize,
    mini_stream: Vec<u8>,
    streams: Vec<Stream>,
}

struct Stream {
    name: String,
    start: u32,
    size: usize,
}

impl<'a> Ole<'a> {
    /// Opens a container; `None` when it is damaged.
    #[must_use]
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16::from_le_bytes(*bytes.get(0x1e..)?.first_chunk()?);
        if shift != 9 && shift != 12 {
            return None;
        }
        let container = Container { bytes, size: 1 << shift };
        let fat = container.fat()?;
        if has_circle(&fat) {
            return None;
        }
        let mut mini_fat = Vec::new();
        for sector in chain(&fat, word(bytes, 0x3c)?) {
            mini_fat.extend(container.words(sector?)?);
        }
        if has_circle(&mini_fat) {
            return None;
        }
        let mini_cutoff = word(bytes, 0x38)? as usize;
        let (mini_stream, streams) = (Vec::new(), Vec::new());
        let mut ole = Self { container, fat, mini_fat, mini_cutoff, mini_stream, streams };
        ole.read_directory()?;
        Some(ole)
    }

    fn read_directory(&mut self) -> Option<()> {
        let start = word(self.container.bytes, 0x30)?;
        let mut directory = Vec::new();
        for sector in chain(&self.fat, start) {
            directory.extend_from_slice(self.container.sector(sector?)?);
        }
        for entry in directory.as_chunks::<DIRECTORY_ENTRY>().0 {
            let stream = Stream {
                name: name(entry),
                start: word(entry, 0x74)?,
                size: word(entry, 0x78)? as usize,
            };
            match entry[0x42] {
                STREAM => self.streams.push(stream),
                ROOT => self.mini_stream = self.sectors(stream.start, stream.size)?,
                _ => {}
            }
        }
        Some(())
    }

    /// Whether there is a stream of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.streams.iter().any(|stream| stream.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream; `None` when it is missing or cut short.
    #[must_use]
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let found = |stream: &&Stream| stream.name.eq_ignore_ascii_case(name);
        let stream = self.streams.iter().find(found)?;
        if stream.size >= self.mini_cutoff {
            return self.sectors(stream.start, stream.size);
        }
        let mut bytes = Vec::new();
        for sector in chain(&self.mini_fat, stream.start) {
            let start = MINI_SECTOR.checked_mul(sector? as usize)?;
            let end = start.checked_add(MINI_SECTOR)?.min(self.mini_stream.len());
            bytes.extend_from_slice(self.mini_stream.get(start..end)?);
        }
        cut(bytes, stream.size)
    }

    fn sectors(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        for sector in chain(&self.fat, start) {
            if bytes.len() >= size {
                break;
            }
            bytes.extend_from_slice(self.container.sector(sector?)?);
        }
        cut(bytes, size)
    }
}

/// Kinds of directory entries.
const STREAM: u8 = 2;
const ROOT: u8 = 5;

fn name(entry: &[u8; DIRECTORY_ENTRY]) -> String {
    let length = usize::from(u16::from_le_bytes([entry[0x40], entry[0x41]]));
    let (units, _) = entry[..length.saturating_sub(2).min(0x40)].as_chunks::<2>();
    let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn cut(mut bytes: Vec<u8>, size: usize) -> Option<Vec<u8>> {
    (bytes.len() >= size).then(|| {
        bytes.truncate(size);
        bytes
    })
}

/// The sectors of a chain; `None` where it leads out of the table.
fn chain(next: &[u32], start: u32) -> impl Iterator<Item = Option<u32>> {
    let mut at = Some(start);
    std::iter::from_fn(move || {
        let sector = at?;
        if sector >= FIRST_RESERVED {
            return None;
        }
        at = next.get(sector as usize).copied();
        Some(at.map(|_| sector))
    })
}

struct Container<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl<'a> Container<'a> {
    /// A sector; the last one of a file may be cut short.
    fn sector(&self, sector: u32) -> Option<&'a [u8]> {
        let start = HEADER.max(self.size).checked_add(self.size.checked_mul(sector as usize)?)?;
        let end = start.checked_add(self.size)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    fn words(&self, sector: u32) -> Option<Vec<u32>> {
        let (words, _) = self.sector(sector)?.as_chunks::<4>();
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
    fn streams_are_found_by_name() {
        let ole = Ole::open(SAMPLE).expect("sound");
        assert!(ole.has("workbook") && !ole.has("WordDocument"));
        assert!(ole.stream("Workbook").expect("a stream").starts_with(&[9, 8]));
        assert!(Ole::open(b"\xd0\xcf\x11\xe0").is_none());
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
        assert!(Ole::open(&damaged).is_none());
    }

    #[test]
    fn a_container_that_is_cut_off_is_damaged() {
        let ole = Ole::open(&SAMPLE[..SAMPLE.len() / 2]);
        assert!(ole.is_none_or(|ole| ole.stream("Workbook").is_none()));
    }
}
