//! Liaoning 2024-5: what the registry says or does not say, papers on file, a year that has not ended.

use super::liaoning::{judged, liaoning};
use super::*;
use Outcome::{Fail, Manual, Pass, Pending};

#[test]
fn declared_students_count_beside_the_ledger() {
    let mut world = World::new();
    let brand = liaoning("鞍山市");
    let mut of = entry(EntryKind::Training, &brand);
    of.brand_type = Some("院校".to_owned());
    of.facts.insert("students_in_education_2023".to_owned(), Ratio::whole(400));
    world.register(of);
    for past in [2022, 2023] {
        world.count(&brand, year(past), tally(101));
    }
    let judged = world.judge();
    let lines = judged.lines("四(四)·教育及培训人数");
    assert_eq!((lines[0].result, lines[0].measure.as_str()), (Fail, "trainees"));
    assert_eq!((lines[1].result, lines[1].measure.as_str()), (Pass, "trainees_with_declared"));
    assert_eq!(lines[1].margin, "高出 1 人；含申报 400 人（未核实）");
    let measure = judged.measures.iter().find(|line| line.measure == "trainees_with_declared");
    assert_eq!(measure.map(|line| line.value.low), Some(Ratio::whole(501)));
}

#[test]
fn without_a_declared_type_there_is_one_pending_line() {
    let mut world = World::new();
    let (unregistered, untyped, odd) = (
        liaoning("鞍山市"),
        brand("辽宁省", "本溪市", "无类型"),
        brand("辽宁省", "锦州市", "怪类型"),
    );
    for past in [2022, 2023] {
        world.count(&unregistered, year(past), tally(600));
    }
    world.register(entry(EntryKind::Training, &untyped));
    let mut of = entry(EntryKind::Training, &odd);
    of.brand_type = Some("甲类".to_owned());
    world.register(of);
    let judged = world.judge();
    assert_eq!(judged.verdicts.len(), 3);
    assert!(judged.verdicts.iter().all(|line| line.condition == WHOLE && line.result == Pending));
    let of = |brand: &Subject| {
        judged.verdicts.iter().find(|line| line.subject == *brand).expect("a line")
    };
    assert_eq!(of(&unregistered).missing, "品牌库中没有这个品牌，请登记并填写“类型”");
    assert_eq!(of(&unregistered).shown.also_meets, ["行业", "院校", "其他·乡村振兴重点产业"]);
    assert_eq!(of(&untyped).missing, "无台账；品牌库中没有填写“类型”");
    assert!(of(&odd).missing.contains("“甲类”不在文件所列之中"), "{}", of(&odd).missing);
}

#[test]
fn other_types_that_it_meets_are_shown() {
    let judgement = judged("鞍山市", "企业", &tally(900));
    let whole = judgement.whole();
    assert_eq!((whole.standard.as_ref(), whole.result), ("企业", Fail));
    assert_eq!(whole.shown.also_meets, ["行政区域", "行业", "院校", "其他·乡村振兴重点产业"]);
    assert!(
        whole.margin.ends_with("另符合（量化条件）：行政区域、行业、院校、其他·乡村振兴重点产业"),
        "{}",
        whole.margin
    );
}

#[test]
fn crafts_and_others_are_for_people() {
    for brand_type in ["非遗传统技艺", "其他"] {
        assert_eq!(judged("鞍山市", brand_type, &tally(900)).whole().result, Manual);
    }
}

#[test]
fn papers_on_file_settle_what_people_judge() {
    let mut world = World::new();
    let brand = liaoning("鞍山市");
    let mut of = entry(EntryKind::Training, &brand);
    of.brand_type = Some("行业".to_owned());
    attest_all(&mut of, "liaoning-2024-5");
    world.register(of);
    for past in [2022, 2023] {
        world.count(&brand, year(past), tally(600));
    }
    let judged = world.judge();
    assert_eq!(judged.whole().result, Pass);
    assert_eq!(judged.line("四·诚信经营").margin, "人工证明：张某，2021-01-01，核验单1号");
    world.as_of = day("2020-12-31");
    assert_eq!(
        world.judge().line("四·诚信经营").result,
        Manual,
        "a paper of the future is not on file"
    );
}

#[test]
fn a_year_that_has_not_ended_can_only_grow() {
    let mut world = World::new();
    let brand = liaoning("鞍山市");
    let mut of = entry(EntryKind::Training, &brand);
    of.brand_type = Some("行业".to_owned());
    world.register(of);
    world.as_of = day("2023-10-31");
    world.count(&brand, year(2022), tally(600));
    world.count(&brand, year(2023), tally(500));
    let judged = world.judge();
    let trainees = judged.lines("四(二)·培训人数")[1];
    assert_eq!((trainees.result, trainees.margin.as_str()), (Pass, "恰好达到"));
    assert_eq!(&trainees.cells()[9..13], ["500", "1", "", ""]);
    let rate = judged.lines("四(二)·就业创业率")[1];
    assert_eq!((rate.result, rate.settles_on), (Pending, Some(day("2024-06-30"))));
    assert_eq!(&rate.cells()[9..13], ["0", "1", "1", "1"]);
    assert_eq!(rate.margin, "目前高出 50.00 个百分点");
    assert_eq!(rate.value_text(), "目前 500/500（100.00%）");
    assert_eq!(judged.whole().settles_on, Some(day("2024-06-30")));
}

#[test]
fn labour_brands_are_not_its_subject() {
    let mut world = World::new();
    world.register(entry(EntryKind::Labour, &liaoning("鞍山市")));
    assert!(world.judge().verdicts.is_empty());
}
