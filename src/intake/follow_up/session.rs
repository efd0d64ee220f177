//! From a code, or the session of a browser, to the key of the conversation.

use chrono::Duration;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

use super::{FollowUpError, Unlocked, case_columns};
use crate::{
    ctx::Ctx,
    db::rows,
    entity::{code_lock, envelope, follow_up_session, replay, report},
    intake::change_code,
    vault::{EnvelopeContext, Part, access_code::AccessCode, envelope::unwrap, token::Token},
};

/// The name under which a reporter's envelope is kept.
pub const RECIPIENT: &str = "reporter";
/// Version of a reporter's key: there is only ever one, made from the code.
const KEY_VERSION: i32 = 1;
/// A session without a request for this long has ended.
pub const IDLE: Duration = Duration::minutes(15);

/// Opens the conversation of a typed code. The receipt that could still be fetched again is gone from now on.
///
/// # Errors
/// A slip in the code, or [`FollowUpError::Unknown`].
pub async fn unlock(ctx: &Ctx, typed: &str) -> Result<Unlocked, FollowUpError> {
    let found = find(ctx, typed).await?;
    forget_receipt(ctx, found.case).await?;
    Ok(found)
}

/// The same without forgetting anything: for whoever has not left the page with the code yet, and may go back to it.
///
/// # Errors
/// A slip in the code, or [`FollowUpError::Unknown`].
pub async fn find(ctx: &Ctx, typed: &str) -> Result<Unlocked, FollowUpError> {
    let found = unlock_even_if_heard(ctx, typed).await?;
    // A code that was read out by somebody of the staff opens nothing before it is changed.
    if change_code::was_heard(ctx, found.report).await? { Err(FollowUpError::MustChange) } else { Ok(found) }
}

/// The same for whoever changes the code.
pub(in crate::intake) async fn unlock_even_if_heard(ctx: &Ctx, typed: &str) -> Result<Unlocked, FollowUpError> {
    let code = AccessCode::parse(typed)?;
    let derived = code.derive(ctx.vault.public().pepper());
    let found: Option<(Uuid, Uuid, Vec<u8>)> = report::Entity::find()
        .select_only()
        .columns([report::Column::Id, report::Column::CaseId, report::Column::ReporterSalt])
        .filter(report::Column::CodeLookup.eq(derived.lookup.to_vec()))
        .filter(not_locked())
        .into_tuple()
        .one(ctx.db.read())
        .await?;
    let (report, case, salt) = found.ok_or(FollowUpError::Unknown)?;
    let salt = <[u8; 16]>::try_from(salt).map_err(|_| FollowUpError::Unknown)?;
    let part = Part::Thread(report);
    let key = (case, part.code().to_owned(), part.report(), RECIPIENT.to_owned());
    let sealed = envelope::Entity::find_by_id(key).one(ctx.db.read()).await?.ok_or(FollowUpError::Unknown)?;
    let context = EnvelopeContext { case, part, recipient: RECIPIENT, key_version: KEY_VERSION };
    let key = unwrap(&sealed.sealed_key, &derived.reporter_keys(&salt).private, &context)?;
    Ok(Unlocked { case, report, key })
}

/// Reports whose code still opens something. A locked one is not found, exactly like one that never was: whoever tries it learns
/// nothing, also not that somebody locked it.
fn not_locked() -> Condition {
    let locked = Query::select().column(code_lock::Column::ReportId).from(code_lock::Entity).to_owned();
    Condition::all().add(report::Column::Id.not_in_subquery(locked))
}

async fn forget_receipt(ctx: &Ctx, case: Uuid) -> Result<(), FollowUpError> {
    let Some(code) = case_columns(ctx.db.read(), case).await?.map(|case| case.code) else { return Ok(()) };
    let kept = replay::Entity::find().filter(replay::Column::CaseCode.eq(&code)).filter(replay::Column::Receipt.is_not_null());
    if kept.one(ctx.db.read()).await?.is_none() {
        return Ok(());
    }
    let forget = replay::Entity::update_many()
        .col_expr(replay::Column::Receipt, Expr::value(Option::<Vec<u8>>::None))
        .filter(replay::Column::CaseCode.eq(&code));
    ctx.db.write(async |tx| forget.exec(tx).await).await?;
    Ok(())
}

/// Begins a session for a browser, so that the code need not be typed again.
///
/// # Errors
/// The database refuses.
pub async fn begin_session(ctx: &Ctx, at: &Unlocked) -> Result<Token, FollowUpError> {
    let token = Token::random(ctx.ids.as_ref());
    let row = follow_up_session::Model {
        token_hash: ctx.vault.public().follow_up_hash(&token).to_vec(),
        report_id: at.report,
        thread_key: token.seal_thread_key(at.report, &at.key, ctx.ids.as_ref())?,
        expires_at: ctx.clock.now() + IDLE,
    };
    ctx.db.write(async |tx| rows::insert(tx, row).await).await?;
    Ok(token)
}

/// The conversation of a session, which then lasts another fifteen minutes.
///
/// # Errors
/// [`FollowUpError::Unknown`] when it has ended, or the code was locked.
pub async fn resume(ctx: &Ctx, token: &Token) -> Result<Unlocked, FollowUpError> {
    let hash = ctx.vault.public().follow_up_hash(token).to_vec();
    let row = follow_up_session::Entity::find_by_id(hash.clone()).one(ctx.db.read()).await?.ok_or(FollowUpError::Unknown)?;
    let now = ctx.clock.now();
    if row.expires_at <= now {
        return Err(FollowUpError::Unknown);
    }
    // Also a session that began in the very instant in which the code was locked.
    let report = report::Entity::find_by_id(row.report_id).select_only().column(report::Column::CaseId).filter(not_locked());
    let case: Option<Uuid> = report.into_tuple().one(ctx.db.read()).await?;
    let case = case.ok_or(FollowUpError::Unknown)?;
    let key = token.open_thread_key(row.report_id, &row.thread_key)?;
    let longer = follow_up_session::Entity::update_many()
        .col_expr(follow_up_session::Column::ExpiresAt, Expr::value(now + IDLE))
        .filter(follow_up_session::Column::TokenHash.eq(hash));
    ctx.db.write(async |tx| longer.exec(tx).await).await?;
    Ok(Unlocked { case, report: row.report_id, key })
}

/// Ends a session: the sealed key goes with it.
///
/// # Errors
/// The database refuses.
pub async fn end_session(ctx: &Ctx, token: &Token) -> Result<(), FollowUpError> {
    let hash = ctx.vault.public().follow_up_hash(token).to_vec();
    ctx.db.write(async |tx| follow_up_session::Entity::delete_by_id(hash).exec(tx).await).await?;
    Ok(())
}
