//! Whatever cell, header, file, folder or sheet a person was typed into, an encrypted store shows nothing of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use encoding_rs::GB18030;
use rust_xlsxwriter::Workbook;
use taizhang::config::{self, Known, Overrides, RunConfig};
use taizhang::model::person_id::check_character;
use taizhang::pipeline;

use super::{Shelf, program, scan, tables};
use crate::support::{self, Folder};

const AS_OF: &str = "2025-09-30";

/// Columns of a ledger, each with what may well stand in it.
const COLUMNS: [(&str, &str); 23] = [
    ("省份", "吉林省"),
    ("市（州）", "长春市"),
    ("县（市、区）", "绿园区"),
    ("品牌名称", "甲品牌"),
    ("基地名称", "甲校"),
    ("班级编号", "1期"),
    ("职业（工种）", "焊工"),
    ("培训方式", "定向"),
    ("开班日期", "2025-01-02"),
    ("结业日期", "2025-02-03"),
    ("姓名", ""),
    ("证件类型", "居民身份证"),
    ("身份证号", ""),
    ("联系电话", "13000000000"),
    ("人员类别", "脱贫人口"),
    ("证书类型", "培训合格证书"),
    ("证书编号", "JL-1"),
    ("发证日期", "2025-02-10"),
    ("是否就业", "是"),
    ("就业日期", "2025-03-01"),
    ("补贴金额", "500"),
    ("培训课时", "80"),
    ("备注", ""),
];

/// What a store does not keep of rows that are sound otherwise.
const NOT_KEPT: [&str; 5] = ["培训课时", "备注", "多出的列", "省份", "证件类型"];
/// What all numbers and names begin with.
const MARKS: [&str; 3] = ["22010219", "1391234", "欧阳霁"];

/// Invented persons, none of whom is another, and where they were typed.
#[derive(Default)]
struct Persons {
    told: Vec<(&'static str, String)>,
    place: &'static str,
}

impl Persons {
    fn remember(&mut self, text: String) -> String {
        self.told.push((self.place, text.clone()));
        text
    }

    fn id(&mut self) -> String {
        let digits = format!(
            "{}{:02}0101{:03}",
            MARKS[0],
            60 + self.told.len() / 999,
            self.told.len() % 999
        );
        let check = check_character(digits.as_bytes().try_into().unwrap());
        // The first seventeen are what a number of a person is made of.
        self.remember(digits.clone());
        format!("{digits}{}", char::from(check))
    }

    fn phone(&mut self) -> String {
        self.remember(format!("{}{:04}", MARKS[1], self.told.len()))
    }

    fn name(&mut self) -> String {
        let last = char::from_u32('一' as u32 + 100 + self.told.len() as u32).unwrap();
        self.remember(format!("{}{last}", MARKS[2]))
    }

    /// One of each kind.
    fn all(&mut self) -> [String; 3] {
        [self.id(), self.phone(), self.name()]
    }

    /// A ledger with every kind of personal text in every column, one at a time, besides whom the row is about.
    fn ledger(&mut self, without: &[&str]) -> Vec<Vec<String>> {
        let columns: Vec<_> = COLUMNS.iter().filter(|(head, _)| !without.contains(head)).collect();
        self.place = "列名";
        let strange = self.all();
        let heads = columns.iter().map(|(head, _)| (*head).to_owned()).chain(strange);
        let mut rows = vec![heads.collect::<Vec<String>>()];
        for wrong in 0..=columns.len() {
            self.place = columns.get(wrong).map_or("多出的列", |(head, _)| head);
            for misplaced in self.all() {
                self.place = "本人";
                let mut row: Vec<String> =
                    columns.iter().map(|(_, value)| (*value).to_owned()).collect();
                for (cell, (head, _)) in row.iter_mut().zip(&columns) {
                    match *head {
                        "姓名" => *cell = self.name(),
                        "身份证号" => *cell = self.id(),
                        _ => {}
                    }
                }
                match row.get_mut(wrong) {
                    Some(cell) => *cell = misplaced,
                    None => row.push(misplaced),
                }
                rows.push(row);
            }
        }
        rows
    }
}

fn csv(rows: &[Vec<String>]) -> String {
    rows.iter().map(|row| row.join(",") + "\n").collect()
}

fn workbook(sheets: [(&str, &[Vec<String>]); 2], path: &Path) {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (at, row) in (0..).zip(rows) {
            sheet.write_row(at, 0, row).unwrap();
        }
    }
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    book.save(path).unwrap();
}

