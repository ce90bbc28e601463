//! 内蒙古自治区: training brands judged by level over 2024 (内人社办发〔2024〕118号, 三(二)2).

use std::path::Path;

use super::super::SampleError;
use super::super::day::Day;
use super::super::dirt::{Loss, Noise};
use super::super::row::{Column, Row};
use super::cohort::{Cohort, Maker};
use super::layout::{full, league, with_span};
use super::page::{GB18030, Page, TABS};
use super::workbook::{self, SheetForm};

const BAOTOU: Cohort = Cohort {
    city: "包头市",
    county: "青山区",
    brand: "汀芦焊工",
    base: "汀芦光技工学校",
    occupation: "焊工",
    year: 2024,
    months: (2, 11),
    persons: 224,
    certified: 204,
    soon: 150,
    late: 8,
    targeted: 128,
    paid_key: 132,
    class_size: 32,
};

pub(super) fn write(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    baotou(folder, maker)?;
    hulunbuir(folder, maker)?;
    xilingol(folder, maker)?;
    chifeng(folder, maker)?;
    supplement(folder, maker)
}

/// 盟市级, every figure met; class columns are merged over the rows of a class.
fn baotou(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    // Left clean: dirt in a class column would tear the merged ranges.
    let rows = maker.rows(&BAOTOU);
    let page = Page::new(league(), &rows)
        .above(&["2024年度培训品牌台账", "填报单位：包头市人力资源和社会保障局　填报人：高某某"]);
    let form = SheetForm { merged_classes: true, ..SheetForm::default() };
    workbook::save(&folder.join("包头市（合并单元格）.xlsx"), &[("台账", &page, form)], maker)
}

/// 盟市级, trainees enough, rates not; with 满洲里市, which reports on its own.
fn hulunbuir(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let part = Cohort {
        city: "呼伦贝尔市",
        county: "海拉尔区",
        brand: "桦笛导游",
        base: "桦笛远职业培训学校",
        occupation: "导游",
        persons: 210,
        certified: 168,
        soon: 90,
        late: 10,
        targeted: 60,
        paid_key: 80,
        class_size: 30,
        ..BAOTOU
    };
    let border = Cohort {
        county: "满洲里市",
        brand: "蓼汀电商人",
        base: "蓼汀晟职业技能培训中心",
        occupation: "互联网营销师",
        persons: 36,
        certified: 30,
        soon: 20,
        targeted: 18,
        paid_key: 20,
        class_size: 18,
        ..part
    };
    let mut rows = maker.rows(&part);
    rows.extend(maker.rows(&border));
    let rows = maker.soil(rows, 90);
    Page::new(league(), &rows)
        .above(&["呼伦贝尔市培训品牌台账（含满洲里市）", "填报人：包某某　单位：人、元"])
        .noise(Noise::Subtotal, 210)
        .noise(Noise::HeaderAgain, 211)
        .noise(Noise::EndMark, 1_000)
        .save_text(&folder.join("呼伦贝尔市（含满洲里市）.csv"), GB18030, maker)
}

/// A brand whose level the registry does not give; and 二连浩特市 with one column for the span of a class.
fn xilingol(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let part = Cohort {
        city: "锡林郭勒盟",
        county: "锡林浩特市",
        brand: "滦穗牧工",
        base: "滦穗润职业培训学校",
        occupation: "家畜饲养员",
        persons: 42,
        certified: 36,
        soon: 28,
        targeted: 21,
        paid_key: 22,
        class_size: 21,
        ..BAOTOU
    };
    let border = Cohort {
        county: "二连浩特市",
        brand: "葭浦叉车工",
        base: "葭浦和职业培训学校",
        occupation: "叉车司机",
        persons: 24,
        certified: 20,
        soon: 15,
        targeted: 12,
        paid_key: 12,
        class_size: 12,
        ..part
    };
    let rows = maker.rows(&part);
    let rows = maker.soil(rows, 60);
    let steppe = Page::new(league(), &rows).above(&["锡林郭勒盟培训品牌台账"]);
    let mut rows = maker.rows(&border);
    rows.iter_mut().for_each(span);
    let border = Page::new(with_span(), &rows).above(&["二连浩特市培训品牌台账"]);
    let form = SheetForm::default();
    workbook::save(
        &folder.join("锡林郭勒盟.xlsx"),
        &[("锡林浩特市", &steppe, form), ("二连浩特市", &border, form)],
        maker,
    )
}

/// Writes both dates into one cell: `2024.5.6-5.20`, with the year again where it changes.
fn span(row: &mut Row) {
    let Some((start, end)) =
        Day::parse(row.get(Column::Start)).zip(Day::parse(row.get(Column::End)))
    else {
        return;
    };
    let ((y, m, d), (last_year, last_month, last_day)) = (start.parts(), end.parts());
    let tail = if y == last_year { String::new() } else { format!("{last_year}.") };
    row.set(Column::Start, &format!("{y}.{m}.{d}-{tail}{last_month}.{last_day}"));
}

/// 自治区级, below every figure. The last class stands in a second table with the columns the other way round.
fn chifeng(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let part = Cohort {
        city: "赤峰市",
        county: "松山区",
        brand: "菽园面点师",
        base: "菽园诚职业培训学校",
        occupation: "中式面点师",
        persons: 160,
        certified: 130,
        soon: 90,
        late: 12,
        targeted: 40,
        paid_key: 70,
        class_size: 40,
        ..BAOTOU
    };
    let rows = maker.rows(&part);
    let rows = maker.soil(rows, 100);
    let (first, second) = rows.split_at(rows.len() - 40);
    let turned = full().into_iter().rev().collect();
    Page::new(full(), first)
        .above(&["赤峰市培训品牌台账"])
        .noise(Noise::BlankLine, 80)
        .then(&turned, second)
        .save_text(&folder.join("赤峰市.tsv"), TABS, maker)
}

/// Every row that cannot stand or is partly lost, in a workbook.
fn supplement(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let part = Cohort {
        city: "通辽市",
        county: "科尔沁左翼中旗",
        brand: "粟舟乳品工",
        base: "粟舟丰职业培训学校",
        occupation: "乳品加工工",
        persons: 56,
        certified: 56,
        soon: 56,
        targeted: 0,
        paid_key: 56,
        class_size: 28,
        ..BAOTOU
    };
    let rows = maker.spoiled(&part, |loss| loss != Loss::None);
    let page = Page::new(full(), &rows)
        .above(&["补报台账", "单位：人、元　填报人：白某某"])
        .noise(Noise::HeaderAgain, 20)
        .noise(Noise::BlankLine, 30)
        .noise(Noise::Signature, 1_000);
    workbook::save(
        &folder.join("补报.xlsx"),
        &[("补报", &page, SheetForm { typed: true, ..SheetForm::default() })],
        maker,
    )
}
