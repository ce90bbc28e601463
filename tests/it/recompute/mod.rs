//! Every verdict of the sample run computed again from `measures.csv`, the registry and the policy file alone, by plain
//! code that shares nothing with the program's own: what is printed must be enough to check it by hand.

mod filed;
mod rules;

use std::collections::BTreeMap;
use std::path::PathBuf;

use filed::Filed;
use rules::{Rule, all_of, any_of};

use crate::support::{Folder, Rows, overrides, project, run, table};

const AS_OF: &str = "2025-09-30";

/// A line of verdicts.csv by its columns.
struct Line<'a>(&'a [String]);

impl<'a> Line<'a> {
    fn policy(&self) -> &'a str {
        &self.0[0]
    }
    fn standard(&self) -> &'a str {
        &self.0[1]
    }
    fn subject(&self) -> [&'a str; 4] {
        [&self.0[2], &self.0[3], &self.0[4], &self.0[5]]
    }
    fn window(&self) -> &'a str {
        &self.0[6]
    }
    fn condition(&self) -> &'a str {
        &self.0[7]
    }
    fn measure(&self) -> &'a str {
        &self.0[8]
    }
    fn value(&self) -> [Option<u64>; 4] {
        std::array::from_fn(|at| self.0[9 + at].parse().ok())
    }
    fn threshold(&self) -> &'a str {
        &self.0[13]
    }
    fn result(&self) -> &'a str {
        &self.0[15]
    }
    fn margin(&self) -> &'a str {
        &self.0[16]
    }
    fn missing(&self) -> &'a str {
        &self.0[17]
    }
    fn of_standard(&self) -> (&'a str, &'a str, [&'a str; 4]) {
        (self.policy(), self.standard(), self.subject())
    }
}

/// What is known besides the line itself.
struct World {
    filed: Filed,
    /// Values by subject, window and measure.
    measures: BTreeMap<Vec<String>, [Option<u64>; 4]>,
    verdicts: Rows,
}

impl World {
    /// Results of whole standards of a brand under a family's standards.
    fn wholes(&self, policy: &str, standards: &[String], city: &str, name: &str) -> Vec<&str> {
        let lines = self.verdicts.iter().map(|cells| Line(cells));
        let about = lines.filter(|line| {
            line.condition() == "*"
                && line.policy() == policy
                && standards.iter().any(|standard| standard == line.standard())
                && line.subject()[1] == city
                && line.subject()[3] == name
        });
        about.map(|line| line.result()).collect()
    }

    /// The result of a line by its rule; `None` where the rule leaves it to other lines.
    fn expected(&self, line: &Line, rule: &Rule) -> String {
        let entry = self.filed.entry(line.subject());
        let attested = entry.is_some_and(|entry| entry.is_attested(line.policy(), &rule.id, AS_OF));
        let by_paper = if attested { "pass" } else { "manual" };
        let result = match rule.kind.as_str() {
            "measure" => self.measured(line, rule),
            "report" => by_paper.to_owned(),
            "attestation" => by_paper.to_owned(),
            "fact" => match entry.and_then(|entry| entry.number(&rule.text("fact"), AS_OF)) {
                Some(number) => rule.compare(
                    [Some(number), Some(1), Some(number), Some(1)],
                    &rule.text("threshold"),
                ),
                None if attested => "pass".to_owned(),
                None => "pending".to_owned(),
            },
            "count" => self.counted(line, rule),
            "meets" => {
                let [_, city, _, name] = line.subject();
                any_of(self.wholes(
                    line.policy(),
                    &rule.standards_of(&rule.text("family")),
                    city,
                    name,
                ))
            }
            "linked" => {
                let standards = rule.standards_of(&rule.text("family"));
                let links = self.filed.links(line.subject());
                let results = links.iter().flat_map(|name| {
                    self.wholes(line.policy(), &standards, line.subject()[1], name)
                });
                any_of(results.collect())
            }
            other => panic!("no rule for kind {other}"),
        };
        if result != "pass"
            && rule.flag("relaxable")
            && self.filed.is_relaxed(line.subject(), &rule.id, AS_OF)
        {
            assert!(line.margin().starts_with("放宽："), "{:?}", line.0);
            return "pass".to_owned();
        }
        if result == "fail" && rule.flag("advice") { "manual".to_owned() } else { result }
    }

    fn measured(&self, line: &Line, rule: &Rule) -> String {
        let entry = self.filed.entry(line.subject());
        let Some(threshold) = rule.threshold(line.subject()[1], entry) else {
            assert!(
                line.missing().contains("门槛") || line.missing().contains("类别"),
                "{:?}",
                line.0
            );
            return "pending".to_owned();
        };
        assert_eq!(threshold, line.threshold(), "{:?}", line.0);
        let (from, to) = line.window().split_once('/').expect("a window");
        let mut key: Vec<String> = line.subject().iter().map(|part| (*part).to_owned()).collect();
        key.extend([from, to, line.measure()].map(str::to_owned));
        let Some(value) = self.measures.get(&key) else {
            assert!(line.missing().contains("花名册"), "not in measures.csv: {:?}", line.0);
            return "manual".to_owned();
        };
        assert_eq!(*value, line.value(), "{:?}", line.0);
        rule.compare(*value, &threshold)
    }

