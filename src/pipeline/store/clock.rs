//! The clock of the computer against the times of commits, which never fall.

use chrono::{DateTime, Local, TimeDelta, Utc};

/// Clocks are allowed to differ by so much.
const SLACK: TimeDelta = TimeDelta::hours(1);

/// What to say where a commit bears a time that is still to come.
pub fn told(committed: DateTime<Utc>, now: DateTime<Utc>) -> Option<String> {
    let shown = |time: DateTime<Utc>| time.with_timezone(&Local).format("%Y-%m-%d %H:%M");
    (committed > now + SLACK).then(|| {
        format!(
            "这台电脑的时钟是 {}，台账库以前入库时的时钟已到 {}：不是现在慢了，就是当时快了，请核对。入库的时间不能倒退，这次记为 {}；在此之前，--known-at 区分不出这几次，请用 --version",
            shown(now),
            shown(committed),
            shown(committed)
        )
    })
}
