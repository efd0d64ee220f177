//! Where an office stands: no circle, no peer as a parent, and no exclusion shed by moving.

use langnghe::{kernel::terms::Role, localities::OfficeKind};
use serde_json::{Value, json};

use super::administrator;
use crate::{
    both,
    support::{
        Answer, COMMITTEE, Client, OFFICE, PARENT, POLICE, TestApp,
        acts::{ELSEWHERE, NEXT_DOOR, OFFICE_NEXT_DOOR, report_of},
    },
};

async fn place(by: &Client, office: &str, body: Value) -> Answer {
    by.post(&format!("/api/v1/admin/offices/{office}/territory"), &body).await
}

async fn a_new_parent_reads_the_cases_and_the_old_one_no_longer(app: TestApp) {
    app.db_add_staff("lan@xa.example", Role::Responder, OFFICE).await;
    app.db_add_staff("cu@so.example", Role::Lead, PARENT).await;
    app.db_add_staff("moi@tinh.example", Role::Lead, COMMITTEE).await;
    let case = app.report(&report_of("high")).await;
    app.work().await;
    let (old, new) = (app.sign_in("cu@so.example").await, app.sign_in("moi@tinh.example").await);
    old.open(&case).await;
    new.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    let by = app.staff(Role::Administrator, PARENT).await;
    place(&by, OFFICE, json!({"parent": COMMITTEE})).await.expect(204);
    app.work().await;
    new.open(&case).await;
    old.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    for told in ["cu@so.example", "moi@tinh.example"] {
        assert!(app.mailbox.mails().iter().any(|mail| mail.to == told && mail.text.contains("cấp trên hoặc địa bàn")), "{told}");
    }
    app.finish().await;
}

async fn no_peer_no_circle_and_no_stranger_becomes_a_parent(app: TestApp) {
    app.db_add_police().await;
    let by = administrator(&app).await;
    let refused = async |office: &str, body: Value| place(&by, office, body).await.expect(422).problem();
    assert_eq!(refused(OFFICE, json!({"parent": OFFICE_NEXT_DOOR})).await, ("parent-unfit".into(), vec!["/parent".into()]));
    assert_eq!(refused(OFFICE, json!({"parent": POLICE})).await, ("parent-unfit".into(), vec!["/parent".into()]));
    assert_eq!(refused(OFFICE, json!({"parent": "syt-01"})).await, ("unknown-office".into(), vec!["/parent".into()]));
    assert_eq!(refused(OFFICE, json!({})).await.0, "nothing-changes");
    place(&by, POLICE, json!({"parent": OFFICE})).await.expect(204);
    let ministry = app.staff(Role::Administrator, "bo-y-te-tre-em").await;
    let circle = place(&ministry, COMMITTEE, json!({"parent": PARENT})).await.expect(422);
    assert_eq!(circle.problem(), ("parent-in-circle".into(), vec!["/parent".into()]));
    app.finish().await;
}

async fn the_committee_of_a_commune_stays_in_it(app: TestApp) {
    app.db_add_police().await;
    let by = administrator(&app).await;
    let moved = place(&by, OFFICE, json!({"commune": NEXT_DOOR})).await.expect(422);
    assert_eq!(moved.problem(), ("territory-unfit".into(), vec!["/commune".into()]));
    let abroad = place(&by, POLICE, json!({"commune": ELSEWHERE})).await.expect(422);
    assert_eq!(abroad.problem(), ("unknown-commune".into(), vec!["/commune".into()]));
    place(&by, POLICE, json!({"commune": NEXT_DOOR})).await.expect(204);
    assert_eq!(app.db_count(&format!("SELECT COUNT(*) FROM office WHERE code = '{POLICE}' AND commune_code = '{NEXT_DOOR}'")).await, 1);
    app.finish().await;
}

/// "The police of this commune must not know": they do not come to know by being sent to the next one.
async fn moving_away_sheds_no_exclusion(app: TestApp) {
    app.db_add_staff("lan@xa.example", Role::Responder, OFFICE).await;
    let mut body = report_of("emergency");
    body["must_not_know"] = json!(["commune_police"]);
    let case = app.report(&body).await;
    app.db_add_office(POLICE, OfficeKind::CommunePolice, Some("26740"), false).await;
    app.db_add_staff("dung@ca.example", Role::Responder, POLICE).await;
    assert_eq!(app.db_texts("SELECT party FROM exclusion").await, ["commune_police@26740"]);
    let by = administrator(&app).await;
    place(&by, POLICE, json!({"commune": NEXT_DOOR})).await.expect(204);
    assert_eq!(app.db_texts("SELECT party FROM exclusion ORDER BY party").await, [POLICE, "commune_police@26740"]);
    app.work().await;
    app.sign_in("dung@ca.example").await.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    app.finish().await;
}

both!(
    a_new_parent_reads_the_cases_and_the_old_one_no_longer,
    no_peer_no_circle_and_no_stranger_becomes_a_parent,
    the_committee_of_a_commune_stays_in_it,
    moving_away_sheds_no_exclusion,
);
