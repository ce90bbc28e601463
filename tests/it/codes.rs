//! The registry of codes: every code has its texts, an input that raises it, and a near miss that does not.

use std::collections::BTreeSet;
use std::path::PathBuf;

use rust_xlsxwriter::Workbook;
use taizhang::config::{Known, Overrides};
use taizhang::model::finding::Code;
use taizhang::report;

use crate::store::Shelf;
use crate::support::{self, Folder};

const AS_OF: &str = "2024-12-31";

/// Columns of a ledger, with the values of a row that has nothing wrong.
const SOUND: [(&str, &str); 13] = [
    ("省份", "吉林省"),
    ("市(州)", "长春市"),
    ("品牌名称", "甲品牌"),
    ("班级编号", "1"),
    ("姓名", "王芳"),
    ("身份证号", "110101199003078670"),
    ("开班日期", "2024-02-01"),
    ("结业日期", "2024-03-01"),
    ("证书类型", "培训合格证书"),
    ("发证日期", "2024-03-02"),
    ("是否就业", "是"),
    ("就业日期", "2024-03-03"),
    ("补贴金额", "500"),
];

type File = (String, Vec<u8>);
type Changes<'a> = &'a [(&'a str, &'a str)];

/// A ledger with a row for each list of changes to the sound one.
fn rows(changes: &[Changes]) -> Vec<File> {
    vec![("台账.csv".to_owned(), table(changes).into_bytes())]
}

fn table(changes: &[Changes]) -> String {
    let mut text = SOUND.map(|(header, _)| header).join(",") + "\n";
    for changes in changes {
        let cells = SOUND.map(|(header, sound)| {
            changes.iter().find(|(changed, _)| *changed == header).map_or(sound, |(_, new)| new)
        });
        text += &(cells.join(",") + "\n");
    }
    text
}

fn row(changes: Changes) -> Vec<File> {
    rows(&[changes])
}

/// A row with further columns.
fn with(columns: Changes, changes: Changes) -> Vec<File> {
    let plain = table(&[changes]);
    let mut lines = plain.lines();
    let mut join = |cell: fn(&(&str, &str)) -> String| {
        let cells: String = columns.iter().map(cell).collect();
        format!("{}{cells}\n", lines.next().unwrap())
    };
    let header = join(|(header, _)| format!(",{header}"));
    text(&(header + &join(|(_, value)| format!(",{value}"))))
}

/// The type and number of a certificate issued on 2 March 2024, and a level.
fn certificate(kind: &str, number: &str, level: &str) -> Vec<File> {
    with(&[("证书编号", number), ("证书等级", level)], &[("证书类型", kind)])
}

/// A sound ledger, and another file beside it.
fn beside(name: &str, bytes: impl AsRef<[u8]>) -> Vec<File> {
    let mut files = row(&[]);
    files.push((name.to_owned(), bytes.as_ref().to_vec()));
    files
}

fn text(text: &str) -> Vec<File> {
    vec![("台账.csv".to_owned(), text.as_bytes().to_vec())]
}

/// A page with a ledger in a table.
fn page(end: &str) -> String {
    let line = |cells: [&str; 13]| format!("<tr><td>{}</td></tr>", cells.join("</td><td>"));
    let (header, row) = (line(SOUND.map(|(header, _)| header)), line(SOUND.map(|(_, cell)| cell)));
    format!("<html><body><table>{header}{row}{end}")
}

/// A workbook with a ledger and a second sheet, which holds a word and may be hidden, or is empty.
fn workbook(second: Option<&str>) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, (header, value)) in (0u16..).zip(SOUND) {
        sheet.write_string(0, column, header).unwrap();
        sheet.write_string(1, column, value).unwrap();
    }
    let other = book.add_worksheet();
    if let Some(word) = second {
        other.write_string(0, 0, word).unwrap();
        other.set_hidden(true);
    }
    book.save_to_buffer().unwrap()
}

