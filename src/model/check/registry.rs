//! The checks there are: their permanent codes, and what their data files must speak of.

macro_rules! checks {
    ($($variant:ident $stem:literal $code:literal $parameters:tt $places:tt;)*) => {
        /// An integrity check. A code is never renamed, reused or given another meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Check {
            $(#[doc = concat!("See `schemas/checks/", $stem, ".toml`.")] $variant,)*
        }

        impl Check {
            /// Every check, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The permanent code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The stem of its data file.
            #[must_use]
            pub fn stem(self) -> &'static str {
                match self { $(Self::$variant => $stem,)* }
            }

            /// The parameters that its data file must have.
            #[must_use]
            pub fn parameters(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &$parameters,)* }
            }

            /// The values that its wording can name.
            #[must_use]
            pub fn places(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &$places,)* }
            }
        }
    };
}

checks! {
    // About one person.
    Overlap "overlap" "CHECK_OVERLAP" ["least_days"] ["classes", "days", "from", "to"];
    TwoUnits "two_units" "CHECK_TWO_UNITS" ["least_days"] ["units", "days", "from", "to"];
    RepeatedLevel "repeated_level" "CHECK_REPEATED_LEVEL" ["missing_level"] ["occupation", "level", "times"];
    YearlySubsidies "yearly_subsidies" "CHECK_YEARLY_SUBSIDIES" ["most", "most_ever"] ["period", "times", "most"];
    NoCertificate "no_certificate" "CHECK_NO_CERTIFICATE" ["grace_days"] ["amount", "as_of"];
    EarlyCertificate "early_certificate" "CHECK_EARLY_CERTIFICATE" ["tolerance_days"] ["issued", "end", "days"];
    EarlyEmployment "early_employment" "CHECK_EARLY_EMPLOYMENT" ["tolerance_days"] ["employed", "start", "days"];
    LateClaim "late_claim" "CHECK_LATE_CLAIM" ["months"] ["issued", "paid", "months"];
    Age "age" "CHECK_AGE" ["youngest", "women"] ["start", "limit"];
    IdDiffers "id_differs" "CHECK_ID_DIFFERS" [] ["fields"];
    // About several persons.
    SharedCertificate "shared_certificate" "CHECK_SHARED_CERTIFICATE" ["least_characters"] ["persons"];
    SharedPhone "shared_phone" "CHECK_SHARED_PHONE" ["persons"] ["persons"];
    Twin "twin" "CHECK_TWIN" ["most_persons"] ["persons"];
    CopiedBlock "copied_block" "CHECK_COPIED_BLOCK" ["rows", "least_fields"] ["persons", "where"];
    // About a class.
    ClassSize "class_size" "CHECK_CLASS_SIZE" ["least", "most"] ["persons", "limit"];
    Hours "hours" "CHECK_HOURS" ["per_day", "least", "most"] ["hours", "limit"];
    CreditCode "credit_code" "CHECK_CREDIT_CODE" [] ["rows"];
}

impl Check {
    /// The check with this code, in whatever case it is written.
    #[must_use]
    pub fn named(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|check| check.code().eq_ignore_ascii_case(code))
    }

    /// Its place among all.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}
