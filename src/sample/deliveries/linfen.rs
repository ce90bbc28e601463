//! 山西省临汾市: labour brands judged by the persons trained in 2021 (临人社函〔2021〕329号, 二(一)2).

use std::fs;
use std::path::Path;

use super::super::SampleError;
use super::super::dirt::Noise;
use super::super::row::{Column as C, Row};
use super::cohort::{Cohort, Maker};
use super::layout::{Layout, full, without_class};
use super::page::{GB18030, Page, TABS, UTF8_MARKED, UTF8_PLAIN};
use super::workbook::{self, SheetForm};

const HONGTONG: Cohort = Cohort {
    city: "临汾市",
    county: "洪洞县",
    brand: "洪洞沐岗面点师",
    base: "沐岗一职业培训学校",
    occupation: "中式面点师",
    year: 2021,
    months: (3, 12),
    persons: 512,
    certified: 430,
    soon: 170,
    late: 30,
    targeted: 0,
    paid_key: 300,
    class_size: 64,
};

pub(super) fn write(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    // 512 trained, 39% employed: the figures are met.
    let rows = maker.rows(&HONGTONG);
    let rows = maker.soil(rows, 30);
    Page::new(full(), &rows)
        .above(&["洪洞县劳务品牌培训台账", "填报单位：临汾市洪洞县　填报人：卫某某　单位：人、元"])
        .noise(Noise::Subtotal, 256)
        .noise(Noise::GrandTotal, 1_000)
        .save_text(&folder.join("洪洞县.csv"), UTF8_MARKED, maker)?;
    // 128 trained, a fifth employed: not met. The form has no class number.
    let part = Cohort {
        county: "襄汾县",
        brand: "襄汾锦畦瓦工",
        base: "锦畦同职业培训学校",
        occupation: "砌筑工",
        persons: 128,
        certified: 100,
        soon: 20,
        late: 6,
        paid_key: 60,
        class_size: 32,
        ..HONGTONG
    };
    let rows = maker.rows(&part);
    Page::new(without_class(), &rows).above(&["襄汾县劳务品牌培训台账"]).save_text(
        &folder.join("襄汾县（无班级编号）.csv"),
        GB18030,
        maker,
    )?;
    separate(&folder.join("浮山县（分册）"), maker)
}

const FUSHAN: Cohort = Cohort {
    county: "浮山县",
    brand: "浮山榆槐电工",
    base: "榆槐二职业培训学校",
    occupation: "电工",
    persons: 60,
    certified: 52,
    soon: 26,
    late: 4,
    paid_key: 30,
    class_size: 30,
    ..HONGTONG
};

const UNIT: &str = "填报单位：临汾市浮山县　填报人：祁某某　单位：人、元";

/// One ledger of each kind instead of a wide one. Somebody in them was never trained, and a payment is not what the
/// training ledger says.
fn separate(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    fs::create_dir_all(folder).map_err(|source| SampleError::io(folder, source))?;
    let mut rows = maker.rows(&FUSHAN);
    let one = Cohort { persons: 1, certified: 1, soon: 1, paid_key: 1, class_size: 1, ..FUSHAN };
    Page::new(training(), &rows).above(&["浮山县劳务品牌培训台账", UNIT]).save_text(
        &folder.join("培训台账.csv"),
        UTF8_MARKED,
        maker,
    )?;
    rows.extend(maker.rows(&one));
    let with = |column: C| -> Vec<Row> {
        rows.iter().filter(|row| !row.get(column).is_empty()).cloned().collect()
    };
    let person = [(C::Name, "姓名"), (C::Id, "身份证号码")];
    let layout = |own: &[(C, &'static str)]| -> Layout { [&person[..], own].concat() };

    let own = [
        (C::Occupation, "鉴定工种"),
        (C::CertType, "证书名称"),
        (C::CertNumber, "证书编号"),
        (C::CertDate, "发证日期"),
    ];
    Page::new(layout(&own), &with(C::CertNumber))
        .above(&["职业技能证书发放登记表", UNIT])
        .save_text(&folder.join("证书发放登记表.csv"), GB18030, maker)?;

    let own = [
        (C::Phone, "联系电话"),
        (C::Employed, "就业状态"),
        (C::Form, "就业渠道"),
        (C::Employer, "就业单位名称"),
        (C::EmployedOn, "就业时间"),
    ];
    let employed = with(C::EmployedOn);
    Page::new(layout(&own), &employed).above(&["就业跟踪情况表", UNIT]).save_text(
        &folder.join("就业跟踪情况表.tsv"),
        TABS,
        maker,
    )?;

    let own = [
        (C::Brand, "培训品牌"),
        (C::ClassNo, "班次"),
        (C::Amount, "补贴金额（元）"),
        (C::PaidOn, "发放日期"),
        (C::Remark, "备注"),
    ];
    let mut paid = with(C::PaidOn);
    if let Some(row) = paid.first_mut() {
        row.set(C::Amount, "300");
        row.set(C::Remark, "分次发放");
    }
    let page = Page::new(layout(&own), &paid)
        .above(&["职业培训补贴发放花名册", UNIT])
        .noise(Noise::GrandTotal, 1_000);
    let sheets = [("补贴发放", &page, SheetForm { typed: true, ..SheetForm::default() })];
    workbook::save(&folder.join("补贴发放花名册.xlsx"), &sheets, maker)?;

    let own = [(C::Employer, "务工企业"), (C::EmployedOn, "转移就业时间")];
    Page::new(layout(&own), &employed[..employed.len() / 2])
        .above(&["劳务输出花名册", UNIT])
        .save_text(&folder.join("劳务输出花名册.csv"), UTF8_PLAIN, maker)
}

/// A training ledger without certificates and employment.
fn training() -> Layout {
    let left_out = [
        C::CertType,
        C::CertNumber,
        C::CertDate,
        C::Employed,
        C::Form,
        C::Employer,
        C::EmployedOn,
        C::PaidOn,
    ];
    full().into_iter().filter(|(column, _)| !left_out.contains(column)).collect()
}
