//! The queue with what its page shows of each case: the clock that runs out next, and how far the case is.
//!
//! Six queries a page, and two more where colleagues work on some of them, however many cases there are. Nothing sealed is read.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    CaseError, asked, names,
    queue::{self, Cursor, Narrow},
    reading,
};
use crate::{
    access::Signed,
    ctx::Ctx,
    entity::{case_file, contact, deadline, milestone},
    kernel::{Lang, Timestamp, terms::Milestone},
};

/// One page of the queue.
pub struct QueuePage {
    /// Name of the office whose queue it is.
    pub office: String,
    /// The cases, the one due first on top.
    pub rows: Vec<QueueRow>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
}

/// A case of the queue.
pub struct QueueRow {
    /// The case.
    pub case: case_file::Model,
    /// What the clock that runs out next waits for, and when it is due.
    pub next_clock: Option<(String, Timestamp)>,
    /// How far the case is: the code of [`progress`].
    pub progress: &'static str,
    /// Whether it is offered to the office whose queue it is.
    pub offered: bool,
    /// Whether an office above has to decide about it.
    pub undecided: bool,
    /// Whether the reader has to decide about who reported.
    pub protected: bool,
    /// Who works on it, where it is closed to the reader (`inside`): of such a case only its code, urgency and clock are shown.
    pub with: Option<String>,
}

/// How far a case is: the code of the furthest milestone, `attempted` when a contact was sought and not yet made, `new` before that.
#[must_use]
pub fn progress(reached: &[Milestone], contact_sought: bool) -> &'static str {
    match reached.iter().max() {
        Some(Milestone::Acknowledged) | None if contact_sought => "attempted",
        Some(furthest) => furthest.code(),
        None => "new",
    }
}

/// A page of the open cases in scope of `by`.
///
/// # Errors
/// The database cannot be read.
pub async fn read(ctx: &Ctx, by: &Signed, lang: Lang, narrow: Narrow, after: Option<Cursor>) -> Result<QueuePage, CaseError> {
    let (cases, next) = queue::page(ctx.db.read(), &by.scope(), narrow, after).await?;
    let own = by.office().as_str().to_owned();
    let office = names::offices(ctx, lang, &BTreeSet::from([own.clone()])).await?.remove(&own).unwrap_or(own);
    let ids: Vec<Uuid> = cases.iter().map(|case| case.id).collect();
    let mut clocks = next_clocks(ctx, &ids).await?;
    let mut reached = reached(ctx, &ids).await?;
    let sought = sought(ctx, &ids).await?;
    let waiting = asked::waiting(ctx, by, &ids).await?;
    let mut others = reading::with_others(ctx, by, &cases).await?;
    let row = |case: case_file::Model| QueueRow {
        with: others.remove(&case.id),
        offered: waiting.offered.contains(&case.id),
        undecided: waiting.undecided.contains(&case.id),
        protected: waiting.protected.contains(&case.id),
        next_clock: clocks.remove(&case.id),
        progress: progress(&reached.remove(&case.id).unwrap_or_default(), sought.contains(&case.id)),
        case,
    };
    Ok(QueuePage { office, rows: cases.into_iter().map(row).collect(), next })
}

async fn next_clocks(ctx: &Ctx, cases: &[Uuid]) -> Result<HashMap<Uuid, (String, Timestamp)>, DbErr> {
    let running = deadline::Entity::find()
        .select_only()
        .columns([deadline::Column::CaseId, deadline::Column::StopsOn, deadline::Column::DueAt])
        .filter(deadline::Column::CaseId.is_in(cases.iter().copied()))
        .filter(deadline::Column::StoppedAt.is_null())
        .order_by_asc(deadline::Column::DueAt)
        .into_tuple::<(Uuid, String, Timestamp)>()
        .all(ctx.db.read())
        .await?;
    let mut first = HashMap::new();
    for (case, stops_on, due_at) in running {
        first.entry(case).or_insert((stops_on, due_at));
    }
    Ok(first)
}

async fn reached(ctx: &Ctx, cases: &[Uuid]) -> Result<HashMap<Uuid, Vec<Milestone>>, DbErr> {
    let query = milestone::Entity::find().select_only().columns([milestone::Column::CaseId, milestone::Column::Code]);
    let query = query.filter(milestone::Column::CaseId.is_in(cases.iter().copied()));
    let mut reached: HashMap<Uuid, Vec<Milestone>> = HashMap::new();
    for (case, code) in query.into_tuple::<(Uuid, String)>().all(ctx.db.read()).await? {
        reached.entry(case).or_default().extend(Milestone::parse(&code));
    }
    Ok(reached)
}

async fn sought(ctx: &Ctx, cases: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
    let query = contact::Entity::find().select_only().column(contact::Column::CaseId).distinct();
    let query = query.filter(contact::Column::CaseId.is_in(cases.iter().copied())).filter(contact::Column::UndoneAt.is_null());
    Ok(query.into_tuple::<Uuid>().all(ctx.db.read()).await?.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::progress;
    use crate::kernel::terms::Milestone::{Acknowledged, FirstContact, Safe};

    #[test]
    fn the_furthest_step_counts_and_an_attempt_counts_only_until_contact_is_made() {
        assert_eq!(progress(&[], false), "new");
        assert_eq!(progress(&[], true), "attempted");
        assert_eq!(progress(&[Acknowledged], false), "acknowledged");
        assert_eq!(progress(&[Acknowledged], true), "attempted");
        assert_eq!(progress(&[FirstContact, Acknowledged], true), "first_contact");
        assert_eq!(progress(&[Acknowledged, Safe], true), "safe");
    }
}
