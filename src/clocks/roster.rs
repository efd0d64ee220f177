//! The week of an office: who is on from when to when, in Viet Nam's time, and where the week has holes.
//!
//! A shift begins on a weekday at a minute and ends at a minute; an end that does not come after the start is one of the next day, so
//! that the night from Sunday to Monday is one shift. The starting minute belongs to it, the ending one does not. Shifts may overlap.
//! Viet Nam keeps one time all year, so a minute of the week is always the same stretch of real time.
//! Deliberately absent: people and telephones (the caller knows whose shift it is), and dates: a week is like every other.

use chrono::{Datelike, NaiveTime, TimeDelta, Timelike, Weekday};

use super::calendar::{Calendar, local_time};
use crate::kernel::Timestamp;

const DAY: u16 = 24 * 60;
const WEEK: u16 = 7 * DAY;

/// A stretch of the week, a day long at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shift {
    weekday: u8,
    from: u16,
    to: u16,
}

impl Shift {
    /// A shift that begins on `weekday` (Monday is 1) at minute `from` of the day, and ends at minute `to`, 1440 being midnight.
    #[must_use]
    pub fn new(weekday: u8, from: u16, to: u16) -> Option<Self> {
        ((1..=7).contains(&weekday) && from < DAY && (1..=DAY).contains(&to)).then_some(Self { weekday, from, to })
    }

    /// The same from what a clock shows. Midnight as an end is the end of the day.
    #[must_use]
    pub fn between(weekday: u8, from: NaiveTime, to: NaiveTime) -> Option<Self> {
        let minute = |time: NaiveTime| u16::try_from(time.hour() * 60 + time.minute()).ok();
        let to = minute(to)?;
        Self::new(weekday, minute(from)?, if to == 0 { DAY } else { to })
    }

    /// The same from stored numbers.
    #[must_use]
    pub fn stored(weekday: i16, from_minute: i16, to_minute: i16) -> Option<Self> {
        Self::new(u8::try_from(weekday).ok()?, u16::try_from(from_minute).ok()?, u16::try_from(to_minute).ok()?)
    }

    /// The weekday it begins on; Monday is 1.
    #[must_use]
    pub const fn weekday(self) -> u8 {
        self.weekday
    }

    /// The minute of the day it begins at.
    #[must_use]
    pub const fn from(self) -> u16 {
        self.from
    }

    /// The minute it ends at, of that day or, where it does not come after the start, of the next.
    #[must_use]
    pub const fn to(self) -> u16 {
        self.to
    }

    /// Whether it ends on the day after.
    #[must_use]
    pub const fn passes_midnight(self) -> bool {
        self.to <= self.from
    }

    /// The same hours on another day.
    #[must_use]
    pub fn on(self, weekday: u8) -> Option<Self> {
        Self::new(weekday, self.from, self.to)
    }

    /// Whether it runs at `at`.
    #[must_use]
    pub fn covers(self, at: Timestamp) -> bool {
        (minute_of_week(at) + WEEK - self.start()) % WEEK < self.length()
    }

    /// When it next ends, after `at`.
    #[must_use]
    pub fn next_end(self, at: Timestamp) -> Timestamp {
        next(at, self.start() + self.length())
    }

    fn start(self) -> u16 {
        (u16::from(self.weekday) - 1) * DAY + self.from
    }

    fn length(self) -> u16 {
        if self.passes_midnight() { self.to + DAY - self.from } else { self.to - self.from }
    }
}

/// A stretch of the week in which nobody is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hole {
    /// When it begins.
    pub from: WeekMinute,
    /// When somebody is on again.
    pub to: WeekMinute,
}

/// A minute of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WeekMinute {
    /// Monday is 1.
    pub weekday: u8,
    /// Minute of that day.
    pub minute: u16,
}

impl WeekMinute {
    fn of(minute: u16) -> Self {
        let minute = minute % WEEK;
        Self { weekday: u8::try_from(minute / DAY + 1).unwrap_or(7), minute: minute % DAY }
    }
}

/// All shifts of an office together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    shifts: Vec<Shift>,
    /// From and to, in minutes of the week: in order, apart from one another, within the week.
    covered: Vec<(u16, u16)>,
}

impl FromIterator<Shift> for Roster {
    fn from_iter<I: IntoIterator<Item = Shift>>(shifts: I) -> Self {
        let shifts: Vec<Shift> = shifts.into_iter().collect();
        let mut pieces: Vec<(u16, u16)> = Vec::new();
        for shift in &shifts {
            let (from, to) = (shift.start(), shift.start() + shift.length());
            pieces.push((from, to.min(WEEK)));
            if to > WEEK {
                pieces.push((0, to - WEEK));
            }
        }
        pieces.sort_unstable();
        let mut covered: Vec<(u16, u16)> = Vec::new();
        for (from, to) in pieces {
            match covered.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => covered.push((from, to)),
            }
        }
        Self { shifts, covered }
    }
}

