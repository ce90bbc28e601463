//! Inner Mongolia 2024-118: labour brands by class of region, dual brands, relaxation only by entry.

use super::*;
use Outcome::{Fail, Manual, Pass, Pending};

const POLICY: &str = "neimenggu-2024-118";

fn labour(city: &str) -> Subject {
    brand("内蒙古自治区", city, "敖汉架线工")
}

fn three_years() -> Window {
    Window::years(2021, 2023).expect("years")
}

fn placed(persons: u64) -> Tally {
    Tally { placed: persons, placed_trained: persons, ..Tally::default() }
}

/// A labour brand with every paper, and a training brand that it is linked to.
fn world(city: &str, industry: &str, persons: u64) -> World {
    let mut world = World::new();
    let of = labour(city);
    let mut entry = entry(EntryKind::Labour, &of);
    attest_all(&mut entry, POLICY);
    entry.attestations.remove("三(三)2·规模特征");
    entry.industry = Some(industry.to_owned());
    entry.established = Some(day("2020-01-01"));
    entry.links = vec!["敖汉架线工培训".into()];
    world.register(entry);
    world.count(&of, three_years(), placed(persons));
    world.has_roster("内蒙古自治区", city);
    let training = brand("内蒙古自治区", city, "敖汉架线工培训");
    let mut linked = super::entry(EntryKind::Training, &training);
    attest_all(&mut linked, POLICY);
    linked.level = Some("盟市级".to_owned());
    world.register(linked);
    world.count(&training, year(2023), tally(200));
    world
}

/// The whole of a standard.
fn whole(judgement: &Judgement, standard: &str) -> Verdict {
    let of = |line: &&Verdict| line.is_whole() && *line.standard == *standard;
    judgement.verdicts.iter().find(of).unwrap_or_else(|| panic!("no {standard}")).clone()
}

#[test]
fn persons_placed_by_class_of_region_and_industry() {
    let classes = [("赤峰市", 3000, 500), ("兴安盟", 2000, 300), ("满洲里市", 500, 100)];
    for (city, general, domestic) in classes {
        for (industry, least) in [("建筑", general), ("家政服务", domestic)] {
            let results = [least - 1, least, least + 1].map(|persons| {
                world(city, industry, persons).judge_all().line("三(三)2·规模特征").result
            });
            assert_eq!(results, [Fail, Pass, Pass], "{city} {industry}");
        }
    }
}

#[test]
fn without_an_industry_the_threshold_is_not_known_but_where_it_would_not_matter() {
    let at = |persons: u64| {
        let mut world = world("赤峰市", "建筑", persons);
        let entries = world.registry.entries().map(|of| Entry { industry: None, ..of.clone() });
        let entries: Vec<Entry> = entries.collect();
        world.registry = Registry::default();
        for entry in entries {
            world.register(entry);
        }
        let judged = world.judge_all();
        let line = judged.line("三(三)2·规模特征");
        assert!(line.missing.contains("行业"), "{}", line.missing);
        (line.result, line.value.map(|value| value.low.num))
    };
    assert_eq!(at(499), (Fail, Some(499)));
    assert_eq!(at(500), (Pending, Some(500)));
    assert_eq!(at(2999), (Pending, Some(2999)));
    assert_eq!(at(3000), (Pass, Some(3000)));
}

#[test]
fn declared_indirect_persons_count_and_are_marked() {
    let mut world = world("赤峰市", "建筑", 2000);
    let entry = world.registry.find(&labour("赤峰市"), &[EntryKind::Labour]).expect("an entry");
    let mut entry = entry.clone();
    for (year, persons) in [(2020, 9000), (2021, 400), (2023, 600)] {
        entry.facts.insert(format!("indirect_placed_{year}"), Ratio::whole(persons));
    }
    let mut registry = Registry::default();
    registry.add(entry).expect("new");
    world.registry = registry;
    let judged = world.judge_all();
    let line = judged.line("三(三)2·规模特征");
    assert_eq!((line.result, line.measure.as_str()), (Pass, "placed_with_declared"));
    assert!(line.margin.contains("申报 1000 人（未核实）"), "{}", line.margin);
}

#[test]
fn a_year_old_on_the_day() {
    for (since, expected) in [("2023-12-31", Pass), ("2024-01-01", Fail)] {
        let mut world = world("赤峰市", "建筑", 3000);
        let entry = world.registry.find(&labour("赤峰市"), &[EntryKind::Labour]).expect("an entry");
        let entry = Entry { established: Some(day(since)), ..entry.clone() };
        world.registry = Registry::default();
        world.register(entry);
        assert_eq!(world.judge_all().result("三(三)2·品牌特征"), expected, "{since}");
    }
}

#[test]
fn more_than_half_trained_or_certificates_for_people_to_judge() {
    for (trained, share, group) in [(1500, Fail, Manual), (1501, Pass, Pass)] {
        let mut world = world("赤峰市", "建筑", 3000);
        let cohort = Tally { placed_trained: trained, ..placed(3000) };
        world.count(&labour("赤峰市"), three_years(), cohort);
        let entry = world.registry.find(&labour("赤峰市"), &[EntryKind::Labour]).expect("an entry");
        let mut entry = entry.clone();
        entry.attestations.remove("三(三)2·技能特征·取证");
        world.registry = Registry::default();
        world.register(entry);
        let judged = world.judge_all();
        assert_eq!(judged.line("三(三)2·技能特征·培训").result, share);
        assert_eq!(judged.line("三(三)2·技能特征").result, group);
    }
}

