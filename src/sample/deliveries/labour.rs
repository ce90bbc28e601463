//! The placement roster of two labour brands, both linked to training brands (内人社办发〔2024〕118号, 三(三)2).

use std::path::Path;

use super::super::SampleError;
use super::super::row::{Column as C, Row};
use super::cohort::{Cohort, Maker};
use super::page::{GB18030, Page};

/// Far from the 3,000 persons of its class of region; relaxed by an entry of the registry.
const BAOTOU: Cohort = Cohort {
    city: "包头市",
    county: "青山区",
    brand: "包头焊接工",
    base: "汀芦光技工学校",
    occupation: "焊工",
    year: 2023,
    months: (2, 6),
    persons: 60,
    certified: 60,
    soon: 60,
    late: 0,
    targeted: 0,
    paid_key: 0,
    class_size: 30,
};

/// Just enough for domestic service in the third class of regions.
const MANZHOULI: Cohort = Cohort {
    city: "呼伦贝尔市",
    county: "满洲里市",
    brand: "满洲里家政员",
    base: "蓼汀晟职业技能培训中心",
    occupation: "家政服务员",
    persons: 104,
    certified: 104,
    soon: 104,
    ..BAOTOU
};

pub(super) fn write(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let mut rows: Vec<Row> = maker.rows(&BAOTOU);
    rows.extend(maker.rows(&MANZHOULI));
    let layout = vec![
        (C::City, "盟市"),
        (C::County, "旗县（市、区）"),
        (C::Brand, "劳务品牌名称"),
        (C::Name, "姓名"),
        (C::Id, "身份证号码"),
        (C::Employer, "务工企业"),
        (C::EmployedOn, "转移就业时间"),
    ];
    Page::new(layout, &rows).above(&["劳务品牌带动就业花名册", "填报单位：内蒙古自治区"]).save_text(
        &folder.join("劳务输出花名册.csv"),
        GB18030,
        maker,
    )
}
