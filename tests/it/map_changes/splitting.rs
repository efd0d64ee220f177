//! Communes that are split, renamed, upgraded, or go to another province.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::{Value, json};

use super::{HEIR, OFFICE_HEIR, custody, day_breaks, excluded, line, loaded, report_kept_from};
use crate::{
    both,
    support::{
        COMMITTEE, COMMUNE, OFFICE, PARENT, POLICE, TestApp,
        acts::{NEXT_DOOR, OFFICE_NEXT_DOOR, report_of},
    },
};

/// Which part the exact point lies in is sealed: the default part is taken, marked, told, and who must not know is kept out of both.
async fn a_case_of_a_split_commune_takes_the_default_part_and_says_so(app: TestApp) {
    for (email, office) in [("lan@x.example", OFFICE), ("minh@x.example", OFFICE_HEIR), ("hoa@x.example", OFFICE_NEXT_DOOR)] {
        app.db_add_staff(email, Role::Responder, office).await;
    }
    let (plain, kept) = (app.report(&report_of("high")).await, app.report(&report_kept_from("commune_police")).await);
    loaded(&app, "", &(line(COMMUNE, HEIR, "split", "1") + &line(COMMUNE, NEXT_DOOR, "split", ""))).await;
    let told = app.mailed().len();
    day_breaks(&app).await;
    for case in [&plain, &kept] {
        let row = app.db_case(case).await;
        assert_eq!((row.commune_code.as_deref(), row.office_code.as_str(), row.needs_locating), (Some(HEIR), OFFICE_HEIR, true));
        let why =
            app.db_texts(&format!("SELECT detail FROM audit_entry WHERE event = 'case_followed_map' AND chain = 'case:{}'", row.id)).await;
        assert!(why.len() == 1 && why[0].ends_with(&format!("{COMMUNE} {HEIR} default")), "{why:?}");
    }
    let names = excluded(&app, &kept).await;
    assert!([HEIR, NEXT_DOOR].iter().all(|code| names.contains(&format!("commune_police@{code}"))), "{names:?}");
    assert!(app.mailed()[told..].contains(&"minh@x.example".to_owned()));
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_map_move WHERE by_default").await, 2);
    let view = app.sign_in("minh@x.example").await.open(&plain).await;
    assert_eq!(view["needs_locating"], true);
    // A report after the split names the old commune: candidates and a mark, like any old name that was split.
    let later = app.db_case(&app.report(&report_of("high")).await).await;
    assert_eq!(later.commune_code.as_deref(), Some(HEIR));
    app.finish().await;
}

/// A commune that gives ground away goes on; of its open cases somebody must find out where they lie.
async fn a_commune_that_shrinks_keeps_its_cases_and_marks_them(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&report_kept_from("commune_police")).await;
    loaded(&app, "", &(line(COMMUNE, COMMUNE, "split", "1") + &line(COMMUNE, HEIR, "split", ""))).await;
    app.advance(Duration::hours(1)).await;
    assert_eq!(lan.queue().await.len(), 1);
    app.advance(Duration::hours(1)).await;
    let row = app.db_case(&case).await;
    assert_eq!((row.commune_code.as_deref(), row.needs_locating), (Some(COMMUNE), true));
    assert_eq!(custody(&app, &case).await, [format!("{OFFICE} routed")]);
    assert!(excluded(&app, &case).await.contains(&format!("commune_police@{HEIR}")));
    assert_eq!(lan.queue().await, [case], "nobody had to sign in again");
    app.advance(Duration::seconds(1)).await;
    assert!(!app.db_case(&app.report(&report_of("high")).await).await.needs_locating);
    app.work().await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM case_map_move").await, 1, "what came later is not in question");
    app.finish().await;
}

