//! Asking whoever decides to close a case, and refusing that. Approving is closing (`close`). While a request waits, every clock runs on.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    CaseError, clock,
    close::Closure,
    closing, envelopes, find,
    note::{self, NoteKind},
};
use crate::{
    access::{Lead, Responder},
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, case_grant, closure_request, office},
    kernel::{
        Actor, Timestamp,
        codes::{CaseCode, OfficeCode},
        secret::Plaintext,
        terms::{GrantGround, terms},
    },
    notification::{Message, Target, outbox},
};

terms! {
    /// What became of a request to close.
    Decision {
        /// The case was closed.
        Approved = "approved",
        /// It goes on.
        Refused = "refused",
        /// Another request took its place.
        Replaced = "replaced",
    }
}

/// Asks for the case to be closed: the office above where it has to agree, else the lead of the accountable office. For people of the
/// accountable office and of the one that decides.
///
/// # Errors
/// An unknown reason, `/reason` before anybody was reached; `NotAccountable` for offices that only look on; `NotFound`, `Closed`.
pub async fn ask(ctx: &Ctx, by: &Responder, code: &CaseCode, closure: Closure) -> Result<Uuid, CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    if found.drill {
        return Err(CaseError::field("/reason", "drill-reason"));
    }
    let approval = closing::approval_of(ctx, &closure.reason)?;
    let note = note::sealed(ctx, by, found.id, NoteKind::Closure, closure.note.as_ref()).await?;
    let id = ctx.ids.row(ctx.clock.now());
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            let rule = closing::rule_for(ctx, tx, &case, approval).await?;
            let own = OfficeCode::parse(&case.office_code).ok_or(CaseError::NotFound)?;
            let above = closing::office_above(tx, &case).await?;
            if &own != by.office() && above.as_ref() != Some(by.office()) {
                return Err(CaseError::NotAccountable);
            }
            closing::was_reached(tx, &case, &closure.reason).await?;
            let decides = above.filter(|_| !rule.above.is_empty()).unwrap_or(own);
            note::store(tx, by, case.id, note, now).await?;
            decide(tx, &mut ledger, &case, by.actor(), Decision::Replaced, now).await?;
            let row = closure_request::Model {
                id,
                case_id: case.id,
                office_code: decides.as_str().to_owned(),
                reason: closure.reason.clone(),
                asked_by: by.staff(),
                asked_at: now,
                decided_by: None,
                decided_at: None,
                decision: None,
            };
            rows::insert(tx, row).await?;
            ledger.record(now, by.actor(), &Event::ClosureAsked { request: id, reason: &closure.reason });
            let_read(tx, &mut ledger, &case, &decides, now).await?;
            let asked = Message::ClosureAsked { case: case.code.clone(), severity: clock::severity_of(&case) };
            outbox::enqueue(ctx, tx, now, case.id, &decides, Target::Lead, &asked).await?;
            ledger.finish(tx).await?;
            Ok(id)
        })
        .await
}

/// Refuses the closing that was asked for.
///
/// # Errors
/// A missing reason; `/reason` when nothing waits; `NotAccountable` for offices that do not decide it; `NotFound`, `Closed`.
pub async fn refuse(ctx: &Ctx, by: &Lead, code: &CaseCode, reason: &Plaintext) -> Result<(), CaseError> {
    if reason.is_blank() {
        return Err(CaseError::field("/reason", "reason-needed"));
    }
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let note = note::sealed(ctx, by, found.id, NoteKind::Refusal, Some(reason)).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            let waiting = waiting(tx, case.id).await?.ok_or_else(|| CaseError::field("/reason", "nothing-asked"))?;
            let above = closing::office_above(tx, &case).await?;
            if waiting.office_code != by.office().as_str() && above.as_ref() != Some(by.office()) {
                return Err(CaseError::NotAccountable);
            }
            note::store(tx, by, case.id, note, now).await?;
            decide(tx, &mut ledger, &case, by.actor(), Decision::Refused, now).await?;
            let Some(own) = OfficeCode::parse(&case.office_code) else { return Err(CaseError::NotFound) };
            let refused = Message::ClosureRefused { case: case.code.clone(), severity: clock::severity_of(&case) };
            outbox::enqueue(ctx, tx, now, case.id, &own, Target::DutyPerson, &refused).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// The request that waits, if one does.
pub(super) async fn waiting(tx: &Tx, case: Uuid) -> Result<Option<closure_request::Model>, CaseError> {
    let query = closure_request::Entity::find().filter(closure_request::Column::CaseId.eq(case));
    Ok(query.filter(closure_request::Column::DecidedAt.is_null()).one(tx).await?)
}

/// Ends the request that waits, if one does.
pub(super) async fn decide(
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    case: &case_file::Model,
    by: Actor,
    decision: Decision,
    now: Timestamp,
) -> Result<(), CaseError> {
    let Some(request) = waiting(tx, case.id).await? else { return Ok(()) };
    let staff = if let Actor::Staff(id) = by { Some(id) } else { None };
    closure_request::Entity::update_many()
        .col_expr(closure_request::Column::DecidedAt, Expr::value(now))
        .col_expr(closure_request::Column::DecidedBy, Expr::value(staff))
        .col_expr(closure_request::Column::Decision, Expr::value(decision.code()))
        .filter(closure_request::Column::Id.eq(request.id))
        .exec(tx)
        .await?;
    ledger.record(now, by, &Event::ClosureDecided { request: request.id, decision: decision.code() });
    Ok(())
}

/// Whoever decides has to read what they decide about: where the office directly above must not know, the next one is let in.
async fn let_read(tx: &Tx, ledger: &mut Ledger<'_>, case: &case_file::Model, office: &OfficeCode, now: Timestamp) -> Result<(), CaseError> {
    let parent = office::Entity::find_by_id(&case.office_code).one(tx).await?.and_then(|office| office.parent_code);
    if office.as_str() == case.office_code || parent.as_deref() == Some(office.as_str()) {
        return Ok(());
    }
    let row = case_grant::Model {
        case_id: case.id,
        office_code: office.as_str().to_owned(),
        // An approval reaches a rung as a missed deadline does (DESIGN 4.4).
        ground: GrantGround::Escalation.code().to_owned(),
        from_at: now,
        until_at: None,
    };
    if rows::insert_new(tx, row).await? {
        envelopes::due(tx, case.id).await?;
        ledger.record(now, Actor::System, &Event::Noticed { office: office.as_str() });
    }
    Ok(())
}
