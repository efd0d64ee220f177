//! An invitation works once, for one person, for seven days, and for nobody who only has the database.

use chrono::Duration;
use langnghe::kernel::{ids::SeededIds, terms::Role};
use langnghe::vault::{Face, Vault};
use serde_json::json;
use uuid::Uuid;

use super::{accept, act_on, administrator, id_of, invitation, staffed, token_for};
use crate::{
    both,
    support::{OFFICE, PARENT, PASSWORD, TestApp, acts::report_of},
};

const EMAIL: &str = "moi@xa.example";

async fn whoever_is_invited_can_answer_once_they_chose_a_password(app: TestApp) {
    let by = administrator(&app).await;
    by.post("/api/v1/admin/people", &invitation(&format!("  {} ", EMAIL.to_uppercase()), "responder", OFFICE)).await.expect(201);
    assert!(!staffed(&app, OFFICE).await, "an invitation answers nothing");
    app.visitor().post("/api/v1/sessions", &json!({"email": EMAIL, "password": ""})).await.expect(401);
    app.work().await;
    let letter = app.mailbox.mails().into_iter().find(|mail| mail.to == EMAIL).unwrap();
    assert!(!letter.subject.contains("báo tin") && !letter.subject.contains(OFFICE), "{}", letter.subject);
    let token = token_for(&app, EMAIL);
    for (bad, code) in [("short", "password-too-short"), ("Password1234", "password-common")] {
        assert_eq!(accept(&app, &token, bad).await.expect(422).problem(), (code.to_owned(), vec!["/password".to_owned()]));
    }
    accept(&app, &token, PASSWORD).await.expect(204);
    assert!(staffed(&app, OFFICE).await);
    let newcomer = app.sign_in(EMAIL).await;
    assert_eq!(newcomer.queue().await, Vec::<String>::new());
    let seen = by.get(&format!("/api/v1/admin/people/{}", id_of(&app, EMAIL).await)).await.expect(200).json();
    assert_eq!(seen["standing"], "working");
    assert!(seen["last_sign_in_at"].is_string(), "{seen}");
    let case = app.report(&report_of("high")).await;
    newcomer.open(&case).await;
    app.finish().await;
}

async fn a_used_old_forged_or_replaced_invitation_opens_nothing(app: TestApp) {
    let by = administrator(&app).await;
    let id = by.post("/api/v1/admin/people", &invitation(EMAIL, "lead", OFFICE)).await.expect(201).text_at("/id");
    app.work().await;
    let first = token_for(&app, EMAIL);
    act_on(&by, &id, "invitation", &json!({})).await.expect(204);
    app.work().await;
    let second = token_for(&app, EMAIL);
    assert_ne!(first, second);
    let (row, mac) = second.split_once('.').unwrap();
    let stranger = Vault::in_memory(Face::Desk, &SeededIds::new(9)).0;
    let in_a_week = app.now() + Duration::days(7);
    let forged = stranger.desk().unwrap().invitation_token(Uuid::parse_str(row).unwrap(), in_a_week).to_string();
    let other_row = format!("{}.{mac}", Uuid::from_u128(1).simple());
    let mut refused = Vec::new();
    for token in [first.as_str(), &forged, &other_row, "", "x", row] {
        refused.push(accept(&app, token, PASSWORD).await.expect(404));
    }
    assert!(refused.windows(2).all(|pair| pair[0] == pair[1]), "which of them it is does not show");
    assert_eq!(refused[0].problem().0, "invitation-invalid");
    app.clock.advance(Duration::days(7));
    assert_eq!(accept(&app, &second, PASSWORD).await, refused[0], "seven days are over");
    act_on(&by_again(&app).await, &id, "invitation", &json!({})).await.expect(204);
    app.work().await;
    let third = token_for(&app, EMAIL);
    accept(&app, &third, PASSWORD).await.expect(204);
    assert_eq!(accept(&app, &third, "another long password").await, refused[0], "once");
    app.sign_in(EMAIL).await;
    let again = act_on(&by_again(&app).await, &id, "invitation", &json!({})).await.expect(409);
    assert_eq!(again.problem().0, "not-invited", "an invitation resets no password");
    app.finish().await;
}

async fn by_again(app: &TestApp) -> crate::support::Client {
    administrator(app).await
}

