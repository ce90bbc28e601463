//! What is counted, over whom and when: the currency between measuring, judging and reporting.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::certificate::CertType;
use super::money::Fen;
use super::period::Window;

/// Whom a count is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// A training base or provider (基地/培训机构) within a reporting unit.
    Base,
    /// A brand (品牌) within a reporting unit.
    Brand,
    /// A reporting unit (上报单位).
    City,
    /// A county, where a document takes counties for its reporting units (Linfen 2021-329 三(二)1).
    County,
    /// A province.
    Province,
}

impl SubjectKind {
    /// The stable name in the output tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Brand => "brand",
            Self::City | Self::County => "city",
            Self::Province => "province",
        }
    }
}

/// One brand, base, reporting unit, county or province. Ordered as the tables are: by kind, then texts in code-point order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// Official name of the province.
    pub province: Arc<str>,
    /// Official name of the reporting unit; empty for a province.
    pub city: Arc<str>,
    /// Name of the brand, base or county; empty for a unit or province.
    pub name: Arc<str>,
}

/// Counts of one subject over one window: persons by ID number, each once, unless said otherwise.
///
/// Cohort: enrolments whose class ended in the window and not after the as-of date. The `placed` counts go by the
/// employment dates of placement rosters instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// 培训人次: enrolments (person x brand x class).
    pub enrolments: u64,
    /// 培训人数: distinct persons.
    pub trainees: u64,
    /// Persons with any of the four certificates, undated or dated by the as-of date.
    pub certified_any: u64,
    /// Persons per certificate type, in the order of [`CertType::ALL`]; types overlap.
    pub certified: [u64; CertType::ALL.len()],
    /// Persons employed within six calendar months of a class's end.
    pub employed_6m: u64,
    /// Persons not so employed, with at least one six-month window still open on the as-of date.
    pub employed_6m_pending: u64,
    /// The last day on which one of those open windows closes.
    pub employed_6m_settles: Option<NaiveDate>,
    /// Persons with an employment date on or after a class's end, up to the as-of date.
    pub employed_after: u64,
    /// Persons of `certified_any` who are of `employed_6m` too.
    pub certified_employed_6m: u64,
    /// Persons of `certified_any` who are of `employed_6m_pending` too.
    pub certified_employed_6m_pending: u64,
    /// Persons of `certified_any` who are of `employed_after` too.
    pub certified_employed_after: u64,
    /// Persons all of whose six-month windows have closed (已满期).
    pub matured: u64,
    /// Persons of `matured` who are of `employed_6m` too.
    pub matured_employed_6m: u64,
    /// Persons said to be employed without a date, who count in no rate (缺就业日期).
    pub employed_undated: u64,
    /// Persons with a subsidy above 0.
    pub subsidised: u64,
    /// Sum of subsidies over enrolments.
    pub subsidy: Fen,
    /// Persons in 订单/定岗/定向 classes.
    pub order_targeted: u64,
    /// Persons with a subsidy above 0 in an enrolment whose category is a key group.
    pub key_subsidised: u64,
    /// Persons trained as an enterprise's own staff (category 企业职工).
    pub own_staff: u64,
    /// Own-staff persons employed by end + 6 months with no leaving date before end + 24 months, that day being past.
    pub own_staff_stable: u64,
    /// Own-staff persons for whom that is not yet decided.
    pub own_staff_pending: u64,
    /// The last day on which that is decided for all of them.
    pub own_staff_settles: Option<NaiveDate>,
    /// 带动就业（输出）人数: persons on placement rosters with an employment date in the window, not after the as-of date.
    pub placed: u64,
    /// Those of `placed` who were lifted out of poverty (脱贫人口).
    pub placed_poverty: u64,
    /// Those of `placed` with any training enrolment that ended by the as-of date.
    pub placed_trained: u64,
    /// Those of `placed` with any of the four certificates by the as-of date.
    pub placed_certified: u64,
}

impl Tally {
    /// Adds the counts of other persons.
    pub fn add(&mut self, other: &Self) {
        self.enrolments += other.enrolments;
        self.trainees += other.trainees;
        self.certified_any += other.certified_any;
        for (count, more) in self.certified.iter_mut().zip(other.certified) {
            *count += more;
        }
        self.employed_6m += other.employed_6m;
        self.employed_6m_pending += other.employed_6m_pending;
        self.employed_6m_settles = self.employed_6m_settles.max(other.employed_6m_settles);
        self.employed_after += other.employed_after;
        self.certified_employed_6m += other.certified_employed_6m;
        self.certified_employed_6m_pending += other.certified_employed_6m_pending;
        self.certified_employed_after += other.certified_employed_after;
        self.matured += other.matured;
        self.matured_employed_6m += other.matured_employed_6m;
        self.employed_undated += other.employed_undated;
        self.subsidised += other.subsidised;
        self.subsidy += other.subsidy;
        self.order_targeted += other.order_targeted;
        self.key_subsidised += other.key_subsidised;
        self.own_staff += other.own_staff;
        self.own_staff_stable += other.own_staff_stable;
        self.own_staff_pending += other.own_staff_pending;
        self.own_staff_settles = self.own_staff_settles.max(other.own_staff_settles);
        self.placed += other.placed;
        self.placed_poverty += other.placed_poverty;
        self.placed_trained += other.placed_trained;
        self.placed_certified += other.placed_certified;
    }
}

/// 带动就业人数 by subject and window: distinct persons on placement rosters.
pub type Placements = BTreeMap<(Subject, Window), u64>;

/// Persons who were trained by a training brand and placed by a labour brand of the same reporting unit, by labour
/// brand and name of the training brand; up to the as-of date (Inner Mongolia 2024-118 三(一): what links the two).
pub type TrainedAndPlaced = BTreeMap<(Subject, Arc<str>), u64>;

/// Cohort counts by subject and window. A subject without a cohort in a window has no entry: all its counts are 0.
pub type Cohorts = BTreeMap<(Subject, Window), Tally>;
