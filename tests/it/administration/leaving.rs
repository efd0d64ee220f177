//! Somebody goes and their cases are handed on in one step: none orphaned, none to somebody who must not know.

use langnghe::kernel::terms::Role;
use langnghe::{
    cases::hand_on::{Leaver, concerned, hand_on},
    kernel::Actor,
};
use serde_json::json;

use super::{act_on, administrator, id_of, person, staffed};
use crate::{
    both,
    support::{
        OFFICE, PARENT, TestApp,
        acts::{OFFICE_NEXT_DOOR, report_of},
    },
};

const LAN: &str = "lan@xa.example";
const HOA: &str = "hoa@xa.example";
const LEAD: &str = "minh@xa.example";
const ABOVE: &str = "thu@so.example";

/// A responder who goes, a colleague, a lead, somebody above; gives the ids of the first two.
async fn people_at_work(app: &TestApp) -> (String, String) {
    let lan = person(app, LAN, Role::Responder, OFFICE).await;
    let hoa = person(app, HOA, Role::Responder, OFFICE).await;
    app.db_add_staff(LEAD, Role::Lead, OFFICE).await;
    app.db_add_staff(ABOVE, Role::Responder, PARENT).await;
    (lan, hoa)
}

/// Cases that somebody took.
async fn taken(app: &TestApp, by: &str, count: usize) -> Vec<String> {
    let client = app.sign_in(by).await;
    let mut cases = Vec::new();
    for _ in 0..count {
        let case = app.report(&report_of("high")).await;
        app.take(&client, &case, "high").await;
        cases.push(case);
    }
    cases
}

async fn who_is_named(app: &TestApp, case: &str) -> Option<String> {
    app.db_case(case).await.assigned_to.map(|id| id.to_string())
}

async fn a_leavers_cases_go_to_the_colleague_in_one_step_and_their_session_ends(app: TestApp) {
    let (lan, hoa) = people_at_work(&app).await;
    let session = app.sign_in(LAN).await;
    let cases = taken(&app, LAN, 3).await;
    app.work().await;
    let by = administrator(&app).await;
    let shown = by.get(&format!("/api/v1/admin/people/{lan}")).await.expect(200).json();
    assert_eq!(shown["open_work"], json!({"from": 0, "to": 4}), "never an exact number");
    act_on(&by, &lan, "departure", &json!({"hand_on_to": hoa})).await.expect(204);
    session.get("/api/v1/cases").await.expect(401);
    app.visitor().post("/api/v1/sessions", &json!({"email": LAN, "password": crate::support::PASSWORD})).await.expect(401);
    for case in &cases {
        assert_eq!(who_is_named(&app, case).await, Some(hoa.clone()));
        assert_eq!(app.db_case(case).await.office_code, OFFICE);
    }
    let before = app.mailed().iter().filter(|to| *to == HOA).count();
    app.work().await;
    assert_eq!(app.mailed().iter().filter(|to| *to == HOA).count(), before + cases.len(), "the colleague is told of each");
    assert!(app.mailbox.mails().iter().any(|mail| mail.to == LEAD && mail.text.contains("thôi làm việc")));
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'assigned'").await, 3);
    assert!(staffed(&app, OFFICE).await);
    app.finish().await;
}

async fn an_excluded_colleague_gets_no_case_and_the_lead_is_told(app: TestApp) {
    let (lan, hoa) = people_at_work(&app).await;
    let cases = taken(&app, LAN, 2).await;
    let colleague = app.sign_in(HOA).await;
    colleague.act(&cases[0], "exclusions", &json!({})).await.expect(201);
    app.work().await;
    let (to_lead, to_hoa) = (count_mails(&app, LEAD, &cases[0]), count_mails(&app, HOA, &cases[0]));
    let by = administrator(&app).await;
    act_on(&by, &lan, "departure", &json!({"hand_on_to": hoa})).await.expect(204);
    app.work().await;
    assert_eq!(who_is_named(&app, &cases[0]).await, None);
    assert_eq!(who_is_named(&app, &cases[1]).await, Some(hoa));
    assert_eq!(count_mails(&app, LEAD, &cases[0]), to_lead + 1);
    assert_eq!(count_mails(&app, HOA, &cases[0]), to_hoa, "not a word to whoever must not know");
    colleague.get(&format!("/api/v1/cases/{}", cases[0])).await.expect(404);
    app.finish().await;
}

