//! Opening who reported, for whoever was allowed to.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{CaseError, Judgement, Way, held, of_case};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    cases::{content::Identity, find, inside, readers},
    ctx::Ctx,
    entity::report,
    kernel::{Timestamp, codes::CaseCode},
    vault::{case_keys, envelope::Part, sealing::IdentityKey},
};

/// Opens who reported, when somebody said so: while an approval for `by` holds, which they proved again to be. Entered first.
///
/// # Errors
/// `NotFound` out of scope; `WithAnother` for whoever does not work on it; `NothingProtected`; `IdentityProtected` without an approval that holds; a fresh proof is needed.
pub async fn open(ctx: &Ctx, by: &Responder, code: &CaseCode) -> Result<Vec<Identity>, CaseError> {
    let case = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    inside::works(&by.scope(), &case)?;
    held(ctx.db.read(), case.id, by).await?;
    let now = ctx.clock.now();
    approval(ctx, ctx.db.read(), case.id, by, now).await?.ok_or(CaseError::IdentityProtected)?;
    by.has_proved(now)?;
    let identities = read(ctx, by, case.id).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case.id)).await?;
            readers::count(tx, case.id, by).await?;
            ledger.record(ctx.clock.now(), by.actor(), &Event::IdentityOpened { office: by.office().as_str() });
            ledger.finish(tx).await?;
            Ok::<_, CaseError>(identities)
        })
        .await
}

/// Until when an approval opens that part for `by`; nothing without one.
///
/// # Errors
/// The database cannot be read.
pub async fn approval(
    ctx: &Ctx,
    db: &impl ConnectionTrait,
    case: Uuid,
    by: &Responder,
    now: Timestamp,
) -> Result<Option<Timestamp>, CaseError> {
    let mine = of_case(ctx, db, case).await?.into_iter().filter(|row| {
        row.asked_by == by.staff()
            && row.asked_from == by.office().as_str()
            && row.way == Way::Request.code()
            && row.judgement.as_deref() == Some(Judgement::Approved.code())
    });
    Ok(mine.filter_map(|row| row.open_until).filter(|until| now < *until).max())
}

/// What reporters said of themselves, oldest report first. Not entered: whoever calls this enters it before anything leaves.
pub(super) async fn read(ctx: &Ctx, by: &Responder, case: Uuid) -> Result<Vec<Identity>, CaseError> {
    let rows = report::Entity::find().filter(report::Column::CaseId.eq(case)).order_by_asc(report::Column::ReceivedAt);
    let rows = rows.all(ctx.db.read()).await?;
    let key: IdentityKey = case_keys::open(ctx.db.read(), &ctx.vault, case, Part::Identity, by.office()).await?;
    rows.iter().filter_map(|row| Identity::open(&key, row).transpose()).collect()
}
