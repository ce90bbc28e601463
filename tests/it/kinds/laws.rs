//! Laws of joining that hold for any delivery.

use std::collections::BTreeMap;
use std::path::PathBuf;

use proptest::prelude::*;
use taizhang::sample::{self, FileLayout, Format, LedgerSpec};

use crate::reference::several;
use crate::support::{self, Folder};

const AS_OF: &str = "2024-06-30";

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any number of threads and any order of arguments gives the same bytes.
    #[test]
    fn threads_and_order_of_arguments_never_matter(seed in any::<u64>()) {
        let input = Folder::new();
        let files: BTreeMap<String, Vec<u8>> = several::delivery(seed).into_iter().collect();
        for (name, bytes) in &files {
            input.write(name, bytes);
        }
        // Files of one folder given one by one, the folder itself: the same relative paths.
        let bytes = [(1, false), (4, true)].map(|(jobs, reversed)| {
            let mut inputs: Vec<PathBuf> = vec![input.path().to_owned()];
            inputs.extend(files.keys().map(|name| input.join(name)));
            if reversed {
                inputs.reverse();
            }
            let out = Folder::new();
            let mut overrides = support::overrides(&inputs, out.path(), AS_OF);
            overrides.jobs = Some(jobs);
            support::run(overrides);
            support::contents(out.path())
        });
        prop_assert_eq!(&bytes[0], &bytes[1]);
    }

    /// Delivered twice, every payment is still paid once, and nobody is placed twice.
    #[test]
    fn a_delivery_twice_counts_once(seed in any::<u64>()) {
        let inputs = [Folder::new(), Folder::new()];
        for (name, bytes) in several::delivery(seed) {
            inputs[0].write(&format!("a/{name}"), &bytes);
            inputs[1].write(&format!("a/{name}"), &bytes);
            inputs[1].write(&format!("b/{name}"), &bytes);
        }
        let tables = inputs.map(|input| {
            let out = Folder::new();
            support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
            ["metrics.csv", "bases.csv", "verdicts.csv", "placements.csv", "counts.csv", "links.csv"]
                .map(|name| std::fs::read(out.join(name)).unwrap_or_default())
        });
        prop_assert!(tables[0] == tables[1]);
    }
}

/// The columns that each separate ledger takes out of the wide one; all keep who, where, brand and class.
const SPLIT: [(&str, &[&str]); 4] = [
    ("证书", &["证书类型", "证书编号", "发证日期"]),
    ("就业", &["是否就业", "就业形式", "就业单位", "就业日期"]),
    ("补贴", &["补贴金额", "补贴发放日期"]),
    ("培训", &["开班日期", "结业日期", "培训方式", "人员类别", "基地名称"]),
];
const WHO: [&str; 8] =
    ["省份", "市(州)", "县(市、区)", "品牌名称", "班级编号", "职业（工种）", "姓名", "身份证号"];

/// A wide ledger cut into one of each kind gives the same counts. Enrolments stand in one row each and payments are
/// not later than the as-of date: there the amount of the wide ledger (a state, whatever its date) and the payments of
/// a subsidy ledger (events up to the as-of date) mean the same.
#[test]
fn a_wide_ledger_cut_into_its_kinds_gives_the_same_counts() {
    for seed in [3, 4] {
        let spec = LedgerSpec {
            rows: 3_000,
            dirt: 0.0,
            seed,
            format: Format::Csv,
            files: FileLayout::Whole,
        };
        let wide = Folder::new();
        let path = sample::write_ledger(wide.path(), &spec).unwrap().pop().unwrap().path;
        let text = std::fs::read_to_string(&path).unwrap();
        let mut rows = support::parse_csv(text.trim_start_matches('\u{feff}')).into_iter();
        let header = rows.next().unwrap();
        let at = |name: &str| header.iter().position(|header| header == name).unwrap();
        let mut seen = std::collections::BTreeSet::new();
        let rows: Vec<Vec<String>> =
            rows.filter(|row| seen.insert(WHO.map(|name| row[at(name)].clone()))).collect();
        let csv = |columns: &[&str]| {
            let line = |cell: &dyn Fn(usize) -> String| {
                columns.iter().map(|name| cell(at(name))).collect::<Vec<_>>().join(",") + "\n"
            };
            let mut text = line(&|column| header[column].clone());
            rows.iter().for_each(|row| text += &line(&|column| row[column].clone()));
            text
        };
        let counts = |files: &[(&str, String)]| {
            let (input, out) = (Folder::new(), Folder::new());
            for (name, text) in files {
                input.write(&format!("{name}.csv"), text);
            }
            support::run(support::overrides(&[input.path().to_owned()], out.path(), "2026-12-31"));
            assert_eq!(support::record(out.path())["totals"]["unassigned"], 0);
            ["metrics.csv", "bases.csv", "verdicts.csv", "counts.csv"]
                .map(|t| support::table(out.path(), t))
        };
        let all: Vec<&str> =
            WHO.iter().chain(SPLIT.iter().flat_map(|(_, own)| *own)).copied().collect();
        let cut = SPLIT.map(|(name, own)| (name, csv(&[&WHO[..], own].concat())));
        let whole = counts(&[("台账", csv(&all))]);
        assert!(whole[0].len() > 50 && whole[1].len() > 20);
        assert_eq!(whole, counts(&cut), "seed {seed}");
    }
}
