//! What several persons have in common.

use super::Book;
use crate::audit::ledger::Row;

const CERTIFICATE: &str = "CHECK_SHARED_CERTIFICATE";
const PHONE: &str = "CHECK_SHARED_PHONE";
const TWIN: &str = "CHECK_TWIN";
const COPIED: &str = "CHECK_COPIED_BLOCK";

pub fn plant(book: &mut Book) {
    certificates(book);
    phones(book);
    twins(book);
    copied(book);
}

/// New persons, each changed by `change`, which is given the place among them.
fn people(
    book: &mut Book,
    case: &'static str,
    expected: &[&'static str],
    count: usize,
    change: &dyn Fn(usize, &mut Row),
) {
    book.case(case, expected);
    for place in 0..count {
        let mut row = book.person();
        change(place, &mut row);
        book.add(row);
    }
}

fn certificates(book: &mut Book) {
    let number = |text: &'static str| move |_: usize, row: &mut Row| row.cert_number = text.into();
    people(book, "两人一个编号", &[CERTIFICATE], 2, &number("S000022000001248800001"));
    people(book, "写法不同的编号", &[CERTIFICATE], 2, &|place, row| {
        row.cert_number = ["s000022000001248800002", "Ｓ0000 22000001248800002"][place].into();
    });
    people(book, "两地一个编号", &[CERTIFICATE], 2, &|place, row| {
        row.cert_number = "S000022000001248800003".into();
        row.unit = ["长春市", "沈阳市"][place].into();
    });
    people(book, "六个字符的编号", &[CERTIFICATE], 2, &number("A12345"));
    people(book, "五个字符的编号", &[], 2, &number("A1234"));
    people(book, "待发", &[], 4, &number("待考核后发放"));
    people(book, "没有编号", &[], 4, &number("无"));
    people(book, "差一个数字", &[], 2, &|place, row| {
        row.cert_number = format!("S00002200000124880001{place}");
    });
    book.case("一人两个班一个编号", &[]);
    let row = book.person();
    let again = row.again("2", "2024-09-02", "2024-09-16");
    book.add(Row { cert_number: row.cert_number.clone(), occupation: "美容师".into(), ..again });
    book.add(row);
    book.case("改正了的编号", &[]);
    let (one, other) = (book.person(), book.person());
    book.add(Row { cert_number: one.cert_number.clone(), ..other.clone() });
    book.add(one);
    book.add_later(other);
}

fn phones(book: &mut Book) {
    let phone = |text: &'static str| move |_: usize, row: &mut Row| row.phone = text.into();
    people(book, "五人一个手机号", &[PHONE], 5, &phone("13612340001"));
    people(book, "两地五人一个手机号", &[PHONE], 5, &|place, row| {
        row.phone = ["13612340002", "136-1234-0002", "+8613612340002", "１３６１２３４０００２"]
            [place % 4]
            .into();
        row.unit = ["长春市", "沈阳市"][place % 2].into();
    });
    people(book, "四人一个手机号", &[], 4, &phone("13612340003"));
    people(book, "八人一个座机", &[], 8, &phone("0431-86001234"));
    people(book, "八人没有电话", &[], 8, &phone("无"));
    book.case("一人五个班", &[]);
    let row = Row { amount: String::new(), ..book.person() };
    for (class, month) in (1..).zip(["01", "03", "05", "07", "09"]) {
        let (start, end) = (format!("2024-{month}-05"), format!("2024-{month}-20"));
        book.add(row.again(&class.to_string(), &start, &end));
    }
}

fn twins(book: &mut Book) {
    let named = |name: &'static str, phone: &'static str| {
        move |_: usize, row: &mut Row| (row.name, row.phone) = (name.into(), phone.into())
    };
    people(book, "同名同手机号", &[TWIN], 2, &named("王芳芳", "13612350001"));
    people(book, "同名写法不同", &[TWIN], 2, &|place, row| {
        row.name = ["阿依·古丽", "阿依 • 古丽"][place].into();
        row.phone = "13612350002".into();
    });
    people(book, "四人的手机号中两人同名", &[TWIN], 4, &|place, row| {
        row.phone = "13612350003".into();
        row.name = ["王芳芳", "王芳芳", "李明明", "赵强强"][place].into();
    });
    people(book, "五人的手机号中两人同名", &[PHONE], 5, &|place, row| {
        row.phone = "13612350004".into();
        row.name = ["王芳芳", "王芳芳", "李明明", "赵强强", "钱多多"][place].into();
    });
    people(book, "同名不同手机号", &[], 2, &|place, row| {
        (row.name, row.phone) = ("王芳芳".into(), format!("1361235001{place}"));
    });
    people(book, "同手机号不同名", &[], 2, &|place, row| {
        (row.name, row.phone) = (["王芳芳", "王芳"][place].into(), "13612350005".into());
    });
    people(book, "同名同座机", &[], 2, &named("王芳芳", "0431-86005678"));
    people(book, "没有姓名", &[], 2, &named("", "13612350006"));
}

/// Certificates without a number, so that they do not tell persons apart.
fn no_numbers(row: &mut Row, account: &str) {
    row.phone = String::new();
    row.cert_number = String::new();
    row.account = account.into();
}

fn copied(book: &mut Book) {
    people(book, "五行相同", &[COPIED], 5, &|_, row| no_numbers(row, "6222021000000001"));
    people(book, "电话也相同", &[COPIED, PHONE], 6, &|_, row| {
        no_numbers(row, "6222021000000002");
        row.phone = "13612360001".into();
    });
    people(book, "四行相同", &[], 4, &|_, row| no_numbers(row, "6222021000000003"));
    people(book, "一栏不同", &[], 5, &|place, row| {
        no_numbers(row, "6222021000000004");
        row.employment_date = format!("2024-06-1{place}");
    });
    people(book, "没有各人不同的栏", &[], 8, &|_, row| no_numbers(row, ""));
    people(book, "只填两栏", &[], 8, &|_, row| {
        no_numbers(row, "6222021000000005");
        for cell in
            [&mut row.nation, &mut row.education, &mut row.employer, &mut row.employment_date]
        {
            cell.clear();
        }
        row.nation = "汉族".into();
    });
    let two_classes = |place: usize, row: &mut Row, account: &str| {
        no_numbers(row, &format!("{account}{}", place / 2));
        row.class = (place % 2 + 1).to_string();
    };
    people(book, "两个班五行相同", &[COPIED], 10, &|place, row| {
        two_classes(place, row, "6222022000000001");
    });
    people(book, "两地两个班六行相同", &[COPIED], 12, &|place, row| {
        two_classes(place, row, "6222022000000002");
        row.unit = ["长春市", "沈阳市"][place % 2].into();
    });
    people(book, "两个班四行相同", &[], 8, &|place, row| {
        two_classes(place, row, "6222022000000003");
    });
    book.case("同样的人上两个班", &[]);
    for _ in 0..6 {
        let row = book.person();
        let mut again = row.again("2", "2024-09-02", "2024-09-16");
        again.occupation = "美容师".into();
        again.cert_number = row.cert_number.clone();
        again.employment_date = row.employment_date.clone();
        again.cert_date = "2024-09-20".into();
        again.employment_date = "2024-09-30".into();
        book.add(Row { employment_date: "2024-09-30".into(), ..row });
        book.add(again);
    }
}
