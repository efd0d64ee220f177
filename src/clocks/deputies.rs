//! Who acts for whom: deputies for a time, and deputies of deputies.
//!
//! Invariants: whoever is not away acts for themselves; nobody acts who may not; a circle of deputies ends, with nobody.
//! Deliberately absent: roles and offices. The caller says who may.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::kernel::Timestamp;

/// Somebody stands in for somebody who is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandIn {
    /// Who is away.
    pub staff: Uuid,
    /// Who stands in.
    pub deputy: Uuid,
    /// From when.
    pub from: Timestamp,
    /// Until when, exclusive.
    pub until: Timestamp,
}

impl StandIn {
    /// Whether it holds at `at`.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    /// Whether both hold at some instant.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from < other.until && other.from < self.until
    }
}

/// Who acts for `person` at `at`: themselves, or while they are away those who stand in for them. A deputy who is away too is followed
/// to theirs; one who may not act is passed over. Nobody where all this leads to nobody.
pub fn acting_for(person: Uuid, stand_ins: &[StandIn], at: Timestamp, may: impl Fn(Uuid) -> bool) -> BTreeSet<Uuid> {
    let (mut acting, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![person]);
    while let Some(next) = open.pop() {
        if !seen.insert(next) {
            continue;
        }
        let deputies: Vec<Uuid> = stand_ins.iter().filter(|one| one.staff == next && one.holds(at)).map(|one| one.deputy).collect();
        if deputies.is_empty() && may(next) {
            acting.insert(next);
        }
        open.extend(deputies);
    }
    acting
}

