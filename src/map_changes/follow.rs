//! Cases follow a change of the map, one unit of work each.
//!
//! A case that was led on leaves a row, so that none is led twice; a case that a process with yesterday's places takes in after the
//! turn is found by its retired commune and led on too. A change is applied when nothing is left and every process has had time to
//! read the new places.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    MapChangeError, load, turn,
    who::{Became, all_names},
};
use crate::{
    audit::{Chain, Event, Ledger},
    cases::{CaseError, clock, custody},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{alert, case_file, case_grant, case_map_move, commune, exclusion, map_change, office, staff},
    kernel::{
        Actor, Timestamp,
        codes::{CommuneCode, OfficeCode, ProvinceCode},
        terms::CustodyReason,
    },
    localities::{
        map_change::{Edge, Plan, retired::settled},
        party, store,
    },
    notification::{Message, Target, outbox},
};

/// Cases per round.
const ROUND: u64 = 50;
/// Communes per query: each has about thirty names (TRAPS 4.14).
const COMMUNES_PER_QUERY: usize = 10;
/// By then every process has read the new places.
const EVERY_PROCESS_KNOWS: Duration = Duration::minutes(10);
/// Longest line of offices that ended one after the other.
const MOST_HEIRS: usize = 16;

/// A change that has turned.
struct Turned {
    row: map_change::Model,
    plan: Plan,
    edges: Vec<Edge>,
    provinces: BTreeMap<CommuneCode, String>,
}

/// Leads cases on. Returns how many.
///
/// # Errors
/// The first case that could not follow, after the others did.
pub async fn due(ctx: &Ctx) -> Result<usize, MapChangeError> {
    let turned = map_change::Entity::find().filter(map_change::Column::TurnedAt.is_not_null()).order_by_asc(map_change::Column::TurnedAt);
    let rows = turned.all(ctx.db.read()).await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let stray = strays(ctx).await?;
    if stray.is_empty() && rows.iter().all(|row| row.applied_at.is_some()) {
        return Ok(0);
    }
    let edges = store::edges(ctx.db.read()).await?;
    let communes: Vec<(String, String)> = commune::Entity::find()
        .select_only()
        .columns([commune::Column::Code, commune::Column::ProvinceCode])
        .into_tuple()
        .all(ctx.db.read())
        .await?;
    let provinces: BTreeMap<CommuneCode, String> =
        communes.into_iter().filter_map(|(code, province)| Some((CommuneCode::parse(&code)?, province))).collect();
    let (mut led, mut failed) = (0, None);
    for row in rows {
        let change = Turned { plan: load::read(&row)?, row, edges: edges.clone(), provinces: provinces.clone() };
        let mut cases = change.cases(ctx).await?;
        let retired: BTreeSet<&str> = change.plan.retired().into_iter().map(CommuneCode::as_str).collect();
        cases.extend(stray.iter().filter(|(_, commune)| retired.contains(commune.as_str())).map(|(case, _)| *case));
        if cases.is_empty() {
            change.applied(ctx).await?;
        }
        for case in cases {
            match change.lead(ctx, case).await {
                Ok(did) => led += usize::from(did),
                Err(error) => {
                    tracing::error!(%case, cause = %error, "a case could not follow a change of the map; the next round tries again");
                    failed.get_or_insert(error);
                }
            }
        }
    }
    failed.map_or(Ok(led), |error| Err(error.into()))
}

/// Open cases in a commune that is no more, with that commune.
async fn strays(ctx: &Ctx) -> Result<Vec<(Uuid, String)>, MapChangeError> {
    let retired = commune::Entity::find().select_only().column(commune::Column::Code).filter(commune::Column::RetiredOn.is_not_null());
    let query = case_file::Entity::find()
        .select_only()
        .columns([case_file::Column::Id, case_file::Column::CommuneCode])
        .filter(case_file::Column::ClosedAt.is_null())
        .filter(case_file::Column::CommuneCode.in_subquery(retired.into_query()))
        .limit(ROUND);
    Ok(query.into_tuple().all(ctx.db.read()).await?)
}