/// The container of an encrypted workbook, as far as it tells that it is one: a header, a sector of the allocation
/// table, a sector of the directory.
fn encrypted() -> Vec<u8> {
    const SECTOR: usize = 512;
    let mut bytes = vec![0u8; 3 * SECTOR];
    let put = |bytes: &mut Vec<u8>, at: usize, value: &[u8]| {
        bytes[at..at + value.len()].copy_from_slice(value);
    };
    let (free, end, table) = (u32::MAX, 0xffff_fffe_u32, 0xffff_fffd_u32);
    put(&mut bytes, 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    for (at, value) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        put(&mut bytes, at, &value.to_le_bytes());
    }
    for (at, value) in [(44, 1), (48, 1), (56, 4096), (60, end), (68, end)] {
        put(&mut bytes, at, &u32::to_le_bytes(value));
    }
    for slot in 0..109 {
        put(&mut bytes, 76 + 4 * slot, &if slot == 0 { 0 } else { free }.to_le_bytes());
    }
    for slot in 0..SECTOR / 4 {
        let value = [table, end].get(slot).copied().unwrap_or(free);
        put(&mut bytes, SECTOR + 4 * slot, &value.to_le_bytes());
    }
    for (entry, (name, kind, child)) in
        [("Root Entry", 5u8, 1u32), ("EncryptedPackage", 2, free)].into_iter().enumerate()
    {
        let at = 2 * SECTOR + 128 * entry;
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        put(&mut bytes, at, &units);
        put(&mut bytes, at + 64, &u16::try_from(units.len() + 2).unwrap().to_le_bytes());
        put(&mut bytes, at + 66, &[kind, 1]);
        for (offset, value) in [(68, free), (72, free), (76, child), (116, end)] {
            put(&mut bytes, at + offset, &value.to_le_bytes());
        }
    }
    bytes
}

/// A ledger with a wrong ID number in row 2, and a list of approved repairs with this line.
fn with_list(line: &str) -> Vec<File> {
    let mut files = row(&[("身份证号", "110101199003078671")]);
    let list = format!("file_hash,sheet,row,suggestion,approved\n{line}\n");
    files.push((LIST.to_owned(), list.into_bytes()));
    files
}

fn listed(row: &str, number: &str) -> Vec<File> {
    with_list(&format!("{{hash}},,{row},{number},是"))
}

/// A ledger with a wrong ID number in row 2, and that row sent back with another one.
fn corrected(number: &str) -> Vec<File> {
    let mut files = row(&[("身份证号", "110101199003078671")]);
    let back = table(&[&[("身份证号", number), ("补贴金额", "500,{hash}||2")]]);
    files.push(("退回.csv".to_owned(), back.replace("补贴金额", "补贴金额,来源").into_bytes()));
    files
}

/// Name under which a case gives the list of approved repairs.
const LIST: &str = "list.csv";

/// Name under which a case gives claims, which are verified instead of counted.
const CLAIMS: &str = "申报.csv";

/// Claims of one figure, in a table with these cells below the header.
fn claims(cells: &str) -> Vec<File> {
    beside(CLAIMS, format!("上报单位,品牌名称,年度,培训人数,妇女培训人数\n{cells}\n"))
}

const OTHER: &str = "220102199003071235";