async fn a_commune_that_is_renamed_or_upgraded_keeps_everything_but_its_name(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let case = app.report(&report_of("high")).await;
    app.db_execute(&format!("UPDATE office SET name = 'Nhà văn hóa' WHERE code = '{OFFICE_HEIR}'")).await;
    let communes = "26740,Sài Mơ,Phường Sài Mơ,phuong,79,,\n26743,Bến Thành,Xã Bến Thành,xa,79,,\n";
    loaded(&app, communes, &(line(COMMUNE, COMMUNE, "renamed", "") + &line(HEIR, HEIR, "upgraded", ""))).await;
    app.advance(Duration::hours(1)).await;
    assert_eq!(lan.queue().await.len(), 1);
    app.advance(Duration::hours(1)).await;
    assert_eq!(custody(&app, &case).await, [format!("{OFFICE} routed")]);
    assert_eq!(lan.queue().await, [case]);
    let name = |code: &str| format!("SELECT name FROM office WHERE code = '{code}'");
    assert_eq!(app.db_texts(&name(OFFICE)).await, ["Ủy ban nhân dân phường Sài Mơ"]);
    assert_eq!(app.db_texts(&name(OFFICE_HEIR)).await, ["Nhà văn hóa"], "a name of its own is kept");
    let found = app.visitor().get("/api/v1/localities?q=S%C3%A0i%20M%C6%A1").await.expect(200).json();
    assert_eq!(found[0]["label"], "Phường Sài Mơ, Thành phố Hồ Chí Minh");
    app.finish().await;
}

/// Cases with a first contact due, as a supervisor of `office` counts them.
async fn counted(app: &TestApp, office: &str) -> Vec<(Option<String>, u64)> {
    let figures: Value = app.staff(Role::Supervisor, office).await.get("/api/v1/oversight/response-times").await.expect(200).json();
    let rows = figures["provinces"].as_array().unwrap().iter();
    rows.map(|row| (row["province"].as_str().map(str::to_owned), row["first_contact"]["n"].as_u64().unwrap())).collect()
}

/// The figures of a period count a case where it was, or is, answered for.
async fn a_commune_in_another_province_takes_open_cases_along_and_leaves_closed_ones(app: TestApp) {
    app.db_add_police().await;
    app.db_add_staff("lan@x.example", Role::Responder, OFFICE).await;
    app.db_add_staff("above@x.example", Role::Lead, PARENT).await;
    app.db_add_staff("new@x.example", Role::Lead, "syt-01").await;
    let (closed, open) = (app.report(&report_of("high")).await, app.report(&report_of("high")).await);
    let from_committee = app.report(&report_kept_from("commune_committee")).await;
    let mut about_the_department = report_of("high");
    about_the_department["alleged_perpetrators"] = json!([{"relation": "neighbour", "workplace": "Sở Y tế"}]);
    let about_the_department = app.report(&about_the_department).await;
    app.close_as_spam(&app.sign_in("above@x.example").await, &closed).await;
    let elsewhere = app.report(&crate::support::acts::report_from(NEXT_DOOR, "high")).await;
    assert_eq!(counted(&app, COMMITTEE).await, [(Some("79".into()), 4)], "one of five was no case");
    assert_eq!(counted(&app, "ubnd-tinh-01").await, []);
    let communes = "26740,Sài Gòn,Phường Sài Gòn,phuong,01,,\n";
    loaded(&app, communes, &line(COMMUNE, COMMUNE, "moved_province", "")).await;
    day_breaks(&app).await;
    assert_eq!(counted(&app, COMMITTEE).await, [(Some("79".into()), 1)], "what was closed and what lies elsewhere stays");
    assert_eq!(counted(&app, "ubnd-tinh-01").await, [(Some("01".into()), 3)], "what is open counts where it is answered for now");
    assert_eq!(app.db_case(&closed).await.province_code.as_deref(), Some("79"));
    assert_eq!(app.db_case(&elsewhere).await.province_code.as_deref(), Some("79"));
    assert_eq!(custody(&app, &open).await, [format!("{OFFICE} routed")]);
    assert_eq!(custody(&app, &from_committee).await, [format!("{PARENT} gap"), "syt-01 ordered".to_owned()]);
    let names = excluded(&app, &about_the_department).await;
    assert!(names.contains(&"province_health@01".to_owned()), "{names:?}");
    app.sign_in("new@x.example").await.get(&format!("/api/v1/cases/{about_the_department}")).await.expect(404);
    let parents = format!(
        "SELECT code || ' ' || province_code || ' ' || parent_code FROM office WHERE code IN ('{OFFICE}', '{POLICE}') ORDER BY code"
    );
    assert_eq!(app.db_texts(&parents).await, ["ca-26740 01 ubnd-tinh-01", "ubnd-26740 01 syt-01"]);
    app.finish().await;
}

both!(
    a_case_of_a_split_commune_takes_the_default_part_and_says_so,
    a_commune_that_shrinks_keeps_its_cases_and_marks_them,
    a_commune_that_is_renamed_or_upgraded_keeps_everything_but_its_name,
    a_commune_in_another_province_takes_open_cases_along_and_leaves_closed_ones,
);
