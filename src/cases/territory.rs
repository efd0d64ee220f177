//! Where an office stands: the office above it, and its commune or province where its kind allows.
//!
//! A parent reads the cases of its children, so it is always of a higher level, or the committee of the same commune; a circle is
//! refused. The People's Committee of a commune stays in it: each commune has exactly one accountable office. An office that gives a
//! territory up keeps every exclusion that held under it ([`shed_names`]); one that enters a territory loses the cases from which
//! everybody there is kept out.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr};
use uuid::Uuid;

use super::{
    hand_on::{ids, open_of},
    merge_offices::{is_below, renew_keys_of},
    shed_names,
    suspend_office::bring_up,
};
use crate::{
    access::{AdministrationError, Administrator, Area, people, staffing, tell},
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::Tx,
    entity::{case_file, exclusion, office},
    kernel::codes::{CommuneCode, ProvinceCode},
    localities::{OfficeKind, party},
    notification::{Message, OfficeChange},
};

/// How often what came in meanwhile is seen to as well before the caller is asked to try again.
const ROUNDS: usize = 20;

/// What an office gets; what is not said stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Territory {
    /// The office above.
    pub parent: Option<String>,
    /// Its commune.
    pub commune: Option<String>,
    /// Its province, for an office that answers for one.
    pub province: Option<String>,
}

/// Changes where an office of the area stands.
///
/// # Errors
/// `NotFound` outside the area, `OwnAccount` for the administrator's own office, `State`, fields at fault.
pub async fn change(ctx: &Ctx, by: &Administrator, code: &str, wanted: &Territory) -> Result<(), AdministrationError> {
    by.has_proved(ctx.clock.now())?;
    let old = office::Entity::find_by_id(code).filter(by.offices()).one(ctx.db.read()).await?.ok_or(AdministrationError::NotFound)?;
    let new = placed(ctx, ctx.db.read(), by, &old, wanted).await?;
    let mut stuck: BTreeSet<Uuid> = BTreeSet::new();
    for _ in 0..ROUNDS {
        if party::of_office(&old) != party::of_office(&new) {
            for case in shed_names::to_write(ctx.db.read(), &old, code).await? {
                shed_names::write(ctx, by.actor(), case, code).await?;
            }
        }
        for case in kept_out(ctx.db.read(), &new).await? {
            if !stuck.contains(&case) && !bring_up(ctx, by.actor(), case, code).await? {
                stuck.insert(case);
            }
        }
        if ctx.db.write(async |tx| finish(ctx, tx, by, &old, wanted, &stuck).await).await? {
            return Ok(());
        }
    }
    Err(AdministrationError::Changed)
}

/// The office as it will stand.
async fn placed(
    ctx: &Ctx,
    db: &impl ConnectionTrait,
    by: &Administrator,
    old: &office::Model,
    wanted: &Territory,
) -> Result<office::Model, AdministrationError> {
    if old.code == by.office().as_str() {
        return Err(AdministrationError::OwnAccount);
    }
    if old.merged_into.is_some() {
        return Err(AdministrationError::State("office-merged"));
    }
    let mut new = old.clone();
    if let Some(commune) = &wanted.commune {
        let unfit = || AdministrationError::field("/commune", "territory-unfit");
        if old.commune_code.is_none() || old.kind == OfficeKind::CommunePc.code() {
            return Err(unfit());
        }
        let found = CommuneCode::parse(commune).and_then(|code| ctx.places.commune(&code));
        let found = found.ok_or_else(|| AdministrationError::field("/commune", "unknown-commune"))?;
        new.province_code = Some(found.province.as_str().to_owned());
        new.commune_code = Some(found.code.as_str().to_owned());
        if !by.covers(&new) {
            return Err(AdministrationError::field("/commune", "unknown-commune"));
        }
    }
    if let Some(province) = &wanted.province {
        let provincial = old.province_code.is_some() && old.commune_code.is_none();
        if !provincial || *by.area() != Area::Country {
            return Err(AdministrationError::field("/province", "territory-unfit"));
        }
        let found = ProvinceCode::parse(province).filter(|code| ctx.places.province(code).is_some());
        new.province_code = Some(found.ok_or_else(|| AdministrationError::field("/province", "unknown-province"))?.as_str().to_owned());
    }
    if let Some(parent) = &wanted.parent
        && old.parent_code.as_ref() != Some(parent)
    {
        let parent = people::office_at(db, by, parent, "/parent").await?;
        if old.parent_code.is_none() || parent.suspended || !leads(&parent, &new) {
            return Err(AdministrationError::field("/parent", "parent-unfit"));
        }
        if parent.code == old.code || is_below(db, &parent, &old.code).await? {
            return Err(AdministrationError::field("/parent", "parent-in-circle"));
        }
        new.parent_code = Some(parent.code);
    }
    if new == *old {
        return Err(AdministrationError::field("/parent", "nothing-changes"));
    }
    Ok(new)
}

