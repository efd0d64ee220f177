//! Practice improves no figure and spoils none.

use chrono::Duration;
use langnghe::{kernel::terms::Role, readiness::check::check};
use serde_json::Value;

use super::{drilled, ready};
use crate::{
    both,
    pages::Browser,
    support::{
        OFFICE, PARENT, TestApp,
        acts::{MINISTRY, met_alone, report_of},
    },
};

/// Whoever may see figures: of the province, the country, the commune.
const VIEWERS: [(&str, Role, &str); 4] = [
    ("giam-sat@x.example", Role::Supervisor, PARENT),
    ("bo@x.example", Role::Supervisor, MINISTRY),
    ("chu-tich@x.example", Role::Lead, OFFICE),
    ("xa@x.example", Role::Supervisor, OFFICE),
];

/// Every figure there is, as each of those who may see them sees it.
async fn figures(app: &TestApp) -> Vec<Value> {
    let mut seen = Vec::new();
    for (email, ..) in VIEWERS {
        let mut figures = app.sign_in(email).await.get("/api/v1/oversight/response-times").await.expect(200).json();
        figures["counted_at"] = Value::Null;
        figures["to"] = Value::Null;
        figures["from"] = Value::Null;
        seen.push(figures);
    }
    let browser = Browser::signed_in(app, "minh@x.example").await;
    let page = browser.get("/oversight").await.expect(200).text();
    seen.push(page.split("<tbody>").nth(1).map_or(Value::Null, |table| table.split("</table>").next().unwrap().into()));
    seen
}

/// With a drill acknowledged and contacted in record time, with one left alone until it is long overdue, with one that ended: every
/// figure stays what it was.
async fn every_figure_is_the_same_with_and_without_drills(app: TestApp) {
    let above = ready(&app).await;
    for (email, role, office) in VIEWERS {
        app.db_add_staff(email, role, office).await;
    }
    let lan = app.sign_in("lan@x.example").await;
    let real = app.report(&report_of("high")).await;
    app.take(&lan, &real, "high").await;
    app.clock.advance(Duration::minutes(40));
    lan.contact(&real, &met_alone()).await;
    app.report(&report_of("emergency")).await;
    let without = figures(&app).await;
    assert_eq!(without[0]["total"]["first_contact"]["n"], 2, "{}", without[0]);

    let fast = drilled(&above, "high").await;
    app.take(&lan, &fast, "high").await;
    lan.contact(&fast, &met_alone()).await;
    assert_eq!(figures(&app).await, without, "answered at once");
    lan.act(&fast, "closure", &serde_json::json!({"reason": "drill"})).await.expect(201);
    assert_eq!(figures(&app).await, without, "ended");
    drilled(&above, "emergency").await;
    assert_eq!(figures(&app).await, without, "running");
    // Long after its deadlines; the real ones go on waiting, so that only their own times may change.
    let real_only = app.db_texts("SELECT code FROM case_file WHERE NOT drill").await.len();
    app.advance(Duration::hours(30)).await;
    let late = figures(&app).await;
    for seen in &late[..4] {
        let total = &seen["total"]["first_contact"];
        let sum: u64 = ["in_time", "late", "missed_so_far", "running"].iter().map(|name| total[*name].as_u64().unwrap()).sum();
        assert_eq!((sum, total["n"].as_u64()), (u64::try_from(real_only).unwrap(), Some(2)), "{total}");
        assert_eq!(total["excluded"], 0);
    }
    app.finish().await;
}

async fn a_drill_closes_and_opens_no_gap_of_readiness(app: TestApp) {
    let above = ready(&app).await;
    check(&app.ctx).await.unwrap();
    let before = app.db_texts("SELECT office_code || ' ' || gap FROM readiness_gap ORDER BY 1").await;
    drilled(&above, "emergency").await;
    app.work().await;
    let again = check(&app.ctx).await.unwrap();
    assert_eq!((again.new, again.gone), (0, 0));
    assert_eq!(app.db_texts("SELECT office_code || ' ' || gap FROM readiness_gap ORDER BY 1").await, before);
    app.finish().await;
}

both!(every_figure_is_the_same_with_and_without_drills, a_drill_closes_and_opens_no_gap_of_readiness);