/// Every code with an input that raises it and one that only just does not.
fn examples() -> Vec<(Code, Vec<File>, Vec<File>)> {
    let id = |value: &'static str| row(&[("身份证号", value)]);
    let other_row: Changes = &[("身份证号", OTHER)];
    vec![
        (Code::IdMissing, id("暂无"), id(" 110101199003078670 ")),
        (Code::IdDamaged, id("110101199003078000"), id("110101199003061000")),
        (Code::IdLength, id("11010119900307867"), id("610104620927690")),
        (Code::IdCharset, id("11010119900307867A"), id("44040119580101000x")),
        (Code::IdRegion, id("160308199901101512"), id("830000199201300022")),
        (Code::IdBirthDate, id("440308199902301512"), id("220102198802290114")),
        (Code::IdChecksum, id("440308199901101513"), id("440308199901101512")),
        (
            Code::UnitMissing,
            row(&[("市(州)", "")]),
            text(&format!("填报单位：长春市\n{}", table(&[&[("市(州)", "")]]))),
        ),
        (Code::UnitUnknown, row(&[("市(州)", "长舂市")]), row(&[("市(州)", "长春")])),
        (Code::BrandMissing, row(&[("品牌名称", "—")]), row(&[("品牌名称", "—甲")])),
        (
            Code::ClassMissing,
            row(&[("班级编号", "")]),
            text(&table(&[&[("班级编号", "")]]).replace("班级编号", "附注")),
        ),
        (
            Code::DateUnreadable,
            row(&[("结业日期", "2024-02-30")]),
            row(&[("结业日期", "2024-02-29")]),
        ),
        (Code::DateAmbiguous, row(&[("结业日期", "24.3.1")]), row(&[("结业日期", "2024.3.1")])),
        (
            Code::DateMonthOnly,
            row(&[("结业日期", "2024年3月")]),
            row(&[("结业日期", "2024年3月1日")]),
        ),
        (Code::AmountUnreadable, row(&[("补贴金额", "-500")]), row(&[("补贴金额", "500.00元")])),
        (Code::ChoiceUnknown, row(&[("是否就业", "待业中")]), row(&[("是否就业", "①是")])),
        (
            Code::CertTypeMissing,
            row(&[("证书类型", "")]),
            row(&[("证书类型", ""), ("发证日期", "/")]),
        ),
        (
            Code::EmployedContradiction,
            row(&[("是否就业", "否")]),
            row(&[("是否就业", "否"), ("就业日期", "")]),
        ),
        (
            Code::EmployedUndated,
            row(&[("就业日期", "")]),
            row(&[("是否就业", ""), ("就业日期", "")]),
        ),
        (Code::DateOrder, row(&[("开班日期", "2024-03-02")]), row(&[("开班日期", "2024-03-01")])),
        (Code::RowTooWide, row(&[("补贴金额", "500,多")]), row(&[("补贴金额", "500,无")])),
        (Code::TextGarbled, row(&[("姓名", "王\u{fffd}")]), row(&[("姓名", "王Ａ")])),
        (
            Code::NoEndDate,
            row(&[("结业日期", "")]),
            rows(&[&[("结业日期", "")], &[("开班日期", "")]]),
        ),
        (Code::NotEnded, row(&[("结业日期", "2025-01-01")]), row(&[("结业日期", AS_OF)])),
        (Code::SexMismatch, with(&[("性别", "女")], &[]), with(&[("性别", "1")], &[])),
        (
            Code::BirthDateMismatch,
            with(&[("出生日期", "1990-03-17")], &[]),
            with(&[("出生日期", "1990年3月")], &[]),
        ),
        (
            Code::CertNumberMismatch,
            certificate("职业技能等级证书", "Y000022000001245000123", "四级"),
            certificate("职业技能等级证书", "Y000022000001245000123", "初级工"),
        ),
        (
            Code::CreditCodeInvalid,
            with(&[("统一社会信用代码", "91350100M000100Y44")], &[]),
            with(&[("统一社会信用代码", "91350100M000100Y43")], &[]),
        ),
        (Code::IdRegionNewer, id("110118199003071230"), id("110118201503071237")),
        (Code::IdRepaired, id("'110101199003078670"), id("110101199003078670")),
        (
            Code::IdRepairApplied,
            listed("2", "110101199003078670"),
            with_list("{hash},,2,110101199003078670,否"),
        ),
        (Code::RepairUnused, listed("3", "110101199003078670"), listed("2", "110101199003078670")),
        (Code::RowReplaced, corrected("110101199003078670"), corrected("110101199003078672")),
        (
            Code::ValueReplaced,
            rows(&[&[], &[("补贴金额", "600")]]),
            rows(&[&[], &[("补贴金额", "500.00")]]),
        ),
        (
            Code::IdentityConflict,
            rows(&[&[], &[("姓名", "王方")]]),
            rows(&[&[], &[("姓名", "王　芳")]]),
        ),
        (
            Code::CrossUnit,
            rows(&[&[], &[("市(州)", "吉林市")]]),
            rows(&[other_row, &[("市(州)", "吉林市")]]),
        ),
        (Code::NearClass, rows(&[&[], &[("班级编号", "１")]]), rows(&[&[], &[("班级编号", "11")]])),
        (
            Code::RowUnassigned,
            beside("就业跟踪.csv", follow_up("371001198010082394")),
            beside("就业跟踪.csv", follow_up("110101199003078670")),
        ),
        (
            Code::SubsidyDiffers,
            beside("补贴发放.csv", payment("400")),
            beside("补贴发放.csv", payment("500")),
        ),
        (
            Code::PlacementUndated,
            beside("劳务输出.csv", roster("")),
            beside("劳务输出.csv", roster("2024-05-01")),
        ),
        (
            Code::FileUnreadable,
            beside("乙.xlsx", b"PK\x03\x04 broken"),
            beside("乙.xlsx", workbook(None)),
        ),
        (Code::FileTruncated, beside("乙.xls", page("")), beside("乙.xls", page("</table>"))),
        (Code::FileEmpty, beside("乙.csv", ""), beside("乙.csv", table(&[]))),
        (Code::FileEncrypted, beside("乙.xlsx", encrypted()), beside("乙.xlsx", workbook(None))),
        (Code::FileTooLarge, beside("乙.xls", nested(1000)), beside("乙.xls", nested(10))),
        (
            Code::FormatUnknown,
            beside("乙.csv", "%PDF-1.7 x"),
            beside("乙.pdf", table(&[other_row])),
        ),
        (
            Code::NoHeader,
            beside("乙.csv", "姓名,证号\n李四,1\n"),
            beside("乙.csv", "姓名,证件号\n李四,1\n"),
        ),
        (
            Code::HeaderAmbiguous,
            text("姓名,身份证号,公民身份号码\n王芳,1,2\n"),
            text("姓名,身份证号,公民身份号码\n王芳,1,\n"),
        ),
        (
            Code::SheetSkipped,
            vec![("台账.xlsx".to_owned(), workbook(Some("字典")))],
            vec![("台账.xlsx".to_owned(), workbook(None))],
        ),
        (
            Code::SheetDuplicate,
            vec![("台账.xlsx".to_owned(), two_sheets("王芳"))],
            vec![("台账.xlsx".to_owned(), two_sheets("王 芳"))],
        ),
        (
            Code::TotalMismatch,
            text(&(table(&[&[]]) + "合计,,,,2人\n")),
            text(&(table(&[&[]]) + "合计,,,,1人\n")),
        ),
        (
            Code::AmountScale,
            beside("乙.csv", table(&[&[("身份证号", OTHER), ("补贴金额", "0.15")]])),
            beside("乙.csv", table(&[&[("身份证号", OTHER), ("补贴金额", "0.15万元")]])),
        ),
        (
            Code::RegistryRow,
            registry("种类,名称,上报单位\n培训品牌,甲品牌,\n"),
            registry("种类,名称,上报单位\n培训品牌,甲品牌,长春\n"),
        ),
        (Code::RegistryValue, on_file("专职教师人数", "约4名"), on_file("专职教师人数", "4 名")),
        (
            Code::RegistryDuplicate,
            registry("种类,名称,上报单位,级别\n基地,甲,长春市,省级\n基地,甲,长春市,市级\n"),
            registry("种类,名称,上报单位,级别\n基地,甲,长春市,省级\n基地,甲,长春市,省级\n"),
        ),
        (Code::RegistryLink, linked("甲焊工"), linked("甲电焊工")),
        (Code::RegistrySubject, attested("甲", "2024-05-01"), attested("甲校", "2024-05-01")),
        (
            Code::RegistryCondition,
            on_file("证明：二(四)·教师资历", "某局；2024-05-01；合同"),
            on_file("证明：二（四）·教师资质", "某局；2024-05-01；合同"),
        ),
        (
            Code::RegistryCounty,
            on_file("县（市、区）", "榆林市"),
            on_file("县（市、区）", "榆树市"),
        ),
        (
            Code::RegistryDates,
            on_file("入库日期,出库日期", "2024-05-06,2024-05-05"),
            on_file("入库日期,出库日期", "2024-05-06,2024-05-06"),
        ),
        (Code::RegistryNotYet, attested("甲校", "2025-01-01"), attested("甲校", AS_OF)),
        (
            Code::RegistryReplaced,
            later("品牌库.csv", "种类,名称,上报单位\n基地,甲校,长春市\n"),
            later("台账.csv", table(&[other_row])),
        ),
        (Code::ClaimUnit, claims("长舂市,甲品牌,2024,1,"), claims("长春,甲品牌,2024,1,")),
        (
            Code::ClaimSubject,
            beside(CLAIMS, "上报单位,名称,年度,培训人数\n长春市,甲品牌,2024,1\n"),
            beside(CLAIMS, "上报单位,名称,种类,年度,培训人数\n长春市,甲品牌,品牌,2024,1\n"),
        ),
        (Code::ClaimYear, claims("长春市,甲品牌,去年,1,"), claims("长春市,甲品牌,2024年度,1,")),
        (Code::ClaimMeasure, claims("长春市,甲品牌,2024,1,1"), claims("长春市,甲品牌,2024,1,—")),
        (Code::ClaimNumber, claims("长春市,甲品牌,2024,约1人,"), claims("长春市,甲品牌,2024,1人,")),
        (Code::ClaimNegative, claims("长春市,甲品牌,2024,-1,"), claims("长春市,甲品牌,2024,-,")),
        (
            Code::ClaimTwice,
            claims("长春市,甲品牌,2024,1,\n长春,甲品牌,2024,2,"),
            claims("长春市,甲品牌,2024,1,\n长春市,甲品牌,2023,1,"),
        ),
        (Code::ClaimTotal, claims("合 计,,,1,"), claims("长春市,合计品牌,2024,1,")),
        (Code::ClaimEmpty, claims("长春市,甲品牌,2024,,"), claims("长春市,甲品牌,2024,0,")),
        (
            Code::ClaimReplaced,
            later(CLAIMS, "上报单位,品牌名称,年度,培训人数\n长春市,甲品牌,2024,1\n"),
            later("台账.csv", table(&[other_row])),
        ),
        (
            Code::QuoteUnclosed,
            text(&(table(&[&[]]) + "\"吉林省,长春市")),
            text(&(table(&[&[]]) + "\"吉林省\",长春市")),
        ),
    ]
}

