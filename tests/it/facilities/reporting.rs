//! Naming a facility: by code, in words, by the paper on its wall; and what follows for who reads it.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use super::{HOME, HOME_NAME};
use crate::{
    both,
    pages::{Browser, case_code, hidden, reads_before_sending},
    support::{
        CANARY, COMMITTEE, COMMUNE, OFFICE, PARENT, POLICE, TestApp, acts::MINISTRY, acts::OFFICE_ELSEWHERE, acts::report_of, contains,
    },
};

fn abuse(facility: &str) -> Value {
    json!({"story": "x", "category": "institution_abuse", "facility": facility, "in_danger_now": "no", "persons_at_risk": [{"age": 40}]})
}

async fn everybody_works(app: &TestApp) {
    for office in [OFFICE, PARENT, COMMITTEE, MINISTRY] {
        app.staff(Role::Responder, office).await;
    }
}

async fn the_owner_of_a_facility_decides_where_a_report_about_it_goes(app: TestApp) {
    everybody_works(&app).await;
    let owners = [
        ("commune", PARENT),
        ("province_health", COMMITTEE),
        ("province_education", PARENT),
        ("province_police", COMMITTEE),
        ("province_committee", MINISTRY),
        ("ministry", MINISTRY),
        ("private", PARENT),
        ("religious", PARENT),
    ];
    for (owner, accountable) in owners {
        let code = format!("cs-{}", owner.replace('_', "-"));
        app.db_add_facility(&code, "social_facility", &format!("Cơ sở {owner}"), owner).await;
        let case = app.db_case(&app.report(&abuse(&code)).await).await;
        assert_eq!((case.office_code.as_str(), case.facility_code.as_deref()), (accountable, Some(code.as_str())), "{owner}");
        assert_eq!((case.commune_code.as_deref(), case.needs_locating), (Some(COMMUNE), false), "{owner}: where the facility stands");
        let held = format!("SELECT COUNT(*) FROM exclusion e JOIN case_file c ON c.id = e.case_id WHERE c.facility_code = '{code}'");
        assert!(app.db_count(&format!("{held} AND party = 'social_facility@{COMMUNE}'")).await == 1, "{owner}: the facility itself");
    }
    app.finish().await;
}

/// The owner reads nothing, also where it would be the office above.
async fn the_owner_holds_no_key_and_sees_no_case(app: TestApp) {
    everybody_works(&app).await;
    app.db_add_home("province_health").await;
    let case = app.report(&abuse(HOME)).await;
    app.advance(Duration::days(4)).await;
    let owner = app.staff(Role::Lead, PARENT).await;
    owner.get(&format!("/api/v1/cases/{case}")).await.expect(404);
    assert_eq!(app.db_count(&format!("SELECT COUNT(*) FROM envelope WHERE recipient = '{PARENT}'")).await, 0);
    assert!(app.db_count("SELECT COUNT(*) FROM escalation").await > 0, "it climbed, past the owner");
    assert_eq!(app.db_count(&format!("SELECT COUNT(*) FROM escalation WHERE office_code = '{PARENT}'")).await, 0);
    let free = app.staff(Role::Responder, COMMITTEE).await;
    let because = free.open(&case).await["opened"]["routed_because"].to_string();
    assert!(because.contains("facility-owned") && because.contains("province_health"), "{because}");
    let stored = app.db_bytes().await;
    assert!(contains(&stored, case.as_bytes()) && !contains(&stored, b"facility-owned"), "the reason names a conflict: it is sealed");
    app.finish().await;
}

/// "The police of that post" means whoever that will be: a rung of the law's own clock, were they not the facility.
async fn a_facility_whose_office_is_registered_next_year_is_left_out_too(app: TestApp) {
    everybody_works(&app).await;
    app.db_add_facility("don-ca", "commune_police", "Trụ sở công an phường", "province_police").await;
    let mut body = report_of("emergency");
    body["persons_at_risk"] = json!([{"age": 9}]);
    let told_later = app.report(&body).await;
    body["category"] = json!("institution_abuse");
    body["facility"] = json!("don-ca");
    let case = app.report(&body).await;
    app.work().await;
    app.db_add_police().await;
    app.db_execute(&format!("UPDATE facility SET office_code = '{POLICE}' WHERE code = 'don-ca'")).await;
    app.db_add_staff("truong@ca.example", Role::Lead, POLICE).await;
    app.advance(Duration::hours(3)).await;
    let chief = app.sign_in("truong@ca.example").await;
    assert_eq!(chief.queue().await, [told_later], "the other case reached them, this one did not");
    assert_eq!(chief.get(&format!("/api/v1/cases/{case}")).await, chief.get("/api/v1/cases/00000000").await);
    app.finish().await;
}

