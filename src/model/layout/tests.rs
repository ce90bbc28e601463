//! Which header carries which field, and what is ambiguous.

use super::*;
use crate::model::vocabulary::Vocabulary;

fn layout(headers: &[&str]) -> Result<Layout, Ambiguity> {
    let words = Vocabulary::shipped().expect("shipped data");
    let cells: Vec<String> = headers.iter().map(|h| (*h).to_owned()).collect();
    Layout::of_header(&cells, words.headers(), &|_| false).expect("a header")
}

#[test]
fn matches_exactly_then_by_the_longest_part() {
    let found = layout(&[
        "序号",
        "姓 名",
        "*身份证号码（必填）",
        "市（州）",
        "户主姓名",
        "补贴金额（万元）",
        "培训单位",
        "基地名称",
        "就业单位联系电话",
        "学员联系电话",
        "户口所在地区划",
    ])
    .expect("unambiguous");
    assert_eq!(found.position(Field::Name), Some(1));
    assert_eq!(found.position(Field::IdNumber), Some(2));
    assert_eq!(found.position(Field::City), Some(3));
    assert_eq!(
        found.column(Field::SubsidyAmount).and_then(|c| c.unit),
        Some(AmountUnit::TenThousandYuan)
    );
    assert_eq!(found.position(Field::Provider), Some(7));
    assert_eq!(found.position(Field::Phone), Some(9));
    assert_eq!(found.position(Field::Employer), None);
    assert_eq!(found.position(Field::HukouRegion), Some(10));
}

#[test]
fn every_column_says_why_it_carries_a_field_or_none() {
    let found = layout(&[
        "姓名",
        "学员身份证号码",
        "户主姓名",
        "基地名称",
        "培训单位",
        "血型",
        "毕业去向",
        "证书类型\u{1f}专项职业能力证书",
    ])
    .expect("unambiguous");
    let keys: Vec<_> =
        found.headings().iter().map(|h| (h.field, h.matched.key().unwrap_or_default())).collect();
    let expected = [
        (Some(Field::Name), "exact"),
        (Some(Field::IdNumber), "part:身份证号码"),
        (None, "foreign"),
        (Some(Field::Provider), "exact"),
        (None, "outranked:provider"),
        (None, ""),
        (None, ""),
        (Some(Field::CertType), "one_hot:专项职业能力证书"),
    ];
    assert_eq!(keys, expected.map(|(field, key)| (field, key.to_owned())));
    assert_eq!(&*found.headings()[7].header, "证书类型/专项职业能力证书");
    assert!(found.carries(Field::CertType) && found.position(Field::CertType).is_none());
}

#[test]
fn other_subsidies_and_certificates_are_other_columns() {
    let found = layout(&[
        "姓名",
        "身份证号",
        "培训补贴金额",
        "申请技能鉴定补贴金额",
        "就业创业证号",
        "证书编号",
    ])
    .expect("unambiguous");
    assert_eq!(found.position(Field::SubsidyAmount), Some(2));
    assert_eq!(found.position(Field::CertNumber), Some(5));
}

#[test]
fn two_columns_for_one_field_name_both() {
    let headers = ["姓名", "身份证号", "性别", "公民身份号码", "学员姓名"];
    let ambiguity = layout(&headers).expect_err("ambiguous");
    let names = |pair: &Rivals| format!("{} {}", pair.first.header, pair.second.header);
    let pairs: Vec<String> = ambiguity.pairs.iter().map(names).collect();
    assert_eq!(pairs, ["姓名 学员姓名", "身份证号 公民身份号码"]);
    let marked = |heading: &&Heading| heading.matched == Matched::Ambiguous;
    assert_eq!(ambiguity.headings.iter().filter(marked).count(), 4);
    let words = Vocabulary::shipped().expect("shipped data");
    let cells = ["姓名", "身份证号", "公民身份号码"].map(String::from);
    let blank = Layout::of_header(&cells, words.headers(), &|position| position == 1);
    assert_eq!(blank.expect("a header").expect("one is blank").position(Field::IdNumber), Some(2));
}

#[test]
fn a_row_without_id_and_name_is_no_header() {
    let words = Vocabulary::shipped().expect("shipped data");
    let cells = ["填报单位：长春市".to_owned(), "姓名".to_owned()];
    assert!(Layout::of_header(&cells, words.headers(), &|_| false).is_none());
}

#[test]
fn a_long_text_names_nothing() {
    let long = format!("{}身份证号", "甲".repeat(1 << 18));
    let cells = [&["姓名".to_owned(), "身份证号".to_owned()][..], &vec![long; 64]].concat();
    let words = Vocabulary::shipped().expect("shipped data");
    let found = Layout::of_header(&cells, words.headers(), &|_| false).expect("a header");
    assert_eq!(found.expect("unambiguous").position(Field::IdNumber), Some(1));
}
