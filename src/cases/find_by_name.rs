//! Finding a case of one's own office by a name that stands in its reports.
//!
//! Names are sealed and have no index, so the newest cases of the office are opened in memory, one after the other, and forgotten. What
//! comes back is which cases, never a name. Every search is entered at the person who searched, every case found at the case, before the
//! answer leaves; how many an hour is limited. Deliberately absent: who reported, which lies under another key.

use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    CaseError,
    content::Content,
    find,
    inside::{self, Reach},
};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    entity::{audit_entry, case_file, report},
    kernel::{fold::fold, secret::Plaintext},
    vault::{
        case_keys::{self, OpenError},
        envelope::Part,
        sealing::CaseKey,
    },
};

/// Cases that are looked through, the newest first.
pub const LOOKED: u64 = 500;
/// Cases that are answered at most.
const FOUND: usize = 20;
/// Searches of one person within an hour.
const AN_HOUR: u64 = 30;
/// Letters of the shortest name that is looked for.
const SHORTEST: usize = 2;

/// The cases of the office of `by` in whose reports somebody is called like `name`: every word typed begins a word of that name, with or
/// without accents.
///
/// # Errors
/// `/name` too short, or looked for too often.
pub async fn find_by_name(ctx: &Ctx, by: &Responder, name: &Plaintext) -> Result<Vec<case_file::Model>, CaseError> {
    let wanted = fold(name.reveal());
    if wanted.chars().count() < SHORTEST {
        return Err(CaseError::field("/name", "search-too-short"));
    }
    let scope = by.scope();
    let cases = case_file::Entity::find()
        .filter(case_file::Column::OfficeCode.eq(scope.office.as_str()))
        .filter(find::not_excluded(&scope))
        .order_by_desc(case_file::Column::OpenedAt)
        .limit(LOOKED)
        .all(ctx.db.read())
        .await?;
    let looked = cases.len();
    let mut found = Vec::new();
    for case in cases {
        // A colleague's case is not opened to look whose it is.
        let theirs = inside::reach_now(ctx.db.read(), &scope, &case, ctx.clock.now()).await? != Reach::Knows;
        if theirs && found.len() < FOUND && is_named(ctx, by, &case, &wanted).await? {
            found.push(case);
        }
    }
    enter(ctx, by, looked, &found).await?;
    Ok(found)
}

async fn is_named(ctx: &Ctx, by: &Responder, case: &case_file::Model, wanted: &str) -> Result<bool, CaseError> {
    let key: CaseKey = match case_keys::open(ctx.db.read(), &ctx.vault, case.id, Part::Case, by.office()).await {
        Ok(key) => key,
        // Not sealed for this office yet: nobody here can read it, so nobody finds it.
        Err(OpenError::NoEnvelope) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    for row in report::Entity::find().filter(report::Column::CaseId.eq(case.id)).all(ctx.db.read()).await? {
        let content = Content::open(&key, &row)?;
        let people = content.persons.iter().filter_map(|person| person.name.as_ref());
        let named = people.chain(content.perpetrators.iter().filter_map(|perpetrator| perpetrator.name.as_ref()));
        if named.into_iter().any(|name| is_like(name.reveal(), wanted)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether every word of `wanted`, folded, begins a word of `name`.
fn is_like(name: &str, wanted: &str) -> bool {
    let name = fold(name);
    wanted.split(' ').all(|word| name.split(' ').any(|own| own.starts_with(word)))
}

/// Enters the search, unless there were too many: the person who searches first, then each case.
async fn enter(ctx: &Ctx, by: &Responder, looked: usize, found: &[case_file::Model]) -> Result<(), CaseError> {
    let searched = Event::NamesSearched { looked, found: found.len() };
    ctx.db
        .write(async |tx| {
            let chain = Chain::Staff(by.staff());
            let mut ledger = Ledger::take(tx, &ctx.vault, chain).await?;
            let now = ctx.clock.now();
            let before = audit_entry::Entity::find()
                .filter(audit_entry::Column::Chain.eq(chain.name()))
                .filter(audit_entry::Column::Event.eq(searched.code()))
                .filter(audit_entry::Column::At.gt(now - Duration::hours(1)))
                .count(tx)
                .await?;
            if before >= AN_HOUR {
                return Err(CaseError::field("/name", "search-too-often"));
            }
            ledger.record(now, by.actor(), &searched);
            ledger.finish(tx).await?;
            Ok(())
        })
        .await?;
    for case in found {
        ctx.db
            .write(async |tx| {
                let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case.id)).await?;
                let now = ctx.clock.now();
                ledger.record(now, by.actor(), &Event::FoundByName { office: by.office().as_str() });
                ledger.finish(tx).await?;
                Ok::<_, CaseError>(())
            })
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn a_name_is_found_without_accents_and_by_its_beginning() {
        for typed in ["man", "nguyen man", "man nguyen", "ngu", "thi ma"] {
            assert!(is_like("Nguyễn Thị Mận", typed), "{typed}");
        }
        for typed in ["an", "hoa", "man hoa", "guyen"] {
            assert!(!is_like("Nguyễn Thị Mận", typed), "{typed}");
        }
    }
}
