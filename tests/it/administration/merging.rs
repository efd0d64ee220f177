//! One office merged into another: nobody is let in who must not know, nothing is left behind, new reports arrive.

use chrono::Duration;
use langnghe::{kernel::terms::Role, localities::OfficeKind};
use serde_json::json;

use super::{administrator, person, staffed};
use crate::{
    both,
    support::{
        Answer, COMMUNE, Client, OFFICE, PARENT, POLICE, TestApp,
        acts::{NEXT_DOOR, OFFICE_NEXT_DOOR, report_from, report_of},
    },
};

const LAN: &str = "lan@xa.example";
const HOA: &str = "hoa@ben.example";
const ABOVE: &str = "thu@so.example";

async fn merge(by: &Client, from: &str, into: &str) -> Answer {
    by.post(&format!("/api/v1/admin/offices/{from}/merger"), &json!({"into": into})).await
}

/// Somebody at each of two communes and above them.
async fn two_offices(app: &TestApp) -> (String, String) {
    let lan = person(app, LAN, Role::Responder, OFFICE).await;
    let hoa = person(app, HOA, Role::Responder, OFFICE_NEXT_DOOR).await;
    app.db_add_staff(ABOVE, Role::Responder, PARENT).await;
    (lan, hoa)
}

async fn people_and_cases_move_and_new_reports_arrive(app: TestApp) {
    let (lan, _) = two_offices(&app).await;
    let (session, hoa) = (app.sign_in(LAN).await, app.sign_in(HOA).await);
    let (taken, waiting) = (app.report(&report_of("high")).await, app.report(&report_of("medium")).await);
    app.take(&session, &taken, "high").await;
    app.work().await;
    hoa.get(&format!("/api/v1/cases/{taken}")).await.expect(404);
    let by = administrator(&app).await;
    merge(&by, OFFICE, OFFICE_NEXT_DOOR).await.expect(204);
    session.get("/api/v1/cases").await.expect(401);
    app.every_open_case_has_custody_and_clock().await;
    for case in [&taken, &waiting] {
        assert_eq!(app.db_case(case).await.office_code, OFFICE_NEXT_DOOR);
    }
    assert_eq!(app.db_case(&taken).await.assigned_to.map(|id| id.to_string()), Some(lan), "who works on it goes on");
    assert_eq!(app.db_texts("SELECT DISTINCT reason FROM custody WHERE to_at IS NULL").await, ["ordered"]);
    app.work().await;
    let lan = app.sign_in(LAN).await;
    // She is a colleague now: what he works on she knows of, and reads for a reason.
    assert_eq!(hoa.get(&format!("/api/v1/cases/{taken}")).await.expect(403).problem().0, "with-another");
    hoa.act(&taken, "readings", &json!({"reason": "x"})).await.expect(201);
    for client in [&lan, &hoa] {
        assert_eq!(client.open(&taken).await["opened"]["reports"][0]["story"], "x");
    }
    assert!(!staffed(&app, OFFICE).await && staffed(&app, OFFICE_NEXT_DOOR).await);
    let receipt = app.visitor().report(&report_of("high")).await;
    let next = receipt["case_code"].as_str().unwrap().to_owned();
    assert_eq!(app.db_case(&next).await.office_code, OFFICE_NEXT_DOOR);
    assert_eq!(
        app.db_texts(&format!("SELECT reason FROM custody WHERE case_id = (SELECT id FROM case_file WHERE code = '{next}')")).await,
        ["routed"]
    );
    hoa.open(&next).await;
    assert_eq!(merge(&by, OFFICE, OFFICE_NEXT_DOOR).await.expect(409).problem().0, "office-merged");
    assert!(app.mailbox.mails().iter().any(|mail| mail.to == ABOVE && mail.text.contains("gộp")));
    // The offices below the merged one, and its own row, point at the one that stands.
    assert_eq!(app.db_count(&format!("SELECT COUNT(*) FROM office WHERE parent_code = '{OFFICE}'")).await, 0);
    app.finish().await;
}

/// The committee was named; merging it into the neighbour must not let its people in by another door.
async fn merging_lets_nobody_in_who_must_not_know(app: TestApp) {
    two_offices(&app).await;
    let mut body = report_of("high");
    body["must_not_know"] = json!(["commune_committee"]);
    let hidden = app.report(&body).await;
    assert_eq!(app.db_case(&hidden).await.office_code, PARENT);
    // A case of the neighbour that keeps the first commune's office out by its code.
    let theirs = app.report(&report_from(NEXT_DOOR, "high")).await;
    app.db_execute(&format!(
        "INSERT INTO exclusion (case_id, party, source, created_at) SELECT id, '{OFFICE}', 'reporter', opened_at FROM case_file WHERE code = '{theirs}'"
    ))
    .await;
    let hoa = app.sign_in(HOA).await;
    hoa.open(&theirs).await;
    let by = administrator(&app).await;
    merge(&by, OFFICE, OFFICE_NEXT_DOOR).await.expect(204);
    app.work().await;
    assert_eq!(app.db_case(&theirs).await.office_code, PARENT, "the people who must not know are now there");
    let lan = app.sign_in(LAN).await;
    for case in [&hidden, &theirs] {
        for client in [&lan, &hoa] {
            assert_eq!(client.get(&format!("/api/v1/cases/{case}")).await, client.get("/api/v1/cases/00000000").await);
        }
    }
    let keys = format!("SELECT COUNT(*) FROM envelope WHERE recipient IN ('{OFFICE}', '{OFFICE_NEXT_DOOR}')");
    assert_eq!(app.db_count(&keys).await, 0, "no key is left to them");
    // And the next report that names the committee.
    let next = app.report(&body).await;
    app.advance(Duration::days(2)).await;
    assert_eq!(app.db_case(&next).await.office_code, PARENT);
    lan.get(&format!("/api/v1/cases/{next}")).await.expect(401);
    let lan = app.sign_in(LAN).await;
    lan.get(&format!("/api/v1/cases/{next}")).await.expect(404);
    assert_eq!(app.mailbox.mails().iter().filter(|mail| [LAN, HOA].contains(&mail.to.as_str()) && mail.text.contains(&next)).count(), 0);
    app.finish().await;
}

