//! A measure as an interval: what is certain, what can still be reached, what is missing and when it is known.
//!
//! Source: metrics §6. Certificates, subsidies and employment without a named window are settled as of the as-of date
//! once the cohort's window has ended (本工具口径): no document lets them mature.

use chrono::NaiveDate;

use crate::model::certificate::CertType;
use crate::model::measure::Tally;
use crate::model::period::{Window, months_after};
use crate::model::policy::Measure;
use crate::model::ratio::{Interval, Ratio};

/// Months after a class's end in which employment counts (Liaoning 2024-5 四(一); metrics §4).
const EMPLOYMENT_MONTHS: u32 = 6;
/// Months after a class's end for which employment must last to be stable (Liaoning 2024-5 四(三); metrics §4).
const STABLE_MONTHS: u32 = 24;

/// What is known of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// The bounds.
    pub interval: Interval,
    /// As counted so far: the low end, but where a window that has not ended leaves a rate open.
    pub so_far: Ratio,
    /// Whom a rate is over, where that is not every trainee.
    pub over: Option<&'static str>,
    /// What is missing, in Chinese; empty when it is settled.
    pub missing: String,
    /// The day on which it will be known.
    pub settles_on: Option<NaiveDate>,
}

impl Reading {
    /// A number on file.
    pub(super) fn settled(value: Ratio) -> Self {
        Self {
            interval: Interval::settled(value),
            so_far: value,
            over: None,
            missing: String::new(),
            settles_on: None,
        }
    }

    /// A number that nobody has filed: anything from 0 (metrics §6).
    pub(super) fn unknown(missing: String) -> Self {
        let zero = Ratio::whole(0);
        Self {
            interval: Interval::growing(zero),
            so_far: zero,
            over: None,
            missing,
            settles_on: None,
        }
    }

    /// Counts declared persons in.
    pub(super) fn add(&mut self, declared: u64) {
        let plus = |ratio: Ratio| Ratio::new(ratio.num.saturating_add(declared), ratio.den);
        self.interval =
            Interval { low: plus(self.interval.low), high: self.interval.high.map(plus) };
        self.so_far = plus(self.so_far);
    }
}

/// Reads a measure off a tally.
pub(super) fn read(measure: Measure, tally: &Tally, window: Window, as_of: NaiveDate) -> Reading {
    let parts = Parts::of(measure, tally);
    let so_far = Ratio::new(parts.sure, parts.over.unwrap_or(1));
    let over = whom(measure);
    if window.to > as_of {
        let interval =
            if measure.is_rate() { Interval::any_rate() } else { Interval::growing(so_far) };
        return Reading {
            interval,
            so_far,
            over,
            missing: format!("统计期 {} 才结束，人数还会增加", window.to),
            settles_on: Some(months_after(window.to, parts.months)),
        };
    }
    let high = Ratio::new(parts.sure.saturating_add(parts.open), so_far.den);
    let open = parts.open > 0;
    Reading {
        interval: Interval { low: so_far, high: Some(high) },
        so_far,
        over,
        missing: if open {
            format!("{} 人结业未满{}个月且尚未计入", parts.open, parts.months)
        } else {
            String::new()
        },
        settles_on: parts.settles.filter(|_| open),
    }
}

/// Whom a rate is over, where that is not every trainee.
fn whom(measure: Measure) -> Option<&'static str> {
    match measure {
        Measure::OwnStaffStableRate => Some("本企业职工"),
        Measure::Employed6mRateOfCertified | Measure::EmployedAfterRateOfCertified => {
            Some("取得证书")
        }
        Measure::Employed6mRateOfMatured => Some("结业已满6个月"),
        Measure::PlacedTrainedShare | Measure::PlacedCertifiedShare => Some("带动就业花名册"),
        _ => None,
    }
}

/// The figures of a measure.
struct Parts {
    /// Persons who count already.
    sure: u64,
    /// Persons who may still come to count.
    open: u64,
    /// The day on which that is known of all of them.
    settles: Option<NaiveDate>,
    /// Months that a cohort needs to mature.
    months: u32,
    /// Persons that a rate is over.
    over: Option<u64>,
}

impl Parts {
    fn of(measure: Measure, tally: &Tally) -> Self {
        let trained = tally.trainees;
        match measure {
            Measure::Enrolments => Self::count(tally.enrolments),
            Measure::Trainees => Self::count(trained),
            Measure::CertifiedAny => Self::count(tally.certified_any),
            Measure::CertVocational => Self::certified(tally, CertType::Vocational),
            Measure::CertSkillLevel => Self::certified(tally, CertType::SkillLevel),
            Measure::CertSpecial => Self::certified(tally, CertType::Special),
            Measure::CertCompletion => Self::certified(tally, CertType::Completion),
            Measure::PassRate => Self::count(tally.certified_any).over(trained),
            Measure::Employed6m => Self::within_six_months(tally),
            Measure::Employed6mRate => Self::within_six_months(tally).over(trained),
            Measure::Employed6mRateOfCertified => Self {
                sure: tally.certified_employed_6m,
                open: tally.certified_employed_6m_pending,
                ..Self::within_six_months(tally)
            }
            .over(tally.certified_any),
            Measure::Employed6mRateOfMatured => {
                Self::count(tally.matured_employed_6m).over(tally.matured)
            }
            Measure::EmployedAfter => Self::count(tally.employed_after),
            Measure::EmployedAfterRate => Self::count(tally.employed_after).over(trained),
            Measure::EmployedAfterRateOfCertified => {
                Self::count(tally.certified_employed_after).over(tally.certified_any)
            }
            Measure::OwnStaffStableRate => Self::stable(tally).over(tally.own_staff),
            Measure::Subsidised => Self::count(tally.subsidised),
            Measure::KeySubsidised => Self::count(tally.key_subsidised),
            Measure::OrderTargeted => Self::count(tally.order_targeted),
            Measure::OrderTargetedShare => Self::count(tally.order_targeted).over(trained),
            Measure::Placed => Self::count(tally.placed),
            Measure::PlacedPoverty => Self::count(tally.placed_poverty),
            Measure::PlacedTrainedShare => Self::count(tally.placed_trained).over(tally.placed),
            Measure::PlacedCertifiedShare => Self::count(tally.placed_certified).over(tally.placed),
        }
    }

    fn count(sure: u64) -> Self {
        Self { sure, open: 0, settles: None, months: 0, over: None }
    }

    fn certified(tally: &Tally, kind: CertType) -> Self {
        Self::count(tally.certified[kind.index()])
    }

    fn within_six_months(tally: &Tally) -> Self {
        Self {
            sure: tally.employed_6m,
            open: tally.employed_6m_pending,
            settles: tally.employed_6m_settles,
            months: EMPLOYMENT_MONTHS,
            over: None,
        }
    }

    fn stable(tally: &Tally) -> Self {
        Self {
            sure: tally.own_staff_stable,
            open: tally.own_staff_pending,
            settles: tally.own_staff_settles,
            months: STABLE_MONTHS,
            over: None,
        }
    }

    fn over(self, persons: u64) -> Self {
        Self { over: Some(persons), ..self }
    }
}
