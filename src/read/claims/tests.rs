use super::*;
use crate::model::table::Merge;

struct Setting {
    words: ClaimWords,
    regions: Regions,
}

impl Setting {
    fn new() -> Self {
        let words = ClaimWords::shipped().expect("shipped data");
        Self { words, regions: Regions::shipped().expect("shipped data") }
    }

    fn read(&self, page: &Page, around: &[&str]) -> PageClaims {
        let default_unit = None;
        let rules = Rules { words: &self.words, regions: &self.regions, default_unit };
        read_page(SheetId { file: 0, sheet: 0 }, page, around, &rules)
    }
}

/// Lines of cells set apart by `|`.
fn page(text: &str) -> Page {
    let row = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect();
    Page {
        number: 0,
        name: String::new(),
        rows: text.lines().map(row).collect(),
        merges: Vec::new(),
    }
}

type Range = ((u32, u32), (u32, u32));

fn merged(text: &str, merges: &[Range]) -> Page {
    let merges = merges.iter().map(|(start, end)| Merge { start: *start, end: *end }).collect();
    Page { merges, ..page(text) }
}

/// `city/name year measure=figure`, in the order of cells.
fn lines(read: &PageClaims) -> Vec<String> {
    let line = |claim: &Claim| {
        let Subject { city, name, .. } = &claim.subject;
        format!("{city}/{name} {} {}={}", claim.year, claim.measure.key(), claim.claimed)
    };
    let counts = read.counts;
    assert_eq!(
        counts.read,
        read.claims.len() as u64 + counts.refused + counts.totals,
        "{counts:?}"
    );
    read.claims.iter().map(line).collect()
}

fn read(page: &Page, around: &[&str]) -> Vec<String> {
    let read = Setting::new().read(page, around);
    assert_eq!(read.findings, [], "{:?}", read.claims);
    lines(&read)
}

fn codes(text: &str) -> Vec<(Code, String, u32)> {
    let read = Setting::new().read(&page(text), &[]);
    lines(&read);
    read.findings.iter().map(|f| (f.code, f.value.to_string(), f.at.row)).collect()
}

#[test]
fn a_simple_table_below_its_title() {
    let page = page(
        "某省2023年劳务品牌申报汇总表\n\
         填报单位：长春市 | | | 单位：人、万元\n\
         序号|省份|市(州)|县（市、区）|品牌名称|年度|培训人数（人）|取证率|补贴金额|订单定向人数\n\
         1|吉林省|长春市||吉林月嫂|2023年|1,200|85.3%|12.5|—\n\
         2|吉林|四平|梨树县|梨树厨师|2022|80人|0.9|8000元|3",
    );
    assert_eq!(
        read(&page, &[]),
        [
            "长春市/吉林月嫂 2023 trainees=1200",
            "长春市/吉林月嫂 2023 pass_rate=85.3",
            "长春市/吉林月嫂 2023 subsidy_fen=12500000",
            "四平市/梨树厨师 2022 trainees=80",
            "四平市/梨树厨师 2022 pass_rate=90",
            "四平市/梨树厨师 2022 subsidy_fen=800000",
            "四平市/梨树厨师 2022 order_targeted=3",
        ]
    );
}

#[test]
fn merged_headers_with_years_and_certificates() {
    let page = merged(
        "序号|市州|基地名称|2022年||2023年||取得证书人数（2023年）||\n\
         |||培训人数|就业人数|培训人数|就业人数|合计|职业资格证书|培训合格证书\n\
         1|长春市|某校|10|8|12|9|7|3|4\n\
         2||某厂|1|1|2|2|||",
        &[((0, 3), (0, 4)), ((0, 5), (0, 6)), ((0, 7), (0, 9)), ((2, 1), (3, 1))],
    );
    let expected = [
        "长春市/某校 2022 trainees=10",
        "长春市/某校 2022 employed_6m=8",
        "长春市/某校 2023 trainees=12",
        "长春市/某校 2023 employed_6m=9",
        "长春市/某校 2023 certified_any=7",
        "长春市/某校 2023 cert_vocational=3",
        "长春市/某校 2023 cert_completion=4",
        "长春市/某厂 2022 trainees=1",
        "长春市/某厂 2022 employed_6m=1",
        "长春市/某厂 2023 trainees=2",
        "长春市/某厂 2023 employed_6m=2",
    ];
    assert_eq!(read(&page, &["吉林省"]), expected);
}

#[test]
fn years_above_a_whole_header() {
    let page = page(
        "||2022年||2023年|\n市|品牌名称|培训人数|就业人数|培训人数|就业人数\n长春市|甲|1|2|3|4",
    );
    let expected = [
        "长春市/甲 2022 trainees=1",
        "长春市/甲 2022 employed_6m=2",
        "长春市/甲 2023 trainees=3",
        "长春市/甲 2023 employed_6m=4",
    ];
    assert_eq!(read(&page, &[]), expected);
}

