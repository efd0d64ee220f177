//! Out of scope is out of sight: for whoever must not know, every answer is that of a database without the case.

use chrono::Duration;
use langnghe::{kernel::terms::Role, localities::OfficeKind};
use sea_orm::DbBackend;
use serde_json::{Value, json};

use crate::{
    both,
    support::{
        COMMITTEE, COMMUNE, Client, Kind, OFFICE, PARENT, POLICE, TestApp,
        acts::{NEXT_DOOR, report_of},
    },
};

/// A facility in another commune of the province, awake at night.
const FACILITY: &str = "bao-tro-25747";
const ROLES: [Role; 3] = [Role::Responder, Role::Lead, Role::Supervisor];

fn mail_of(role: Role, office: &str) -> String {
    format!("{}@{office}.example", role.code())
}

/// A request of another office, as it is written down.
fn card_for(office: &str) -> Value {
    let card = json!({"service": "medical", "ask": "x", "reach": "x"});
    json!({"to": office, "due_at": "2026-12-24T00:00:00Z", "basis": "life_in_danger", "card": card})
}

/// The same world, to be left without the case.
async fn twin_of(app: &TestApp) -> TestApp {
    TestApp::new(if app.ctx.db.backend() == DbBackend::Postgres { Kind::Postgres } else { Kind::Sqlite }).await
}

/// The same people at work in a world.
async fn people_a_world(app: &TestApp) {
    app.db_add_police().await;
    app.db_add_office(FACILITY, OfficeKind::SocialFacility, Some(NEXT_DOOR), true).await;
    for office in [OFFICE, POLICE, FACILITY, PARENT, COMMITTEE] {
        for role in ROLES {
            app.db_add_staff(&mail_of(role, office), role, office).await;
        }
    }
}

/// Everything a member of staff can ask about a case, rightly and wrongly written.
fn requests(app: &TestApp, case: &str) -> Vec<(String, Option<Value>)> {
    let path = |end: &str| format!("/api/v1/cases/{case}{end}");
    let mut requests = vec![
        ("/api/v1/cases".to_owned(), None),
        (path(""), None),
        (format!("/api/v1/cases/{}?lang=en", case.to_lowercase()), None),
        (path("/colleagues"), None),
        (path("/links"), None),
        ("/api/v1/oversight/decisions".to_owned(), None),
        ("/api/v1/referrals".to_owned(), None),
        (path("/referrals"), None),
        (path("/plan"), None),
        ("/api/v1/oversight/response-times".to_owned(), None),
        ("/api/v1/oversight/response-times?from=2026-11-01&to=2026-12-31".to_owned(), None),
    ];
    let long_ago = "2020-01-01T00:00:00Z";
    let acts = [
        ("/acknowledgement", app.acknowledgement("high")),
        ("/contacts", json!({"with": "reporter", "outcome": "no_answer", "how": "phone"})),
        ("/contacts", json!({"with": "reporter", "outcome": "no_answer", "how": "phone", "happened_at": long_ago})),
        ("/messages", json!({"text": "x"})),
        ("/safety", json!({"reason": "x"})),
        ("/safety", json!({"reason": "x", "happened_at": long_ago})),
        ("/reviews", json!({"finding": "x"})),
        ("/closure", json!({"reason": "support_given"})),
        ("/closure", json!({"reason": "nope"})),
        ("/closure-requests", json!({"reason": "support_given"})),
        ("/closure-refusal", json!({"reason": "x"})),
        ("/triage", json!({"version": "1"})),
        ("/notes", json!({"text": "x"})),
        ("/undo", json!({"of": "note:00000000-0000-0000-0000-000000000007"})),
        ("/corrections", json!({"of": "note:00000000-0000-0000-0000-000000000007", "text": "x"})),
        ("/exclusions", json!({})),
        ("/persons", json!({"age": 9})),
        ("/links", json!({"other": "9XA4TVDH", "kind": "linked"})),
        ("/identity", json!({"reason": "x"})),
        ("/identity-requests", json!({"reason": "x"})),
        ("/identity-requests/0192f0c0-0000-7000-8000-000000000001/judgement", json!({"judgement": "approved"})),
        ("/emergency-contact", json!({"reason": "x"})),
        ("/location", json!({"commune": "25747"})),
        ("/assignment", json!({"to": uuid::Uuid::nil()})),
        ("/handover", json!({"to": "ubnd-25747", "reason": "x"})),
        ("/handover/answer", json!({"answer": "accepted"})),
        ("/handover/answer", json!({"answer": "declined", "right_office": OFFICE, "reason": "x"})),
        ("/handover/keeping", json!({})),
        ("/decision", json!({"choice": "taken_over", "reason": "x"})),
        ("/orders/acknowledgement", json!({})),
        ("/referrals", card_for(OFFICE)),
        ("/plan", json!({"goals": "x"})),
        ("/plan/decision", json!({"number": "1", "signed_by": "x"})),
        ("/services", json!({"service": "medical", "goal": "x", "provider": "x", "due_at": "2026-12-24T00:00:00Z"})),
        ("/services/00000000-0000-0000-0000-000000000007/start", json!({"confirmed_by": "person", "words": "x"})),
        ("/services/00000000-0000-0000-0000-000000000007/end", json!({"state": "stopped", "words": "x"})),
        ("/referrals/00000000-0000-0000-0000-000000000007/revocation", json!({})),
    ];
    requests.extend(acts.into_iter().map(|(act, body)| (path(act), Some(body))));
    for act in ["/acknowledgement", "/contacts", "/messages", "/safety", "/reviews", "/closure", "/identity"] {
        requests.push((path(act), Some(json!({}))));
    }
    requests
}

