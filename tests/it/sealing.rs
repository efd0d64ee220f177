//! What is sealed stays sealed: in the database, in mails, in logs, and for whoever holds no envelope.

use chrono::Duration;
use langnghe::{
    access::{Responder, session},
    cases::{CaseError, view},
    kernel::terms::Role,
    vault::{OpenError, token::Token},
};
use serde_json::{Value, json};

use crate::{
    both,
    support::{CANARY, OFFICE, PARENT, PASSWORD, TestApp, acts::OFFICE_NEXT_DOOR, contains, full_report, logs, short_report},
};

const KEY: &str = "9b2f6a54-6d1c-4a0e-8f5b-3c2d1e0f9a8b";

fn canary(what: &str) -> String {
    format!("{CANARY} {what}")
}

/// A case in which every sealed field of every table holds the canary. Returns case code, access code and session token.
async fn a_case_full_of_secrets(app: &TestApp) -> (String, String, String) {
    app.db_add_staff("lead@office.example", Role::Lead, OFFICE).await;
    app.db_add_staff("above@office.example", Role::Responder, PARENT).await;
    app.db_add_staff("lead@above.example", Role::Lead, PARENT).await;
    let receipt = app.visitor().post_with("/api/v1/reports", &full_report(), &[("idempotency-key", KEY)]).await.expect(201).json();
    let text = |pointer: &str| receipt[pointer].as_str().unwrap().to_owned();
    let (case, code) = (text("case_code"), text("access_code"));
    let mut elsewhere = full_report();
    elsewhere["place"] = json!({"text": canary("place")});
    app.visitor().report(&elsewhere).await;
    let token = token(app, "lead@office.example").await;
    let lead = app.reporter(&token);
    lead.open(&case).await;
    let ahead = app.now() + Duration::hours(1);
    let acts = [
        ("acknowledgement", json!({"severity": "emergency", "next_act": canary("next act"), "next_act_by": ahead})),
        (
            "contacts",
            json!({"with": "person_at_risk", "outcome": "reached", "alone": "alone", "how": "in_person", "note": canary("contact"),
                "wish": canary("wish"), "language": "tyz", "way": "interpreter"}),
        ),
        ("messages", json!({"text": canary("from the office")})),
        ("safety", json!({"reason": canary("safety")})),
        ("reviews", json!({"finding": canary("finding")})),
    ];
    for (act, body) in acts {
        lead.act(&case, act, &body).await.expect(201);
    }
    let request = lead.ask_for_identity(&case, &canary("why")).await;
    let above = app.sign_in("lead@above.example").await;
    above.judge(&case, &request, "approved", &canary("agreed")).await.expect(201);
    lead.act(&case, "emergency-contact", &json!({"reason": canary("at once")})).await.expect(200);
    app.reporter(&code).post("/api/v1/follow-up/messages", &json!({"text": canary("from the reporter")})).await.expect(201);
    (case, code, token)
}

async fn token(app: &TestApp, email: &str) -> String {
    app.visitor().post("/api/v1/sessions", &json!({"email": email, "password": PASSWORD})).await.expect(201).text_at("/token")
}

async fn responder(app: &TestApp, role: Role, office: &str) -> Responder {
    let email = format!("{}@{office}.example", role.code());
    app.db_add_staff(&email, role, office).await;
    let token = Token::parse(&token(app, &email).await).unwrap();
    session::authenticate(&app.ctx, &token).await.unwrap().responder().unwrap()
}

/// Requests that go wrong while they carry secrets: what is wrong is logged, what was said is not.
async fn trouble_with_secrets(app: &TestApp) {
    let visitor = app.visitor();
    visitor.post("/api/v1/reports", &json!({"story": canary("x"), "persons_at_risk": [{"age": canary("age")}]})).await.expect(422);
    visitor.post("/api/v1/reports", &json!({"story": canary("x"), "category": CANARY})).await.expect(422);
    visitor.post("/api/v1/sessions", &json!({"email": "lead@office.example", "password": canary("password")})).await.expect(401);
    app.reporter(&canary("code")).get("/api/v1/follow-up").await.expect(401);
    app.db_execute("ALTER TABLE audit_entry RENAME TO taken_away").await;
    visitor.post("/api/v1/reports", &full_report()).await.expect(500);
    app.db_execute("ALTER TABLE taken_away RENAME TO audit_entry").await;
}

