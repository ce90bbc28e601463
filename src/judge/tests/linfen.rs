//! Linfen 2021-329 二(一): the year 2021, whatever the assessment year.

use super::*;
use Outcome::{Fail, Manual, Pass, Pending};

fn judged(tally: &Tally) -> Judgement {
    let mut world = World::new();
    world.count(&brand("山西省", "临汾市", "临汾技工"), year(2021), tally.clone());
    world.judge()
}

#[test]
fn trainees_and_employment_of_2021() {
    let all = [499, 500, 501].map(tally);
    assert_eq!(results("二(一)2·培训人数", &all, judged), [Fail, Pass, Pass]);
    let some = [299, 300, 301].map(|employed| Tally { employed_after: employed, ..tally(1000) });
    assert_eq!(results("二(一)2·就业率", &some, judged), [Fail, Pass, Pass]);
}

#[test]
fn without_a_roster_who_was_placed_is_for_people() {
    let judgement = judged(&tally(600));
    let line = judgement.line("二(一)2·输出或带动就业人数");
    assert_eq!(
        (line.result, line.threshold.as_str(), line.window),
        (Manual, "300", Some(year(2021)))
    );
    assert!(line.value.is_none());
    assert!(judgement.measures.iter().all(|line| line.measure != "placed"));
}

#[test]
fn persons_placed_in_2021() {
    let with_roster = |tally: &Tally| {
        let mut world = World::new();
        world.has_roster("山西省", "临汾市");
        world.count(&brand("山西省", "临汾市", "临汾技工"), year(2021), tally.clone());
        world.judge()
    };
    let some = [299, 300, 301].map(|placed| Tally { placed, ..tally(1000) });
    assert_eq!(results("二(一)2·输出或带动就业人数", &some, with_roster), [Fail, Pass, Pass]);
}

#[test]
fn without_papers_the_whole_is_manual() {
    let judgement = judged(&Tally { employed_after: 600, ..tally(600) });
    let whole = judgement.whole();
    assert_eq!((whole.standard.as_ref(), whole.result), ("市级劳务品牌", Manual));
    assert!(whole.missing.ends_with("品牌库中没有这个品牌"), "{}", whole.missing);
}

#[test]
fn before_the_year_ended_it_is_pending() {
    let mut world = World::new();
    world.as_of = day("2021-11-30");
    world.count(&brand("山西省", "临汾市", "临汾技工"), year(2021), tally(400));
    let judged = world.judge();
    assert_eq!(judged.result("二(一)2·培训人数"), Pending);
    assert_eq!(judged.result("二(一)2·就业率"), Pending);
    assert_eq!(judged.whole().settles_on, Some(day("2021-12-31")));
}

#[test]
fn other_cities_of_the_province_are_not_addressed() {
    let mut world = World::new();
    world.count(&brand("山西省", "运城市", "运城面点师"), year(2021), tally(600));
    assert!(world.judge().verdicts.is_empty());
}
