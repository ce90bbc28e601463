//! Bombs: refused with the limit's name, or read at the cost of what is really there.

use std::time::{Duration, Instant};

use taizhang::model::finding::SheetId;
use taizhang::model::vocabulary::Vocabulary;
use taizhang::read::container::{Container, Rows};
use taizhang::read::content::Content;
use taizhang::read::error::ReadError;
use taizhang::read::sniff::Format;

use super::{read, xlsx, zip};
use crate::support::{self, Folder};

const HEADER: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>姓名</t></is></c>\
    <c r=\"B1\" t=\"inlineStr\"><is><t>身份证号</t></is></c></row>";

fn cell(at: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>甲</t></is></c>")
}

fn refused(name: &str, bytes: Vec<u8>) -> String {
    match read(name, bytes) {
        Err(ReadError::TooLarge(limit)) => limit.to_string(),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn parts_that_inflate_too_much_are_refused() {
    let blank = "<row/>".repeat(20 << 20);
    let text = refused("a.xlsx", xlsx(&format!("<sheetData>{blank}</sheetData>"), None));
    assert!(text.contains("sheet1.xml") && text.contains("压缩比"), "{text}");
    let spaces = format!("<table><tr><td>{}</table>", " ".repeat(100 << 20));
    assert!(refused("a.zip", zip(&[("a.xls", spaces.as_bytes())])).contains("压缩比"));
}

#[test]
fn a_lie_about_the_number_of_strings_reserves_nothing() {
    let shared = "<sst uniqueCount=\"99999999999\"><si><t>甲</t></si></sst>";
    assert!(refused("a.xlsx", xlsx("<sheetData/>", Some(shared))).contains("共享文本"));
}

#[test]
fn long_texts_and_deep_elements_are_refused() {
    let long = format!(
        "<sheetData>{HEADER}<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>{}</t></is></c></row></sheetData>",
        "甲".repeat(1 << 20)
    );
    assert!(refused("a.xlsx", xlsx(&long, None)).contains("一格文字"));
    let deep = format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">{}",
        "<a b='/>'>".repeat(1000)
    );
    assert!(refused("a.xls", deep.into_bytes()).contains("嵌套"));
}

/// Rows below the header that share one text of so many bytes.
fn sharing(bytes: usize, rows: usize, columns: usize) -> Vec<u8> {
    let shared = format!("<sst><si><t>{}</t></si></sst>", "甲".repeat(bytes / "甲".len()));
    let row = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(columns));
    xlsx(&format!("<sheetData>{HEADER}{}</sheetData>", row.repeat(rows)), Some(&shared))
}

#[test]
fn a_text_that_cells_share_is_counted_for_each_of_them() {
    assert!(refused("a.xlsx", sharing(1_000_000, 100, 10)).contains("平均长度"));
    assert_eq!(read("b.xlsx", sharing(30_000, 100, 10)).unwrap()[0].len(), 101);
    let merged = format!(
        "<row r=\"1\">{}</row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\" t=\"s\"><v>2</v></c>\
         <c r=\"C2\" t=\"s\"><v>0</v></c></row>",
        "<c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c>".to_owned()
            + &"<c t=\"s\"><v>3</v></c>".repeat(2000)
    );
    let merges = "<mergeCells><mergeCell ref=\"C2:XFD2\"/></mergeCells>";
    let shared = format!(
        "<sst><si><t>{}</t></si><si><t>姓名</t></si><si><t>身份证号</t></si><si><t>备注</t></si></sst>",
        "甲".repeat(300_000)
    );
    let sheet = format!("<sheetData>{merged}</sheetData>{merges}");
    assert!(refused("c.xlsx", xlsx(&sheet, Some(&shared))).contains("一行文字"));
}

/// Kept rows would fill the memory: of rows that nobody wrote by hand only some are sent back.
#[test]
fn few_rows_too_large_to_be_corrected_by_hand_are_kept() {
    let (input, out) = (Folder::new(), Folder::new());
    let wide = format!("甲,110101199003078671{}\n", ",1".repeat(2000)).repeat(100);
    let text = format!("姓名,身份证号,备注\n乙,1,\n{wide}丙,2,\n");
    input.write("长春市/a.csv", text);
    support::run(support::overrides(&[input.path().to_owned()], out.path(), "2025-09-30"));
    assert_eq!(support::table(out.path(), "rejects.csv").len(), 102, "all are listed");
    let books = support::contents(&out.join("退回"));
    let pages: Vec<_> =
        books.into_values().flat_map(|book| read("a.xlsx", book).unwrap()).collect();
    let sent_back =
        |name: &str| pages.iter().flatten().flatten().filter(|cell| *cell == name).count();
    assert_eq!([sent_back("乙"), sent_back("丙")], [1, 1]);
    assert!((1..60).contains(&sent_back("甲")), "{}", sent_back("甲"));
    assert!(pages.iter().flatten().flatten().any(|cell| cell.contains("行未列")));
}

