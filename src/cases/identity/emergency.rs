//! Opening the contact details at once while it is an emergency: a telephone and a mail address, no name, no voice, no picture.
//!
//! For whoever was named for the case, for everybody of the accountable office while nobody is, and for the round-the-clock desk that was
//! told. Nobody is asked first; a lead looks at it afterwards. A password is enough: a lost second factor must not cost a night.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::{CaseError, IdentityNews, JUDGED_WITHIN, Target, Way, at, deciders, held, open, row, signed, tell};
use crate::{
    access::{AccessError, Responder, proof},
    audit::{Chain, Event, Ledger},
    cases::{content::Identity, find, readers, told},
    ctx::Ctx,
    db::rows,
    entity::{case_file, case_grant, office},
    kernel::{
        codes::CaseCode,
        secret::Plaintext,
        terms::{GrantGround, Severity},
    },
    vault::{
        case_keys,
        envelope::Part,
        sealing::{CaseKey, seal},
    },
};

/// Opens the contact details of whoever reported. `password` is needed where the last proof is long ago.
///
/// # Errors
/// `NotFound` out of scope; `NothingProtected`; `NoEmergencyOpening` for whoever has to ask first; a reason or the password is needed.
pub async fn open_contact(
    ctx: &Ctx,
    by: &Responder,
    code: &CaseCode,
    reason: &Plaintext,
    password: &Plaintext,
) -> Result<Vec<Identity>, CaseError> {
    if reason.is_blank() {
        return Err(CaseError::field("/reason", "reason-needed"));
    }
    let reason = told::note("/reason", reason)?;
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    held(ctx.db.read(), found.id, by).await?;
    if !may_open_contact(ctx.db.read(), by, &found).await? {
        return Err(CaseError::NoEmergencyOpening);
    }
    prove(ctx, by, password).await?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let id = ctx.ids.row(ctx.clock.now());
    let sealed = seal(&key, at("reason", id), &reason, ctx.ids.as_ref())?;
    let details = open::read(ctx, by, found.id).await?.into_iter().map(contact_details).collect::<Vec<_>>();
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::in_scope(tx, &by.scope(), code).await?;
            // Somebody else may have been named, or the danger have passed, while a password was typed.
            if !may_open_contact(tx, by, &case).await? {
                return Err(CaseError::NoEmergencyOpening);
            }
            // Where nobody can look at it, it waits in the open for whoever comes: the night is not the time to refuse.
            let judge = deciders::asked(ctx, tx, case.id, by).await?.unwrap_or_else(|| by.office().clone());
            let new = row::Model {
                id,
                case_id: case.id,
                way: Way::Emergency.code().to_owned(),
                asked_by: by.staff(),
                asked_from: by.office().as_str().to_owned(),
                asked_at: now,
                reason: sealed.clone(),
                judge_office: judge.as_str().to_owned(),
                due_at: now + JUDGED_WITHIN,
                told_above_at: None,
                judged_by: None,
                judged_at: None,
                judgement: None,
                words: None,
                open_until: None,
                row_mac: Vec::new(),
            };
            rows::insert(tx, signed(ctx, new)?).await?;
            readers::count(tx, case.id, by).await?;
            ledger.record(now, by.actor(), &Event::ContactDetailsOpened { access: id, office: by.office().as_str() });
            deciders::let_read(tx, &case, &judge, now).await?;
            tell(ctx, tx, &case, (judge.as_str(), Target::Lead), IdentityNews::Review, now).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await?;
    Ok(details)
}

/// Whether `by` need not ask before they reach whoever reported.
///
/// # Errors
/// The database cannot be read.
pub async fn may_open_contact(db: &impl ConnectionTrait, by: &Responder, case: &case_file::Model) -> Result<bool, DbErr> {
    if case.severity != Severity::Emergency.code() || case.closed_at.is_some() {
        return Ok(false);
    }
    let own = by.office().as_str();
    match case.assigned_to {
        Some(named) if named == by.staff() => return Ok(true),
        None if case.office_code == own => return Ok(true),
        _ => {}
    }
    let awake = office::Entity::find_by_id(own).one(db).await?.is_some_and(|office| office.round_the_clock);
    let told = case_grant::Entity::find()
        .filter(case_grant::Column::CaseId.eq(case.id))
        .filter(case_grant::Column::OfficeCode.eq(own))
        .filter(case_grant::Column::Ground.eq(GrantGround::EmergencyNotice.code()))
        .filter(case_grant::Column::UntilAt.is_null());
    Ok(awake && told.one(db).await?.is_some())
}

/// A proof of a moment ago, or the password now; both are told apart from a wrong password at its field, so that nothing typed is lost.
async fn prove(ctx: &Ctx, by: &Responder, password: &Plaintext) -> Result<(), CaseError> {
    if by.has_proved(ctx.clock.now()).is_ok() {
        return Ok(());
    }
    if password.reveal().is_empty() {
        return Err(CaseError::field("/password", "password-needed"));
    }
    match proof::by_password(ctx, by, password).await {
        Err(AccessError::SignInWrong) => Err(CaseError::field("/password", "password-wrong")),
        other => Ok(other?),
    }
}

/// No more than it takes to reach somebody.
fn contact_details(said: Identity) -> Identity {
    Identity { phone: said.phone, email: said.email, ..Identity::default() }
}
