//! Files that cannot be processed: a finding that says so, the others counted, exit code 1.

use crate::support::{self, Folder};

const GOOD: &str = "省份,市(州),品牌名称,班级编号,姓名,身份证号,结业日期\n吉林省,长春市,甲品牌,1,某某,110101199003078670,2024-03-01\n";
const AS_OF: &str = "2024-12-31";

/// Runs a folder with a good file and a bad one; the codes said of the bad one.
fn codes_for(name: &str, bytes: &[u8]) -> Vec<String> {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("good.csv", GOOD);
    input.write(name, bytes);
    let report = support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
    assert_eq!(report.unprocessed, 1, "{name}");
    let counted = support::table(out.path(), "metrics.csv");
    assert_eq!(counted.len(), 3, "{name}: the good file is still counted");
    support::table(out.path(), "findings.csv")
        .into_iter()
        .filter(|row| row[0] == name)
        .inspect(|row| assert!(!row[6].is_empty(), "a finding says what to do"))
        .map(|row| row[3].clone())
        .collect()
}

#[test]
fn each_kind_has_its_code() {
    assert_eq!(codes_for("空.csv", b""), ["FILE_EMPTY"]);
    assert_eq!(codes_for("文档.csv", b"%PDF-1.7 x"), ["FORMAT_UNKNOWN"]);
    assert_eq!(codes_for("图片.xlsx", b"\x89PNG\r\n\x1a\n"), ["FORMAT_UNKNOWN"]);
    assert_eq!(codes_for("坏.xlsx", b"PK\x03\x04 broken"), ["FILE_UNREADABLE"]);
    assert_eq!(
        codes_for("坏.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken"),
        ["FILE_UNREADABLE"]
    );
    assert_eq!(codes_for("无表头.csv", "甲,乙\n1,2\n".as_bytes()), ["NO_HEADER"]);
    let two = "姓名,身份证号,公民身份号码\n某某,110101199003078670,110101199003078670\n";
    assert_eq!(codes_for("两列.csv", two.as_bytes()), ["HEADER_AMBIGUOUS"]);
}

#[test]
fn an_empty_twin_column_is_no_ambiguity() {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("a.csv", GOOD.replace("姓名,", "姓名,公民身份号码,").replace("某某,", "某某,,"));
    let report = support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
    assert_eq!(report.unprocessed, 0);
    assert_eq!(support::table(out.path(), "metrics.csv").len(), 3);
}

#[test]
fn ambiguity_names_both_columns() {
    let (input, out) = (Folder::new(), Folder::new());
    input
        .write("a.csv", "姓名,身份证号,公民身份号码\n某某,110101199003078670,110101199003078670\n");
    support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
    let findings = support::table(out.path(), "findings.csv");
    assert!(findings[0][6].contains("身份证号") && findings[0][6].contains("公民身份号码"));
}

#[test]
fn personal_data_is_masked_unless_asked_for() {
    for (full_ids, shown) in [(false, "110101********8671"), (true, "110101199003078671")] {
        let (input, out) = (Folder::new(), Folder::new());
        input.write("a.csv", GOOD.replace("110101199003078670", "110101199003078671"));
        let mut overrides = support::overrides(&[input.path().to_owned()], out.path(), AS_OF);
        overrides.full_ids = full_ids;
        support::run(overrides);
        let rejects = support::table(out.path(), "rejects.csv");
        assert_eq!((rejects[0][3].as_str(), rejects[0][5].as_str()), ("ID_CHECKSUM", shown));
    }
}

#[test]
fn records_may_end_with_a_carriage_return_alone() {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("a.csv", GOOD.replace('\n', "\r"));
    support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
    assert_eq!(support::table(out.path(), "metrics.csv").len(), 3);
}

#[test]
fn former_results_are_no_input() {
    let input = Folder::new();
    input.write("a.csv", GOOD);
    let first = input.join("out");
    support::run(support::overrides(&[input.path().to_owned()], &first, AS_OF));
    let before = support::contents(&first);
    support::run(support::overrides(&[input.path().to_owned()], &first, AS_OF));
    assert_eq!(before, support::contents(&first));
    let second = Folder::new();
    support::run(support::overrides(&[input.path().to_owned()], second.path(), AS_OF));
    assert_eq!(support::accounts(second.path()).len(), 1);
}

