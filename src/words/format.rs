//! Times, spans and numbers as people here say and read them (`GLOSSARY` 1.11), always in Viet Nam's time.
//!
//! Deliberately absent: other time zones, and "3 hours ago": a time that stays true on paper is kinder than one that ages.

use chrono::{Datelike, Duration, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Timelike, Utc};

use crate::kernel::{Lang, Timestamp};

/// Viet Nam is seven hours ahead of UTC, the whole year round.
const UTC_OFFSET_SECONDS: i32 = 7 * 3600;
/// From here on a span is told in days and hours.
const DAYS_FROM_HOURS: i64 = 48;
/// What an `<input type="datetime-local">` holds.
const INPUT: &str = "%Y-%m-%dT%H:%M";
/// The same with seconds, which some browsers send.
const INPUT_SECONDS: &str = "%Y-%m-%dT%H:%M:%S";

/// Viet Nam's time zone.
fn zone() -> FixedOffset {
    FixedOffset::east_opt(UTC_OFFSET_SECONDS).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

/// An instant in words: `15 giờ 30, thứ Bảy 21/11/2026`, `15:30, Saturday 21 November 2026`.
#[must_use]
pub fn moment(lang: Lang, at: Timestamp) -> String {
    let local = at.with_timezone(&zone());
    match lang {
        Lang::Vi => {
            let time = match local.minute() {
                0 => format!("{} giờ", local.hour()),
                minute => format!("{} giờ {minute:02}", local.hour()),
            };
            format!("{time}, {} {}", weekday_vi(local.weekday()), local.format("%d/%m/%Y"))
        }
        Lang::En => local.format("%H:%M, %A %-d %B %Y").to_string(),
    }
}

/// The day of an instant: `21/11/2026`, `21 November 2026`.
#[must_use]
pub fn day(lang: Lang, at: Timestamp) -> String {
    date(lang, at.with_timezone(&zone()).date_naive())
}

/// A day: `21/11/2026`, `21 November 2026`.
#[must_use]
pub fn date(lang: Lang, day: NaiveDate) -> String {
    match lang {
        Lang::Vi => day.format("%d/%m/%Y").to_string(),
        Lang::En => day.format("%-d %B %Y").to_string(),
    }
}

fn weekday_vi(day: chrono::Weekday) -> &'static str {
    match day {
        chrono::Weekday::Mon => "thứ Hai",
        chrono::Weekday::Tue => "thứ Ba",
        chrono::Weekday::Wed => "thứ Tư",
        chrono::Weekday::Thu => "thứ Năm",
        chrono::Weekday::Fri => "thứ Sáu",
        chrono::Weekday::Sat => "thứ Bảy",
        chrono::Weekday::Sun => "Chủ nhật",
    }
}

/// A day for programs: `2026-11-21`, in Viet Nam.
#[must_use]
pub fn iso_day(at: Timestamp) -> String {
    at.with_timezone(&zone()).format("%Y-%m-%d").to_string()
}

/// A span in words, its sign left out: `2 giờ 15 phút`, `3 days 4 hours`. Seconds are dropped.
#[must_use]
pub fn duration(lang: Lang, span: Duration) -> String {
    let minutes = span.num_minutes().abs();
    let (hours, rest) = (minutes / 60, minutes % 60);
    if minutes == 0 {
        return match lang {
            Lang::Vi => "chưa đến 1 phút".to_owned(),
            Lang::En => "less than 1 minute".to_owned(),
        };
    }
    let parts = if hours >= DAYS_FROM_HOURS {
        [(hours / 24, Unit::Day), (hours % 24, Unit::Hour)]
    } else {
        [(hours, Unit::Hour), (rest, Unit::Minute)]
    };
    let said: Vec<String> = parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, unit)| count(lang, n, unit)).collect();
    said.join(" ")
}

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Hour,
    Minute,
}

fn count(lang: Lang, n: i64, unit: Unit) -> String {
    let name = match (lang, unit) {
        (Lang::Vi, Unit::Day) => "ngày",
        (Lang::Vi, Unit::Hour) => "giờ",
        (Lang::Vi, Unit::Minute) => "phút",
        (Lang::En, Unit::Day) => "day",
        (Lang::En, Unit::Hour) => "hour",
        (Lang::En, Unit::Minute) => "minute",
    };
    let plural = if lang == Lang::En && n != 1 { "s" } else { "" };
    format!("{n} {name}{plural}")
}

