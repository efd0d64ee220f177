//! When each reconciler last came to its end, so that `doctor` can tell a worker that stands still from one with nothing to do.
//!
//! A heartbeat is a row of the lease table that runs out when nobody renews it. It is renewed once a minute at most, by whichever
//! worker comes first: an idle worker must not commit in every round.

use chrono::Duration;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    ctx::Ctx,
    db::{Db, rows},
    entity::lease,
    kernel::Timestamp,
};

/// How long a heartbeat is believed.
const BELIEVED: Duration = Duration::minutes(5);
/// How often it is renewed.
const RENEWED_EVERY: Duration = Duration::minutes(1);

/// Something a worker does in every round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reconciler {
    /// The sweep of the cases whose time has come.
    Clock,
    /// Alerts to mailboxes.
    Addressing,
    /// Mails to the mail server; runs only where one is configured.
    Delivery,
    /// Key pairs for offices without one.
    OfficeKeys,
    /// Envelopes of cases whose standing changed.
    Envelopes,
    /// Receipts and keys whose time is over.
    Forgetting,
    /// Files that no report came for.
    Files,
    /// Sessions whose time is over.
    Sessions,
    /// Checkpoints of the history.
    Checkpoints,
    /// What keeps offices from answering, once a night.
    Readiness,
    /// People who left, taken off the rosters.
    Rosters,
    /// Drills that are due, and those that are over.
    Drills,
    /// What follows a change of the map.
    Map,
    /// Cases of offices that were suspended or merged.
    MovedOffices,
    /// First invitations of people who came in by a table.
    Invitations,
    /// What follows from the buttons of reporters.
    ReporterWords,
    /// What waits too long for a decision about who reported.
    Protection,
    /// Numbers by which new cases may be found to belong to others.
    Numbers,
}

impl Reconciler {
    /// All of them, in the order in which their rows are written by everybody.
    pub const ALL: [Self; 18] = [
        Self::Clock,
        Self::Addressing,
        Self::Delivery,
        Self::OfficeKeys,
        Self::Envelopes,
        Self::Forgetting,
        Self::Files,
        Self::Sessions,
        Self::Checkpoints,
        Self::Readiness,
        Self::Rosters,
        Self::Drills,
        Self::Map,
        Self::MovedOffices,
        Self::Invitations,
        Self::ReporterWords,
        Self::Protection,
        Self::Numbers,
    ];

    /// Its name for the operator.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::Addressing => "addressing",
            Self::Delivery => "delivery",
            Self::OfficeKeys => "office-keys",
            Self::Envelopes => "envelopes",
            Self::Forgetting => "forgetting",
            Self::Files => "files",
            Self::Sessions => "sessions",
            Self::Checkpoints => "checkpoints",
            Self::Readiness => "readiness",
            Self::Rosters => "rosters",
            Self::Drills => "drills",
            Self::Map => "map",
            Self::MovedOffices => "moved-offices",
            Self::Invitations => "invitations",
            Self::ReporterWords => "reporter-words",
            Self::Protection => "protection",
            Self::Numbers => "numbers",
        }
    }

    fn row(self) -> String {
        format!("heartbeat:{}", self.name())
    }
}

/// Says that these came to their end just now.
///
/// # Errors
/// The database refuses.
pub async fn beat(ctx: &Ctx, ended: &[Reconciler]) -> Result<(), DbErr> {
    let now = ctx.clock.now();
    let known = rows_of(&ctx.db).await?;
    // One that runs out later than any renewed today was written by a clock that has been put back since.
    let fresh = |until: Timestamp| until > now + BELIEVED - RENEWED_EVERY && until <= now + BELIEVED;
    let is_fresh = |it: &Reconciler| known.iter().any(|row| row.name == it.row() && fresh(row.until_at));
    let due: Vec<Reconciler> = Reconciler::ALL.into_iter().filter(|it| ended.contains(it) && !is_fresh(it)).collect();
    if due.is_empty() {
        return Ok(());
    }
    ctx.db
        .write(async |tx| {
            for it in &due {
                let row = lease::Model { name: it.row(), holder: ctx.ids.row(now), until_at: now + BELIEVED };
                if !rows::insert_new(tx, row).await? {
                    lease::Entity::update_many()
                        .col_expr(lease::Column::UntilAt, Expr::value(now + BELIEVED))
                        .filter(lease::Column::Name.eq(it.row()))
                        .exec(tx)
                        .await?;
                }
            }
            Ok(())
        })
        .await
}

/// When each reconciler last came to its end, to the minute; nothing for one that never has.
///
/// # Errors
/// The database cannot be read.
pub async fn last(db: &Db) -> Result<Vec<(Reconciler, Option<Timestamp>)>, DbErr> {
    let known = rows_of(db).await?;
    let at = |it: Reconciler| known.iter().find(|row| row.name == it.row()).map(|row| row.until_at - BELIEVED);
    Ok(Reconciler::ALL.into_iter().map(|it| (it, at(it))).collect())
}

async fn rows_of(db: &Db) -> Result<Vec<lease::Model>, DbErr> {
    let names = Reconciler::ALL.into_iter().map(Reconciler::row);
    lease::Entity::find().filter(lease::Column::Name.is_in(names)).all(db.read()).await
}
