//! Who may write rosters, and what is taken.

use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use super::{every_night, tuesday_morning};
use crate::{
    both,
    support::{
        COMMITTEE, DESK, OFFICE, PARENT, POLICE, TestApp,
        acts::{OFFICE_ELSEWHERE, OFFICE_NEXT_DOOR},
    },
};

fn week_of(office: &str) -> String {
    format!("/api/v1/admin/duty/{office}")
}

async fn only_administrators_of_the_area_and_the_lead_of_the_office_keep_its_roster(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    let week = json!({"shifts": tuesday_morning(&an)});
    let national = app.administrator().await;
    let provincial = app.staff(Role::Administrator, PARENT).await;
    let of_commune = app.staff(Role::Administrator, OFFICE).await;
    let lead = app.staff(Role::Lead, OFFICE).await;
    for keeper in [&national, &provincial, &of_commune, &lead] {
        keeper.put(&week_of(OFFICE), &week).await.expect(200);
        keeper.get(&week_of(OFFICE)).await.expect(200);
    }
    // Out of reach looks like something that does not exist.
    let next_door = app.staff(Role::Lead, OFFICE_NEXT_DOOR).await;
    let above = app.staff(Role::Lead, PARENT).await;
    for (keeper, office) in [
        (&next_door, OFFICE),
        (&above, OFFICE),
        (&lead, OFFICE_NEXT_DOOR),
        (&of_commune, OFFICE_NEXT_DOOR),
        (&provincial, OFFICE_ELSEWHERE),
    ] {
        let missing = keeper.put(&week_of("khong-co"), &week).await.expect(404);
        let refused = keeper.put(&week_of(office), &week).await.expect(404);
        assert_eq!(refused.body, missing.body);
        keeper.get(&week_of(office)).await.expect(404);
        keeper.stand_in(office, &an, &an.replace('0', "1"), ("2026-12-01", "2026-12-02")).await.expect(404);
        keeper.post(&format!("{}/phones", week_of(office)), &json!({"phone": "113"})).await.expect(404);
        keeper.delete(&format!("{}/phones/113", week_of(office))).await.expect(404);
    }
    for role in [Role::Responder, Role::Supervisor, Role::Operator] {
        let other = app.staff(role, OFFICE).await;
        other.put(&week_of(OFFICE), &week).await.expect(403);
        other.get(&week_of(OFFICE)).await.expect(403);
        other.get("/api/v1/admin/duty").await.expect(403);
        other.stand_in(OFFICE, &an, &an, ("2026-12-01", "2026-12-02")).await.expect(403);
        other.post(&format!("{}/phones", week_of(OFFICE)), &json!({"phone": "113"})).await.expect(403);
    }
    app.visitor().put(&week_of(OFFICE), &week).await.expect(401);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM duty_shift").await, 1);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'duty_week_set'").await, 4, "one entry a change");
    let details = app.db_texts("SELECT DISTINCT detail FROM audit_entry WHERE event = 'duty_week_set'").await;
    assert_eq!(details, [format!("{OFFICE} 1")]);
    app.finish().await;
}

async fn a_week_is_taken_whole_or_not_at_all_and_every_fault_is_named(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    let next_door = app.db_person("khac", Role::Responder, OFFICE_NEXT_DOOR).await;
    let operator = app.db_person("may", Role::Operator, OFFICE).await;
    let keeper = app.administrator().await;
    keeper.set_week(OFFICE, &every_night(&an)).await;
    let bad = json!({"shifts": [
        {"weekday": 1, "from": "08:00", "to": "17:00", "staff": an},
        {"weekday": 9, "from": "08:00", "to": "17:00", "staff": an},
        {"weekday": 1, "from": "sáng", "to": "17:00", "staff": next_door},
        {"weekday": 1, "from": "08:00", "to": "17:00"},
        {"weekday": 1, "from": "08:00", "to": "17:00", "staff": operator, "phone": "số của tôi"},
    ]});
    let (code, pointers) = keeper.put(&week_of(OFFICE), &bad).await.expect(422).problem();
    assert_eq!(code, "fields");
    assert_eq!(pointers, ["/shifts/1/weekday", "/shifts/2/from", "/shifts/3/staff", "/shifts/4/phone", "/shifts/4/staff"]);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM duty_shift").await, 7, "the week before still stands");
    let many: Vec<Value> = (0..169).map(|_| json!({"weekday": 1, "from": "08:00", "to": "09:00", "staff": an})).collect();
    assert_eq!(keeper.put(&week_of(OFFICE), &json!({"shifts": many})).await.expect(422).problem().0, "duty-too-many");
    // Two who write at once: the slower one is told.
    let seen = keeper.get(&week_of(OFFICE)).await.expect(200).text_at("/version");
    keeper.set_week(OFFICE, &tuesday_morning(&an)).await;
    let late = json!({"shifts": every_night(&an), "version": seen});
    assert_eq!(keeper.put(&week_of(OFFICE), &late).await.expect(409).problem().0, "duty-week-changed");
    let now = keeper.get(&week_of(OFFICE)).await.expect(200).text_at("/version");
    keeper.put(&week_of(OFFICE), &json!({"shifts": every_night(&an), "version": now})).await.expect(200);
    app.finish().await;
}