/// What later deliveries into a store are put into.
const LATER: &str = "以后的批次/";

/// A sound ledger, a registry and claims in a store, and a file of a later delivery.
fn later(name: &str, bytes: impl AsRef<[u8]>) -> Vec<File> {
    let mut files = registry("种类,名称,上报单位\n基地,甲校,长春市\n基地,乙校,长春市\n");
    files.extend(claims("长春市,甲品牌,2024,1,").split_off(1));
    files.push((format!("{LATER}{name}"), bytes.as_ref().to_vec()));
    files
}

/// A sound ledger, and a registry beside it.
fn registry(text: &str) -> Vec<File> {
    beside("品牌库.csv", text)
}

/// A base with further columns.
fn on_file(columns: &str, cells: &str) -> Vec<File> {
    registry(&format!("种类,名称,上报单位,{columns}\n基地,甲校,长春市,{cells}\n"))
}

/// A labour brand that names a training brand, which is on file as 甲电焊工.
fn linked(training: &str) -> Vec<File> {
    let entries = "培训品牌,甲电焊工,长春市,\n劳务品牌,乙,长春市,";
    registry(&format!("种类,名称,上报单位,关联培训品牌\n{entries}{training}\n"))
}

/// A base, and below it a table with a paper.
fn attested(base: &str, day: &str) -> Vec<File> {
    let paper = format!("{base},长春市,二(四)·教师资质,某局,{day},合同");
    registry(&format!(
        "种类,名称,上报单位\n基地,甲校,长春市\n名称,上报单位,条件,证明人,日期,材料\n{paper}\n"
    ))
}

