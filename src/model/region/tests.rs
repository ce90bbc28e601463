use super::*;

fn name(regions: &Regions, unit: Result<UnitId, UnitProblem>) -> String {
    unit.map_or_else(|problem| format!("{problem:?}"), |u| regions.unit_name(u).to_string())
}

#[test]
fn rows_belong_to_exactly_one_unit() {
    let regions = Regions::shipped().expect("shipped data");
    let nothing = PlaceContext::default();
    let cases = [
        (["吉林省", "长春市", "榆树市"], "长春市"),
        (["吉林省", "延边州", "延吉市"], "延边朝鲜族自治州"),
        (["吉林省", "通化市", "梅河口市"], "梅河口市"),
        (["内蒙古自治区", "呼伦贝尔市", "满洲里市"], "满洲里市"),
        (["吉林省", "", "榆树市"], "长春市"),
        (["", "长春市", ""], "长春市"),
    ];
    for ([province, city, county], expected) in cases {
        let unit = regions.resolve(province, city, county, nothing);
        assert_eq!(name(&regions, unit), expected);
    }
}

#[test]
fn ambiguous_counties_list_their_candidates() {
    let regions = Regions::shipped().expect("shipped data");
    let problem = regions.resolve("", "", "铁西区", PlaceContext::default());
    let Err(UnitProblem::Unknown { candidates, .. }) = problem else {
        panic!("铁西区 exists in several cities");
    };
    assert!(candidates.contains(&"辽宁省沈阳市".to_owned()));
    assert!(candidates.contains(&"吉林省四平市".to_owned()));
}

#[test]
fn unknown_names_come_with_the_nearest_known_one() {
    let regions = Regions::shipped().expect("shipped data");
    let problem = regions.resolve("吉林省", "松源市", "", PlaceContext::default());
    assert_eq!(
        problem,
        Err(UnitProblem::Unknown {
            text: "松源市".into(), candidates: vec!["松原市".into()]
        })
    );
    assert_eq!(regions.resolve("", "", "", PlaceContext::default()), Err(UnitProblem::Missing));
}

#[test]
fn free_texts_name_the_most_specific_unit() {
    let regions = Regions::shipped().expect("shipped data");
    let unit = regions.unit_in("通化市梅河口市2024年台账", None);
    assert_eq!(unit.map(|u| regions.unit_name(u).to_string()).as_deref(), Some("梅河口市"));
}

#[test]
fn counties_have_official_names_within_their_unit() {
    let regions = Regions::shipped().expect("shipped data");
    let changchun = regions.unit("长春市", None).expect("a unit");
    assert_eq!(&*regions.county_name("九台市", changchun), "九台区");
    assert_eq!(&*regions.county_name("九台区", changchun), "九台区");
    assert_eq!(&*regions.county_name("某开发区", changchun), "某开发区");
    let dalian = regions.unit("大连市", None).expect("a unit");
    assert_eq!(&*regions.county_name("九台市", dalian), "九台市");
}

#[test]
fn counties_of_a_unit_by_any_name() {
    let regions = Regions::shipped().expect("shipped data");
    let unit = |name| regions.unit(name, None).expect("a unit");
    let linfen = unit("临汾市");
    assert_eq!(regions.county(linfen, "洪洞县").as_deref(), Ok("洪洞县"));
    assert_eq!(regions.county(linfen, "洪洞"), Err(Some("洪洞县".into())));
    let changchun = unit("长春市");
    assert_eq!(regions.county(changchun, "榆树县").as_deref(), Ok("榆树市"), "an alias");
    assert_eq!(regions.county(linfen, "洪桐县"), Err(Some("洪洞县".into())));
    assert_eq!(regions.county(linfen, "Q"), Err(None));
    let without = unit("东莞市");
    assert_eq!(regions.county(without, "虎门镇").as_deref(), Ok("虎门镇"), "nothing to go by");
}

#[test]
fn a_long_text_is_like_a_name_by_its_beginning() {
    let regions = Regions::shipped().expect("shipped data");
    let text = format!("长春新区{}", "甲".repeat(1 << 18));
    let found = regions.resolve("吉林省", &text, "", PlaceContext::default());
    assert_eq!(found, Err(UnitProblem::Unknown { text, candidates: vec!["长春市".to_owned()] }));
}
