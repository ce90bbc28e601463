//! 山西省临汾市: labour brands judged by the persons trained in 2021 (临人社函〔2021〕329号, 二(一)2).

use std::path::Path;

use super::super::SampleError;
use super::super::dirt::Noise;
use super::cohort::{Cohort, Maker};
use super::layout::{full, without_class};
use super::page::{GB18030, Page, UTF8_MARKED};

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
        .save_text(&folder.join("洪洞县.csv"), UTF8_MARKED)?;
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
    Page::new(without_class(), &rows)
        .above(&["襄汾县劳务品牌培训台账"])
        .save_text(&folder.join("襄汾县（无班级编号）.csv"), GB18030)
}
