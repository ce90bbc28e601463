//! One ledger line in memory: 26 cells in one reused buffer, so that a million rows cost no allocation.

/// The columns of the sample ledger, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Seq,
    Province,
    City,
    County,
    Brand,
    Base,
    ClassNo,
    Occupation,
    Mode,
    Start,
    End,
    Name,
    Sex,
    Id,
    Category,
    Phone,
    CertType,
    CertNumber,
    CertDate,
    Employed,
    Form,
    Employer,
    EmployedOn,
    Amount,
    PaidOn,
    Remark,
}

pub(super) const WIDTH: usize = 26;

/// The header of each [`Column`].
pub(super) const HEADERS: [&str; WIDTH] = [
    "序号",
    "省份",
    "市(州)",
    "县(市、区)",
    "品牌名称",
    "基地名称",
    "班级编号",
    "职业（工种）",
    "培训方式",
    "开班日期",
    "结业日期",
    "姓名",
    "性别",
    "身份证号",
    "人员类别",
    "联系电话",
    "证书类型",
    "证书编号",
    "发证日期",
    "是否就业",
    "就业形式",
    "就业单位",
    "就业日期",
    "补贴金额",
    "补贴发放日期",
    "备注",
];

/// The columns that hold a date.
pub(super) const DATES: [Column; 5] =
    [Column::Start, Column::End, Column::CertDate, Column::EmployedOn, Column::PaidOn];

/// Cells are appended from left to right; [`Row::set`] then changes single ones (dirt).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    text: String,
    ends: [usize; WIDTH],
    filled: usize,
}

impl Row {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.filled = 0;
    }

    /// Appends a whole cell.
    pub(super) fn put(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.end();
    }

    /// The buffer, to write the next cell piecewise; finish it with [`Row::end`].
    pub(super) fn open(&mut self) -> &mut String {
        &mut self.text
    }

    pub(super) fn end(&mut self) {
        if let Some(end) = self.ends.get_mut(self.filled) {
            *end = self.text.len();
            self.filled += 1;
        }
    }

    /// Empty cells up to the last column.
    pub(super) fn pad(&mut self) {
        while self.filled < WIDTH {
            self.end();
        }
    }

    pub(super) fn get(&self, column: Column) -> &str {
        self.cell(column as usize)
    }

    pub(super) fn cell(&self, at: usize) -> &str {
        let from = if at == 0 { 0 } else { self.ends.get(at - 1).copied().unwrap_or(0) };
        self.ends.get(at).and_then(|end| self.text.get(from..*end)).unwrap_or("")
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..WIDTH).map(|at| self.cell(at))
    }

    /// Replaces one cell of a complete row.
    pub(super) fn set(&mut self, column: Column, cell: &str) {
        let at = column as usize;
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        let old = self.ends[at];
        self.text.replace_range(from..old, cell);
        for end in &mut self.ends[at..] {
            *end = *end + cell.len() + from - old;
        }
    }

    /// All cells without a boundary between them: for a quick look at which characters occur.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn header(&mut self) {
        self.clear();
        for header in HEADERS {
            self.put(header);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_can_be_replaced_by_a_longer_or_a_shorter_one() {
        let mut row = Row::default();
        row.header();
        row.set(Column::Seq, "");
        row.set(Column::Name, "很长很长的姓名");
        assert_eq!(row.get(Column::Seq), "");
        assert_eq!(row.get(Column::Province), "省份");
        assert_eq!(row.get(Column::Name), "很长很长的姓名");
        assert_eq!(row.get(Column::Sex), "性别");
        assert_eq!(row.get(Column::Remark), "备注");
    }
}
