//! What rows of certificate, employment and subsidy ledgers join, one rule a test.

use taizhang::model::period::Quarter;

use super::{Counted, LI, TRAINING, WANG, run, run_as_of};
use crate::flow;
use crate::support::{self, Folder};

const CITY: &str = "长春市";
const PAYMENTS: &str = "市(州),品牌名称,班级编号,姓名,身份证号,补贴金额,发放日期";

fn certificates(rows: &str) -> Counted {
    let header = "市(州),职业（工种）,品牌名称,班级编号,姓名,身份证号,证书类型,发证日期";
    run(&[("发证.csv", &format!("{header}\n{rows}"))])
}

fn payments(as_of: &str, rows: &str) -> Counted {
    run_as_of(as_of, &[("补贴发放.csv", &format!("{PAYMENTS}\n{rows}"))])
}

#[test]
fn employment_without_brand_and_class_is_of_every_enrolment_in_the_unit() {
    let header = "市(州),姓名,身份证号,是否就业,就业日期";
    let counted = run(&[("就业.csv", &format!("{header}\n长春市,{WANG},是,2024-06-15\n"))]);
    assert_eq!(counted.employed(CITY, "月嫂"), 1);
    assert_eq!(counted.employed(CITY, "面点"), 1);
    assert_eq!(counted.employed("吉林市", "月嫂"), 0);
    let record = support::record(counted.out.path());
    assert_eq!(record["totals"]["merged"], 1, "one row, however many enrolments");
}

#[test]
fn a_row_with_a_brand_is_of_that_brand_and_one_with_a_class_of_that_class() {
    let header = "市(州),品牌名称,班级编号,姓名,身份证号,就业日期";
    let employed = |row: &str| {
        let counted = run(&[("就业.csv", &format!("{header}\n{row}"))]);
        ["月嫂", "面点"].map(|brand| counted.employed(CITY, brand))
    };
    assert_eq!(employed(&format!("长春市,面点,,{WANG},2024-06-15\n")), [0, 1]);
    assert_eq!(employed(&format!("长春市,,1,{WANG},2024-06-15\n")), [1, 1]);
    // Eight months after class 1 of the brand, six after class 2.
    assert_eq!(employed(&format!("长春市,月嫂,1,{WANG},2024-09-30\n")), [0, 0]);
    assert_eq!(employed(&format!("长春市,月嫂,2,{WANG},2024-09-30\n")), [1, 0]);
}

#[test]
fn a_certificate_without_brand_and_class_is_of_its_occupation() {
    let row = |occupation: &str| format!("长春市,{occupation},,,{WANG},培训合格证书,2024-06-15\n");
    let counted = certificates(&row("中式面点师"));
    assert_eq!(counted.certified(CITY, "面点"), 1);
    assert_eq!(counted.certified(CITY, "月嫂"), 0);

    let counted = certificates(&(row("") + &row("焊工")));
    assert_eq!(counted.certified(CITY, ""), 0);
    let listed = counted.findings("ROW_UNASSIGNED");
    assert_eq!(listed.len(), 2);
    assert!(listed[0][3].contains("没有写品牌、班级和职业"), "{listed:?}");
    assert!(listed[1][3].contains("该职业"), "{listed:?}");
}

#[test]
fn what_belongs_to_no_enrolment_is_listed_with_the_reason() {
    let counted = certificates(
        "长春市,,月嫂,1,赵敏,371001198010082394,培训合格证书,2024-06-15\n\
         吉林市,,月嫂,1,李强,44040119580101000X,培训合格证书,2024-06-15\n\
         长春市,,面点,,李强,44040119580101000X,培训合格证书,2024-06-15\n\
         长春市,,月嫂,01,李强,44040119580101000X,培训合格证书,2024-06-15\n",
    );
    let listed = counted.findings("ROW_UNASSIGNED");
    let said = ["没有参训记录", "该单位没有", "该品牌", "该班级"];
    assert_eq!(listed.len(), said.len());
    for (number, (finding, said)) in (2..).zip(listed.iter().zip(said)) {
        assert_eq!(finding[1], number.to_string());
        assert!(finding[3].contains(said), "{finding:?}");
        assert!(!finding[2].contains("19580101"), "masked: {finding:?}");
    }
    assert_eq!(support::record(counted.out.path())["totals"]["unassigned"], 4);
    assert_eq!(counted.certified(CITY, ""), 0);
}

