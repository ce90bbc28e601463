//! A generator of small dirty deliveries of several kinds of ledgers: the same seed, the same files.

use super::date::{Date, add_months};
use super::dirty::AS_OF;
use super::dirty_pools as pools;
use super::dirty_values::{self as values, Person};
use crate::random::Random;

const OCCUPATIONS: [&str; 5] = ["育婴员", "电工", "中式烹调师", "电工", ""];

/// The columns that every table may have, with how often.
const ABOUT: [(&str, usize); 9] = [
    ("姓名", 100),
    ("身份证号", 100),
    ("证件类型", 30),
    ("省份", 60),
    ("市（州）", 85),
    ("县（市、区）", 40),
    ("品牌名称", 45),
    ("班级编号", 40),
    ("职业（工种）", 60),
];
/// Of every kind: a word for the file's name, and its own columns.
const KINDS: [(&str, &[&str]); 5] = [
    ("培训", &["基地名称", "培训方式", "开班日期", "结业日期", "人员类别"]),
    ("发证", &["证书类型", "发证日期"]),
    ("就业跟踪", &["是否就业", "就业日期"]),
    ("补贴", &["补贴金额（元）", "补贴发放日期"]),
    ("劳务输出", &["转移就业时间", "人员类别", "基地名称"]),
];
/// What a wide training ledger has besides.
const WIDE: [&str; 5] = ["证书类型", "发证日期", "是否就业", "就业日期", "补贴金额"];
/// The same with the day of the subsidy.
const DATED: [&str; 6] = [WIDE[0], WIDE[1], WIDE[2], WIDE[3], WIDE[4], "补贴发放日期"];

struct Taken {
    person: usize,
    brand: &'static str,
    class: &'static str,
    place: [&'static str; 3],
    occupation: &'static str,
    provider: &'static str,
    end: Date,
}

/// Names and bytes of the files of one delivery.
pub fn delivery(seed: u64) -> Vec<(String, Vec<u8>)> {
    delivery_of(seed, &WIDE)
}

/// One whose wide training ledgers say when subsidies were paid.
pub fn dated_delivery(seed: u64) -> Vec<(String, Vec<u8>)> {
    delivery_of(seed, &DATED)
}

fn delivery_of(seed: u64, wide: &[&'static str]) -> Vec<(String, Vec<u8>)> {
    let mut random = Random::new(seed);
    let people: Vec<Person> =
        (0..5 + random.below(8)).map(|_| values::person(&mut random)).collect();
    let taken: Vec<Taken> =
        (0..8 + random.below(20)).map(|_| taken(&mut random, &people)).collect();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for (kind, (word, own)) in KINDS.iter().enumerate() {
        for number in 0..1 + random.below(2) {
            // Before or after the files of other kinds.
            let folder = random.pick(&["", "甲/", "乙/", "1-", "2-"]);
            let name = format!("{folder}{word}{number}.csv");
            let columns = columns(&mut random, kind, (own, wide));
            files.push((name, table(&mut random, &columns, &people, &taken)));
        }
    }
    files
}

fn taken(random: &mut Random, people: &[Person]) -> Taken {
    Taken {
        person: random.below(people.len()),
        brand: random.pick(&pools::BRANDS[..4]),
        class: random.pick(&pools::CLASSES[..5]),
        place: random.pick(&pools::PLACES[..6]),
        occupation: random.pick(&OCCUPATIONS),
        provider: random.pick(&pools::PROVIDERS),
        end: random.pick(&pools::ENDS),
    }
}

fn columns(
    random: &mut Random,
    kind: usize,
    (own, wide): (&[&'static str], &[&'static str]),
) -> Vec<&'static str> {
    let is_training = kind == 0;
    let mut columns: Vec<&str> = Vec::new();
    for (column, often) in ABOUT {
        // Without a class number the training ledger's classes have none that others could name.
        let often = match column {
            "品牌名称" if is_training => 100,
            "班级编号" if is_training => 80,
            _ => often,
        };
        if random.chance(often) {
            columns.push(column);
        }
    }
    columns.extend(own);
    if is_training && random.chance(60) {
        columns.extend(wide);
    }
    random.shuffle(&mut columns);
    columns
}

fn table(random: &mut Random, columns: &[&str], people: &[Person], taken: &[Taken]) -> Vec<u8> {
    let mut records: Vec<Vec<String>> = Vec::new();
    if random.chance(60) {
        records.push(vec!["填报单位：长春市".to_string()]);
    }
    records.push(columns.iter().map(|column| column.to_string()).collect());
    for _ in 0..10 + random.below(50) {
        let about = &taken[random.below(taken.len())];
        let mut person = &people[about.person];
        if random.chance(8) {
            person = &people[random.below(people.len())];
        }
        let document = random.chance(4);
        let cell =
            |random: &mut Random, column: &&str| cell(random, column, about, person, document);
        records.push(columns.iter().map(|column| cell(random, column)).collect());
    }
    let mut text = String::new();
    for record in &records {
        let quoted = |field: &String| format!("\"{}\"", field.replace('"', "\"\""));
        text.push_str(&record.iter().map(quoted).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    if random.chance(50) {
        return encoding_rs::GB18030.encode(&text).0.into_owned();
    }
    text.into_bytes()
}

fn cell(
    random: &mut Random,
    column: &str,
    about: &Taken,
    person: &Person,
    document: bool,
) -> String {
    let other = random.chance(5);
    match column {
        "姓名" => person.name.to_string(),
        "证件类型" if document => "护照".to_string(),
        "身份证号" if document => {
            random.pick(&["E12345678", "'e12345678", "军字第123号"]).to_string()
        }
        "身份证号" => values::id_cell(random, person),
        "省份" => about.place[0].to_string(),
        "市（州）" => about.place[1].to_string(),
        "县（市、区）" => about.place[2].to_string(),
        "品牌名称" if other => random.pick(&pools::BRANDS).to_string(),
        "品牌名称" => values::key(random, about.brand),
        "班级编号" if other => random.pick(&pools::CLASSES).to_string(),
        "班级编号" => values::key(random, about.class),
        "职业（工种）" if other => random.pick(&OCCUPATIONS).to_string(),
        "职业（工种）" => values::key(random, about.occupation),
        "基地名称" => values::key(random, about.provider),
        "培训方式" => random.pick(&pools::MODES).to_string(),
        "开班日期" => values::date(random, values::months_before(about.end, 1)),
        "结业日期" if other => values::date(random, random_day(about.end)),
        "结业日期" => values::date(random, about.end),
        "人员类别" => random.pick(&pools::CATEGORIES).to_string(),
        "证书类型" => random.pick(&pools::CERTIFICATES).to_string(),
        "发证日期" => {
            let day = random.pick(&[about.end, AS_OF, (2024, 7, 1), (2022, 1, 31)]);
            values::date(random, day)
        }
        "是否就业" => random.pick(&pools::EMPLOYED).to_string(),
        "就业日期" | "转移就业时间" => {
            let day = values::employment_day(random, about.end);
            values::date(random, day)
        }
        "补贴金额（元）" | "补贴金额" => random.pick(&pools::AMOUNTS).to_string(),
        "补贴发放日期" => {
            let day = random.pick(&[about.end, add_months(about.end, 2), AS_OF, (2024, 7, 1)]);
            values::date(random, day)
        }
        _ => String::new(),
    }
}

/// A day that makes another cohort of it.
fn random_day((year, month, day): Date) -> Date {
    (year - 1, month, day.min(28))
}
