//! What one person's enrolments tell.

use super::Book;
use crate::audit::ledger::{Row, id, womans_id};

const OVERLAP: &str = "CHECK_OVERLAP";
const TWO_UNITS: &str = "CHECK_TWO_UNITS";
const REPEATED: &str = "CHECK_REPEATED_LEVEL";
const YEARLY: &str = "CHECK_YEARLY_SUBSIDIES";
const NO_CERTIFICATE: &str = "CHECK_NO_CERTIFICATE";
const EARLY_CERTIFICATE: &str = "CHECK_EARLY_CERTIFICATE";
const EARLY_EMPLOYMENT: &str = "CHECK_EARLY_EMPLOYMENT";
const LATE: &str = "CHECK_LATE_CLAIM";
const AGE: &str = "CHECK_AGE";
const ID: &str = "CHECK_ID_DIFFERS";

pub fn plant(book: &mut Book) {
    overlap(book);
    two_units(book);
    repeated_level(book);
    yearly(book);
    no_certificate(book);
    early_certificate(book);
    early_employment(book);
    late_claim(book);
    age(book);
    id_differs(book);
}

/// A second class from `start` to `end`, of another occupation and unpaid.
fn second(row: &Row, start: &str, end: &str) -> Row {
    Row { occupation: "美容师".into(), amount: String::new(), ..row.again("2", start, end) }
}

/// Two classes of a new person, the second so.
fn two(book: &mut Book, case: &'static str, expected: &[&'static str], start: &str, end: &str) {
    book.case(case, expected);
    let row = book.person();
    book.add(second(&row, start, end));
    book.add(row);
}

fn overlap(book: &mut Book) {
    two(book, "重叠两天", &[OVERLAP], "2024-05-19", "2024-06-02");
    two(book, "在另一班之内", &[OVERLAP], "2024-05-08", "2024-05-18");
    two(book, "同样的日期", &[OVERLAP], "2024-05-06", "2024-05-20");
    two(book, "只有一天相同", &[], "2024-05-20", "2024-06-03");
    two(book, "前后相接", &[], "2024-05-21", "2024-06-03");
    two(book, "截止日期后结业", &[], "2024-05-10", "2026-05-30");
    book.case("跨年度重叠", &[OVERLAP]);
    let row = book.person();
    book.add(second(&row, "2024-12-20", "2025-01-10"));
    book.add(Row { class: "3".into(), ..second(&row, "2025-01-06", "2025-01-20") });
    book.case("没有结业日期", &[]);
    let row = book.person();
    book.add(Row { end: String::new(), ..second(&row, "2024-05-08", "2024-05-18") });
    book.add(row);
    book.case("重复上报同一班", &[]);
    let row = book.person();
    book.add_later(row.clone());
    book.add(row);
    book.case("改正了的日期", &[]);
    let row = book.person();
    book.add(second(&row, "2024-05-08", "2024-05-18"));
    book.add_later(second(&row, "2024-06-08", "2024-06-18"));
    book.add(row);
    book.case("十五位和十八位号码", &[]);
    let row = book.with_id(&id("220102", "19700310", 7));
    let short = format!("{}{}", &row.id[..6], &row.id[8..17]);
    book.add_later(Row { id: short, ..row.clone() });
    book.add(row);
}

fn two_units(book: &mut Book) {
    let mut plant = |case, expected: &[&'static str], unit: &str, start: &str, amount: &str| {
        book.case(case, expected);
        let row = book.person();
        let other = second(&row, start, "2024-06-04");
        book.add(Row { unit: unit.into(), amount: amount.into(), ..other });
        book.add(row);
    };
    plant("两地重叠都有补贴", &[TWO_UNITS, OVERLAP], "吉林市", "2024-05-19", "800");
    plant("两省重叠都有补贴", &[TWO_UNITS, OVERLAP], "沈阳市", "2024-05-10", "800");
    plant("两地只有一天相同", &[], "吉林市", "2024-05-20", "800");
    plant("另一地没有补贴", &[OVERLAP], "吉林市", "2024-05-10", "0");
    plant("同一地两次补贴", &[OVERLAP], "长春市", "2024-05-10", "800");
    book.case("另一地从发放台账补贴", &[TWO_UNITS, OVERLAP]);
    let row = book.person();
    let other = Row { unit: "吉林市".into(), ..second(&row, "2024-05-10", "2024-05-30") };
    book.payment(&other, "800", "2024-08-01");
    book.add(other);
    book.add(row);
}

