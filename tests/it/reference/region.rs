//! The region tables, and the unit that a row reports to.

use std::collections::BTreeMap;
use std::path::Path;

use super::text::trim;

/// Province and unit by their official names.
pub type UnitName = (String, String);

struct Unit {
    province: String,
    name: String,
    code: String,
    is_own: bool,
}

impl Unit {
    fn is_among(&self, names: &[UnitName]) -> bool {
        names.iter().any(|(province, name)| *province == self.province && *name == self.name)
    }
}

struct Alias {
    alias: String,
    official: String,
    level: String,
    province: String,
}

/// The tables of `schemas/regions`.
pub struct Regions {
    /// Official name and short name.
    provinces: Vec<(String, String)>,
    units: Vec<Unit>,
    /// County and the code of its unit.
    counties: Vec<(String, String)>,
    aliases: Vec<Alias>,
}

impl Regions {
    pub fn load(directory: &Path) -> std::io::Result<Regions> {
        let table = |name: &str| -> std::io::Result<Vec<Vec<String>>> {
            let text = std::fs::read_to_string(directory.join(name))?;
            let lines = text.lines().skip(1);
            Ok(lines.map(|line| line.split(',').map(str::to_string).collect()).collect())
        };
        let of = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
        let mut regions = Regions {
            provinces: Vec::new(),
            units: Vec::new(),
            counties: Vec::new(),
            aliases: Vec::new(),
        };
        for row in table("provinces.csv")? {
            regions.provinces.push((of(&row, 1), of(&row, 2)));
        }
        for row in table("units.csv")? {
            regions.units.push(Unit {
                province: of(&row, 1),
                code: of(&row, 2),
                name: of(&row, 3),
                is_own: of(&row, 4) == "own",
            });
        }
        for row in table("counties.csv")? {
            regions.counties.push((of(&row, 1), of(&row, 2)));
        }
        for row in table("aliases.csv")? {
            regions.aliases.push(Alias {
                alias: of(&row, 0),
                official: of(&row, 1),
                level: of(&row, 2),
                province: of(&row, 3),
            });
        }
        Ok(regions)
    }

    /// A province by its official name, its short name or an alias.
    fn province(&self, text: &str) -> Option<String> {
        let text = trim(text);
        for (name, short) in &self.provinces {
            if text == name || text == short {
                return Some(name.clone());
            }
        }
        let alias =
            self.aliases.iter().find(|alias| alias.level == "province" && alias.alias == text);
        alias.map(|alias| alias.official.clone())
    }

    /// A province that a longer text names.
    fn province_in(&self, text: &str) -> Option<String> {
        let named = self.provinces.iter().find(|(name, _)| text.contains(name));
        named.map(|(name, _)| name.clone()).or_else(|| self.province(text))
    }

    /// A unit by its official name or, failing that, an alias: the only one of that name in the
    /// province, or in the country where no province is known.
    fn unit(&self, text: &str, province: Option<&str>) -> Option<UnitName> {
        let text = trim(text);
        let officials = self.officials(text, "unit");
        self.only(province, |unit| unit.name == text)
            .or_else(|| self.only(province, |unit| unit.is_among(&officials)))
    }

    /// A unit that reports on its own and stands in the county column.
    fn own_unit(&self, county: &str, province: Option<&str>) -> Option<UnitName> {
        let county = trim(county);
        let mut officials = self.officials(county, "unit");
        officials.extend(self.officials(county, "county"));
        self.only(province, |unit| {
            unit.is_own && (unit.name == county || unit.is_among(&officials))
        })
    }

    /// The unit of a county whose name is the only one of its kind in the province.
    fn unit_of_county(&self, county: &str, province: &str) -> Option<UnitName> {
        let mut name = trim(county);
        let is_here = |wanted: &str| {
            let mut units = Vec::new();
            for (_, code) in self.counties.iter().filter(|(name, _)| name == wanted) {
                for unit in &self.units {
                    if unit.code == *code && unit.province == province {
                        units.push((unit.province.clone(), unit.name.clone()));
                    }
                }
            }
            units
        };
        if is_here(name).is_empty() {
            let alias = self.aliases.iter().find(|alias| {
                alias.level == "county" && alias.alias == name && alias.province == province
            });
            name = &alias?.official;
        }
        match &is_here(name)[..] {
            [unit] => Some(unit.clone()),
            _ => None,
        }
    }

