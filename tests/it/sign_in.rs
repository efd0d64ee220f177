//! Who is let in, for how long, and who does not exist for us.

use std::time::{Duration as RealTime, Instant};

use axum::http::Method;
use chrono::Duration;
use langnghe::{
    access::{
        session::{IDLE, LIFETIME},
        tries::LONGEST,
    },
    kernel::{ids::SystemIds, terms::Role},
    vault::token::Token,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;

use crate::{
    both,
    support::{Answer, Client, OFFICE, PARENT, PASSWORD, TestApp, acts::report_of, full_report},
};

const EMAIL: &str = "hoa@sg.example";

async fn try_to_sign_in(app: &TestApp, email: &str, password: &str) -> Answer {
    app.visitor().post("/api/v1/sessions", &json!({"email": email, "password": password})).await
}

async fn audited(app: &TestApp, event: &str) -> i64 {
    app.db_count(&format!("SELECT COUNT(*) FROM audit_entry WHERE event = '{event}'")).await
}

async fn the_right_password_opens_and_nothing_else_does(app: TestApp) {
    app.db_add_staff(EMAIL, Role::Responder, OFFICE).await;
    let right = try_to_sign_in(&app, &format!("  {} ", EMAIL.to_uppercase()), PASSWORD).await.expect(201);
    let cookie = right.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let wrong = try_to_sign_in(&app, EMAIL, "another long password").await.expect(401);
    let unknown = try_to_sign_in(&app, "nobody@sg.example", PASSWORD).await.expect(401);
    let no_address = try_to_sign_in(&app, "not an address", PASSWORD).await.expect(401);
    assert_eq!(wrong.problem().0, "sign-in-wrong");
    assert_eq!((&wrong.body, &wrong.headers.get("set-cookie")), (&unknown.body, &None), "whether an account exists does not show");
    assert_eq!(wrong.body, no_address.body);
    app.visitor().get("/api/v1/cases").await.expect(401);
    Client::new(app.router(), Some("no-token".into())).get("/api/v1/cases").await.expect(401);
    app.finish().await;
}

/// Generous bounds: a machine under load stretches single tries, but a sign-in without a hash takes a twentieth.
async fn an_unknown_address_takes_as_long_as_a_wrong_password(app: TestApp) {
    app.db_add_staff(EMAIL, Role::Responder, OFFICE).await;
    let mut times: [Vec<RealTime>; 2] = [Vec::new(), Vec::new()];
    for _ in 0..9 {
        // Whoever guesses waits; here the time of one try is measured.
        app.clock.advance(LONGEST);
        for (of, email) in times.iter_mut().zip([EMAIL, "nobody@sg.example"]) {
            let begun = Instant::now();
            try_to_sign_in(&app, email, "another long password").await.expect(401);
            of.push(begun.elapsed());
        }
    }
    let [known, unknown] = times.map(|mut of| {
        of.sort_unstable();
        of[of.len() / 2].as_secs_f64()
    });
    let ratio = unknown / known;
    assert!((0.4..2.5).contains(&ratio), "unknown {unknown:.4} s, known {known:.4} s");
    app.finish().await;
}

async fn a_session_ends_when_it_was_idle_and_when_it_is_old(app: TestApp) {
    app.db_add_staff(EMAIL, Role::Responder, OFFICE).await;
    let idle = app.sign_in(EMAIL).await;
    app.clock.advance(IDLE - Duration::minutes(1));
    idle.get("/api/v1/cases").await.expect(200);
    app.clock.advance(IDLE - Duration::minutes(1));
    idle.get("/api/v1/cases").await.expect(200);
    app.clock.advance(IDLE);
    assert_eq!(idle.get("/api/v1/cases").await.expect(401).problem().0, "not-signed-in");

    let busy = app.sign_in(EMAIL).await;
    for _ in 1..LIFETIME.num_hours() {
        app.clock.advance(Duration::hours(1));
        busy.get("/api/v1/cases").await.expect(200);
    }
    app.clock.advance(Duration::hours(1));
    busy.get("/api/v1/cases").await.expect(401);
    app.work().await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM session WHERE expires_at IS NOT NULL").await, 0, "what has ended is not kept");
    app.finish().await;
}

async fn signing_out_ends_this_session_and_no_other(app: TestApp) {
    app.db_add_staff(EMAIL, Role::Responder, OFFICE).await;
    let (phone, desk) = (app.sign_in(EMAIL).await, app.sign_in(EMAIL).await);
    phone.send(Method::DELETE, "/api/v1/sessions", &[], Vec::new()).await.expect(204);
    phone.get("/api/v1/cases").await.expect(401);
    phone.send(Method::DELETE, "/api/v1/sessions", &[], Vec::new()).await.expect(401);
    desk.get("/api/v1/cases").await.expect(200);
    assert_eq!(audited(&app, "signed_out").await, 1);
    app.finish().await;
}

async fn failed_attempts_are_entered(app: TestApp) {
    app.db_add_staff(EMAIL, Role::Responder, OFFICE).await;
    for _ in 0..3 {
        try_to_sign_in(&app, EMAIL, "another long password").await.expect(401);
    }
    try_to_sign_in(&app, EMAIL, PASSWORD).await.expect(201);
    try_to_sign_in(&app, "nobody@sg.example", PASSWORD).await.expect(401);
    assert_eq!((audited(&app, "sign_in_failed").await, audited(&app, "signed_in").await), (3, 1));
    app.finish().await;
}

/// Whoever can write the database cannot make themselves more than they are.
async fn an_altered_staff_row_does_not_exist(app: TestApp) {
    let alterations = [
        "role = 'lead'".to_owned(),
        format!("office_code = '{PARENT}'"),
        "name = 'Somebody Else'".to_owned(),
        "email = 'other@sg.example'".to_owned(),
        "active = false".to_owned(),
        "password_hash = (SELECT password_hash FROM staff WHERE email = 'lead@sg.example')".to_owned(),
        "row_mac = (SELECT row_mac FROM staff WHERE email = 'lead@sg.example')".to_owned(),
        "second_factor_at = created_at".to_owned(),
    ];
    app.db_add_staff("lead@sg.example", Role::Lead, OFFICE).await;
    for (number, alteration) in alterations.iter().enumerate() {
        let email = format!("person-{number}@sg.example");
        // Whoever tries one address again and again waits.
        app.clock.advance(LONGEST);
        app.db_add_staff(&email, Role::Responder, OFFICE).await;
        let signed_in = app.sign_in(&email).await;
        signed_in.get("/api/v1/cases").await.expect(200);
        app.db_execute(&format!("UPDATE staff SET {alteration} WHERE email = '{email}'")).await;
        signed_in.get("/api/v1/cases").await.expect(401);
        try_to_sign_in(&app, &email, PASSWORD).await.expect(401);
        try_to_sign_in(&app, "other@sg.example", PASSWORD).await.expect(401);
    }
    app.finish().await;
}

fn fresh_id(app: &TestApp) -> &'static str {
    if app.ctx.db.backend() == DbBackend::Postgres { "gen_random_uuid()" } else { "randomblob(16)" }
}

