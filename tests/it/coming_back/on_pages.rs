//! The same on the pages: the code once, ways to keep it, two tabs, locking, the receipt with the day.

use langnghe::kernel::terms::Role;
use serde_json::json;

use crate::{
    both,
    pages::{Browser, access_code, case_code, leads_to, told},
    support::{Answer, OFFICE, TestApp, short_report},
};

async fn inside(app: &TestApp, code: &str) -> Browser {
    let browser = Browser::new(app);
    browser.send("/follow-up", &[("code", code)]).await.expect(303);
    browser
}

async fn the_page_after_sending_asks_to_keep_one_thing_and_lets_it_be(app: TestApp) {
    let receipt = told(&app, "KANARIENVOGEL").await;
    let code = access_code(&receipt);
    assert!(!receipt.contains("KANARIENVOGEL"));
    let first = receipt.split("<details").next().unwrap();
    assert!(first.contains("class=\"letters\"") && !first.contains(&case_code(&receipt)), "only the code is in sight");
    assert!(receipt.contains("Chép ra giấy") && receipt.contains("Không sao. Việc giúp đỡ vẫn tiếp tục"));
    assert!(receipt.contains("<span class=\"unseen\">Nhóm 1: </span>"), "a screen reader is told where it is");
    assert!(receipt.contains("href=\"#kept\"") && receipt.contains("id=\"kept\"") && receipt.contains("id=\"not-kept\""));
    let out = receipt.split("id=\"kept\"").next().unwrap().split("id=\"code\"").nth(1).unwrap();
    assert!(!out.contains("href=\"/\""), "the way on leads over the question");
    assert_eq!(receipt.matches(&code).count(), 3, "the button to copy, the file and the receipt carry it; the letters stand in groups");
    app.finish().await;
}

async fn the_code_as_a_file_names_nothing_but_the_code(app: TestApp) {
    let code = access_code(&told(&app, "x").await);
    let browser = Browser::new(&app);
    let file: Answer = browser.send("/report/note", &[("code", &code)]).await.expect(200);
    assert_eq!(file.headers["content-type"], "text/plain; charset=utf-8");
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"ghi-chu.txt\"");
    assert_eq!(file.headers["cache-control"], "no-store");
    assert_eq!(file.text().trim(), code);
    assert_eq!(leads_to(&browser.send("/report/note", &[("code", "một câu khác")]).await), "/report", "no other text is handed out");
    assert_eq!(leads_to(&browser.get("/report/note").await), "/report");
    app.finish().await;
}

async fn the_receipt_says_the_day_and_the_office_and_no_word_more(app: TestApp) {
    app.db_add_staff("minh@x.example", Role::Lead, OFFICE).await;
    let receipt = app.visitor().report(&crate::support::full_report()).await;
    let (case, code) = (receipt["case_code"].as_str().unwrap(), receipt["access_code"].as_str().unwrap());
    app.clock.advance(chrono::Duration::days(3));
    let browser = Browser::new(&app);
    for page in [browser.send("/follow-up/receipt", &[("code", code)]).await.expect(200).text(), {
        let inside = inside(&app, code).await;
        let page = inside.get("/follow-up").await.text();
        inside.send_from(&page, "/follow-up/receipt", &[]).await.expect(200).text()
    }] {
        assert!(page.contains("21/11/2026") && page.contains(case) && page.contains("phường Sài Gòn"), "{page}");
        assert!(!page.contains(code) && !page.contains("name=\"csrf\""), "nothing on it opens anything");
        let article = page.split("<article").nth(1).unwrap().split("</article>").next().unwrap().to_lowercase();
        for word in ["kanarienvogel", "bạo lực", "đánh", "violence", "khẩn cấp", "trẻ", "khuyết tật", "24/11"] {
            assert!(!article.contains(word), "{word}: {article}");
        }
    }
    let json = app.reporter(code).get("/api/v1/follow-up/receipt").await.expect(200).json();
    assert_eq!((json["reference"].as_str(), json["received_on"].as_str()), (Some(case), Some("2026-11-21")));
    assert_eq!(json.as_object().unwrap().len(), 3);
    let lead = app.sign_in("minh@x.example").await;
    assert_eq!(lead.open(case).await["opened"]["reports"][0]["received_at"], "2026-11-21T15:00:00Z", "the office can check both");
    let wrong = browser.send("/follow-up/receipt", &[("code", "AAAA-BBBB-CCCC-DDDD")]).await;
    assert!(wrong.status.is_client_error() && !wrong.text().contains(case));
    app.finish().await;
}

/// Taking the receipt with the day from the page with the code does not make that page unreachable.
async fn the_page_with_the_code_can_be_gone_back_to(app: TestApp) {
    let browser = Browser::new(&app);
    let key = crate::pages::hidden(&browser.get("/report").await.text(), "idempotency_key");
    let fields = [("story", "x"), ("idempotency_key", key.as_str())];
    let first = browser.send("/report", &fields).await.expect(201).text();
    browser.send("/follow-up/receipt", &[("code", &access_code(&first))]).await.expect(200);
    let again = browser.send("/report", &fields).await.expect(201).text();
    assert_eq!(access_code(&again), access_code(&first));
    app.finish().await;
}