#[test]
fn a_dual_brand_needs_both_standards() {
    let judged = world("赤峰市", "建筑", 3000).judge_all();
    assert_eq!(whole(&judged, "劳务品牌").result, Pass);
    assert_eq!(whole(&judged, "双品牌").result, Pass);
    let quota =
        |line: &&Verdict| line.condition == "一·双品牌数量" && *line.subject.city == *"赤峰市";
    let quota = judged.verdicts.iter().find(quota).expect("a line");
    assert_eq!((quota.result, quota.measure.as_str()), (Pass, "registered_meeting"));
    let judged = world("赤峰市", "建筑", 2999).judge_all();
    let dual = whole(&judged, "双品牌");
    assert_eq!(dual.result, Fail);
    assert!(dual.margin.contains("三(一)·劳务品牌条件"), "{}", dual.margin);
    let mut weak = world("赤峰市", "建筑", 3000);
    weak.count(&brand("内蒙古自治区", "赤峰市", "敖汉架线工培训"), year(2023), tally(199));
    let judged = weak.judge_all();
    assert_eq!(judged.line("三(一)·培训品牌条件").result, Fail);
    assert_eq!(judged.line("三(一)·培训品牌条件").margin, "敖汉架线工培训（盟市级）不达标");
}

#[test]
fn twelve_leagues_and_not_the_two_that_report_on_their_own() {
    let judged = world("满洲里市", "建筑", 500).judge_all();
    let quota = |line: &&Verdict| line.is_whole() && *line.standard == *"每个盟市至少一个双品牌";
    let cities: Vec<&str> =
        judged.verdicts.iter().filter(quota).map(|line| line.subject.city.as_ref()).collect();
    assert_eq!(cities.len(), 12, "{cities:?}");
    assert!(!cities.contains(&"满洲里市"));
    let of_league = |line: &&Verdict| *line.subject.city == *"呼伦贝尔市";
    let league = judged.verdicts.iter().filter(quota).find(of_league).expect("a line");
    assert_eq!(league.result, Fail, "a brand of 满洲里市 counts there only");
}

#[test]
fn relaxed_only_by_an_entry_with_a_known_ground() {
    let relaxed = |ground: &str, when: &str, condition: Option<&str>| {
        let mut world = world("赤峰市", "建筑", 2999);
        let entry = world.registry.find(&labour("赤峰市"), &[EntryKind::Labour]).expect("an entry");
        let mut entry = entry.clone();
        let linked = brand("内蒙古自治区", "赤峰市", "敖汉架线工培训");
        let linked =
            world.registry.find(&linked, &[EntryKind::Training]).expect("an entry").clone();
        entry.relaxations.push(crate::model::registry::Relaxation {
            ground: ground.to_owned(),
            condition: condition.map(str::to_owned),
            paper: Attestation {
                who: "盟市人社局".to_owned(),
                when: day(when),
                paper: "认定文件".to_owned(),
            },
        });
        world.registry = Registry::default();
        world.register(entry);
        world.register(linked);
        world.judge_all()
    };
    let judged = relaxed("非物质文化遗产职业", "2024-05-01", None);
    let dual = whole(&judged, "双品牌");
    assert_eq!((dual.result, dual.margin.as_str()), (Pass, "放宽：三(一)·劳务品牌条件"));
    let line = judged.line("三(一)·劳务品牌条件");
    assert!(line.margin.starts_with("放宽：非物质文化遗产职业（盟市人社局"), "{}", line.margin);
    assert!(line.margin.contains("原结果：不达标"), "{}", line.margin);
    assert_eq!(whole(&judged, "劳务品牌").result, Fail, "the standard itself stays as it is");
    for (ground, when, condition) in [
        ("本市重点", "2024-05-01", None),
        ("非物质文化遗产职业", "2025-05-01", None),
        ("非物质文化遗产职业", "2024-05-01", Some("三(一)·培训品牌条件")),
    ] {
        assert_eq!(
            whole(&relaxed(ground, when, condition), "双品牌").result,
            Fail,
            "{ground} {when}"
        );
    }
}

#[test]
fn who_was_trained_and_placed_is_shown() {
    let mut world = world("赤峰市", "建筑", 3000);
    world.counts.links.insert((labour("赤峰市"), "敖汉架线工培训".into()), 321);
    let judged = world.judge_all();
    let line = judged.line("三(一)·关联度与贡献度");
    assert_eq!(line.shown.beside[0].value, Ratio::whole(321));
}

/// The world of a dual brand whose entries are changed.
fn with(change: impl Fn(Entry) -> Option<Entry>) -> Judgement {
    let mut world = world("赤峰市", "建筑", 3000);
    let entries: Vec<Entry> = world.registry.entries().cloned().filter_map(change).collect();
    world.registry = Registry::default();
    for entry in entries {
        world.register(entry);
    }
    world.judge_all()
}

#[test]
fn a_training_brand_that_left_or_never_was_on_file_carries_no_dual_brand() {
    let left = |entry: Entry| {
        let is_training = entry.kind == EntryKind::Training;
        let delisted = is_training.then(|| day("2024-12-01"));
        Some(Entry { delisted, ..entry })
    };
    let judged = with(left);
    assert_eq!(whole(&judged, "双品牌").result, Pending);
    let trained =
        judged.verdicts.iter().find(|line| line.is_whole() && *line.standard == *"盟市级");
    assert!(trained.expect("a line").missing.contains("截止日期这个品牌不在库"));
    let relaxed = |mut entry: Entry| {
        entry.relaxations.push(crate::model::registry::Relaxation {
            ground: "非物质文化遗产职业".to_owned(),
            condition: None,
            paper: Attestation {
                who: "盟市人社局".to_owned(),
                when: day("2024-05-01"),
                paper: "认定文件".to_owned(),
            },
        });
        (entry.kind == EntryKind::Labour).then_some(entry)
    };
    let judged = with(relaxed);
    assert_eq!(whole(&judged, "双品牌").result, Pending, "a relaxation is no training brand");
}
