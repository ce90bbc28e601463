//! Claims in every form: what a run counted agrees with itself, what ledgers cannot tell, and any table at all.

use proptest::prelude::*;
use taizhang::config::RunConfig;
use taizhang::pipeline::{self, VerifyOptions};

use super::verify;
use crate::support::{self, Folder, Rows, overrides, project, table};

/// Every result is claimed as it is: nothing differs, and every claim is accounted for.
#[test]
fn what_a_run_counted_is_verified_by_every_form() {
    let out = Folder::new();
    let sample = project().join("sample-data");
    support::run(overrides(std::slice::from_ref(&sample), out.path(), "2025-09-30"));
    let mut claims = vec![out.join("metrics.csv"), out.join("bases.csv")];
    let files = std::fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().path());
    let is_form = |path: &std::path::PathBuf| path.to_string_lossy().contains("调度表");
    claims.extend(files.filter(is_form));
    assert!(claims.len() > 5);
    let verified = Folder::new();
    // The sample's own claims are among the inputs: those that nothing else states are left.
    let config = RunConfig::new(overrides(&[sample], verified.path(), "2025-09-30")).unwrap();
    pipeline::verify(&VerifyOptions { claims, ..VerifyOptions::of(config) }).unwrap();
    let rows = table(verified.path(), "claims.csv");
    let stated =
        support::table(out.path(), "metrics.csv").len() + table(out.path(), "bases.csv").len();
    let equal = rows.iter().filter(|row| row[10] == "equal").count();
    assert!(equal > 13 * stated, "{equal} of {}", rows.len());
    assert!(rows.iter().any(|row| row[6] == "flow_q3_subsidy_fen" && row[7] != "0"));
    let differing: Vec<_> = rows.iter().filter(|row| row[10] != "equal").collect();
    // What the sample claims wrongly.
    assert_eq!(differing.len(), 15, "{differing:#?}");
    let account = &support::record(verified.path())["claims"];
    let of = |part: &str| account[part].as_u64().unwrap();
    assert_eq!(of("verified") + of("unverifiable"), rows.len() as u64);
    assert!(of("refused") > 0 && of("totals") > 5);
    let parts = ["verified", "unverifiable", "refused", "totals"].map(of);
    assert_eq!(of("read"), parts.iter().sum::<u64>());
}

#[test]
fn the_ledgers_cannot_tell_of_what_they_do_not_hold() {
    let ledger = "市(州),品牌名称,班级编号,姓名,身份证号,结业日期,证书类型\n\
        长春市,甲,1,王芳,110101199003078670,2024-03-01,培训合格证书\n\
        长春市,乙,2,王芳,110101199003078670,2023-03-01,\n";
    let head = "市,品牌名称,年度,培训人数,取得证书人数,就业人数,补贴金额（元）,劳务输出人数\n";
    let verified = |row: &str| {
        let folder = verify(ledger, &format!("{head}{row}\n"), None);
        let rows = table(&folder.join("out"), "claims.csv");
        rows.into_iter().map(|row| format!("{}{} {}", row[6], row[7], row[10])).collect::<Vec<_>>()
    };
    assert_eq!(verified("长春市,甲,2024,1,1,,,"), ["trainees1 equal", "certified_any1 equal"]);
    assert_eq!(verified("长春市,乙,2024,1,,,,"), ["trainees1 over"], "the unit has that year");
    assert_eq!(verified("长春市,甲,2022,1,,,,"), ["trainees1 unverifiable"]);
    assert_eq!(verified("长春市,丙,2024,1,,,,"), ["trainees1 unverifiable"]);
    assert_eq!(verified("吉林市,甲,2024,1,,,,"), ["trainees1 unverifiable"]);
    assert_eq!(
        verified("长春市,甲,2024,,,1,500,1"),
        ["employed_6m1 unverifiable", "subsidy_fen50000 unverifiable", "placed1 unverifiable"]
    );
    assert_eq!(verified("长春市,甲,2024,,,0,,"), ["employed_6m0 equal"]);
}

#[test]
fn placed_persons_are_compared_with_the_roster() {
    let folder = Folder::new();
    let sample = project().join("sample-data");
    let claims = "盟市,品牌名称,年度,带动就业人数\n包头市,包头焊接工,2023,60\n包头市,包头焊接工,2024,5\n\
        包头市,包头焊接工,2023,70\n";
    let claims = folder.write("内蒙古自治区.csv", claims);
    let config = RunConfig::new(overrides(&[sample], &folder.join("out"), "2025-09-30")).unwrap();
    pipeline::verify(&VerifyOptions { claims: vec![claims], ..VerifyOptions::of(config) }).unwrap();
    let rows = table(&folder.join("out"), "claims.csv");
    let own = rows.iter().filter(|row| row[6] == "placed");
    let found: Vec<String> = own.map(|row| format!("{} {} {}", row[5], row[7], row[8])).collect();
    assert_eq!(found.len(), 3, "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever stands in a file of claims, nothing panics and nothing is lost.
    #[test]
    fn any_table_is_read_to_its_end(
        rows in prop::collection::vec(prop::collection::vec(prop::sample::select(CELLS), 0..7), 0..9),
    ) {
        use taizhang::model::claim::words::ClaimWords;
        use taizhang::model::finding::SheetId;
        use taizhang::model::region::Regions;
        use taizhang::read::claims::{Rules, looks_like_claims, read_page};
        use taizhang::read::table::Page;
        let (words, regions) = (ClaimWords::shipped().unwrap(), Regions::shipped().unwrap());
        let rows: Rows = rows.into_iter().map(|row| row.into_iter().map(str::to_owned).collect()).collect();
        let _ = looks_like_claims(rows.clone(), &words);
        let merge = taizhang::model::table::Merge { start: (0, 1), end: (3, 2) };
        let page = Page { number: 0, name: "表".to_owned(), rows, merges: vec![merge] };
        let rules = Rules { words: &words, regions: &regions, default_unit: None };
        let read = read_page(SheetId { file: 0, sheet: 0 }, &page, &["2023年", "长春市"], &rules);
        let counts = read.counts;
        prop_assert_eq!(counts.read, read.claims.len() as u64 + counts.refused + counts.totals);
        prop_assert!(counts.refused == 0 || !read.findings.is_empty());
    }
}

/// What cells of such files hold.
const CELLS: &[&str] = &[
    "",
    "市(州)",
    "长春市",
    "品牌名称",
    "甲品牌",
    "基地名称",
    "年度",
    "2023",
    "2023年",
    "2024年度",
    "培训人数",
    "补贴金额（万元）",
    "培训合格率",
    "120",
    "1,200人",
    "85.3%",
    "-5",
    "约三人",
    "合计",
    "取得证书人数",
    "职业资格证书",
    "妇女培训人数",
    "measure",
    "claimed",
    "年初至报告期末参加品牌培训人数",
    "二季度",
    "品牌培训人数：",
    "2020年：1人；2021年：2人",
    "填报单位：吉林市",
    "名称",
    "单位：人、万元",
];
