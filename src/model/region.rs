//! Provinces, reporting units (上报单位) and counties, and how a text names one of them.
//!
//! The data stands in `schemas/regions/`. A unit that reports on its own (梅河口市, 长白山管委会, 满洲里市,
//! 二连浩特市, 沈抚示范区) is a unit like any other, found through the city or the county column.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Index of a province in [`Regions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProvinceId(u16);

/// Index of a reporting unit in [`Regions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(u16);

impl UnitId {
    /// The bare index, for packing into sort keys.
    #[must_use]
    pub fn index(self) -> u16 {
        self.0
    }
}

/// Why a row has no reporting unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitProblem {
    /// Nothing names one.
    Missing,
    /// A text stands where a unit should, but names none, or names several.
    Unknown {
        /// The text.
        text: String,
        /// Units it might mean: all that contain such a county, else the nearest name.
        candidates: Vec<String>,
    },
}

/// What the surroundings of a row (lines above the header, sheet, file, folders, `--unit`) say of its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlaceContext {
    /// The province, where known.
    pub province: Option<ProvinceId>,
    /// The reporting unit, where known.
    pub unit: Option<UnitId>,
}

#[derive(Debug)]
struct Province {
    name: Arc<str>,
}

#[derive(Debug)]
struct Unit {
    name: Arc<str>,
    province: ProvinceId,
    own: bool,
}

/// All provinces, reporting units and counties with their aliases.
#[derive(Debug)]
pub struct Regions {
    provinces: Vec<Province>,
    units: Vec<Unit>,
    province_names: HashMap<String, ProvinceId>,
    /// Official names and aliases; one text may name units of several provinces.
    unit_names: HashMap<String, Vec<UnitId>>,
    /// Official names and aliases of counties, with the unit each lies in.
    county_names: HashMap<String, Vec<UnitId>>,
}

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
        self.text
            .lines()
            .enumerate()
            .skip(1)
            .filter(|(_, line)| !line.trim().is_empty())
            .map(move |(index, line)| {
                let fields: Vec<&str> = line.split(',').collect();
                <[&str; N]>::try_from(fields)
                    .map(|fields| (index + 1, fields))
                    .map_err(|_| RegionDataError {
                        file,
                        line: index + 1,
                        text: line.to_owned(),
                    })
            })
    }

    fn error(&self, line: usize, text: &str) -> RegionDataError {
        RegionDataError {
            file: self.file,
            line,
            text: text.to_owned(),
        }
    }
}

impl Regions {
    /// The regions that the program carries.
    ///
    /// # Errors
    /// When the shipped data is damaged.
    pub fn shipped() -> Result<Self, RegionDataError> {
        Self::parse(
            include_str!("../../schemas/regions/provinces.csv"),
            include_str!("../../schemas/regions/units.csv"),
            include_str!("../../schemas/regions/counties.csv"),
            include_str!("../../schemas/regions/aliases.csv"),
        )
    }

    /// Reads the four tables described in `schemas/regions/README.md`.
    ///
    /// # Errors
    /// When a line has the wrong number of fields or names something unknown.
    pub fn parse(
        provinces: &str,
        units: &str,
        counties: &str,
        aliases: &str,
    ) -> Result<Self, RegionDataError> {
        let mut regions = Self {
            provinces: Vec::new(),
            units: Vec::new(),
            province_names: HashMap::new(),
            unit_names: HashMap::new(),
            county_names: HashMap::new(),
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
            let unit = by_code
                .get(unit_code)
                .ok_or_else(|| table.error(number, unit_code))?;
            regions
                .county_names
                .entry(name.to_owned())
                .or_default()
                .push(*unit);
        }
        regions.add_aliases(&Table { file: "aliases.csv", text: aliases })?;
        Ok(regions)
    }

