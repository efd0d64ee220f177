//! How fast people were reached: the counting rules of DOMAIN 2C, printed with [`DEFINITION_VERSION`] beside every figure.
//!
//! One milestone, one cohort of cases by T0. Invariants:
//! * the share and the percentiles have one denominator: in time, late and missed so far; what is still running is shown, never counted
//!   as good;
//! * nobody is made faster by a click: closing a case without the milestone is a miss whose time goes on, a disputed contact counts as
//!   none until the parent office has decided;
//! * what is left out (spam confirmed by two) is counted beside the figure; drills never come here and are measured apart (`drills`).
//!
//! *Percentile* means nearest rank: of *n* times in order the *p*-th percentile is number ⌈p·n/100⌉. A case not reached stands with its time
//! so far, after reached ones of the same length; where the percentile falls on it, all we know is "more than that".
//!
//! Deliberately absent: which cases belong to whom, suppression of small cells, and any comparison of offices.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::kernel::Timestamp;

/// The version of the definition; a change of any rule in this file is a new one.
pub const DEFINITION_VERSION: u32 = 1;

/// What the figures need to know about one milestone of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each of which stands beside a figure")]
pub struct CaseTimes {
    /// The case.
    pub case: Uuid,
    /// When the person's time started.
    pub t0: Timestamp,
    /// When the milestone was due.
    pub due_at: Timestamp,
    /// When the milestone counts as reached (`clocks::counted_at`).
    pub reached: Option<Timestamp>,
    /// When the case was closed.
    pub closed_at: Option<Timestamp>,
    /// Confirmed spam or test.
    pub excluded: bool,
    /// The milestone was written down too late for its stated time to count.
    pub recorded_late: bool,
    /// The person or reporter says that it did not happen, and the parent office has not decided yet.
    pub disputed: bool,
    /// It was closed and opened again.
    pub came_back: bool,
}

/// How one case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Reached by the deadline.
    InTime,
    /// Reached after it.
    Late,
    /// Not reached, and the deadline has passed or the case is closed.
    MissedSoFar,
    /// Not reached, not yet due.
    Running,
    /// Left out of every figure.
    Excluded,
}

impl CaseTimes {
    /// How the case stands at `now`.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> Standing {
        match self.confirmed() {
            _ if self.excluded => Standing::Excluded,
            Some(reached) if reached <= self.due_at => Standing::InTime,
            Some(_) => Standing::Late,
            None if self.closed_at.is_some() || now > self.due_at => Standing::MissedSoFar,
            None => Standing::Running,
        }
    }

    /// The person's time: until the milestone, else so far. It goes on after a closing without the milestone, because only the milestone
    /// stops it.
    #[must_use]
    pub fn span(&self, now: Timestamp) -> Span {
        let until = self.confirmed().unwrap_or(now);
        Span { elapsed: until.signed_duration_since(self.t0).max(TimeDelta::zero()), more_than: self.confirmed().is_none() }
    }

    fn confirmed(&self) -> Option<Timestamp> {
        self.reached.filter(|_| !self.disputed)
    }
}

/// A length of time, perhaps one that is not over. Ordered by length, then reached before not reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// How long.
    pub elapsed: TimeDelta,
    /// It is not over: to be printed "more than …".
    pub more_than: bool,
}

impl Span {
    /// Whole minutes.
    #[must_use]
    pub const fn minutes(self) -> i64 {
        self.elapsed.num_minutes()
    }
}

/// A share as two numbers, so that nobody prints a percentage of three cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Cases in time.
    pub in_time: usize,
    /// Cases in time, late, or missed so far.
    pub of: usize,
}

/// The response times of a cohort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Cases that count, the running ones among them.
    pub n: usize,
    /// Reached by the deadline.
    pub in_time: usize,
    /// Reached after it.
    pub late: usize,
    /// Due or closed, and not reached.
    pub missed_so_far: usize,
    /// Not reached, not yet due.
    pub running: usize,
    /// Left out: confirmed spam, tests.
    pub excluded: usize,
    /// Of `n`: written down too late for the stated time to count.
    pub recorded_late: usize,
    /// Of `n`: contradicted by the person or reporter, not decided.
    pub disputed: usize,
    /// Of `n`: closed, and opened again.
    pub came_back: usize,
    /// Share in time; nothing while every case is running.
    pub share_in_time: Option<Share>,
    /// Half of the people waited no longer than this.
    pub median: Option<Span>,
    /// Nine of ten people waited no longer than this.
    pub p90: Option<Span>,
    /// The longest wait.
    pub longest: Option<Span>,
    /// Some cases are running: the figure will change.
    pub provisional: bool,
}

