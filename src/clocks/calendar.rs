//! Working time in Viet Nam: several periods a day, days off, and Saturdays worked in exchange for a day off.
//!
//! Every instant goes in and comes out in UTC; only this file knows that Vietnamese clocks stand seven hours ahead, all year.
//!
//! * An opening hour belongs to working time, a closing hour does not; a deadline may stand on a closing hour ("by 17:00").
//! * *n working hours* end at the first instant by which *n* hours of working time have passed.
//! * *n working days* are *n* times the working time of one full day (7 h 30 by the seeded hours): from Friday 16:30 one working day
//!   ends on Monday 16:30, from Friday 20:00 or Sunday on Monday 17:00. Whoever starts within office hours gets the same clock time;
//!   everybody gets the same working time. The Civil Code (Articles 147 and 148, from memory: the day of the event is not counted, the
//!   last one counts whole) would never end earlier, so who keeps our deadline keeps the law's; who is late by ours alone is not
//!   thereby late in law.
//!
//! After the last date of the calendar, Monday to Friday count as worked; `check` says so before it happens.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};

use super::fingerprint::Fingerprint;
use super::policy::{Allowance, ClockKind, Unit};
use crate::kernel::Timestamp;

/// What Vietnamese clocks show more than UTC.
const LOCAL_AHEAD: TimeDelta = TimeDelta::hours(7);

/// What a Vietnamese clock shows at `at`.
#[must_use]
pub fn local_time(at: Timestamp) -> NaiveDateTime {
    at.naive_utc().checked_add_signed(LOCAL_AHEAD).unwrap_or(NaiveDateTime::MAX)
}

fn instant(local: NaiveDateTime) -> Timestamp {
    local.checked_sub_signed(LOCAL_AHEAD).unwrap_or(NaiveDateTime::MIN).and_utc()
}

fn later(at: Timestamp, by: TimeDelta) -> Timestamp {
    at.checked_add_signed(by).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// A stretch of a working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// When the office opens.
    pub opens: NaiveTime,
    /// When it closes.
    pub closes: NaiveTime,
}

/// The hours of an ordinary week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeHours {
    days: Vec<Weekday>,
    periods: Vec<Period>,
}

/// Why office hours or a list of days off were not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// No working day or no period in a day: a working-time clock would never end.
    #[error("office hours: no working time at all")]
    NoWorkingTime,
    /// A period that ends before it starts, or starts before the one before it has ended.
    #[error("office hours: the period from {opens} to {closes} is out of order")]
    PeriodOrder {
        /// When it would open.
        opens: NaiveTime,
        /// When it would close.
        closes: NaiveTime,
    },
    /// A line that cannot be read.
    #[error("calendar, line {line}: {problem}")]
    Line {
        /// The line, counted from 1.
        line: u64,
        /// What is wrong with it.
        problem: String,
    },
}

impl OfficeHours {
    /// Hours on `days`, in `periods` from morning to evening.
    ///
    /// # Errors
    /// [`CalendarError::NoWorkingTime`] or [`CalendarError::PeriodOrder`].
    pub fn new(days: Vec<Weekday>, periods: Vec<Period>) -> Result<Self, CalendarError> {
        if days.is_empty() || periods.is_empty() {
            return Err(CalendarError::NoWorkingTime);
        }
        let mut free_from = NaiveTime::MIN;
        for Period { opens, closes } in &periods {
            if *opens < free_from || opens >= closes {
                return Err(CalendarError::PeriodOrder { opens: *opens, closes: *closes });
            }
            free_from = *closes;
        }
        Ok(Self { days, periods })
    }

