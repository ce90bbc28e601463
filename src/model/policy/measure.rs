//! The measures that a policy can name.
//!
//! Source: metrics §4, cohort measures.

use serde::Deserialize;

macro_rules! measures {
    ($($variant:ident $key:literal $label:literal $kind:ident;)*) => {
        /// A cohort measure. Counts are persons unless said otherwise.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        pub enum Measure {
            $(#[doc = $label] #[serde(rename = $key)] $variant,)*
        }

        impl Measure {
            /// Every measure.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name in policy files and output tables.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// The name that staff see.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            fn kind(self) -> Kind {
                match self { $(Self::$variant => Kind::$kind,)* }
            }
        }
    };
}

enum Kind {
    Count,
    Rate,
}

measures! {
    Enrolments "enrolments" "培训人次" Count;
    Trainees "trainees" "培训人数" Count;
    CertifiedAny "certified_any" "取得证书人数" Count;
    CertVocational "cert_vocational" "取得职业资格证书人数" Count;
    CertSkillLevel "cert_skill_level" "取得职业技能等级证书人数" Count;
    CertSpecial "cert_special" "取得专项职业能力证书人数" Count;
    CertCompletion "cert_completion" "取得培训合格证书人数" Count;
    PassRate "pass_rate" "培训合格率" Rate;
    Employed6m "employed_6m" "6个月内就业创业人数" Count;
    Employed6mRate "employed_6m_rate" "6个月内就业创业率" Rate;
    EmployedAfter "employed_after" "培训后实现就业人数" Count;
    EmployedAfterRate "employed_after_rate" "培训后就业率" Rate;
    OwnStaffStableRate "own_staff_stable_rate" "本企业职工24个月稳定就业率" Rate;
    Subsidised "subsidised" "补贴人数" Count;
    KeySubsidised "key_subsidised" "享受补贴的就业重点群体人数" Count;
    OrderTargeted "order_targeted" "订单定岗定向培训人数" Count;
    OrderTargetedShare "order_targeted_share" "订单定岗定向占比" Rate;
    Placed "placed" "带动就业（输出）人数" Count;
}

impl Measure {
    /// Whether it is a rate: compared with a percentage.
    #[must_use]
    pub fn is_rate(self) -> bool {
        matches!(self.kind(), Kind::Rate)
    }

    /// Whether it is about employment.
    #[must_use]
    pub fn is_employment(self) -> bool {
        matches!(
            self,
            Self::Employed6m
                | Self::Employed6mRate
                | Self::EmployedAfter
                | Self::EmployedAfterRate
                | Self::OwnStaffStableRate
        )
    }

    /// Whether the tool can count it.
    #[must_use]
    pub fn is_computable(self) -> bool {
        matches!(self.kind(), Kind::Count | Kind::Rate)
    }
}
