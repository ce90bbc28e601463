//! A row and what became of it; a person with all rows, enrolments, and numbers that they count for.

use super::numbers::subject;
use super::page::{Cell, Column, Page, Shown};
use crate::model::answer::Answer;
use crate::model::counts::Figure;
use crate::model::explained::Sought;
use crate::model::finding::{Code, Finding, RowRef, Severity};
use crate::model::history::{
    Fate, History, HistoryCount, HistoryEnrolment, HistoryRow, Near, RowAnswer,
};
use crate::model::ledger::Course;

const ROWS: &[Column] = &[
    Column::text("row", "出处", 34.0),
    Column::text("ledger", "台账", 12.0),
    Column::text("name", "姓名", 10.0),
    Column::text("phone", "电话", 14.0),
    Column::text("city", "上报单位", 13.0),
    Column::text("brand", "品牌", 20.0),
    Column::text("class_no", "班级", 14.0),
    Column::text("says", "该行写明", 44.0),
    Column::text("outcome", "结果", 30.0),
    Column::text("taken", "取值", 34.0),
    Column::text("remarks", "提示", 34.0),
];
const ENROLMENTS: &[Column] = &[
    Column::number("enrolment", "参训记录", 9.0),
    Column::text("city", "上报单位", 13.0),
    Column::text("brand", "品牌", 20.0),
    Column::text("class_no", "班级", 14.0),
    Column::text("base", "基地", 20.0),
    Column::text("start_date", "开班日期", 12.0),
    Column::text("end_date", "结业日期", 12.0),
    Column::text("record", "证书、就业、补贴", 40.0),
    Column::text("reason", "计入年度", 30.0),
    Column::text("section", "手册", 7.0),
    Column::text("fails", "没有计入的", 40.0),
    Column::text("rows", "出处", 36.0),
];
const COUNTS: &[Column] = &[
    Column::text("subject", "对象", 30.0),
    Column::number("year", "年度", 8.0),
    Column::text("enrolments", "参训记录", 10.0),
    Column::text("figures", "计入的数", 90.0),
];
const NEAR: &[Column] = &[
    Column::text("row", "出处", 36.0),
    Column::text("number", "号码", 22.0),
    Column::text("why", "为什么", 40.0),
    Column::text("code", "退回原因", 50.0),
];

/// The pages about a row.
pub(super) fn of_row<'a>(
    answer: &'a Answer<'_>,
    row: &'a RowAnswer,
    shown: &'a Shown<'a>,
) -> Vec<Page<'a>> {
    let teller = Teller { answer, shown };
    let mut lines = vec![format!("{}：{}", shown.row(row.at), teller.fate(row))];
    for finding in teller.findings(row.at) {
        lines.push(format!("  {}", teller.finding(finding)));
        if finding.code.severity() != Severity::Note {
            lines.push(format!("    怎么办：{}", finding.code.fix()));
        }
    }
    if let Fate::Rejected(also) = &row.fate {
        for fault in also {
            let detail = shown.detail(None, fault.code, &fault.detail);
            let detail = Some(detail).filter(|text| !text.is_empty());
            let detail = detail.map_or_else(String::new, |text| format!("（{text}）"));
            lines.push(format!(
                "  另：“{}”{} {}{detail}",
                fault.header,
                fault.code.name(),
                fault.code.what()
            ));
        }
    }
    let history = row.history.as_ref();
    let known = history.filter(|history| !history.number.is_empty());
    lines.extend(known.map(|history| format!("该人：{}", shown.number(&history.number))));
    let mut pages = history.map_or_else(Vec::new, |history| teller.pages(history));
    match pages.first_mut() {
        Some(page) => {
            lines.append(&mut page.lines);
            page.lines = lines;
        }
        None => pages.push(Page::of_lines("行", lines)),
    }
    pages
}

/// The pages about persons.
pub(super) fn of_persons<'a>(
    answer: &'a Answer<'_>,
    persons: &'a [History],
    shown: &'a Shown<'a>,
) -> Vec<Page<'a>> {
    let teller = Teller { answer, shown };
    let pages = (1..).zip(persons).flat_map(|(number, history)| {
        let mut pages = teller.pages(history);
        if number > 1 {
            for page in &mut pages {
                page.name = format!("{} {number}", page.name);
            }
        }
        if let Some(first) = pages.first_mut() {
            let rows = history.rows.len();
            let line = format!("{}：台账中有 {rows} 行", shown.number(&history.number));
            first.lines.insert(0, line);
        }
        pages
    });
    pages.collect()
}

