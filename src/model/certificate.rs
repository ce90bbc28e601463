//! The four kinds of certificate that a training can lead to.

/// Certificate types in the order of every table (Jilin 2021-34 附件2; Liaoning 2024-5 四).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum CertType {
    /// 职业资格证书
    Vocational = 0,
    /// 职业技能等级证书
    SkillLevel = 1,
    /// 专项职业能力证书
    Special = 2,
    /// 培训合格证书
    Completion = 3,
}

impl CertType {
    /// All four, in table order.
    pub const ALL: [Self; 4] =
        [Self::Vocational, Self::SkillLevel, Self::Special, Self::Completion];

    /// The name that tables show.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Vocational => "职业资格证书",
            Self::SkillLevel => "职业技能等级证书",
            Self::Special => "专项职业能力证书",
            Self::Completion => "培训合格证书",
        }
    }

    /// The stable name used in data files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Vocational => "vocational",
            Self::SkillLevel => "skill_level",
            Self::Special => "special",
            Self::Completion => "completion",
        }
    }

    /// The type with this stable name.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cert_type| cert_type.key() == key)
    }

    /// Its place in [`CertType::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}
