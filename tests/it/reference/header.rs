//! From the texts of a header row to the column of each field.

use std::collections::BTreeMap;

use super::synonyms::{FIELDS, FOREIGN, WHOLE_ONLY};
use super::text::{is_space, narrow};

/// The fields that the reference reads; two columns for one of them are an ambiguity.
const READ: [&str; 21] = [
    "province",
    "city",
    "county",
    "brand",
    "provider",
    "class_no",
    "occupation",
    "training_mode",
    "start_date",
    "end_date",
    "period",
    "name",
    "id_type",
    "id_number",
    "category",
    "cert_type",
    "cert_date",
    "employed",
    "employment_date",
    "subsidy_amount",
    "subsidy_date",
];

/// How one header names a field: exactly or not, and by which of the field's synonyms.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Match {
    pub field: &'static str,
    pub exact: bool,
    pub rank: usize,
}

/// A header as it is compared: narrowed, without white space, `*` and `（必填）`, one kind of
/// brackets, and without a unit or a seal in brackets at its end.
pub fn normalise(text: &str) -> String {
    let mut out: String = narrow(text)
        .chars()
        .filter(|c| !is_space(*c) && *c != '*')
        .map(|c| match c {
            '【' | '〔' | '〖' | '[' | '{' => '(',
            '】' | '〕' | '〗' | ']' | '}' => ')',
            _ => c,
        })
        .collect();
    out = out.replace("(必填)", "");
    for ending in ["(元)", "(万元)", "(年/月/日)", "(年月日)", "(盖章)"] {
        if let Some(rest) = out.strip_suffix(ending) {
            return rest.to_string();
        }
    }
    out
}

/// The field that a header is exactly the name of.
pub fn exact(header: &str) -> Option<Match> {
    for (field, synonyms) in FIELDS {
        for (rank, synonym) in synonyms.iter().enumerate() {
            if header == *synonym {
                return Some(Match { field, exact: true, rank });
            }
        }
    }
    None
}

/// The field of the longest name inside a header; none where two fields tie.
fn contained(header: &str) -> Option<Match> {
    if FOREIGN.iter().any(|word| header.contains(word)) {
        return None;
    }
    let mut longest = 0;
    let mut found: Vec<Match> = Vec::new();
    for (field, synonyms) in FIELDS {
        for (rank, synonym) in synonyms.iter().enumerate() {
            let length = synonym.chars().count();
            let whole_only = length == 1 || WHOLE_ONLY.contains(synonym);
            if whole_only || !header.contains(synonym) || length < longest {
                continue;
            }
            if length > longest {
                longest = length;
                found.clear();
            }
            found.push(Match { field, exact: false, rank });
        }
    }
    let first = *found.first()?;
    found.iter().all(|other| other.field == first.field).then_some(first)
}

/// The field of a header given as its parts from top to bottom (one part, unless merged).
pub fn field(parts: &[String]) -> Option<Match> {
    let joined = parts.concat();
    let last = parts.last()?;
    exact(&joined).or_else(|| exact(last)).or_else(|| contained(&joined))
}

/// Whether a row's cells, one list of parts each, are a header: an ID number and a name.
pub fn is_header(cells: &[Vec<String>]) -> bool {
    let has = |wanted: &str| {
        let named = |parts: &[String]| {
            let header = parts.concat();
            FIELDS.iter().any(|(field, synonyms)| {
                *field == wanted && synonyms.iter().any(|synonym| header.contains(synonym))
            })
        };
        cells
            .iter()
            .filter(|parts| named(parts))
            .any(|parts| field(parts).is_some_and(|found| found.field == wanted))
    };
    has("id_number") && has("name")
}

/// The column of each field; `is_empty` tells whether a column holds no value below the header.
pub fn columns(
    cells: &[Vec<String>],
    is_empty: impl Fn(usize) -> bool,
) -> Result<BTreeMap<&'static str, usize>, String> {
    let mut candidates: BTreeMap<&'static str, Vec<(usize, Match)>> = BTreeMap::new();
    for (column, parts) in cells.iter().enumerate() {
        if let Some(found) = field(parts) {
            candidates.entry(found.field).or_default().push((column, found));
        }
    }
    let mut columns = BTreeMap::new();
    for (field, mut found) in candidates {
        if field == "provider"
            && let Some(best) = found.iter().map(|(_, m)| m.rank).min()
        {
            found.retain(|(_, m)| m.rank == best);
        }
        if found.iter().any(|(_, m)| m.exact) {
            found.retain(|(_, m)| m.exact);
        }
        if found.len() > 1 && found.iter().any(|(column, _)| !is_empty(*column)) {
            found.retain(|(column, _)| !is_empty(*column));
        }
        if found.len() > 1
            && READ.contains(&field)
            && !found.iter().all(|(column, _)| is_empty(*column))
        {
            return Err(format!("AMBIGUOUS_COLUMN {field}"));
        }
        columns.insert(field, found[0].0);
    }
    Ok(columns)
}