/// Counts a cohort as it stands at `now`; for a closed month that is the instant it was closed.
#[must_use]
pub fn figure(cases: &[CaseTimes], now: Timestamp) -> Figure {
    let standing = |wanted| cases.iter().filter(|case| case.standing(now) == wanted).count();
    let (in_time, late) = (standing(Standing::InTime), standing(Standing::Late));
    let (missed_so_far, running) = (standing(Standing::MissedSoFar), standing(Standing::Running));
    let counting = |holds: fn(&CaseTimes) -> bool| cases.iter().filter(|case| !case.excluded && holds(case)).count();
    let of = in_time + late + missed_so_far;
    let spans = ordered_spans(cases, now);
    Figure {
        n: of + running,
        in_time,
        late,
        missed_so_far,
        running,
        excluded: standing(Standing::Excluded),
        recorded_late: counting(|case| case.recorded_late),
        disputed: counting(|case| case.disputed),
        came_back: counting(|case| case.came_back),
        share_in_time: (of > 0).then_some(Share { in_time, of }),
        median: percentile(&spans, 50),
        p90: percentile(&spans, 90),
        longest: spans.last().copied(),
        provisional: running > 0,
    }
}

fn ordered_spans(cases: &[CaseTimes], now: Timestamp) -> Vec<Span> {
    let counted = |case: &&CaseTimes| !matches!(case.standing(now), Standing::Running | Standing::Excluded);
    let mut spans: Vec<Span> = cases.iter().filter(counted).map(|case| case.span(now)).collect();
    spans.sort_unstable();
    spans
}

