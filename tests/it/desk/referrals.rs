//! Asking another office for a service: one card, a key of its own, and the case stays where it is.

use chrono::Duration;
use langnghe::{
    kernel::{codes::OfficeCode, terms::Role},
    localities::OfficeKind,
    vault::{CaseKey, Part, case_keys},
};
use serde_json::{Value, json};

use crate::{
    both,
    support::{Answer, CANARY, COMMUNE, Client, OFFICE, PARENT, POLICE, TestApp, acts::report_of, full_report},
};

/// A health station of the commune.
const STATION: &str = "tyt-26740";
const STATION_MAIL: &str = "tram@x.example";

async fn station(app: &TestApp) -> Client {
    app.db_add_office(STATION, OfficeKind::HealthStation, Some(COMMUNE), false).await;
    app.db_add_staff(STATION_MAIL, Role::Responder, STATION).await;
    app.sign_in(STATION_MAIL).await
}

fn asked_of(app: &TestApp, office: &str) -> Value {
    let card = json!({"service": "medical", "ask": format!("{CANARY}: khám vết thương"), "person": format!("{CANARY} bé An"),
        "reach": format!("{CANARY}: gặp ở trường, ra hiệu"), "language": "sgn-VN", "needs": ["sign_language"],
        "place": format!("{CANARY} trường"), "care": format!("{CANARY}: không gọi về nhà")});
    json!({"to": office, "due_at": app.now() + Duration::days(2), "basis": "child_in_danger", "card": card})
}

async fn ask(by: &Client, case: &str, body: &Value) -> String {
    by.act(case, "referrals", body).await.expect(201).text_at("/id")
}

/// Whether the station can still open the card; when not, nothing of it may be left.
async fn is_open_to(station: &Client, id: &str) -> bool {
    let seen = station.get(&format!("/api/v1/referrals/{id}")).await.expect(200).json();
    assert_eq!(seen["card"].is_null(), seen["card_out"] == json!(false), "{seen}");
    !seen["card"].is_null()
}

async fn answer(by: &Client, id: &str, answer: &str, words: &str) -> Answer {
    by.post(&format!("/api/v1/referrals/{id}/answer"), &json!({"answer": answer, "words": words})).await
}

async fn keys_of(app: &TestApp, office: &str) -> Vec<String> {
    app.db_texts(&format!("SELECT part FROM envelope WHERE recipient = '{office}' ORDER BY part")).await
}

async fn whoever_is_asked_reads_one_card_and_nothing_of_the_case(app: TestApp) {
    let (asker, station) = (app.staff(Role::Responder, OFFICE).await, station(&app).await);
    app.db_add_police().await;
    let police = app.staff(Role::Responder, POLICE).await;
    let case = app.report(&full_report()).await;
    app.work().await;
    let before = asker.open(&case).await;
    let told = app.mailbox.mails().len();
    let id = ask(&asker, &case, &asked_of(&app, STATION)).await;
    app.work().await;
    let mails = app.mailbox.mails().split_off(told);
    assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), [STATION_MAIL]);
    assert!(mails[0].text.contains(&format!("/desk/referrals/{id}")) && !mails[0].text.contains("/desk/cases"), "{}", mails[0].text);
    assert!(!mails[0].subject.contains(&case) && !mails[0].text.contains("Khẩn cấp"), "{}", mails[0].text);

    let listed = station.get("/api/v1/referrals").await.expect(200).json();
    assert_eq!(
        (listed[0]["id"].as_str(), listed[0]["state"].as_str(), listed[0]["card"].is_null()),
        (Some(&*id), Some("in_progress"), true)
    );
    assert!(listed[0]["basis"].is_null() && listed.as_array().unwrap().len() == 1);
    let seen = station.get(&format!("/api/v1/referrals/{id}")).await.expect(200).json();
    assert!(seen["card"]["ask"].as_str().unwrap().contains("khám vết thương"));
    assert_eq!(seen["card"]["needs"], json!(["sign_language"]));
    let whole = seen.to_string();
    assert!(
        !["story", "perpetrator", "reporter", "basis_words", "severity"].iter().any(|word| whole.contains(&format!("{CANARY} {word}"))),
        "{whole}"
    );
    assert_eq!(
        app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'referral_read'").await,
        1,
        "a list opens nothing, a card does"
    );

    // Not the case, by any way; and no key that would open it.
    for path in ["", "/referrals", "/colleagues"] {
        station.get(&format!("/api/v1/cases/{case}{path}")).await.expect(404);
    }
    station.act(&case, "notes", &json!({"text": "x"})).await.expect(404);
    station.act(&case, "identity", &json!({"reason": "x"})).await.expect(404);
    station.act(&case, &format!("referrals/{id}/revocation"), &json!({})).await.expect(404);
    assert!(station.queue().await.is_empty());
    assert_eq!(keys_of(&app, STATION).await, ["referral"]);
    let (row, office) = (app.db_case(&case).await, OfficeCode::parse(STATION).unwrap());
    assert!(case_keys::open::<CaseKey>(app.ctx.db.read(), &app.ctx.vault, row.id, Part::Case, &office).await.is_err());
    // Nor is the card anybody else's, who may read the case or not.
    assert_eq!(police.get("/api/v1/referrals").await.expect(200).json(), json!([]));
    for other in [&police, &asker] {
        other.get(&format!("/api/v1/referrals/{id}")).await.expect(404);
        answer(other, &id, "accepted", "").await.expect(404);
    }

    // No clock noticed, and the case is where it was.
    let after = asker.open(&case).await;
    for same in ["deadlines", "milestones", "custody", "office"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    app.finish().await;
}

