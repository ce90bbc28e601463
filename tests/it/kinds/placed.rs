//! Persons placed over windows: for whom they count, who of them was lifted out of poverty, trained and certified, and
//! which brand trained whom another placed.

use taizhang::model::counts::Counts;
use taizhang::model::measure::{Subject, SubjectKind, Tally};
use taizhang::model::period::Window;
use taizhang::read::content::Content;
use taizhang::read::counts::{read_counts, read_links};

use super::{LI, TRAINING, WANG};
use crate::support::{self, Folder};

const ZHAO: &str = "赵敏,371001198010082394";

/// The counts of a run over the training ledger and a roster, up to 2024-12-31.
fn counted(roster: &str) -> Counts {
    counted_with(TRAINING, roster)
}

fn counted_with(training: &str, roster: &str) -> Counts {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("培训.csv", training);
    input.write("劳务输出花名册.csv", roster);
    let mut overrides = support::overrides(&[input.path().to_owned()], out.path(), "2024-12-31");
    overrides.policies = vec![support::windows_policy(&out).to_str().unwrap().to_owned()];
    support::run(overrides);
    let file = |name: &str| Content::File(out.join(name));
    let mut counts = read_counts(&file("counts.csv"), "counts.csv").unwrap();
    counts.links = read_links(&file("links.csv"), "links.csv").unwrap();
    counts
}

fn tally(counts: &Counts, kind: SubjectKind, name: &str, from: &str, to: &str) -> Tally {
    let has_city = kind != SubjectKind::Province;
    let subject = Subject {
        kind,
        province: "吉林省".into(),
        city: if has_city { "长春市" } else { "" }.into(),
        name: name.into(),
    };
    let window = Window { from: support::day(from), to: support::day(to) };
    counts.tally(&subject, window).cloned().unwrap_or_default()
}

/// Placed, of these 脱贫人口, trained, certified: in 2024.
fn placed(counts: &Counts, kind: SubjectKind, name: &str) -> [u64; 4] {
    let tally = tally(counts, kind, name, "2024-01-01", "2024-12-31");
    [tally.placed, tally.placed_poverty, tally.placed_trained, tally.placed_certified]
}

#[test]
fn they_count_for_what_the_row_names() {
    let header = "市(州),县(市、区),品牌名称,基地名称,姓名,身份证号,就业日期";
    let counts = counted(&format!(
        "{header}\n长春市,农安县,输出一,丁基地,{WANG},2024-05-01\n长春市,农安县,,,{LI},2024-06-01\n\
         长春市,,输出一,,{LI},2024-06-02\n长春市,,输出二,,{ZHAO},\n"
    ));
    let number = |kind, name| placed(&counts, kind, name)[0];
    assert_eq!(number(SubjectKind::Brand, "输出一"), 2);
    assert_eq!(number(SubjectKind::Base, "丁基地"), 1);
    assert_eq!(number(SubjectKind::County, "农安县"), 2);
    assert_eq!(number(SubjectKind::City, ""), 2);
    assert_eq!(number(SubjectKind::Province, ""), 2);
    // Whoever only undated rows name has a ledger all the same.
    let names: Vec<&str> = counts.subjects.iter().map(|subject| &*subject.name).collect();
    assert!(names.contains(&"输出二"), "{names:?}");
    assert_eq!(number(SubjectKind::Brand, "输出二"), 0);
}

#[test]
fn counties_go_by_their_official_names_and_units_of_their_own_are_none() {
    let header = "省份,市(州),县(市、区),姓名,身份证号,就业日期";
    let counts = counted(&format!(
        "{header}\n吉林省,长春市,九台市,{WANG},2024-05-01\n吉林省,长春市,九台区,{LI},2024-05-01\n\
         吉林省,通化市,梅河口市,{ZHAO},2024-05-01\n"
    ));
    let counties = counts.subjects.iter().filter(|subject| subject.kind == SubjectKind::County);
    let counties: Vec<&str> = counties.map(|subject| &*subject.name).collect();
    assert_eq!(counties, ["九台区"]);
    assert_eq!(placed(&counts, SubjectKind::County, "九台区")[0], 2);
    assert_eq!(placed(&counts, SubjectKind::Province, "")[0], 3);
    let has_rosters = |kind: SubjectKind, name: &str| {
        ["长春市", "梅河口市", "吉林市"].map(|city| {
            let (province, city) = ("吉林省".into(), city.into());
            counts.has_rosters(&Subject { kind, province, city, name: name.into() })
        })
    };
    assert_eq!(has_rosters(SubjectKind::City, ""), [true, true, false]);
    assert_eq!(has_rosters(SubjectKind::Brand, "月嫂"), [false; 3], "they name no brand");
}

#[test]
fn a_person_counts_once_in_every_window() {
    let row = |day: &str| format!("长春市,输出一,{WANG},{day}\n");
    let days = ["2019-12-31", "2020-01-01", "2021-03-01", "2021-04-01", "2024-12-31", "2025-01-01"];
    let header = "市(州),品牌名称,姓名,身份证号,就业日期\n".to_owned();
    let counts = counted(&(header + &days.map(row).concat()));
    let number = |from, to| tally(&counts, SubjectKind::Brand, "输出一", from, to).placed;
    assert_eq!(number("2019-01-01", "2019-12-31"), 1);
    assert_eq!(number("2020-01-01", "2024-12-31"), 1, "since");
    assert_eq!(number("2021-01-01", "2023-12-31"), 1, "cumulative");
    assert_eq!(number("2021-01-01", "2021-12-31"), 1, "a year of each-of");
    assert_eq!(number("2022-01-01", "2022-12-31"), 0);
    assert_eq!(number("2024-01-01", "2024-03-31"), 0, "to a day of the year");
    assert_eq!(number("2025-01-01", "2025-12-31"), 0, "behind the as-of date");
}

