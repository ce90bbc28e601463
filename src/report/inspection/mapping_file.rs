//! What was understood as a mapping file: every table with its columns, to be edited.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::model::inspection::{FileReading, Fills, SheetReading};
use crate::model::layout::{AmountUnit, Heading, Matched};
use crate::model::letters::letters;
use crate::model::source::FileKind;
use crate::model::table::Table;
use crate::model::text::without_space;
use crate::model::vocabulary::Vocabulary;

const HEAD: &str = "\
# 台账映射文件：写明各表的列各是什么，优先于自动识别。用法：taizhang run … --mapping 本文件
# file 和 sheet 可用 * 和 ?；列写表头文字，或“C列”；等号右边写项目名，空着表示不用这一列。
# 项目名见 schemas/ledger/fields.toml，写法见 schemas/mapping/README.md。
";

const NO_HEADER: &str = "\
# 没有认出表头：写明表头的行号，以及姓名和证件号两列，再去掉行首的 #
# header_rows = [1]
# [table.columns]
# \"A列\" = \"name\"
# \"B列\" = \"id_number\"";

pub(super) fn of(files: &[FileReading], words: &Vocabulary) -> String {
    let mut out = HEAD.to_owned();
    for file in files.iter().filter(|file| file.source.kind != FileKind::Registry) {
        for sheet in file.sheets.iter().filter(|sheet| !sheet.hidden) {
            table(&mut out, &file.source.path, sheet, words);
        }
    }
    out
}

fn table(out: &mut String, file: &str, sheet: &SheetReading, words: &Vocabulary) {
    let mut line = |text: String| {
        // Writing into a string does not fail.
        let _ = writeln!(out, "{text}");
    };
    line(format!("\n[[table]]\nfile = {}", quoted(file)));
    if !sheet.name.is_empty() {
        line(format!("sheet = {}", quoted(&sheet.name)));
    }
    let kind = sheet.tables.first().map(|found| found.kind).unwrap_or_default();
    if sheet.tables.iter().all(|found| found.kind == kind) {
        line(format!("kind = {}", quoted(kind.key())));
    }
    if sheet.tables.is_empty() && sheet.ambiguous.is_empty() {
        line(NO_HEADER.to_owned());
        return;
    }
    let first = sheet.tables.first().map(|found| &found.table);
    let rows = first.map_or_else(
        || sheet.ambiguous.first().map_or_else(Vec::new, |(row, _)| vec![*row]),
        |table| (table.header_row..=table.header_end).collect(),
    );
    line(format!("header_rows = {rows:?}"));
    let unit = match first.and_then(Table::amount_unit) {
        Some(AmountUnit::TenThousandYuan) => "万元",
        Some(AmountUnit::Yuan) | None => "元",
    };
    line(format!("# amount_unit = \"{unit}\""));
    line("\n[table.columns]".to_owned());
    let read = sheet.tables.iter().map(|found| found.table.layout.headings());
    let ambiguous = sheet.ambiguous.iter().map(|(_, ambiguity)| ambiguity.headings.as_slice());
    let mut said = BTreeSet::new();
    for (number, headings) in read.chain(ambiguous).enumerate() {
        for (position, heading) in headings.iter().enumerate() {
            let key = key(headings, position, heading);
            // A position in a later table means another column in the first.
            let speaks = number == 0 || key == without_space(&heading.header);
            if !heading.header.is_empty() && speaks && said.insert(key.clone()) {
                line(column(&key, position, heading, words));
            }
        }
    }
    line("\n[table.constants]".to_owned());
    let metadata = sheet.tables.first().map_or(&[][..], |found| &found.metadata);
    for found in metadata {
        match found.fills {
            Fills::Mapped(field) => line(format!("{} = {}", field.key(), quoted(&found.value))),
            Fills::Field(field) => {
                line(format!("# {} = {}", field.key(), quoted(&found.value)));
            }
            _ => {}
        }
    }
}

/// The header where it is the only one of its name, else the column's letters.
fn key(headings: &[Heading], position: usize, heading: &Heading) -> String {
    let same = headings.iter().filter(|other| other.header == heading.header).count();
    if same > 1 { format!("{}列", letters(position)) } else { without_space(&heading.header) }
}

fn column(key: &str, position: usize, heading: &Heading, words: &Vocabulary) -> String {
    let value = match (heading.field, &heading.matched) {
        (Some(field), Matched::OneHot(word)) => format!("{}={word}", field.key()),
        (Some(field), _) => field.key().to_owned(),
        (None, _) => String::new(),
    };
    let remark = match (heading.field, &heading.matched) {
        (_, Matched::Ambiguous) => "与另一列争同一项，留一列，另一列改为空".to_owned(),
        (Some(field), _) => words.headers().label(field).to_owned(),
        (None, _) => "附加列".to_owned(),
    };
    format!("{} = {}  # {}列，{remark}", quoted(key), quoted(&value), letters(position))
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
