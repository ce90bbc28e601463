//! A mapping file read strictly: what is wrong is said with the table and the key.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::pattern::Pattern;
use super::{ColumnKey, Mappings, TableMapping, Target};
use crate::model::field::Field;
use crate::model::header_match::normalise;
use crate::model::in_chinese::TomlFault;
use crate::model::kind::LedgerKind;
use crate::model::layout::AmountUnit;
use crate::model::letters::position_of;
use crate::model::vocabulary::Vocabulary;

/// Why a mapping file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MappingError(String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    table: Vec<RawTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    #[serde(default)]
    file: String,
    #[serde(default)]
    sheet: String,
    kind: Option<String>,
    header_rows: Option<Vec<u32>>,
    amount_unit: Option<String>,
    #[serde(default)]
    columns: BTreeMap<String, String>,
    #[serde(default)]
    constants: BTreeMap<String, String>,
    #[serde(default)]
    words: BTreeMap<String, BTreeMap<String, String>>,
}

/// Fields that may hold one value for every row.
const CONSTANT_FIELDS: [Field; 19] = [
    Field::Province,
    Field::City,
    Field::County,
    Field::Brand,
    Field::Provider,
    Field::ClassNo,
    Field::Occupation,
    Field::TrainingMode,
    Field::StartDate,
    Field::EndDate,
    Field::DateRange,
    Field::Category,
    Field::CertType,
    Field::CertDate,
    Field::Employed,
    Field::EmploymentDate,
    Field::LeaveDate,
    Field::SubsidyAmount,
    Field::SubsidyDate,
];

/// Reads a mapping file; `words` are those that it overrules.
///
/// # Errors
/// The first thing that is wrong, in Chinese.
pub fn parse(text: &str, words: &Vocabulary) -> Result<Mappings, MappingError> {
    let text = text.trim_start_matches('\u{feff}');
    let file: RawFile = toml::from_str(text)
        .map_err(|error| MappingError(TomlFault::of(text, &error).to_string()))?;
    let mut list = Vec::new();
    for (number, raw) in (1..).zip(file.table) {
        let at = |key: &str, why: String| {
            MappingError(format!("第 {number} 个 [[table]] 的 {key}：{why}"))
        };
        let meanings = &raw.words;
        let table = table(&raw, words, &at)?;
        list.push(words.mapped(table, meanings).map_err(|(key, why)| at(&key, why))?);
    }
    Ok(Mappings { list })
}

type At<'a> = &'a dyn Fn(&str, String) -> MappingError;

fn table(raw: &RawTable, words: &Vocabulary, at: At<'_>) -> Result<TableMapping, MappingError> {
    let kind = match &raw.kind {
        None => None,
        Some(key) => Some(LedgerKind::of_key(key).map_err(|why| at("kind", why))?),
    };
    let header_rows = match raw.header_rows.as_deref() {
        None => None,
        Some([row]) if *row > 0 => Some((*row, *row)),
        Some([first, .., last]) if *first > 0 && first <= last => Some((*first, *last)),
        Some(_) => return Err(at("header_rows", "应写行号，如 [4]，两行表头写 [4, 5]".to_owned())),
    };
    let amount_unit = match raw.amount_unit.as_deref() {
        None => None,
        Some("元") => Some(AmountUnit::Yuan),
        Some("万元") => Some(AmountUnit::TenThousandYuan),
        Some(other) => return Err(at("amount_unit", format!("“{other}”应为“元”或“万元”"))),
    };
    let columns = raw.columns.iter().map(|(key, value)| {
        let target = target(value, words).map_err(|why| at(&format!("columns.\"{key}\""), why))?;
        Ok((column_key(key), target))
    });
    let constants = raw.constants.iter().map(|(key, value)| {
        let name = format!("constants.{key}");
        let field = field(key).map_err(|why| at(&name, why))?;
        if CONSTANT_FIELDS.contains(&field) {
            return Ok((field, value.clone()));
        }
        let known: Vec<_> = CONSTANT_FIELDS.iter().map(|field| field.key()).collect();
        Err(at(&name, format!("这一项不能各行都相同，可写：{}", known.join("、"))))
    });
    Ok(TableMapping {
        file: Pattern::new(&raw.file),
        sheet: Pattern::new(&raw.sheet),
        kind,
        header_rows,
        amount_unit,
        constants: constants.collect::<Result<_, _>>()?,
        columns: columns.collect::<Result<_, _>>()?,
    })
}

