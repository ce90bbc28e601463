//! Why an enrolment that lies in the window does not have what a figure counts: the first rule that it fails.

use chrono::NaiveDate;

use crate::model::certificate::CertType;
use crate::model::counts::Figure;
use crate::model::enrolment::{Enrolment, EnrolmentPart, Holding};
use crate::model::facts::EndDay;
use crate::model::money::Fen;
use crate::model::rule::{Reason, Rule};
use crate::model::vocabulary::{TrainingMode, Vocabulary};

/// An enrolment that ended in the window, not after the as-of date.
pub struct Looked<'a> {
    pub enrolment: &'a Enrolment,
    pub part: &'a EnrolmentPart,
    pub end: EndDay,
    pub as_of: NaiveDate,
    pub words: &'a Vocabulary,
}

impl Looked<'_> {
    /// Why the enrolment by itself does not count for a figure; `None` where it does.
    pub fn fails(&self, figure: &Figure) -> Option<Reason> {
        match figure.name {
            "certified_any" => self.certified(&CertType::ALL),
            "cert_vocational" => self.certified(&[CertType::Vocational]),
            "cert_skill_level" => self.certified(&[CertType::SkillLevel]),
            "cert_special" => self.certified(&[CertType::Special]),
            "cert_completion" => self.certified(&[CertType::Completion]),
            "employed_6m" => self.employed_6m(),
            "employed_6m_pending" => self.pending(),
            "employed_after" => self.employed_after(),
            "certified_employed_6m" => self.both(Self::employed_6m),
            "certified_employed_6m_pending" => self.both(Self::pending),
            "certified_employed_after" => self.both(Self::employed_after),
            "matured" => self.matured(),
            "matured_employed_6m" => self.matured().or_else(|| self.employed_6m()),
            "employed_undated" => self.undated(),
            "subsidised" | "subsidy_fen" => self.paid(),
            "key_subsidised" => self.paid().or_else(|| self.key_group()),
            "order_targeted" => self.targeted(),
            "own_staff" => self.own_staff(),
            "own_staff_stable" => self.stable(),
            "own_staff_pending" => self.stable_pending(),
            _ => None,
        }
    }

    /// Why the enrolment by itself counts for a figure.
    pub fn holds(&self, figure: &Figure) -> Reason {
        let EndDay { end, employed_by, stable_until } = self.end;
        match figure.name {
            "certified_any" | "cert_vocational" | "cert_skill_level" | "cert_special"
            | "cert_completion" => Reason::word(Rule::HasCertificate, &self.certificates(figure)),
            "employed_6m" | "certified_employed_6m" | "matured_employed_6m" => Reason {
                day: self.in_time(),
                limit: Some(employed_by),
                ..Reason::plain(Rule::EmployedInTime)
            },
            "employed_after" | "certified_employed_after" => Reason {
                day: self.known().filter(|day| end <= *day).min(),
                limit: Some(end),
                ..Reason::plain(Rule::EmployedSince)
            },
            "employed_6m_pending" | "certified_employed_6m_pending" => {
                Reason::day(Rule::StillOpen, employed_by)
            }
            "matured" => Reason::day(Rule::Matured, employed_by),
            "employed_undated" => Reason::plain(Rule::EmployedUndated),
            "subsidised" | "subsidy_fen" | "key_subsidised" => {
                let paid = self.part.paid_by(self.enrolment, self.as_of);
                let paid: Fen = paid.map(|payment| payment.amount).sum();
                Reason::word(Rule::Paid, &paid.to_string())
            }
            "order_targeted" => {
                Reason::word(Rule::Targeted, self.enrolment.mode.map_or("", TrainingMode::label))
            }
            "own_staff" => Reason::plain(Rule::OwnStaff),
            "own_staff_stable" => Reason::day(Rule::Stable, stable_until),
            "own_staff_pending" => Reason::day(Rule::StableLater, stable_until),
            _ => Reason::day(Rule::Trained, end),
        }
    }

    /// The certificates that a figure counts.
    fn certificates(&self, figure: &Figure) -> String {
        let counts =
            |kind: &CertType| figure.name == "certified_any" || figure.name.ends_with(kind.key());
        let shown = |kind: CertType| match self.enrolment.certificates[kind.index()] {
            Holding::Dated(day) if day <= self.as_of => Some(format!("{} {day}", kind.label())),
            Holding::Undated => Some(format!("{}（无日期）", kind.label())),
            _ => None,
        };
        let shown: Vec<String> =
            CertType::ALL.into_iter().filter(counts).filter_map(shown).collect();
        shown.join("、")
    }

    fn certified(&self, kinds: &[CertType]) -> Option<Reason> {
        let held = |kind: CertType| self.enrolment.certificates[kind.index()];
        if kinds.iter().any(|kind| held(*kind).exists_on(self.as_of)) {
            return None;
        }
        let later = kinds.iter().find_map(|kind| match held(*kind) {
            Holding::Dated(day) => Some(Reason::days(Rule::CertificateLater, day, self.as_of)),
            _ => None,
        });
        let others: Vec<&str> = CertType::ALL
            .into_iter()
            .filter(|kind| held(*kind) != Holding::None)
            .map(CertType::label)
            .collect();
        Some(later.unwrap_or_else(|| match others.as_slice() {
            [] => Reason::plain(Rule::NoCertificate),
            others => Reason::word(Rule::OtherCertificate, &others.join("、")),
        }))
    }

    fn dates(&self) -> &[NaiveDate] {
        self.part.dates_of(self.enrolment)
    }

    fn known(&self) -> impl Iterator<Item = NaiveDate> {
        self.dates().iter().copied().filter(|day| *day <= self.as_of)
    }

    fn in_time(&self) -> Option<NaiveDate> {
        self.known().find(|day| self.end.end <= *day && *day <= self.end.employed_by)
    }

    fn employed_6m(&self) -> Option<Reason> {
        if self.in_time().is_some() {
            return None;
        }
        let late = self.known().filter(|day| *day > self.end.employed_by).min();
        let late = late.map(|day| Reason::days(Rule::EmployedLate, day, self.end.employed_by));
        Some(late.unwrap_or_else(|| self.not_employed()))
    }

    fn employed_after(&self) -> Option<Reason> {
        let counts = self.known().any(|day| self.end.end <= day);
        (!counts).then(|| self.not_employed())
    }

    /// Without an employment date from the end on that is known.
    fn not_employed(&self) -> Reason {
        let dates = self.dates();
        if let Some(day) = dates.iter().copied().filter(|day| *day > self.as_of).min() {
            return Reason::days(Rule::EmployedBeyond, day, self.as_of);
        }
        if let Some(day) = dates.iter().copied().max() {
            return Reason::days(Rule::EmployedBefore, day, self.end.end);
        }
        let said = self.enrolment.said_employed;
        Reason::plain(if said { Rule::EmployedUndated } else { Rule::NotEmployed })
    }

    fn pending(&self) -> Option<Reason> {
        if let Some(day) = self.in_time() {
            return Some(Reason::day(Rule::AlreadyEmployed, day));
        }
        let closed = self.end.employed_by <= self.as_of;
        closed.then(|| Reason::day(Rule::WindowClosed, self.end.employed_by))
    }

    fn both(&self, employment: fn(&Self) -> Option<Reason>) -> Option<Reason> {
        self.certified(&CertType::ALL).or_else(|| employment(self))
    }

    fn matured(&self) -> Option<Reason> {
        let open = self.end.employed_by > self.as_of;
        open.then(|| Reason::day(Rule::WindowOpen, self.end.employed_by))
    }

    fn undated(&self) -> Option<Reason> {
        if !self.enrolment.said_employed {
            return Some(Reason::plain(Rule::NotSaid));
        }
        self.dates().iter().max().map(|day| Reason::day(Rule::HasDate, *day))
    }

    fn paid(&self) -> Option<Reason> {
        let mut amounts = self.part.paid_by(self.enrolment, self.as_of).peekable();
        if amounts.peek().is_some() {
            let positive = amounts.map(|payment| payment.amount).sum::<Fen>();
            return (!positive.is_positive()).then(|| Reason::plain(Rule::ZeroSubsidy));
        }
        let payments = self.part.payments_of(self.enrolment).iter();
        let later = payments.filter_map(|payment| payment.day).min();
        Some(match later {
            Some(day) => Reason::days(Rule::PaidLater, day, self.as_of),
            None => Reason::plain(Rule::NoSubsidy),
        })
    }

    fn key_group(&self) -> Option<Reason> {
        let Some(category) = self.enrolment.category.map(|id| self.words.category_of(id)) else {
            return Some(Reason::plain(Rule::NoCategory));
        };
        (!category.key_group).then(|| Reason::word(Rule::NotKeyGroup, &category.name))
    }

    fn targeted(&self) -> Option<Reason> {
        let Some(mode) = self.enrolment.mode else { return Some(Reason::plain(Rule::NoMode)) };
        (!mode.is_targeted()).then(|| Reason::word(Rule::NotTargeted, mode.label()))
    }

    fn own_staff(&self) -> Option<Reason> {
        let category = self.enrolment.category.map(|id| self.words.category_of(id));
        let is_own = category.is_some_and(|category| category.own_staff);
        (!is_own).then(|| Reason::plain(Rule::NotOwnStaff))
    }

    fn left(&self) -> Option<Reason> {
        let until = self.end.stable_until;
        let left = self.enrolment.leave.filter(|day| *day <= self.as_of && *day < until);
        left.map(|day| Reason::days(Rule::LeftEarly, day, until))
    }

    fn stable(&self) -> Option<Reason> {
        self.own_staff().or_else(|| self.left()).or_else(|| self.employed_6m()).or_else(|| {
            let until = self.end.stable_until;
            (until > self.as_of).then(|| Reason::day(Rule::StableLater, until))
        })
    }

    fn stable_pending(&self) -> Option<Reason> {
        let of_others = self.own_staff().or_else(|| self.left());
        of_others.or_else(|| match self.employed_6m() {
            None => {
                let decided = self.end.stable_until <= self.as_of;
                decided.then(|| Reason::plain(Rule::StableDecided))
            }
            Some(reason) => (self.end.employed_by <= self.as_of).then_some(reason),
        })
    }
}
