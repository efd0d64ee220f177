//! Where somebody stands in their own office at an instant: on duty by the roster, in the place of whoever is away.
//!
//! Read once a request, with the session: what follows from it inside a case is `cases::inside`. Deliberately absent: cases.

use std::collections::BTreeSet;

use sea_orm::DbErr;
use uuid::Uuid;

use crate::{
    ctx::Ctx,
    kernel::{Timestamp, terms::Role},
    notification::duty::{Crew, can_answer},
};

/// What the roster of an office says about one of its responders now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Post {
    /// Whether they are on duty, by their own shift or for somebody who is away.
    pub on_duty: bool,
    /// The colleagues who are away and in whose place they stand.
    pub stands_in_for: BTreeSet<Uuid>,
}

/// The post of `person` at `office`. Only of responders: nothing depends on it for anybody else.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn of(ctx: &Ctx, person: Uuid, role: Role, office: &str, now: Timestamp) -> Result<Post, DbErr> {
    if role != Role::Responder {
        return Ok(Post::default());
    }
    let crew = Crew::of(&ctx.vault, ctx.db.read(), office, now).await?;
    let others = crew.people().into_iter().map(|colleague| colleague.id).filter(|id| *id != person);
    Ok(Post {
        on_duty: crew.on_duty(now, |_| true).iter().any(|on| on.id == person),
        stands_in_for: others.filter(|id| crew.acting(*id, now, can_answer).contains(&person)).collect(),
    })
}
