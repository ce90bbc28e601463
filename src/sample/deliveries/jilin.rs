//! 吉林省: bases judged by the persons certified in 2025 (吉人社函〔2021〕34号, 二(五)).

use std::path::Path;

use super::super::SampleError;
use super::super::dirt::{Loss, Noise};
use super::super::row::{Column, Row};
use super::cohort::{Cohort, Maker};
use super::layout::{full, without_class};
use super::page::{GB18030, Page, UTF8_MARKED, UTF8_PLAIN};
use super::workbook::{self, SheetForm};

const CHANGCHUN: Cohort = Cohort {
    city: "长春市",
    county: "朝阳区",
    brand: "岭泉修车匠",
    base: "岭泉禾职业培训学校",
    occupation: "汽车维修工",
    year: 2025,
    months: (2, 8),
    persons: 90,
    certified: 84,
    soon: 40,
    late: 0,
    targeted: 30,
    paid_key: 50,
    class_size: 30,
};

pub(super) fn write(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let later = changchun(folder, maker)?;
    jilin_city(folder, maker)?;
    own_units(folder, maker)?;
    supplement(folder, maker, later)
}

/// A base above the threshold: 216 certified in 2025, spread over three county sheets. Some classes are less
/// than six months old, so their employment is still open.
fn changchun(folder: &Path, maker: &mut Maker) -> Result<Vec<Row>, SampleError> {
    let parts = [
        CHANGCHUN,
        Cohort {
            county: "南关区",
            brand: "澄屿护工",
            occupation: "养老护理员",
            persons: 76,
            certified: 70,
            soon: 30,
            class_size: 38,
            ..CHANGCHUN
        },
        Cohort {
            county: "榆树市",
            brand: "澄屿护工",
            occupation: "养老护理员",
            persons: 66,
            certified: 62,
            soon: 22,
            months: (7, 9),
            class_size: 33,
            ..CHANGCHUN
        },
    ];
    let mut later = Vec::new();
    let mut pages = Vec::new();
    for part in parts {
        let clean = maker.rows(&part);
        later.extend(clean.iter().filter(|row| row.get(Column::Employed) == "否").take(8).cloned());
        let page = Page::new(full(), &maker.soil(clean, 60))
            .above(&[
                "2025年劳务品牌培训台账",
                &format!("填报单位：长春市人力资源和社会保障局　填报人：周某某　{}", part.county),
            ])
            .noise(Noise::Subtotal, 30)
            .noise(Noise::BlankCells, 31)
            .noise(Noise::GrandTotal, 1_000)
            .noise(Noise::EndMark, 1_000)
            .noise(Noise::Signature, 1_000);
        pages.push((part.county, page));
    }
    // Damaged by being typed into number cells.
    let mut damaged = maker.rows(&Cohort {
        county: "德惠市",
        persons: 4,
        certified: 4,
        soon: 2,
        class_size: 4,
        ..CHANGCHUN
    });
    // A number cell keeps fifteen digits.
    for row in damaged.iter_mut().take(2) {
        let id = row.get(Column::Id).to_owned();
        row.set(Column::Id, &format!("{}.{}E+17", &id[..1], &id[1..15]));
    }
    // Nobody here is certified: the base's figure is that of the three sheets above.
    for row in &mut damaged {
        for column in [Column::CertType, Column::CertNumber, Column::CertDate] {
            row.set(column, "");
        }
    }
    pages.push(("德惠市", Page::new(full(), &damaged).above(&["2025年劳务品牌培训台账"])));
    let form = SheetForm { typed: true, ..SheetForm::default() };
    let sheets: Vec<_> = pages.iter().map(|(name, page)| (*name, page, form)).collect();
    workbook::save(&folder.join("长春市培训台账2025.xlsx"), &sheets, maker)?;
    Ok(later)
}