async fn whoever_writes_the_database_cannot_prolong_or_redirect_an_invitation(app: TestApp) {
    let by = administrator(&app).await;
    by.post("/api/v1/admin/people", &invitation(EMAIL, "lead", OFFICE)).await.expect(201);
    app.work().await;
    let token = token_for(&app, EMAIL);
    accept(&app, &token, PASSWORD).await.expect(204);
    // The password taken away and the invitation made unused: neither row is ours any more.
    app.db_execute("UPDATE invitation SET used_at = NULL").await;
    app.db_execute(&format!("UPDATE staff SET password_hash = '' WHERE email = '{EMAIL}'")).await;
    accept(&app, &token, "another long password").await.expect(404);
    app.finish().await;
}

async fn the_token_stands_nowhere(app: TestApp) {
    let by = administrator(&app).await;
    by.post("/api/v1/admin/people", &invitation(EMAIL, "lead", OFFICE)).await.expect(201);
    app.work().await;
    let token = token_for(&app, EMAIL);
    let secret = token.split_once('.').unwrap().1;
    assert!(!crate::support::contains(&app.db_bytes().await, secret.as_bytes()));
    accept(&app, &token, PASSWORD).await.expect(204);
    assert!(!crate::support::contains(&app.db_bytes().await, secret.as_bytes()));
    app.finish().await;
}

/// What keeps an invented colleague from staying unseen.
async fn the_leads_of_the_office_and_the_office_above_hear_of_a_new_person(app: TestApp) {
    app.db_add_staff("lead@xa.example", Role::Lead, OFFICE).await;
    app.db_add_staff("responder@xa.example", Role::Responder, OFFICE).await;
    app.db_add_staff("above@so.example", Role::Supervisor, PARENT).await;
    let by = administrator(&app).await;
    by.post("/api/v1/admin/people", &invitation(EMAIL, "responder", OFFICE)).await.expect(201);
    app.work().await;
    let news = app.mailbox.mails().into_iter().filter(|mail| mail.text.contains("Người được mời"));
    let mut told: Vec<String> = news.map(|mail| mail.to).collect();
    told.sort();
    assert_eq!(told, ["above@so.example", "lead@xa.example"]);
    app.finish().await;
}

async fn whoever_has_not_accepted_is_told_of_no_case(app: TestApp) {
    app.db_add_staff("lead@xa.example", Role::Lead, OFFICE).await;
    let by = administrator(&app).await;
    by.post("/api/v1/admin/people", &invitation(EMAIL, "responder", OFFICE)).await.expect(201);
    app.work().await;
    let letters = app.mailed().iter().filter(|to| *to == EMAIL).count();
    app.report(&report_of("emergency")).await;
    app.advance(Duration::days(2)).await;
    assert_eq!(app.mailed().iter().filter(|to| *to == EMAIL).count(), letters);
    assert!(app.mailed().iter().any(|to| to == "lead@xa.example"));
    app.finish().await;
}

async fn a_bad_invitation_names_every_field(app: TestApp) {
    let by = administrator(&app).await;
    app.db_add_staff("lead@xa.example", Role::Lead, OFFICE).await;
    let ask = async |body: serde_json::Value| by.post("/api/v1/admin/people", &body).await.expect(422).problem();
    let all = ask(json!({"email": "nobody", "name": " ", "role": "lead", "office": "nowhere"})).await;
    assert_eq!(all, ("fields".to_owned(), ["/email", "/name", "/office"].map(String::from).to_vec()));
    assert_eq!(ask(invitation("lead@xa.example", "lead", OFFICE)).await, ("email-taken".into(), vec!["/email".into()]));
    assert_eq!(ask(invitation(EMAIL, "chief", OFFICE)).await, ("unknown-code".into(), vec!["/role".into()]));
    app.finish().await;
}

both!(
    whoever_is_invited_can_answer_once_they_chose_a_password,
    a_used_old_forged_or_replaced_invitation_opens_nothing,
    whoever_writes_the_database_cannot_prolong_or_redirect_an_invitation,
    the_token_stands_nowhere,
    the_leads_of_the_office_and_the_office_above_hear_of_a_new_person,
    whoever_has_not_accepted_is_told_of_no_case,
    a_bad_invitation_names_every_field,
);
