//! After a case was closed: objecting, and what an objection cannot do.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use super::{filed, press, seen};
use crate::{
    both,
    pages::{Browser, between},
    support::{
        Client, OFFICE, PARENT, TestApp,
        acts::{met_alone, report_of},
    },
};

async fn closed(app: &TestApp) -> (Client, String, Client) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let (case, reporter) = filed(app, &report_of("high")).await;
    app.take(&lead, &case, "high").await;
    assert!(lead.contact(&case, &met_alone()).await);
    lead.act(&case, "closure", &json!({"reason": "safe_stable"})).await.expect(201);
    app.work().await;
    (lead, case, reporter)
}

async fn an_objection_on_day_29_opens_the_case_again_at_the_office_above(app: TestApp) {
    app.db_add_staff("lan@office.example", Role::Lead, OFFICE).await;
    app.db_add_staff("hoa@above.example", Role::Lead, PARENT).await;
    let (_, case, reporter) = closed(&app).await;
    let first = app.db_case(&case).await;
    app.advance(Duration::days(29)).await;
    let before = app.mailed().len();
    assert_eq!((seen(&reporter).await["status"].clone(), seen(&reporter).await["may_object"].clone()), (json!("closed"), json!(true)));
    let body = json!({"text": "vẫn chưa ổn"});
    reporter.post("/api/v1/follow-up/objection", &body).await.expect(201);
    app.work().await;
    let row = app.db_case(&case).await;
    assert_eq!((row.office_code.as_str(), row.closed_at, row.closure_reason.as_deref()), (PARENT, None, None));
    assert_eq!((row.opened_at, row.assigned_to), (app.now(), None), "a new episode with its own T0");
    app.every_open_case_has_custody_and_clock().await;
    let above = app.sign_in("hoa@above.example").await;
    let view = above.open(&case).await;
    assert_eq!(view["milestones"], json!([]), "nothing of the first time counts for the second");
    assert_eq!(view["episodes"][0]["closure_reason"], "safe_stable");
    assert_eq!(view["episodes"][0]["opened_at"], json!(first.opened_at));
    let custody: Vec<&str> = view["custody"].as_array().unwrap().iter().map(|turn| turn["reason"].as_str().unwrap()).collect();
    assert_eq!(custody, ["routed", "taken_over"]);
    let running: Vec<&str> = view["deadlines"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|clock| clock["stopped_at"].is_null())
        .map(|clock| clock["policy"].as_str().unwrap())
        .collect();
    assert!(["R-HI-ACK", "R-HI-CONTACT", "R-HI-SAFE"].iter().all(|policy| running.contains(policy)), "{running:?}");
    let about_it = app.mailbox.mails().into_iter().skip(before).filter(|mail| mail.text.contains(&case));
    let told: Vec<String> = about_it.map(|mail| mail.to).collect();
    assert!(told.contains(&"hoa@above.example".to_owned()) && told.contains(&"lan@office.example".to_owned()), "both are told: {told:?}");
    app.take(&above, &case, "high").await;
    assert!(above.contact(&case, &met_alone()).await);
    let again = json!({"reason": "safe_stable"});
    assert_eq!(above.act(&case, "closure", &again).await.expect(403).problem().0, "needs-parent", "what came back is closed above");
    app.staff(Role::Lead, crate::support::COMMITTEE).await.act(&case, "closure", &again).await.expect(201);
    let after = app.sign_in("lan@office.example").await;
    after.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    assert_eq!(reporter.thread().await.len(), 1, "what was written with it is kept");
    app.finish().await;
}

async fn on_day_31_the_way_is_a_new_report(app: TestApp) {
    app.db_add_staff("hoa@above.example", Role::Lead, PARENT).await;
    let lead = app.staff(Role::Lead, OFFICE).await;
    let receipt = app.visitor().report(&report_of("high")).await;
    let (case, code) = (receipt["case_code"].as_str().unwrap(), receipt["access_code"].as_str().unwrap());
    lead.meet_and_close(case, "safe_stable").await;
    app.advance(Duration::days(31)).await;
    let reporter = app.reporter(code);
    assert_eq!(seen(&reporter).await["may_object"], false);
    assert_eq!(press(&reporter, "objection").await.expect(409).problem().0, "objection-too-late");
    let browser = Browser::new(&app);
    browser.send("/follow-up", &[("code", code)]).await.expect(303);
    let page = browser.get("/follow-up").await.expect(200).text();
    assert!(page.contains("Bạn báo tin mới nhé.") && page.contains("class=\"button\" href=\"/report\""), "{page}");
    assert!(!page.contains("action=\"/follow-up/objection\""));
    let refused = browser.send_from(&page, "/follow-up/objection", &[("message", "viết rồi")]).await.expect(409).text();
    assert!(refused.contains("Bạn báo tin mới nhé."));
    app.work().await;
    assert!(app.db_case(case).await.closed_at.is_some());
    app.finish().await;
}

