//! The same with a browser: two steps at the door, a reminder, the square, the codes, the list of sessions.

use langnghe::{access::scope::PROOF_HOLDS, config::SecondFactor, kernel::terms::Role};

use super::{Phone, wrong_code};
use crate::{
    administration::id_of,
    both,
    pages::{Browser, between, hidden, leads_to},
    support::{COMMITTEE, OFFICE, PASSWORD, TestApp},
};

const LAN: &str = "lan@sg.example";
const NOTICE: &str = "chưa cài đặt mã đăng nhập";

/// Sets a second factor on the pages.
async fn enrolled(app: &TestApp, browser: &Browser) -> (Phone, Vec<String>) {
    let account = browser.get("/desk/account").await.expect(200).text();
    let asked = browser.send_from(&account, "/desk/account/second-factor", &[]).await;
    let setup = browser.get(&leads_to(&asked)).await.expect(200).text();
    assert!(setup.contains("<svg") && setup.contains("role=\"img\""), "a square to scan");
    let phone = Phone::with(&between(&setup, "class=\"secret\" translate=\"no\">", "<")[0].replace(' ', ""));
    let path = "/desk/account/second-factor/confirmation";
    let wrong = browser.send_from(&setup, path, &[("code", &wrong_code(&phone, app))]).await.expect(422).text();
    assert!(
        wrong.contains("aria-invalid") && wrong.contains(&between(&setup, "class=\"secret\"", "</p>")[0]),
        "the same secret comes back"
    );
    let done = browser.send_from(&wrong, path, &[("code", &phone.code(app))]).await.expect(200).text();
    let codes = between(&between(&done, "<ol class=\"secret\"", "</ol>")[0], "<li>", "</li>");
    assert_eq!(codes.len(), 10);
    (phone, codes)
}

async fn the_day_begins_with_a_reminder_until_codes_are_set_up(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let browser = Browser::signed_in(&app, LAN).await;
    assert!(browser.get("/desk").await.expect(200).text().contains(NOTICE));
    assert!(!browser.get("/desk/duty").await.expect(200).text().contains(NOTICE), "not on every page");
    enrolled(&app, &browser).await;
    assert!(!browser.get("/desk").await.expect(200).text().contains(NOTICE));
    let account = browser.get("/desk/account").await.expect(200).text();
    assert!(account.contains("Còn 10 mã dự phòng"), "{account}");
    app.finish().await;
}

async fn the_second_step_asks_for_a_code_and_remembers_the_device(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let (phone, codes) = enrolled(&app, &Browser::signed_in(&app, LAN).await).await;
    let browser = Browser::new(&app);
    let password = [("email", LAN), ("password", PASSWORD), ("next", "/desk/duty")];
    let step = browser.send("/desk/sign-in", &password).await.expect(200).text();
    assert!(!step.contains(PASSWORD) && browser.cookies().is_empty(), "nothing is open yet");
    let ticket = hidden(&step, "ticket");
    let send = async |code: &str| {
        browser.send("/desk/sign-in/code", &[("ticket", &ticket), ("code", code), ("next", "/desk/duty"), ("remember", "yes")]).await
    };
    let wrong = send(&wrong_code(&phone, &app)).await.expect(401).text();
    assert_eq!((hidden(&wrong, "ticket"), hidden(&wrong, "next")), (ticket.clone(), "/desk/duty".to_owned()));
    assert!(wrong.contains("value=\"yes\" checked"), "what was ticked stays ticked");
    assert_eq!(leads_to(&send(&phone.next_code(&app)).await), "/desk/duty");
    assert_eq!(browser.cookies().len(), 2);
    let page = browser.get("/desk").await.expect(200).text();
    browser.send_from(&page, "/desk/sign-out", &[]).await.expect(303);
    assert_eq!(leads_to(&browser.send("/desk/sign-in", &password).await), "/desk/duty", "remembered, also after signing out");
    // A ticket is of one moment, and of one password.
    let other = Browser::new(&app);
    let step = other.send("/desk/sign-in", &password).await.expect(200).text();
    app.clock.advance(langnghe::access::sign_in::TICKET_HOLDS);
    let late = other.send("/desk/sign-in/code", &[("ticket", &hidden(&step, "ticket")), ("code", &codes[0])]).await.expect(401).text();
    assert!(late.contains("name=\"password\"") && other.cookies().is_empty());
    assert_eq!(leads_to(&other.get("/desk/sign-in/code").await), "/desk/sign-in");
    app.finish().await;
}

async fn signing_in_again_in_the_same_browser_leaves_no_session_behind(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let browser = Browser::signed_in(&app, LAN).await;
    let before = browser.cookie_line();
    browser.send("/desk/sign-in", &[("email", LAN), ("password", PASSWORD)]).await.expect(303);
    assert_ne!(browser.cookie_line(), before, "a new token at every sign-in");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM session").await, 1);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM device").await, 1);
    app.finish().await;
}