/// Asks the same in both worlds. True when some answer differs.
async fn tells_apart(with: &TestApp, without: &TestApp, who: &str, case: &str) -> Vec<String> {
    let (here, there) = (with.sign_in(who).await, without.sign_in(who).await);
    let ask = async |client: &Client, path: &str, body: &Option<Value>| match body {
        Some(body) => client.post(path, body).await,
        None => client.get(path).await,
    };
    let mut apart = Vec::new();
    for (path, body) in requests(with, case) {
        let (one, other) = (ask(&here, &path, &body).await, ask(&there, &path, &body).await);
        if one != other {
            apart.push(format!("{path} {body:?} for {who}: {} {} / {} {}", one.status, one.text(), other.status, other.text()));
        }
    }
    apart
}

/// Nothing in any table points at an office that must not know.
async fn nothing_leads_to(app: &TestApp, office: &str, case: &str) {
    let id = format!("(SELECT id FROM case_file WHERE code = '{case}')");
    for (table, column) in [
        ("alert", "office_code"),
        ("escalation", "office_code"),
        ("case_grant", "office_code"),
        ("custody", "office_code"),
        ("envelope", "recipient"),
    ] {
        let rows = app.db_count(&format!("SELECT COUNT(*) FROM {table} WHERE case_id = {id} AND {column} = '{office}'")).await;
        assert_eq!(rows, 0, "{table} for {office}");
    }
    let mails = app.mailbox.mails().into_iter().filter(|mail| mail.to.ends_with(&format!("@{office}.example")) && mail.text.contains(case));
    assert_eq!(mails.count(), 0, "mails to {office}");
}

/// Files `body` in one of two worlds and lets days pass in both; the excluded must not notice, the accountable office must.
async fn stays_out_of_sight(with: TestApp, body: Value, excluded: &[&str], accountable: &str) {
    let without = twin_of(&with).await;
    people_a_world(&with).await;
    people_a_world(&without).await;
    let case = with.report(&body).await;
    assert_eq!(with.db_case(&case).await.office_code, accountable);
    for pause in [Duration::zero(), Duration::hours(3), Duration::days(8)] {
        with.advance(pause).await;
        without.advance(pause).await;
        for office in excluded {
            for role in ROLES {
                let apart = tells_apart(&with, &without, &mail_of(role, office), &case).await;
                assert_eq!(apart, Vec::<String>::new());
            }
            nothing_leads_to(&with, office, &case).await;
        }
    }
    assert!(with.db_count("SELECT COUNT(*) FROM escalation").await > 0, "it did climb, past them");
    let seen = tells_apart(&with, &without, &mail_of(Role::Lead, accountable), &case).await;
    assert!(seen.len() > 5, "the accountable office sees it: {seen:?}");
    assert!(seen.iter().any(|line| line.contains("response-times")), "in its figures too: {seen:?}");
    with.finish().await;
    without.finish().await;
}

async fn out_of_scope_is_out_of_sight(app: TestApp) {
    let mut body = report_of("emergency");
    body["must_not_know"] = json!(["commune_committee"]);
    stays_out_of_sight(app, body, &[OFFICE], PARENT).await;
}

async fn the_colleagues_of_an_official_do_not_notice(app: TestApp) {
    let mut body = report_of("emergency");
    body["alleged_perpetrators"] = json!([{"relation": "official"}]);
    stays_out_of_sight(app, body, &[OFFICE, POLICE], COMMITTEE).await;
}

async fn the_owner_of_a_facility_and_its_sisters_do_not_notice(app: TestApp) {
    let mut body = report_of("emergency");
    body["category"] = json!("institution_abuse");
    stays_out_of_sight(app, body, &[OFFICE, POLICE, PARENT, FACILITY], COMMITTEE).await;
}

/// The office above reads by its position alone, so this is where the filter itself is needed.
async fn the_office_above_does_not_notice_where_its_own_people_are_named(app: TestApp) {
    let mut body = report_of("emergency");
    body["alleged_perpetrators"] = json!([{"relation": "neighbour", "workplace": "Sở Y tế thành phố"}]);
    stays_out_of_sight(app, body, &[PARENT], OFFICE).await;
}

