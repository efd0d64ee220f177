//! What figures count: episodes. A case that was opened again is two, each with its own T0, its own deadlines and what was reached in it;
//! the figures of the first stay as they were when it closed, and it counts as one that came back.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    query::{MILESTONES, Period, counted_cases},
    response_times::CaseTimes,
};
use crate::{
    access::{AccessError, Scope, Supervisor},
    cases::{
        clock::Outcome,
        find::{self, not_excluded},
        link::LinkKind,
        merge_reports::DUPLICATE,
        settle,
    },
    ctx::Ctx,
    entity::{case_episode, case_file, case_link, deadline, milestone, office, past_milestone, reporter_word},
    kernel::{
        Timestamp,
        terms::{Milestone, ReporterWord, Settlement},
    },
};

/// Ids per query (TRAPS 4.14).
const CHUNK: usize = 500;
/// Closed for this reason, and confirmed above: not a case.
const NOT_A_CASE: &str = "spam_or_test";

/// A case from its beginning to its end, or to now.
pub(super) struct Episode {
    pub(super) case: Uuid,
    pub(super) province: Option<String>,
    /// Its number where it is over and another followed.
    past: Option<i32>,
    opened_at: Timestamp,
    closed_at: Option<Timestamp>,
    /// When the next one began: what is said from then on is not about this one.
    until: Option<Timestamp>,
    reason: Option<String>,
}

/// The episodes of `period` in the area of `by`: a commune's own, a province's, or the country's.
pub(super) async fn episodes(ctx: &Ctx, by: &Supervisor, period: Period) -> Result<Vec<Episode>, AccessError> {
    let office = office::Entity::find_by_id(by.office().as_str()).one(ctx.db.read()).await?.ok_or(AccessError::NotSignedIn)?;
    let province = match (&office.commune_code, &office.province_code) {
        (None, Some(province)) => Condition::all().add(case_file::Column::ProvinceCode.eq(province)),
        _ => Condition::all(),
    };
    // A commune's cases are those it is, or was, accountable for: the office above may have them now.
    let own = office.commune_code.is_some().then_some(office.code);
    let known = counted_cases().filter(province).filter(not_excluded(&by.scope()));
    let mut current = known
        .clone()
        .select_only()
        .columns([case_file::Column::Id, case_file::Column::ProvinceCode, case_file::Column::OpenedAt])
        .columns([case_file::Column::ClosedAt, case_file::Column::ClosureReason])
        .filter(case_file::Column::OpenedAt.gte(period.from))
        .filter(case_file::Column::OpenedAt.lt(period.to))
        .order_by_asc(case_file::Column::ProvinceCode);
    if let Some(own) = &own {
        current = current.filter(case_file::Column::OfficeCode.eq(own));
    }
    let current = current.into_tuple::<(Uuid, Option<String>, Timestamp, Option<Timestamp>, Option<String>)>().all(ctx.db.read()).await?;
    let mut found: Vec<Episode> = current
        .into_iter()
        .map(|(case, province, opened_at, closed_at, reason)| Episode {
            case,
            province,
            past: None,
            opened_at,
            closed_at,
            until: None,
            reason,
        })
        .collect();
    let mut past = case_episode::Entity::find()
        .filter(case_episode::Column::OpenedAt.gte(period.from))
        .filter(case_episode::Column::OpenedAt.lt(period.to));
    if let Some(own) = &own {
        past = past.filter(case_episode::Column::OfficeCode.eq(own));
    }
    let past = past.order_by_asc(case_episode::Column::CaseId).order_by_asc(case_episode::Column::No).all(ctx.db.read()).await?;
    let mut provinces: HashMap<Uuid, Option<String>> = HashMap::new();
    for chunk in past.chunks(CHUNK) {
        let rows: Vec<(Uuid, Option<String>)> = known
            .clone()
            .select_only()
            .columns([case_file::Column::Id, case_file::Column::ProvinceCode])
            .filter(case_file::Column::Id.is_in(chunk.iter().map(|row| row.case_id)))
            .into_tuple()
            .all(ctx.db.read())
            .await?;
        provinces.extend(rows);
    }
    found.extend(past.into_iter().filter_map(|row| {
        Some(Episode {
            case: row.case_id,
            province: provinces.get(&row.case_id)?.clone(),
            past: Some(row.no),
            opened_at: row.opened_at,
            closed_at: Some(row.closed_at),
            until: Some(row.reopened_at),
            reason: Some(row.closure_reason),
        })
    }));
    Ok(found)
}

/// A milestone as it was reached.
#[derive(Clone, Copy)]
struct Fact {
    happened_at: Timestamp,
    counted_at: Timestamp,
    recorded_late: bool,
}

/// What is known of some cases.
#[derive(Default)]
pub(super) struct Facts {
    /// When deadlines that counted began and were due.
    due: HashMap<(Uuid, Milestone), Vec<(Timestamp, Timestamp)>>,
    /// What was reached, by episode.
    reached: HashMap<(Uuid, Option<i32>, Milestone), Fact>,
    /// "Nobody has contacted me."
    denied: HashMap<Uuid, Vec<reporter_word::Model>>,
    /// Confirmed to be one with another case.
    duplicates: HashSet<Uuid>,
    /// A later report proved their closing too early.
    came_back: HashSet<Uuid>,
}

