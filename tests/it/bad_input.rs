//! Whatever is sent: an answer that names the place and the remedy in the reader's language, and nothing half-written.

use axum::http::Method;
use langnghe::{
    kernel::{ids::SystemIds, terms::Role},
    vault::access_code::AccessCode,
};
use serde_json::{Value, json};

use crate::{
    both,
    support::{Answer, Client, OFFICE, TestApp, short_report},
};

/// Words of the parser and of the databases, which no reader should meet.
const FOREIGN_WORDS: [&str; 24] = [
    "expected", "invalid type", "invalid value", "invalid length", "line 1", "column", "unique", "constraint", "sql", "serde", "postgres",
    "missing field", "unknown field `", "unknown variant", "duplicate field", "deserializ", "trailing", "eof", "recursion", "utf-8 sequence",
    "stream did not", "conn", "axum", "panicked",
];

async fn counts(app: &TestApp) -> [i64; 3] {
    let mut counts = [0; 3];
    for (count, table) in counts.iter_mut().zip(["report", "case_file", "audit_entry"]) {
        *count = app.db_count(&format!("SELECT COUNT(*) FROM {table}")).await;
    }
    counts
}

/// One request in Vietnamese and in English: the same problem, told in each, and nothing written.
struct Wrong<'a> {
    app: &'a TestApp,
    client: Client,
}

impl<'a> Wrong<'a> {
    fn by(app: &'a TestApp, client: Client) -> Self {
        Self { app, client }
    }

    async fn sent(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let before = counts(self.app).await;
        let shown = format!("{method} {path} {}", String::from_utf8_lossy(&body).chars().take(120).collect::<String>());
        let default = self.client.send(method.clone(), path, headers, body.clone()).await;
        let english: Vec<(&str, &str)> = headers.iter().copied().chain([("accept-language", "en")]).collect();
        let english = self.client.send(method.clone(), path, &english, body.clone()).await;
        let sign = if path.contains('?') { '&' } else { '?' };
        let by_query = self.client.send(method, &format!("{path}{sign}lang=en"), headers, body).await;
        for (answer, lang) in [(&default, "vi"), (&english, "en"), (&by_query, "en")] {
            assert_eq!(answer.status, default.status, "{shown}");
            assert_eq!(answer.problem(), default.problem(), "{shown}");
            assert_eq!(answer.headers["content-language"], lang, "{shown}");
            let lower = answer.text().to_lowercase();
            for word in FOREIGN_WORDS {
                assert!(!lower.contains(word), "\"{word}\" in the answer to {shown}: {lower}");
            }
        }
        assert_ne!(default.json()["title"], english.json()["title"], "{shown}");
        assert_eq!(english.json()["title"], by_query.json()["title"], "{shown}");
        assert_eq!(counts(self.app).await, before, "something was written by {shown}");
        default
    }

    async fn json(&self, path: &str, body: &Value) -> Answer {
        self.raw(path, serde_json::to_vec(body).unwrap()).await
    }

    async fn raw(&self, path: &str, body: Vec<u8>) -> Answer {
        self.sent(Method::POST, path, &[("content-type", "application/json")], body).await
    }

    /// Status, code and pointers of the answer to a report.
    async fn report(&self, body: &Value) -> (u16, String, Vec<String>) {
        told(&self.json("/api/v1/reports", body).await)
    }
}

fn told(answer: &Answer) -> (u16, String, Vec<String>) {
    let (code, pointers) = answer.problem();
    (answer.status.as_u16(), code, pointers)
}

fn at(status: u16, code: &str, pointer: &str) -> (u16, String, Vec<String>) {
    (status, code.to_owned(), vec![pointer.to_owned()])
}

async fn what_is_not_json_is_told_so(app: TestApp) {
    let wrong = Wrong::by(&app, app.visitor());
    let bodies: [(&[u8], &str); 8] = [
        (b"", ""),
        (b"{\"story\": \"a", "/story"),
        (b"{\"story\": \"a\"} x", ""),
        (b"{story: 1}", ""),
        (b"{\"story\": \"a\x01b\"}", "/story"),
        (b"{\"story\": \"\\ud800\"}", "/story"),
        (b"{\"place\": {\"lat\": 1e999}}", "/place/lat"),
        (b"story=Em", ""),
    ];
    for (body, pointer) in bodies {
        let answer = wrong.raw("/api/v1/reports", body.to_vec()).await;
        assert_eq!(told(&answer), at(400, "malformed-json", pointer), "{}", String::from_utf8_lossy(body));
    }
    let answer = wrong.raw("/api/v1/reports", b"{\"story\": \"\xc3\x28\"}".to_vec()).await;
    assert_eq!(told(&answer), at(400, "not-utf8", ""));
    app.finish().await;
}