#[test]
fn certificates_accumulate_by_type_across_ledgers() {
    let counted = certificates(&format!(
        "长春市,,面点,1,{WANG},培训合格证书,2024-06-15\n长春市,,面点,1,{WANG},职业资格证书,2024-06-16\n"
    ));
    assert_eq!(counted.certified(CITY, "面点"), 1);
    assert_eq!(counted.figure(8, CITY, "面点"), 1);
    assert_eq!(counted.figure(11, CITY, "面点"), 1);
}

#[test]
fn payments_are_summed_by_day_and_replace_the_stated_amount() {
    let rows = format!(
        "长春市,月嫂,1,{LI},300,2024-05-01\n长春市,月嫂,1,{LI},200,2024-08-01\n\
         长春市,月嫂,1,{LI},200,2024-08-01\n"
    );
    let whole = payments("2024-12-31", &rows);
    assert_eq!(whole.paid(CITY, "月嫂"), (1, 50_000), "the same payment twice counts once");
    assert!(whole.findings("SUBSIDY_DIFFERS").is_empty());

    // What is paid after the as-of date does not exist for the run, nor for its findings.
    let part = payments("2024-06-30", &rows);
    assert_eq!(part.paid(CITY, "月嫂"), (1, 30_000));
    let differs = part.findings("SUBSIDY_DIFFERS");
    assert_eq!(differs.len(), 1);
    assert_eq!(differs[0][..3], ["培训.csv", "6", "500.00"], "at the row that states the amount");
    assert!(differs[0][3].contains("300.00"), "{differs:?}");

    let none = payments("2024-04-30", &rows);
    assert_eq!(none.paid(CITY, "月嫂"), (1, 50_000), "the stated amount stands");
    assert!(none.findings("SUBSIDY_DIFFERS").is_empty());
}

#[test]
fn a_later_word_on_the_same_payment_replaces_it() {
    let counted = payments(
        "2024-12-31",
        &format!("长春市,月嫂,1,{LI},300,2024-05-01\n长春市,月嫂,1,{LI},500,2024-05-01\n"),
    );
    assert_eq!(counted.paid(CITY, "月嫂"), (1, 50_000));
    let replaced = counted.findings("VALUE_REPLACED");
    assert_eq!(replaced.len(), 1);
    assert!(replaced[0][3].contains("300.00"), "{replaced:?}");
}

#[test]
fn a_payment_is_for_one_enrolment_only() {
    let counted = payments("2024-12-31", &format!("长春市,月嫂,,{WANG},300,2024-03-15\n"));
    assert_eq!(counted.paid(CITY, "月嫂"), (2, 80_000), "of two classes of the brand; Li's own");
    let header = "市(州),职业（工种）,姓名,身份证号,补贴金额";
    let counted = run(&[("补贴.csv", &format!("{header}\n长春市,中式面点师,{WANG},300\n"))]);
    assert_eq!(counted.paid(CITY, "面点"), (1, 30_000));
    assert_eq!(counted.paid(CITY, "月嫂"), (1, 50_000), "Li's own");
}

#[test]
fn a_row_that_joins_several_enrolments_says_a_thing_once() {
    let rows = format!("长春市,{WANG},2024-09-01\n长春市,{WANG},2024-10-01\n");
    let counted = run(&[("就业.csv", &format!("市(州),姓名,身份证号,离职日期\n{rows}"))]);
    assert_eq!(counted.findings("VALUE_REPLACED").len(), 1);
}

#[test]
fn it_does_not_matter_whether_a_row_stands_before_the_training_row() {
    let rows = format!("长春市,{WANG},是,2024-06-15\n");
    let text = format!("市(州),姓名,身份证号,是否就业,就业日期\n{rows}");
    let [before, after] = ["0.csv", "龥.csv"].map(|name| run(&[(name, &text)]));
    for table in ["metrics.csv", "bases.csv", "verdicts.csv"] {
        let [before, after] = [&before, &after].map(|c| support::table(c.out.path(), table));
        assert_eq!(before, after, "{table}");
    }
}

#[test]
fn an_enrolment_is_listed_at_its_training_row() {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("1.csv", format!("市(州),姓名,身份证号,就业日期\n长春市,{LI},2024-06-15\n"));
    input.write("2.csv", TRAINING.replace("2024-02-01,500", "2025-02-01,500"));
    support::run(support::overrides(&[input.path().to_owned()], out.path(), "2024-12-31"));
    let counted = Counted { out };
    let listed = counted.findings("NOT_ENDED");
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0][..2], ["2.csv", "6"]);
}