async fn somebody_ends_their_other_sessions_on_the_page(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let (here, there, elsewhere) = (Browser::signed_in(&app, LAN).await, Browser::signed_in(&app, LAN).await, app.sign_in(LAN).await);
    let account = here.get("/desk/account").await.expect(200).text();
    let forms = between(&account, "action=\"/desk/account/sessions/", "\"");
    assert_eq!(forms.len(), 2, "this one has no button");
    here.send(&format!("/desk/account/sessions/{}", forms[0]), &[]).await.expect(403);
    let ended = here.send_from(&account, &format!("/desk/account/sessions/{}", forms[0]), &[]).await;
    assert!(here.get(&leads_to(&ended)).await.expect(200).text().contains("Đã kết thúc phiên đó"));
    here.send_from(&account, "/desk/account/others", &[]).await.expect(303);
    there.get("/desk").await.expect(303);
    elsewhere.get("/api/v1/cases").await.expect(401);
    here.get("/desk").await.expect(200);
    app.finish().await;
}

async fn what_needs_a_fresh_password_leads_to_the_page_that_asks_for_it(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let browser = Browser::signed_in(&app, LAN).await;
    app.clock.advance(PROOF_HOLDS);
    let account = browser.get("/desk/account").await.expect(200).text();
    let place = leads_to(&browser.send_from(&account, "/desk/account/second-factor", &[]).await);
    assert_eq!(place, "/desk/proof?next=%2Fdesk%2Faccount");
    let asked = browser.get(&place).await.expect(200).text();
    let wrong = browser.send_from(&asked, "/desk/proof", &[("password", "another long one"), ("next", "/desk/account")]).await;
    assert!(wrong.expect(401).text().contains("aria-invalid"));
    let right = browser.send_from(&asked, "/desk/proof", &[("password", PASSWORD), ("next", "https://evil.example/")]).await;
    assert_eq!(leads_to(&right), "/desk/account", "nowhere else");
    enrolled(&app, &browser).await;
    app.finish().await;
}

async fn an_administrator_clears_a_lost_factor_on_the_page(app: TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    app.db_add_staff("an@tinh.example", Role::Administrator, COMMITTEE).await;
    let lan = Browser::signed_in(&app, LAN).await;
    let (an, path) = (Browser::signed_in(&app, "an@tinh.example").await, format!("/admin/people/{}", id_of(&app, LAN).await));
    assert!(!an.get(&path).await.expect(200).text().contains("/second-factor"));
    enrolled(&app, &lan).await;
    let page = an.get(&path).await.expect(200).text();
    let done = an.send_from(&page, &format!("{path}/second-factor"), &[]).await;
    assert!(an.get(&leads_to(&done)).await.expect(200).text().contains("Đã gỡ mã đăng nhập"));
    lan.get("/desk").await.expect(303);
    app.finish().await;
}

async fn where_it_is_required_every_page_leads_to_the_account(mut app: TestApp) {
    app.reconfigure(|config| config.second_factor = SecondFactor::Required);
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let browser = Browser::signed_in(&app, LAN).await;
    for path in ["/desk", "/desk/duty", "/oversight"] {
        assert_eq!(leads_to(&browser.get(path).await), "/desk/account", "{path}");
    }
    enrolled(&app, &browser).await;
    browser.get("/desk").await.expect(200);
    app.finish().await;
}

async fn behind_tls_every_cookie_is_tied_to_host_and_path(mut app: TestApp) {
    app.reconfigure(|config| config.public_url = "https://langnghe.example".into());
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let answer = Browser::new(&app).send("/desk/sign-in", &[("email", LAN), ("password", PASSWORD)]).await.expect(303);
    let set: Vec<&str> = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert_eq!(set.len(), 2, "{set:?}");
    for (cookie, name) in set.iter().zip(["__Host-d=", "__Host-v="]) {
        assert!(cookie.starts_with(name), "{cookie}");
        for part in ["; Path=/;", "; HttpOnly", "; SameSite=Strict", "; Secure"] {
            assert!(cookie.contains(part), "{cookie}: {part}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    assert!(set[1].contains("Max-Age=") && !set[0].contains("Max-Age="));
    app.finish().await;
}

both!(
    the_day_begins_with_a_reminder_until_codes_are_set_up,
    the_second_step_asks_for_a_code_and_remembers_the_device,
    signing_in_again_in_the_same_browser_leaves_no_session_behind,
    somebody_ends_their_other_sessions_on_the_page,
    what_needs_a_fresh_password_leads_to_the_page_that_asks_for_it,
    an_administrator_clears_a_lost_factor_on_the_page,
    where_it_is_required_every_page_leads_to_the_account,
    behind_tls_every_cookie_is_tied_to_host_and_path,
);
