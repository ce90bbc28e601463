//! The inspection on a terminal.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::problems::{Problem, by_code};
use super::{encoding, format, metadata_value};
use crate::model::field::Field;
use crate::model::finding::{Code, Severity};
use crate::model::inspection::{FileReading, Fills, Metadata, SampleRow, SheetReading};
use crate::model::kind::LedgerKind;
use crate::model::layout::{Heading, Matched};
use crate::model::letters::letters;
use crate::model::source::{FileKind, RowCounts};
use crate::model::vocabulary::Vocabulary;
use crate::report::mask::Mask;
use crate::report::text_table::{Align, TextTable, cut, wrap};
use crate::report::wording::grouped;

pub(super) fn of(files: &[FileReading], words: &Vocabulary, width: usize, mask: Mask) -> String {
    let mut page = Page { out: String::new(), words, width, mask };
    for (number, file) in files.iter().enumerate() {
        if number > 0 {
            page.line("");
        }
        page.file(file);
    }
    page.out
}

struct Page<'a> {
    out: String,
    words: &'a Vocabulary,
    width: usize,
    mask: Mask,
}

/// Sample rows that stand side by side.
const ROWS_ABREAST: usize = 4;

/// Room of the fields' labels.
const LABELS: usize = 16;

impl Page<'_> {
    fn line(&mut self, text: &str) {
        // Writing into a string does not fail.
        let _ = writeln!(self.out, "{}", wrap(text, self.width, "    "));
    }

    fn file(&mut self, file: &FileReading) {
        self.line(&format!("文件 {}", file.source.path));
        let kind = match file.source.kind {
            FileKind::Ledger => "台账",
            FileKind::Registry => "品牌库",
            FileKind::NameList => "人员名单",
            FileKind::Claims => "申报表",
            FileKind::Repairs => "更正清单",
            FileKind::Counts => "统计结果",
            FileKind::Unusable => "未能处理",
        };
        let mut facts = vec![format!("格式 {}", format(file).unwrap_or("不认识"))];
        facts.extend(encoding(file).map(|encoding| format!("编码 {encoding}")));
        facts.extend(file.delimiter.map(|delimiter| {
            let name = match delimiter {
                '\t' => "制表符",
                ';' => "分号",
                _ => "逗号",
            };
            format!("分隔符 {name}")
        }));
        facts.push(format!("种类 {kind}"));
        self.line(&facts.join("    "));
        if file.source.kind == FileKind::Ledger {
            self.line(&counts(&file.source.rows));
        }
        let mut last = None;
        for sheet in &file.sheets {
            last = self.sheet(sheet, last);
        }
        self.problems(file);
    }

    /// Shows a sheet; `last` are the columns shown last, which are not shown again. Returns those for the next sheet.
    fn sheet<'s>(
        &mut self,
        sheet: &'s SheetReading,
        mut last: Option<&'s [Heading]>,
    ) -> Option<&'s [Heading]> {
        let name = if sheet.name.is_empty() {
            "表".to_owned()
        } else {
            format!("工作表 {}", sheet.name)
        };
        self.line("");
        if sheet.hidden {
            self.line(&format!("【{name}】隐藏，未读取"));
            return last;
        }
        if sheet.tables.is_empty() && sheet.ambiguous.is_empty() {
            self.line(&format!("【{name}】没有表头"));
            return last;
        }
        let kinds: BTreeSet<LedgerKind> = sheet.tables.iter().map(|found| found.kind).collect();
        let kinds: Vec<&str> = kinds.into_iter().map(LedgerKind::label).collect();
        let kinds = if kinds.is_empty() { "台账".to_owned() } else { kinds.join("、") };
        if sheet.counts.read > 0 {
            self.line(&format!("【{name}】{kinds}；{}", counts(&sheet.counts)));
        } else {
            self.line(&format!("【{name}】{kinds}"));
        }
        for found in &sheet.tables {
            let table = &found.table;
            let rows = match (table.header_row, table.header_end) {
                (first, last) if first == last => format!("第 {first} 行"),
                (first, last) => format!("第 {first} 至 {last} 行"),
            };
            let unit = found.unit.as_deref().map_or_else(
                || "周围文字看不出上报单位，以各行所写为准".to_owned(),
                |unit| format!("行中没有写明单位的归到“{unit}”"),
            );
            let first = sheet.tables.first().map(|table| table.kind);
            let kind = match found.kind {
                same if Some(same) == first => String::new(),
                other => format!("；{other}"),
            };
            self.line(&format!("表头在{rows}；{unit}{kind}"));
            if last.is_some_and(|last| last == table.layout.headings()) {
                self.line("各列与上一张表相同");
            } else {
                self.columns(table.layout.headings());
            }
            last = Some(table.layout.headings());
            self.metadata(&found.metadata);
        }
        for (row, ambiguity) in &sheet.ambiguous {
            self.line(&format!("表头在第 {row} 行，有几列争同一项，其下没有读："));
            self.columns(&ambiguity.headings);
        }
        for rows in sheet.rows.chunks(ROWS_ABREAST) {
            self.rows(rows);
        }
        last
    }

    fn columns(&mut self, headings: &[Heading]) {
        let mut table = TextTable::new(&[
            ("列", Align::Left),
            ("表头", Align::Left),
            ("内容", Align::Left),
            ("依据", Align::Left),
        ]);
        for (position, heading) in headings.iter().enumerate() {
            let field =
                heading.field.map_or("（附加列）", |field| self.words.headers().label(field));
            let reason = reason(heading, self.words);
            let header = one_line(&self.mask.text(&heading.header));
            table.row(vec![letters(position), header, field.to_owned(), reason]);
        }
        self.out.push_str(&table.render(self.width));
    }

    fn metadata(&mut self, lines: &[Metadata]) {
        for line in lines {
            let label = |field: Field| self.words.headers().label(field).to_owned();
            let fills = match line.fills {
                Fills::Nothing => "不采用".to_owned(),
                Fills::Field(field) => format!("用作各行的“{}”", label(field)),
                Fills::Place(_) => "用来确定上报单位".to_owned(),
                Fills::AmountUnit => "金额的单位".to_owned(),
                Fills::Mapped(field) => format!("映射文件给出，用作各行的“{}”", label(field)),
            };
            let value = metadata_value(line, self.mask);
            let colon = if line.key.is_empty() { "" } else { "：" };
            self.line(&format!("  {}{colon}{}　→ {fills}", line.key, one_line(&value)));
        }
    }

    /// Rows as columns, since a ledger has more columns than a terminal has room for.
    fn rows(&mut self, rows: &[SampleRow]) {
        let Some(first) = rows.first() else { return };
        let headings: Vec<String> = rows.iter().map(|row| format!("第 {} 行", row.row)).collect();
        let mut columns = vec![("清洗后", Align::Left)];
        columns.extend(headings.iter().map(|heading| (heading.as_str(), Align::Left)));
        let mut table = TextTable::new(&columns);
        let room = (self.width - LABELS) / ROWS_ABREAST - 2;
        let result = |row: &SampleRow| match row.rejected {
            Some(code) => cut(code.name(), room),
            None => cut(row.unit.as_deref().unwrap_or(""), room),
        };
        table
            .row(std::iter::once("单位或退回".to_owned()).chain(rows.iter().map(result)).collect());
        let mut fields: Vec<Field> = first.values.iter().map(|(field, _)| *field).collect();
        for (field, _) in rows.iter().flat_map(|row| &row.values) {
            if !fields.contains(field) {
                fields.push(*field);
            }
        }
        for field in fields {
            let value = |row: &SampleRow| {
                let found = row.values.iter().find(|(name, _)| *name == field);
                let text = found.and_then(|(_, value)| value.as_deref()).unwrap_or_default();
                cut(&one_line(&self.mask.value(Some(field), Code::IdMissing, text)), room)
            };
            let label = cut(self.words.headers().label(field), LABELS - 2);
            table.row(std::iter::once(label).chain(rows.iter().map(value)).collect());
        }
        self.out.push_str(&table.render(self.width));
    }

    fn problems(&mut self, file: &FileReading) {
        let problems = by_code(&file.findings);
        self.line("");
        if problems.is_empty() {
            self.line("【问题】没有");
            return;
        }
        self.line(&format!("【问题】{} 处", grouped(file.findings.len() as u64)));
        for problem in &problems {
            self.problem(file, problem);
        }
    }

    fn problem(&mut self, file: &FileReading, problem: &Problem<'_>) {
        let (code, count) = (problem.code, grouped(problem.count as u64));
        let what = if code.severity() == Severity::Reject { "退回" } else { "" };
        self.line(&format!("{} {count} 处：{what}{}；{}", code.name(), code.what(), code.fix()));
        for finding in &problem.first {
            let sheet = file.source.sheets.get(finding.at.sheet.sheet as usize);
            let mut place = sheet.filter(|name| !name.is_empty()).cloned().unwrap_or_default();
            if finding.at.row > 0 {
                let _ = write!(place, "第 {} 行", finding.at.row);
            }
            if !finding.column.is_empty() {
                let _ = write!(place, "“{}”", one_line(&self.mask.text(&finding.column)));
            }
            let value = self.mask.value(finding.field, code, &finding.value);
            let detail = self.mask.detail(finding.field, code, &finding.detail);
            let parts = [place.as_str(), &value, &detail];
            let parts: Vec<String> =
                parts.iter().filter(|part| !part.is_empty()).map(|part| one_line(part)).collect();
            if !parts.is_empty() {
                self.line(&format!("  {}", parts.join("  ")));
            }
        }
    }
}