async fn more_danger_opens_a_closed_case_again_however_long_ago(app: TestApp) {
    app.db_add_staff("hoa@above.example", Role::Lead, PARENT).await;
    let (_, case, reporter) = closed(&app).await;
    app.advance(Duration::days(45)).await;
    press(&reporter, "danger").await.expect(201);
    app.work().await;
    let row = app.db_case(&case).await;
    assert_eq!((row.closed_at, row.severity.as_str(), row.office_code.as_str()), (None, "emergency", PARENT));
    assert_eq!(seen(&reporter).await["status"], "received");
    app.finish().await;
}

async fn an_open_case_cannot_be_objected_to_and_two_objections_are_one(app: TestApp) {
    app.db_add_staff("hoa@above.example", Role::Lead, PARENT).await;
    let (open, reporter) = filed(&app, &report_of("high")).await;
    assert_eq!(press(&reporter, "objection").await.expect(409).problem().0, "objection-still-open");
    assert!(app.db_case(&open).await.closed_at.is_none());
    let (_, case, reporter) = closed(&app).await;
    press(&reporter, "objection").await.expect(201);
    press(&reporter, "objection").await.expect(201);
    app.work().await;
    assert_eq!(app.db_case(&case).await.custody_no, 2, "once");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_episode").await, 1);
    app.finish().await;
}

async fn a_case_that_came_back_leaves_the_old_figures_as_they_were(app: TestApp) {
    app.db_add_staff("hoa@above.example", Role::Lead, PARENT).await;
    let (_, case, reporter) = closed(&app).await;
    let figures = async |role, office: &str| -> Value {
        let seen = app.staff(role, office).await.get("/api/v1/oversight/response-times").await.expect(200).json();
        seen["total"]["first_contact"].clone()
    };
    let counts = |figure: &Value| ["n", "in_time", "missed_so_far", "running", "came_back"].map(|name| figure[name].as_u64().unwrap());
    let before = figures(Role::Supervisor, OFFICE).await;
    assert_eq!(counts(&before), [1, 1, 0, 0, 0]);
    app.advance(Duration::days(3)).await;
    press(&reporter, "objection").await.expect(201);
    app.work().await;
    assert_eq!(counts(&figures(Role::Supervisor, OFFICE).await), [1, 1, 0, 0, 1], "the closing office keeps its figure, and it came back");
    assert_eq!(counts(&figures(Role::Supervisor, PARENT).await), [2, 1, 0, 1, 1], "the new episode counts for itself");
    app.advance(Duration::hours(13)).await;
    assert_eq!(counts(&figures(Role::Supervisor, PARENT).await), [2, 1, 1, 0, 1]);
    assert!(app.db_case(&case).await.closed_at.is_none());
    app.finish().await;
}

async fn the_page_of_a_closed_case_offers_to_have_it_looked_at_again(app: TestApp) {
    app.db_add_staff("hoa@above.example", Role::Lead, PARENT).await;
    let lead = app.staff(Role::Lead, OFFICE).await;
    let receipt = app.visitor().report(&report_of("high")).await;
    let case = receipt["case_code"].as_str().unwrap();
    lead.meet_and_close(case, "safe_stable").await;
    let browser = Browser::new(&app);
    browser.send("/follow-up", &[("code", receipt["access_code"].as_str().unwrap())]).await.expect(303);
    let page = browser.get("/follow-up").await.expect(200).text();
    assert_eq!(between(&page, "<textarea id=\"message\"", ">").len(), 1, "one field");
    let sent = browser.send_from(&page, "/follow-up/objection", &[("message", "chưa ổn")]).await.expect(303);
    let page = browser.get(sent.headers["location"].to_str().unwrap()).await.expect(200).text();
    assert!(page.contains("Cấp trên sẽ xem lại việc này."), "{page}");
    app.work().await;
    assert_eq!(app.db_case(case).await.office_code, PARENT);
    app.finish().await;
}

both!(
    an_objection_on_day_29_opens_the_case_again_at_the_office_above,
    on_day_31_the_way_is_a_new_report,
    more_danger_opens_a_closed_case_again_however_long_ago,
    an_open_case_cannot_be_objected_to_and_two_objections_are_one,
    a_case_that_came_back_leaves_the_old_figures_as_they_were,
    the_page_of_a_closed_case_offers_to_have_it_looked_at_again,
);
