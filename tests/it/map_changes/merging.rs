//! Communes that merge, with people, open cases and secrets.

use chrono::Duration;
use langnghe::{
    kernel::{Actor, codes::CommuneCode, terms::Role},
    localities::{OfficeKind, store},
    map_changes,
    registers::{self, Register, Registrar},
    worker,
};
use serde_json::json;

use super::{HEIR, OFFICE_HEIR, custody, day_breaks, excluded, line, loaded, merger, report_kept_from};
use crate::{
    both,
    support::{
        COMMITTEE, COMMUNE, OFFICE, PARENT, POLICE, TestApp,
        acts::{report_from, report_of},
    },
};

async fn a_merger_takes_open_cases_and_people_along_and_no_clock_moves(app: TestApp) {
    let before = app.staff(Role::Responder, OFFICE).await;
    let heir = app.staff(Role::Lead, OFFICE_HEIR).await;
    let (open, new, closed) =
        (app.report(&report_of("high")).await, app.report(&report_of("medium")).await, app.report(&report_of("high")).await);
    app.take(&before, &open, "high").await;
    app.take(&before, &closed, "high").await;
    let above = app.staff(Role::Lead, PARENT).await;
    app.close_as_spam(&above, &closed).await;
    app.work().await;
    let told_before = app.db_case(&open).await;
    let deadlines = "SELECT policy_id || ' ' || due_at FROM deadline ORDER BY id";
    let deadlines =
        if app.ctx.db.backend() == sea_orm::DbBackend::Postgres { deadlines.replace("due_at", "due_at::text") } else { deadlines.into() };
    let clocks = app.db_texts(&deadlines).await;

    merger(&app).await;
    app.advance(Duration::minutes(60)).await;
    for client in [&before, &heir, &above] {
        client.queue().await;
    }
    app.advance(Duration::minutes(59)).await;
    assert_eq!(before.queue().await.len(), 2, "before its day nothing moves");
    heir.get(&format!("/api/v1/cases/{open}")).await.expect(404);
    app.clock.advance(Duration::minutes(1));
    app.work().await;

    assert_eq!(custody(&app, &open).await, [format!("{OFFICE} routed"), format!("{OFFICE_HEIR} ordered")]);
    let case = app.db_case(&open).await;
    assert_eq!((case.commune_code.as_deref(), case.province_code.as_deref()), (Some(HEIR), Some("79")));
    assert!(!case.needs_locating, "a merger leaves nothing to find out");
    assert_eq!((case.due_at, case.assigned_to), (told_before.due_at, told_before.assigned_to), "who works on it goes on with it");
    assert!(case.assigned_to.is_some());
    assert!(clocks.iter().all(|clock| !clock.is_empty()) && app.db_texts(&deadlines).await == clocks, "no clock moved");
    before.get("/api/v1/cases").await.expect(401);
    let email = app.db_texts(&format!("SELECT email FROM staff WHERE office_code = '{OFFICE_HEIR}' AND role = 'responder'")).await;
    let again = app.sign_in(&email[0]).await;
    for client in [&again, &heir] {
        let mut queue = client.queue().await;
        queue.sort();
        let mut both = vec![open.clone(), new.clone()];
        both.sort();
        assert_eq!(queue, both);
        assert_eq!(client.open(&open).await["opened"]["reports"][0]["story"], "x", "with a key of their own");
    }
    let old = app.db_case(&closed).await;
    assert_eq!((old.commune_code.as_deref(), old.office_code.as_str()), (Some(COMMUNE), OFFICE), "what is closed keeps its place");
    assert_eq!(above.open(&closed).await["office"]["code"], OFFICE);
    let office = format!("SELECT merged_into FROM office WHERE code = '{OFFICE}' AND suspended AND NOT staffed");
    assert_eq!(app.db_texts(&office).await, [OFFICE_HEIR]);
    assert_eq!(
        app.db_count(&format!(
            "SELECT COUNT(*) FROM envelope WHERE recipient = '{OFFICE}' AND case_id IN (SELECT id FROM case_file WHERE closed_at IS NULL)"
        ))
        .await,
        0
    );
    assert_eq!(app.db_count("SELECT COUNT(*) FROM map_change WHERE applied_at IS NOT NULL").await, 0, "others may not know yet");
    app.advance(Duration::minutes(11)).await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM map_change WHERE applied_at IS NOT NULL").await, 1);
    app.finish().await;
}

