//! The desk by its forms: signing in, the queue, the acts of a case, and what people out of scope find there.

use langnghe::kernel::terms::Role;

use super::{Browser, between, case_code, hidden, leads_to, told};
use crate::{
    both,
    support::{OFFICE, PARENT, PASSWORD, TestApp, acts::OFFICE_ELSEWHERE},
};

const LAN: &str = "lan@x.example";
const MINH: &str = "minh@x.example";

async fn people(app: &TestApp) {
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    app.db_add_staff(MINH, Role::Lead, OFFICE).await;
}

async fn signing_in_leads_where_somebody_was_going_and_never_elsewhere(app: TestApp) {
    people(&app).await;
    let case = format!("/desk/cases/{}", case_code(&told(&app, "x").await));
    let browser = Browser::new(&app);
    let door = leads_to(&browser.get(&case).await);
    assert!(door.starts_with("/desk/sign-in?next="), "{door}");
    let page = browser.get(&door).await.expect(200).text();
    assert_eq!(hidden(&page, "next"), case);
    let entered = browser.send("/desk/sign-in", &[("email", LAN), ("password", PASSWORD), ("next", &case)]).await;
    assert_eq!(leads_to(&entered), case);
    assert_eq!(browser.cookies(), ["d", "v"], "the session, and the device that is known from now on");
    for evil in
        ["https://evil.example", "//evil.example", "/\\evil.example", "/desk/../report", "/leave", "javascript:alert(1)", "/desk\r\nx: y"]
    {
        let entered = Browser::new(&app).send("/desk/sign-in", &[("email", LAN), ("password", PASSWORD), ("next", evil)]).await;
        assert_eq!(leads_to(&entered), "/desk", "{evil}");
    }
    let wrong = Browser::new(&app);
    let back = wrong.send("/desk/sign-in", &[("email", LAN), ("password", "not this one"), ("next", &case)]).await;
    assert!(back.status.is_client_error() && back.text().contains(&format!("value=\"{LAN}\"")), "{}", back.text());
    assert!(!back.text().contains("not this one"), "a password never comes back");
    assert_eq!(wrong.cookies(), Vec::<String>::new());
    app.finish().await;
}

async fn a_case_goes_from_the_queue_to_its_closing_by_forms(app: TestApp) {
    people(&app).await;
    let code = case_code(&told(&app, "bỏ đói cháu").await);
    let path = format!("/desk/cases/{code}");
    let lan = Browser::signed_in(&app, LAN).await;
    assert!(lan.get("/desk").await.expect(200).text().contains(&format!("href=\"{path}\"")));
    let page = lan.get(&path).await.expect(200).text();
    assert!(page.contains("bỏ đói cháu"));
    for place in ["/desk", &path] {
        let english = lan.get(&format!("{place}?lang=en")).await.expect(200).text();
        assert!(english.contains("People&#39;s Committee of Sai Gon ward"), "an office has its English name in English: {place}");
        lan.get("/desk?lang=vi").await.expect(200);
    }
    let empty = lan.send_from(&page, &format!("{path}/acknowledgement"), &[("severity", "high"), ("severity_reason", "giữ câu này")]).await;
    assert!(empty.status.is_client_error() && empty.text().contains("giữ câu này"), "what was typed is lost");
    let by = hidden_value(&page, "next_act_by");
    let acts: [(&Browser, &str, &[(&str, &str)], &str); 3] = [
        (&lan, "acknowledgement", &[("severity", "high"), ("next_act", "Đến nhà"), ("next_act_by", &by)], "acknowledgement"),
        (
            &lan,
            "contacts",
            &[("with", "person_at_risk"), ("outcome", "reached"), ("alone", "alone"), ("how", "in_person")],
            "first_contact",
        ),
        (&lan, "messages", &[("message", "Cô nghe đây")], "messages"),
    ];
    for (who, act, fields, done) in acts {
        let page = who.get(&path).await.text();
        let place = leads_to(&who.send_from(&page, &format!("{path}/{act}"), fields).await);
        assert!(place.starts_with(&format!("{path}?done={done}#")), "{place}");
        assert!(who.get(place.split('#').next().unwrap()).await.expect(200).text().contains("role=\"status\""), "{act}");
    }
    let page = lan.get(&path).await.text();
    assert!(page.contains("Cô nghe đây") && !page.contains("value=\"close\""), "closing is for the lead");
    assert!(page.contains("name=\"do\" value=\"ask\""), "others may ask for it");
    let minh = Browser::signed_in(&app, MINH).await;
    for (act, fields) in
        [("safety", &[("measure", "Bố đã rời nhà")][..]), ("closure", &[("closure_reason", "support_given"), ("closure_note", "x")])]
    {
        let page = minh.get(&path).await.text();
        leads_to(&minh.send_from(&page, &format!("{path}/{act}"), fields).await);
    }
    assert!(app.db_case(&code).await.closed_at.is_some());
    app.finish().await;
}

fn hidden_value(page: &str, id: &str) -> String {
    between(page, &format!("id=\"{id}\" name=\"{id}\" type=\"datetime-local\" value=\""), "\"").remove(0)
}