impl Facts {
    /// Reads it. A later report tells only those who may know of it that a closing came back.
    pub(super) async fn of(ctx: &Ctx, scope: &Scope, cases: &[Uuid]) -> Result<Self, DbErr> {
        let mut facts = Self::default();
        let wanted: HashSet<&str> = MILESTONES.iter().map(|milestone| milestone.code()).collect();
        let db = ctx.db.read();
        for chunk in cases.chunks(CHUNK) {
            let ids = || chunk.iter().copied();
            let deadlines = deadline::Entity::find()
                .filter(deadline::Column::CaseId.is_in(ids()))
                .filter(deadline::Column::StopsOn.is_in(wanted.iter().copied()))
                .filter(deadline::Column::Kind.eq("response"));
            for row in deadlines.all(db).await?.into_iter().filter(|row| row.outcome.as_deref() != Some(Outcome::Superseded.code())) {
                let Some(milestone) = Milestone::parse(&row.stops_on) else { continue };
                facts.due.entry((row.case_id, milestone)).or_default().push((row.starts_at, row.due_at));
            }
            for row in milestone::Entity::find().filter(milestone::Column::CaseId.is_in(ids())).all(db).await? {
                let fact = Fact { happened_at: row.happened_at, counted_at: row.counted_at, recorded_late: row.recorded_late };
                facts.enter(row.case_id, None, &row.code, fact);
            }
            for row in past_milestone::Entity::find().filter(past_milestone::Column::CaseId.is_in(ids())).all(db).await? {
                let fact = Fact { happened_at: row.happened_at, counted_at: row.counted_at, recorded_late: row.recorded_late };
                facts.enter(row.case_id, Some(row.episode), &row.code, fact);
            }
            let denied = reporter_word::Entity::find()
                .filter(reporter_word::Column::CaseId.is_in(ids()))
                .filter(reporter_word::Column::Kind.eq(ReporterWord::ContactedNo.code()));
            for row in denied.all(db).await? {
                facts.denied.entry(row.case_id).or_default().push(row);
            }
            facts.read_links(ctx, scope, chunk).await?;
        }
        Ok(facts)
    }

    async fn read_links(&mut self, ctx: &Ctx, scope: &Scope, cases: &[Uuid]) -> Result<(), DbErr> {
        let either = Condition::any()
            .add(case_link::Column::LaterId.is_in(cases.iter().copied()))
            .add(case_link::Column::EarlierId.is_in(cases.iter().copied()));
        let links = case_link::Entity::find().filter(either).all(ctx.db.read()).await?;
        let later: Vec<Uuid> = links.iter().filter(|row| row.came_back).map(|row| row.later_id).collect();
        let known: HashSet<Uuid> = find::known_of(ctx.db.read(), scope, &later).await?.into_iter().collect();
        for row in links {
            if row.kind == LinkKind::Duplicate.code() {
                self.duplicates.extend([row.later_id, row.earlier_id]);
            }
            if row.came_back && known.contains(&row.later_id) {
                self.came_back.insert(row.earlier_id);
            }
        }
        Ok(())
    }

    fn enter(&mut self, case: Uuid, episode: Option<i32>, code: &str, fact: Fact) {
        if let Some(milestone) = Milestone::parse(code) {
            self.reached.insert((case, episode, milestone), fact);
        }
    }

    /// The times of one milestone of an episode; nothing where none was due in it.
    pub(super) fn times(&self, episode: &Episode, milestone: Milestone) -> Option<CaseTimes> {
        let within = |starts_at: Timestamp| starts_at >= episode.opened_at && episode.closed_at.is_none_or(|end| starts_at <= end);
        let due =
            self.due.get(&(episode.case, milestone))?.iter().filter(|(starts_at, _)| within(*starts_at)).map(|(_, due)| *due).min()?;
        let reached = self.reached.get(&(episode.case, episode.past, milestone)).copied();
        let denials: Vec<&reporter_word::Model> = match reached.filter(|_| milestone == Milestone::FirstContact) {
            Some(fact) => {
                let during = |word: &&reporter_word::Model| episode.until.is_none_or(|until| word.said_at < until);
                let all = self.denied.get(&episode.case).into_iter().flatten();
                all.filter(during).filter(|word| settle::denies(word, fact.happened_at)).collect()
            }
            None => Vec::new(),
        };
        let never = denials.iter().any(|word| word.settled_as.as_deref() == Some(Settlement::NoContact.code()));
        let reached = reached.filter(|_| !never);
        // Milestones of two reports count once, in the case that went on; what was missed before stays missed.
        let is_duplicate = episode.reason.as_deref() == Some(DUPLICATE) && self.duplicates.contains(&episode.case);
        if is_duplicate && reached.is_some_and(|fact| fact.counted_at <= due) {
            return None;
        }
        let came_back = episode.past.is_some() || (episode.closed_at.is_some() && self.came_back.contains(&episode.case));
        Some(CaseTimes {
            case: episode.case,
            t0: episode.opened_at,
            due_at: due,
            reached: reached.map(|fact| fact.counted_at),
            closed_at: episode.closed_at,
            excluded: episode.reason.as_deref() == Some(NOT_A_CASE),
            recorded_late: reached.is_some_and(|fact| fact.recorded_late),
            disputed: !never && denials.iter().any(|word| settle::waits(word)),
            came_back,
        })
    }
}