#[test]
fn cells_beyond_a_sheet_are_refused() {
    for (row, at, word) in [("4294967295", "A4294967295", "行号"), ("2", "XFE2", "列号")] {
        let sheet = format!("<sheetData>{HEADER}<row r=\"{row}\">{}</row></sheetData>", cell(at));
        assert!(refused("a.xlsx", xlsx(&sheet, None)).contains(word));
    }
}

#[test]
fn gaps_and_huge_merges_cost_nothing() {
    let started = Instant::now();
    let sheet = format!(
        "<sheetData>{HEADER}<row r=\"1048576\">{}</row></sheetData>\
        <mergeCells><mergeCell ref=\"A1:XFD1048576\"/><mergeCell ref=\"A2:XFD1048576\"/></mergeCells>",
        cell("XFD1048576")
    );
    let sheets = read("a.xlsx", xlsx(&sheet, None)).unwrap();
    assert_eq!((sheets[0].len(), sheets[0][1_048_575].len()), (1_048_576, 16_384));
    let rows: String = (2..3000)
        .map(|row| {
            format!(
                "<row r=\"{row}\">{}{}</row>",
                cell(&format!("A{row}")),
                cell(&format!("B{row}"))
            )
        })
        .collect();
    let merged = format!(
        "<sheetData>{HEADER}{rows}</sheetData><mergeCells>{}</mergeCells>",
        "<mergeCell ref=\"A1:XFD1048576\"/>".repeat(10_000)
    );
    let sheets = read("b.xlsx", xlsx(&merged, None)).unwrap();
    assert!(sheets[0].iter().all(|row| row.len() == 2));
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn rows_padded_without_end_are_refused() {
    let rows: String = (1..10_000)
        .map(|row| format!("<row r=\"{row}\">{}</row>", cell(&format!("XFD{row}"))))
        .collect();
    let sheet = xlsx(&format!("<sheetData>{rows}</sheetData>"), None);
    let mut cells = 0u64;
    let words = Vocabulary::shipped().unwrap();
    let container = Container::open(&Content::Memory(sheet.into()), Format::Zip).unwrap();
    let sheet = container.sheet(0, SheetId { file: 0, sheet: 0 }, &words).unwrap().unwrap();
    let Rows::Cells(rows) = sheet.rows else { panic!("a workbook") };
    let error = rows.each_block(&[], &mut |block| {
        let here: u64 = (0..block.len()).map(|row| block.row(row).width() as u64).sum();
        assert!(here < 2 << 20, "blocks stay small");
        cells += here;
        Ok(())
    });
    assert!(matches!(error, Err(ReadError::TooLarge(_))) && cells <= 128 << 20);
}

#[test]
fn repeated_spaces_and_rows_of_ods_are_counted() {
    let ods = |table: &str| {
        let content = format!(
            "<office:document-content><table:table table:name=\"台账\">{table}</table:table></office:document-content>"
        );
        zip(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content.as_bytes()),
        ])
    };
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let spaces = "<text:s text:c=\"1000000\"/>".repeat(1000);
    let row = format!("<table:table-row>{}</table:table-row>", cell(&spaces));
    assert!(refused("a.ods", ods(&row)).contains("一格文字"));
    let rows = format!(
        "<table:table-row table:number-rows-repeated=\"4000000000\">{}</table:table-row>",
        cell("甲")
    );
    assert!(refused("b.ods", ods(&rows)).contains("重复的格数"));
    let blank = "<table:table-row table:number-rows-repeated=\"4000000000\"><table:table-cell/></table:table-row>";
    assert!(read("c.ods", ods(blank)).unwrap().is_empty());
}

#[test]
fn styles_without_end_are_refused() {
    let styles = format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf/>".repeat(5 << 20));
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(xlsx("<sheetData/>", None))).unwrap();
    let mut entries = vec![("xl/styles.xml".to_owned(), styles.into_bytes())];
    for index in 0..parts.len() {
        let mut part = parts.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        entries.push((part.name().unwrap().into_owned(), bytes));
    }
    let entries: Vec<(&str, &[u8])> =
        entries.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert!(refused("a.xlsx", zip(&entries)).contains("标签数"));
}
