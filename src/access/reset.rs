//! A forgotten password: asking for a letter, and the letter.
//!
//! Whoever asks is told the same, and waits as long, whether or not somebody has that address: what they typed is put down, sealed, and
//! the worker looks later whose it is. The letter holds a link that works once; it says nothing of cases.

use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    AccessError, AdministrationError, people,
    people::Standing,
    staff::{self, folded_email},
    tries,
};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{office, password_reset, reset_request, staff as staff_row},
    kernel::{Actor, Timestamp, codes::OfficeCode},
    notification::{Message, Target, outbox},
    vault::door::Lane,
};

/// How long the link in a letter works: a mail server in the country may take an hour, a mailbox is open on many desks.
pub const LETTER_HOLDS: Duration = Duration::hours(2);
/// Longest mail address there is (RFC 5321).
const LONGEST_ADDRESS: usize = 254;
/// Requests per round: they must not keep the clocks waiting.
const ROUND: u64 = 50;

/// Asks for a letter to `address`. Nothing of the answer depends on whose it is.
///
/// # Errors
/// A field at fault for what is no address; [`AccessError::Wait`] after several in a row for the same one.
pub async fn ask(ctx: &Ctx, address: &str) -> Result<(), AdministrationError> {
    let desk = ctx.vault.desk()?;
    let address = folded_email(address).filter(|address| address.len() <= LONGEST_ADDRESS);
    let address = address.ok_or_else(|| AdministrationError::field("/email", "email-malformed"))?;
    tries::begin(ctx, desk.lane(Lane::Reset(&address))).await?;
    let asked_at = ctx.clock.now();
    let id = ctx.ids.row(asked_at);
    let sealed = desk.seal_address(id, &address, ctx.ids.as_ref()).map_err(AccessError::from)?;
    let row = reset_request::Model { id, address: sealed, asked_at };
    ctx.db.write(async |tx| Ok::<_, AdministrationError>(rows::insert(tx, row.clone()).await?)).await
}

/// Writes the letters that were asked for. Returns how many requests were looked at.
///
/// # Errors
/// The database refuses.
pub async fn send_due(ctx: &Ctx) -> Result<usize, AdministrationError> {
    if ctx.vault.desk().is_err() {
        return Ok(0);
    }
    let waiting = reset_request::Entity::find().order_by_asc(reset_request::Column::AskedAt).limit(ROUND).all(ctx.db.read()).await?;
    for request in &waiting {
        look_at(ctx, request).await?;
    }
    Ok(waiting.len())
}

async fn look_at(ctx: &Ctx, request: &reset_request::Model) -> Result<(), AdministrationError> {
    let person = match ctx.vault.desk()?.open_address(request.id, &request.address) {
        Ok(address) => staff::by_email(ctx, &address).await?.filter(|person| Standing::of(person) == Standing::Working),
        // The desk did not write it: nobody asked.
        Err(_) => None,
    };
    ctx.db
        .write(async |tx| {
            if let Some(person) = &person {
                let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(person.id)).await?;
                let now = ctx.clock.now();
                // Another worker may have been first.
                if reset_request::Entity::delete_by_id(request.id).exec(tx).await?.rows_affected == 1 {
                    let row = people::held(ctx, tx, person.id).await?;
                    write(ctx, tx, &mut ledger, &row, now).await?;
                }
                ledger.finish(tx).await?;
            } else {
                reset_request::Entity::delete_by_id(request.id).exec(tx).await?;
            }
            Ok(())
        })
        .await
}

async fn write(ctx: &Ctx, tx: &Tx, ledger: &mut Ledger<'_>, person: &staff_row::Model, now: Timestamp) -> Result<(), AdministrationError> {
    let office = office::Entity::find_by_id(&person.office_code).one(tx).await?.filter(|office| !office.suspended);
    let (Some(office), Standing::Working) = (office, Standing::of(person)) else { return Ok(()) };
    void(tx, person).await?;
    let mut row = password_reset::Model {
        id: ctx.ids.row(now),
        staff_id: person.id,
        created_at: now,
        expires_at: now + LETTER_HOLDS,
        used_at: None,
        row_mac: Vec::new(),
    };
    row.row_mac = ctx.vault.desk()?.reset_row_mac(&row).to_vec();
    let message = Message::PasswordReset { reset: row.id, expires_at: row.expires_at };
    ledger.record(now, Actor::System, &Event::ResetSent { reset: row.id });
    rows::insert(tx, row).await?;
    if let Some(code) = OfficeCode::parse(&office.code) {
        outbox::enqueue_beside_cases(ctx, tx, now, &code, Target::Person(person.id), &message).await?;
    }
    Ok(())
}

/// Makes every letter of a person that was not used worthless.
///
/// # Errors
/// The database refuses.
pub(super) async fn void(tx: &Tx, person: &staff_row::Model) -> Result<(), AdministrationError> {
    let letters = password_reset::Entity::delete_many().filter(password_reset::Column::StaffId.eq(person.id));
    letters.filter(password_reset::Column::UsedAt.is_null()).exec(tx).await?;
    Ok(())
}
