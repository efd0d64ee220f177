//! Who has to agree before a case closes, and what has to have happened: the rule, apart from the act (`close`, `ask_closing`).
//!
//! A case is never made to disappear where it hurts: whoever harms somebody may know the people of the office. So nobody closes a case
//! in which nobody was reached, and the office above agrees wherever a closing could hide something.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{CaseError, clock, custody, repeats, settle};
use crate::{
    clocks::Track,
    ctx::Ctx,
    db::Tx,
    entity::{case_episode, case_file, contact, deadline, reporter_word},
    kernel::{
        codes::OfficeCode,
        terms::{ContactHow, ContactOutcome, Milestone, Settlement, Severity, terms},
    },
    taxonomy::Approval,
};

terms! {
    /// Why a closing is for the office above.
    NeedsAbove {
        /// It is an emergency, or was one.
        Emergency = "emergency",
        /// The office above sees every step.
        Watched = "watched",
        /// A child, and somebody of the family may have done it.
        Family = "family",
        /// It came back after it was closed or answered.
        Repeat = "repeat",
        /// The reporter says that nobody came, and nobody has decided about it.
        Disputed = "disputed",
        /// The reason of the closing.
        Reason = "reason",
    }
}

/// What a closing depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Why the office above has to agree; empty where the lead may close.
    pub above: Vec<NeedsAbove>,
    /// Whether somebody else than who decides has to have asked for it.
    pub two_people: bool,
}

/// Reasons for which nobody has to have been reached: there is nobody, or nobody to be found, or nobody any more. Whoever dies is not
/// reached, and the figure says so (DOMAIN 2C).
const WITHOUT_CONTACT: [&str; 4] = ["spam_or_test", "duplicate", "unlocatable", "death"];
/// Nobody was found, however often they were looked for.
const UNLOCATABLE: &str = "unlocatable";
/// Attempts before somebody counts as not to be found (DOMAIN 2C).
const ATTEMPTS: usize = 3;
/// In how many ways they were made.
const WAYS: usize = 2;

/// What else is known of a case than its own row says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Past {
    /// An emergency before its severity was lowered.
    pub was_emergency: bool,
    /// Closed before and opened again, or told of again in another report.
    pub came_back: bool,
    /// Its first contact is denied, and nobody has decided.
    pub disputed: bool,
}

/// Who has to agree to closing `case`.
#[must_use]
pub fn rule(case: &case_file::Model, past: Past, approval: Approval) -> Rule {
    let tracks = clock::tracks_of(&case.tracks);
    let reasons = [
        (NeedsAbove::Emergency, past.was_emergency || clock::severity_of(case) == Severity::Emergency),
        (NeedsAbove::Watched, case.watched),
        (NeedsAbove::Family, tracks.contains(Track::Child) && tracks.contains(Track::Dv)),
        (NeedsAbove::Repeat, past.came_back),
        (NeedsAbove::Disputed, past.disputed),
        (NeedsAbove::Reason, approval != Approval::Lead),
    ];
    let above = reasons.into_iter().filter(|(_, holds)| *holds).map(|(reason, _)| reason).collect();
    Rule { above, two_people: approval == Approval::SecondPersonAtParent }
}

/// The rule for a stored case, as `ctx`'s lists have the reason; `approval` where no reason is chosen yet.
pub(super) async fn rule_for(ctx: &Ctx, db: &impl ConnectionTrait, case: &case_file::Model, approval: Approval) -> Result<Rule, CaseError> {
    let deadlines = deadline::Entity::find()
        .filter(deadline::Column::CaseId.eq(case.id))
        .filter(deadline::Column::StartsAt.gte(case.opened_at))
        .all(db)
        .await?;
    // A severity that was lowered leaves its clocks behind: lowering and closing is no way around the office above.
    let of_emergencies = |policy: &str| ctx.clocks.policies.get(policy).is_some_and(|policy| policy.severities == [Severity::Emergency]);
    let was_emergency = deadlines.iter().any(|row| of_emergencies(&row.policy_id));
    let reopened = case_episode::Entity::find().filter(case_episode::Column::CaseId.eq(case.id)).count(db).await? > 0;
    let came_back = reopened || repeats::is_repeat(db, case.id).await?;
    let disputed = reached(db, case.id).await?.is_some_and(|denied| denied.iter().any(settle::waits));
    Ok(rule(case, Past { was_emergency, came_back, disputed }, approval))
}

