//! First invitations of people who came in by a table.
//!
//! A reconciler: whoever waits (`staff.to_invite_since`) and can be invited is, some in each round and office by office, so that the
//! leads of an office and the office above hear of all its new people in one letter. Nobody is invited to an office that is suspended or
//! was merged into another; their turn comes when the office works again, or when they were moved to one that does.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use super::{AdministrationError, invite, people, people::Standing, staffing, tell};
use crate::{
    audit::{Chain, Ledger, finish_all},
    ctx::Ctx,
    entity::{office, staff},
    kernel::Actor,
    notification::{Message, StaffChange},
};

/// People per round: a round must not keep the clocks waiting.
const ROUND: u64 = 100;
/// Names that one letter says before it only counts.
const NAMES_SAID: usize = 10;

/// Invites some of those who wait. Returns how many waited no more.
///
/// # Errors
/// The first office whose people could not be invited, after the others were.
pub async fn invite_some(ctx: &Ctx) -> Result<usize, AdministrationError> {
    if ctx.vault.desk().is_err() {
        return Ok(0);
    }
    let mut offices: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
    for (id, office) in waiting(ctx).await? {
        offices.entry(office).or_default().push(id);
    }
    let (mut done, mut failed) = (0, None);
    for (office, ids) in offices {
        match invite_to(ctx, &office, ids).await {
            Ok(people) => done += people,
            Err(error) => {
                tracing::error!(office, cause = %error, "people of an office could not be invited; the next round tries again");
                failed.get_or_insert(error);
            }
        }
    }
    failed.map_or(Ok(done), Err)
}

/// Those who waited longest, with their offices; only an index of those who wait is read.
async fn waiting(ctx: &Ctx) -> Result<Vec<(Uuid, String)>, AdministrationError> {
    let works = Query::select()
        .expr(Expr::val(1))
        .from(office::Entity)
        .and_where(Expr::col((office::Entity, office::Column::Code)).equals((staff::Entity, staff::Column::OfficeCode)))
        .and_where(Expr::col((office::Entity, office::Column::Suspended)).eq(false))
        .and_where(Expr::col((office::Entity, office::Column::MergedInto)).is_null())
        .to_owned();
    let query = staff::Entity::find()
        .select_only()
        .columns([staff::Column::Id, staff::Column::OfficeCode])
        .filter(staff::Column::ToInviteSince.is_not_null())
        .filter(staff::Column::Active.eq(true))
        .filter(Expr::exists(works))
        .order_by_asc(staff::Column::ToInviteSince)
        .order_by_asc(staff::Column::Id)
        .limit(ROUND);
    Ok(query.into_tuple().all(ctx.db.read()).await?)
}

/// Invites people of one office, in one unit of work. Counts those who wait no more, also a row that the desk did not write: it is nobody.
async fn invite_to(ctx: &Ctx, office: &str, mut ids: Vec<Uuid>) -> Result<usize, AdministrationError> {
    // Always in the same order, so that two who take several never wait for each other.
    ids.sort_unstable();
    ctx.db
        .write(async |tx| {
            let mut ledgers = Vec::with_capacity(ids.len());
            for id in &ids {
                ledgers.push(Ledger::take(tx, &ctx.vault, Chain::Staff(*id)).await?);
            }
            let now = ctx.clock.now();
            let held = staffing::hold(tx, office).await?;
            let Some(office) = held.filter(|office| !office.suspended && office.merged_into.is_none()) else { return Ok(0) };
            let mut names = Vec::new();
            for (id, ledger) in ids.iter().zip(&mut ledgers) {
                let row = match people::held(ctx, tx, *id).await {
                    Ok(row) => row,
                    Err(AdministrationError::NotFound) => {
                        forget_unknown(tx, *id).await?;
                        continue;
                    }
                    Err(error) => return Err(error),
                };
                if row.to_invite_since.is_none() || row.office_code != office.code {
                    continue;
                }
                if Standing::of(&row) == Standing::Invited {
                    invite::send(ctx, tx, ledger, Actor::System, &row, &office, now).await?;
                    names.push(row.name);
                } else {
                    invite::waits_no_more(tx, &row).await?;
                }
            }
            if !names.is_empty() {
                let message = Message::StaffChanged { name: said(names), office: office.name.clone(), change: StaffChange::Invited };
                tell::leads(ctx, tx, now, &office, &message).await?;
            }
            finish_all(tx, ledgers).await?;
            Ok(ids.len())
        })
        .await
}

async fn forget_unknown(tx: &crate::db::Tx, id: Uuid) -> Result<(), AdministrationError> {
    staff::Entity::update_many()
        .col_expr(staff::Column::ToInviteSince, Expr::value(Option::<crate::kernel::Timestamp>::None))
        .filter(staff::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The names, and how many more there are where they are many.
fn said(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(NAMES_SAID);
    names.truncate(NAMES_SAID);
    let names = names.join(", ");
    if more == 0 { names } else { format!("{names} +{more}") }
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn a_letter_says_ten_names_and_counts_the_rest() {
        let names = |count: usize| (0..count).map(|number| format!("Người {number}")).collect();
        assert_eq!(said(names(2)), "Người 0, Người 1");
        assert!(said(names(10)).ends_with("Người 9"));
        assert!(said(names(25)).ends_with("Người 9 +15"));
    }
}
