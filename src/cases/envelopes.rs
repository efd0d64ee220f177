//! Keeping the envelopes of a case equal to who is entitled. Runs at the desk, where keys can be opened and sealed anew.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{
    CaseError, argument,
    entitled::{CasePart, Standing, entitled},
    referral,
};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, case_grant, envelope, office},
    kernel::{Actor, codes::OfficeCode, terms::GrantGround},
    localities::party,
    vault::{
        case_keys,
        envelope::{EnvelopeContext, Part, wrap},
        office_keys::public_keys,
        recovery,
        sealing::{CaseKey, IdentityKey},
    },
};

/// Cases per round.
const ROUND: u64 = 50;

/// Brings the envelopes of cases whose standing changed up to date. Returns how many cases.
///
/// # Errors
/// A key cannot be used or the database refuses, and not one case could be brought up to date.
pub async fn reconcile_due(ctx: &Ctx) -> Result<usize, CaseError> {
    let due: Vec<Uuid> = case_file::Entity::find()
        .select_only()
        .column(case_file::Column::Id)
        .filter(case_file::Column::EnvelopesDue.eq(true))
        .limit(ROUND)
        .into_tuple()
        .all(ctx.db.read())
        .await?;
    let (mut reconciled, mut failed) = (0, None);
    for case in &due {
        match reconcile(ctx, *case).await {
            Ok(()) => reconciled += 1,
            Err(error) => {
                tracing::error!(%case, cause = %error, "the envelopes of a case could not be brought up to date");
                failed.get_or_insert(error);
            }
        }
    }
    // While others are brought up to date the work goes on; the failure is told when nothing else is left.
    failed.filter(|_| reconciled == 0).map_or(Ok(reconciled), Err)
}

/// Has the envelopes of a case looked at again: who is entitled has changed.
///
/// # Errors
/// The database refuses.
pub async fn due(tx: &Tx, case: Uuid) -> Result<(), DbErr> {
    let due = case_file::Entity::update_many().col_expr(case_file::Column::EnvelopesDue, Expr::value(true));
    due.filter(case_file::Column::Id.eq(case)).exec(tx).await?;
    Ok(())
}

