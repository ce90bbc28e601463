//! What ledgers call things: headers of columns and words in cells, as data from `schemas/ledger/`.

mod certificates;
mod load;
mod mapped;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::Deserialize;

use super::certificate::CertType;
use super::field::Field;
use super::mapping::TableMapping;
use super::registry::columns::Columns;
use super::text::{narrow, without_space};

pub use certificates::{Certificates, NumberLayout};
pub use load::VocabularyError;

/// Words that a reader of cells must know.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    empty: Vec<String>,
    totals: Vec<String>,
    part_totals: Vec<String>,
    notes: Vec<String>,
    unit_keys: Vec<String>,
    employed: HashMap<String, bool>,
    certificates: HashMap<String, CertWord>,
    sex: HashMap<String, Sex>,
    training_modes: HashMap<String, TrainingMode>,
    id_types: HashMap<String, IdType>,
    category_words: HashMap<String, CategoryId>,
    categories: Vec<Category>,
    certificate_numbers: Certificates,
    headers: HeaderTable,
    registry: Columns,
}

/// What 证书类型 can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertWord {
    /// One of the four types.
    Type(CertType),
    /// Explicitly none.
    None,
}

/// 培训方式
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum TrainingMode {
    /// 订单
    Order,
    /// 定岗
    Post,
    /// 定向
    Directed,
    /// 普通
    General,
}

impl TrainingMode {
    /// The word that staff use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Order => "订单",
            Self::Post => "定岗",
            Self::Directed => "定向",
            Self::General => "普通",
        }
    }

    /// Every mode.
    pub const ALL: [Self; 4] = [Self::Order, Self::Post, Self::Directed, Self::General];

    /// The mode that staff call so.
    #[must_use]
    pub fn of_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.label() == label)
    }

    /// Whether it counts towards the targeted share (订单定岗定向占比).
    #[must_use]
    pub fn is_targeted(self) -> bool {
        self != Self::General
    }
}

/// 性别
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

/// How the number of a 证件类型 is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdType {
    /// As an ID number with a check character.
    Card,
    /// As opaque text (passports and the like).
    Document,
}

/// Index of a 人员类别 in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CategoryId(u8);

/// A 人员类别 with what rules make of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its standard name.
    pub name: String,
    words: Vec<String>,
    /// Whether it is a key employment group (就业重点群体).
    pub key_group: bool,
    /// Whether it means an enterprise's own staff.
    #[serde(default)]
    pub own_staff: bool,
    /// Whether it means persons lifted out of poverty (脱贫人口).
    #[serde(default)]
    pub poverty: bool,
}

/// The headers of every field.
#[derive(Clone, Debug)]
pub struct HeaderTable {
    pub(in crate::model) foreign_words: Vec<String>,
    pub(in crate::model) foreign_allowed: Vec<Field>,
    pub(in crate::model) fields: BTreeMap<Field, FieldHeaders>,
    pub(in crate::model) exact: HashMap<String, Field>,
    /// The known words of choices, which may also head columns of their own.
    pub(in crate::model) choices: BTreeMap<Field, BTreeSet<String>>,
    mapping: Option<Arc<TableMapping>>,
    /// Labels by field number, shared by findings.
    labels: Vec<Arc<str>>,
}

/// How one field's columns are recognised; see the comment at the top of `schemas/ledger/fields.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldHeaders {
    pub(in crate::model) headers: Vec<String>,
    #[serde(default)]
    pub(in crate::model) exact: bool,
    #[serde(default)]
    pub(in crate::model) ranked: bool,
    #[serde(default)]
    pub(in crate::model) not: Vec<String>,
}

impl Vocabulary {
    /// The headers of every field.
    #[must_use]
    pub fn headers(&self) -> &HeaderTable {
        &self.headers
    }

    /// The columns of brand registries.
    #[must_use]
    pub fn registry(&self) -> &Columns {
        &self.registry
    }

    /// Whether a cell with this text says nothing.
    #[must_use]
    pub fn says_nothing(&self, text: &str) -> bool {
        let word = narrow(text);
        self.empty.iter().any(|empty| *empty == word)
    }

    /// Whether `text`, without any white space, opens a row of totals.
    #[must_use]
    pub fn is_total(&self, text: &str) -> bool {
        let word = without_space(&narrow(text));
        self.totals.contains(&word)
    }

    /// Whether a word that opens a row of totals speaks of a part only.
    #[must_use]
    pub fn is_part_total(&self, text: &str) -> bool {
        self.part_totals.contains(&without_space(&narrow(text)))
    }

