//! Inner Mongolia 2024-118 三(二)2: training brands of two levels over last year; other levels and labour brands.

use super::*;
use Outcome::{Fail, Manual, Pass, Pending};

fn league() -> Subject {
    brand("内蒙古自治区", "满洲里市", "满洲里导游")
}

fn judged(level: &str, tally: &Tally) -> Judgement {
    let mut world = World::new();
    let brand = league();
    let mut of = entry(EntryKind::Training, &brand);
    of.level = Some(level.to_owned());
    world.register(of);
    world.count(&brand, year(2023), tally.clone());
    world.judge()
}

fn around(
    level: &str,
    condition: &str,
    persons: [u64; 3],
    set: fn(&mut Tally, u64),
) -> Vec<Outcome> {
    let tallies = persons.map(|part| {
        let mut cohort = tally(1000);
        set(&mut cohort, part);
        cohort
    });
    results(condition, &tallies, |tally| judged(level, tally))
}

#[test]
fn both_levels_at_every_threshold() {
    let at = [Fail, Pass, Pass];
    let levels = [("自治区级", [400, 900, 700, 200, 500]), ("盟市级", [200, 850, 600, 100, 400])];
    for (level, [trainees, certified, employed, key, order]) in levels {
        let near = |at: u64| [at - 1, at, at + 1];
        let all = near(trainees).map(tally);
        assert_eq!(results("三(二)2·培训规模", &all, |tally| judged(level, tally)), at, "{level}");
        let of = |name: &str, value: u64, set| {
            around(level, &format!("三(二)2·{name}"), near(value), set)
        };
        assert_eq!(
            of("培训合格率", certified, |tally, part| tally.certified_any = part),
            at,
            "{level}"
        );
        assert_eq!(
            of("培训后就业率", employed, |tally, part| tally.employed_after = part),
            at,
            "{level}"
        );
        assert_eq!(
            of("重点群体补贴培训人数", key, |tally, part| tally.key_subsidised = part),
            at,
            "{level}"
        );
        assert_eq!(
            of("订单定岗定向占比", order, |tally, part| tally.order_targeted = part),
            at,
            "{level}"
        );
    }
}

#[test]
fn the_six_month_rate_stands_beside_the_deciding_one() {
    let mut cohort = tally(400);
    (cohort.employed_after, cohort.employed_6m, cohort.employed_6m_pending) = (280, 250, 30);
    let judgement = judged("自治区级", &cohort);
    let line = judgement.line("三(二)2·培训后就业率");
    assert_eq!((line.result, line.margin.as_str()), (Pass, "恰好达到"));
    assert_eq!(line.shown.beside[0].value, ratio(250, 400));
    assert_eq!(line.shown.beside.len(), 2, "and the rate over the certified");
    cohort.employed_undated = 7;
    let undated = judged("自治区级", &cohort);
    let beside = &undated.line("三(二)2·培训后就业率").shown.beside;
    assert_eq!((beside[2].label.as_str(), beside[2].value), ("缺就业日期人数", Ratio::whole(7)));
    assert!(judgement.measures.iter().any(|line| line.measure == "employed_6m_rate"));
    assert!(line.citation.contains("本工具口径"), "{}", line.citation);
}

#[test]
fn measured_well_the_rest_is_for_people() {
    let judgement = judged("盟市级", &tally(200));
    let whole = judgement.whole();
    assert_eq!((whole.standard.as_ref(), whole.result), ("盟市级", Manual));
    assert!(whole.missing.contains("三(二)3·重点领域"), "{}", whole.missing);
    assert_eq!(judgement.verdicts.len(), 9, "five measured, three for people, the whole");
}

#[test]
fn a_county_level_needs_the_countys_own_file() {
    let judgement = judged("旗县级", &tally(200));
    assert_eq!(judgement.verdicts.len(), 1);
    assert_eq!(judgement.whole().result, Pending);
    assert!(judgement.whole().missing.contains("政策文件"), "{}", judgement.whole().missing);
    assert!(judgement.whole().margin.is_empty() || judgement.whole().margin.contains("盟市级"));
}

#[test]
fn a_labour_brand_may_share_its_name_with_a_training_brand() {
    let mut world = World::new();
    world.register(entry(EntryKind::Labour, &league()));
    let judged = world.judge();
    let wholes = |judged: &Judgement| {
        let wholes = judged.verdicts.iter().filter(|line| line.is_whole());
        wholes.map(|line| (line.standard.to_string(), line.result)).collect::<Vec<_>>()
    };
    // When it was established is a fact that is missing; the rest is for people.
    assert_eq!(wholes(&judged), [("劳务品牌".to_owned(), Pending)]);
    world.register(entry(EntryKind::Training, &league()));
    let both = [("职业技能培训品牌", Pending), ("劳务品牌", Pending)];
    assert_eq!(wholes(&world.judge()), both.map(|(name, result)| (name.to_owned(), result)));
}

#[test]
fn an_unregistered_brand_is_asked_for_its_level_only() {
    let mut world = World::new();
    world.count(&league(), year(2023), tally(300));
    let judged = world.judge();
    assert_eq!(judged.verdicts.len(), 1);
    assert_eq!(judged.whole().missing, "品牌库中没有这个品牌，请登记并填写“级别”");
    assert_eq!(judged.whole().margin, "量化条件已符合：盟市级");
}
