//! The days that figures are asked for, as they stand in an address: `?from=2026-11-01&to=2026-11-21`.

use chrono::{Datelike, Duration, NaiveDate, NaiveTime};

use super::refusal::Refusal;
use crate::{
    kernel::{FieldError, Kind, Timestamp},
    statistics::query::Period,
};

/// Days counted where no period is asked for.
const USUAL_DAYS: i64 = 30;
/// Viet Nam is so many hours ahead of UTC.
const VIET_NAM_HOURS: i64 = 7;
/// Years in which a day can be counted with and kept by both databases.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=9999;

/// The days asked for, in the time of Viet Nam; the last thirty where nothing is said.
///
/// # Errors
/// A refusal at `/from` or `/to` for what is no day.
pub fn asked(query: Option<&str>, now: Timestamp) -> Result<Period, Refusal> {
    let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc() - Duration::hours(VIET_NAM_HOURS);
    let to = day(query, "to")?.map_or(now + Duration::microseconds(1), |date| midnight(date) + Duration::days(1));
    let from = day(query, "from")?.map_or(to - Duration::days(USUAL_DAYS), midnight);
    Ok(Period { from, to })
}

fn day(query: Option<&str>, name: &str) -> Result<Option<NaiveDate>, Refusal> {
    let value = query.into_iter().flat_map(|q| q.split('&')).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let wrong = || Refusal::at(Kind::Invalid, FieldError::new(format!("/{name}"), "wrong-type"));
    let parsed = |text: &str| text.parse::<NaiveDate>().ok().filter(|date| YEARS.contains(&date.year())).ok_or_else(wrong);
    value.filter(|v| !v.is_empty()).map(parsed).transpose()
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};

    use super::asked;

    #[test]
    fn a_day_begins_at_midnight_in_viet_nam_and_is_counted_whole() {
        let now = Utc.with_ymd_and_hms(2026, 11, 21, 8, 0, 0).unwrap();
        let period = asked(Some("from=2026-11-01&to=2026-11-02"), now).unwrap();
        assert_eq!(period.from, Utc.with_ymd_and_hms(2026, 10, 31, 17, 0, 0).unwrap());
        assert_eq!(period.to, Utc.with_ymd_and_hms(2026, 11, 2, 17, 0, 0).unwrap());
        let usual = asked(None, now).unwrap();
        assert_eq!((usual.to > now, usual.to - usual.from), (true, Duration::days(30)));
        assert_eq!(asked(Some("from=yesterday"), now).unwrap_err().fields[0].pointer, "/from");
        assert_eq!(asked(Some("to=+262142-12-31"), now).unwrap_err().fields[0].pointer, "/to", "beyond what can be counted with");
    }
}