/// A whole number with its thousands marked: `1.250`, `1,250`.
#[must_use]
pub fn number(lang: Lang, n: i64) -> String {
    let mark = match lang {
        Lang::Vi => '.',
        Lang::En => ',',
    };
    let digits = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// `part` of `whole` with at most one decimal: `12,5 %`, `12.5%`; nothing when there is no whole.
#[must_use]
pub fn percent(lang: Lang, part: u64, whole: u64) -> Option<String> {
    // Integers only: a share that an auditor recomputes by hand must come out the same.
    let tenths = (u128::from(part) * 2000 + u128::from(whole)).checked_div(u128::from(whole) * 2)?;
    let (whole_points, tenth) = (tenths / 10, tenths % 10);
    let (mark, sign) = match lang {
        Lang::Vi => (',', " %"),
        Lang::En => ('.', "%"),
    };
    Some(if tenth == 0 { format!("{whole_points}{sign}") } else { format!("{whole_points}{mark}{tenth}{sign}") })
}

/// An instant as an `<input type="datetime-local">` wants it.
#[must_use]
pub fn to_input(at: Timestamp) -> String {
    at.with_timezone(&zone()).format(INPUT).to_string()
}

/// The instant a person chose in an `<input type="datetime-local">`, read as Viet Nam's time.
#[must_use]
pub fn from_input(typed: &str) -> Option<Timestamp> {
    let typed = typed.trim();
    let naive = NaiveDateTime::parse_from_str(typed, INPUT).or_else(|_| NaiveDateTime::parse_from_str(typed, INPUT_SECONDS)).ok()?;
    match zone().from_local_datetime(&naive) {
        LocalResult::Single(local) => Some(local.with_timezone(&Utc)),
        LocalResult::Ambiguous(..) | LocalResult::None => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};

    use super::{day, duration, from_input, moment, number, percent, to_input};
    use crate::kernel::Lang::{En, Vi};

    #[test]
    fn an_instant_is_said_in_the_time_of_viet_nam() {
        let saturday = Utc.with_ymd_and_hms(2026, 11, 21, 8, 30, 0).unwrap();
        assert_eq!(moment(Vi, saturday), "15 giờ 30, thứ Bảy 21/11/2026");
        assert_eq!(moment(En, saturday), "15:30, Saturday 21 November 2026");
        let after_midnight_there = Utc.with_ymd_and_hms(2026, 3, 7, 17, 5, 59).unwrap();
        assert_eq!(moment(Vi, after_midnight_there), "0 giờ 05, Chủ nhật 08/03/2026");
        assert_eq!(moment(Vi, Utc.with_ymd_and_hms(2026, 3, 9, 1, 0, 0).unwrap()), "8 giờ, thứ Hai 09/03/2026");
        assert_eq!(day(Vi, after_midnight_there), "08/03/2026");
        assert_eq!(day(En, after_midnight_there), "8 March 2026");
    }

    #[test]
    fn a_span_names_two_units_and_no_more() {
        assert_eq!(duration(Vi, Duration::minutes(135)), "2 giờ 15 phút");
        assert_eq!(duration(En, Duration::minutes(-61)), "1 hour 1 minute");
        assert_eq!(duration(Vi, Duration::hours(30)), "30 giờ");
        assert_eq!(duration(Vi, Duration::hours(76) + Duration::minutes(5)), "3 ngày 4 giờ");
        assert_eq!(duration(En, Duration::hours(48)), "2 days");
        assert_eq!(duration(Vi, Duration::seconds(59)), "chưa đến 1 phút");
    }

    #[test]
    fn numbers_and_shares_follow_each_language() {
        assert_eq!(number(Vi, 1250), "1.250");
        assert_eq!(number(En, -1_234_567), "-1,234,567");
        assert_eq!(number(Vi, 999), "999");
        assert_eq!(percent(Vi, 1, 8).as_deref(), Some("12,5 %"));
        assert_eq!(percent(En, 1, 3).as_deref(), Some("33.3%"));
        assert_eq!(percent(Vi, 2, 3).as_deref(), Some("66,7 %"));
        assert_eq!(percent(Vi, 4, 4).as_deref(), Some("100 %"));
        assert_eq!(percent(Vi, 0, 0), None);
    }

    #[test]
    fn a_chosen_time_survives_the_form() {
        let at = Utc.with_ymd_and_hms(2026, 11, 21, 8, 30, 0).unwrap();
        assert_eq!(to_input(at), "2026-11-21T15:30");
        assert_eq!(from_input("2026-11-21T15:30"), Some(at));
        assert_eq!(from_input("2026-11-21T15:30:00"), Some(at));
        assert_eq!(from_input("tomorrow"), None);
    }
}
