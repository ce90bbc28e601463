//! The header of a table of counts: which of the tables it is, and where its figures stand.

use std::collections::{BTreeMap, BTreeSet};

use super::records::{Defect, Record};
use crate::model::counts::{Figure, KINDS, level};
use crate::model::measure::{Subject, SubjectKind};

/// The columns of one table.
pub struct Columns {
    /// Kinds of subjects that it can hold.
    pub kinds: Vec<SubjectKind>,
    pub level: usize,
    province: usize,
    city: usize,
    name: (usize, &'static str),
    pub when: When,
    pub figures: Vec<(usize, &'static Figure)>,
    pub width: usize,
}

/// Where it says over which days its figures are.
pub enum When {
    /// A calendar year.
    Year(usize),
    /// First and last day.
    Window(usize, usize),
}

/// The column of names, the kinds of subjects, and whether the table has windows rather than years.
const TABLES: [(&str, &[SubjectKind], bool); 3] = [
    ("name", &KINDS, true),
    ("brand", &[SubjectKind::Brand, SubjectKind::City, SubjectKind::Province], false),
    ("base", &[SubjectKind::Base], false),
];

impl Columns {
    /// The columns that a header names, in any order.
    pub fn of(header: &Record<'_>) -> Result<Self, Defect> {
        let mut named: BTreeMap<String, usize> = BTreeMap::new();
        for (column, name) in header.cells().enumerate() {
            if named.insert(name.clone(), column).is_some() {
                return Err(header.defect(&name, "这一列有两个"));
            }
        }
        let width = named.len();
        let mut take =
            |name: &str| named.remove(name).ok_or_else(|| header.defect(name, "缺少这一列"));
        let (level, province, city) = (take("level")?, take("province")?, take("city")?);
        let table = TABLES
            .iter()
            .find_map(|(name, kinds, windows)| Some(((take(name).ok()?, *name), *kinds, *windows)));
        let Some((name, kinds, windows)) = table else {
            return Err(header.defect("name", "缺少这一列（或 brand、base），不是人数表"));
        };
        let when = if windows {
            When::Window(take("window_from")?, take("window_to")?)
        } else {
            When::Year(take("year")?)
        };
        let mut figures = Vec::new();
        for (name, column) in named {
            let figure = Figure::named(&name);
            figures.push((column, figure.ok_or_else(|| header.defect(&name, "不认识这一列"))?));
        }
        Ok(Self { kinds: kinds.to_vec(), level, province, city, name, when, figures, width })
    }

    /// Whether it is the table of all counts, windows and subjects.
    pub fn is_whole(&self) -> bool {
        matches!(self.when, When::Window(..))
    }

    /// The names of its figures.
    pub fn figure_names(&self) -> BTreeSet<&'static str> {
        self.figures.iter().map(|(_, figure)| figure.name).collect()
    }

    /// The columns that name a subject, its level apart.
    pub fn of_subject(&self) -> [(usize, &'static str); 3] {
        [(self.province, "province"), (self.city, "city"), self.name]
    }

    /// The subject of a row.
    pub fn subject(&self, record: &Record<'_>) -> Result<Subject, Defect> {
        let said = record.cell(self.level);
        let kind = self.kinds.iter().copied().find(|kind| level(*kind) == said);
        let kind = kind.ok_or_else(|| {
            let known = self.kinds.iter().map(|kind| level(*kind)).collect::<Vec<_>>().join("、");
            record.defect("level", format!("“{said}”不是 {known} 之一"))
        })?;
        let has_city = kind != SubjectKind::Province;
        let has_name = has_city && kind != SubjectKind::City;
        let mut texts = self.of_subject().into_iter().zip([true, has_city, has_name]).map(
            |((column, name), filled)| match record.cell(column) {
                text if text.is_empty() != filled => Ok(text),
                _ if filled => Err(record.defect(name, "不能空着")),
                _ => Err(record.defect(name, format!("{said} 的行这一格应空着"))),
            },
        );
        let mut text = || texts.next().unwrap_or_else(|| Ok(String::new()));
        Ok(Subject { kind, province: text()?.into(), city: text()?.into(), name: text()?.into() })
    }
}