async fn a_wrong_type_is_told_at_its_place(app: TestApp) {
    let wrong = Wrong::by(&app, app.visitor());
    let table = [
        (json!({"story": 5}), "/story"),
        (json!({"story": {"text": "x"}}), "/story"),
        (json!({"story": "x", "danger": "weapon"}), "/danger"),
        (json!({"story": "x", "danger": [1]}), "/danger/0"),
        (json!({"story": "x", "persons_at_risk": {}}), "/persons_at_risk"),
        (json!({"story": "x", "persons_at_risk": [{}, {"age": "nine"}]}), "/persons_at_risk/1/age"),
        (json!({"story": "x", "persons_at_risk": [{"age": 9.5}]}), "/persons_at_risk/0/age"),
        (json!({"story": "x", "place": {"lat": "10", "lon": 106}}), "/place/lat"),
        (json!({"story": "x", "reporter": "me"}), "/reporter"),
        (json!({"story": "x", "reporter": {"anonymous": "yes"}}), "/reporter/anonymous"),
        (json!({"story": "x", "reporter": {"safe_contact": {"when": 7}}}), "/reporter/safe_contact/when"),
        (Value::Null, ""),
        (json!("Em bị đánh"), ""),
        (json!(7), ""),
    ];
    for (body, pointer) in table {
        assert_eq!(wrong.report(&body).await, at(422, "wrong-type", pointer), "{body}");
    }
    assert_eq!(wrong.report(&json!({"story": "x", "stroy": "y"})).await, at(422, "unknown-field", "/stroy"));
    assert_eq!(wrong.report(&json!({"story": "x", "place": {"comune": "26740"}})).await, at(422, "unknown-field", "/place/comune"));
    app.finish().await;
}

async fn an_unknown_code_is_told_at_its_place(app: TestApp) {
    let wrong = Wrong::by(&app, app.visitor());
    let table = [
        (json!({"category": "Violence"}), "/category"),
        (json!({"danger": ["weapon", "tank"]}), "/danger/1"),
        (json!({"story": "x", "in_danger_now": "maybe"}), "/in_danger_now"),
        (json!({"story": "x", "discovery_place": "moon"}), "/discovery_place"),
        (json!({"story": "x", "must_not_know": ["everybody"]}), "/must_not_know/0"),
        (json!({"story": "x", "language": "xx"}), "/language"),
        (json!({"persons_at_risk": [{"sex": "f"}]}), "/persons_at_risk/0/sex"),
        (json!({"persons_at_risk": [{"disabilities": ["blind"]}]}), "/persons_at_risk/0/disabilities/0"),
        (json!({"persons_at_risk": [{"groups": ["child"]}]}), "/persons_at_risk/0/groups/0"),
        (json!({"alleged_perpetrators": [{"relation": "uncle"}]}), "/alleged_perpetrators/0/relation"),
        (json!({"story": "x", "reporter": {"relation": "stranger"}}), "/reporter/relation"),
        (json!({"story": "x", "reporter": {"communication_needs": ["fax"]}}), "/reporter/communication_needs/0"),
    ];
    for (body, pointer) in table {
        assert_eq!(wrong.report(&body).await, at(422, "unknown-code", pointer), "{body}");
    }
    for (body, pointer) in [
        (json!({"place": {"commune": "99999"}}), "/place/commune"),
        (json!({"place": {"commune": "'; DROP TABLE report; --"}}), "/place/commune"),
        (json!({"place": {"legacy_commune": "99999"}}), "/place/legacy_commune"),
    ] {
        let answer = wrong.json("/api/v1/reports", &body).await;
        assert_eq!(told(&answer), at(422, "unknown-commune", pointer), "{body}");
        assert!(!answer.text().contains("DROP"), "a text that is no code is not repeated");
    }
    app.finish().await;
}

