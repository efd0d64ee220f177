//! Naming a colleague, handing over, deciding from above: custody moves when somebody accepts, and never before.

use chrono::Duration;
use langnghe::{entity::staff, kernel::terms::Role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::{
    both,
    support::{
        COMMITTEE, COMMUNE, Client, OFFICE, PARENT, TestApp,
        acts::{NEXT_DOOR, OFFICE_ELSEWHERE, OFFICE_NEXT_DOOR, report_of},
    },
};

/// Keys of offices that are not entitled, and offices that are and hold none.
pub const ENVELOPES_TOO_MANY: &str = "SELECT COUNT(*) FROM envelope e JOIN case_file c ON c.id = e.case_id JOIN office o ON o.code = c.office_code \
    WHERE e.part IN ('case', 'identity') AND e.recipient NOT IN ('recovery', 'reporter') AND NOT (e.recipient = c.office_code \
    OR e.recipient = o.parent_code OR EXISTS (SELECT 1 FROM case_grant g WHERE g.case_id = c.id AND g.office_code = e.recipient AND g.until_at IS NULL) \
    OR (e.part = 'case' AND EXISTS (SELECT 1 FROM handover h WHERE h.case_id = c.id AND h.to_office = e.recipient AND h.state = 'offered')))";
pub const ENVELOPES_TOO_FEW: &str = "SELECT COUNT(*) FROM case_file c LEFT JOIN handover h ON h.case_id = c.id AND h.state = 'offered' \
    WHERE NOT EXISTS (SELECT 1 FROM envelope e WHERE e.case_id = c.id AND e.part = 'case' AND e.recipient = c.office_code) \
    OR (h.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM envelope e WHERE e.case_id = c.id AND e.part = 'case' AND e.recipient = h.to_office))";

/// What must hold after each step.
async fn holds(app: &TestApp) {
    app.every_open_case_has_custody_and_clock().await;
    app.work().await;
    app.every_open_case_has_custody_and_clock().await;
    assert_eq!(app.db_count(ENVELOPES_TOO_MANY).await, 0, "an office holds a key that it is not entitled to");
    assert_eq!(app.db_count(ENVELOPES_TOO_FEW).await, 0, "an office is entitled and holds no key");
}

fn to(office: &str) -> Value {
    json!({"to": office, "reason": "KANARIENVOGEL: nhà ở phường bên"})
}

fn no_but(office: &str) -> Value {
    json!({"answer": "declined", "right_office": office, "reason": "KANARIENVOGEL: không ở đây"})
}

fn accountable(view: &Value) -> (&str, usize) {
    (view["office"]["code"].as_str().unwrap(), view["custody"].as_array().unwrap().len())
}

/// Which clocks run, and until when.
fn clocks(view: &Value) -> Vec<(String, String)> {
    let running = view["deadlines"].as_array().unwrap().iter().filter(|clock| clock["stopped_at"].is_null());
    running.map(|clock| (clock["policy"].as_str().unwrap().to_owned(), clock["due_at"].as_str().unwrap().to_owned())).collect()
}

async fn staff_id(app: &TestApp, email: &str) -> String {
    let found = staff::Entity::find().filter(staff::Column::Email.eq(email)).one(app.ctx.db.read()).await.unwrap();
    found.expect("somebody of this address").id.to_string()
}

async fn decide(by: &Client, case: &str, choice: &str, status: u16) -> Vec<String> {
    let body = json!({"choice": choice, "reason": "KANARIENVOGEL: làm ngay", "office": OFFICE_NEXT_DOOR});
    let answer = by.act(case, "decision", &body).await.expect(status);
    if status == 201 { Vec::new() } else { [vec![answer.problem().0], answer.problem().1].concat() }
}

async fn a_lead_names_a_colleague_who_is_told_without_content(app: TestApp) {
    app.db_add_staff("hoa@sg.example", Role::Responder, OFFICE).await;
    let (lead, hoa) = (app.staff(Role::Lead, OFFICE).await, app.sign_in("hoa@sg.example").await);
    let other = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    app.work().await;
    assert!(lead.open(&case).await["arranged"]["assigned_to"].is_null());
    let colleagues = lead.get(&format!("/api/v1/cases/{case}/colleagues")).await.expect(200).json();
    assert_eq!(colleagues.as_array().unwrap().len(), 3);
    let hoa_id = staff_id(&app, "hoa@sg.example").await;
    let before = app.mailbox.mails().len();
    other.act(&case, "assignment", &json!({"to": hoa_id})).await.expect(403);
    lead.act(&case, "assignment", &json!({"to": hoa_id})).await.expect(201);
    holds(&app).await;
    let told = app.mailbox.mails().split_off(before);
    assert_eq!(told.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["hoa@sg.example"]);
    assert!(told[0].text.contains(&case) && !told[0].subject.contains(&case), "{}", told[0].subject);
    let view = hoa.open(&case).await;
    assert_eq!(view["arranged"]["assigned_to"]["id"], hoa_id);
    assert_eq!(view["milestones"], json!([]), "to be named is not to have taken it");
    // Whoever is named passes it on; somebody who stepped back is refused like somebody who does not exist.
    let gone = colleagues.as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).find(|id| *id != hoa_id).unwrap();
    hoa.act(&case, "assignment", &json!({"to": gone})).await.expect(201);
    lead.act(&case, "assignment", &json!({"to": hoa_id})).await.expect(201);
    hoa.act(&case, "exclusions", &json!({})).await.expect(201);
    let refused = lead.act(&case, "assignment", &json!({"to": hoa_id})).await.expect(422);
    let unknown = lead.act(&case, "assignment", &json!({"to": uuid::Uuid::nil()})).await.expect(422);
    assert_eq!((refused.problem(), refused.json()["title"].clone()), (unknown.problem(), unknown.json()["title"].clone()));
    assert!(lead.open(&case).await["arranged"]["assigned_to"].is_null(), "who stepped back is named no more");
    app.finish().await;
}

