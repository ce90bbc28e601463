//! `counts.csv` and `links.csv`: what is written is read back as it was.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use taizhang::model::counts::{Counts, FIGURES, KINDS, Known, Slot, is_year};
use taizhang::model::measure::{Subject, SubjectKind, Tally};
use taizhang::model::money::Fen;
use taizhang::model::period::Window;
use taizhang::read::content::Content;
use taizhang::read::counts::{read_counts, read_links};
use taizhang::report;

use crate::reference::several;
use crate::support::{self, Folder};

fn name() -> impl Strategy<Value = String> {
    prop_oneof![Just("月嫂".to_owned()), Just("电工".to_owned()), "[月,\"a '=\n-]{1,6}"]
}

fn subject() -> impl Strategy<Value = Subject> {
    let units = prop_oneof![Just(("吉林省", "长春市")), Just(("辽宁省", "大连市"))];
    (prop::sample::select(&KINDS[..]), units, name()).prop_map(|(kind, (province, city), name)| {
        let has_city = kind != SubjectKind::Province;
        let has_name = has_city && kind != SubjectKind::City;
        Subject {
            kind,
            province: province.into(),
            city: if has_city { city } else { "" }.into(),
            name: if has_name { name.as_str() } else { "" }.into(),
        }
    })
}

fn window() -> impl Strategy<Value = Window> {
    let day = (2019i32..2026, 1u32..13, 1u32..29);
    prop_oneof![
        (2019i32..2026).prop_filter_map("a year", Window::year),
        (day, 0u64..900).prop_filter_map("days", |((year, month, day), days)| {
            let from = chrono::NaiveDate::from_ymd_opt(year, month, day)?;
            Some(Window { from, to: from.checked_add_days(chrono::Days::new(days))? })
        }),
    ]
}

fn tally() -> impl Strategy<Value = Tally> {
    let number = prop_oneof![Just(0), 1u64..2000, Just(i64::MAX as u64)];
    let days = prop::option::of((2019i32..2030, 1u32..13, 1u32..29));
    let figures = prop::collection::vec((number, days), FIGURES.len());
    figures.prop_map(|values| {
        let mut tally = Tally::default();
        for (figure, (number, day)) in FIGURES.iter().zip(values) {
            match figure.slot {
                Slot::Count(_, place) => *place(&mut tally) = number,
                Slot::Money(_, place) => *place(&mut tally) = Fen(number as i64),
                Slot::Day(_, place) => {
                    *place(&mut tally) =
                        day.and_then(|(y, m, d)| chrono::NaiveDate::from_ymd_opt(y, m, d));
                }
            }
        }
        tally
    })
}

prop_compose! {
    fn counts()(
        tallies in prop::collection::btree_map((subject(), window()), tally(), 0..20),
        bare in prop::collection::btree_set(subject(), 0..5),
        also_asked in prop::collection::btree_set(window(), 0..5),
        links in prop::collection::btree_map((name(), name()), any::<u32>(), 0..5),
    ) -> Counts {
        let mut counts = Counts { subjects: bare, ..Counts::default() };
        counts.asked = also_asked;
        for ((subject, window), mut tally) in tallies {
            let nothing = Tally::default();
            for figure in FIGURES.iter().filter(|figure| !figure.is_of(subject.kind)) {
                match figure.slot {
                    Slot::Count(get, place) => *place(&mut tally) = get(&nothing),
                    Slot::Money(get, place) => *place(&mut tally) = get(&nothing),
                    Slot::Day(get, place) => *place(&mut tally) = get(&nothing),
                }
            }
            counts.subjects.insert(subject.clone());
            if is_year(window) {
                counts.years.insert((subject, window), tally);
            } else {
                counts.asked.insert(window);
                counts.windows.insert((subject, window), tally);
            }
        }
        let years = counts.years.iter().filter(|((_, window), _)| counts.asked.contains(window));
        counts.windows.extend(years.map(|(key, tally)| (key.clone(), tally.clone())));
        counts.links = links
            .into_iter()
            .map(|((labour, training), persons)| {
                let brand = Subject {
                    kind: SubjectKind::Brand,
                    province: "吉林省".into(),
                    city: "长春市".into(),
                    name: labour.into(),
                };
                ((brand, training.into()), u64::from(persons))
            })
            .collect();
        counts
    }
}

fn read_back(counts: &Counts) -> Counts {
    let (mut table, mut links) = (Vec::new(), Vec::new());
    report::counts_csv(&mut table, counts).unwrap();
    report::links_csv(&mut links, counts).unwrap();
    let content = |bytes: Vec<u8>| Content::Memory(bytes.into());
    let mut found = read_counts(&content(table), "counts.csv").unwrap();
    found.links = read_links(&content(links), "links.csv").unwrap();
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(counts in counts()) {
        prop_assert_eq!(&read_back(&counts), &counts);
    }

    /// Whatever stands in a file, reading it ends with counts or with an error.
    #[test]
    fn nothing_makes_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), row in ".{0,60}") {
        let header = "level,province,city,name,window_from,window_to,trainees\n".as_bytes();
        for bytes in [bytes.clone(), [header, &bytes].concat(), [header, row.as_bytes()].concat()] {
            let content = Content::Memory(bytes.into());
            let _ = read_counts(&content, "甲.csv");
            let _ = read_links(&content, "甲.csv");
        }
    }
}

/// The tables of calendar years say of their figures what `counts.csv` says.
#[test]
fn the_plain_tables_of_a_run_agree_with_all_counts() {
    let mut placed = 0;
    for seed in 0..8 {
        let (input, out) = (Folder::new(), Folder::new());
        for (name, bytes) in several::delivery(seed) {
            input.write(&name, bytes);
        }
        support::run(support::overrides(&[input.path().to_owned()], out.path(), "2024-06-30"));
        let read = |name: &str| read_counts(&Content::File(out.join(name)), name).unwrap();
        let all = read("counts.csv");
        assert_eq!(all.known, Known::default());
        let mut plain = read("metrics.csv");
        plain.join(read("bases.csv")).unwrap();
        plain.join(read("placements.csv")).unwrap();
        assert!(plain.join(read("bases.csv")).is_err());
        let known = |kind: SubjectKind, tally: &Tally| -> BTreeMap<&str, u64> {
            let known = FIGURES.iter().filter(|figure| plain.known.has(kind, figure.name));
            let value = |slot: &Slot| match slot {
                Slot::Count(get, _) => get(tally),
                Slot::Money(get, _) => get(tally).0 as u64,
                Slot::Day(..) => unreachable!("no plain table has days"),
            };
            known.map(|figure| (figure.name, value(&figure.slot))).collect()
        };
        let zero = Tally::default();
        let keys: BTreeSet<_> = all.years.keys().chain(plain.years.keys()).collect();
        for key in keys {
            let [whole, part] = [&all, &plain].map(|counts| counts.years.get(key).unwrap_or(&zero));
            assert_eq!(known(key.0.kind, whole), known(key.0.kind, part), "{key:?}");
            placed += u64::from(part.placed > 0);
        }
    }
    assert!(placed > 20);
}
