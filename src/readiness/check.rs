//! Keeping the table of gaps true, and telling the offices above.
//!
//! Idempotent: what is written follows from what is found, however many workers look and whatever crashed. An office above gets one
//! mail about all below it, when something is new or a week has passed; it is a summary, never a list, and holds nothing of a case.
//! An office above that cannot be reached itself is passed: the one above it is told.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::Duration;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    facts::{Facts, Looked, gather},
    gaps::Gap,
};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::readiness_gap,
    kernel::{Actor, Timestamp, codes::OfficeCode},
    notification::{Message, Target, outbox},
};

/// A gap that nobody closed is told again after this long.
pub const TELL_AGAIN: Duration = Duration::days(7);
/// Codes per statement (TRAPS 4.14).
const CHUNK: usize = 400;

/// What one look has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Checked {
    /// Accountable offices in service.
    pub offices: usize,
    /// Of these with a gap.
    pub with_gaps: usize,
    /// Gaps that were not there before.
    pub new: usize,
    /// Gaps that are closed.
    pub gone: usize,
    /// Offices above that were told.
    pub told: usize,
}

/// Looks at every office now, writes what is new and what is gone, and tells the offices above. Needs desk keys: without them no member
/// of staff is known.
///
/// # Errors
/// The database refuses.
pub async fn check(ctx: &Ctx) -> Result<Checked, DbErr> {
    if ctx.vault.desk().is_err() {
        return Ok(Checked::default());
    }
    let facts = gather(ctx, Condition::all()).await?;
    let found: BTreeSet<(String, Gap)> =
        facts.offices.iter().flat_map(|looked| looked.gaps.iter().map(|gap| (looked.office.code.clone(), *gap))).collect();
    let groups = groups(&facts);
    let done = ctx.db.write(async |tx| write(ctx, tx, &found, &groups).await).await?;
    ctx.nudge.notify_one();
    let with_gaps = facts.offices.iter().filter(|looked| !looked.gaps.is_empty()).count();
    Ok(Checked { offices: facts.offices.len(), with_gaps, ..done })
}

async fn write(ctx: &Ctx, tx: &Tx, found: &BTreeSet<(String, Gap)>, groups: &BTreeMap<OfficeCode, Vec<&Looked>>) -> Result<Checked, DbErr> {
    // Whoever looks at the same time waits here and then finds the gaps already written.
    let mut ledger = Ledger::take(tx, &ctx.vault, Chain::System(ctx.clock.now())).await?;
    let now = ctx.clock.now();
    let stored = readiness_gap::Entity::find().all(tx).await?;
    let known: HashSet<(&str, &str)> = stored.iter().map(|row| (row.office_code.as_str(), row.gap.as_str())).collect();
    let new: Vec<readiness_gap::Model> = found
        .iter()
        .filter(|(office, gap)| !known.contains(&(office.as_str(), gap.code())))
        .map(|(office, gap)| readiness_gap::Model { office_code: office.clone(), gap: gap.code().to_owned(), found_at: now, told_at: None })
        .collect();
    let still = |row: &readiness_gap::Model| Gap::parse(&row.gap).is_some_and(|gap| found.contains(&(row.office_code.clone(), gap)));
    let gone: Vec<&readiness_gap::Model> = stored.iter().filter(|row| !still(row)).collect();
    let mut done = Checked { new: new.len(), gone: gone.len(), ..Checked::default() };
    rows::insert_all_new(tx, new).await?;
    forget(tx, &gone).await?;
    if done.new + done.gone > 0 {
        ledger.record(now, Actor::System, &Event::ReadinessChecked { new: done.new, gone: done.gone });
    }
    for (above, below) in groups {
        if due(tx, below, now).await? {
            rows::insert(tx, outbox::notice(ctx, now, above, Target::Oversight, &summary(below))).await?;
            ledger.record(now, Actor::System, &Event::ReadinessTold { office: above.as_str(), offices: below.len() });
            done.told += 1;
        }
    }
    ledger.finish(tx).await?;
    Ok(done)
}

