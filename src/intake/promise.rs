//! By when somebody will have taken a report, if that can be promised: one rule for the receipt and for whoever comes back.

use crate::{
    ctx::Ctx,
    kernel::Timestamp,
    localities::{Office, duty::Rosters},
};

/// `due`, where the accountable office has people and somebody is on duty between `now` and then, at one of the offices that
/// `counted_on` names; else no promise.
pub(super) fn kept<'o>(
    ctx: &Ctx,
    accountable: Option<&Office>,
    counted_on: impl IntoIterator<Item = &'o Office>,
    rosters: &Rosters,
    due: Timestamp,
    now: Timestamp,
) -> Option<Timestamp> {
    let staffed = accountable.is_some_and(|office| office.staffed);
    let there = counted_on.into_iter().any(|office| rosters.presence(office).is_there_between(&ctx.clocks.calendar, now, due));
    (staffed && there).then_some(due)
}
