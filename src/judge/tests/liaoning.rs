//! Liaoning 2024-5 四(一)–(五): thresholds by type and city, strict ones at equality, what is pending, what is not declared.

use super::*;
use crate::model::ratio::Op;
use Outcome::{Fail, Pass, Pending};

pub(super) fn liaoning(city: &str) -> Subject {
    brand("辽宁省", city, "某市焊工")
}

/// A brand of a type with the same cohort in both years.
pub(super) fn judged(city: &str, brand_type: &str, tally: &Tally) -> Judgement {
    let mut world = World::new();
    let brand = liaoning(city);
    let mut of = entry(EntryKind::Training, &brand);
    of.brand_type = Some(brand_type.to_owned());
    world.register(of);
    for past in [2022, 2023] {
        world.count(&brand, year(past), tally.clone());
    }
    world.judge()
}

fn counts(city: &str, brand_type: &str, condition: &str, persons: [u64; 3]) -> Vec<Outcome> {
    results(condition, &persons.map(tally), |tally| judged(city, brand_type, tally))
}

#[test]
fn trainees_by_type_and_city() {
    for city in ["沈阳市", "大连市"] {
        assert_eq!(
            counts(city, "行政区域", "四(一)·培训人数", [1999, 2000, 2001]),
            [Fail, Pass, Pass]
        );
        assert_eq!(counts(city, "行业", "四(二)·培训人数", [1499, 1500, 1501]), [Fail, Pass, Pass]);
    }
    for city in ["鞍山市", "沈抚示范区"] {
        assert_eq!(
            counts(city, "行政区域", "四(一)·培训人数", [799, 800, 801]),
            [Fail, Pass, Pass]
        );
        assert_eq!(counts(city, "行业", "四(二)·培训人数", [499, 500, 501]), [Fail, Pass, Pass]);
    }
    for city in ["沈阳市", "鞍山市"] {
        assert_eq!(counts(city, "企业", "四(三)·培训人数", [1499, 1500, 1501]), [Fail, Pass, Pass]);
        assert_eq!(
            counts(city, "院校", "四(四)·教育及培训人数", [499, 500, 501]),
            [Fail, Fail, Pass]
        );
        assert_eq!(
            counts(city, "乡村振兴重点产业", "四(五)·培训人数", [199, 200, 201]),
            [Fail, Pass, Pass]
        );
    }
}

/// Rates around a threshold over 1000 persons.
fn rates(
    brand_type: &str,
    condition: &str,
    persons: [u64; 3],
    set: fn(&mut Tally, u64),
) -> Vec<Outcome> {
    let tallies = persons.map(|part| {
        let mut cohort = tally(1000);
        set(&mut cohort, part);
        cohort
    });
    results(condition, &tallies, |tally| judged("鞍山市", brand_type, tally))
}

#[test]
fn pass_rates_strict_and_not() {
    let set: fn(&mut Tally, u64) = |tally, part| tally.certified_any = part;
    assert_eq!(rates("行政区域", "四(一)·培训合格率", [799, 800, 801], set), [Fail, Fail, Pass]);
    assert_eq!(rates("行业", "四(二)·培训合格率", [799, 800, 801], set), [Fail, Pass, Pass]);
    assert_eq!(rates("企业", "四(三)·培训合格率", [899, 900, 901], set), [Fail, Pass, Pass]);
    assert_eq!(rates("院校", "四(四)·培训合格率", [799, 800, 801], set), [Fail, Fail, Pass]);
}

#[test]
fn employment_rates() {
    let set: fn(&mut Tally, u64) = |tally, part| tally.employed_6m = part;
    for (brand_type, condition) in [
        ("行政区域", "四(一)·就业创业率"),
        ("行业", "四(二)·就业创业率"),
        ("院校", "四(四)·就业创业率"),
    ] {
        assert_eq!(rates(brand_type, condition, [499, 500, 501], set), [Fail, Pass, Pass]);
    }
    let stable: fn(&mut Tally, u64) = |tally, part| tally.own_staff_stable = part;
    assert_eq!(rates("企业", "四(三)·职工稳定就业率", [899, 900, 901], stable), [Fail, Pass, Pass]);
    let after: fn(&mut Tally, u64) = |tally, part| tally.employed_after = part;
    assert_eq!(
        rates("乡村振兴", "四(五)·培训后就业率", [499, 500, 501], after),
        [Fail, Pass, Pass]
    );
}