    fn add_units(&mut self, table: &Table<'_>) -> Result<HashMap<String, UnitId>, RegionDataError> {
        let mut by_code = HashMap::new();
        for line in table.lines() {
            let (number, [_, province, code, name, kind, _]) = line?;
            let province = *self
                .province_names
                .get(province)
                .ok_or_else(|| table.error(number, province))?;
            let id = UnitId(u16::try_from(self.units.len()).unwrap_or(u16::MAX));
            self.units.push(Unit {
                name: name.into(),
                province,
                own: kind == "own",
            });
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
            let province = *self
                .province_names
                .get(province)
                .ok_or_else(|| table.error(number, province))?;
            let units = &self.units;
            let names = if level == "unit" {
                &mut self.unit_names
            } else {
                &mut self.county_names
            };
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
                if !entry.contains(&unit) {
                    entry.push(unit);
                }
            }
        }
        Ok(())
    }

    /// Official name of a reporting unit.
    #[must_use]
    pub fn unit_name(&self, unit: UnitId) -> &Arc<str> {
        &self.units[usize::from(unit.0)].name
    }

    /// The province of a reporting unit.
    #[must_use]
    pub fn province_of(&self, unit: UnitId) -> ProvinceId {
        self.units[usize::from(unit.0)].province
    }

    /// Official name of a province.
    #[must_use]
    pub fn province_name(&self, province: ProvinceId) -> &Arc<str> {
        &self.provinces[usize::from(province.0)].name
    }

    /// All reporting units, in the order of their codes.
    pub fn units(&self) -> impl Iterator<Item = UnitId> {
        (0..self.units.len()).filter_map(|index| u16::try_from(index).ok().map(UnitId))
    }

    /// The province that `text` is a name of.
    #[must_use]
    pub fn province(&self, text: &str) -> Option<ProvinceId> {
        self.province_names.get(text).copied()
    }

    /// The only unit (of `province`, where given) that `text` is a name of.
    #[must_use]
    pub fn unit(&self, text: &str, province: Option<ProvinceId>) -> Option<UnitId> {
        only(&self.named(&self.unit_names, text, province))
    }

    fn named(
        &self,
        names: &HashMap<String, Vec<UnitId>>,
        text: &str,
        province: Option<ProvinceId>,
    ) -> Vec<UnitId> {
        names
            .get(text)
            .into_iter()
            .flatten()
            .copied()
            .filter(|unit| province.is_none_or(|p| self.province_of(*unit) == p))
            .collect()
    }

    /// The reporting unit of a row: what its own columns say, else its surroundings.
    ///
    /// A county that reports on its own wins over the city column. A county alone decides where it is unique
    /// within the known province.
    ///
    /// # Errors
    /// When nothing names a unit, or what stands there names none.
    pub fn resolve(
        &self,
        province: &str,
        city: &str,
        county: &str,
        context: PlaceContext,
    ) -> Result<UnitId, UnitProblem> {
        let known = self.province(province).or(context.province);
        if let Some(unit) = self.own_unit(county, known) {
            return Ok(unit);
        }
        if !city.is_empty() {
            return self
                .unit(city, known)
                .ok_or_else(|| self.unknown(city, known));
        }
        if county.is_empty() {
            return context.unit.ok_or(UnitProblem::Missing);
        }
        let homes = self.named(&self.county_names, county, known);
        if known.is_some()
            && let Some(unit) = only(&homes)
        {
            return Ok(unit);
        }
        match context.unit {
            Some(unit) if homes.is_empty() || homes.contains(&unit) => Ok(unit),
            _ => Err(self.unknown_county(county, &homes)),
        }
    }

    fn own_unit(&self, county: &str, province: Option<ProvinceId>) -> Option<UnitId> {
        self.unit(county, province)
            .filter(|unit| self.units[usize::from(unit.0)].own)
    }

    fn unknown_county(&self, county: &str, homes: &[UnitId]) -> UnitProblem {
        let candidates: BTreeSet<String> = homes
            .iter()
            .map(|home| {
                let province = self.province_name(self.province_of(*home));
                format!("{province}{}", self.unit_name(*home))
            })
            .collect();
        UnitProblem::Unknown {
            text: county.to_owned(),
            candidates: candidates.into_iter().collect(),
        }
    }

    /// An unknown unit name with the known one that shares most of its characters.
    fn unknown(&self, text: &str, province: Option<ProvinceId>) -> UnitProblem {
        let nearest = self
            .units
            .iter()
            .filter(|unit| province.is_none_or(|p| unit.province == p))
            .map(|unit| (common_characters(text, &unit.name), unit))
            .filter(|(common, _)| *common > 0)
            .min_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.name.cmp(&y.name)));
        UnitProblem::Unknown {
            text: text.to_owned(),
            candidates: nearest.map(|(_, unit)| unit.name.to_string()).into_iter().collect(),
        }
    }

    /// The unit whose name stands in a free text (a title, a sheet, file or folder name): the longest name wins,
    /// and a unit that reports on its own wins over the one around it.
    #[must_use]
    pub fn unit_in(&self, text: &str, province: Option<ProvinceId>) -> Option<UnitId> {
        if let Some(unit) = self.unit(text, province) {
            return Some(unit);
        }
        self.units()
            .filter(|unit| province.is_none_or(|p| self.province_of(*unit) == p))
            .filter(|unit| text.contains(&**self.unit_name(*unit)))
            .max_by_key(|unit| {
                let entry = &self.units[usize::from(unit.0)];
                (entry.own, entry.name.len(), std::cmp::Reverse(unit.0))
            })
    }

    /// The province whose official name stands in a free text, or whose short name is the text.
    #[must_use]
    pub fn province_in(&self, text: &str) -> Option<ProvinceId> {
        self.province(text).or_else(|| {
            let found = self
                .provinces
                .iter()
                .position(|province| text.contains(&*province.name))?;
            u16::try_from(found).ok().map(ProvinceId)
        })
    }
}

