//! What counts as a gap, and when it is gone.

use axum::http::StatusCode;
use langnghe::{
    kernel::{Lang, terms::Role},
    notification::transport::{Mail, Mailbox, SendError, Sending, Transport},
    worker,
};

use super::{gaps, look};
use crate::{
    both,
    pages::Browser,
    support::{
        DESK, OFFICE, PARENT, TestApp,
        acts::{OFFICE_NEXT_DOOR, report_of},
    },
};

/// 3,321 communes, 34 committees and 34 health departments.
const ACCOUNTABLE: usize = 3_321 + 68;

async fn signed_in(app: &TestApp, email: &str, when: &str) {
    app.db_execute(&format!("UPDATE staff SET last_sign_in_at = '{when}' WHERE email = '{email}'")).await;
}

async fn every_gap_is_found_and_goes_when_it_is_closed(app: TestApp) {
    let first = look(&app).await;
    assert_eq!((first.offices, first.with_gaps), (ACCOUNTABLE, ACCOUNTABLE), "nobody works anywhere yet");
    assert_eq!(gaps(&app, OFFICE).await, ["nobody_can_answer"]);
    assert_eq!(gaps(&app, PARENT).await, ["no_round_the_clock_desk", "nobody_can_answer"]);

    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    look(&app).await;
    assert_eq!(gaps(&app, OFFICE).await, ["never_signed_in", "no_second_person"]);
    signed_in(&app, "lan@x.example", "2026-11-20T02:00:00+00:00").await;
    look(&app).await;
    assert_eq!(gaps(&app, OFFICE).await, ["no_second_person"]);
    app.db_add_staff("minh@x.example", Role::Lead, OFFICE).await;
    let closed = look(&app).await;
    assert_eq!(gaps(&app, OFFICE).await, [""; 0]);
    assert_eq!((closed.gone, closed.new), (1, 0));

    app.db_add_desk().await;
    look(&app).await;
    assert!(gaps(&app, PARENT).await.contains(&"no_round_the_clock_desk".to_owned()), "a desk where nobody works is none");
    app.db_add_staff("truc@x.example", Role::Responder, DESK).await;
    look(&app).await;
    assert!(gaps(&app, PARENT).await.contains(&"no_round_the_clock_desk".to_owned()), "nor is one without a roster awake at night");
    app.db_awake(DESK).await;
    look(&app).await;
    assert_eq!(gaps(&app, PARENT).await, ["nobody_can_answer"]);
    assert_eq!(gaps(&app, "syt-01").await, ["no_round_the_clock_desk", "nobody_can_answer"], "of that province only");
    app.finish().await;
}

/// People who administer, supervise or take calls cannot answer; nor can somebody who was invited and never chose a password, who has
/// left, or whom the desk never wrote.
async fn only_people_who_can_really_answer_count(app: TestApp) {
    for role in [Role::Administrator, Role::Supervisor, Role::Operator] {
        app.db_add_staff(&format!("{}@x.example", role.code()), role, OFFICE).await;
    }
    app.db_add_staff("forged@x.example", Role::Responder, OFFICE).await;
    app.db_execute("UPDATE staff SET role = 'lead' WHERE email = 'forged@x.example'").await;
    invited_only(&app, "invited@x.example").await;
    look(&app).await;
    assert_eq!(gaps(&app, OFFICE).await, ["nobody_can_answer"]);
    app.finish().await;
}

/// A member of staff with a valid row and no password, as an invitation leaves it.
async fn invited_only(app: &TestApp, email: &str) {
    use langnghe::{entity::staff, vault::macs::staff_fields};
    use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
    app.db_add_staff(email, Role::Responder, OFFICE).await;
    let mut row = staff::Entity::find().filter(staff::Column::Email.eq(email)).one(app.ctx.db.read()).await.unwrap().unwrap();
    row.password_hash = String::new();
    row.row_mac = app.ctx.vault.desk().unwrap().staff_row_mac(&staff_fields(&row)).to_vec();
    let mut changed = row.clone().into_active_model();
    (changed.password_hash, changed.row_mac) = (Set(row.password_hash.clone()), Set(row.row_mac.clone()));
    app.ctx.db.write(async |tx| changed.update(tx).await.map(|_| ())).await.unwrap();
}