/// The offices with gaps, by the nearest office above that can be reached. Where nobody can on the whole line there is nobody to tell:
/// the gap stays untold, and is told on the day somebody can.
fn groups(facts: &Facts) -> BTreeMap<OfficeCode, Vec<&Looked>> {
    let mut groups: BTreeMap<OfficeCode, Vec<&Looked>> = BTreeMap::new();
    for looked in facts.offices.iter().filter(|looked| !looked.gaps.is_empty()) {
        if let Some(above) = hearing_above(facts, &looked.office.code).and_then(OfficeCode::parse) {
            groups.entry(above).or_default().push(looked);
        }
    }
    groups
}

fn hearing_above<'f>(facts: &'f Facts, office: &str) -> Option<&'f str> {
    let mut seen = HashSet::new();
    let mut above = facts.parents.get(office)?.as_deref();
    while let Some(code) = above {
        // A circle of parents has no top.
        if facts.hearing.contains(code) || !seen.insert(code) {
            return facts.hearing.get(code).map(String::as_str);
        }
        above = facts.parents.get(code).and_then(|parent| parent.as_deref());
    }
    None
}

/// Whether something below was never told, or not for a week; then all of it is marked as told now.
async fn due(tx: &Tx, below: &[&Looked], now: Timestamp) -> Result<bool, DbErr> {
    let codes: Vec<&str> = below.iter().map(|looked| looked.office.code.as_str()).collect();
    let told = |chunk: &[&str]| {
        readiness_gap::Entity::update_many()
            .col_expr(readiness_gap::Column::ToldAt, Expr::value(now))
            .filter(readiness_gap::Column::OfficeCode.is_in(chunk.iter().copied()))
    };
    let waiting = Condition::any().add(readiness_gap::Column::ToldAt.is_null()).add(readiness_gap::Column::ToldAt.lte(now - TELL_AGAIN));
    let mut any = false;
    for chunk in codes.chunks(CHUNK) {
        any |= told(chunk).filter(waiting.clone()).exec(tx).await?.rows_affected > 0;
    }
    if any {
        for chunk in codes.chunks(CHUNK) {
            told(chunk).exec(tx).await?;
        }
    }
    Ok(any)
}

fn summary(below: &[&Looked]) -> Message {
    let count = |gap: &Gap| below.iter().filter(|looked| looked.gaps.contains(gap)).count();
    let gaps = Gap::ALL.iter().map(|gap| (gap.code().to_owned(), count(gap))).filter(|(_, offices)| *offices > 0).collect();
    Message::ReadinessGaps { offices: below.len(), gaps }
}

async fn forget(tx: &Tx, gone: &[&readiness_gap::Model]) -> Result<(), DbErr> {
    for gap in Gap::ALL {
        let codes: Vec<&str> = gone.iter().filter(|row| row.gap == gap.code()).map(|row| row.office_code.as_str()).collect();
        for chunk in codes.chunks(CHUNK) {
            readiness_gap::Entity::delete_many()
                .filter(readiness_gap::Column::Gap.eq(gap.code()))
                .filter(readiness_gap::Column::OfficeCode.is_in(chunk.iter().copied()))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Facts, hearing_above};

    fn facts(line: &[(&str, Option<&str>)], hearing: &[&str]) -> Facts {
        Facts {
            offices: Vec::new(),
            parents: line.iter().map(|(office, above)| ((*office).to_owned(), above.map(str::to_owned))).collect(),
            hearing: hearing.iter().map(|office| (*office).to_owned()).collect(),
        }
    }

    #[test]
    fn the_nearest_office_above_that_can_be_reached_is_told() {
        let line = [("commune", Some("health")), ("health", Some("province")), ("province", Some("ministry")), ("ministry", None)];
        assert_eq!(hearing_above(&facts(&line, &["commune", "health", "ministry"]), "commune"), Some("health"));
        assert_eq!(hearing_above(&facts(&line, &["commune", "ministry"]), "commune"), Some("ministry"));
        assert_eq!(hearing_above(&facts(&line, &["commune"]), "commune"), None, "an office is not told of itself");
    }

    #[test]
    fn a_circle_of_parents_ends() {
        assert_eq!(hearing_above(&facts(&[("a", Some("b")), ("b", Some("a"))], &[]), "a"), None);
    }
}
