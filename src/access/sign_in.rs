//! Signing in: the password, then the code of the second factor from whoever has one and comes from a device that is not trusted.
//!
//! Whether somebody has an account shows neither in an answer nor in its time. Whoever has the right password is told that a code is
//! needed; nobody else is. Every try is counted before it is looked at ([`super::tries`]), and both kinds of failure are entered in
//! the person's chain, where there is a person.

use chrono::{Duration, TimeZone, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use zeroize::Zeroizing;

use super::{
    AccessError, account_news,
    devices::{self, is_trusted},
    second_factor::{self, Claim},
    session::{self, on_a_thread},
    staff::{self, folded_email},
    tries,
};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::Tx,
    entity::{device, office, staff as staff_row},
    kernel::{Actor, Timestamp, secret::Plaintext},
    notification::AccountNews,
    vault::{door::Lane, macs::Token, password, second_factor::Ticket},
};

/// How long a right password waits for its code.
pub const TICKET_HOLDS: Duration = Duration::minutes(10);

/// The wrong code in a row, after a right password and from a device that is not known, of which its owner hears: people mistype.
const TOLD_AT: i32 = 3;

/// What the browser or client brings along.
#[derive(Debug, Default)]
pub struct Brought {
    /// Tokens of devices, from its cookie.
    pub devices: Vec<Token>,
    /// The token of the session that this one takes the place of.
    pub session: Option<Token>,
    /// Whether this device is to go without a code for thirty days.
    pub remember: bool,
}

/// Somebody is in.
#[derive(Debug)]
pub struct Entered {
    /// The token of the session.
    pub token: Token,
    /// The token of the device, where it is a new one.
    pub device: Option<Token>,
}

/// How far somebody came.
#[derive(Debug)]
pub enum Step {
    /// In.
    Inside(Entered),
    /// The password was right; what a form carries until the code comes.
    Code(Zeroizing<String>),
}

/// Signs somebody in, as far as a password leads.
///
/// # Errors
/// [`AccessError::SignInWrong`], without saying what was wrong; [`AccessError::Wait`].
pub async fn with_password(ctx: &Ctx, email: &str, given: &Plaintext, brought: &Brought) -> Result<Step, AccessError> {
    let known = Known::find(ctx, email, brought).await?;
    tries::begin(ctx, known.lane).await?;
    let person = known.look_at(ctx, given).await?;
    let trusted = known.device.as_ref().is_some_and(|device| is_trusted(device, ctx.clock.now()));
    if person.second_factor_at.is_some() && !trusted {
        ctx.db.write(async |tx| Ok::<_, AccessError>(tries::take_back(tx, known.lane).await?)).await?;
        return Ok(Step::Code(ctx.vault.desk()?.ticket(person.id, &person.password_hash, ctx.clock.now())));
    }
    enter(ctx, &person, &known, brought, Proof::default()).await.map(Step::Inside)
}

/// Signs somebody in who sends password and code at once.
///
/// # Errors
/// As [`with_password`]; [`AccessError::CodeWrong`].
pub async fn with_both(ctx: &Ctx, email: &str, given: &Plaintext, code: &Plaintext, brought: &Brought) -> Result<Entered, AccessError> {
    let known = Known::find(ctx, email, brought).await?;
    let tries = tries::begin(ctx, known.lane).await?;
    let person = known.look_at(ctx, given).await?;
    let claim = match person.second_factor_at {
        Some(_) => Some(second_factor::claim(ctx, person.id, code).await?),
        // Whoever has none needs none; what was typed is nobody's code.
        None => None,
    };
    enter(ctx, &person, &known, brought, Proof { claim, tries }).await
}

/// Signs somebody in whose password was right a moment ago.
///
/// # Errors
/// [`AccessError::NotSignedIn`] for a ticket that is not ours or too old; [`AccessError::CodeWrong`]; [`AccessError::Wait`].
pub async fn with_code(ctx: &Ctx, ticket: &str, code: &Plaintext, brought: &Brought) -> Result<Entered, AccessError> {
    let desk = ctx.vault.desk()?;
    let ticket = Ticket::parse(ticket).ok_or(AccessError::NotSignedIn)?;
    let given_at = Utc.timestamp_micros(ticket.micros).single().ok_or(AccessError::NotSignedIn)?;
    let person = staff::by_id(ctx, ticket.staff).await?.ok_or(AccessError::NotSignedIn)?;
    let now = ctx.clock.now();
    if !desk.ticket_holds(&ticket, &person.password_hash) || now >= given_at + TICKET_HOLDS || now < given_at {
        return Err(AccessError::NotSignedIn);
    }
    let known = Known::find(ctx, &person.email, brought).await?;
    let tries = tries::begin(ctx, known.lane).await?;
    if is_suspended(ctx, &person).await? {
        return Err(AccessError::NotSignedIn);
    }
    let claim = Some(second_factor::claim(ctx, person.id, code).await?);
    enter(ctx, &person, &known, brought, Proof { claim, tries }).await
}

/// Who an address names, from which device, and in which lane a failure counts.
struct Known {
    person: Option<staff_row::Model>,
    device: Option<device::Model>,
    lane: [u8; 32],
}