/// The nearest-rank percentile of spans in order.
fn percentile(ordered: &[Span], percent: usize) -> Option<Span> {
    let rank = (percent * ordered.len()).div_ceil(100);
    ordered.get(rank.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone, Utc};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{CaseTimes, Share, Span, Standing, figure, percentile};
    use crate::kernel::Timestamp;

    fn now() -> Timestamp {
        Utc.with_ymd_and_hms(2026, 11, 30, 12, 0, 0).unwrap()
    }

    const fn minutes(minutes: i64) -> TimeDelta {
        TimeDelta::minutes(minutes)
    }

    /// An emergency reported so many minutes ago, not reached; contact is due two hours after the report.
    fn waiting(reported_ago: i64) -> CaseTimes {
        let t0 = now() - minutes(reported_ago);
        CaseTimes {
            case: Uuid::nil(),
            t0,
            due_at: t0 + minutes(120),
            reached: None,
            closed_at: None,
            excluded: false,
            recorded_late: false,
            disputed: false,
            came_back: false,
        }
    }

    /// An emergency of last week, reached so many minutes after the report.
    fn reached_after(after: i64) -> CaseTimes {
        let case = waiting(10_000);
        CaseTimes { reached: Some(case.t0 + minutes(after)), ..case }
    }

    const fn exactly(elapsed: i64) -> Span {
        Span { elapsed: minutes(elapsed), more_than: false }
    }

    const fn more_than(elapsed: i64) -> Span {
        Span { elapsed: minutes(elapsed), more_than: true }
    }

    #[test]
    fn example_8_one_in_time_one_late_one_open_one_running() {
        let figure = figure(&[reached_after(60), reached_after(180), waiting(30 * 60), waiting(5)], now());
        assert_eq!((figure.n, figure.in_time, figure.late, figure.missed_so_far, figure.running), (4, 1, 1, 1, 1));
        assert_eq!(figure.share_in_time, Some(Share { in_time: 1, of: 3 }));
        assert_eq!(figure.median, Some(exactly(180)));
        assert_eq!(figure.p90, Some(more_than(30 * 60)));
        assert_eq!(figure.longest, Some(more_than(30 * 60)));
        assert!(figure.provisional);
    }

    #[test]
    fn example_2_seventy_minutes_are_in_time_and_example_3_ten_hours_are_late() {
        assert_eq!(reached_after(70).standing(now()), Standing::InTime);
        let in_the_morning = CaseTimes { recorded_late: true, ..reached_after(600) };
        let figure = figure(&[in_the_morning], now());
        assert_eq!((figure.late, figure.recorded_late, figure.median), (1, 1, Some(exactly(600))));
    }

    #[test]
    fn the_deadline_itself_is_in_time() {
        assert_eq!(reached_after(120).standing(now()), Standing::InTime);
        assert_eq!(waiting(120).standing(now()), Standing::Running);
        assert_eq!(waiting(120).standing(now() + TimeDelta::microseconds(1)), Standing::MissedSoFar);
    }

    #[test]
    fn closing_without_the_milestone_is_a_miss_and_shortens_nothing() {
        let open = waiting(90);
        let closed = CaseTimes { closed_at: Some(open.t0 + minutes(10)), ..open };
        assert_eq!((open.standing(now()), closed.standing(now())), (Standing::Running, Standing::MissedSoFar));
        let figure = figure(&[closed], now());
        assert_eq!((figure.share_in_time, figure.median), (Some(Share { in_time: 0, of: 1 }), Some(more_than(90))));
        assert!(!figure.provisional);
    }

    #[test]
    fn a_disputed_contact_counts_as_none_until_it_is_decided() {
        let figure = figure(&[CaseTimes { disputed: true, ..reached_after(30) }, reached_after(60)], now());
        assert_eq!((figure.in_time, figure.missed_so_far, figure.disputed), (1, 1, 1));
        assert_eq!(figure.longest, Some(more_than(10_000)));
    }

    #[test]
    fn what_is_left_out_is_counted_beside_the_figure_and_nowhere_else() {
        let spam = CaseTimes { excluded: true, recorded_late: true, disputed: true, ..reached_after(1) };
        let figure = figure(&[spam, reached_after(60)], now());
        assert_eq!((figure.n, figure.excluded, figure.recorded_late, figure.disputed), (1, 1, 0, 0));
        assert_eq!(figure.median, Some(exactly(60)));
    }

    #[test]
    fn nothing_to_count_is_no_figure_rather_than_a_perfect_one() {
        for cases in [vec![], vec![waiting(5)], vec![CaseTimes { excluded: true, ..reached_after(1) }]] {
            let figure = figure(&cases, now());
            assert_eq!((figure.share_in_time, figure.median, figure.p90, figure.longest), (None, None, None, None));
        }
    }

    #[test]
    fn percentiles_are_nearest_rank() {
        let spans: Vec<Span> = (1..=10).map(exactly).collect();
        let at = |percent| percentile(&spans, percent).map(Span::minutes);
        assert_eq!([at(50), at(90), at(91), at(100)], [Some(5), Some(9), Some(10), Some(10)]);
        assert_eq!(percentile(spans.get(..1).expect("one"), 50), Some(exactly(1)));
    }

    #[test]
    fn a_case_not_reached_stands_after_a_reached_one_of_the_same_length() {
        let figure = figure(&[waiting(300), reached_after(300)], now());
        assert_eq!((figure.median, figure.longest), (Some(exactly(300)), Some(more_than(300))));
    }

    fn any_case() -> impl Strategy<Value = CaseTimes> {
        let flags = (any::<bool>(), any::<bool>(), prop::bool::weighted(0.1), prop::bool::weighted(0.2));
        (0_i64..2000, prop::option::of(0_i64..2000), flags).prop_map(|(ago, after, (closed, recorded_late, excluded, disputed))| {
            let case = waiting(ago);
            let reached = after.filter(|after| *after <= ago).map(|after| case.t0 + minutes(after));
            CaseTimes { reached, closed_at: closed.then(now), excluded, recorded_late, disputed, ..case }
        })
    }

    proptest! {
        #[test]
        fn every_case_is_counted_exactly_once(cases in prop::collection::vec(any_case(), 0..40)) {
            let figure = figure(&cases, now());
            prop_assert_eq!(figure.in_time + figure.late + figure.missed_so_far + figure.running + figure.excluded, cases.len());
            prop_assert!(figure.median <= figure.p90 && figure.p90 <= figure.longest);
        }

        #[test]
        fn only_reaching_somebody_improves_a_figure(cases in prop::collection::vec(any_case(), 1..20), which in any::<prop::sample::Index>()) {
            let before = figure(&cases, now());
            let mut after = cases;
            let index = which.index(after.len());
            after[index].closed_at = Some(now());
            let after = figure(&after, now());
            prop_assert!(after.in_time == before.in_time);
            prop_assert!(after.missed_so_far >= before.missed_so_far);
            prop_assert!(after.longest >= before.longest);
        }
    }
}
