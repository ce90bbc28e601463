//! What a user's own policy can say beyond the shipped ones.

use super::*;
use Outcome::{Fail, Manual, Pass, Pending};

const OWN: &str = r#"
document = "某旗〔2024〕1号"
title = "旗级标准"
province = "内蒙古自治区"
city = "赤峰市"
[[family]]
name = "旗级品牌"
section = "一"
subject = "brand"
kinds = ["training"]
[[family.standard]]
name = "旗级"
section = "一"
[[family.standard.condition]]
id = "一·人数"
section = "一"
kind = "measure"
measure = "trainees"
window = "cumulative-last-n-years(2)"
op = ">="
threshold = "100"
[[family.standard.condition]]
id = "二·班额"
section = "二"
kind = "measure"
measure = "enrolments"
window = "cumulative-last-n-years(2)"
op = "<="
threshold = "150"
[[family.standard.condition]]
id = "三·成效"
section = "三"
kind = "any"
[[family.standard.condition.of]]
id = "三·取证"
section = "三"
kind = "measure"
measure = "pass_rate"
window = "cumulative-last-n-years(2)"
op = ">="
threshold = "50%"
[[family.standard.condition.of]]
id = "三·口碑"
section = "三"
kind = "attestation"
what = "口碑"
"#;

fn judged(tally: Tally) -> Judgement {
    let mut world = World::new();
    world.policies = vec![parse(OWN, "某旗.toml").expect("a policy")];
    let window = Window::years(2022, 2023).expect("years");
    assert_eq!(windows(&world.policies, 2024, world.as_of), BTreeSet::from([window]));
    world.count(&brand("内蒙古自治区", "赤峰市", "敖汉架线工"), window, tally);
    world.judge()
}

#[test]
fn one_of_a_group_is_enough() {
    assert_eq!(judged(tally(100)).whole().result, Pass);
    let weak = Tally { certified_any: 49, ..tally(100) };
    let judgement = judged(weak);
    assert_eq!(judgement.result("三·取证"), Fail);
    assert_eq!(judgement.whole().result, Manual, "the other one is for people");
}

#[test]
fn upper_limits_hold_at_equality() {
    let results = [149, 150, 151].map(|enrolments| {
        let judgement = judged(Tally { enrolments, ..tally(100) });
        (judgement.result("二·班额"), judgement.line("二·班额").margin.clone())
    });
    let expected = [(Pass, "低于上限 1 人"), (Pass, "恰好达到"), (Fail, "超出 1 人")];
    assert_eq!(results, expected.map(|(result, margin)| (result, margin.to_owned())));
}

#[test]
fn a_unit_in_no_class_is_told() {
    let text = OWN
        .replace("[[family]]", "[[class]]\nname = \"甲\"\nunits = [\"包头市\"]\n[[family]]")
        .replace("threshold = \"100\"", "cases = [{ class = \"甲\", threshold = \"100\" }]");
    let mut world = World::new();
    world.policies = vec![parse(&text, "某旗.toml").expect("a policy")];
    world.register(entry(EntryKind::Training, &brand("内蒙古自治区", "赤峰市", "敖汉架线工")));
    let judged = world.judge();
    let line = judged.line("一·人数");
    assert_eq!(
        (line.result, line.missing.as_str()),
        (Pending, "“赤峰市”不在文件所列的任何类别之中")
    );
}

#[test]
fn the_windows_of_all_shipped_policies() {
    let policies = shipped().expect("shipped policies");
    let mut expected = BTreeSet::from([2020, 2021, 2022, 2023, 2024].map(year));
    expected.insert(Window::years(2021, 2023).expect("years"));
    expected.insert(Window { from: day("2020-01-01"), to: day("2024-06-30") });
    assert_eq!(windows(&policies, 2024, day("2024-06-30")), expected);
}

#[test]
fn thresholds_by_type_and_by_day() {
    let text = OWN.replace(
        "threshold = \"100\"",
        "threshold = \"100\"\ncases = [{ types = [\"甲类\"], from = 2024-01-01, to = \"2024-06-30\", threshold = \"90\" }]",
    );
    let limit = |kind: Option<&str>, as_of: &str| {
        let mut world = World::new();
        world.as_of = day(as_of);
        world.policies = vec![parse(&text, "某旗.toml").expect("a policy")];
        let mut of = entry(EntryKind::Training, &brand("内蒙古自治区", "赤峰市", "敖汉架线工"));
        of.brand_type = kind.map(str::to_owned);
        world.register(of);
        let judged = world.judge();
        let line = judged.line("一·人数");
        (line.threshold.clone(), line.missing.contains("类型"))
    };
    assert_eq!(limit(Some("甲类"), "2024-06-30").0, "90");
    assert_eq!(limit(Some("甲类"), "2024-07-01").0, "100");
    assert_eq!(limit(Some("甲类"), "2023-12-31").0, "100");
    assert_eq!(limit(Some("乙类"), "2024-06-30").0, "100");
    assert!(limit(None, "2024-06-30").1, "the type would decide");
    assert_eq!(limit(None, "2024-07-01").0, "100", "the type does not decide any more");
}
