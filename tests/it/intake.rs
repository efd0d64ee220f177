//! A report becomes a case: everything in one transaction, and nothing that makes it refused.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::{
    both,
    support::{COMMITTEE, COMMUNE, DESK, OFFICE, PARENT, POLICE, TestApp, full_report, short_report},
};

/// From Saturday 22:00 to Monday 09:00 in Viet Nam.
const TO_OFFICE_HOURS: Duration = Duration::hours(35);

fn code_of(receipt: &Value) -> String {
    receipt["case_code"].as_str().unwrap().to_owned()
}

async fn one_transaction_writes_report_case_envelopes_custody_clocks_evidence_and_outbox(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let receipt = app.visitor().report(&full_report()).await;
    let case = app.db_case(&code_of(&receipt)).await;
    assert_eq!((case.office_code.as_str(), case.custody_no, case.severity.as_str()), (OFFICE, 1, "emergency"));
    assert_eq!((case.commune_code.as_deref(), case.needs_locating, case.channel.as_str()), (Some(COMMUNE), false, "partner_api"));
    assert_eq!(case.person_groups, "child_6_15 child_disabled");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM report").await, 1);
    assert_eq!(app.db_texts("SELECT office_code || ' ' || reason FROM custody WHERE to_at IS NULL").await, [format!("{OFFICE} routed")]);
    assert_eq!(
        app.db_texts("SELECT part || ' ' || recipient FROM envelope ORDER BY part, recipient").await,
        [
            "case recovery",
            "case syt-79",
            "case ubnd-26740",
            "identity recovery",
            "identity syt-79",
            "identity ubnd-26740",
            "thread reporter"
        ]
    );
    let policies = app.db_texts("SELECT policy_id FROM deadline WHERE stopped_at IS NULL ORDER BY policy_id").await;
    for policy in ["L02", "R-EM-ACK", "R-EM-CONTACT", "R-EM-SAFE"] {
        assert!(policies.iter().any(|running| running == policy), "{policy} in {policies:?}");
    }
    assert_eq!(case.attention_at, Some(case.opened_at), "the first rung of an emergency is due at once");
    let events = app.db_texts(&format!("SELECT event FROM audit_entry WHERE chain = 'case:{}' ORDER BY seq", case.id)).await;
    assert_eq!(events, ["report_received", "custody_began"]);
    let alerts = app.db_texts("SELECT kind || ' ' || office_code || ' ' || target FROM alert WHERE addressed_at IS NULL").await;
    assert_eq!(alerts, [format!("new_report {OFFICE} duty_person")]);
    let instants = "SELECT COUNT(*) FROM case_file c JOIN report r ON r.case_id = c.id JOIN custody u ON u.case_id = c.id \
        JOIN alert a ON a.case_id = c.id WHERE r.received_at = c.opened_at AND u.from_at = c.opened_at AND a.created_at = c.opened_at";
    assert_eq!(app.db_count(instants).await, 1, "one instant for all");
    app.finish().await;
}

/// The last table of the transaction is taken away: what was written before it must not stay.
async fn a_report_that_cannot_be_written_whole_is_not_written_at_all(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let before = app.db_snapshot().await;
    app.db_execute("ALTER TABLE audit_entry RENAME TO taken_away").await;
    let answer = app.visitor().post("/api/v1/reports", &full_report()).await.expect(500);
    assert_eq!(answer.problem().0, "internal");
    assert!(answer.json()["request_id"].is_string(), "something to call us about");
    assert!(!answer.text().contains("audit") && !answer.text().contains("access_code"), "{}", answer.text());
    app.db_execute("ALTER TABLE taken_away RENAME TO audit_entry").await;
    assert_eq!(app.db_snapshot().await, before);
    app.visitor().report(&full_report()).await;
    app.finish().await;
}

async fn only_who_says_who_they_are_has_an_identity_part(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let identities = "SELECT COUNT(*) FROM envelope WHERE part = 'identity'";
    for reporter in [json!({"anonymous": true}), json!({}), Value::Null, json!({"anonymous": true, "name": "N"})] {
        let mut report = short_report("x");
        report["reporter"] = reporter;
        app.visitor().report(&report).await;
    }
    assert_eq!(app.db_count(identities).await, 0);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM report WHERE reporter IS NOT NULL").await, 0);
    let mut report = short_report("x");
    report["reporter"] = json!({"phone": "0901234567"});
    app.visitor().report(&report).await;
    assert_eq!(app.db_count(identities).await, 3, "accountable, parent, recovery");
    app.finish().await;
}