impl Turned {
    /// Cases that this change concerns and that it has not reached yet, some at a time.
    async fn cases(&self, ctx: &Ctx) -> Result<BTreeSet<Uuid>, MapChangeError> {
        let mut found = BTreeSet::new();
        if self.row.applied_at.is_some() {
            return Ok(found);
        }
        let turned_at = self.row.turned_at.unwrap_or(self.row.loaded_at);
        for communes in self.plan.retired().chunks(COMMUNES_PER_QUERY) {
            let ended = ended_in(ctx, communes).await?;
            let names = communes.iter().flat_map(|commune| {
                let own: Vec<String> = ended.iter().filter(|(_, of)| of == commune.as_str()).map(|(code, _)| code.clone()).collect();
                all_names(commune, &own)
            });
            let named =
                exclusion::Entity::find().select_only().column(exclusion::Column::CaseId).filter(exclusion::Column::Party.is_in(names));
            let offices: Vec<&str> = ended.iter().map(|(code, _)| code.as_str()).collect();
            let granted = case_grant::Entity::find()
                .select_only()
                .column(case_grant::Column::CaseId)
                .filter(case_grant::Column::OfficeCode.is_in(offices.iter().copied()))
                .filter(case_grant::Column::UntilAt.is_null());
            let open = Condition::any()
                .add(case_file::Column::CommuneCode.is_in(communes.iter().map(|code| code.as_str())))
                .add(case_file::Column::OfficeCode.is_in(offices))
                .add(case_file::Column::Id.in_subquery(granted.into_query()));
            let concerned = Condition::any()
                .add(Condition::all().add(case_file::Column::ClosedAt.is_null()).add(open))
                .add(case_file::Column::Id.in_subquery(named.into_query()));
            found.extend(self.some(ctx, concerned).await?);
        }
        let shrunk = self.plan.shrunk().into_iter().map(|code| {
            let there = Condition::all().add(case_file::Column::CommuneCode.eq(code.as_str()));
            there.add(case_file::Column::OpenedAt.lte(turned_at))
        });
        let moved = self.plan.altered.iter().map(|row| {
            let there = Condition::all().add(case_file::Column::CommuneCode.eq(row.code.as_str()));
            there.add(case_file::Column::ProvinceCode.ne(row.province_code.as_str()))
        });
        for conditions in shrunk.chain(moved).collect::<Vec<_>>().chunks(COMMUNES_PER_QUERY) {
            let any = conditions.iter().cloned().fold(Condition::any(), Condition::add);
            found.extend(self.some(ctx, Condition::all().add(case_file::Column::ClosedAt.is_null()).add(any)).await?);
        }
        Ok(found)
    }

    async fn some(&self, ctx: &Ctx, concerned: Condition) -> Result<Vec<Uuid>, MapChangeError> {
        let reached = case_map_move::Entity::find()
            .select_only()
            .column(case_map_move::Column::CaseId)
            .filter(case_map_move::Column::ChangeId.eq(self.row.id))
            .filter(Expr::col((case_map_move::Entity, case_map_move::Column::CaseId)).equals((case_file::Entity, case_file::Column::Id)))
            .into_query();
        let query = case_file::Entity::find()
            .select_only()
            .column(case_file::Column::Id)
            .filter(concerned)
            .filter(Expr::exists(reached).not())
            .limit(ROUND);
        Ok(query.into_tuple().all(ctx.db.read()).await?)
    }

    /// Nothing is left: the change is a matter of the past.
    async fn applied(&self, ctx: &Ctx) -> Result<(), MapChangeError> {
        let now = ctx.clock.now();
        if self.row.applied_at.is_none() && self.row.turned_at.is_some_and(|at| now >= at + EVERY_PROCESS_KNOWS) {
            let done = map_change::Entity::update_many()
                .col_expr(map_change::Column::AppliedAt, Expr::value(now))
                .filter(map_change::Column::Id.eq(self.row.id));
            ctx.db.write(async |tx| done.exec(tx).await.map(|_| ())).await?;
        }
        Ok(())
    }

