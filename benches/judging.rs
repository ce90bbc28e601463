//! Every shipped standard over 3,000 reporting units with 10,000 brands and bases: `cargo bench --bench judging`.
//!
//! `TAIZHANG_BENCH_UNITS` and `TAIZHANG_BENCH_BRANDS` set the numbers, `TAIZHANG_BENCH_RUNS` the counted runs (5).
//! The units are invented, and the policies are told that they belong to their provinces and classes. Times are of the
//! wall clock and of this machine. The lines must be the same with one thread and with all.

#![allow(clippy::expect_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use chrono::NaiveDate;
use taizhang::judge::{JudgeInput, judge, windows};
use taizhang::model::counts::Counts;
use taizhang::model::measure::{Subject, SubjectKind, Tally};
use taizhang::model::period::Window;
use taizhang::model::policy::{Policy, shipped};
use taizhang::model::ratio::Ratio;
use taizhang::model::region::Regions;
use taizhang::model::registry::{Attestation, Entry, EntryKind, Registry};

const PROVINCES: [&str; 4] = ["吉林省", "辽宁省", "内蒙古自治区", "山西省"];
const YEAR: i32 = 2024;

fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn main() {
    let units = setting("TAIZHANG_BENCH_UNITS", 3_000);
    let brands = setting("TAIZHANG_BENCH_BRANDS", 10_000);
    let runs = setting("TAIZHANG_BENCH_RUNS", 5);
    let as_of = NaiveDate::from_ymd_opt(YEAR, 12, 31).expect("a date");
    let policies = policies(units);
    let regions = Regions::shipped().expect("shipped regions");
    let (registry, counts) = world(units, brands, &policies, as_of);
    let input = JudgeInput {
        policies: &policies,
        registry: &registry,
        counts: &counts,
        regions: &regions,
        only_unit: None,
        as_of,
        year: YEAR,
    };
    let judged_by = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let mut times = Vec::new();
        let mut judgement = pool.install(|| judge(&input));
        for _ in 0..runs {
            let start = Instant::now();
            judgement = pool.install(|| judge(&input));
            times.push(start.elapsed().as_secs_f64());
        }
        times.sort_by(f64::total_cmp);
        (judgement, times[times.len() / 2])
    };
    let (serial, alone) = judged_by(1);
    let (parallel, together) = judged_by(0);
    assert_eq!(serial, parallel, "the number of threads must not matter");
    println!(
        "{units} units, {brands} brands and bases, {} policies: {} verdict lines, {} measures",
        policies.len(),
        serial.verdicts.len(),
        serial.measures.len()
    );
    println!(
        "  median of {runs} runs in seconds: one thread {alone:.3}, all threads {together:.3}"
    );
}

fn unit(number: usize) -> (&'static str, Arc<str>) {
    // 临汾市 is the only unit of its province that a policy addresses.
    match PROVINCES[number % PROVINCES.len()] {
        "山西省" => ("山西省", "临汾市".into()),
        province => (province, format!("单位{number:04}").into()),
    }
}

/// The shipped policies, with the invented units in their classes and families.
fn policies(units: usize) -> Vec<Policy> {
    let mut policies = shipped().expect("shipped policies");
    for policy in &mut policies {
        let names: Vec<String> = (0..units)
            .map(unit)
            .filter(|(province, _)| *province == policy.province)
            .map(|(_, city)| city.to_string())
            .collect();
        let classes = policy.classes.len().max(1);
        for (at, class) in policy.classes.values_mut().enumerate() {
            class.extend(names.iter().skip(at).step_by(classes).cloned());
        }
        for family in &mut policy.families {
            if let Some(units) = &mut family.units {
                units.extend(names.iter().cloned());
            }
        }
    }
    policies
}

/// Brands and bases in every state, with counts in every window.
fn world(units: usize, brands: usize, policies: &[Policy], as_of: NaiveDate) -> (Registry, Counts) {
    let mut registry = Registry::default();
    let mut counts = Counts { asked: windows(policies, YEAR, as_of), ..Counts::default() };
    let paper =
        |when| Attestation { who: "张某".to_owned(), when, paper: "核验单1号".to_owned() };
    let papers: BTreeMap<String, Attestation> = policies
        .iter()
        .flat_map(Policy::conditions)
        .map(|condition| (condition.id.clone(), paper(as_of)))
        .collect();
    let types = ["行政区域", "行业", "企业", "院校", "乡村振兴"];
    let levels = ["自治区级", "盟市级", "旗县级", "省级", "国家级"];
    for number in 0..brands {
        let (province, city) = unit(number % units);
        let kind = match (province, number / units % 3) {
            ("吉林省", 0) => EntryKind::Base,
            (_, 1) => EntryKind::Labour,
            _ => EntryKind::Training,
        };
        let entry = Entry {
            kind,
            province: province.into(),
            city,
            name: format!("名称{number:05}").into(),
            county: None,
            brand_type: Some(types[number % types.len()].to_owned()),
            level: Some(levels[number % levels.len()].to_owned()),
            occupation: Some("焊工".to_owned()),
            industry: Some(["机械制造", "家政服务"][number % 2].to_owned()),
            established: NaiveDate::from_ymd_opt(2020, 1, 1),
            supporting_units: Vec::new(),
            listed: None,
            delisted: None,
            links: vec![format!("名称{:05}", number % units).into()],
            relaxations: Vec::new(),
            texts: BTreeMap::new(),
            facts: BTreeMap::from([("venue_area_m2".to_owned(), Ratio::whole(320))]),
            attestations: if number % 2 == 0 { papers.clone() } else { BTreeMap::new() },
        };
        let subject = entry.subject();
        registry.add(entry).expect("a new entry");
        let persons = (number % 3000) as u64;
        for window in counts.asked.clone() {
            counts.windows.insert((subject.clone(), window), tally(persons));
        }
        let roster = Subject { kind: SubjectKind::City, name: "".into(), ..subject.clone() };
        let year = Window::year(YEAR).expect("a year");
        counts.years.insert((roster, year), tally(1));
        counts.subjects.insert(subject);
    }
    (registry, counts)
}

fn tally(persons: u64) -> Tally {
    Tally {
        enrolments: persons,
        trainees: persons,
        certified_any: persons - persons / 7,
        employed_6m: persons / 2,
        employed_6m_pending: persons / 9,
        employed_after: persons / 2 + persons / 9,
        key_subsidised: persons / 3,
        order_targeted: persons / 2,
        own_staff: persons / 4,
        own_staff_stable: persons / 5,
        placed: persons,
        placed_trained: persons / 2 + 1,
        ..Tally::default()
    }
}
