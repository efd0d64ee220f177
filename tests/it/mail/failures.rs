//! Servers that refuse, stumble and hang: nothing is lost, nothing is given up silently.

use std::time::{Duration as RealTime, Instant};

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::json;

use crate::{
    both,
    mail::{client, deliveries, next_attempt, staff, work},
    smtp_server::{Behaviour, CapturedMail, Mode, SmtpServer},
    support::{OFFICE, TestApp, acts::report_of},
};

fn recipients(mails: &[CapturedMail]) -> Vec<&str> {
    mails.iter().flat_map(|mail| mail.to.iter().map(String::as_str)).collect()
}

fn message_ids(mails: &[CapturedMail]) -> Vec<String> {
    mails.iter().map(|mail| mail.header("Message-ID").expect("a Message-ID")).collect()
}

async fn a_temporary_failure_is_tried_again_with_growing_pauses_and_delivered_once(app: TestApp) {
    staff(&app).await;
    for code in [421, 451] {
        let server = SmtpServer::start(Mode::Plain, Behaviour::Temporary(code, 3)).await;
        let smtp = client(&app, &server);
        app.report(&report_of("medium")).await;
        work(&app, &smtp).await;
        assert_eq!(server.mails(), [], "{code}");
        app.clock.advance(Duration::seconds(19));
        work(&app, &smtp).await;
        let row = deliveries(&app).await.pop().unwrap();
        assert_eq!((row.attempts, row.last_reply.as_deref()), (1, Some(code.to_string().as_str())), "not before its time");
        app.clock.advance(Duration::seconds(-19));
        for at_least in [20, 40, 80] {
            let pause = next_attempt(&app, &smtp).await;
            let range = Duration::seconds(at_least)..=Duration::seconds(at_least * 5 / 4);
            assert!(range.contains(&pause), "{code}: {pause} is not in {range:?}");
        }
        assert_eq!(server.mails().len(), 1, "{code}");
        app.clock.advance(Duration::hours(1));
        work(&app, &smtp).await;
        assert_eq!(server.mails().len(), 1, "{code}");
    }
    app.finish().await;
}

async fn a_refused_mailbox_is_not_asked_again_and_the_other_still_gets_its_mail(app: TestApp) {
    staff(&app).await;
    app.db_add_staff("gone@x.example", Role::Responder, OFFICE).await;
    let server = SmtpServer::start(Mode::Plain, Behaviour::RefuseRecipient(550, vec!["gone@x.example".into()])).await;
    let smtp = client(&app, &server);
    app.report(&report_of("high")).await;
    work(&app, &smtp).await;
    assert_eq!(recipients(&server.mails()), ["responder@x.example"]);
    server.set_behaviour(Behaviour::Accept);
    app.clock.advance(Duration::minutes(50));
    work(&app, &smtp).await;
    assert_eq!(recipients(&server.mails()), ["responder@x.example"], "what was refused for good is not repeated");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM escalation").await, 0, "somebody was told: nothing climbs");
    app.finish().await;
}