/// A delivery with persons in all places.
fn delivery(persons: &mut Persons) -> Folder {
    let folder = Folder::new();
    persons.place = "文件名";
    let mut place = || persons.all().join("-");
    let (below, named): (String, Vec<String>) = (place(), (0..5).map(|_| place()).collect());
    let ledger = csv(&persons.ledger(&[]));
    folder.write(&format!("长春市/{below}/{}.csv", named[0]), ledger);
    // Without numbers, classes are told by provider, occupation and days.
    let ledger = csv(&persons.ledger(&["班级编号"]));
    folder.write(&format!("{}.csv", named[1]), GB18030.encode(&ledger).0);
    persons.place = "表名";
    let sheets = [persons.id() + "甲", persons.name() + &persons.phone()];
    let (first, second) = (persons.ledger(&["基地名称"]), persons.ledger(&["证书编号"]));
    let sheets = [(sheets[0].as_str(), &first[..]), (sheets[1].as_str(), &second[..])];
    workbook(sheets, &folder.join(&format!("{}.xlsx", named[2])));
    persons.place = "本人";
    folder.write(&format!("{}.xlsx", named[3]), "PK\u{3}\u{4} no workbook");
    folder.write(&format!("{}.csv", named[4]), format!("{},没有表头\n", persons.name()));
    let certificates: Vec<String> =
        (0..4).map(|_| persons.all().join(",") + ",焊工,2025-02-10,培训合格证书").collect();
    let head = "身份证号,联系电话,姓名,职业（工种）,发证日期,证书类型";
    folder.write("长春市/取证.csv", format!("{head}\n{}\n", certificates.join("\n")));
    folder
}

/// A store with which everything was done that can be, who was delivered, and the reports.
fn lived(key: Option<PathBuf>) -> (Shelf, Persons, Folder) {
    let (mut shelf, mut persons, out) = (Shelf::new(), Persons::default(), Folder::new());
    shelf.key = key;
    let first = delivery(&mut persons);
    shelf.ingest(first.path(), "2025-07");
    let second = delivery(&mut persons);
    // The same content again, under another name.
    let again = persons.name();
    let known =
        support::contents(first.path()).into_iter().find(|(path, _)| path.ends_with(".csv"));
    second.write(&format!("{again}.csv"), known.unwrap().1);
    shelf.ingest(second.path(), "2025-08");
    let third = delivery(&mut persons);
    shelf.take(&[third.path().to_owned()], "2025-07", true).unwrap();
    reported(&shelf, out.path());
    verified(&shelf, &mut persons, &out.join("verified"));
    // What was sent back names the rows that it came from.
    shelf.ingest(&out.join("whole/退回"), "2025-09");
    shelf.compact();
    shelf.withdraw("2025-08");
    let late = delivery(&mut persons);
    for delay in [20, 60, 120, 240] {
        let words = ["ingest".into(), late.path().to_owned(), "--batch".into(), "2025-10".into()];
        let mut killed = program(&words, &shelf.store(), shelf.key.as_deref())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(delay));
        killed.kill().unwrap();
        killed.wait().unwrap();
    }
    shelf.compact();
    (shelf, persons, out)
}