async fn the_giver_stays_accountable_until_the_other_accepts(app: TestApp) {
    let (giver, lead) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Lead, OFFICE).await);
    let taker = app.staff(Role::Responder, OFFICE_NEXT_DOOR).await;
    let third = app.staff(Role::Responder, OFFICE_ELSEWHERE).await;
    let case = app.report(&report_of("high")).await;
    app.work().await;
    let before = clocks(&giver.open(&case).await);
    taker.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    giver.act(&case, "handover", &to(OFFICE_NEXT_DOOR)).await.expect(201);
    holds(&app).await;
    app.clock.advance(Duration::minutes(20));
    let seen = taker.open(&case).await;
    assert_eq!(accountable(&seen), (OFFICE, 1), "custody does not wait, and does not move");
    assert_eq!(clocks(&seen), before, "no due time moves");
    assert_eq!(seen["arranged"]["handovers"][0]["state"], "offered");
    assert!(seen["arranged"]["handovers"][0]["reason"].as_str().unwrap().contains("nhà ở"));
    assert_eq!(seen["opened"]["reports"][0]["story"], "x");
    assert_eq!(taker.queue().await, [case.clone()]);
    third.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    assert_eq!(giver.act(&case, "handover", &to(OFFICE_ELSEWHERE)).await.expect(409).problem().0, "already-offered");
    assert_eq!(taker.act(&case, "acknowledgement", &app.acknowledgement("high")).await.expect(403).problem().0, "not-accountable");
    taker.act(&case, "handover/answer", &json!({"answer": "accepted"})).await.expect(201);
    holds(&app).await;
    let view = taker.open(&case).await;
    assert_eq!(accountable(&view), (OFFICE_NEXT_DOOR, 2));
    assert_eq!((view["custody"][1]["reason"].as_str(), &view["custody"][0]["to"]), (Some("accepted"), &view["custody"][1]["from"]));
    assert_eq!(clocks(&view), before);
    assert!(!view["arranged"]["assigned_to"].is_null(), "whoever accepts is named");
    for gone in [&giver, &lead] {
        gone.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    }
    taker.act(&case, "handover/answer", &json!({"answer": "accepted"})).await.expect(409);
    app.finish().await;
}