    /// The official name of a unit's county; a unit that reports on its own is no county.
    fn county_name(&self, county: &str, (province, unit): &UnitName) -> String {
        let same = |found: UnitName| found == (province.clone(), unit.clone());
        if self.unit(county, Some(province)).is_some_and(same) {
            return String::new();
        }
        for alias in &self.aliases {
            let is_meant = alias.level == "county" && alias.alias == county;
            if is_meant && alias.province == *province {
                for (name, code) in &self.counties {
                    let is_home = |home: &&Unit| home.code == *code && home.name == *unit;
                    if *name == alias.official && self.units.iter().any(|home| is_home(&home)) {
                        return name.clone();
                    }
                }
            }
        }
        county.to_string()
    }

    /// The unit that a sheet, file, folder or 填报单位 names: the only official name inside the
    /// text, or an alias that is the whole of it. 吉林 alone is the province.
    fn unit_in(&self, text: &str, province: Option<&str>) -> Option<UnitName> {
        let mut inside: Vec<&Unit> = Vec::new();
        for unit in &self.units {
            if province.is_none_or(|known| known == unit.province) && text.contains(&unit.name) {
                inside.push(unit);
            }
        }
        let all = inside.clone();
        inside.retain(|unit| {
            !all.iter().any(|other| other.name != unit.name && other.name.contains(&unit.name))
        });
        if inside.iter().any(|unit| unit.is_own) {
            inside.retain(|unit| unit.is_own);
        }
        match inside[..] {
            [unit] => Some((unit.province.clone(), unit.name.clone())),
            [] if self.province(text).is_none() => self.unit(text, province),
            _ => None,
        }
    }

    fn only(&self, province: Option<&str>, fits: impl Fn(&Unit) -> bool) -> Option<UnitName> {
        let mut found: Vec<UnitName> = Vec::new();
        for unit in &self.units {
            if province.is_none_or(|known| known == unit.province) && fits(unit) {
                found.push((unit.province.clone(), unit.name.clone()));
            }
        }
        match &found[..] {
            [unit] => Some(unit.clone()),
            _ => None,
        }
    }

    /// The official names, with their provinces, that an alias stands for.
    fn officials(&self, alias: &str, level: &str) -> Vec<UnitName> {
        let mut found = Vec::new();
        for row in &self.aliases {
            if row.level == level && row.alias == alias {
                found.push((row.province.clone(), row.official.clone()));
            }
        }
        found
    }
}

/// The sheet's name, the file's without its ending, the folders' from the nearest on.
pub fn path_texts(sheet: &str, path: &str, root_name: Option<&str>) -> Vec<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    let file = parts.pop().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut texts = vec![sheet.to_string(), stem.to_string()];
    texts.extend(parts.iter().rev().map(|part| (*part).to_string()));
    texts.extend(root_name.map(str::to_string));
    texts
}

/// Resolves the rows of one sheet.
pub struct Places<'a> {
    regions: &'a Regions,
    default_unit: Option<&'a str>,
    /// The lines above the header, then the path: nearest first.
    texts: Vec<String>,
    /// Rows repeat their places; each is looked up once.
    known: BTreeMap<[String; 3], Result<UnitName, &'static str>>,
}

impl<'a> Places<'a> {
    pub fn new(
        regions: &'a Regions,
        default_unit: Option<&'a str>,
        texts: Vec<String>,
    ) -> Places<'a> {
        Places { regions, default_unit, texts, known: BTreeMap::new() }
    }

    /// The unit of a row with these keys, which are empty where the row says nothing.
    pub fn unit(&mut self, place: [String; 3]) -> Result<UnitName, &'static str> {
        if let Some(known) = self.known.get(&place) {
            return known.clone();
        }
        let found = self.look_up(&place);
        self.known.insert(place, found.clone());
        found
    }

    /// The county of a row of `unit`.
    pub fn county_name(&self, county: &str, unit: &UnitName) -> String {
        self.regions.county_name(county, unit)
    }

    fn look_up(&self, [province, city, county]: &[String; 3]) -> Result<UnitName, &'static str> {
        let regions = self.regions;
        let stated = regions
            .province(province)
            .or_else(|| self.texts.iter().find_map(|text| regions.province_in(text)));
        let stated = stated.as_deref();
        if let Some(unit) = regions.own_unit(county, stated) {
            return Ok(unit);
        }
        if !city.is_empty() {
            return regions.unit(city, stated).ok_or("UNIT_UNKNOWN");
        }
        let named = self.texts.iter().find_map(|text| regions.unit_in(text, stated));
        if !county.is_empty() {
            let implied = named.as_ref().map(|(province, _)| province.as_str());
            let of_county =
                stated.or(implied).and_then(|province| regions.unit_of_county(county, province));
            return of_county.or(named).ok_or("UNIT_UNKNOWN");
        }
        named
            .or_else(|| self.default_unit.and_then(|unit| regions.unit_in(unit, None)))
            .ok_or("UNIT_MISSING")
    }
}
