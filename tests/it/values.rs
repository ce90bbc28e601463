//! Every way of writing a value that ledgers are known for, through whole runs: what counts is the same.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Workbook};

use crate::support::{self, Folder};

const AS_OF: &str = "2024-12-31";
const ID: &str = "110101199003078670";

/// What a run says: the counts of the city's only year, and codes with columns of all findings and rejects.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    counts: BTreeMap<String, u64>,
    findings: Vec<(String, String)>,
}

impl Said {
    fn count(&self, column: &str) -> u64 {
        self.counts.get(column).copied().unwrap_or_default()
    }

    fn codes(&self) -> Vec<&str> {
        self.findings.iter().map(|(code, _)| code.as_str()).collect()
    }
}

fn run(files: &[(&str, &[u8])], mapping: Option<&str>) -> Said {
    let (input, out) = (Folder::new(), Folder::new());
    for (name, bytes) in files {
        input.write(&format!("input/{name}"), bytes);
    }
    let mut overrides = support::overrides(&[input.join("input")], out.path(), AS_OF);
    overrides.mapping = mapping.map(|text| input.write("mapping.toml", text));
    support::run(overrides);
    let text = std::fs::read_to_string(out.join("metrics.csv")).unwrap();
    let table = support::parse_csv(&text);
    let city = table.iter().find(|row| row[0] == "city");
    let counts = city.map_or_else(BTreeMap::new, |row| {
        let cells = table[0].iter().zip(row).skip(5);
        cells.map(|(column, cell)| (column.clone(), cell.parse().unwrap())).collect()
    });
    let tables = ["rejects.csv", "findings.csv"].map(|name| support::table(out.path(), name));
    let findings = tables.concat().into_iter().map(|row| (row[3].clone(), row[4].clone()));
    Said { counts, findings: findings.collect() }
}

/// A ledger of one person; `changes` replaces cells of the sound row, or adds columns.
fn row(changes: &[(&str, &str)]) -> String {
    let mut cells = vec![
        ("市(州)", "长春市"),
        ("品牌名称", "甲品牌"),
        ("班级编号", "1"),
        ("姓名", "王芳"),
        ("身份证号", ID),
        ("结业日期", "2024-03-01"),
        ("证书类型", "职业技能等级证书"),
        ("发证日期", "2024-03-02"),
        ("是否就业", "是"),
        ("就业日期", "2024-03-03"),
        ("补贴金额", "1200"),
    ];
    for (header, value) in changes {
        match cells.iter_mut().find(|(known, _)| known == header) {
            Some(cell) => cell.1 = value,
            None => cells.push((header, value)),
        }
    }
    let line = |pick: fn(&(&str, &str)) -> String| {
        cells
            .iter()
            .map(|cell| format!("\"{}\"", pick(cell).replace('"', "\"\"")))
            .collect::<Vec<_>>()
            .join(",")
    };
    format!("{}\n{}\n", line(|cell| cell.0.to_owned()), line(|cell| cell.1.to_owned()))
}

fn said(changes: &[(&str, &str)]) -> Said {
    run(&[("台账.csv", row(changes).as_bytes())], None)
}

#[test]
fn one_person_however_the_number_is_written() {
    let plain = row(&[]);
    for other in [
        "’110101199003078670",
        "=\"110101199003078670\"",
        "１１０１０１１９９００３０７８６７０",
        "110101 19900307\u{a0}8670\u{feff}",
        "1101011990\t03078670\n",
        "11010119900307867043",
    ] {
        let again = row(&[("身份证号", other), ("班级编号", "2")]);
        let said = run(&[("a.csv", plain.as_bytes()), ("b.csv", again.as_bytes())], None);
        assert_eq!((said.count("enrolments"), said.count("trainees")), (2, 1), "{other:?}");
    }
    let passport = row(&[("身份证号", "E12345678"), ("证件类型", "护照")]);
    let said = run(&[("a.csv", plain.as_bytes()), ("b.csv", passport.as_bytes())], None);
    assert_eq!(said.count("trainees"), 2, "a document is another person");
    let untyped = run(&[("b.csv", row(&[("身份证号", "E12345678")]).as_bytes())], None);
    assert_eq!(untyped.codes(), ["ID_LENGTH"], "and only where its type says so");
}

