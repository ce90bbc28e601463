//! The tests of the shipped policies hold, cover every threshold, and can fail.

use super::*;
use crate::model::policy::shipped as shipped_policies;

fn regions() -> Regions {
    Regions::shipped().expect("shipped regions")
}

#[test]
fn shipped_policies_are_tested_at_just_below_and_just_above_every_threshold() {
    let policies = shipped_policies().expect("shipped policies");
    let trials = shipped(&policies, &regions()).expect("shipped tests");
    assert_eq!(trials.failed, Vec::<String>::new());
    assert_eq!(trials.coverage.len(), policies.len(), "every policy has tests");
    for coverage in &trials.coverage {
        assert_eq!(coverage.lacking(), Vec::<String>::new(), "{}", coverage.policy);
    }
    assert!(trials.passed > 150, "{}", trials.passed);
}

fn run_one(text: &str) -> Result<Trials, TrialError> {
    let policies = shipped_policies().expect("shipped policies");
    run(vec![("用例.toml".to_owned(), text.to_owned())], &policies, &regions())
}

const HEAD: &str = "policy = \"jilin-2021-34\"\nas_of = 2021-12-31\nyear = 2021\n";

fn case(condition: &str, vary: &str, expect: &str) -> String {
    format!(
        "{HEAD}[[case]]\ncondition = \"{condition}\"\ncity = \"白城市\"\nentry = {{ kind = \"base\" }}\n\
         vary = \"{vary}\"\nexpect = [{expect}]\n"
    )
}

#[test]
fn a_wrong_expectation_is_told_with_line_and_both_results() {
    let text = case("二(五)·取证人数", "certified_any", "{ at = 199, result = \"pass\" }");
    let trials = run_one(&text).expect("tests");
    assert_eq!(trials.passed, 0);
    assert_eq!(trials.failed, ["用例.toml 第 4 行 二(五)·取证人数（199）：应为达标，得到不达标"]);
    assert!(trials.coverage[0].lacking().len() >= 7, "only one side of one threshold was tried");
}

#[test]
fn what_cannot_be_tried_is_told() {
    for (condition, vary) in [
        ("二(九)·没有", "certified_any"),
        ("二(五)·取证人数", "nothing_of_ours"),
        ("二(五)·取证人数", "subsidy_fen"),
    ] {
        let text = case(condition, vary, "{ at = 199, result = \"fail\" }");
        assert_eq!(run_one(&text).expect("tests").failed.len(), 1, "{condition} {vary}");
    }
    let wrong = |text: &str| run_one(text).expect_err("no test").to_string();
    assert!(wrong("policy = 1").contains("第 1 行"));
    let unknown = case("二(五)·取证人数", "certified_any", "").replace("jilin-2021-34", "某县");
    assert!(wrong(&unknown).contains("没有政策“某县”"));
}
