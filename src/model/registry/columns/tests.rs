//! Headers, words and numbers as registries write them.

use super::*;

fn columns() -> Columns {
    Columns::shipped().expect("shipped")
}

fn fact(key: &str) -> Column {
    Column::Fact(key.to_owned())
}

#[test]
fn headers_are_found_however_they_are_spaced_and_starred() {
    let columns = columns();
    assert_eq!(columns.column(" *县（市、区）"), Some(Column::Item(Item::County)));
    assert_eq!(columns.column("入 库 日 期（必填）"), Some(Column::Item(Item::Listed)));
    assert_eq!(columns.column("培训场所面积(平方米)"), Some(fact("venue_area_m2")));
    assert_eq!(columns.column("备注"), None);
    assert_eq!(
        columns.column("证明：二(一)·办学资质"),
        Some(Column::Attestation("二(一)·办学资质".to_owned()))
    );
    assert_eq!(columns.column("事实：Venue_Area_m2"), Some(fact("venue_area_m2")));
}

#[test]
fn a_year_stands_at_either_end_of_a_yearly_header() {
    let columns = columns();
    for header in ["在校学历教育人数（2023年）", "2023年在校学历教育人数", "学历教育人数 2023 年"]
    {
        assert_eq!(columns.column(header), Some(fact("students_in_education_2023")), "{header}");
    }
    assert_eq!(columns.column("在校学历教育人数（23年）"), None);
    assert_eq!(columns.column("专职教师人数（2023年）"), None, "not by year");
}

#[test]
fn numbers_are_what_their_kind_allows() {
    let columns = columns();
    let number = |key, text| columns.number(key, text);
    assert_eq!(number("venue_area_m2", "３２０.5 平方米"), Some(Ratio::new(3205, 10)));
    assert_eq!(number("full_time_teachers", "1,204名"), Some(Ratio::whole(1204)));
    assert_eq!(number("full_time_teachers", "4.5"), None);
    assert_eq!(number("full_time_teachers", "12,04"), None);
    assert_eq!(number("graduate_employment_rate", "96%"), Some(Ratio::new(96, 100)));
    assert_eq!(number("graduate_employment_rate_2023", "0.96"), Some(Ratio::new(96, 100)));
    assert_eq!(number("graduate_employment_rate", "96"), None, "of a hundred, or of one?");
    assert_eq!(number("anything", "12.5%"), Some(Ratio::new(125, 1000)));
    for text in ["约300", "-3", "", "四名"] {
        assert_eq!(number("venue_area_m2", text), None, "{text}");
    }
}

#[test]
fn kinds_by_whole_words_and_by_endings() {
    let kind = |text| columns().kind(text);
    assert_eq!(kind("省级劳务品牌培训基地"), Some(EntryKind::Base));
    assert_eq!(kind("职业技能培训品牌"), Some(EntryKind::Training));
    assert_eq!(kind("Labour"), Some(EntryKind::Labour));
    assert_eq!(kind("县（市、区）"), Some(EntryKind::County));
    assert_eq!(kind("双品牌"), None);
}

#[test]
fn a_header_with_two_meanings_does_not_load() {
    let text = include_str!("../../../../schemas/registry/columns.toml");
    let twice = text.replace("\"工种\"", "\"行业\"");
    assert!(matches!(Columns::parse(&twice), Err(ColumnsError::Twice(_))));
    assert!(matches!(Columns::parse("x = 1"), Err(ColumnsError::Toml(_))));
}