fn repeated_level(book: &mut Book) {
    let again = |row: &Row| row.again("2", "2024-09-02", "2024-09-16");
    let mut plant = |case, expected: &[&'static str], change: &dyn Fn(&mut Row, &mut Row)| {
        book.case(case, expected);
        let mut row = book.person();
        let mut other = again(&row);
        change(&mut row, &mut other);
        book.add(other);
        book.add(row);
    };
    plant("同职业同等级两次", &[REPEATED], &|_, _| {});
    plant("两地同职业同等级", &[REPEATED], &|_, other| other.unit = "沈阳市".into());
    plant("等级写法不同", &[REPEATED], &|_, other| other.level = "初级工".into());
    plant("等级不同", &[], &|_, other| other.level = "四级".into());
    plant("职业不同", &[], &|_, other| other.occupation = "美容师".into());
    plant("第二次没有补贴", &[], &|_, other| other.amount = "0".into());
    plant("都没有等级", &[], &|row, other| {
        row.level = String::new();
        other.level = String::new();
    });
    plant("只有一次有等级", &[], &|_, other| other.level = String::new());
}

/// Classes of one person that follow each other, each of another occupation.
fn several(book: &mut Book, days: &[(&str, &str)]) -> Vec<Row> {
    let row = book.person();
    let occupations = ["焊工", "美容师", "电工", "育婴员", "面点师"];
    let classes = (1..).zip(days).zip(occupations);
    classes
        .map(|((class, (start, end)), occupation)| Row {
            occupation: occupation.into(),
            ..row.again(&class.to_string(), start, end)
        })
        .collect()
}

fn yearly(book: &mut Book) {
    let days = [
        ("2024-01-05", "2024-01-20"),
        ("2024-03-05", "2024-03-20"),
        ("2024-05-05", "2024-05-20"),
        ("2024-07-05", "2024-07-20"),
        ("2023-12-20", "2024-01-04"),
        ("2023-05-05", "2023-05-20"),
    ];
    let mut plant =
        |case, expected: &[&'static str], which: &[usize], change: &dyn Fn(&mut [Row])| {
            book.case(case, expected);
            let days: Vec<_> = which.iter().map(|index| days[*index]).collect();
            let mut rows = several(book, &days);
            change(&mut rows);
            rows.into_iter().for_each(|row| book.add(row));
        };
    plant("一年四次", &[YEARLY], &[0, 1, 2, 3], &|_| {});
    plant("年内结业的四次", &[YEARLY], &[4, 1, 2, 3], &|_| {});
    plant("两地合计四次", &[YEARLY], &[0, 1, 2, 3], &|rows| rows[1].unit = "吉林市".into());
    plant("一年三次", &[], &[0, 1, 2], &|_| {});
    plant("分在两年的四次", &[], &[5, 1, 2, 3], &|_| {});
    plant("四次中一次没有补贴", &[], &[0, 1, 2, 3], &|rows| rows[2].amount = "0".into());
}

pub fn without_certificate(row: Row) -> Row {
    let none = String::new;
    Row { cert_type: none(), cert_number: none(), cert_date: none(), ..row }
}

fn no_certificate(book: &mut Book) {
    let mut plant = |case, expected: &[&'static str], change: &dyn Fn(&mut Row)| {
        book.case(case, expected);
        let mut row = without_certificate(book.person());
        change(&mut row);
        book.add(row);
    };
    plant("有补贴无证书", &[NO_CERTIFICATE], &|_| {});
    plant("证书类型写无", &[NO_CERTIFICATE], &|row| row.cert_type = "无".into());
    plant("证书晚于截止日期", &[NO_CERTIFICATE], &|row| {
        row.cert_type = "培训合格证书".into();
        row.cert_date = "2026-03-01".into();
    });
    plant("无补贴无证书", &[], &|row| row.amount = String::new());
    plant("补贴为零", &[], &|row| row.amount = "0".into());
    plant("证书没有日期", &[], &|row| row.cert_type = "培训合格证书".into());
    plant("尚未结业", &[], &|row| row.end = "2026-05-20".into());
    plant("整个单位没有证书", &[], &|row| row.unit = super::UNCERTIFIED.into());
    book.case("证书在证书台账", &[]);
    let row = without_certificate(book.person());
    book.certificate(&row, true, "S000022000001249900001", "2024-06-01");
    book.add(row);
    book.case("后来补报证书", &[]);
    let row = book.person();
    book.add(without_certificate(row.clone()));
    book.add_later(row);
}

fn early_certificate(book: &mut Book) {
    let mut plant = |case, expected: &[&'static str], date: &str| {
        book.case(case, expected);
        let row = book.person();
        book.add(Row { cert_date: date.into(), ..row });
    };
    plant("发证早一天", &[EARLY_CERTIFICATE], "2024-05-19");
    plant("发证在开班前", &[EARLY_CERTIFICATE], "2024-05-01");
    plant("结业当天发证", &[], "2024-05-20");
    book.case("改正了的发证日期", &[]);
    let row = book.person();
    book.add(Row { cert_date: "2024-05-02".into(), ..row.clone() });
    book.add_later(row);
    for (case, expected, date) in [
        ("以前一次培训的证书", &[][..], "2024-05-28"),
        ("早于两次培训的证书", &[EARLY_CERTIFICATE][..], "2024-05-10"),
    ] {
        book.case(case, expected);
        let row = without_certificate(book.person());
        let later = without_certificate(row.again("2", "2024-09-02", "2024-09-16"));
        book.certificate(&row, false, &format!("S0000220000012499{}", &row.phone[5..]), date);
        book.add(Row { amount: String::new(), ..later });
        book.add(row);
    }
}

