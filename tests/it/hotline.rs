//! The telephone: every call has a kind, only a report opens a case, and a code that was read out is not the caller's alone.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use crate::{
    both,
    support::{CANARY, Client, OFFICE, PARENT, TestApp, acts::report_of},
};

async fn operator(app: &TestApp) -> Client {
    app.db_add_staff("truc@x.example", Role::Operator, PARENT).await;
    app.sign_in("truc@x.example").await
}

async fn filed(app: &TestApp, by: &Client) -> Value {
    let body = json!({"told_at": app.now() - Duration::minutes(9), "report": report_of("high")});
    by.post("/api/v1/hotline/reports", &body).await.expect(201).json()
}

async fn a_contact_has_a_kind_and_only_a_report_opens_a_case(app: TestApp) {
    let by = operator(&app).await;
    let contact = |kind: &str, began: Duration| json!({"kind": kind, "began_at": app.now() - began, "note": format!("{CANARY} khóc")});
    for kind in ["information", "counselling", "silent", "wrong_number", "test", "follow_up"] {
        by.post("/api/v1/hotline/contacts", &contact(kind, Duration::minutes(4))).await.expect(201);
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_file").await, 0);
    let refused = [
        ("report", 4, "hotline-report-by-form"),
        ("chat", 4, "unknown-code"),
        ("test", -4, "time-in-future"),
        ("test", 2000, "time-too-long-ago"),
    ];
    for (kind, minutes, code) in refused {
        let answer = by.post("/api/v1/hotline/contacts", &contact(kind, Duration::minutes(minutes))).await.expect(422);
        assert_eq!(answer.problem().0, code);
    }
    app.staff(Role::Responder, OFFICE).await;
    let receipt = filed(&app, &by).await;
    let case = app.db_case(receipt["case_code"].as_str().unwrap()).await;
    assert_eq!((case.channel.as_str(), case.office_code.as_str()), ("phone", OFFICE));
    assert_eq!(app.now() - case.opened_at, Duration::minutes(9), "whoever calls waits from when they began to tell");
    let listed = by.get("/api/v1/hotline/contacts").await.expect(200).json();
    assert_eq!((listed.as_array().unwrap().len(), &listed[6]["kind"]), (7, &json!("report")));
    assert!(listed[0]["note"].as_str().unwrap().contains(CANARY));
    assert!(!crate::support::contains(&app.db_bytes().await, CANARY.as_bytes()));
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'report_received' AND actor LIKE 'staff:%'").await, 1);
    by.get(&format!("/api/v1/cases/{}", case.code)).await.expect(404);
    for role in [Role::Responder, Role::Administrator] {
        app.staff(role, PARENT).await.get("/api/v1/hotline/contacts").await.expect(403);
    }
    app.finish().await;
}

async fn a_code_that_was_read_out_opens_nothing_until_it_is_changed(app: TestApp) {
    let (by, responder) = (operator(&app).await, app.staff(Role::Responder, OFFICE).await);
    let receipt = filed(&app, &by).await;
    let (case, old) = (receipt["case_code"].as_str().unwrap(), receipt["access_code"].as_str().unwrap());
    responder.act(case, "messages", &json!({"text": "Chúng tôi đây"})).await.expect(201);
    assert_eq!(app.reporter(old).get("/api/v1/follow-up").await.expect(409).problem().0, "access-code-heard");
    app.reporter(old).post("/api/v1/follow-up/messages", &json!({"text": "x"})).await.expect(409);
    let change = async |code: &str, body: &Value| app.reporter(code).post("/api/v1/follow-up/code", body).await;
    let proposed = change(old, &json!({})).await.expect(200).json();
    let new = proposed["access_code"].as_str().unwrap();
    app.reporter(new).get("/api/v1/follow-up").await.expect(401);
    let chosen = json!({"new_code": "0000-0000-0000-0000", "proof": proposed["proof"]});
    assert_eq!(change(old, &chosen).await.expect(422).problem().1, ["/new_code"], "nobody chooses a code that can be guessed");
    let kept = json!({"new_code": new, "proof": proposed["proof"]});
    assert_eq!(change(old, &kept).await.expect(200).json()["changed"], true);
    change(old, &kept).await.expect(200);
    app.reporter(old).get("/api/v1/follow-up").await.expect(401);
    change(old, &json!({})).await.expect(401);
    change(new, &json!({})).await.expect(401);
    assert_eq!(texts(&app, new).await, ["Chúng tôi đây"]);
    app.reporter(new).post("/api/v1/follow-up/messages", &json!({"text": "Tôi đây"})).await.expect(201);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'code_changed'").await, 1);
    app.finish().await;
}

/// The texts of a conversation, opened one by one.
async fn texts(app: &TestApp, code: &str) -> Vec<String> {
    let seen = app.reporter(code).get("/api/v1/follow-up").await.expect(200).json();
    let mut texts = Vec::new();
    for line in seen["messages"].as_array().unwrap() {
        let path = format!("/api/v1/follow-up/messages/{}/open", line["number"]);
        texts.push(app.reporter(code).post(&path, &json!({})).await.expect(200).text_at("/text"));
    }
    texts
}

/// Gives the first report of a case a secret word, as the form does.
async fn agree(app: &TestApp, case: &str, word: &str) {
    use langnghe::{
        entity::report,
        kernel::{codes::OfficeCode, secret::Plaintext},
        vault::{At, CaseKey, Part, case_keys, sealing::seal},
    };
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
    let id = app.db_case(case).await.id;
    let ctx = &app.ctx;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, id, Part::Case, &OfficeCode::parse(OFFICE).unwrap()).await.unwrap();
    let row = report::Entity::find().filter(report::Column::CaseId.eq(id)).one(ctx.db.read()).await.unwrap().unwrap();
    let wishes = Plaintext::new(json!({"channel": null, "when": null, "communication_needs": [], "secret_word": word}).to_string());
    let sealed = seal(&key, At { table: "report", column: "contact_wishes", row: row.id }, &wishes, ctx.ids.as_ref()).unwrap();
    let update =
        report::Entity::update_many().col_expr(report::Column::ContactWishes, Expr::value(sealed)).filter(report::Column::Id.eq(row.id));
    ctx.db.write(async |tx| update.exec(tx).await).await.unwrap();
}

