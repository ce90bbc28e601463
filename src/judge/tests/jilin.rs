//! Jilin 2021-34 二: bases, condition 五 over the assessment year itself.

use super::*;
use Outcome::{Fail, Manual, Pass, Pending};

const CERTIFIED: &str = "二(五)·取证人数";

fn base() -> Subject {
    subject(SubjectKind::Base, "吉林省", "梅河口市", "某职业培训学校")
}

fn judged(certified: u64, as_of: &str) -> Judgement {
    let mut world = World::new();
    world.as_of = day(as_of);
    let tally = Tally { trainees: 900, certified_any: certified, ..Tally::default() };
    world.count(&base(), year(2024), tally);
    world.judge()
}

#[test]
fn two_hundred_certified_in_the_year() {
    let results =
        [199, 200, 201].map(|certified| judged(certified, "2024-12-31").result(CERTIFIED));
    assert_eq!(results, [Fail, Pass, Pass]);
    let results =
        [199, 200, 201].map(|certified| judged(certified, "2024-12-30").result(CERTIFIED));
    assert_eq!(results, [Pending, Pass, Pass], "the year has not ended");
}

#[test]
fn a_year_under_way_says_when_it_is_known() {
    let judgement = judged(188, "2024-09-25");
    let line = judgement.line(CERTIFIED);
    assert_eq!(line.margin, "还差 12 人");
    assert_eq!(line.settles_on, Some(day("2024-12-31")));
    assert_eq!(line.missing, "统计期 2024-12-31 才结束，人数还会增加");
    assert_eq!(line.value_text(), "至少 188 人");
    assert_eq!(judgement.measures.len(), 1);
    assert_eq!(judgement.measures[0].cells()[6], "certified_any");
}

#[test]
fn facts_on_file_are_compared_and_missing_ones_named() {
    let mut world = World::new();
    let mut of = entry(EntryKind::Base, &base());
    of.facts.insert("venue_area_m2".to_owned(), ratio(2995, 10));
    of.facts.insert("practice_capacity".to_owned(), Ratio::whole(30));
    world.register(of);
    let judged = world.judge();
    let area = judged.line("二(二)·培训场所面积");
    assert_eq!((area.result, area.margin.as_str()), (Fail, "差 0.50 平方米"));
    assert_eq!(judged.result("二(三)·实训容量"), Pass);
    let teachers = judged.line("二(四)·专职教师人数");
    assert_eq!((teachers.result, teachers.settles_on), (Pending, None));
    assert_eq!(teachers.missing, "品牌库中缺“专职教师人数”（人）");
    assert_eq!(&teachers.cells()[9..15], ["0", "1", "", "", "4", ">="]);
    assert_eq!(judged.result("二(三)·设备清单"), Manual);
}

#[test]
fn every_fact_at_its_threshold() {
    for (condition, fact, at) in [
        ("二(二)·培训场所面积", "venue_area_m2", 300),
        ("二(三)·实训容量", "practice_capacity", 30),
        ("二(四)·专职教师人数", "full_time_teachers", 4),
    ] {
        let results = [at - 1, at, at + 1].map(|value| {
            let mut world = World::new();
            let mut of = entry(EntryKind::Base, &base());
            of.facts.insert(fact.to_owned(), Ratio::whole(value));
            world.register(of);
            world.judge().result(condition)
        });
        assert_eq!(results, [Fail, Pass, Pass], "{condition}");
    }
}

#[test]
fn a_base_with_every_paper_and_fact_passes() {
    let mut world = World::new();
    let mut of = entry(EntryKind::Base, &base());
    attest_all(&mut of, "jilin-2021-34");
    world.register(of);
    world.count(&base(), year(2024), tally(200));
    let judged = world.judge();
    assert_eq!(judged.whole().result, Pass);
    assert_eq!(
        judged.line("二(二)·培训场所面积").result,
        Pass,
        "a paper stands for a fact that is not filed"
    );
}

#[test]
fn a_registered_base_without_ledger_is_judged_with_zeros() {
    let mut world = World::new();
    world.register(entry(EntryKind::Base, &base()));
    let judged = world.judge();
    let line = judged.line(CERTIFIED);
    assert_eq!(
        (line.result, line.margin.as_str(), line.missing.as_str()),
        (Fail, "差 200 人", "无台账")
    );
    assert!(judged.whole().missing.contains("无台账"));
    assert!(judged.whole().shown.no_ledger);
    assert!(judged.measures[0].missing.contains("无台账"));
}

#[test]
fn brands_and_other_provinces_are_not_judged_by_it() {
    let mut world = World::new();
    world.count(&brand("吉林省", "长春市", "长春月嫂"), year(2024), tally(900));
    world.count(&subject(SubjectKind::Base, "辽宁省", "沈阳市", "某校"), year(2024), tally(900));
    world.count(&subject(SubjectKind::City, "吉林省", "长春市", ""), year(2024), tally(900));
    assert_eq!(world.judge(), Judgement::default());
}
