//! Laws that hold for any input.

use proptest::prelude::*;

use crate::reference::dirty;
use crate::support::{self, Folder};

const AS_OF: &str = "2024-06-30";

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Rows read = accepted + rejected + skipped; accepted = enrolments + merged.
    #[test]
    fn rows_are_conserved(seed in any::<u64>()) {
        let (input, out) = (Folder::new(), Folder::new());
        input.write("a.csv", dirty::csv(seed));
        support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
        let accounts = support::accounts(out.path());
        prop_assert!(accounts.values().all(support::Account::is_balanced));
        let sum = |part: fn(&support::Account) -> u64| accounts.values().map(part).sum::<u64>();
        let enrolments = support::record(out.path())["enrolments"]["total"].as_u64().unwrap();
        prop_assert_eq!(sum(|a| a.accepted), enrolments + sum(|a| a.merged));
        let rejected: u64 = accounts.values().flat_map(|a| a.rejected.values()).sum();
        prop_assert_eq!(rejected as usize, support::table(out.path(), "rejects.csv").len());
    }

    /// A file delivered twice counts once.
    #[test]
    fn merging_is_idempotent(seed in any::<u64>()) {
        let (once, twice, out) = (Folder::new(), Folder::new(), [Folder::new(), Folder::new()]);
        let bytes = dirty::csv(seed);
        once.write("a.csv", &bytes);
        twice.write("a.csv", &bytes);
        twice.write("b.csv", &bytes);
        for (input, out) in [&once, &twice].into_iter().zip(&out) {
            support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
        }
        for name in ["metrics.csv", "bases.csv", "verdicts.csv"] {
            prop_assert_eq!(support::table(out[0].path(), name), support::table(out[1].path(), name));
        }
    }

    /// Any number of threads gives the same bytes.
    #[test]
    fn parallel_is_serial(seed in any::<u64>()) {
        let input = Folder::new();
        for part in 0..3u64 {
            input.write(&format!("{part}.csv"), dirty::csv(seed.wrapping_add(part)));
        }
        let bytes = [1, 4].map(|jobs| {
            let out = Folder::new();
            let mut overrides = support::overrides(&[input.path().to_owned()], out.path(), AS_OF);
            overrides.jobs = Some(jobs);
            support::run(overrides);
            support::contents(out.path())
        });
        prop_assert_eq!(&bytes[0], &bytes[1]);
    }

    /// Neither the order of arguments nor naming a file twice matters.
    #[test]
    fn the_order_of_arguments_never_matters(seed in any::<u64>()) {
        let input = Folder::new();
        let a = input.write("a.csv", dirty::csv(seed));
        let b = input.write("b.csv", dirty::csv(seed.wrapping_add(1)));
        let orders = [vec![a.clone(), b.clone()], vec![b.clone(), a, b]];
        let bytes = orders.map(|inputs| {
            let out = Folder::new();
            support::run(support::overrides(&inputs, out.path(), AS_OF));
            support::contents(out.path())
        });
        prop_assert_eq!(&bytes[0], &bytes[1]);
    }

    /// Bytes of any kind end in a finding, never in a panic.
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..4096), head in 0usize..5) {
        let heads: [&[u8]; 5] = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "姓名,身份证号\n".as_bytes(), b"\xef\xbb\xbf"];
        let (input, out) = (Folder::new(), Folder::new());
        input.write("a.csv", [heads[head], &bytes].concat());
        support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
        prop_assert!(support::accounts(out.path()).values().all(support::Account::is_balanced));
    }
}

/// A file cut in two between records, the header repeated, gives the same counts as the whole.
#[test]
fn cutting_a_file_changes_no_count() {
    let header = "省份,市(州),品牌名称,班级编号,姓名,身份证号,结业日期,就业日期,补贴金额\n";
    let ids = ["110101199003078670", "44040119580101000X", "371001198010082394"];
    let rows: Vec<String> = (0..60)
        .map(|n| {
            format!(
                "吉林省,长春市,品牌{},{}班,某某,{},2024-03-{:02},2024-0{}-01,{}\n",
                n % 3,
                n % 4,
                ids[n % 3],
                n % 28 + 1,
                n % 6 + 1,
                n * 10
            )
        })
        .collect();
    let counts = |files: &[(&str, &[String])]| {
        let (input, out) = (Folder::new(), Folder::new());
        for (name, rows) in files {
            input.write(name, format!("{header}{}", rows.concat()));
        }
        support::run(support::overrides(&[input.path().to_owned()], out.path(), "2024-12-31"));
        support::table(out.path(), "metrics.csv")
    };
    let whole = counts(&[("a.csv", &rows)]);
    assert!(!whole.is_empty());
    for cut in [1, 20, 59] {
        assert_eq!(whole, counts(&[("a.csv", &rows[..cut]), ("b.csv", &rows[cut..])]));
    }
}
