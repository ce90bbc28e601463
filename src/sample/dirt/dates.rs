//! Dates in every form that arrives, and in those that cannot be read.

use super::super::day::Day;
use super::super::rng::Rng;
use super::super::row::{Column, DATES, Row};
use super::{Context, Dirt, widen};

pub(super) fn readable(kind: Dirt, row: &mut Row, rng: &mut Rng, _: Context<'_>) -> bool {
    let Some((column, day)) = draw(row, rng) else {
        return false;
    };
    let (y, m, d) = day.parts();
    let text = match kind {
        Dirt::DateSlash => format!("{y}/{m}/{d}"),
        Dirt::DateDot => format!("{y}.{m}.{d}"),
        Dirt::DateCompact => format!("{y}{m:02}{d:02}"),
        Dirt::DateChinese => format!("{y}年{m}月{d}日"),
        Dirt::DateChinesePadded => format!("{y}年{m:02}月{d:02}日"),
        Dirt::DateWithTime => format!("{} 00:00:00", day.iso()),
        Dirt::DateSlashWithTime => format!("{y}/{m}/{d} {}:30:00", 8 + rng.below(10)),
        Dirt::DateFullWidth => widen(&day.iso()),
        Dirt::DateSpaces => format!("{}{}", rng.pick(&[" ", "\u{a0}", "\u{3000}"]), day.iso()),
        Dirt::DateSerial => day.serial().to_string(),
        _ => return false,
    };
    row.set(column, &text);
    true
}

pub(super) fn unreadable(kind: Dirt, row: &mut Row, rng: &mut Rng, _: Context<'_>) -> bool {
    let Some((column, day)) = draw(row, rng) else {
        return false;
    };
    let (y, m, d) = day.parts();
    let text = match kind {
        Dirt::DateMonthOnly => {
            [format!("{y}/{m}"), format!("{y}.{m:02}"), format!("{y}-{m:02}")][rng.index(3)].clone()
        }
        Dirt::DateChineseMonthOnly => format!("{y}年{m}月"),
        Dirt::DateTwoDigitYear => {
            [format!("{}.{m}.{d}", y % 100), format!("{}/{m}/{d}", y % 100)][rng.index(2)].clone()
        }
        Dirt::DateAmbiguousOrder => format!("{m:02}/{d:02}/{y}"),
        Dirt::DateImpossible => [
            format!("{y}-02-30"),
            format!("{y}-13-01"),
            format!("{y}/{m}/32"),
            format!("{y}0431"),
            format!("{y}年{m}月0日"),
        ][rng.index(5)]
        .clone(),
        Dirt::DateMixedSeparators => format!("{y}-{m}/{d}"),
        Dirt::DateOutOfRange => {
            [format!("1899-{m:02}-{d:02}"), format!("2123-{m:02}-{d:02}")][rng.index(2)].clone()
        }
        Dirt::DateWord => {
            rng.pick(&["暂无", "待定", "-", "—", "无", "NULL", "长期", "未知"]).to_owned()
        }
        _ => return false,
    };
    row.set(column, &text);
    true
}

/// One of the dates that the row has.
fn draw(row: &Row, rng: &mut Rng) -> Option<(Column, Day)> {
    let column = DATES[rng.index(DATES.len())];
    Some((column, Day::parse(row.get(column))?))
}
