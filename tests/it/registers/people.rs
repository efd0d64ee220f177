//! People from a file: no password, no way in, no staffed office; who is there is changed in their own chain.

use std::fmt::Write;

use std::time::Instant;

use langnghe::{
    kernel::terms::Role,
    registers::{Fault, Place, Register, Registrar, apply},
};
use serde_json::json;

use super::{administrator, bring, counts, refused, take_out};
use crate::{
    administration::{accept, token_for},
    both,
    support::{
        OFFICE, PARENT, PASSWORD, TestApp,
        acts::{NEXT_DOOR, OFFICE_NEXT_DOOR, report_of},
    },
};

const HEAD: &str = "email,name,role,office\n";
/// As many as the country might bring in at once.
const MANY: usize = 20_000;

async fn staffed(app: &TestApp, office: &str) -> bool {
    app.db_count(&format!("SELECT COUNT(*) FROM office WHERE code = '{office}' AND staffed")).await == 1
}

async fn nobody_signs_in_without_a_password_and_trying_takes_as_long(app: TestApp) {
    let imported = bring(&app, Register::Staff, format!("{HEAD}moi@x.example,Mới,lead,{OFFICE}\n")).await.unwrap();
    assert_eq!((imported.counts, imported.people.len()), (counts(1, 0, 0), 1));
    app.db_add_staff("cu@x.example", Role::Responder, OFFICE_NEXT_DOOR).await;
    assert!(!staffed(&app, OFFICE).await, "who cannot sign in cannot answer");
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..5 {
        for (of, (email, password)) in
            times.iter_mut().zip([("moi@x.example", "another long password"), ("cu@x.example", "another long password")])
        {
            let began = Instant::now();
            app.visitor().post("/api/v1/sessions", &json!({"email": email, "password": password})).await.expect(401);
            of.push(began.elapsed());
        }
    }
    for password in ["", " ", PASSWORD, "$argon2id$"] {
        // Whoever guesses waits; that is another promise.
        app.clock.advance(chrono::Duration::hours(1));
        app.visitor().post("/api/v1/sessions", &json!({"email": "moi@x.example", "password": password})).await.expect(401);
    }
    let [new, old] = times.map(|mut of| {
        of.sort_unstable();
        of[of.len() / 2].as_secs_f64()
    });
    assert!((0.4..2.5).contains(&(new / old)), "without a password {new:.4} s, with one {old:.4} s");
    app.finish().await;
}

/// A mail to somebody who cannot sign in tells nobody, and the ladder has to know that.
async fn nobody_is_alerted_before_they_can_sign_in(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    bring(&app, Register::Staff, format!("{HEAD}moi@x.example,Mới,responder,{OFFICE}\nsep@x.example,Mới,lead,{OFFICE}\n")).await.unwrap();
    app.report(&report_of("high")).await;
    app.advance(chrono::Duration::hours(3)).await;
    assert!(app.mailed().contains(&"lan@x.example".to_owned()), "{:?}", app.mailed());
    for new in ["moi@x.example", "sep@x.example"] {
        let mails = app.mailbox.mails();
        let own: Vec<_> = mails.iter().filter(|mail| mail.to == new).collect();
        assert_eq!(own.len(), 1, "{new}");
        assert!(own[0].text.contains("/desk/invitation?t="), "only the invitation: {}", own[0].text);
    }
    app.finish().await;
}

async fn waiting(app: &TestApp) -> i64 {
    app.db_count("SELECT COUNT(*) FROM staff WHERE to_invite_since IS NOT NULL").await
}

fn letters(app: &TestApp, to: &str) -> usize {
    app.mailbox.mails().iter().filter(|mail| mail.to == to && mail.text.contains("/desk/invitation?t=")).count()
}

