//! Why something counts or does not: the rules of the manual, each with its section, in the words that staff read.

use std::sync::Arc;

use chrono::NaiveDate;

use super::finding::Code;
use super::period::iso_text;

macro_rules! rules {
    ($($variant:ident $section:literal $text:literal;)*) => {
        /// A rule that counted something or left it out.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $text] $variant,)*
        }

        impl Rule {
            /// What it says; `{day}`, `{limit}` and `{word}` stand for what it was applied to.
            fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The section of the manual that has it.
            #[must_use]
            pub fn section(self) -> &'static str {
                match self { $(Self::$variant => $section,)* }
            }
        }
    };
}

rules! {
    Trained "6.1" "结业日期 {day} 在统计期内，计入";
    InYear "6.1" "结业日期 {day}，归入该年度";
    HasCertificate "6.1" "有{word}，计入";
    EmployedInTime "6.1" "就业日期 {day} 在结业日期至其后 6 个月（{limit}）之间，计入";
    EmployedSince "6.1" "就业日期 {day} 不早于结业日期 {limit}，计入";
    StillOpen "6.2" "尚未就业，6 个月就业期限 {day} 未满，计入";
    Matured "6.1" "6 个月就业期限 {day} 已满，计入";
    Paid "6.1" "补贴 {word} 元，计入";
    Targeted "6.1" "培训方式“{word}”，计入";
    OwnStaff "6.1" "人员类别是企业职工，计入";
    Stable "6.1" "6 个月内就业，结业满 24 个月（{day}）前没有离职，计入";
    SamePerson "6.1" "同一人已由另一条记录计入，按人去重";
    Together "6.1" "与此人的另一条记录合起来计入";
    NotTogether "6.1" "单看这一条可计，与此人的另一条记录合起来不计";
    NoEndDate "6.1" "无结业日期，不进入任何年度";
    NotEnded "6.1" "结业日期 {day} 晚于截止日期 {limit}";
    OtherWindow "6.1" "结业日期 {day} 不在统计期内";
    NoCertificate "6.1" "没有证书";
    OtherCertificate "6.1" "没有该类证书，有{word}";
    CertificateLater "6.1" "发证日期 {day} 晚于截止日期 {limit}";
    NotEmployed "6.1" "没有就业日期";
    SaidNotEmployed "6.1" "是否就业写“否”，没有就业日期";
    EmployedUndated "6.1" "说已就业但没有就业日期";
    EmployedLate "6.1" "就业日期 {day} 晚于结业后 6 个月（{limit}）";
    EmployedBefore "6.1" "就业日期 {day} 早于结业日期 {limit}";
    EmployedBeyond "6.1" "就业日期 {day} 晚于截止日期 {limit}";
    AlreadyEmployed "6.2" "已在 6 个月内就业（{day}），不再未定";
    WindowClosed "6.2" "6 个月就业期限 {day} 已过，不再未定";
    WindowOpen "6.2" "6 个月就业期限 {day} 未满";
    HasDate "6.1" "有就业日期 {day}";
    NotSaid "6.1" "没有写已就业";
    NoSubsidy "6.1" "没有补贴金额";
    ZeroSubsidy "6.1" "补贴金额为 0";
    PaidLater "6.1" "补贴发放日期 {day} 晚于截止日期 {limit}";
    NoCategory "6.1" "没有写人员类别，不属重点群体";
    NotKeyGroup "6.1" "人员类别“{word}”不属重点群体";
    NoMode "6.1" "没有写培训方式";
    NotTargeted "6.1" "培训方式“{word}”不是订单、定岗、定向";
    NotOwnStaff "6.1" "人员类别不是企业职工";
    LeftEarly "6.1" "离职日期 {day} 早于结业满 24 个月之日 {limit}";
    StableLater "6.1" "结业满 24 个月之日 {day} 未到";
    StableDecided "6.1" "24 个月稳定就业已有结论";
    NothingHappened "6.3" "统计期内没有这件事";
    Happened "6.3" "在统计期内，计入";
    HappenedEstimated "6.3" "没有自身日期，按结业日期 {day}，计入";
    Placed "6.4" "就业（输出）日期 {day} 在统计期内，计入";
    PlacedIn "6.4" "就业（输出）日期 {day}，计入该年带动就业人数";
    PlacedUndated "6.4" "没有就业（输出）日期，或是否就业写“否”";
    PlacedLater "6.4" "就业（输出）日期 {day} 晚于截止日期 {limit}";
    PlacedOther "6.4" "就业（输出）日期 {day} 不在统计期内";
    NotPoverty "6.4" "没有写脱贫人口";
    NotTrained "6.4" "本省培训台账中没有截止日期前已结业的记录";
    NotCertified "6.4" "本省培训台账中没有截止日期前的证书";
    Rejected "4" "该行已退回：{word}";
    Unassigned "3.12" "对不上参训记录：{word}";
}

/// A rule and what it was applied to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The rule.
    pub rule: Rule,
    /// The day that it looked at.
    pub day: Option<NaiveDate>,
    /// The day that it held that against.
    pub limit: Option<NaiveDate>,
    /// What else it looked at.
    pub word: Option<Arc<str>>,
}

impl Reason {
    /// A rule that says it all.
    #[must_use]
    pub fn plain(rule: Rule) -> Self {
        Self { rule, day: None, limit: None, word: None }
    }

    /// A rule about a day.
    #[must_use]
    pub fn day(rule: Rule, day: NaiveDate) -> Self {
        Self { day: Some(day), ..Self::plain(rule) }
    }

    /// A rule that holds a day against another.
    #[must_use]
    pub fn days(rule: Rule, day: NaiveDate, limit: NaiveDate) -> Self {
        Self { limit: Some(limit), ..Self::day(rule, day) }
    }

    /// A rule about a word.
    #[must_use]
    pub fn word(rule: Rule, word: &str) -> Self {
        Self { word: Some(word.into()), ..Self::plain(rule) }
    }

    /// A row that was rejected with that code.
    #[must_use]
    pub fn rejected(code: Code) -> Self {
        Self::word(Rule::Rejected, &format!("{} {}", code.name(), code.what()))
    }

    /// In the words that staff read.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.rule.text().to_owned();
        for (mark, day) in [("{day}", self.day), ("{limit}", self.limit)] {
            if let Some(day) = day {
                text = text.replace(mark, &iso_text(day));
            }
        }
        text.replace("{word}", self.word.as_deref().unwrap_or_default())
    }
}
