//! The registry of codes: one entry a code, its texts in the order what, cause, fix, example (Chinese, no full stop).
//!
//! `docs/codes.md` and `taizhang explain` are drawn from it. A code is never renamed, reused or given another meaning.

use super::code::codes;

codes! {
    // Reasons for rejecting a row, in the order in which they are tried (metrics: merging, last item).
    IdMissing Reject "ID_MISSING"
        "没有身份证号"
        "录入时漏填，或号码填进了别的列；也可能整行错位"
        "补填18位身份证号"
        "“身份证号”一格空着，或写“无”“—”“待定”";
    IdDamaged Reject "ID_DAMAGED"
        "身份证号被表格软件按数字保存，末几位已丢失"
        "号码录入在常规或数值格式的单元格里，表格软件只保留15位有效数字；用表格软件打开 csv 再保存也会这样"
        "把该列设为文本格式后重新录入原号"
        "1.10101E+17，或 110101199003078000（末三位变成0）";
    IdLength Reject "ID_LENGTH"
        "身份证号位数不对（应为18位或15位）"
        "录入时少打、多打了数字，或填的是护照等其他证件的号码"
        "核对证件原件后更正；护照等其他证件请填写“证件类型”"
        "11010119900307867（17位）";
    IdCharset Reject "ID_CHARSET"
        "身份证号含有不该有的字符"
        "数字0打成字母O、1打成l，或号码中混入了文字和标点"
        "核对证件原件后更正"
        "11O101199003078670（第3位是字母O）";
    IdRegion Reject "ID_REGION"
        "身份证号前两位不是省级行政区代码"
        "前两位录错或颠倒"
        "核对证件原件后更正"
        "160101199003078670（没有代码为16的省）";
    IdBirthDate Reject "ID_BIRTH_DATE"
        "身份证号中的出生日期不存在，或早于1900年，或晚于截止日期"
        "第7至14位录错或颠倒；也可能 --as-of 写得太早"
        "核对证件原件后更正"
        "110101199013078670（没有13月）";
    IdChecksum Reject "ID_CHECKSUM"
        "身份证号校验码不符，有数字录错"
        "手工录入时错了一位，或相邻两位颠倒"
        "核对证件原件后更正"
        "110101199003078671（末位应为0）";
    UnitMissing Reject "UNIT_MISSING"
        "看不出属于哪个上报单位"
        "表中没有“市(州)”列，表头上方、表名、文件名、文件夹名也都没有写单位"
        "在“市(州)”列或表头上方的“填报单位”写明，或用 --unit 指定"
        "文件名是“台账.csv”，表中又没有“市(州)”列";
    UnitUnknown Reject "UNIT_UNKNOWN"
        "上报单位不在名录中"
        "单位名写错、写了简称或已撤销的名称；或只写了几个市都有的区县名"
        "改用官方全称；惯用名可加入 schemas/regions/aliases.csv"
        "市(州)写“长舂市”；只写“朝阳区”而看不出是哪个市";
    BrandMissing Reject "BRAND_MISSING"
        "没有品牌名称"
        "漏填，或合并单元格导出后只剩第一行有值"
        "补填品牌名称"
        "“品牌名称”一格空着";
    ClassMissing Reject "CLASS_MISSING"
        "没有班级编号"
        "漏填，或合并单元格导出后只剩第一行有值"
        "补填班级编号"
        "“班级编号”一格空着";
    // Values that were not readable: the row counts, the value does not.
    DateUnreadable Warning "DATE_UNREADABLE"
        "日期无法识别，按未填处理"
        "写了文字、不存在的日子，或格式很少见"
        "写成 2024-05-06 的形式"
        "2024-02-30；五月初";
    DateAmbiguous Warning "DATE_AMBIGUOUS"
        "日期写法有歧义（两位年份或年月日顺序不明），按未填处理"
        "年份只写两位，或按外国习惯把年写在最后"
        "写成 2024-05-06 的形式"
        "24.5.6；05/06/2024";
    DateMonthOnly Warning "DATE_MONTH_ONLY"
        "日期只到月，按未填处理，不推定到日"
        "原表只要求填到月"
        "补填到日"
        "2024年5月";
    AmountUnreadable Warning "AMOUNT_UNREADABLE"
        "金额无法识别（负数、多于两位小数或含其他文字），按未填处理"
        "金额里写了说明文字，或公式算出了很多位小数"
        "只填数字，单位写在表头"
        "约500元；-300；12.345";
    ChoiceUnknown Warning "CHOICE_UNKNOWN"
        "选项不在已知的写法之中，按未填处理"
        "各地系统的选项写法不同，或手工录入了别的说法"
        "改用标准写法；惯用写法可加入 schemas/ledger/words.toml"
        "“是否就业”写“待业中”";
    CertTypeMissing Warning "CERT_TYPE_MISSING"
        "有证书编号或发证日期而没有证书类型，不计入取证人数"
        "台账只登记编号，没有登记是哪一类证书"
        "补填证书类型"
        "证书类型空着，发证日期写 2024-05-06";
    EmployedContradiction Warning "EMPLOYED_CONTRADICTION"
        "是否就业填“否”却有就业日期，该日期不计"
        "就业以后只补了日期没有改“是否就业”，或日期串了行"
        "核实后更正其中一项"
        "是否就业写“否”，就业日期写 2024-05-06";
    EmployedUndated Warning "EMPLOYED_UNDATED"
        "填了已就业而没有就业日期，不计入就业率"
        "回访只问了是否就业，没有登记时间"
        "补填就业日期"
        "是否就业写“是”，就业日期空着";
    DateOrder Warning "DATE_ORDER"
        "结业日期早于开班日期"
        "两个日期填反，或年份录错"
        "核对两个日期"
        "开班 2024-05-06，结业 2024-04-20";
    RowTooWide Warning "ROW_TOO_WIDE"
        "该行的格子比表头多，可能有未加引号的逗号使各列错位"
        "导出 csv 时含逗号的内容没有加引号；或在表格右侧另写了备注"
        "核对该行，含逗号的内容应加引号"
        "表头7列，该行有8格";
    TextGarbled Warning "TEXT_GARBLED"
        "文字中有认不出的字节（显示为“\u{fffd}”），照样计，但与正确的写法会当成两样"
        "文件转换编码、截断或传输时损坏，或原系统把不认识的字换成了“\u{fffd}”"
        "从原系统重新导出（选 UTF-8 或 GB18030），或对照原件补正该格"
        "姓名写“王\u{fffd}”";
    NoEndDate Warning "NO_END_DATE"
        "合并后仍没有结业日期，不进入任何年度"
        "班还没有结业，或漏填、日期无法识别"
        "补填结业日期"
        "“结业日期”一格空着，补报中也没有";
    NotEnded Note "NOT_ENDED"
        "结业日期晚于截止日期，暂不进入任何年度"
        "班还没有结业，填的是计划日期；或截止日期写早了"
        "结业后自动计入"
        "截止日期 2024-12-31，结业日期 2025-01-10";
    // What a row says twice, once wrongly: the row counts as it stands.
    SexMismatch Warning "SEX_MISMATCH"
        "性别一列与身份证号不符，以身份证号为准"
        "性别填错，或号码录成了别人的"
        "核对性别和身份证号"
        "号码第17位是单数（男），性别写“女”";
    BirthDateMismatch Warning "BIRTH_DATE_MISMATCH"
        "出生日期一列与身份证号不符，以身份证号为准"
        "出生日期填错或填了农历，或号码录成了别人的"
        "核对出生日期和身份证号"
        "号码第7至14位是19900307，出生日期写 1990-03-17";
    CertNumberMismatch Warning "CERT_NUMBER_MISMATCH"
        "证书编号与证书类型、发证日期或等级矛盾"
        "证书类型选错，编号录错或不全，或发证日期、等级填成了别的证书的"
        "对照证书核对编号、类型、发证日期和等级"
        "职业技能等级证书编号 Y000022000001245000123（第14至15位24为年份，第16位5为五级），发证日期写 2023-05-06";
    CreditCodeInvalid Warning "CREDIT_CODE_INVALID"
        "统一社会信用代码不是18位，或校验码不符"
        "代码录错一位，填的是旧的工商注册号，或被表格软件按数字保存；极少数早年发放的代码确有例外"
        "对照营业执照核对"
        "91350100M000100Y44（末位应为3）";
    IdRegionNewer Warning "ID_REGION_NEWER"
        "身份证号前六位的区划代码在出生以后才启用，请核对"
        "前六位或出生年份录错；也可能出生多年以后才编号，用的是当时的代码（1984年开始编号，早于1984年出生的按1984年比）"
        "对照证件原件核对；与原件一致的无须处理"
        "110118199003071230（密云区的代码110118自2015年起使用，1990年出生）";
    // What merging and repairing did.
    IdRepaired Note "ID_REPAIRED"
        "身份证号的写法已规整（全角、空格、引号、X 的写法或15位升18位）"
        "从别的系统复制，带进了空格、引号或全角字符；或登记的是第一代身份证号"
        "无须处理"
        "“'44040119580101000x”读作 44040119580101000X";
    IdRepairApplied Note "ID_REPAIR_APPLIED"
        "身份证号已按核准的更正清单改正"
        "清单（--repairs）中该行写明核准，原号不合格而新号合格"
        "无须处理；如不应更正，从清单中删去该行"
        "清单中 approved 写“是”，suggestion 写 110101199003078670";
    RepairUnused Warning "REPAIR_UNUSED"
        "更正清单中的这一条没有用上"
        "原文件内容已改动或不在这次的输入中，该行的证件号本来就合格，或新号仍不合格、被遮盖"
        "核对 file_hash、sheet、row 和 suggestion；清单须用 --full-ids 生成"
        "清单写第12行，而该文件第12行没有退回";
    RowReplaced Note "ROW_REPLACED"
        "退回的行已由更正的行代替"
        "退回工作簿改好后与原文件一起汇总，更正的行按“来源”列找到原来的行"
        "无须处理"
        "原文件第12行退回，退回工作簿中改好的一行采纳";
    ValueReplaced Note "VALUE_REPLACED"
        "较新的行改动了同一参训记录的这一项"
        "补报、更正，或两份文件登记不一致"
        "如不应改动，请核对两行"
        "原报补贴500，补报改为600";
    IdentityConflict Warning "IDENTITY_CONFLICT"
        "同一身份证号出现两个不同姓名（身份冲突），按一人计"
        "姓名录错、改名，或号码录成了别人的"
        "核实姓名与身份证号"
        "同一号码，一行写“张三”，一行写“张珊”";
    CrossUnit Warning "CROSS_UNIT"
        "同一人在多个上报单位有参训记录（跨地区重复），各单位分别计、全省计一人"
        "跨地区流动参训，或号码录成了别人的"
        "核实是否重复参训"
        "同一号码，在长春市和吉林市各有一条";
    NearClass Warning "CLASS_NEAR_EQUAL"
        "同一单位内有写法相近的班级编号，按不同班级计"
        "同一班级在不同文件中写法不一"
        "确认是否为同一班级并统一写法"
        "“1班”和“１班”，“01”和“1”";
    RowUnassigned Warning "ROW_UNASSIGNED"
        "证书、就业或补贴台账中的这一行对不上任何参训记录"
        "培训台账没有交齐、没有写品牌班级和职业，或号码录成了别人的"
        "补填品牌、班级或职业；确未参训的请核实来源"
        "就业跟踪台账中的人，培训台账里没有";
    SubsidyDiffers Warning "SUBSIDY_DIFFERS"
        "补贴发放台账的金额与培训台账不一致，以发放台账为准"
        "培训台账填的是申请金额或标准，发放时有增减；或分次发放没有发完"
        "核对两处金额"
        "培训台账写 500，发放台账两次各 200";
    PlacementUndated Warning "PLACEMENT_UNDATED"
        "劳务输出台账中的这一行没有日期，不计入带动就业人数"
        "漏填输出（就业）日期，或日期无法识别"
        "补填输出（就业）日期"
        "“转移就业时间”一格空着";
    // Whole files and sheets.
    FileUnreadable File "FILE_UNREADABLE"
        "文件无法读取"
        "传输中损坏、没有下载完，或正被别的程序占用"
        "确认文件没有损坏、没有被其他程序打开"
        "只传了一半的 .xlsx";
    FileTruncated Warning "FILE_TRUNCATED"
        "网页里的表格没有结尾，后面的行可能缺失"
        "没有下载完、没有传完就保存了"
        "重新导出，核对行数"
        "导出的 .xls 其实是网页，末尾没有 </table>";
    FileEmpty File "FILE_EMPTY"
        "文件是空的"
        "导出失败"
        "重新导出"
        "大小为0字节的文件；只有空行、空格的 csv；没有一格有内容的工作簿";
    FileEncrypted File "FILE_ENCRYPTED"
        "文件有密码保护"
        "报送单位给文件加了打开密码"
        "去掉密码后另存再交"
        "打开时要输入密码的工作簿";
    FileTooLarge File "FILE_TOO_LARGE"
        "文件超过处理上限"
        "格式刷到了整列整表，文件被恶意构造，或把多年的数据放在一个文件里"
        "拆成几个文件，或删去多余的格式和空白行列后另存再交"
        "很小的 .xlsx 解压后有几个 GB";
    FormatUnknown File "FORMAT_UNKNOWN"
        "不是能处理的表格文件"
        "交来的是文档、图片、扫描件或别的文件，只是扩展名像表格"
        "另存为 .xlsx 或 .csv 再交"
        "扫描成 PDF 的花名册";
    NoHeader File "NO_HEADER"
        "前30行内找不到表头（须有身份证号和姓名两列）"
        "导出时去掉了表头，列名很特别，或交来的不是实名制台账"
        "补上表头；列名的惯用写法可加入 schemas/ledger/fields.toml"
        "第一行就是数据的 csv";
    HeaderAmbiguous File "HEADER_AMBIGUOUS"
        "两列对应同一项内容，无法确定用哪一列"
        "两个系统的导出拼在一起，同一项有两列"
        "删去或改名其中一列"
        "同时有“身份证号”和“公民身份号码”两列，都有内容";
    SheetSkipped Note "SHEET_SKIPPED"
        "工作表未读取"
        "工作表是隐藏的，或没有表头（如封面、说明、下拉选项）"
        "如含台账数据，请取消隐藏或补上表头"
        "隐藏的“字典”表";
    SheetDuplicate Note "SHEET_DUPLICATE"
        "两张工作表逐格相同，各行照常合并，不会重复计"
        "复制了工作表而没有改内容"
        "如是重复粘贴，删去一张；如应不同，请核对"
        "“一班”和“一班 (2)”两张表内容一样";
    TotalMismatch Warning "TOTAL_MISMATCH"
        "合计行所写的数与其上各行不符"
        "增删了行而没有改合计，或合计包括了没有交来的行"
        "核对合计行，查有无漏行、重行"
        "合计写 30 人，其上只有 29 行";
    AmountScale Warning "AMOUNT_SCALE"
        "这个文件的补贴金额与其他文件相差千倍以上，可能是元、万元写混"
        "表中以万元填报而没有写明单位，或反之"
        "核对金额的单位，在列名或表头上方写明“元”或“万元”"
        "其他文件补贴 1500 上下，这个文件写 0.15";
    // The brand registry: an entry or line that cannot be used, a cell, what rows say of each other.
    RegistryRow Warning "REGISTRY_ROW"
        "品牌库中的这一行不能采用"
        "没有写明是谁、属于哪个单位，种类或单位写法不认识，或证明、放宽、关联、申报数缺了必填的一项"
        "按提示补齐或更正这一行"
        "某基地没有写上报单位；某条人工证明没有写材料";
    RegistryValue Warning "REGISTRY_VALUE"
        "品牌库中的这一格无法识别，按未填处理"
        "日期不存在或只到月，数字里写了说明文字，比率没有写百分号，或内容不在可填之列"
        "日期写成 2024-05-06，人数、面积只填数字，比率写成 96% 或 0.96"
        "专职教师人数写“约四名”；毕业生就业率写 96";
    RegistryDuplicate Warning "REGISTRY_DUPLICATE"
        "品牌库中重复登记而内容不同，以先登记的为准"
        "同一品牌、基地在两个文件或两张表中各登记了一次，或改动时新增了一行"
        "删去其中一条"
        "第3行和第8行都是沈阳市培训品牌“甲”，一处写行业，一处写院校";
    RegistryLink Warning "REGISTRY_LINK"
        "双品牌关联的培训品牌没有登记"
        "培训品牌名称写法不一，属于别的单位，或尚未登记"
        "登记该培训品牌，或更正名称；关联照记，但双品牌不能据此达标"
        "劳务品牌“乙”关联“甲焊工”，而品牌库中只有“甲电焊工”";
    RegistrySubject Warning "REGISTRY_SUBJECT"
        "这一行所说的品牌或基地没有登记，没有采用"
        "名称、单位或种类与登记的写法不一致，或还没有登记"
        "更正名称，或先登记这个品牌、基地"
        "人工证明写“某某职业学校”，登记的是“某某职业培训学校”";
    RegistryCondition Warning "REGISTRY_CONDITION"
        "没有政策有这个条件编号，这条证明或放宽不起作用"
        "编号录错，政策文件没有给出（--policy），或写成了别的文件的编号"
        "照手册 7.6 或模板下拉的编号更正；用自己的政策文件时一并给出"
        "条件写“四·师资力量”，政策中是“四·师资队伍”";
    RegistryCounty Warning "REGISTRY_COUNTY"
        "县（市、区）不在该上报单位的名录中"
        "县名录错、已经更名，或属于别的单位"
        "改用官方全称；县（市、区）条目不采用，品牌和基地的县名照原样记"
        "临汾市写“洪桐县”（应为洪洞县）";
    RegistryDates Warning "REGISTRY_DATES"
        "出库日期早于入库日期，出库日期按未填处理"
        "两个日期填反，或年份录错"
        "核对两个日期"
        "入库 2024-05-06，出库 2023-05-06";
    RegistryNotYet Note "REGISTRY_NOT_YET"
        "证明或放宽的日期晚于截止日期，这次不算"
        "材料是截止日期以后才有的，或截止日期写早了"
        "无须处理；截止日期到了自动采用"
        "截止日期 2024-12-31，证明日期 2025-03-01";
    RegistryReplaced Note "REGISTRY_REPLACED"
        "后来批次的品牌库代替了以前批次的"
        "后来的批次又报了品牌库；只报了新增的几条，或某条在新的品牌库里漏了、改了"
        "核对所列的条目；仍应在库的，请补进最新的品牌库，用 batch replace 重新入库，或用 --registry 写明完整的品牌库"
        "2024-05 的品牌库有 12 条，2024-06 的只有新增的 1 条";
    // Claims to be verified: a figure that cannot be used, with all that stands in its row where that is why.
    ClaimUnit Warning "CLAIM_UNIT"
        "申报数没有写明上报单位，或写的单位不在名录中，没有核对"
        "表中没有“市(州)”列，表头上方也没有填报单位；或单位名写错、写了几个市都有的县名"
        "写明上报单位的全称，或用 --unit 指定"
        "申报表只有品牌名称和培训人数；市(州)写“长舂市”";
    ClaimSubject Warning "CLAIM_SUBJECT"
        "申报数看不出是哪个品牌、基地或单位的，没有核对"
        "名称漏填，或列名只写“名称”，看不出是品牌还是基地"
        "补填品牌名称或基地名称"
        "“品牌名称”一格空着，而培训人数写 120";
    ClaimYear Warning "CLAIM_YEAR"
        "申报数看不出是哪一年的，没有核对"
        "没有“年度”列，标题、列名和文件名中也没有年份，或年份写法不认识"
        "加“年度”列，或在标题中写明年份"
        "年度写“去年”";
    ClaimMeasure Warning "CLAIM_MEASURE"
        "申报的指标不认识，没有核对"
        "列名、指标名的写法不在词表中，或不是台账能核对的指标；调度表没有写季度"
        "改用手册第 14 章所列的指标名；惯用写法可加入 schemas/claims/words.toml"
        "列名写“妇女培训人数”";
    ClaimNumber Warning "CLAIM_NUMBER"
        "申报数不是数，没有核对"
        "数字里写了说明文字，人数写成小数，比率超过 100%，或单位与指标不符"
        "人数只填整数，金额写明元或万元，比率写成 85.3%"
        "培训人数写“约120人”；就业率写 853";
    ClaimNegative Warning "CLAIM_NEGATIVE"
        "申报数是负数，没有核对"
        "公式算错，或把减少数填进了申报数"
        "核对后更正"
        "培训人数写 -5";
    ClaimTwice Warning "CLAIM_TWICE"
        "同一对象、年度、指标申报了两次：数不同的两个都核对，数相同的只核对一次"
        "同一张表交了两份，或两张表所填不一"
        "核对两处，以哪个为准请与申报单位确认"
        "附件2写培训 120 人，汇总表写 125 人";
    ClaimTotal Note "CLAIM_TOTAL"
        "合计行的数不作为申报数核对"
        "合计行不是哪一个品牌、基地的数；各行之和与按人去重的合计本来就不同"
        "要核对全市、全省的数，请另写一行，只填市(州)或省"
        "首格写“合计”的行";
    ClaimEmpty Warning "CLAIM_EMPTY"
        "申报文件中没有可以核对的数"
        "表头、标签的写法不认识，表是空的，或交来的不是申报表"
        "列名改用手册第 14 章所列的写法，或用其中的简单表"
        "只有品牌简介而没有数字的申报表";
    ClaimReplaced Note "CLAIM_REPLACED"
        "后来批次的申报表代替了以前批次的"
        "后来的批次又报了申报表"
        "要核对以前的申报表，请用 --version 按当时的版本核验，或用 --claims 写明"
        "2024-05 和 2024-06 各报了一份汇总表";
    QuoteUnclosed Warning "CSV_QUOTE_UNCLOSED"
        "双引号没有成对，其后的内容可能并成了一格"
        "内容里有一个双引号，导出时没有写成两个"
        "核对该行的双引号"
        "\"乙品牌,1,李四,…（有开头的引号，没有结尾的引号）";
}
