//! Rows of a block, cell by cell.

use super::*;

#[test]
fn rows_are_ragged_and_cells_beyond_them_empty() {
    let sheet = SheetId { file: 0, sheet: 0 };
    let mut block = RawBlock::new(sheet, 3, Encoding::Utf8, 4);
    block.push_cell(CellKind::Text, b"a");
    block.push_cell(CellKind::Text, b"bc");
    block.end_row();
    block.push_cell(CellKind::Number, b"12.5");
    block.end_row();
    assert_eq!(block.row(0).cell(1).text(), "bc");
    assert_eq!(block.row(1).cell(0).kind(), CellKind::Number);
    assert!(block.row(1).cell(7).is_empty());
    assert_eq!(block.row_number(1), 4);
    block.append_blank_rows(2);
    assert_eq!((block.len(), block.row(3).width()), (4, 0));
}

#[test]
fn rows_are_oversize_by_what_is_in_them() {
    let row = |cells: usize, last: &str| {
        let mut block = RawBlock::new(SheetId { file: 0, sheet: 0 }, 1, Encoding::Utf8, 4);
        (1..cells).for_each(|_| block.push_cell(CellKind::Text, b""));
        block.push_cell(CellKind::Text, last.as_bytes());
        block.end_row();
        block.row(0).is_oversize()
    };
    assert_eq!([row(40, "a"), row(1024, "a"), row(16_384, "")], [false; 3]);
    assert_eq!([row(1025, "a"), row(2, &"a".repeat(20_000))], [true; 2]);
}