#[test]
fn one_line_per_year_and_the_worse_year_decides() {
    let mut world = World::new();
    let brand = liaoning("鞍山市");
    let mut of = entry(EntryKind::Training, &brand);
    of.brand_type = Some("行业".to_owned());
    world.register(of);
    world.count(&brand, year(2022), tally(500));
    world.count(&brand, year(2023), tally(488));
    let judged = world.judge();
    let lines = judged.lines("四(二)·培训人数");
    let told: Vec<_> = lines.iter().map(|line| (line.result, line.margin.as_str())).collect();
    assert_eq!(told, [(Pass, "恰好达到"), (Fail, "差 12 人")]);
    assert_eq!(lines[0].window, Some(year(2022)));
    assert_eq!(lines[0].threshold, "500");
    let whole = judged.whole();
    assert_eq!(whole.result, Fail);
    assert!(whole.margin.starts_with("不达标：四(二)·培训人数（2023年）"), "{}", whole.margin);
    assert!(
        lines[0].citation.starts_with("辽人社函〔2024〕5号 四(二)；本工具口径："),
        "{}",
        lines[0].citation
    );
}

#[test]
fn a_shown_rate_never_contradicts_its_verdict() {
    let mut cohort = tally(1000);
    cohort.certified_any = 799;
    let judgement = judged("鞍山市", "行政区域", &cohort);
    let line = judgement.line("四(一)·培训合格率");
    assert_eq!((line.op.map(Op::sign), line.threshold.as_str()), (Some(">"), "80%"));
    assert_eq!(line.value_text(), "799/1000（79.90%）");
    assert_eq!(line.margin, "差 0.10 个百分点，即 2 人");
    cohort.certified_any = 800;
    let judgement = judged("鞍山市", "行政区域", &cohort);
    assert_eq!(judgement.line("四(一)·培训合格率").margin, "恰等于门槛而须超过，差 1 人");
}

#[test]
fn an_open_six_months_is_pending_between_the_ends() {
    let set: fn(&mut Tally, u64) = |tally, part| {
        tally.employed_6m = part;
        tally.employed_6m_pending = 20;
        tally.employed_6m_settles = Some(day("2025-05-31"));
    };
    let condition = "四(一)·就业创业率";
    assert_eq!(rates("行政区域", condition, [479, 480, 499], set), [Fail, Pending, Pending]);
    assert_eq!(rates("行政区域", condition, [500, 501, 900], set), [Pass, Pass, Pass]);
    let mut cohort = tally(1000);
    set(&mut cohort, 490);
    let judgement = judged("鞍山市", "行政区域", &cohort);
    let line = judgement.line(condition);
    assert_eq!(line.settles_on, Some(day("2025-05-31")));
    assert_eq!(line.margin, "还差 1.00 个百分点，即 10 人");
    assert_eq!(line.missing, "20 人结业未满6个月且尚未计入");
    assert_eq!(line.value_text(), "490/1000～510/1000（49.00%～51.00%）");
    assert_eq!(&line.cells()[9..13], ["490", "1000", "510", "1000"]);
    assert_eq!(judgement.whole().result, Pending);
    assert_eq!(judgement.whole().settles_on, Some(day("2025-05-31")));
    set(&mut cohort, 470);
    let judgement = judged("鞍山市", "行政区域", &cohort);
    assert_eq!(
        judgement.line(condition).margin,
        "差 3.00 个百分点，即 30 人；未满期的全部计入仍差 1.00 个百分点，即 10 人"
    );
}

#[test]
fn own_staff_is_the_denominator_and_matures_over_two_years() {
    let mut cohort = tally(1500);
    (cohort.own_staff, cohort.own_staff_stable, cohort.own_staff_pending) = (100, 80, 15);
    cohort.own_staff_settles = Some(day("2025-12-20"));
    let judgement = judged("鞍山市", "企业", &cohort);
    let line = judgement.line("四(三)·职工稳定就业率");
    assert_eq!((line.result, line.settles_on), (Pending, Some(day("2025-12-20"))));
    assert_eq!(&line.cells()[9..13], ["80", "100", "95", "100"]);
    (cohort.own_staff, cohort.own_staff_stable, cohort.own_staff_pending) = (0, 0, 0);
    let judgement = judged("鞍山市", "企业", &cohort);
    let line = judgement.line("四(三)·职工稳定就业率");
    assert_eq!((line.result, line.margin.as_str()), (Fail, "无参训人员（本企业职工）"));
}

#[test]
fn a_rate_over_nobody_fails() {
    let judgement = judged("鞍山市", "行业", &Tally::default());
    let line = judgement.line("四(二)·培训合格率");
    assert_eq!((line.result, line.margin.as_str()), (Fail, "无参训人员"));
    assert_eq!(&line.cells()[9..13], ["0", "0", "0", "0"]);
}
