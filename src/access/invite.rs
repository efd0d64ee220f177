//! Inviting somebody: an account without a password, and a letter with a link that works once.
//!
//! Whoever is invited cannot sign in, answers for nothing and is told nothing until they chose a password; the office counts as
//! unstaffed meanwhile. The link stands nowhere in the database (`vault::invitation`).

use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    AdministrationError, Administrator, people,
    people::{Person, Standing},
    staff::folded_email,
    staffing, tell,
};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, error::violates_unique, rows},
    entity::{invitation, office, staff},
    kernel::{
        Actor, FieldError, Timestamp,
        codes::OfficeCode,
        terms::Role,
        text::{LINE_CHARS, bounded},
    },
    notification::{Message, StaffChange, Target, outbox},
    vault::macs::staff_fields,
};

/// How long an invitation holds.
pub const LASTS: Duration = Duration::days(7);

/// Somebody to be invited.
#[derive(Debug)]
pub struct NewPerson {
    /// Mail address, which is also the sign-in name.
    pub email: String,
    /// Name as colleagues know it.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Where they will work.
    pub office: String,
}

/// Invites somebody to an office of the area.
///
/// # Errors
/// Fields at fault; `State` where the office is suspended.
pub async fn invite(ctx: &Ctx, by: &Administrator, new: NewPerson) -> Result<Uuid, AdministrationError> {
    by.has_proved(ctx.clock.now())?;
    let office = people::office_at(ctx.db.read(), by, &new.office, "/office").await;
    let email = folded_email(&new.email);
    let name = bounded(&new.name, LINE_CHARS).ok().filter(|name| !name.is_empty());
    let (Some(email), Some(name), Ok(office)) = (&email, &name, &office) else {
        let faults = [
            email.is_none().then_some(("/email", "email-malformed")),
            name.is_none().then_some(("/name", "name-needed")),
            office.is_err().then_some(("/office", "unknown-office")),
        ];
        // What is no fault of a field, a database that fails, is told as such.
        if let Err(error) = office
            && !matches!(error, AdministrationError::Fields(_))
        {
            return Err(error);
        }
        return Err(AdministrationError::Fields(faults.into_iter().flatten().map(|(at, code)| FieldError::new(at, code)).collect()));
    };
    let created_at = ctx.clock.now();
    let mut row = staff::Model {
        id: ctx.ids.row(created_at),
        email: email.clone(),
        name: name.clone(),
        role: new.role.code().to_owned(),
        office_code: office.code.clone(),
        password_hash: String::new(),
        active: true,
        created_at,
        row_mac: Vec::new(),
        last_sign_in_at: None,
        to_invite_since: None,
        second_factor_at: None,
        unconfirmed_since: None,
    };
    row.row_mac = ctx.vault.desk()?.staff_row_mac(&staff_fields(&row)).to_vec();
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(row.id)).await?;
            let now = ctx.clock.now();
            let office = staffing::hold(tx, &row.office_code).await?.filter(|office| office.merged_into.is_none());
            let office = office.ok_or_else(|| AdministrationError::field("/office", "unknown-office"))?;
            if office.suspended {
                return Err(AdministrationError::State("office-suspended"));
            }
            if staff::Entity::find().filter(staff::Column::Email.eq(&row.email)).one(tx).await?.is_some() {
                return Err(AdministrationError::field("/email", "email-taken"));
            }
            let inserted = rows::insert(tx, row.clone()).await;
            if inserted.as_ref().is_err_and(|e| violates_unique(e, "staff", "email", "uq_staff_email")) {
                return Err(AdministrationError::field("/email", "email-taken"));
            }
            inserted?;
            ledger.record(now, by.actor(), &Event::StaffAdded { staff: row.id, role: &row.role, office: &row.office_code });
            send(ctx, tx, &mut ledger, by.actor(), &row, &office, now).await?;
            tell_of(ctx, tx, now, &row, &office, StaffChange::Invited).await?;
            ledger.finish(tx).await?;
            Ok(row.id)
        })
        .await
}

/// Sends the invitation again; the link of any earlier one is worth nothing from then on.
///
/// # Errors
/// `NotFound` outside the area; `State` for somebody who has a password already, or who left.
pub async fn resend(ctx: &Ctx, by: &Administrator, id: Uuid) -> Result<(), AdministrationError> {
    by.has_proved(ctx.clock.now())?;
    let Person { row, .. } = people::find(ctx, ctx.db.read(), by, id).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(id)).await?;
            let now = ctx.clock.now();
            let office = staffing::hold(tx, &row.office_code).await?.ok_or(AdministrationError::NotFound)?;
            let row = people::held(ctx, tx, id).await?;
            if row.office_code != office.code {
                return Err(AdministrationError::Changed);
            }
            if Standing::of(&row) != Standing::Invited {
                return Err(AdministrationError::State("not-invited"));
            }
            send(ctx, tx, &mut ledger, by.actor(), &row, &office, now).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// Writes an invitation, which voids the earlier ones, and the letter.
pub(super) async fn send(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    by: Actor,
    person: &staff::Model,
    office: &office::Model,
    now: Timestamp,
) -> Result<(), AdministrationError> {
    void(tx, person.id).await?;
    waits_no_more(tx, person).await?;
    let mut row = invitation::Model {
        id: ctx.ids.row(now),
        staff_id: person.id,
        created_at: now,
        expires_at: now + LASTS,
        used_at: None,
        row_mac: Vec::new(),
    };
    row.row_mac = ctx.vault.desk()?.invitation_row_mac(&row).to_vec();
    let message = Message::Invitation { invitation: row.id, expires_at: row.expires_at, office: office.name.clone() };
    ledger.record(now, by, &Event::Invited { staff: person.id, invitation: row.id });
    rows::insert(tx, row).await?;
    if let Some(code) = OfficeCode::parse(&office.code) {
        outbox::enqueue_beside_cases(ctx, tx, now, &code, Target::Person(person.id), &message).await?;
    }
    Ok(())
}

/// Somebody who was invited by hand, or need not be invited, waits for no first invitation.
pub(super) async fn waits_no_more(tx: &Tx, person: &staff::Model) -> Result<(), AdministrationError> {
    if person.to_invite_since.is_some() {
        staff::Entity::update_many()
            .col_expr(staff::Column::ToInviteSince, Expr::value(Option::<Timestamp>::None))
            .filter(staff::Column::Id.eq(person.id))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Makes every invitation of a person that was not used worthless.
///
/// # Errors
/// The database refuses.
pub async fn void(tx: &Tx, person: Uuid) -> Result<(), AdministrationError> {
    invitation::Entity::delete_many()
        .filter(invitation::Column::StaffId.eq(person))
        .filter(invitation::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Tells those who head an office what became of somebody there.
///
/// # Errors
/// The database refuses.
pub async fn tell_of(
    ctx: &Ctx,
    tx: &Tx,
    now: Timestamp,
    person: &staff::Model,
    office: &office::Model,
    change: StaffChange,
) -> Result<(), AdministrationError> {
    let message = Message::StaffChanged { name: person.name.clone(), office: office.name.clone(), change };
    Ok(tell::leads(ctx, tx, now, office, &message).await?)
}