/// The number may be all they said: who dropped it would have taken a cry for help and thrown it away.
async fn who_stays_unnamed_and_leaves_a_number_can_be_called(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let wishes = json!({"channel": "call", "when": "sau 15 giờ"});
    let mut alone = json!({"reporter": {"anonymous": true, "name": "N", "phone": "0901234567", "safe_contact": wishes}});
    alone["place"] = json!({"commune": COMMUNE});
    let case = app.report(&alone).await;
    let opened = responder.open(&case).await;
    assert_eq!(opened["opened"]["reports"][0]["contact_wishes"]["when"], "sau 15 giờ");
    assert_eq!(opened["opened"]["reports"][0]["identity_protected"], true);
    let identity = responder.open_identity(&app.staff(Role::Lead, OFFICE).await, &case).await.expect(200).json();
    assert_eq!((&identity[0]["phone"], &identity[0]["name"]), (&json!("0901234567"), &Value::Null));
    let only = json!({"reporter": {"anonymous": true, "phone": "0907654321"}});
    app.report(&only).await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM report WHERE reporter IS NOT NULL").await, 2, "also where it is all that was said");
    app.finish().await;
}

async fn a_cry_for_help_is_never_refused(app: TestApp) {
    let alone = [
        json!({"story": "x"}),
        json!({"danger": ["offender_present"]}),
        json!({"in_danger_now": "yes"}),
        json!({"category": "silent_or_unclear"}),
        json!({"place": {"commune": COMMUNE}}),
        json!({"place": {"legacy_commune": "26734"}}),
        json!({"place": {"text": "gần chợ"}}),
        json!({"place": {"lat": 10.77, "lon": 106.70}}),
        json!({"address": "12 Lê Lợi"}),
        json!({"discovery_place": "hospital"}),
        json!({"reporter": {"phone": "0901234567"}}),
        json!({"reporter": {"email": "a@b.vn"}}),
        json!({"persons_at_risk": [{"age": 9}]}),
        json!({"alleged_perpetrators": [{"relation": "father"}]}),
    ];
    for body in &alone {
        let receipt = app.visitor().post("/api/v1/reports", body).await;
        assert_eq!(receipt.status, 201, "{body}: {}", receipt.text());
        assert_eq!(receipt.json()["emergency_numbers"].as_array().unwrap().len(), 4, "{body}");
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_file").await, i64::try_from(alone.len()).unwrap());
    app.finish().await;
}

async fn an_emergency_is_told_to_the_desk_and_the_police_in_the_same_instant_and_they_can_read_it(app: TestApp) {
    app.db_add_police().await;
    app.db_add_desk().await;
    app.staff(Role::Responder, OFFICE).await;
    let told = [app.staff(Role::Responder, POLICE).await, app.staff(Role::Responder, DESK).await];
    let receipt = app.visitor().report(&full_report()).await;
    let case = app.db_case(&code_of(&receipt)).await;
    let notices =
        "SELECT office_code FROM alert WHERE kind = 'emergency_notice' AND created_at = (SELECT opened_at FROM case_file) ORDER BY 1";
    assert_eq!(app.db_texts(notices).await, [POLICE, DESK]);
    assert_eq!(app.db_texts("SELECT office_code FROM case_grant WHERE ground = 'emergency_notice' ORDER BY 1").await, [POLICE, DESK]);
    for client in &told {
        let opened = client.get(&format!("/api/v1/cases/{}", case.code)).await.expect(200);
        assert!(opened.text_at("/opened/reports/0/story").contains("story"));
    }
    let desk = &told[1];
    let contact = desk.act(&case.code, "emergency-contact", &json!({"reason": "gọi lại"})).await.expect(200);
    assert!(contact.text_at("/0/phone").contains("phone"), "who has to act must be able to reach somebody");
    app.work().await;
    for office in [POLICE, DESK, OFFICE] {
        assert!(app.mailed().iter().any(|to| to.ends_with(&format!("@{office}.example"))), "{office} in {:?}", app.mailed());
    }
    app.finish().await;
}

async fn what_is_no_emergency_stays_with_the_accountable_office(app: TestApp) {
    app.db_add_police().await;
    app.db_add_desk().await;
    app.staff(Role::Responder, OFFICE).await;
    let police = app.staff(Role::Responder, POLICE).await;
    let receipt = app.visitor().report(&short_report("x")).await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_grant").await, 0);
    police.get(&format!("/api/v1/cases/{}", code_of(&receipt))).await.expect(404);
    app.finish().await;
}

async fn a_commune_without_staff_hands_its_reports_to_the_office_above(app: TestApp) {
    let above = app.staff(Role::Responder, PARENT).await;
    let receipt = app.visitor().report(&short_report("kể lại")).await;
    assert_eq!(receipt["office"]["kind"], "province_health");
    assert_eq!(receipt["office"]["locality"], "Thành phố Hồ Chí Minh");
    assert_eq!(app.db_texts("SELECT office_code || ' ' || reason FROM custody").await, [format!("{PARENT} gap")]);
    let opened = above.get(&format!("/api/v1/cases/{}", code_of(&receipt))).await.expect(200);
    assert_eq!(opened.text_at("/opened/reports/0/story"), "kể lại");
    assert!(opened.text().contains("not-staffed"), "the explanation names the gap: {}", opened.text());
    app.finish().await;
}

async fn where_nobody_answers_below_the_ministry_desk_does_and_no_time_is_promised(app: TestApp) {
    app.clock.advance(TO_OFFICE_HOURS);
    let child = app.visitor().report(&json!({"story": "x", "place": {"commune": COMMUNE}, "persons_at_risk": [{"age": 9}]})).await;
    let adult = app.visitor().report(&json!({"story": "x", "place": {"commune": COMMUNE}, "persons_at_risk": [{"age": 40}]})).await;
    for (receipt, desk) in [(child, "bo-y-te-tre-em"), (adult, "bo-y-te-bao-tro")] {
        assert_eq!(receipt["office"]["kind"], "ministry_desk");
        assert_eq!(receipt["acknowledge_by"], Value::Null);
        let case = app.db_case(&code_of(&receipt)).await;
        assert_eq!(case.office_code, desk);
        let custody = app.db_count(&format!("SELECT COUNT(*) FROM custody WHERE office_code = '{desk}' AND reason = 'gap'")).await;
        assert_eq!(custody, 1);
    }
    app.finish().await;
}

async fn a_time_is_promised_only_when_somebody_is_on_duty(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let emergency = json!({"danger": ["violence_now"], "place": {"commune": COMMUNE}});
    let high = json!({"category": "violence", "place": {"commune": COMMUNE}});
    for body in [&emergency, &high] {
        assert_eq!(app.visitor().report(body).await["acknowledge_by"], Value::Null, "Saturday night without a desk: {body}");
    }
    app.db_add_desk().await;
    assert_eq!(app.visitor().report(&emergency).await["acknowledge_by"], Value::Null, "a desk where nobody works");
    app.staff(Role::Responder, DESK).await;
    assert_eq!(app.visitor().report(&emergency).await["acknowledge_by"], Value::Null, "a desk where nobody has said that they are awake");
    app.db_awake(DESK).await;
    assert_eq!(app.visitor().report(&emergency).await["acknowledge_by"], "2026-11-21T15:15:00Z");
    assert_eq!(app.visitor().report(&high).await["acknowledge_by"], Value::Null, "the desk is told of emergencies only");
    let receipt = app.visitor().report(&short_report("đến thứ hai")).await;
    assert_eq!(receipt["severity"], "high");
    app.clock.advance(TO_OFFICE_HOURS);
    assert_eq!(app.visitor().report(&emergency).await["acknowledge_by"], "2026-11-23T02:15:00Z");
    assert_eq!(app.visitor().report(&high).await["acknowledge_by"], "2026-11-23T04:00:00Z");
    app.finish().await;
}

async fn an_unknown_place_is_accepted_and_marked(app: TestApp) {
    for place in [json!({"text": "chỗ cây đa đầu làng"}), json!({"lat": 17.97, "lon": 102.61, "accuracy_m": 20})] {
        let receipt = app.visitor().report(&json!({"story": "x", "place": place})).await;
        assert_eq!(receipt["needs_locating"], true, "{place}");
        assert_eq!(receipt["office"]["kind"], "ministry_desk");
        assert_eq!(receipt["office"]["locality"], Value::Null);
        let case = app.db_case(&code_of(&receipt)).await;
        assert_eq!((case.commune_code, case.province_code), (None, None));
    }
    app.staff(Role::Responder, COMMITTEE).await;
    let province = app.visitor().report(&json!({"story": "x", "place": {"text": "Thành phố Hồ Chí Minh"}})).await;
    assert_eq!((&province["needs_locating"], &province["office"]["locality"]), (&json!(true), &json!("Thành phố Hồ Chí Minh")));
    app.finish().await;
}

async fn an_old_commune_code_finds_the_commune_of_today(app: TestApp) {
    app.staff(Role::Responder, "ubnd-26737").await;
    let receipt = app.visitor().report(&json!({"story": "x", "place": {"legacy_commune": "26734"}})).await;
    assert_eq!(receipt["needs_locating"], false);
    assert_eq!(app.db_case(&code_of(&receipt)).await.office_code, "ubnd-26737");
    app.finish().await;
}

async fn a_receipt_speaks_the_language_asked_for(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let post = async |query: &str, accept: &str| {
        let mut report = short_report("x");
        report["language"] = json!("en");
        let path = format!("/api/v1/reports{query}");
        app.visitor().post_with(&path, &report, &[("accept-language", accept)]).await.expect(201).json()
    };
    let vi = post("", "fr").await;
    assert_eq!(vi["office"]["name"], "Ủy ban nhân dân phường Sài Gòn");
    for en in [post("", "en-GB,vi;q=0.4").await, post("?lang=en", "vi").await] {
        assert_eq!(en["office"]["name"], "People's Committee of Sai Gon ward");
        assert_ne!(en["emergency_numbers"], vi["emergency_numbers"]);
        assert_eq!(en["emergency_numbers"][0]["number"], "113");
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_file WHERE language = 'en'").await, 3, "what the reporter speaks is kept");
    app.finish().await;
}

/// An office without a key must not keep a report from being taken, nor be locked out once it has one.
async fn an_office_without_a_key_reads_its_case_as_soon_as_it_has_one(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    app.db_execute(&format!("DELETE FROM office_key WHERE office_code = '{OFFICE}'")).await;
    let code = code_of(&app.visitor().report(&short_report("chờ khóa")).await);
    assert_eq!(app.db_texts("SELECT recipient FROM envelope WHERE part = 'case' ORDER BY 1").await, ["recovery", PARENT]);
    responder.get(&format!("/api/v1/cases/{code}")).await.expect(404);
    app.work().await;
    let opened = responder.get(&format!("/api/v1/cases/{code}")).await.expect(200);
    assert_eq!(opened.text_at("/opened/reports/0/story"), "chờ khóa");
    app.finish().await;
}

both!(
    one_transaction_writes_report_case_envelopes_custody_clocks_evidence_and_outbox,
    a_report_that_cannot_be_written_whole_is_not_written_at_all,
    only_who_says_who_they_are_has_an_identity_part,
    who_stays_unnamed_and_leaves_a_number_can_be_called,
    a_cry_for_help_is_never_refused,
    an_emergency_is_told_to_the_desk_and_the_police_in_the_same_instant_and_they_can_read_it,
    what_is_no_emergency_stays_with_the_accountable_office,
    a_commune_without_staff_hands_its_reports_to_the_office_above,
    where_nobody_answers_below_the_ministry_desk_does_and_no_time_is_promised,
    a_time_is_promised_only_when_somebody_is_on_duty,
    an_unknown_place_is_accepted_and_marked,
    an_old_commune_code_finds_the_commune_of_today,
    a_receipt_speaks_the_language_asked_for,
    an_office_without_a_key_reads_its_case_as_soon_as_it_has_one,
);
