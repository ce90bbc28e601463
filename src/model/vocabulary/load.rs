//! The vocabulary files of `schemas/ledger/`, read once at start. A word with two meanings is an error.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::certificates::Certificates as CertificateNumbers;
use super::{
    Category, CategoryId, CertWord, FieldHeaders, HeaderTable, IdType, Sex, TrainingMode,
    Vocabulary,
};
use crate::model::certificate::CertType;
use crate::model::field::Field;
use crate::model::registry::columns::{Columns, ColumnsError};

/// A vocabulary file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VocabularyError {
    /// Not the expected TOML.
    #[error("词表 {file} 有误：{source}")]
    Toml {
        /// File name.
        file: &'static str,
        /// Line and key.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// One word under two meanings.
    #[error("词表 {file} 中“{word}”有两种含义")]
    Twice {
        /// File name.
        file: &'static str,
        /// The word.
        word: String,
    },
    /// A level that no number can carry.
    #[error("词表 {file} 中“{word}”不是1至9的等级")]
    Level {
        /// File name.
        file: &'static str,
        /// The word.
        word: String,
    },
    /// A certificate type that does not exist.
    #[error("词表 {file} 中“{word}”不是证书类型")]
    CertType {
        /// File name.
        file: &'static str,
        /// The word.
        word: String,
    },
    /// The columns of registries.
    #[error(transparent)]
    Registry(#[from] ColumnsError),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldsFile {
    foreign: Foreign,
    fields: BTreeMap<Field, FieldHeaders>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Foreign {
    words: Vec<String>,
    allow: Vec<Field>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    empty: Vec<String>,
    totals: Vec<String>,
    part_totals: Vec<String>,
    notes: Vec<String>,
    unit_keys: Vec<String>,
    employed: YesNo,
    certificates: Certificates,
    sex: Sexes,
    training_modes: HashMap<TrainingMode, Vec<String>>,
    id_types: IdTypes,
    categories: Vec<Category>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YesNo {
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Certificates {
    vocational: Vec<String>,
    skill_level: Vec<String>,
    special: Vec<String>,
    completion: Vec<String>,
    none: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sexes {
    male: Vec<String>,
    female: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IdTypes {
    card: Vec<String>,
    document: Vec<String>,
}

const FIELDS_FILE: &str = "schemas/ledger/fields.toml";
const WORDS_FILE: &str = "schemas/ledger/words.toml";

impl Vocabulary {
    /// The vocabulary that the program carries.
    ///
    /// # Errors
    /// When the shipped data is damaged.
    pub fn shipped() -> Result<Self, VocabularyError> {
        Self::parse(
            include_str!("../../../schemas/ledger/fields.toml"),
            include_str!("../../../schemas/ledger/words.toml"),
            include_str!("../../../schemas/ledger/certificates.toml"),
        )
    }

    /// Reads the three files.
    ///
    /// # Errors
    /// When one is not the expected TOML, or gives one word two meanings.
    pub fn parse(fields: &str, words: &str, certificates: &str) -> Result<Self, VocabularyError> {
        let fields: FieldsFile = parse_toml(FIELDS_FILE, fields)?;
        let certificate_numbers = CertificateNumbers::parse(certificates)?;
        let words: WordsFile = parse_toml(WORDS_FILE, words)?;
        let certificates = words.certificates;
        let mut categories = words.categories;
        let category_words = categories.iter_mut().enumerate().map(|(index, category)| {
            let id = CategoryId(u8::try_from(index).unwrap_or(u8::MAX));
            (id, std::mem::take(&mut category.words))
        });
        let mut vocabulary = Self {
            registry: Columns::shipped()?,
            empty: words.empty,
            totals: words.totals,
            part_totals: words.part_totals,
            notes: words.notes,
            unit_keys: words.unit_keys,
            employed: lookup(WORDS_FILE, [(true, words.employed.yes), (false, words.employed.no)])?,
            certificates: lookup(
                WORDS_FILE,
                [
                    (CertWord::Type(CertType::Vocational), certificates.vocational),
                    (CertWord::Type(CertType::SkillLevel), certificates.skill_level),
                    (CertWord::Type(CertType::Special), certificates.special),
                    (CertWord::Type(CertType::Completion), certificates.completion),
                    (CertWord::None, certificates.none),
                ],
            )?,
            sex: lookup(
                WORDS_FILE,
                [(Sex::Male, words.sex.male), (Sex::Female, words.sex.female)],
            )?,
            training_modes: lookup(WORDS_FILE, words.training_modes)?,
            id_types: lookup(
                WORDS_FILE,
                [(IdType::Card, words.id_types.card), (IdType::Document, words.id_types.document)],
            )?,
            category_words: lookup(WORDS_FILE, category_words.collect::<Vec<_>>())?,
            categories,
            certificate_numbers,
            headers: HeaderTable::new(fields)?,
        };
        vocabulary.head_columns_with_choices();
        Ok(vocabulary)
    }
}

impl HeaderTable {
    fn new(file: FieldsFile) -> Result<Self, VocabularyError> {
        let mut exact = HashMap::new();
        for (field, headers) in &file.fields {
            for header in &headers.headers {
                if exact.insert(header.clone(), *field).is_some() {
                    return Err(VocabularyError::Twice { file: FIELDS_FILE, word: header.clone() });
                }
            }
        }
        let label = |field: &Field| {
            let headers = file.fields.get(field);
            headers
                .and_then(|entry| entry.headers.first())
                .map_or(field.key(), String::as_str)
                .into()
        };
        let labels = Field::ALL.iter().map(label).collect();
        Ok(Self {
            foreign_words: file.foreign.words,
            foreign_allowed: file.foreign.allow,
            fields: file.fields,
            exact,
            choices: BTreeMap::new(),
            mapping: None,
            labels,
        })
    }
}

pub(super) fn parse_toml<T: serde::de::DeserializeOwned>(
    file: &'static str,
    text: &str,
) -> Result<T, VocabularyError> {
    toml::from_str(text).map_err(|source| VocabularyError::Toml { file, source: Box::new(source) })
}

pub(super) fn lookup<T: Copy>(
    file: &'static str,
    meanings: impl IntoIterator<Item = (T, Vec<String>)>,
) -> Result<HashMap<String, T>, VocabularyError> {
    let mut table = HashMap::new();
    for (meaning, words) in meanings {
        for word in words {
            if table.insert(word.clone(), meaning).is_some() {
                return Err(VocabularyError::Twice { file, word });
            }
        }
    }
    Ok(table)
}