/// Who has to agree to a reason.
pub(super) fn approval_of(ctx: &Ctx, reason: &str) -> Result<Approval, CaseError> {
    let approval = ctx.taxonomy.closure_reasons.get(reason).map(|reason| reason.approved_by);
    approval.ok_or_else(|| CaseError::field("/reason", "unknown-code"))
}

/// The office that decides where the one below may not: the nearest above that may know. At the end of every line there is none, and the
/// accountable office decides itself.
pub(super) async fn office_above(tx: &Tx, case: &case_file::Model) -> Result<Option<OfficeCode>, CaseError> {
    custody::nearest_above(tx, case.id, &case.office_code).await
}

/// Refuses a closing before anybody was reached, and *not to be found* before anybody was looked for.
pub(super) async fn was_reached(tx: &Tx, case: &case_file::Model, reason: &str) -> Result<(), CaseError> {
    // A contact that the office above decided never was is none.
    let never_was = |word: &reporter_word::Model| word.settled_as.as_deref() == Some(Settlement::NoContact.code());
    let reached = reached(tx, case.id).await?.is_some_and(|denied| !denied.iter().any(never_was));
    if !reached && !WITHOUT_CONTACT.contains(&reason) {
        return Err(CaseError::field("/reason", "closing-not-reached"));
    }
    if reason != UNLOCATABLE {
        return Ok(());
    }
    let sought = contact::Entity::find()
        .filter(contact::Column::CaseId.eq(case.id))
        .filter(contact::Column::RecordedAt.gte(case.opened_at))
        .filter(contact::Column::Outcome.ne(ContactOutcome::Reached.code()))
        .filter(contact::Column::UndoneAt.is_null())
        .all(tx)
        .await?;
    let how: Vec<&str> = sought.iter().map(|row| row.how.as_str()).collect();
    if is_sought_enough(&how) { Ok(()) } else { Err(CaseError::field("/reason", "closing-not-sought")) }
}

/// What the reporter said against the first contact; nothing where there was none.
async fn reached(db: &impl ConnectionTrait, case: uuid::Uuid) -> Result<Option<Vec<reporter_word::Model>>, CaseError> {
    let mut milestones = clock::milestones(db, case).await?.into_iter();
    let Some(contact) = milestones.find(|row| row.code == Milestone::FirstContact.code()) else { return Ok(None) };
    let words = reporter_word::Entity::find().filter(reporter_word::Column::CaseId.eq(case)).all(db).await?;
    let denied = words.into_iter().filter(|word| settle::denies(word, contact.happened_at)).collect();
    Ok(Some(denied))
}

/// At least three attempts, in two ways, one of them a visit (DOMAIN 2C).
fn is_sought_enough(how: &[&str]) -> bool {
    let ways: std::collections::BTreeSet<&&str> = how.iter().collect();
    how.len() >= ATTEMPTS && ways.len() >= WAYS && how.contains(&ContactHow::InPerson.code())
}

#[cfg(test)]
mod tests {
    use super::is_sought_enough;

    #[test]
    fn whoever_was_called_three_times_was_not_looked_for() {
        assert!(!is_sought_enough(&[]));
        assert!(!is_sought_enough(&["phone", "phone", "phone"]));
        assert!(!is_sought_enough(&["phone", "text", "video"]), "nobody went there");
        assert!(!is_sought_enough(&["in_person", "in_person", "in_person"]), "one way");
        assert!(!is_sought_enough(&["in_person", "phone"]));
        assert!(is_sought_enough(&["in_person", "phone", "phone"]));
    }
}
