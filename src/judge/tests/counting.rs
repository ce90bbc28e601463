//! Numbers of entries on file: quotas, targets, what is advised, what is alike, how names are built.

use super::*;
use Outcome::{Fail, Manual, Pass, Pending};

fn base(city: &str, number: usize) -> Entry {
    entry(EntryKind::Base, &subject(SubjectKind::Base, "吉林省", city, &format!("基地{number}")))
}

/// The one line about a condition of a unit.
fn of_unit<'a>(judgement: &'a Judgement, condition: &str, city: &str) -> &'a Verdict {
    let mut lines = judgement.verdicts.iter().filter(|line| {
        line.condition == condition && *line.subject.city == *city && line.subject.name.is_empty()
    });
    lines.next().unwrap_or_else(|| panic!("no line {condition} {city}"))
}

#[test]
fn quotas_by_unit_and_province() {
    let with = |changchun: usize, siping: usize| {
        let mut world = World::new();
        for number in 0..changchun {
            world.register(base("长春市", number));
        }
        for number in 0..siping {
            world.register(base("四平市", number));
        }
        world.judge_all()
    };
    let results = |changchun, siping| {
        let judged = with(changchun, siping);
        let of = |city| of_unit(&judged, "一·创建数量", city).result;
        (of("长春市"), of("四平市"), of_unit(&judged, "一·全省创建数量", "").result)
    };
    assert_eq!(results(1, 1), (Fail, Pass, Fail));
    assert_eq!(results(2, 0), (Pass, Fail, Fail));
    assert_eq!(results(11, 0), (Pass, Fail, Fail));
    assert_eq!(results(11, 1), (Pass, Pass, Pass));
    let judged = with(1, 0);
    let line = of_unit(&judged, "一·创建数量", "长春市");
    assert_eq!((line.margin.as_str(), line.shown.gap), ("差 1 个", Some(1)));
    assert_eq!(line.threshold, "2");
    assert!(judged.verdicts.iter().all(|line| {
        *line.subject.city != *"长白山管委会" || line.condition != "一·创建数量"
    }));
    assert!(
        judged.verdicts.iter().any(|line| *line.subject.city == *"梅河口市"),
        "without any base"
    );
}

#[test]
fn without_a_registry_no_number_is_judged() {
    let mut world = World::new();
    let base = subject(SubjectKind::Base, "吉林省", "长春市", "基地");
    world.count(&base, year(2024), tally(300));
    let judged = world.judge_all();
    assert!(judged.verdicts.iter().all(|line| line.subject.kind == SubjectKind::Base));
}

#[test]
fn targets_of_2025_are_open_until_then_and_count_dates_in_and_out() {
    let mut world = World::new();
    for number in 0..5 {
        let name = format!("品牌{number}");
        let mut brand = entry(EntryKind::Labour, &brand("吉林省", "长春市", &name));
        brand.level = Some("国家级".to_owned());
        brand.listed = Some(day("2024-03-01"));
        if number == 0 {
            brand.delisted = Some(day("2024-12-31"));
        }
        world.register(brand);
    }
    let condition = "一·国家级品牌";
    let at = |world: &mut World, date: &str| {
        world.as_of = day(date);
        let judged = world.judge_all();
        let line = of_unit(&judged, condition, "");
        (line.result, line.value.map(|value| value.low.num), line.settles_on)
    };
    let end = Some(day("2025-12-31"));
    // One is known to leave before the day of the target.
    assert_eq!(at(&mut world, "2024-02-29"), (Pending, Some(4), end));
    assert_eq!(at(&mut world, "2024-12-30"), (Pending, Some(4), end));
    assert_eq!(at(&mut world, "2026-06-30"), (Fail, Some(4), None));
}

#[test]
fn an_entry_without_a_level_may_count() {
    let mut world = World::new();
    world.as_of = day("2026-01-31");
    for number in 0..5 {
        let name = format!("品牌{number}");
        let mut brand = entry(EntryKind::Labour, &brand("吉林省", "长春市", &name));
        brand.level = (number > 0).then(|| "国家级".to_owned());
        world.register(brand);
    }
    let judged = world.judge_all();
    let line = of_unit(&judged, "一·国家级品牌", "");
    assert_eq!(line.result, Pending);
    assert_eq!(&line.cells()[9..13], ["4", "1", "5", "1"]);
    assert!(line.missing.contains("1 个没有填写级别"), "{}", line.missing);
}

#[test]
fn bases_of_a_city_are_one_or_two() {
    let results = [0, 1, 2, 3].map(|number| {
        let mut world = World::new();
        world.register(base("吉林市", 9));
        for number in 0..number {
            world.register(base("白山市", number));
        }
        let judged = world.judge_all();
        let of = |condition| of_unit(&judged, condition, "白山市").result;
        (of("二(一)2·至少1个"), of("二(一)2·至多2个"))
    });
    assert_eq!(results, [(Fail, Pass), (Pass, Pass), (Pass, Pass), (Pass, Manual)]);
}

fn liaoning(name: &str, brand_type: &str) -> Entry {
    let mut of = entry(EntryKind::Training, &brand("辽宁省", "鞍山市", name));
    of.brand_type = Some(brand_type.to_owned());
    of
}

