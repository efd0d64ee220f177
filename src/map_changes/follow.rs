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
    MapChangeError, load,
    step::{NewPlace, Step},
    who::{Became, all_names},
};
use crate::{
    audit::{Chain, Ledger},
    cases::CaseError,
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, case_grant, case_map_move, commune, exclusion, map_change, office},
    kernel::codes::{CommuneCode, ProvinceCode},
    localities::{
        OfficeKind,
        map_change::{Edge, Plan, retired::settled},
        store,
    },
};

/// Cases per round.
const ROUND: u64 = 50;
/// Communes per query: each has about thirty names (TRAPS 4.14).
const COMMUNES_PER_QUERY: usize = 10;
/// By then every process has read the new places.
const EVERY_PROCESS_KNOWS: Duration = Duration::minutes(10);

/// A change that has turned.
struct Turned {
    row: map_change::Model,
    plan: Plan,
    edges: Vec<Edge>,
    provinces: BTreeMap<CommuneCode, String>,
    /// Communes that ended, with the parts each went to.
    communes: BTreeMap<String, BTreeSet<String>>,
    /// Committees that ended, with the committees of all those parts.
    offices: BTreeMap<String, BTreeSet<String>>,
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
        let (plan, edges, provinces) = (load::read(&row)?, edges.clone(), provinces.clone());
        let mut change = Turned { row, plan, edges, provinces, communes: BTreeMap::new(), offices: BTreeMap::new() };
        let mut cases = change.cases(ctx).await?;
        let retired: BTreeSet<&str> = change.plan.retired().into_iter().map(CommuneCode::as_str).collect();
        cases.extend(stray.iter().filter(|(_, commune)| retired.contains(commune.as_str())).map(|(case, _)| *case));
        if cases.is_empty() {
            change.applied(ctx).await?;
            continue;
        }
        change.learn_names(ctx).await?;
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
            let all = communes.iter().flat_map(|commune| {
                let own: Vec<String> = ended.iter().filter(|(_, of)| of == commune.as_str()).map(|(code, _)| code.clone()).collect();
                all_names(commune, &own)
            });
            let named =
                exclusion::Entity::find().select_only().column(exclusion::Column::CaseId).filter(exclusion::Column::Party.is_in(all));
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

    /// What communes and committees became, read once for all cases of a round.
    async fn learn_names(&mut self, ctx: &Ctx) -> Result<(), MapChangeError> {
        for communes in self.plan.retired().chunks(COMMUNES_PER_QUERY) {
            let ended = ended_in(ctx, communes).await?;
            for code in communes {
                let parts: BTreeSet<String> = settled(&self.edges, code).iter().map(|target| target.commune.to_string()).collect();
                let heirs = office::Entity::find()
                    .select_only()
                    .column(office::Column::Code)
                    .filter(office::Column::Kind.eq(OfficeKind::CommunePc.code()))
                    .filter(office::Column::CommuneCode.is_in(&parts))
                    .filter(office::Column::MergedInto.is_null());
                let heirs: BTreeSet<String> = heirs.into_tuple::<String>().all(ctx.db.read()).await?.into_iter().collect();
                let own = ended.iter().filter(|(_, of)| of == code.as_str());
                self.offices.extend(own.map(|(office, _)| (office.clone(), heirs.clone())));
                self.communes.insert(code.to_string(), parts);
            }
        }
        Ok(())
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
        let mut became = Became { communes: self.communes.clone(), offices: self.offices.clone(), ..Became::default() };
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
