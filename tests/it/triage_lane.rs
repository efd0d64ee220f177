//! What may be no report is taken all the same: the province reads it first, a flood drowns nobody, and a real cry goes on.

use std::net::{IpAddr, SocketAddr};

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use chrono::Duration;
use langnghe::{
    entity::case_file,
    kernel::{terms::Role, visitors::LIMIT},
};
use serde_json::json;
use tower::ServiceExt;

use crate::{
    both,
    pages::{Browser, case_code, hidden},
    support::{OFFICE, PARENT, POLICE, TestApp, acts::report_of},
};

async fn people(app: &TestApp) {
    app.db_add_police().await;
    for (email, office) in [("xa@x.example", OFFICE), ("tinh@x.example", PARENT), ("ca@x.example", POLICE)] {
        app.db_add_staff(email, Role::Responder, office).await;
    }
}

/// Fills in the form as somebody or something does, `after` it was shown.
async fn sent(app: &TestApp, after: Duration, more: &[(&str, &str)]) -> case_file::Model {
    let browser = Browser::new(app);
    let key = hidden(&browser.get("/report").await.expect(200).text(), "idempotency_key");
    app.clock.advance(after);
    let mut fields = vec![("story", "x"), ("danger", "yes"), ("place_text", "Phường Sài Gòn, TP HCM"), ("idempotency_key", key.as_str())];
    fields.extend(more);
    app.db_case(&case_code(&browser.send("/report", &fields).await.expect(201).text())).await
}

async fn a_machine_is_taken_as_text_and_read_by_the_province_first(app: TestApp) {
    people(&app).await;
    let person = sent(&app, Duration::seconds(40), &[]).await;
    assert_eq!((person.suspected.as_deref(), person.office_code.as_str()), (None, OFFICE));
    let without_key = app.report(&report_of("high")).await;
    assert_eq!(app.db_case(&without_key).await.suspected, None);
    for (after, more, why) in [
        (Duration::seconds(40), &[("second_story", "buy")][..], "honeypot"),
        (Duration::milliseconds(300), &[], "too_fast"),
        (Duration::days(3), &[], "replayed"),
    ] {
        let case = sent(&app, after, more).await;
        assert_eq!((case.suspected.as_deref(), case.office_code.as_str()), (Some(why), PARENT));
        assert_eq!(
            (case.commune_code.as_deref(), case.severity.as_str()),
            (Some("26740"), "emergency"),
            "its clocks are those of any report"
        );
        assert!(case.due_at.is_some());
    }
    let grants = "SELECT COUNT(*) FROM case_grant g JOIN case_file c ON c.id = g.case_id WHERE c.suspected IS NOT NULL";
    assert_eq!(app.db_count(grants).await, 0, "no police are woken by a machine");
    app.every_open_case_has_custody_and_clock().await;
    app.finish().await;
}

async fn released_it_goes_the_way_of_every_report_with_its_clocks_from_the_beginning(app: TestApp) {
    people(&app).await;
    let case = sent(&app, Duration::seconds(40), &[("second_story", "x")]).await;
    let (commune, province) = (app.sign_in("xa@x.example").await, app.sign_in("tinh@x.example").await);
    assert!(commune.queue().await.is_empty());
    commune.act(&case.code, "release", &json!({})).await.expect(404);
    app.clock.advance(Duration::minutes(5));
    province.act(&case.code, "release", &json!({})).await.expect(201);
    app.work().await;
    let after = app.db_case(&case.code).await;
    assert_eq!((after.suspected.as_deref(), after.office_code.as_str()), (None, OFFICE));
    assert_eq!((after.opened_at, after.due_at), (case.opened_at, case.due_at), "the person has waited since then");
    assert!(commune.open(&case.code).await["opened"].is_object());
    let police = app.sign_in("ca@x.example").await;
    assert_eq!(police.queue().await, [case.code.clone()], "of an emergency the police hear now");
    assert_eq!(province.act(&case.code, "release", &json!({})).await.expect(409).problem().0, "not-suspected");
    app.finish().await;
}

async fn a_flood_is_told_once_and_buries_no_real_emergency(app: TestApp) {
    people(&app).await;
    let mails = |to: &str| app.mailed().iter().filter(|mailed| *mailed == to).count();
    sent(&app, Duration::milliseconds(100), &[]).await;
    app.work().await;
    let told = mails("tinh@x.example");
    assert!(told >= 1);
    for _ in 0..6 {
        sent(&app, Duration::milliseconds(100), &[]).await;
    }
    app.work().await;
    assert_eq!((mails("tinh@x.example"), mails("xa@x.example")), (told, 0), "one mail speaks for the lane");
    let real = app.report(&report_of("emergency")).await;
    app.work().await;
    assert!(app.mailbox.mails().iter().any(|mail| mail.to == "xa@x.example" && mail.text.contains(&real)));
    app.clock.advance(Duration::minutes(16));
    sent(&app, Duration::milliseconds(100), &[]).await;
    app.work().await;
    assert!(mails("tinh@x.example") > told, "and again after a while");
    app.finish().await;
}

