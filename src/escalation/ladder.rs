//! Which rungs of a deadline are to be told now: a pure rule.

use std::collections::BTreeSet;

use crate::{
    clocks::{DueRung, RungTarget},
    kernel::Timestamp,
};

/// What a deadline's ladder asks for at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Rungs to be told now, in order.
    pub now: Vec<DueRung>,
    /// When the next one comes.
    pub next_at: Option<Timestamp>,
}

/// The step of a ladder: every rung whose time has come and that was not told before. A rung that could not be told passes its
/// time on: with `passed_on`, the next untold one of the ladder proper comes at once.
#[must_use]
pub fn step(rungs: &[DueRung], told: &BTreeSet<u16>, now: Timestamp, passed_on: bool) -> Step {
    let mut open: Vec<DueRung> = rungs.iter().filter(|rung| !told.contains(&rung.no)).copied().collect();
    open.sort_by_key(|rung| (rung.at, rung.no));
    if passed_on && let Some(next) = open.iter_mut().find(|rung| !rung.to.is_parallel() && rung.at > now) {
        next.at = now;
    }
    let (due, later): (Vec<DueRung>, Vec<DueRung>) = open.into_iter().partition(|rung| rung.at <= now);
    Step { now: due, next_at: later.iter().map(|rung| rung.at).min() }
}

/// Whether a rung is somebody inside the accountable office, not an office above or beside it.
#[must_use]
pub const fn is_inside_the_office(target: RungTarget) -> bool {
    matches!(target, RungTarget::DutyPerson | RungTarget::Head | RungTarget::Chair)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::{Duration, TimeZone, Utc};

    use super::step;
    use crate::{
        clocks::{DueRung, RungTarget},
        kernel::Timestamp,
    };

    fn at(minute: i64) -> Timestamp {
        Utc.with_ymd_and_hms(2026, 11, 21, 15, 0, 0).unwrap() + Duration::minutes(minute)
    }

    fn ladder() -> Vec<DueRung> {
        vec![
            DueRung { no: 1, at: at(0), to: RungTarget::CommunePolice },
            DueRung { no: 2, at: at(15), to: RungTarget::Chair },
            DueRung { no: 3, at: at(30), to: RungTarget::ProvinceHealth },
            DueRung { no: 4, at: at(60), to: RungTarget::ProvinceCommittee },
        ]
    }

    fn numbers(step: &super::Step) -> Vec<u16> {
        step.now.iter().map(|rung| rung.no).collect()
    }

    #[test]
    fn each_rung_is_told_once_when_its_time_has_come() {
        let first = step(&ladder(), &BTreeSet::new(), at(16), false);
        assert_eq!((numbers(&first), first.next_at), (vec![1, 2], Some(at(30))));
        let again = step(&ladder(), &BTreeSet::from([1, 2]), at(16), false);
        assert_eq!((numbers(&again), again.next_at), (vec![], Some(at(30))));
    }

    #[test]
    fn a_rung_that_cannot_be_told_passes_its_time_on_at_once() {
        let passed = step(&ladder(), &BTreeSet::from([1, 2]), at(16), true);
        assert_eq!((numbers(&passed), passed.next_at), (vec![3], Some(at(60))));
    }

    #[test]
    fn a_machine_that_slept_tells_all_it_missed() {
        let late = step(&ladder(), &BTreeSet::new(), at(600), false);
        assert_eq!((numbers(&late), late.next_at), (vec![1, 2, 3, 4], None));
    }
}
