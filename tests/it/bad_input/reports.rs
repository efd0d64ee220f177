//! A report that cannot be read, or says what cannot be.

use serde_json::{Value, json};

use super::{Wrong, at, told};
use crate::{both, support::TestApp};

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
    for list in [json!([]), json!(["Cháu bị nhốt"])] {
        assert_eq!(wrong.report(&list).await, at(422, "wrong-type", ""), "fields have names: {list}");
    }
    app.finish().await;
}

both!(
    what_is_not_json_is_told_so,
    a_wrong_type_is_told_at_its_place,
    an_unknown_code_is_told_at_its_place,
    what_cannot_be_is_told_at_its_place,
    a_report_too_large_is_told_how_large_it_may_be,
    an_entirely_empty_report_is_asked_for_one_thing,
);
