//! The sweep: cases whose `attention_at` has come, one unit of work each.
//!
//! Idempotent: an escalation is a row with the deadline and the rung as its key, so however many workers run and whatever crashed,
//! each rung is told once. The cost follows what is due: cases that wait are not looked at.

use std::collections::BTreeSet;

use chrono::Duration;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::ladder::{is_inside_the_office, step};
use crate::{
    audit::{Chain, Event, Ledger},
    cases::{
        CaseError, argument,
        clock::{self, RECHECK},
        custody, envelopes,
    },
    clocks::{DueRung, RungTarget},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{alert, case_file, case_grant, deadline, drill, escalation, office},
    kernel::{Actor, Timestamp, codes::OfficeCode, terms::GrantGround},
    localities::{OfficeKind, duty::rosters_of, party, store::standing},
    notification::{Message, Target, address, outbox},
};

/// Cases per round.
const ROUND: u64 = 100;
/// Pause before a case that could not be looked at is tried again.
const TRY_AGAIN: Duration = Duration::minutes(5);

/// Looks at every case whose time has come. Returns how many it looked at.
///
/// # Errors
/// The database refuses.
pub async fn sweep(ctx: &Ctx) -> Result<usize, CaseError> {
    let due: Vec<Uuid> = case_file::Entity::find()
        .select_only()
        .column(case_file::Column::Id)
        .filter(case_file::Column::AttentionAt.lte(ctx.clock.now()))
        .order_by_asc(case_file::Column::AttentionAt)
        .limit(ROUND)
        .into_tuple()
        .all(ctx.db.read())
        .await?;
    for case in &due {
        // One case that cannot be looked at must not stop the clock of the others.
        if let Err(error) = ctx.db.write(async |tx| look_at(ctx, tx, *case).await).await {
            tracing::error!(%case, cause = %error, "the clock could not look at a case; it tries again in a few minutes");
            postpone(ctx, *case).await?;
        }
    }
    Ok(due.len())
}

/// Puts a case that could not be looked at behind the others for a moment.
async fn postpone(ctx: &Ctx, case: Uuid) -> Result<(), CaseError> {
    let later = case_file::Entity::update_many()
        .col_expr(case_file::Column::AttentionAt, Expr::value(ctx.clock.now() + TRY_AGAIN))
        .filter(case_file::Column::Id.eq(case))
        .filter(case_file::Column::ClosedAt.is_null());
    ctx.db.write(async |tx| later.exec(tx).await.map(|_| ())).await?;
    Ok(())
}

async fn look_at(ctx: &Ctx, tx: &Tx, id: Uuid) -> Result<(), CaseError> {
    let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(id)).await?;
    let now = ctx.clock.now();
    let Some(case) = case_file::Entity::find_by_id(id).one(tx).await? else { return Ok(()) };
    // Another worker may have been here while this one waited for the chain.
    if case.attention_at.is_none_or(|at| at > now) {
        return Ok(());
    }
    let scene = Scene::of(tx, &case).await?;
    let unreachable = take_unreachable(tx, id).await?;
    let mut deadlines = clock::running(tx, id).await?;
    deadlines.sort_by_key(|d| d.due_at);
    let mut next = Vec::new();
    // Somebody who should have been told was not: of the clocks that still have somebody to tell, the one due first climbs.
    let climbing = deadlines.iter().position(|deadline| deadline.next_rung_at.is_some());
    for (index, deadline) in deadlines.iter().enumerate() {
        let passed_on = unreachable && climbing == Some(index);
        next.extend(climb(ctx, tx, &mut ledger, &scene, deadline, passed_on, now).await?);
    }
    argument::weigh(ctx, tx, &mut ledger, &case, now).await?;
    let attention_at = next.into_iter().min().unwrap_or(now + RECHECK);
    case_file::Entity::update_many()
        .col_expr(case_file::Column::AttentionAt, Expr::value(attention_at))
        .filter(case_file::Column::Id.eq(id))
        .exec(tx)
        .await?;
    ledger.finish(tx).await?;
    Ok(())
}

/// Whether an alert of the case reached nobody since the last look. Each such fact is used once.
async fn take_unreachable(tx: &Tx, case: Uuid) -> Result<bool, DbErr> {
    let taken = alert::Entity::update_many()
        .col_expr(alert::Column::Unreachable, Expr::value(false))
        .filter(alert::Column::CaseId.eq(case))
        .filter(alert::Column::Unreachable.eq(true))
        .exec(tx)
        .await?;
    Ok(taken.rows_affected > 0)
}