fn early_employment(book: &mut Book) {
    let mut plant = |case, expected: &[&'static str], date: &str, category: &str| {
        book.case(case, expected);
        let row = book.person();
        book.add(Row { employment_date: date.into(), category: category.into(), ..row });
    };
    plant("开班前一天就业", &[EARLY_EMPLOYMENT], "2024-05-05", "农村转移劳动力");
    plant("没有人员类别", &[EARLY_EMPLOYMENT], "2023-05-05", "");
    plant("开班当天就业", &[], "2024-05-06", "农村转移劳动力");
    plant("企业职工", &[], "2020-05-05", "企业职工");
    book.case("改正了的就业日期", &[]);
    let row = book.person();
    book.add(Row { employment_date: "2024-01-02".into(), ..row.clone() });
    book.add_later(row);
    for (case, expected, date) in [
        ("两次培训之间就业", &[][..], "2024-07-01"),
        ("两次培训之前就业", &[EARLY_EMPLOYMENT][..], "2024-04-01"),
    ] {
        book.case(case, expected);
        let row = Row { employment_date: String::new(), employed: String::new(), ..book.person() };
        book.employed(&row, date);
        book.add(second(&row, "2024-09-02", "2024-09-16"));
        let last = book.rows.last_mut().unwrap();
        last.employment_date = String::new();
        book.add(row);
    }
}

fn late_claim(book: &mut Book) {
    let mut plant = |case, expected: &[&'static str], issued: &str, paid: &str| {
        book.case(case, expected);
        let row = book.person();
        book.add(Row { cert_date: issued.into(), paid: paid.into(), ..row });
    };
    plant("超过一天", &[LATE], "2024-05-25", "2025-05-26");
    plant("月末", &[LATE], "2024-08-31", "2025-09-01");
    plant("满十二个月", &[], "2024-05-25", "2025-05-25");
    plant("证书没有日期的晚发放", &[], "", "2025-11-25");
    plant("没有发放日期", &[], "2024-05-25", "");
    book.case("按最晚的证书", &[]);
    let row = book.person();
    let other = ("培训合格证书", "HG20240000001", "2024-12-01");
    book.add(Row { paid: "2025-11-30".into(), ..row.clone() });
    book.add_later(Row {
        cert_type: other.0.into(),
        cert_number: format!("{}{}", other.1, row.phone),
        cert_date: other.2.into(),
        paid: "2025-11-30".into(),
        ..row
    });
    book.case("发放台账中晚发放", &[LATE]);
    let row = book.person();
    book.payment(&row, "1000", "2025-06-30");
    book.add(row);
}

fn age(book: &mut Book) {
    let mut plant = |case, expected: &[&'static str], id: String, start: &str| {
        book.case(case, expected);
        let row = book.with_id(&id);
        let end = (crate::support::day(start) + chrono::Days::new(14)).to_string();
        book.add(row.again("1", start, &end));
    };
    let man = |birth, order| id("220102", birth, order);
    let woman = |birth, order| womans_id("220102", birth, order);
    plant("差一天十六岁", &[AGE], man("20080507", 1), "2024-05-06");
    plant("当天满十六岁", &[], man("20080506", 1), "2024-05-06");
    plant("男六十岁整", &[AGE], man("19640506", 1), "2024-05-06");
    plant("男差一天六十岁", &[], man("19640507", 1), "2024-05-06");
    plant("男延迟一个月的当天", &[AGE], man("19650120", 1), "2025-02-20");
    plant("男延迟一个月的前一天", &[], man("19650121", 1), "2025-02-20");
    plant("女延迟一个月的当天", &[AGE], woman("19700310", 1), "2025-04-10");
    plant("女延迟一个月的前一天", &[], woman("19700311", 1), "2025-04-10");
    plant("女五十三岁", &[], woman("19710310", 1), "2024-05-06");
}

fn id_differs(book: &mut Book) {
    let mut plant = |case, expected: &[&'static str], sex: &str, birth: &str| {
        book.case(case, expected);
        let row = book.person();
        book.add(Row { sex: sex.into(), birth: birth.into(), ..row });
    };
    plant("性别不符", &[ID], "女", "");
    plant("出生日期不符", &[ID], "", "1985-03-11");
    plant("都相符", &[], "男", "1985-03-10");
    plant("出生年月相符", &[], "男", "1985年3月");
    book.case("改正了的性别", &[]);
    let row = book.person();
    book.add(Row { sex: "女".into(), ..row.clone() });
    book.add_later(Row { sex: "男".into(), ..row });
}