    /// Leads one case on. False when another worker did, or nothing of it had to move.
    async fn lead(&self, ctx: &Ctx, id: Uuid) -> Result<bool, CaseError> {
        ctx.db
            .write(async |tx| {
                let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(id)).await?;
                let now = ctx.clock.now();
                let Some(case) = case_file::Entity::find_by_id(id).one(tx).await? else { return Ok(false) };
                let place = self.place_of(&case);
                let row = case_map_move::Model {
                    case_id: id,
                    change_id: self.row.id,
                    from_commune: case.commune_code.clone(),
                    to_commune: place.as_ref().map(|place| place.commune.to_string()).or_else(|| case.commune_code.clone()),
                    by_default: place.as_ref().is_some_and(|place| place.by_default),
                    moved_at: now,
                };
                // Taken in after the change had passed here, by a process with yesterday's places.
                let stray = place.as_ref().is_some_and(|place| place.commune != place.old);
                if !rows::insert_new(tx, row).await? && !stray {
                    return Ok(false);
                }
                let mut step = Step { ctx, tx, ledger: &mut ledger, case: &case, now };
                let excluded = step.keep_out(&self.became(tx, &case, place.as_ref()).await?).await?;
                if case.closed_at.is_none() {
                    if let Some(place) = &place {
                        step.put(self.row.id, place).await?;
                    }
                    step.hand_grants_on(&excluded).await?;
                    step.hand_custody_on(place.as_ref(), &excluded).await?;
                }
                ledger.finish(tx).await?;
                Ok(true)
            })
            .await
    }

    /// Where an open case lies now; nothing where its place is not touched.
    fn place_of(&self, case: &case_file::Model) -> Option<NewPlace> {
        let old = case.commune_code.as_deref().and_then(CommuneCode::parse).filter(|_| case.closed_at.is_none())?;
        let became = settled(&self.edges, &old);
        let shrunk = self.plan.shrunk().contains(&&old) && self.row.turned_at.is_some_and(|at| case.opened_at <= at);
        let commune = became.first().map(|target| target.commune.clone())?;
        let province = ProvinceCode::parse(self.provinces.get(&commune)?)?;
        let moved = commune != old || case.province_code.as_deref() != Some(province.as_str());
        let by_default = became.len() > 1 || shrunk;
        (moved || by_default).then_some(NewPlace { old, commune, province, by_default })
    }

    /// What the names of the case's exclusions have become.
    async fn became(&self, tx: &Tx, case: &case_file::Model, place: Option<&NewPlace>) -> Result<Became, CaseError> {
        let mut became = Became::default();
        let retired = self.plan.retired();
        for code in &retired {
            let parts: BTreeSet<String> = settled(&self.edges, code).iter().map(|target| target.commune.to_string()).collect();
            let committees: BTreeSet<String> = office::Entity::find()
                .filter(office::Column::Kind.eq(crate::localities::OfficeKind::CommunePc.code()))
                .filter(office::Column::CommuneCode.is_in(&parts))
                .filter(office::Column::MergedInto.is_null())
                .all(tx)
                .await?
                .into_iter()
                .map(|office| office.code)
                .collect();
            let ended = office::Entity::find()
                .filter(office::Column::CommuneCode.eq(code.as_str()))
                .filter(office::Column::MergedInto.is_not_null())
                .all(tx)
                .await?;
            became.offices.extend(ended.into_iter().map(|office| (office.code, committees.clone())));
            became.communes.insert(code.to_string(), parts);
        }
        // "There" may be in the part that went away, where the case lay in a commune that goes on with less ground.
        if let Some(place) = place.filter(|place| self.plan.shrunk().contains(&&place.old)) {
            let parts = self.plan.parts(&place.old).into_iter().filter(|code| **code != place.old).map(ToString::to_string);
            became.communes.insert(place.old.to_string(), parts.collect());
        }
        if let (Some(place), Some(before)) = (place, &case.province_code)
            && before != place.province.as_str()
        {
            let provincial =
                office::Entity::find().filter(office::Column::ProvinceCode.eq(before)).filter(office::Column::CommuneCode.is_null());
            became.provincial = provincial.all(tx).await?.into_iter().map(|office| (office.code, office.kind)).collect();
            became.province = Some((before.clone(), place.province.to_string()));
        }
        Ok(became)
    }
}