impl Known {
    async fn find(ctx: &Ctx, email: &str, brought: &Brought) -> Result<Self, AccessError> {
        let desk = ctx.vault.desk()?;
        let person = staff::by_email(ctx, email).await?;
        let device = match &person {
            Some(person) => devices::known(ctx, person.id, &brought.devices).await?,
            None => None,
        };
        let lane = match &device {
            Some(device) => desk.lane(Lane::Device(device.id)),
            // What is no address at all is one lane together: nobody has it.
            None => desk.lane(Lane::Address(&folded_email(email).unwrap_or_default())),
        };
        Ok(Self { person, device, lane })
    }

    /// The person, where the password is theirs and their office works. Takes the same time for nobody.
    async fn look_at(&self, ctx: &Ctx, given: &Plaintext) -> Result<staff_row::Model, AccessError> {
        let Some(person) = &self.person else {
            let given = given.clone();
            on_a_thread(move || password::burn(&given)).await?;
            enter_failure(ctx, Chain::System(ctx.clock.now()), Actor::System, &Event::SignInUnknown).await?;
            return Err(AccessError::SignInWrong);
        };
        let (hash, given) = (person.password_hash.clone(), given.clone());
        let right = on_a_thread(move || password::verify(&given, &hash)).await?;
        // At a suspended office even the right password opens nothing, and it does not show that it was right.
        if right && !is_suspended(ctx, person).await? {
            return Ok(person.clone());
        }
        enter_failure(ctx, Chain::Staff(person.id), Actor::Staff(person.id), &Event::SignInFailed).await?;
        Err(AccessError::SignInWrong)
    }
}

async fn is_suspended(ctx: &Ctx, person: &staff_row::Model) -> Result<bool, AccessError> {
    let office = office::Entity::find_by_id(&person.office_code).one(ctx.db.read()).await?;
    Ok(office.is_none_or(|office| office.suspended))
}

/// A failed attempt is entered and stays entered.
async fn enter_failure(ctx: &Ctx, chain: Chain, actor: Actor, event: &Event<'_>) -> Result<(), AccessError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, chain).await?;
            ledger.record(ctx.clock.now(), actor, event);
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// What was typed beside the password, and the how-manieth try in a row it is.
#[derive(Debug, Default)]
struct Proof {
    claim: Option<Claim>,
    tries: i32,
}

/// Opens the session, unless the code is wrong: that is entered, and its owner told that somebody knows the password.
async fn enter(
    ctx: &Ctx,
    person: &staff_row::Model,
    known: &Known,
    brought: &Brought,
    Proof { claim, tries }: Proof,
) -> Result<Entered, AccessError> {
    let (token, fresh) = (Token::random(ctx.ids.as_ref()), Token::random(ctx.ids.as_ref()));
    let new_device = known.device.is_none();
    let inside = ctx
        .db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(person.id)).await?;
            let now = ctx.clock.now();
            let actor = Actor::Staff(person.id);
            if let Some(claim) = &claim {
                if !second_factor::use_up(ctx, tx, person.id, claim).await? {
                    ledger.record(now, actor, &Event::SecondFactorFailed);
                    ledger.finish(tx).await?;
                    if new_device && tries == TOLD_AT {
                        account_news::tell(ctx, tx, now, person, AccountNews::PasswordKnown).await?;
                    }
                    return Ok(false);
                }
                if matches!(claim, Claim::Recovery(_)) {
                    ledger.record(now, actor, &Event::RecoveryCodeUsed);
                    account_news::tell(ctx, tx, now, person, AccountNews::RecoveryUsed).await?;
                }
            }
            ledger.record(now, actor, &Event::SignedIn);
            ledger.finish(tx).await?;
            // Only a code makes a device one that goes without; a password alone never does.
            let trust = brought.remember && claim.is_some();
            let arrival = devices::arrival(ctx, person.id, known.device.as_ref(), &fresh, trust, now)?;
            let device = arrival.row.id;
            devices::store(tx, arrival).await?;
            session::open(ctx, tx, &token, person.id, device, now).await?;
            if let Some(earlier) = &brought.session {
                session::discard(ctx, tx, earlier).await?;
            }
            // Whoever comes for the first time comes from a new device, and knows it.
            if new_device && person.last_sign_in_at.is_some() {
                account_news::tell(ctx, tx, now, person, AccountNews::NewDevice).await?;
            }
            greeted(tx, person, now).await?;
            tries::forget(tx, known.lane).await?;
            Ok::<_, AccessError>(true)
        })
        .await?;
    if inside { Ok(Entered { token, device: new_device.then_some(fresh) }) } else { Err(AccessError::CodeWrong) }
}

async fn greeted(tx: &Tx, person: &staff_row::Model, now: Timestamp) -> Result<(), AccessError> {
    staff_row::Entity::update_many()
        .col_expr(staff_row::Column::LastSignInAt, Expr::value(now))
        .filter(staff_row::Column::Id.eq(person.id))
        .exec(tx)
        .await?;
    Ok(())
}
