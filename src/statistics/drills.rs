//! Drills, measured apart: when each was sent, how soon it was acknowledged and contact was practised, how far it climbed.
//!
//! Nothing here enters a figure, and no figure enters here.

use std::collections::HashMap;

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::{
    access::Overseer,
    ctx::Ctx,
    entity::{case_file, drill, escalation, milestone, office},
    kernel::{Timestamp, terms::Milestone},
};

/// Most drills of one list.
pub const LONGEST_LIST: u64 = 300;

/// A drill and how it went.
#[derive(Debug, Clone)]
pub struct Measured {
    /// The drill.
    pub drill: drill::Model,
    /// The office it was for.
    pub office: office::Model,
    /// The code of its case, once it was sent.
    pub case: Option<String>,
    /// How long after it was sent somebody took it.
    pub acknowledged_after: Option<TimeDelta>,
    /// How long after it was sent the contact was practised.
    pub contact_after: Option<TimeDelta>,
    /// Who was told because a deadline passed, in order: codes of rungs.
    pub climbed_to: Vec<String>,
}

/// How far a drill is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Not sent yet.
    Planned,
    /// Taken back before it was sent.
    Withdrawn,
    /// Sent.
    Running,
    /// Over.
    Ended,
}

impl Stage {
    /// The public code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Withdrawn => "withdrawn",
            Self::Running => "running",
            Self::Ended => "ended",
        }
    }
}

impl Measured {
    /// How far it is.
    #[must_use]
    pub const fn state(&self) -> Stage {
        match (self.drill.withdrawn_at, self.drill.sent_at, self.drill.ended_at) {
            (Some(_), _, _) => Stage::Withdrawn,
            (_, None, _) => Stage::Planned,
            (_, _, None) => Stage::Running,
            _ => Stage::Ended,
        }
    }
}

/// The drills of the offices that `by` looks after, the newest first.
///
/// # Errors
/// The database cannot be read.
pub async fn measured(ctx: &Ctx, by: &Overseer) -> Result<Vec<Measured>, DbErr> {
    let db = ctx.db.read();
    let within = office::Entity::find().select_only().column(office::Column::Code).filter(by.area().offices()).into_query();
    let drills = drill::Entity::find()
        .filter(drill::Column::OfficeCode.in_subquery(within))
        .order_by_desc(drill::Column::SendAt)
        .order_by_desc(drill::Column::Id)
        .limit(LONGEST_LIST)
        .all(db)
        .await?;
    let codes = drills.iter().map(|drill| drill.office_code.as_str());
    let offices = office::Entity::find().filter(office::Column::Code.is_in(codes)).all(db).await?;
    let offices: HashMap<String, office::Model> = offices.into_iter().map(|office| (office.code.clone(), office)).collect();
    let cases: Vec<Uuid> = drills.iter().filter_map(|drill| drill.case_id).collect();
    let facts = Facts::of(ctx, &cases).await?;
    let measure = |drill: drill::Model| {
        let office = offices.get(&drill.office_code)?.clone();
        let after = |milestone| {
            let reached: &Timestamp = facts.reached.get(&(drill.case_id?, milestone))?;
            Some(*reached - drill.sent_at?)
        };
        Some(Measured {
            acknowledged_after: after(Milestone::Acknowledged),
            contact_after: after(Milestone::FirstContact),
            case: drill.case_id.and_then(|case| facts.codes.get(&case).cloned()),
            climbed_to: drill.case_id.and_then(|case| facts.climbed.get(&case).cloned()).unwrap_or_default(),
            office,
            drill,
        })
    };
    Ok(drills.into_iter().filter_map(measure).collect())
}

#[derive(Default)]
struct Facts {
    codes: HashMap<Uuid, String>,
    reached: HashMap<(Uuid, Milestone), Timestamp>,
    climbed: HashMap<Uuid, Vec<String>>,
}

impl Facts {
    async fn of(ctx: &Ctx, cases: &[Uuid]) -> Result<Self, DbErr> {
        let (db, mut facts) = (ctx.db.read(), Self::default());
        let codes = case_file::Entity::find().select_only().columns([case_file::Column::Id, case_file::Column::Code]);
        let codes = codes.filter(case_file::Column::Id.is_in(cases.iter().copied())).into_tuple::<(Uuid, String)>().all(db).await?;
        facts.codes.extend(codes);
        let reached = milestone::Entity::find().filter(milestone::Column::CaseId.is_in(cases.iter().copied())).all(db).await?;
        facts.reached.extend(reached.into_iter().filter_map(|row| Some(((row.case_id, Milestone::parse(&row.code)?), row.counted_at))));
        let told = escalation::Entity::find()
            .filter(escalation::Column::CaseId.is_in(cases.iter().copied()))
            .filter(escalation::Column::Outcome.eq("told"))
            .order_by_asc(escalation::Column::At)
            .order_by_asc(escalation::Column::Rung)
            .all(db)
            .await?;
        for row in told {
            let climbed = facts.climbed.entry(row.case_id).or_default();
            if !climbed.contains(&row.target) {
                climbed.push(row.target);
            }
        }
        Ok(facts)
    }
}
