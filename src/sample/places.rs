//! Provinces, cities and counties of the samples, taken from `schemas/regions/`.

use super::vocab::records;

/// A county-level region, or a unit that reports on its own and stands in the county column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct County {
    pub(super) name: &'static str,
    /// The six digits that IDs of its people start with: its code when numbers were first given out (1984). `None`
    /// where it had none.
    pub(super) code: Option<u32>,
    /// Reports on its own though it lies in the city.
    pub(super) own: bool,
}

/// A prefecture-level unit and what lies in it.
#[derive(Debug, Clone)]
pub(super) struct City {
    pub(super) province: &'static str,
    pub(super) name: &'static str,
    pub(super) counties: Vec<County>,
}

/// The prefecture-level units of some provinces (first two digits of the code), in the order of their codes.
pub(super) fn cities(provinces: &[&str]) -> Vec<City> {
    let mut cities: Vec<(&str, City)> = records(UNITS)
        .filter(|[province, _, _, _, kind, _]| {
            *kind == "prefecture" && provinces.iter().any(|p| province.starts_with(p))
        })
        .map(|[_, province, code, name, _, _]| {
            (code, City { province, name, counties: Vec::new() })
        })
        .collect();
    cities.sort_by_key(|(code, _)| *code);
    let homes: Vec<(&str, &str)> = own_homes();
    for [code, county, unit] in records(COUNTIES) {
        let own = homes.iter().find(|(own, _)| *own == unit);
        let home = own.map_or(unit, |(_, home)| home);
        if let Some((_, city)) = cities.iter_mut().find(|(code, _)| *code == home) {
            city.counties.push(County {
                name: county,
                code: code_at_first(code),
                own: own.is_some(),
            });
        }
    }
    // The management areas have no county entry: they are added under the city that their rows name.
    for [_, _, code, unit, kind, _] in records(UNITS) {
        if kind == "own"
            && !records(COUNTIES).any(|[_, _, of]| of == code)
            && let Some((_, home)) = homes.iter().find(|(own, _)| *own == code)
            && let Some((_, city)) = cities.iter_mut().find(|(code, _)| code == home)
        {
            city.counties.push(County { name: unit, code: None, own: true });
        }
    }
    cities.into_iter().map(|(_, city)| city).collect()
}

/// The code in use when ID numbers were first given out, so that nobody's number is older than its code.
fn code_at_first(code: &str) -> Option<u32> {
    const FIRST_NUMBERS: u32 = 1984;
    let former = records(FORMER_CODES).find(|[now, _]| *now == code).map(|[_, former]| former);
    let is_new = || {
        let year = records(INTRODUCED).find(|[new, _]| *new == code).map(|[_, year]| year);
        year.and_then(|year| year.parse().ok()).is_some_and(|year: u32| year > FIRST_NUMBERS)
    };
    match former {
        None if is_new() => None,
        None => code.parse().ok(),
        Some(former) => former.parse().ok(),
    }
}

/// Code of each unit that reports on its own, with the code of the city that its rows give.
fn own_homes() -> Vec<(&'static str, &'static str)> {
    let by_name = |name: &str| {
        records(UNITS).find(|[_, _, _, unit, _, _]| *unit == name).map(|[_, _, code, _, _, _]| code)
    };
    let within = records(UNITS)
        .filter(|[_, _, _, _, kind, _]| *kind == "own")
        .filter_map(|[_, _, code, _, _, within]| Some((code, by_name(within)?)));
    within.chain(records(OWN_HOSTS).map(|[own, host]| (own, host))).collect()
}

const UNITS: &str = include_str!("../../schemas/regions/units.csv");
const COUNTIES: &str = include_str!("../../schemas/regions/counties.csv");
const INTRODUCED: &str = include_str!("../../schemas/regions/introduced.csv");
/// The codes of 1984 of today's counties, where they are others.
const FORMER_CODES: &str = include_str!("../../schemas/sample/former_codes.csv");
/// Where the rows of the two management areas without a code come from.
const OWN_HOSTS: &str = include_str!("../../schemas/sample/own_hosts.csv");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_provinces_have_35_cities() {
        let all = cities(&["21", "22", "15"]);
        assert_eq!(all.len(), 35);
        assert!(all.iter().all(|city| {
            city.counties.iter().filter(|county| county.code.is_some()).count() >= 1
        }));
        let own: Vec<_> =
            all.iter().flat_map(|city| &city.counties).filter(|c| c.own).map(|c| c.name).collect();
        assert_eq!(own, ["满洲里市", "二连浩特市", "沈抚示范区", "梅河口市", "长白山管委会"]);
    }
}