#[test]
fn a_cell_that_swallowed_rows_is_a_finding() {
    let (input, out) = (Folder::new(), Folder::new());
    let row = GOOD.lines().nth(1).unwrap();
    let text = format!(
        "{GOOD}{}\n{row}\n{}\n",
        row.replace("甲品牌", "\"甲品牌"),
        row.replace("甲品牌", "甲品牌\"")
    );
    input.write("a.csv", text);
    support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
    let findings = support::table(out.path(), "findings.csv");
    let swallowed: Vec<_> = findings.iter().filter(|row| row[3] == "CSV_QUOTE_UNCLOSED").collect();
    assert_eq!(swallowed.len(), 1);
    assert_eq!(swallowed[0][2], "3");
}

#[test]
fn a_quote_that_is_never_closed_is_said_once() {
    let (input, out) = (Folder::new(), Folder::new());
    let row = GOOD.lines().nth(1).unwrap();
    let open = row.replace("甲品牌", "\"甲品牌");
    input.write("a.csv", format!("{GOOD}{open}\n{row}\n{row}\n"));
    let twice = open.replace("长春市", "\"长春市\n,,,,,,,\"") + "\n,,,,,,,\"" + row;
    input.write("b.csv", format!("{GOOD}{twice}\n{row}\n"));
    support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
    let findings = support::table(out.path(), "findings.csv");
    let places: Vec<String> = findings
        .iter()
        .filter(|row| row[3] == "CSV_QUOTE_UNCLOSED")
        .map(|row| format!("{} {}", row[0], row[2]))
        .collect();
    assert_eq!(places, ["a.csv 3", "b.csv 3"]);
}

#[test]
fn lost_characters_are_told_with_their_cell() {
    let header = "市(州),品牌名称,班级编号,姓名,身份证号,结业日期\n";
    let row = "长春市,甲品牌,一班,王芳,110101199003078670,2024-03-01\n";
    let text = format!("{header}{row}{row}");
    // In GB18030 the second half of a character is gone; in UTF-16 that of a pair.
    let mut national = encoding_rs::GB18030.encode(&text).0.into_owned();
    let name = encoding_rs::GB18030.encode("芳").0.into_owned();
    let at = national.windows(2).rposition(|bytes| *bytes == *name).unwrap();
    national.remove(at + 1);
    let wide: Vec<u16> = text
        .encode_utf16()
        .map(|unit| if unit == u16::from_str_radix("4e00", 16).unwrap() { 0xd840 } else { unit })
        .collect();
    let wide: Vec<u8> = [0xfeff].into_iter().chain(wide).flat_map(u16::to_le_bytes).collect();
    let (input, out) = (Folder::new(), Folder::new());
    input.write("国标.csv", national);
    input.write("宽.csv", wide);
    support::run(support::overrides(&[input.path().to_owned()], out.path(), "2024-12-31"));
    let findings = support::table(out.path(), "findings.csv");
    let garbled: Vec<String> = findings
        .iter()
        .filter(|row| row[3] == "TEXT_GARBLED")
        .map(|row| [&row[0], &row[2], &row[4]].map(String::as_str).join(" "))
        .collect();
    assert_eq!(garbled, ["国标.csv 3 姓名", "宽.csv 2 班级编号", "宽.csv 3 班级编号"]);
}

#[test]
fn a_text_is_no_wider_than_a_sheet() {
    let (input, out) = (Folder::new(), Folder::new());
    let wide = |columns: usize| format!("{}{}\n", GOOD.trim_end(), ",".repeat(columns));
    input.write("a.csv", format!("姓名,身份证号{}\n", ",列".repeat(1_000_000)));
    input.write("b.csv", wide(16_384));
    input.write("c.csv", wide(16_000));
    let begun = std::time::Instant::now();
    let report = support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
    assert!(begun.elapsed().as_secs() < 20);
    assert_eq!(report.unprocessed, 2);
    let findings = support::table(out.path(), "findings.csv");
    let refused: Vec<&Vec<String>> =
        findings.iter().filter(|row| row[3] == "FILE_TOO_LARGE").collect();
    assert_eq!(refused.len(), 2);
    for (row, file) in refused.iter().zip(["a.csv", "b.csv"]) {
        assert!(row[0] == file && row[6].contains("列数超过上限 16384"), "{row:?}");
    }
}

#[test]
fn only_one_unit_is_judged_when_only_one_is_asked_for() {
    let out = Folder::new();
    let mut overrides =
        support::overrides(&[support::project().join("sample-data")], out.path(), "2025-09-30");
    overrides.only_unit = Some("长春市".to_owned());
    support::run(overrides);
    let cities: std::collections::BTreeSet<String> =
        support::table(out.path(), "verdicts.csv").into_iter().map(|row| row[3].clone()).collect();
    assert_eq!(cities, ["长春市".to_owned()].into());
}

