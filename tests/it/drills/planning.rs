//! Who may send drills where and when; each is sent once.

use axum::http::StatusCode;
use chrono::Duration;
use langnghe::{kernel::terms::Role, worker};
use serde_json::json;

use super::{later, list, order, ready, refused};
use crate::{
    both,
    support::{
        COMMUNE, OFFICE, PARENT, TestApp,
        acts::{ELSEWHERE, MINISTRY, NEXT_DOOR, OFFICE_NEXT_DOOR},
    },
};

async fn only_those_above_send_drills_and_only_in_their_area(app: TestApp) {
    ready(&app).await;
    app.visitor().post("/api/v1/oversight/drills", &order("low")).await.expect(401);
    for (role, office, status) in [
        (Role::Responder, PARENT, StatusCode::FORBIDDEN),
        (Role::Lead, OFFICE, StatusCode::FORBIDDEN),
        (Role::Supervisor, OFFICE, StatusCode::FORBIDDEN),
        (Role::Administrator, OFFICE, StatusCode::FORBIDDEN),
        (Role::Operator, PARENT, StatusCode::FORBIDDEN),
        (Role::Supervisor, "syt-01", StatusCode::UNPROCESSABLE_ENTITY),
        (Role::Administrator, "syt-01", StatusCode::UNPROCESSABLE_ENTITY),
        (Role::Administrator, PARENT, StatusCode::CREATED),
    ] {
        let client = app.staff(role, office).await;
        let answer = client.post("/api/v1/admin/drills", &order("low")).await;
        assert_eq!(answer.status, status, "{} of {office}: {}", role.code(), answer.text());
        if status == StatusCode::FORBIDDEN {
            client.get("/api/v1/oversight/drills").await.expect(403);
        }
    }
    let id = list(&app.staff(Role::Lead, PARENT).await).await[0]["id"].as_str().unwrap().to_owned();
    let hanoi = app.staff(Role::Supervisor, "syt-01").await;
    assert_eq!(list(&hanoi).await.len(), 0, "another province sees nothing of it");
    hanoi.post(&format!("/api/v1/oversight/drills/{id}/withdrawal"), &json!({})).await.expect(404);
    app.finish().await;
}

async fn what_is_wrong_is_said_at_its_field(app: TestApp) {
    let above = ready(&app).await;
    for (body, pointer, code) in [
        (json!({"commune": NEXT_DOOR, "severity": "high"}), "/commune", "drill-nobody-there"),
        (json!({"commune": ELSEWHERE, "severity": "high"}), "/commune", "drill-outside"),
        (json!({"commune": "x", "severity": "high"}), "/commune", "drill-outside"),
        (json!({"commune": COMMUNE}), "/severity", "severity-needed"),
        (json!({"commune": COMMUNE, "severity": "high", "at": "tonight"}), "/at", "wrong-type"),
        (json!({"commune": COMMUNE, "severity": "high", "at": app.now() - Duration::minutes(1)}), "/at", "time-in-past"),
        (json!({"commune": COMMUNE, "severity": "high", "at": app.now() + Duration::days(8)}), "/at", "drill-too-far"),
    ] {
        assert_eq!(refused(&above, &body).await, (code.to_owned(), vec![pointer.to_owned()]), "{body}");
    }
    above.post("/api/v1/oversight/drills", &order("high")).await.expect(201);
    assert_eq!(refused(&above, &order("high")).await.0, "drill-already", "one at a time");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_file").await, 1);
    app.finish().await;
}

/// Planned on Saturday evening for Sunday 02:00, sent once by whichever worker comes first.
async fn a_planned_drill_is_sent_at_its_time_once_however_many_workers_run(app: TestApp) {
    let above = ready(&app).await;
    let mut tonight = order("high");
    tonight["at"] = json!(app.now() + Duration::hours(4));
    let planned = above.post("/api/v1/oversight/drills", &tonight).await.expect(201).json();
    assert_eq!(planned["sent"], false);
    app.advance(Duration::minutes(239)).await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_file").await, 0);
    app.clock.advance(Duration::minutes(1));
    let mut tasks = Vec::new();
    for _ in 0..4 {
        let (process, mailbox) = (app.another_process().await, app.mailbox.clone());
        tasks.push(tokio::spawn(async move {
            worker::until_quiet(&process, Some(&mailbox)).await.unwrap();
            process.db.clone().close().await;
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_file WHERE drill").await, 1);
    assert_eq!(app.mailed(), ["lan@x.example"]);
    assert_eq!(list(&later(&app).await).await[0]["state"], "running");
    app.finish().await;
}

async fn a_planned_drill_can_be_taken_back_until_it_is_sent(app: TestApp) {
    let above = ready(&app).await;
    let mut tonight = order("high");
    tonight["at"] = json!(app.now() + Duration::hours(4));
    let id = above.post("/api/v1/oversight/drills", &tonight).await.expect(201).text_at("/id");
    let back = format!("/api/v1/oversight/drills/{id}/withdrawal");
    above.post(&back, &json!({})).await.expect(201);
    above.post(&back, &json!({})).await.expect(409);
    app.advance(Duration::hours(5)).await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_file").await, 0);
    let above = later(&app).await;
    assert_eq!(list(&above).await[0]["state"], "withdrawn");
    // The office is free for another.
    let sent = above.post("/api/v1/oversight/drills", &order("high")).await.expect(201).text_at("/id");
    above.post(&format!("/api/v1/oversight/drills/{sent}/withdrawal"), &json!({})).await.expect(409);
    app.finish().await;
}

/// Everybody has left before the night: the drill goes to nobody, above all not to the ministry.
async fn a_drill_whose_office_has_nobody_left_is_not_sent(app: TestApp) {
    let above = ready(&app).await;
    app.db_add_staff("bo@x.example", Role::Responder, MINISTRY).await;
    let mut tonight = order("emergency");
    tonight["at"] = json!(app.now() + Duration::hours(4));
    above.post("/api/v1/oversight/drills", &tonight).await.expect(201);
    app.db_execute(&format!("UPDATE office SET staffed = FALSE WHERE code = '{OFFICE}'")).await;
    app.advance(Duration::hours(5)).await;
    assert_eq!((app.db_count("SELECT COUNT(*) FROM case_file").await, app.mailed().len()), (0, 0));
    assert_eq!(list(&later(&app).await).await[0]["state"], "withdrawn");
    app.finish().await;
}

/// By lot, among those who answer and have no drill yet.
async fn a_lot_falls_on_offices_that_answer(app: TestApp) {
    let above = ready(&app).await;
    app.db_add_staff("ke-ben@x.example", Role::Responder, OFFICE_NEXT_DOOR).await;
    app.db_add_staff("ha-noi@x.example", Role::Responder, "ubnd-00004").await;
    let mut drawn = Vec::new();
    for _ in 0..2 {
        drawn.push(above.post("/api/v1/oversight/drills", &json!({"severity": "low"})).await.expect(201).text_at("/office"));
    }
    drawn.sort();
    assert_eq!(drawn, [OFFICE_NEXT_DOOR, OFFICE]);
    assert_eq!(refused(&above, &json!({"severity": "low"})).await.0, "drill-nobody-there");
    app.finish().await;
}

both!(
    only_those_above_send_drills_and_only_in_their_area,
    what_is_wrong_is_said_at_its_field,
    a_planned_drill_is_sent_at_its_time_once_however_many_workers_run,
    a_planned_drill_can_be_taken_back_until_it_is_sent,
    a_drill_whose_office_has_nobody_left_is_not_sent,
    a_lot_falls_on_offices_that_answer,
);
