//! The part of the table that a data file belongs to.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// Names of the partition columns, in the order of the folders.
pub const PARTITION_COLUMNS: [&str; 4] = ["record_kind", "province", "city", "year"];

/// How the folder of rows without a value is called, everywhere.
const NO_VALUE: &str = "__HIVE_DEFAULT_PARTITION__";

/// What all rows of a data file have in common; these columns are not in the file itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Partition {
    /// Rows, rejects, findings, files, commits and so on.
    pub record_kind: Arc<str>,
    /// The province.
    pub province: Option<Arc<str>>,
    /// The city.
    pub city: Option<Arc<str>>,
    /// The calendar year.
    pub year: Option<i32>,
}

impl Partition {
    /// Records that belong to no place and year.
    #[must_use]
    pub fn of_kind(record_kind: &str) -> Self {
        Self { record_kind: record_kind.into(), province: None, city: None, year: None }
    }

    fn values(&self) -> [(&'static str, Option<String>); 4] {
        let [kind, province, city, year] = PARTITION_COLUMNS;
        let owned = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
        [
            (kind, Some(self.record_kind.to_string())),
            (province, owned(&self.province)),
            (city, owned(&self.city)),
            (year, self.year.map(|year| year.to_string())),
        ]
    }

    /// As the log writes it.
    pub(super) fn to_log(&self) -> HashMap<String, Option<String>> {
        self.values().into_iter().map(|(column, value)| (column.to_owned(), value)).collect()
    }

    /// As the log says it; nothing if it is no partition of ours.
    pub(super) fn from_log(values: &HashMap<String, Option<String>>) -> Option<Self> {
        let [kind, province, city, year] = PARTITION_COLUMNS;
        // An empty text is how some writers say that there is none.
        let text = |column: &str| values.get(column).cloned().flatten().filter(|it| !it.is_empty());
        Some(Self {
            record_kind: text(kind)?.into(),
            province: text(province).map(Into::into),
            city: text(city).map(Into::into),
            year: text(year).map(|year| year.parse()).transpose().ok()?,
        })
    }

    /// How the paths of its files begin.
    pub(super) fn path_below(&self, folder: &str) -> String {
        let folders = self.folders().into_iter().map(|name| name + "/");
        std::iter::once(format!("{folder}/")).chain(folders).collect()
    }

    /// The folders below the data folder. Some readers take the values from here instead of the log.
    pub(super) fn folders(&self) -> Vec<String> {
        let folder = |(column, value): (&str, Option<String>)| {
            let value = value.filter(|value| !value.is_empty());
            format!("{column}={}", value.map_or(NO_VALUE.to_owned(), |value| escaped(&value)))
        };
        self.values().into_iter().map(folder).collect()
    }
}

/// Letters and digits of any script stand for themselves, the rest is written by its bytes: fit for any file system.
fn escaped(value: &str) -> String {
    let mut escaped = String::new();
    for letter in value.chars() {
        if letter.is_alphanumeric() || matches!(letter, '-' | '_') {
            escaped.push(letter);
        } else {
            for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string does not fail.
                let _ = write!(escaped, "%{byte:02X}");
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partition() -> Partition {
        let province = Some("吉林省".into());
        Partition { record_kind: "row".into(), province, city: None, year: Some(2024) }
    }

    #[test]
    fn what_the_log_says_is_read_back() {
        let partition = partition();
        assert_eq!(Partition::from_log(&partition.to_log()), Some(partition));
        assert_eq!(Partition::from_log(&HashMap::new()), None);
    }

    #[test]
    fn folders_are_as_readers_of_hive_folders_expect_them() {
        let no_city = format!("city={NO_VALUE}");
        let expected = ["record_kind=row", "province=吉林省", &no_city, "year=2024"];
        assert_eq!(partition().folders(), expected);
        let odd = Partition { city: Some("../甲 市".into()), ..partition() };
        assert_eq!(odd.folders()[2], "city=%2E%2E%2F甲%20市");
    }
}
