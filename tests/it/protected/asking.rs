//! Asking and deciding: nobody opens alone, nobody decides about their own, and it closes again.

use chrono::Duration;
use langnghe::{cases::identity::OPEN_FOR, kernel::terms::Role};
use serde_json::{Value, json};

use super::{because, entered, identity, reported, waiting};
use crate::{
    both,
    support::{CANARY, COMMITTEE, OFFICE, PARENT, TestApp, acts::OFFICE_NEXT_DOOR, short_report},
};

async fn nobody_opens_who_reported_alone(app: TestApp) {
    let (case, lan) = reported(&app).await;
    let minh = app.staff(Role::Lead, OFFICE).await;
    for body in [json!({}), because("tôi cần biết")] {
        assert_eq!(lan.act(&case, "identity", &body).await.expect(403).problem().0, "identity-protected");
        assert_eq!(minh.act(&case, "identity", &body).await.expect(403).problem().0, "identity-protected", "a lead neither");
    }
    let request = lan.ask_for_identity(&case, &format!("{CANARY} hẹn lại giờ")).await;
    assert_eq!(lan.act(&case, "identity-requests", &because("x")).await.expect(409).problem().0, "already-asked");
    lan.act(&case, "identity", &json!({})).await.expect(403);
    assert_eq!(entered(&app, "identity_opened").await, 0);

    // Whoever decides reads why; the asker sees that it waits; a colleague sees that, and no word of it.
    let seen = identity(&minh, &case).await["requests"][0].clone();
    assert_eq!((seen["to_judge"].as_bool(), seen["reason"].as_str()), (Some(true), Some(&*format!("{CANARY} hẹn lại giờ"))));
    let other = identity(&app.staff(Role::Responder, OFFICE).await, &case).await["requests"][0].clone();
    assert_eq!((other["to_judge"].as_bool(), &other["reason"]), (Some(false), &Value::Null));
    assert_eq!(waiting(&minh).await, [(case.clone(), "identity_request".to_owned())]);
    let queue = minh.get("/api/v1/cases").await.expect(200).json();
    assert_eq!(queue["cases"][0]["identity_waits"], true);
    app.work().await;
    let mailed =
        |who: &str| app.mailbox.mails().iter().filter(|mail| mail.to.starts_with(who) && mail.text.contains("đồng ý một bước")).count();
    assert_eq!((mailed("lead"), mailed("responder")), (1, 0));

    minh.judge(&case, &request, "approved", "").await.expect(201);
    assert_eq!(minh.judge(&case, &request, "refused", "x").await.expect(409).problem().0, "nothing-waits");
    let opened = lan.act(&case, "identity", &json!({})).await.expect(200);
    assert_eq!(opened.text_at("/0/phone"), format!("{CANARY} phone"));
    assert_eq!(opened.text_at("/0/name"), format!("{CANARY} reporter"));
    assert_eq!(entered(&app, "identity_opened").await, 1);
    minh.act(&case, "identity", &json!({})).await.expect(403);
    assert_eq!(waiting(&minh).await, []);
    app.finish().await;
}

async fn it_closes_again_after_a_day(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    let (case, _) = reported(&app).await;
    let lan = app.sign_in("lan@x.example").await;
    lan.open_identity(&app.staff(Role::Lead, OFFICE).await, &case).await.expect(200);
    app.clock.advance(OPEN_FOR - Duration::seconds(1));
    let lan = app.sign_in("lan@x.example").await;
    lan.act(&case, "identity", &json!({})).await.expect(200);
    app.clock.advance(Duration::seconds(1));
    assert_eq!(lan.act(&case, "identity", &json!({})).await.expect(403).problem().0, "identity-protected");
    // Prolonging it in the database voids it.
    let later =
        if app.ctx.db.backend() == sea_orm::DbBackend::Postgres { "open_until + interval '9 days'" } else { "'2027-01-01T00:00:00+00:00'" };
    app.db_execute(&format!("UPDATE identity_access SET open_until = {later}")).await;
    lan.act(&case, "identity", &json!({})).await.expect(403);
    app.finish().await;
}

