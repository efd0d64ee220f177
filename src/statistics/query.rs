//! Counting response times for a supervisor: the facts of the cases in their area, through the one definition.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::{
    episodes::{Facts, episodes},
    response_times::{CaseTimes, Figure, figure},
};
use crate::{
    access::{AccessError, Supervisor},
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    entity::case_file,
    kernel::{Timestamp, codes::ProvinceCode, terms::Milestone},
};

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
    let now = ctx.clock.now();
    let episodes = episodes(ctx, by, period).await?;
    let ids: BTreeSet<Uuid> = episodes.iter().map(|episode| episode.case).collect();
    let facts = Facts::of(ctx, &by.scope(), &ids.into_iter().collect::<Vec<_>>()).await?;
    let mut groups: BTreeMap<Option<String>, BTreeMap<Milestone, Vec<CaseTimes>>> = BTreeMap::new();
    let mut all: BTreeMap<Milestone, Vec<CaseTimes>> = BTreeMap::new();
    for episode in episodes {
        for milestone in MILESTONES {
            let Some(times) = facts.times(&episode, milestone) else { continue };
            groups.entry(episode.province.clone()).or_default().entry(milestone).or_default().push(times);
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