async fn an_alert_that_nobody_takes_climbs_at_once(app: TestApp) {
    staff(&app).await;
    app.db_add_staff("gone@x.example", Role::Responder, OFFICE).await;
    let gone = vec!["gone@x.example".into(), "responder@x.example".into()];
    let server = SmtpServer::start(Mode::Plain, Behaviour::RefuseRecipient(550, gone)).await;
    let case = app.report(&report_of("high")).await;
    work(&app, &client(&app, &server)).await;
    assert_eq!(recipients(&server.mails()), ["lead@x.example"], "in the same minute, not at the deadline");
    let view = app.sign_in("lead@x.example").await.open(&case).await;
    let told: Vec<_> = view["escalations"].as_array().unwrap().iter().map(|rung| rung["target"].as_str().unwrap()).collect();
    assert_eq!(told, ["duty_person", "chair"]);
    let states: Vec<_> = view["alerts"].as_array().unwrap().iter().map(|alert| alert["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["refused", "refused", "sent"], "the page says what became of each alert");
    app.finish().await;
}

/// The clock for an answer has no ladder of its own; the one behind it climbs.
async fn a_reporters_message_that_reaches_nobody_climbs_too(app: TestApp) {
    staff(&app).await;
    let receipt = app.visitor().report(&report_of("low")).await;
    let case = receipt["case_code"].as_str().unwrap();
    app.work().await;
    app.take(&app.sign_in("lead@x.example").await, case, "low").await;
    app.reporter(receipt["access_code"].as_str().unwrap()).post("/api/v1/follow-up/messages", &json!({"text": "x"})).await.expect(201);
    let server = SmtpServer::start(Mode::Plain, Behaviour::RefuseRecipient(550, vec!["responder@x.example".into()])).await;
    work(&app, &client(&app, &server)).await;
    assert_eq!(recipients(&server.mails()), ["lead@x.example"]);
    app.finish().await;
}

async fn a_server_that_is_away_for_long_makes_the_ladder_climb_and_then_gets_everything(app: TestApp) {
    staff(&app).await;
    let server = SmtpServer::start(Mode::Plain, Behaviour::Temporary(451, 1_000)).await;
    let smtp = client(&app, &server);
    app.report(&report_of("medium")).await;
    work(&app, &smtp).await;
    for _ in 0..3 {
        next_attempt(&app, &smtp).await;
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM escalation").await, 0);
    next_attempt(&app, &smtp).await;
    assert_eq!(
        app.db_count("SELECT COUNT(*) FROM escalation WHERE target = 'duty_person'").await,
        1,
        "five attempts, ten minutes: the next rung"
    );
    server.set_behaviour(Behaviour::Accept);
    app.clock.advance(Duration::hours(2));
    work(&app, &smtp).await;
    let mut everybody = recipients(&server.mails()).into_iter().map(str::to_owned).collect::<Vec<_>>();
    everybody.sort();
    assert_eq!(everybody.iter().filter(|to| *to == "responder@x.example").count(), 2, "the first alert and the rung, each once");
    let ids = message_ids(&server.mails());
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), ids.len());
    assert!(deliveries(&app).await.iter().all(|row| row.state == "sent"));
    app.finish().await;
}

async fn a_mail_cut_off_in_the_middle_is_sent_again_and_arrives_once(app: TestApp) {
    staff(&app).await;
    let server = SmtpServer::start(Mode::Plain, Behaviour::DropDuringData(1)).await;
    let smtp = client(&app, &server);
    app.report(&report_of("high")).await;
    work(&app, &smtp).await;
    assert_eq!(server.mails(), []);
    next_attempt(&app, &smtp).await;
    app.clock.advance(Duration::minutes(30));
    work(&app, &smtp).await;
    assert_eq!(server.mails().len(), 1);
    app.finish().await;
}

/// Nobody can know whether the server kept it: it is sent again under the same name, so that the other side recognises it.
async fn a_mail_without_an_answer_is_repeated_under_the_same_name(app: TestApp) {
    staff(&app).await;
    let server = SmtpServer::start(Mode::Plain, Behaviour::DropAfterData(1)).await;
    let smtp = client(&app, &server);
    app.report(&report_of("high")).await;
    work(&app, &smtp).await;
    next_attempt(&app, &smtp).await;
    let ids = message_ids(&server.mails());
    assert_eq!((ids.len(), &ids[0]), (2, &ids[1]));
    app.clock.advance(Duration::minutes(30));
    work(&app, &smtp).await;
    assert_eq!(server.mails().len(), 2);
    app.finish().await;
}

/// A worker that died after claiming a mail holds it for two minutes, not for ever.
async fn what_a_dead_worker_had_claimed_is_sent_by_another(app: TestApp) {
    staff(&app).await;
    app.report(&report_of("high")).await;
    langnghe::worker::until_quiet(&app.ctx, None).await.unwrap();
    app.db_execute("UPDATE delivery SET claimed_until = '2026-11-21T15:02:00+00:00'").await;
    let server = SmtpServer::start(Mode::Plain, Behaviour::Accept).await;
    let smtp = client(&app, &server);
    work(&app, &smtp).await;
    assert_eq!(server.mails(), []);
    app.clock.advance(Duration::minutes(2));
    work(&app, &smtp).await;
    assert_eq!(server.mails().len(), 1);
    app.finish().await;
}

both!(
    a_temporary_failure_is_tried_again_with_growing_pauses_and_delivered_once,
    a_refused_mailbox_is_not_asked_again_and_the_other_still_gets_its_mail,
    an_alert_that_nobody_takes_climbs_at_once,
    a_reporters_message_that_reaches_nobody_climbs_too,
    a_server_that_is_away_for_long_makes_the_ladder_climb_and_then_gets_everything,
    a_mail_cut_off_in_the_middle_is_sent_again_and_arrives_once,
    a_mail_without_an_answer_is_repeated_under_the_same_name,
    what_a_dead_worker_had_claimed_is_sent_by_another,
);

/// Half a minute of real time, which is why it runs on one database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_speak_blocks_nobody_for_ever() {
    let app = TestApp::sqlite().await;
    staff(&app).await;
    let server = SmtpServer::start(Mode::Plain, Behaviour::SlowGreeting(RealTime::from_hours(1))).await;
    let smtp = client(&app, &server);
    app.report(&report_of("high")).await;
    let begun = Instant::now();
    work(&app, &smtp).await;
    assert!(begun.elapsed() < RealTime::from_secs(45), "{:?}", begun.elapsed());
    let row = deliveries(&app).await.pop().unwrap();
    assert_eq!((row.state.as_str(), row.attempts), ("waiting", 1));
    server.set_behaviour(Behaviour::Accept);
    next_attempt(&app, &smtp).await;
    assert_eq!(server.mails().len(), 1);
    app.finish().await;
}
