//! The measures that a policy can name.
//!
//! Source: metrics §4, cohort measures and persons placed.

use serde::Deserialize;

macro_rules! measures {
    ($($variant:ident $key:literal $label:literal $kind:ident;)*) => {
        /// A measure of the ledgers. Counts are persons unless said otherwise.
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
    Employed6mRateOfCertified "employed_6m_rate_of_certified" "6个月内就业创业率（按取证人数）" Rate;
    Employed6mRateOfMatured "employed_6m_rate_of_matured" "6个月内就业创业率（按已满6个月人数）" Rate;
    EmployedAfter "employed_after" "培训后实现就业人数" Count;
    EmployedAfterRate "employed_after_rate" "培训后就业率" Rate;
    EmployedAfterRateOfCertified "employed_after_rate_of_certified" "培训后就业率（按取证人数）" Rate;
    OwnStaffStableRate "own_staff_stable_rate" "本企业职工24个月稳定就业率" Rate;
    Subsidised "subsidised" "补贴人数" Count;
    KeySubsidised "key_subsidised" "享受补贴的就业重点群体人数" Count;
    OrderTargeted "order_targeted" "订单定岗定向培训人数" Count;
    OrderTargetedShare "order_targeted_share" "订单定岗定向占比" Rate;
    Placed "placed" "带动就业（输出）人数" Count;
    PlacedPoverty "placed_poverty" "带动就业（输出）人数中的脱贫人口" Count;
    PlacedTrainedShare "placed_trained_share" "从业人员中参加过培训的占比" Rate;
    PlacedCertifiedShare "placed_certified_share" "从业人员中取得证书的占比" Rate;
}

impl Measure {
    /// Whether it is a rate: compared with a percentage.
    #[must_use]
    pub fn is_rate(self) -> bool {
        matches!(self.kind(), Kind::Rate)
    }

    /// Whether persons said to be employed without a date are missing from it.
    #[must_use]
    pub fn is_employment(self) -> bool {
        matches!(
            self,
            Self::Employed6m
                | Self::Employed6mRate
                | Self::Employed6mRateOfCertified
                | Self::Employed6mRateOfMatured
                | Self::EmployedAfter
                | Self::EmployedAfterRate
                | Self::EmployedAfterRateOfCertified
                | Self::OwnStaffStableRate
        )
    }

    /// The counts that it follows from, by their names in `counts.csv`.
    #[must_use]
    pub fn figures(self) -> &'static [&'static str] {
        match self {
            Self::Enrolments => &["enrolments"],
            Self::Trainees => &["trainees"],
            Self::CertifiedAny => &["certified_any"],
            Self::CertVocational => &["cert_vocational"],
            Self::CertSkillLevel => &["cert_skill_level"],
            Self::CertSpecial => &["cert_special"],
            Self::CertCompletion => &["cert_completion"],
            Self::PassRate => &["certified_any", "trainees"],
            Self::Employed6m => &["employed_6m", "employed_6m_pending"],
            Self::Employed6mRate => &["employed_6m", "employed_6m_pending", "trainees"],
            Self::Employed6mRateOfCertified => {
                &["certified_employed_6m", "certified_employed_6m_pending", "certified_any"]
            }
            Self::Employed6mRateOfMatured => &["matured_employed_6m", "matured"],
            Self::EmployedAfter => &["employed_after"],
            Self::EmployedAfterRate => &["employed_after", "trainees"],
            Self::EmployedAfterRateOfCertified => &["certified_employed_after", "certified_any"],
            Self::OwnStaffStableRate => &["own_staff_stable", "own_staff_pending", "own_staff"],
            Self::Subsidised => &["subsidised"],
            Self::KeySubsidised => &["key_subsidised"],
            Self::OrderTargeted => &["order_targeted"],
            Self::OrderTargetedShare => &["order_targeted", "trainees"],
            Self::Placed => &["placed"],
            Self::PlacedPoverty => &["placed_poverty"],
            Self::PlacedTrainedShare => &["placed_trained", "placed"],
            Self::PlacedCertifiedShare => &["placed_certified", "placed"],
        }
    }

    /// Whether it is counted on placement rosters.
    #[must_use]
    pub fn is_placement(self) -> bool {
        matches!(
            self,
            Self::Placed
                | Self::PlacedPoverty
                | Self::PlacedTrainedShare
                | Self::PlacedCertifiedShare
        )
    }

    /// The same persons over other denominators, always shown beside it: trained, certified, matured.
    #[must_use]
    pub fn over_others(self) -> &'static [Self] {
        match self {
            Self::Employed6mRate => {
                &[Self::Employed6mRateOfCertified, Self::Employed6mRateOfMatured]
            }
            Self::Employed6mRateOfCertified => {
                &[Self::Employed6mRate, Self::Employed6mRateOfMatured]
            }
            Self::Employed6mRateOfMatured => {
                &[Self::Employed6mRate, Self::Employed6mRateOfCertified]
            }
            Self::EmployedAfterRate => &[Self::EmployedAfterRateOfCertified],
            Self::EmployedAfterRateOfCertified => &[Self::EmployedAfterRate],
            _ => &[],
        }
    }
}