/// Tells every rung of one deadline whose time has come. Returns when the next one comes.
async fn climb(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    scene: &Scene<'_>,
    deadline: &deadline::Model,
    mut passed_on: bool,
    now: Timestamp,
) -> Result<Option<Timestamp>, CaseError> {
    let rungs = rungs_of(ctx, deadline);
    let mut told: BTreeSet<u16> = escalation::Entity::find()
        .filter(escalation::Column::DeadlineId.eq(deadline.id))
        .all(tx)
        .await?
        .into_iter()
        .filter_map(|row| u16::try_from(row.rung).ok())
        .collect();
    let next_at = loop {
        let step = step(&rungs, &told, now, passed_on);
        passed_on = false;
        if step.now.is_empty() {
            break step.next_at;
        }
        for rung in step.now {
            told.insert(rung.no);
            passed_on |= !tell(ctx, tx, ledger, scene, deadline, rung, now).await?;
        }
    };
    deadline::Entity::update_many()
        .col_expr(deadline::Column::NextRungAt, Expr::value(next_at))
        .filter(deadline::Column::Id.eq(deadline.id))
        .exec(tx)
        .await?;
    Ok(next_at)
}

fn rungs_of(ctx: &Ctx, deadline: &deadline::Model) -> Vec<DueRung> {
    let Some(policy) = ctx.clocks.policies.get(&deadline.policy_id) else {
        tracing::error!(policy = deadline.policy_id, "a deadline names a policy this version does not know; its ladder stands still");
        return Vec::new();
    };
    crate::clocks::rungs(policy, &ctx.clocks.calendar, deadline.starts_at)
}

/// Tells one rung. False when there is nobody to tell there, so that its time passes to the next.
async fn tell(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    scene: &Scene<'_>,
    deadline: &deadline::Model,
    rung: DueRung,
    now: Timestamp,
) -> Result<bool, CaseError> {
    let office = scene.office_of(tx, rung.to, now).await?;
    let target = target_of(rung.to);
    let reachable = match &office {
        Some(office) => address::reaches(ctx, tx, office, target, &scene.excluded, now).await?,
        None => false,
    };
    let office = office.filter(|_| reachable);
    let outcome = if office.is_some() { "told" } else { "passed_on" };
    let row = escalation::Model {
        deadline_id: deadline.id,
        rung: i16::try_from(rung.no).unwrap_or(i16::MAX),
        case_id: scene.case.id,
        target: rung.to.code().to_owned(),
        office_code: office.as_ref().map(|office| office.code.clone()),
        outcome: outcome.to_owned(),
        at: now,
    };
    if !rows::insert_new(tx, row).await? {
        return Ok(true);
    }
    ledger.record(now, Actor::System, &Event::Escalated { policy: &deadline.policy_id, target: rung.to.code(), outcome });
    let Some(office) = office.and_then(|office| OfficeCode::parse(&office.code)) else {
        // Who stands beside the ladder and cannot be told leaves no hole in it.
        return Ok(rung.to.is_parallel());
    };
    // Who was told of the emergency together with the report is not told of it twice in the same instant.
    if rung.at <= deadline.starts_at && scene.was_noticed(tx, &office).await? {
        return Ok(true);
    }
    if office.as_str() != scene.case.office_code {
        scene.grant(tx, &office, now).await?;
    }
    outbox::enqueue(ctx, tx, now, scene.case.id, &office, target, &message(scene, deadline, now)).await?;
    Ok(true)
}

fn message(scene: &Scene<'_>, deadline: &deadline::Model, now: Timestamp) -> Message {
    let (case, severity) = (scene.case.code.clone(), clock::severity_of(scene.case));
    let (milestone, due_at, accountable) = (deadline.stops_on.clone(), deadline.due_at, scene.accountable.name.clone());
    if due_at <= now {
        Message::Overdue { case, severity, milestone, due_at, accountable }
    } else {
        Message::DueSoon { case, severity, milestone, due_at, accountable }
    }
}

const fn target_of(rung: RungTarget) -> Target {
    match rung {
        RungTarget::DutyPerson => Target::DutyPerson,
        RungTarget::Head | RungTarget::Chair => Target::Lead,
        _ => Target::Office,
    }
}

/// A case with what its ladder needs.
struct Scene<'a> {
    case: &'a case_file::Model,
    accountable: office::Model,
    excluded: BTreeSet<String>,
    /// Who is kept out of a drill; nobody where the case is real.
    kept_out: KeptOut,
}

/// Whom a drill leaves alone: it practises the line of the commune, and ends at its province.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeptOut {
    /// The case is real.
    Nobody,
    /// The ministry and the national hotline.
    Nation,
    /// These, and everybody beside the ladder too: police, the round-the-clock desk.
    NationAndBeside,
}

impl KeptOut {
    async fn of(tx: &Tx, case: &case_file::Model) -> Result<Self, DbErr> {
        if !case.drill {
            return Ok(Self::Nobody);
        }
        let drill = drill::Entity::find().filter(drill::Column::CaseId.eq(case.id)).one(tx).await?;
        Ok(if drill.is_some_and(|drill| drill.with_notices) { Self::Nation } else { Self::NationAndBeside })
    }

    const fn keeps(self, rung: RungTarget) -> bool {
        let national = matches!(rung, RungTarget::MinistryDesk | RungTarget::Hotline111);
        match self {
            Self::Nobody => false,
            Self::Nation => national,
            Self::NationAndBeside => national || rung.is_parallel(),
        }
    }
}