#[test]
fn names_are_one_whatever_dot_they_have() {
    let long = "阿布都热合曼·买买提吐尔逊·".repeat(4) + "𬱖";
    assert!(long.chars().count() > 50);
    for dot in ["·", "• ", " ・", "．", "‧"] {
        let other = row(&[("姓名", &long.replace('·', dot)), ("班级编号", "2")]);
        let first = row(&[("姓名", &long)]);
        let said = run(&[("a.csv", first.as_bytes()), ("b.csv", other.as_bytes())], None);
        assert_eq!(said.codes(), [""; 0], "{dot}");
    }
    let other = row(&[("姓名", &long.replace('𬱖', "𬱟")), ("班级编号", "2")]);
    let said =
        run(&[("a.csv", row(&[("姓名", &long)]).as_bytes()), ("b.csv", other.as_bytes())], None);
    assert_eq!(said.codes(), ["IDENTITY_CONFLICT"], "the last character still counts");
}

#[test]
fn dates_in_every_form_count_the_same() {
    let plain = said(&[]);
    assert_eq!(plain.codes(), [""; 0]);
    for day in [
        "2024/3/3",
        "2024.3.3",
        "20240303",
        "2024年3月3日",
        "2024-03-03 08:30:00",
        "45354",
        "２０２４－０３－０３",
    ] {
        assert_eq!(said(&[("就业日期", day)]), plain, "{day}");
    }
    for (day, code) in [
        ("2024/3", "DATE_MONTH_ONLY"),
        ("2024年3月", "DATE_MONTH_ONLY"),
        ("24.3.3", "DATE_AMBIGUOUS"),
        ("03/03/2024", "DATE_AMBIGUOUS"),
        ("2024-3.3", "DATE_UNREADABLE"),
        ("453544", "DATE_UNREADABLE"),
    ] {
        let said = said(&[("就业日期", day)]);
        assert!(said.codes().contains(&code), "{day}");
        assert_eq!(said.count("employed_6m"), 0, "{day} is no date");
    }
    for range in ["2024.2.6-3.1", "2024年2月6日—3月1日", "2024-02-06至2024-03-01"] {
        let said = said(&[("结业日期", ""), ("培训起止时间", range)]);
        assert_eq!(said.counts, plain.counts, "{range}");
    }
    let open = said(&[("结业日期", ""), ("培训起止时间", "2月6日—20日")]);
    assert!(open.codes().contains(&"DATE_UNREADABLE"), "a range without a year is not guessed");
}