async fn forge_staff(app: &TestApp, email: &str) {
    let id = fresh_id(app);
    app.db_execute(&format!(
        "INSERT INTO staff (id, email, name, role, office_code, password_hash, active, created_at, row_mac) \
         SELECT {id}, '{email}', name, role, office_code, password_hash, active, created_at, row_mac FROM staff WHERE email = '{EMAIL}'"
    ))
    .await;
}

async fn an_inserted_member_of_staff_does_not_exist(app: TestApp) {
    app.db_add_staff(EMAIL, Role::Lead, OFFICE).await;
    forge_staff(&app, "intruder@evil.example").await;
    try_to_sign_in(&app, "intruder@evil.example", PASSWORD).await.expect(401);
    app.report(&report_of("high")).await;
    app.advance(Duration::hours(3)).await;
    assert!(app.mailed().contains(&EMAIL.to_owned()));
    assert!(!app.mailed().contains(&"intruder@evil.example".to_owned()), "a forged member of staff got mail");
    app.finish().await;
}

async fn an_altered_or_inserted_session_does_not_exist(app: TestApp) {
    app.db_add_staff(EMAIL, Role::Responder, OFFICE).await;
    app.db_add_staff("lead@sg.example", Role::Lead, OFFICE).await;
    let alterations = [
        "staff_id = (SELECT id FROM staff WHERE email = 'lead@sg.example')",
        "expires_at = '2027-11-21T00:00:00+00:00'",
        "last_seen_at = '2026-11-21T15:00:01+00:00'",
        "created_at = '2026-11-21T14:00:00+00:00'",
        "proved_at = '2026-11-21T16:00:00+00:00'",
        "device_id = staff_id",
        "id = device_id",
    ];
    for alteration in alterations {
        let signed_in = app.sign_in(EMAIL).await;
        signed_in.get("/api/v1/cases").await.expect(200);
        app.db_execute(&format!("UPDATE session SET {alteration}")).await;
        signed_in.get("/api/v1/cases").await.expect(401);
        app.db_execute("DELETE FROM session").await;
    }
    // The strongest forger: knows how tokens are hashed and copies the MAC of a living session.
    app.sign_in(EMAIL).await;
    let token = Token::random(&SystemIds);
    let hash = app.ctx.vault.desk().unwrap().session_hash(&token).to_vec();
    let sql = "INSERT INTO session (token_hash, id, staff_id, device_id, created_at, last_seen_at, proved_at, expires_at, row_mac) \
        SELECT $1, device_id, staff_id, device_id, created_at, last_seen_at, proved_at, expires_at, row_mac FROM session";
    let insert = Statement::from_sql_and_values(app.ctx.db.backend(), sql, [hash.into()]);
    app.ctx.db.write(async |tx| tx.execute_raw(insert).await.map(drop)).await.unwrap();
    Client::new(app.router(), Some(token.reveal().to_string())).get("/api/v1/cases").await.expect(401);
    app.finish().await;
}