/// Reports with every option that is kept in the store or its log.
fn reported(shelf: &Shelf, out: &Path) {
    let with = |name: &str, other: Overrides| Overrides {
        store: Some(shelf.view(Known::Newest)),
        ..Overrides { out: out.join(name), as_of: Some(support::day(AS_OF)), quiet: true, ..other }
    };
    let pseudonyms = shelf.folder.join("pseudonyms.key");
    config::new_key(&pseudonyms).unwrap();
    let options = [
        with("whole", Overrides { full_ids: true, ..Overrides::default() }),
        with("unit", Overrides { only_unit: Some("长春市".to_owned()), ..Overrides::default() }),
        with("others", Overrides { pseudonymise: Some(pseudonyms), ..Overrides::default() }),
        with("few", Overrides { suppress_below: Some(3), ..Overrides::default() }),
    ];
    for overrides in options {
        pipeline::store_report(&RunConfig::new(overrides).unwrap()).unwrap();
    }
    let config = RunConfig::new(with("month", Overrides::default())).unwrap();
    pipeline::month(&config, None).unwrap();
}

/// Claims, lists, checks and repairs with persons in them and in their names.
fn verified(shelf: &Shelf, persons: &mut Persons, out: &Path) {
    let given = Folder::new();
    persons.place = "名单";
    let (folder, name) = (persons.all().join("-"), persons.all().join("-"));
    let before = persons.told.len();
    let list = csv(&persons.ledger(&[]));
    // It is kept as it is, whatever stands where in it.
    persons.told[before..].iter_mut().for_each(|(place, _)| *place = "名单");
    given.write(&format!("{folder}/{name}.csv"), list);
    given.write(&format!("{folder}/坏-{}.xlsx", persons.name()), "PK\u{3}\u{4} no workbook");
    persons.place = "申报表";
    let claims = format!("{}.csv", persons.all().join("-"));
    let [brand, cell, header] = persons.all();
    let claims = given.write(
        &claims,
        format!("市,品牌名称,年度,培训人数,{header}\n长春市,{brand},2025,{cell}\n"),
    );
    persons.place = "更正清单";
    let repairs = format!(
        "file_hash,sheet,row,suggestion,approved\n{},,2,{},是\n",
        persons.phone(),
        persons.id()
    );
    let repairs = given.write(&format!("{}.csv", persons.name()), repairs);
    persons.place = "疑点规则";
    let checks = format!(
        "[[check]]\ncode = \"CHECK_AGE\"\nseverity = \"low\"\nsource = \"{}\"\n",
        persons.name()
    );
    let checks = given.write(&format!("{}.toml", persons.name()), checks);
    let overrides = Overrides {
        store: Some(shelf.view(Known::Newest)),
        repairs: Some(repairs),
        full_ids: true,
        ..support::overrides(&[], out, AS_OF)
    };
    let options = pipeline::VerifyOptions {
        claims: vec![claims],
        rosters: vec![given.join(&folder)],
        checks: vec![checks],
        ..pipeline::VerifyOptions::of(RunConfig::new(overrides).unwrap())
    };
    pipeline::verify(&options).unwrap();
    drop(given);
    for name in ["核验.xlsx", "疑点.xlsx", "run.json"] {
        assert_eq!(shelf.reproduce(out.join(name)).unwrap().json["result"], "identical", "{name}");
    }
}

#[test]
fn nobody_is_seen_wherever_they_were_typed() {
    let keys = Folder::new();
    let key = keys.join("store.key");
    config::new_key(&key).unwrap();
    let (closed, _, out) = lived(Some(key));
    assert_eq!(scan::found(&closed.store(), &MARKS), [""; 0]);

    // The same scan sees them in a store without a key, whose reports say the same.
    let (open, persons, plain) = lived(None);
    let told: Vec<&str> = persons.told.iter().map(|(_, text)| text.as_str()).collect();
    assert!(told.iter().all(|text| MARKS.iter().any(|mark| text.starts_with(mark))));
    let seen = scan::found(&open.store(), &told).join("\n");
    let places = |is_wanted: &dyn Fn(&str) -> bool| -> BTreeSet<&str> {
        let places = persons.told.iter().filter(|(_, text)| is_wanted(text));
        places.map(|(place, _)| *place).collect()
    };
    let unseen: Vec<&str> =
        places(&|_| true).difference(&places(&|text| seen.contains(text))).copied().collect();
    assert_eq!(unseen, NOT_KEPT);
    assert_eq!(tables(&out.join("whole")), tables(&plain.join("whole")));
}