#[test]
fn the_long_form_names_its_measures() {
    let page = page(
        "province|city|county|subject_kind|subject|year|measure|claimed\n\
         吉林省|长春市||brand|甲|2023|trainees|12\n\
         吉林省|长春市||city||2023|subsidy_fen|1234500\n\
         吉林省|||province||2023|培训合格率|80%\n\
         吉林省|长春市||base|某校|2023|flow_q3_employed|7\n\
         吉林省|长春市|农安县|county||2023|补贴金额（元）|12.5",
    );
    assert_eq!(
        read(&page, &[]),
        [
            "长春市/甲 2023 trainees=12",
            "长春市/ 2023 subsidy_fen=1234500",
            "/ 2023 pass_rate=80",
            "长春市/某校 2023 flow_q3_employed=7",
            "长春市/农安县 2023 subsidy_fen=1250",
        ]
    );
}

#[test]
fn a_page_of_a_base_has_labels() {
    let page = page(
        "附件3 吉林省省级劳务品牌培训基地达标申报表\n\
         基地名称|某某职业学校|劳务品牌名称|吉林厨师\n\
         法人|张某|联系电话|13800000000\n\
         已培训人数|320人|预计全年培训人数|500\n\
         就业人员年均工资性收入|48000元||\n\
         填报人（签字）：|填报日期：2024年9月20日",
    );
    assert_eq!(read(&page, &["附件3", "通化市"]), ["通化市/某某职业学校 2024 trainees=320"]);
}

#[test]
fn a_form_with_a_small_table_of_years() {
    let text = "辽宁省职业能力建设品牌申报表\n\
        申报单位（公章）：沈阳市人力资源和社会保障局\n\
        品牌名称|沈阳焊工|品牌范围|□省级\n\
        培训情况|年份|培训人数|培训合格率|培训后就业率\n\
        |2022年|120|95%|80.5%\n\
        |2023年|150|96%|0.8\n\
        培训品牌总体情况简介|本品牌共培训270人";
    let expected = [
        "沈阳市/沈阳焊工 2022 trainees=120",
        "沈阳市/沈阳焊工 2022 pass_rate=95",
        "沈阳市/沈阳焊工 2022 employed_after_rate=80.5",
        "沈阳市/沈阳焊工 2023 trainees=150",
        "沈阳市/沈阳焊工 2023 pass_rate=96",
        "沈阳市/沈阳焊工 2023 employed_after_rate=80",
    ];
    assert_eq!(read(&page(text), &["辽宁省"]), expected);
    let across = "辽宁省职业能力建设品牌申报表\n申报单位（公章）|沈阳市\n品牌名称|沈阳焊工\n\
        培训情况|年份|2022年|2023年\n|培训人数|120|150\n|培训合格率|95%|96%\n|培训后就业率|80.5%|0.8";
    let mut found = read(&page(across), &["辽宁省"]);
    found.sort();
    assert_eq!(found.len(), 6);
    assert!(expected.iter().all(|line| found.contains(&(*line).to_owned())), "{found:?}");
}

#[test]
fn forms_with_the_years_beside_or_above_the_figures() {
    let expected = [
        "临汾市/洪洞月嫂 2020 trainees=120",
        "临汾市/洪洞月嫂 2021 trainees=150",
        "临汾市/洪洞月嫂 2020 placed=100",
        "临汾市/洪洞月嫂 2021 placed=130",
    ];
    let head = "临汾市级劳务品牌申报认定表\n推荐单位（盖章）：洪洞县人力资源和社会保障局\n品牌名称|洪洞月嫂|所属单位|某公司\n";
    let around = ["附件1", "山西省临汾市"];
    for rows in [
        "品牌培训人数|2020年|120|2021年|150\n品牌劳务输出人数|2020年|100人|2021年|130人",
        "品牌培训人数|2020年|2021年\n|120|150\n品牌劳务输出人数|2020年|2021年\n|100|130",
        "品牌培训人数|2020年：120人；2021年：150人\n品牌劳务输出人数|2020年100人，2021年130人",
        "2020年品牌培训人数|120|2021年品牌培训人数|150\n2020年品牌劳务输出人数：100|2021年品牌劳务输出人数：130",
    ] {
        let mut found = read(&page(&format!("{head}{rows}")), &around);
        assert_eq!(found.len(), 4, "{rows}: {found:?}");
        found.retain(|line| !expected.contains(&line.as_str()));
        assert!(found.is_empty(), "{rows}: {found:?}");
    }
    let label = merged(&format!("{head}品牌培训人数|2020年|2021年\n|120|150"), &[((3, 0), (4, 0))]);
    assert_eq!(read(&label, &around), expected[..2]);
    let base = "临汾市市级劳务协作基地申报认定表\n推荐单位（盖章）|尧都区人社局\n基地名称|北京协作基地\n劳务输出人数|2019年|7|2020年|8|2021年|9";
    assert_eq!(
        read(&page(base), &around),
        [
            "临汾市/北京协作基地 2019 placed=7",
            "临汾市/北京协作基地 2020 placed=8",
            "临汾市/北京协作基地 2021 placed=9",
        ]
    );
}

