//! A forgotten password: nobody learns who has an account, the letter works once, and nothing sealed opens before somebody confirmed.

use chrono::Duration;
use langnghe::{access::reset::LETTER_HOLDS, kernel::terms::Role};
use serde_json::{Value, json};

use super::{entered, reported};
use crate::{
    administration::id_of,
    both,
    identity::{account_mails, attempt, enrol, with},
    pages::{Browser, between, hidden, leads_to},
    support::{CANARY, Client, OFFICE, PARENT, PASSWORD, TestApp},
};

const LAN: &str = "lan@x.example";
const NEW: &str = "bốn từ rời rạc khác";

async fn forget(app: &TestApp, email: &str) {
    app.visitor().post("/api/v1/password-resets", &json!({"email": email})).await.expect(202);
    app.work().await;
}

/// What the links of the letters to somebody carry, the newest last.
fn tokens(app: &TestApp, email: &str) -> Vec<String> {
    let mails = app.mailbox.mails().into_iter().filter(|mail| mail.to == email);
    mails
        .flat_map(|mail| between(&format!("{}\n", mail.text), "/desk/new-password?t=", "\n"))
        .map(|token| token.trim().to_owned())
        .collect()
}

async fn choose(app: &TestApp, token: &str, password: &str) -> crate::support::Answer {
    app.visitor().post("/api/v1/password-resets/acceptance", &json!({"token": token, "password": password})).await
}

/// Forgets, reads the letter and chooses another.
async fn reset(app: &TestApp, email: &str) {
    forget(app, email).await;
    choose(app, tokens(app, email).last().unwrap(), NEW).await.expect(204);
}

async fn in_again(app: &TestApp, email: &str) -> Client {
    let token = attempt(app, email, NEW, json!({})).await.expect(201).text_at("/token");
    Client::new(app.router(), Some(token))
}

async fn nobody_learns_who_has_an_account(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let mut answers = Vec::new();
    let mut rows = Vec::new();
    for email in [LAN, "nobody@x.example"] {
        answers.push(app.visitor().post("/api/v1/password-resets", &json!({"email": email})).await.expect(202));
        // The same is written for both before anybody looks whose it is.
        rows.push(app.db_count("SELECT COUNT(*) FROM reset_request").await);
    }
    assert_eq!((&answers[0], rows), (&answers[1], vec![1, 2]));
    assert_eq!(app.db_count("SELECT COUNT(*) FROM password_reset").await, 0);
    let mut pages = Vec::new();
    for email in [LAN, "nobody@x.example"] {
        pages.push(Browser::new(&app).send("/desk/forgotten", &[("email", email)]).await.expect(200).text());
    }
    assert_eq!(pages[0], pages[1]);
    assert!(!pages[0].contains(LAN) && pages[0].contains("Nếu địa chỉ này có tài khoản"));
    app.work().await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM reset_request").await, 0);
    let mailed: Vec<String> = app.mailed().into_iter().filter(|to| to.contains("x.example")).collect();
    assert!(mailed.iter().all(|to| to == LAN) && !mailed.is_empty(), "{mailed:?}");
    assert_eq!(app.visitor().post("/api/v1/password-resets", &json!({"email": "x"})).await.expect(422).problem().1, ["/email"]);
    // Whoever floods a mailbox waits, also one that nobody has.
    for email in [LAN, "nobody@x.example"] {
        let mut last = 202;
        for _ in 0..8 {
            last = app.visitor().post("/api/v1/password-resets", &json!({"email": email})).await.status.as_u16();
        }
        assert_eq!(last, 429, "{email}");
    }
    app.finish().await;
}

async fn a_letter_works_once_for_two_hours_and_ends_every_session(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let lan = app.sign_in(LAN).await;
    enrol(&app, &lan).await;
    forget(&app, LAN).await;
    forget(&app, LAN).await;
    let letters = tokens(&app, LAN);
    assert_eq!(choose(&app, &letters[0], NEW).await.expect(404).problem().0, "reset-invalid", "a newer one voids it");
    assert_eq!(choose(&app, &letters[1], "short").await.expect(422).problem().1, ["/password"]);
    choose(&app, &letters[1], NEW).await.expect(204);
    choose(&app, &letters[1], "noch ein langes wort").await.expect(404);
    lan.get("/api/v1/cases").await.expect(401);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM device").await, 0, "remembered devices too");
    with(&app, LAN, json!({})).await.expect(401);
    // The second factor stays.
    assert_eq!(attempt(&app, LAN, NEW, json!({})).await.expect(401).problem().0, "code-needed");
    assert!(account_mails(&app, LAN).await.iter().any(|text| text.contains("đặt lại bằng thư")));
    assert_eq!((entered(&app, "reset_sent").await, entered(&app, "password_reset").await), (2, 1));
    // What was typed as an address lies nowhere, and a letter of yesterday is worth nothing.
    forget(&app, LAN).await;
    app.clock.advance(LETTER_HOLDS);
    choose(&app, tokens(&app, LAN).last().unwrap(), NEW).await.expect(404);
    app.finish().await;
}

