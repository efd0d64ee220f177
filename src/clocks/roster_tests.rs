//! The week by table and by law.

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{Hole, Presence, Roster, Shift, WEEK, WeekMinute};
use crate::{
    clocks::{Calendar, Clocks},
    kernel::Timestamp,
};

/// A moment on Vietnamese clocks. 23 November 2026 is a Monday.
fn at(local: &str) -> Timestamp {
    (NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap() - TimeDelta::hours(7)).and_utc()
}

fn shift(weekday: u8, from: &str, to: &str) -> Shift {
    let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
    Shift::between(weekday, time(from), time(to)).unwrap()
}

fn roster(shifts: &[(u8, &str, &str)]) -> Roster {
    shifts.iter().map(|(day, from, to)| shift(*day, from, to)).collect()
}

fn calendar() -> Calendar {
    Clocks::load().unwrap().calendar
}

#[test]
fn a_shift_holds_its_first_minute_and_not_its_last_also_past_midnight_and_past_sunday() {
    for (shift, moment, on) in [
        (shift(1, "08:00", "17:00"), "2026-11-23 07:59", false),
        (shift(1, "08:00", "17:00"), "2026-11-23 08:00", true),
        (shift(1, "08:00", "17:00"), "2026-11-23 16:59", true),
        (shift(1, "08:00", "17:00"), "2026-11-23 17:00", false),
        (shift(1, "08:00", "17:00"), "2026-11-24 09:00", false),
        (shift(6, "22:00", "06:00"), "2026-11-28 21:59", false),
        (shift(6, "22:00", "06:00"), "2026-11-28 23:59", true),
        (shift(6, "22:00", "06:00"), "2026-11-29 05:59", true),
        (shift(6, "22:00", "06:00"), "2026-11-29 06:00", false),
        (shift(7, "22:00", "06:00"), "2026-11-22 23:59", true),
        (shift(7, "22:00", "06:00"), "2026-11-23 00:00", true),
        (shift(7, "22:00", "06:00"), "2026-11-23 05:59", true),
        (shift(7, "22:00", "06:00"), "2026-11-23 06:00", false),
        (shift(7, "22:00", "06:00"), "2026-11-22 05:00", false),
        (shift(3, "18:00", "00:00"), "2026-11-25 23:59", true),
        (shift(3, "18:00", "00:00"), "2026-11-26 00:00", false),
        (shift(3, "00:00", "00:00"), "2026-11-25 12:00", true),
        (shift(3, "07:30", "07:30"), "2026-11-26 07:29", true),
        (shift(3, "07:30", "07:30"), "2026-11-26 07:30", false),
    ] {
        assert_eq!(shift.covers(at(moment)), on, "{shift:?} at {moment}");
    }
}

#[test]
fn what_is_no_minute_of_a_day_is_no_shift() {
    for (weekday, from, to) in [(0, 0, 60), (8, 0, 60), (1, 1440, 60), (1, 0, 0), (1, 0, 1441)] {
        assert_eq!(Shift::new(weekday, from, to), None, "{weekday} {from} {to}");
    }
    assert_eq!(Shift::stored(-1, 0, 60), None);
    assert_eq!(Shift::stored(7, 1320, 360), Shift::new(7, 1320, 360));
}

#[test]
fn the_next_change_is_the_next_beginning_or_end() {
    let week = roster(&[(1, "08:00", "12:00"), (1, "11:00", "17:00"), (7, "22:00", "06:00")]);
    for (moment, change) in [
        ("2026-11-23 05:30", "2026-11-23 06:00"),
        ("2026-11-23 06:00", "2026-11-23 08:00"),
        ("2026-11-23 10:00", "2026-11-23 11:00"),
        ("2026-11-23 11:30", "2026-11-23 12:00"),
        ("2026-11-23 17:00", "2026-11-29 22:00"),
        ("2026-11-29 23:00", "2026-11-30 06:00"),
    ] {
        assert_eq!(week.next_change(at(moment)), Some(at(change)), "after {moment}");
    }
    assert_eq!(week.next_change(at("2026-11-23 10:00") + TimeDelta::seconds(59)), Some(at("2026-11-23 11:00")));
    assert_eq!(Roster::default().next_change(at("2026-11-23 10:00")), None);
}

