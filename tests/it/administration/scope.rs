//! An administrator arranges the offices of their area, nothing outside of it, nothing about themselves, and reads no case.

use axum::http::Method;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use super::{COMMITTEE_ELSEWHERE, act_on, administrator, id_of, invitation, person};
use crate::{
    both,
    support::{
        COMMITTEE, Client, OFFICE, PARENT, TestApp,
        acts::{ELSEWHERE, OFFICE_ELSEWHERE, OFFICE_NEXT_DOOR, report_from, report_of},
    },
};

/// Everything that can be done to a person.
fn acts_on_a_person() -> Vec<(&'static str, Value)> {
    vec![
        ("invitation", json!({})),
        ("suspension", json!({})),
        ("departure", json!({})),
        ("post", json!({"role": "lead"})),
        ("post", json!({"office": OFFICE})),
    ]
}

fn acts_on_an_office() -> Vec<(&'static str, Value)> {
    vec![("suspension", json!({})), ("merger", json!({"into": OFFICE})), ("territory", json!({"parent": PARENT}))]
}

async fn a_province_cannot_touch_another_and_cannot_tell_it_from_nothing(app: TestApp) {
    let theirs = person(&app, "lan@kia.example", Role::Responder, OFFICE_ELSEWHERE).await;
    let nobody = "018f0000-0000-7000-8000-000000000000";
    let by = administrator(&app).await;
    let before = app.db_snapshot().await;
    let (here, none) = (format!("/api/v1/admin/people/{theirs}"), format!("/api/v1/admin/people/{nobody}"));
    assert_eq!(by.get(&here).await.expect(404), by.get(&none).await);
    for (resource, body) in acts_on_a_person() {
        assert_eq!(act_on(&by, &theirs, resource, &body).await.expect(404), act_on(&by, nobody, resource, &body).await, "{resource}");
    }
    let end = async |path: String| by.send(Method::DELETE, &path, &[], Vec::new()).await;
    assert_eq!(end(format!("{here}/suspension")).await.expect(404), end(format!("{none}/suspension")).await);
    let office = |code: &str| format!("/api/v1/admin/offices/{code}");
    assert_eq!(by.get(&office(OFFICE_ELSEWHERE)).await.expect(404), by.get(&office("no-such-office")).await);
    for (resource, body) in acts_on_an_office() {
        let (real, none) = (format!("{}/{resource}", office(OFFICE_ELSEWHERE)), format!("{}/{resource}", office("no-such-office")));
        assert_eq!(by.post(&real, &body).await.expect(404), by.post(&none, &body).await, "{resource}");
    }
    assert_eq!(end(format!("{}/suspension", office(OFFICE_ELSEWHERE))).await.expect(404).problem().0, "not-found");
    // As the target of an act on their own: a field that cannot be told from one that names nothing.
    for target in [OFFICE_ELSEWHERE, "no-such-office"] {
        let merger = by.post(&format!("{}/merger", office(OFFICE)), &json!({"into": target})).await.expect(422);
        assert_eq!(merger.problem(), ("unknown-office".into(), vec!["/into".into()]));
        let invited = by.post("/api/v1/admin/people", &invitation("x@y.example", "lead", target)).await.expect(422);
        assert_eq!(invited.problem(), ("unknown-office".into(), vec!["/office".into()]));
        let parent = by.post(&format!("{}/territory", office(OFFICE)), &json!({"parent": target})).await.expect(422);
        assert_eq!(parent.problem(), ("unknown-office".into(), vec!["/parent".into()]));
    }
    for page in ["/api/v1/admin/people?q=lan", &format!("/api/v1/admin/people?office={OFFICE_ELSEWHERE}")] {
        assert_eq!(by.get(page).await.expect(200).json()["people"], json!([]), "{page}");
    }
    assert_eq!(by.get(&format!("/api/v1/admin/offices?q={ELSEWHERE}")).await.expect(200).json()["offices"], json!([]));
    assert_eq!(app.db_snapshot().await, before, "nothing changed");
    app.finish().await;
}

async fn somebody_at_a_commune_administers_their_own_office_only(app: TestApp) {
    let neighbour = person(&app, "lan@ben.example", Role::Responder, OFFICE_NEXT_DOOR).await;
    let colleague = person(&app, "hoa@xa.example", Role::Responder, OFFICE).await;
    let by = app.staff(Role::Administrator, OFFICE).await;
    act_on(&by, &neighbour, "suspension", &json!({})).await.expect(404);
    act_on(&by, &colleague, "suspension", &json!({})).await.expect(204);
    let listed = by.get("/api/v1/admin/offices").await.expect(200).json();
    assert_eq!(listed["offices"].as_array().unwrap().len(), 1);
    let ministry = app.staff(Role::Administrator, "bo-y-te-tre-em").await;
    act_on(&ministry, &neighbour, "suspension", &json!({})).await.expect(204);
    app.finish().await;
}

async fn nobody_arranges_themselves(app: TestApp) {
    let by = administrator(&app).await;
    let own = app.db_texts("SELECT email FROM staff").await.remove(0);
    let own = id_of(&app, &own).await;
    let before = app.db_snapshot().await;
    for (resource, body) in acts_on_a_person().into_iter().filter(|(resource, _)| *resource != "invitation") {
        assert_eq!(act_on(&by, &own, resource, &body).await.expect(403).problem().0, "own-account", "{resource} {body}");
    }
    for (resource, body) in acts_on_an_office() {
        let refused = by.post(&format!("/api/v1/admin/offices/{COMMITTEE}/{resource}"), &body).await;
        assert!([403, 422].contains(&refused.status.as_u16()), "{resource}: {}", refused.text());
    }
    assert_eq!(app.db_snapshot().await, before);
    // Another administrator may, and it is entered.
    let other = administrator(&app).await;
    act_on(&other, &own, "post", &json!({"role": "responder"})).await.expect(204);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'staff_role_changed'").await, 1);
    by.get("/api/v1/admin/people").await.expect(401);
    app.finish().await;
}

