//! Rungs that cannot be told, clocks that jump, mailboxes that are read over a shoulder.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::json;

use super::{HEALTH, LEAD, NIGHT_DESK, POLICE_POST, PROVINCE, RESPONDER, expect_mails, expect_silence, since, staff_everywhere};
use crate::{
    both,
    support::{
        CANARY, COMMITTEE, OFFICE, PARENT, TestApp,
        acts::{met_alone, report_of},
        full_report,
    },
};

const HOUR: i64 = 60;

/// `Sở Y tế` is where the alleged perpetrator works.
fn report_about_the_health_department() -> serde_json::Value {
    let mut report = report_of("high");
    report["alleged_perpetrators"] = json!([{"relation": "neighbour", "workplace": "Sở Y tế"}]);
    report
}

async fn an_excluded_rung_passes_its_time_on_at_once(app: TestApp) {
    staff_everywhere(&app).await;
    let case = app.report(&report_about_the_health_department()).await;
    expect_mails(
        &app,
        &[
            (0, &[RESPONDER]),
            (HOUR, &[RESPONDER]),
            (2 * HOUR, &[LEAD]),
            (6 * HOUR, &[LEAD]),
            (9 * HOUR, &[LEAD]),
            (12 * HOUR, &[PROVINCE]),
            (36 * HOUR, &[LEAD]),
            // The third missed deadline: the office that must not know is not asked to decide either.
            (48 * HOUR, &[PROVINCE]),
        ],
    )
    .await;
    expect_silence(&app, Duration::days(3)).await;
    let view = app.sign_in("lead@x.example").await.open(&case).await;
    let passed: Vec<_> = view["escalations"].as_array().unwrap().iter().filter(|e| e["outcome"] == "passed_on").collect();
    assert!(!passed.is_empty() && passed.iter().all(|e| e["target"] == "province_health" && e["office"].is_null()), "{passed:?}");
    assert!(!app.mailed().contains(&format!("{HEALTH}@x.example")));
    app.finish().await;
}

async fn an_unstaffed_rung_passes_its_time_on_at_once(app: TestApp) {
    app.db_add_staff("responder@x.example", Role::Responder, OFFICE).await;
    app.db_add_staff("province@x.example", Role::Supervisor, COMMITTEE).await;
    app.report(&report_of("emergency")).await;
    // No chair and no health department: their time passes to the committee, and the case is not told twice for one clock.
    expect_mails(&app, &[(0, &[RESPONDER]), (15, &[PROVINCE]), (HOUR, &[PROVINCE])]).await;
    app.finish().await;
}

/// The one responder has left since the office was staffed: nobody has to wait for a deadline to find that out.
async fn an_alert_without_a_single_mailbox_climbs_at_once(app: TestApp) {
    app.db_add_staff("responder@x.example", Role::Responder, OFFICE).await;
    app.db_add_staff("health@x.example", Role::Supervisor, PARENT).await;
    app.db_execute("UPDATE staff SET active = false WHERE email = 'responder@x.example'").await;
    let case = app.report(&report_of("high")).await;
    expect_mails(&app, &[(0, &[HEALTH])]).await;
    let view = app.sign_in("health@x.example").await.open(&case).await;
    let alerts: Vec<_> =
        view["alerts"].as_array().unwrap().iter().map(|a| (a["kind"].as_str().unwrap(), a["state"].as_str().unwrap())).collect();
    assert_eq!(alerts, [("new_report", "unreachable"), ("due_soon", "sent")]);
    app.finish().await;
}

async fn whoever_steps_back_gets_no_more_mail(app: TestApp) {
    staff_everywhere(&app).await;
    let case = app.report(&report_of("high")).await;
    let lead = app.sign_in("lead@x.example").await;
    lead.act(&case, "exclusions", &json!({})).await.expect(201);
    lead.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    expect_mails(&app, &[(0, &[RESPONDER]), (HOUR, &[RESPONDER]), (2 * HOUR, &[HEALTH])]).await;
    app.finish().await;
}