async fn milestones_stand_in_the_order_they_happened(app: TestApp) {
    people(&app).await;
    let path = format!("/desk/cases/{}", case_code(&told(&app, "x").await));
    let lan = Browser::signed_in(&app, LAN).await;
    let page = lan.get(&path).await.text();
    let contact = [("with", "person_at_risk"), ("outcome", "reached"), ("alone", "alone"), ("how", "in_person")];
    leads_to(&lan.send_from(&page, &format!("{path}/contacts"), &contact).await);
    let by = hidden_value(&page, "next_act_by");
    let taken = [("severity", "high"), ("next_act", "Đến nhà"), ("next_act_by", by.as_str())];
    lan.send_from(&page, &format!("{path}/acknowledgement"), &taken).await;
    let minh = Browser::signed_in(&app, MINH).await;
    leads_to(&minh.send_from(&minh.get(&path).await.text(), &format!("{path}/safety"), &[("measure", "y")]).await);
    leads_to(&minh.send_from(&minh.get(&path).await.text(), &format!("{path}/closure"), &[("closure_reason", "support_given")]).await);
    let page = minh.get(&format!("{path}?lang=en")).await.text();
    let steps = between(&page[page.find("id=\"milestones\"").unwrap()..page.find("id=\"custody\"").unwrap()], "<li><b>", "</b>");
    assert_eq!(steps, ["Acknowledged", "First contact with the person at risk", "Safe", "Closed"]);
    app.finish().await;
}

async fn a_forged_act_is_refused_and_keeps_what_was_typed(app: TestApp) {
    people(&app).await;
    let path = format!("/desk/cases/{}", case_code(&told(&app, "x").await));
    let lan = Browser::signed_in(&app, LAN).await;
    let foreign = hidden(&Browser::signed_in(&app, MINH).await.get(&path).await.text(), "csrf");
    for token in [&[][..], &[("csrf", "forged")], &[("csrf", foreign.as_str())]] {
        let fields: Vec<_> = [("message", "viết dở")].into_iter().chain(token.iter().copied()).collect();
        let back = lan.send(&format!("{path}/messages"), &fields).await.expect(403).text();
        assert!(back.contains("viết dở") && back.contains("role=\"alert\""));
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM message").await, 0);
    lan.send("/desk/sign-out", &[("csrf", &foreign)]).await;
    lan.get("/desk").await.expect(200);
    let page = lan.get("/desk").await.text();
    leads_to(&lan.send_from(&page, "/desk/sign-out", &[]).await);
    assert_eq!(leads_to(&lan.get("/desk").await), "/desk/sign-in");
    app.finish().await;
}

async fn whoever_must_not_know_finds_the_page_of_nothing(app: TestApp) {
    people(&app).await;
    app.db_add_staff("xa@x.example", Role::Lead, OFFICE_ELSEWHERE).await;
    let code = case_code(&told(&app, "x").await);
    let path = format!("/desk/cases/{code}");
    let lan = Browser::signed_in(&app, LAN).await;
    let page = lan.get(&path).await.expect(200).text();
    assert_eq!(leads_to(&lan.send_from(&page, &format!("{path}/exclusions"), &[]).await), "/desk");
    let elsewhere = Browser::signed_in(&app, "xa@x.example").await;
    for who in [&lan, &elsewhere] {
        let nothing = who.get("/desk/cases/ZZZZZZZZ").await.expect(404);
        assert_eq!(who.get(&path).await.expect(404).body, nothing.body, "byte for byte");
        let token = hidden(&who.get("/desk").await.text(), "csrf");
        for act in ["messages", "contacts", "closure", "identity", "identity-request", "emergency-contact", "judgement"] {
            let there = who.send(&format!("{path}/{act}"), &[("csrf", &token), ("message", "x")]).await;
            let nowhere = who.send(&format!("/desk/cases/ZZZZZZZZ/{act}"), &[("csrf", &token), ("message", "x")]).await;
            assert_eq!((there.status, &there.body), (nowhere.status, &nowhere.body), "{act}");
        }
        assert!(!who.get("/desk").await.expect(200).text().contains(&code));
    }
    app.finish().await;
}

async fn oversight_shows_figures_to_supervisors_and_no_story(app: TestApp) {
    people(&app).await;
    app.db_add_staff("hoa@x.example", Role::Supervisor, PARENT).await;
    let code = case_code(&told(&app, "chuyện kín").await);
    let hoa = Browser::signed_in(&app, "hoa@x.example").await;
    let table = hoa.get("/oversight").await.expect(200).text();
    assert!(table.contains("<table") && table.contains("Thành phố Hồ Chí Minh"), "{table}");
    let outline = hoa.get(&format!("/desk/cases/{code}")).await.expect(200).text();
    assert!(!outline.contains("chuyện kín") && !outline.contains("id=\"acts\""));
    assert!(
        !outline.contains("id=\"contacts\""),
        "nothing is said about contacts that this person may not see, not even that there are none"
    );
    Browser::signed_in(&app, LAN).await.get("/oversight").await.expect(403);
    app.finish().await;
}

both!(
    signing_in_leads_where_somebody_was_going_and_never_elsewhere,
    a_case_goes_from_the_queue_to_its_closing_by_forms,
    milestones_stand_in_the_order_they_happened,
    a_forged_act_is_refused_and_keeps_what_was_typed,
    whoever_must_not_know_finds_the_page_of_nothing,
    oversight_shows_figures_to_supervisors_and_no_story,
);
