//! A generator of small dirty CSV ledgers for property tests: the same seed, the same bytes.
//!
//! Rows are drawn from a few dozen enrolments, so that they repeat and contradict each other;
//! every reject code and skip reason, every date form and both sides of every limit occur often.

use super::date::Date;
use super::dirty_pools as pools;
use super::dirty_values as values;
use super::dirty_values::Person;
use crate::random::Random;

/// The as-of date around which the dates of the ledgers lie.
pub const AS_OF: Date = (2024, 6, 30);

/// A column: what is in it, and how its header may read.
const COLUMNS: [(&str, &[&str]); 24] = [
    ("seq", &["序号", "编号", "NO"]),
    ("province", &["省", "省份"]),
    ("city", &["市（州）", "地市名称", "市", "盟市", "市（州、盟市）"]),
    ("county", &["县（市、区）", "旗县", "县(市、区、旗)"]),
    ("brand", &["品牌名称", "劳务品牌", "培训 品牌", "*品牌名称"]),
    ("provider", &["基地名称", "培训机构", "承训单位"]),
    ("class", &["班级编号", "班次", "期次", "班级编号（必填）"]),
    ("occupation", &["职业（工种）", "培训工种", "工种（岗位）"]),
    ("mode", &["培训方式"]),
    ("start", &["开班日期", "开班时间", "开班日期(年/月/日)"]),
    ("end", &["结业日期", "结课时间", "培训结束时间", "结束\n日期"]),
    ("period", &["培训起止时间", "培训时间"]),
    ("name", &["姓名", "学员姓名", "*姓名", "姓 名"]),
    ("id_type", &["证件类型"]),
    ("id", &["身份证号", "公民身份号码", "证件号码", "身份证件号码", "学员身份证号码"]),
    ("category", &["人员类别", "就业前所属群体"]),
    ("cert_type", &["证书类型", "证书名称"]),
    ("cert_date", &["发证日期", "获证时间"]),
    ("employed", &["是否就业", "就业状态"]),
    ("employment_date", &["就业日期", "就业时间", "登记就业时间"]),
    ("amount", &["补贴金额", "培训补贴金额（元）", "补贴金额（万元）"]),
    ("teacher_id", &["教师身份证号"]),
    ("spare_date", &["入职时间"]),
    ("remark", &["备注"]),
];

/// What a ledger's rows are drawn from, and what it lacks.
struct Plan {
    people: Vec<Person>,
    enrolments: Vec<Enrolment>,
    /// Indices into [`COLUMNS`] in the order they stand.
    columns: Vec<usize>,
    headers: Vec<String>,
    delimiter_in_values: bool,
}