async fn the_holes_of_a_week_and_who_is_on_now_are_told(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    let keeper = app.administrator().await;
    let kept = keeper.set_week(OFFICE, &every_night(&an)).await;
    assert_eq!(kept["holes"].as_array().unwrap().len(), 7);
    assert_eq!(kept["holes"][0], json!({"from": {"weekday": 1, "time": "07:00"}, "to": {"weekday": 1, "time": "19:00"}}));
    assert_eq!(
        (&kept["now"]["on"][0]["until"], &kept["now"]["on"][0]["name"]),
        (&json!("2026-11-22T00:00:00Z"), &json!("Người thử responder"))
    );
    assert_eq!(kept["shifts"][0], json!({"weekday": 1, "from": "19:00", "to": "07:00", "staff": an, "phone": null}));
    let listed = keeper.get("/api/v1/admin/duty?q=s%C3%A0i%20g%C3%B2n").await.expect(200).json();
    let item = listed["offices"].as_array().unwrap().iter().find(|item| item["office"] == OFFICE).unwrap().clone();
    assert_eq!(
        (&item["on_now"], &item["holes"], &item["has_roster"], &item["sleeps"]),
        (&json!(true), &json!(7), &json!(true), &json!(false))
    );
    app.db_add_desk().await;
    let first = keeper.get("/api/v1/admin/duty").await.expect(200).json();
    assert_eq!(
        (&first["offices"][0]["office"], &first["offices"][0]["sleeps"]),
        (&json!(DESK), &json!(true)),
        "a desk that sleeps stands first"
    );
    assert!(first["more"].as_u64().unwrap() > 3_000);
    let dem = app.db_person("dem", Role::Responder, DESK).await;
    let days: Vec<Value> = (1..=7).map(|day| json!({"weekday": day, "from": "00:00", "to": "24:00", "staff": dem})).collect();
    keeper.set_week(DESK, &json!(days)).await;
    let mine = app.staff(Role::Lead, OFFICE).await.get("/api/v1/admin/duty").await.expect(200).json();
    assert_eq!(mine["offices"].as_array().unwrap().len(), 1, "a lead sees their own");
    let desk = keeper.get("/api/v1/admin/duty?q=truc-79").await.expect(200).json();
    assert_eq!(desk["offices"][0]["sleeps"], false);
    app.finish().await;
}

