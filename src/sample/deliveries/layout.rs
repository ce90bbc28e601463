//! Which columns a delivery has, and under which headers. Every region has its own form.

use super::super::row::{Column, HEADERS, Row};

/// A column and the header it stands under.
pub(super) type Layout = Vec<(Column, &'static str)>;

use Column as C;

/// All 26 columns under their common headers.
pub(super) fn full() -> Layout {
    ALL.iter().map(|column| (*column, HEADERS[*column as usize])).collect()
}

/// The form of a league: other words for most columns.
pub(super) fn league() -> Layout {
    vec![
        (C::Seq, "序号"),
        (C::City, "盟市"),
        (C::County, "旗县"),
        (C::Brand, "培训品牌"),
        (C::Base, "培训机构"),
        (C::ClassNo, "班次"),
        (C::Occupation, "培训工种"),
        (C::Mode, "订单/定岗/定向/普通"),
        (C::Start, "培训开始时间"),
        (C::End, "培训结束时间"),
        (C::Name, "学员姓名"),
        (C::Sex, "性别"),
        (C::Id, "公民身份号码*"),
        (C::Category, "人员类型"),
        (C::Phone, "手机号码"),
        (C::CertType, "证书类别"),
        (C::CertNumber, "证书号码"),
        (C::CertDate, "获证时间"),
        (C::Employed, "就业状态"),
        (C::Form, "就业渠道"),
        (C::Employer, "用人单位"),
        (C::EmployedOn, "入职时间"),
        (C::Amount, "培训补贴金额\n（元）"),
        (C::PaidOn, "拨付日期"),
        (C::Remark, "说明"),
    ]
}

/// A school's short roster.
pub(super) fn school() -> Layout {
    let short = [
        C::Seq,
        C::City,
        C::Brand,
        C::ClassNo,
        C::End,
        C::Name,
        C::Id,
        C::CertType,
        C::CertDate,
        C::Employed,
        C::EmployedOn,
    ];
    full().into_iter().filter(|(column, _)| short.contains(column)).collect()
}

/// A county's form without class numbers: a class is known by provider, occupation and dates.
pub(super) fn without_class() -> Layout {
    full().into_iter().filter(|(column, _)| *column != C::ClassNo && *column != C::Seq).collect()
}

/// One column with the span of the training instead of two with its ends.
pub(super) fn with_span() -> Layout {
    let mut layout = league();
    layout.retain(|(column, _)| *column != C::End);
    for (column, header) in &mut layout {
        if *column == C::Start {
            *header = "培训起止时间";
        }
    }
    layout
}

/// Names of two-row headers: the parent, and the child under it; parent and child together are the header.
pub(super) fn split_header(header: &'static str) -> Option<(&'static str, &'static str)> {
    ["证书", "就业", "补贴"]
        .into_iter()
        .find_map(|parent| Some((parent, header.strip_prefix(parent)?)))
}

pub(super) fn project(layout: &Layout, row: &Row) -> Vec<String> {
    layout.iter().map(|(column, _)| row.get(*column).to_owned()).collect()
}

const ALL: [Column; 26] = [
    C::Seq,
    C::Province,
    C::City,
    C::County,
    C::Brand,
    C::Base,
    C::ClassNo,
    C::Occupation,
    C::Mode,
    C::Start,
    C::End,
    C::Name,
    C::Sex,
    C::Id,
    C::Category,
    C::Phone,
    C::CertType,
    C::CertNumber,
    C::CertDate,
    C::Employed,
    C::Form,
    C::Employer,
    C::EmployedOn,
    C::Amount,
    C::PaidOn,
    C::Remark,
];
