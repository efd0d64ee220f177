//! Several workers at once, each with pools of its own: every rung told once, every mail sent once.

use std::{collections::BTreeMap, time::Duration as RealTime};

use chrono::Duration;
use langnghe::{
    notification::transport::{Mail, Mailbox, SendError, Sending, Transport},
    worker,
};
use sea_orm::DbBackend;

use super::staff_everywhere;
use crate::{
    both,
    support::{TestApp, acts::report_of},
};

const CASES: usize = 50;

/// `PostgreSQL` bears many workers; on `SQLite` two processes take turns at the one writer.
fn workers(app: &TestApp) -> usize {
    if app.ctx.db.backend() == DbBackend::Postgres { 8 } else { 2 }
}

/// Lets all workers loose until each of them finds nothing more to do.
async fn work_at_once(app: &TestApp, transport: impl Transport + Clone + 'static) {
    let mut tasks = Vec::new();
    for _ in 0..workers(app) {
        let (process, transport) = (app.another_process().await, transport.clone());
        tasks.push(tokio::spawn(async move {
            worker::until_quiet(&process, Some(&transport)).await.unwrap();
            process.db.clone().close().await;
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
}

async fn the_clock_never_sleeps(app: TestApp) {
    staff_everywhere(&app).await;
    let mut cases = Vec::new();
    for number in 0..CASES {
        cases.push(app.report(&report_of(["emergency", "high"][number % 2])).await);
    }
    app.clock.advance(Duration::minutes(130));
    work_at_once(&app, app.mailbox.clone()).await;
    // Emergency: 3 at once, chair, health, province; chair, health of the contact; and health has to decide, from the second miss on.
    // High: 1 at once, duty person, chair.
    let expected = CASES / 2 * (9 + 3);
    let mut sent: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    for mail in app.mailbox.mails() {
        let case = cases.iter().find(|case| mail.text.contains(case.as_str())).expect("a case code in every mail").clone();
        *sent.entry((case, mail.to.clone(), mail.text.clone())).or_default() += 1;
    }
    let twice: Vec<_> = sent.iter().filter(|(_, times)| **times > 1).collect();
    assert_eq!(twice, Vec::<(&_, &_)>::new(), "no mail twice");
    assert_eq!(app.mailbox.mails().len(), expected);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM delivery WHERE state = 'sent' AND attempts = 1").await, i64::try_from(expected).unwrap());
    // 0 %, 0 %, chair, health, province of the acknowledgement; chair and health of the contact | duty person, chair.
    let rungs = i64::try_from(CASES / 2 * (7 + 2)).unwrap();
    assert_eq!(app.db_count("SELECT COUNT(*) FROM escalation WHERE outcome = 'told'").await, rungs);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'escalated'").await, rungs);
    let without_key = "SELECT COUNT(*) FROM case_grant g WHERE NOT EXISTS \
        (SELECT 1 FROM envelope e WHERE e.case_id = g.case_id AND e.recipient = g.office_code AND e.part = 'case')";
    assert_eq!(app.db_count(without_key).await, 0, "whoever was told can read");
    work_at_once(&app, app.mailbox.clone()).await;
    assert_eq!(app.mailbox.mails().len(), expected, "and a second run adds nothing");
    app.finish().await;
}

/// A mail server that refuses one address for good, slowly enough that several workers stand before it at once.
#[derive(Clone)]
struct Refusing(Mailbox);

impl Transport for Refusing {
    fn send<'a>(&'a self, mail: &'a Mail) -> Sending<'a> {
        Box::pin(async move {
            tokio::time::sleep(RealTime::from_millis(20)).await;
            if mail.to.contains("responder") { Err(SendError::Permanent("550".into())) } else { self.0.send(mail).await }
        })
    }
}

/// Two mailboxes of one alert, refused in the same instant before two workers: one of them must notice that nobody is left.
async fn workers_that_are_refused_at_once_still_climb(app: TestApp) {
    staff_everywhere(&app).await;
    app.db_add_staff("responder-too@x.example", langnghe::kernel::terms::Role::Responder, crate::support::OFFICE).await;
    for _ in 0..12 {
        app.report(&report_of("high")).await;
    }
    work_at_once(&app, Refusing(app.mailbox.clone())).await;
    // The duty person's rung is refused like the first alert, so that the chair is told at once.
    let told = "SELECT COUNT(DISTINCT case_id) FROM escalation WHERE target = 'chair' AND outcome = 'told'";
    assert_eq!(app.db_count(told).await, 12);
    app.finish().await;
}

/// The table of one reconciler is gone, so that it fails in every round: the mails of the others go out as fast as ever.
async fn a_reconciler_that_keeps_failing_does_not_slow_the_others_down(app: TestApp) {
    staff_everywhere(&app).await;
    for _ in 0..CASES {
        app.report(&report_of("high")).await;
    }
    app.db_execute("ALTER TABLE session RENAME TO session_elsewhere").await;
    let unfinished = worker::until_quiet(&app.ctx, Some(&app.mailbox)).await.unwrap_err();
    assert_eq!((unfinished.done.sent, app.mailed().len()), (CASES, CASES), "more than one round's worth");
    assert_eq!(unfinished.done.checkpoints, 1);
    app.db_execute("ALTER TABLE session_elsewhere RENAME TO session").await;
    app.finish().await;
}

/// A delivery that is there already makes its alert impossible to address, again and again.
async fn an_alert_that_cannot_be_addressed_is_told_and_keeps_no_other_waiting(app: TestApp) {
    staff_everywhere(&app).await;
    for _ in 0..5 {
        app.report(&report_of("high")).await;
    }
    let in_the_way = "INSERT INTO delivery (id, alert_id, address, language, urgency, state, attempts, next_attempt_at) \
        SELECT id, id, 'responder@x.example', 'vi', urgency, 'refused', 1, created_at FROM alert ORDER BY id LIMIT 1";
    app.db_execute(in_the_way).await;
    let unfinished = worker::until_quiet(&app.ctx, Some(&app.mailbox)).await.unwrap_err();
    assert_eq!((unfinished.done.addressed, unfinished.done.sent), (4, 4));
    app.db_execute("DELETE FROM delivery WHERE state = 'refused'").await;
    app.finish().await;
}

both!(
    the_clock_never_sleeps,
    workers_that_are_refused_at_once_still_climb,
    a_reconciler_that_keeps_failing_does_not_slow_the_others_down,
    an_alert_that_cannot_be_addressed_is_told_and_keeps_no_other_waiting,
);
