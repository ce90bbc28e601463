//! Sheets of `.xlsx` and `.xls` workbooks; hidden ones are left out.

use std::io::Cursor;

use calamine::{Data, Dimensions, Range, Reader, SheetVisible, Xls, Xlsx};

use super::table::{Cell, Merge, Sheet};

pub fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    let unreadable = |_| "UNREADABLE".to_string();
    let mut out = Vec::new();
    if bytes.starts_with(b"PK") {
        let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| "UNREADABLE".to_string())?;
        let epoch_1904 = book.has_1904_epoch();
        for name in visible(book.sheets_metadata()) {
            let range = book.worksheet_range(&name).map_err(|_| "UNREADABLE".to_string())?;
            let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
            out.push(sheet(name, &range, &merges, epoch_1904));
        }
    } else {
        let mut book = Xls::new(Cursor::new(bytes)).map_err(unreadable)?;
        let epoch_1904 = book.has_1904_epoch();
        for name in visible(book.sheets_metadata()) {
            let range = book.worksheet_range(&name).map_err(|_| "UNREADABLE".to_string())?;
            let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
            out.push(sheet(name, &range, &merges, epoch_1904));
        }
    }
    // An empty sheet beside a filled one is nothing to speak of.
    if out.iter().any(|sheet| !sheet.rows.is_empty()) {
        out.retain(|sheet| !sheet.rows.is_empty());
    }
    Ok(out)
}

fn visible(sheets: &[calamine::Sheet]) -> Vec<String> {
    sheets
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect()
}

fn sheet(name: String, range: &Range<Data>, merges: &[Dimensions], epoch_1904: bool) -> Sheet {
    let mut rows = Vec::new();
    if let (Some(_), Some((last_row, last_column))) = (range.start(), range.end()) {
        for row in 0..=last_row {
            let mut cells = Vec::new();
            for column in 0..=last_column {
                cells.push(cell(range.get_value((row, column))));
            }
            rows.push(cells);
        }
    }
    Sheet { name, rows, merges: merges.iter().map(merge).collect(), epoch_1904 }
}

fn cell(data: Option<&Data>) -> Cell {
    match data {
        None | Some(Data::Empty) => Cell::Text(String::new()),
        Some(Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text)) => {
            Cell::Text(text.clone())
        }
        Some(Data::Int(number)) => Cell::Number(*number as f64),
        Some(Data::Float(number)) => Cell::Number(*number),
        Some(Data::Bool(value)) => Cell::Text(value.to_string().to_uppercase()),
        Some(Data::Error(error)) => Cell::Text(error.to_string()),
        Some(Data::DateTime(moment)) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            Cell::Date((i32::from(year), u32::from(month), u32::from(day)))
        }
        Some(Data::DateTime(duration)) => Cell::Number(duration.as_f64()),
    }
}

fn merge(range: &Dimensions) -> Merge {
    (range.start.0 as usize, range.start.1 as usize, range.end.0 as usize, range.end.1 as usize)
}