/// A mail server that knows an address no more.
#[derive(Clone)]
struct Refusing(Mailbox, &'static str);

impl Transport for Refusing {
    fn send<'a>(&'a self, mail: &'a Mail) -> Sending<'a> {
        Box::pin(async move { if mail.to == self.1 { Err(SendError::Permanent("550".into())) } else { self.0.send(mail).await } })
    }
}

async fn a_mailbox_bounces_until_it_takes_a_newer_mail(app: TestApp) {
    for email in ["lan@x.example", "minh@x.example"] {
        app.db_add_staff(email, Role::Responder, OFFICE).await;
        signed_in(&app, email, "2026-11-20T02:00:00+00:00").await;
    }
    app.report(&report_of("low")).await;
    worker::until_quiet(&app.ctx, Some(&Refusing(app.mailbox.clone(), "minh@x.example"))).await.unwrap();
    look(&app).await;
    assert_eq!(gaps(&app, OFFICE).await, ["mailbox_bounces"]);
    // Rows are numbered by the millisecond.
    app.clock.advance(chrono::Duration::seconds(1));
    app.report(&report_of("low")).await;
    app.work().await;
    look(&app).await;
    assert_eq!(gaps(&app, OFFICE).await, [""; 0], "the newest mail was taken");
    app.clock.advance(chrono::Duration::seconds(1));
    app.report(&report_of("low")).await;
    worker::until_quiet(&app.ctx, Some(&Refusing(app.mailbox.clone(), "minh@x.example"))).await.unwrap();
    look(&app).await;
    assert_eq!(gaps(&app, OFFICE).await, ["mailbox_bounces"], "and refused again");
    app.finish().await;
}

async fn a_key_that_the_directory_does_not_vouch_for_is_none(app: TestApp) {
    let forged = match app.ctx.db.backend() {
        sea_orm::DbBackend::Postgres => "decode(repeat('00', 64), 'hex')",
        _ => "zeroblob(64)",
    };
    app.db_execute(&format!("UPDATE office_key SET directory_signature = {forged} WHERE office_code = '{OFFICE}'")).await;
    look(&app).await;
    assert!(gaps(&app, OFFICE).await.contains(&"no_key".to_owned()));
    assert!(!gaps(&app, OFFICE_NEXT_DOOR).await.contains(&"no_key".to_owned()));
    app.finish().await;
}

async fn an_office_out_of_service_has_no_gaps(app: TestApp) {
    look(&app).await;
    app.db_execute(&format!("UPDATE office SET suspended = TRUE WHERE code = '{OFFICE}'")).await;
    app.db_execute(&format!("UPDATE office SET merged_into = '{OFFICE}' WHERE code = '{OFFICE_NEXT_DOOR}'")).await;
    let again = look(&app).await;
    assert_eq!((again.offices, again.gone), (ACCOUNTABLE - 2, 2));
    assert_eq!((gaps(&app, OFFICE).await, gaps(&app, OFFICE_NEXT_DOOR).await), (Vec::new(), Vec::new()));
    app.finish().await;
}

/// Who looks after an area sees it, and nobody else sees anything.
async fn readiness_is_seen_by_those_who_look_after_the_offices(app: TestApp) {
    app.visitor().get("/api/v1/oversight/readiness").await.expect(401);
    for (role, office, status) in [
        (Role::Supervisor, PARENT, StatusCode::OK),
        (Role::Lead, PARENT, StatusCode::OK),
        (Role::Administrator, PARENT, StatusCode::OK),
        (Role::Responder, PARENT, StatusCode::FORBIDDEN),
        (Role::Operator, PARENT, StatusCode::FORBIDDEN),
        (Role::Lead, OFFICE, StatusCode::FORBIDDEN),
        (Role::Supervisor, OFFICE, StatusCode::FORBIDDEN),
        (Role::Administrator, OFFICE, StatusCode::OK),
    ] {
        let client = app.staff(role, office).await;
        for place in ["oversight", "admin"] {
            let answer = client.get(&format!("/api/v1/{place}/readiness")).await;
            assert_eq!(answer.status, status, "{} of {office} at {place}", role.code());
        }
    }
    let of = |seen: &serde_json::Value| {
        let offices = seen["offices"].as_array().unwrap().iter();
        (seen["totals"]["offices"].as_u64().unwrap(), offices.map(|o| o["office"].as_str().unwrap().to_owned()).collect::<Vec<_>>())
    };
    let commune = app.staff(Role::Administrator, OFFICE).await.get("/api/v1/admin/readiness").await.expect(200).json();
    assert_eq!(of(&commune).0, 1, "a commune sees itself: {commune}");
    let province = app.staff(Role::Supervisor, PARENT).await;
    let seen = province.get("/api/v1/oversight/readiness").await.expect(200).json();
    let (count, offices) = of(&seen);
    assert_eq!(count, 168 + 2, "the communes of the province, its health department and its committee");
    assert!(offices.contains(&OFFICE_NEXT_DOOR.to_owned()) && offices.iter().all(|office| !office.contains("ubnd-00004")));
    // Asking for another province does not widen the area.
    let elsewhere = province.get("/api/v1/oversight/readiness?province=01").await.expect(200).json();
    assert_eq!(of(&elsewhere), of(&seen));
    let country = app.staff(Role::Supervisor, crate::support::acts::MINISTRY).await;
    let seen = country.get("/api/v1/oversight/readiness").await.expect(200).json();
    assert_eq!((of(&seen).0, seen["provinces"].as_array().unwrap().len()), (u64::try_from(ACCOUNTABLE).unwrap(), 34));
    let hanoi = country.get("/api/v1/oversight/readiness?province=01&gap=no_second_person").await.expect(200).json();
    assert_eq!(of(&hanoi), (126 + 2, Vec::new()));
    country.get("/api/v1/oversight/readiness?gap=nonsense").await.expect(422);
    country.get("/api/v1/oversight/readiness?province=99").await.expect(422);
    app.finish().await;
}

/// A new province has a hundred empty communes: a phone must not scroll past the same remedy a hundred times.
async fn what_many_offices_lack_is_said_once_with_all_their_names(app: TestApp) {
    app.db_add_staff("an@syt.example", Role::Administrator, PARENT).await;
    let page = Browser::signed_in(&app, "an@syt.example").await.get("/admin/readiness").await.expect(200).text();
    let remedy = app.ctx.words.text(Lang::Vi, "remedy-nobody_can_answer", &[]);
    assert_eq!(page.matches(&remedy).count(), 2, "once for the health department, which lacks more, once for all others: {page}");
    assert!(page.contains("<details><summary>169 đơn vị</summary>"), "{page}");
    assert_eq!(page.matches("Ủy ban nhân dân phường Sài Gòn").count(), 1, "each office stands there once");
    app.finish().await;
}

both!(
    what_many_offices_lack_is_said_once_with_all_their_names,
    every_gap_is_found_and_goes_when_it_is_closed,
    only_people_who_can_really_answer_count,
    a_mailbox_bounces_until_it_takes_a_newer_mail,
    a_key_that_the_directory_does_not_vouch_for_is_none,
    an_office_out_of_service_has_no_gaps,
    readiness_is_seen_by_those_who_look_after_the_offices,
);