#[test]
fn the_scheduling_table_has_lines_and_a_total() {
    let text = "2024年省级劳务品牌培训基地创建情况调度表\n\
        填报单位：长春市|二季度|单位：人、元\n\
        序号|县（市、区）|基地名称|年初至报告期末品牌培训集中开班班次(次)|年初至报告期末参加品牌培训人数|年初至报告期末品牌培训取得证书人数|||||年初至报告期末品牌培训后实现就业人数|年初至报告期末品牌培训补贴情况||推定日期(次)\n\
        |||||合计|职业资格证书|职业技能等级证书|专项职业能力证书|培训合格证书||补贴人数|补贴金额|\n\
        1|农安县|某校|2|40|30|1|2|3|24|20|10|5000|4\n\
        2|（未填）|（未填）|1|5|0|0|0|0|0|0|0|0|0\n\
        合计|||3|45|30|1|2|3|24|20|10|5000|4\n\
        报表说明：二季度、三季度的调度表分别于6月25日、9月25日前报省就业服务局。\n\
        单位负责人签章：";
    let read = Setting::new().read(&page(text), &["调度表", "调度表-长春市-2024Q2"]);
    let found = lines(&read);
    assert_eq!(found.len(), 20, "{found:?}");
    assert_eq!(found[0], "长春市/某校 2024 flow_q2_classes=2");
    assert_eq!(found[9], "长春市/某校 2024 flow_q2_subsidy_fen=500000");
    assert_eq!(found[10], "长春市/ 2024 flow_q2_classes=1");
    assert_eq!(&*read.claims[0].county, "农安县");
    assert_eq!((read.counts.totals, read.findings.len()), (10, 1));
    assert_eq!(read.findings[0].code, Code::ClaimTotal);
}

#[test]
fn what_cannot_be_used_is_said_with_its_place() {
    let table = |row: &str| format!("市|品牌名称|年度|培训人数|妇女培训人数\n{row}");
    let one = |row: &str| codes(&table(row)).into_iter().next();
    let said = |code, value: &str| Some((code, value.to_owned(), 2));
    assert_eq!(one("长舂市|甲|2023|5"), said(Code::ClaimUnit, "长舂市"));
    assert_eq!(one("|甲|2023|5"), said(Code::ClaimUnit, ""));
    assert_eq!(one("长春市|甲|去年|5"), said(Code::ClaimYear, "5"));
    assert_eq!(one("长春市|甲|2023|约5人"), said(Code::ClaimNumber, "约5人"));
    assert_eq!(one("长春市|甲|2023|-5"), said(Code::ClaimNegative, "-5"));
    assert_eq!(one("长春市|甲|2023||5"), said(Code::ClaimMeasure, "5"));
    assert_eq!(one("长春市|甲|2023|5"), None);
    assert_eq!(codes("名称|年度|培训人数\n甲|2023|5")[0].0, Code::ClaimSubject);
    assert_eq!(
        codes("年初至报告期末参加品牌培训人数|基地名称|市\n5|甲|长春市")[0].0,
        Code::ClaimMeasure
    );
    assert_eq!(codes("品牌名称：甲\n培训人数|5")[0].0, Code::ClaimUnit);
}

#[test]
fn claims_are_told_from_other_tables() {
    let words = Setting::new().words;
    let like = |text: &str| looks_like_claims(page(text).rows, &words);
    assert!(like("标题\n市|品牌名称|年度|培训人数"));
    assert!(like("品牌名称|甲\n培训人数|2020年|5"));
    assert!(like("level,x|province|city|brand|year|enrolments|trainees"));
    assert!(!like("种类|名称|上报单位|类型|专职教师人数"));
    assert!(!like("市|品牌名称|班级编号|结业日期|培训人数\n长春市|甲|1|2024-05-01|30"));
    assert!(!like("姓名|年龄\n甲|5"));
    assert!(!like("年度|预计全年培训人数"));
}

#[test]
fn hostile_pages_are_read_to_their_end() {
    let merges = [((0, 0), (u32::MAX, u32::MAX)), ((5, 5), (1, 1))];
    let wild = merged("品牌名称：|:|年\n培训人数|2020年：|：：|年|（（）\n1|%|-|２０２０", &merges);
    let read = Setting::new().read(&wild, &["", "）（", "年2020"]);
    lines(&read);
}
