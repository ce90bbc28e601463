//! The reference against small ledgers worked out by hand, and over many dirty ones.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Options, Outcome, Regions, Source};
use super::{date, dirty, run, run_sources};

const AS_OF: date::Date = (2024, 6, 30);
const A: &str = "440308199901101512";

fn regions() -> Regions {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/regions");
    Regions::load(&directory).expect("the region tables are part of the project")
}

fn run_files(files: &[(&str, &str)]) -> Outcome {
    let mut sources = Vec::new();
    for (path, text) in files {
        sources.push(Source { path: (*path).to_string(), bytes: text.as_bytes().to_vec() });
    }
    let options = Options { as_of: AS_OF, default_unit: None, windows: Vec::new(), month: None };
    run_sources(None, sources, &regions(), &options)
}

/// A ledger of 长春市 from its rows.
fn ledger(rows: &[&str]) -> Outcome {
    let header = "姓名,身份证号,市（州）,品牌名称,班级编号,基地名称,结业日期,人员类别,证书类型,发证日期,是否就业,就业日期,补贴金额,培训方式";
    run_files(&[("a.csv", &format!("{header}\n{}\n", rows.join("\n")))])
}

/// One figure of the table: enrolments is 0, trainees 1, and so on.
fn figures(outcome: &Outcome, level: &str, name: &str) -> Vec<i128> {
    let mut found = Vec::new();
    for row in outcome.metrics.iter().chain(&outcome.bases) {
        let is_named = row[3] == name || row[2] == name || row[1] == name;
        if row[0] == level && is_named {
            found = row[5..].iter().flat_map(|figure| figure.parse()).collect();
        }
    }
    found
}

#[test]
fn employment_counts_to_the_clamped_day_and_not_beyond() {
    let outcome = ledger(&[
        "甲,440308199901101512,长春市,月嫂,1,,2023-08-31,,,,是,2024-02-29,,",
        "乙,110101199003078670,长春市,月嫂,1,,2023-08-31,,,,是,2024-03-01,,",
        "丙,371001198010082394,长春市,月嫂,1,,2023-08-31,,,,否,2024-01-01,,",
        "丁,810000199408230021,长春市,月嫂,1,,2023-08-31,,,,是,2024-07-01,,",
    ]);
    let brand = figures(&outcome, "brand", "月嫂");
    assert_eq!(brand, [4, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2]);
}

#[test]
fn pending_is_open_and_not_yet_employed() {
    let outcome = ledger(&[
        // Closed on the as-of date itself; open by one day; open but employed elsewhere.
        "甲,440308199901101512,长春市,月嫂,1,,2023-12-30,,,,,,,",
        "乙,110101199003078670,长春市,月嫂,1,,2023-12-31,,,,,,,",
        "丙,371001198010082394,长春市,月嫂,1,,2024-01-01,,,,,,,",
        "丁,810000199408230021,长春市,月嫂,1,,2024-01-01,,,,,,,",
        "丁,810000199408230021,长春市,月嫂,2,,2024-02-01,,,,,2024-02-01,,",
    ]);
    // 2023-12-31 and six months are 2024-06-30: closed too.
    assert_eq!(outcome.metrics[0][4], "2023");
    assert_eq!(outcome.metrics[0][17], "0");
    assert_eq!(outcome.metrics[1][4], "2024");
    assert_eq!(outcome.metrics[1][5..8], ["3", "2", "0"]);
    assert_eq!(outcome.metrics[1][17], "1");
}

#[test]
fn a_person_of_two_brands_is_one_in_the_city() {
    let outcome = ledger(&[
        "甲,440308199901101512,长春市,月嫂,1,东基地,2023-08-31,脱贫人口,,,,,1200,订单",
        "甲,440308199901101512,长春市,技工,1,东基地,2023-09-30,企业职工,,,,,800,普通",
    ]);
    assert_eq!(figures(&outcome, "brand", "技工")[..2], [1, 1]);
    assert_eq!(
        figures(&outcome, "city", "长春市"),
        [2, 1, 0, 0, 0, 0, 0, 0, 1, 200_000, 1, 1, 0, 0]
    );
    let base = figures(&outcome, "base", "东基地");
    assert_eq!(base, figures(&outcome, "province", "吉林省"));
}

