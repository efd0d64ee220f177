//! The second factor: asked for, taken once, lost, cleared, and not to be taken away by whoever writes the database.

use axum::http::Method;
use chrono::Duration;
use langnghe::{access::scope::PROOF_HOLDS, access::second_factor::OFFER_HOLDS, config::SecondFactor, kernel::terms::Role};
use serde_json::json;

use super::{account_mails, attempt, enrol, problem, with, wrong_code};
use crate::{
    administration::{administrator, id_of},
    both,
    support::{OFFICE, PASSWORD, TestApp, contains},
};

const LAN: &str = "lan@sg.example";
const MINH: &str = "minh@sg.example";

async fn whoever_has_a_second_factor_gets_in_by_a_code_and_by_each_code_once(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let client = app.sign_in(LAN).await;
    assert_eq!(client.get("/api/v1/second-factor").await.expect(200).json(), json!({"since": null, "recovery_codes_left": 0}));
    let (phone, _) = enrol(&app, &client).await;
    assert_eq!(client.get("/api/v1/second-factor").await.expect(200).json()["recovery_codes_left"], 10);
    assert_eq!(problem(&with(&app, LAN, json!({})).await.expect(401)), "code-needed");
    assert_eq!(problem(&with(&app, LAN, json!({"code": phone.code(&app)})).await.expect(401)), "code-wrong", "it confirmed the phone");
    let code = phone.next_code(&app);
    with(&app, LAN, json!({"code": format!("{} {}", &code[..3], &code[3..])})).await.expect(201);
    assert_eq!(problem(&with(&app, LAN, json!({"code": code})).await.expect(401)), "code-wrong", "seen over a shoulder");
    let wrong = wrong_code(&phone, &app);
    assert_eq!(problem(&with(&app, LAN, json!({"code": wrong})).await.expect(401)), "code-wrong");
    let right = phone.next_code(&app);
    let other = attempt(&app, LAN, "another long password", json!({"code": right})).await.expect(401);
    assert_eq!(problem(&other), "sign-in-wrong", "whether the code was right does not show");
    with(&app, LAN, json!({"code": right})).await.expect(201);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'second_factor_failed'").await, 3);
    app.finish().await;
}

async fn two_who_come_with_the_same_code_at_once_are_one(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let (phone, codes) = enrol(&app, &app.sign_in(LAN).await).await;
    for code in [phone.next_code(&app), codes[0].clone()] {
        let more = || json!({"code": code, "device": app.device_of(LAN)});
        let (one, two, three) = tokio::join!(with(&app, LAN, more()), with(&app, LAN, more()), with(&app, LAN, more()));
        let mut statuses = [one, two, three].map(|answer| answer.status.as_u16());
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 401, 401]);
    }
    app.finish().await;
}

async fn a_recovery_code_opens_once_and_its_owner_is_told(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    app.db_add_staff(MINH, Role::Responder, OFFICE).await;
    let lan = app.sign_in(LAN).await;
    let (_, codes) = enrol(&app, &lan).await;
    let (_, of_minh) = enrol(&app, &app.sign_in(MINH).await).await;
    with(&app, LAN, json!({"code": of_minh[0]})).await.expect(401);
    with(&app, LAN, json!({"code": codes[0].to_lowercase().replace('-', " ")})).await.expect(201);
    with(&app, LAN, json!({"code": codes[0]})).await.expect(401);
    assert_eq!(lan.get("/api/v1/second-factor").await.expect(200).json()["recovery_codes_left"], 9);
    let mails = account_mails(&app, LAN).await;
    assert!(mails.iter().any(|mail| mail.contains("mã dự phòng")), "{mails:?}");
    let new = lan.post("/api/v1/second-factor/recovery-codes", &json!({})).await.expect(201).json();
    with(&app, LAN, json!({"code": codes[1]})).await.expect(401);
    with(&app, LAN, json!({"code": new["recovery_codes"][9]})).await.expect(201);
    app.finish().await;
}

