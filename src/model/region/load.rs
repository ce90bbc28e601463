//! The region tables of `schemas/regions/`, read once at start.

use std::collections::{BTreeMap, HashMap};

use super::introduced::Introduced;
use super::{Province, ProvinceId, Regions, Unit, UnitId};

/// A line of the region data that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("地区名录 {file} 第 {line} 行有误：{text}")]
pub struct RegionDataError {
    file: &'static str,
    line: usize,
    text: String,
}

struct Table<'a> {
    file: &'static str,
    text: &'a str,
}

impl<'a> Table<'a> {
    /// The fields of every line but the heading.
    fn lines<const N: usize>(
        &self,
    ) -> impl Iterator<Item = Result<(usize, [&'a str; N]), RegionDataError>> {
        let file = self.file;
        self.text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()).map(
            move |(index, line)| {
                let fields: Vec<&str> = line.split(',').collect();
                <[&str; N]>::try_from(fields)
                    .map(|fields| (index + 1, fields))
                    .map_err(|_| RegionDataError { file, line: index + 1, text: line.to_owned() })
            },
        )
    }

    fn error(&self, line: usize, text: &str) -> RegionDataError {
        RegionDataError { file: self.file, line, text: text.to_owned() }
    }
}

impl Regions {
    /// The regions that the program carries.
    ///
    /// # Errors
    /// When the shipped data is damaged.
    pub fn shipped() -> Result<Self, RegionDataError> {
        Self::parse(
            include_str!("../../../schemas/regions/provinces.csv"),
            include_str!("../../../schemas/regions/units.csv"),
            include_str!("../../../schemas/regions/counties.csv"),
            include_str!("../../../schemas/regions/aliases.csv"),
            include_str!("../../../schemas/regions/introduced.csv"),
        )
    }

    /// Reads the five tables described in `schemas/regions/README.md`.
    ///
    /// # Errors
    /// When a line has the wrong number of fields or names something unknown.
    pub fn parse(
        provinces: &str,
        units: &str,
        counties: &str,
        aliases: &str,
        introduced: &str,
    ) -> Result<Self, RegionDataError> {
        let mut regions = Self {
            provinces: Vec::new(),
            units: Vec::new(),
            province_names: HashMap::new(),
            unit_names: HashMap::new(),
            county_names: HashMap::new(),
            counties: BTreeMap::new(),
            introduced: Introduced::new(),
        };
        for line in (Table { file: "provinces.csv", text: provinces }).lines() {
            let (_, [_, name, short]) = line?;
            let id = ProvinceId(u16::try_from(regions.provinces.len()).unwrap_or(u16::MAX));
            regions.provinces.push(Province { name: name.into() });
            regions.province_names.insert(name.to_owned(), id);
            regions.province_names.insert(short.to_owned(), id);
        }
        let by_code = regions.add_units(&Table { file: "units.csv", text: units })?;
        let table = Table { file: "counties.csv", text: counties };
        for line in table.lines() {
            let (number, [_, name, unit_code]) = line?;
            let unit = by_code.get(unit_code).ok_or_else(|| table.error(number, unit_code))?;
            regions.county_names.entry(name.to_owned()).or_default().push(*unit);
            regions.counties.entry(*unit).or_default().insert(name.to_owned(), name.into());
        }
        regions.add_aliases(&Table { file: "aliases.csv", text: aliases })?;
        let table = Table { file: "introduced.csv", text: introduced };
        for line in table.lines() {
            let (number, [code, year]) = line?;
            regions.introduced.add(code, year).ok_or_else(|| table.error(number, code))?;
        }
        Ok(regions)
    }

    fn add_units(&mut self, table: &Table<'_>) -> Result<HashMap<String, UnitId>, RegionDataError> {
        let mut by_code = HashMap::new();
        for line in table.lines() {
            let (number, [_, province, code, name, kind, _]) = line?;
            let province =
                *self.province_names.get(province).ok_or_else(|| table.error(number, province))?;
            let id = UnitId(u16::try_from(self.units.len()).unwrap_or(u16::MAX));
            self.units.push(Unit { name: name.into(), province, own: kind == "own" });
            self.unit_names.entry(name.to_owned()).or_default().push(id);
            by_code.insert(code.to_owned(), id);
        }
        Ok(by_code)
    }

    fn add_aliases(&mut self, table: &Table<'_>) -> Result<(), RegionDataError> {
        for line in table.lines() {
            let (number, [alias, official, level, province, _]) = line?;
            let unknown = || table.error(number, official);
            if level == "province" {
                let id = *self.province_names.get(official).ok_or_else(unknown)?;
                self.province_names.insert(alias.to_owned(), id);
                continue;
            }
            let province =
                *self.province_names.get(province).ok_or_else(|| table.error(number, province))?;
            let units = &self.units;
            let names = if level == "unit" { &mut self.unit_names } else { &mut self.county_names };
            let meant: Vec<UnitId> = names
                .get(official)
                .into_iter()
                .flatten()
                .copied()
                .filter(|unit| units[usize::from(unit.0)].province == province)
                .collect();
            if meant.is_empty() {
                return Err(unknown());
            }
            let entry = names.entry(alias.to_owned()).or_default();
            for unit in meant {
                if level == "county" {
                    let counties = self.counties.entry(unit).or_default();
                    counties.entry(alias.to_owned()).or_insert_with(|| official.into());
                }
                if !entry.contains(&unit) {
                    entry.push(unit);
                }
            }
        }
        Ok(())
    }
}