async fn whoever_came_by_a_table_is_invited_once_and_can_begin(app: TestApp) {
    app.db_add_staff("tren@x.example", Role::Supervisor, PARENT).await;
    let file = format!("{HEAD}moi@x.example,Người mới,responder,{OFFICE}\nsep@x.example,Sếp mới,lead,{OFFICE}\n");
    bring(&app, Register::Staff, &file).await.unwrap();
    assert_eq!(waiting(&app).await, 2);
    app.work().await;
    bring(&app, Register::Staff, &file).await.unwrap();
    app.work().await;
    assert_eq!((waiting(&app).await, letters(&app, "moi@x.example"), letters(&app, "sep@x.example")), (0, 1, 1));
    let told: Vec<_> = app.mailbox.mails().into_iter().filter(|mail| mail.to == "tren@x.example").collect();
    assert_eq!(told.len(), 1, "one letter an office, not one a person");
    assert!(told[0].text.contains("Người mới, Sếp mới") || told[0].text.contains("Sếp mới, Người mới"), "{}", told[0].text);
    let invited = "SELECT COUNT(*) FROM audit_entry WHERE event = 'invited' AND actor = 'system'";
    assert_eq!(app.db_count(invited).await, 2);
    accept(&app, &token_for(&app, "moi@x.example"), PASSWORD).await.expect(204);
    assert!(staffed(&app, OFFICE).await);
    app.sign_in("moi@x.example").await;
    app.finish().await;
}

async fn nobody_is_invited_to_an_office_that_does_not_work(app: TestApp) {
    let file =
        format!("{HEAD}moi@x.example,Mới,responder,{OFFICE}\nben@x.example,Bên,lead,{OFFICE_NEXT_DOOR}\ndi@x.example,Đi,lead,{PARENT}\n");
    bring(&app, Register::Staff, file).await.unwrap();
    app.db_execute(&format!("UPDATE office SET suspended = TRUE WHERE code = '{OFFICE}'")).await;
    app.db_execute(&format!("UPDATE office SET merged_into = '{PARENT}' WHERE code = '{OFFICE_NEXT_DOOR}'")).await;
    // Not a row that the desk wrote: nobody, and nobody who keeps others waiting.
    app.db_execute("UPDATE staff SET role = 'supervisor' WHERE email = 'di@x.example'").await;
    app.work().await;
    assert_eq!((letters(&app, "moi@x.example"), letters(&app, "ben@x.example"), letters(&app, "di@x.example")), (0, 0, 0));
    assert_eq!(waiting(&app).await, 2);
    app.db_execute(&format!("UPDATE office SET suspended = FALSE WHERE code = '{OFFICE}'")).await;
    app.work().await;
    assert_eq!((letters(&app, "moi@x.example"), letters(&app, "ben@x.example"), waiting(&app).await), (1, 0, 1));
    app.finish().await;
}

async fn a_second_import_updates_and_both_offices_are_counted_again(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    let lan = app.sign_in("lan@x.example").await;
    assert!(staffed(&app, OFFICE).await && !staffed(&app, OFFICE_NEXT_DOOR).await);
    let file =
        |name: &str, role: &str, office: &str| format!("{HEAD}LAN@x.example ,{name},{role},{office}\nmoi@x.example,Mới,lead,{OFFICE}\n");
    assert_eq!(bring(&app, Register::Staff, file("Lan", "responder", OFFICE_NEXT_DOOR)).await.unwrap().counts, counts(1, 1, 0));
    assert!(!staffed(&app, OFFICE).await, "the only one who could answer has gone");
    assert!(staffed(&app, OFFICE_NEXT_DOOR).await);
    app.report(&crate::support::acts::report_from(NEXT_DOOR, "high")).await;
    assert_eq!(lan.queue().await.len(), 1, "the session goes on, at the new office");
    app.sign_in("lan@x.example").await;
    assert_eq!(bring(&app, Register::Staff, file("Lan", "operator", OFFICE_NEXT_DOOR)).await.unwrap().counts, counts(0, 1, 1));
    assert!(!staffed(&app, OFFICE_NEXT_DOOR).await, "an operator answers for nothing");
    assert_eq!(bring(&app, Register::Staff, file("Lan", "operator", OFFICE_NEXT_DOOR)).await.unwrap().counts, counts(0, 0, 2));
    let events = app.db_texts("SELECT event FROM audit_entry WHERE chain LIKE 'staff:%' AND event LIKE 'staff_%' ORDER BY event").await;
    assert_eq!(events, ["staff_added", "staff_added", "staff_changed", "staff_changed"]);
    let imports = app.db_texts("SELECT detail FROM audit_entry WHERE event = 'register_imported' ORDER BY seq").await;
    assert_eq!(imports, ["staff 1 1", "staff 0 1"], "an import that changes nothing is no event");
    app.finish().await;
}

