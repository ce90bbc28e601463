//! Deadlines and notices of a policy file.

use super::Defect;
use super::condition::check_note;
use super::raw::{RawDeadline, RawNotice};
use crate::model::policy::{Deadline, Notice, NoticeRule};

pub(super) fn deadline(raw: RawDeadline) -> Result<Deadline, Defect> {
    check_note(raw.choice, raw.note.as_ref())?;
    Ok(Deadline { section: raw.section, due: raw.due.0, what: raw.what, choice: raw.note })
}

pub(super) fn notice(raw: RawNotice) -> Result<Notice, Defect> {
    check_note(raw.choice, raw.note.as_ref())?;
    let rule = match (raw.alike, raw.begins_with, raw.contains) {
        (Some(fields), None, None) if !fields.is_empty() => NoticeRule::Alike(fields),
        (None, Some(begins_with), Some(contains)) => {
            NoticeRule::Naming { begins_with, contains, most_characters: raw.most_characters }
        }
        _ => {
            let message = "写 alike（哪些栏相同），或写 begins_with 与 contains（名称的组成）";
            return Err(("alike", message.to_owned()));
        }
    };
    Ok(Notice {
        section: raw.section,
        name: raw.name,
        kinds: raw.kinds,
        rule,
        advice: raw.advice,
        choice: raw.note,
    })
}