/// Committees of these communes that ended, each with its commune.
async fn ended_in(ctx: &Ctx, communes: &[&CommuneCode]) -> Result<Vec<(String, String)>, MapChangeError> {
    let query = office::Entity::find()
        .select_only()
        .columns([office::Column::Code, office::Column::CommuneCode])
        .filter(office::Column::CommuneCode.is_in(communes.iter().map(|code| code.as_str())))
        .filter(office::Column::MergedInto.is_not_null());
    Ok(query.into_tuple().all(ctx.db.read()).await?)
}

/// Where a case lies on the new map.
struct NewPlace {
    old: CommuneCode,
    commune: CommuneCode,
    province: ProvinceCode,
    by_default: bool,
}

/// One case, held by its chain.
struct Step<'s, 'l> {
    ctx: &'s Ctx,
    tx: &'s Tx,
    ledger: &'s mut Ledger<'l>,
    case: &'s case_file::Model,
    now: Timestamp,
}

impl Step<'_, '_> {
    /// Gives every exclusion its names on the new map. Returns all names that are excluded now.
    async fn keep_out(&mut self, became: &Became) -> Result<BTreeSet<String>, CaseError> {
        let rows = exclusion::Entity::find().filter(exclusion::Column::CaseId.eq(self.case.id)).all(self.tx).await?;
        let mut added = false;
        for row in &rows {
            for party in became.names(&row.party) {
                let new = exclusion::Model { party, created_at: self.now, ..row.clone() };
                if rows::insert_new(self.tx, new).await? {
                    self.ledger.record(self.now, Actor::System, &Event::Excluded { source: &row.source });
                    added = true;
                }
            }
        }
        if added {
            self.envelopes_are_due().await?;
        }
        Ok(party::excluded_from(self.tx, self.case.id).await?)
    }

    async fn envelopes_are_due(&self) -> Result<(), CaseError> {
        let due = case_file::Entity::update_many().col_expr(case_file::Column::EnvelopesDue, Expr::value(true));
        due.filter(case_file::Column::Id.eq(self.case.id)).exec(self.tx).await?;
        Ok(())
    }

    /// Writes where the case lies now, and that somebody must find out where a part was taken by default.
    async fn put(&mut self, change: Uuid, place: &NewPlace) -> Result<(), CaseError> {
        case_file::Entity::update_many()
            .col_expr(case_file::Column::CommuneCode, Expr::value(place.commune.as_str()))
            .col_expr(case_file::Column::ProvinceCode, Expr::value(place.province.as_str()))
            .col_expr(case_file::Column::NeedsLocating, Expr::value(self.case.needs_locating || place.by_default))
            .col_expr(case_file::Column::EnvelopesDue, Expr::value(true))
            .filter(case_file::Column::Id.eq(self.case.id))
            .exec(self.tx)
            .await?;
        let (from, to) = (place.old.as_str(), place.commune.as_str());
        self.ledger.record(self.now, Actor::System, &Event::CaseFollowedMap { change, from, to, by_default: place.by_default });
        Ok(())
    }

    /// What an office that ended was granted, the office that goes on for it is.
    async fn hand_grants_on(&mut self, excluded: &BTreeSet<String>) -> Result<(), CaseError> {
        let grants = case_grant::Entity::find().filter(case_grant::Column::CaseId.eq(self.case.id));
        for grant in grants.filter(case_grant::Column::UntilAt.is_null()).all(self.tx).await? {
            let Some(heir) = self.heir(&grant.office_code).await? else { continue };
            let held = |office: &str| {
                case_grant::Entity::update_many()
                    .filter(case_grant::Column::CaseId.eq(self.case.id))
                    .filter(case_grant::Column::OfficeCode.eq(office))
                    .filter(case_grant::Column::Ground.eq(&grant.ground))
            };
            held(&grant.office_code).col_expr(case_grant::Column::UntilAt, Expr::value(self.now)).exec(self.tx).await?;
            if !party::is_excluded(excluded, &heir) {
                let new = case_grant::Model { office_code: heir.code.clone(), from_at: self.now, ..grant.clone() };
                if !rows::insert_new(self.tx, new).await? {
                    let again = held(&heir.code).col_expr(case_grant::Column::UntilAt, Expr::value(Option::<Timestamp>::None));
                    again.exec(self.tx).await?;
                }
            }
            self.envelopes_are_due().await?;
        }
        Ok(())
    }