async fn a_clock_set_back_repeats_nothing_and_loses_nothing(app: TestApp) {
    staff_everywhere(&app).await;
    let case = app.report(&report_of("high")).await;
    let start = app.now();
    expect_mails(&app, &[(0, &[RESPONDER]), (HOUR, &[RESPONDER])]).await;
    app.clock.set(start - Duration::hours(5));
    expect_silence(&app, Duration::hours(0)).await;
    let responder = app.sign_in("responder@x.example").await;
    responder.open(&case).await;
    app.take(&responder, &case, "high").await;
    assert!(responder.contact(&case, &met_alone()).await);
    responder.act(&case, "messages", &json!({"text": "x"})).await.expect(201);
    let second = app.report(&report_of("medium")).await;
    let seen = app.mailed().len();
    app.advance(Duration::hours(5 + 35)).await;
    assert_eq!(
        since(&app, seen),
        [LEAD, RESPONDER, RESPONDER],
        "the new report and its two rungs (18 h, 24 h); the old one waits for its hour 36"
    );
    app.advance(Duration::hours(1)).await;
    assert_eq!(since(&app, seen + 3), [LEAD]);
    let view = app.sign_in("lead@x.example").await.open(&second).await;
    assert_eq!(view["escalations"].as_array().unwrap().len(), 2);
    app.finish().await;
}

async fn a_machine_that_slept_for_three_days_tells_each_rung_once(app: TestApp) {
    staff_everywhere(&app).await;
    app.report(&report_of("emergency")).await;
    app.advance(Duration::days(3)).await;
    let after = since(&app, 0);
    let times = |who: &str| after.iter().filter(|name| *name == who).count();
    assert_eq!(
        [RESPONDER, POLICE_POST, NIGHT_DESK, LEAD, HEALTH, PROVINCE, "ministry"].map(times),
        [1, 1, 1, 3, 3, 4, 1],
        "and the province decides, once"
    );
    expect_silence(&app, Duration::days(7)).await;
    app.finish().await;
}

async fn a_mail_says_that_there_is_work_and_nothing_about_whom(app: TestApp) {
    staff_everywhere(&app).await;
    let case = app.report(&full_report()).await;
    app.advance(Duration::days(3)).await;
    let mails = app.mailbox.mails();
    assert!(mails.len() > 10);
    // Categories, dangers, person, place below the office, and the office's own place.
    let words = [
        CANARY,
        "Bạo lực",
        "bạo lực",
        "violence",
        "trẻ",
        "con",
        "cha",
        "gái",
        "nữ",
        "Nghe nói",
        "Sài Gòn",
        "26740",
        "khẩn",
        "xã",
        "phường",
    ];
    for mail in &mails {
        let subject = mail.subject.split_once(": ").map_or(mail.subject.as_str(), |(_, rest)| rest);
        for word in words {
            let found =
                subject.split(|c: char| !c.is_alphanumeric()).any(|part| part == word) || (word.contains(' ') && subject.contains(word));
            assert!(!found, "\"{word}\" stands in the subject \"{}\"", mail.subject);
        }
        assert!(!mail.subject.contains(&case), "the code belongs into the body");
        for body in [&mail.text, &mail.html] {
            assert!(body.contains(&case) && body.contains(&format!("/desk/cases/{case}")));
            assert!(!["Bạo lực", "bạo lực", "violence", "neglect", CANARY].iter().any(|word| body.contains(word)), "{body}");
        }
        assert!(mail.subject.chars().count() <= 78, "fits on a lock screen: {}", mail.subject);
    }
    app.finish().await;
}

both!(
    an_excluded_rung_passes_its_time_on_at_once,
    an_unstaffed_rung_passes_its_time_on_at_once,
    an_alert_without_a_single_mailbox_climbs_at_once,
    whoever_steps_back_gets_no_more_mail,
    a_clock_set_back_repeats_nothing_and_loses_nothing,
    a_machine_that_slept_for_three_days_tells_each_rung_once,
    a_mail_says_that_there_is_work_and_nothing_about_whom,
);
