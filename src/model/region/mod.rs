//! Provinces, reporting units (上报单位) and counties, and how a text names one of them.
//!
//! The data stands in `schemas/regions/`. A unit that reports on its own (梅河口市, 长白山管委会, 满洲里市,
//! 二连浩特市, 沈抚示范区) is a unit like any other, found through the city or the county column.

mod introduced;
mod load;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use introduced::Introduced;
pub use load::RegionDataError;

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
    /// The province, where one is named.
    pub province: Option<ProvinceId>,
    /// The reporting unit, where known.
    pub unit: Option<UnitId>,
    /// The unit of rows that name no place at all (`--unit`).
    pub default: Option<UnitId>,
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
    /// Official names of the counties of each unit, by every name of them.
    counties: BTreeMap<UnitId, BTreeMap<String, Arc<str>>>,
    introduced: Introduced,
}

impl Regions {
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

    /// The year from which a six-digit code exists; `None` if it is older than the records, or in none.
    #[inline]
    #[must_use]
    pub fn introduced(&self, code: u32) -> Option<u32> {
        self.introduced.year(code)
    }

    /// All reporting units, in the order of their codes.
    pub fn units(&self) -> impl Iterator<Item = UnitId> {
        (0..self.units.len()).filter_map(|index| u16::try_from(index).ok().map(UnitId))
    }

    /// The reporting units of a province, in the order of their codes.
    pub fn units_of(&self, province: ProvinceId) -> impl Iterator<Item = UnitId> {
        self.units().filter(move |unit| self.province_of(*unit) == province)
    }

    /// Official names of the counties of a reporting unit.
    #[must_use]
    pub fn counties_of(&self, unit: UnitId) -> BTreeSet<&Arc<str>> {
        self.counties.get(&unit).into_iter().flat_map(BTreeMap::values).collect()
    }

    /// Every name, official or not, of a reporting unit, of its province and of its counties; sorted.
    #[must_use]
    pub fn names_around(&self, unit: UnitId) -> Vec<&str> {
        let province = self.province_of(unit);
        let of_province = self.province_names.iter().filter(|(_, id)| **id == province);
        let of_units = self.unit_names.iter().chain(&self.county_names);
        let of_units = of_units.filter(|(_, ids)| ids.contains(&unit)).map(|(name, _)| name);
        let mut names: Vec<&str> =
            of_province.map(|(name, _)| name).chain(of_units).map(String::as_str).collect();
        names.sort_unstable();
        names
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

    /// The official name of the county of `unit` that `text` is a name of; else the text itself.
    #[must_use]
    pub fn county_name(&self, text: &str, unit: UnitId) -> Arc<str> {
        let official = self.counties.get(&unit).and_then(|counties| counties.get(text));
        official.map_or_else(|| text.into(), Arc::clone)
    }

    /// The official name of a county of a unit; for a unit that has no counties the text itself.
    ///
    /// # Errors
    /// When the unit has no such county: the one that shares most characters, if any does.
    pub fn county(&self, unit: UnitId, text: &str) -> Result<Arc<str>, Option<Arc<str>>> {
        let Some(counties) = self.counties.get(&unit) else { return Ok(Arc::from(text)) };
        if let Some(name) = counties.get(text) {
            return Ok(Arc::clone(name));
        }
        let names = counties.values().map(|name| (common_characters(text, name), name));
        let nearest = names.filter(|(common, _)| *common > 0).max_by_key(|(common, _)| *common);
        Err(nearest.map(|(_, name)| Arc::clone(name)))
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
            return self.unit(city, known).ok_or_else(|| self.unknown(city, known));
        }
        if county.is_empty() {
            let here = |unit: &UnitId| known.is_none_or(|p| self.province_of(*unit) == p);
            return context.unit.or(context.default).filter(here).ok_or(UnitProblem::Missing);
        }
        let known = known.or_else(|| context.unit.map(|unit| self.province_of(unit)));
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

    /// The unit that reports on its own which the name of a county means.
    #[must_use]
    pub fn own_unit(&self, county: &str, province: Option<ProvinceId>) -> Option<UnitId> {
        self.unit(county, province).filter(|unit| self.units[usize::from(unit.0)].own)
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
            let found =
                self.provinces.iter().position(|province| text.contains(&*province.name))?;
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

/// How many distinct characters two names share, without the suffixes that all names have. What stands in a cell may be
/// longer than any name: only its beginning is looked at.
fn common_characters(left: &str, right: &str) -> usize {
    const LONGEST_NAME: usize = 50;
    let letters = |text: &str| -> BTreeSet<char> {
        text.chars().take(LONGEST_NAME).filter(|c| !"市州盟省区县地".contains(*c)).collect()
    };
    letters(left).intersection(&letters(right)).count()
}

#[cfg(test)]
mod tests;