    fn of_a_full_day(&self) -> TimeDelta {
        self.periods.iter().map(|period| period.closes - period.opens).fold(TimeDelta::zero(), |sum, length| sum + length)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SpecialDay {
    Off,
    Worked,
}

#[derive(serde::Deserialize)]
struct SpecialDayRow {
    date: NaiveDate,
    kind: String,
}

/// Office hours with the days that differ from an ordinary week.
#[derive(Debug, Clone)]
pub struct Calendar {
    hours: OfficeHours,
    special: BTreeMap<NaiveDate, SpecialDay>,
    pub(super) fingerprint: Fingerprint,
}

impl Calendar {
    /// The days off and worked Saturdays this program was built with, around `hours`.
    ///
    /// # Errors
    /// [`CalendarError`], which a test rules out for a released program.
    pub fn load(hours: &OfficeHours) -> Result<Self, CalendarError> {
        Self::parse(hours, include_str!("../../seeds/calendar_vn.csv"))
    }

    /// Reads lines of `date,kind,…` where the kind is `day_off` or `extra_working_day`.
    ///
    /// # Errors
    /// [`CalendarError::Line`] for a date or kind that cannot be read and for a date that stands there twice.
    pub fn parse(hours: &OfficeHours, csv_text: &str) -> Result<Self, CalendarError> {
        let mut special = BTreeMap::new();
        let mut reader = csv::Reader::from_reader(csv_text.as_bytes());
        let header = reader.headers().map_err(|error| CalendarError::Line { line: 1, problem: error.to_string() })?.clone();
        for record in reader.into_records() {
            let record = record.map_err(|error| CalendarError::Line {
                line: error.position().map_or(0, csv::Position::line),
                problem: error.to_string(),
            })?;
            let wrong = |problem| CalendarError::Line { line: record.position().map_or(0, csv::Position::line), problem };
            let row: SpecialDayRow = record.deserialize(Some(&header)).map_err(|error| wrong(error.to_string()))?;
            let day = match row.kind.as_str() {
                "day_off" => SpecialDay::Off,
                "extra_working_day" => SpecialDay::Worked,
                other => return Err(wrong(format!("unknown kind \"{other}\""))),
            };
            if special.insert(row.date, day).is_some() {
                return Err(wrong(format!("{} stands there twice", row.date)));
            }
        }
        let fingerprint = Fingerprint::of([csv_text, &format!("{hours:?}")]);
        Ok(Self { hours: hours.clone(), special, fingerprint })
    }

    /// The last day this calendar knows anything special about.
    #[must_use]
    pub fn last_known_day(&self) -> Option<NaiveDate> {
        self.special.keys().next_back().copied()
    }

    /// Whether offices work at `at`.
    #[must_use]
    pub fn in_working_time(&self, at: Timestamp) -> bool {
        let local = local_time(at);
        self.is_worked(local.date()) && self.hours.periods.iter().any(|period| period.opens <= local.time() && local.time() < period.closes)
    }

    /// Whether `at` lies on a day off that is none of the week: a public holiday.
    #[must_use]
    pub fn is_day_off(&self, at: Timestamp) -> bool {
        self.special.get(&local_time(at).date()) == Some(&SpecialDay::Off)
    }

    /// The instant at which `allowance`, begun at `start`, is used up.
    #[must_use]
    pub fn add(&self, start: Timestamp, allowance: Allowance) -> Timestamp {
        self.add_time(start, allowance.unit.clock(), self.length(allowance))
    }

    /// The part of `allowance` that `percent` makes, begun at `start`: in working time for a working-time unit, so that nobody is told
    /// at midnight about a clock that runs by day. Nothing of a working-time allowance is the next instant in working time.
    #[must_use]
    pub fn add_percent(&self, start: Timestamp, allowance: Allowance, percent: u32) -> Timestamp {
        let part = percent_of(self.length(allowance), percent);
        self.add_time(start, allowance.unit.clock(), part)
    }

    /// The working time between two instants; none when the second is not the later one.
    #[must_use]
    pub fn working_between(&self, from: Timestamp, to: Timestamp) -> TimeDelta {
        let (from, to) = (local_time(from), local_time(to));
        let mut sum = TimeDelta::zero();
        for day in from.date().iter_days().take_while(|day| *day <= to.date()) {
            for (opens, closes) in self.openings(day) {
                sum += (closes.min(to) - opens.max(from)).max(TimeDelta::zero());
            }
        }
        sum
    }

    /// How much time an allowance gives, on the clock it runs on.
    #[must_use]
    pub fn length(&self, allowance: Allowance) -> TimeDelta {
        let one = match allowance.unit {
            Unit::Minute => TimeDelta::minutes(1),
            Unit::Hour | Unit::WorkingHour => TimeDelta::hours(1),
            Unit::CalendarDay => TimeDelta::days(1),
            Unit::WorkingDay => self.hours.of_a_full_day(),
        };
        i32::try_from(allowance.n).ok().and_then(|n| one.checked_mul(n)).unwrap_or(TimeDelta::MAX)
    }

    fn add_time(&self, start: Timestamp, clock: ClockKind, time: TimeDelta) -> Timestamp {
        match clock {
            ClockKind::AroundTheClock => later(start, time),
            ClockKind::WorkingTime => self.add_working_time(start, time),
        }
    }

    fn add_working_time(&self, start: Timestamp, time: TimeDelta) -> Timestamp {
        let start = local_time(start);
        let mut left = time;
        for day in start.date().iter_days() {
            for (opens, closes) in self.openings(day) {
                let from = opens.max(start);
                if from >= closes {
                    continue;
                }
                let open = closes - from;
                if left <= open {
                    return instant(from + left);
                }
                left -= open;
            }
        }
        DateTime::<Utc>::MAX_UTC
    }

    fn openings(&self, day: NaiveDate) -> impl Iterator<Item = (NaiveDateTime, NaiveDateTime)> {
        let periods = if self.is_worked(day) { self.hours.periods.as_slice() } else { &[] };
        periods.iter().map(move |period| (day.and_time(period.opens), day.and_time(period.closes)))
    }

    fn is_worked(&self, day: NaiveDate) -> bool {
        match self.special.get(&day) {
            Some(SpecialDay::Off) => false,
            Some(SpecialDay::Worked) => true,
            None => self.hours.days.contains(&day.weekday()),
        }
    }
}

/// Whole microseconds, the finest both databases keep.
fn percent_of(whole: TimeDelta, percent: u32) -> TimeDelta {
    let part = whole.num_microseconds().and_then(|micros| micros.checked_mul(i64::from(percent)));
    part.map_or(TimeDelta::MAX, |hundredths| TimeDelta::microseconds(hundredths / 100))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::LazyLock;

    use chrono::{NaiveDate, NaiveTime, TimeDelta, Timelike, Weekday};
    use proptest::prelude::*;

    use super::{Calendar, CalendarError, OfficeHours, Period, instant, local_time};
    use crate::clocks::Policies;
    use crate::clocks::policy::{Allowance, Unit};
    use crate::kernel::Timestamp;

    const CSV: &str = include_str!("../../seeds/calendar_vn.csv");

    fn calendar() -> &'static Calendar {
        static CALENDAR: LazyLock<Calendar> =
            LazyLock::new(|| Calendar::load(Policies::load().expect("policies").office_hours()).expect("calendar"));
        &CALENDAR
    }

    /// Vietnamese time, for example `2026-11-20 16:30`.
    fn at(local: &str) -> Timestamp {
        instant(chrono::NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").expect("a local time"))
    }

    const fn hours(n: u32) -> Allowance {
        Allowance { n, unit: Unit::WorkingHour }
    }

    const fn days(n: u32) -> Allowance {
        Allowance { n, unit: Unit::WorkingDay }
    }

    fn assert_ends(allowance: Allowance, from: &str, to: &str) {
        let end = local_time(calendar().add(at(from), allowance)).format("%Y-%m-%d %H:%M").to_string();
        assert_eq!(end, to, "{allowance} from {from}");
    }

    #[test]
    fn vietnamese_clocks_stand_seven_hours_ahead() {
        assert_eq!(at("2026-11-21 07:30").to_rfc3339(), "2026-11-21T00:30:00+00:00");
        assert_eq!(local_time(at("2026-07-01 23:59")).hour(), 23);
    }

    #[test]
    fn friday_16_30_plus_one_working_hour_is_monday_08_00() {
        assert_ends(hours(1), "2026-11-20 16:30", "2026-11-23 08:00");
    }

    #[test]
    fn a_working_hour_may_span_the_lunch_break_and_end_on_a_closing_hour() {
        assert_ends(hours(1), "2026-11-20 11:00", "2026-11-20 14:00");
        assert_ends(hours(1), "2026-11-20 10:30", "2026-11-20 11:30");
        assert_ends(hours(1), "2026-11-20 11:30", "2026-11-20 14:30");
        assert_ends(hours(1), "2026-11-20 12:15", "2026-11-20 14:30");
        assert_ends(hours(1), "2026-11-20 16:00", "2026-11-20 17:00");
        assert_ends(hours(1), "2026-11-20 17:00", "2026-11-23 08:30");
        assert_ends(hours(1), "2026-11-20 03:00", "2026-11-20 08:30");
    }

    #[test]
    fn a_working_day_gives_everybody_the_same_working_time() {
        assert_ends(days(1), "2026-11-20 16:30", "2026-11-23 16:30");
        assert_ends(days(1), "2026-11-20 20:00", "2026-11-23 17:00");
        assert_ends(days(1), "2026-11-22 09:00", "2026-11-23 17:00");
        assert_ends(days(1), "2026-11-20 07:30", "2026-11-20 17:00");
        assert_ends(days(3), "2026-11-20 09:00", "2026-11-26 09:00");
    }

    #[test]
    fn tet_is_skipped_by_working_time_and_lived_through_by_the_others() {
        assert_ends(days(1), "2026-02-13 16:30", "2026-02-23 16:30");
        assert_ends(hours(1), "2026-02-17 10:00", "2026-02-23 08:30");
        assert_ends(Allowance { n: 12, unit: Unit::Hour }, "2026-02-16 22:00", "2026-02-17 10:00");
        assert_ends(Allowance { n: 15, unit: Unit::Minute }, "2026-02-16 23:50", "2026-02-17 00:05");
        assert_ends(Allowance { n: 7, unit: Unit::CalendarDay }, "2026-02-13 16:30", "2026-02-20 16:30");
    }

    #[test]
    fn an_exchanged_saturday_is_worked_and_its_weekday_is_not() {
        assert_ends(hours(1), "2026-01-09 16:30", "2026-01-10 08:00");
        assert_ends(days(1), "2025-12-31 16:30", "2026-01-05 16:30");
        assert_ends(days(1), "2026-08-21 09:00", "2026-08-22 09:00");
        assert_ends(hours(1), "2026-08-28 16:30", "2026-09-03 08:00");
        assert!(calendar().in_working_time(at("2026-01-10 09:00")));
        assert!(!calendar().in_working_time(at("2026-01-03 09:00")));
        assert!(!calendar().in_working_time(at("2026-01-02 09:00")));
    }

    #[test]
    fn opening_hours_belong_to_working_time_and_closing_hours_do_not() {
        let calendar = calendar();
        for (local, worked) in [("07:29", false), ("07:30", true), ("11:29", true), ("11:30", false), ("13:30", true), ("17:00", false)] {
            assert_eq!(calendar.in_working_time(at(&format!("2026-11-20 {local}"))), worked, "{local}");
        }
        let last_instant = at("2026-11-20 17:00") - TimeDelta::microseconds(1);
        assert!(calendar.in_working_time(last_instant));
    }

    #[test]
    fn working_time_between_two_instants_knows_breaks_nights_and_holidays() {
        let between = |from, to| calendar().working_between(at(from), at(to));
        assert_eq!(between("2026-11-20 07:00", "2026-11-20 18:00"), TimeDelta::minutes(450));
        assert_eq!(between("2026-11-20 16:30", "2026-11-23 08:00"), TimeDelta::hours(1));
        assert_eq!(between("2026-02-14 00:00", "2026-02-23 07:30"), TimeDelta::zero());
        assert_eq!(between("2026-11-23 08:00", "2026-11-20 16:30"), TimeDelta::zero());
    }

    #[test]
    fn part_of_a_working_allowance_never_falls_outside_working_time() {
        let calendar = calendar();
        let night = at("2026-11-20 22:00");
        let part = |percent| local_time(calendar.add_percent(night, days(1), percent)).format("%a %H:%M").to_string();
        assert_eq!([part(0), part(50), part(100), part(200)], ["Mon 07:30", "Mon 11:15", "Mon 17:00", "Wed 17:00"]);
        assert_eq!(calendar.add_percent(night, Allowance { n: 2, unit: Unit::Hour }, 50), night + TimeDelta::hours(1));
    }

    #[test]
    fn a_calendar_line_that_cannot_be_read_is_named() {
        let hours = Policies::load().expect("policies").office_hours().clone();
        let error = |text: &str| Calendar::parse(&hours, text).expect_err("refused").to_string();
        assert_eq!(error("date,kind\n2026-01-01,day_off\n2026-01-02,half_day\n"), "calendar, line 3: unknown kind \"half_day\"");
        assert_eq!(error("date,kind\n2026-01-01,day_off\n2026-01-01,day_off"), "calendar, line 3: 2026-01-01 stands there twice");
        assert!(error("date,kind\n2026-02-30,day_off\n").starts_with("calendar, line 2: "));
        assert!(error("date,kind\n2026-02-03\n").starts_with("calendar, line 2: "));
        assert_eq!(calendar().last_known_day(), NaiveDate::from_ymd_opt(2035, 11, 26));
    }

    #[test]
    fn office_hours_must_leave_some_time_and_run_forward() {
        let period = |opens, closes| Period {
            opens: NaiveTime::from_hms_opt(opens, 0, 0).expect("a time"),
            closes: NaiveTime::from_hms_opt(closes, 0, 0).expect("a time"),
        };
        assert_eq!(OfficeHours::new(vec![], vec![period(8, 12)]), Err(CalendarError::NoWorkingTime));
        assert_eq!(OfficeHours::new(vec![Weekday::Mon], vec![]), Err(CalendarError::NoWorkingTime));
        for wrong in [vec![period(12, 8)], vec![period(8, 8)], vec![period(8, 12), period(11, 17)], vec![period(13, 17), period(8, 12)]] {
            assert!(matches!(OfficeHours::new(vec![Weekday::Mon], wrong), Err(CalendarError::PeriodOrder { .. })));
        }
        assert!(OfficeHours::new(vec![Weekday::Mon], vec![period(8, 12), period(12, 17)]).is_ok());
    }

    /// A second opinion that shares nothing with the calendar: it walks minute by minute over days it reads itself.
    struct MinuteWalker(HashMap<i64, bool>);

    impl MinuteWalker {
        fn new() -> Self {
            let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).expect("epoch");
            let day = |line: &str| {
                let mut fields = line.split(',');
                let date = fields.next()?.parse::<NaiveDate>().ok()?;
                Some((date.signed_duration_since(epoch).num_days(), fields.next()? == "extra_working_day"))
            };
            Self(CSV.lines().filter_map(day).collect())
        }

        fn works(&self, minute_utc: i64) -> bool {
            let local = minute_utc + 420;
            let (day, minute) = (local.div_euclid(1440), local.rem_euclid(1440));
            // 1 January 1970 was a Thursday.
            let weekend = matches!(day.rem_euclid(7), 2 | 3);
            let open = (450..690).contains(&minute) || (810..1020).contains(&minute);
            self.0.get(&day).copied().unwrap_or(!weekend) && open
        }

        fn end(&self, start: i64, worked_minutes: i64) -> i64 {
            let (mut minute, mut left) = (start, worked_minutes);
            while left > 0 {
                left -= i64::from(self.works(minute));
                minute += 1;
            }
            minute
        }
    }

    fn minute(at: Timestamp) -> i64 {
        at.timestamp().div_euclid(60)
    }

    /// Any minute of the years the calendar knows, and every second time one around a Tết or an exchanged Saturday.
    fn starts() -> impl Strategy<Value = Timestamp> {
        let minutes = |from: &'static str, days: i64| (0..days * 1440).prop_map(move |m| at(from) + TimeDelta::minutes(m));
        prop_oneof![
            4 => minutes("2025-01-01 00:00", 3900),
            1 => minutes("2025-04-18 00:00", 20),
            1 => minutes("2025-12-26 00:00", 20),
            1 => minutes("2026-02-07 00:00", 20),
            1 => minutes("2026-08-15 00:00", 22),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn walking_minute_by_minute_comes_to_the_same_end(start in starts(), n in 1_u32..60) {
            let (calendar, walker) = (calendar(), MinuteWalker::new());
            for (allowance, minutes) in [(hours(n), i64::from(n) * 60), (days(n % 8 + 1), i64::from(n % 8 + 1) * 450)] {
                let end = calendar.add(start, allowance);
                prop_assert_eq!(minute(end), walker.end(minute(start), minutes));
                let walked = (minute(start)..minute(end)).filter(|m| walker.works(*m)).count();
                prop_assert_eq!(calendar.working_between(start, end).num_minutes(), i64::try_from(walked).expect("few"));
            }
            prop_assert_eq!(calendar.in_working_time(start), walker.works(minute(start)));
        }

        #[test]
        fn an_allowance_gives_exactly_its_working_time(start in starts(), micros in 0_i64..60_000_000, n in 1_u32..90) {
            let (calendar, start) = (calendar(), start + TimeDelta::microseconds(micros));
            for allowance in [hours(n), days(n)] {
                let end = calendar.add(start, allowance);
                prop_assert_eq!(calendar.working_between(start, end), calendar.length(allowance));
                prop_assert!(calendar.in_working_time(end - TimeDelta::microseconds(1)), "the last instant is worked");
            }
        }

        #[test]
        fn who_starts_later_or_gets_more_is_never_due_earlier(start in starts(), later in 0_i64..20_000, n in 1_u32..50, more in 0_u32..20) {
            let calendar = calendar();
            for allowance in [hours(n), days(n), Allowance { n, unit: Unit::Hour }] {
                let end = calendar.add(start, allowance);
                prop_assert!(end > start);
                prop_assert!(calendar.add(start + TimeDelta::minutes(later), allowance) >= end);
                let larger = Allowance { n: n + more, ..allowance };
                prop_assert!(calendar.add(start, larger) >= end);
            }
        }

        #[test]
        fn a_rung_of_a_working_clock_never_falls_on_a_free_hour(start in starts(), n in 1_u32..10, percent in 0_u32..300) {
            let calendar = calendar();
            let rung = calendar.add_percent(start, days(n), percent);
            prop_assert!(calendar.in_working_time(rung) || calendar.in_working_time(rung - TimeDelta::microseconds(1)));
        }
    }
}
