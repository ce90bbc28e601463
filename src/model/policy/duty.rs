//! What a document rules besides standards: deadlines, notices, grounds of relaxation, notes.

use chrono::NaiveDate;
use serde::Deserialize;

use super::day::day_of_year;
use crate::model::registry::EntryKind;

/// Something to be handed in.
#[derive(Clone, Debug)]
pub struct Deadline {
    /// Section of the document.
    pub section: String,
    /// When.
    pub due: Due,
    /// What, in our words.
    pub what: String,
    /// The tool's own choice where the document is silent (本工具口径), in Chinese.
    pub choice: Option<String>,
}

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// On one day.
    Once(NaiveDate),
    /// Every year on that day.
    Yearly {
        /// 1 to 12.
        month: u32,
        /// Day of the month.
        day: u32,
    },
}

impl Due {
    /// `2024-07-30`, or `06-25` for every year.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if let Ok(day) = text.parse() {
            return Some(Self::Once(day));
        }
        day_of_year(text).map(|(month, day)| Self::Yearly { month, day })
    }

    /// The day in the assessment year.
    #[must_use]
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::Once(day) => Some(day),
            Self::Yearly { month, day } => NaiveDate::from_ymd_opt(year, month, day),
        }
    }
}

/// Something about the registry that deserves a look, though no standard fails by it.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Section of the document.
    pub section: String,
    /// A short name: 同质化, 命名.
    pub name: String,
    /// Kinds of registry entries that it is about.
    pub kinds: Vec<EntryKind>,
    /// What is looked for.
    pub rule: NoticeRule,
    /// What to do, in Chinese, in our words.
    pub advice: String,
    /// The tool's own choice where the document is silent (本工具口径), in Chinese.
    pub choice: Option<String>,
}

/// What a notice looks for.
#[derive(Clone, Debug)]
pub enum NoticeRule {
    /// Two brands of one reporting unit with the same content in one of these fields.
    Alike(Vec<super::RegistryField>),
    /// A name that is not built as the document wants it.
    Naming {
        /// It begins with one of these.
        begins_with: Vec<NamePart>,
        /// And contains one of these.
        contains: Vec<NamePart>,
        /// And has at most so many characters.
        most_characters: Option<usize>,
    },
}

/// What a name is built of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamePart {
    /// A name of the province, the reporting unit or one of its counties, long or short.
    Region,
    /// A supporting unit, or the beginning of its name.
    SupportingUnit,
    /// 行业
    Industry,
    /// 职业（工种）
    Occupation,
}

/// A ground on which conditions may be relaxed (放宽).
#[derive(Clone, Debug)]
pub struct Ground {
    /// Section of the document.
    pub section: String,
    /// What the registry has to name.
    pub name: String,
}

/// What else the document rules: preference, procedure, materials.
#[derive(Clone, Debug)]
pub struct Note {
    /// Section of the document.
    pub section: String,
    /// In our words.
    pub text: String,
}
