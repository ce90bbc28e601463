//! What is compared, in the words of the command line: a version, a delivery, or a version with its as-of date.

use chrono::NaiveDate;

use super::DiffOptions;
use crate::config::RunError;
use crate::pipeline::store::report::month_end;
use crate::store::Store;

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// As it was asked for.
    pub asked: String,
    /// What was known.
    pub version: u64,
    /// The as-of date.
    pub as_of: NaiveDate,
}

/// A side before its as-of date is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    version: u64,
    /// The day that was written.
    written: Option<NaiveDate>,
    /// The last day of the month that was written.
    month_end: Option<NaiveDate>,
}

/// Both sides.
///
/// The as-of date of a side is the one written behind `@`, else that of `--as-of`, else the last day of the month that
/// it names, else what the other side has, else the last day of the newest delivery's month.
pub fn moments(store: &Store, options: &DiffOptions) -> Result<[Moment; 2], RunError> {
    let deliveries: Vec<(u64, String)> =
        store.events()?.into_iter().map(|event| (event.version, event.batch)).collect();
    let texts = [&options.a, &options.b];
    let [a, b] = texts.map(|text| asked(text, &deliveries, store.version()));
    let (a, b) = (a?, b?);
    let own = |side: &Asked| side.written.or(options.as_of).or(side.month_end);
    let (own_a, own_b) = (own(&a), own(&b));
    let newest = if own_a.or(own_b).is_none() {
        let files = store.files(a.version.max(b.version))?;
        files.iter().rev().find_map(|file| month_end(&file.batch))
    } else {
        None
    };
    let settled = |text: &str, side: &Asked, day: Option<NaiveDate>| -> Result<Moment, RunError> {
        let as_of = day.ok_or_else(|| {
            RunError::Asked(
                "批次号不是月份，不知道截止日期，请用 --as-of 写明，如 2025-09-30".into(),
            )
        })?;
        Ok(Moment { asked: text.to_owned(), version: side.version, as_of })
    };
    Ok([
        settled(&options.a, &a, own_a.or(own_b).or(newest))?,
        settled(&options.b, &b, own_b.or(own_a).or(newest))?,
    ])
}

/// A version, `VERSION@DAY`, or the label of a delivery: the state after the last commit that was about it.
fn asked(text: &str, deliveries: &[(u64, String)], newest: u64) -> Result<Asked, RunError> {
    let of_label = deliveries.iter().rev().find(|(_, label)| label == text);
    if let Some((version, label)) = of_label {
        return Ok(Asked { version: *version, written: None, month_end: month_end(label) });
    }
    let (number, day) = match text.split_once('@') {
        Some((number, day)) => (number, Some(day)),
        None => (text, None),
    };
    let written = day.map(|day| {
        day.parse()
            .map_err(|_| RunError::Asked(format!("“{text}”中 @ 之后应是日期，如 3@2025-09-30")))
    });
    match number.parse::<u64>() {
        Ok(version) if version <= newest => {
            Ok(Asked { version, written: written.transpose()?, month_end: None })
        }
        Ok(version) => {
            Err(RunError::Asked(format!("台账库还没有版本 {version}，最新的是 {newest}")))
        }
        Err(_) => Err(unknown(text, deliveries)),
    }
}

fn unknown(text: &str, deliveries: &[(u64, String)]) -> RunError {
    let mut labels: Vec<&str> = deliveries.iter().map(|(_, label)| label.as_str()).collect();
    labels.sort_unstable();
    labels.dedup();
    let known = if labels.is_empty() {
        "库中没有批次".to_owned()
    } else {
        format!("批次有 {}", labels.join("、"))
    };
    RunError::Asked(format!("“{text}”不是版本号，也不是批次号；{known}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_a_version_a_label_or_a_version_with_its_day() {
        let label = |version, label: &str| (version, label.to_owned());
        let deliveries =
            [label(1, "2025-08"), label(2, "2025-09"), label(3, "2025-08"), label(4, "7")];
        let found = |text| asked(text, &deliveries, 4);
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let side = |version, written, month_end| Asked { version, written, month_end };
        assert_eq!(found("3").expect("known"), side(3, None, None));
        assert_eq!(found("7").expect("a label first"), side(4, None, None));
        assert_eq!(found("2025-08").expect("known"), side(3, None, day("2025-08-31")));
        assert_eq!(found("2@2025-02-28").expect("known"), side(2, day("2025-02-28"), None));
        for wrong in ["5", "9@2025-01-31", "2@2025-13-01", "2025-07", "", "-1"] {
            assert!(matches!(found(wrong), Err(RunError::Asked(_))), "{wrong}");
        }
    }
}