async fn reconcile(ctx: &Ctx, case: Uuid) -> Result<(), CaseError> {
    let wanted = entitled(&standing(ctx.db.read(), case).await?);
    let rows = envelope::Entity::find().filter(envelope::Column::CaseId.eq(case)).all(ctx.db.read()).await?;
    let has_identity = rows.iter().any(|row| row.part == Part::Identity.code());
    let held: BTreeSet<(OfficeCode, CasePart)> = rows
        .iter()
        .filter(|row| row.recipient != recovery::RECIPIENT)
        .filter_map(|row| Some((OfficeCode::parse(&row.recipient)?, part_of(&row.part, row.report_id)?)))
        .collect();
    let missing: Vec<_> =
        wanted.iter().filter(|key| !held.contains(key) && (has_identity || key.1 != CasePart::Identity)).cloned().collect();
    let surplus: Vec<_> = held.iter().filter(|key| !wanted.contains(key)).cloned().collect();
    let new = seal_for(ctx, case, &missing, &held).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?;
            // Whoever became entitled while keys were sealed is not among those sealed for: the next round starts from what is true now.
            if entitled(&standing(tx, case).await?) != wanted {
                return Ok(());
            }
            let now = ctx.clock.now();
            let (added, removed) = (new.len(), surplus.len());
            for row in new {
                rows::insert_new(tx, row).await?;
            }
            for (office, part) in &surplus {
                envelope::Entity::delete_many()
                    .filter(envelope::Column::CaseId.eq(case))
                    .filter(envelope::Column::Recipient.eq(office.as_str()))
                    .filter(envelope::Column::Part.eq(stored(*part).code()))
                    .filter(envelope::Column::ReportId.eq(stored(*part).report()))
                    .exec(tx)
                    .await?;
            }
            case_file::Entity::update_many()
                .col_expr(case_file::Column::EnvelopesDue, Expr::value(false))
                .filter(case_file::Column::Id.eq(case))
                .exec(tx)
                .await?;
            if added + removed > 0 {
                ledger.record(now, Actor::System, &Event::EnvelopesReconciled { added, removed });
            }
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

async fn standing(db: &impl ConnectionTrait, case: Uuid) -> Result<Standing, CaseError> {
    let row = case_file::Entity::find_by_id(case).one(db).await?.ok_or(CaseError::NotFound)?;
    let office = office::Entity::find_by_id(&row.office_code).one(db).await?;
    let grants = case_grant::Entity::find()
        .filter(case_grant::Column::CaseId.eq(case))
        .filter(case_grant::Column::UntilAt.is_null())
        .all(db)
        .await?;
    let mut live: BTreeMap<OfficeCode, GrantGround> = BTreeMap::new();
    for (office, ground) in grants.iter().filter_map(|g| Some((OfficeCode::parse(&g.office_code)?, GrantGround::parse(&g.ground)?))) {
        let wider = live.get(&office) == Some(&GrantGround::EmergencyNotice);
        if !wider {
            live.insert(office, ground);
        }
    }
    let accountable = OfficeCode::parse(&row.office_code);
    let parent = office.and_then(|o| OfficeCode::parse(&o.parent_code?));
    let offered = argument::open_offer(db, case).await?.and_then(|offer| OfficeCode::parse(&offer.to_office));
    let referrals = referral::cards_out(db, case).await?;
    let concerned = live.keys().chain(&accountable).chain(&parent).chain(&offered).chain(referrals.values()).map(OfficeCode::as_str);
    let concerned = office::Entity::find().filter(office::Column::Code.is_in(concerned)).all(db).await?;
    let names = party::excluded_from(db, case).await?;
    let excluded =
        concerned.iter().filter(|office| party::is_excluded(&names, office)).filter_map(|o| OfficeCode::parse(&o.code)).collect();
    Ok(Standing { accountable, parent, offered, grants: live, referrals, excluded })
}

/// Opens each part through an office that holds it and seals it for those who should.
async fn seal_for(
    ctx: &Ctx,
    case: Uuid,
    missing: &[(OfficeCode, CasePart)],
    held: &BTreeSet<(OfficeCode, CasePart)>,
) -> Result<Vec<envelope::Model>, CaseError> {
    let offices: Vec<OfficeCode> = missing.iter().map(|(office, _)| office.clone()).collect();
    let keys = public_keys(ctx.db.read(), &ctx.vault, &offices).await?;
    let mut rows = Vec::new();
    for (office, part) in missing {
        let Some(public) = keys.get(office) else { continue };
        // The key of a card follows from that of the case.
        let through = if matches!(part, CasePart::Referral(_)) { &CasePart::Case } else { part };
        let Some((holder, _)) = held.iter().find(|(_, held)| held == through) else { continue };
        let stored = stored(*part);
        let context = EnvelopeContext { case, part: stored, recipient: office.as_str(), key_version: public.version };
        let (db, ids) = (ctx.db.read(), ctx.ids.as_ref());
        let sealed_key = match part {
            CasePart::Case => wrap(&case_keys::open::<CaseKey>(db, &ctx.vault, case, stored, holder).await?, &public.key, &context, ids)?,
            CasePart::Identity => {
                wrap(&case_keys::open::<IdentityKey>(db, &ctx.vault, case, stored, holder).await?, &public.key, &context, ids)?
            }
            CasePart::Referral(id) => {
                let key: CaseKey = case_keys::open(db, &ctx.vault, case, Part::Case, holder).await?;
                wrap(&key.referral(*id), &public.key, &context, ids)?
            }
        };
        rows.push(envelope::Model {
            case_id: case,
            part: stored.code().to_owned(),
            report_id: stored.report(),
            recipient: office.as_str().to_owned(),
            key_version: public.version,
            sealed_key,
        });
    }
    Ok(rows)
}

const fn stored(part: CasePart) -> Part {
    match part {
        CasePart::Case => Part::Case,
        CasePart::Identity => Part::Identity,
        CasePart::Referral(id) => Part::Referral(id),
    }
}

fn part_of(code: &str, row: Uuid) -> Option<CasePart> {
    match Part::stored(code, row)? {
        Part::Case => Some(CasePart::Case),
        Part::Identity => Some(CasePart::Identity),
        Part::Referral(id) => Some(CasePart::Referral(id)),
        Part::Thread(_) => None,
    }
}