async fn what_cannot_be_is_told_at_its_place(app: TestApp) {
    let wrong = Wrong::by(&app, app.visitor());
    let table = [
        (json!({"story": "a\u{0}b"}), "control-characters", "/story"),
        (json!({"story": "x", "address": "a\u{7}b"}), "control-characters", "/address"),
        (json!({"story": "x", "reporter": {"phone": "09\u{1b}1"}}), "control-characters", "/reporter/phone"),
        (json!({"story": "x", "address": "a".repeat(10_001)}), "too-long", "/address"),
        (json!({"story": "x", "place": {"text": "a".repeat(501)}}), "too-long", "/place/text"),
        (json!({"persons_at_risk": [{"age": -1}]}), "age-out-of-range", "/persons_at_risk/0/age"),
        (json!({"persons_at_risk": [{"age": 121}]}), "age-out-of-range", "/persons_at_risk/0/age"),
        (json!({"persons_at_risk": vec![json!({"age": 9}); 51]}), "too-many", "/persons_at_risk"),
        (json!({"place": {"lat": 91, "lon": 106}}), "coordinates-out-of-range", "/place/lat"),
        (json!({"place": {"lat": 10, "lon": 181}}), "coordinates-out-of-range", "/place/lon"),
        (json!({"place": {"lat": 10}}), "missing-field", "/place/lon"),
    ];
    for (body, code, pointer) in table {
        assert_eq!(wrong.report(&body).await, at(422, code, pointer), "{pointer}");
    }
    let many = json!({"story": "a\u{0}", "category": "nope", "place": {"commune": "99999"}, "persons_at_risk": [{"age": -1}]});
    let (status, code, mut pointers) = wrong.report(&many).await;
    pointers.sort();
    assert_eq!((status, code.as_str()), (422, "fields"));
    assert_eq!(pointers, ["/category", "/persons_at_risk/0/age", "/place/commune", "/story"], "every fault in one answer");
    app.finish().await;
}

async fn a_report_too_large_is_told_how_large_it_may_be(app: TestApp) {
    let wrong = Wrong::by(&app, app.visitor());
    let answer = wrong.json("/api/v1/reports", &json!({"story": "á".repeat(1024 * 1024)})).await;
    assert_eq!(told(&answer), at(422, "too-long", "/story"), "2 MB of story");
    assert!(answer.text_at("/title").contains("100"), "{}", answer.text_at("/title"));
    let answer = wrong.json("/api/v1/reports", &json!({"story": "a".repeat(5 * 1024 * 1024)})).await;
    assert_eq!(told(&answer), at(413, "body-too-large", ""), "5 MB");
    assert!(answer.text_at("/title").contains("4 MB"));
    app.finish().await;
}

async fn an_entirely_empty_report_is_asked_for_one_thing(app: TestApp) {
    let wrong = Wrong::by(&app, app.visitor());
    let empty = [
        json!({}),
        json!([]),
        json!({"language": "vi"}),
        json!({"story": " \n ", "address": "", "danger": [], "persons_at_risk": [], "place": {}, "reporter": {}}),
        json!({"category": "", "in_danger_now": "unknown", "place": {"commune": " ", "text": ""}}),
        json!({"danger": [""]}),
        json!({"in_danger_now": "no", "must_not_know": ["commune_police"], "reporter": {"anonymous": true}}),
        json!({"reporter": {"name": "Không nói gì thêm"}}),
    ];
    for body in empty {
        assert_eq!(wrong.report(&body).await, at(422, "empty-report", "/story"), "{body}");
    }
    app.finish().await;
}

async fn a_key_used_for_another_body_is_told_so(app: TestApp) {
    let headers = [("content-type", "application/json"), ("idempotency-key", "abcdefghijklmnopqrstuv")];
    app.visitor().post_with("/api/v1/reports", &short_report("một"), &headers[1..]).await.expect(201);
    let wrong = Wrong::by(&app, app.visitor());
    let answer = wrong.sent(Method::POST, "/api/v1/reports", &headers, serde_json::to_vec(&short_report("hai")).unwrap()).await;
    assert_eq!(told(&answer), at(422, "idempotency-mismatch", ""));
    let headers = [("content-type", "application/json"), ("idempotency-key", "short")];
    let answer = wrong.sent(Method::POST, "/api/v1/reports", &headers, serde_json::to_vec(&short_report("hai")).unwrap()).await;
    assert_eq!(told(&answer), at(400, "idempotency-key", ""));
    app.finish().await;
}