async fn a_merger_never_lets_in_who_must_not_know(app: TestApp) {
    app.db_add_police().await;
    app.db_add_office("ca-26743", OfficeKind::CommunePolice, Some(HEIR), false).await;
    for office in [OFFICE, OFFICE_HEIR, PARENT, COMMITTEE, POLICE, "ca-26743"] {
        app.db_add_staff(&format!("lan@{office}.example"), Role::Lead, office).await;
    }
    let from_police = app.report(&report_kept_from("commune_police")).await;
    let from_committee = app.report(&report_kept_from("commune_committee")).await;
    let from_everybody = app.report(&report_kept_from("whole_commune")).await;
    // Somebody at the committee that ends must not know of a case next door: they will work there.
    let next_door = app.report(&report_from(HEIR, "high")).await;
    let id = format!("(SELECT id FROM case_file WHERE code = '{next_door}')");
    app.db_execute(&format!(
        "INSERT INTO exclusion (case_id, party, source, created_at) SELECT id, '{OFFICE}', 'relation', opened_at FROM case_file WHERE id = {id}"
    ))
    .await;
    let closed = app.report(&report_kept_from("commune_committee")).await;
    app.close_as_spam(&app.sign_in(&format!("lan@{COMMITTEE}.example")).await, &closed).await;
    merger(&app).await;
    day_breaks(&app).await;

    for (case, names) in [
        (&from_police, vec![format!("commune_police@{HEIR}")]),
        (&from_committee, vec![format!("commune_pc@{HEIR}"), OFFICE_HEIR.to_owned()]),
        (&from_everybody, vec![format!("*@{HEIR}"), OFFICE_HEIR.to_owned()]),
        (&next_door, vec![OFFICE_HEIR.to_owned(), OFFICE.to_owned()]),
        (&closed, vec![format!("commune_pc@{HEIR}")]),
    ] {
        let excluded = excluded(&app, case).await;
        assert!(names.iter().all(|name| excluded.contains(name)), "{names:?} in {excluded:?}");
    }
    assert_eq!(custody(&app, &next_door).await, [format!("{OFFICE_HEIR} routed"), format!("{PARENT} gap")]);
    assert!(custody(&app, &from_police).await.last().unwrap().starts_with(OFFICE_HEIR));
    for (who, hidden) in [
        (POLICE, vec![&from_police, &from_everybody]),
        ("ca-26743", vec![&from_police, &from_everybody]),
        (OFFICE, vec![&from_committee, &from_everybody, &next_door, &closed]),
        (OFFICE_HEIR, vec![&from_committee, &from_everybody, &next_door, &closed]),
    ] {
        let client = app.sign_in(&format!("lan@{who}.example")).await;
        for case in hidden {
            client.get(&format!("/api/v1/cases/{case}")).await.expect(404);
            let id = format!("(SELECT id FROM case_file WHERE code = '{case}')");
            let office = if who == OFFICE { OFFICE_HEIR } else { who };
            let keys = app.db_count(&format!("SELECT COUNT(*) FROM envelope WHERE case_id = {id} AND recipient = '{office}'")).await;
            assert_eq!(keys, 0, "{office} holds a key to {case}");
        }
    }
    app.finish().await;
}

/// Two communes become one that is new: it has a committee, keys, and the people of both.
/// More cases than one round leads on: those that wait for the next are still whole where they were.
async fn a_case_that_waits_for_the_next_round_has_not_moved_in_part(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    app.staff(Role::Lead, OFFICE_HEIR).await;
    for _ in 0..60 {
        app.report(&report_of("medium")).await;
    }
    merger(&app).await;
    app.clock.advance(Duration::hours(2));
    let led = format!("SELECT COUNT(*) FROM case_file WHERE commune_code = '{HEIR}'");
    let half = format!("SELECT COUNT(*) FROM case_file WHERE (commune_code = '{HEIR}') <> (office_code = '{OFFICE_HEIR}')");
    let mut waited = 0;
    while app.db_count(&led).await < 60 {
        worker::round(&app.ctx, None).await.unwrap();
        assert_eq!(app.db_count(&half).await, 0, "place and custody move together");
        waited += i64::from(app.db_count(&led).await < 60);
    }
    assert!(waited > 0, "one round led them all: the promise was not tried");
    app.finish().await;
}