/// What the rows of one enrolment have in common.
struct Enrolment {
    person: usize,
    brand: &'static str,
    class: &'static str,
    place: [&'static str; 3],
    provider: &'static str,
    end: Date,
}

/// The bytes of one CSV ledger of 50 to 400 rows, in UTF-8 or GB18030.
pub fn csv(seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    let plan = plan(&mut random);
    let end_of_line = if random.chance(50) { "\r\n" } else { "\n" };
    let mut records = lines_above(&mut random);
    records.push(plan.headers.clone());
    let rows = 50 + random.below(351);
    let mut columns = plan.columns.clone();
    for row in 0..rows {
        if random.chance(6) {
            records.push(no_data(&mut random, &plan, &columns));
        }
        if random.chance(1) {
            // A second header, now and then of columns in another order.
            let mut order: Vec<usize> = (0..columns.len()).collect();
            if random.chance(50) {
                random.shuffle(&mut order);
            }
            let header_of = |column: &usize| {
                let at = plan.columns.iter().position(|known| known == column);
                plan.headers[at.unwrap_or(0)].clone()
            };
            columns = order.iter().map(|at| columns[*at]).collect();
            records.push(columns.iter().map(header_of).collect());
        }
        records.push(data(&mut random, &plan, &columns, row));
    }
    for _ in 0..random.below(3) {
        records.push(vec![String::new(); columns.len()]);
    }
    let mut text = String::new();
    for record in &records {
        let fields: Vec<String> = record.iter().map(|field| written(&mut random, field)).collect();
        text.push_str(&fields.join(","));
        text.push_str(end_of_line);
    }
    if random.chance(5) {
        text.push_str("\"没有结束的引号,合计\n");
    }
    encoded(&mut random, &text)
}

fn plan(random: &mut Random) -> Plan {
    let people: Vec<Person> = (0..12 + random.below(20)).map(|_| values::person(random)).collect();
    let mut enrolments = Vec::new();
    for _ in 0..20 + random.below(40) {
        enrolments.push(Enrolment {
            person: random.below(people.len()),
            brand: random.pick(&pools::BRANDS),
            class: random.pick(&pools::CLASSES),
            place: if random.chance(75) {
                random.pick(&pools::PLACES[..8])
            } else {
                random.pick(&pools::PLACES)
            },
            provider: random.pick(&pools::PROVIDERS),
            end: random.pick(&pools::ENDS),
        });
    }
    let period = random.chance(15);
    let mut columns = Vec::new();
    for (index, (column, _)) in COLUMNS.iter().enumerate() {
        let present = match *column {
            "start" | "end" => !period,
            "period" => period,
            "class" => random.chance(75),
            "city" => random.chance(85),
            "province" | "county" => random.chance(60),
            "teacher_id" | "spare_date" => random.chance(15),
            "seq" | "id_type" | "remark" => random.chance(70),
            _ => true,
        };
        if present {
            columns.push(index);
        }
    }
    random.shuffle(&mut columns);
    let headers = columns.iter().map(|index| random.pick(COLUMNS[*index].1).to_string()).collect();
    Plan { people, enrolments, columns, headers, delimiter_in_values: random.chance(50) }
}

/// Title, metadata and blank lines, or none of them.
fn lines_above(random: &mut Random) -> Vec<Vec<String>> {
    let mut lines: Vec<Vec<String>> = Vec::new();
    if random.chance(30) {
        lines.push(vec![String::new()]);
    }
    if random.chance(50) {
        lines.push(vec!["2024年补贴性职业技能培训台账".to_string(), String::new()]);
    }
    if random.chance(50) {
        lines.push(vec![random.pick(&pools::METADATA).to_string()]);
    }
    if random.chance(20) {
        lines.push(vec![
            "填报单位：".to_string(),
            random.pick(&["白城市", "通化", "某某中心"]).to_string(),
        ]);
    }
    lines
}

/// A row that is no data: blank, total, note.
fn no_data(random: &mut Random, plan: &Plan, columns: &[usize]) -> Vec<String> {
    let mut row = vec![String::new(); columns.len()];
    match random.below(6) {
        0 => {}
        1 => row = vec![String::new()],
        2 => row.fill(random.pick(&["-", "　", "无", "/"]).to_string()),
        3 => {
            row[0] = random.pick(&["合计", "小 计", "总　计"]).to_string();
            for (cell, column) in row.iter_mut().zip(columns).skip(1) {
                if COLUMNS[*column].0 == "amount" {
                    *cell = "36000".to_string();
                }
            }
        }
        4 => row[0] = random.pick(&["以下空白", "审核人：", "填表说明"]).to_string(),
        _ => row = vec!["经办人：".to_string(), plan.people[0].name.to_string()],
    }
    // A name where names stand would make a person of a note, a word in the spare column a
    // second date.
    for (cell, column) in row.iter_mut().zip(columns) {
        if matches!(COLUMNS[*column].0, "id" | "name" | "spare_date") {
            cell.clear();
        }
    }
    row
}

fn data(random: &mut Random, plan: &Plan, columns: &[usize], number: usize) -> Vec<String> {
    let enrolment = &plan.enrolments[random.below(plan.enrolments.len())];
    let person = &plan.people[enrolment.person];
    let mut end = enrolment.end;
    if random.chance(10) {
        end = random.pick(&pools::ENDS);
    }
    let document = random.chance(4);
    let place = if random.chance(6) { random.pick(&pools::PLACES) } else { enrolment.place };
    let mut row = Vec::new();
    for column in columns {
        let value = match COLUMNS[*column].0 {
            "seq" => (number + 1).to_string(),
            "province" => place[0].to_string(),
            "city" => place[1].to_string(),
            "county" => place[2].to_string(),
            "brand" => values::key(random, enrolment.brand),
            "provider" if random.chance(85) => values::key(random, enrolment.provider),
            "provider" => random.pick(&pools::PROVIDERS).to_string(),
            "class" => values::key(random, enrolment.class),
            "occupation" => random.pick(&["家政服务员", "育婴员", "电工"]).to_string(),
            "mode" => random.pick(&pools::MODES).to_string(),
            "start" => values::date(random, values::months_before(end, 1)),
            "end" => values::date(random, end),
            "period" => values::period(random, values::months_before(end, 1), end),
            "name" if random.chance(95) => person.name.to_string(),
            "id_type" if document => random.pick(&["护照", "军官证", "①护照"]).to_string(),
            "id_type" => random.pick(&["居民身份证", "身份证", "", "-"]).to_string(),
            "id" if document => {
                random.pick(&["E12345678", "'e12345678", "军字第123号"]).to_string()
            }
            "id" => values::id_cell(random, person),
            "category" => random.pick(&pools::CATEGORIES).to_string(),
            "cert_type" => random.pick(&pools::CERTIFICATES).to_string(),
            "cert_date" => {
                let dated = random.pick(&[end, AS_OF, (2024, 7, 1), (2022, 1, 31)]);
                values::date(random, dated)
            }
            "employed" => random.pick(&pools::EMPLOYED).to_string(),
            "employment_date" => {
                let day = values::employment_day(random, end);
                values::date(random, day)
            }
            "amount" => random.pick(&pools::AMOUNTS).to_string(),
            "teacher_id" => "110101199003078670".to_string(),
            "remark" if plan.delimiter_in_values => random.pick(&pools::REMARKS).to_string(),
            _ => String::new(),
        };
        row.push(value);
    }
    row
}

/// A field as a program, or a hand, may have written it.
fn written(random: &mut Random, field: &str) -> String {
    let starts_quoted = field.starts_with('"');
    let needs_quotes = starts_quoted || field.contains([',', '\n', '\r']);
    if needs_quotes || random.chance(5) {
        return format!("\"{}\"", field.replace('"', "\"\""));
    }
    if !field.is_empty() && random.chance(1) {
        // Text after a closing quote is literal: `"ab"c` is `abc`.
        let mut characters = field.chars();
        let last = characters.next_back().unwrap_or(' ');
        if last != '"' && !characters.as_str().contains('"') {
            return format!("\"{}\"{last}", characters.as_str());
        }
    }
    field.to_string()
}

fn encoded(random: &mut Random, text: &str) -> Vec<u8> {
    match random.below(4) {
        0 => text.as_bytes().to_vec(),
        1 => [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat(),
        _ => encoding_rs::GB18030.encode(text).0.into_owned(),
    }
}
