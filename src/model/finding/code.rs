//! What a diagnostic code is: the macro that turns the registry into an enum, and what becomes of a row.

/// What became of the row (or file) that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The row is not counted.
    Reject,
    /// The row is counted, the value is not or should be checked.
    Warning,
    /// The row is counted; something was repaired or replaced on the way.
    Note,
    /// A whole file or sheet could not be processed.
    File,
}

impl Severity {
    /// The word that staff see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Reject => "退回",
            Self::Warning => "提示",
            Self::Note => "说明",
            Self::File => "文件",
        }
    }

    /// The stable name in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Reject => "reject",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::File => "file",
        }
    }

    /// What it means for the row.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Reject => "该行不计",
            Self::Warning => "该行计，该值不计或请核对",
            Self::Note => "该行计，告知所做的处理",
            Self::File => "整个文件或工作表没有处理，退出代码为 1",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $severity:ident $name:literal $what:literal $cause:literal $fix:literal $example:literal;)*) => {
        /// Permanent diagnostic codes. A code never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Code {
            $(#[doc = $what] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the registry.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable ASCII name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What becomes of the row.
            #[must_use]
            pub fn severity(self) -> super::Severity {
                match self { $(Self::$variant => super::Severity::$severity,)* }
            }

            /// What is wrong, for staff.
            #[must_use]
            pub fn what(self) -> &'static str {
                match self { $(Self::$variant => $what,)* }
            }

            /// Why it arises in practice, for staff.
            #[must_use]
            pub fn cause(self) -> &'static str {
                match self { $(Self::$variant => $cause,)* }
            }

            /// What to do about it, for staff.
            #[must_use]
            pub fn fix(self) -> &'static str {
                match self { $(Self::$variant => $fix,)* }
            }

            /// What it looks like, for staff.
            #[must_use]
            pub fn example(self) -> &'static str {
                match self { $(Self::$variant => $example,)* }
            }
        }
    };
}

pub(super) use codes;

use crate::model::text::edits;

impl super::Code {
    /// The code of this name, in whatever case it is written.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name().eq_ignore_ascii_case(name.trim()))
    }

    /// The code whose name takes the fewest edits to become `name`; of several the first.
    #[must_use]
    pub fn nearest(name: &str) -> Option<Self> {
        let wanted = name.trim().to_ascii_uppercase();
        Self::ALL.iter().copied().min_by_key(|code| edits(code.name(), &wanted))
    }
}

#[cfg(test)]
mod tests {
    use crate::model::finding::Code;

    #[test]
    fn codes_are_found_by_name_and_by_what_resembles_it() {
        for code in Code::ALL {
            assert_eq!(Code::named(&code.name().to_ascii_lowercase()), Some(*code));
        }
        assert_eq!(Code::named("id_cheksum"), None);
        assert_eq!(Code::nearest("id_cheksum"), Some(Code::IdChecksum));
        assert_eq!(Code::nearest("UNIT_UNKOWN"), Some(Code::UnitUnknown));
    }
}
