//! Findings: bad or doubtful data as values, each with a permanent code and the place it was seen at.

use std::sync::Arc;

use super::field::Field;

/// What became of the row (or file) that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The row is not counted.
    Reject,
    /// The row is counted, the value is not or should be checked.
    Warning,
    /// The row is counted; something was repaired or replaced on the way.
    Note,
    /// A whole file or sheet could not be processed.
    File,
}

macro_rules! codes {
    ($($variant:ident $severity:ident $name:literal $what:literal $fix:literal;)*) => {
        /// Permanent diagnostic codes. A code never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Code {
            $(#[doc = $what] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the registry.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable ASCII name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What becomes of the row.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What is wrong, for staff.
            #[must_use]
            pub fn what(self) -> &'static str {
                match self { $(Self::$variant => $what,)* }
            }

            /// What to do about it, for staff.
            #[must_use]
            pub fn fix(self) -> &'static str {
                match self { $(Self::$variant => $fix,)* }
            }
        }
    };
}

codes! {
    // Reasons for rejecting a row, in the order in which they are tried (metrics: merging, last item).
    IdMissing Reject "ID_MISSING" "没有身份证号" "补填18位身份证号";
    IdDamaged Reject "ID_DAMAGED" "身份证号被表格软件按数字保存，末几位已丢失" "把该列设为文本格式后重新录入原号";
    IdLength Reject "ID_LENGTH" "身份证号位数不对（应为18位或15位）" "核对证件原件后更正；护照等其他证件请填写“证件类型”";
    IdCharset Reject "ID_CHARSET" "身份证号含有不该有的字符" "核对证件原件后更正";
    IdRegion Reject "ID_REGION" "身份证号前两位不是省级行政区代码" "核对证件原件后更正";
    IdBirthDate Reject "ID_BIRTH_DATE" "身份证号中的出生日期不存在，或早于1900年，或晚于截止日期" "核对证件原件后更正";
    IdChecksum Reject "ID_CHECKSUM" "身份证号校验码不符，有数字录错" "核对证件原件后更正";
    UnitMissing Reject "UNIT_MISSING" "看不出属于哪个上报单位" "在“市(州)”列或表头上方的“填报单位”写明，或用 --unit 指定";
    UnitUnknown Reject "UNIT_UNKNOWN" "上报单位不在名录中" "改用官方全称；惯用名可加入 schemas/regions/aliases.csv";
    BrandMissing Reject "BRAND_MISSING" "没有品牌名称" "补填品牌名称";
    ClassMissing Reject "CLASS_MISSING" "没有班级编号" "补填班级编号";
    // Values that were not readable: the row counts, the value does not.
    DateUnreadable Warning "DATE_UNREADABLE" "日期无法识别，按未填处理" "写成 2024-05-06 的形式";
    DateAmbiguous Warning "DATE_AMBIGUOUS" "日期写法有歧义（两位年份或年月日顺序不明），按未填处理" "写成 2024-05-06 的形式";
    DateMonthOnly Warning "DATE_MONTH_ONLY" "日期只到月，按未填处理，不推定到日" "补填到日";
    AmountUnreadable Warning "AMOUNT_UNREADABLE" "金额无法识别（负数、多于两位小数或含其他文字），按未填处理" "只填数字，单位写在表头";
    ChoiceUnknown Warning "CHOICE_UNKNOWN" "选项不在已知的写法之中，按未填处理" "改用标准写法；惯用写法可加入 schemas/ledger/words.toml";
    CertTypeMissing Warning "CERT_TYPE_MISSING" "有证书编号或发证日期而没有证书类型，不计入取证人数" "补填证书类型";
    EmployedContradiction Warning "EMPLOYED_CONTRADICTION" "是否就业填“否”却有就业日期，该日期不计" "核实后更正其中一项";
    EmployedUndated Warning "EMPLOYED_UNDATED" "填了已就业而没有就业日期，不计入就业率" "补填就业日期";
    DateOrder Warning "DATE_ORDER" "结业日期早于开班日期" "核对两个日期";
    RowTooWide Warning "ROW_TOO_WIDE" "该行的格子比表头多，可能有未加引号的逗号使各列错位" "核对该行，含逗号的内容应加引号";
    NoEndDate Warning "NO_END_DATE" "合并后仍没有结业日期，不进入任何年度" "补填结业日期";
    NotEnded Note "NOT_ENDED" "结业日期晚于截止日期，暂不进入任何年度" "结业后自动计入";
    // What merging and repairing did.
    IdRepaired Note "ID_REPAIRED" "身份证号的写法已规整（全角、空格、引号、X 的写法或15位升18位）" "无须处理";
    ValueReplaced Note "VALUE_REPLACED" "较新的行改动了同一参训记录的这一项" "如不应改动，请核对两行";
    IdentityConflict Warning "IDENTITY_CONFLICT" "同一身份证号出现两个不同姓名（身份冲突），按一人计" "核实姓名与身份证号";
    CrossUnit Warning "CROSS_UNIT" "同一人在多个上报单位有参训记录（跨地区重复），各单位分别计、全省计一人" "核实是否重复参训";
    NearClass Warning "CLASS_NEAR_EQUAL" "同一单位内有写法相近的班级编号，按不同班级计" "确认是否为同一班级并统一写法";
    RowUnassigned Warning "ROW_UNASSIGNED" "证书、就业或补贴台账中的这一行对不上任何参训记录" "补填品牌、班级或职业；确未参训的请核实来源";
    SubsidyDiffers Warning "SUBSIDY_DIFFERS" "补贴发放台账的金额与培训台账不一致，以发放台账为准" "核对两处金额";
    PlacementUndated Warning "PLACEMENT_UNDATED" "劳务输出台账中的这一行没有日期，不计入带动就业人数" "补填输出（就业）日期";
    // Whole files and sheets.
    FileUnreadable File "FILE_UNREADABLE" "文件无法读取" "确认文件没有损坏、没有被其他程序打开";
    FileEmpty File "FILE_EMPTY" "文件是空的" "重新导出";
    FileEncrypted File "FILE_ENCRYPTED" "文件有密码保护" "去掉密码后另存再交";
    FileTooLarge File "FILE_TOO_LARGE" "文件超过处理上限" "拆成几个文件，或删去多余的格式和空白行列后另存再交";
    FormatUnknown File "FORMAT_UNKNOWN" "不是能处理的表格文件" "另存为 .xlsx 或 .csv 再交";
    NoHeader File "NO_HEADER" "前30行内找不到表头（须有身份证号和姓名两列）" "补上表头；列名的惯用写法可加入 schemas/ledger/fields.toml";
    HeaderAmbiguous File "HEADER_AMBIGUOUS" "两列对应同一项内容，无法确定用哪一列" "删去或改名其中一列";
    SheetSkipped Note "SHEET_SKIPPED" "工作表未读取" "如含台账数据，请取消隐藏或补上表头";
    RegistryRow Warning "REGISTRY_ROW" "品牌库中这一处有误，未采用" "按提示更正品牌库";
    TotalMismatch Warning "TOTAL_MISMATCH" "合计行所写的数与其上各行不符" "核对合计行，查有无漏行、重行";
    SheetDuplicate Note "SHEET_DUPLICATE" "两张工作表逐格相同，各行照常合并，不会重复计" "如是重复粘贴，删去一张；如应不同，请核对";
    QuoteUnclosed Warning "CSV_QUOTE_UNCLOSED" "双引号没有成对，其后的内容可能并成了一格" "核对该行的双引号";
}

/// A sheet of an input file. Ordered as rows are merged: files by path, sheets as the workbook has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SheetId {
    /// Index of the file in the run's list of sources.
    pub file: u32,
    /// Index of the sheet in its file.
    pub sheet: u32,
}

/// Where a row came from. Ordered as rows are merged: by file and sheet, then by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowRef {
    /// File and sheet.
    pub sheet: SheetId,
    /// Row number as a spreadsheet shows it, from 1; 0 means the sheet as a whole.
    pub row: u32,
}

/// One remark about one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The row.
    pub at: RowRef,
    /// What it is.
    pub code: Code,
    /// The field concerned; decides how `value` is masked.
    pub field: Option<Field>,
    /// The column's header as it stands in the file; empty for a whole row.
    pub column: Arc<str>,
    /// The value as found, unmasked.
    pub value: Box<str>,
    /// What more there is to say, in Chinese; empty when the code says it all.
    pub detail: Box<str>,
}
