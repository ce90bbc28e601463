//! `taizhang explain`: one code in full, or a table of all.

use super::text_table::{Align, TextTable, wrap};
use crate::model::finding::Code;

/// Half-width characters in front of a text.
const INDENT: &str = "        ";

/// A code with everything there is to say of it.
#[must_use]
pub fn explanation(code: Code, width: usize) -> String {
    let severity = code.severity();
    let mut out = format!("{}（{}：{}）\n", code.name(), severity.label(), severity.meaning());
    for (label, text) in [
        ("含义", code.what()),
        ("成因", code.cause()),
        ("怎么办", code.fix()),
        ("例", code.example()),
    ] {
        let line = format!("{}{text}", pad(label));
        out.push_str(&wrap(&line, width, INDENT));
        out.push('\n');
    }
    out
}

/// All codes: name, severity, meaning.
#[must_use]
pub fn code_table(width: usize) -> String {
    let columns = [("代码", Align::Left), ("级别", Align::Left), ("含义", Align::Left)];
    let mut table = TextTable::new(&columns);
    for code in Code::ALL {
        let texts = [code.name(), code.severity().label(), code.what()];
        table.row(texts.map(str::to_owned).into());
    }
    format!("{}\n详见：taizhang explain 代码\n", table.render(width))
}

/// A label with white space up to the indent; a Chinese character is two half-widths wide.
fn pad(label: &str) -> String {
    let used = 2 * label.chars().count();
    format!("{label}{}", " ".repeat(INDENT.len().saturating_sub(used)))
}
