//! The columns of a registry table by their headers.

use crate::model::text::{is_space, narrow};

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Kind,
    Name,
    BrandName,
    BaseName,
    Province,
    Unit,
    Type,
    Level,
    Occupation,
    Industry,
    Established,
    SupportingUnits,
    /// `事实：venue_area_m2`: a number under the key that a policy's `fact` names.
    Fact(String),
    /// `证明：四·诚信经营`: a paper for the condition of that id.
    Attestation(String),
}

/// Headers after [`plain`].
const HEADERS: &[(Column, &[&str])] = &[
    (Column::Kind, &["种类", "品牌种类", "类别", "kind"]),
    (Column::Name, &["名称", "品牌(基地)名称", "name"]),
    (Column::BrandName, &["品牌名称", "劳务品牌名称", "培训品牌名称", "品牌", "brand"]),
    (Column::BaseName, &["基地名称", "培训基地名称", "基地", "base"]),
    (Column::Province, &["省", "省份", "省(区)", "province"]),
    (
        Column::Unit,
        &[
            "上报单位",
            "填报单位",
            "所属市",
            "所属市(州)",
            "市",
            "市(州)",
            "市(州、盟市)",
            "市(盟)",
            "盟市",
            "地市",
            "地市名称",
            "城市",
            "unit",
            "city",
        ],
    ),
    (Column::Type, &["类型", "品牌类型", "type", "brand_type"]),
    (Column::Level, &["级别", "品牌级别", "level", "brand_level"]),
    (Column::Occupation, &["职业(工种)", "职业工种", "职业", "工种", "occupation"]),
    (Column::Industry, &["行业", "所属行业", "industry"]),
    (Column::Established, &["成立日期", "成立时间", "创建日期", "创建时间", "established"]),
    (Column::SupportingUnits, &["依托单位", "依托单位名称", "supporting_units"]),
];

/// Headers that make a table a ledger (IDs) or a table of figures (claims, results), not a registry.
const FOREIGN: [&str; 9] = [
    "身份证",
    "证件号码",
    "公民身份号码",
    "社会保障号码",
    "id_number",
    "年度",
    "年份",
    "year",
    "培训人数",
];
/// Of those, the ones that count wherever they stand in a header.
const FOREIGN_INSIDE: usize = 4;

const FACT: [&str; 2] = ["事实:", "fact:"];
const ATTESTATION: [&str; 2] = ["证明:", "attestation:"];

/// Whether a row of cells is the header of a registry: a name, a kind or type or level, no ID numbers and no yearly figures.
#[must_use]
pub fn looks_like_registry(cells: &[String]) -> bool {
    let columns = columns(cells);
    let has = |wanted: &[Column]| columns.iter().any(|(_, column)| wanted.contains(column));
    let foreign = |cell: &String| {
        let header = plain(cell);
        FOREIGN.contains(&header.as_str())
            || FOREIGN[..FOREIGN_INSIDE].iter().any(|word| header.contains(word))
    };
    has(&[Column::Name, Column::BrandName, Column::BaseName])
        && has(&[Column::Kind, Column::Type, Column::Level])
        && !cells.iter().any(foreign)
}

/// Index and meaning of every column that has one; of two with the same meaning the first.
pub(super) fn columns(cells: &[String]) -> Vec<(usize, Column)> {
    let mut columns: Vec<(usize, Column)> = Vec::new();
    for (index, cell) in cells.iter().enumerate() {
        if let Some(column) = column(cell)
            && !columns.iter().any(|(_, known)| *known == column)
        {
            columns.push((index, column));
        }
    }
    columns
}

fn column(cell: &str) -> Option<Column> {
    let header = plain(cell);
    let after = |prefixes: &[&str]| {
        prefixes.iter().find_map(|prefix| header.strip_prefix(prefix)).map(str::to_owned)
    };
    if let Some(key) = after(&FACT) {
        return Some(Column::Fact(key));
    }
    if after(&ATTESTATION).is_some() {
        // The id of a condition is kept as written, brackets included.
        let id = cell.split_once([':', '：'])?.1;
        return Some(Column::Attestation(id.chars().filter(|c| !is_space(*c)).collect()));
    }
    HEADERS
        .iter()
        .find(|(_, names)| names.contains(&header.as_str()))
        .map(|(column, _)| column.clone())
}

/// A header without white space, stars and remarks, half-width and in lower case.
fn plain(cell: &str) -> String {
    let narrowed = narrow(cell).to_lowercase();
    let kept: String = narrowed.chars().filter(|c| !is_space(*c) && *c != '*').collect();
    kept.replace("(必填)", "")
}