#[test]
fn the_input_folder_itself_may_name_the_unit() {
    let (input, out) = (Folder::new(), Folder::new());
    input.write(
        "吉林省长春市/a.csv",
        "品牌,班级编号,姓名,身份证号,结业日期\n甲,1,某某,110101199003078670,2024-03-01\n",
    );
    support::run(support::overrides(&[input.join("吉林省长春市")], out.path(), AS_OF));
    assert_eq!(support::table(out.path(), "metrics.csv")[0][2], "长春市");
}

#[test]
fn a_file_without_content_is_empty_whatever_its_bytes() {
    let blank_book = rust_xlsxwriter::Workbook::new().save_to_buffer().unwrap();
    for bytes in
        [&b""[..], b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff\0\n", b" \r\n\t,,\n\n", &blank_book]
    {
        let (input, out) = (Folder::new(), Folder::new());
        input.write("a.csv", bytes);
        let report =
            support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
        assert_eq!(report.unprocessed, 1, "{bytes:?}");
        let findings = support::table(out.path(), "findings.csv");
        let codes: Vec<&str> = findings.iter().map(|row| row[3].as_str()).collect();
        assert_eq!(codes, ["FILE_EMPTY"], "{bytes:?}");
        assert_eq!(support::accounts(out.path())["a.csv"].read, 0);
    }
}

#[test]
fn all_columns_that_compete_are_named() {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("a.csv", "姓名,学员姓名,身份证号,公民身份号码\n王芳,王方,1,2\n");
    support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
    let findings = support::table(out.path(), "findings.csv");
    let named: Vec<_> = findings.iter().map(|row| (row[3].as_str(), row[4].as_str())).collect();
    assert_eq!(named, [("HEADER_AMBIGUOUS", "学员姓名"), ("HEADER_AMBIGUOUS", "公民身份号码")]);
    assert_eq!(support::record(out.path())["files"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_wrong_with_a_file_is_said_in_chinese_first() {
    let whole = support::project().join("sample-data/辽宁省/铁岭市乡村振兴品牌.xlsx");
    let whole = std::fs::read(whole).unwrap();
    let (input, out) = (Folder::new(), Folder::new());
    input.write("半.xlsx", &whole[..whole.len() / 2]);
    input.write("头.xlsx", b"PK\x03\x04 broken");
    input.write("半.xls", "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet><Table><Row>");
    support::run(support::overrides(&[input.path().to_owned()], out.path(), AS_OF));
    let findings = support::table(out.path(), "findings.csv");
    assert_eq!(findings.len(), 3);
    for finding in findings {
        assert_eq!(finding[3], "FILE_UNREADABLE");
        let plain = finding[6].split('（').next().unwrap();
        let english = plain.replace("XML", "");
        assert!(!english.chars().any(|c| c.is_ascii_alphabetic()), "{finding:?}");
    }
}

#[test]
fn a_text_is_utf_8_as_a_whole_or_not_at_all() {
    let (input, out) = (Folder::new(), Folder::new());
    let header = "市(州),品牌名称,班级编号,姓名,身份证号,结业日期\n";
    let row = "长春市,甲品牌,1,王芳,110101199003078670,2024-03-01\n";
    let mut text = format!("{header}{}", row.repeat(40_000)).into_bytes();
    input.write("整.csv", &text);
    text.extend_from_slice(b"\xb3\xa4\xb4\xba\xca\xd0\n");
    let hash = blake3::hash(&text).to_hex().to_string();
    input.write("杂.csv", &text);
    support::run(support::overrides(&[input.path().to_owned()], out.path(), "2024-12-31"));
    let record = support::record(out.path());
    let facts = |index: usize| {
        let file = &record["files"][index];
        ["path", "encoding", "kind"].map(|key| file[key].as_str().unwrap().to_owned())
    };
    assert_eq!(facts(0), ["整.csv", "UTF-8", "ledger"]);
    assert_eq!(facts(1), ["杂.csv", "GB18030", "unusable"]);
    assert_eq!(record["files"][1]["hash"], *hash);
    assert_eq!(record["files"][1]["size"], text.len());
    let accounts = support::accounts(out.path());
    assert_eq!(accounts["整.csv"].accepted, 40_000);
    assert!(accounts["杂.csv"].is_balanced() && accounts["杂.csv"].read == 40_002);
}
