//! Masking: what an output shows of an ID number, phone number, name, account or birth date.
//!
//! Source: forms, last item (`110101********1234`).

mod digits;
mod free_text;
mod message;
mod names;

use std::borrow::Cow;

pub use message::{shown_json, shown_message, shown_screen};
pub(super) use names::hide_subjects;
pub use names::{hide_names, shown_names};

use crate::model::disclosure::Disclosure;
use crate::model::field::Field;
use crate::model::finding::{Code, Severity};

/// How values are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mask {
    /// Personal data is hidden.
    On,
    /// Everything is shown (`--full-ids`).
    Off,
}

impl Mask {
    /// What is left under pseudonyms is for everybody's eyes.
    pub(super) fn of(shown: &Disclosure) -> Self {
        if shown.full_ids || shown.pseudonyms.is_some() { Self::Off } else { Self::On }
    }

    /// A value as an output shows it; `field` says what it is, the digits in it do where nothing else does.
    pub(super) fn value(self, field: Option<Field>, code: Code, value: &str) -> Cow<'_, str> {
        if self == Self::Off || value.is_empty() {
            return Cow::Borrowed(value);
        }
        match Kind::of(field, code) {
            Some(kind) => Cow::Owned(kind.hide(value)),
            None => free_text::hide(value),
        }
    }

    /// A text that is about no field, such as a header.
    pub(super) fn text(self, text: &str) -> Cow<'_, str> {
        if self == Self::Off { Cow::Borrowed(text) } else { free_text::hide(text) }
    }

    /// A number that tells who somebody is: an ID number right or wrong, or a telephone number.
    pub(super) fn number(self, field: Field, number: &str) -> Cow<'_, str> {
        self.value(Some(field), Code::IdChecksum, number)
    }

    /// A remark as an output shows it: values of the field stand in it between “ and ”, numbers anywhere.
    pub(super) fn detail(self, field: Option<Field>, code: Code, detail: &str) -> Cow<'_, str> {
        if self == Self::Off || detail.is_empty() {
            return Cow::Borrowed(detail);
        }
        match Kind::of(field, code) {
            // Units and classes stand between quotation marks too, and an ID is known by its digits.
            None | Some(Kind::Id) => free_text::hide(detail),
            Some(kind) => Cow::Owned(free_text::hide(&hide_quoted(detail, kind)).into_owned()),
        }
    }
}

/// Any text that should hold no personal data, and shows none where it does.
pub(super) fn free_text(text: &str) -> Cow<'_, str> {
    free_text::hide(text)
}

/// A kind of personal value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// ID numbers and accounts.
    Id,
    Account,
    Phone,
    Name,
    BirthDate,
}

impl Kind {
    fn of(field: Option<Field>, code: Code) -> Option<Self> {
        if code.severity() == Severity::File {
            // About headers, not about a person.
            return None;
        }
        match field {
            // Two names are at odds, whichever column the remark is about.
            _ if code == Code::IdentityConflict && field != Some(Field::IdNumber) => {
                Some(Self::Name)
            }
            Some(Field::IdNumber) => Some(Self::Id),
            Some(Field::Account) => Some(Self::Account),
            Some(Field::Phone) => Some(Self::Phone),
            Some(Field::Name | Field::AccountName | Field::Signature) => Some(Self::Name),
            Some(Field::BirthDate) => Some(Self::BirthDate),
            _ => None,
        }
    }

    fn hide(self, value: &str) -> String {
        match self {
            Self::Id | Self::Account => digits::id(value),
            Self::Phone => digits::phone(value),
            Self::Name => name(value),
            Self::BirthDate => birth_date(value),
        }
    }
}

/// Hides what stands between “ and ”.
fn hide_quoted(detail: &str, kind: Kind) -> String {
    let mut shown = String::with_capacity(detail.len());
    let mut rest = detail;
    while let Some((before, after)) = rest.split_once('“') {
        shown.push_str(before);
        shown.push('“');
        let Some((quoted, after)) = after.split_once('”') else {
            shown.push_str(&kind.hide(after));
            return shown;
        };
        shown.push_str(&kind.hide(quoted));
        shown.push('”');
        rest = after;
    }
    shown.push_str(rest);
    shown
}

/// 张*: the first character alone is shown, and of a single one nothing. A number in its place is hidden as one.
fn name(value: &str) -> String {
    if value.chars().filter(|&c| digits::digit(c).is_some()).count() > MAX_NAME_DIGITS {
        return digits::id(value);
    }
    let mut first = value.trim().chars().count() > 1;
    let hide = |c: char| {
        if c.is_whitespace() {
            return c;
        }
        if std::mem::take(&mut first) { c } else { '*' }
    };
    value.chars().map(hide).collect()
}

/// More digits than these are no name.
const MAX_NAME_DIGITS: usize = 3;

/// The year is shown: the other digits would complete a masked ID number.
fn birth_date(value: &str) -> String {
    let mut shown = 0;
    let hide = |c: char| {
        if digits::digit(c).is_none() {
            return c;
        }
        shown += 1;
        if shown > YEAR_DIGITS { '*' } else { c }
    };
    value.chars().map(hide).collect()
}

const YEAR_DIGITS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn value(field: Field, text: &str) -> String {
        Mask::On.value(Some(field), Code::IdChecksum, text).into_owned()
    }

    #[test]
    fn the_field_decides_how_a_value_is_hidden() {
        assert_eq!(value(Field::IdNumber, "110101199003071234"), "110101********1234");
        assert_eq!(value(Field::Account, "6222021234567890123"), "622202*********0123");
        assert_eq!(value(Field::Phone, "13812341234"), "138****1234");
        assert_eq!(value(Field::Name, "张三"), "张*");
        assert_eq!(value(Field::Name, " 阿依古丽·买买提"), " 阿*******");
        assert_eq!(value(Field::Name, "张"), "*");
        assert_eq!(value(Field::Name, "110101199003071234"), "110101********1234");
        assert_eq!(value(Field::BirthDate, "1990-03-07"), "1990-**-**");
        assert_eq!(value(Field::EndDate, "2024-13-07"), "2024-13-07");
        assert_eq!(
            value(Field::Remark, "身份证110101199003071234，办结"),
            "身份证110101********1234，办结"
        );
    }

    #[test]
    fn remarks_hide_the_values_they_quote() {
        let detail =
            |field, code, text: &'static str| Mask::On.detail(Some(field), code, text).into_owned();
        assert_eq!(
            detail(Field::Name, Code::ValueReplaced, "改为“李四光”，见第 12 行"),
            "改为“李**”，见第 12 行"
        );
        assert_eq!(
            detail(Field::IdNumber, Code::IdChecksum, "疑为“110101199003071239”"),
            "疑为“110101********1239”"
        );
        assert_eq!(
            detail(Field::IdNumber, Code::CrossUnit, "“长春市”“吉林市”"),
            "“长春市”“吉林市”"
        );
        let headers = "“姓名”（第 3 列）和“学员姓名”（第 9 列）都可能是“姓名”";
        assert_eq!(detail(Field::Name, Code::HeaderAmbiguous, headers), headers);
        assert_eq!(Mask::On.detail(None, Code::IdentityConflict, "“张三”“李四”"), "“张*”“李*”");
    }

    #[test]
    fn full_ids_are_full() {
        let text = "110101199003071234";
        assert_eq!(Mask::Off.value(Some(Field::IdNumber), Code::IdChecksum, text), text);
        assert_eq!(Mask::Off.detail(None, Code::IdChecksum, text), text);
    }
}
