//! Several cases of one facility: the office above sees it, and nobody who could warn the facility does.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use sea_orm::DbBackend;
use serde_json::{Value, json};

use super::HOME;
use crate::{
    both,
    support::{COMMITTEE, COMMUNE, Client, Kind, OFFICE, PARENT, TestApp},
};

const CLUSTERS: &str = "/api/v1/oversight/facilities";

fn at_home(staff: &str) -> Value {
    json!({"story": "x", "category": "violence", "facility": HOME, "facility_staff": staff, "place": {"commune": COMMUNE},
        "in_danger_now": "no", "persons_at_risk": [{"age": 40}]})
}

async fn twin_of(app: &TestApp) -> TestApp {
    TestApp::new(if app.ctx.db.backend() == DbBackend::Postgres { Kind::Postgres } else { Kind::Sqlite }).await
}

async fn people(app: &TestApp) {
    for office in [OFFICE, PARENT, COMMITTEE] {
        for role in [Role::Responder, Role::Lead, Role::Supervisor] {
            app.db_add_staff(&format!("{}@{office}.example", role.code()), role, office).await;
        }
    }
}

async fn who(app: &TestApp, role: Role, office: &str) -> Client {
    app.sign_in(&format!("{}@{office}.example", role.code())).await
}

fn codes(clusters: &Value) -> Vec<Vec<String>> {
    let cases = |cluster: &Value| -> Vec<String> {
        cluster["cases"].as_array().unwrap().iter().map(|case| case["code"].as_str().unwrap().to_owned()).collect()
    };
    clusters.as_array().unwrap().iter().map(cases).collect()
}

async fn the_office_above_sees_that_it_may_be_happening_again(app: TestApp) {
    people(&app).await;
    app.db_add_home("commune").await;
    let above = who(&app, Role::Lead, PARENT).await;
    let first = app.report(&at_home("yes")).await;
    assert_eq!(above.get(CLUSTERS).await.expect(200).json(), json!([]), "one case is none");
    assert!(above.open(&first).await.get("possible_cluster").is_none());
    app.take(&above, &first, "low").await;
    assert!(above.contact(&first, &crate::support::acts::met_alone()).await);
    above.act(&first, "closure", &json!({"reason": "support_given", "note": "x"})).await.expect(201);
    app.advance(Duration::days(30)).await;
    let second = app.report(&at_home("unknown")).await;
    let above = who(&app, Role::Lead, PARENT).await;
    let seen = above.get(CLUSTERS).await.expect(200).json();
    assert_eq!(codes(&seen), [[first.clone(), second.clone()]]);
    assert_eq!((&seen[0]["facility"]["code"], seen[0]["facility"].get("phone")), (&json!(HOME), None));
    assert_eq!(above.open(&second).await["possible_cluster"], json!([first, second]));
    let supervisor = who(&app, Role::Supervisor, PARENT).await;
    assert_eq!(codes(&supervisor.get(CLUSTERS).await.expect(200).json()).len(), 1);
    assert_eq!(supervisor.get(&format!("/api/v1/cases/{second}")).await.expect(200).json()["possible_cluster"], json!([first, second]));
    let responder = who(&app, Role::Responder, PARENT).await;
    responder.get(CLUSTERS).await.expect(403);
    assert!(responder.open(&second).await.get("possible_cluster").is_none(), "for leads and supervisors");
    app.advance(Duration::days(340)).await;
    let above = who(&app, Role::Lead, PARENT).await;
    assert_eq!(above.get(CLUSTERS).await.expect(200).json(), json!([]), "a year later it is one case again");
    app.finish().await;
}

async fn a_drill_is_no_sign_of_anything(app: TestApp) {
    people(&app).await;
    app.db_add_home("commune").await;
    app.report(&at_home("yes")).await;
    let drill = app.report(&at_home("yes")).await;
    app.db_execute(&format!("UPDATE case_file SET drill = TRUE WHERE code = '{drill}'")).await;
    let above = who(&app, Role::Lead, PARENT).await;
    assert_eq!(above.get(CLUSTERS).await.expect(200).json(), json!([]));
    app.finish().await;
}