async fn a_wrong_access_code_tells_a_slip_from_a_stranger(app: TestApp) {
    let receipt = app.visitor().report(&short_report("x")).await;
    let right = receipt["access_code"].as_str().unwrap().to_owned();
    let stranger = AccessCode::random(&SystemIds).shown().to_string();
    let slip = if right.starts_with('0') { format!("1{}", &right[1..]) } else { format!("0{}", &right[1..]) };
    let message = serde_json::to_vec(&json!({"text": "x"})).unwrap();
    for (typed, code) in [
        (stranger.as_str(), "access-code-wrong"),
        (&slip, "access-code-check"),
        (&right[..15], "access-code-length"),
        ("", "access-code-length"),
        ("UUUU-UUUU-UUUU-UUUU", "access-code-character"),
    ] {
        let wrong = Wrong::by(&app, app.reporter(typed));
        for (method, path, body) in [(Method::GET, "/api/v1/follow-up", Vec::new()), (Method::POST, "/api/v1/follow-up/messages", message.clone())] {
            let answer = wrong.sent(method, path, &[("content-type", "application/json")], body).await;
            assert_eq!((answer.status.as_u16(), answer.problem().0.as_str()), (401, code), "{typed}");
            assert!(typed.is_empty() || !answer.text().contains(typed), "what was typed is not repeated");
        }
    }
    let without = Wrong::by(&app, app.visitor()).sent(Method::GET, "/api/v1/follow-up", &[], Vec::new()).await;
    assert_eq!(without.status, 401);
    let wrong = Wrong::by(&app, app.reporter(&right));
    for (body, code, pointer) in [
        (json!({"text": "  "}), "message-empty", "/text"),
        (json!({"text": "a\u{0}"}), "control-characters", "/text"),
        (json!({"text": "a".repeat(100_001)}), "too-long", "/text"),
        (json!({}), "missing-field", "/text"),
        (json!({"text": 5}), "wrong-type", "/text"),
    ] {
        assert_eq!(told(&wrong.json("/api/v1/follow-up/messages", &body).await), at(422, code, pointer));
    }
    app.finish().await;
}

async fn a_strangers_case_code_is_answered_like_one_that_does_not_exist(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let code = app.visitor().report(&short_report("x")).await["case_code"].as_str().unwrap().to_owned();
    for role in [Role::Lead, Role::Responder] {
        let wrong = Wrong::by(&app, app.staff(role, "ubnd-26737").await);
        let mut answers = Vec::new();
        for code in [code.as_str(), "00000000", "not-a-code", "%00", "%F0%9F%92%A9"] {
            answers.push(wrong.sent(Method::GET, &format!("/api/v1/cases/{code}"), &[], Vec::new()).await);
        }
        assert_eq!(told(&answers[0]), (404, "not-found".into(), vec![]));
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }
    app.finish().await;
}

async fn acts_on_a_case_name_the_field_too(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let code = app.visitor().report(&short_report("x")).await["case_code"].as_str().unwrap().to_owned();
    lead.get(&format!("/api/v1/cases/{code}")).await.expect(200);
    let wrong = Wrong::by(&app, lead);
    let soon = "2026-11-21T16:00:00Z";
    for (act, body, problem, pointer) in [
        ("acknowledgement", json!({"severity": "urgent", "next_act": "gọi", "next_act_by": soon}), "unknown-code", "/severity"),
        ("acknowledgement", json!({"severity": "high", "next_act": " ", "next_act_by": soon}), "next-act-needed", "/next_act"),
        ("acknowledgement", json!({"severity": "high", "next_act": "gọi", "next_act_by": "mai"}), "wrong-type", "/next_act_by"),
        ("acknowledgement", json!({"severity": "high", "next_act": "gọi", "next_act_by": "2026-11-21T14:00:00Z"}), "time-in-past", "/next_act_by"),
        ("acknowledgement", json!({"severity": "high", "next_act": "gọi", "next_act_by": "2027-11-21T14:00:00Z"}), "time-too-far", "/next_act_by"),
        ("acknowledgement", json!({"severity": "high"}), "missing-field", "/next_act"),
        ("contacts", json!({"with": "dog", "outcome": "reached", "how": "phone"}), "unknown-code", "/with"),
        ("contacts", json!({"with": "reporter", "outcome": "reached", "how": "phone"}), "contact-incomplete", "/alone"),
        ("contacts", json!({"with": "reporter", "outcome": "no_answer", "how": "phone", "happened_at": "2027-01-01T00:00:00Z"}), "time-in-future", "/happened_at"),
        ("contacts", json!({"with": "reporter", "outcome": "no_answer", "how": "phone", "happened_at": "2020-01-01T00:00:00Z"}), "time-before-report", "/happened_at"),
        ("messages", json!({"text": ""}), "message-empty", "/text"),
        ("reviews", json!({"finding": ""}), "reason-needed", "/finding"),
        ("safety", json!({"reason": ""}), "reason-needed", "/reason"),
        ("closure", json!({"reason": "because"}), "unknown-code", "/reason"),
        ("identity", json!({"reason": ""}), "reason-needed", "/reason"),
    ] {
        let answer = wrong.json(&format!("/api/v1/cases/{code}/{act}"), &body).await;
        assert_eq!(told(&answer), at(422, problem, pointer), "{act} {body}");
    }
    app.finish().await;
}