#[test]
fn poverty_is_what_a_row_of_the_window_says() {
    let header = "市(州),品牌名称,人员类别,姓名,身份证号,就业日期";
    let counts = counted(&format!(
        "{header}\n长春市,输出一,②脱贫人口,{WANG},2024-05-01\n长春市,输出一,登记失业人员,{WANG},2024-06-01\n\
         长春市,输出一,,{LI},2024-06-01\n长春市,输出一,贫困劳动力,{LI},2023-06-01\n\
         长春市,输出二,农民工,{ZHAO},2024-06-01\n"
    ));
    assert_eq!(placed(&counts, SubjectKind::Brand, "输出一")[..2], [2, 1]);
    assert_eq!(placed(&counts, SubjectKind::City, "")[..2], [3, 1]);
    let before = tally(&counts, SubjectKind::City, "", "2023-01-01", "2023-12-31");
    assert_eq!((before.placed, before.placed_poverty), (1, 1));
}

#[test]
fn a_column_of_yes_and_no_says_poverty_by_a_mapping() {
    let (input, out) = (Folder::new(), Folder::new());
    let header = "市(州),姓名,身份证号,就业日期,是否脱贫人口";
    let rows = format!("长春市,{WANG},2024-05-01,是\n长春市,{LI},2024-05-01,否\n");
    input.write("a/劳务输出.csv", format!("{header}\n{rows}"));
    let mapping = "[[table]]\n[table.columns]\n\"是否脱贫人口\" = \"category=脱贫人口\"\n";
    let mut overrides = support::overrides(&[input.join("a")], out.path(), "2024-12-31");
    overrides.mapping = Some(input.write("m.toml", mapping));
    support::run(overrides);
    let counts = read_counts(&Content::File(out.join("counts.csv")), "counts.csv").unwrap();
    assert_eq!(placed(&counts, SubjectKind::City, "")[..2], [2, 1]);
}

#[test]
fn trained_and_certified_by_any_brand_of_the_province() {
    let training = "\
省份,市(州),品牌名称,班级编号,姓名,身份证号,结业日期,证书类型,发证日期
吉林省,吉林市,面点,1,王芳,110101199003078670,2024-02-01,,
辽宁省,大连市,面点,1,李强,44040119580101000X,2024-02-01,培训合格证书,2024-02-01
吉林省,长春市,面点,1,赵敏,371001198010082394,2025-02-01,培训合格证书,
吉林省,长春市,面点,1,钱一,810000199408230021,2025-02-01,培训合格证书,2024-12-31
吉林省,长春市,面点,1,孙二,830000199201300022,,培训合格证书,
";
    let row = |person: &str| format!("吉林省,长春市,{person},2024-05-01\n");
    let header = "省份,市(州),姓名,身份证号,就业日期\n".to_owned();
    let one = |person: &str| {
        let counts = counted_with(training, &(header.clone() + &row(person)));
        let [placed, _, trained, certified] = placed(&counts, SubjectKind::City, "");
        assert_eq!(placed, 1);
        (trained, certified)
    };
    assert_eq!(one(WANG), (1, 0), "in another unit of the province");
    assert_eq!(one(LI), (0, 0), "another province's ledger is not asked");
    assert_eq!(one(ZHAO), (0, 0), "neither the class nor the certificate is there yet");
    assert_eq!(one("钱一,810000199408230021"), (0, 1), "the certificate has a date of its own");
    assert_eq!(one("孙二,830000199201300022"), (0, 1), "nothing says when");
}

#[test]
fn documents_are_the_same_persons_in_rosters_and_ledgers() {
    let training = "市(州),品牌名称,班级编号,姓名,证件类型,身份证号,结业日期\n\
                    长春市,面点,1,甲,护照,E1,2024-02-01\n长春市,面点,1,乙,护照,E2,2024-02-01\n";
    let header = "市(州),品牌名称,姓名,证件类型,身份证号,就业日期";
    let rows = "长春市,输出,丙,护照,E3,2024-05-01\n长春市,输出,乙,护照,e2,2024-05-01\n\
                长春市,输出,甲,军官证,E1,2024-05-01\n长春市,输出,丙,护照,E3,2024-06-01\n";
    let counts = counted_with(training, &format!("{header}\n{rows}"));
    assert_eq!(placed(&counts, SubjectKind::Brand, "输出"), [3, 0, 1, 0]);
    assert_eq!(counts.links.values().copied().collect::<Vec<_>>(), [1]);
}

#[test]
fn links_are_persons_of_both_brands_within_one_unit() {
    let header = "市(州),品牌名称,姓名,身份证号,就业日期";
    let counts = counted(&format!(
        "{header}\n长春市,输出一,{WANG},2021-05-01\n长春市,输出一,{LI},2024-05-01\n\
         长春市,输出一,{LI},2024-06-01\n长春市,输出二,{WANG},2025-01-01\n吉林市,输出三,{WANG},2024-05-01\n\
         长春市,月嫂,{LI},2024-05-01\n长春市,,{WANG},2024-05-01\n"
    ));
    let links: Vec<String> = counts
        .links
        .iter()
        .map(|((labour, training), persons)| {
            format!("{} {} {training} {persons}", labour.city, labour.name)
        })
        .collect();
    let expected = [
        "吉林市 输出三 月嫂 1",
        "长春市 月嫂 月嫂 1",
        "长春市 输出一 月嫂 2",
        "长春市 输出一 面点 1",
    ];
    assert_eq!(links, expected);
}