/// A workbook with the sound row, its day of employment under a built-in format.
fn book(format: Option<u8>, value: f64) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (line, cells) in (0..).zip(support::parse_csv(&row(&[]))) {
        for (column, cell) in (0..).zip(cells) {
            if (line, cell.as_str()) == (1, "2024-03-03") {
                let style = format
                    .map_or_else(Format::new, |index| Format::new().set_num_format_index(index));
                sheet.write_number_with_format(line, column, value, &style).unwrap();
            } else {
                sheet.write_string(line, column, cell).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn day_numbers_are_read_under_every_built_in_format() {
    const DAY: f64 = 45354.0;
    let plain = said(&[]);
    let formats = (14..=17).chain([22]).chain(27..=36).chain(50..=58);
    for format in formats.map(Some).chain([None]) {
        assert_eq!(run(&[("台账.xlsx", &book(format, DAY))], None), plain, "format {format:?}");
    }
    let damaged = run(&[("台账.xlsx", &book(None, 2_958_466.0))], None);
    assert!(damaged.codes().contains(&"DATE_UNREADABLE"));
}

#[test]
fn amounts_take_their_unit_from_the_nearest_place() {
    for amount in ["1,200.00", "1200元", "￥1200", "0.12万元", "1200 元/人", "１２００"] {
        assert_eq!(said(&[("补贴金额", amount)]).count("subsidy_fen"), 120_000, "{amount}");
    }
    let ten_thousands = row(&[("补贴金额", "0.12")]);
    let by_header = ten_thousands.replace("补贴金额", "补贴金额（万元）");
    let by_line = format!("单位：人、万元\n{ten_thousands}");
    let by_both = format!("单位：人、元\n{by_header}");
    for text in [by_header, by_line, by_both] {
        assert_eq!(run(&[("台账.csv", text.as_bytes())], None).count("subsidy_fen"), 120_000);
    }
    let by_cell = format!("单位：人、万元\n{}", row(&[("补贴金额", "1200元")]));
    assert_eq!(run(&[("台账.csv", by_cell.as_bytes())], None).count("subsidy_fen"), 120_000);
}

#[test]
fn choices_and_empty_words_in_every_form() {
    for yes in ["√", "1", "有", "Y", "①是", "（1）是", "(3) 已就业"] {
        assert_eq!(said(&[("是否就业", yes)]).count("employed_6m"), 1, "{yes}");
    }
    for no in ["否", "×", "0", "无", "N", "未就业", "②否"] {
        let said = said(&[("是否就业", no), ("就业日期", "")]);
        assert_eq!((said.count("employed_6m"), said.codes().len()), (0, 0), "{no}");
    }
    for empty in ["", "-", "—", "/", "无", "NULL", "#N/A", "暂无", "待定", "　－　"] {
        let none = said(&[("证书类型", empty), ("发证日期", empty), ("证书编号", empty)]);
        assert_eq!((none.count("certified_any"), none.codes().len()), (0, 0), "{empty}");
        let unpaid = said(&[("补贴金额", empty)]);
        assert_eq!((unpaid.count("subsidised"), unpaid.codes().len()), (0, 0), "{empty}");
    }
    let none = said(&[("证书类型", "无"), ("证书编号", "Y1")]);
    assert_eq!((none.count("certified_any"), none.codes().len()), (0, 0), "无 is no certificate");
}

#[test]
fn categories_by_all_their_names() {
    let key = [
        "农村转移劳动力",
        "农村转移就业劳动者",
        "农村劳动力",
        "脱贫人口",
        "贫困劳动力",
        "登记失业人员",
        "城镇登记失业人员",
        "高校毕业生",
        "毕业年度高校毕业生",
        "城乡未继续升学的初高中毕业生",
        "退役军人",
        "残疾人",
        "就业困难人员",
        "零就业家庭",
        "低保",
        "监狱服刑人员",
    ];
    for (words, counted) in [(&key[..], 1), (&["企业职工", "在校学生"], 0)] {
        for word in words {
            let said = said(&[("人员类别", word)]);
            assert_eq!((said.count("key_subsidised"), said.codes().len()), (counted, 0), "{word}");
        }
    }
}

#[test]
fn the_id_number_decides_on_sex_and_birth_date() {
    for (sex, codes) in [
        ("男", &[][..]),
        ("1", &[]),
        ("0", &[]),
        ("2", &[]),
        ("/", &[]),
        ("女", &["SEX_MISMATCH"]),
        ("②女", &["SEX_MISMATCH"]),
    ] {
        assert_eq!(said(&[("性别", sex)]).codes(), codes, "{sex}");
    }
    let mapping =
        "[[table]]\nfile = \"*\"\n[table.words]\nsex = { \"0\" = \"女\", \"1\" = \"男\" }\n";
    let coded = |code| run(&[("台账.csv", row(&[("性别", code)]).as_bytes())], Some(mapping));
    assert_eq!(coded("0").codes(), ["SEX_MISMATCH"], "a code that a mapping explains");
    assert_eq!(coded("1").codes(), [""; 0]);
    for (birth, codes) in [
        ("1990-03-07", &[][..]),
        ("19900307", &[]),
        ("1990.3", &[]),
        ("1990年3月", &[]),
        ("待定", &[]),
        ("1990-07-03", &["BIRTH_DATE_MISMATCH"]),
        ("1990.4", &["BIRTH_DATE_MISMATCH"]),
        ("90.3.7", &["DATE_AMBIGUOUS"]),
    ] {
        assert_eq!(said(&[("出生日期", birth)]).codes(), codes, "{birth}");
    }
    let passport = said(&[
        ("身份证号", "E1"),
        ("证件类型", "护照"),
        ("性别", "女"),
        ("出生日期", "1980-01-01"),
    ]);
    assert_eq!(passport.codes(), [""; 0], "a document says neither");
}

#[test]
fn a_region_code_is_no_newer_than_the_birth_or_the_first_numbers() {
    let said_of = |body: &str| {
        let digits: [u8; 17] = body.as_bytes().try_into().unwrap();
        let check = taizhang::model::person_id::check_character(&digits);
        said(&[("身份证号", &format!("{body}{}", char::from(check)))])
    };
    for (body, is_newer) in [
        // 密云区, since 2015.
        ("11011820140307123", true),
        ("11011820150307123", false),
        // 东昌区, since 1986.
        ("22050219851231123", true),
        ("22050219860101123", false),
        // 柳河县, since 1985: the first numbers are of 1984.
        ("22052419500307123", true),
        // 昌平县, in the records since 1982.
        ("11022119500307123", false),
        // Older than the records; in none of them; another kind of number.
        ("22010219500307123", false),
        ("22999919500307123", false),
        ("83000019920130002", false),
        ("91184019900307001", false),
    ] {
        let said = said_of(body);
        let codes = if is_newer { &["ID_REGION_NEWER"][..] } else { &[] };
        assert_eq!(said.codes(), codes, "{body}");
        assert_eq!(said.count("trainees"), 1, "{body}: the row counts");
    }
}

#[test]
fn certificate_numbers_agree_with_type_date_and_level() {
    const NUMBER: &str = "Y000022000001245000123";
    let wrong = ["CERT_NUMBER_MISMATCH"];
    let with = |changes: &[(&str, &str)]| {
        let number = [("证书编号", NUMBER)];
        said(&[&number, changes].concat()).codes().join(" ")
    };
    assert_eq!(with(&[]), "");
    for (field, right, other) in [
        ("证书等级", "五级", "四级"),
        ("等级", "初级工", "3"),
        ("工种/级别", "中式烹调师/五级", "中式烹调师/高级工"),
        ("证书等级", "五级/初级工", "高级技师"),
        ("发证日期", "2024-12-31", "2023-12-31"),
        ("证书类型", "专项职业能力证书", "职业资格证书"),
        ("证书编号", "S000022000001245000123", "2200001240512345"),
    ] {
        assert_eq!(with(&[(field, right)]), "", "{field}: {right}");
        assert_eq!(with(&[(field, other)]), wrong[0], "{field}: {other}");
    }
    assert_eq!(
        with(&[("证书等级", "/"), ("等级", "四级")]),
        wrong[0],
        "the next that says something"
    );
    let old = [("证书类型", "职业资格证书"), ("证书编号", "2407000012300045")];
    assert_eq!(said(&[&old[..], &[("证书等级", "三级")]].concat()).codes(), [""; 0]);
    assert_eq!(said(&[&old[..], &[("证书等级", "二级")]].concat()).codes(), wrong);
    assert_eq!(said(&[("证书编号", "省鉴字12号")]).codes(), wrong);
    assert_eq!(said(&[("证书编号", "待定")]).codes(), [""; 0]);
}

#[test]
fn a_file_in_ten_thousands_is_told_from_the_others() {
    let file = |amounts: &[&str], header: &str| {
        let rows: Vec<String> = amounts
            .iter()
            .enumerate()
            .map(|(class, amount)| {
                let text = row(&[("班级编号", &class.to_string()), ("补贴金额", amount)]);
                text.lines().nth(1).unwrap().to_owned()
            })
            .collect();
        let first = row(&[]).lines().next().unwrap().replace("补贴金额", header);
        format!("{first}\n{}\n", rows.join("\n"))
    };
    let check = |files: [String; 3]| {
        let names = ["a.csv", "b.csv", "c.csv"];
        let files: Vec<_> = names.into_iter().zip(files.iter().map(String::as_bytes)).collect();
        let said = run(&files, None);
        said.codes().into_iter().filter(|code| *code == "AMOUNT_SCALE").count()
    };
    let yuan = || file(&["1500", "800", "0"], "补贴金额");
    assert_eq!(check([yuan(), yuan(), file(&["0.15", "0.08"], "补贴金额")]), 1);
    assert_eq!(check([yuan(), yuan(), file(&["0.15", "0.08"], "补贴金额（万元）")]), 0);
    assert_eq!(check([yuan(), yuan(), file(&["300", "30"], "补贴金额")]), 0, "small is not wrong");
    assert_eq!(check([yuan(), yuan(), file(&["0", "—"], "补贴金额")]), 0, "nothing to compare");
    assert_eq!(check([yuan(), yuan(), file(&["15000000", "8000000"], "补贴金额")]), 1);
}
