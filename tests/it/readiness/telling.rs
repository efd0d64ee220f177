//! Who is told of gaps, how often, and what the mail does not say.

use chrono::Duration;
use langnghe::{kernel::terms::Role, readiness::check::check, worker};

use super::{by_night, gaps, look};
use crate::{
    both,
    support::{COMMITTEE, OFFICE, PARENT, TestApp, acts::MINISTRY},
};

fn subjects(app: &TestApp) -> Vec<(String, String)> {
    app.mailbox.mails().into_iter().map(|mail| (mail.to, mail.subject)).collect()
}

async fn the_office_above_is_told_once_and_again_after_a_week(app: TestApp) {
    for (email, role) in
        [("giam-sat@x.example", Role::Supervisor), ("quan-tri@x.example", Role::Administrator), ("lan@x.example", Role::Responder)]
    {
        app.db_add_staff(email, role, PARENT).await;
    }
    let first = look(&app).await;
    app.work().await;
    assert_eq!(first.told, 1, "nobody else can be reached");
    let mut told = app.mailed();
    told.sort();
    assert_eq!(told, ["giam-sat@x.example", "quan-tri@x.example"], "whoever answers for those below, and nobody twice");
    let mail = app.mailbox.mails().remove(0);
    assert_eq!(mail.subject, "Lắng Nghe: có việc cần xem ở các đơn vị bên dưới");
    // The communes; the department itself is the committee's business.
    assert!(mail.text.contains("có 168 đơn vị") && mail.text.contains("Chưa có ai trả lời được: 168 đơn vị"), "{}", mail.text);
    assert!(mail.text.contains("/oversight/readiness"), "{}", mail.text);
    assert!(!mail.text.contains("ubnd-") && !mail.text.contains("phường"), "a summary, no list: {}", mail.text);

    for days in [1, 2, 3] {
        app.clock.advance(Duration::days(days));
        assert_eq!(look(&app).await.told, 0, "nothing is new");
    }
    app.clock.advance(Duration::days(1));
    assert_eq!(look(&app).await.told, 1, "a week has passed");
    // Something new below.
    app.db_add_staff("minh@x.example", Role::Responder, OFFICE).await;
    let news = look(&app).await;
    assert_eq!((news.told, gaps(&app, OFFICE).await), (1, vec!["never_signed_in".to_owned(), "no_second_person".to_owned()]));
    app.work().await;
    assert_eq!(app.mailed().len(), 6);
    app.finish().await;
}

async fn an_office_above_that_cannot_be_reached_is_passed(app: TestApp) {
    app.db_add_staff("bo@x.example", Role::Supervisor, MINISTRY).await;
    look(&app).await;
    app.work().await;
    assert_eq!(subjects(&app).len(), 1, "the ministry alone, once, for the whole country");
    assert!(
        app.mailbox.mails()[0].text.contains("3.389") || app.mailbox.mails()[0].text.contains("3389"),
        "{}",
        app.mailbox.mails()[0].text
    );
    app.db_add_staff("tinh@x.example", Role::Lead, COMMITTEE).await;
    app.clock.advance(Duration::days(8));
    look(&app).await;
    app.work().await;
    let told: Vec<String> = app.mailed().into_iter().skip(1).collect();
    assert!(told.contains(&"tinh@x.example".to_owned()) && told.contains(&"bo@x.example".to_owned()), "{told:?}");
    app.finish().await;
}

async fn where_nobody_can_be_told_the_gap_waits_for_the_first_who_can(app: TestApp) {
    assert_eq!(look(&app).await.told, 0);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM alert").await, 0);
    app.db_add_staff("lead@x.example", Role::Lead, PARENT).await;
    assert_eq!(look(&app).await.told, 1);
    app.finish().await;
}

async fn every_office_is_looked_at_once_a_night_however_many_workers_run(app: TestApp) {
    app.db_add_staff("lead@x.example", Role::Lead, PARENT).await;
    by_night(&app).await;
    let mut tasks = Vec::new();
    for _ in 0..4 {
        let (process, mailbox) = (app.another_process().await, app.mailbox.clone());
        tasks.push(tokio::spawn(async move {
            let done = worker::until_quiet(&process, Some(&mailbox)).await.unwrap();
            process.db.clone().close().await;
            done.readiness
        }));
    }
    let mut looks = 0;
    for task in tasks {
        looks += task.await.unwrap();
    }
    assert_eq!((looks, app.mailed().len()), (1, 1));
    // Saturday 22:00: Sunday 01:59 is the same day's look, 02:00 is the next.
    app.advance(Duration::minutes(239)).await;
    assert_eq!(worker::until_quiet(&app.ctx, None).await.unwrap().readiness, 0);
    app.clock.advance(Duration::minutes(1));
    assert_eq!(worker::until_quiet(&app.ctx, None).await.unwrap().readiness, 1);
    app.finish().await;
}

/// Two looks at the same instant write one row a gap and one alert an office.
async fn looks_at_the_same_time_tell_once(app: TestApp) {
    app.db_add_staff("lead@x.example", Role::Lead, PARENT).await;
    let (one, other) = (app.another_process().await, app.another_process().await);
    let (first, second) = tokio::join!(check(&one), check(&other));
    assert_eq!(first.unwrap().told + second.unwrap().told, 1);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM alert").await, 1);
    one.db.clone().close().await;
    other.db.clone().close().await;
    app.finish().await;
}

/// A worker that died while looking holds nothing up for longer than ten minutes, and the day is not counted as done.
async fn a_worker_that_dies_while_looking_is_followed_by_another(app: TestApp) {
    app.db_add_staff("lead@x.example", Role::Lead, PARENT).await;
    by_night(&app).await;
    assert!(worker::lease::take(&app.ctx, "readiness-look", Duration::minutes(10)).await.unwrap(), "the one that dies");
    assert_eq!(worker::until_quiet(&app.ctx, None).await.unwrap().readiness, 0);
    app.clock.advance(Duration::minutes(10));
    assert_eq!(worker::until_quiet(&app.ctx, None).await.unwrap().readiness, 1);
    app.finish().await;
}

both!(
    the_office_above_is_told_once_and_again_after_a_week,
    an_office_above_that_cannot_be_reached_is_passed,
    where_nobody_can_be_told_the_gap_waits_for_the_first_who_can,
    every_office_is_looked_at_once_a_night_however_many_workers_run,
    looks_at_the_same_time_tell_once,
    a_worker_that_dies_while_looking_is_followed_by_another,
);
