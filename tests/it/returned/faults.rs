//! Every fault of a returned row is marked and explained, not only the one that rejected it.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use calamine::Data;

use super::{AS_OF, header_of, rejects, returned, save, sheets, texts};
use crate::support::{self, Folder};

const HEADER: &str =
    "姓名,性别,身份证号,市(州),班级编号,开班日期,结业日期,证书类型,是否就业,补贴金额";

const RED: &str = "FFFFC7CE";
const ORANGE: &str = "FFFFC966";

/// The colours of cells by their names (`B7`), as the workbook's second sheet has them.
fn colours(path: &Path) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let (styles, sheet) = (part("xl/styles.xml"), part("xl/worksheets/sheet2.xml"));
    let within = |tag: &str| {
        let (_, rest) = styles.split_once(&format!("<{tag} ")).unwrap();
        rest.split_once(&format!("</{tag}>")).unwrap().0.to_owned()
    };
    let attribute = |element: &str, name: &str| {
        let (_, rest) = element.split_once(&format!(" {name}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    let fills: Vec<Option<String>> = within("fills")
        .split("<fill>")
        .skip(1)
        .map(|fill| attribute(fill.split_once("<fgColor")?.1, "rgb"))
        .collect();
    let formats: Vec<Option<String>> = within("cellXfs")
        .split("<xf ")
        .skip(1)
        .map(|format| {
            fills[attribute(&format!(" {format}"), "fillId")?.parse::<usize>().ok()?].clone()
        })
        .collect();
    let cells = sheet.split("<c ").skip(1).filter_map(|cell| {
        let element = format!(" {}", cell.split_once('>')?.0);
        let style: usize = attribute(&element, "s")?.parse().ok()?;
        Some((attribute(&element, "r")?, formats[style].clone()?))
    });
    cells.filter(|(_, colour)| [RED, ORANGE].contains(&colour.as_str())).collect()
}

/// What a run sends back of one ledger of these rows.
fn sent_back(header: &str, rows: &str) -> (Folder, Folder) {
    let (input, out) = (Folder::new(), Folder::new());
    let file = input.write("台账.csv", format!("{header}\n{rows}"));
    support::run(support::overrides(&[file], out.path(), AS_OF));
    (input, out)
}

/// Reason and suggestion of the only row.
fn said(out: &Folder) -> [String; 2] {
    let rows = &sheets(&returned(out))[1].1;
    assert_eq!(rows.len(), header_of(rows) + 2);
    let header = texts(&rows[header_of(rows)]);
    let row = texts(rows.last().unwrap());
    ["退回原因", "建议"]
        .map(|name| row[header.iter().position(|header| header == name).unwrap()].clone())
}

#[test]
fn all_faults_of_a_row_are_marked_and_explained() {
    let (_input, out) =
        sent_back(HEADER, "王芳,女,1.10101E+17,长舂市,,2025-01-02,2025-02-30,特种证书,是,-300\n");
    let [reasons, advice] = said(&out);
    let reasons: Vec<&str> = reasons.lines().collect();
    let advice: Vec<&str> = advice.lines().collect();
    let told = [
        "身份证号被",
        "上报单位",
        "没有品牌",
        "没有班级",
        "结业日期：",
        "证书类型：",
        "是否就业：",
        "补贴金额：",
    ];
    assert_eq!(reasons.len(), told.len(), "{reasons:#?}");
    assert_eq!(advice.len(), told.len(), "{advice:#?}");
    for (number, told) in (1..).zip(told) {
        assert!(reasons[number - 1].starts_with(&format!("{number}. {told}")), "{reasons:#?}");
        assert!(advice[number - 1].starts_with(&format!("{number}. ")), "{advice:#?}");
    }
    assert!(reasons[1].contains("长春市"), "the nearest unit is named: {reasons:#?}");

    let at = |column: &str| format!("{column}{}", header_of(&sheets(&returned(&out))[1].1) + 2);
    let mut expected: BTreeMap<String, String> = BTreeMap::new();
    // Number, unit, class; and the column of brands that the file lacks.
    expected.extend(["C", "D", "E", "K"].map(|column| (at(column), RED.to_owned())));
    expected.extend(["G", "H", "I", "J"].map(|column| (at(column), ORANGE.to_owned())));
    let mut marked = colours(&returned(&out));
    marked.remove("D1");
    assert_eq!(marked, expected);

    let rejects = rejects(&out);
    assert_eq!(rejects.len(), 1, "one line a row, with its first reason");
    assert_eq!(rejects[0][3], "ID_DAMAGED");
    let cover = &sheets(&returned(&out))[0].1;
    let counted = cover.iter().filter(|row| row[1] == Data::Float(1.0)).count();
    assert_eq!(counted, told.len(), "every reason is counted once");
    assert!(support::table(out.path(), "findings.csv").is_empty(), "the row is not counted");
}

#[test]
fn sex_and_birth_are_checked_where_the_number_is_right() {
    let header = "姓名,性别,身份证号,市(州),品牌名称,班级编号";
    let (_input, out) = sent_back(header, "王芳,男,220102199003071243,长春市,甲品牌,\n");
    let [reasons, _] = said(&out);
    assert!(reasons.starts_with("1. 没有班级编号\n2. 性别：性别一列与身份证号不符"), "{reasons}");
    let (_input, out) = sent_back(header, "王芳,女,220102199003071243,长春市,甲品牌,\n");
    assert_eq!(said(&out), ["没有班级编号", "补填班级编号"]);
}

#[test]
fn a_row_with_every_fault_put_right_counts() {
    let (input, out) =
        sent_back(HEADER, "王芳,女,1.10101E+17,长舂市,,2025-01-02,2025-02-30,特种证书,是,-300\n");
    let mut pages = sheets(&returned(&out));
    let rows = &mut pages[1].1;
    let header = texts(&rows[header_of(rows)]);
    for (column, right) in [
        ("身份证号", "220102199003071243"),
        ("市(州)", "长春市"),
        ("品牌名称", "甲品牌"),
        ("班级编号", "1"),
        ("结业日期", "2025-02-28"),
        ("证书类型", "培训合格证书"),
        ("是否就业", "否"),
        ("补贴金额", "300"),
    ] {
        let at = header.iter().position(|name| name == column).unwrap();
        rows.last_mut().unwrap()[at] = Data::String(right.to_owned());
    }
    input.write("改好.xlsx", save(&pages));
    let again = Folder::new();
    support::run(support::overrides(&[input.path().to_owned()], again.path(), AS_OF));
    let record = support::record(again.path());
    assert_eq!(
        (&record["totals"]["accepted"], &record["totals"]["replaced"]),
        (&1.into(), &1.into())
    );
    let findings = support::table(again.path(), "findings.csv");
    assert!(findings.iter().all(|row| row[3] == "ROW_REPLACED"), "{findings:?}");
}
