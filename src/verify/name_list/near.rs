//! Persons of a list and persons of the ledgers who may be the same: one name, and numbers that nearly agree.

use std::collections::BTreeMap;

use crate::model::finding::RowRef;
use crate::model::name_list::{Compared, Match, Name, Near};
use crate::model::text::{edits, narrow};

/// Proposals for one line; whoever has more namesakes is not told apart by them.
const MOST: usize = 3;
/// Two slips of the pen at most: one character changed is one, two neighbours swapped are two.
const SLIPS: usize = 2;

const SAME_BIRTH: &str = "同名，证件号中的出生日期相同";
const NEARLY: &str = "同名，证件号只差一两位";

/// Somebody in one of the two alone.
#[derive(Clone, Debug)]
pub struct Stranger {
    name: Name,
    /// Hash of the name as it is compared; 0 when missing.
    hash: u64,
    at: RowRef,
}

/// All of a list.
#[derive(Debug, Default)]
pub struct Strangers {
    /// Of the list, with the lines that they stand on.
    pub listed: Vec<(Stranger, usize)>,
    /// Of the ledgers; those with a wrong ID number stand on no line.
    pub of_ledger: Vec<(Stranger, Option<usize>)>,
}

impl Stranger {
    /// Somebody with that name and hash of it, whose first row is `at`.
    pub fn of(name: &Name, hash: u64, at: RowRef) -> Self {
        Self { name: name.clone(), hash, at }
    }

    fn may_be(&self, other: &Self) -> Option<&'static str> {
        let (own, others) = (narrow(&self.name.id_number), narrow(&other.name.id_number));
        if own.is_empty() || others.is_empty() {
            return None;
        }
        match (birth(&own), birth(&others)) {
            (Some(own), Some(others)) if own == others => Some(SAME_BIRTH),
            _ => (edits(&own, &others) <= SLIPS).then_some(NEARLY),
        }
    }

    fn near(&self, why: &'static str) -> Near {
        Near { name: self.name.clone(), at: self.at, why }
    }
}

/// Tells each line who else may be meant.
pub fn propose(strangers: &Strangers, lines: &mut [Compared]) {
    let mut namesakes: BTreeMap<u64, Vec<&(Stranger, Option<usize>)>> = BTreeMap::new();
    for other in strangers.of_ledger.iter().filter(|(stranger, _)| stranger.hash != 0) {
        namesakes.entry(other.0.hash).or_default().push(other);
    }
    for (stranger, line) in &strangers.listed {
        if lines[*line].outcome == Match::Repeated {
            continue;
        }
        for (other, other_line) in namesakes.get(&stranger.hash).into_iter().flatten() {
            let Some(why) = stranger.may_be(other) else { continue };
            if lines[*line].near.len() < MOST {
                lines[*line].near.push(other.near(why));
            }
            if let Some(other_line) = other_line
                && lines[*other_line].near.len() < MOST
            {
                lines[*other_line].near.push(stranger.near(why));
            }
        }
    }
}

/// The eight digits of the birth date in a number of 18 or more characters, or of 15.
fn birth(number: &str) -> Option<String> {
    const OF_FULL: std::ops::Range<usize> = 6..14;
    const OF_SHORT: std::ops::Range<usize> = 6..12;
    const SHORT: usize = 15;
    const CENTURY: &str = "19";
    let digits = |range| number.get(range).filter(|part: &&str| is_digits(part));
    if number.len() == SHORT {
        return digits(OF_SHORT).map(|part| format!("{CENTURY}{part}"));
    }
    digits(OF_FULL).map(str::to_owned)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
