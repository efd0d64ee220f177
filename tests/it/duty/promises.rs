//! What the receipt promises: a time only where somebody is on duty before it.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use super::{every_night, tuesday_morning};
use crate::{
    both,
    support::{COMMUNE, DESK, OFFICE, TestApp},
};

async fn promised(app: &TestApp) -> Value {
    let emergency = json!({"danger": ["violence_now"], "place": {"commune": COMMUNE}});
    app.visitor().report(&emergency).await["acknowledge_by"].clone()
}

async fn a_desk_is_counted_on_at_night_only_by_its_roster(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    app.db_add_desk().await;
    let dem = app.db_person("dem", Role::Responder, DESK).await;
    assert_eq!(promised(&app).await, Value::Null, "a desk without a roster: nobody has said that they are awake");
    let keeper = app.administrator().await;
    keeper.set_week(DESK, &tuesday_morning(&dem)).await;
    assert_eq!(promised(&app).await, Value::Null, "a hole on Saturday night");
    keeper.set_week(DESK, &json!([{"weekday": 6, "from": "22:10", "to": "23:00", "staff": dem}])).await;
    assert_eq!(promised(&app).await, "2026-11-21T15:15:00Z", "somebody comes before the time is over");
    keeper.set_week(DESK, &json!([{"weekday": 6, "from": "22:15", "to": "23:00", "staff": dem}])).await;
    assert_eq!(promised(&app).await, Value::Null, "somebody comes when it is over");
    keeper.set_week(DESK, &json!([{"weekday": 6, "from": "20:00", "to": "06:00", "phone": "02838297643"}])).await;
    assert_eq!(promised(&app).await, "2026-11-21T15:15:00Z", "a telephone that somebody answers");
    app.db_execute(&format!("UPDATE office SET staffed = FALSE WHERE code = '{DESK}'")).await;
    assert_eq!(promised(&app).await, Value::Null, "a roster without people");
    app.finish().await;
}

async fn an_office_with_a_roster_is_counted_on_by_it_and_without_one_by_office_hours(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    let keeper = app.administrator().await;
    assert_eq!(promised(&app).await, Value::Null, "Saturday night, office hours");
    keeper.set_week(OFFICE, &every_night(&an)).await;
    assert_eq!(promised(&app).await, "2026-11-21T15:15:00Z", "somebody is on by the roster");
    // Sunday 23:55: the time lies in Monday, and so does part of the shift.
    keeper.set_week(OFFICE, &json!([{"weekday": 7, "from": "22:00", "to": "00:05", "staff": an}])).await;
    app.clock.advance(Duration::minutes(26 * 60 - 5));
    assert_eq!(promised(&app).await, "2026-11-22T17:10:00Z");
    app.clock.advance(Duration::minutes(10));
    assert_eq!(promised(&app).await, Value::Null, "Monday 0:05: the shift is over");
    // Monday 09:00: office hours, but by its own roster nobody is there.
    app.clock.advance(Duration::minutes(9 * 60 - 5));
    assert_eq!(promised(&app).await, Value::Null, "the roster counts where there is one");
    let keeper = app.administrator().await;
    keeper.set_week(OFFICE, &json!([])).await;
    assert_eq!(promised(&app).await, "2026-11-23T02:15:00Z", "without one, office hours");
    app.finish().await;
}

async fn the_receipt_page_says_that_nobody_may_be_on_duty(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    let receipt = crate::pages::told(&app, "x").await;
    assert!(receipt.contains("Lúc này có thể chưa có người trực."), "{receipt}");
    let keeper = app.administrator().await;
    let days: Vec<Value> =
        (1..=7).map(|day| json!({"weekday": day, "from": "07:00", "to": "07:00", "staff": an, "phone": "0912345678"})).collect();
    let kept = keeper.set_week(OFFICE, &json!(days)).await;
    assert_eq!(kept["holes"], json!([]));
    let receipt = crate::pages::told(&app, "x").await;
    assert!(!receipt.contains("chưa có người trực") && receipt.contains("phải có người nhận việc trước"), "{receipt}");
    assert!(!receipt.contains("0912345678"));
    app.finish().await;
}

both!(
    a_desk_is_counted_on_at_night_only_by_its_roster,
    an_office_with_a_roster_is_counted_on_by_it_and_without_one_by_office_hours,
    the_receipt_page_says_that_nobody_may_be_on_duty,
);