async fn a_new_commune_has_its_office_from_the_first_minute(app: TestApp) {
    let first = app.report(&report_of("high")).await;
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    let second = app.report(&report_of("high")).await;
    app.db_add_police().await;
    assert_eq!(custody(&app, &first).await.len(), 1);
    let communes = "99001,Bến Mơ,Phường Bến Mơ,phuong,79,,\n";
    loaded(&app, communes, &(line(COMMUNE, "99001", "merged", "") + &line(HEIR, "99001", "merged", ""))).await;
    day_breaks(&app).await;
    let lan = app.sign_in("lan@x.example").await;
    assert_eq!(custody(&app, &second).await, [format!("{OFFICE} routed"), "ubnd-99001 ordered".to_owned()]);
    assert_eq!(lan.open(&second).await["opened"]["reports"][0]["story"], "x");
    assert_eq!(app.db_texts("SELECT name FROM office WHERE code = 'ubnd-99001' AND staffed").await, ["Ủy ban nhân dân phường Bến Mơ"]);
    assert_eq!(app.db_texts(&format!("SELECT commune_code FROM office WHERE code = '{POLICE}'")).await, ["99001"]);
    let later = app.report(&report_from("99001", "high")).await;
    assert_eq!(app.db_case(&later).await.office_code, "ubnd-99001");
    app.finish().await;
}

/// Nobody worked in either: the cases are where they were, at the office above, and the place is the new one.
async fn where_nobody_answers_the_office_above_goes_on(app: TestApp) {
    app.db_add_staff("above@x.example", Role::Lead, PARENT).await;
    let gap = app.report(&report_of("high")).await;
    merger(&app).await;
    day_breaks(&app).await;
    assert_eq!(custody(&app, &gap).await, [format!("{PARENT} gap")]);
    assert_eq!(app.db_case(&gap).await.commune_code.as_deref(), Some(HEIR));
    app.finish().await;
}

/// The only person of the office that ends has left: its case goes up rather than to an empty room.
async fn a_case_never_goes_to_an_empty_room(app: TestApp) {
    app.db_add_staff("above@x.example", Role::Lead, PARENT).await;
    app.db_add_staff("lan@x.example", Role::Supervisor, OFFICE).await;
    app.db_execute(&format!("UPDATE office SET staffed = TRUE WHERE code = '{OFFICE}'")).await;
    let case = app.report(&report_of("high")).await;
    merger(&app).await;
    day_breaks(&app).await;
    assert_eq!(custody(&app, &case).await, [format!("{OFFICE} routed"), format!("{PARENT} gap")]);
    assert!(app.mailed().contains(&"above@x.example".to_owned()));
    app.finish().await;
}

/// Whoever is only invited yet comes along and makes no office staffed: nobody could sign in there.
async fn somebody_without_a_password_makes_the_successor_no_office_that_answers(app: TestApp) {
    let people = format!("email,name,role,office\nmoi@x.example,Mới,responder,{OFFICE}\n");
    registers::apply(&app.ctx, &Registrar::system(), Register::Staff, people.into_bytes()).await.unwrap();
    merger(&app).await;
    day_breaks(&app).await;
    assert_eq!(app.db_texts("SELECT office_code FROM staff").await, [OFFICE_HEIR]);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM office WHERE staffed").await, 0);
    app.finish().await;
}

/// A row that somebody forged in the database does not become genuine by moving.
async fn a_forged_member_of_staff_is_not_made_genuine(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    app.db_add_staff("minh@x.example", Role::Responder, OFFICE).await;
    app.db_execute("UPDATE staff SET role = 'lead' WHERE email = 'minh@x.example'").await;
    merger(&app).await;
    day_breaks(&app).await;
    assert_eq!(app.db_texts("SELECT office_code FROM staff ORDER BY email").await, [OFFICE_HEIR, OFFICE]);
    app.sign_in("lan@x.example").await;
    let body = json!({"email": "minh@x.example", "password": crate::support::PASSWORD});
    app.visitor().post("/api/v1/sessions", &body).await.expect(401);
    app.finish().await;
}