/// `C列` is a position, anything else a header.
fn column_key(key: &str) -> ColumnKey {
    let position = key.strip_suffix('列').and_then(position_of);
    position.map_or_else(|| ColumnKey::Header(normalise(key).0), ColumnKey::Position)
}

fn target(value: &str, words: &Vocabulary) -> Result<Target, String> {
    if value.is_empty() {
        return Ok(Target::Extra);
    }
    let Some((key, word)) = value.split_once('=') else {
        return field(value).map(Target::Field);
    };
    let field = field(key.trim())?;
    let word = word.trim();
    if words.headers().is_choice(field, word) {
        Ok(Target::OneHot(field, word.into()))
    } else {
        Err(format!("“{word}”不是“{}”的标准写法", words.headers().label(field)))
    }
}

fn field(key: &str) -> Result<Field, String> {
    Field::ALL
        .iter()
        .find(|field| field.key() == key)
        .copied()
        .ok_or_else(|| format!("没有“{key}”这一项，各项的名字见 schemas/ledger/fields.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::layout::{Layout, Matched};

    fn parsed(text: &str) -> Result<Mappings, String> {
        let words = Vocabulary::shipped().expect("shipped data");
        parse(text, &words).map_err(|error| error.to_string())
    }

    #[test]
    fn a_mapping_overrules_headers_and_words() {
        let mappings = parsed(
            "[[table]]\nfile = \"长春*.csv\"\nkind = \"subsidy\"\n\
             columns = { \"证件\" = \"id_number\", \"A列\" = \"name\", \"公民身份号码\" = \"\", \"定岗\" = \"training_mode=定岗\" }\n\
             constants = { brand = \"甲品牌\" }\n\
             words = { employed = { \"3\" = \"是\" } }\n",
        )
        .expect("a mapping");
        let shipped = Vocabulary::shipped().expect("shipped data");
        let words = mappings.words("x/长春市.csv", "", &shipped);
        assert_eq!((words.employed("3"), shipped.employed("3")), (Some(true), None));
        let kind = words.headers().mapping().and_then(|mapping| mapping.kind);
        assert_eq!(kind, Some(LedgerKind::Subsidy));
        let cells = ["学生", "证件", "公民身份号码", "品牌名称", "定岗"].map(String::from);
        let layout = Layout::of_header(&cells, words.headers(), &|_| false)
            .expect("a header")
            .expect("unambiguous");
        assert_eq!(layout.position(Field::Name), Some(0));
        assert_eq!(layout.position(Field::IdNumber), Some(1));
        assert_eq!(layout.headings()[2].matched, Matched::Mapping);
        assert_eq!(layout.headings()[3].field, None);
        assert_eq!(layout.one_hot(Field::TrainingMode)[0].position, 4);
        assert!(std::ptr::eq(mappings.words("吉林市.csv", "", &shipped), &raw const shipped));
    }

    #[test]
    fn what_is_wrong_is_said_with_table_and_key() {
        for (text, parts) in [
            ("[[table]]\nfiles = \"a\"\n", ["第 2 行", "header_rows"]),
            ("[[table]]\n[[table]]\ncolumns = { \"证件\" = \"id\" }\n", ["第 2 个", "证件"]),
            ("[[table]]\nheader_rows = [0]\n", ["header_rows", "行号"]),
            ("[[table]]\namount_unit = \"角\"\n", ["amount_unit", "角"]),
            ("[[table]]\nkind = \"x\"\n", ["kind", "subsidy"]),
            ("[[table]]\nconstants = { name = \"张三\" }\n", ["constants.name", "brand"]),
            ("[[table]]\nwords = { employed = { \"3\" = \"对\" } }\n", ["words.employed", "对"]),
            ("[[table]]\nwords = { brand = { \"3\" = \"是\" } }\n", ["words.brand", "employed"]),
            ("[[table]]\ncolumns = { \"订单\" = \"training_mode=网上\" }\n", ["columns", "网上"]),
        ] {
            let error = parsed(text).expect_err(text);
            assert!(parts.iter().all(|part| error.contains(part)), "{error}");
        }
    }
}