/// The commune and the owner can see these cases: nobody there is said to be involved. That there are several they may not see.
async fn neither_commune_nor_owner_sees_a_cluster_in_cases_they_may_read(app: TestApp) {
    people(&app).await;
    app.db_add_home("province_health").await;
    let cases = [app.report(&at_home("no")).await, app.report(&at_home("no")).await];
    for office in [OFFICE, PARENT] {
        for role in [Role::Lead, Role::Supervisor] {
            let reader = who(&app, role, office).await;
            assert_eq!(reader.get(CLUSTERS).await.expect(200).json(), json!([]), "{} of {office}", role.code());
            for case in &cases {
                let seen = reader.get(&format!("/api/v1/cases/{case}")).await.expect(200).json();
                assert!(seen.get("possible_cluster").is_none(), "{} of {office}", role.code());
            }
        }
    }
    app.finish().await;
}

/// An out-of-scope case shows in no count: a person who stepped back has one case left, and one is none.
async fn a_case_out_of_scope_is_not_counted(app: TestApp) {
    people(&app).await;
    app.db_add_home("commune").await;
    let cases = [app.report(&at_home("yes")).await, app.report(&at_home("yes")).await];
    let lead = who(&app, Role::Lead, PARENT).await;
    lead.open(&cases[0]).await;
    assert_eq!(codes(&lead.get(CLUSTERS).await.expect(200).json()).len(), 1);
    lead.act(&cases[0], "exclusions", &json!({})).await.expect(201);
    assert_eq!(lead.get(CLUSTERS).await.expect(200).json(), json!([]));
    assert!(lead.open(&cases[1]).await.get("possible_cluster").is_none());
    let colleague = who(&app, Role::Supervisor, PARENT).await;
    assert_eq!(codes(&colleague.get(CLUSTERS).await.expect(200).json()).len(), 1, "the other one still sees both");
    app.finish().await;
}

async fn for_whoever_must_not_know_every_answer_is_that_of_a_world_without_the_cases(app: TestApp) {
    let without = twin_of(&app).await;
    for world in [&app, &without] {
        people(world).await;
        world.db_add_home("province_health").await;
    }
    let cases = [app.report(&at_home("yes")).await, app.report(&at_home("unknown")).await];
    assert_eq!(app.db_case(&cases[0]).await.office_code, COMMITTEE);
    for world in [&app, &without] {
        world.advance(Duration::days(2)).await;
    }
    for role in [Role::Responder, Role::Lead, Role::Supervisor] {
        for office in [OFFICE, PARENT] {
            let (here, there) = (who(&app, role, office).await, who(&without, role, office).await);
            for path in [CLUSTERS.to_owned(), format!("/api/v1/cases/{}", cases[0]), format!("{CLUSTERS}?lang=en")] {
                let answers = (here.get(&path).await, there.get(&path).await);
                if office == PARENT || path.starts_with(CLUSTERS) {
                    assert_eq!(answers.0, answers.1, "{path} for {} of {office}", role.code());
                }
            }
        }
    }
    let seen = who(&app, Role::Supervisor, COMMITTEE).await.get(CLUSTERS).await.expect(200).json();
    assert_eq!(codes(&seen).len(), 1, "the office outside the owner's line sees it");
    app.finish().await;
    without.finish().await;
}

both!(
    the_office_above_sees_that_it_may_be_happening_again,
    a_drill_is_no_sign_of_anything,
    neither_commune_nor_owner_sees_a_cluster_in_cases_they_may_read,
    a_case_out_of_scope_is_not_counted,
    for_whoever_must_not_know_every_answer_is_that_of_a_world_without_the_cases,
);
