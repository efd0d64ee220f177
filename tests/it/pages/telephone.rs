//! The telephone as its pages have it: what is entered, a report taken for a caller, the code that is read out, and one that is lost.

use langnghe::kernel::terms::Role;

use super::{Browser, access_code, between, case_code, hidden, leads_to};
use crate::{
    both,
    support::{CANARY, OFFICE, PARENT, TestApp},
};

const PAGE: &str = "/desk/hotline";

async fn operator(app: &TestApp) -> Browser {
    app.db_add_staff("truc@x.example", Role::Operator, PARENT).await;
    Browser::signed_in(app, "truc@x.example").await
}

/// Files what a caller told; gives the page with the code.
async fn filed(browser: &Browser, fields: &[(&str, &str)]) -> String {
    let form = browser.get("/desk/hotline/report").await.expect(200).text();
    let (key, told_at) = (hidden(&form, "idempotency_key"), between(&form, "type=\"datetime-local\" value=\"", "\"").remove(0));
    let own = [("idempotency_key", key.as_str()), ("told_at", told_at.as_str()), ("place_text", "Phường Sài Gòn")];
    let all: Vec<_> = own.into_iter().chain(fields.iter().copied()).collect();
    browser.send_from(&form, "/desk/hotline/reports", &all).await.expect(201).text()
}

/// Changes a code that was read out, as the page asks for it; gives the new one.
async fn changed(browser: &Browser, heard: &str) -> String {
    let page = browser.send("/follow-up", &[("code", heard)]).await.expect(200).text();
    let new = access_code(&page);
    let fields = [("code", heard), ("new_code", new.as_str()), ("proof", &hidden(&page, "proof"))];
    assert_eq!(leads_to(&browser.send("/follow-up/code", &fields).await), "/follow-up");
    new
}

async fn each_form_of_the_page_is_entered_and_comes_back_with_everything_typed(app: TestApp) {
    let browser = operator(&app).await;
    let note = format!("{CANARY} khóc");
    let forms: [(&str, &[(&str, &str)], &str); 4] = [
        ("contacts", &[("kind", "silent"), ("note", &note)], "Đã ghi cuộc gọi."),
        ("callbacks", &[("number", "0901"), ("how", &note), ("due_at", "2026-11-22T09:00")], "Đã hẹn gọi lại."),
        ("notes", &[("text", &note)], "Đã lưu ghi chú."),
        ("transfers", &[("line", "113"), ("answered_by", &note)], "Đã ghi lần chuyển máy."),
    ];
    for (form, fields, said) in forms {
        let page = browser.get(PAGE).await.expect(200).text();
        let done = leads_to(&browser.send_from(&page, &format!("{PAGE}/{form}"), fields).await);
        let after = browser.get(&done).await.text();
        assert!(after.contains(said) && after.contains(&note), "{form}");
    }
    let page = browser.get(PAGE).await.text();
    let wrong: [(&str, &[(&str, &str)], &str); 3] = [
        ("contacts", &[("kind", ""), ("note", "viết dở")], "kind"),
        ("callbacks", &[("number", ""), ("how", "viết dở"), ("due_at", "2026-11-22T09:00")], "number"),
        ("transfers", &[("line", ""), ("answered_by", "viết dở")], "line"),
    ];
    for (form, fields, field) in wrong {
        let again = browser.send_from(&page, &format!("{PAGE}/{form}"), fields).await.expect(422).text();
        assert!(again.contains(&format!("href=\"#{field}\"")) && again.contains("viết dở"), "{form}: {again}");
    }
    let row = between(&page, "name=\"callback\" value=\"", "\"").remove(0);
    let tried = browser.send_from(&page, &format!("{PAGE}/attempts"), &[("callback", &row), ("outcome", "reached")]).await;
    assert!(browser.get(&leads_to(&tried)).await.text().contains("Không ai đang chờ gọi lại."));
    let responder = app.db_add_staff("lan@x.example", Role::Responder, OFFICE);
    responder.await;
    Browser::signed_in(&app, "lan@x.example").await.get(PAGE).await.expect(403);
    app.finish().await;
}

async fn what_a_caller_told_reaches_the_office_and_the_code_read_out_is_changed_on_the_page(app: TestApp) {
    let browser = operator(&app).await;
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    let told = [
        ("danger", "unknown"),
        ("story", "Nhà bên khóa chị ấy cả ngày (chuyện bịa)"),
        ("danger_signs", "confined"),
        ("about", "other"),
        ("hard", "moving"),
        ("near", "sau chợ (bịa)"),
        ("say_who", "bạn cũ của Mận (bịa)"),
        ("needs", "text_only"),
    ];
    let receipt = filed(&browser, &told).await;
    let (case, heard) = (case_code(&receipt), access_code(&receipt));
    let shown = Browser::signed_in(&app, "lan@x.example").await.get(&format!("/desk/cases/{case}")).await.expect(200).text();
    for said in ["khóa chị ấy", "sau chợ (bịa)", "bạn cũ của Mận (bịa)"] {
        assert!(shown.contains(said), "the office does not read {said}");
    }
    let caller = Browser::new(&app);
    let own = changed(&caller, &heard).await;
    assert_eq!(caller.send("/follow-up", &[("code", &heard)]).await.status, 401, "whoever heard it opens nothing any more");
    assert_eq!(leads_to(&caller.send("/follow-up", &[("code", &own)]).await), "/follow-up");
    app.finish().await;
}

async fn a_lost_code_is_replaced_on_the_page_after_the_secret_word_and_the_receipt_keeps_its_day(app: TestApp) {
    let browser = operator(&app).await;
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    let receipt = filed(&browser, &[("story", "x"), ("secret_word", "Hoa gạo")]).await;
    let own = changed(&Browser::new(&app), &access_code(&receipt)).await;
    app.advance(chrono::Duration::days(3)).await;
    let lan = Browser::signed_in(&app, "lan@x.example").await;
    let path = format!("/desk/cases/{}", case_code(&receipt));
    let page = lan.get(&path).await.expect(200).text();
    let ask = async |word: &str| lan.send_from(&page, &format!("{path}/access-code"), &[("secret_word", word)]).await;
    let refused = ask("hoa sen").await.expect(422).text();
    assert!(!refused.contains("class=\"letters\""), "a wrong word brings no code");
    let heard = access_code(&ask("hoa gạo").await.expect(201).text());
    let caller = Browser::new(&app);
    caller.send("/follow-up", &[("code", &own)]).await.expect(401);
    let again = changed(&caller, &heard).await;
    let dated = caller.send("/follow-up/receipt", &[("code", &again)]).await.expect(200).text();
    assert!(dated.contains("21/11/2026") && !dated.contains("24/11/2026"), "{dated}");
    app.finish().await;
}

both!(
    each_form_of_the_page_is_entered_and_comes_back_with_everything_typed,
    what_a_caller_told_reaches_the_office_and_the_code_read_out_is_changed_on_the_page,
    a_lost_code_is_replaced_on_the_page_after_the_secret_word_and_the_receipt_keeps_its_day,
);