impl<'a> Scene<'a> {
    async fn of(tx: &Tx, case: &'a case_file::Model) -> Result<Self, CaseError> {
        let accountable = office::Entity::find_by_id(&case.office_code).one(tx).await?.ok_or(CaseError::NotFound)?;
        let excluded = party::excluded_from(tx, case.id).await?;
        Ok(Self { case, accountable, excluded, kept_out: KeptOut::of(tx, case).await? })
    }

    /// The office a rung stands for; nothing where there is none, it must not know, or it is the accountable office itself again.
    async fn office_of(&self, tx: &Tx, rung: RungTarget, now: Timestamp) -> Result<Option<office::Model>, CaseError> {
        if self.kept_out.keeps(rung) {
            return Ok(None);
        }
        if is_inside_the_office(rung) {
            return Ok(Some(self.accountable.clone()));
        }
        let kind = match rung {
            RungTarget::ProvinceHealth => OfficeKind::ProvinceHealth,
            RungTarget::ProvinceCommittee => OfficeKind::ProvinceCommittee,
            RungTarget::CommunePolice => OfficeKind::CommunePolice,
            RungTarget::ProvincePolice => OfficeKind::ProvincePolice,
            RungTarget::ProvinceCulture => OfficeKind::ProvinceCulture,
            RungTarget::ProvinceEducation => OfficeKind::ProvinceEducation,
            RungTarget::Hotline111 => OfficeKind::Hotline111,
            RungTarget::MinistryDesk => return self.top(tx).await,
            _ => return self.awake(tx, now).await,
        };
        let mut query = office::Entity::find().filter(office::Column::Kind.eq(kind.code()));
        query = match kind {
            OfficeKind::CommunePolice => query.filter(office::Column::CommuneCode.eq(self.case.commune_code.clone())),
            OfficeKind::Hotline111 => query,
            _ => {
                query.filter(office::Column::ProvinceCode.eq(self.case.province_code.clone())).filter(office::Column::CommuneCode.is_null())
            }
        };
        let Some(found) = query.order_by_asc(office::Column::Code).one(tx).await? else { return Ok(None) };
        Ok(Some(standing(tx, found).await?).filter(|office| self.may_be_told(office)))
    }

    /// The ministry's desk: the end of the line above the accountable office.
    async fn top(&self, tx: &Tx) -> Result<Option<office::Model>, CaseError> {
        let mut office = self.accountable.clone();
        while let Some(above) = custody::nearest_above(tx, self.case.id, &office.code).await? {
            match office::Entity::find_by_id(above.as_str()).one(tx).await? {
                Some(found) => office = found,
                None => break,
            }
        }
        Ok(Some(office).filter(|office| self.may_be_told(office)))
    }

    /// The desk of the province that is awake at night: of several, one where somebody is on now by its roster.
    async fn awake(&self, tx: &Tx, now: Timestamp) -> Result<Option<office::Model>, CaseError> {
        let desks = office::Entity::find()
            .filter(office::Column::RoundTheClock.eq(true))
            .filter(office::Column::Suspended.eq(false))
            .filter(office::Column::MergedInto.is_null())
            .filter(office::Column::ProvinceCode.eq(self.case.province_code.clone()))
            .order_by_asc(office::Column::Code)
            .all(tx)
            .await?;
        let codes: Vec<&str> = desks.iter().map(|office| office.code.as_str()).collect();
        let rosters = rosters_of(tx, &codes).await?;
        let told: Vec<&office::Model> = desks.iter().filter(|office| self.may_be_told(office)).collect();
        let on_now = told.iter().find(|office| rosters.presence_of(office).is_awake(now));
        Ok(on_now.or(told.first()).map(|office| (*office).clone()))
    }

    fn may_be_told(&self, office: &office::Model) -> bool {
        office.code != self.case.office_code && !party::is_excluded(&self.excluded, office)
    }

    /// Whether an office got the emergency notice that went out with the report.
    async fn was_noticed(&self, tx: &Tx, office: &OfficeCode) -> Result<bool, DbErr> {
        let key = (self.case.id, office.as_str().to_owned(), GrantGround::EmergencyNotice.code().to_owned());
        Ok(case_grant::Entity::find_by_id(key).one(tx).await?.is_some())
    }

    /// Lets an office read the case from now on.
    async fn grant(&self, tx: &Tx, office: &OfficeCode, now: Timestamp) -> Result<(), CaseError> {
        let row = case_grant::Model {
            case_id: self.case.id,
            office_code: office.as_str().to_owned(),
            ground: GrantGround::Escalation.code().to_owned(),
            from_at: now,
            until_at: None,
        };
        if rows::insert_new(tx, row).await? {
            envelopes::due(tx, self.case.id).await?;
        }
        Ok(())
    }
}

/// How many cases wait for the clock right now.
///
/// # Errors
/// The database cannot be read.
pub async fn waiting(ctx: &Ctx) -> Result<u64, DbErr> {
    case_file::Entity::find().filter(case_file::Column::AttentionAt.lte(ctx.clock.now())).count(ctx.db.read()).await
}