async fn whoever_declines_names_the_right_office_and_the_second_refusal_goes_up(app: TestApp) {
    let giver = app.staff(Role::Responder, OFFICE).await;
    let (second, third) = (app.staff(Role::Responder, OFFICE_NEXT_DOOR).await, app.staff(Role::Responder, "ubnd-26743").await);
    app.db_add_staff("above@x.example", Role::Lead, PARENT).await;
    let case = app.report(&report_of("high")).await;
    app.work().await;
    giver.act(&case, "handover", &to(OFFICE_NEXT_DOOR)).await.expect(201);
    holds(&app).await;
    for (body, at) in [
        (json!({"answer": "declined", "reason": "x"}), "/right_office"),
        (no_but(OFFICE_NEXT_DOOR), "/right_office"),
        (no_but("ubnd-99999"), "/right_office"),
        (json!({"answer": "declined", "right_office": "ubnd-26743", "reason": " "}), "/reason"),
        (json!({"answer": "maybe"}), "/answer"),
    ] {
        assert_eq!(second.act(&case, "handover/answer", &body).await.expect(422).problem().1, [at], "{body}");
    }
    second.act(&case, "handover/answer", &no_but("ubnd-26743")).await.expect(201);
    holds(&app).await;
    second.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    let view = third.open(&case).await;
    assert_eq!(accountable(&view), (OFFICE, 1), "a refusal moves nothing");
    let argued = |view: &Value| clocks(view).into_iter().filter(|(policy, _)| policy == "V-MISROUTE-EM").count();
    assert_eq!(argued(&view), 1, "naming the right office has a clock of its own");
    let asked = view["arranged"]["handovers"].as_array().unwrap().iter().find(|offer| offer["state"] == "offered").unwrap();
    assert!(asked["reason"].as_str().unwrap().contains("không ở đây"), "the one that was named is asked at once: {asked}");
    assert_eq!(view["arranged"]["decisions"], json!([]));
    let told = app.mailed().len();
    third.act(&case, "handover/answer", &no_but(OFFICE)).await.expect(201);
    holds(&app).await;
    assert!(app.mailed()[told..].contains(&"above@x.example".to_owned()), "{:?}", app.mailed());
    let above = app.sign_in("above@x.example").await;
    let waits = above.open(&case).await;
    let decision = &waits["arranged"]["decisions"][0];
    assert_eq!(
        (decision["ground"].as_str(), decision["office"].as_str(), decision["choice"].as_str()),
        (Some("refused_twice"), Some(PARENT), None)
    );
    assert_eq!(giver.act(&case, "handover", &to(OFFICE_NEXT_DOOR)).await.expect(403).problem().0, "needs-parent");
    assert_eq!(giver.act(&case, "handover/keeping", &json!({})).await.expect(403).problem().0, "needs-parent");
    assert_eq!(decide(&app.staff(Role::Lead, OFFICE).await, &case, "left", 403).await, ["needs-parent"]);
    assert_eq!(decide(&above, &case, "placed", 201).await, Vec::<String>::new());
    holds(&app).await;
    let placed = second.open(&case).await;
    assert_eq!(accountable(&placed), (OFFICE_NEXT_DOOR, 2));
    assert_eq!((placed["custody"][1]["reason"].as_str(), argued(&placed)), (Some("ordered"), 0));
    giver.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    app.finish().await;
}

/// An excluded office is refused like one that does not exist, by whoever offers, declines or decides, and hears nothing.
async fn an_excluded_office_is_never_offered_and_never_told(app: TestApp) {
    let giver = app.staff(Role::Responder, OFFICE).await;
    app.db_add_staff("excluded@x.example", Role::Lead, OFFICE_NEXT_DOOR).await;
    let above = app.staff(Role::Lead, PARENT).await;
    let case = app.report(&report_of("high")).await;
    app.work().await;
    let id = app.db_case(&case).await.id;
    let row = langnghe::entity::exclusion::Model {
        case_id: id,
        party: format!("*@{NEXT_DOOR}"),
        source: "reporter".into(),
        created_at: app.now(),
    };
    app.ctx.db.write(async |tx| langnghe::db::rows::insert(tx, row.clone()).await).await.unwrap();
    let said = |answer: crate::support::Answer| (answer.problem(), answer.json()["errors"].clone(), answer.json()["title"].clone());
    let excluded = giver.act(&case, "handover", &to(OFFICE_NEXT_DOOR)).await.expect(422);
    let unknown = giver.act(&case, "handover", &to("ubnd-99999")).await.expect(422);
    assert_eq!(said(excluded), said(unknown));
    let place = |office: &str| json!({"choice": "placed", "office": office, "reason": "x"});
    let excluded = above.act(&case, "decision", &place(OFFICE_NEXT_DOOR)).await.expect(422);
    let unknown = above.act(&case, "decision", &place("ubnd-99999")).await.expect(422);
    assert_eq!(said(excluded), said(unknown));
    holds(&app).await;
    assert_eq!(app.mailed().iter().filter(|to| *to == "excluded@x.example").count(), 0);
    app.sign_in("excluded@x.example").await.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    assert_eq!(accountable(&giver.open(&case).await), (OFFICE, 1));
    app.finish().await;
}

