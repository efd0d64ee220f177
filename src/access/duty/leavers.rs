//! Shifts and deputies of people who have left: a week that counts on them would promise what nobody keeps.

use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::Tx,
    entity::{deputy, duty_shift, staff},
    kernel::{Actor, Timestamp},
    notification::duty::can_answer,
};

/// People at a time.
const ROUND: u64 = 100;

/// Takes people off the rosters of offices they no longer work for. Returns how many.
///
/// # Errors
/// The database refuses.
pub async fn forget(ctx: &Ctx) -> Result<u64, DbErr> {
    let mut taken = 0;
    for id in gone(ctx).await? {
        let removed = ctx
            .db
            .write(async |tx| {
                let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(id)).await?;
                let now = ctx.clock.now();
                let removed = take_off(tx, &mut ledger, Actor::System, id, now).await?;
                ledger.finish(tx).await?;
                Ok::<_, DbErr>(removed)
            })
            .await?;
        taken += u64::from(removed);
    }
    Ok(taken)
}

/// Takes somebody off every roster where they do not, or no longer, work: for whoever suspends or moves a person, in the same unit of
/// work, with the chain of that person in hand. Says whether there was anything to take.
///
/// # Errors
/// The database refuses.
pub async fn take_off(tx: &Tx, ledger: &mut Ledger<'_>, by: Actor, id: Uuid, now: Timestamp) -> Result<bool, DbErr> {
    let person = staff::Entity::find_by_id(id).one(tx).await?;
    let mut shifts = duty_shift::Entity::delete_many().filter(duty_shift::Column::StaffId.eq(id));
    if let Some(person) = person.filter(can_answer) {
        shifts = shifts.filter(duty_shift::Column::OfficeCode.ne(person.office_code));
    }
    let mut taken = shifts.exec(tx).await?.rows_affected;
    let either = Condition::any().add(deputy::Column::StaffId.eq(id)).add(deputy::Column::DeputyId.eq(id));
    for row in deputy::Entity::find().filter(either).all(tx).await? {
        let away = staff::Entity::find_by_id(row.staff_id).one(tx).await?;
        let stands_in = staff::Entity::find_by_id(row.deputy_id).one(tx).await?;
        let sound = away.zip(stands_in).is_some_and(|(away, by)| away.active && can_answer(&by) && away.office_code == by.office_code);
        if !sound {
            taken += deputy::Entity::delete_by_id(row.id).exec(tx).await?.rows_affected;
        }
    }
    if taken > 0 {
        ledger.record(now, by, &Event::TakenOffDuty { staff: id });
    }
    Ok(taken > 0)
}

/// People on a roster who left, moved, or cannot sign in.
async fn gone(ctx: &Ctx) -> Result<Vec<Uuid>, DbErr> {
    let shifts = duty_shift::Entity::find().select_only().column(duty_shift::Column::StaffId).distinct().filter(Expr::cust(
        "EXISTS (SELECT 1 FROM staff WHERE staff.id = duty_shift.staff_id \
         AND (NOT staff.active OR staff.password_hash = '' OR staff.office_code <> duty_shift.office_code))",
    ));
    let deputies = deputy::Entity::find().select_only().column(deputy::Column::StaffId).distinct().filter(Expr::cust(
        "EXISTS (SELECT 1 FROM staff away, staff stands_in WHERE away.id = deputy.staff_id AND stands_in.id = deputy.deputy_id \
         AND (NOT away.active OR NOT stands_in.active OR stands_in.password_hash = '' OR away.office_code <> stands_in.office_code))",
    ));
    let mut people: Vec<Uuid> = shifts.limit(ROUND).into_tuple().all(ctx.db.read()).await?;
    people.extend(deputies.limit(ROUND).into_tuple::<Uuid>().all(ctx.db.read()).await?);
    people.sort_unstable();
    people.dedup();
    Ok(people)
}
