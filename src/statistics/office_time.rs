//! The office's time: in whose custody a person waited, and whose miss it is (DOMAIN 2C, "handover").
//!
//! Never mixed with the person's time. Minutes after the deadline are charged to the custody in which they passed. The miss belongs to the
//! custody in which the deadline passed; who receives a case that is already late has a miss of its own only when its own custody is longer
//! than the original allowance.

use chrono::TimeDelta;

use crate::kernel::Timestamp;

/// A stretch in which one office was accountable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Custody<Office> {
    /// The office.
    pub office: Office,
    /// From this instant on.
    pub from: Timestamp,
    /// Until then; nothing while it lasts.
    pub until: Option<Timestamp>,
}

/// The clock whose time is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// When the person's time started.
    pub t0: Timestamp,
    /// When the milestone was due.
    pub due_at: Timestamp,
    /// When it was reached, else the present.
    pub until: Timestamp,
}

/// What one custody has to answer for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustodyTime<Office> {
    /// The office.
    pub office: Office,
    /// How long the person waited in this custody.
    pub held: TimeDelta,
    /// How much of that was after the deadline.
    pub late: TimeDelta,
    /// The miss is this custody's own.
    pub missed: bool,
}

/// Divides the time a person waited among the custodies, in their order.
#[must_use]
pub fn custody_minutes<Office: Copy>(custodies: &[Custody<Office>], waiting: &Waiting) -> Vec<CustodyTime<Office>> {
    let allowance = waiting.due_at.signed_duration_since(waiting.t0);
    custodies
        .iter()
        .map(|custody| {
            let from = custody.from.max(waiting.t0);
            let until = custody.until.unwrap_or(waiting.until).min(waiting.until);
            let passed_since = |since: Timestamp| until.signed_duration_since(since).max(TimeDelta::zero());
            let held = passed_since(from);
            let deadline_passed_here = from <= waiting.due_at && waiting.due_at < until;
            CustodyTime {
                office: custody.office,
                held,
                late: passed_since(from.max(waiting.due_at)),
                missed: deadline_passed_here || held > allowance,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone, Utc};
    use proptest::prelude::*;

    use super::{Custody, CustodyTime, Waiting, custody_minutes};
    use crate::kernel::Timestamp;

    /// So many hours after Saturday 22:00.
    fn after(hours: i64) -> Timestamp {
        Utc.with_ymd_and_hms(2026, 11, 7, 15, 0, 0).unwrap() + TimeDelta::hours(hours)
    }

    const fn time(office: char, held: i64, late: i64, missed: bool) -> CustodyTime<char> {
        CustodyTime { office, held: TimeDelta::hours(held), late: TimeDelta::hours(late), missed }
    }

    /// Held by A until B accepts after `handed_over` hours; contact due after 2 hours, made after `reached`.
    fn two_offices(handed_over: i64, reached: i64) -> Vec<CustodyTime<char>> {
        let custodies = [
            Custody { office: 'A', from: after(0), until: Some(after(handed_over)) },
            Custody { office: 'B', from: after(handed_over), until: None },
        ];
        custody_minutes(&custodies, &Waiting { t0: after(0), due_at: after(2), until: after(reached) })
    }

    #[test]
    fn example_5_a_refusal_keeps_the_minutes_and_the_miss_with_the_office_that_refused() {
        assert_eq!(two_offices(8, 9), [time('A', 8, 6, true), time('B', 1, 1, false)]);
    }

    #[test]
    fn who_receives_a_late_case_and_sits_on_it_has_a_miss_of_its_own() {
        assert_eq!(two_offices(8, 10), [time('A', 8, 6, true), time('B', 2, 2, false)]);
        assert_eq!(two_offices(8, 11), [time('A', 8, 6, true), time('B', 3, 3, true)]);
    }

    #[test]
    fn who_receives_a_case_in_time_and_lets_the_deadline_pass_has_the_miss() {
        assert_eq!(two_offices(1, 4), [time('A', 1, 0, false), time('B', 3, 2, true)]);
        assert_eq!(two_offices(2, 3), [time('A', 2, 0, false), time('B', 1, 1, true)], "handed over at the deadline itself");
    }

    #[test]
    fn a_milestone_reached_in_time_is_nobodys_miss_and_later_custody_is_not_charged() {
        assert_eq!(two_offices(1, 2), [time('A', 1, 0, false), time('B', 1, 0, false)]);
        assert_eq!(two_offices(8, 1), [time('A', 1, 0, false), time('B', 0, 0, false)]);
    }

    proptest! {
        #[test]
        fn custodies_share_the_whole_wait_and_the_first_miss_has_one_owner(moves in prop::collection::btree_set(1_i64..100, 0..6), reached in 1_i64..120) {
            let starts: Vec<i64> = std::iter::once(0).chain(moves.iter().copied()).collect();
            let ends = moves.iter().copied().map(Some).chain([None]);
            let custodies: Vec<_> = starts
                .iter()
                .zip(ends)
                .map(|(from, until)| Custody { office: *from, from: after(*from), until: until.map(after) })
                .collect();
            let times = custody_minutes(&custodies, &Waiting { t0: after(0), due_at: after(12), until: after(reached) });
            let sum = |part: fn(&CustodyTime<i64>) -> i64| times.iter().map(part).sum::<i64>();
            prop_assert_eq!(sum(|time| time.held.num_hours()), reached);
            prop_assert_eq!(sum(|time| time.late.num_hours()), (reached - 12).max(0));
            prop_assert_eq!(times.iter().any(|time| time.missed), reached > 12);
            let owners = times.iter().filter(|time| time.missed && time.office <= 12).count();
            prop_assert_eq!(owners, usize::from(reached > 12));
        }
    }
}