async fn staff_texts_are_read_as_carefully_as_those_of_reporters(app: TestApp) {
    let lead = app.staff(Role::Lead, OFFICE).await;
    let code = app.visitor().report(&short_report("x")).await["case_code"].as_str().unwrap().to_owned();
    lead.get(&format!("/api/v1/cases/{code}")).await.expect(200);
    let wrong = Wrong::by(&app, lead);
    for (text, problem) in [("a\u{0}b".to_owned(), "control-characters"), ("a".repeat(100_001), "too-long")] {
        let soon = "2026-11-21T16:00:00Z";
        for (act, body, pointer) in [
            ("acknowledgement", json!({"severity": "high", "next_act": text, "next_act_by": soon}), "/next_act"),
            ("contacts", json!({"with": "reporter", "outcome": "no_answer", "how": "phone", "note": text}), "/note"),
            ("messages", json!({"text": text}), "/text"),
            ("reviews", json!({"finding": text}), "/finding"),
            ("safety", json!({"reason": text}), "/reason"),
            ("closure", json!({"reason": "support_given", "note": text}), "/note"),
        ] {
            let answer = wrong.json(&format!("/api/v1/cases/{code}/{act}"), &body).await;
            assert_eq!(told(&answer), at(422, problem, pointer), "{act}");
        }
    }
    app.finish().await;
}

async fn unknown_ways_in_are_problems_too(app: TestApp) {
    let wrong = Wrong::by(&app, app.visitor());
    for path in ["/api/v1/nothing", "/api/v1/reports/1", "/api/v1/cases/1/2/3"] {
        assert_eq!(told(&wrong.sent(Method::GET, path, &[], Vec::new()).await), (404, "not-found".into(), vec![]), "{path}");
    }
    for (method, path) in [(Method::GET, "/api/v1/reports"), (Method::DELETE, "/api/v1/follow-up"), (Method::PUT, "/api/v1/cases")] {
        let answer = wrong.sent(method, path, &[], Vec::new()).await;
        assert_eq!(told(&answer), (405, "method-not-allowed".into(), vec![]), "{path}");
        assert!(!answer.headers["allow"].is_empty(), "{path} says what it takes");
    }
    let body = serde_json::to_vec(&short_report("x")).unwrap();
    for headers in [&[][..], &[("content-type", "text/plain")][..], &[("content-type", "application/x-www-form-urlencoded")][..]] {
        let answer = wrong.sent(Method::POST, "/api/v1/reports", headers, body.clone()).await;
        assert_eq!(told(&answer), (415, "unsupported-media-type".into(), vec![]));
    }
    for (method, path) in [(Method::GET, "/api/v1/cases"), (Method::GET, "/api/v1/cases/00000000"), (Method::GET, "/api/v1/oversight/response-times")] {
        assert_eq!(told(&wrong.sent(method, path, &[], Vec::new()).await), (401, "not-signed-in".into(), vec![]));
    }
    for (path, code, pointer, status) in [
        ("/api/v1/localities", "missing-field", "/q", 422),
        ("/api/v1/localities/resolve?lat=x&lon=1", "wrong-type", "/lat", 422),
        ("/api/v1/localities/resolve?lat=10", "missing-field", "/lon", 422),
        ("/api/v1/localities/resolve?lat=95&lon=106", "coordinates-out-of-range", "/lat", 422),
        ("/api/v1/localities/resolve?lat=17.97&lon=102.61", "point-outside", "/lat", 404),
    ] {
        assert_eq!(told(&wrong.sent(Method::GET, path, &[], Vec::new()).await), at(status, code, pointer), "{path}");
    }
    let sign_in = wrong.json("/api/v1/sessions", &json!({"email": "nobody@example.com", "password": "wrong password here"})).await;
    assert_eq!(told(&sign_in), (401, "sign-in-wrong".into(), vec![]));
    assert_eq!(told(&wrong.json("/api/v1/sessions", &json!({"email": "a"})).await), at(422, "missing-field", "/password"));
    app.finish().await;
}

both!(
    what_is_not_json_is_told_so,
    a_wrong_type_is_told_at_its_place,
    an_unknown_code_is_told_at_its_place,
    what_cannot_be_is_told_at_its_place,
    a_report_too_large_is_told_how_large_it_may_be,
    an_entirely_empty_report_is_asked_for_one_thing,
    a_key_used_for_another_body_is_told_so,
    a_wrong_access_code_tells_a_slip_from_a_stranger,
    a_strangers_case_code_is_answered_like_one_that_does_not_exist,
    acts_on_a_case_name_the_field_too,
    staff_texts_are_read_as_carefully_as_those_of_reporters,
    unknown_ways_in_are_problems_too,
);