async fn only_administrators_administer(app: TestApp) {
    let paths = ["/api/v1/admin/people", "/api/v1/admin/offices", "/api/v1/admin/offices/ubnd-26740"];
    for role in [Role::Responder, Role::Lead, Role::Supervisor, Role::Operator] {
        let somebody = app.staff(role, COMMITTEE).await;
        for path in paths {
            somebody.get(path).await.expect(403);
        }
        somebody.post("/api/v1/admin/people", &invitation("x@y.example", "lead", OFFICE)).await.expect(403);
    }
    for path in paths {
        app.visitor().get(path).await.expect(401);
    }
    app.finish().await;
}

/// Every route of a case, and every answer of administration: neither opens, counts nor names one.
async fn an_administrator_never_sees_a_case(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    app.take(&lead, &case, "high").await;
    app.report(&report_from(ELSEWHERE, "high")).await;
    app.work().await;
    for office in [COMMITTEE, PARENT, OFFICE, "bo-y-te-tre-em"] {
        let by = app.staff(Role::Administrator, office).await;
        assert_eq!(by.queue().await, Vec::<String>::new());
        by.get(&format!("/api/v1/cases/{case}")).await.expect(404);
        for resource in [
            "acknowledgement",
            "contacts",
            "messages",
            "safety",
            "reviews",
            "closure",
            "exclusions",
            "identity",
            "identity-requests",
            "emergency-contact",
            "notes",
            "corrections",
            "closure-requests",
            "closure-refusal",
            "persons",
            "triage",
        ] {
            let refused = by.act(&case, resource, &json!({})).await;
            assert!([403, 404, 422].contains(&refused.status.as_u16()), "{resource}: {}", refused.text());
            assert_eq!(refused, by.act("00000000", resource, &json!({})).await, "{resource}");
        }
        by.get("/api/v1/oversight/response-times").await.expect(403);
        for path in administration(&by).await {
            let text = by.get(&path).await.expect(200).text();
            assert!(!text.contains(&case), "{path}");
        }
    }
    app.finish().await;
}

/// Every address of administration that can be read.
async fn administration(by: &Client) -> Vec<String> {
    let mut paths = vec!["/api/v1/admin/people".to_owned(), "/api/v1/admin/offices".to_owned()];
    let people = by.get("/api/v1/admin/people").await.expect(200).json();
    paths.extend(people["people"].as_array().unwrap().iter().map(|p| format!("/api/v1/admin/people/{}", p["id"].as_str().unwrap())));
    let offices = by.get("/api/v1/admin/offices?q=26740").await.expect(200).json();
    paths.extend(offices["offices"].as_array().unwrap().iter().map(|o| format!("/api/v1/admin/offices/{}", o["code"].as_str().unwrap())));
    paths
}

async fn offices_are_found_by_name_code_and_commune_and_come_in_pages(app: TestApp) {
    let by = app.staff(Role::Administrator, "bo-y-te-tre-em").await;
    let (mut seen, mut after) = (0, String::new());
    loop {
        let page = by.get(&format!("/api/v1/admin/offices?after={after}")).await.expect(200).json();
        seen += page["offices"].as_array().unwrap().len();
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => break,
        }
    }
    assert_eq!(seen, 3_321 + 2 * 34 + 2);
    for search in ["26740", "ubnd-26740", "phuong+sai+gon", "Ph%C6%B0%E1%BB%9Dng+S%C3%A0i+G%C3%B2n"] {
        let found = by.get(&format!("/api/v1/admin/offices?q={search}")).await.expect(200).json();
        assert!(found["offices"].as_array().unwrap().iter().any(|office| office["code"] == OFFICE), "{search}");
    }
    let staffed = by.get("/api/v1/admin/offices?state=staffed").await.expect(200).json();
    assert_eq!(staffed["offices"], json!([]));
    app.db_add_staff("lan@xa.example", Role::Lead, OFFICE).await;
    let staffed = by.get("/api/v1/admin/offices?state=staffed").await.expect(200).json();
    assert_eq!((staffed["offices"][0]["code"].as_str(), staffed["offices"][0]["people"].as_u64()), (Some(OFFICE), Some(1)));
    app.finish().await;
}

async fn an_administrator_of_another_province_sees_their_own(app: TestApp) {
    let by = app.staff(Role::Administrator, COMMITTEE_ELSEWHERE).await;
    by.get(&format!("/api/v1/admin/offices/{OFFICE_ELSEWHERE}")).await.expect(200);
    by.get(&format!("/api/v1/admin/offices/{OFFICE}")).await.expect(404);
    app.finish().await;
}

both!(
    a_province_cannot_touch_another_and_cannot_tell_it_from_nothing,
    somebody_at_a_commune_administers_their_own_office_only,
    nobody_arranges_themselves,
    only_administrators_administer,
    an_administrator_never_sees_a_case,
    offices_are_found_by_name_code_and_commune_and_come_in_pages,
    an_administrator_of_another_province_sees_their_own,
);