fn count_mails(app: &TestApp, to: &str, case: &str) -> usize {
    app.mailbox.mails().into_iter().filter(|mail| mail.to == to && mail.text.contains(case)).count()
}

async fn without_a_colleague_the_lead_is_told_of_each(app: TestApp) {
    let (lan, _) = people_at_work(&app).await;
    let cases = taken(&app, LAN, 2).await;
    app.work().await;
    let before: usize = cases.iter().map(|case| count_mails(&app, LEAD, case)).sum();
    let by = administrator(&app).await;
    act_on(&by, &lan, "suspension", &json!({})).await.expect(204);
    app.work().await;
    for case in &cases {
        assert_eq!(who_is_named(&app, case).await, None);
    }
    assert_eq!(cases.iter().map(|case| count_mails(&app, LEAD, case)).sum::<usize>(), before + 2);
    // Back with the same password.
    by.send(axum::http::Method::DELETE, &format!("/api/v1/admin/people/{lan}/suspension"), &[], Vec::new()).await.expect(204);
    app.sign_in(LAN).await;
    app.finish().await;
}

async fn where_nobody_is_left_the_nearest_office_above_with_staff_answers(app: TestApp) {
    let lan = person(&app, LAN, Role::Responder, OFFICE).await;
    app.db_add_staff(ABOVE, Role::Responder, PARENT).await;
    let mut cases = taken(&app, LAN, 1).await;
    cases.push(app.report(&report_of("medium")).await);
    app.work().await;
    let by = administrator(&app).await;
    act_on(&by, &lan, "departure", &json!({})).await.expect(204);
    assert!(!staffed(&app, OFFICE).await);
    app.every_open_case_has_custody_and_clock().await;
    for case in &cases {
        assert_eq!(app.db_case(case).await.office_code, PARENT);
    }
    let reasons = app.db_texts("SELECT reason FROM custody WHERE to_at IS NULL").await;
    assert_eq!(reasons, ["gap", "gap"]);
    app.work().await;
    let above = app.sign_in(ABOVE).await;
    for case in &cases {
        assert_eq!(above.open(case).await["opened"]["reports"][0]["story"], "x", "and they hold the keys");
        assert_eq!(count_mails(&app, ABOVE, case), 1);
    }
    let next = app.report(&report_of("high")).await;
    assert_eq!(app.db_case(&next).await.office_code, PARENT, "new reports know it too");
    app.finish().await;
}

/// The only colleague left stepped back from one case: that one goes up, the others stay.
async fn what_nobody_who_is_left_may_know_goes_up(app: TestApp) {
    let lan = person(&app, LAN, Role::Responder, OFFICE).await;
    app.db_add_staff(HOA, Role::Responder, OFFICE).await;
    app.db_add_staff(ABOVE, Role::Responder, PARENT).await;
    let (hidden, plain) = (app.report(&report_of("high")).await, app.report(&report_of("high")).await);
    let hoa = app.sign_in(HOA).await;
    hoa.open(&hidden).await;
    hoa.act(&hidden, "exclusions", &json!({})).await.expect(201);
    assert_eq!(app.db_case(&hidden).await.office_code, OFFICE, "Lan is left");
    let by = administrator(&app).await;
    act_on(&by, &lan, "post", &json!({"office": OFFICE_NEXT_DOOR})).await.expect(204);
    assert_eq!(app.db_case(&hidden).await.office_code, PARENT);
    assert_eq!(app.db_case(&plain).await.office_code, OFFICE);
    assert!(staffed(&app, OFFICE).await && staffed(&app, OFFICE_NEXT_DOOR).await);
    app.finish().await;
}

async fn a_responder_who_becomes_a_supervisor_hands_on_and_one_who_leads_does_not(app: TestApp) {
    let (lan, hoa) = people_at_work(&app).await;
    let case = taken(&app, LAN, 1).await.remove(0);
    let by = administrator(&app).await;
    act_on(&by, &lan, "post", &json!({"role": "lead"})).await.expect(204);
    assert_eq!(who_is_named(&app, &case).await, Some(lan.clone()));
    act_on(&by, &lan, "post", &json!({"role": "supervisor", "hand_on_to": hoa})).await.expect(204);
    assert_eq!(who_is_named(&app, &case).await, Some(hoa));
    app.finish().await;
}