async fn a_secret_is_fresh_needs_a_fresh_password_and_does_not_wait_for_ever(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let client = app.sign_in(LAN).await;
    let offer = async || client.post("/api/v1/second-factor", &json!({})).await;
    // Whoever sat at an unlocked computer noted this one; its owner gets another.
    let noted = super::Phone::with(&offer().await.expect(201).text_at("/secret"));
    let own = super::Phone::with(&offer().await.expect(201).text_at("/secret"));
    let confirm = async |code: String| client.post("/api/v1/second-factor/confirmation", &json!({"code": code})).await;
    assert_eq!(problem(&confirm(noted.code(&app)).await.expect(401)), "code-wrong");
    app.clock.advance(OFFER_HOLDS);
    assert_eq!(problem(&confirm(own.code(&app)).await.expect(409)), "no-second-factor-offered");
    assert_eq!(problem(&offer().await.expect(403)), "proof-needed");
    let prove = async |password: &str| client.post("/api/v1/sessions/proof", &json!({"password": password})).await;
    assert_eq!(problem(&prove("another long password").await.expect(401)), "sign-in-wrong");
    offer().await.expect(403);
    prove(PASSWORD).await.expect(204);
    let (phone, _) = enrol(&app, &client).await;
    // Another phone takes its place only when it showed its first code.
    offer().await.expect(201);
    with(&app, LAN, json!({"code": phone.next_code(&app)})).await.expect(201);
    let (newer, _) = enrol(&app, &client).await;
    with(&app, LAN, json!({"code": phone.next_code(&app)})).await.expect(401);
    with(&app, LAN, json!({"code": newer.code(&app)})).await.expect(201);
    // From now on a proof takes both.
    app.clock.advance(PROOF_HOLDS);
    assert_eq!(problem(&prove(PASSWORD).await.expect(401)), "code-needed");
    let both = json!({"password": PASSWORD, "code": newer.next_code(&app)});
    client.post("/api/v1/sessions/proof", &both).await.expect(204);
    assert_eq!(problem(&client.post("/api/v1/sessions/proof", &both).await.expect(401)), "code-wrong", "once");
    app.finish().await;
}