async fn what_is_sealed_stays_sealed(app: TestApp) {
    let (case, code, token) = a_case_full_of_secrets(&app).await;
    trouble_with_secrets(&app).await;
    app.advance(Duration::minutes(90)).await;
    let lead = app.sign_in("lead@office.example").await;
    lead.act(&case, "notes", &json!({"text": canary("note")})).await.expect(201);
    let of = lead.open(&case).await["opened"]["notes"].as_array().unwrap().last().unwrap()["of"].clone();
    lead.act(&case, "corrections", &json!({"of": of, "text": canary("correction")})).await.expect(201);
    lead.act(&case, "triage", &json!({"version": "1", "signs": ["weapon"], "reason": canary("triage")})).await.expect(201);
    lead.act(&case, "closure-requests", &json!({"reason": "support_given", "note": canary("asking")})).await.expect(201);
    let above = app.staff(Role::Lead, crate::support::PARENT).await;
    above.act(&case, "closure-refusal", &json!({"reason": canary("refusal")})).await.expect(201);
    above.act(&case, "closure", &json!({"reason": "support_given", "note": canary("closure")})).await.expect(201);
    app.advance(Duration::hours(30)).await;

    let bytes = app.db_bytes().await;
    assert!(contains(&bytes, case.as_bytes()), "the search finds what is stored plain");
    assert!(!contains(&bytes, CANARY.as_bytes()), "in the database");
    let secrets = [code.as_str(), &code.replace('-', ""), &token, KEY, PASSWORD];
    for secret in secrets {
        assert!(!contains(&bytes, secret.as_bytes()), "{secret} in the database");
    }

    let alerts = app.db_texts("SELECT message FROM alert").await;
    assert!(alerts.iter().any(|message| message.contains(&case)), "alerts name the case");
    assert!(alerts.iter().all(|message| !message.contains(CANARY)), "{alerts:?}");
    let mails = app.mailbox.mails();
    assert!(mails.iter().any(|mail| mail.text.contains(&case)), "mails name the case");
    for mail in mails {
        let mail = format!("{} {} {} {}", mail.to, mail.subject, mail.text, mail.html);
        for secret in secrets.iter().chain(&[CANARY, "violence", "Bạo lực", "hearing_speech"]) {
            assert!(!mail.contains(secret), "{secret} in {mail}");
        }
    }

    let logged = logs::logged();
    assert!(logged.contains("a request failed"), "the log is captured");
    assert_eq!(logs::offending(), Vec::<String>::new());
    for secret in secrets {
        assert!(!logged.contains(secret), "{secret} in the log");
    }
    app.finish().await;
}

async fn what_is_sealed_opens_for_those_it_is_sealed_for(app: TestApp) {
    let (case, code, token) = a_case_full_of_secrets(&app).await;
    let opened = app.reporter(&token).open(&case).await;
    let report = "/opened/reports/0";
    for (pointer, what) in [
        (format!("{report}/story"), "story"),
        (format!("{report}/address"), "address"),
        (format!("{report}/persons_at_risk/0/name"), "person"),
        (format!("{report}/alleged_perpetrators/0/name"), "perpetrator"),
        (format!("{report}/alleged_perpetrators/0/workplace"), "workplace"),
        (format!("{report}/contact_wishes/channel"), "channel"),
        (format!("{report}/contact_wishes/when"), "when"),
        ("/opened/contacts/0/note".into(), "contact"),
        ("/opened/next_act".into(), "next act"),
    ] {
        assert_eq!(opened.pointer(&pointer).and_then(Value::as_str), Some(canary(what).as_str()), "{pointer}");
    }
    for what in ["from the office", "from the reporter"] {
        assert!(opened["opened"]["messages"].to_string().contains(&canary(what)), "{what}");
    }
    assert!(!opened.to_string().contains(&canary("phone")), "who reported is opened by a separate act");
    let identity = app.reporter(&token).act(&case, "identity", &json!({})).await.expect(200);
    for (field, what) in [("name", "reporter"), ("phone", "phone"), ("email", "email")] {
        assert_eq!(identity.text_at(&format!("/0/{field}")), canary(what));
    }
    let thread = app.reporter(&code).thread().await;
    // Both were written in one instant of the test's clock: their order is nobody's promise.
    assert!(thread.contains(&("office".to_owned(), canary("from the office"))), "{thread:?}");
    let thread = format!("{thread:?}");
    assert!(!thread.contains("story") && !thread.contains("address"), "the code opens the conversation and nothing else");
    let read = view::read(&app.ctx, &responder(&app, Role::Lead, OFFICE).await, app.db_case(&case).await).await.unwrap();
    let notes: Vec<(&str, &str)> = read.notes.iter().map(|note| (note.kind.as_str(), note.body.reveal())).collect();
    assert_eq!(notes, [("safety", canary("safety").as_str()), ("review", &canary("finding"))]);
    app.finish().await;
}