#[test]
fn the_holes_of_a_week_are_found_and_the_one_over_sunday_midnight_is_one() {
    let minute = |weekday, minute| WeekMinute { weekday, minute };
    let holes = roster(&[(1, "08:00", "20:00"), (1, "20:00", "08:00"), (2, "10:00", "09:00"), (3, "09:00", "00:00")]).holes();
    assert_eq!(
        holes,
        [Hole { from: minute(2, 480), to: minute(2, 600) }, Hole { from: minute(4, 0), to: minute(1, 480) }],
        "Tuesday 8 to 10, and from Thursday midnight to Monday 8"
    );
    assert_eq!(Roster::default().holes(), [Hole { from: minute(1, 0), to: minute(1, 0) }], "the whole week");
    let days: Vec<_> = (1..=7).map(|day| (day, "07:00", "07:00")).collect();
    assert!(roster(&days).holes().is_empty() && roster(&days).covers_the_week());
    let from_monday = roster(&[(1, "00:00", "06:00")]);
    assert_eq!(from_monday.holes(), [Hole { from: minute(1, 360), to: minute(1, 0) }]);
}

#[test]
fn a_desk_is_awake_only_with_people_and_somebody_on_by_its_roster() {
    let (night, nothing) = (roster(&[(7, "22:00", "06:00")]), Roster::default());
    let desk = |staffed, round_the_clock, roster| Presence { staffed, round_the_clock, roster };
    let midnight = at("2026-11-23 00:00");
    assert!(desk(true, true, &night).is_awake(midnight));
    assert!(!desk(true, true, &night).is_awake(at("2026-11-23 06:00")));
    assert!(!desk(false, true, &night).is_awake(midnight));
    assert!(!desk(true, false, &night).is_awake(midnight));
    assert!(!desk(true, true, &nothing).is_awake(midnight), "nobody has said that they are awake");
    assert!(!desk(true, true, &night).is_always_awake());
}

#[test]
fn somebody_is_there_by_roster_else_by_office_hours_and_on_holidays_only_where_it_is_always_awake() {
    let calendar = calendar();
    let (nothing, weekdays) = (Roster::default(), roster(&[(1, "08:00", "17:00"), (2, "08:00", "17:00"), (3, "08:00", "17:00")]));
    let night = roster(&[(7, "22:00", "06:00")]);
    let there = |round_the_clock, roster: &Roster, from: &str, to: &str| {
        Presence { staffed: true, round_the_clock, roster }.is_there_between(&calendar, at(from), at(to))
    };
    assert!(there(false, &nothing, "2026-11-23 10:00", "2026-11-23 10:30"));
    assert!(!there(false, &nothing, "2026-11-22 23:00", "2026-11-23 01:00"));
    assert!(!there(true, &nothing, "2026-11-22 23:00", "2026-11-23 01:00"), "a desk without a roster sleeps at night");
    assert!(there(false, &weekdays, "2026-11-23 07:50", "2026-11-23 08:05"));
    assert!(!there(false, &weekdays, "2026-11-23 07:30", "2026-11-23 08:00"), "the end of the promise is not within it");
    assert!(!there(false, &weekdays, "2026-11-26 10:00", "2026-11-26 11:00"), "the roster counts, not the office hours");
    assert!(there(false, &night, "2026-11-22 23:50", "2026-11-23 00:10"));
    assert!(there(false, &night, "2026-11-23 05:30", "2026-11-23 07:00"));
    // 1 September 2026 is a Tuesday, 2 September a Wednesday and the National Day.
    assert!(calendar.is_day_off(at("2026-09-02 10:00")) && !calendar.is_day_off(at("2026-11-22 10:00")));
    assert!(!there(false, &weekdays, "2026-09-02 10:00", "2026-09-02 10:30"));
    assert!(there(true, &weekdays, "2026-09-02 10:00", "2026-09-02 10:30"));
    assert!(there(false, &weekdays, "2026-09-02 10:00", "2026-09-07 10:00"), "after the holiday comes a Monday");
    assert!(!Presence { staffed: false, round_the_clock: true, roster: &weekdays }.is_there_between(
        &calendar,
        at("2026-11-23 10:00"),
        at("2026-11-23 11:00")
    ));
}

