//! Invented ledgers, row by row, with everything in them that leads to wrong figures.

use chrono::{Days, Months, NaiveDate};
use taizhang::model::person_id::PersonId;

use crate::random::Random;

pub const AS_OF: &str = "2025-06-30";
pub const UNITS: [&str; 4] = ["长春市", "吉林市", "四平市", "通化市"];
pub const BRANDS: [&str; 4] = ["吉林月嫂", "松江焊工", "长白厨师", "关东护工"];
pub const YEARS: std::ops::RangeInclusive<i32> = 2023..=2024;
const TYPES: [&str; 4] = ["职业资格证书", "职业技能等级证书", "专项职业能力证书", "培训合格证书"];

/// A row of the ledger.
#[derive(Clone, Debug)]
pub struct Row {
    pub unit: usize,
    pub brand: usize,
    pub class: u32,
    /// The number as it is written; empty for none.
    pub id: String,
    pub valid: bool,
    pub start: NaiveDate,
    pub end: NaiveDate,
    /// Type and date.
    pub certificate: Option<(usize, Option<NaiveDate>)>,
    pub employed: bool,
    pub employed_on: Option<NaiveDate>,
    /// Fen and date.
    pub paid: Option<(i64, NaiveDate)>,
    pub targeted: bool,
    pub key_group: bool,
}

/// Rows in the order in which they stand; a later row of an enrolment knows all that an earlier one does.
pub fn rows(random: &mut Random) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut class = 0;
    for unit in 0..UNITS.len() {
        let pool: Vec<String> = (0..400).map(|number| id_number(unit, number)).collect();
        for brand in 0..BRANDS.len() {
            // Some brands are known in some units only.
            if (unit + brand) % 5 == 4 {
                continue;
            }
            for _ in 0..2 + random.below(9) {
                class += 1;
                let size = 6 + random.below(30);
                one_class(random, (unit, brand, class), size, &pool, &mut rows);
            }
        }
    }
    rows
}

fn one_class(
    random: &mut Random,
    (unit, brand, class): (usize, usize, u32),
    size: usize,
    pool: &[String],
    rows: &mut Vec<Row>,
) {
    let first = NaiveDate::from_ymd_opt(2021, 11, 1).unwrap();
    let start = first + Days::new(random.below(1240) as u64);
    let end = start + Days::new(10 + random.below(90) as u64);
    let targeted = random.chance(40);
    let mut own: Vec<usize> = (0..pool.len()).collect();
    random.shuffle(&mut own);
    for person in own.into_iter().take(size) {
        let mut row = Row {
            unit,
            brand,
            class,
            id: pool[person].clone(),
            valid: true,
            start,
            end,
            certificate: None,
            employed: false,
            employed_on: None,
            paid: None,
            targeted,
            key_group: random.chance(70),
        };
        if random.chance(8) {
            row.valid = false;
            row.id = if random.chance(15) { String::new() } else { broken(&row.id, random) };
        }
        let early = row.clone();
        if random.chance(75) {
            let day = end + Days::new(random.below(70) as u64);
            row.certificate = Some((random.below(TYPES.len()), (!random.chance(5)).then_some(day)));
        }
        if random.chance(75) {
            row.employed = true;
            let day = end + Days::new(random.below(260) as u64);
            row.employed_on = (!random.chance(12)).then_some(day);
        }
        if random.chance(60) {
            let day = end + Months::new(1) + Days::new(random.below(120) as u64);
            row.paid = Some((50_000 + 10_000 * random.below(12) as i64, day));
        }
        // Exported early with less in it, or again as it is.
        if random.chance(10) {
            rows.push(early);
        }
        rows.push(row.clone());
        while random.chance(9) {
            rows.push(row.clone());
        }
    }
}

/// A valid number.
fn id_number(unit: usize, number: usize) -> String {
    let region = [220_102, 220_202, 220_302, 220_502][unit];
    let birth = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap() + Days::new(37 * number as u64);
    let digits = format!("{region}{}{:03}", birth.format("%Y%m%d"), 1 + number % 900);
    PersonId::from_digits(digits.as_bytes().try_into().unwrap()).digits18().unwrap()
}

/// The number with a wrong check character, or a digit too few.
fn broken(id: &str, random: &mut Random) -> String {
    let (front, last) = id.split_at(17);
    match random.below(3) {
        0 => front.to_owned(),
        _ => format!("{front}{}", if last == "3" { "4" } else { "3" }),
    }
}

/// The ledger as a file.
pub fn csv(rows: &[Row]) -> String {
    let mut text = "市(州),品牌名称,班级编号,姓名,身份证号,开班日期,结业日期,证书类型,发证日期,是否就业,就业日期,补贴金额,补贴发放日期,培训方式,人员类别\n"
        .to_owned();
    for row in rows {
        let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        let kind = row.certificate.map_or("", |(kind, _)| TYPES[kind]);
        let paid = row.paid.map_or_else(String::new, |(fen, _)| format!("{}", fen / 100));
        text += &[
            UNITS[row.unit],
            BRANDS[row.brand],
            &row.class.to_string(),
            "王芳",
            &row.id,
            &row.start.to_string(),
            &row.end.to_string(),
            kind,
            &day(row.certificate.and_then(|(_, day)| day)),
            if row.employed { "是" } else { "" },
            &day(row.employed_on),
            &paid,
            &day(row.paid.map(|(_, day)| day)),
            if row.targeted { "订单" } else { "普通" },
            if row.key_group { "脱贫人口" } else { "企业职工" },
        ]
        .join(",");
        text.push('\n');
    }
    text
}
