//! Offices, for whoever installs and staffs.

use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Db, rows},
    entity::office,
    kernel::{Actor, codes::OfficeCode},
    localities::{Office, OfficeKind, store::office_model},
    vault::office_keys::{self, OfficeKeyError},
};

/// Why an office was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddOfficeError {
    /// Another office has this code.
    #[error("this code is taken: see `langnghe office list`")]
    Taken,
    /// There is no such office above.
    #[error("--parent: no such office, see `langnghe office list`")]
    UnknownParent,
    /// Its keys could not be made.
    #[error(transparent)]
    Keys(#[from] OfficeKeyError),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

/// Adds an office and makes its keys.
///
/// # Errors
/// [`AddOfficeError`].
pub async fn add(ctx: &Ctx, by: Actor, new: Office, email: Option<String>) -> Result<OfficeCode, AddOfficeError> {
    let (code, parent) = (new.code.clone(), new.parent.clone());
    let row = office_model(new, email);
    ctx.db
        .write(async |tx| {
            if office::Entity::find_by_id(code.as_str()).one(tx).await?.is_some() {
                return Err(AddOfficeError::Taken);
            }
            if let Some(parent) = &parent
                && office::Entity::find_by_id(parent.as_str()).one(tx).await?.is_none()
            {
                return Err(AddOfficeError::UnknownParent);
            }
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::System(ctx.clock.now())).await?;
            let now = ctx.clock.now();
            rows::insert(tx, row).await?;
            ledger.record(now, by, &Event::OfficeAdded { office: code.as_str() });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await?;
    office_keys::provide(&ctx.db, &ctx.vault, ctx.ids.as_ref()).await?;
    Ok(code)
}

/// Offices by code; of one province where that is asked for.
///
/// # Errors
/// The database cannot be read.
pub async fn list(db: &Db, province: Option<&str>) -> Result<Vec<office::Model>, DbErr> {
    let filter = province.map_or_else(Condition::all, |code| Condition::all().add(office::Column::ProvinceCode.eq(code)));
    office::Entity::find().filter(filter).order_by_asc(office::Column::Code).all(db.read()).await
}

/// The offices of a commune, the accountable one first, and behind them the line above it; none where there is no such commune.
///
/// # Errors
/// The database cannot be read.
pub async fn of_commune(db: &Db, commune: &str) -> Result<Vec<office::Model>, DbErr> {
    let own = office::Entity::find().filter(office::Column::CommuneCode.eq(commune)).order_by_asc(office::Column::Code);
    let mut offices = own.all(db.read()).await?;
    offices.sort_by_key(|office| office.kind != OfficeKind::CommunePc.code());
    let mut above = offices.first().and_then(|office| office.parent_code.clone());
    while let Some(code) = above.take() {
        let Some(parent) = office::Entity::find_by_id(code).one(db.read()).await? else { break };
        above.clone_from(&parent.parent_code);
        offices.push(parent);
    }
    Ok(offices)
}
