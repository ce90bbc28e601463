//! `退回/`: the rejected rows of every file and reporting unit, laid out like their own file, to be corrected in place
//! and sent back. ID numbers stand in it whole: they are what is to be corrected.
//!
//! Source: forms, the tool's own outputs.

mod columns;
mod cover;
mod name;
mod page;
mod problems;

use rust_xlsxwriter::{Format, FormatAlign, Workbook};

use super::book;
use super::error::Fault;
use crate::model::finding::{Finding, RowRef, Severity};
use crate::model::rejected::Suggestion;
use crate::model::return_book::ReturnBook;
use crate::model::run::Run;

pub(super) use name::file_names;

/// Folder of these workbooks, below the outputs.
pub(super) const FOLDER: &str = "退回";

/// What the names of all of them begin with.
pub(super) const PREFIX: &str = "退回-";

/// The bytes of one workbook.
pub(super) fn render(run: &Run, returned: &ReturnBook) -> Result<Vec<u8>, Fault> {
    let mut workbook = Workbook::new();
    let context = Context { run, book: returned, formats: Formats::new() };
    let mut names = name::SheetNames::default();
    cover::add(&mut workbook, &context, &names.take(cover::NAME))?;
    for page in &returned.pages {
        let sheet = workbook.add_worksheet();
        sheet.set_name(names.take(run.sources.sheet_name(page.sheet)))?;
        page::write(sheet, page, &context)?;
    }
    workbook.set_properties(&book::properties(&context.title(), &run.stamp)?);
    Ok(workbook.save_to_buffer()?)
}

/// What all sheets of a workbook are drawn from.
struct Context<'a> {
    run: &'a Run,
    book: &'a ReturnBook,
    formats: Formats,
}

impl<'a> Context<'a> {
    fn title(&self) -> String {
        format!("台账退回：{}", self.unit())
    }

    /// Who is to correct the rows.
    fn unit(&self) -> &str {
        self.book.unit.as_deref().unwrap_or("未知单位")
    }

    /// Why a row was rejected.
    fn reason(&self, at: RowRef) -> Option<&'a Finding> {
        let findings = &self.run.findings;
        let from = findings.partition_point(|finding| finding.at < at);
        let here = findings.get(from..)?.iter().take_while(|finding| finding.at == at);
        let mut rejections = here.filter(|finding| finding.code.severity() == Severity::Reject);
        rejections.next()
    }

    fn suggestion(&self, at: RowRef) -> Option<&'a Suggestion> {
        let suggestions = &self.run.suggestions;
        let index = suggestions.binary_search_by_key(&at, |suggestion| suggestion.at).ok()?;
        suggestions.get(index)
    }
}

/// Cells whose number format is text keep what is typed into them: an ID number stays whole.
const TEXT: &str = "@";

/// The looks of cells.
struct Formats {
    plain: Format,
    heading: Format,
    own_heading: Format,
    text: Format,
    number: Format,
    faulty: Format,
    doubtful: Format,
    said: Format,
    origin: Format,
}

impl Formats {
    fn new() -> Self {
        let text = book::cell().set_num_format(TEXT);
        let faulty = text.clone().set_background_color(0x00FF_C7CE).set_font_color(0x009C_0006);
        let doubtful = text.clone().set_background_color(0x00FF_C966).set_font_color(0x007F_4F00);
        let said = book::cell().set_background_color(0x00FF_F2CC);
        Self {
            plain: book::plain().set_num_format(TEXT),
            heading: book::heading().set_num_format(TEXT),
            own_heading: book::heading().set_background_color(0x00FF_E699),
            number: book::cell().set_align(FormatAlign::Right),
            origin: said.clone().set_font_size(8).set_font_color(0x0059_5959),
            text,
            faulty,
            doubtful,
            said,
        }
    }
}
