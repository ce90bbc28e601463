//! Tables of text that stay aligned where a Chinese character is as wide as two letters.
//!
//! Only characters whose width every terminal agrees on are drawn: rules are hyphens, a cut is two dots.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Side on which a column's texts begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Align {
    /// Texts.
    Left,
    /// Numbers.
    Right,
}

/// A table in the making.
#[derive(Debug)]
pub(in crate::report) struct TextTable {
    columns: Vec<(String, Align)>,
    groups: Vec<(usize, usize, String)>,
    rows: Vec<Option<Vec<String>>>,
}

const GAP: &str = "  ";
const CUT: &str = "..";
/// No column is cut below this.
const NARROWEST: usize = 10;

impl TextTable {
    /// A table with these headings.
    pub(in crate::report) fn new(columns: &[(&str, Align)]) -> Self {
        Self {
            columns: columns.iter().map(|(name, align)| ((*name).to_owned(), *align)).collect(),
            groups: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// A heading over `columns` columns from `first` on.
    pub(in crate::report) fn group(&mut self, first: usize, columns: usize, name: String) {
        self.groups.push((first, columns, name));
    }

    /// Adds a row.
    pub(in crate::report) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(Some(cells));
    }

    /// Adds a rule.
    pub(in crate::report) fn rule(&mut self) {
        self.rows.push(None);
    }

    /// The table, no wider than `width`: the widest column of texts is cut where need be.
    pub(in crate::report) fn render(&self, width: usize) -> String {
        let widths = self.widths(width);
        let total = widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1);
        let rule = "-".repeat(total);
        let mut out = String::new();
        let mut add = |line: &str| {
            out.push_str(line.trim_end());
            out.push('\n');
        };
        if !self.groups.is_empty() {
            add(&self.group_line(&widths));
        }
        let headings: Vec<String> = self.columns.iter().map(|(name, _)| name.clone()).collect();
        add(&self.line(&headings, &widths));
        add(&rule);
        for row in &self.rows {
            match row {
                Some(cells) => add(&self.line(cells, &widths)),
                None => add(&rule),
            }
        }
        out
    }

    fn widths(&self, limit: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = self.columns.iter().map(|(name, _)| name.width()).collect();
        for row in self.rows.iter().flatten() {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.width().max(*width);
            }
        }
        let gaps = GAP.len() * widths.len().saturating_sub(1);
        let excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(limit);
        let texts =
            widths.iter_mut().zip(&self.columns).filter(|(_, (_, align))| *align == Align::Left);
        if let Some((widest, _)) = texts.max_by_key(|(width, _)| **width) {
            *widest = widest.saturating_sub(excess).max(NARROWEST.min(*widest));
        }
        widths
    }

    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let padded = cells.iter().zip(widths).zip(&self.columns);
        let cells: Vec<String> =
            padded.map(|((cell, width), (_, align))| pad(cell, *width, *align)).collect();
        cells.join(GAP)
    }

    fn group_line(&self, widths: &[usize]) -> String {
        let mut line = String::new();
        for (first, count, name) in &self.groups {
            let before: usize = widths.iter().take(*first).map(|width| width + GAP.len()).sum();
            let own: usize =
                widths.iter().skip(*first).take(*count).map(|width| width + GAP.len()).sum();
            let dashes = own.saturating_sub(GAP.len() + name.width() + 2);
            let space = " ".repeat(before.saturating_sub(line.width()));
            let (left, right) = ("-".repeat(dashes / 2), "-".repeat(dashes - dashes / 2));
            line.extend([&space, &left, " ", name, " ", &right]);
        }
        line
    }
}

fn pad(text: &str, width: usize, align: Align) -> String {
    let text = cut(text, width);
    let space = " ".repeat(width.saturating_sub(text.width()));
    match align {
        Align::Left => text + &space,
        Align::Right => space + &text,
    }
}

/// `text` followed by as many spaces as it takes to be `width` half-width characters wide.
pub(in crate::report) fn padded(text: &str, width: usize) -> String {
    pad(text, width, Align::Left)
}

/// `text` in lines of at most `width`, all but the first indented.
pub(in crate::report) fn wrap(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let own = c.width().unwrap_or(0);
        if used + own > width {
            out.push('\n');
            out.push_str(indent);
            used = indent.width();
        }
        out.push(c);
        used += own;
    }
    out
}

/// `text` in at most `width` half-width characters.
pub(in crate::report) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(CUT.len());
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= room
    };
    let mut short: String = text.chars().take_while(fits).collect();
    short.push_str(CUT);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> TextTable {
        let mut table =
            TextTable::new(&[("名称", Align::Left), ("人数", Align::Right), ("率", Align::Right)]);
        table.group(1, 2, "2024年".to_owned());
        table.row(vec!["长春市".into(), "1,234".into(), "50.00%".into()]);
        table.row(vec!["  abc月嫂".into(), "7".into(), "-".into()]);
        table.rule();
        table.row(vec!["合计".into(), "1,241".into(), "49.70%".into()]);
        table
    }

    #[test]
    fn columns_end_at_the_same_place() {
        let text = table().render(80);
        assert_eq!(
            text,
            "           -- 2024年 ---\n\
             名称        人数      率\n\
             ------------------------\n\
             长春市     1,234  50.00%\n\
             \u{20} abc月嫂      7       -\n\
             ------------------------\n\
             合计       1,241  49.70%\n"
        );
    }

    #[test]
    fn long_texts_are_cut_and_nothing_is_wider_than_asked() {
        let mut table = table();
        table.row(vec!["一个特别特别特别特别特别长的品牌名称".into(), "1".into(), "1".into()]);
        let text = table.render(32);
        assert!(text.contains("一个特别特别特.."), "{text}");
        assert!(text.lines().all(|line| line.width() <= 32), "{text}");
        assert_eq!(cut("中文字", 5), "中..");
        assert_eq!(cut("中文", 4), "中文");
        assert_eq!(wrap("中文字abc", 5, " "), "中文\n 字ab\n c");
    }
}
