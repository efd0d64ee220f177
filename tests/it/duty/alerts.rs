//! Who gets the mail: whoever is on duty, whoever stands in, and never nobody.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::json;

use super::{every_night, tuesday_morning};
use crate::{
    both,
    support::{COMMUNE, DESK, OFFICE, TestApp, acts::report_of},
};

/// Who got mail since the `seen`th, in alphabetical order.
fn since(app: &TestApp, seen: usize) -> Vec<String> {
    let mut names: Vec<String> = app.mailed()[seen..].iter().map(|to| to.split('@').next().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// A report comes in; who is told of it at once.
async fn told(app: &TestApp, severity: &str) -> Vec<String> {
    let seen = app.mailed().len();
    app.report(&report_of(severity)).await;
    app.work().await;
    since(app, seen)
}

async fn at_night_whoever_is_on_duty_is_told_and_nobody_else(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    app.db_person("binh", Role::Responder, OFFICE).await;
    app.db_person("chi", Role::Lead, OFFICE).await;
    assert_eq!(told(&app, "medium").await, ["an", "binh"], "without a roster all responders, as ever");
    let keeper = app.administrator().await;
    keeper.set_week(OFFICE, &every_night(&an)).await;
    assert_eq!(told(&app, "medium").await, ["an"]);
    // Two shifts of one person at the same time are still one mail.
    let mut twice = every_night(&an);
    twice.as_array_mut().unwrap().push(json!({"weekday": 6, "from": "20:00", "to": "23:00", "staff": an, "phone": "0912345678"}));
    keeper.set_week(OFFICE, &twice).await;
    assert_eq!(told(&app, "medium").await, ["an"]);
    for mail in app.mailbox.mails() {
        assert!(!format!("{}{}", mail.text, mail.html).contains("0912345678"), "a telephone number stands in a mail");
    }
    app.finish().await;
}

async fn a_hole_in_the_roster_reaches_everybody_it_would_reach_without_one(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    app.db_person("binh", Role::Responder, OFFICE).await;
    let keeper = app.administrator().await;
    keeper.set_week(OFFICE, &tuesday_morning(&an)).await;
    assert_eq!(told(&app, "medium").await, ["an", "binh"], "Saturday night is no Tuesday morning");
    keeper.set_week(OFFICE, &json!([{"weekday": 6, "from": "20:00", "to": "06:00", "phone": "028 3829 7643"}])).await;
    assert_eq!(told(&app, "medium").await, ["an", "binh"], "a telephone reads no mail");
    keeper.set_week(OFFICE, &every_night(&an)).await;
    app.db_execute("UPDATE staff SET active = FALSE WHERE email = 'an@x.example'").await;
    assert_eq!(told(&app, "medium").await, ["binh"], "the person on duty has left");
    app.finish().await;
}

async fn the_shift_over_sunday_midnight_ends_on_monday_morning(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    let binh = app.db_person("binh", Role::Responder, OFFICE).await;
    let keeper = app.administrator().await;
    let week =
        json!([{"weekday": 7, "from": "22:00", "to": "06:00", "staff": an}, {"weekday": 1, "from": "06:00", "to": "22:00", "staff": binh}]);
    keeper.set_week(OFFICE, &week).await;
    // Saturday 22:00 now. Sunday 23:59, Monday 05:59, Monday 06:00.
    app.clock.advance(Duration::minutes(26 * 60 - 1));
    assert_eq!(told(&app, "medium").await, ["an"]);
    app.clock.advance(Duration::hours(6));
    assert_eq!(told(&app, "medium").await, ["an"]);
    app.clock.advance(Duration::minutes(1));
    assert_eq!(told(&app, "medium").await, ["binh"]);
    app.finish().await;
}

async fn a_deputy_gets_what_the_absent_person_would_get_during_the_dates(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    let binh = app.db_person("binh", Role::Responder, OFFICE).await;
    let dung = app.db_person("dung", Role::Responder, OFFICE).await;
    let chi = app.db_person("chi", Role::Lead, OFFICE).await;
    let keeper = app.administrator().await;
    keeper.set_week(OFFICE, &every_night(&an)).await;
    keeper.stand_in(OFFICE, &an, &binh, ("2026-11-21", "2026-11-21")).await.expect(201);
    assert_eq!(told(&app, "medium").await, ["binh"]);
    keeper.stand_in(OFFICE, &binh, &dung, ("2026-11-20", "2026-11-30")).await.expect(201);
    assert_eq!(told(&app, "medium").await, ["dung"], "the deputy is away too");
    app.clock.advance(Duration::hours(2));
    assert_eq!(told(&app, "medium").await, ["an"], "Sunday, midnight: back again");
    // Nobody on by the roster: all responders, those away replaced.
    let keeper = app.administrator().await;
    keeper.set_week(OFFICE, &tuesday_morning(&an)).await;
    assert_eq!(told(&app, "medium").await, ["an", "dung"]);
    // The lead is away: the rung of the lead goes to the deputy.
    keeper.stand_in(OFFICE, &chi, &an, ("2026-11-21", "2026-12-30")).await.expect(201);
    let case = app.report(&report_of("emergency")).await;
    let seen = app.mailed().len();
    app.advance(Duration::minutes(20)).await;
    let told = since(&app, seen);
    assert!(told.iter().any(|name| name == "an") && !told.iter().any(|name| name == "chi"), "{told:?}");
    let lead = app.db_count(&format!("SELECT COUNT(*) FROM escalation e JOIN case_file c ON c.id = e.case_id WHERE c.code = '{case}' AND e.target IN ('head', 'chair') AND e.outcome = 'told'")).await;
    assert!(lead > 0, "the rung of the lead was told");
    app.finish().await;
}

async fn an_excluded_person_or_deputy_gets_nothing_and_the_others_do(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    let binh = app.db_person("binh", Role::Responder, OFFICE).await;
    let dung = app.db_person("dung", Role::Responder, OFFICE).await;
    app.db_person("em", Role::Responder, OFFICE).await;
    let keeper = app.administrator().await;
    keeper.set_week(OFFICE, &every_night(&an)).await;
    let excluded = async |who: &str| {
        let seen = app.mailed().len();
        let case = app.report(&report_of("medium")).await;
        let id = app.db_case(&case).await.id;
        let row = langnghe::entity::exclusion::Model {
            case_id: id,
            party: format!("staff:{who}"),
            source: "reporter".into(),
            created_at: app.now(),
        };
        app.ctx.db.write(async |tx| langnghe::db::rows::insert(tx, row.clone()).await).await.unwrap();
        app.work().await;
        since(&app, seen)
    };
    assert_eq!(excluded(&an).await, ["binh", "dung", "em"], "nobody else is on duty: all but the excluded");
    keeper.stand_in(OFFICE, &an, &binh, ("2026-11-21", "2026-12-01")).await.expect(201);
    assert_eq!(excluded(&an).await, ["binh"], "the deputy may know");
    assert_eq!(excluded(&binh).await, ["an", "dung", "em"].map(String::from)[1..], "an excluded deputy is passed over, and an is away");
    keeper.stand_in(OFFICE, &an, &dung, ("2026-11-21", "2026-12-01")).await.expect(201);
    assert_eq!(excluded(&binh).await, ["dung"], "the other deputy is enough");
    app.finish().await;
}

async fn of_an_emergency_a_desk_tells_all_who_are_on_and_nobody_asleep(app: TestApp) {
    app.db_add_desk().await;
    app.db_person("an", Role::Responder, OFFICE).await;
    let dem = app.db_person("dem", Role::Responder, DESK).await;
    let khuya = app.db_person("khuya", Role::Responder, DESK).await;
    app.db_person("ngu", Role::Lead, DESK).await;
    assert_eq!(told(&app, "emergency").await, ["an", "dem", "khuya", "ngu"]);
    let keeper = app.administrator().await;
    let mut week = every_night(&dem);
    week.as_array_mut().unwrap().push(json!({"weekday": 6, "from": "21:00", "to": "23:00", "staff": khuya}));
    keeper.set_week(DESK, &week).await;
    assert_eq!(told(&app, "emergency").await, ["an", "dem", "khuya"]);
    keeper.set_week(DESK, &tuesday_morning(&dem)).await;
    assert_eq!(told(&app, "emergency").await, ["an", "dem", "khuya", "ngu"], "a hole: everybody");
    assert!(COMMUNE.starts_with("26"));
    app.finish().await;
}

async fn deputies_in_a_circle_do_not_keep_an_alert_from_the_office(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    let binh = app.db_person("binh", Role::Responder, OFFICE).await;
    let keeper = app.administrator().await;
    keeper.set_week(OFFICE, &every_night(&an)).await;
    keeper.stand_in(OFFICE, &an, &binh, ("2026-11-21", "2026-12-01")).await.expect(201);
    let refused = keeper.stand_in(OFFICE, &binh, &an, ("2026-11-25", "2026-12-05")).await.expect(422).problem();
    assert_eq!(refused, ("duty-deputy-circle".to_owned(), vec!["/deputy".to_owned()]));
    keeper.stand_in(OFFICE, &binh, &an, ("2026-12-02", "2026-12-05")).await.expect(201);
    // Behind the program's back the circle closes all the same.
    app.db_execute("UPDATE deputy SET from_at = (SELECT MIN(from_at) FROM deputy)").await;
    assert_eq!(told(&app, "medium").await, ["an", "binh"]);
    app.finish().await;
}

async fn whoever_leaves_is_taken_off_the_roster(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    let binh = app.db_person("binh", Role::Responder, OFFICE).await;
    let keeper = app.administrator().await;
    let mut week = every_night(&an);
    week.as_array_mut().unwrap().push(json!({"weekday": 2, "from": "08:00", "to": "09:00", "staff": binh}));
    keeper.set_week(OFFICE, &week).await;
    keeper.stand_in(OFFICE, &binh, &an, ("2026-11-25", "2026-12-05")).await.expect(201);
    app.work().await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM duty_shift").await, 8);
    app.db_execute("UPDATE staff SET active = FALSE WHERE email = 'an@x.example'").await;
    app.advance(Duration::minutes(11)).await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM duty_shift").await, 1, "only the other's shift stays");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM deputy").await, 0);
    let entered = app.db_count("SELECT COUNT(*) FROM audit_entry WHERE event = 'taken_off_duty'").await;
    assert!((1..=2).contains(&entered), "{entered}");
    app.finish().await;
}

async fn of_several_desks_the_ladder_tells_one_that_is_awake(app: TestApp) {
    app.db_person("an", Role::Responder, OFFICE).await;
    app.db_add_desk().await;
    app.db_person("ngu", Role::Responder, DESK).await;
    app.db_add_office("truc-79-hai", langnghe::localities::OfficeKind::SocialWorkCentre, None, true).await;
    app.db_person("thuc", Role::Responder, "truc-79-hai").await;
    app.db_awake("truc-79-hai").await;
    app.report(&report_of("emergency")).await;
    app.advance(Duration::minutes(30)).await;
    let told = app.db_texts("SELECT DISTINCT office_code FROM escalation WHERE target = 'round_the_clock_desk'").await;
    assert_eq!(told, ["truc-79-hai"]);
    app.finish().await;
}

both!(
    of_several_desks_the_ladder_tells_one_that_is_awake,
    at_night_whoever_is_on_duty_is_told_and_nobody_else,
    a_hole_in_the_roster_reaches_everybody_it_would_reach_without_one,
    the_shift_over_sunday_midnight_ends_on_monday_morning,
    a_deputy_gets_what_the_absent_person_would_get_during_the_dates,
    an_excluded_person_or_deputy_gets_nothing_and_the_others_do,
    of_an_emergency_a_desk_tells_all_who_are_on_and_nobody_asleep,
    deputies_in_a_circle_do_not_keep_an_alert_from_the_office,
    whoever_leaves_is_taken_off_the_roster,
);
