//! What the program carries, loaded once.

use std::sync::OnceLock;

use chrono::NaiveDate;
use taizhang::model::claim::words::ClaimWords;
use taizhang::model::kind::KindRules;
use taizhang::model::region::Regions;
use taizhang::model::vocabulary::Vocabulary;

pub fn words() -> &'static Vocabulary {
    static WORDS: OnceLock<Vocabulary> = OnceLock::new();
    WORDS.get_or_init(|| Vocabulary::shipped().expect("shipped data"))
}

pub fn regions() -> &'static Regions {
    static REGIONS: OnceLock<Regions> = OnceLock::new();
    REGIONS.get_or_init(|| Regions::shipped().expect("shipped data"))
}

pub fn kinds() -> &'static KindRules {
    static KINDS: OnceLock<KindRules> = OnceLock::new();
    KINDS.get_or_init(|| KindRules::shipped().expect("shipped data"))
}

pub fn claims() -> &'static ClaimWords {
    static CLAIMS: OnceLock<ClaimWords> = OnceLock::new();
    CLAIMS.get_or_init(|| ClaimWords::shipped().expect("shipped data"))
}

pub fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 9, 30).expect("a date")
}
