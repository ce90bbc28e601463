//! The brand registry (重点劳务品牌资源库): what a ledger cannot say about a brand or base.

pub mod choices;
pub mod columns;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Deserialize;

use super::measure::{Subject, SubjectKind};
use super::ratio::Ratio;

/// The first cell of the sheet that explains a registry, which is no part of it.
pub const GUIDE_TITLE: &str = "品牌库填写说明";

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// 培训品牌
    Training,
    /// 劳务品牌
    Labour,
    /// 基地
    Base,
    /// 县（市、区）, whose 类型 says what the document distinguishes (Linfen 2021-329 三(二)1: 平川县, 山区县).
    County,
}

impl EntryKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Training, Self::Labour, Self::Base, Self::County];

    /// The stable name in data files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Labour => "labour",
            Self::Base => "base",
            Self::County => "county",
        }
    }

    /// The name that staff see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Training => "培训品牌",
            Self::Labour => "劳务品牌",
            Self::Base => "基地",
            Self::County => "县（市、区）",
        }
    }

    /// What such an entry is counted as.
    #[must_use]
    pub fn subject_kind(self) -> SubjectKind {
        match self {
            Self::Training | Self::Labour => SubjectKind::Brand,
            Self::Base => SubjectKind::Base,
            Self::County => SubjectKind::County,
        }
    }
}

/// A paper by which somebody answers for a condition (人工证明: who, when, which paper).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// Who answers for it.
    pub who: String,
    /// Since when.
    pub when: NaiveDate,
    /// Which paper says so.
    pub paper: String,
}

/// A relaxation of conditions (放宽), never applied without such an entry (Inner Mongolia 2024-118 三(一)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relaxation {
    /// Which of the document's grounds it rests on.
    pub ground: String,
    /// The one condition that is relaxed; `None` for all that the document lets relax.
    pub condition: Option<String>,
    /// Who decided it, when, and in which paper.
    pub paper: Attestation,
}

/// One brand, base or county. Texts are trimmed; what the registry leaves blank is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// Official name of the province.
    pub province: Arc<str>,
    /// Official name of the reporting unit.
    pub city: Arc<str>,
    /// Name, compared with the ledger's as written.
    pub name: Arc<str>,
    /// 县（市、区） in which it is.
    pub county: Option<String>,
    /// 类型, as declared (Liaoning 2024-5 四).
    pub brand_type: Option<String>,
    /// 级别 (Inner Mongolia 2024-118 三(二)2).
    pub level: Option<String>,
    /// 职业（工种）
    pub occupation: Option<String>,
    /// 行业
    pub industry: Option<String>,
    /// 成立日期
    pub established: Option<NaiveDate>,
    /// 依托单位
    pub supporting_units: Vec<String>,
    /// 入库日期: the first day on which it is in the library.
    pub listed: Option<NaiveDate>,
    /// 出库日期: the first day on which it is no longer.
    pub delisted: Option<NaiveDate>,
    /// 关联培训品牌: of a labour brand, the names of the training brands of its unit that it forms a dual brand with.
    pub links: Vec<Arc<str>>,
    /// 放宽
    pub relaxations: Vec<Relaxation>,
    /// Numbers on file, by the key that a policy's `fact` names.
    pub facts: BTreeMap<String, Ratio>,
    /// Texts on file that no condition compares: 办学许可证号, 法人, 牵头单位性质.
    pub texts: BTreeMap<String, String>,
    /// Papers on file, by the id of the condition that they answer for.
    pub attestations: BTreeMap<String, Attestation>,
}

impl Entry {
    /// The subject that this entry describes.
    #[must_use]
    pub fn subject(&self) -> Subject {
        Subject {
            kind: self.kind.subject_kind(),
            province: Arc::clone(&self.province),
            city: Arc::clone(&self.city),
            name: Arc::clone(&self.name),
        }
    }

    /// Whether it is in the library on a day; without dates it always is.
    #[must_use]
    pub fn is_listed_on(&self, day: NaiveDate) -> bool {
        self.listed.is_none_or(|from| from <= day) && self.delisted.is_none_or(|until| day < until)
    }
}

/// Every entry, at most one per subject and kind. A labour brand and a training brand may share their name.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    entries: BTreeMap<(Subject, EntryKind), Entry>,
}

impl Registry {
    /// Adds an entry. One of the same kind, unit and name stays as it was, and the new one is handed back.
    ///
    /// # Errors
    /// The entry itself, when its place is taken.
    pub fn add(&mut self, entry: Entry) -> Result<(), Box<Entry>> {
        let key = (entry.subject(), entry.kind);
        if self.entries.contains_key(&key) {
            return Err(Box::new(entry));
        }
        self.entries.insert(key, entry);
        Ok(())
    }

    /// The entry of a subject under the first of `kinds` that has one.
    #[must_use]
    pub fn find(&self, subject: &Subject, kinds: &[EntryKind]) -> Option<&Entry> {
        let of_kind = |&kind: &EntryKind| self.entries.get(&(subject.clone(), kind));
        kinds.iter().find_map(of_kind)
    }

    /// Whether a subject has an entry of any kind.
    #[must_use]
    pub fn knows(&self, subject: &Subject) -> bool {
        self.find(subject, &EntryKind::ALL).is_some()
    }

    /// Leaves only the entries of one reporting unit.
    pub fn keep_city(&mut self, city: &str) {
        self.entries.retain(|_, entry| &*entry.city == city);
    }

    /// The entries of an earlier registry that this one has no longer, and those that it has otherwise.
    #[must_use]
    pub fn lost_since<'a>(&self, earlier: &'a Self) -> (Vec<&'a Entry>, Vec<&'a Entry>) {
        let others =
            earlier.entries.iter().filter(|(key, entry)| self.entries.get(key) != Some(entry));
        let (other, gone): (Vec<_>, Vec<_>) =
            others.partition(|(key, _)| self.entries.contains_key(key));
        let entries =
            |list: Vec<(_, &'a Entry)>| list.into_iter().map(|(_, entry)| entry).collect();
        (entries(gone), entries(other))
    }

    /// All entries, by subject and kind.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