#[test]
fn certificates_accumulate_by_type_and_the_latest_date_decides() {
    let outcome = ledger(&[
        "甲,440308199901101512,长春市,月嫂,1,,2023-08-31,,职业资格证书,2023-09-01,,,,",
        "甲,440308199901101512,长春市,月嫂,1,,,,专项能力证书,,,,,",
        "甲,440308199901101512,长春市,月嫂,1,,,,培训合格证书,2024-07-01,,,,",
        "甲,440308199901101512,长春市,月嫂,1,,,,职业资格,2024-08-01,,,,",
        "甲,440308199901101512,长春市,月嫂,1,,,,职业技能等级证书,2024-08-01,,,,",
        "甲,440308199901101512,长春市,月嫂,1,,,,技能等级,2024-06-30,,,,",
    ]);
    assert_eq!(figures(&outcome, "brand", "月嫂")[..7], [1, 1, 1, 0, 1, 1, 0]);
    assert_eq!(outcome.files["a.csv"].merged, 5);
}

#[test]
fn a_key_group_is_that_of_the_subsidised_enrolment() {
    let outcome = ledger(&[
        "甲,440308199901101512,长春市,月嫂,1,,2023-08-31,脱贫人口,,,,,0,",
        "甲,440308199901101512,长春市,月嫂,2,,2023-08-31,企业职工,,,,,500,",
        "乙,110101199003078670,长春市,月嫂,1,,2023-08-31,,,,,,500,",
        "丙,371001198010082394,长春市,月嫂,1,,2023-08-31,企业职工,,,,,,",
        "丙,371001198010082394,长春市,月嫂,1,,,残疾人,,,,,500,",
        "丙,371001198010082394,长春市,月嫂,1,,,不认识,,,,,-5,",
    ]);
    let brand = figures(&outcome, "brand", "月嫂");
    assert_eq!((brand[8], brand[9], brand[11]), (3, 150_000, 1));
}

#[test]
fn rows_find_their_unit() {
    let header = "姓名,身份证号,省,市,县,品牌名称,班级编号,结业日期\n";
    let row = |place: &str| format!("甲,{A},{place},月嫂,1,2023-08-31\n");
    let city = |path: &str, above: &str, place: &str| {
        let outcome = run_files(&[(path, &format!("{above}{header}{}", row(place)))]);
        match outcome.rejects.first() {
            Some((_, _, _, code)) => code.clone(),
            None => outcome.metrics[1][2].clone(),
        }
    };
    for (path, above, place, expected) in [
        ("a.csv", "", "吉林省,通化市,梅河口市", "梅河口市"),
        ("a.csv", "", ",通化市,满洲里", "满洲里市"),
        ("a.csv", "", ",延边州,池北区", "长白山管委会"),
        ("a.csv", "", ",长春,", "长春市"),
        ("a.csv", "", "吉林,吉林,", "吉林市"),
        ("a.csv", "", "吉林省,大连市,", "UNIT_UNKNOWN"),
        ("a.csv", "", ",火星市,", "UNIT_UNKNOWN"),
        ("a.csv", "", ",,", "UNIT_MISSING"),
        ("a.csv", "", "吉林省,,桦甸市", "吉林市"),
        ("a.csv", "", "辽宁省,,铁西区", "UNIT_UNKNOWN"),
        ("沈阳市/a.csv", "", "辽宁省,,铁西区", "沈阳市"),
        ("a.csv", "", ",,桦甸市", "UNIT_UNKNOWN"),
        ("吉林省/a.csv", "", ",,桦甸市", "吉林市"),
        ("a.csv", "填报单位：长春市人社局\n", ",,", "长春市"),
        ("吉林省/四平市/长春.csv", "", ",,", "长春市"),
        ("吉林省/四平市/台账.csv", "", ",,", "四平市"),
        ("通化市/梅河口市台账.csv", "", ",,", "梅河口市"),
        ("吉林/台账.csv", "", ",,", "UNIT_MISSING"),
    ] {
        assert_eq!(city(path, above, place), expected, "{path} {above} {place}");
    }
}

#[test]
fn rows_are_skipped_for_their_reasons() {
    let text = format!(
        "台账\n\n填报单位：长春市 填报人：张三\n姓名,身份证号,品牌,班次,结业日期\n\
         甲,{A},月嫂,1,2023-08-31\n-,,,,\n合 计,1,2,3,4\n,,以下空白,,\n\
         身份证号,姓名,品牌,班次,结业日期\n{A},甲,月嫂,2,\n,甲,月嫂,2,\n,,,,\n"
    );
    let outcome = run_files(&[("a.csv", &text)]);
    let count = &outcome.files["a.csv"];
    // 合计 has something in the ID's column, and is therefore a row with a bad ID.
    let skipped: Vec<(&str, usize)> =
        count.skipped.iter().map(|(reason, rows)| (reason.as_str(), *rows)).collect();
    assert_eq!(skipped, [("blank", 2), ("header", 2), ("note", 1), ("title", 2)]);
    assert_eq!((count.read, count.accepted), (11, 2));
    let rejects: Vec<(usize, &str)> =
        outcome.rejects.iter().map(|(_, _, row, code)| (*row, code.as_str())).collect();
    assert_eq!(rejects, [(7, "ID_LENGTH"), (11, "ID_MISSING")]);
    assert_eq!(outcome.no_end_date, 1);
}