async fn a_lost_code_is_replaced_for_what_comes_and_never_for_what_was(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    let receipt = app.visitor().report(&report_of("high")).await;
    let (case, old) = (receipt["case_code"].as_str().unwrap(), receipt["access_code"].as_str().unwrap());
    let ask = async |word: &str| responder.act(case, "access-code", &json!({"secret_word": word})).await;
    responder.open(case).await;
    assert_eq!(ask("hoa gạo").await.expect(422).problem().0, "no-secret-word");
    agree(&app, case, "Hoa gạo").await;
    responder.act(case, "messages", &json!({"text": "trước"})).await.expect(201);
    app.reporter(old).post("/api/v1/follow-up/messages", &json!({"text": "cũ"})).await.expect(201);
    assert_eq!(ask("hoa sen").await.expect(422).problem().0, "secret-word-wrong");
    app.clock.advance(Duration::minutes(1));
    let new = ask(" hoa gao ").await.expect(201).json();
    assert_eq!(new["spoken"].as_array().unwrap().len(), 16);
    app.reporter(old).get("/api/v1/follow-up").await.expect(401);
    let heard = new["access_code"].as_str().unwrap();
    app.reporter(heard).get("/api/v1/follow-up").await.expect(409);
    let proposed = app.reporter(heard).post("/api/v1/follow-up/code", &json!({})).await.expect(200).json();
    let own = proposed["access_code"].as_str().unwrap();
    let kept = json!({"new_code": own, "proof": proposed["proof"]});
    app.reporter(heard).post("/api/v1/follow-up/code", &kept).await.expect(200);
    responder.act(case, "messages", &json!({"text": "sau"})).await.expect(201);
    assert_eq!(texts(&app, own).await, ["sau"], "what was written before stays closed");
    app.reporter(own).post("/api/v1/follow-up/messages", &json!({"text": "mới"})).await.expect(201);
    let opened = responder.open(case).await;
    let all: Vec<&str> = opened["opened"]["messages"].as_array().unwrap().iter().map(|m| m["text"].as_str().unwrap()).collect();
    assert_eq!(all, ["trước", "cũ", "sau", "mới"], "the office reads on");
    assert_eq!(opened["opened"]["reports"].as_array().unwrap().len(), 1, "nobody reported twice");
    app.finish().await;
}

