//! What was asked about who reported, what waits, and what the reader may do: for the page of the case and for the lists of decisions.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{CaseError, Way, at, deciders, emergency, held, of_case, open, row};
use crate::{
    access::{Responder, Signed, Supervisor},
    cases::{find, names},
    ctx::Ctx,
    entity::case_file,
    kernel::{Timestamp, secret::Plaintext, terms::Role},
    vault::sealing::{CaseKey, open as unseal},
};

/// Most that is listed for somebody who decides.
const SHOWN: u64 = 200;

/// A way in, as far as the reader may read it.
pub struct Access {
    /// The row.
    pub row: row::Model,
    /// Who asked or opened.
    pub asked_by: String,
    /// Who decided.
    pub judged_by: Option<String>,
    /// Why; for whoever asked and for leads.
    pub reason: Option<Plaintext>,
    /// What was said to it; the same.
    pub words: Option<Plaintext>,
    /// Whether the reader may decide about it now.
    pub to_judge: bool,
    /// Whether it waits too long.
    pub overdue: bool,
}

/// How it stands with who reported.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each of which shows one part")]
pub struct Standing {
    /// Whether there is such a part, and the reader's office holds a key to it.
    pub held: bool,
    /// Until when it is open for the reader.
    pub open_until: Option<Timestamp>,
    /// Whether the reader may ask.
    pub may_ask: bool,
    /// Whether the reader may open contact details at once.
    pub may_open_contact: bool,
    /// Whether that takes their password first.
    pub password: bool,
    /// All of it, oldest first.
    pub all: Vec<Access>,
}

/// How it stands for `by`.
///
/// # Errors
/// The database cannot be read, or a sealed text not be opened.
pub(in crate::cases) async fn standing(ctx: &Ctx, by: &Responder, key: &CaseKey, case: &case_file::Model) -> Result<Standing, CaseError> {
    let (db, now) = (ctx.db.read(), ctx.clock.now());
    let held = match held(db, case.id, by).await {
        Ok(()) => true,
        Err(CaseError::NothingProtected | CaseError::NotFound) => false,
        Err(error) => return Err(error),
    };
    let rows = of_case(ctx, db, case.id).await?;
    let people: BTreeSet<Uuid> = rows.iter().flat_map(|row| [Some(row.asked_by), row.judged_by]).flatten().collect();
    let people = names::staff(ctx, &people).await?;
    let waits = rows.iter().any(|row| row.asked_by == by.staff() && row.way == Way::Request.code() && row.judged_at.is_none());
    let open_until = open::approval(ctx, db, case.id, by, now).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        all.push(access(ctx, by, key, row, &people, now).await?);
    }
    Ok(Standing {
        held,
        open_until,
        may_ask: held && !waits && open_until.is_none(),
        may_open_contact: held && open_until.is_none() && emergency::may_open_contact(db, by, case).await?,
        password: by.has_proved(now).is_err(),
        all,
    })
}

async fn access(
    ctx: &Ctx,
    by: &Responder,
    key: &CaseKey,
    row: row::Model,
    people: &HashMap<Uuid, String>,
    now: Timestamp,
) -> Result<Access, CaseError> {
    let reads = row.asked_by == by.staff() || by.role() == Role::Lead;
    let name = |id: Uuid| people.get(&id).cloned().unwrap_or_default();
    let waits = row.judged_at.is_none();
    let to_judge = match by.lead() {
        Ok(lead) if waits => deciders::may(ctx.db.read(), &lead, &row).await.is_ok(),
        _ => false,
    };
    Ok(Access {
        asked_by: name(row.asked_by),
        judged_by: row.judged_by.map(name),
        reason: if reads { Some(unseal(key, at("reason", row.id), &row.reason)?) } else { None },
        words: row.words.as_ref().filter(|_| reads).map(|sealed| unseal(key, at("words", row.id), sealed)).transpose()?,
        to_judge,
        overdue: waits && row.due_at <= now,
        row,
    })
}

/// Something about who reported that waits for a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The case.
    pub case: Uuid,
    /// The office that was asked.
    pub office: String,
    /// What it is: a code of the words `decision-ground-…`.
    pub ground: &'static str,
    /// Since when.
    pub asked_at: Timestamp,
}

/// What waits about open cases in scope of `by`, the longest first.
///
/// # Errors
/// The database cannot be read.
pub async fn waiting(ctx: &Ctx, by: &Supervisor) -> Result<Vec<Waiting>, DbErr> {
    let found = row::Entity::find()
        .filter(row::Column::JudgedAt.is_null())
        .filter(find::names_open_case(&by.scope(), (row::Entity, row::Column::CaseId)))
        .order_by_asc(row::Column::AskedAt)
        .limit(SHOWN)
        .all(ctx.db.read())
        .await?;
    let (now, desk) = (ctx.clock.now(), ctx.vault.desk().ok());
    let authentic = found.into_iter().filter(|row| desk.is_some_and(|desk| desk.identity_access_holds(row)));
    Ok(authentic
        .map(|row| Waiting { case: row.case_id, ground: ground(&row, now), office: row.judge_office, asked_at: row.asked_at })
        .collect())
}

fn ground(row: &row::Model, now: Timestamp) -> &'static str {
    match (Way::parse(&row.way), row.due_at <= now) {
        (Some(Way::Emergency), true) => "identity_review_overdue",
        (Some(Way::Emergency), false) => "identity_review",
        (_, true) => "identity_request_overdue",
        (_, false) => "identity_request",
    }
}

/// Which of these cases wait for a word of `by` about who reported: asked of their office, or too long of one below.
///
/// # Errors
/// The database cannot be read.
pub async fn for_me(ctx: &Ctx, by: &Signed, cases: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
    let Ok(by) = by.lead() else { return Ok(HashSet::new()) };
    let now = ctx.clock.now();
    let found = row::Entity::find().filter(row::Column::JudgedAt.is_null()).filter(row::Column::CaseId.is_in(cases.iter().copied()));
    let mut mine = HashSet::new();
    for row in found.all(ctx.db.read()).await? {
        let asked = row.judge_office == by.office().as_str() || row.due_at <= now;
        if asked && deciders::may(ctx.db.read(), &by, &row).await.is_ok() {
            mine.insert(row.case_id);
        }
    }
    Ok(mine)
}
