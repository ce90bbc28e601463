//! The chain of a log, walked from its first line to its last.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, BufRead, Read};

use serde::{Deserialize, Serialize};

use super::entry::{self, Torn};
use crate::store::hasher::Hasher;

/// No entry is as long; what is longer is read in pieces, none of which is an entry.
const LONGEST_LINE: u64 = 1 << 20;

/// The last entry of a log: its number, and the hash that covers it and all before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The number, from 1; 0 before the first entry.
    pub seq: u64,
    /// 64 hexadecimal digits.
    pub hash: String,
}

impl Head {
    /// Of a log without entries.
    #[must_use]
    pub fn start() -> Self {
        Self { seq: 0, hash: "0".repeat(blake3::OUT_LEN * 2) }
    }
}

/// What a log has turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Entries whose hash is right.
    pub entries: u64,
    /// Interrupted lines that the next entry has put on record.
    pub torn: u64,
    /// The chain.
    pub state: State,
}

/// The state of a chain; lines are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// From the first entry to the last.
    Intact,
    /// Intact up to an interrupted line at the end; the next entry will put it on record.
    TornEnd {
        /// The line.
        line: u64,
    },
    /// A line was changed, removed or put in.
    Broken {
        /// The first line that does not follow.
        line: u64,
    },
    /// The chain is in itself intact, but not the one that a commit has seen.
    Rewritten {
        /// The entry that is another one.
        seq: u64,
    },
    /// Entries at the end are missing.
    CutOff {
        /// The last entry that a commit has seen.
        seq: u64,
    },
}

impl Verdict {
    /// Whether nobody has touched it, as far as can be told. A line that an interruption tore is no tampering.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        matches!(self.state, State::Intact | State::TornEnd { .. })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.entries;
        match self.state {
            State::Intact => write!(out, "完整，共 {entries} 条")?,
            State::TornEnd { line } => write!(
                out,
                "完整，共 {entries} 条；末尾的第 {line} 行只写了一半，是写入时断电或程序被终止，不是有人改动，\
                 那一次也没有导出；不必处理，下一条记录会注明"
            )?,
            State::Broken { line } => write!(
                out,
                "第 {line} 行与前后接不上：这里有记录被人改动、删除或插入过；请保留现场，与备份核对"
            )?,
            State::Rewritten { seq } => write!(
                out,
                "第 {seq} 条与早先另外记下的不是同一条：这个文件被人重写过，或换成了别的；请保留现场，与备份核对"
            )?,
            State::CutOff { seq } => write!(
                out,
                "早先已有 {seq} 条，现在只有 {entries} 条：末尾的记录被人删去，或没有复制全；\
                 请保留现场，从备份找回"
            )?,
        }
        if self.torn > 0 {
            write!(out, "；其间有 {} 处写入时中断，后一条已注明，不是改动", self.torn)?;
        }
        Ok(())
    }
}

/// A log that has been read.
#[derive(Debug)]
pub(super) struct Chain {
    /// Of the last entry whose hash is right.
    pub(super) head: Head,
    /// Bytes in the file.
    pub(super) length: u64,
    /// The names of the reports that its entries tell of.
    pub(super) reports: BTreeSet<String>,
    /// Whether the last line has no line end.
    pub(super) ends_open: bool,
    entries: u64,
    torn: u64,
    broken_at: Option<u64>,
    rewritten: Option<u64>,
    /// The last entry that a commit has seen and that is not there.
    missing: Option<u64>,
    /// Lines since the last entry that are none.
    gap: Gap,
}

#[derive(Clone, Debug, Default)]
struct Gap {
    line: u64,
    bytes: u64,
    hasher: blake3::Hasher,
    /// One of them ends as an entry does: nobody was interrupted, it was changed.
    has_whole: bool,
}

impl Chain {
    /// Reads a log; `heads` are those that commits carry.
    pub(super) fn walk(mut log: impl BufRead, hasher: &Hasher, heads: &[Head]) -> io::Result<Self> {
        let mut chain = Self {
            head: Head::start(),
            length: 0,
            reports: BTreeSet::new(),
            ends_open: false,
            entries: 0,
            torn: 0,
            broken_at: None,
            rewritten: None,
            missing: None,
            gap: Gap::default(),
        };
        let mut awaited: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
        for head in heads.iter().filter(|head| head.seq > 0) {
            awaited.entry(head.seq).or_default().push(&head.hash);
        }
        let (mut line, mut number) = (Vec::new(), 1);
        loop {
            line.clear();
            let read = (&mut log).take(LONGEST_LINE).read_until(b'\n', &mut line)?;
            if read == 0 {
                break;
            }
            chain.length += read as u64;
            chain.ends_open = line.last() != Some(&b'\n');
            if let Some(hash) = chain.follow(&line, number, hasher)
                && let Some(seen) = awaited.remove(&chain.head.seq)
                && seen.iter().any(|seen| *seen != hash)
            {
                chain.rewritten = chain.rewritten.or(Some(chain.head.seq));
            }
            number += u64::from(!chain.ends_open);
        }
        chain.missing = awaited.into_keys().next_back();
        Ok(chain)
    }

    /// Takes in a line; returns its hash if it is an entry.
    fn follow(&mut self, line: &[u8], number: u64, hasher: &Hasher) -> Option<String> {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let Some((link, hash)) = entry::read(text, hasher) else {
            self.gap.add(line, text, number);
            return None;
        };
        let gap = std::mem::take(&mut self.gap);
        let told = gap.torn();
        let follows = link.seq == self.head.seq.saturating_add(1)
            && link.previous == self.head.hash
            && link.torn == told
            && (told.is_some() || gap.bytes == 0);
        if !follows {
            let at = if gap.bytes > 0 { gap.line } else { number };
            self.broken_at = self.broken_at.or(Some(at));
        } else if told.is_some() {
            self.torn += 1;
        }
        self.entries += 1;
        self.reports.extend(link.report);
        self.head = Head { seq: link.seq, hash: hash.clone() };
        Some(hash)
    }

    /// What the next entry has to put on record: lines that were cut off, with the line end it begins with. Lines that
    /// were changed are not made good in this way.
    pub(super) fn torn_end(&self) -> Option<Torn> {
        let mut gap = self.gap.clone();
        if gap.bytes > 0 && self.ends_open {
            gap.bytes += 1;
            gap.hasher.update(b"\n");
        }
        gap.torn()
    }

    pub(super) fn verdict(&self) -> Verdict {
        let state = match (self.broken_at, self.rewritten, self.missing) {
            (Some(line), ..) => State::Broken { line },
            _ if self.gap.has_whole => State::Broken { line: self.gap.line },
            (_, Some(seq), _) => State::Rewritten { seq },
            (_, _, Some(seq)) => State::CutOff { seq },
            _ if self.gap.bytes > 0 => State::TornEnd { line: self.gap.line },
            _ => State::Intact,
        };
        Verdict { entries: self.entries, torn: self.torn, state }
    }
}

impl Gap {
    fn add(&mut self, line: &[u8], text: &[u8], number: u64) {
        if self.bytes == 0 {
            self.line = number;
        }
        self.bytes += line.len() as u64;
        self.hasher.update(line);
        self.has_whole |= entry::is_whole(text);
    }

    /// How an entry behind it tells it.
    fn torn(&self) -> Option<Torn> {
        (self.bytes > 0 && !self.has_whole)
            .then(|| Torn { bytes: self.bytes, content: self.hasher.finalize().to_string() })
    }
}
