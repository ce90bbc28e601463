use super::*;

const METRICS: &str = "level,province,city,brand,year,trainees\n";
const LINKS: &str = "province,city,labour_brand,training_brand,persons\n";
const COUNTS: &str =
    "level,province,city,name,window_from,window_to,trainees,employed_6m_settles\n";

fn read(text: &str) -> Result<Counts, CountsError> {
    read_counts(&Content::Memory(text.as_bytes().to_vec().into()), "甲.csv")
}

fn error(text: &str) -> String {
    read(text).expect_err("an error").to_string()
}

#[test]
fn a_plain_table_knows_its_own_figures_and_calendar_years() {
    let counts = read(&format!("{METRICS}brand,吉林省,长春市,月嫂,2024,7\n\n")).expect("a table");
    assert_eq!(counts.years.len(), 1);
    assert_eq!(counts.years.values().next().map(|tally| tally.trainees), Some(7));
    assert!(counts.known.has(SubjectKind::City, "trainees"));
    assert!(!counts.known.has(SubjectKind::City, "placed"));
    assert!(!counts.known.has(SubjectKind::Base, "trainees"));
    let window = |to: &str| Window {
        from: "2023-01-01".parse().expect("a day"),
        to: to.parse().expect("a day"),
    };
    assert!(counts.covers(window("2023-12-31")), "nobody that year");
    assert!(!counts.covers(window("2024-12-31")), "two years were not counted");
}

#[test]
fn a_whole_table_says_what_was_asked_and_what_has_no_cohort() {
    let text = format!(
        "{COUNTS}brand,吉林省,长春市,月嫂,2022-01-01,2024-12-31,7,2025-06-30\n\
         brand,吉林省,长春市,面点,,,,\n\
         window,,,,2020-01-01,2024-12-31,,\nwindow,,,,2022-01-01,2024-12-31,,\n"
    );
    let counts = read(&text).expect("a table");
    assert_eq!((counts.subjects.len(), counts.asked.len(), counts.windows.len()), (2, 2, 1));
    let settles = counts.windows.values().next().and_then(|tally| tally.employed_6m_settles);
    assert_eq!(settles, "2025-06-30".parse().ok());
}

#[test]
fn errors_name_line_and_column() {
    let metrics = |row: &str| error(&format!("{METRICS}{row}\n"));
    let counts = |row: &str| error(&format!("{COUNTS}{row}\n"));
    for (said, expected) in [
        (error(""), "甲.csv：是空文件，没有表头"),
        (error("PK\u{3}\u{4}"), "甲.csv：不是 csv 文件"),
        (error("level,province\n"), "第 1 行 city 列：缺少这一列"),
        (error("level,province,city,year\n"), "第 1 行 name 列：缺少这一列"),
        (error("level,province,city,brand,trainees\n"), "第 1 行 year 列：缺少这一列"),
        (error(&METRICS.replace("trainees", "人数")), "第 1 行 人数 列：不认识这一列"),
        (error(&METRICS.replace("trainees", "year")), "第 1 行 year 列：这一列有两个"),
        (metrics("brand,吉林省,长春市,月嫂,2024,7,8"), "第 2 行：这一行有 7 格，表头有 6 列"),
        (metrics("brand,吉林省,长春市,月嫂,2024,"), "第 2 行 trainees 列：不能空着"),
        (metrics("brand,吉林省,长春市,月嫂,2024,+7"), "第 2 行 trainees 列：“+7”不是人数"),
        (metrics("brand,吉林省,长春市,月嫂,,7"), "第 2 行 year 列：不能空着"),
        (metrics("brand,吉林省,长春市,月嫂,24年,7"), "第 2 行 year 列：“24年”不是年份"),
        (metrics("brand,吉林省,长春市,,2024,7"), "第 2 行 brand 列：不能空着"),
        (metrics("province,吉林省,长春市,,2024,7"), "第 2 行 city 列：province 的行这一格应空着"),
        (
            metrics("base,吉林省,长春市,甲,2024,7"),
            "第 2 行 level 列：“base”不是 brand、city、province 之一",
        ),
        (
            metrics("city,吉林省,长春市,,2024,7\ncity,吉林省,长春市,,2024,7"),
            "第 3 行 level 列：与前面的一行重复",
        ),
        (counts("city,吉林省,长春市,,2024-01-01,,7,"), "第 2 行 window_to 列：不能空着"),
        (
            counts("city,吉林省,长春市,,2024-01-02,2024-01-01,7,"),
            "第 2 行 window_to 列：统计期的末日早于首日",
        ),
        (
            counts("city,吉林省,长春市,,2024/1/1,2024-12-31,7,"),
            "第 2 行 window_from 列：“2024/1/1”不是",
        ),
        (
            counts("city,吉林省,长春市,,2024-01-01,2024-12-31,7,6月"),
            "第 2 行 employed_6m_settles 列：“6月”不是",
        ),
        (
            counts("county,吉林省,长春市,农安县,2024-01-01,2024-12-31,7,"),
            "第 2 行 trainees 列：county 的行不统计",
        ),
        (counts("city,吉林省,长春市,,,,7,"), "第 2 行 trainees 列：这样的行不该有数"),
        (
            counts("city,吉林省,长春市,,2020-01-01,2024-12-31,7,"),
            "第 2 行 window_from 列：统计期 2020-01-01/2024-12-31 没有列在",
        ),
        (
            counts("window,吉林省,,,2020-01-01,2024-12-31,,"),
            "第 2 行 province 列：统计期的行不该有对象",
        ),
    ] {
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn links_are_read_as_strictly() {
    let read = |text: &str| {
        let content = Content::Memory(text.as_bytes().to_vec().into());
        read_links(&content, "乙.csv").map_err(|error| error.to_string())
    };
    assert_eq!(read(LINKS), Ok(TrainedAndPlaced::new()));
    let links = read(&format!("{LINKS}吉林省,长春市,月嫂,育婴,3\n")).expect("a table");
    assert_eq!(links.values().copied().collect::<Vec<_>>(), [3]);
    for (text, expected) in [
        ("", "没有表头"),
        ("province,city\n", "第 1 行：表头应为"),
        (&format!("{LINKS}吉林省,长春市,月嫂,育婴,三\n"), "第 2 行 persons 列"),
        (&format!("{LINKS}吉林省,,月嫂,育婴,3\n"), "第 2 行 city 列"),
    ] {
        let said = read(text).expect_err("an error");
        assert!(said.contains(expected), "{said}");
    }
}