/// Otherwise whoever can write the database would plant a row with a password of theirs and wait for the next import to sign it.
async fn a_row_that_the_desk_did_not_write_is_never_taken_over(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    app.db_execute("UPDATE staff SET role = 'lead' WHERE email = 'lan@x.example'").await;
    let file = format!("{HEAD}lan@x.example,Lan,responder,{OFFICE}\n");
    assert_eq!(refused(&app, &Registrar::system(), Register::Staff, file).await, [(Place::Cell(2, "email"), Fault::NotAuthentic)]);
    assert!(!String::from_utf8(take_out(&app, &Registrar::system(), Register::Staff).await).unwrap().contains("lan@"));
    app.finish().await;
}

async fn closed_offices_and_ones_own_row_are_left_alone(app: TestApp) {
    let by = administrator(&app, "tinh@x.example", PARENT).await;
    app.db_add_staff("cu@x.example", Role::Lead, OFFICE).await;
    app.db_execute(&format!("UPDATE office SET suspended = TRUE WHERE code = '{OFFICE}'")).await;
    let found = refused(&app, &by, Register::Staff, format!("{HEAD}a@x.example,A,lead,{OFFICE}\ntinh@x.example,T,lead,{PARENT}\n")).await;
    assert_eq!(found, [(Place::Cell(2, "office"), Fault::OfficeClosed), (Place::Cell(3, "email"), Fault::OwnRow)]);
    let renamed = format!("{HEAD}tinh@x.example,Tên mới,administrator,{PARENT}\ncu@x.example,Tên mới,lead,{OFFICE}\n");
    assert_eq!(apply(&app.ctx, &by, Register::Staff, renamed.into_bytes()).await.unwrap().counts, counts(0, 2, 0));
    app.finish().await;
}

async fn twenty_thousand_people_come_in_at_once(app: TestApp) {
    let communes = app.db_texts("SELECT code FROM office WHERE kind = 'commune_pc' ORDER BY code").await;
    let mut file = HEAD.to_owned();
    for (number, office) in (0..MANY).zip(communes.iter().cycle()) {
        writeln!(file, "can-bo-{number}@xa.example,Cán bộ số {number},responder,{office}").unwrap();
    }
    let began = Instant::now();
    let imported = bring(&app, Register::Staff, &file).await.unwrap();
    let took = began.elapsed();
    assert_eq!((imported.counts.added, imported.people.len()), (MANY, MANY));
    let began = Instant::now();
    assert_eq!(bring(&app, Register::Staff, &file).await.unwrap().counts, counts(0, 0, MANY));
    eprintln!("{MANY} people, unoptimised, {:?}: {took:?}; the same again: {:?}", app.ctx.db.backend(), began.elapsed());
    let entered = app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'staff_added'").await;
    assert_eq!(usize::try_from(entered).unwrap(), MANY);
    // Whoever waits is invited before a test ends: twenty thousand letters, a quarter of an hour, and another test's promise.
    app.db_execute("UPDATE staff SET to_invite_since = NULL").await;
    app.finish().await;
}

both!(
    nobody_signs_in_without_a_password_and_trying_takes_as_long,
    nobody_is_alerted_before_they_can_sign_in,
    whoever_came_by_a_table_is_invited_once_and_can_begin,
    nobody_is_invited_to_an_office_that_does_not_work,
    a_second_import_updates_and_both_offices_are_counted_again,
    a_row_that_the_desk_did_not_write_is_never_taken_over,
    closed_offices_and_ones_own_row_are_left_alone,
    twenty_thousand_people_come_in_at_once,
);
