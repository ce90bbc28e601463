//! Stated totals (合计, 总计, 小计) against the rows they close: sums of every block, joined in the order of rows.
//!
//! Accepted and rejected rows count alike: a stated total speaks of the paper.

use std::sync::Arc;

use super::amount;
use crate::model::field::Field;
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::money::Fen;
use crate::model::sheet::{Cell, Row};
use crate::model::table::Table;
use crate::model::text::{narrow, without_space};
use crate::model::vocabulary::Vocabulary;

/// Persons and amounts of some rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    /// Rows of data.
    pub rows: u64,
    /// Their amounts.
    pub fen: i64,
    /// Whether some amount could not be read, so that their sum is unknown.
    pub unclear: bool,
}

impl Sums {
    /// Adds other rows; a sum beyond all money stays at the largest number.
    pub fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.fen = self.fen.saturating_add(other.fen);
        self.unclear |= other.unclear;
    }
}

/// The sums of a block, cut at its totals and headers.
#[derive(Debug, Default)]
pub struct Tally {
    cuts: Vec<(Sums, Cut)>,
    /// The rows since the last cut.
    pub rest: Sums,
}

#[derive(Debug)]
enum Cut {
    /// Another table begins.
    Table,
    /// The header is repeated.
    Header,
    /// A row of totals.
    Total(Stated),
}

/// What a row of totals states.
#[derive(Debug)]
struct Stated {
    row: u32,
    /// 小计: closes the rows since the total before it; the others close the whole table.
    is_part: bool,
    persons: Option<Figure>,
    fen: Option<Figure>,
}

/// A stated figure as found.
#[derive(Debug)]
struct Figure {
    number: u64,
    column: Arc<str>,
    text: Box<str>,
}

impl Tally {
    /// Another table begins.
    pub fn table(&mut self) {
        self.cut(Cut::Table);
    }

    /// The header is repeated.
    pub fn header(&mut self) {
        self.cut(Cut::Header);
    }

    /// A row of totals.
    pub fn total(&mut self, row: Row<'_>, number: u32, table: &Table, words: &Vocabulary) {
        let first = row.cells().map(|cell| cell.text()).find(|text| !words.says_nothing(text));
        let is_part = first.is_some_and(|text| words.is_part_total(&text));
        let persons = persons(row, table);
        let stated = Stated { row: number, is_part, persons, fen: amount(row, table) };
        self.cut(Cut::Total(stated));
    }

    fn cut(&mut self, cut: Cut) {
        self.cuts.push((std::mem::take(&mut self.rest), cut));
    }
}

/// The stated number of persons: the only cell like `30人`, else a bare number where names or serial numbers stand.
fn persons(row: Row<'_>, table: &Table) -> Option<Figure> {
    let figure = |column: usize, counted: bool| {
        let cell = row.cell(column);
        let text = cell.text();
        let number = persons_of(&text, counted)?;
        let heading = table.layout.headings().get(column);
        let column = heading.map_or_else(|| "".into(), |heading| Arc::clone(&heading.header));
        Some(Figure { number, column, text: text.into() })
    };
    let mut counted = (0..row.width()).filter_map(|column| figure(column, true));
    match (counted.next(), counted.next()) {
        (Some(only), None) => Some(only),
        (Some(_), Some(_)) => None,
        (None, _) => [Field::Name, Field::Seq]
            .into_iter()
            .filter_map(|field| table.layout.position(field))
            .find_map(|column| figure(column, false)),
    }
}

/// `30人`, `共 30 人次`; without `counted` also `30`.
fn persons_of(text: &str, counted: bool) -> Option<u64> {
    /// More digits are no number of persons.
    const MOST_DIGITS: usize = 9;
    let text = without_space(&narrow(text));
    let text = text.trim_start_matches(['共', '计', '合']);
    let bare = ["人次", "人", "名"].iter().find_map(|unit| text.strip_suffix(unit));
    let digits = if counted { bare? } else { bare.unwrap_or(text) };
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && digits.len() <= MOST_DIGITS { digits.parse().ok() } else { None }
}

fn amount(row: Row<'_>, table: &Table) -> Option<Figure> {
    let column = table.layout.column(Field::SubsidyAmount)?;
    let cell = row.cell(column.position);
    let Fen(fen) = of_cell(&cell, table)?;
    let number = u64::try_from(fen).ok()?;
    Some(Figure { number, column: Arc::clone(&column.header), text: cell.text().into() })
}

/// The amount in a cell of the subsidy column, where it is readable.
fn of_cell(cell: &Cell<'_>, table: &Table) -> Option<Fen> {
    let column = table.layout.column(Field::SubsidyAmount);
    let unit = column.and_then(|column| column.unit).or_else(|| table.amount_unit());
    amount::read(cell, unit.unwrap_or_default()).ok()
}

/// Adds a row whose amount nothing else has read.
pub fn add_unread(sums: &mut Sums, cell: Option<Cell<'_>>, table: &Table, words: &Vocabulary) {
    sums.rows += 1;
    if let Some(cell) = cell.filter(|cell| !words.says_nothing(&cell.text())) {
        match of_cell(&cell, table) {
            Some(Fen(fen)) => sums.fen = sums.fen.saturating_add(fen),
            None => sums.unclear = true,
        }
    }
}

/// The rows that a total may close.
#[derive(Default)]
struct Scopes {
    table: Sums,
    header: Sums,
    grand: Sums,
    total: Sums,
}

