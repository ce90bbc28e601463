//! Subsidy amounts in every form that arrives.

use super::super::rng::Rng;
use super::super::row::{Column, Row};
use super::{Context, Dirt, widen};

pub(super) fn readable(kind: Dirt, row: &mut Row, rng: &mut Rng, _: Context<'_>) -> bool {
    let Some(yuan) = stated(row) else {
        return false;
    };
    let text = match kind {
        Dirt::AmountThousands if yuan >= 1000 => format!("{},{:03}.00", yuan / 1000, yuan % 1000),
        Dirt::AmountYuan => format!("{yuan}元"),
        Dirt::AmountSign => format!("{}{yuan}", rng.pick(&["￥", "¥"])),
        Dirt::AmountTenThousands => format!("{}万元", ten_thousands(yuan)),
        Dirt::AmountPerPerson => format!("{yuan} 元/人"),
        Dirt::AmountDecimals => [format!("{yuan}.00"), format!("{yuan}.5")][rng.index(2)].clone(),
        Dirt::AmountFullWidth => widen(&yuan.to_string()),
        _ => return false,
    };
    row.set(Column::Amount, &text);
    true
}

pub(super) fn unreadable(kind: Dirt, row: &mut Row, rng: &mut Rng, _: Context<'_>) -> bool {
    let Some(yuan) = stated(row) else {
        return false;
    };
    let text = match kind {
        Dirt::AmountNegative => format!("-{yuan}"),
        Dirt::AmountThreeDecimals => format!("{yuan}.{}", rng.pick(&["125", "000", "001"])),
        Dirt::AmountWord => rng.pick(&["暂无", "-", "/", "NULL", "见附表", "已申请"]).to_owned(),
        Dirt::AmountInWords => "壹仟贰佰元整".to_owned(),
        _ => return false,
    };
    row.set(Column::Amount, &text);
    true
}

fn stated(row: &Row) -> Option<u64> {
    row.get(Column::Amount).parse().ok().filter(|yuan| *yuan > 0)
}

/// Exact: `1250` is `0.125`, as a fraction of 10,000 without trailing zeros.
fn ten_thousands(yuan: u64) -> String {
    let digits = format!("{}.{:04}", yuan / 10_000, yuan % 10_000);
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousands_are_exact() {
        assert_eq!(ten_thousands(1200), "0.12");
        assert_eq!(ten_thousands(1250), "0.125");
        assert_eq!(ten_thousands(20_000), "2");
    }
}