async fn nobody_decides_about_their_own(app: TestApp) {
    let (case, lan) = reported(&app).await;
    let (minh, hoa) = (app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let second = app.staff(Role::Lead, OFFICE).await;
    let own = minh.ask_for_identity(&case, "x").await;
    assert_eq!(minh.judge(&case, &own, "approved", "").await.expect(403).problem().0, "needs-second-person");
    // A lead asks above, not the lead at the next desk.
    assert_eq!(second.judge(&case, &own, "approved", "").await.expect(403).problem().0, "needs-parent");
    lan.judge(&case, &own, "approved", "").await.expect(403);
    assert_eq!(hoa.judge(&case, &own, "refused", " ").await.expect(422).problem().1, ["/words"]);
    hoa.judge(&case, &own, "in_order", "x").await.expect(422);
    hoa.judge(&case, &own, "refused", "Chưa cần biết tên.").await.expect(201);
    minh.act(&case, "identity", &json!({})).await.expect(403);
    let seen = identity(&minh, &case).await["requests"][0].clone();
    assert_eq!((seen["judgement"].as_str(), seen["words"].as_str()), (Some("refused"), Some("Chưa cần biết tên.")));
    // Refused is not forever.
    minh.ask_for_identity(&case, "khác").await;
    app.finish().await;
}

async fn where_the_lead_must_not_know_or_there_is_none_the_office_above_decides(app: TestApp) {
    let (case, lan) = reported(&app).await;
    assert_eq!(lan.act(&case, "identity-requests", &because("x")).await.expect(409).problem().0, "nobody-judges");
    let committee = app.staff(Role::Lead, COMMITTEE).await;
    committee.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    // The office directly above has no lead: the next one is let in to read why, and not who reported.
    let first = lan.ask_for_identity(&case, "x").await;
    app.work().await;
    assert_eq!(identity(&committee, &case).await["protected"], false);
    committee.act(&case, "identity", &json!({})).await.expect(404);
    committee.judge(&case, &first, "refused", "x").await.expect(201);
    let (minh, hoa) = (app.staff(Role::Lead, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    minh.act(&case, "exclusions", &json!({})).await.expect(201);
    app.clock.advance(Duration::seconds(1));
    let second = lan.ask_for_identity(&case, "x").await;
    minh.judge(&case, &second, "approved", "").await.expect(404);
    assert_eq!(identity(&hoa, &case).await["requests"][1]["office"], PARENT);
    hoa.judge(&case, &second, "approved", "").await.expect(201);
    lan.act(&case, "identity", &json!({})).await.expect(200);
    app.finish().await;
}

async fn outside_the_case_nothing_of_it_exists(app: TestApp) {
    let (case, lan) = reported(&app).await;
    let minh = app.staff(Role::Lead, OFFICE).await;
    let request = lan.ask_for_identity(&case, "x").await;
    let elsewhere = app.staff(Role::Lead, OFFICE_NEXT_DOOR).await;
    for (act, body) in [("identity-requests", because("x")), ("identity", json!({})), ("emergency-contact", because("x"))] {
        let there = elsewhere.act(&case, act, &body).await.expect(404);
        assert_eq!(there, elsewhere.act("AAAA-AAAA", act, &body).await, "{act}");
    }
    elsewhere.judge(&case, &request, "approved", "").await.expect(404);
    assert_eq!(waiting(&elsewhere).await, []);
    // A request of one case is none of another.
    let other = app.report(&short_report("x")).await;
    minh.judge(&other, &request, "approved", "").await.expect(404);
    assert_eq!(lan.act(&other, "identity-requests", &because("x")).await.expect(409).problem().0, "nothing-protected");
    app.finish().await;
}

async fn opening_and_deciding_take_a_fresh_proof(app: TestApp) {
    let (case, lan) = reported(&app).await;
    let minh = app.staff(Role::Lead, OFFICE).await;
    let request = lan.ask_for_identity(&case, "x").await;
    app.clock.advance(Duration::minutes(10));
    assert_eq!(minh.judge(&case, &request, "approved", "").await.expect(403).problem().0, "proof-needed");
    minh.post("/api/v1/sessions/proof", &json!({"password": crate::support::PASSWORD})).await.expect(204);
    minh.judge(&case, &request, "approved", "").await.expect(201);
    assert_eq!(lan.act(&case, "identity", &json!({})).await.expect(403).problem().0, "proof-needed");
    assert_eq!(entered(&app, "identity_opened").await, 0);
    lan.post("/api/v1/sessions/proof", &json!({"password": crate::support::PASSWORD})).await.expect(204);
    lan.act(&case, "identity", &json!({})).await.expect(200);
    app.finish().await;
}

both!(
    nobody_opens_who_reported_alone,
    it_closes_again_after_a_day,
    nobody_decides_about_their_own,
    where_the_lead_must_not_know_or_there_is_none_the_office_above_decides,
    outside_the_case_nothing_of_it_exists,
    opening_and_deciding_take_a_fresh_proof,
);
