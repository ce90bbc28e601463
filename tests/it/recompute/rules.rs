//! Policy files as plain TOML tables: conditions, thresholds, comparisons.

use std::collections::{BTreeMap, BTreeSet};

use toml::Value;

use super::filed::Entry;

pub fn all_of(results: Vec<&str>) -> String {
    first(&results, ["fail", "pending", "manual"], "pass")
}

pub fn any_of(results: Vec<&str>) -> String {
    first(&results, ["pass", "manual", "pending"], "fail")
}

fn first(results: &[&str], order: [&str; 3], rest: &str) -> String {
    let found = order.into_iter().find(|result| results.contains(result));
    found.unwrap_or(rest).to_owned()
}

/// One condition of a policy file.
pub struct Rule<'a> {
    pub id: String,
    pub kind: String,
    value: &'a Value,
    policy: &'a Value,
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn words(value: &Value, key: &str) -> Vec<String> {
    list(value, key).iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn find<'a>(policy: &'a Value, standard: &str) -> Option<(&'a Value, &'a Value)> {
    let families = list(policy, "family").iter();
    let mut all =
        families.flat_map(|family| list(family, "standard").iter().map(move |own| (family, own)));
    all.find(|(_, own)| text(own, "name") == standard)
}

/// The conditions of a standard and the common ones of its family; `None` where no standard has that name.
pub fn of_standard<'a>(policy: &'a Value, standard: &str) -> Option<Vec<Rule<'a>>> {
    let (family, own) = find(policy, standard)?;
    if own.get("fixed").is_some() {
        return Some(Vec::new());
    }
    let conditions = list(own, "condition").iter().chain(list(family, "condition"));
    Some(conditions.map(|value| Rule::of(value, policy)).collect())
}

pub fn fixed(policy: &Value, standard: &str) -> String {
    text(find(policy, standard).unwrap().1.get("fixed").unwrap(), "result")
}

impl<'a> Rule<'a> {
    fn of(value: &'a Value, policy: &'a Value) -> Self {
        Self { id: text(value, "id"), kind: text(value, "kind"), value, policy }
    }

    pub fn members(&self) -> Vec<Self> {
        list(self.value, "of").iter().map(|value| Self::of(value, self.policy)).collect()
    }

    pub fn text(&self, key: &str) -> String {
        text(self.value, key)
    }

    pub fn day(&self, key: &str) -> Option<String> {
        self.value.get(key).map(|day| day.as_str().map_or_else(|| day.to_string(), str::to_owned))
    }

    pub fn flag(&self, key: &str) -> bool {
        self.value.get(key).and_then(Value::as_bool).unwrap_or_default()
    }

    pub fn table(&self, key: &str) -> Value {
        self.value.get(key).unwrap().clone()
    }

    /// Names of the standards of a family, and of the family itself.
    pub fn standards_of(&self, family: &str) -> Vec<String> {
        let families = list(self.policy, "family").iter();
        let family = families.into_iter().find(|own| text(own, "name") == family).unwrap();
        let own = list(family, "standard").iter().map(|standard| text(standard, "name"));
        own.chain([text(family, "name")]).collect()
    }

    /// A type as the standard that it chooses.
    fn chosen(&self, kind: &str, word: &str) -> String {
        let families = list(self.policy, "family").iter().filter(|family| {
            text(family, "selector") == "type" && words(family, "kinds").contains(&kind.to_owned())
        });
        let mut standards = families.flat_map(|family| list(family, "standard"));
        let chosen = standards.find(|own| words(own, "select").contains(&word.to_owned()));
        chosen.map_or_else(|| word.to_owned(), |own| text(own, "name"))
    }

    /// The threshold of a unit; `None` where no case applies or a field that decides is blank.
    pub fn threshold(&self, city: &str, entry: Option<&Entry>) -> Option<String> {
        for case in list(self.value, "cases") {
            let class = text(case, "class");
            let in_class = class.is_empty()
                || list(self.policy, "class").iter().any(|own| {
                    text(own, "name") == class
                        && words(own, "units").iter().any(|unit| unit == city)
                });
            if !in_class {
                continue;
            }
            let industries = words(case, "industries");
            if industries.is_empty() {
                return Some(text(case, "threshold"));
            }
            let industry = entry.and_then(|entry| entry.industry.clone())?;
            if industries.iter().any(|word| industry.contains(word)) {
                return Some(text(case, "threshold"));
            }
        }
        self.value.get("threshold").map(|threshold| threshold.as_str().unwrap().to_owned())
    }

    /// Low and high end against a threshold.
    pub fn compare(
        &self,
        [low_num, low_den, high_num, high_den]: [Option<u64>; 4],
        threshold: &str,
    ) -> String {
        let (bound, scale) = match threshold.strip_suffix('%') {
            Some(percent) => (percent.parse::<u64>().unwrap(), 100),
            None => (threshold.parse().unwrap(), 1),
        };
        let op = self.text("op");
        let holds = |num: u64, den: u64| {
            den > 0
                && match op.as_str() {
                    ">=" => num * scale >= bound * den,
                    ">" => num * scale > bound * den,
                    _ => num * scale <= bound * den,
                }
        };
        let low = holds(low_num.unwrap(), low_den.unwrap());
        let high = high_num.zip(high_den).map_or(op != "<=", |(num, den)| holds(num, den));
        match (low, high) {
            (true, true) => "pass",
            (false, false) => "fail",
            _ => "pending",
        }
        .to_owned()
    }
}

/// How many entries count for certain, and how many may.
pub fn count<'a>(
    of: &Rule,
    rule: &Value,
    entries: impl Iterator<Item = &'a Entry>,
    county: &str,
    standing: impl Fn(&Entry, &str) -> String,
) -> (u64, u64) {
    let (kinds, types, levels) =
        (words(rule, "kinds"), words(rule, "types"), words(rule, "levels"));
    let mut names: BTreeMap<(String, String), u8> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for entry in entries {
        let linked = rule.get("linked").is_none() || !entry.links.is_empty();
        if !kinds.contains(&entry.kind) || !linked {
            continue;
        }
        let one_of = |words: &[String], field: &Option<String>| match field {
            _ if words.is_empty() => 2,
            None => 1,
            Some(text) => {
                if words.contains(text) {
                    2
                } else {
                    0
                }
            }
        };
        let mut sure = one_of(&types, &entry.kind_of).min(one_of(&levels, &entry.level));
        if !county.is_empty() && entry.county.is_none() {
            sure = sure.min(1);
        }
        if let Some(family) = rule.get("meets").and_then(Value::as_str) {
            sure = sure.min(match standing(entry, family).as_str() {
                "pass" => 2,
                "fail" => 0,
                _ => 1,
            });
        }
        if rule.get("repeated").is_some() {
            sure = match &entry.kind_of {
                None => 1,
                Some(kind) => {
                    if seen.insert(of.chosen(&entry.kind, kind)) {
                        0
                    } else {
                        2
                    }
                }
            };
        }
        let known = names.entry((entry.city.clone(), entry.name.clone())).or_default();
        *known = sure.max(*known);
    }
    let with = |sure| names.values().filter(|own| **own == sure).count() as u64;
    let possible = with(1);
    // One of those without a type is the first of its kind, whatever it is.
    let first = rule.get("repeated").is_some() && seen.is_empty();
    (with(2), possible - u64::from(first && possible > 0))
}