async fn call_backs_notes_and_transfers_are_kept_for_the_next_shift_of_this_office(app: TestApp) {
    let by = operator(&app).await;
    app.db_add_staff("ben@x.example", Role::Operator, OFFICE).await;
    let beside = app.sign_in("ben@x.example").await;
    let number = format!("{CANARY}0901");
    let due = |minutes: i64| json!({"number": number, "how": "chỉ nhắn tin sau 15 giờ", "due_at": app.now() + Duration::minutes(minutes)});
    let id = by.post("/api/v1/hotline/callbacks", &due(60)).await.expect(201).text_at("/id");
    by.post("/api/v1/hotline/callbacks", &due(30)).await.expect(201);
    assert_eq!(by.post("/api/v1/hotline/callbacks", &due(-30)).await.expect(422).problem().1, ["/due_at"]);
    let blank = json!({"number": " ", "due_at": app.now()});
    assert_eq!(by.post("/api/v1/hotline/callbacks", &blank).await.expect(422).problem().1, ["/number"]);
    let waiting = by.get("/api/v1/hotline/callbacks").await.expect(200).json();
    assert_eq!((waiting.as_array().unwrap().len(), &waiting[1]["id"], &waiting[1]["number"]), (2, &json!(id), &json!(number)));
    assert_eq!(beside.get("/api/v1/hotline/callbacks").await.expect(200).json(), json!([]));
    let path = format!("/api/v1/hotline/callbacks/{id}/attempts");
    let tried = |outcome: &str| json!({"outcome": outcome});
    beside.post(&path, &tried("reached")).await.expect(404);
    by.post(&path, &tried("no_answer")).await.expect(201);
    assert_eq!(by.get("/api/v1/hotline/callbacks").await.expect(200).json()[1]["attempts"], 1);
    by.post(&path, &tried("reached")).await.expect(201);
    by.post(&path, &tried("reached")).await.expect(409);
    assert_eq!(by.get("/api/v1/hotline/callbacks").await.expect(200).json().as_array().unwrap().len(), 1);
    by.post("/api/v1/hotline/shift-notes", &json!({"text": format!("{CANARY} gọi lại trước 20 giờ")})).await.expect(201);
    assert!(by.get("/api/v1/hotline/shift-notes").await.expect(200).json()[0]["text"].as_str().unwrap().contains("20 giờ"));
    assert_eq!(beside.get("/api/v1/hotline/shift-notes").await.expect(200).json(), json!([]));
    let transfer = json!({"line": "113", "answered_by": format!("{CANARY} trực ban"), "answered_at": app.now()});
    by.post("/api/v1/hotline/transfers", &transfer).await.expect(201);
    assert_eq!(by.get("/api/v1/hotline/transfers").await.expect(200).json()[0]["line"], "113");
    assert!(!crate::support::contains(&app.db_bytes().await, CANARY.as_bytes()), "numbers, notes and names are sealed");
    app.finish().await;
}

both!(
    a_contact_has_a_kind_and_only_a_report_opens_a_case,
    a_code_that_was_read_out_opens_nothing_until_it_is_changed,
    a_lost_code_is_replaced_for_what_comes_and_never_for_what_was,
    call_backs_notes_and_transfers_are_kept_for_the_next_shift_of_this_office,
);
