//! Names and free texts.

use super::super::rng::Rng;
use super::super::row::{Column, Row};
use super::{Context, Dirt};

pub(super) fn name(kind: Dirt, row: &mut Row, rng: &mut Rng, context: Context<'_>) -> bool {
    let name = row.get(Column::Name).to_owned();
    let mut chars = name.chars();
    let written = match kind {
        Dirt::NameOther => {
            format!("{}{}", rng.pick(&context.vocab.surnames), rng.pick(&context.vocab.given))
        }
        Dirt::NameSpaces => {
            let first: String = chars.next().into_iter().collect();
            format!("{first}{}{}", rng.pick(&[" ", "\u{3000}", "  ", "\u{a0}"]), chars.as_str())
        }
        Dirt::NameDot if name.contains('·') => {
            name.replace('·', rng.pick(&["•", "・", "．", "‧"]))
        }
        _ => return false,
    };
    row.set(Column::Name, &written);
    written != name
}

/// A word that says nothing, in an empty cell where it changes nothing.
pub(super) fn word_for_empty(_: Dirt, row: &mut Row, rng: &mut Rng, _: Context<'_>) -> bool {
    let optional = [
        Column::CertNumber,
        Column::CertDate,
        Column::Form,
        Column::Employer,
        Column::EmployedOn,
        Column::PaidOn,
        Column::Remark,
    ];
    let column = optional[rng.index(optional.len())];
    let empty = row.get(column).is_empty();
    if empty {
        row.set(column, rng.pick(&["-", "—", "/", "无", "NULL", "#N/A", "暂无", "待定"]));
    }
    empty
}

pub(super) fn remark(kind: Dirt, row: &mut Row, rng: &mut Rng, _: Context<'_>) -> bool {
    let text = match kind {
        Dirt::RemarkComma => ["补录,已核", "材料不全，待补,电话核实", "a,b,c"][rng.index(3)],
        Dirt::RemarkQuotes => ["所谓\"补录\"", "\"", "班主任注:\"已结业\",下同"][rng.index(3)],
        Dirt::RemarkLineBreak => {
            ["第一行\n第二行", "已核实\n\n经办：周某某", "换行,\"引号\"\n与逗号"][rng.index(3)]
        }
        _ => return false,
    };
    row.set(Column::Remark, text);
    true
}

pub(super) fn nothing(_: Dirt, _: &mut Row, _: &mut Rng, _: Context<'_>) -> bool {
    true
}