async fn whoever_chose_anew_opens_nothing_sealed_until_a_lead_confirmed(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let (case, _) = reported(&app).await;
    reset(&app, LAN).await;
    let lan = in_again(&app, LAN).await;
    let seen = lan.get(&format!("/api/v1/cases/{case}")).await.expect(200);
    assert!(seen.json().get("opened").is_none() && !seen.text().contains(CANARY), "the plain part, as somebody who oversees");
    for (act, body) in [("acknowledgement", app.acknowledgement("emergency")), ("emergency-contact", json!({"reason": "x"}))] {
        assert_eq!(lan.act(&case, act, &body).await.expect(403).problem().0, "unconfirmed");
    }
    // Emptying the column voids the row instead of confirming it.
    app.db_execute("UPDATE staff SET unconfirmed_since = NULL WHERE email = 'lan@x.example'").await;
    lan.get(&format!("/api/v1/cases/{case}")).await.expect(401);
    app.finish().await;
}

async fn a_lead_confirms_and_nobody_else(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    app.db_add_staff("minh@x.example", Role::Lead, OFFICE).await;
    let (case, _) = reported(&app).await;
    reset(&app, LAN).await;
    let id = id_of(&app, LAN).await;
    let path = format!("/api/v1/confirmations/{id}");
    let colleague = app.staff(Role::Responder, OFFICE).await;
    colleague.post(&path, &json!({})).await.expect(403);
    app.staff(Role::Administrator, OFFICE).await.post(&path, &json!({})).await.expect(403);
    app.staff(Role::Lead, "ubnd-25747").await.post(&path, &json!({})).await.expect(404);
    let minh = app.sign_in("minh@x.example").await;
    let waiting = minh.get("/api/v1/confirmations").await.expect(200).json();
    assert_eq!((waiting.as_array().unwrap().len(), waiting[0]["id"].as_str()), (1, Some(id.as_str())));
    app.work().await;
    assert!(app.mailbox.mails().iter().any(|mail| mail.to == "minh@x.example" && mail.text.contains("đặt lại mật khẩu")));
    app.clock.advance(Duration::minutes(10));
    assert_eq!(minh.post(&path, &json!({})).await.expect(403).problem().0, "proof-needed");
    let minh = app.sign_in("minh@x.example").await;
    minh.post(&path, &json!({})).await.expect(204);
    minh.post(&path, &json!({})).await.expect(404);
    let lan = in_again(&app, LAN).await;
    assert!(lan.open(&case).await["opened"]["reports"][0]["story"].is_string());
    assert_eq!(entered(&app, "person_confirmed").await, 1);
    assert!(account_mails(&app, LAN).await.iter().any(|text| text.contains("đã xác nhận đúng là anh chị")));
    assert!(account_mails(&app, "minh@x.example").await.iter().any(|text| text.contains("vừa xác nhận một người")));

    // A lead is confirmed from above, not by the lead beside them.
    reset(&app, "minh@x.example").await;
    let id = id_of(&app, "minh@x.example").await;
    let path = format!("/api/v1/confirmations/{id}");
    app.staff(Role::Lead, OFFICE).await.post(&path, &json!({})).await.expect(404);
    let own = in_again(&app, "minh@x.example").await;
    assert_eq!(own.post(&path, &json!({})).await.expect(403).problem().0, "unconfirmed");
    app.staff(Role::Lead, PARENT).await.post(&path, &json!({})).await.expect(204);
    app.finish().await;
}

async fn an_administrator_who_forgot_lets_nobody_in_before_that(app: TestApp) {
    app.db_add_staff("an@x.example", Role::Administrator, PARENT).await;
    reset(&app, "an@x.example").await;
    let an = in_again(&app, "an@x.example").await;
    let new = json!({"email": "moi@x.example", "name": "Mới", "role": "responder", "office": OFFICE});
    assert_eq!(an.post("/api/v1/admin/people", &new).await.expect(403).problem().0, "unconfirmed");
    app.finish().await;
}