async fn a_lost_second_factor_is_cleared_by_the_administrator_and_everybody_hears_of_it(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    app.db_add_staff(MINH, Role::Lead, OFFICE).await;
    let by = administrator(&app).await;
    let lan = app.sign_in(LAN).await;
    let id = id_of(&app, LAN).await;
    let clear = async |by: &crate::support::Client, id: &str| {
        by.send(Method::DELETE, &format!("/api/v1/admin/people/{id}/second-factor"), &[], Vec::new()).await
    };
    assert_eq!(problem(&clear(&by, &id).await.expect(409)), "no-second-factor");
    let (phone, codes) = enrol(&app, &lan).await;
    let elsewhere = app.staff(Role::Administrator, crate::administration::COMMITTEE_ELSEWHERE).await;
    clear(&elsewhere, &id).await.expect(404);
    clear(&lan, &id).await.expect(403);
    clear(&by, "nobody").await.expect(404);
    with(&app, LAN, json!({"code": phone.next_code(&app), "remember": true})).await.expect(201);
    app.clock.advance(PROOF_HOLDS);
    assert_eq!(problem(&clear(&by, &id).await.expect(403)), "proof-needed");
    by.post("/api/v1/sessions/proof", &json!({"password": PASSWORD})).await.expect(204);
    clear(&by, &id).await.expect(204);
    lan.get("/api/v1/cases").await.expect(401);
    with(&app, LAN, json!({"code": codes[0]})).await.expect(201);
    let mails = account_mails(&app, LAN).await;
    assert!(mails.iter().any(|mail| mail.contains("gỡ mã đăng nhập")), "{mails:?}");
    let heard = app.mailbox.mails().into_iter().any(|mail| mail.to == MINH && mail.text.contains("gỡ mã đăng nhập"));
    assert!(heard, "who heads the office hears of it");
    for table in ["second_factor", "recovery_code"] {
        assert_eq!(app.db_count(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM device WHERE trusted_until IS NOT NULL").await, 0);
    // Nobody clears their own: two people are needed.
    let own = app.db_count("SELECT COUNT(*) FROM staff WHERE role = 'administrator'").await;
    assert!(own > 0);
    enrol(&app, &by).await;
    let administrators = by.get("/api/v1/admin/people?q=administrator").await.expect(200).json();
    let own = administrators["people"].as_array().unwrap().iter().find(|person| person["second_factor"] == true).unwrap();
    assert_eq!(problem(&clear(&by, own["id"].as_str().unwrap()).await.expect(403)), "own-account");
    app.finish().await;
}

async fn whoever_writes_the_database_takes_no_second_factor_away(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let (phone, codes) = enrol(&app, &app.sign_in(LAN).await).await;
    let code = phone.next_code(&app);
    with(&app, LAN, json!({"code": code})).await.expect(201);
    app.db_execute("UPDATE second_factor SET last_step = 0").await;
    with(&app, LAN, json!({"code": code})).await.expect(401);
    app.db_execute("DELETE FROM second_factor").await;
    assert_eq!(problem(&with(&app, LAN, json!({})).await.expect(401)), "code-needed");
    with(&app, LAN, json!({"code": phone.next_code(&app)})).await.expect(401);
    with(&app, LAN, json!({"code": codes[0]})).await.expect(201);
    app.db_execute("UPDATE staff SET second_factor_at = NULL").await;
    assert_eq!(problem(&with(&app, LAN, json!({})).await.expect(401)), "sign-in-wrong", "the row is nobody's");
    app.finish().await;
}

async fn no_secret_and_no_recovery_code_lies_in_the_database(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let client = app.sign_in(LAN).await;
    let offer = client.post("/api/v1/second-factor", &json!({})).await.expect(201);
    assert!(offer.text_at("/address").starts_with("otpauth://totp/LangNghe:lan@sg.example?secret="));
    let secret = offer.text_at("/secret");
    let phone = super::Phone::with(&secret);
    let confirmed = client.post("/api/v1/second-factor/confirmation", &json!({"code": phone.code(&app)})).await.expect(201);
    let recovery = confirmed.text_at("/recovery_codes/0");
    let raw = totp_rs::Secret::try_from_base32(&secret).unwrap();
    let device = app.device_of(LAN).unwrap();
    let bytes = app.db_bytes().await;
    let hidden = [raw.as_bytes(), secret.as_bytes(), recovery.as_bytes(), recovery.replace('-', "").as_bytes(), device.as_bytes()]
        .map(<[u8]>::to_vec);
    assert!(hidden.iter().all(|secret| !contains(&bytes, secret)));
    assert!(contains(&bytes, LAN.as_bytes()), "the database was read");
    app.finish().await;
}

async fn where_it_is_required_nothing_opens_before_it_is_set(mut app: TestApp) {
    app.reconfigure(|config| config.second_factor = SecondFactor::Required);
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let client = app.sign_in(LAN).await;
    for path in ["/api/v1/cases", "/api/v1/duty", "/api/v1/hotline/contacts", "/api/v1/admin/people"] {
        assert_eq!(problem(&client.get(path).await.expect(403)), "second-factor-required", "{path}");
    }
    client.get("/api/v1/sessions").await.expect(200);
    enrol(&app, &client).await;
    client.get("/api/v1/cases").await.expect(200);
    app.advance(Duration::hours(1)).await;
    app.finish().await;
}

both!(
    whoever_has_a_second_factor_gets_in_by_a_code_and_by_each_code_once,
    two_who_come_with_the_same_code_at_once_are_one,
    a_recovery_code_opens_once_and_its_owner_is_told,
    a_secret_is_fresh_needs_a_fresh_password_and_does_not_wait_for_ever,
    a_lost_second_factor_is_cleared_by_the_administrator_and_everybody_hears_of_it,
    whoever_writes_the_database_takes_no_second_factor_away,
    no_secret_and_no_recovery_code_lies_in_the_database,
    where_it_is_required_nothing_opens_before_it_is_set,
);
