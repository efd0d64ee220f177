//! Siblings and others in the home, on one case.

use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::{
    both,
    support::{
        CANARY, OFFICE, TestApp,
        acts::{OFFICE_NEXT_DOOR, report_of},
    },
};

fn policies(view: &Value) -> Vec<String> {
    view["deadlines"].as_array().unwrap().iter().map(|clock| clock["policy"].as_str().unwrap().to_owned()).collect()
}

async fn a_child_found_in_the_home_of_an_adult_starts_the_clocks_of_a_child_from_now(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    let row = app.db_case(&case).await;
    assert!(!row.tracks.contains("child"), "{}", row.tracks);
    let before = policies(&app.sign_in("lan@x.example").await.open(&case).await);
    app.advance(chrono::Duration::hours(5)).await;
    let (lan, other) = (app.sign_in("lan@x.example").await, app.staff(Role::Responder, OFFICE_NEXT_DOOR).await);
    let sister = json!({"name": format!("{CANARY} Mận"), "age": 9, "sex": "female", "disabilities": ["hearing_speech"],
        "relation": format!("{CANARY} em gái"), "phone": format!("{CANARY} 0912")});
    lan.act(&case, "persons", &sister).await.expect(201);
    let view = lan.open(&case).await;
    let added = &view["opened"]["persons_added"][0];
    assert_eq!((added["age"].as_u64(), added["name"].as_str()), (Some(9), sister["name"].as_str()));
    assert!(view["opened"]["reports"][0]["persons_at_risk"].as_array().unwrap().len() == 1, "the report stays as it was told");
    let row = app.db_case(&case).await;
    assert!(row.tracks.split(' ').any(|track| track == "child"), "{}", row.tracks);
    assert!(row.person_groups.contains("child_disabled") && row.person_groups.contains("child_6_15"), "{}", row.person_groups);
    let after = policies(&view);
    assert!(after.len() > before.len() && before.iter().all(|policy| after.contains(policy)), "{before:?} {after:?}");
    let due: Vec<&str> = view["deadlines"].as_array().unwrap().iter().map(|clock| clock["due_at"].as_str().unwrap()).collect();
    assert!(due.iter().all(|at| at.parse::<chrono::DateTime<chrono::Utc>>().unwrap() > row.opened_at), "{due:?}");
    lan.act(&case, "persons", &json!({"name": "Đào", "age": 11})).await.expect(201);
    assert_eq!(policies(&lan.open(&case).await).len(), after.len(), "a second child starts nothing twice");
    other.act(&case, "persons", &sister).await.expect(404);
    app.finish().await;
}

async fn what_cannot_be_is_refused_at_its_field(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    let long = "a".repeat(501);
    for (body, field) in [
        (json!({}), "/name"),
        (json!({"name": "  "}), "/name"),
        (json!({"name": long}), "/name"),
        (json!({"age": 121}), "/age"),
        (json!({"sex": "x"}), "/sex"),
        (json!({"disabilities": ["x"]}), "/disabilities"),
        (json!({"groups": ["x"]}), "/groups"),
        (json!({"phone": "a\u{0}"}), "/phone"),
    ] {
        assert_eq!(lan.act(&case, "persons", &body).await.expect(422).problem().1, [field], "{body}");
    }
    let lead = app.staff(Role::Lead, OFFICE).await;
    lead.meet_and_close(&case, "safe_stable").await;
    assert_eq!(lan.act(&case, "persons", &json!({"age": 9})).await.expect(409).problem().0, "case-closed");
    app.finish().await;
}

both!(a_child_found_in_the_home_of_an_adult_starts_the_clocks_of_a_child_from_now, what_cannot_be_is_refused_at_its_field);
