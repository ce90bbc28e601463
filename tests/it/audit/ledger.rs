//! Ledgers whose every row is written out, for checks of integrity: clean unless a test changes something.

/// The columns of the training ledger.
pub const HEADER: &str = "市(州),品牌名称,班级编号,职业（工种）,等级,开班日期,结业日期,培训课时,姓名,性别,\
身份证号,出生日期,民族,文化程度,联系电话,证书类型,证书编号,发证日期,是否就业,就业单位,统一社会信用代码,就业日期,\
人员类别,补贴金额,补贴发放日期,账号\n";

/// A row of the training ledger.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub unit: String,
    pub brand: String,
    pub class: String,
    pub occupation: String,
    pub level: String,
    pub start: String,
    pub end: String,
    pub hours: String,
    pub name: String,
    pub sex: String,
    pub id: String,
    pub birth: String,
    pub nation: String,
    pub education: String,
    pub phone: String,
    pub cert_type: String,
    pub cert_number: String,
    pub cert_date: String,
    pub employed: String,
    pub employer: String,
    pub employer_code: String,
    pub employment_date: String,
    pub category: String,
    pub amount: String,
    pub paid: String,
    pub account: String,
}

impl Row {
    /// A row that no check has anything to say of; `number` makes the person.
    pub fn clean(number: usize) -> Self {
        Self::of(&id("220102", "19850310", number), number)
    }

    /// The same for a person with that ID number.
    pub fn of(id: &str, number: usize) -> Self {
        let texts = |text: &str| text.to_owned();
        Self {
            unit: texts("长春市"),
            brand: texts("甲品牌"),
            class: texts("1"),
            occupation: texts("焊工"),
            level: texts("五级"),
            start: texts("2024-05-06"),
            end: texts("2024-05-20"),
            hours: texts("80"),
            name: format!("学员{}", numerals(number)),
            id: texts(id),
            nation: texts("汉族"),
            education: texts("初中"),
            phone: format!("139{number:08}"),
            cert_type: texts("职业技能等级证书"),
            cert_number: format!("S00002200000124{number:07}"),
            cert_date: texts("2024-05-25"),
            employed: texts("是"),
            employer: texts("某机械厂"),
            employer_code: texts(VALID_CODE),
            employment_date: texts("2024-06-10"),
            category: texts("农村转移劳动力"),
            amount: texts("1000"),
            paid: texts("2024-08-01"),
            account: format!("62220220240{number:08}"),
            ..Self::default()
        }
    }

    /// The line that it makes.
    pub fn line(&self) -> String {
        let cells = [
            &self.unit,
            &self.brand,
            &self.class,
            &self.occupation,
            &self.level,
            &self.start,
            &self.end,
            &self.hours,
            &self.name,
            &self.sex,
            &self.id,
            &self.birth,
            &self.nation,
            &self.education,
            &self.phone,
            &self.cert_type,
            &self.cert_number,
            &self.cert_date,
            &self.employed,
            &self.employer,
            &self.employer_code,
            &self.employment_date,
            &self.category,
            &self.amount,
            &self.paid,
            &self.account,
        ];
        cells.map(String::as_str).join(",") + "\n"
    }

    /// Another class of the same person: class number, first and last day; certificate, employment and payment follow.
    pub fn again(&self, class: &str, start: &str, end: &str) -> Self {
        let mut row = Self { class: class.into(), ..self.clone() };
        row.start = start.into();
        row.end = end.into();
        let day =
            |after: i64| (crate::support::day(end) + chrono::Days::new(after as u64)).to_string();
        row.cert_date = day(5);
        row.employment_date = day(20);
        row.paid = day(70);
        if let Some(serial) = self.cert_number.len().checked_sub(8) {
            row.cert_number =
                format!("S0000{}{}", end.replace('-', ""), &self.cert_number[serial..]);
        }
        row
    }
}

/// A table of rows.
pub fn table<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
    let lines: String = rows.into_iter().map(Row::line).collect();
    format!("{HEADER}{lines}")
}

/// A credit code that passes, and one that does not.
pub const VALID_CODE: &str = "91350100M000100Y43";
pub const WRONG_CODE: &str = "91350100M000100Y44";

/// An 18-digit ID number; odd order numbers are men's.
pub fn id(region: &str, birth: &str, order: usize) -> String {
    // Beyond 999 a day the county changes.
    let region: usize = region.parse::<usize>().unwrap() + order / 499 % 5;
    let body = format!("{region}{birth}{:03}", order % 499 * 2 + 1);
    check(&body)
}

/// The ID number of a woman.
pub fn womans_id(region: &str, birth: &str, order: usize) -> String {
    check(&format!("{region}{birth}{:03}", order * 2))
}

fn check(body: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        body.chars().zip(weights).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
    format!("{body}{}", char::from(b"10X98765432"[(sum % 11) as usize]))
}

/// A number in Chinese numerals: part of a name.
pub fn numerals(number: usize) -> String {
    let digits: Vec<char> = "零一二三四五六七八九".chars().collect();
    number.to_string().chars().map(|c| digits[c.to_digit(10).unwrap() as usize]).collect()
}
