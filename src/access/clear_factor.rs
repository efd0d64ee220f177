//! Clearing the second factor of somebody who lost the device it was on, and has no recovery code left.
//!
//! Whoever asks an administrator for it on the telephone may be anybody, and the administrator may be a friend of the one who is
//! reported. So the person is told, those who head the office and the office above are told, every session ends, and every device
//! is a new one: the password alone opens the door again, from a device that everybody hears of.

use uuid::Uuid;

use super::{
    AdministrationError, Administrator, account_news, devices, invite, people,
    people::{Person, Standing},
    second_factor, staffing,
};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    notification::{AccountNews, StaffChange},
};

/// Clears the second factor of a person of the area.
///
/// # Errors
/// `NotFound` outside the area, `OwnAccount`, `State` for somebody who has none; [`super::AccessError::ProofNeeded`].
pub async fn clear(ctx: &Ctx, by: &Administrator, id: Uuid) -> Result<(), AdministrationError> {
    by.has_proved(ctx.clock.now())?;
    let Person { row, .. } = people::find(ctx, ctx.db.read(), by, id).await?;
    if id == by.staff() {
        return Err(AdministrationError::OwnAccount);
    }
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(id)).await?;
            let now = ctx.clock.now();
            let office = staffing::hold(tx, &row.office_code).await?.ok_or(AdministrationError::NotFound)?;
            let mut row = people::held(ctx, tx, id).await?;
            if row.office_code != office.code {
                return Err(AdministrationError::Changed);
            }
            if row.second_factor_at.is_none() {
                return Err(AdministrationError::State("no-second-factor"));
            }
            second_factor::remove(tx, id).await?;
            devices::forget_all(tx, id).await?;
            people::end_sessions(tx, id).await?;
            row.second_factor_at = None;
            people::store(ctx, tx, row.clone()).await?;
            if Standing::of(&row) == Standing::Working {
                account_news::tell(ctx, tx, now, &row, AccountNews::FactorCleared).await?;
            }
            invite::tell_of(ctx, tx, now, &row, &office, StaffChange::Factor).await?;
            ledger.record(now, by.actor(), &Event::SecondFactorCleared { staff: id });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}
