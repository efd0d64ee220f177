//! The map changes: what follows, what stays, who still must not know. All changes are invented.

mod faces;
mod killed;
mod loading;
mod merging;
mod splitting;

use langnghe::{
    kernel::Actor,
    localities::map_change::{Extent, Plan, Tables},
    map_changes::{MapChangeError, load},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{COMMUNE, TestApp, acts::report_of};

/// The commune that goes on in most tests: Phường Bến Thành, beside `COMMUNE`.
const HEIR: &str = "26743";
/// Its committee.
const OFFICE_HEIR: &str = "ubnd-26743";
/// The day after the one on which tests begin: local midnight is two hours away.
const TOMORROW: &str = "2026-11-22";

const COMMUNES: &str = "code,name,full_name,kind,province_code,effective_from,legal_basis\n";
const CHANGES: &str = "old_code,new_code,kind,is_default,effective_from,legal_basis\n";

/// A line of the changes, from tomorrow on.
fn line(old: &str, new: &str, kind: &str, default: &str) -> String {
    format!("{old},{new},{kind},{default},{TOMORROW},bịa ra\n")
}

async fn checked(app: &TestApp, communes: &str, changes: &str) -> Result<Plan, MapChangeError> {
    let (communes, changes) = (format!("{COMMUNES}{communes}"), format!("{CHANGES}{changes}"));
    load::check(&app.ctx.db, Tables { communes: &communes, changes: &changes, provinces: None }, Extent::OnlyChanged).await
}

/// Loads a change; it waits for its day.
async fn loaded(app: &TestApp, communes: &str, changes: &str) -> Uuid {
    let plan = checked(app, communes, changes).await.unwrap();
    load::keep(&app.ctx, Actor::System, &plan).await.unwrap()
}

/// `COMMUNE` becomes part of `HEIR` tomorrow.
async fn merger(app: &TestApp) -> Uuid {
    loaded(app, "", &line(COMMUNE, HEIR, "merged", "")).await
}

/// Local midnight comes, and everything that follows from it.
async fn day_breaks(app: &TestApp) {
    app.advance(chrono::Duration::hours(2)).await;
}

/// A report in `COMMUNE` that names somebody who must not know.
fn report_kept_from(who: &str) -> Value {
    let mut report = report_of("high");
    report["must_not_know"] = json!([who]);
    report
}

/// Offices that were accountable for a case, with the reasons, in order.
async fn custody(app: &TestApp, case: &str) -> Vec<String> {
    let id = format!("(SELECT id FROM case_file WHERE code = '{case}')");
    app.db_texts(&format!("SELECT office_code || ' ' || reason FROM custody WHERE case_id = {id} ORDER BY no")).await
}

/// Everybody who must not know of a case, by name.
async fn excluded(app: &TestApp, case: &str) -> Vec<String> {
    let id = format!("(SELECT id FROM case_file WHERE code = '{case}')");
    app.db_texts(&format!("SELECT party FROM exclusion WHERE case_id = {id} ORDER BY party")).await
}