/// What staff call a figure.
fn label(figure: &'static Figure) -> &'static str {
    Sought::Figure(figure, None).label()
}

#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    pub answer: &'a Answer<'a>,
    pub shown: &'a Shown<'a>,
}

impl<'a> Teller<'a> {
    fn pages(self, history: &'a History) -> Vec<Page<'a>> {
        let page = |name: &str,
                    columns: &'static [Column],
                    rows: Vec<Vec<Cell>>,
                    screen: Vec<String>| Page {
            name: name.to_owned(),
            lines: Vec::new(),
            columns,
            total: rows.len(),
            rows: Box::new(rows.into_iter()),
            screen: Some(screen),
            is_main: columns.len() == ROWS.len(),
        };
        let rows = || history.rows.iter();
        let enrolments = || (1..).zip(&history.enrolments);
        let all = [
            page(
                "行",
                ROWS,
                rows().map(|row| self.row(row)).collect(),
                rows().flat_map(|row| self.row_lines(row)).collect(),
            ),
            page(
                "参训记录",
                ENROLMENTS,
                enrolments().map(|(number, own)| self.enrolment(number, own)).collect(),
                enrolments().flat_map(|(number, own)| self.enrolment_lines(number, own)).collect(),
            ),
            page(
                "计入的数",
                COUNTS,
                history.counts.iter().map(Self::count).collect(),
                history.counts.iter().map(Self::count_line).collect(),
            ),
            page(
                "疑似本人的行",
                NEAR,
                history.near.iter().map(|near| self.near(near)).collect(),
                history.near.iter().map(|near| self.near_line(near)).collect(),
            ),
        ];
        all.into_iter()
            .enumerate()
            .filter(|(at, page)| *at == 0 || page.total > 0)
            .map(|(_, page)| page)
            .collect()
    }

    pub(super) fn fate(self, row: &RowAnswer) -> String {
        match &row.fate {
            Fate::NotRead => "这个文件没有作为台账读入".to_owned(),
            Fate::Beyond(last) => format!("表中没有这一行，最后一行是第 {last} 行"),
            Fate::Skipped(why) => format!("跳过，不是数据：{}", why.label()),
            Fate::Rejected(_) => "退回，不计".to_owned(),
            Fate::Accepted => {
                let own = row.history.as_ref();
                let own = own.and_then(|own| own.rows.iter().find(|own| own.at == row.at));
                own.map_or_else(|| "采纳".to_owned(), |own| self.outcome(own))
            }
        }
    }

    /// What is to be said of a row.
    pub(super) fn findings(self, at: RowRef) -> impl Iterator<Item = &'a Finding> {
        let findings = &self.answer.run.findings;
        let of_row = findings.iter().filter(move |finding| finding.at == at);
        // Of a file or sheet that was not read.
        let of_file = findings.iter().filter(move |finding| {
            finding.at.row == 0
                && finding.at.sheet.file == at.sheet.file
                && finding.code.severity() == Severity::File
        });
        of_row.chain(of_file)
    }

    fn finding(self, finding: &Finding) -> String {
        let Finding { code, field, column, value, detail, .. } = finding;
        let value = self.shown.value(*field, *code, value);
        let detail = self.shown.detail(*field, *code, detail);
        let quoted = |text: String| if text.is_empty() { text } else { format!("“{text}”") };
        let value =
            if column.is_empty() { quoted(value) } else { format!("{column}{}", quoted(value)) };
        let parts = [value, detail].into_iter().filter(|text| !text.is_empty());
        let parts = parts.collect::<Vec<_>>().join("：");
        format!(
            "{} {}{}",
            code.name(),
            code.what(),
            if parts.is_empty() { parts } else { format!("（{parts}）") }
        )
    }

    fn code(self, at: RowRef) -> Option<Code> {
        let mut codes = self.findings(at).map(|finding| finding.code);
        codes.find(|code| code.severity() == Severity::Reject)
    }

    pub(super) fn outcome(self, row: &HistoryRow) -> String {
        if let Some(code) = row.barred {
            return format!("退回：{} {}", code.name(), code.what());
        }
        if let Some(reason) = &row.placed {
            return format!("采纳（劳务输出）：{}", reason.text());
        }
        let numbers: Vec<String> = row.enrolments.iter().map(usize::to_string).collect();
        if numbers.is_empty() {
            let of_row = self.findings(row.at).find(|finding| finding.code == Code::RowUnassigned);
            let why = of_row.map_or("", |finding| &finding.detail);
            return format!("采纳，但对不上参训记录（{why}），不计");
        }
        format!("采纳，归到参训记录 {}", numbers.join("、"))
    }

    fn remarks(self, at: RowRef) -> String {
        let findings = self.findings(at).map(|finding| self.finding(finding));
        findings.collect::<Vec<_>>().join("；")
    }

