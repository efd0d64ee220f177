//! The same by the forms of the case page; and whose eyes were on it.

use langnghe::{access::scope::PROOF_HOLDS, kernel::terms::Role};

use crate::{
    both,
    pages::{Browser, between, hidden, leads_to},
    support::{OFFICE, PARENT, PASSWORD, TestApp, full_report},
};

const LAN: &str = "lan@x.example";
const MINH: &str = "minh@x.example";

async fn desk(app: &TestApp) -> (String, String, Browser, Browser) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    app.db_add_staff(MINH, Role::Lead, OFFICE).await;
    app.db_add_staff("hoa@x.example", Role::Supervisor, PARENT).await;
    let case = app.report(&full_report()).await;
    (format!("/desk/cases/{case}"), case, Browser::signed_in(app, LAN).await, Browser::signed_in(app, MINH).await)
}

async fn who_reported_is_asked_for_decided_and_opened_by_forms(app: TestApp) {
    let (path, case, lan, minh) = desk(&app).await;
    let page = lan.get(&path).await.expect(200).text();
    assert!(page.contains("Danh tính được bảo vệ") && page.contains("Không bao giờ nói cho gia đình"), "{page}");
    let again = lan.send_from(&page, &format!("{path}/identity-request"), &[("identity_reason", " ")]).await.expect(422).text();
    assert!(again.contains("identity_reason-trouble"));
    let asked = leads_to(&lan.send_from(&page, &format!("{path}/identity-request"), &[("identity_reason", "hẹn lại giờ")]).await);
    assert_eq!(asked, format!("{path}?done=identity-request#identity"));
    assert!(lan.get(&asked).await.expect(200).text().contains("Đang chờ lãnh đạo trả lời"));
    assert!(minh.get("/desk").await.expect(200).text().contains("Danh tính: chờ bạn trả lời"));
    assert!(minh.get("/oversight").await.expect(200).text().contains("có người xin mở phần người báo tin"));

    // The lead's last password is long ago: told where to prove it, and not a word is lost.
    app.clock.advance(PROOF_HOLDS);
    let page = minh.get(&path).await.expect(200).text();
    assert!(page.contains("hẹn lại giờ"));
    let access = hidden(&page, "access");
    let answer = [("access", access.as_str()), ("judgement", "approved"), ("judgement_words", "Chỉ gọi sau 20 giờ")];
    let back = minh.send_from(&page, &format!("{path}/judgement"), &answer).await.expect(403).text();
    assert!(back.contains("Chỉ gọi sau 20 giờ"), "{back}");
    let place = between(&back, "<li><a href=\"/desk/proof?", "\"")[0].replace("&amp;", "&");
    let proof = minh.get(&format!("/desk/proof?{place}")).await.expect(200).text();
    let next = hidden(&proof, "next");
    let proved = leads_to(&minh.send_from(&proof, "/desk/proof", &[("password", PASSWORD), ("next", &next)]).await);
    assert!(minh.get(&proved).await.expect(200).text().contains("quay lại trang trước và gửi lần nữa"));
    assert_eq!(leads_to(&minh.send_from(&back, &format!("{path}/judgement"), &answer).await), format!("{path}?done=judgement#identity"));

    let page = lan.get(&path).await.expect(200).text();
    assert!(page.contains("Mở cho riêng bạn đến") && page.contains("Chỉ gọi sau 20 giờ"));
    let to_prove = leads_to(&lan.send_from(&page, &format!("{path}/identity"), &[]).await);
    let proof = lan.get(&to_prove).await.expect(200).text();
    let next = hidden(&proof, "next");
    assert_eq!(next, format!("{path}#identity"));
    lan.send_from(&proof, "/desk/proof", &[("password", PASSWORD), ("next", &next)]).await.expect(303);
    let opened = lan.send_from(&page, &format!("{path}/identity"), &[]).await.expect(200).text();
    assert!(opened.contains("KANARIENVOGEL phone") && opened.contains("KANARIENVOGEL reporter"));
    assert!(!lan.get(&path).await.expect(200).text().contains("KANARIENVOGEL phone"), "in that one answer only");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'identity_opened'").await, 1);
    assert!(!case.is_empty());
    app.finish().await;
}

async fn contact_details_are_opened_by_a_form_that_keeps_the_reason(app: TestApp) {
    let (path, _, lan, minh) = desk(&app).await;
    app.clock.advance(PROOF_HOLDS);
    let page = lan.get(&path).await.expect(200).text();
    let send = async |password: &str| {
        let fields = [("emergency_reason", "cháu đang bị đánh"), ("emergency_password", password)];
        lan.send_from(&page, &format!("{path}/emergency-contact"), &fields).await
    };
    let again = send("wrong password here").await.expect(422).text();
    assert!(again.contains("cháu đang bị đánh") && again.contains("emergency_password-trouble") && !again.contains("wrong password here"));
    let opened = send(PASSWORD).await.expect(200).text();
    assert!(opened.contains("KANARIENVOGEL phone") && !opened.contains("KANARIENVOGEL reporter"));
    let page = minh.get(&path).await.expect(200).text();
    assert!(page.contains("mở cách liên hệ vì khẩn cấp") && page.contains("value=\"in_order\""));
    app.finish().await;
}

async fn a_sealed_page_carries_the_name_of_its_reader(app: TestApp) {
    let (path, _, lan, _) = desk(&app).await;
    let page = lan.get(&path).await.expect(200).text();
    let mark = between(&page, "<div class=\"reader-mark\" aria-hidden=\"true\">", "</div>");
    assert!(mark[0].contains("Người thử responder · 22 giờ") && !page.contains("style="), "{mark:?}");
    let outline = Browser::signed_in(&app, "hoa@x.example").await.get(&path).await.expect(200).text();
    assert!(!outline.contains("reader-mark"), "nothing sealed, nobody marked");
    assert!(outline.contains("Không bao giờ nói cho gia đình"));
    app.finish().await;
}

both!(
    who_reported_is_asked_for_decided_and_opened_by_forms,
    contact_details_are_opened_by_a_form_that_keeps_the_reason,
    a_sealed_page_carries_the_name_of_its_reader,
);