fn counts(rows: &RowCounts) -> String {
    let mut text = format!("读入 {} 行＝采纳 {}", grouped(rows.read), grouped(rows.accepted));
    let mut add = |name: &str, total: u64, parts: Vec<String>| {
        let parts =
            if parts.is_empty() { String::new() } else { format!("（{}）", parts.join("、")) };
        let _ = write!(text, "＋{name} {}{parts}", grouped(total));
    };
    let rejected = rows.rejected.iter().map(|(code, count)| format!("{} {count}", code.name()));
    add("退回", rows.rejected_total(), rejected.collect());
    let skipped = rows.skipped.iter().map(|(skip, count)| format!("{} {count}", skip.label()));
    add("跳过", rows.skipped_total(), skipped.collect());
    text
}

fn reason(heading: &Heading, words: &Vocabulary) -> String {
    match (&heading.matched, heading.field) {
        (Matched::Exact, _) => "列名相同".to_owned(),
        (Matched::Part(synonym), _) => format!("含“{synonym}”"),
        (Matched::ParentChild, _) => "上下级表头相连".to_owned(),
        (Matched::Child, _) => "下级表头".to_owned(),
        (Matched::Mapping, Some(_)) => "映射文件".to_owned(),
        (Matched::Mapping, None) => "映射文件写明不用".to_owned(),
        (Matched::OneHot(word), _) => format!("打勾表示“{word}”"),
        (Matched::Unknown, _) => String::new(),
        (Matched::Foreign, _) => "说的是别人".to_owned(),
        (Matched::Tied, _) => "像两项内容，不取".to_owned(),
        (Matched::Outranked(field), _) => {
            format!("“{}”已另有来源", words.headers().label(*field))
        }
        (Matched::Ambiguous, _) => "争同一项".to_owned(),
    }
}

/// Line breaks inside a cell would break the table.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
