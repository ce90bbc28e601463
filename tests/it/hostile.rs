//! Texts and names that would do harm elsewhere: formulas in cells, paths in names; and who may read what is written.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use parquet::arrow::arrow_reader::ParquetRecordBatchReader;
use taizhang::config::Overrides;
use taizhang::model::formula::{guard, unguard};
use taizhang::pipeline::{CheckOptions, check};
use zip::write::SimpleFileOptions;

use crate::reference::id::check_character;
use crate::support::{self, Folder};

const AS_OF: &str = "2025-06-30";
const HEADER: &str = "市(州),县(市、区),品牌名称,基地名称,班级编号,姓名,身份证号,开班日期,结业日期,证书类型,补贴金额,备注";
/// Formulas, and what systems make of paths and of names.
const HOSTILE: [&str; 22] = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "-1+1",
    "@x",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
    "=HYPERLINK(\"\"http://x\"\",\"\"y\"\")",
    "../../x",
    "..\\..\\x",
    "/tmp/x",
    "C:\\x",
    "CON",
    "nul.",
    "x...",
    "a:b*?<>|",
    "\u{202e}xslx.exe",
];

fn id(person: usize) -> String {
    let digits = format!("220102199003{:02}{:03}", 1 + person % 28, person);
    format!("{digits}{}", check_character(&digits))
}

/// Every text as brand, base, class, county, name and remark, once in a good row and once in one that is rejected.
fn ledger() -> String {
    let mut text = format!("{HEADER}\n");
    for (person, hostile) in HOSTILE.iter().enumerate() {
        let cell = format!("\"{hostile}\"");
        let number = id(person);
        for number in [&number, &cell, &"220102199003011234".to_owned()] {
            text += &format!(
                "长春市,{cell},{cell},{cell},{cell},{cell},{number},2025-01-02,2025-02-20,{cell},{cell},{cell}\n"
            );
        }
        text += &format!("{cell},,甲,乙,丙,丁,{number},{cell},{cell},,,\n");
    }
    text
}

