//! Telephone and identity numbers by which a case may be found to belong with another: computed at the desk, when a case is new.
//!
//! Invariants: never a name; never a number of somebody who is, or may be, under 18; nobody reads a number back. Deliberately absent:
//! numbers of those who report by profession: they say who reports, and would tie together cases that have nothing else in common.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{
    CaseError,
    content::{Content, Identity, Person},
};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, envelope, number_index, report},
    kernel::{Actor, codes::OfficeCode, secret::Plaintext},
    vault::{
        blind_index::Indexed,
        case_keys,
        envelope::Part,
        recovery,
        sealing::{CaseKey, IdentityKey},
    },
};

/// Cases per round.
const ROUND: u64 = 50;
/// From this age on somebody may be found again by their number.
const GROWN: u32 = 18;
/// Reporters who call for themselves or for somebody near, and are grown up as far as anybody can tell.
const GROWN_REPORTERS: [&str; 3] = ["parent", "neighbour", "passer_by"];
/// Reporters who may be as young as whom they report about.
const REPORTERS_OF_ANY_AGE: [&str; 3] = ["self", "family", "friend"];

/// Whether the reporter's own number may be kept for finding the case again.
#[must_use]
pub fn may_index_reporter(relation: Option<&str>, persons: &[Person]) -> bool {
    let all_grown = !persons.is_empty() && persons.iter().all(|person| person.age.is_some_and(|age| age >= GROWN));
    match relation {
        Some(relation) if GROWN_REPORTERS.contains(&relation) => true,
        Some(relation) => all_grown && REPORTERS_OF_ANY_AGE.contains(&relation),
        None => all_grown,
    }
}

/// Whether the numbers of a person at risk may be kept for finding the case again: their age is known, and they are grown up.
#[must_use]
pub fn may_index_person(person: &Person) -> bool {
    person.age.is_some_and(|age| age >= GROWN)
}

/// The entries of numbers that may be kept.
///
/// # Errors
/// This is no desk.
pub(super) fn entries(ctx: &Ctx, case: Uuid, numbers: &[(Indexed, &Plaintext)]) -> Result<Vec<number_index::Model>, CaseError> {
    let desk = ctx.vault.desk().map_err(|error| CaseError::Database(sea_orm::DbErr::Custom(error.to_string())))?;
    let hashes = numbers.iter().filter_map(|(kind, number)| desk.blind_index(*kind, number));
    Ok(hashes.map(|hash| number_index::Model { case_id: case, hash: hash.to_vec() }).collect())
}

/// Keeps entries, and says how many in the case's history.
pub(super) async fn keep(tx: &Tx, entries: Vec<number_index::Model>) -> Result<usize, CaseError> {
    let mut kept = 0;
    for entry in entries {
        kept += usize::from(rows::insert_new(tx, entry).await?);
    }
    Ok(kept)
}

/// Computes the entries of cases that are new. Returns how many cases.
///
/// # Errors
/// A key cannot be used or the database refuses, and not one case could be looked at.
pub async fn index_due(ctx: &Ctx) -> Result<usize, CaseError> {
    if ctx.vault.desk().is_err() {
        return Ok(0);
    }
    let due: Vec<Uuid> = case_file::Entity::find()
        .select_only()
        .column(case_file::Column::Id)
        .filter(case_file::Column::NumbersDue.eq(true))
        .limit(ROUND)
        .into_tuple()
        .all(ctx.db.read())
        .await?;
    let (mut indexed, mut failed) = (0, None);
    for case in &due {
        match index(ctx, *case).await {
            Ok(()) => indexed += 1,
            Err(error) => {
                tracing::error!(%case, cause = %error, "the numbers of a case could not be indexed");
                failed.get_or_insert(error);
            }
        }
    }
    failed.filter(|_| indexed == 0).map_or(Ok(indexed), Err)
}

async fn index(ctx: &Ctx, case: Uuid) -> Result<(), CaseError> {
    let found = entries_of(ctx, case).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?;
            let kept = keep(tx, found).await?;
            let done = case_file::Entity::update_many().col_expr(case_file::Column::NumbersDue, Expr::value(false));
            done.filter(case_file::Column::Id.eq(case)).exec(tx).await?;
            if kept > 0 {
                ledger.record(ctx.clock.now(), Actor::System, &Event::NumbersIndexed { count: kept });
            }
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// What the reports of a case hold of numbers that may be kept; nothing where no office holds a key any more.
async fn entries_of(ctx: &Ctx, case: Uuid) -> Result<Vec<number_index::Model>, CaseError> {
    let db = ctx.db.read();
    let reports = report::Entity::find().filter(report::Column::CaseId.eq(case)).filter(report::Column::Reporter.is_not_null());
    let reports = reports.all(db).await?;
    if reports.is_empty() {
        return Ok(Vec::new());
    }
    let held = envelope::Entity::find().filter(envelope::Column::CaseId.eq(case)).all(db).await?;
    let by_office = |row: &&envelope::Model| row.recipient != recovery::RECIPIENT;
    let holder = |part: Part| {
        let mut of_part = held.iter().filter(by_office).filter(|row| row.part == part.code());
        of_part.find_map(|row| OfficeCode::parse(&row.recipient))
    };
    let (Some(of_case), Some(of_identity)) = (holder(Part::Case), holder(Part::Identity)) else { return Ok(Vec::new()) };
    let key: CaseKey = case_keys::open(db, &ctx.vault, case, Part::Case, &of_case).await?;
    let who: IdentityKey = case_keys::open(db, &ctx.vault, case, Part::Identity, &of_identity).await?;
    let mut phones = Vec::new();
    for row in &reports {
        let Some(Identity { phone: Some(phone), relation, .. }) = Identity::open(&who, row)? else { continue };
        if may_index_reporter(relation.as_deref(), &Content::open(&key, row)?.persons) {
            phones.push(phone);
        }
    }
    let numbers: Vec<(Indexed, &Plaintext)> = phones.iter().map(|phone| (Indexed::Phone, phone)).collect();
    entries(ctx, case, &numbers)
}

#[cfg(test)]
mod tests {
    use super::{may_index_person, may_index_reporter};
    use crate::cases::content::Person;

    fn aged(age: Option<u32>) -> Person {
        Person { age, ..Person::default() }
    }

    #[test]
    fn nobody_who_may_be_a_child_is_found_again_by_a_number() {
        for age in [None, Some(0), Some(15), Some(17)] {
            assert!(!may_index_person(&aged(age)), "{age:?}");
            for relation in [None, Some("self"), Some("family"), Some("friend")] {
                assert!(!may_index_reporter(relation, &[aged(Some(40)), aged(age)]), "{relation:?} {age:?}");
            }
        }
        assert!(!may_index_reporter(Some("self"), &[]), "nobody said how old they are");
        assert!(may_index_person(&aged(Some(18))) && may_index_reporter(Some("self"), &[aged(Some(18))]));
        assert!(may_index_reporter(None, &[aged(Some(40))]));
    }

    #[test]
    fn a_neighbour_is_found_again_and_a_teacher_is_not() {
        for relation in ["parent", "neighbour", "passer_by"] {
            assert!(may_index_reporter(Some(relation), &[aged(Some(9))]), "{relation}");
        }
        for relation in ["teacher", "health_worker", "social_worker", "police", "village_head", "opd", "hotline_transfer", "unheard_of"] {
            assert!(!may_index_reporter(Some(relation), &[aged(Some(40))]), "{relation}");
        }
    }
}