#[test]
fn documents_join_like_id_numbers() {
    let (input, out) = (Folder::new(), Folder::new());
    let person = "王芳,护照,E12345678";
    input.write(
        "培训.csv",
        format!("市(州),品牌名称,班级编号,姓名,证件类型,身份证号,结业日期\n长春市,月嫂,1,{person},2024-02-01\n"),
    );
    let header = "市(州),姓名,证件类型,身份证号,就业日期";
    let rows = format!("长春市,{person},2024-03-01\n长春市,王芳,军官证,E12345678,2024-03-01\n");
    input.write("就业.csv", format!("{header}\n{rows}"));
    support::run(support::overrides(&[input.path().to_owned()], out.path(), "2024-12-31"));
    let counted = Counted { out };
    assert_eq!(counted.employed(CITY, "月嫂"), 1);
    let listed = counted.findings("ROW_UNASSIGNED");
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0][1], "3");
}

#[test]
fn only_one_unit_leaves_out_the_rows_of_others() {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("培训.csv", TRAINING);
    let rows = format!("长春市,{WANG},2024-06-15\n吉林市,{WANG},2024-06-15\n");
    input.write("就业.csv", format!("市(州),姓名,身份证号,就业日期\n{rows}"));
    let mut overrides = support::overrides(&[input.path().to_owned()], out.path(), "2024-12-31");
    overrides.only_unit = Some("吉林市".to_owned());
    support::run(overrides);
    let counted = Counted { out };
    counted.is_conserved();
    assert_eq!(counted.employed("吉林市", "月嫂"), 1);
    assert!(counted.findings("ROW_UNASSIGNED").is_empty());
    let accounts = support::accounts(counted.out.path());
    assert_eq!(accounts["就业.csv"].skipped["other_unit"], 1);
}

#[test]
fn nobody_joins_without_bound() {
    let (input, out) = (Folder::new(), Folder::new());
    let class = |n: usize| format!("长春市,月嫂,{n},{WANG},2024-02-01\n");
    let header = "市(州),品牌名称,班级编号,姓名,身份证号,结业日期";
    let rows: String = (0..200).map(class).collect();
    input.write("培训.csv", format!("{header}\n{rows}"));
    let rows = format!("长春市,{WANG},2024-03-01\n").repeat(100);
    input.write("就业.csv", format!("市(州),姓名,身份证号,就业日期\n{rows}"));
    support::run(support::overrides(&[input.path().to_owned()], out.path(), "2024-12-31"));
    let counted = Counted { out };
    counted.is_conserved();
    let listed = counted.findings("ROW_UNASSIGNED");
    assert_eq!(listed.len(), 100);
    assert!(listed[0][3].contains("多得不像一个人"), "{:?}", listed[0]);
}

#[test]
fn the_quarterly_table_takes_payments_on_their_days() {
    let (input, out) = (Folder::new(), Folder::new());
    input.write(
        "培训.csv",
        "省份,市(州),县(市、区),品牌名称,基地名称,班级编号,姓名,身份证号,开班日期,结业日期,补贴金额,补贴发放日期\n\
         吉林省,长春市,农安县,甲品牌,甲基地,1,李强,44040119580101000X,2025-01-02,2025-02-01,900,2025-03-01\n",
    );
    input.write(
        "补贴发放.csv",
        "市(州),品牌名称,班级编号,姓名,身份证号,补贴金额,发放日期\n\
         长春市,甲品牌,1,李强,44040119580101000X,300,2024-12-30\n\
         长春市,甲品牌,1,李强,44040119580101000X,200,2025-05-01\n\
         长春市,甲品牌,1,李强,44040119580101000X,150,\n\
         长春市,甲品牌,1,李强,44040119580101000X,100,2025-07-01\n",
    );
    input.write(
        "就业跟踪.csv",
        "市(州),姓名,身份证号,就业日期\n长春市,李强,44040119580101000X,2025-06-30\n",
    );
    let mut overrides = support::overrides(&[input.path().to_owned()], out.path(), "2025-09-30");
    overrides.quarter = Quarter::new(2);
    support::run(overrides);
    // Classes, trainees, certified (any, four types), employed, persons paid, yuan, events dated by the class.
    let expected = [1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 350.0, 1.0];
    assert_eq!(flow::line(&out, "长春市", "农安县", "甲基地"), expected);
}
