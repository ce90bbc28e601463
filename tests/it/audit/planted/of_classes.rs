//! What is true of a class.

use super::Book;
use crate::audit::ledger::{Row, WRONG_CODE};

const SIZE: &str = "CHECK_CLASS_SIZE";
const HOURS: &str = "CHECK_HOURS";
const CODE: &str = "CHECK_CREDIT_CODE";

pub fn plant(book: &mut Book) {
    sizes(book);
    hours(book);
    codes(book);
}

/// A class of so many; the names of these cases begin with 人数, so that nobody is added.
fn class(book: &mut Book, case: &'static str, expected: &[&'static str], count: usize) -> Vec<Row> {
    book.case(case, expected);
    let rows: Vec<Row> = (0..count).map(|_| book.person()).collect();
    rows.iter().for_each(|row| book.add(row.clone()));
    rows
}

fn sizes(book: &mut Book) {
    class(book, "人数差一人", &[SIZE], 9);
    class(book, "人数只有一人", &[SIZE], 1);
    class(book, "人数刚好够", &[], 10);
    class(book, "人数刚好满", &[], 60);
    class(book, "人数多一人", &[SIZE], 61);
    class(book, "人数连退回的行刚好够", &[], 9);
    let wrong = Row { id: "220102198503109999".into(), ..book.person() };
    book.add(wrong);
    let rows = class(book, "人数中退回的行已改正", &[SIZE], 9);
    let wrong = Row { id: "220102198503108889".into(), ..rows[3].clone() };
    book.add(wrong);
    book.case("人数少的班尚未结业", &[]);
    let row = book.person();
    book.add(row.again("1", "2025-12-20", "2026-01-20"));
}

fn hours(book: &mut Book) {
    let mut plant = |case, expected: &[&'static str], hours: &str, start: &str| {
        book.case(case, expected);
        let row = book.person();
        book.add(Row { hours: hours.into(), start: start.into(), ..row });
    };
    let (fifteen_days, long) = ("2024-05-06", "2023-06-06");
    plant("每天八课时", &[], "120", fifteen_days);
    plant("每天略多于八课时", &[HOURS], "120.5", fifteen_days);
    plant("总课时太少", &[HOURS], "7.5", fifteen_days);
    plant("总课时刚好够", &[], "8", fifteen_days);
    plant("总课时刚好不多", &[], "1000", long);
    plant("总课时太多", &[HOURS], "1001课时", long);
    plant("没有填课时", &[], "", fifteen_days);
    plant("没有开班日期", &[], "500", "");
    book.case("改正了的课时", &[]);
    let row = book.person();
    book.add(Row { hours: "800".into(), ..row.clone() });
    book.add_later(row);
}

fn codes(book: &mut Book) {
    let mut plant = |case, expected: &[&'static str], count: usize, code: &str| {
        book.case(case, expected);
        for _ in 0..count {
            let row = book.person();
            book.add(Row { employer_code: code.into(), ..row });
        }
    };
    plant("代码校验不符", &[CODE], 1, WRONG_CODE);
    plant("代码位数不对", &[CODE], 3, "91350100M000100Y4");
    plant("代码小写", &[], 2, "91350100m000100y43");
    plant("没有填代码", &[], 2, "无");
    book.case("改正了的代码", &[]);
    let row = book.person();
    book.add(Row { employer_code: WRONG_CODE.into(), ..row.clone() });
    book.add_later(row);
}