    /// Moves custody where the accountable office ended, answers for another province, or must not know any more.
    async fn hand_custody_on(&mut self, place: Option<&NewPlace>, excluded: &BTreeSet<String>) -> Result<(), CaseError> {
        let Some(current) = office::Entity::find_by_id(&self.case.office_code).one(self.tx).await? else { return Ok(()) };
        let next = match (self.heir(&current.code).await?, place) {
            (Some(heir), _) => heir,
            (None, Some(place)) => self.provincial(&current, &place.province).await?.unwrap_or_else(|| current.clone()),
            (None, None) => current.clone(),
        };
        let answers = next.staffed || next.code == current.code;
        let to = if answers && !party::is_excluded(excluded, &next) {
            Some((OfficeCode::parse(&next.code), CustodyReason::Ordered))
        } else {
            let above = custody::nearest_staffed_above(self.tx, self.case.id, &next.code).await?;
            Some((above, CustodyReason::Gap))
        };
        let Some((Some(to), reason)) = to else { return Ok(()) };
        let moves = to.as_str() != current.code;
        if moves {
            let case = case_file::Entity::find_by_id(self.case.id).one(self.tx).await?.ok_or(CaseError::NotFound)?;
            custody::move_to(self.tx, self.ledger, &case, &to, reason, Actor::System, self.now).await?;
            self.keep_assigned(&to, excluded).await?;
            // What waits in the outbox for the office that ended is for the one that goes on.
            alert::Entity::update_many()
                .col_expr(alert::Column::OfficeCode, Expr::value(to.as_str()))
                .filter(alert::Column::CaseId.eq(self.case.id))
                .filter(alert::Column::OfficeCode.eq(&current.code))
                .filter(alert::Column::AddressedAt.is_null())
                .exec(self.tx)
                .await?;
        }
        if moves || place.is_some_and(|place| place.by_default) {
            let severity = clock::severity_of(self.case);
            let message = Message::NewReport { case: self.case.code.clone(), severity, due_at: self.case.due_at };
            outbox::enqueue(self.ctx, self.tx, self.now, self.case.id, &to, Target::DutyPerson, &message).await?;
        }
        Ok(())
    }

    /// Who worked on the case goes on with it when they came along.
    async fn keep_assigned(&self, to: &OfficeCode, excluded: &BTreeSet<String>) -> Result<(), CaseError> {
        let Some(assigned) = self.case.assigned_to else { return Ok(()) };
        let person = staff::Entity::find_by_id(assigned).one(self.tx).await?;
        let came = person.is_some_and(|person| person.active && person.office_code == to.as_str());
        if came && !excluded.contains(&party::of_staff(assigned)) {
            let keep = case_file::Entity::update_many().col_expr(case_file::Column::AssignedTo, Expr::value(assigned));
            keep.filter(case_file::Column::Id.eq(self.case.id)).exec(self.tx).await?;
        }
        Ok(())
    }

    /// The office that goes on for `code`; nothing where it has not ended.
    async fn heir(&self, code: &str) -> Result<Option<office::Model>, CaseError> {
        let mut heir = None;
        let mut next = office::Entity::find_by_id(code).one(self.tx).await?.and_then(|office| office.merged_into);
        for _ in 0..MOST_HEIRS {
            let Some(code) = next.take() else { break };
            heir = office::Entity::find_by_id(code).one(self.tx).await?;
            next = heir.as_ref().and_then(|office| office.merged_into.clone());
        }
        Ok(heir)
    }

    /// The office of `province` that is what `current` is to the province the case came from.
    async fn provincial(&self, current: &office::Model, province: &ProvinceCode) -> Result<Option<office::Model>, CaseError> {
        if self.case.province_code != current.province_code {
            return Ok(None);
        }
        match turn::counterpart(self.tx, &current.code, province).await? {
            Some(code) => Ok(office::Entity::find_by_id(code).one(self.tx).await?),
            None => Ok(None),
        }
    }
}