async fn deputies_are_of_the_office_and_have_days_to_come(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    let binh = app.db_person("binh", Role::Responder, OFFICE).await;
    let other = app.db_person("khac", Role::Responder, OFFICE_NEXT_DOOR).await;
    let keeper = app.staff(Role::Lead, OFFICE).await;
    let strange = "019a0000-0000-7000-8000-000000000001";
    let faults = [
        ((&an[..], &an[..], "2026-12-01", "2026-12-02"), "duty-deputy-self", "/deputy"),
        ((&an, &other, "2026-12-01", "2026-12-02"), "duty-stranger", "/deputy"),
        ((&other, &an, "2026-12-01", "2026-12-02"), "duty-stranger", "/staff"),
        ((strange, &an, "2026-12-01", "2026-12-02"), "duty-stranger", "/staff"),
        (("an", &binh, "2026-12-01", "2026-12-02"), "duty-stranger", "/staff"),
        ((&an, &binh, "mai", "2026-12-02"), "duty-day", "/from"),
        ((&an, &binh, "2026-12-02", "2026-12-01"), "duty-deputy-days", "/until"),
        ((&an, &binh, "2026-12-02", "2028-12-01"), "duty-deputy-days", "/until"),
        ((&an, &binh, "2026-11-01", "2026-11-20"), "duty-deputy-past", "/until"),
    ];
    for ((away, deputy, from, until), code, pointer) in faults {
        let problem = keeper.stand_in(OFFICE, away, deputy, (from, until)).await.expect(422).problem();
        assert_eq!(problem, (code.to_owned(), vec![pointer.to_owned()]));
    }
    assert_eq!(app.db_count("SELECT COUNT(*) FROM deputy").await, 0);
    let id = keeper.stand_in(OFFICE, &an, &binh, ("2026-11-21", "2026-11-21")).await.expect(201).text_at("/id");
    let kept = keeper.get(&week_of(OFFICE)).await.expect(200).json();
    assert_eq!(kept["deputies"][0]["from"], "2026-11-20T17:00:00Z");
    assert_eq!(kept["deputies"][0]["until"], "2026-11-21T17:00:00Z", "the last day is whole");
    let next_door = app.staff(Role::Lead, OFFICE_NEXT_DOOR).await;
    next_door.delete(&format!("{}/deputies/{id}", week_of(OFFICE_NEXT_DOOR))).await.expect(404);
    keeper.delete(&format!("{}/deputies/{id}", week_of(OFFICE))).await.expect(204);
    keeper.delete(&format!("{}/deputies/{id}", week_of(OFFICE))).await.expect(404);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event IN ('deputy_set', 'deputy_removed')").await, 2);
    app.finish().await;
}

async fn those_who_work_see_whom_to_call_now_around_them(app: TestApp) {
    app.db_add_desk().await;
    app.db_add_police().await;
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    let dem = app.db_person("dem", Role::Responder, DESK).await;
    let keeper = app.administrator().await;
    keeper.set_week(OFFICE, &every_night(&an)).await;
    keeper.set_week(DESK, &json!([{"weekday": 6, "from": "20:00", "to": "06:00", "staff": dem, "phone": "+84 28 3829 7643"}])).await;
    keeper.post(&format!("{}/phones", week_of(POLICE)), &json!({"phone": "0912.345.678", "label": "Trực ban"})).await.expect(201);
    keeper.post(&format!("{}/phones", week_of(POLICE)), &json!({"phone": "0912 345 678", "label": "Trực ban đêm"})).await.expect(201);
    let (code, pointers) = keeper.post(&format!("{}/phones", week_of(POLICE)), &json!({"phone": "0912"})).await.expect(422).problem();
    assert_eq!((code.as_str(), pointers), ("duty-phone", vec!["/phone".to_owned()]));
    let responder = app.sign_in("an@x.example").await;
    let around = responder.get("/api/v1/duty").await.expect(200).json();
    let shown: Vec<(&str, &str)> =
        around["offices"].as_array().unwrap().iter().map(|one| (one["why"].as_str().unwrap(), one["office"].as_str().unwrap())).collect();
    assert_eq!(shown, [("own", OFFICE), ("above", PARENT), ("desk", DESK), ("police", POLICE)]);
    let office = |at: usize| &around["offices"][at];
    assert_eq!(office(0)["on"][0]["name"], "Người thử responder");
    assert_eq!((&office(1)["has_roster"], &office(1)["awake"]), (&json!(false), &json!(false)));
    assert_eq!((&office(2)["awake"], &office(2)["on"][0]["phone"]), (&json!(true), &json!("02838297643")));
    assert_eq!(office(3)["phones"], json!([{"phone": "0912345678", "label": "Trực ban đêm"}]));
    app.staff(Role::Lead, COMMITTEE).await.get("/api/v1/duty").await.expect(200);
    for role in [Role::Supervisor, Role::Administrator, Role::Operator] {
        app.staff(role, OFFICE).await.get("/api/v1/duty").await.expect(403);
    }
    app.visitor().get("/api/v1/duty").await.expect(401);
    keeper.delete(&format!("{}/phones/0912345678", week_of(POLICE))).await.expect(204);
    keeper.delete(&format!("{}/phones/0912345678", week_of(POLICE))).await.expect(404);
    app.finish().await;
}

both!(
    only_administrators_of_the_area_and_the_lead_of_the_office_keep_its_roster,
    a_week_is_taken_whole_or_not_at_all_and_every_fault_is_named,
    the_holes_of_a_week_and_who_is_on_now_are_told,
    deputies_are_of_the_office_and_have_days_to_come,
    those_who_work_see_whom_to_call_now_around_them,
);