async fn who_knows_these_people_notices_nothing_from_then_on(app: TestApp) {
    let without = twin_of(&app).await;
    people_a_world(&app).await;
    people_a_world(&without).await;
    let case = app.report(&report_of("high")).await;
    app.work().await;
    let who = mail_of(Role::Lead, OFFICE);
    let lead = app.sign_in(&who).await;
    lead.open(&case).await;
    app.take(&lead, &case, "high").await;
    let told_before = app.mailed().iter().filter(|to| **to == who).count();
    lead.act(&case, "exclusions", &json!({})).await.expect(201);
    lead.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    for pause in [Duration::zero(), Duration::days(3)] {
        app.advance(pause).await;
        without.advance(pause).await;
        assert_eq!(tells_apart(&app, &without, &who, &case).await, Vec::<String>::new());
    }
    assert_eq!(app.mailed().iter().filter(|to| **to == who).count(), told_before, "no alert after stepping back");
    let row = app.db_case(&case).await;
    assert_eq!((row.office_code.as_str(), row.assigned_to), (OFFICE, None), "a colleague is left; nobody is named any more");
    let colleague = app.sign_in(&mail_of(Role::Responder, OFFICE)).await;
    colleague.open(&case).await;
    app.finish().await;
    without.finish().await;
}

async fn when_the_only_responder_steps_back_the_office_above_is_accountable_at_once(app: TestApp) {
    let only = app.staff(Role::Responder, OFFICE).await;
    let above = app.staff(Role::Responder, PARENT).await;
    let case = app.report(&report_of("high")).await;
    only.open(&case).await;
    only.act(&case, "exclusions", &json!({})).await.expect(201);
    assert_eq!(app.db_case(&case).await.office_code, PARENT);
    let custody = app.db_texts("SELECT office_code || ' ' || reason FROM custody ORDER BY no").await;
    assert_eq!(custody, [format!("{OFFICE} routed"), format!("{PARENT} gap")]);
    app.work().await;
    assert_eq!(above.open(&case).await["opened"]["reports"][0]["story"], "x");
    assert!(app.mailed().iter().any(|to| to.ends_with(&format!("@{PARENT}.example"))), "{:?}", app.mailed());
    assert_eq!(app.db_count(&format!("SELECT COUNT(*) FROM envelope WHERE recipient = '{OFFICE}'")).await, 0, "its keys are taken away");
    let newcomer = app.staff(Role::Responder, OFFICE).await;
    newcomer.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    app.finish().await;
}

/// "The police of this commune" means whoever that will be.
async fn an_exclusion_holds_for_an_office_that_is_registered_later(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    // A child, so that the police are a rung of the law's own clock two hours later.
    let mut body = report_of("emergency");
    body["persons_at_risk"] = json!([{"age": 9}]);
    let told_later = app.report(&body).await;
    body["must_not_know"] = json!(["commune_police"]);
    let case = app.report(&body).await;
    assert_eq!(app.db_texts("SELECT party FROM exclusion").await, [format!("commune_police@{COMMUNE}")]);
    app.work().await;
    app.db_add_police().await;
    app.db_add_staff(&mail_of(Role::Responder, POLICE), Role::Responder, POLICE).await;
    app.advance(Duration::hours(3)).await;
    nothing_leads_to(&app, POLICE, &case).await;
    let police = app.sign_in(&mail_of(Role::Responder, POLICE)).await;
    assert_eq!(police.queue().await, [told_later.clone()], "the other case reached them, this one did not");
    assert_eq!(police.get(&format!("/api/v1/cases/{case}")).await, police.get("/api/v1/cases/00000000").await);
    police.open(&told_later).await;
    app.finish().await;
}

/// Where the place may be one of several communes, "there" is each of them.
async fn an_exclusion_holds_in_every_commune_the_case_may_lie_in(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let mut body = report_of("emergency");
    // Đa Kao went to Sài Gòn in part and to Tân Định in part.
    body["place"] = json!({"legacy_commune": "26737"});
    body["must_not_know"] = json!(["commune_police"]);
    let case = app.report(&body).await;
    let communes = app.db_texts("SELECT commune_code FROM legacy_unit WHERE legacy_code = '26737' ORDER BY 1").await;
    assert!(communes.len() > 1, "{communes:?}");
    let parties = app.db_texts("SELECT party FROM exclusion ORDER BY 1").await;
    assert_eq!(parties, communes.iter().map(|commune| format!("commune_police@{commune}")).collect::<Vec<_>>());
    for commune in &communes {
        app.db_add_office(&format!("ca-{commune}"), OfficeKind::CommunePolice, Some(commune), false).await;
    }
    app.advance(Duration::hours(3)).await;
    for commune in &communes {
        nothing_leads_to(&app, &format!("ca-{commune}"), &case).await;
    }
    app.finish().await;
}

both!(
    out_of_scope_is_out_of_sight,
    the_colleagues_of_an_official_do_not_notice,
    the_owner_of_a_facility_and_its_sisters_do_not_notice,
    the_office_above_does_not_notice_where_its_own_people_are_named,
    who_knows_these_people_notices_nothing_from_then_on,
    when_the_only_responder_steps_back_the_office_above_is_accountable_at_once,
    an_exclusion_holds_for_an_office_that_is_registered_later,
    an_exclusion_holds_in_every_commune_the_case_may_lie_in,
);