/// Section 6: whoever found the child says where, when and how it was, sealed; the finder stays responsible until the commune accepts.
async fn an_abandoned_child_is_not_handed_over_without_how_it_was_found(app: TestApp) {
    let (giver, taker) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Responder, OFFICE_NEXT_DOOR).await);
    let mut report = report_of("high");
    report["category"] = json!("abandonment");
    report["persons_at_risk"] = json!([{"age": 0}]);
    let case = app.report(&report).await;
    app.work().await;
    let fields = giver.act(&case, "handover", &to(OFFICE_NEXT_DOOR)).await.expect(422).problem().1;
    assert_eq!(fields, ["/discovery/place", "/discovery/found_at", "/discovery/state"]);
    let mut body = to(OFFICE_NEXT_DOOR);
    body["discovery"] =
        json!({"place": "KANARIENVOGEL cổng chùa", "found_at": app.now() + Duration::hours(1), "state": "KANARIENVOGEL tỉnh"});
    assert_eq!(giver.act(&case, "handover", &body).await.expect(422).problem().1, ["/discovery/found_at"]);
    body["discovery"]["found_at"] = json!(app.now() - Duration::hours(1));
    giver.act(&case, "handover", &body).await.expect(201);
    holds(&app).await;
    let seen = taker.open(&case).await;
    assert!(seen["arranged"]["handovers"][0]["discovery"]["state"].as_str().unwrap().contains("tỉnh"));
    taker.act(&case, "handover/answer", &no_but(OFFICE)).await.expect(201);
    assert_eq!(giver.act(&case, "handover/keeping", &json!({})).await.expect(201).status, 201);
    holds(&app).await;
    assert_eq!(accountable(&giver.open(&case).await), (OFFICE, 1));
    assert!(!clocks(&giver.open(&case).await).iter().any(|(policy, _)| policy.starts_with("V-MISROUTE")));
    app.finish().await;
}

async fn the_office_above_takes_over_or_orders_and_somebody_answers_by_name(app: TestApp) {
    let below = app.staff(Role::Responder, OFFICE).await;
    let (above, beside) = (app.staff(Role::Lead, PARENT).await, app.staff(Role::Lead, OFFICE_NEXT_DOOR).await);
    let case = app.report(&report_of("high")).await;
    app.work().await;
    let before = clocks(&below.open(&case).await);
    below.act(&case, "handover", &to(OFFICE_NEXT_DOOR)).await.expect(201);
    holds(&app).await;
    assert_eq!(decide(&beside, &case, "taken_over", 403).await, ["not-accountable"], "who is only asked decides nothing");
    assert_eq!(decide(&above, &case, "left", 409).await, ["nothing-waits"]);
    assert_eq!(decide(&above, &case, "lapsed", 422).await, ["answer-needed", "/choice"]);
    assert_eq!(above.act(&case, "decision", &json!({"choice": "ordered", "reason": ""})).await.expect(422).problem().1, ["/reason"]);
    decide(&above, &case, "ordered", 201).await;
    holds(&app).await;
    let seen = below.open(&case).await;
    assert_eq!(accountable(&seen), (OFFICE, 1));
    assert!(seen["arranged"]["orders"][0]["text"].as_str().unwrap().contains("làm ngay"));
    assert_eq!(above.act(&case, "orders/acknowledgement", &json!({})).await.expect(403).problem().0, "not-accountable");
    below.act(&case, "orders/acknowledgement", &json!({})).await.expect(201);
    assert_eq!(below.act(&case, "orders/acknowledgement", &json!({})).await.expect(409).problem().0, "nothing-waits");
    assert!(above.open(&case).await["arranged"]["orders"][0]["acknowledged_by"].as_str().unwrap().starts_with("Người thử"));
    decide(&above, &case, "taken_over", 201).await;
    holds(&app).await;
    let taken = above.open(&case).await;
    assert_eq!((accountable(&taken), taken["custody"][1]["reason"].as_str()), ((PARENT, 2), Some("taken_over")));
    assert_eq!(clocks(&taken), before, "the clocks of the person change hands and do not stop");
    assert_eq!(taken["arranged"]["handovers"][0]["state"], "expired", "an offer of who has it no more");
    for gone in [&below, &beside] {
        gone.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    }
    app.finish().await;
}

