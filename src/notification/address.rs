//! From an alert to an office to one delivery per mailbox. Runs at the desk, where staff may be read.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Message, Target};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{alert, case_file, delivery, office, staff},
    kernel::{Actor, Timestamp, terms::Role},
    localities::party,
};

/// Alerts per round.
const ROUND: u64 = 100;

/// Addresses waiting alerts, most urgent first. Returns how many.
///
/// # Errors
/// The database refuses.
pub async fn address_waiting(ctx: &Ctx) -> Result<usize, DbErr> {
    let waiting: Vec<Uuid> = alert::Entity::find()
        .select_only()
        .column(alert::Column::Id)
        .filter(alert::Column::AddressedAt.is_null())
        .order_by_asc(alert::Column::Urgency)
        .order_by_asc(alert::Column::CreatedAt)
        .limit(ROUND)
        .into_tuple()
        .all(ctx.db.read())
        .await?;
    let mut failed = None;
    for id in &waiting {
        // One alert that cannot be addressed must not keep the others waiting.
        if let Err(error) = ctx.db.write(async |tx| address(ctx, tx, *id).await).await {
            failed.get_or_insert(error);
        }
    }
    failed.map_or(Ok(waiting.len()), Err)
}

async fn address(ctx: &Ctx, tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    // The chain first, then the alert: the order in which the sweep takes them too.
    let Some(found) = alert::Entity::find_by_id(id).one(tx).await? else { return Ok(()) };
    let mut ledger = match found.case_id {
        Some(case) => Some((case, Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?)),
        None => None,
    };
    let query = alert::Entity::find_by_id(id).filter(alert::Column::AddressedAt.is_null()).lock_exclusive();
    let Some(alert) = query.one(tx).await? else { return Ok(()) };
    let now = ctx.clock.now();
    let excluded = match alert.case_id {
        Some(case) => party::excluded_from(tx, case).await?,
        None => BTreeSet::new(),
    };
    let office = office::Entity::find_by_id(&alert.office_code).one(tx).await?;
    let mailboxes = match (office, Target::parse(&alert.target)) {
        (Some(office), Some(target)) => mailboxes(ctx, tx, &office, target, &excluded).await?,
        _ => Vec::new(),
    };
    let reachable = !mailboxes.is_empty();
    let deliveries = mailboxes.into_iter().map(|mailbox| mailbox.delivery(ctx, &alert, now)).collect();
    rows::insert_all(tx, deliveries).await?;
    if let (Some((case, ledger)), false) = (ledger.as_mut(), reachable) {
        ledger.record(now, Actor::System, &Event::AlertUnreachable { alert: id });
        if Message::climbs_when_unreachable(&alert.kind) {
            wake(tx, *case, now).await?;
        }
    }
    if let Some((_, ledger)) = ledger {
        ledger.finish(tx).await?;
    }
    alert::Entity::update_many()
        .col_expr(alert::Column::AddressedAt, now.into())
        .col_expr(alert::Column::Unreachable, (!reachable && Message::climbs_when_unreachable(&alert.kind)).into())
        .filter(alert::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Asks the clock to look at the case now: somebody who should have been told was not.
pub(super) async fn wake(tx: &Tx, case: Uuid, now: Timestamp) -> Result<(), DbErr> {
    case_file::Entity::update_many()
        .col_expr(case_file::Column::AttentionAt, now.into())
        .filter(case_file::Column::Id.eq(case))
        .filter(case_file::Column::ClosedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

struct Mailbox {
    staff: Option<Uuid>,
    address: String,
}

impl Mailbox {
    fn delivery(self, ctx: &Ctx, alert: &alert::Model, now: Timestamp) -> delivery::Model {
        delivery::Model {
            id: ctx.ids.row(now),
            alert_id: alert.id,
            staff_id: self.staff,
            address: self.address,
            language: crate::kernel::Lang::Vi.tag().to_owned(),
            urgency: alert.urgency,
            state: "waiting".into(),
            attempts: 0,
            next_attempt_at: now,
            claimed_until: None,
            sent_at: None,
            last_reply: None,
        }
    }
}

/// Whether an alert to `target` at `office` would reach a mailbox of somebody who may know: the rule of [`mailboxes`], asked before
/// an alert is written.
///
/// # Errors
/// The database cannot be read.
pub async fn reaches(ctx: &Ctx, tx: &Tx, office: &office::Model, target: Target, excluded: &BTreeSet<String>) -> Result<bool, DbErr> {
    Ok(!mailboxes(ctx, tx, office, target, excluded).await?.is_empty())
}

/// The mailboxes of those meant, minus whoever must not know.
async fn mailboxes(ctx: &Ctx, tx: &Tx, office: &office::Model, target: Target, excluded: &BTreeSet<String>) -> Result<Vec<Mailbox>, DbErr> {
    // The people of a suspended office cannot sign in: whoever is told there is nobody.
    if party::is_excluded(excluded, office) || office.suspended {
        return Ok(Vec::new());
    }
    let mut staff = staff::Entity::find()
        .filter(staff::Column::OfficeCode.eq(&office.code))
        .filter(staff::Column::Active.eq(true))
        .order_by_asc(staff::Column::Email)
        .all(tx)
        .await?;
    let desk = ctx.vault.desk().ok();
    let meant_in_person = |person: &staff::Model| target == Target::Person(person.id);
    // Whoever is only invited yet answers nothing and is told nothing, but for the invitation itself.
    staff.retain(|person| desk.is_some_and(|desk| desk.lets_in(person) || meant_in_person(person) && desk.knows(person)));
    let may_know = |person: &&staff::Model| !excluded.contains(&party::of_staff(person.id));
    let people: Vec<&staff::Model> = staff.iter().filter(may_know).collect();
    let of = |roles: &[Role]| -> Vec<Mailbox> {
        let meant = people.iter().filter(|person| Role::parse(&person.role).is_some_and(|role| roles.contains(&role)));
        meant.map(|person| Mailbox { staff: Some(person.id), address: person.email.clone() }).collect()
    };
    let mut found = match target {
        Target::DutyPerson => of(&[Role::Responder]),
        Target::Lead => of(&[Role::Lead]),
        Target::Office => of(&[Role::Responder, Role::Lead, Role::Supervisor]),
        Target::Person(id) => {
            let meant = people.iter().filter(|person| person.id == id);
            return Ok(meant.map(|person| Mailbox { staff: Some(person.id), address: person.email.clone() }).collect());
        }
    };
    if found.is_empty() && target == Target::DutyPerson {
        found = of(&[Role::Lead, Role::Supervisor]);
    }
    // An office's own mailbox is read by many: never in the place of a lead, and only where nobody in the office is excluded by name.
    if found.is_empty() && target != Target::Lead && people.len() == staff.len() {
        found.extend(office.email.clone().map(|address| Mailbox { staff: None, address }));
    }
    Ok(found)
}
