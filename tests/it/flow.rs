//! The quarterly scheduling table against plain loops over a hand-made ledger.

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::support::{self, Folder};

const LEDGER: &str = "\
省份,市(州),县(市、区),品牌名称,基地名称,班级编号,姓名,身份证号,开班日期,结业日期,证书类型,发证日期,是否就业,就业日期,补贴金额,补贴发放日期
吉林省,长春市,农安县,甲品牌,甲基地,1,某一,110101199003078670,2025-02-01,2025-02-20,培训合格证书,2025-03-01,是,2025-04-01,500,2025-05-01
吉林省,长春市,农安县,甲品牌,甲基地,2,某一,110101199003078670,2025-03-01,2025-03-20,职业资格证书,,是,,300.5,
吉林省,长春市,农安县,乙品牌,乙基地,1,某二,44040119580101000X,2024-12-20,2025-01-10,,,否,,0,
吉林省,长春市,榆树市,甲品牌,甲基地,3,某三,371001198010082394,2025-07-01,2025-07-20,培训合格证书,2025-07-25,是,2025-08-01,100,2025-08-01
吉林省,吉林市,,甲品牌,甲基地,1,某一,110101199003078670,2025-02-01,2025-02-20,,,,,200,2025-02-25
";

/// The numbers of the line of `base` (and county) in a unit's table: columns 4 to 14.
pub fn line(out: &Folder, unit: &str, county: &str, base: &str) -> Vec<f64> {
    let mut book: Xlsx<_> = open_workbook(out.join(&format!("调度表-{unit}-2025Q2.xlsx"))).unwrap();
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name).unwrap();
    let row = range
        .rows()
        .find(|row| {
            let text = |column: usize| row[column].to_string();
            if base.is_empty() {
                text(0).contains("合计") || text(1).contains("合计")
            } else {
                text(1) == county && text(2) == base
            }
        })
        .unwrap();
    row[3..14]
        .iter()
        .map(|cell| match cell {
            Data::Float(number) => *number,
            Data::Int(number) => *number as f64,
            _ => 0.0,
        })
        .collect()
}

#[test]
fn events_count_in_the_window_of_their_own_dates() {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("a.csv", LEDGER);
    let mut overrides = support::overrides(&[input.path().to_owned()], out.path(), "2025-09-30");
    overrides.quarter = taizhang::model::period::Quarter::new(2);
    support::run(overrides);
    // classes, trainees, certified: any, four types; employed; persons paid, yuan; estimated dates
    let first = [2.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 800.5, 3.0];
    assert_eq!(line(&out, "长春市", "农安县", "甲基地"), first);
    // Started the year before; nothing else happened.
    let other = std::panic::catch_unwind(|| line(&out, "长春市", "农安县", "乙基地"));
    assert!(other.is_err(), "no event, no line");
    assert_eq!(line(&out, "长春市", "", ""), first);
    // The same person in two units counts once in the province.
    assert_eq!(
        line(&out, "吉林省", "", ""),
        [3.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1000.5, 3.0]
    );
}