impl Scopes {
    fn add(&mut self, sums: Sums) {
        for scope in [&mut self.table, &mut self.header, &mut self.grand, &mut self.total] {
            scope.add(sums);
        }
    }

    /// What a total closes in the first place, and what else it may mean to close.
    fn of(&self, stated: &Stated) -> [Sums; 3] {
        if stated.is_part {
            [self.total, self.header, self.grand]
        } else {
            [self.table, self.grand, self.header]
        }
    }
}

/// The totals of a sheet that differ from the rows above them; `tallies` are those of its blocks in order.
///
/// A figure that fits any rows that it may mean to close is no finding, nor is one above which no row stands.
pub fn check<'a>(tallies: impl IntoIterator<Item = &'a Tally>, sheet: SheetId) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut scopes = Scopes::default();
    for tally in tallies {
        for (sums, cut) in &tally.cuts {
            scopes.add(*sums);
            match cut {
                Cut::Table => scopes = Scopes::default(),
                Cut::Header => scopes.header = Sums::default(),
                Cut::Total(stated) => {
                    compare(stated, scopes.of(stated), sheet, &mut findings);
                    scopes.total = Sums::default();
                    if !stated.is_part {
                        scopes.grand = Sums::default();
                    }
                }
            }
        }
        scopes.add(tally.rest);
    }
    findings
}

fn compare(stated: &Stated, scopes: [Sums; 3], sheet: SheetId, findings: &mut Vec<Finding>) {
    let [closed, ..] = scopes;
    if closed.rows == 0 {
        return;
    }
    let mut differs = |figure: &Figure, field, detail: String| {
        findings.push(Finding {
            at: RowRef { sheet, row: stated.row },
            code: Code::TotalMismatch,
            field,
            column: Arc::clone(&figure.column),
            value: figure.text.clone(),
            detail: detail.into(),
        });
    };
    let some = || scopes.iter().filter(|scope| scope.rows > 0);
    if let Some(persons) = &stated.persons
        && !some().any(|scope| scope.rows == persons.number)
    {
        let (said, rows) = (persons.number, closed.rows);
        differs(persons, None, format!("写明 {said} 人，其上共 {rows} 行"));
    }
    if let Some(fen) = &stated.fen
        && !closed.unclear
        && !some().any(|scope| u64::try_from(scope.fen) == Ok(fen.number))
    {
        let said = Fen(i64::try_from(fen.number).unwrap_or(i64::MAX));
        let detail = format!("写明 {said} 元，其上各行共 {} 元", Fen(closed.fen));
        differs(fen, Some(Field::SubsidyAmount), detail);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: u64, fen: i64) -> Sums {
        Sums { rows, fen, unclear: false }
    }

    fn stated(row: u32, is_part: bool, persons: Option<u64>, fen: Option<u64>) -> Cut {
        let figure = |number| Figure { number, column: "".into(), text: "".into() };
        Cut::Total(Stated { row, is_part, persons: persons.map(figure), fen: fen.map(figure) })
    }

    fn wrong(tallies: &[Tally]) -> Vec<u32> {
        let found = check(tallies, SheetId { file: 0, sheet: 0 });
        found.iter().map(|finding| finding.at.row).collect()
    }

    #[test]
    fn totals_are_checked_across_blocks() {
        let first =
            Tally { cuts: vec![(rows(2, 200), stated(4, true, Some(2), None))], rest: rows(2, 50) };
        let cuts = vec![
            (rows(1, 0), stated(8, true, Some(3), Some(50))),
            (rows(0, 0), stated(9, false, Some(5), Some(250))),
            (rows(0, 0), Cut::Table),
            (rows(1, 7), stated(12, false, Some(6), Some(7))),
        ];
        assert_eq!(wrong(&[first, Tally { cuts, rest: rows(3, 3) }]), [12]);
    }

    #[test]
    fn what_a_total_may_mean_is_no_mismatch() {
        // 合计 by class, by page, and one above the rows it sums.
        let cuts = vec![
            (rows(0, 0), stated(2, false, Some(9), Some(900))),
            (rows(2, 2), stated(5, false, Some(2), None)),
            (rows(3, 3), stated(9, false, Some(3), None)),
            (rows(0, 0), Cut::Header),
            (rows(1, 1), stated(12, true, Some(1), None)),
        ];
        assert_eq!(wrong(&[Tally { cuts, rest: rows(0, 0) }]), [0; 0]);
    }

    #[test]
    fn amounts_are_compared_only_where_all_were_readable() {
        let unclear = Sums { unclear: true, ..rows(2, 10) };
        let cuts = vec![(unclear, stated(4, false, Some(3), Some(99)))];
        let found = check(&[Tally { cuts, rest: rows(0, 0) }], SheetId { file: 0, sheet: 0 });
        assert_eq!(found.len(), 1);
        assert_eq!(&*found[0].detail, "写明 3 人，其上共 2 行");
    }

    #[test]
    fn ways_of_writing_a_number_of_persons() {
        for (text, counted, bare) in [
            ("30人", Some(30), Some(30)),
            ("共 ３０ 人次", Some(30), Some(30)),
            ("30", None, Some(30)),
            ("三十人", None, None),
            ("人", None, None),
            ("110101199003078670", None, None),
        ] {
            assert_eq!(
                (persons_of(text, true), persons_of(text, false)),
                (counted, bare),
                "{text}"
            );
        }
    }
}
