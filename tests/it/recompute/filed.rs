//! The registry of the sample as plain rows.

use std::collections::BTreeMap;
use std::path::Path;

use calamine::{Reader, Xlsx, open_workbook};

/// One brand, base or county.
pub struct Entry {
    pub kind: String,
    pub name: String,
    pub city: String,
    pub county: Option<String>,
    pub kind_of: Option<String>,
    pub level: Option<String>,
    pub industry: Option<String>,
    pub links: Vec<String>,
    cells: BTreeMap<String, String>,
}

impl Entry {
    /// Whether a paper for that condition was on file by a day.
    pub fn is_attested(&self, policy: &str, condition: &str, by: &str) -> bool {
        let paper = [format!("证明：{policy}/{condition}"), format!("证明：{condition}")];
        let paper = paper.iter().find_map(|header| self.cells.get(header));
        paper.is_some_and(|paper| paper.split('；').nth(1).is_some_and(|day| day <= by))
    }

    /// A number on file.
    pub fn number(&self, fact: &str, as_of: &str) -> Option<u64> {
        if fact == "established_years" {
            let since = self.cells.get("成立日期")?;
            let year = |day: &str| day[..4].parse::<u64>().unwrap();
            return Some(year(as_of) - year(since) - u64::from(as_of[5..] < since[5..]));
        }
        self.cells.get(&format!("事实：{fact}"))?.parse().ok()
    }
}

/// The whole registry.
pub struct Filed {
    entries: Vec<Entry>,
    relaxed: Vec<BTreeMap<String, String>>,
    provinces: BTreeMap<String, String>,
}

type Row = BTreeMap<String, String>;

fn rows(book: &mut Xlsx<std::io::BufReader<std::fs::File>>, sheet: &str) -> Vec<Row> {
    let range = book.worksheet_range(sheet).unwrap();
    let mut rows = range.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>());
    let header = rows.next().unwrap();
    let filled = |row: Vec<String>| {
        header.iter().cloned().zip(row).filter(|(_, cell)| !cell.is_empty()).collect()
    };
    rows.map(filled).collect()
}

impl Filed {
    pub fn read(path: &Path) -> Self {
        let mut book: Xlsx<_> = open_workbook(path).unwrap();
        let links = rows(&mut book, "双品牌关联");
        let entries = rows(&mut book, "品牌库").into_iter().map(|row| {
            let cell = |name: &str| row.get(name).cloned();
            let (name, city) = (cell("名称").unwrap(), cell("上报单位").unwrap());
            let kind = match row["种类"].as_str() {
                "培训品牌" => "training",
                "劳务品牌" => "labour",
                "基地" => "base",
                _ => "county",
            };
            let own = |link: &&Row| {
                kind == "labour" && link["劳务品牌"] == name && link["上报单位"] == city
            };
            Entry {
                kind: kind.to_owned(),
                county: cell("县（市、区）"),
                kind_of: cell("类型"),
                level: cell("级别"),
                industry: cell("行业"),
                links: links.iter().filter(own).map(|link| link["培训品牌"].clone()).collect(),
                name,
                city,
                cells: row.clone(),
            }
        });
        let units =
            std::fs::read_to_string(crate::support::project().join("schemas/regions/units.csv"))
                .unwrap();
        let provinces = units.lines().skip(1).map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[3].to_owned(), cells[1].to_owned())
        });
        Self {
            entries: entries.collect(),
            relaxed: rows(&mut book, "放宽"),
            provinces: provinces.collect(),
        }
    }

    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    pub fn province_of(&self, city: &str) -> &str {
        &self.provinces[city]
    }

    /// What is on file about a brand, base or county.
    pub fn entry(&self, [_, city, _, name]: [&str; 4]) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.city == city && entry.name == name)
    }

    pub fn links(&self, subject: [&str; 4]) -> Vec<String> {
        self.entry(subject).map(|entry| entry.links.clone()).unwrap_or_default()
    }

    pub fn is_relaxed(&self, [_, city, _, name]: [&str; 4], condition: &str, by: &str) -> bool {
        self.relaxed.iter().any(|row| {
            row["名称"] == name
                && row["上报单位"] == city
                && row.get("条件").is_none_or(|own| own == condition)
                && row["日期"].as_str() <= by
        })
    }
}
