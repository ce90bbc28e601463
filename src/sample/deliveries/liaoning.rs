//! 辽宁省: brands judged by type over the years 2023 and 2024 (辽人社函〔2024〕5号, 四).

use std::path::Path;

use super::super::SampleError;
use super::super::dirt::{Loss, Noise};
use super::super::row::Row;
use super::cohort::{Cohort, Maker};
use super::layout::{full, school};
use super::page::{GB18030, Page, TABS, UTF8_MARKED};
use super::workbook::{self, SheetForm};

const TIELING: Cohort = Cohort {
    city: "铁岭市",
    county: "昌图县",
    brand: "霁原菌农",
    base: "霁原一职业技能培训中心",
    occupation: "食用菌生产工",
    year: 2023,
    months: (3, 11),
    persons: 212,
    certified: 190,
    soon: 130,
    late: 20,
    targeted: 53,
    paid_key: 150,
    class_size: 53,
};

pub(super) fn write(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    village(folder, maker)?;
    college(folder, maker)?;
    below(folder, maker)?;
    sheets(folder, maker)?;
    supplement(folder, maker)
}

/// Rows of the two years that the standard looks at.
fn two_years(maker: &mut Maker, first: Cohort, second: Cohort) -> Vec<Row> {
    let mut rows = maker.rows(&first);
    rows.extend(maker.rows(&Cohort { year: 2024, ..second }));
    rows
}

/// (五) 乡村振兴: 212 and 208 trainees, about 70% employed after training.
fn village(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let form = SheetForm { typed: true, ..SheetForm::default() };
    let mut pages = Vec::new();
    for part in [
        TIELING,
        Cohort { year: 2024, persons: 208, certified: 180, soon: 120, class_size: 52, ..TIELING },
    ] {
        let rows = maker.rows(&part);
        let rows = maker.soil(rows, 50);
        pages.push(
            Page::new(full(), &rows)
                .above(&[
                    "铁岭市乡村振兴品牌培训台账",
                    "填报单位：铁岭市　填报人：陈某某　单位：人、元",
                ])
                .noise(Noise::GrandTotal, 1_000),
        );
    }
    let sheets: Vec<_> = ["2023年", "2024年"]
        .into_iter()
        .zip(&pages)
        .map(|(name, page)| (name, page, form))
        .collect();
    workbook::save(&folder.join("铁岭市乡村振兴品牌.xlsx"), &sheets, maker)
}

/// (四) 院校: 503 and 506 trainees; the graduates' employment rate is for a person to attest.
fn college(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let part = Cohort {
        city: "锦州市",
        county: "凌海市",
        brand: "苇泽数控工",
        base: "苇泽启技工学校",
        occupation: "多工序数控机床操作调整工",
        persons: 503,
        certified: 440,
        soon: 290,
        late: 30,
        paid_key: 100,
        class_size: 56,
        ..TIELING
    };
    let rows = two_years(maker, part, Cohort { persons: 506, certified: 431, soon: 275, ..part });
    let rows = maker.soil(rows, 20);
    Page::new(school(), &rows)
        .above(&["锦州市院校类品牌学员名册"])
        .noise(Noise::HeaderAgain, 500)
        .save_text(&folder.join("锦州市院校类品牌.csv"), GB18030, maker)
}