/// Inputs whose own names, sheets and entries are hostile, beside a folder `结果` to write to.
fn inputs() -> Folder {
    let folder = Folder::new();
    folder.write("台账/正常.csv", ledger());
    let names = ["=1+1.csv", "-1.csv", "@x.csv", "CON.csv", "x..csv", "\u{202e}vsc.csv"];
    let line = ledger().lines().nth(2).unwrap().to_owned();
    for name in names {
        folder.write(&format!("台账/{name}"), format!("{HEADER}\n{line}\n"));
    }
    #[cfg(unix)]
    for name in ["a\\..\\b.csv", "C:\\x.csv", "a:b*?.csv"] {
        folder.write(&format!("台账/{name}"), format!("{HEADER}\n{line}\n"));
    }
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("=1+1").unwrap();
    for (row, line) in [HEADER, line.as_str()].into_iter().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            sheet.write_string(row as u32, column as u16, cell.trim_matches('"')).unwrap();
        }
    }
    book.save(folder.join("台账/book.xlsx")).unwrap();
    let mut archive =
        zip::ZipWriter::new(std::fs::File::create(folder.join("台账/袋.zip")).unwrap());
    for name in ["../../../evil.csv", "/tmp/evil.csv", "C:\\evil.csv", "..\\..\\evil.csv", "=1.csv"]
    {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(format!("{HEADER}\n{line}\n").as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    folder
}

fn overrides(folder: &Folder) -> Overrides {
    support::overrides(&[folder.join("台账")], &folder.join("结果"), AS_OF)
}

/// Columns that hold numbers as text, which may be negative.
const NUMBERS: [&str; 3] = ["claimed", "counted", "difference"];

fn no_formula_in(folder: &Path) -> (usize, usize) {
    let (mut tables, mut books) = (0, 0);
    for (name, bytes) in support::contents(folder) {
        if name.ends_with(".csv") {
            tables += 1;
            let rows = support::parse_csv(&String::from_utf8(bytes).unwrap());
            for cells in &rows {
                for (cell, header) in cells.iter().zip(&rows[0]) {
                    let is_number = NUMBERS.contains(&header.as_str());
                    let safe = is_number
                        || !cell.starts_with([
                            '=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n',
                        ]);
                    assert!(safe, "{cell:?} in {header} of {name}");
                }
            }
        } else if name.ends_with(".xlsx") {
            books += 1;
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            for index in 0..archive.len() {
                let mut part = archive.by_index(index).unwrap();
                let mut text = String::new();
                std::io::Read::read_to_string(&mut part, &mut text).unwrap();
                for sign in ["<f>", "<f ", "<hyperlink", "externalLink", "oleObject", "vbaProject"]
                {
                    assert!(!text.contains(sign), "{sign} in part {index} of {name}");
                }
            }
        }
    }
    (tables, books)
}

/// Names that every system takes, none of which leads anywhere.
fn plain_names(folder: &Path) {
    for name in support::contents(folder).keys() {
        let file = name.rsplit('/').next().unwrap();
        assert!(
            name.matches('/').count() <= 1 && !name.split('/').any(|part| part == ".."),
            "{name}"
        );
        assert!(
            !file.contains(|c: char| c.is_control() || "\\:*?\"<>|\u{202e}".contains(c)),
            "{name}"
        );
        assert!(!file.starts_with(['=', '+', '-', '@', '.', ' ']), "{name}");
        let stem = file.split('.').next().unwrap().to_uppercase();
        assert!(!["CON", "NUL", "PRN", "AUX"].contains(&stem.as_str()), "{name}");
    }
}

#[test]
fn hostile_texts_and_names_are_texts_and_stay_inside() {
    let folder = inputs();
    let before: BTreeSet<String> = support::contents(folder.path()).into_keys().collect();
    support::run(overrides(&folder));
    let out = folder.join("结果");
    let (tables, books) = no_formula_in(&out);
    assert!(tables > 10 && books > 12, "{tables} {books}");
    plain_names(&out);
    let after: BTreeSet<String> = support::contents(folder.path()).into_keys().collect();
    assert!(after.difference(&before).all(|name| name.starts_with("结果/")), "{after:?}");
    assert!(!Path::new("/tmp/evil.csv").exists() && !folder.path().join("../evil.csv").exists());

    let review = folder.join("核验");
    support::verify(Overrides { out: review.clone(), ..overrides(&folder) });
    let (tables, books) = no_formula_in(&review);
    assert!(tables > 4 && books > 1, "{tables} {books}");
    plain_names(&review);
}

#[test]
fn a_guarded_name_is_the_same_key_everywhere() {
    let folder = inputs();
    support::run(overrides(&folder));
    let out = folder.join("结果");
    let brands: Vec<String> = support::table(&out, "metrics.csv")
        .into_iter()
        .filter(|row| row[0] == "brand")
        .map(|row| row[3].clone())
        .collect();
    assert!(
        brands.contains(&"'=1+1".to_owned()) && brands.contains(&"''=1".to_owned()),
        "{brands:?}"
    );
    assert!(brands.contains(&"CON".to_owned()), "{brands:?}");
    // The Parquet twin has the names as they are.
    let file = std::fs::File::open(out.join("metrics.parquet")).unwrap();
    let batch = ParquetRecordBatchReader::try_new(file, 4096).unwrap().next().unwrap().unwrap();
    let column = batch.column_by_name("brand").unwrap();
    let column = arrow_array::cast::AsArray::as_string::<i32>(column);
    let exact: Vec<&str> = column.iter().flatten().collect();
    assert!(exact.contains(&"=1+1") && exact.contains(&"'=1"), "{exact:?}");
    assert_eq!(exact.iter().map(|name| guard(name).into_owned()).collect::<Vec<_>>(), brands);
    assert_eq!(brands.iter().map(|cell| unguard(cell)).collect::<Vec<_>>(), exact);
    // Judged again from the csv, the brands are those of the ledgers.
    let again = folder.join("重判");
    let options = CheckOptions {
        inputs: vec![out.clone()],
        out: Some(again.clone()),
        ..CheckOptions::default()
    };
    check(&options).unwrap();
    let subjects = |folder: &Path| -> BTreeSet<String> {
        support::table(folder, "verdicts.csv").into_iter().map(|row| row[5].clone()).collect()
    };
    assert_eq!(subjects(&again), subjects(&out));
}

#[cfg(unix)]
#[test]
fn what_tells_of_persons_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    const NAMES: [&str; 3] = ["欧阳天明", "诸葛孔明", "慕容复"];
    let folder = Folder::new();
    let number = id(5);
    folder.write(
        "台账/a.csv",
        format!(
            "{HEADER},联系电话,证书编号\n\
             长春市,,甲,乙,1,{0},{number},2025-01-02,2025-02-20,培训合格证书,5,,13812341234,ZS778899\n\
             长春市,,甲,乙,2,{1},{number},2025-01-02,2025-02-20,培训合格证书,5,,13812341234,ZS778899\n\
             长春市,,甲,乙,2,{2},220102199003011234,2025-01-02,2025-02-20,培训合格证书,x,,13812341234,ZS778899\n",
            NAMES[0], NAMES[1], NAMES[2]
        ),
    );
    let full =
        |out: &str| Overrides { full_ids: true, out: folder.join(out), ..overrides(&folder) };
    support::run(full("结果"));
    support::verify(full("核验"));
    let personal =
        [NAMES[0], NAMES[1], NAMES[2], &number, "220102199003011234", "13812341234", "778899"];
    let (mut closed, mut open) = (BTreeSet::new(), 0);
    for out in ["结果", "核验"] {
        for name in support::contents(&folder.join(out)).into_keys() {
            let path = folder.join(out).join(&name);
            let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            if mode == 0o600 {
                closed.insert(name);
                continue;
            }
            open += 1;
            let text = support::visible(&path);
            for personal in personal {
                assert!(!text.contains(personal), "{personal} in {name}, mode {mode:o}");
            }
        }
    }
    let expected = [
        "findings.csv",
        "rejects.csv",
        "repairs.csv",
        "rosters.csv",
        "suspicions.csv",
        "核验.xlsx",
        "疑点.xlsx",
    ];
    assert!(expected.iter().all(|name| closed.contains(*name)), "{closed:?}");
    assert!(closed.iter().any(|name| name.starts_with("退回/")) && open > 15, "{closed:?} {open}");
}
