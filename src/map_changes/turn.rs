//! The day comes: communes, offices and people become those of after the change, in one unit of work. Cases follow one by one.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use super::{MapChangeError, load, people, today};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{commune, commune_successor, facility, map_change, office, province, support_provider},
    kernel::{
        Actor,
        codes::{CommuneCode, ProvinceCode},
    },
    localities::{
        OfficeKind,
        map_change::{Map, Plan},
        seed::CommuneRow,
        standard_offices::{committee_of, offices_of},
        store::{self, commune_model, office_model, province_model},
    },
    vault::office_keys,
};

/// Turns every change whose day has come. Returns how many.
///
/// # Errors
/// [`MapChangeError`]; a change is turned as a whole or not at all.
pub async fn due(ctx: &Ctx) -> Result<usize, MapChangeError> {
    let mut turned = 0;
    for row in load::waiting(ctx.db.read()).await? {
        if row.effective_on > today(ctx.clock.now()).to_string() {
            break;
        }
        turned += usize::from(turn(ctx, &row).await?);
    }
    if turned > 0 {
        // A case that follows needs a key of the office it goes to.
        office_keys::provide(&ctx.db, &ctx.vault, ctx.ids.as_ref()).await?;
    }
    Ok(turned)
}

/// Turns one change. False when another worker did.
async fn turn(ctx: &Ctx, row: &map_change::Model) -> Result<bool, MapChangeError> {
    let plan = load::read(row)?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::System(ctx.clock.now())).await?;
            let now = ctx.clock.now();
            let ours = map_change::Entity::update_many()
                .col_expr(map_change::Column::TurnedAt, Expr::value(now))
                .filter(map_change::Column::Id.eq(row.id))
                .filter(map_change::Column::TurnedAt.is_null());
            if ours.exec(tx).await?.rows_affected != 1 {
                return Ok(false);
            }
            let before = store::map(tx).await?;
            ledger.record(now, Actor::System, &Event::MapTurned { change: row.id });
            places(tx, &plan, &row.effective_on).await?;
            rename_provinces(tx, &before, &plan).await?;
            for commune in &plan.new {
                if let Some(committee) = committee_of(commune) {
                    rows::insert_new(tx, office_model(committee, None)).await?;
                    ledger.record(now, Actor::System, &Event::OfficeAdded { office: &format!("ubnd-{}", commune.code) });
                }
            }
            let after = before.clone().after(&plan);
            for altered in &plan.altered {
                alter(tx, &before, altered).await?;
            }
            for retired in plan.retired() {
                let Some(into) = plan.parts(retired).into_iter().next() else { continue };
                for (from, into) in retire(ctx, tx, &after, retired, into, now).await? {
                    ledger.record(now, Actor::System, &Event::OfficeMerged { office: &from, into: &into });
                }
            }
            ledger.finish(tx).await?;
            Ok(true)
        })
        .await
}

/// The rows of the places themselves.
async fn places(tx: &Tx, plan: &Plan, day: &str) -> Result<(), MapChangeError> {
    for row in &plan.provinces {
        let new = province_model(row.clone());
        province::Entity::update_many()
            .col_expr(province::Column::Name, Expr::value(new.name))
            .col_expr(province::Column::FullName, Expr::value(new.full_name))
            .col_expr(province::Column::FullNameEn, Expr::value(new.full_name_en))
            .col_expr(province::Column::Kind, Expr::value(new.kind))
            .filter(province::Column::Code.eq(new.code))
            .exec(tx)
            .await?;
    }
    for row in &plan.new {
        rows::insert_new(tx, commune::Model { effective_on: Some(day.to_owned()), ..commune_model(row.clone()) }).await?;
    }
    for row in &plan.altered {
        let new = commune_model(row.clone());
        commune::Entity::update_many()
            .col_expr(commune::Column::ProvinceCode, Expr::value(new.province_code))
            .col_expr(commune::Column::Name, Expr::value(new.name))
            .col_expr(commune::Column::FullName, Expr::value(new.full_name))
            .col_expr(commune::Column::Kind, Expr::value(new.kind))
            .filter(commune::Column::Code.eq(new.code))
            .exec(tx)
            .await?;
    }
    for retired in plan.retired() {
        commune::Entity::update_many()
            .col_expr(commune::Column::RetiredOn, Expr::value(day))
            .filter(commune::Column::Code.eq(retired.as_str()))
            .exec(tx)
            .await?;
        for edge in plan.edges.iter().filter(|edge| edge.from == *retired) {
            let row = commune_successor::Model {
                commune_code: edge.from.to_string(),
                successor_code: edge.to.to_string(),
                is_default: edge.is_default,
                effective_on: day.to_owned(),
            };
            rows::insert_new(tx, row).await?;
        }
    }
    Ok(())
}

/// Offices of a province are called after it, where nobody gave them another name.
async fn rename_provinces(tx: &Tx, before: &Map, plan: &Plan) -> Result<(), MapChangeError> {
    for row in &plan.provinces {
        let Some(old) = before.provinces.get(&row.code) else { continue };
        for (old, new) in offices_of(old).into_iter().zip(offices_of(row)) {
            rename(tx, new.code.as_str(), &old.name, new.name, new.name_en).await?;
        }
    }
    Ok(())
}

async fn rename(tx: &Tx, code: &str, from: &str, name: String, name_en: String) -> Result<(), MapChangeError> {
    office::Entity::update_many()
        .col_expr(office::Column::Name, Expr::value(name))
        .col_expr(office::Column::NameEn, Expr::value(name_en))
        .filter(office::Column::Code.eq(code))
        .filter(office::Column::Name.eq(from))
        .exec(tx)
        .await?;
    Ok(())
}