async fn the_other_office_answers_and_the_asker_is_told(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    let (asker, station) = (app.sign_in("lan@x.example").await, station(&app).await);
    let case = app.report(&report_of("high")).await;
    let id = ask(&asker, &case, &asked_of(&app, STATION)).await;
    assert_eq!(asker.act(&case, "referrals", &asked_of(&app, STATION)).await.expect(422).problem().1, ["/to"], "one thing at a time");
    app.work().await;
    let told = app.mailbox.mails().len();
    for (word, words, at) in [("done", " ", "/words"), ("rejected", "", "/words"), ("revoked", "x", "/answer"), ("maybe", "x", "/answer")] {
        assert_eq!(answer(&station, &id, word, words).await.expect(422).problem().1, [at], "{word}");
    }
    answer(&station, &id, "accepted", &format!("{CANARY}: y sĩ Hoa, sáng mai")).await.expect(201);
    assert_eq!(answer(&station, &id, "accepted", "").await.expect(409).problem().0, "changed-meanwhile");
    // Later, so that the list has an order.
    app.clock.advance(Duration::minutes(1));
    let second = ask(&asker, &case, &asked_of(&app, STATION)).await;
    answer(&station, &id, "done", &format!("{CANARY}: đã khám")).await.expect(201);
    answer(&station, &second, "rejected", &format!("{CANARY}: không có máy")).await.expect(201);
    app.work().await;
    let mails = app.mailbox.mails().split_off(told);
    assert_eq!(mails.iter().filter(|mail| mail.to == "lan@x.example").count(), 3, "accepted, done, rejected");
    assert!(mails.iter().all(|mail| !mail.text.contains("khám") && mail.text.contains(&case)));
    let seen = asker.get(&format!("/api/v1/cases/{case}/referrals")).await.expect(200).json();
    assert_eq!((seen[0]["state"].as_str(), seen[1]["state"].as_str()), (Some("done"), Some("rejected")));
    assert!(seen[0]["card"]["accepted_words"].as_str().unwrap().contains("y sĩ Hoa"));
    assert!(seen[1]["card"]["end_words"].as_str().unwrap().contains("không có máy"));
    assert_eq!(seen[0]["basis"], "child_in_danger");
    for (over, word) in [(&id, "rejected"), (&second, "accepted")] {
        answer(&station, over, word, "x").await.expect(409);
    }
    let (done, rejected) = (is_open_to(&station, &id).await, is_open_to(&station, &second).await);
    assert_eq!((done, rejected), (true, false));
    assert_eq!(app.db_count("SELECT COUNT(*) FROM milestone").await, 0, "what an office does stops no clock by itself");
    app.finish().await;
}