async fn who_installs_and_who_telephones_never_sees_a_case(app: TestApp) {
    app.db_add_staff(EMAIL, Role::Responder, OFFICE).await;
    let case = app.report(&full_report()).await;
    assert_eq!(app.sign_in(EMAIL).await.queue().await, [case.as_str()], "there is something to see");
    for (role, office) in [(Role::Administrator, OFFICE), (Role::Operator, OFFICE), (Role::Administrator, PARENT)] {
        let somebody = app.staff(role, office).await;
        assert_eq!(somebody.queue().await, Vec::<String>::new());
        let real = somebody.get(&format!("/api/v1/cases/{case}")).await.expect(404);
        let made_up = somebody.get("/api/v1/cases/AAAA-AAAA").await.expect(404);
        assert_eq!(real.body, made_up.body, "{}", role.code());
        for resource in [
            "contacts",
            "messages",
            "acknowledgement",
            "safety",
            "reviews",
            "closure",
            "exclusions",
            "identity",
            "identity-requests",
            "emergency-contact",
            "notes",
            "corrections",
            "closure-requests",
            "closure-refusal",
            "persons",
            "triage",
        ] {
            let body = match resource {
                "contacts" => json!({"with": "reporter", "outcome": "no_answer", "how": "phone"}),
                "messages" | "notes" => json!({"text": "x"}),
                "acknowledgement" => app.acknowledgement("high"),
                "reviews" => json!({"finding": "x"}),
                "persons" => json!({"age": 9}),
                "triage" => json!({"version": "1"}),
                "corrections" => json!({"of": "note:00000000-0000-0000-0000-000000000007", "text": "x"}),
                _ => json!({"reason": "x"}),
            };
            somebody.act(&case, resource, &body).await.expect(403);
        }
        somebody.get("/api/v1/oversight/response-times").await.expect(403);
    }
    app.finish().await;
}

async fn a_supervisor_sees_the_outline_and_nothing_sealed(app: TestApp) {
    app.db_add_staff(EMAIL, Role::Lead, OFFICE).await;
    let case = app.report(&full_report()).await;
    let lead = app.sign_in(EMAIL).await;
    let note = json!({"with": "reporter", "outcome": "no_answer", "how": "phone", "note": crate::support::CANARY});
    lead.contact(&case, &note).await;
    lead.act(&case, "messages", &json!({"text": crate::support::CANARY})).await.expect(201);
    assert!(lead.get(&format!("/api/v1/cases/{case}")).await.expect(200).text().contains(crate::support::CANARY));
    let opened = audited(&app, "report_opened").await;
    for office in [OFFICE, PARENT] {
        let supervisor = app.staff(Role::Supervisor, office).await;
        assert_eq!(supervisor.queue().await, [case.as_str()]);
        let answer = supervisor.get(&format!("/api/v1/cases/{case}")).await.expect(200);
        assert!(!answer.text().contains(crate::support::CANARY));
        let view = answer.json();
        assert_eq!((view.get("opened"), view["severity"].as_str()), (None, Some("emergency")));
        assert!(!view["deadlines"].as_array().unwrap().is_empty() && !view["custody"].as_array().unwrap().is_empty());
        supervisor.act(&case, "acknowledgement", &app.acknowledgement("emergency")).await.expect(403);
        supervisor.act(&case, "identity", &json!({"reason": "x"})).await.expect(403);
        supervisor.act(&case, "closure", &json!({"reason": "safe_stable"})).await.expect(403);
    }
    assert_eq!(audited(&app, "report_opened").await, opened, "looking at an outline opens nothing");
    app.finish().await;
}

both!(
    the_right_password_opens_and_nothing_else_does,
    an_unknown_address_takes_as_long_as_a_wrong_password,
    a_session_ends_when_it_was_idle_and_when_it_is_old,
    signing_out_ends_this_session_and_no_other,
    failed_attempts_are_entered,
    an_altered_staff_row_does_not_exist,
    an_inserted_member_of_staff_does_not_exist,
    an_altered_or_inserted_session_does_not_exist,
    who_installs_and_who_telephones_never_sees_a_case,
    a_supervisor_sees_the_outline_and_nothing_sealed,
);