async fn forgetting_choosing_and_confirming_on_the_pages(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    app.db_add_staff("minh@x.example", Role::Lead, OFFICE).await;
    let case = reported(&app).await.0;
    let browser = Browser::new(&app);
    assert!(browser.get("/desk/sign-in").await.expect(200).text().contains("href=\"/desk/forgotten\""));
    browser.get("/desk/forgotten").await.expect(200);
    assert!(browser.send("/desk/forgotten", &[("email", "khong phai thu")]).await.expect(422).text().contains("khong phai thu"));
    browser.send("/desk/forgotten", &[("email", LAN)]).await.expect(200);
    app.work().await;
    let token = tokens(&app, LAN).pop().unwrap();
    let page = browser.get(&format!("/desk/new-password?t={token}")).await.expect(200).text();
    assert_eq!(hidden(&page, "token"), token);
    let send = async |password: &str, again: &str| {
        browser.send("/desk/new-password", &[("token", &token), ("password", password), ("again", again)]).await
    };
    assert!(send(NEW, "anders").await.expect(422).text().contains("again-trouble"));
    assert_eq!(leads_to(&send(NEW, NEW).await), "/desk/sign-in");
    assert!(browser.get(&format!("/desk/new-password?t={token}")).await.expect(404).text().contains("không còn dùng được"));
    browser.send("/desk/sign-in", &[("email", LAN), ("password", NEW)]).await.expect(303);
    let seen = browser.get(&format!("/desk/cases/{case}")).await.expect(200).text();
    assert!(seen.contains("sau khi lãnh đạo xác nhận") && !seen.contains(CANARY) && !seen.contains("reader-mark"));

    let minh = Browser::signed_in(&app, "minh@x.example").await;
    let queue = minh.get("/desk").await.expect(200).text();
    assert!(queue.contains("href=\"/desk/confirmations\""), "{queue}");
    let page = minh.get("/desk/confirmations").await.expect(200).text();
    let form = between(&page, "action=\"/desk/confirmations/", "\"").pop().unwrap();
    let done = leads_to(&minh.send_from(&page, &format!("/desk/confirmations/{form}"), &[]).await);
    assert!(minh.get(&done).await.expect(200).text().contains("Đã xác nhận"));
    assert!(browser.get(&format!("/desk/cases/{case}")).await.expect(200).text().contains(CANARY));
    app.finish().await;
}

async fn what_lets_people_in_takes_a_fresh_proof(app: TestApp) {
    app.db_add_staff("an@x.example", Role::Administrator, PARENT).await;
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let an = app.sign_in("an@x.example").await;
    let browser = Browser::signed_in(&app, "an@x.example").await;
    let id = id_of(&app, LAN).await;
    app.clock.advance(Duration::minutes(10));
    let new = json!({"email": "moi@x.example", "name": "Mới", "role": "responder", "office": OFFICE});
    let asked: Vec<(String, Value)> = vec![
        ("people".into(), new),
        (format!("people/{id}/suspension"), json!({})),
        (format!("people/{id}/departure"), json!({})),
        (format!("people/{id}/post"), json!({"role": "lead"})),
        (format!("offices/{OFFICE}/suspension"), json!({})),
    ];
    for (path, body) in &asked {
        let refused = an.post(&format!("/api/v1/admin/{path}"), body).await.expect(403);
        assert_eq!(refused.problem().0, "proof-needed", "{path}");
    }
    // On a page nothing typed is lost.
    let page = browser.get("/admin/people").await.expect(200).text();
    let fields = [("email", "moi@x.example"), ("name", "Mới Đến"), ("role", "responder"), ("office", OFFICE)];
    let back = browser.send_from(&page, "/admin/people", &fields).await.expect(403).text();
    assert!(back.contains("value=\"Mới Đến\"") && back.contains("href=\"/desk/proof?"), "{back}");
    browser.send_from(&page, "/desk/proof", &[("password", PASSWORD)]).await.expect(303);
    browser.send_from(&back, "/admin/people", &fields).await.expect(303);
    app.finish().await;
}

both!(
    nobody_learns_who_has_an_account,
    a_letter_works_once_for_two_hours_and_ends_every_session,
    whoever_chose_anew_opens_nothing_sealed_until_a_lead_confirmed,
    a_lead_confirms_and_nobody_else,
    an_administrator_who_forgot_lets_nobody_in_before_that,
    forgetting_choosing_and_confirming_on_the_pages,
    what_lets_people_in_takes_a_fresh_proof,
);
