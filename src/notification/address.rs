//! From an alert to an office to one delivery per mailbox. Runs at the desk, where staff may be read.

use std::collections::BTreeSet;

use chrono::Duration;
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

use super::{Message, Target, duty::Crew};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, error::class, rows},
    entity::{alert, case_file, delivery, office, staff},
    kernel::{
        Actor, Timestamp,
        terms::{Role, Severity},
    },
    localities::party,
};

/// How long a mail about the triage lane speaks for what comes into it after.
const LANE_GATHERED: Duration = Duration::minutes(15);
/// Alerts per round.
const ROUND: u64 = 100;

/// Addresses waiting alerts, most urgent first. Returns how many.
///
/// # Errors
/// The database refuses, and not one could be addressed.
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
    let (mut addressed, mut failed) = (0, None);
    for id in &waiting {
        // One alert that cannot be addressed must not keep the others waiting.
        match ctx.db.write(async |tx| address(ctx, tx, *id).await).await {
            Ok(()) => addressed += 1,
            Err(error) => {
                tracing::error!(alert = %id, cause = class(&error), "an alert could not be addressed");
                failed.get_or_insert(error);
            }
        }
    }
    // While others are addressed the work goes on; the failure is told when nothing else is left.
    failed.filter(|_| addressed == 0).map_or(Ok(addressed), Err)
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
    // Of the lane each office hears once in a while, not of each case: a flood must not bury what is real in its mailbox.
    if hears_of_the_lane_anyway(tx, &alert, now).await? {
        let done = alert::Entity::update_many().col_expr(alert::Column::AddressedAt, now.into()).filter(alert::Column::Id.eq(id));
        done.exec(tx).await?;
        return Ok(());
    }
    let office = office::Entity::find_by_id(&alert.office_code).one(tx).await?;
    let mailboxes = match (office, Target::parse(&alert.target)) {
        (Some(office), Some(target)) => {
            let meant = Meant { target, emergency: alert.urgency <= Severity::Emergency.rank(), at: now };
            mailboxes(ctx, tx, &office, meant, &excluded).await?
        }
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

/// Whether an alert is about a case that may be no report, and its office was mailed about such a case shortly before.
async fn hears_of_the_lane_anyway(tx: &Tx, alert: &alert::Model, now: Timestamp) -> Result<bool, DbErr> {
    let Some(case) = alert.case_id else { return Ok(false) };
    let suspected = || {
        case_file::Entity::find()
            .select_only()
            .column(case_file::Column::Id)
            .filter(case_file::Column::Suspected.is_not_null())
            .filter(case_file::Column::ClosedAt.is_null())
    };
    if suspected().filter(case_file::Column::Id.eq(case)).into_tuple::<Uuid>().one(tx).await?.is_none() {
        return Ok(false);
    }
    let told = alert::Entity::find()
        .filter(alert::Column::OfficeCode.eq(&alert.office_code))
        .filter(alert::Column::Target.eq(&alert.target))
        .filter(alert::Column::AddressedAt.gt(now - LANE_GATHERED))
        .filter(alert::Column::CaseId.in_subquery(suspected().into_query()))
        .filter(Expr::exists(mailed()))
        .one(tx)
        .await?;
    Ok(told.is_some())
}

/// That a mail of the alert was written.
fn mailed() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(delivery::Entity)
        .and_where(Expr::col((delivery::Entity, delivery::Column::AlertId)).equals((alert::Entity, alert::Column::Id)))
        .to_owned()
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

/// Who is meant by an alert.
#[derive(Debug, Clone, Copy)]
struct Meant {
    target: Target,
    /// Somebody is in danger now: at a desk that is awake, the people who are.
    emergency: bool,
    at: Timestamp,
}

/// Whether an alert to `target` at `office` would reach a mailbox of somebody who may know: the rule of [`mailboxes`], asked before
/// an alert is written.
///
/// # Errors
/// The database cannot be read.
pub async fn reaches(
    ctx: &Ctx,
    tx: &Tx,
    office: &office::Model,
    target: Target,
    excluded: &BTreeSet<String>,
    now: Timestamp,
) -> Result<bool, DbErr> {
    Ok(!mailboxes(ctx, tx, office, Meant { target, emergency: false, at: now }, excluded).await?.is_empty())
}

/// The mailboxes of those meant, minus whoever must not know. A roster chooses among people and never leaves nobody: where it has a
/// hole, or whoever is on must not know, all are told who would be told without one.
async fn mailboxes(ctx: &Ctx, tx: &Tx, office: &office::Model, meant: Meant, excluded: &BTreeSet<String>) -> Result<Vec<Mailbox>, DbErr> {
    // The people of a suspended office cannot sign in: whoever is told there is nobody.
    if party::is_excluded(excluded, office) || office.suspended {
        return Ok(Vec::new());
    }
    let crew = Crew::of(&ctx.vault, tx, &office.code, meant.at).await?;
    let may_know = |person: &staff::Model| !excluded.contains(&party::of_staff(person.id));
    let on_duty = crew.on_duty(meant.at, may_know);
    // Whoever has no password yet cannot sign in: a mail to them would tell nobody, and the ladder has to know that.
    let can_be_told = |person: &staff::Model| may_know(person) && !person.password_hash.is_empty();
    let of = |roles: &[Role]| crew.in_roles(roles, meant.at, can_be_told);
    let mut people = match meant.target {
        // Also somebody who is only invited yet: it is the invitation itself. No deputy, no mailbox of the office reads it instead.
        Target::Person(id) => {
            let person = crew.person(id).filter(|person| may_know(person));
            return Ok(person.map(|person| Mailbox { staff: Some(id), address: person.email.clone() }).into_iter().collect());
        }
        Target::DutyPerson if !on_duty.is_empty() => on_duty,
        Target::DutyPerson => of(&[Role::Responder]),
        Target::Lead => of(&[Role::Lead]),
        // Those who sleep read it too late; those who are on at a round-the-clock desk read it now.
        Target::Office if meant.emergency && office.round_the_clock && !on_duty.is_empty() => on_duty,
        Target::Office => of(&[Role::Responder, Role::Lead, Role::Supervisor]),
        Target::Oversight => of(&[Role::Lead, Role::Supervisor, Role::Administrator]),
    };
    if people.is_empty() && meant.target == Target::DutyPerson {
        people = of(&[Role::Lead, Role::Supervisor]);
    }
    let mut found: Vec<Mailbox> =
        people.into_iter().map(|person| Mailbox { staff: Some(person.id), address: person.email.clone() }).collect();
    // An office's own mailbox is read by many: never in the place of a lead, and only where nobody in the office is excluded by name.
    if found.is_empty() && meant.target != Target::Lead && crew.people().into_iter().all(may_know) {
        found.extend(office.email.clone().map(|address| Mailbox { staff: None, address }));
    }
    Ok(found)
}