async fn two_tabs_agree_on_what_a_number_means_and_on_what_is_gone(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let receipt = app.visitor().report(&short_report("x")).await;
    let (case, code) = (receipt["case_code"].as_str().unwrap(), receipt["access_code"].as_str().unwrap());
    for text in ["TINMOT", "TINHAI"] {
        responder.act(case, "messages", &json!({"text": text})).await.expect(201);
        app.clock.advance(chrono::Duration::minutes(1));
    }
    let browser = inside(&app, code).await;
    let (one, two) = (browser.get("/follow-up").await.text(), browser.get("/follow-up").await.text());
    assert!(!one.contains("TINMOT") && !one.contains("TINHAI"));
    assert_eq!(leads_to(&browser.send_from(&one, "/follow-up/messages/1/hide", &[]).await), "/follow-up?said=hidden");
    let gone = browser.send_from(&two, "/follow-up/messages/1/open", &[]).await.expect(404).text();
    assert!(gone.contains("Tin này không còn ở đây.") && !gone.contains("TINMOT"), "{gone}");
    assert!(browser.send_from(&two, "/follow-up/messages/2/open", &[]).await.expect(200).text().contains("TINHAI"));
    let locked = browser.send_from(&one, "/follow-up/lock", &[]).await.expect(200);
    assert!(locked.text().contains("Mã đã khóa.") && browser.cookies().is_empty());
    let late = browser.send_from(&two, "/follow-up/messages", &[("message", "viết dở")]).await.expect(401).text();
    assert!(late.contains("viết dở") && !late.contains("TINHAI"), "nothing is read, and nothing typed is lost");
    app.finish().await;
}

async fn locking_ends_every_session_in_every_browser(app: TestApp) {
    let code = access_code(&told(&app, "x").await);
    let (hers, his) = (inside(&app, &code).await, inside(&app, &code).await);
    let his_page = his.get("/follow-up").await.text();
    assert!(his_page.contains("action=\"/follow-up/close\""));
    let page = hers.get("/follow-up").await.text();
    hers.send_from(&page, "/follow-up/lock", &[]).await.expect(200);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM follow_up_session").await, 0);
    assert!(his.get("/follow-up").await.expect(200).text().contains("name=\"code\""));
    let back = his.send("/follow-up", &[("code", &code)]).await.expect(401).text();
    assert!(back.contains("Mã chưa đúng.") && !back.to_lowercase().contains("khóa"), "he is not told that she locked it: {back}");
    app.finish().await;
}

async fn a_button_of_another_site_presses_nothing(app: TestApp) {
    let code = access_code(&told(&app, "x").await);
    let browser = inside(&app, &code).await;
    for button in ["danger", "lock", "contacted", "objection", "receipt", "messages/1/open", "messages/1/hide"] {
        browser.send(&format!("/follow-up/{button}"), &[("csrf", "forged"), ("contacted", "no")]).await.expect(403);
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM reporter_word").await, 0);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM code_lock").await, 0);
    app.finish().await;
}

async fn the_desk_sees_the_marks_and_is_warned_before_it_writes(app: TestApp) {
    app.db_add_staff("minh@x.example", Role::Lead, OFFICE).await;
    let receipt = app.visitor().report(&short_report("x")).await;
    let (case, reporter) = (receipt["case_code"].as_str().unwrap(), app.reporter(receipt["access_code"].as_str().unwrap()));
    reporter.post("/api/v1/follow-up/messages", &json!({"text": "tôi rút lại", "about": "withdrawal"})).await.expect(201);
    reporter.post("/api/v1/follow-up/contacted", &json!({"answer": "no"})).await.expect(201);
    reporter.post("/api/v1/follow-up/danger", &json!({})).await.expect(201);
    reporter.post("/api/v1/follow-up/lock", &json!({})).await.expect(204);
    app.work().await;
    let desk = Browser::signed_in(&app, "minh@x.example").await;
    let path = format!("/desk/cases/{case}");
    let page = desk.get(&path).await.expect(200).text();
    for mark in ["Kênh nhắn tin không còn an toàn.", "Xin rút lại: cần kiểm chứng.", "Chưa có ai liên hệ", "nguy hiểm hơn"]
    {
        assert!(page.contains(mark), "{mark}");
    }
    let refused = desk.send_from(&page, &format!("{path}/messages"), &[("message", "chào em")]).await.expect(422).text();
    assert!(refused.contains("chào em") && refused.contains("href=\"#although_locked\""), "{refused}");
    let sent = desk.send_from(&page, &format!("{path}/messages"), &[("message", "chào em"), ("although_locked", "yes")]).await;
    assert!(leads_to(&sent).contains("done=messages"));
    app.finish().await;
}

both!(
    the_page_after_sending_asks_to_keep_one_thing_and_lets_it_be,
    the_code_as_a_file_names_nothing_but_the_code,
    the_receipt_says_the_day_and_the_office_and_no_word_more,
    the_page_with_the_code_can_be_gone_back_to,
    two_tabs_agree_on_what_a_number_means_and_on_what_is_gone,
    locking_ends_every_session_in_every_browser,
    a_button_of_another_site_presses_nothing,
    the_desk_sees_the_marks_and_is_warned_before_it_writes,
);