/// Whether `parent` is of a level at which it may read the cases of `office`.
fn leads(parent: &office::Model, office: &office::Model) -> bool {
    let national = parent.province_code.is_none() && parent.commune_code.is_none();
    let provincial = parent.commune_code.is_none() && parent.province_code == office.province_code;
    match &office.commune_code {
        Some(commune) => {
            let committee = parent.kind == OfficeKind::CommunePc.code() && parent.commune_code.as_ref() == Some(commune);
            national || provincial || committee && office.kind != OfficeKind::CommunePc.code()
        }
        // Of two offices of one province only its committee and its health department lead others.
        None => {
            national
                || provincial
                    && [OfficeKind::ProvinceCommittee, OfficeKind::ProvinceHealth].map(OfficeKind::code).contains(&parent.kind.as_str())
        }
    }
}

/// Open cases at the office from which it is kept out as it will stand.
async fn kept_out(db: &impl ConnectionTrait, new: &office::Model) -> Result<Vec<Uuid>, AdministrationError> {
    let excluded = exclusion::Entity::find()
        .select_only()
        .column(exclusion::Column::CaseId)
        .filter(exclusion::Column::Party.is_in(party::of_office(new)))
        .into_query();
    let query = open_of(case_file::Column::OfficeCode.eq(&new.code)).filter(case_file::Column::Id.in_subquery(excluded));
    Ok(ids(query, db).await?)
}

async fn finish(
    ctx: &Ctx,
    tx: &Tx,
    by: &Administrator,
    before: &office::Model,
    wanted: &Territory,
    stuck: &BTreeSet<Uuid>,
) -> Result<bool, AdministrationError> {
    let code = before.code.as_str();
    let mut ledger = Ledger::take(tx, &ctx.vault, Chain::System(ctx.clock.now())).await?;
    let now = ctx.clock.now();
    let old = staffing::hold(tx, code).await?.ok_or(AdministrationError::NotFound)?;
    let new = placed(ctx, tx, by, &old, wanted).await?;
    let names_change = party::of_office(&old) != party::of_office(&new);
    let unwritten = names_change && !shed_names::to_write(tx, &old, code).await?.is_empty();
    if unwritten || kept_out(tx, &new).await?.iter().any(|case| !stuck.contains(case)) {
        return Ok(false);
    }
    office::Entity::update_many()
        .col_expr(office::Column::ParentCode, Expr::value(new.parent_code.clone()))
        .col_expr(office::Column::CommuneCode, Expr::value(new.commune_code.clone()))
        .col_expr(office::Column::ProvinceCode, Expr::value(new.province_code.clone()))
        .filter(office::Column::Code.eq(code))
        .exec(tx)
        .await?;
    renew_keys_of(tx, code).await?;
    if let (true, Some(parent)) = (old.parent_code != new.parent_code, &new.parent_code) {
        ledger.record(now, by.actor(), &Event::OfficeReparented { office: code, parent });
    }
    if let (true, Some(territory)) = (names_change, new.commune_code.as_ref().or(new.province_code.as_ref())) {
        ledger.record(now, by.actor(), &Event::OfficeMoved { office: code, territory });
    }
    let message = Message::OfficeChanged { office: new.name.clone(), change: OfficeChange::Territory, other: None };
    tell::leads(ctx, tx, now, &new, &message).await?;
    if old.parent_code != new.parent_code {
        tell::above(ctx, tx, now, &old, &message).await?;
    }
    ledger.finish(tx).await?;
    Ok(true)
}