async fn a_card_that_was_taken_back_opens_nothing_any_more(app: TestApp) {
    let (asker, station) = (app.staff(Role::Responder, OFFICE).await, station(&app).await);
    let case = app.report(&report_of("low")).await;
    let revoked = ask(&asker, &case, &asked_of(&app, STATION)).await;
    assert!(is_open_to(&station, &revoked).await);
    asker.act(&case, &format!("referrals/{revoked}/revocation"), &json!({"reason": format!("{CANARY}: nhầm")})).await.expect(201);
    assert_eq!(keys_of(&app, STATION).await, Vec::<String>::new());
    assert!(!is_open_to(&station, &revoked).await);
    asker.act(&case, &format!("referrals/{revoked}/revocation"), &json!({})).await.expect(409);
    answer(&station, &revoked, "done", "x").await.expect(409);
    asker.act(&case, &format!("referrals/{}/revocation", uuid::Uuid::nil()), &json!({})).await.expect(404);

    let kept = ask(&asker, &case, &asked_of(&app, STATION)).await;
    answer(&station, &kept, "done", "x").await.expect(201);
    for (days, open) in [(29, true), (2, false)] {
        app.clock.advance(Duration::days(days));
        app.work().await;
        let station = app.sign_in(STATION_MAIL).await;
        let listed = station.get("/api/v1/referrals").await.expect(200).json();
        assert_eq!(listed.as_array().unwrap().len(), if open { 2 } else { 0 }, "{listed}");
        assert_eq!(is_open_to(&station, &kept).await, open);
        assert_eq!(keys_of(&app, STATION).await.len(), usize::from(open));
    }
    app.finish().await;
}

/// The husband may be the guardian. What he would say protects nobody, and asking him tells him.
async fn a_guardian_who_may_harm_is_not_asked(app: TestApp) {
    let (asker, _) = (app.staff(Role::Responder, OFFICE).await, station(&app).await);
    let (family, outside) = (app.report(&full_report()).await, app.report(&report_of("high")).await);
    let with = |basis: &str, words: &str| {
        let mut body = asked_of(&app, STATION);
        body["basis"] = json!(basis);
        body["basis_words"] = json!(words);
        body
    };
    let refused = asker.act(&family, "referrals", &with("guardian_consents", "mẹ đồng ý")).await.expect(422);
    assert_eq!(refused.problem().1, ["/basis"]);
    assert!(refused.json()["errors"][0]["detail"].as_str().unwrap().contains("chính người cần được bảo vệ"), "{}", refused.text());
    assert_eq!(asker.act(&family, "referrals", &with("person_consents", " ")).await.expect(422).problem().1, ["/basis_words"]);
    ask(&asker, &family, &with("person_consents", &format!("{CANARY}: em gật đầu"))).await;
    ask(&asker, &outside, &with("guardian_consents", &format!("{CANARY}: mẹ ký"))).await;
    let seen = asker.get(&format!("/api/v1/cases/{family}/referrals")).await.expect(200).json();
    assert!(seen[0]["basis_words"].as_str().unwrap().contains("gật đầu"));
    app.finish().await;
}