async fn a_step_that_died_in_the_middle_left_everybody_in_charge_and_is_finished_by_the_next(app: TestApp) {
    let (lan, hoa) = people_at_work(&app).await;
    let cases = taken(&app, LAN, 4).await;
    app.work().await;
    let (lan_id, hoa_id) = (lan.parse().unwrap(), hoa.parse().unwrap());
    let leaver = Leaver { staff: lan_id, office: OFFICE.to_owned(), to: Some(hoa_id) };
    let waiting = concerned(&app.ctx, app.ctx.db.read(), &leaver).await.unwrap();
    assert_eq!(waiting.len(), 4);
    // The process dies after two of the four.
    for case in &waiting[..2] {
        assert!(hand_on(&app.ctx, Actor::System, &leaver, *case).await.unwrap());
    }
    app.every_open_case_has_custody_and_clock().await;
    let session = app.sign_in(LAN).await;
    let mut named = Vec::new();
    for case in &cases {
        named.push(who_is_named(&app, case).await);
    }
    assert_eq!(named.iter().filter(|who| **who == Some(lan.clone())).count(), 2, "still in charge of the rest, and at work: {named:?}");
    session.get("/api/v1/cases").await.expect(200);
    let by = administrator(&app).await;
    act_on(&by, &lan, "departure", &json!({"hand_on_to": hoa})).await.expect(204);
    for case in &cases {
        assert_eq!(who_is_named(&app, case).await, Some(hoa.clone()));
    }
    app.finish().await;
}

/// Two of two go in the same instant: neither may count on the other.
async fn two_who_leave_at_once_leave_no_case_with_nobody(app: TestApp) {
    let lan = person(&app, LAN, Role::Responder, OFFICE).await;
    let hoa = person(&app, HOA, Role::Responder, OFFICE).await;
    app.db_add_staff(ABOVE, Role::Responder, PARENT).await;
    let mut cases = taken(&app, LAN, 2).await;
    cases.extend(taken(&app, HOA, 2).await);
    let by = administrator(&app).await;
    let go = |who: String| {
        let by = by.clone();
        tokio::spawn(async move { act_on(&by, &who, "departure", &json!({})).await.status.as_u16() })
    };
    let (first, second) = (go(lan), go(hoa));
    assert_eq!((first.await.unwrap(), second.await.unwrap()), (204, 204));
    assert!(!staffed(&app, OFFICE).await);
    for case in &cases {
        assert_eq!(app.db_case(case).await.office_code, PARENT);
    }
    app.finish().await;
}

async fn a_suspended_office_hands_everything_up_and_lets_nobody_in(app: TestApp) {
    people_at_work(&app).await;
    let session = app.sign_in(LAN).await;
    let cases = taken(&app, LAN, 2).await;
    let by = administrator(&app).await;
    let office = format!("/api/v1/admin/offices/{OFFICE}/suspension");
    by.post(&office, &json!({})).await.expect(204);
    session.get("/api/v1/cases").await.expect(401);
    app.visitor().post("/api/v1/sessions", &json!({"email": LAN, "password": crate::support::PASSWORD})).await.expect(401);
    for case in &cases {
        assert_eq!(app.db_case(case).await.office_code, PARENT);
    }
    let next = app.report(&report_of("high")).await;
    assert_eq!(app.db_case(&next).await.office_code, PARENT);
    // A report that was being routed in that very instant.
    app.db_execute(&format!("UPDATE case_file SET office_code = '{OFFICE}' WHERE code = '{next}'")).await;
    app.db_execute(&format!(
        "UPDATE custody SET office_code = '{OFFICE}' WHERE case_id = (SELECT id FROM case_file WHERE code = '{next}') AND to_at IS NULL"
    ))
    .await;
    app.work().await;
    assert_eq!(app.db_case(&next).await.office_code, PARENT, "it is brought up");
    assert_eq!(by.post(&office, &json!({})).await.expect(409).problem().0, "office-suspended");
    by.send(axum::http::Method::DELETE, &office, &[], Vec::new()).await.expect(204);
    app.sign_in(LAN).await;
    let again = app.report(&report_of("high")).await;
    assert_eq!(app.db_case(&again).await.office_code, OFFICE);
    let ministry = app.staff(Role::Administrator, "bo-y-te-bao-tro").await;
    let top = ministry.post("/api/v1/admin/offices/bo-y-te-tre-em/suspension", &json!({})).await.expect(409);
    assert_eq!(top.problem().0, "office-on-top");
    app.finish().await;
}

