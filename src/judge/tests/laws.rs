//! Laws: the order of lines, the number of threads, and that every line can be recomputed from what is printed.

use super::*;
use crate::model::ratio::Op;
use crate::model::what_if::{WhatIf, changed};

fn pick<T: Copy>(from: &[T], number: u64) -> T {
    from[usize::try_from(number).expect("a small number")]
}

/// Many brands and bases of every shipped province, in every state.
fn crowd() -> World {
    let mut world = World::new();
    world.as_of = day("2024-03-31");
    let units = [
        ("辽宁省", "沈阳市"),
        ("辽宁省", "沈抚示范区"),
        ("辽宁省", "丹东市"),
        ("吉林省", "长春市"),
        ("吉林省", "长白山管委会"),
        ("内蒙古自治区", "满洲里市"),
        ("内蒙古自治区", "赤峰市"),
        ("山西省", "临汾市"),
    ];
    let types = ["行政区域", "行业", "企业", "院校", "乡村振兴", "其他", ""];
    let levels = ["自治区级", "盟市级", "旗县级", ""];
    let mut seed: u64 = 1;
    for number in 0..240_u64 {
        let mut next = |below: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let (province, city) = pick(&units, number % 8);
        let kind = if province == "吉林省" { SubjectKind::Base } else { SubjectKind::Brand };
        let of = subject(kind, province, city, &format!("名称{number:03}"));
        if next(4) > 0 {
            let kind = match (kind, next(3)) {
                (SubjectKind::Base, _) => EntryKind::Base,
                (_, 0) => EntryKind::Labour,
                _ => EntryKind::Training,
            };
            let mut entry = entry(kind, &of);
            let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            entry.brand_type = filled(pick(&types, next(7)));
            entry.level = filled(pick(&levels, next(4)));
            world.register(entry);
        }
        if next(5) > 0 {
            for past in 2021..=2024 {
                let trainees = next(2500);
                let mut cohort = tally(trainees);
                cohort.certified_any = trainees - next(trainees / 4 + 1);
                cohort.employed_6m = next(trainees + 1);
                cohort.employed_6m_pending = next(trainees - cohort.employed_6m + 1);
                cohort.employed_6m_settles = Some(day("2024-06-30"));
                cohort.own_staff_stable = next(trainees + 1);
                cohort.own_staff_pending = trainees - cohort.own_staff_stable;
                cohort.own_staff_settles = Some(day("2025-12-31"));
                world.count(&of, year(past), cohort);
            }
        }
    }
    world
}

#[test]
fn any_number_of_threads_gives_the_same_lines() {
    let world = crowd();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| world.judge())
    };
    let serial = with(1);
    assert!(serial.verdicts.len() > 1000, "{}", serial.verdicts.len());
    assert_eq!(serial, with(2));
    assert_eq!(serial, with(7));
}

#[test]
fn lines_are_sorted_and_measures_stand_once() {
    let judged = crowd().judge();
    let place =
        |line: &Verdict| (line.policy.clone(), super::super::place(&line.subject).0.to_owned());
    assert!(judged.verdicts.is_sorted_by_key(place));
    assert!(judged.measures.windows(2).all(|pair| pair[0] < pair[1]));
    let cells = judged.measures.iter().map(|line| line.cells()[..7].to_vec());
    assert_eq!(cells.collect::<BTreeSet<_>>().len(), judged.measures.len());
    for kind in ["pass", "fail", "pending", "manual"] {
        assert!(judged.verdicts.iter().any(|line| line.result.key() == kind), "{kind}");
    }
}

/// From the printed cells alone: bounds, threshold, comparator to result; conditions to the whole.
#[test]
fn every_verdict_can_be_recomputed_from_what_is_printed() {
    let judged = crowd().judge();
    let measures: BTreeMap<Vec<String>, [String; 13]> =
        judged.measures.iter().map(|line| (line.cells()[..7].to_vec(), line.cells())).collect();
    let mut wholes: BTreeMap<[String; 6], (String, Vec<Outcome>)> = BTreeMap::new();
    for line in &judged.verdicts {
        let cells = line.cells();
        let group: [String; 6] = std::array::from_fn(|column| cells[column].clone());
        let of = wholes.entry(group).or_default();
        if line.condition == WHOLE {
            of.0.clone_from(&cells[15]);
            continue;
        }
        of.1.push(line.result);
        let [low_num, low_den, high_num, high_den] =
            std::array::from_fn(|i| cells[9 + i].parse::<u64>().ok());
        let (Some(low_num), Some(low_den)) = (low_num, low_den) else {
            continue;
        };
        let (bound, scale) = match cells[13].strip_suffix('%') {
            Some(percent) => (percent.parse::<u64>().expect("a number"), 100),
            None => (cells[13].parse().expect("a number"), 1),
        };
        let holds = |num: u64, den: u64| {
            den > 0
                && match line.op {
                    Some(Op::AtLeast) => num * scale >= bound * den,
                    Some(Op::MoreThan) => num * scale > bound * den,
                    _ => num * scale <= bound * den,
                }
        };
        let high = high_num.zip(high_den).is_none_or(|(num, den)| holds(num, den));
        let expected = match (holds(low_num, low_den), high) {
            (true, true) => "pass",
            (false, false) => "fail",
            _ => "pending",
        };
        assert_eq!(cells[15], expected, "{cells:?}");
        if let Some(window) = line.window {
            let mut key = cells[2..6].to_vec();
            key.extend([window.from.to_string(), window.to.to_string(), cells[8].clone()]);
            assert_eq!(measures[&key][7..11], cells[9..13], "{cells:?}");
        }
    }
    for (group, (whole, conditions)) in wholes {
        if !conditions.is_empty() {
            assert_eq!(whole, Outcome::all_of(conditions).key(), "{group:?}");
        }
    }
}

/// 距达标还差 is the smallest change of that one measure, all else fixed, that passes.
#[test]
fn the_distance_is_enough_and_one_less_is_not() {
    let world = crowd();
    let judged = world.judge();
    let lacking =
        judged.verdicts.iter().filter(|line| line.shown.gap.is_some() && line.window.is_some());
    let mut tried = 0;
    for line in lacking.step_by(3) {
        let measure =
            crate::model::policy::Measure::ALL.iter().find(|known| known.key() == line.measure);
        let Some(figure) = measure.and_then(|measure| measure.figures().first()) else { continue };
        let gap = line.shown.gap.expect("a distance");
        for (change, holds) in [(gap, true), (gap - 1, false)] {
            let what_if = WhatIf::parse(&format!("{figure}+={change}")).expect("a change");
            let mut supposed = World { policies: world.policies.clone(), ..crowd() };
            let mut counts = world.counts.clone();
            counts.asked.extend(windows(&world.policies, world.year, world.as_of));
            supposed.counts = match changed(&counts, &[what_if], [&line.subject].into_iter()) {
                Ok(counts) => counts,
                // Persons who have something and never came: the crowd's figures are invented.
                Err(_) => continue,
            };
            let judged = supposed.judge();
            let same = |other: &&Verdict| {
                (&other.subject, &other.condition, other.window, &other.standard)
                    == (&line.subject, &line.condition, line.window, &line.standard)
            };
            let now = judged.verdicts.iter().find(same).expect("the same line");
            let reached = now.shown.gap.is_none();
            assert_eq!(reached, holds, "{figure}+={change}: {:?} {:?}", line.cells(), now.cells());
        }
        tried += 1;
    }
    assert!(tried > 20, "{tried}");
}