async fn a_name_in_words_is_taken_only_where_nothing_else_can_be_meant(app: TestApp) {
    let responder = app.staff(Role::Responder, OFFICE).await;
    app.staff(Role::Responder, PARENT).await;
    app.db_add_facility("th-hoa-mai", "school", "Trường Tiểu học Hoa Mai", "commune").await;
    app.db_add_facility("mn-hoa-mai", "school", "Trường Mầm non Hoa Mai", "commune").await;
    let named = |name: &str| {
        json!({"story": "x", "category": "violence", "place": {"text": "Phường Sài Gòn, TP HCM"}, "facility_name": name,
            "facility_staff": "no", "persons_at_risk": [{"age": 40}]})
    };
    let one = app.db_case(&app.report(&named("tiểu học hoa mai")).await).await;
    assert_eq!((one.facility_code.as_deref(), one.office_code.as_str()), (Some("th-hoa-mai"), OFFICE));
    let several = app.report(&named("Hoa Mai")).await;
    assert_eq!(app.db_case(&several).await.facility_code, None, "never a silent guess");
    let opened = responder.open(&several).await;
    assert_eq!(opened["opened"]["reports"][0]["facility_typed"], "Hoa Mai");
    assert_eq!(opened["opened"]["reports"][0]["place_typed"], "Phường Sài Gòn, TP HCM");
    let mut meant: Vec<&str> =
        opened["opened"]["facilities_meant"].as_array().unwrap().iter().map(|facility| facility["code"].as_str().unwrap()).collect();
    meant.sort_unstable();
    assert_eq!(meant, ["mn-hoa-mai", "th-hoa-mai"], "the responder sees what may be meant");
    let unknown = app.report(&named(&format!("{CANARY} mái ấm"))).await;
    assert_eq!(app.db_case(&unknown).await.facility_code, None);
    assert!(responder.open(&unknown).await["opened"].get("facilities_meant").is_none());
    app.finish().await;
}

async fn not_sure_is_taken_seriously_and_so_is_no(app: TestApp) {
    everybody_works(&app).await;
    app.db_add_home("commune").await;
    let told = |staff: Option<&str>, facility: Value| {
        let mut body = json!({"story": "x", "category": "violence", "place": {"commune": COMMUNE}, "persons_at_risk": [{"age": 40}]});
        body.as_object_mut().unwrap().extend(facility.as_object().unwrap().clone());
        if let Some(staff) = staff {
            body["facility_staff"] = json!(staff);
        }
        body
    };
    let known = || json!({"facility": HOME});
    let typed = || json!({"facility_name": "mái ấm gần chợ"});
    for (staff, facility, accountable, watched) in [
        (Some("yes"), known(), PARENT, false),
        (Some("unknown"), known(), PARENT, false),
        (Some("no"), known(), OFFICE, false),
        (None, known(), OFFICE, false),
        (Some("yes"), typed(), COMMITTEE, false),
        (Some("unknown"), typed(), OFFICE, true),
    ] {
        let case = app.db_case(&app.report(&told(staff, facility.clone())).await).await;
        assert_eq!((case.office_code.as_str(), case.watched), (accountable, watched), "{staff:?} {facility}");
    }
    app.finish().await;
}

async fn a_program_that_names_no_facility_of_ours_is_told_so_at_the_field(app: TestApp) {
    app.db_add_home("commune").await;
    app.db_execute("UPDATE facility SET active = FALSE").await;
    for wrong in [HOME, "nowhere", "Không phải mã"] {
        let refused = app.visitor().post("/api/v1/reports", &abuse(wrong)).await.expect(422);
        assert_eq!(refused.problem().1, ["/facility"], "{wrong}");
    }
    let refused = app.visitor().post("/api/v1/reports", &json!({"story": "x", "facility_staff": "perhaps"})).await.expect(422);
    assert_eq!(refused.problem().1, ["/facility_staff"]);
    let refused = app.visitor().post("/api/v1/reports", &json!({"facility_name": "a".repeat(600)})).await.expect(422);
    assert_eq!(refused.problem().1, ["/facility_name"]);
    app.visitor().post("/api/v1/reports", &json!({"facility_name": "trường gần cầu"})).await.expect(201);
    app.finish().await;
}