#[test]
fn advice_is_never_a_fail_and_types_must_differ() {
    let mut world = World::new();
    world.register(liaoning("鞍山焊工", "行业"));
    let judged = world.judge_all();
    assert_eq!(of_unit(&judged, "七(三)·推荐数量", "本溪市").result, Manual);
    assert_eq!(of_unit(&judged, "七(三)·推荐数量", "鞍山市").result, Pass);
    assert_eq!(of_unit(&judged, "七(三)·推荐数量", "沈抚示范区").result, Manual);
    assert_eq!(of_unit(&judged, "七(三)·类型不同", "鞍山市").result, Pass);
    world.register(liaoning("鞍山厨师", "企业"));
    assert_eq!(of_unit(&world.judge_all(), "七(三)·类型不同", "鞍山市").result, Pass);
    // However the type is written: it is the standard that counts.
    world.register(liaoning("鞍山电工", "企业培训品牌"));
    let judged = world.judge_all();
    let line = of_unit(&judged, "七(三)·类型不同", "鞍山市");
    assert_eq!((line.result, line.shown.gap), (Fail, Some(1)));
}

#[test]
fn one_brand_without_a_type_is_like_no_other() {
    let mut world = World::new();
    let untyped = |name: &str| Entry { brand_type: None, ..liaoning(name, "") };
    world.register(untyped("鞍山焊工"));
    let result = |world: &World| of_unit(&world.judge_all(), "七(三)·类型不同", "鞍山市").result;
    assert_eq!(result(&world), Pass);
    world.register(untyped("鞍山厨师"));
    assert_eq!(result(&world), Pending);
}

#[test]
fn brands_that_are_alike_and_names_that_are_not_built_as_asked() {
    let mut world = World::new();
    for (name, industry, occupation) in [
        ("鞍山焊工", "机械", "焊工"),
        ("东山焊接师傅", "机械制造", "焊工"),
        ("红火火", "餐饮", "中式烹调师"),
    ] {
        let mut of = liaoning(name, "行业");
        of.industry = Some(industry.to_owned());
        of.occupation = Some(occupation.to_owned());
        world.register(of);
    }
    let judged = world.judge_all();
    let told: Vec<(&str, &str)> = judged
        .remarks
        .iter()
        .map(|remark| (remark.notice.as_str(), remark.subject.name.as_ref()))
        .collect();
    let expected = [
        ("同质化", "东山焊接师傅"),
        ("命名", "东山焊接师傅"),
        ("命名", "红火火"),
        ("同质化", "鞍山焊工"),
    ];
    assert_eq!(told, expected);
    let wrong =
        judged.remarks.iter().find(|remark| &*remark.subject.name == "红火火").expect("a remark");
    assert!(wrong.text.starts_with("名称开头没有地域名"), "{}", wrong.text);
    assert!(wrong.citation.starts_with("辽人社函〔2024〕5号 五"), "{}", wrong.citation);
}

#[test]
fn counties_recommend_by_their_kind() {
    let mut world = World::new();
    let county = |name: &str, kind: &str| {
        let of = subject(SubjectKind::County, "山西省", "临汾市", name);
        let mut entry = entry(EntryKind::County, &of);
        entry.brand_type = Some(kind.to_owned());
        entry
    };
    world.register(county("尧都区", "平川县"));
    world.register(county("洪洞县", "平川县"));
    world.register(county("隰县", "山区县"));
    let mut brand = entry(EntryKind::Labour, &brand("山西省", "临汾市", "尧都面点师"));
    brand.county = Some("尧都区".to_owned());
    world.register(brand);
    let judged = world.judge_all();
    let of = |name: &str| {
        let whole = |line: &&Verdict| line.is_whole() && *line.subject.name == *name;
        judged.verdicts.iter().find(whole).expect(name).result
    };
    assert_eq!([of("尧都区"), of("洪洞县"), of("隰县")], [Pass, Fail, Manual]);
    assert_eq!(of("吉县"), Pending, "nobody said what kind of county it is");
    let line = judged.verdicts.iter().find(|line| *line.subject.name == *"尧都区").expect("a line");
    assert_eq!(line.subject.kind.key(), "city", "the reporting unit is the county");
}

#[test]
fn a_year_against_the_year_before() {
    let mut world = World::new();
    for (name, [first, second, third]) in [
        ("鞍山焊工", [500, 500, 500]),
        ("鞍山电工", [499, 500, 500]),
        ("鞍山厨师", [500, 500, 499]),
        ("鞍山绣工", [499, 499, 499]),
    ] {
        world.register(liaoning(name, "行业"));
        let of = brand("辽宁省", "鞍山市", name);
        for (persons, past) in [first, second, third].into_iter().zip(2021..) {
            world.count(&of, year(past), tally(persons));
        }
    }
    let judged = world.judge_all();
    let told: Vec<(&str, &str)> = judged
        .evaluations
        .iter()
        .map(|line| (line.subject.name.as_ref(), line.movement.key()))
        .collect();
    assert_eq!(
        told,
        [
            ("鞍山厨师", "leave"),
            ("鞍山焊工", "stay"),
            ("鞍山电工", "enter"),
            ("鞍山绣工", "outside")
        ]
    );
    let why = |name: &str| {
        let of = |line: &&crate::model::evaluation::Evaluation| *line.subject.name == *name;
        judged.evaluations.iter().find(of).expect(name).why.clone()
    };
    assert_eq!(why("鞍山厨师"), "四(二)·培训人数（2023年） 差 1 人");
    assert_eq!(why("鞍山电工"), "上一年度：四(二)·培训人数（2021年） 差 1 人");
}