impl Roster {
    /// Whether nothing was ever written down: that nobody is on follows from it no more than that somebody is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shifts.is_empty()
    }

    /// Whether somebody is on at `at`.
    #[must_use]
    pub fn covers(&self, at: Timestamp) -> bool {
        let minute = minute_of_week(at);
        self.covered.iter().any(|(from, to)| (*from..*to).contains(&minute))
    }

    /// Whether somebody is on in every minute of the week.
    #[must_use]
    pub fn covers_the_week(&self) -> bool {
        self.covered == [(0, WEEK)]
    }

    /// The next instant after `at` at which a shift begins or ends; none without shifts.
    #[must_use]
    pub fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        self.shifts.iter().flat_map(|shift| [next(at, shift.start()), shift.next_end(at)]).min()
    }

    /// The stretches of the week in which nobody is on, from Monday on. The one that passes Sunday midnight stands last, whole.
    #[must_use]
    pub fn holes(&self) -> Vec<Hole> {
        let hole = |from: u16, to: u16| Hole { from: WeekMinute::of(from), to: WeekMinute::of(to) };
        let (Some(first), Some(last)) = (self.covered.first(), self.covered.last()) else {
            return vec![hole(0, 0)];
        };
        let between = self.covered.iter().zip(self.covered.iter().skip(1));
        let mut holes: Vec<Hole> = between.map(|((_, free), (busy, _))| hole(*free, *busy)).collect();
        if last.1 < WEEK || first.0 > 0 {
            holes.push(hole(last.1, first.0));
        }
        holes
    }

    /// The first instant from `from` on at which somebody is on.
    fn first_on(&self, from: Timestamp) -> Option<Timestamp> {
        if self.covers(from) {
            return Some(from);
        }
        self.covered.iter().map(|(begins, _)| next(from, *begins)).min()
    }
}

/// What a promise may rest on: whether an office has people, says that it is awake at any hour, and what its week looks like.
#[derive(Debug, Clone, Copy)]
pub struct Presence<'r> {
    /// Somebody there can answer.
    pub staffed: bool,
    /// The office is meant to be awake at any hour.
    pub round_the_clock: bool,
    /// Its week; empty where none was written down.
    pub roster: &'r Roster,
}

impl Presence<'_> {
    /// Whether the office really is a round-the-clock desk at `at`: meant to be one, with people, and with somebody on by its roster.
    /// A desk without a roster is none: nobody has said that they are awake.
    #[must_use]
    pub fn is_awake(&self, at: Timestamp) -> bool {
        self.staffed && self.round_the_clock && self.roster.covers(at)
    }

    /// Whether it really is one at every minute of the week.
    #[must_use]
    pub fn is_always_awake(&self) -> bool {
        self.staffed && self.round_the_clock && self.roster.covers_the_week()
    }

    /// Whether somebody is on duty between `from` and `to`: by the roster where there is one, else in office hours. On a public holiday
    /// the week of an office that sleeps at night is not the week it has written down, and nobody is counted on.
    #[must_use]
    pub fn is_there_between(&self, calendar: &Calendar, from: Timestamp, to: Timestamp) -> bool {
        if !self.staffed {
            return false;
        }
        if self.roster.is_empty() {
            return calendar.working_between(from, to) > TimeDelta::zero();
        }
        let mut at = from;
        while let Some(on) = self.roster.first_on(at).filter(|on| *on < to) {
            if self.round_the_clock || !calendar.is_day_off(on) {
                return true;
            }
            at = next_midnight(on);
        }
        false
    }
}

/// The minute of the week on Vietnamese clocks, from Monday midnight.
fn minute_of_week(at: Timestamp) -> u16 {
    let local = local_time(at);
    let minutes = local.weekday().days_since(Weekday::Mon) * 24 * 60 + local.hour() * 60 + local.minute();
    u16::try_from(minutes).unwrap_or_default()
}

/// The next instant after `at` at which Vietnamese clocks show this minute of the week.
fn next(at: Timestamp, minute: u16) -> Timestamp {
    let ahead = (minute % WEEK + WEEK - 1 - minute_of_week(at)) % WEEK + 1;
    let whole_minute = at - TimeDelta::microseconds(at.timestamp_micros().rem_euclid(60_000_000));
    whole_minute + TimeDelta::minutes(i64::from(ahead))
}

fn next_midnight(at: Timestamp) -> Timestamp {
    let days = minute_of_week(at) / DAY + 1;
    next(at, days * DAY)
}

#[cfg(test)]
#[path = "roster_tests.rs"]
mod tests;