/// The code stands in the address of the form; the reporter sees a name, and takes it away by emptying the field.
async fn the_paper_on_the_wall_fills_in_the_facility_and_the_reporter_can_take_it_away(app: TestApp) {
    everybody_works(&app).await;
    app.db_add_home("commune").await;
    let browser = Browser::new(&app);
    let page = browser.get(&format!("/report?at={HOME}")).await.expect(200).text();
    assert_eq!((hidden(&page, "facility"), page.contains(&format!("value=\"{HOME_NAME}\""))), (HOME.to_owned(), true));
    assert!(page.contains(&format!("/report?for=child&#38;at={HOME}")), "the other doors keep it");
    assert!(browser.get(&format!("/report?short=1&at={HOME}")).await.expect(200).text().contains(HOME_NAME));
    for unknown in ["nowhere", "%3Cb%3E", ""] {
        let page = browser.get(&format!("/report?at={unknown}")).await.expect(200).text();
        assert!(!page.contains("name=\"facility\""), "an old card still leads to the form: {unknown}");
    }
    let sent = async |fields: &[(&str, &str)]| {
        let key = hidden(&browser.get("/report").await.text(), "idempotency_key");
        reads_before_sending(&app);
        let all: Vec<(&str, &str)> = fields.iter().copied().chain([("idempotency_key", key.as_str()), ("story", "x")]).collect();
        app.db_case(&case_code(&browser.send("/report", &all).await.expect(201).text())).await
    };
    let kept = sent(&[("facility", HOME), ("facility_name", HOME_NAME), ("category", "violence")]).await;
    assert_eq!((kept.facility_code.as_deref(), kept.office_code.as_str()), (Some(HOME), PARENT), "whoever did not say no may mean them");
    assert_eq!(kept.commune_code.as_deref(), Some(COMMUNE), "nobody has to say where the paper hangs");
    let gone = sent(&[("facility", HOME), ("facility_name", ""), ("place_text", "Phường Sài Gòn, TP HCM")]).await;
    assert_eq!((gone.facility_code, gone.office_code.as_str()), (None, OFFICE));
    let other =
        sent(&[("facility", HOME), ("facility_name", "trường Sao Biển"), ("facility_staff", "no"), ("place_text", "Ba Đình, Hà Nội")])
            .await;
    assert_eq!((other.facility_code, other.office_code == OFFICE_ELSEWHERE || other.province_code.as_deref() == Some("01")), (None, true));
    let forged = sent(&[("facility", "nowhere"), ("facility_name", HOME_NAME), ("place_text", "Phường Sài Gòn, TP HCM")]).await;
    assert_eq!(forged.facility_code.as_deref(), Some(HOME), "the words still name it");
    app.finish().await;
}

async fn facilities_of_a_commune_are_public_without_what_belongs_to_their_owners(app: TestApp) {
    app.db_add_home("private").await;
    app.db_add_facility("th-hoa-mai", "school", "Trường Hoa Mai", "commune").await;
    app.db_execute("UPDATE facility SET active = FALSE WHERE code = 'th-hoa-mai'").await;
    let listed = app.visitor().get(&format!("/api/v1/facilities?commune={COMMUNE}")).await.expect(200).json();
    let home = json!({"code": HOME, "kind": "social_facility", "name": HOME_NAME, "name_en": "Trung tâm Hoa Sen (en)", "commune": COMMUNE,
        "step_free": true});
    assert_eq!(listed, json!([home]));
    assert_eq!(app.visitor().get("/api/v1/facilities").await.expect(422).problem().1, ["/commune"]);
    assert_eq!(app.visitor().get("/api/v1/facilities?commune=99999").await.expect(422).problem().1, ["/commune"]);
    app.finish().await;
}

both!(
    the_owner_of_a_facility_decides_where_a_report_about_it_goes,
    the_owner_holds_no_key_and_sees_no_case,
    a_facility_whose_office_is_registered_next_year_is_left_out_too,
    a_name_in_words_is_taken_only_where_nothing_else_can_be_meant,
    not_sure_is_taken_seriously_and_so_is_no,
    a_program_that_names_no_facility_of_ours_is_told_so_at_the_field,
    the_paper_on_the_wall_fills_in_the_facility_and_the_reporter_can_take_it_away,
    facilities_of_a_commune_are_public_without_what_belongs_to_their_owners,
);