/// (一) 行政区域 and (二) 行业, far below their thresholds; and a brand that the registry does not know.
fn below(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let shenyang = Cohort {
        city: "沈阳市",
        county: "大东区",
        brand: "沈阳屿禾车工",
        base: "屿禾晟技工学校",
        occupation: "车工",
        persons: 70,
        certified: 60,
        soon: 40,
        late: 4,
        targeted: 35,
        paid_key: 30,
        class_size: 35,
        ..TIELING
    };
    let mut rows = two_years(
        maker,
        shenyang,
        Cohort { persons: 60, certified: 50, class_size: 30, ..shenyang },
    );
    let dalian = Cohort {
        city: "大连市",
        county: "金州区",
        brand: "黛川叉车工",
        base: "黛川和职业培训学校",
        occupation: "叉车司机",
        persons: 45,
        certified: 38,
        soon: 20,
        targeted: 0,
        ..shenyang
    };
    rows.extend(two_years(maker, dalian, Cohort { persons: 40, certified: 30, ..dalian }));
    let yingkou = Cohort {
        city: "营口市",
        county: "盖州市",
        brand: "砚溪果农",
        base: "砚溪丰职业培训学校",
        occupation: "果树栽培工",
        persons: 26,
        certified: 20,
        soon: 14,
        paid_key: 12,
        ..dalian
    };
    rows.extend(two_years(maker, yingkou, Cohort { persons: 24, certified: 20, ..yingkou }));
    let rows = maker.soil(rows, 80);
    Page::new(full(), &rows).noise(Noise::SpacedTotal, 130).save_text(
        &folder.join("沈阳大连营口.tsv"),
        TABS,
        maker,
    )
}

/// (三) 企业, (五) 非遗 and a small 乡村振兴 brand: one sheet each, headers in two rows.
fn sheets(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let staff = Cohort {
        city: "鞍山市",
        county: "立山区",
        brand: "枥野电工",
        base: "枥野诚职业技能培训中心",
        occupation: "电工",
        persons: 60,
        certified: 57,
        soon: 55,
        late: 0,
        targeted: 0,
        paid_key: 0,
        class_size: 30,
        ..TIELING
    };
    let craft = Cohort {
        city: "阜新市",
        county: "阜新蒙古族自治县",
        brand: "桑澜绣娘",
        base: "桑澜嘉就业技能实训基地",
        occupation: "手工刺绣制作工",
        persons: 22,
        certified: 15,
        soon: 9,
        paid_key: 10,
        class_size: 22,
        ..staff
    };
    let village = Cohort {
        city: "朝阳市",
        county: "建平县",
        brand: "荞岭牧工",
        base: "荞岭信职业培训学校",
        occupation: "家畜饲养员",
        persons: 58,
        certified: 40,
        soon: 25,
        late: 10,
        paid_key: 30,
        class_size: 29,
        ..staff
    };
    let mut pages = Vec::new();
    for part in [staff, craft, village] {
        let rows = two_years(maker, part, part);
        let rows = maker.soil(rows, 60);
        pages.push((
            part.city,
            Page::new(full(), &rows)
                .above(&["职业培训品牌台账", &format!("填报单位：{}　填报人：许某某", part.city)]),
        ));
    }
    let form = SheetForm { two_row_header: true, ..SheetForm::default() };
    let sheets: Vec<_> = pages.iter().map(|(name, page)| (*name, page, form)).collect();
    workbook::save(&folder.join("企业非遗乡村（两行表头）.xlsx"), &sheets, maker)
}

/// 沈抚示范区, a brand without a type; and every row that cannot stand.
fn supplement(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let zone = Cohort {
        city: "抚顺市",
        county: "沈抚示范区",
        brand: "棠陂快递员",
        base: "棠陂聚职业培训学校",
        occupation: "快递员",
        persons: 32,
        certified: 28,
        soon: 18,
        late: 2,
        targeted: 16,
        paid_key: 15,
        class_size: 16,
        ..TIELING
    };
    let mut rows = two_years(maker, zone, Cohort { persons: 30, certified: 25, ..zone });
    let other = Cohort {
        city: "丹东市",
        county: "东港市",
        brand: "麓笙缝纫工",
        base: "麓笙泰职业培训学校",
        occupation: "缝纫工",
        persons: 56,
        certified: 56,
        soon: 56,
        paid_key: 56,
        ..zone
    };
    rows.extend(maker.spoiled(&other, |loss| loss != Loss::None));
    Page::new(full(), &rows)
        .above(&["辽宁省补报台账", "单位：人、元　填报人：何某某"])
        .noise(Noise::BlankLine, 62)
        .noise(Noise::EndMark, 1_000)
        .save_text(&folder.join("补报及沈抚示范区.csv"), UTF8_MARKED, maker)
}