async fn where_everybody_at_the_successor_stepped_back_the_office_above_answers(app: TestApp) {
    let (_, hoa_id) = two_offices(&app).await;
    let case = app.report(&report_of("high")).await;
    // Hoa once worked here and stepped back; Lan leaves before the merger.
    for party in [format!("staff:{hoa_id}"), format!("staff:{}", super::id_of(&app, LAN).await)] {
        app.db_execute(&format!(
            "INSERT INTO exclusion (case_id, party, source, created_at) SELECT id, '{party}', 'own_word', opened_at FROM case_file WHERE code = '{case}'"
        ))
        .await;
    }
    let by = administrator(&app).await;
    merge(&by, OFFICE, OFFICE_NEXT_DOOR).await.expect(204);
    assert_eq!(app.db_case(&case).await.office_code, PARENT);
    app.finish().await;
}

/// The police of two communes become one: the notices of emergencies follow, and so do those of later ones.
async fn notices_and_rungs_follow_the_merged_police(app: TestApp) {
    let there = format!("ca-{NEXT_DOOR}");
    app.db_add_police().await;
    app.db_add_office(&there, OfficeKind::CommunePolice, Some(NEXT_DOOR), false).await;
    app.db_add_staff("chien@ca.example", Role::Responder, &there).await;
    app.db_add_staff("dung@ca.example", Role::Responder, POLICE).await;
    app.db_add_staff(LAN, Role::Responder, OFFICE).await;
    let before = app.report(&report_of("emergency")).await;
    app.work().await;
    let police = app.sign_in("chien@ca.example").await;
    police.get(&format!("/api/v1/cases/{before}")).await.expect(404);
    let by = administrator(&app).await;
    merge(&by, POLICE, &there).await.expect(204);
    app.work().await;
    police.open(&before).await;
    let after = app.report(&report_of("emergency")).await;
    app.work().await;
    police.open(&after).await;
    assert_eq!(app.db_count(&format!("SELECT COUNT(*) FROM case_grant WHERE office_code = '{POLICE}' AND until_at IS NULL")).await, 0);
    app.finish().await;
}

async fn what_was_routed_in_that_instant_follows(app: TestApp) {
    two_offices(&app).await;
    let by = administrator(&app).await;
    merge(&by, OFFICE, OFFICE_NEXT_DOOR).await.expect(204);
    let late = app.report(&report_of("high")).await;
    app.db_execute(&format!("UPDATE case_file SET office_code = '{OFFICE}' WHERE code = '{late}'")).await;
    app.db_execute(&format!("UPDATE custody SET office_code = '{OFFICE}'")).await;
    app.work().await;
    assert_eq!(app.db_case(&late).await.office_code, OFFICE_NEXT_DOOR);
    app.finish().await;
}

async fn only_two_of_a_kind_can_be_merged(app: TestApp) {
    app.db_add_police().await;
    let by = administrator(&app).await;
    for (from, into) in [(POLICE, OFFICE), (OFFICE, PARENT), (OFFICE, OFFICE)] {
        assert_eq!(merge(&by, from, into).await.expect(422).problem(), ("merge-unfit".into(), vec!["/into".into()]), "{from} {into}");
    }
    let ministry = app.staff(Role::Administrator, "bo-y-te-bao-tro").await;
    assert_eq!(merge(&ministry, "bo-y-te-tre-em", "bo-y-te-bao-tro").await.expect(409).problem().0, "office-on-top");
    // Once merged, an office is no target either, and nobody is invited there.
    merge(&by, OFFICE, OFFICE_NEXT_DOOR).await.expect(204);
    assert_eq!(merge(&by, "ubnd-26743", OFFICE).await.expect(422).problem().0, "unknown-office");
    let invited = by.post("/api/v1/admin/people", &super::invitation("x@y.example", "lead", OFFICE)).await.expect(422);
    assert_eq!(invited.problem().1, ["/office"]);
    app.finish().await;
}

/// An exclusion by person goes with the person, whatever becomes of their office.
async fn whoever_stepped_back_stays_out_after_the_merger(app: TestApp) {
    two_offices(&app).await;
    app.db_add_staff("minh@xa.example", Role::Lead, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    let lan = app.sign_in(LAN).await;
    lan.open(&case).await;
    lan.act(&case, "exclusions", &json!({})).await.expect(201);
    let by = administrator(&app).await;
    merge(&by, OFFICE, OFFICE_NEXT_DOOR).await.expect(204);
    app.work().await;
    let lan = app.sign_in(LAN).await;
    lan.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    assert_eq!(app.db_case(&case).await.commune_code.as_deref(), Some(COMMUNE));
    app.finish().await;
}

both!(
    people_and_cases_move_and_new_reports_arrive,
    merging_lets_nobody_in_who_must_not_know,
    where_everybody_at_the_successor_stepped_back_the_office_above_answers,
    notices_and_rungs_follow_the_merged_police,
    what_was_routed_in_that_instant_follows,
    only_two_of_a_kind_can_be_merged,
    whoever_stepped_back_stays_out_after_the_merger,
);
