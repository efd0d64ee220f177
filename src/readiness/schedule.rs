//! When the offices are looked at: once a day, at night, when little else happens.

use chrono::Duration;

use crate::{clocks::local_time, kernel::Timestamp};

/// The hour in Viet Nam from which a day's look is due.
const AT_HOUR: i64 = 2;

/// How long after `now` the next look is due, when today's has been done.
#[must_use]
pub fn until_next(now: Timestamp) -> Duration {
    let local = local_time(now);
    let today = local.date().and_time(chrono::NaiveTime::MIN) + Duration::hours(AT_HOUR);
    let next = if local < today { today } else { today + Duration::days(1) };
    next - local
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};

    use super::until_next;

    #[test]
    fn a_look_is_due_once_a_local_day_after_two() {
        // 01:59, 02:00 and 22:00 in Viet Nam.
        for (hour, minute, left) in [(18, 59, 1), (19, 0, 24 * 60), (15, 0, 4 * 60)] {
            let now = Utc.with_ymd_and_hms(2026, 11, 21, hour, minute, 0).unwrap();
            assert_eq!(until_next(now), Duration::minutes(left), "{hour}:{minute}");
        }
    }
}
