//! Ticks, codes and words where a ledger asks for one of a list.

use super::super::rng::Rng;
use super::super::row::{Column, Row};
use super::{Context, Dirt};

pub(super) fn employed(kind: Dirt, row: &mut Row, rng: &mut Rng, _: Context<'_>) -> bool {
    let yes = row.get(Column::Employed) == "是";
    let dated = !row.get(Column::EmployedOn).is_empty();
    match kind {
        Dirt::ChoiceYes if yes => row.set(Column::Employed, rng.pick(&["√", "1", "有", "Y", "１"])),
        Dirt::ChoiceNo if !yes => {
            row.set(Column::Employed, rng.pick(&["×", "0", "无", "N", "未就业"]));
        }
        Dirt::ChoiceCircled if yes => {
            row.set(Column::Employed, rng.pick(&["①", "(3)", "A", "核实中"]));
        }
        Dirt::ChoiceContradiction if dated => {
            row.set(Column::Employed, rng.pick(&["否", "×", "未就业"]));
        }
        Dirt::ChoiceWithoutDate if dated => row.set(Column::EmployedOn, ""),
        _ => return false,
    }
    true
}

pub(super) fn certificate(kind: Dirt, row: &mut Row, rng: &mut Rng, _: Context<'_>) -> bool {
    let name = row.get(Column::CertType).to_owned();
    match kind {
        Dirt::CertificateNone if name.is_empty() => row.set(Column::CertType, "无"),
        Dirt::CertificateUnknown if !name.is_empty() => {
            row.set(Column::CertType, rng.pick(&["其他证书", "结业证明", "①"]));
        }
        Dirt::CertificateSpaces if !name.is_empty() => {
            row.set(Column::CertType, &format!("{name}{}", rng.pick(&[" ", "\u{a0}", "\u{3000}"])));
        }
        _ => return false,
    }
    true
}

pub(super) fn category(kind: Dirt, row: &mut Row, rng: &mut Rng, context: Context<'_>) -> bool {
    let name = row.get(Column::Category);
    let Some(category) = context.vocab.categories.iter().find(|category| category.name == name)
    else {
        return false;
    };
    let word = if kind == Dirt::CategorySynonym {
        category.synonym
    } else {
        rng.pick(&["②", "其他人员", "见备注"])
    };
    row.set(Column::Category, word);
    true
}

pub(super) fn sex(_: Dirt, row: &mut Row, _: &mut Rng, _: Context<'_>) -> bool {
    let code = if row.get(Column::Sex) == "女" { "2" } else { "1" };
    row.set(Column::Sex, code);
    true
}
