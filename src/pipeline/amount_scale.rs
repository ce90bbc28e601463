//! Files whose amounts are a thousand times those of the others: 元 and 万元 mixed up without a word.
//!
//! A file is known by the median of its positive amounts, all files together by the median of these, each weighing as
//! many amounts as it has.

use rayon::prelude::*;

use crate::model::field::Field;
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::ledger::CleanBlock;
use crate::model::money::Fen;
use crate::model::vocabulary::Vocabulary;

/// From here on files differ by more than subsidies do; a mix-up makes ten thousand, give or take what they do.
const FACTOR: i64 = 1000;

/// The median of the positive amounts of a file.
struct Median {
    /// The first of its sheets that has amounts.
    sheet: SheetId,
    fen: i64,
    amounts: usize,
}

/// A remark on every file whose median is [`FACTOR`] times that of all, or as small a part of it.
pub(super) fn remarks(blocks: &[CleanBlock], words: &Vocabulary) -> Vec<Finding> {
    let files: Vec<&[CleanBlock]> =
        blocks.chunk_by(|left, right| left.sheet.file == right.sheet.file).collect();
    if files.len() < 2 {
        return Vec::new();
    }
    let medians: Vec<Median> = files.into_par_iter().filter_map(median).collect();
    let Some(common) = common(&medians) else { return Vec::new() };
    let far = |file: &&Median| {
        let (low, high) = (file.fen.min(common), file.fen.max(common));
        low.saturating_mul(FACTOR) <= high
    };
    medians.iter().filter(far).map(|file| remark(file, common, words)).collect()
}

/// The lower median of the positive amounts of a file; `None` where it has none.
fn median(blocks: &[CleanBlock]) -> Option<Median> {
    let sheet = blocks.iter().find(|block| positive(block).next().is_some())?.sheet;
    let mut amounts: Vec<i64> = blocks.iter().flat_map(positive).collect();
    let middle = amounts.len().checked_sub(1)? / 2;
    let (_, fen, _) = amounts.select_nth_unstable(middle);
    Some(Median { sheet, fen: *fen, amounts: amounts.len() })
}

fn positive(block: &CleanBlock) -> impl Iterator<Item = i64> {
    let accepted = block.rows.iter().zip(&block.persons).filter(|(_, person)| !person.is_barred());
    let amounts = accepted.filter_map(|(row, _)| row.values.subsidy);
    amounts.map(|fen| fen.0).filter(|fen| *fen > 0)
}

/// The lower median of all files, each counted as often as it has amounts.
fn common(medians: &[Median]) -> Option<i64> {
    let mut sorted: Vec<(i64, usize)> =
        medians.iter().map(|file| (file.fen, file.amounts)).collect();
    sorted.sort_unstable();
    let half = sorted.iter().map(|(_, amounts)| amounts).sum::<usize>().div_ceil(2);
    let mut seen = 0;
    sorted.iter().find_map(|(fen, amounts)| {
        seen += amounts;
        (seen >= half).then_some(*fen)
    })
}

fn remark(file: &Median, common: i64, words: &Vocabulary) -> Finding {
    Finding {
        at: RowRef { sheet: file.sheet, row: 0 },
        code: Code::AmountScale,
        field: Some(Field::SubsidyAmount),
        column: words.headers().shared_label(Field::SubsidyAmount),
        value: "".into(),
        detail: format!("中位数为 {} 元，全部文件为 {} 元", Fen(file.fen), Fen(common)).into(),
    }
}