async fn from_the_second_missed_deadline_of_an_emergency_the_office_above_must_choose(app: TestApp) {
    app.staff(Role::Responder, OFFICE).await;
    app.db_add_staff("above@x.example", Role::Lead, PARENT).await;
    app.db_add_staff("high@x.example", Role::Lead, COMMITTEE).await;
    let (emergency, slow) = (app.report(&report_of("emergency")).await, app.report(&report_of("high")).await);
    let waits = async |case: &str| {
        // A session does not last as long as this story.
        let view = app.sign_in("above@x.example").await.open(case).await;
        view["arranged"]["decisions"].as_array().unwrap().iter().filter(|row| row["decided_at"].is_null()).count()
    };
    app.advance(Duration::minutes(16)).await;
    assert_eq!(waits(&emergency).await, 0, "one is missed");
    app.advance(Duration::minutes(105)).await;
    assert_eq!((waits(&emergency).await, waits(&slow).await), (1, 0), "the second of an emergency");
    app.advance(Duration::minutes(5)).await;
    assert_eq!(waits(&emergency).await, 1, "asked once");
    decide(&app.sign_in("above@x.example").await, &emergency, "left", 201).await;
    holds(&app).await;
    assert_eq!(waits(&emergency).await, 0);
    app.advance(Duration::hours(10)).await;
    assert_eq!((waits(&emergency).await, waits(&slow).await), (1, 0), "asked again at the next; two of another case are not three");
    app.advance(Duration::hours(36)).await;
    assert_eq!(waits(&slow).await, 1, "the third of any case");
    decide(&app.sign_in("above@x.example").await, &slow, "taken_over", 201).await;
    decide(&app.sign_in("above@x.example").await, &emergency, "taken_over", 201).await;
    holds(&app).await;
    assert_eq!(waits(&slow).await, 0);
    let view = app.sign_in("high@x.example").await.open(&slow).await;
    assert_eq!(accountable(&view), (PARENT, 2));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_accept_or_decide_at_once_one_wins() {
    let app = TestApp::postgres().await;
    let (giver, above) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Lead, PARENT).await);
    let taker = app.staff(Role::Responder, OFFICE_NEXT_DOOR).await;
    for _ in 0..3 {
        let case = app.report(&report_of("high")).await;
        app.work().await;
        giver.act(&case, "handover", &to(OFFICE_NEXT_DOOR)).await.expect(201);
        app.work().await;
        let (yes, over) = (json!({"answer": "accepted"}), json!({"choice": "taken_over", "reason": "x"}));
        let (one, two) = tokio::join!(taker.act(&case, "handover/answer", &yes), above.act(&case, "decision", &over));
        // Whoever decides may also take over what was just accepted; whoever accepts finds nothing offered after a take-over.
        assert!(one.status.is_success() || two.status.is_success(), "{one:?} {two:?}");
        assert!(one.status.as_u16() < 500 && two.status.as_u16() < 500, "{one:?} {two:?}");
        holds(&app).await;
    }
    assert_eq!(app.db_count(&format!("SELECT COUNT(*) FROM case_file WHERE commune_code <> '{COMMUNE}'")).await, 0);
    app.finish().await;
}

both!(
    a_lead_names_a_colleague_who_is_told_without_content,
    the_giver_stays_accountable_until_the_other_accepts,
    whoever_declines_names_the_right_office_and_the_second_refusal_goes_up,
    an_excluded_office_is_never_offered_and_never_told,
    an_abandoned_child_is_not_handed_over_without_how_it_was_found,
    the_office_above_takes_over_or_orders_and_somebody_answers_by_name,
    from_the_second_missed_deadline_of_an_emergency_the_office_above_must_choose,
);
