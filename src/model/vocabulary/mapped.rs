//! The vocabulary of a table that a mapping file speaks of: its headers and code tables overrule the shipped ones.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Vocabulary;
use crate::model::field::Field;
use crate::model::mapping::TableMapping;
use crate::model::text::narrow;

/// Code tables of a mapping file: by field, the file's word and the known word that it stands for.
type Meanings = BTreeMap<String, BTreeMap<String, String>>;

/// The choices whose words a mapping file may give.
const CHOICES: [Field; 6] = [
    Field::Employed,
    Field::CertType,
    Field::TrainingMode,
    Field::Category,
    Field::IdType,
    Field::Sex,
];

impl Vocabulary {
    /// This vocabulary as `table` and the code tables `meanings` overrule it.
    ///
    /// # Errors
    /// The key that is wrong, and why, in Chinese.
    pub(in crate::model) fn mapped(
        &self,
        table: TableMapping,
        meanings: &Meanings,
    ) -> Result<Self, (String, String)> {
        let mut words = self.clone();
        for (key, codes) in meanings {
            for (code, word) in codes {
                let found = match CHOICES.iter().find(|field| field.key() == key) {
                    Some(Field::Employed) => same(&mut words.employed, code, word),
                    Some(Field::CertType) => same(&mut words.certificates, code, word),
                    Some(Field::TrainingMode) => same(&mut words.training_modes, code, word),
                    Some(Field::Category) => same(&mut words.category_words, code, word),
                    Some(Field::IdType) => same(&mut words.id_types, code, word),
                    Some(Field::Sex) => same(&mut words.sex, code, word),
                    _ => {
                        let known = CHOICES.map(Field::key).join("、");
                        return Err((format!("words.{key}"), format!("可写的有：{known}")));
                    }
                };
                if !found {
                    let why = format!("“{word}”不是已知的写法，见 schemas/ledger/words.toml");
                    return Err((format!("words.{key}"), why));
                }
            }
        }
        words.headers.mapping = Some(Arc::new(table));
        Ok(words)
    }

    /// Lets the headers know the words that may head columns of a choice.
    pub(super) fn head_columns_with_choices(&mut self) {
        fn known<T>(words: &HashMap<String, T>) -> impl Iterator<Item = String> {
            words.keys().filter(|word| word.chars().count() > 1).cloned()
        }
        self.headers.choices = BTreeMap::from([
            (Field::Employed, self.employed.keys().cloned().collect()),
            (Field::CertType, known(&self.certificates).collect()),
            (Field::TrainingMode, known(&self.training_modes).collect()),
            (Field::Category, known(&self.category_words).collect()),
        ]);
    }
}

/// Gives `code` the meaning of `word`; `false` when that is unknown.
fn same<T: Copy>(table: &mut HashMap<String, T>, code: &str, word: &str) -> bool {
    let Some(meaning) = table.get(narrow(word).as_ref()).copied() else {
        return false;
    };
    table.insert(narrow(code).into_owned(), meaning);
    true
}
