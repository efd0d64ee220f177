//! Counting response times for a supervisor: the facts of the cases in their area, through the one definition.

use std::collections::{BTreeMap, HashMap, HashSet};

use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::response_times::{CaseTimes, Figure, figure};
use crate::{
    access::{AccessError, Supervisor},
    audit::{Chain, Event, Ledger},
    cases::{clock::Outcome, find::not_excluded},
    ctx::Ctx,
    entity::{case_file, deadline, milestone, office},
    kernel::{Timestamp, codes::ProvinceCode, terms::Milestone},
};

/// Ids per query (TRAPS 4.14).
const CHUNK: usize = 500;
/// Closed for this reason, and confirmed above: not a case.
const NOT_A_CASE: &str = "spam_or_test";

/// What to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Cases opened from here on.
    pub from: Timestamp,
    /// Until here, exclusive.
    pub to: Timestamp,
}

/// The figures of one province.
#[derive(Debug, Clone)]
pub struct ProvinceFigures {
    /// The province; nothing for cases whose place is not known.
    pub province: Option<ProvinceCode>,
    /// Per milestone.
    pub figures: BTreeMap<Milestone, Figure>,
}

/// All figures of an area.
#[derive(Debug, Clone)]
pub struct AreaFigures {
    /// By province.
    pub provinces: Vec<ProvinceFigures>,
    /// The whole area.
    pub total: BTreeMap<Milestone, Figure>,
    /// The instant up to which running cases were counted.
    pub counted_at: Timestamp,
}

/// The milestones that have response times in this version.
pub const MILESTONES: [Milestone; 2] = [Milestone::Acknowledged, Milestone::FirstContact];

/// Counts `period` for the area of `by`: a commune's own cases, a province's, or the country's.
///
/// # Errors
/// The database cannot be read.
pub async fn count(ctx: &Ctx, by: &Supervisor, period: Period) -> Result<AreaFigures, AccessError> {
    let area = area(ctx, by).await?;
    let now = ctx.clock.now();
    let cases = counted_cases()
        .select_only()
        .columns([case_file::Column::Id, case_file::Column::ProvinceCode, case_file::Column::OpenedAt])
        .columns([case_file::Column::ClosedAt, case_file::Column::ClosureReason])
        .filter(case_file::Column::OpenedAt.gte(period.from))
        .filter(case_file::Column::OpenedAt.lt(period.to))
        .filter(area)
        .filter(not_excluded(&by.scope()))
        .order_by_asc(case_file::Column::ProvinceCode)
        .into_tuple::<(Uuid, Option<String>, Timestamp, Option<Timestamp>, Option<String>)>()
        .all(ctx.db.read())
        .await?;
    let ids: Vec<Uuid> = cases.iter().map(|case| case.0).collect();
    let facts = Facts::of(ctx, &ids).await?;
    let mut groups: BTreeMap<Option<String>, BTreeMap<Milestone, Vec<CaseTimes>>> = BTreeMap::new();
    let mut all: BTreeMap<Milestone, Vec<CaseTimes>> = BTreeMap::new();
    for (id, province, opened_at, closed_at, reason) in cases {
        for milestone in MILESTONES {
            let Some(due_at) = facts.due.get(&(id, milestone)).copied() else { continue };
            let reached = facts.reached.get(&(id, milestone));
            let times = CaseTimes {
                case: id,
                t0: opened_at,
                due_at,
                reached: reached.map(|fact| fact.0),
                closed_at,
                excluded: reason.as_deref() == Some(NOT_A_CASE),
                recorded_late: reached.is_some_and(|fact| fact.1),
                disputed: false,
            };
            groups.entry(province.clone()).or_default().entry(milestone).or_default().push(times);
            all.entry(milestone).or_default().push(times);
        }
    }
    let counted = |times: &BTreeMap<Milestone, Vec<CaseTimes>>| {
        MILESTONES.iter().map(|milestone| (*milestone, figure(times.get(milestone).map_or(&[], Vec::as_slice), now))).collect()
    };
    let figures = AreaFigures {
        provinces: groups
            .iter()
            .map(|(province, times)| ProvinceFigures {
                province: province.as_deref().and_then(ProvinceCode::parse),
                figures: counted(times),
            })
            .collect(),
        total: counted(&all),
        counted_at: now,
    };
    enter(ctx, by).await?;
    Ok(figures)
}

/// The cases that any figure may count, before area and period: the one place that leaves drills out, so that practice improves no
/// figure and spoils none.
pub(super) fn counted_cases() -> Select<case_file::Entity> {
    case_file::Entity::find().filter(case_file::Column::Drill.eq(false))
}

/// Cases by accountable office in a commune, by province for provincial offices, all for the ministry.
async fn area(ctx: &Ctx, by: &Supervisor) -> Result<Condition, AccessError> {
    let office = office::Entity::find_by_id(by.office().as_str()).one(ctx.db.read()).await?.ok_or(AccessError::NotSignedIn)?;
    Ok(match (office.commune_code, office.province_code) {
        (Some(_), _) => Condition::all().add(case_file::Column::OfficeCode.eq(office.code)),
        (None, Some(province)) => Condition::all().add(case_file::Column::ProvinceCode.eq(province)),
        (None, None) => Condition::all(),
    })
}

async fn enter(ctx: &Ctx, by: &Supervisor) -> Result<(), AccessError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(by.staff())).await?;
            ledger.record(ctx.clock.now(), by.actor(), &Event::FiguresRead { scope: by.office().as_str() });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

struct Facts {
    /// Earliest due time of the deadlines that counted.
    due: HashMap<(Uuid, Milestone), Timestamp>,
    /// The instant that counts, and whether it was recorded late.
    reached: HashMap<(Uuid, Milestone), (Timestamp, bool)>,
}

impl Facts {
    async fn of(ctx: &Ctx, cases: &[Uuid]) -> Result<Self, DbErr> {
        let mut facts = Self { due: HashMap::new(), reached: HashMap::new() };
        let wanted: HashSet<&str> = MILESTONES.iter().map(|milestone| milestone.code()).collect();
        for chunk in cases.chunks(CHUNK) {
            let deadlines = deadline::Entity::find()
                .filter(deadline::Column::CaseId.is_in(chunk.iter().copied()))
                .filter(deadline::Column::StopsOn.is_in(wanted.iter().copied()))
                .filter(deadline::Column::Kind.eq("response"))
                .all(ctx.db.read())
                .await?;
            for row in deadlines.into_iter().filter(|row| row.outcome.as_deref() != Some(Outcome::Superseded.code())) {
                let Some(milestone) = Milestone::parse(&row.stops_on) else { continue };
                let due = facts.due.entry((row.case_id, milestone)).or_insert(row.due_at);
                *due = row.due_at.min(*due);
            }
            let milestones =
                milestone::Entity::find().filter(milestone::Column::CaseId.is_in(chunk.iter().copied())).all(ctx.db.read()).await?;
            for row in milestones {
                let Some(milestone) = Milestone::parse(&row.code) else { continue };
                facts.reached.insert((row.case_id, milestone), (row.counted_at, row.recorded_late));
            }
        }
        Ok(facts)
    }
}