async fn whoever_left_comes_back_by_a_new_invitation_only(app: TestApp) {
    let (lan, hoa) = people_at_work(&app).await;
    app.db_execute(&format!("UPDATE staff SET last_sign_in_at = NULL WHERE email = '{LAN}'")).await;
    let by = administrator(&app).await;
    act_on(&by, &lan, "departure", &json!({"hand_on_to": hoa})).await.expect(204);
    act_on(&by, &lan, "departure", &json!({})).await.expect(409);
    by.send(axum::http::Method::DELETE, &format!("/api/v1/admin/people/{lan}/suspension"), &[], Vec::new()).await.expect(204);
    app.visitor().post("/api/v1/sessions", &json!({"email": LAN, "password": crate::support::PASSWORD})).await.expect(401);
    app.work().await;
    super::accept(&app, &super::token_for(&app, LAN), crate::support::PASSWORD).await.expect(204);
    app.sign_in(LAN).await;
    assert_eq!(id_of(&app, LAN).await, lan);
    app.finish().await;
}

async fn a_bad_colleague_is_refused_at_the_field(app: TestApp) {
    let (lan, _) = people_at_work(&app).await;
    let stranger = id_of(&app, ABOVE).await;
    let by = administrator(&app).await;
    for to in [stranger, lan.clone()] {
        let refused = act_on(&by, &lan, "departure", &json!({"hand_on_to": to})).await.expect(422);
        assert_eq!(refused.problem(), ("colleague-unknown".into(), vec!["/hand_on_to".into()]));
    }
    app.finish().await;
}

async fn whoever_goes_leaves_the_roster(app: TestApp) {
    use langnghe::{
        db::rows,
        entity::{deputy, duty_shift},
    };
    let (lan, hoa) = people_at_work(&app).await;
    let (lan_id, hoa_id): (uuid::Uuid, uuid::Uuid) = (lan.parse().unwrap(), hoa.parse().unwrap());
    let now = app.now();
    let shift = |id: u128, staff| duty_shift::Model {
        id: uuid::Uuid::from_u128(id),
        office_code: OFFICE.into(),
        staff_id: Some(staff),
        weekday: 1,
        from_minute: 0,
        to_minute: 60,
        phone: None,
    };
    let deputy = deputy::Model {
        id: uuid::Uuid::from_u128(3),
        staff_id: hoa_id,
        deputy_id: lan_id,
        from_at: now,
        until_at: now + chrono::Duration::days(1),
    };
    let rows_of = (shift(1, lan_id), shift(2, hoa_id), deputy);
    app.ctx
        .db
        .write(async |tx| {
            rows::insert(tx, rows_of.0.clone()).await?;
            rows::insert(tx, rows_of.1.clone()).await?;
            rows::insert(tx, rows_of.2.clone()).await
        })
        .await
        .unwrap();
    let by = administrator(&app).await;
    act_on(&by, &lan, "departure", &json!({})).await.expect(204);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM duty_shift").await, 1);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM deputy").await, 0);
    app.finish().await;
}

both!(
    a_leavers_cases_go_to_the_colleague_in_one_step_and_their_session_ends,
    an_excluded_colleague_gets_no_case_and_the_lead_is_told,
    without_a_colleague_the_lead_is_told_of_each,
    where_nobody_is_left_the_nearest_office_above_with_staff_answers,
    what_nobody_who_is_left_may_know_goes_up,
    a_responder_who_becomes_a_supervisor_hands_on_and_one_who_leads_does_not,
    a_step_that_died_in_the_middle_left_everybody_in_charge_and_is_finished_by_the_next,
    two_who_leave_at_once_leave_no_case_with_nobody,
    a_suspended_office_hands_everything_up_and_lets_nobody_in,
    whoever_left_comes_back_by_a_new_invitation_only,
    a_bad_colleague_is_refused_at_the_field,
    whoever_goes_leaves_the_roster,
);
