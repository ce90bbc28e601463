//! What is no table: named, with what to do, and the other files are still counted.

use super::{xlsx, zip};
use crate::support::{self, Folder};

const GOOD: &str = "省份,市(州),品牌名称,班级编号,姓名,身份证号,结业日期\n吉林省,长春市,甲品牌,1,某某,110101199003078670,2024-03-01\n";

/// Path, code and text of what is said of a bad file beside a good one.
fn said(name: &str, bytes: &[u8]) -> Vec<(String, String, String)> {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("good.csv", GOOD);
    input.write(name, bytes);
    let report =
        support::run(support::overrides(&[input.path().to_owned()], out.path(), "2024-12-31"));
    assert!(report.unprocessed > 0, "{name}");
    assert_eq!(support::table(out.path(), "metrics.csv").len(), 3, "{name}: the good file counts");
    support::table(out.path(), "findings.csv")
        .into_iter()
        .map(|row| (row[0].clone(), row[3].clone(), row[6].clone()))
        .collect()
}

fn assert_said(name: &str, bytes: &[u8], code: &str, word: &str) {
    let findings = said(name, bytes);
    assert_eq!(findings.len(), 1, "{name}: {findings:?}");
    let (path, found, text) = &findings[0];
    assert!(path.starts_with(name) && found == code && text.contains(word), "{findings:?}");
}

/// An OLE2 container with one stream of this name.
fn ole(stream: &str) -> Vec<u8> {
    let path = support::project().join("sample-data/吉林省/延边州敦化市台账.xls");
    let mut bytes = std::fs::read(path).unwrap();
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let old = wide("Workbook\0");
    let at = bytes.windows(old.len()).position(|window| window == old).unwrap();
    let new = wide(&format!("{stream}\0"));
    bytes[at..at + 64].fill(0);
    bytes[at..at + new.len()].copy_from_slice(&new);
    bytes[at + 64] = new.len() as u8;
    bytes
}

#[test]
fn documents_are_called_by_their_name() {
    let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    let docx = zip(&[types, ("word/document.xml", b"<a/>")]);
    let cases: [(&str, Vec<u8>, &str); 12] = [
        ("通知.xlsx", docx, "Word 文档（.docx）"),
        ("汇报.xlsx", zip(&[types, ("ppt/presentation.xml", b"<a/>")]), "演示文稿（.pptx）"),
        ("表.xlsx", zip(&[types, ("xl/workbook.bin", b"x")]), "二进制工作簿（.xlsb）"),
        (
            "文.ods",
            zip(&[("mimetype", b"application/vnd.oasis.opendocument.text")]),
            "OpenDocument 文档",
        ),
        ("版.xlsx", zip(&[("OFD.xml", b"<a/>")]), "OFD"),
        ("通知.xls", ole("WordDocument"), "Word 文档（.doc 或 .wps）"),
        ("汇报.xls", ole("PowerPoint Document"), "演示文稿（.ppt）"),
        ("压缩.csv", b"Rar!\x1a\x07".to_vec(), "RAR 压缩包，请解压"),
        ("图.xls", b"\xff\xd8\xff\xe0".to_vec(), "图片"),
        ("登录.xls", b"<!DOCTYPE html><html><body>login</body></html>".to_vec(), "没有表格的网页"),
        ("导出.xls", b"<?xml version=\"1.0\"?><rows><row/></rows>".to_vec(), "XML 文件"),
        ("归档.xls", b"MIME-Version: 1.0\r\n".to_vec(), "另存为 .xlsx"),
    ];
    for (name, bytes, word) in cases {
        assert_said(name, &bytes, "FORMAT_UNKNOWN", word);
    }
}

#[test]
fn passwords_are_asked_to_be_taken_off() {
    assert_said("密.xlsx", &ole("EncryptedPackage"), "FILE_ENCRYPTED", "密码");
    // An entry marked as encrypted, in its own header and in the directory.
    let mut archive = zip(&[("甲.csv", GOOD.as_bytes())]);
    for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = archive.windows(4).position(|window| window == signature).unwrap();
        archive[at + flags] |= 1;
    }
    let findings = said("密.zip", &archive);
    assert_eq!(findings[0].0, "密.zip/甲.csv");
    assert_eq!(findings[0].1, "FILE_ENCRYPTED");
}

#[test]
fn archives_without_tables_are_said_so() {
    assert_said("空.zip", &zip(&[]), "FORMAT_UNKNOWN", "没有可读的文件");
    assert_said("说明.zip", &zip(&[("README.md", b"x")]), "FORMAT_UNKNOWN", "没有可读的文件");
    let mut deep = zip(&[("甲.csv", GOOD.as_bytes())]);
    for _ in 0..3 {
        deep = zip(&[("内.zip", &deep)]);
    }
    assert_said("套.zip", &deep, "FORMAT_UNKNOWN", "嵌套超过 3 层");
    let inner = xlsx("<sheetData/>", None);
    let findings = said("混.zip", &zip(&[("a.pdf", b"%PDF-1"), ("b.csv", b"")]));
    let codes: Vec<&str> = findings.iter().map(|(_, code, _)| &**code).collect();
    assert_eq!(codes, ["FORMAT_UNKNOWN", "FILE_EMPTY"]);
    assert_said("空.xlsx", &inner, "FILE_EMPTY", "是空的");
}

#[test]
fn a_damaged_entry_harms_no_other() {
    let mut archive = zip(&[("甲.csv", GOOD.repeat(50).as_bytes()), ("乙.csv", GOOD.as_bytes())]);
    archive[60] ^= 0x55;
    let (input, out) = (Folder::new(), Folder::new());
    input.write("a.zip", archive);
    let report =
        support::run(support::overrides(&[input.path().to_owned()], out.path(), "2024-12-31"));
    assert_eq!(report.unprocessed, 1);
    let accounts = support::accounts(out.path());
    assert_eq!(accounts["a.zip/乙.csv"].accepted, 1);
    assert_eq!(accounts["a.zip/甲.csv"].read, 0);
}