async fn an_old_name_or_code_leads_to_the_new_commune(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE_HEIR).await;
    let stale = app.another_process().await;
    merger(&app).await;
    day_breaks(&app).await;
    let found = app.visitor().get("/api/v1/localities?q=Ph%C6%B0%E1%BB%9Dng%20S%C3%A0i%20G%C3%B2n").await.expect(200).json();
    let first = &found[0];
    assert_eq!(first["code"], HEIR, "{found}");
    assert!(first["was"].as_str().unwrap().starts_with("Phường Sài Gòn"), "{found}");
    let case = app.report(&report_of("high")).await;
    let row = app.db_case(&case).await;
    assert_eq!((row.commune_code.as_deref(), row.office_code.as_str(), row.needs_locating), (Some(HEIR), OFFICE_HEIR, false));
    let gps = json!({"story": "x", "category": "violence", "place": {"lat": 10.78093, "lon": 106.70418, "accuracy_m": 10}});
    assert_eq!(app.db_case(&app.report(&gps).await).await.commune_code.as_deref(), Some(HEIR));

    // A process that has not heard of it yet takes a report in: it is led on like the others, long after the change was applied.
    app.advance(Duration::minutes(30)).await;
    assert!(stale.places.commune(&CommuneCode::parse(COMMUNE).unwrap()).is_some());
    let client = crate::support::Client::new(langnghe::lifecycle::router(&stale, langnghe::vault::Face::Both), None);
    let late = client.report(&report_of("high")).await["case_code"].as_str().unwrap().to_owned();
    assert_eq!(app.db_case(&late).await.commune_code.as_deref(), Some(COMMUNE));
    app.work().await;
    let row = app.db_case(&late).await;
    assert_eq!(row.commune_code.as_deref(), Some(HEIR));
    map_changes::refresh(&stale).await.unwrap();
    assert!(stale.places.commune(&CommuneCode::parse(COMMUNE).unwrap()).is_none());
    stale.db.clone().close().await;
    app.finish().await;
}

/// Seeding again, and a map that was loaded anew, still know of the change.
async fn seeding_again_does_not_undo_a_change(app: TestApp) {
    merger(&app).await;
    day_breaks(&app).await;
    assert_eq!(store::seed_all(&app.ctx.db).await.unwrap(), 0, "nothing is new");
    let places = store::load(&app.ctx.db).await.unwrap();
    assert!(places.commune(&CommuneCode::parse(COMMUNE).unwrap()).is_none());
    assert_eq!(app.db_count(&format!("SELECT COUNT(*) FROM office WHERE code = '{OFFICE}' AND suspended")).await, 1);
    app.finish().await;
}

/// Several workers at once: each case moves once.
async fn any_number_of_workers_moves_a_case_once(app: TestApp) {
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    app.db_add_staff("minh@x.example", Role::Responder, OFFICE_HEIR).await;
    for _ in 0..12 {
        app.report(&report_of("medium")).await;
    }
    merger(&app).await;
    let (one, two) = (app.another_process().await, app.another_process().await);
    app.clock.advance(Duration::hours(2));
    let (a, b, c) = tokio::join!(map_changes::reconcile(&one), map_changes::reconcile(&two), map_changes::reconcile(&app.ctx));
    assert_eq!(a.unwrap() + b.unwrap() + c.unwrap(), 13, "one change and twelve cases");
    app.work().await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM custody").await, 24);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'case_followed_map'").await, 12);
    one.db.clone().close().await;
    two.db.clone().close().await;
    app.finish().await;
}

async fn a_change_can_be_taken_back_before_its_day_only(app: TestApp) {
    let id = merger(&app).await;
    langnghe::map_changes::load::withdraw(&app.ctx, Actor::System, id).await.unwrap();
    day_breaks(&app).await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM commune WHERE retired_on IS NOT NULL").await, 0);
    let id = merger(&app).await;
    app.work().await;
    let late = langnghe::map_changes::load::withdraw(&app.ctx, Actor::System, id).await.unwrap_err();
    assert!(late.to_string().contains("whose day has come"), "{late}");
    app.finish().await;
}

both!(
    a_merger_takes_open_cases_and_people_along_and_no_clock_moves,
    a_merger_never_lets_in_who_must_not_know,
    a_case_that_waits_for_the_next_round_has_not_moved_in_part,
    a_new_commune_has_its_office_from_the_first_minute,
    where_nobody_answers_the_office_above_goes_on,
    a_case_never_goes_to_an_empty_room,
    somebody_without_a_password_makes_the_successor_no_office_that_answers,
    a_forged_member_of_staff_is_not_made_genuine,
    an_old_name_or_code_leads_to_the_new_commune,
    seeding_again_does_not_undo_a_change,
    any_number_of_workers_moves_a_case_once,
    a_change_can_be_taken_back_before_its_day_only,
);