fn only(units: &[UnitId]) -> Option<UnitId> {
    match units {
        [unit] => Some(*unit),
        _ => None,
    }
}

/// How many distinct characters two names share, without the suffixes that all names have.
fn common_characters(left: &str, right: &str) -> usize {
    let letters = |text: &str| -> BTreeSet<char> {
        text.chars().filter(|c| !"市州盟省区县地".contains(*c)).collect()
    };
    letters(left).intersection(&letters(right)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(regions: &Regions, unit: Result<UnitId, UnitProblem>) -> String {
        unit.map_or_else(|problem| format!("{problem:?}"), |u| regions.unit_name(u).to_string())
    }

    #[test]
    fn rows_belong_to_exactly_one_unit() {
        let regions = Regions::shipped().expect("shipped data");
        let nothing = PlaceContext::default();
        let cases = [
            (["吉林省", "长春市", "榆树市"], "长春市"),
            (["吉林省", "延边州", "延吉市"], "延边朝鲜族自治州"),
            (["吉林省", "通化市", "梅河口市"], "梅河口市"),
            (["内蒙古自治区", "呼伦贝尔市", "满洲里市"], "满洲里市"),
            (["吉林省", "", "榆树市"], "长春市"),
            (["", "长春市", ""], "长春市"),
        ];
        for ([province, city, county], expected) in cases {
            let unit = regions.resolve(province, city, county, nothing);
            assert_eq!(name(&regions, unit), expected);
        }
    }

    #[test]
    fn ambiguous_counties_list_their_candidates() {
        let regions = Regions::shipped().expect("shipped data");
        let problem = regions.resolve("", "", "铁西区", PlaceContext::default());
        let Err(UnitProblem::Unknown { candidates, .. }) = problem else {
            panic!("铁西区 exists in several cities");
        };
        assert!(candidates.contains(&"辽宁省沈阳市".to_owned()));
        assert!(candidates.contains(&"吉林省四平市".to_owned()));
    }

    #[test]
    fn unknown_names_come_with_the_nearest_known_one() {
        let regions = Regions::shipped().expect("shipped data");
        let problem = regions.resolve("吉林省", "松源市", "", PlaceContext::default());
        assert_eq!(
            problem,
            Err(UnitProblem::Unknown {
                text: "松源市".into(),
                candidates: vec!["松原市".into()]
            })
        );
        assert_eq!(
            regions.resolve("", "", "", PlaceContext::default()),
            Err(UnitProblem::Missing)
        );
    }

    #[test]
    fn free_texts_name_the_most_specific_unit() {
        let regions = Regions::shipped().expect("shipped data");
        let unit = regions.unit_in("通化市梅河口市2024年台账", None);
        assert_eq!(unit.map(|u| regions.unit_name(u).to_string()).as_deref(), Some("梅河口市"));
    }
}