    pub(super) fn place(self, row: &HistoryRow) -> [String; 3] {
        let class = row.class.as_ref().map(|class| Course {
            unit: row.unit,
            brand: row.brand.clone(),
            class: class.clone(),
        });
        let class = class.map_or_else(String::new, |course| Shown::class(&course));
        [self.shown.unit(row.unit).into_owned(), row.brand.to_string(), class]
    }

    fn row(self, row: &HistoryRow) -> Vec<Cell> {
        let [unit, brand, class] = self.place(row);
        vec![
            Cell::of(self.shown.row(row.at)),
            Cell::of(row.kind.to_string()),
            Cell::of(row.name.to_string()),
            Cell::of(self.shown.phone(row.phone)),
            Cell::of(unit),
            Cell::of(brand),
            Cell::of(class),
            Cell::of(row.says.to_string()),
            Cell::of(self.outcome(row)),
            Cell::of(row.taken.to_string()),
            Cell::of(self.remarks(row.at)),
        ]
    }

    fn row_lines(self, row: &HistoryRow) -> Vec<String> {
        let place = self.place(row).join(" ");
        let mut lines = vec![
            format!("{}（{}） {} {}", self.shown.row(row.at), row.kind, row.name, place.trim_end()),
            format!("  {}", row.says),
            format!("  {}", self.outcome(row)),
        ];
        lines.extend((!row.taken.is_empty()).then(|| format!("  {}", row.taken)));
        lines.extend(self.findings(row.at).map(|finding| format!("  {}", self.finding(finding))));
        lines
    }

    fn fails(own: &HistoryEnrolment) -> String {
        let fails =
            own.fails.iter().map(|(figure, why)| format!("{}：{}", label(figure), why.text()));
        fails.collect::<Vec<_>>().join("；")
    }

    fn enrolment(self, number: i64, own: &HistoryEnrolment) -> Vec<Cell> {
        let part = &own.part;
        let mut cells = vec![Cell::Number(number)];
        cells.extend(self.shown.enrolment(part));
        cells.extend([
            Cell::of(part.reason.text()),
            Cell::of(part.reason.rule.section()),
            Cell::of(Self::fails(own)),
            self.shown.places(&part.rows),
        ]);
        cells
    }

    fn enrolment_lines(self, number: i64, own: &HistoryEnrolment) -> Vec<String> {
        let part = &own.part;
        let unit = self.shown.unit(part.course.unit);
        let class = Shown::class(&part.course);
        let mut lines = vec![
            format!("{number}. {unit} {} {class} {}", part.course.brand, part.base),
            format!("  {}（手册 {}）", part.reason.text(), part.reason.rule.section()),
        ];
        lines.extend((!part.says.is_empty()).then(|| format!("  {}", part.says)));
        lines.extend((!own.fails.is_empty()).then(|| format!("  没有计入：{}", Self::fails(own))));
        lines
    }

    fn figures(count: &HistoryCount) -> String {
        let figures = count.figures.iter().map(|(figure, value)| match value {
            1 => label(figure).to_owned(),
            value => format!("{} {value}", label(figure)),
        });
        figures.collect::<Vec<_>>().join("、")
    }

    fn numbers(count: &HistoryCount) -> String {
        let numbers: Vec<String> = count.enrolments.iter().map(usize::to_string).collect();
        numbers.join("、")
    }

    fn count(count: &HistoryCount) -> Vec<Cell> {
        vec![
            Cell::of(subject(&count.subject)),
            Cell::Number(i64::from(count.year)),
            Cell::of(Self::numbers(count)),
            Cell::of(Self::figures(count)),
        ]
    }

    fn count_line(count: &HistoryCount) -> String {
        let (place, year, figures) = (subject(&count.subject), count.year, Self::figures(count));
        format!("{place} {year} 年（参训记录 {}）：{figures}", Self::numbers(count))
    }

    fn why_rejected(self, near: &Near) -> String {
        let code = self.code(near.at);
        code.map_or_else(String::new, |code| format!("{} {}", code.name(), code.what()))
    }

    fn near(self, near: &Near) -> Vec<Cell> {
        vec![
            Cell::of(self.shown.row(near.at)),
            Cell::of(self.shown.number(&near.number)),
            Cell::of(near.why),
            Cell::of(self.why_rejected(near)),
        ]
    }

    fn near_line(self, near: &Near) -> String {
        let (place, number) = (self.shown.row(near.at), self.shown.number(&near.number));
        format!("{place} {number}：{}  {}", near.why, self.why_rejected(near))
    }
}