/// A base just below it: 196 in 2025, a year that has not ended; and 2024, which is over.
fn jilin_city(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let this = Cohort {
        city: "吉林市",
        county: "丰满区",
        brand: "禾砚焊工",
        base: "禾砚光技工学校",
        occupation: "焊工",
        persons: 207,
        certified: 196,
        soon: 110,
        targeted: 0,
        paid_key: 120,
        class_size: 23,
        months: (1, 7),
        ..CHANGCHUN
    };
    let last = Cohort {
        year: 2024,
        persons: 92,
        certified: 80,
        soon: 55,
        late: 8,
        paid_key: 40,
        months: (3, 11),
        ..this
    };
    let mut rows = maker.rows(&last);
    rows.extend(maker.rows(&this));
    let rows = maker.soil(rows, 80);
    Page::new(full(), &rows)
        .above(&[
            "吉林市劳务品牌培训实名制台账（2024—2025）",
            "填报单位：吉林市　填报人：吴某某　单位：人、元",
        ])
        .total_short_by_one(92)
        .noise(Noise::HeaderAgain, 93)
        .noise(Noise::BlankLine, 150)
        .noise(Noise::EndMark, 1_000)
        .save_text(&folder.join("吉林市台账.csv"), UTF8_MARKED, maker)
}

/// 梅河口市 as a county of 通化市, 长白山管委会 as one of 延边: both report on their own.
fn own_units(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let meihekou = Cohort {
        city: "通化市",
        county: "梅河口市",
        brand: "松砾参农",
        base: "松砾远就业技能实训基地",
        occupation: "中药材种植员",
        persons: 48,
        certified: 41,
        soon: 20,
        paid_key: 30,
        class_size: 24,
        ..CHANGCHUN
    };
    let changbai = Cohort {
        city: "延边朝鲜族自治州",
        county: "长白山管委会",
        brand: "霜桥导游",
        base: "霜桥同职业培训学校",
        occupation: "导游",
        persons: 20,
        certified: 16,
        soon: 9,
        class_size: 20,
        ..meihekou
    };
    let tonghua = Cohort {
        county: "辉南县",
        year: 2024,
        persons: 30,
        certified: 22,
        soon: 15,
        class_size: 30,
        ..meihekou
    };
    let mut rows = maker.rows(&meihekou);
    rows.extend(maker.rows(&tonghua));
    rows.extend(maker.rows(&changbai));
    let rows = maker.soil(rows, 100);
    Page::new(full(), &rows).noise(Noise::BlankCells, 48).save_text(
        &folder.join("通化市和延边州台账.csv"),
        GB18030,
        maker,
    )
}

/// A late supplement: newer values for rows already delivered, and every row that cannot stand or is partly lost.
fn supplement(folder: &Path, maker: &mut Maker, later: Vec<Row>) -> Result<(), SampleError> {
    let siping = Cohort {
        city: "四平市",
        county: "梨树县",
        brand: "朔苇菌农",
        base: "朔苇启人力资源实训基地",
        occupation: "食用菌生产工",
        persons: 64,
        certified: 50,
        soon: 64,
        paid_key: 64,
        targeted: 0,
        class_size: 32,
        months: (3, 6),
        ..CHANGCHUN
    };
    let mut rows = maker.spoiled(&siping, |loss| loss != Loss::None);
    for mut row in later {
        row.set(Column::Employed, "是");
        row.set(Column::Form, "单位就业");
        row.set(Column::Employer, "粟舟润物流站");
        row.set(Column::EmployedOn, "2025-09-22");
        rows.push(row);
    }
    Page::new(full(), &rows)
        .above(&["全省补报台账", "填报人：郑某某　单位：人、元"])
        .noise(Noise::HeaderAgain, 40)
        .noise(Noise::BlankLine, 60)
        .noise(Noise::Signature, 1_000)
        .save_text(&folder.join("补报.csv"), UTF8_PLAIN, maker)?;
    // A county's own form: no class number, so provider, occupation and dates make the class.
    let baishan = Cohort {
        city: "白山市",
        county: "抚松县",
        brand: "杉渡乳品工",
        base: "杉渡泰职业培训学校",
        occupation: "乳品加工工",
        persons: 28,
        certified: 20,
        soon: 12,
        class_size: 28,
        ..siping
    };
    let rows = maker.rows(&baishan);
    Page::new(without_class(), &rows).above(&["填报单位：白山市　填报人：冯某某"]).save_text(
        &folder.join("白山市（无班级编号）.csv"),
        GB18030,
        maker,
    )
}
