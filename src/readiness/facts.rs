//! What is known of the offices: a handful of queries for all of them at once, never one an office.

use std::collections::{BTreeMap, HashMap, HashSet};

use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use super::gaps::{Gap, Readiness, gaps};
use crate::{
    ctx::Ctx,
    db::Db,
    entity::{delivery, office, staff},
    kernel::{codes::OfficeCode, terms::Role},
    localities::{OfficeKind, duty::all_rosters},
    vault::office_keys,
};

/// The kinds of offices that may be accountable for a case: they must be able to answer.
pub const ACCOUNTABLE: [OfficeKind; 4] =
    [OfficeKind::CommunePc, OfficeKind::ProvinceHealth, OfficeKind::ProvinceCommittee, OfficeKind::ProvincePolice];

/// An accountable office and what keeps it from answering.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The office.
    pub office: office::Model,
    /// What keeps it from answering, the worst first.
    pub gaps: Vec<Gap>,
}

/// What one look found.
#[derive(Debug, Default)]
pub struct Facts {
    /// The accountable offices in service, by code.
    pub offices: Vec<Looked>,
    /// Every office with the office above it.
    pub parents: HashMap<String, Option<String>>,
    /// Offices where somebody who leads, supervises or administers can be reached by mail.
    pub hearing: HashSet<String>,
}

/// Looks at the offices that `within` lets through.
///
/// # Errors
/// The database cannot be read.
pub async fn gather(ctx: &Ctx, within: Condition) -> Result<Facts, DbErr> {
    let db = ctx.db.read();
    let offices = office::Entity::find().filter(within.clone()).order_by_asc(office::Column::Code).all(db).await?;
    let people = people(ctx, within).await?;
    let bouncing = bouncing(ctx).await?;
    let accountable = |office: &office::Model| OfficeKind::parse(&office.kind).is_some_and(|kind| ACCOUNTABLE.contains(&kind));
    let codes: Vec<OfficeCode> = offices.iter().filter(|o| accountable(o)).filter_map(|office| OfficeCode::parse(&office.code)).collect();
    let keys = office_keys::public_keys(db, &ctx.vault, &codes).await?;
    let with_key: HashSet<&str> = keys.keys().map(OfficeCode::as_str).collect();
    let awake = provinces_awake(&ctx.db).await?;
    let nobody = Vec::new();
    let mut facts = Facts::default();
    for office in offices {
        let staff = people.get(office.code.as_str()).unwrap_or(&nobody);
        facts.parents.insert(office.code.clone(), office.parent_code.clone());
        if hears(&office, staff, &bouncing) {
            facts.hearing.insert(office.code.clone());
        }
        if accountable(&office) && in_service(&office) {
            let readiness = readiness(&office, staff, &bouncing, &with_key, &awake);
            facts.offices.push(Looked { gaps: gaps(&readiness), office });
        }
    }
    Ok(facts)
}

fn in_service(office: &office::Model) -> bool {
    !office.suspended && office.merged_into.is_none()
}

fn readiness(
    office: &office::Model,
    staff: &[staff::Model],
    bouncing: &HashSet<String>,
    with_key: &HashSet<&str>,
    awake: &HashSet<String>,
) -> Readiness {
    let answering: Vec<&staff::Model> = staff.iter().filter(|person| can_answer(person)).collect();
    let mailboxes = answering.iter().map(|person| &person.email).chain(&office.email);
    let department = office.kind == OfficeKind::ProvinceHealth.code();
    Readiness {
        in_service: in_service(office),
        answering: answering.len(),
        signed_in: answering.iter().any(|person| person.last_sign_in_at.is_some()),
        bounces: mailboxes.into_iter().any(|address| bouncing.contains(address)),
        has_key: with_key.contains(office.code.as_str()),
        desk_missing: department && office.province_code.as_ref().is_some_and(|province| !awake.contains(province)),
    }
}

/// Whether a member of staff may acknowledge, and can sign in at all: who was invited and never chose a password cannot.
fn can_answer(person: &staff::Model) -> bool {
    let role = matches!(Role::parse(&person.role), Some(Role::Responder | Role::Lead));
    role && !person.password_hash.is_empty()
}

/// Whether the office above would learn by mail of what is missing below (`notification::Target::Oversight`).
fn hears(office: &office::Model, staff: &[staff::Model], bouncing: &HashSet<String>) -> bool {
    let above = |person: &&staff::Model| matches!(Role::parse(&person.role), Some(Role::Lead | Role::Supervisor | Role::Administrator));
    let mut told = staff.iter().filter(above).map(|person| &person.email).peekable();
    if told.peek().is_some() {
        return told.any(|address| !bouncing.contains(address));
    }
    office.email.as_ref().is_some_and(|address| !bouncing.contains(address))
}

/// The authentic staff by office.
async fn people(ctx: &Ctx, within: Condition) -> Result<BTreeMap<String, Vec<staff::Model>>, DbErr> {
    let offices = office::Entity::find().select_only().column(office::Column::Code).filter(within).into_query();
    let rows = staff::Entity::find()
        .filter(staff::Column::Active.eq(true))
        .filter(staff::Column::OfficeCode.in_subquery(offices))
        .all(ctx.db.read())
        .await?;
    let mut people: BTreeMap<String, Vec<staff::Model>> = BTreeMap::new();
    for person in rows {
        if ctx.vault.desk().is_ok_and(|desk| desk.knows(&person)) {
            people.entry(person.office_code.clone()).or_default().push(person);
        }
    }
    Ok(people)
}

/// Addresses whose newest settled mail was refused for good. Rows are numbered by time (`UUIDv7`). A mail of a drill counts: finding
/// dead mailboxes is what drills are for.
async fn bouncing(ctx: &Ctx) -> Result<HashSet<String>, DbErr> {
    let taken = Alias::new("taken");
    let later = Query::select()
        .expr(Expr::val(1))
        .from_as(delivery::Entity, taken.clone())
        .and_where(Expr::col((taken.clone(), delivery::Column::Address)).equals((delivery::Entity, delivery::Column::Address)))
        .and_where(Expr::col((taken.clone(), delivery::Column::Id)).gt(Expr::col((delivery::Entity, delivery::Column::Id))))
        // Literal, so that the index of what was taken serves.
        .and_where(Expr::cust("taken.state = 'sent'"))
        .to_owned();
    let refused = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Address)
        .distinct()
        .filter(Expr::cust("delivery.state = 'refused'"))
        .filter(Expr::exists(later).not());
    Ok(refused.into_tuple::<String>().all(ctx.db.read()).await?.into_iter().collect())
}

/// Provinces with a desk where somebody is on duty at every hour, by the same rule by which a receipt promises a time.
///
/// # Errors
/// The database cannot be read.
pub async fn provinces_awake(db: &Db) -> Result<HashSet<String>, DbErr> {
    let desks = office::Entity::find()
        .filter(office::Column::RoundTheClock.eq(true))
        .filter(office::Column::Staffed.eq(true))
        .filter(office::Column::Suspended.eq(false))
        .filter(office::Column::MergedInto.is_null())
        .filter(office::Column::CommuneCode.is_null())
        .filter(office::Column::ProvinceCode.is_not_null());
    let (desks, rosters) = (desks.all(db.read()).await?, all_rosters(db.read()).await?);
    let awake = desks.into_iter().filter(|desk| rosters.presence_of(desk).is_always_awake());
    Ok(awake.filter_map(|desk| desk.province_code).collect())
}