    /// Whether a line between two tables is a remark or a signature, and no title.
    #[must_use]
    pub fn is_note(&self, text: &str) -> bool {
        let text = without_space(text);
        self.notes.iter().any(|note| text.contains(note.as_str()))
    }

    /// Whether a key of a line above the header introduces the reporting unit.
    #[must_use]
    pub fn is_unit_key(&self, key: &str) -> bool {
        let key = without_space(key).replace('（', "(").replace('）', ")");
        self.unit_keys.contains(&key)
    }

    /// What 是否就业 says.
    #[must_use]
    pub fn employed(&self, text: &str) -> Option<bool> {
        find(&self.employed, text)
    }

    /// What 证书类型 says.
    #[must_use]
    pub fn certificate(&self, text: &str) -> Option<CertWord> {
        find(&self.certificates, text)
    }

    /// What is known of certificate numbers and levels.
    #[must_use]
    pub fn certificates(&self) -> &Certificates {
        &self.certificate_numbers
    }

    /// What 性别 says.
    #[must_use]
    pub fn sex(&self, text: &str) -> Option<Sex> {
        find(&self.sex, text)
    }

    /// What 培训方式 says.
    #[must_use]
    pub fn training_mode(&self, text: &str) -> Option<TrainingMode> {
        find(&self.training_modes, text)
    }

    /// What 证件类型 says.
    #[must_use]
    pub fn id_type(&self, text: &str) -> Option<IdType> {
        find(&self.id_types, text)
    }

    /// What 人员类别 says.
    #[must_use]
    pub fn category(&self, text: &str) -> Option<CategoryId> {
        find(&self.category_words, text)
    }

    /// The category behind an index.
    #[must_use]
    pub fn category_of(&self, id: CategoryId) -> &Category {
        &self.categories[usize::from(id.0)]
    }
}

impl HeaderTable {
    /// The mapping that overrules detection, if there is one.
    #[must_use]
    pub fn mapping(&self) -> Option<&TableMapping> {
        self.mapping.as_deref()
    }

    /// The label that staff see for a field, shared.
    #[must_use]
    pub fn shared_label(&self, field: Field) -> Arc<str> {
        self.labels.get(field as usize).map_or_else(|| field.key().into(), Arc::clone)
    }

    /// The label that staff see for a field.
    #[must_use]
    pub fn label(&self, field: Field) -> &str {
        self.fields
            .get(&field)
            .and_then(|headers| headers.headers.first())
            .map_or(field.key(), String::as_str)
    }
}

/// The meaning of a cell's text, with or without a leading option number.
fn find<T: Copy>(table: &HashMap<String, T>, text: &str) -> Option<T> {
    let word = narrow(text);
    table.get(word.as_ref()).or_else(|| table.get(choice_word(&word))).copied()
}

/// Narrowed text without a circled or bracketed option number (`①`, `(3)`) in front of it.
#[must_use]
pub fn choice_word(word: &str) -> &str {
    let circled = |c: char| matches!(c, '①'..='⑳' | '⑴'..='⒇' | '⒈'..='⒛');
    if let Some(rest) = word.strip_prefix(circled) {
        return super::text::trim(rest);
    }
    let Some((number, rest)) = word.strip_prefix('(').and_then(|rest| rest.split_once(')')) else {
        return word;
    };
    if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        super::text::trim(rest)
    } else {
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_known_with_and_choice_words() {
        let words = Vocabulary::shipped().expect("shipped data");
        assert_eq!(words.employed(" √ "), Some(true));
        assert_eq!(words.employed("无"), Some(false));
        assert_eq!(words.certificate("无"), Some(CertWord::None));
        assert_eq!(
            words.certificate("②职业技能等级证书"),
            Some(CertWord::Type(CertType::SkillLevel))
        );
        assert_eq!(words.training_mode("（1）订单"), Some(TrainingMode::Order));
        assert_eq!(words.training_mode("线上"), None);
        assert!(words.says_nothing("　－ "));
        assert!(words.is_total("合 计"));
    }

    #[test]
    fn key_groups_are_all_but_two() {
        let words = Vocabulary::shipped().expect("shipped data");
        let outside: Vec<_> = words
            .categories
            .iter()
            .filter(|category| !category.key_group)
            .map(|category| category.name.as_str())
            .collect();
        assert_eq!(outside, ["企业职工", "在校学生"]);
    }
}
