//! A drill goes the way of a real report, to the line of the commune and nobody else.

use chrono::Duration;
use langnghe::{entity::envelope, kernel::terms::Role};
use sea_orm::EntityTrait;
use serde_json::json;

use super::{drilled, later, list, order, ready};
use crate::{
    both,
    support::{
        COMMITTEE, DESK, OFFICE, PARENT, POLICE, TestApp,
        acts::{MINISTRY, met_alone},
    },
};

async fn a_drill_is_routed_sealed_clocked_and_mailed_like_a_real_report(app: TestApp) {
    let above = ready(&app).await;
    let case = drilled(&above, "emergency").await;
    app.work().await;
    assert_eq!(app.mailed(), ["lan@x.example"], "whoever answers is told");
    let row = app.db_case(&case).await;
    assert!(row.drill && row.attention_at.is_some());
    assert_eq!((row.office_code.as_str(), row.severity.as_str(), row.channel.as_str()), (OFFICE, "emergency", "drill"));
    assert!(app.db_count("SELECT COUNT(*) FROM deadline").await > 3, "clocks of an emergency");
    let lan = app.sign_in("lan@x.example").await;
    let opened = lan.open(&case).await;
    let story = opened["opened"]["reports"][0]["story"].as_str().unwrap();
    assert!(story.starts_with("DIỄN TẬP.") && story.contains("\n\nDRILL. "), "in both languages: {story}");
    app.take(&lan, &case, "emergency").await;
    app.clock.advance(Duration::minutes(20));
    assert!(lan.contact(&case, &met_alone()).await);
    let [measured] = list(&above).await.try_into().unwrap();
    assert_eq!((&measured["acknowledged_after_minutes"], &measured["contact_after_minutes"]), (&json!(0), &json!(20)));
    assert_eq!((&measured["escalated_to"], &measured["state"]), (&json!([]), &json!("running")));
    app.finish().await;
}

/// Nobody answers: the ladder climbs to the province and ends there; those who stand beside it never hear of it.
async fn a_drill_climbs_to_the_province_and_tells_nobody_beside_or_above(app: TestApp) {
    let above = ready(&app).await;
    app.db_add_police().await;
    app.db_add_desk().await;
    for (email, office) in [("ca@x.example", POLICE), ("truc@x.example", DESK), ("bo@x.example", MINISTRY), ("tinh@x.example", COMMITTEE)] {
        app.db_add_staff(email, Role::Responder, office).await;
    }
    let case = drilled(&above, "emergency").await;
    for _ in 0..23 {
        app.advance(Duration::hours(1)).await;
    }
    let mut told = app.mailed();
    told.sort();
    told.dedup();
    assert!(!told.contains(&"ca@x.example".to_owned()) && !told.contains(&"truc@x.example".to_owned()), "{told:?}");
    assert!(!told.contains(&"bo@x.example".to_owned()), "{told:?}");
    assert!(told.contains(&"minh@x.example".to_owned()) && told.contains(&"tinh@x.example".to_owned()), "{told:?}");
    let beside = format!("SELECT COUNT(*) FROM case_grant WHERE office_code IN ('{POLICE}', '{DESK}', '{MINISTRY}')");
    assert_eq!(app.db_count(&beside).await, 0);
    let climbed = list(&later(&app).await).await[0]["escalated_to"].clone();
    assert!(climbed.as_array().unwrap().contains(&json!("province_committee")), "{climbed}");
    assert!(!climbed.to_string().contains("ministry") && !climbed.to_string().contains("police"), "{climbed}");
    app.sign_in("ca@x.example").await.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    app.finish().await;
}

async fn police_and_desk_are_told_only_when_the_sender_asked_for_it(app: TestApp) {
    let above = ready(&app).await;
    app.db_add_police().await;
    app.db_add_desk().await;
    app.db_add_staff("ca@x.example", Role::Responder, POLICE).await;
    app.db_add_staff("truc@x.example", Role::Responder, DESK).await;
    let mut wanted = order("emergency");
    wanted["notices"] = json!(true);
    above.post("/api/v1/oversight/drills", &wanted).await.expect(201);
    app.work().await;
    let mut told = app.mailed();
    told.sort();
    told.dedup();
    assert_eq!(told, ["ca@x.example", "lan@x.example", "truc@x.example"]);
    assert!(app.mailbox.mails().iter().all(|mail| mail.subject.starts_with("[Diễn tập] ")), "and each is told that it is practice");
    app.finish().await;
}

/// There is no reporter: no code that leads to the case, no key for one, nothing kept that could show a receipt again.
async fn nobody_can_follow_up_a_drill(app: TestApp) {
    let above = ready(&app).await;
    drilled(&above, "high").await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM report WHERE code_lookup IS NOT NULL").await, 0);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM replay").await, 0);
    let holders: Vec<String> =
        envelope::Entity::find().all(app.ctx.db.read()).await.unwrap().into_iter().map(|row| row.recipient).collect();
    assert!(holders.iter().any(|holder| holder == OFFICE) && holders.iter().any(|holder| holder == PARENT), "{holders:?}");
    assert!(!holders.iter().any(|holder| holder == "reporter"), "{holders:?}");
    app.finish().await;
}

async fn the_history_says_that_it_is_practice_and_who_sent_it(app: TestApp) {
    let above = ready(&app).await;
    drilled(&above, "medium").await;
    for (event, actor, count) in [("drill_planned", "staff:%", 1), ("drill_sent", "staff:%", 1), ("report_received", "reporter", 0)] {
        let sql = format!("SELECT COUNT(*) FROM audit_entry WHERE event = '{event}' AND actor LIKE '{actor}'");
        assert_eq!(app.db_count(&sql).await, count, "{event}");
    }
    app.finish().await;
}

both!(
    a_drill_is_routed_sealed_clocked_and_mailed_like_a_real_report,
    a_drill_climbs_to_the_province_and_tells_nobody_beside_or_above,
    police_and_desk_are_told_only_when_the_sender_asked_for_it,
    nobody_can_follow_up_a_drill,
    the_history_says_that_it_is_practice_and_who_sent_it,
);
