//! A report whose place nobody knew finds its commune, and nobody who must not know finds the report.

use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::{
    both,
    support::{
        COMMUNE, Client, OFFICE, PARENT, POLICE, TestApp,
        acts::{ELSEWHERE, NEXT_DOOR, OFFICE_NEXT_DOOR, report_of},
    },
};

/// A report of which only the province is known.
fn somewhere(severity: &str, more: &Value) -> Value {
    let mut body = report_of(severity);
    body["place"] = json!({"text": "Thành phố Hồ Chí Minh"});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

async fn locate(by: &Client, case: &str, commune: &str) -> crate::support::Answer {
    by.act(case, "location", &json!({"commune": commune})).await
}

async fn a_located_case_goes_to_its_commune_at_once_and_its_clocks_go_on(app: TestApp) {
    let (province, commune) = (app.staff(Role::Responder, PARENT).await, app.staff(Role::Responder, OFFICE).await);
    let case = app.report(&somewhere("high", &json!({}))).await;
    let before = app.db_case(&case).await;
    assert_eq!((before.office_code.as_str(), before.needs_locating), (PARENT, true));
    assert_eq!(locate(&province, &case, "99999").await.expect(422).problem().1, ["/commune"]);
    assert!(commune.queue().await.is_empty());
    app.clock.advance(chrono::Duration::minutes(10));
    locate(&province, &case, COMMUNE).await.expect(201);
    app.work().await;
    let after = app.db_case(&case).await;
    assert_eq!((after.office_code.as_str(), after.commune_code.as_deref(), after.needs_locating), (OFFICE, Some(COMMUNE), false));
    assert_eq!((after.due_at, after.opened_at, after.custody_no), (before.due_at, before.opened_at, 2));
    let view = commune.open(&case).await;
    assert_eq!(view["custody"][1]["reason"], "routed");
    assert!(view["opened"]["reports"][0]["story"].is_string());
    assert_eq!(locate(&province, &case, NEXT_DOOR).await.expect(409).problem().0, "already-located");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'case_located' AND detail = '26740'").await, 1);
    app.every_open_case_has_custody_and_clock().await;
    app.finish().await;
}

/// The husband who works in the commune office: his wife could not say which commune it is.
async fn whom_the_reporter_kept_out_stays_out_of_the_commune_that_is_found(app: TestApp) {
    let (province, commune) = (app.staff(Role::Responder, PARENT).await, app.staff(Role::Responder, OFFICE).await);
    app.db_add_police().await;
    let police = app.staff(Role::Responder, POLICE).await;
    let kept_out = json!({"must_not_know": ["commune_committee"]});
    let case = app.report(&somewhere("emergency", &kept_out)).await;
    locate(&province, &case, COMMUNE).await.expect(201);
    app.work().await;
    let after = app.db_case(&case).await;
    assert_eq!((after.office_code.as_str(), after.commune_code.as_deref(), after.needs_locating), (PARENT, Some(COMMUNE), false));
    for nobody in [&commune, &police] {
        nobody.get(&format!("/api/v1/cases/{case}")).await.expect(404);
        assert!(nobody.queue().await.is_empty());
    }
    assert_eq!(app.db_count(&format!("SELECT COUNT(*) FROM exclusion WHERE party = '*@{COMMUNE}'")).await, 1);
    app.finish().await;
}

async fn of_an_emergency_the_police_of_the_place_hear_when_it_is_found(app: TestApp) {
    let province = app.staff(Role::Responder, PARENT).await;
    app.staff(Role::Responder, OFFICE).await;
    app.db_add_police().await;
    let police = app.staff(Role::Responder, POLICE).await;
    let case = app.report(&somewhere("emergency", &json!({}))).await;
    app.work().await;
    assert!(police.queue().await.is_empty());
    locate(&province, &case, COMMUNE).await.expect(201);
    app.work().await;
    assert_eq!(police.queue().await, [case.clone()]);
    assert!(police.open(&case).await["opened"].is_object());
    app.finish().await;
}

async fn a_commune_sends_no_case_to_another_commune(app: TestApp) {
    let (commune, province) = (app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let next_door = app.staff(Role::Responder, OFFICE_NEXT_DOOR).await;
    let case = app.report(&report_of("high")).await;
    app.db_execute(&format!("UPDATE case_file SET needs_locating = TRUE WHERE code = '{case}'")).await;
    assert_eq!(locate(&commune, &case, NEXT_DOOR).await.expect(403).problem().0, "needs-parent");
    locate(&next_door, &case, NEXT_DOOR).await.expect(404);
    locate(&province, &case, NEXT_DOOR).await.expect(201);
    app.work().await;
    assert_eq!(app.db_case(&case).await.office_code, OFFICE_NEXT_DOOR);
    assert_eq!(next_door.open(&case).await["custody"][1]["reason"], "ordered");
    commune.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    let own = app.report(&report_of("high")).await;
    app.db_execute(&format!("UPDATE case_file SET needs_locating = TRUE WHERE code = '{own}'")).await;
    locate(&commune, &own, COMMUNE).await.expect(201);
    assert_eq!((app.db_case(&own).await.office_code.as_str(), app.db_case(&own).await.needs_locating), (OFFICE, false));
    app.finish().await;
}

async fn where_nobody_answers_the_office_above_keeps_it_or_the_other_province_gets_it(app: TestApp) {
    let province = app.staff(Role::Responder, PARENT).await;
    app.staff(Role::Responder, "syt-01").await;
    let unstaffed = app.report(&somewhere("high", &json!({}))).await;
    locate(&province, &unstaffed, COMMUNE).await.expect(201);
    assert_eq!(app.db_case(&unstaffed).await.office_code, PARENT);
    let elsewhere = app.report(&somewhere("high", &json!({}))).await;
    locate(&province, &elsewhere, ELSEWHERE).await.expect(201);
    let case = app.db_case(&elsewhere).await;
    assert_eq!((case.office_code.as_str(), case.province_code.as_deref()), ("syt-01", Some("01")));
    app.finish().await;
}

both!(
    a_located_case_goes_to_its_commune_at_once_and_its_clocks_go_on,
    whom_the_reporter_kept_out_stays_out_of_the_commune_that_is_found,
    of_an_emergency_the_police_of_the_place_hear_when_it_is_found,
    a_commune_sends_no_case_to_another_commune,
    where_nobody_answers_the_office_above_keeps_it_or_the_other_province_gets_it,
);
