//! Which office is asked to decide about a way to who reported, and who there may.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use uuid::Uuid;

use super::row;
use crate::{
    access::{Lead, Signed},
    cases::{CaseError, argument, custody, envelopes, hand_on},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, case_grant, office},
    kernel::{
        Timestamp,
        codes::OfficeCode,
        terms::{GrantGround, Role},
    },
};

/// The office whose lead decides about what `asker` wants: their own where somebody else leads it, else the nearest above where a lead
/// may know the case. Nothing where there is none.
pub(super) async fn asked(ctx: &Ctx, tx: &Tx, case: Uuid, asker: &Signed) -> Result<Option<OfficeCode>, CaseError> {
    let own = asker.office();
    if asker.role() != Role::Lead && is_led(ctx, tx, case, own.as_str(), asker.staff()).await? {
        return Ok(Some(own.clone()));
    }
    above(ctx, tx, case, own.as_str(), asker.staff()).await
}

/// The nearest office above `office` where a lead other than `but` may know the case.
pub(super) async fn above(ctx: &Ctx, tx: &Tx, case: Uuid, office: &str, but: Uuid) -> Result<Option<OfficeCode>, CaseError> {
    let mut below = office.to_owned();
    while let Some(above) = custody::nearest_above(tx, case, &below).await? {
        if is_led(ctx, tx, case, above.as_str(), but).await? {
            return Ok(Some(above));
        }
        above.as_str().clone_into(&mut below);
    }
    Ok(None)
}

async fn is_led(ctx: &Ctx, tx: &Tx, case: Uuid, office: &str, but: Uuid) -> Result<bool, DbErr> {
    let Some(office) = office::Entity::find_by_id(office).one(tx).await? else { return Ok(false) };
    let able = hand_on::able(ctx, tx, case, &office).await?;
    Ok(able.iter().any(|person| person.role == Role::Lead.code() && person.id != but && person.unconfirmed_since.is_none()))
}

/// Whoever decides must be able to read why: an approval that reached an office above lets it read the case, not who reported.
pub(super) async fn let_read(tx: &Tx, case: &case_file::Model, judge: &OfficeCode, now: Timestamp) -> Result<(), DbErr> {
    let parent = office::Entity::find_by_id(&case.office_code).one(tx).await?.and_then(|office| office.parent_code);
    if case.office_code == judge.as_str() || parent.as_deref() == Some(judge.as_str()) {
        return Ok(());
    }
    let grant = case_grant::Model {
        case_id: case.id,
        office_code: judge.as_str().to_owned(),
        ground: GrantGround::Escalation.code().to_owned(),
        from_at: now,
        until_at: None,
    };
    if rows::insert_new(tx, grant).await? {
        envelopes::due(tx, case.id).await?;
    }
    Ok(())
}

/// Whether `by` may decide about it: a lead of the office that was asked or of one above it, and never whoever asked.
///
/// # Errors
/// `NeedsSecondPerson`, `NeedsParent`.
pub(super) async fn may(db: &impl ConnectionTrait, by: &Lead, row: &row::Model) -> Result<(), CaseError> {
    if row.asked_by == by.staff() {
        return Err(CaseError::NeedsSecondPerson);
    }
    let own = by.office().as_str();
    if row.judge_office == own || argument::line_above(db, &row.judge_office).await?.iter().any(|code| code == own) {
        return Ok(());
    }
    Err(CaseError::NeedsParent)
}
