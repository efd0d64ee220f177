//! Coming back with the code, and going away at once.

use chrono::Duration;

use super::{Browser, access_code, hidden, leads_to, told};
use crate::{both, support::TestApp};

async fn inside(app: &TestApp) -> Browser {
    let browser = Browser::new(app);
    let code = access_code(&told(app, "x").await);
    assert_eq!(leads_to(&browser.send("/follow-up", &[("code", &code)]).await), "/follow-up", "the code stands in no address");
    browser
}

async fn a_code_opens_a_conversation_for_this_browser_only(app: TestApp) {
    let browser = inside(&app).await;
    assert_eq!(browser.cookies(), ["f"]);
    let page = browser.get("/follow-up").await.expect(200).text();
    let sent = browser.send_from(&page, "/follow-up/messages", &[("message", "Tối họ về")]).await;
    assert_eq!(leads_to(&sent), "/follow-up?said=message");
    assert!(!browser.get("/follow-up").await.expect(200).text().contains("Tối họ về"), "not before it is asked for");
    assert!(browser.send_from(&page, "/follow-up/messages/1/open", &[]).await.expect(200).text().contains("Tối họ về"));
    let stranger = Browser::new(&app).get("/follow-up").await.expect(200).text();
    assert!(!stranger.contains("Tối họ về") && stranger.contains("name=\"code\""));
    let page = browser.get("/follow-up").await.text();
    browser.send_from(&page, "/follow-up/close", &[]).await.expect(200);
    assert_eq!(browser.cookies(), Vec::<String>::new());
    assert!(!browser.get("/follow-up").await.expect(200).text().contains("Tối họ về"), "closed is closed");
    app.finish().await;
}

async fn a_wrong_code_stays_in_its_field_and_sets_no_cookie(app: TestApp) {
    let browser = Browser::new(&app);
    for wrong in ["ABCD", "AAAA-BBBB-CCCC-DDDD"] {
        let back = browser.send("/follow-up", &[("code", wrong), ("message", "đừng mất câu này")]).await;
        assert!(back.status.is_client_error(), "{}", back.status);
        assert!(back.text().contains(&format!("value=\"{wrong}\"")) && back.text().contains("đừng mất câu này"), "{}", back.text());
    }
    assert_eq!(browser.cookies(), Vec::<String>::new());
    app.finish().await;
}

async fn fifteen_idle_minutes_end_the_visit_and_keep_the_text(app: TestApp) {
    let browser = inside(&app).await;
    let page = browser.get("/follow-up").await.text();
    app.clock.advance(Duration::minutes(14));
    assert!(browser.get("/follow-up").await.text().contains("name=\"message\""), "still open, and this visit counts as one");
    app.clock.advance(Duration::minutes(14));
    assert!(browser.get("/follow-up").await.text().contains("name=\"message\""), "used, so not idle");
    app.clock.advance(Duration::minutes(16));
    let ended = browser.send_from(&page, "/follow-up/messages", &[("message", "viết dở")]).await.expect(401).text();
    assert!(ended.contains("name=\"code\"") && ended.contains("viết dở"), "{ended}");
    assert_eq!(browser.cookies(), Vec::<String>::new());
    app.finish().await;
}

async fn a_form_without_its_token_is_refused_and_keeps_the_text(app: TestApp) {
    let browser = inside(&app).await;
    let other = inside(&app).await;
    let foreign = hidden(&other.get("/follow-up").await.text(), "csrf");
    for fields in
        [&[("message", "viết dở")][..], &[("message", "viết dở"), ("csrf", "forged")], &[("message", "viết dở"), ("csrf", &foreign)]]
    {
        let back = browser.send("/follow-up/messages", fields).await.expect(403).text();
        assert!(back.contains("viết dở") && back.contains("role=\"alert\""), "{back}");
    }
    browser.send("/follow-up/close", &[("csrf", &foreign)]).await.expect(403);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM message").await, 0);
    assert!(browser.get("/follow-up").await.text().contains("name=\"message\""), "a forged closing closes nothing");
    app.finish().await;
}

async fn leaving_ends_the_session_clears_the_cookies_and_leads_elsewhere(app: TestApp) {
    let browser = inside(&app).await;
    browser.get("/follow-up?lang=en").await;
    let stolen = Browser::new(&app);
    *stolen.cookies.borrow_mut() = browser.cookies.borrow().clone();
    assert!(stolen.get("/follow-up").await.text().contains("name=\"message\""));
    let gone = browser.get("/leave").await;
    let place = leads_to(&gone);
    assert!(place.starts_with("https://") && !place.contains("langnghe"), "{place}");
    assert!(!gone.headers.contains_key("clear-site-data"), "clearing holds the old page in sight for seconds");
    assert_eq!(browser.cookies(), Vec::<String>::new());
    assert!(!stolen.get("/follow-up").await.text().contains("name=\"message\""), "the session itself is over, not only its cookie");
    app.finish().await;
}

both!(
    a_code_opens_a_conversation_for_this_browser_only,
    a_wrong_code_stays_in_its_field_and_sets_no_cookie,
    fifteen_idle_minutes_end_the_visit_and_keep_the_text,
    a_form_without_its_token_is_refused_and_keeps_the_text,
    leaving_ends_the_session_clears_the_cookies_and_leads_elsewhere,
);
