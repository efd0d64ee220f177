//! Asking to open who reported.

use uuid::Uuid;

use super::{CaseError, IdentityNews, JUDGED_WITHIN, Target, Way, at, deciders, held, of_case, row, signed, tell};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    cases::{find, inside, told},
    ctx::Ctx,
    db::rows,
    kernel::{codes::CaseCode, secret::Plaintext},
    vault::{
        case_keys,
        envelope::Part,
        sealing::{CaseKey, seal},
    },
};

/// Asks for `by`, with a reason that whoever decides reads. Gives the request's id.
///
/// # Errors
/// `NotFound` out of scope or without a key to that part; `WithAnother` for whoever does not work on it; a reason is needed; `NothingProtected`; `AlreadyAsked`; `NobodyJudges`.
pub async fn ask(ctx: &Ctx, by: &Responder, code: &CaseCode, reason: &Plaintext) -> Result<Uuid, CaseError> {
    if reason.is_blank() {
        return Err(CaseError::field("/reason", "reason-needed"));
    }
    let reason = told::note("/reason", reason)?;
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    inside::works(&by.scope(), &found)?;
    held(ctx.db.read(), found.id, by).await?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let id = ctx.ids.row(ctx.clock.now());
    let sealed = seal(&key, at("reason", id), &reason, ctx.ids.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::in_scope(tx, &by.scope(), code).await?;
            inside::works(&by.scope(), &case)?;
            let waits = |row: &row::Model| row.asked_by == by.staff() && row.way == Way::Request.code() && row.judged_at.is_none();
            if of_case(ctx, tx, case.id).await?.iter().any(waits) {
                return Err(CaseError::AlreadyAsked);
            }
            let judge = deciders::asked(ctx, tx, case.id, by).await?.ok_or(CaseError::NobodyJudges)?;
            let new = row::Model {
                id,
                case_id: case.id,
                way: Way::Request.code().to_owned(),
                asked_by: by.staff(),
                asked_from: by.office().as_str().to_owned(),
                asked_at: now,
                reason: sealed.clone(),
                judge_office: judge.as_str().to_owned(),
                due_at: now + JUDGED_WITHIN,
                told_above_at: None,
                judged_by: None,
                judged_at: None,
                judgement: None,
                words: None,
                open_until: None,
                row_mac: Vec::new(),
            };
            rows::insert(tx, signed(ctx, new)?).await?;
            ledger.record(now, by.actor(), &Event::IdentityAsked { access: id, office: judge.as_str() });
            deciders::let_read(tx, &case, &judge, now).await?;
            tell(ctx, tx, &case, (judge.as_str(), Target::Lead), IdentityNews::Asked, now).await?;
            ledger.finish(tx).await?;
            Ok(id)
        })
        .await
}
