//! National layouts of certificate numbers, and words for levels, from `schemas/ledger/certificates.toml`.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::VocabularyError;
use super::load::{lookup, parse_toml};
use crate::model::certificate::CertType;
use crate::model::text::{narrow, trim};

const FILE: &str = "schemas/ledger/certificates.toml";

/// How the number of a type of certificate is made up; see the comment in the data file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberLayout {
    #[serde(rename = "type")]
    kind: String,
    /// Number of characters.
    pub length: usize,
    /// Letters of which the number begins with one.
    pub first: String,
    /// At most so many letters.
    pub letters: usize,
    /// Where the two digits of the year begin, from 1.
    pub year: usize,
    /// Where the digit of the level stands, from 1.
    pub level: usize,
    /// The layout in words, for staff.
    pub shape: String,
}

/// What is known of certificate numbers and levels.
#[derive(Clone, Debug)]
pub struct Certificates {
    /// By the places of their types in [`CertType::ALL`].
    layouts: [Option<NumberLayout>; CertType::ALL.len()],
    levels: HashMap<String, u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    layouts: Vec<NumberLayout>,
    levels: BTreeMap<String, Vec<String>>,
}

impl Certificates {
    pub(super) fn parse(text: &str) -> Result<Self, VocabularyError> {
        let File { layouts, levels } = parse_toml(FILE, text)?;
        let mut words = Vec::new();
        for (digit, same) in levels {
            let level = digit.parse().ok().filter(|level| (1..=9).contains(level));
            words.push((level.ok_or(VocabularyError::Level { file: FILE, word: digit })?, same));
        }
        let mut by_type = [const { None }; CertType::ALL.len()];
        for layout in layouts {
            let Some(kind) = CertType::ALL.iter().find(|kind| kind.key() == layout.kind) else {
                return Err(VocabularyError::CertType { file: FILE, word: layout.kind });
            };
            by_type[kind.index()] = Some(layout);
        }
        Ok(Self { layouts: by_type, levels: lookup(FILE, words)? })
    }

    /// The layout of the numbers of `kind`, if there is a national one.
    #[must_use]
    pub fn layout(&self, kind: CertType) -> Option<&NumberLayout> {
        self.layouts[kind.index()].as_ref()
    }

    /// The level that a cell names, also together with something else: 五级（初级工）, 育婴员/五级. `None` where it names
    /// none, or two that differ.
    #[must_use]
    pub fn level(&self, text: &str) -> Option<u8> {
        const BETWEEN: [char; 5] = ['/', '(', ')', '、', '\\'];
        let text = narrow(text);
        let mut named = text.split(BETWEEN).filter_map(|part| self.levels.get(trim(part)).copied());
        let level = named.next()?;
        named.all(|other| other == level).then_some(level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::vocabulary::Vocabulary;

    #[test]
    fn levels_have_several_names_each() {
        let words = Vocabulary::shipped().expect("shipped data");
        let level = |text: &str| words.certificates().level(text);
        for (names, digit) in [
            (["五级", "初级工", "５", "五级/初级工"], 5),
            (["四级", "中级工", " 4级 ", "中级工（四级）"], 4),
            (["三级", "高级工", "高级", "中式烹调师/三级"], 3),
            (["二级", "技师", "2", "国家职业资格二级（技师）"], 2),
            (["一级", "高级技师", "1", "育婴员（一级）"], 1),
        ] {
            for name in names {
                assert_eq!(level(name), Some(digit), "{name}");
            }
        }
        for nothing in ["", "无", "六级", "中式烹调师", "五级/中级工", "10"] {
            assert_eq!(level(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn two_types_have_a_national_layout() {
        let words = Vocabulary::shipped().expect("shipped data");
        let with: Vec<_> = CertType::ALL
            .into_iter()
            .filter(|kind| words.certificates().layout(*kind).is_some())
            .collect();
        assert_eq!(with, [CertType::Vocational, CertType::SkillLevel]);
    }
}