/// Whether `new` would close a circle: at some instant somebody would stand in for themselves.
#[must_use]
pub fn closes_a_circle(new: &StandIn, stand_ins: &[StandIn]) -> bool {
    // Who is away changes only where a time begins: one look at each beginning within the new time sees every constellation.
    let beginnings = stand_ins.iter().filter(|one| one.overlaps(new)).map(|one| one.from.max(new.from));
    beginnings.chain([new.from]).any(|at| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![new.deputy]);
        while let Some(next) = open.pop() {
            if next == new.staff {
                return true;
            }
            if seen.insert(next) {
                open.extend(stand_ins.iter().filter(|one| one.staff == next && one.holds(at)).map(|one| one.deputy));
            }
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::{DateTime, Utc};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{StandIn, acting_for, closes_a_circle};
    use crate::kernel::Timestamp;

    fn day(day: u8) -> Timestamp {
        DateTime::<Utc>::from_timestamp(1_800_000_000 + i64::from(day) * 86_400, 0).unwrap()
    }

    fn who(name: u8) -> Uuid {
        Uuid::from_u128(u128::from(name))
    }

    fn stand_in((staff, deputy, from, until): (u8, u8, u8, u8)) -> StandIn {
        StandIn { staff: who(staff), deputy: who(deputy), from: day(from), until: day(until) }
    }

    fn acting(person: u8, stand_ins: &[(u8, u8, u8, u8)], at: u8, may_not: &[u8]) -> Vec<u8> {
        let stand_ins: Vec<StandIn> = stand_ins.iter().copied().map(stand_in).collect();
        let found = acting_for(who(person), &stand_ins, day(at), |id| !may_not.iter().any(|one| who(*one) == id));
        found.iter().map(|id| u8::try_from(id.as_u128()).unwrap()).collect()
    }

    #[test]
    fn a_deputy_acts_during_the_dates_and_not_a_moment_longer() {
        let one = [(1, 2, 10, 20)];
        assert_eq!(acting(1, &one, 9, &[]), [1]);
        assert_eq!(acting(1, &one, 10, &[]), [2]);
        assert_eq!(acting(1, &one, 19, &[]), [2]);
        assert_eq!(acting(1, &one, 20, &[]), [1]);
        assert_eq!(acting(1, &[(1, 2, 10, 20), (1, 3, 15, 30)], 16, &[]), [2, 3], "two may stand in at once");
    }

    #[test]
    fn a_deputy_of_a_deputy_is_followed_and_a_circle_ends() {
        assert_eq!(acting(1, &[(1, 2, 0, 9), (2, 3, 0, 9), (3, 4, 5, 9)], 2, &[]), [3]);
        assert_eq!(acting(1, &[(1, 2, 0, 9), (2, 3, 0, 9), (3, 4, 5, 9)], 6, &[]), [4]);
        assert_eq!(acting(1, &[(1, 2, 0, 9), (2, 1, 0, 9)], 2, &[]), [0_u8; 0]);
        assert_eq!(acting(1, &[(1, 2, 0, 9), (2, 1, 0, 9), (2, 3, 0, 9)], 2, &[]), [3]);
    }

    #[test]
    fn whoever_may_not_act_is_passed_over_and_brings_nobody_else_in_unless_away() {
        assert_eq!(acting(1, &[], 2, &[1]), [0_u8; 0]);
        assert_eq!(acting(1, &[(1, 2, 0, 9)], 2, &[2]), [0_u8; 0]);
        assert_eq!(acting(1, &[(1, 2, 0, 9), (2, 3, 0, 9)], 2, &[2]), [3]);
        assert_eq!(acting(1, &[(1, 2, 0, 9)], 2, &[1]), [2], "the person who is away need not know");
    }

    #[test]
    fn a_circle_is_seen_only_where_the_dates_meet() {
        let circle =
            |new, old: &[(u8, u8, u8, u8)]| closes_a_circle(&stand_in(new), &old.iter().copied().map(stand_in).collect::<Vec<_>>());
        assert!(circle((2, 1, 5, 9), &[(1, 2, 0, 6)]));
        assert!(!circle((2, 1, 6, 9), &[(1, 2, 0, 6)]), "one ends when the other begins");
        assert!(circle((3, 1, 0, 9), &[(1, 2, 2, 4), (2, 3, 3, 5)]));
        assert!(!circle((3, 1, 0, 9), &[(1, 2, 2, 3), (2, 3, 3, 5)]));
        assert!(!circle((1, 2, 0, 9), &[(1, 3, 0, 9), (3, 4, 0, 9)]));
    }

    proptest! {
        #[test]
        fn it_always_ends_and_whoever_acts_may_and_is_not_away(
            rows in prop::collection::vec((0_u8..6, 0_u8..6, 0_u8..8, 1_u8..8), 0..14), person in 0_u8..6, at in 0_u8..16,
            may_not in prop::collection::btree_set(0_u8..6, 0..4),
        ) {
            let stand_ins: Vec<StandIn> = rows.iter().filter(|row| row.0 != row.1).map(|row| stand_in((row.0, row.1, row.2, row.2 + row.3))).collect();
            let may = |id: Uuid| !may_not.iter().any(|one| who(*one) == id);
            let away = |id: Uuid| stand_ins.iter().any(|one| one.staff == id && one.holds(day(at)));
            let acting: BTreeSet<Uuid> = acting_for(who(person), &stand_ins, day(at), may);
            for id in &acting {
                prop_assert!(may(*id) && !away(*id));
            }
            if !away(who(person)) {
                prop_assert_eq!(acting.len(), usize::from(may(who(person))));
            }
        }

        #[test]
        fn where_no_circle_was_let_in_an_absence_always_leads_to_somebody(
            rows in prop::collection::vec((0_u8..6, 0_u8..6, 0_u8..8, 1_u8..8), 0..14), person in 0_u8..6, at in 0_u8..16,
        ) {
            let mut kept: Vec<StandIn> = Vec::new();
            for row in rows.iter().filter(|row| row.0 != row.1) {
                let new = stand_in((row.0, row.1, row.2, row.2 + row.3));
                if !closes_a_circle(&new, &kept) {
                    kept.push(new);
                }
            }
            prop_assert!(!acting_for(who(person), &kept, day(at), |_| true).is_empty());
        }
    }
}
