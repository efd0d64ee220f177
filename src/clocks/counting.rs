//! When a milestone counts as reached (DOMAIN 2C, definition version 1).
//!
//! Whoever did something says when it happened; the server knows when it was written down. The stated time counts only while it could
//! still be checked, so that a bad night cannot be written well afterwards.

use chrono::TimeDelta;

use crate::kernel::Timestamp;
use crate::kernel::terms::Severity;

/// When a milestone counts as reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The instant that counts.
    pub at: Timestamp,
    /// It was written down too late for the stated time to count; the share of these is printed beside every figure.
    pub recorded_late: bool,
}

/// How long after it happened a milestone may be written down and still count from when it happened.
#[must_use]
pub const fn recording_window(severity: Severity) -> TimeDelta {
    match severity {
        Severity::Emergency => TimeDelta::hours(2),
        Severity::High => TimeDelta::hours(6),
        Severity::Medium | Severity::Low => TimeDelta::hours(24),
    }
}

/// The instant that counts for a milestone said to have happened at `happened_at` and written down at `recorded_at`, in a case whose
/// clock started at `t0`. A time before the report, or in the future, is not taken; then the record counts.
#[must_use]
pub fn counted_at(severity: Severity, t0: Timestamp, happened_at: Timestamp, recorded_at: Timestamp) -> Counted {
    let recorded_late = recorded_at.signed_duration_since(happened_at) > recording_window(severity);
    let stated_counts = !recorded_late && happened_at > t0 && happened_at <= recorded_at;
    Counted { at: if stated_counts { happened_at } else { recorded_at }, recorded_late }
}

/// T0 of a case to which several reports are linked: the person waited from the first of them. Nothing without any report.
#[must_use]
pub fn first_received(reports: impl IntoIterator<Item = Timestamp>) -> Option<Timestamp> {
    reports.into_iter().min()
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone, Utc};
    use proptest::prelude::*;

    use super::{Counted, counted_at, first_received, recording_window};
    use crate::kernel::Timestamp;
    use crate::kernel::terms::Severity;

    /// Local time in the night of the worked examples: Saturday 7 November 2026, or the Sunday after it.
    fn local(day: u32, hour: u32, minute: u32) -> Timestamp {
        Utc.with_ymd_and_hms(2026, 11, day, hour, minute, 0).unwrap() - TimeDelta::hours(7)
    }

    const SATURDAY: u32 = 7;
    const SUNDAY: u32 = 8;

    #[test]
    fn example_2_a_visit_written_down_at_once_counts_from_when_it_happened() {
        let t0 = local(SATURDAY, 22, 0);
        let contact = counted_at(Severity::Emergency, t0, local(SATURDAY, 23, 10), local(SATURDAY, 23, 40));
        assert_eq!(contact, Counted { at: t0 + TimeDelta::minutes(70), recorded_late: false });
        let acknowledged = counted_at(Severity::Emergency, t0, local(SATURDAY, 22, 9), local(SATURDAY, 22, 9));
        assert_eq!(acknowledged.at - t0, TimeDelta::minutes(9));
    }

    #[test]
    fn example_3_the_same_visit_written_down_in_the_morning_counts_in_the_morning() {
        let t0 = local(SATURDAY, 22, 0);
        let contact = counted_at(Severity::Emergency, t0, local(SATURDAY, 23, 10), local(SUNDAY, 8, 0));
        assert_eq!(contact, Counted { at: t0 + TimeDelta::hours(10), recorded_late: true });
    }

    #[test]
    fn example_4_the_talk_with_the_child_alone_is_the_response() {
        let t0 = local(SATURDAY, 22, 0);
        let alone = counted_at(Severity::Emergency, t0, local(SUNDAY, 15, 0), local(SUNDAY, 15, 30));
        assert_eq!(alone.at - t0, TimeDelta::hours(17));
    }

    #[test]
    fn example_6_a_merged_report_does_not_restart_the_clock() {
        assert_eq!(first_received([local(SUNDAY, 1, 0), local(SATURDAY, 22, 0)]), Some(local(SATURDAY, 22, 0)));
        assert_eq!(first_received([]), None);
    }

    #[test]
    fn the_window_depends_on_the_severity_and_includes_its_last_instant() {
        let t0 = local(SATURDAY, 8, 0);
        let happened = local(SATURDAY, 9, 0);
        for (severity, hours) in [(Severity::Emergency, 2), (Severity::High, 6), (Severity::Medium, 24), (Severity::Low, 24)] {
            let last = happened + TimeDelta::hours(hours);
            assert_eq!(counted_at(severity, t0, happened, last), Counted { at: happened, recorded_late: false });
            let after = last + TimeDelta::microseconds(1);
            assert_eq!(counted_at(severity, t0, happened, after), Counted { at: after, recorded_late: true });
        }
    }

    #[test]
    fn a_time_before_the_report_or_in_the_future_is_not_taken() {
        let (t0, recorded) = (local(SATURDAY, 22, 0), local(SATURDAY, 22, 30));
        for stated in [t0 - TimeDelta::minutes(5), t0, recorded + TimeDelta::minutes(1)] {
            assert_eq!(counted_at(Severity::Emergency, t0, stated, recorded), Counted { at: recorded, recorded_late: false });
        }
    }

    proptest! {
        #[test]
        fn no_statement_moves_a_milestone_further_back_than_the_window(
            severity in prop::sample::select(Severity::ALL),
            happened in -5000_i64..5000,
            recorded in 0_i64..5000,
        ) {
            let t0 = local(SATURDAY, 8, 0);
            let recorded_at = t0 + TimeDelta::minutes(recorded);
            let counted = counted_at(severity, t0, t0 + TimeDelta::minutes(happened), recorded_at);
            prop_assert!(counted.at >= t0 && counted.at <= recorded_at);
            prop_assert!(recorded_at - counted.at <= recording_window(severity));
        }
    }
}