fn any_shift() -> impl Strategy<Value = Shift> {
    (1_u8..=7, 0_u16..1440, 1_u16..=1440).prop_map(|(weekday, from, to)| Shift::new(weekday, from, to).unwrap())
}

fn any_instant() -> impl Strategy<Value = Timestamp> {
    (1_790_000_000_i64..1_900_000_000).prop_map(|seconds| DateTime::<Utc>::from_timestamp(seconds, 0).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn somebody_is_on_exactly_when_a_shift_runs_and_outside_every_hole(shifts in prop::collection::vec(any_shift(), 0..12), at in any_instant()) {
        let roster: Roster = shifts.iter().copied().collect();
        let on = shifts.iter().any(|shift| shift.covers(at));
        prop_assert_eq!(roster.covers(at), on);
        let minute = super::minute_of_week(at);
        let number = |point: WeekMinute| (u16::from(point.weekday) - 1) * 1440 + point.minute;
        let in_hole = roster.holes().iter().any(|hole| {
            let length = (number(hole.to) + WEEK - number(hole.from) - 1) % WEEK + 1;
            (minute + WEEK - number(hole.from)) % WEEK < length
        });
        prop_assert_eq!(in_hole, !on);
        prop_assert_eq!(roster.covers_the_week(), roster.holes().is_empty());
    }

    #[test]
    fn a_week_later_everything_is_the_same(shifts in prop::collection::vec(any_shift(), 1..12), at in any_instant()) {
        let roster: Roster = shifts.into_iter().collect();
        let later = at + TimeDelta::days(7);
        prop_assert_eq!(roster.covers(at), roster.covers(later));
        prop_assert_eq!(roster.next_change(at).map(|next| next + TimeDelta::days(7)), roster.next_change(later));
    }

    #[test]
    fn nobody_comes_or_goes_before_the_next_change(shifts in prop::collection::vec(any_shift(), 1..8), at in any_instant(), part in 0_i32..100) {
        let roster: Roster = shifts.iter().copied().collect();
        let next = roster.next_change(at).unwrap();
        prop_assert!(at < next && next <= at + TimeDelta::days(7));
        let between = at + (next - at) * part / 100;
        let on = |moment| shifts.iter().map(|shift| shift.covers(moment)).collect::<Vec<_>>();
        prop_assert_eq!(on(at), on(between));
        prop_assert!(shifts.iter().any(|shift| shift.covers(next) != shift.covers(next - TimeDelta::minutes(1)) || shift.from() == shift.to()
            || shift.length() == 1440));
    }

    #[test]
    fn more_shifts_never_make_a_promise_worse(shifts in prop::collection::vec(any_shift(), 1..6), more in any_shift(), at in any_instant(), hours in 1_i64..100, awake: bool) {
        let calendar = calendar();
        let few: Roster = shifts.iter().copied().collect();
        let many: Roster = shifts.into_iter().chain([more]).collect();
        let there = |roster: &Roster| Presence { staffed: true, round_the_clock: awake, roster }.is_there_between(&calendar, at, at + TimeDelta::hours(hours));
        prop_assert!(!there(&few) || there(&many));
    }
}