    fn counted(&self, line: &Line, rule: &Rule) -> String {
        let count = rule.table("count");
        let [province, city, _, county] = line.subject();
        let entries = self.filed.entries().filter(|entry| {
            self.filed.province_of(&entry.city) == province
                && (city.is_empty() || entry.city == city)
                && (county.is_empty() || entry.county.as_deref().is_none_or(|own| own == county))
        });
        let (sure, possible) = rules::count(rule, &count, entries, county, |entry, family| {
            any_of(self.wholes(line.policy(), &rule.standards_of(family), &entry.city, &entry.name))
        });
        let open = rule.day("on").is_some_and(|on| on.as_str() > AS_OF) && rule.text("op") != "<=";
        let high = if open { [None, None] } else { [Some(sure + possible), Some(1)] };
        let value = [Some(sure), Some(1), high[0], high[1]];
        assert_eq!(value, line.value(), "{:?}", line.0);
        let threshold = rule.threshold(city, None).expect("a threshold");
        rule.compare(value, &threshold)
    }
}

fn world() -> World {
    let out = Folder::new();
    run(overrides(&[project().join("sample-data")], out.path(), AS_OF));
    let number = |cell: &String| cell.parse().ok();
    let measures = table(out.path(), "measures.csv")
        .into_iter()
        .map(|cells| (cells[..7].to_vec(), std::array::from_fn(|at| number(&cells[7 + at]))));
    World {
        filed: Filed::read(&project().join("sample-data/品牌库.xlsx")),
        measures: measures.collect(),
        verdicts: table(out.path(), "verdicts.csv"),
    }
}

#[test]
fn every_verdict_of_the_sample_run_follows_from_what_is_printed() {
    let world = world();
    let policies: BTreeMap<String, toml::Value> = [
        "jilin-2021-34",
        "jilin-2022-73",
        "liaoning-2024-5",
        "linfen-2021-329",
        "neimenggu-2024-118",
    ]
    .into_iter()
    .map(|id| {
        let path: PathBuf = project().join("schemas/policies").join(format!("{id}.toml"));
        let text = std::fs::read_to_string(path).unwrap();
        (id.to_owned(), text.parse::<toml::Table>().unwrap().into())
    })
    .collect();
    let mut lines: BTreeMap<(&str, &str, [&str; 4]), Vec<Line>> = BTreeMap::new();
    for cells in &world.verdicts {
        let line = Line(cells);
        lines.entry(line.of_standard()).or_default().push(line);
    }
    let (mut conditions, mut wholes) = (0, 0);
    for ((policy, standard, _), lines) in &lines {
        let (whole, rest): (Vec<&Line>, Vec<&Line>) =
            lines.iter().partition(|line| line.condition() == "*");
        let [whole] = whole[..] else { panic!("one whole: {standard}") };
        let Some(rules) = rules::of_standard(&policies[*policy], standard) else {
            // Named after the family: the registry does not say which standard is meant.
            assert_eq!((whole.result(), rest.len()), ("pending", 0), "{:?}", whole.0);
            let entry = world.filed.entry(whole.subject());
            assert!(
                entry.is_none_or(|entry| entry.level.is_none() || entry.kind_of.is_none()),
                "{:?}",
                whole.0
            );
            continue;
        };
        if rules.is_empty() {
            assert_eq!(whole.result(), rules::fixed(&policies[*policy], standard), "{:?}", whole.0);
            continue;
        }
        let mut outcomes = Vec::new();
        for rule in &rules {
            outcomes.push(judged(&world, rule, &rest, &mut conditions));
        }
        assert_eq!(
            whole.result(),
            all_of(outcomes.iter().map(String::as_str).collect()),
            "{:?}",
            whole.0
        );
        wholes += 1;
    }
    assert!(conditions > 300 && wholes > 60, "{conditions} conditions, {wholes} wholes");
}

/// The result of a condition, after every one of its lines has been checked.
fn judged(world: &World, rule: &Rule, lines: &[&Line], checked: &mut usize) -> String {
    let own: Vec<&&Line> = lines.iter().filter(|line| line.condition() == rule.id).collect();
    assert!(!own.is_empty(), "no line for {}", rule.id);
    if matches!(rule.kind.as_str(), "any" | "all") {
        let members = rule.members();
        let outcomes: Vec<String> =
            members.iter().map(|member| judged(world, member, lines, checked)).collect();
        let outcomes = outcomes.iter().map(String::as_str).collect();
        let result = if rule.kind == "any" { any_of(outcomes) } else { all_of(outcomes) };
        assert_eq!(own[0].result(), result, "{:?}", own[0].0);
        return result;
    }
    for line in &own {
        assert_eq!(line.result(), world.expected(line, rule), "{:?}", line.0);
        *checked += 1;
    }
    all_of(own.iter().map(|line| line.result()).collect())
}