async fn what_is_missing_or_unknown_is_said_at_its_field(app: TestApp) {
    let (asker, _) = (app.staff(Role::Responder, OFFICE).await, station(&app).await);
    let above = app.staff(Role::Responder, PARENT).await;
    let case = app.report(&report_of("high")).await;
    app.work().await;
    let changed = |pointer: &str, value: Value| {
        let mut body = asked_of(&app, STATION);
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    for (pointer, value) in [
        ("/to", json!("tyt-99999")),
        ("/to", json!(OFFICE)),
        ("/due_at", json!(app.now() - Duration::hours(1))),
        ("/basis", json!("because")),
        ("/card/service", json!("magic")),
        ("/card/ask", json!(" ")),
        ("/card/reach", json!("")),
        ("/card/language", json!("xx")),
        ("/card/needs", json!(["telepathy"])),
        ("/card/place", json!("x".repeat(10_001))),
    ] {
        assert_eq!(asker.act(&case, "referrals", &changed(pointer, value)).await.expect(422).problem().1, [pointer]);
    }
    assert_eq!(above.act(&case, "referrals", &asked_of(&app, STATION)).await.expect(403).problem().0, "not-accountable");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM referral").await, 0);
    app.finish().await;
}

/// The husband who works at the health station.
async fn who_must_not_know_is_never_asked_and_loses_the_card_at_once(app: TestApp) {
    let (asker, station) = (app.staff(Role::Responder, OFFICE).await, station(&app).await);
    let mut body = report_of("high");
    body["must_not_know"] = json!(["health_station"]);
    let kept_out = app.report(&body).await;
    let said = |answer: Answer| (answer.problem(), answer.json()["errors"].clone());
    let excluded = asker.act(&kept_out, "referrals", &asked_of(&app, STATION)).await.expect(422);
    let unknown = asker.act(&kept_out, "referrals", &asked_of(&app, "tyt-99999")).await.expect(422);
    assert_eq!(said(excluded), said(unknown));

    // Only the province was known when the station was asked; then it is found out where it was, and who must not know.
    let province = app.staff(Role::Responder, PARENT).await;
    body["place"] = json!({"text": "Thành phố Hồ Chí Minh"});
    let found_later = app.report(&body).await;
    let id = ask(&province, &found_later, &asked_of(&app, STATION)).await;
    assert!(is_open_to(&station, &id).await);
    province.act(&found_later, "location", &json!({"commune": COMMUNE})).await.expect(201);
    // Before any reconciler has run.
    assert_eq!(keys_of(&app, STATION).await, Vec::<String>::new());
    station.get(&format!("/api/v1/referrals/{id}")).await.expect(404);
    answer(&station, &id, "accepted", "").await.expect(404);
    assert_eq!(station.get("/api/v1/referrals").await.expect(200).json(), json!([]));
    assert_eq!(app.db_count("SELECT COUNT(*) FROM referral WHERE state = 'revoked' AND card_taken_at IS NOT NULL").await, 1);
    app.work().await;
    assert_eq!(keys_of(&app, STATION).await, Vec::<String>::new());
    app.finish().await;
}

/// Keys follow who is entitled: a card whose key is missing gets one, a key without a card goes.
async fn the_envelopes_of_cards_are_kept_as_they_should_be(app: TestApp) {
    let (asker, station) = (app.staff(Role::Responder, OFFICE).await, station(&app).await);
    let case = app.report(&report_of("high")).await;
    let id = ask(&asker, &case, &asked_of(&app, STATION)).await;
    app.db_execute("DELETE FROM envelope WHERE part = 'referral'").await;
    station.get(&format!("/api/v1/referrals/{id}")).await.expect(404);
    app.db_execute("UPDATE case_file SET envelopes_due = TRUE").await;
    app.work().await;
    assert!(is_open_to(&station, &id).await);
    app.db_execute("UPDATE envelope SET recipient = 'ca-26740' WHERE part = 'referral'").await;
    app.db_execute("UPDATE case_file SET envelopes_due = TRUE").await;
    app.work().await;
    assert_eq!(app.db_texts("SELECT recipient FROM envelope WHERE part = 'referral'").await, [STATION]);
    app.finish().await;
}

/// Another office goes on for the one that was asked, and a case that was closed long ago is nobody's business any more.
async fn cards_follow_a_merged_office_and_end_with_their_case(app: TestApp) {
    let (asker, _) = (app.staff(Role::Responder, OFFICE).await, station(&app).await);
    app.db_add_office("tyt-moi", OfficeKind::HealthStation, Some(COMMUNE), false).await;
    app.db_add_staff("moi@x.example", Role::Responder, "tyt-moi").await;
    let case = app.report(&report_of("low")).await;
    let id = ask(&asker, &case, &asked_of(&app, STATION)).await;
    let heir = app.sign_in("moi@x.example").await;
    heir.get(&format!("/api/v1/referrals/{id}")).await.expect(404);
    app.db_execute("UPDATE office SET merged_into = 'tyt-moi' WHERE code = 'tyt-26740'").await;
    app.advance(Duration::minutes(11)).await;
    assert!(is_open_to(&heir, &id).await);
    assert_eq!((keys_of(&app, STATION).await.len(), keys_of(&app, "tyt-moi").await.len()), (0, 1));
    answer(&heir, &id, "accepted", "").await.expect(201);
    app.staff(Role::Lead, OFFICE).await.meet_and_close(&case, "support_given").await;
    for (days, open) in [(29, true), (2, false)] {
        app.advance(Duration::days(days)).await;
        assert_eq!(is_open_to(&app.sign_in("moi@x.example").await, &id).await, open, "{days}");
    }
    assert_eq!(app.db_texts("SELECT state FROM referral").await, ["revoked"]);
    app.finish().await;
}

both!(
    cards_follow_a_merged_office_and_end_with_their_case,
    whoever_is_asked_reads_one_card_and_nothing_of_the_case,
    the_other_office_answers_and_the_asker_is_told,
    a_card_that_was_taken_back_opens_nothing_any_more,
    a_guardian_who_may_harm_is_not_asked,
    what_is_missing_or_unknown_is_said_at_its_field,
    who_must_not_know_is_never_asked_and_loses_the_card_at_once,
    the_envelopes_of_cards_are_kept_as_they_should_be,
);