/// A commune that keeps its code: its committee is called after it, its offices follow it into another province.
async fn alter(tx: &Tx, before: &Map, row: &CommuneRow) -> Result<(), MapChangeError> {
    let Some(old) = before.communes.get(&row.code) else { return Ok(()) };
    if let (Some(old), Some(new)) = (committee_of(old), committee_of(row)) {
        rename(tx, new.code.as_str(), &old.name, new.name, new.name_en).await?;
    }
    if old.province_code != row.province_code {
        relocate(tx, &row.code, &row.code, &row.province_code).await?;
    }
    Ok(())
}

/// A commune that ends: its committee goes on as that of `into`, its other offices lie there. Returns the committees that ended.
async fn retire(
    ctx: &Ctx,
    tx: &Tx,
    after: &Map,
    retired: &CommuneCode,
    into: &CommuneCode,
    now: crate::kernel::Timestamp,
) -> Result<Vec<(String, String)>, MapChangeError> {
    let mut ended = Vec::new();
    if let Some(heir) = committee_in(tx, into).await? {
        for committee in committees(tx, retired).await? {
            people::move_all(ctx, tx, &committee.code, &heir.code, now).await?;
            office::Entity::update_many()
                .col_expr(office::Column::ParentCode, Expr::value(&heir.code))
                .filter(office::Column::ParentCode.eq(&committee.code))
                .exec(tx)
                .await?;
            ended.push((committee.code, heir.code.clone()));
        }
    }
    if let Some(row) = after.communes.get(into) {
        relocate(tx, retired, into, &row.province_code).await?;
    }
    Ok(ended)
}

/// What works in `from` works in `to` from now on; its parent becomes the same office of the new province. A committee that ended
/// keeps the commune it was for.
async fn relocate(tx: &Tx, from: &CommuneCode, to: &CommuneCode, province: &ProvinceCode) -> Result<(), MapChangeError> {
    let offices = office::Entity::find().filter(office::Column::CommuneCode.eq(from.as_str())).filter(office::Column::MergedInto.is_null());
    let mut heirs: BTreeMap<String, Option<String>> = BTreeMap::new();
    for row in offices.all(tx).await? {
        let mut parent = row.parent_code.clone();
        if row.province_code.as_deref() != Some(province.as_str())
            && let Some(old) = &row.parent_code
        {
            if !heirs.contains_key(old) {
                heirs.insert(old.clone(), counterpart(tx, old, province).await?);
            }
            parent = heirs.get(old).cloned().flatten().or(parent);
        }
        office::Entity::update_many()
            .col_expr(office::Column::CommuneCode, Expr::value(to.as_str()))
            .col_expr(office::Column::ProvinceCode, Expr::value(province.as_str()))
            .col_expr(office::Column::ParentCode, Expr::value(parent))
            .filter(office::Column::Code.eq(row.code))
            .exec(tx)
            .await?;
    }
    facility::Entity::update_many()
        .col_expr(facility::Column::CommuneCode, Expr::value(to.as_str()))
        .col_expr(facility::Column::ProvinceCode, Expr::value(province.as_str()))
        .filter(facility::Column::CommuneCode.eq(from.as_str()))
        .exec(tx)
        .await?;
    support_provider::Entity::update_many()
        .col_expr(support_provider::Column::CommuneCode, Expr::value(to.as_str()))
        .col_expr(support_provider::Column::ProvinceCode, Expr::value(province.as_str()))
        .filter(support_provider::Column::CommuneCode.eq(from.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}

/// The office of `province` that is what `code` is to its own province; the provincial committee where there is none of its kind.
pub(super) async fn counterpart(tx: &impl ConnectionTrait, code: &str, province: &ProvinceCode) -> Result<Option<String>, sea_orm::DbErr> {
    let Some(old) = office::Entity::find_by_id(code).one(tx).await? else { return Ok(None) };
    if old.commune_code.is_some() || old.province_code.as_deref().is_none_or(|own| own == province.as_str()) {
        return Ok(None);
    }
    for kind in [old.kind.as_str(), OfficeKind::ProvinceCommittee.code()] {
        let found = office::Entity::find()
            .filter(office::Column::Kind.eq(kind))
            .filter(office::Column::ProvinceCode.eq(province.as_str()))
            .filter(office::Column::CommuneCode.is_null())
            .filter(office::Column::Suspended.eq(false))
            .order_by_desc(office::Column::Staffed)
            .order_by_asc(office::Column::Code);
        if let Some(found) = found.one(tx).await? {
            return Ok(Some(found.code));
        }
    }
    Ok(None)
}

/// The committees of a commune that still work.
pub(super) async fn committees(tx: &impl ConnectionTrait, commune: &CommuneCode) -> Result<Vec<office::Model>, sea_orm::DbErr> {
    let query = office::Entity::find()
        .filter(office::Column::Kind.eq(OfficeKind::CommunePc.code()))
        .filter(office::Column::CommuneCode.eq(commune.as_str()))
        .filter(office::Column::MergedInto.is_null());
    query.order_by_asc(office::Column::Code).all(tx).await
}

/// The committee that goes on: the standard one where there are several.
async fn committee_in(tx: &Tx, commune: &CommuneCode) -> Result<Option<office::Model>, MapChangeError> {
    let mut all = committees(tx, commune).await?;
    all.sort_by_key(|office| office.code != format!("ubnd-{commune}"));
    Ok(all.into_iter().next())
}