/// The scope filter is not asked here: the row is handed over, as a mistake in a query would do.
async fn with_the_scope_filter_switched_off_the_vault_still_refuses(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&short_report("x")).await;
    for role in [Role::Responder, Role::Lead] {
        let stranger = responder(&app, role, OFFICE_NEXT_DOOR).await;
        let refused = view::read(&app.ctx, &stranger, app.db_case(&case).await).await.err();
        assert!(matches!(refused, Some(CaseError::Open(OpenError::NoEnvelope))), "{refused:?}");
        let above = responder(&app, role, PARENT).await;
        assert!(view::read(&app.ctx, &above, app.db_case(&case).await).await.is_ok(), "the office above may");
    }
    app.finish().await;
}

async fn an_envelope_copied_in_the_database_opens_nothing(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&short_report("x")).await;
    app.db_execute(&format!(
        "INSERT INTO envelope SELECT case_id, part, report_id, '{OFFICE_NEXT_DOOR}', key_version, sealed_key FROM envelope \
            WHERE part = 'case' AND recipient = '{OFFICE}'"
    ))
    .await;
    let thief = responder(&app, Role::Responder, OFFICE_NEXT_DOOR).await;
    let refused = view::read(&app.ctx, &thief, app.db_case(&case).await).await.err();
    assert!(matches!(refused, Some(CaseError::Open(OpenError::Seal(_)))), "{refused:?}");
    app.finish().await;
}

/// Text that is moved to another row stays closed: each is sealed for its own place.
async fn a_sealed_text_moved_to_another_place_does_not_open(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let (one, two) = (app.report(&short_report("một")).await, app.report(&short_report("hai")).await);
    let stories = app.db_snapshot().await["report"].clone();
    let ids = [app.db_case(&one).await.id, app.db_case(&two).await.id];
    use langnghe::entity::report;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
    let story = async |case: uuid::Uuid| {
        report::Entity::find().filter(report::Column::CaseId.eq(case)).one(app.ctx.db.read()).await.unwrap().unwrap().story
    };
    let (own, foreign) = (story(ids[0]).await, story(ids[1]).await);
    let put = async |sealed: Option<Vec<u8>>| {
        let update =
            report::Entity::update_many().col_expr(report::Column::Story, Expr::value(sealed)).filter(report::Column::CaseId.eq(ids[0]));
        app.ctx.db.write(async |tx| update.exec(tx).await).await.unwrap();
    };
    put(foreign).await;
    let answer = responder.get(&format!("/api/v1/cases/{one}")).await.expect(500);
    assert!(!answer.text().contains("hai") && !answer.text().contains("một"), "{}", answer.text());
    put(own).await;
    assert_eq!(app.db_snapshot().await["report"], stories);
    responder.get(&format!("/api/v1/cases/{one}")).await.expect(200);
    app.finish().await;
}

both!(
    what_is_sealed_stays_sealed,
    what_is_sealed_opens_for_those_it_is_sealed_for,
    with_the_scope_filter_switched_off_the_vault_still_refuses,
    an_envelope_copied_in_the_database_opens_nothing,
    a_sealed_text_moved_to_another_place_does_not_open,
);