fn follow_up(number: &str) -> String {
    format!("市(州),姓名,身份证号,就业日期\n长春市,王芳,{number},2024-05-01\n")
}

fn payment(amount: &str) -> String {
    format!(
        "市(州),品牌名称,姓名,身份证号,补贴金额,发放日期\n长春市,甲品牌,王芳,110101199003078670,{amount},2024-05-01\n"
    )
}

fn roster(day: &str) -> String {
    format!("市(州),姓名,身份证号,转移就业时间\n长春市,王芳,110101199003078670,{day}\n")
}

/// `SpreadsheetML` with elements within each other.
fn nested(depth: usize) -> String {
    let name = "urn:schemas-microsoft-com:office:spreadsheet";
    format!("<?xml version=\"1.0\"?><Workbook xmlns=\"{name}\">{}", "<a>".repeat(depth))
}

/// A ledger on two sheets, the second with another spelling of the name.
fn two_sheets(name: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    for name in ["王芳", name] {
        let sheet = book.add_worksheet();
        for (column, (header, sound)) in (0..).zip(SOUND) {
            sheet.write(0, column, header).unwrap();
            sheet.write(1, column, if header == "姓名" { name } else { sound }).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// The codes that a run of these files raises; `{hash}` stands for the hash of the first.
fn raised(files: &[File]) -> BTreeSet<String> {
    let (input, out) = (Folder::new(), Folder::new());
    let hash = blake3::hash(&files[0].1).to_hex().to_string();
    let mut overrides = support::overrides(&[input.join("input")], out.path(), AS_OF);
    for (name, bytes) in files {
        let bytes = String::from_utf8(bytes.clone())
            .map_or_else(|error| error.into_bytes(), |text| text.replace("{hash}", &hash).into());
        if name == LIST {
            overrides.repairs = Some(input.write(name, bytes));
        } else {
            input.write(&format!("input/{name}"), bytes);
        }
    }
    let (later, first): (Vec<&File>, Vec<&File>) =
        files.iter().partition(|(name, _)| name.starts_with(LATER));
    let has_claims = files.iter().any(|(name, _)| name.ends_with(CLAIMS));
    if !later.is_empty() {
        let mut shelf = Shelf::new();
        let paths = |files: &[&File]| -> Vec<PathBuf> {
            files.iter().map(|(name, _)| input.join("input").join(name)).collect()
        };
        shelf.take(&paths(&first), "2024-11", false).unwrap();
        shelf.take(&paths(&later), "2024-12", false).unwrap();
        overrides =
            Overrides { inputs: Vec::new(), store: Some(shelf.view(Known::Newest)), ..overrides };
        support::run(overrides.clone());
        // Claims are verified, not reported.
        if later.iter().any(|(name, _)| name.ends_with(CLAIMS)) {
            support::verify(overrides);
        }
    } else if has_claims {
        support::verify(overrides);
    } else {
        support::run(overrides);
    }
    let tables = ["rejects.csv", "findings.csv"].map(|name| support::table(out.path(), name));
    tables.concat().into_iter().map(|row| row[3].clone()).collect()
}

#[test]
fn every_code_is_raised_by_its_case_and_not_by_a_near_miss() {
    let examples = examples();
    let covered: Vec<&str> = examples.iter().map(|(code, ..)| code.name()).collect();
    let all: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(covered, all, "every code of the registry has its two cases, in its order");
    for (code, case, near_miss) in &examples {
        let name = code.name();
        assert!(raised(case).contains(name), "{name} is not raised");
        assert!(!raised(near_miss).contains(name), "{name} is raised by a near miss");
    }
}

#[test]
fn every_code_has_all_its_texts() {
    let mut names = BTreeSet::new();
    for code in Code::ALL {
        let name = code.name();
        assert!(names.insert(name), "{name} stands twice");
        assert!(name.chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{name}");
        for text in [code.what(), code.cause(), code.fix(), code.example()] {
            assert!(!text.is_empty() && !text.ends_with(['。', '；']), "{name}: {text}");
        }
        let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!([code.what(), code.cause(), code.fix()].into_iter().all(chinese), "{name}");
    }
}

#[test]
fn the_page_of_codes_is_what_the_registry_says() {
    let path = support::project().join("docs/codes.md");
    if std::env::var_os("TAIZHANG_BLESS").is_some() {
        std::fs::write(&path, report::codes_page()).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap() == report::codes_page(),
        "docs/codes.md differs; TAIZHANG_BLESS=1 cargo test --release codes"
    );
}