#[test]
fn a_ledger_without_class_numbers_tells_classes_by_the_rest() {
    let text = format!(
        "姓名,身份证号,市,品牌,培训机构,培训工种,培训时间\n\
         甲,{A},长春市,月嫂,东,月嫂,2023.5.6-5.20\n\
         甲,{A},长春市,月嫂,东,月嫂,2023年5月6日—20日\n\
         甲,{A},长春市,月嫂,东,月嫂,2023.5.6-5.21\n"
    );
    let outcome = run_files(&[("a.csv", &text)]);
    assert_eq!((outcome.enrolments, outcome.files["a.csv"].merged), (2, 1));
}

#[test]
fn the_latest_file_wins_by_path() {
    let file = |amount: &str| {
        format!(
            "姓名,身份证号,市,品牌,班次,结业日期,补贴金额(万元)\n甲,{A},长春市,月嫂,1,2023-08-31,{amount}\n"
        )
    };
    let (first, last) = (file("0.1"), file("0.2"));
    let one = run_files(&[("b.csv", &last), ("a/z.csv", &first)]);
    let other = run_files(&[("a/z.csv", &first), ("b.csv", &last)]);
    assert_eq!(one, other);
    assert_eq!(figures(&one, "brand", "月嫂")[9], 200_000);
}

#[test]
fn files_come_from_a_folder_that_may_name_the_unit() {
    let root = std::env::temp_dir().join(format!("reference-{}", std::process::id()));
    let folder = root.join("白城市");
    std::fs::create_dir_all(&folder).expect("the temporary folder takes files");
    let text = format!("姓名,身份证号,品牌,班次,结业日期\n甲,{A},月嫂,1,2023-08-31\n");
    let (text, _, _) = encoding_rs::GB18030.encode(&text);
    let file = folder.join("台账.csv");
    std::fs::write(&file, text).expect("the temporary folder takes files");
    let options = Options { as_of: AS_OF, default_unit: None, windows: Vec::new(), month: None };
    let files = [file, folder.join("没有.csv")];
    let above = run(&root, &files, &regions(), &options);
    let inside = run(&folder, &files, &regions(), &options);
    std::fs::remove_dir_all(&root).expect("what was made can be removed");
    assert_eq!(figures(&above, "city", "白城市")[..2], [1, 1]);
    assert_eq!(above.metrics, inside.metrics);
    assert_eq!(above.files["白城市/台账.csv"], inside.files["台账.csv"]);
    assert_eq!(inside.failed[0].0, "没有.csv");
}

#[test]
fn dirty_ledgers_conserve_their_rows_and_hold_every_case() {
    let regions = regions();
    let mut codes = BTreeSet::new();
    let mut merged = 0;
    for seed in 0..40 {
        let options = Options {
            as_of: dirty::AS_OF,
            default_unit: (seed % 3 == 0).then(|| "白山市".to_string()),
            windows: Vec::new(),
            month: None,
        };
        let source = Source { path: "台账.csv".to_string(), bytes: dirty::csv(seed) };
        let outcome = run_sources(None, vec![source], &regions, &options);
        assert_eq!(outcome.failed, [], "seed {seed}");
        let mut opened = outcome.enrolments;
        for count in outcome.files.values() {
            let rejected: usize = count.rejected.values().sum();
            let skipped: usize = count.skipped.values().sum();
            assert_eq!(count.read, count.accepted + rejected + skipped, "seed {seed}");
            codes.extend(count.rejected.keys().chain(count.skipped.keys()).cloned());
            opened += count.merged;
            merged += count.merged;
            assert_eq!(count.accepted, opened, "seed {seed}");
        }
        let cohorts: usize = outcome.enrolments - outcome.no_end_date - outcome.not_ended;
        let province = outcome.metrics.iter().filter(|row| row[0] == "province");
        let counted: usize = province.flat_map(|row| row[5].parse::<usize>()).sum();
        assert_eq!(cohorts, counted, "seed {seed}");
    }
    assert_eq!(codes.len(), 11 + 5, "{codes:?}");
    assert!(merged > 1000);
}
