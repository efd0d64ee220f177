//! Where a case stands, in one word for the people who wait.

use crate::{entity::case_file, kernel::terms::Milestone};

/// The status a reporter reads; its code is the message key `status-…`.
#[must_use]
pub fn of(closed: bool, reached: &[Milestone], late: bool) -> &'static str {
    if closed {
        return "closed";
    }
    let has = |milestone| reached.contains(&milestone);
    match () {
        () if has(Milestone::SupportStarted) => "support",
        () if has(Milestone::FirstContact) => "contact",
        () if late => "late",
        () if has(Milestone::Acknowledged) => "acknowledged",
        () => "received",
    }
}

/// Whether the first clock of the case has run out.
#[must_use]
pub fn is_late(case: &case_file::Model, now: crate::kernel::Timestamp) -> bool {
    case.closed_at.is_none() && case.due_at.is_some_and(|due| due < now)
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::kernel::terms::Milestone;

    #[test]
    fn a_late_case_says_so_until_somebody_was_reached() {
        assert_eq!(of(false, &[], false), "received");
        assert_eq!(of(false, &[Milestone::Acknowledged], false), "acknowledged");
        assert_eq!(of(false, &[Milestone::Acknowledged], true), "late");
        assert_eq!(of(false, &[Milestone::Acknowledged, Milestone::FirstContact], true), "contact");
        assert_eq!(of(true, &[], true), "closed");
    }
}