/// Sends a report by the JSON API from an address on the network.
async fn from(app: &TestApp, address: &str) -> String {
    let peer = SocketAddr::new(address.parse::<IpAddr>().unwrap(), 40_000);
    let request = Request::post("/api/v1/reports")
        .header(header::CONTENT_TYPE, "application/json")
        .extension(ConnectInfo(peer))
        .body(Body::from(report_of("high").to_string()))
        .unwrap();
    let answer = app.router().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED, "never refused");
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    serde_json::from_slice::<serde_json::Value>(&bytes).unwrap()["case_code"].as_str().unwrap().to_owned()
}

async fn more_than_one_place_sends_is_taken_into_the_lane_and_its_address_stands_nowhere(app: TestApp) {
    people(&app).await;
    let address = "203.0.113.77";
    for _ in 0..LIMIT {
        assert_eq!(app.db_case(&from(&app, address).await).await.suspected, None);
    }
    assert_eq!(app.db_case(&from(&app, address).await).await.suspected.as_deref(), Some("many"));
    assert_eq!(app.db_case(&from(&app, "203.0.113.78").await).await.suspected, None, "somebody else is not held up");
    for proxy in 0..=LIMIT {
        assert_eq!(app.db_case(&from(&app, "10.0.0.1").await).await.suspected, None, "{proxy}: behind a proxy nobody can be told apart");
    }
    app.clock.advance(Duration::hours(1));
    assert_eq!(app.db_case(&from(&app, address).await).await.suspected, None, "forgotten within the hour");
    assert!(!crate::support::contains(&app.db_bytes().await, address.as_bytes()));
    app.finish().await;
}

/// Sends a file from an address on the network, before its report.
async fn file_from(app: &TestApp, path: &str, address: &str) -> (StatusCode, String) {
    let peer = SocketAddr::new(address.parse::<IpAddr>().unwrap(), 40_000);
    let request = Request::post(path).header(header::CONTENT_TYPE, "text/plain").extension(ConnectInfo(peer));
    let answer = app.router().oneshot(request.body(Body::from("tôi nghe tiếng khóc")).unwrap()).await.unwrap();
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn files_wait_where_too_much_came_from_and_the_words_never_do(app: TestApp) {
    people(&app).await;
    let address = "203.0.113.90";
    for _ in 1..LIMIT {
        from(&app, address).await;
    }
    assert_eq!(file_from(&app, "/api/v1/files", address).await.0, StatusCode::CREATED, "up to the limit");
    from(&app, address).await;
    let (status, told) = file_from(&app, "/api/v1/files", address).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(told.contains("files-wait"), "{told}");
    let (status, told) = file_from(&app, "/report/files", address).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(told.contains("sau một giờ"), "in words of the page: {told}");
    assert_eq!(file_from(&app, "/api/v1/files", "203.0.113.91").await.0, StatusCode::CREATED, "somebody else is not held up");
    from(&app, address).await;
    app.clock.advance(Duration::hours(1));
    assert_eq!(file_from(&app, "/api/v1/files", address).await.0, StatusCode::CREATED);
    app.finish().await;
}

async fn the_check_page_carries_what_only_a_machine_fills_in(app: TestApp) {
    people(&app).await;
    let browser = Browser::new(&app);
    let key = hidden(&browser.get("/report").await.expect(200).text(), "idempotency_key");
    app.clock.advance(Duration::seconds(40));
    let fields = [("story", "x"), ("second_story", "buy"), ("place_text", "Phường Sài Gòn"), ("idempotency_key", key.as_str())];
    let check = browser.send("/report/check", &fields).await.expect(200).text();
    assert_eq!((hidden(&check, "idempotency_key"), check.matches("name=\"second_story\"").count()), (key, 1));
    assert!(check.contains("name=\"second_story\" value=\"buy\""), "what was filled in there goes along");
    app.finish().await;
}

both!(
    files_wait_where_too_much_came_from_and_the_words_never_do,
    the_check_page_carries_what_only_a_machine_fills_in,
    a_machine_is_taken_as_text_and_read_by_the_province_first,
    released_it_goes_the_way_of_every_report_with_its_clocks_from_the_beginning,
    a_flood_is_told_once_and_buries_no_real_emergency,
    more_than_one_place_sends_is_taken_into_the_lane_and_its_address_stands_nowhere,
);
