//! The pages without script: the week as a form, rows that come and go, whom to call now.

use langnghe::kernel::terms::Role;
use serde_json::json;

use super::every_night;
use crate::{
    both,
    pages::{Browser, between, hidden, leads_to},
    support::{DESK, OFFICE, TestApp, acts::OFFICE_NEXT_DOOR},
};

const WEEK: &str = "/admin/duty/ubnd-26740";

/// The fields of a row.
fn row(no: usize, day: &str, from: &str, to: &str, staff: &str, phone: &str) -> Vec<(String, String)> {
    let fields = [("day", day), ("from", from), ("to", to), ("staff", staff), ("phone", phone)];
    fields.map(|(name, value)| (format!("{name}-{no}"), value.to_owned())).to_vec()
}

/// Sends the form of the week with these rows and this button.
async fn press(browser: &Browser, button: &str, rows: &[Vec<(String, String)>]) -> crate::support::Answer {
    let page = browser.get(WEEK).await.expect(200).text();
    let version = hidden(&page, "version");
    let mut fields: Vec<(&str, &str)> = vec![("version", &version), ("do", button)];
    fields.extend(rows.iter().flatten().map(|(name, value)| (name.as_str(), value.as_str())));
    browser.send_from(&page, WEEK, &fields).await
}

async fn a_week_is_written_on_the_page_row_by_row_and_saved_at_once(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    app.db_person("chi", Role::Lead, OFFICE).await;
    let lead = Browser::signed_in(&app, "chi@x.example").await;
    let page = lead.get(WEEK).await.expect(200).text();
    assert!(page.contains("Cả tuần chưa có ai trực."), "{page}");
    // A row is added: nothing is saved, what was typed stays.
    let added = press(&lead, "add-1", &[row(0, "1", "08:00", "17:00", &an, "")]).await.expect(200).text();
    assert!(added.contains("Chưa lưu.") && added.contains("name=\"from-1\"") && added.contains("value=\"08:00\""), "{added}");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM duty_shift").await, 0);
    // Monday is copied, the blank row with it.
    let copied = press(&lead, "copy", &[row(0, "1", "08:00", "17:00", &an, ""), row(1, "1", "", "", "", "")]).await.expect(200).text();
    assert_eq!(between(&copied, "value=\"08:00\"", ">").len(), 5, "{copied}");
    let removed = press(&lead, "remove-0", &[row(0, "1", "08:00", "17:00", &an, ""), row(1, "2", "09:00", "10:00", &an, "")])
        .await
        .expect(200)
        .text();
    assert!(!removed.contains("value=\"08:00\"") && removed.contains("value=\"09:00\""));
    // A fault: named at its row, everything kept.
    let faults = press(&lead, "save", &[row(0, "1", "08:00", "17:00", &an, ""), row(1, "3", "22:00", "06:00", "", "số nhà")])
        .await
        .expect(422)
        .text();
    assert!(faults.contains("href=\"#phone-1\"") && faults.contains("value=\"số nhà\"") && faults.contains("value=\"22:00\""), "{faults}");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM duty_shift").await, 0, "all or nothing");
    // Saved.
    let rows = [row(0, "1", "08:00", "17:00", &an, ""), row(1, "1", "", "", "", ""), row(2, "7", "22:00", "06:00", &an, "0912 345 678")];
    let saved = press(&lead, "save", &rows).await;
    assert_eq!(leads_to(&saved), "/admin/duty/ubnd-26740?done=week");
    let page = lead.get("/admin/duty/ubnd-26740?done=week").await.expect(200).text();
    assert!(page.contains("Đã lưu lịch trực.") && page.contains("từ 06:00 thứ Hai đến 08:00 thứ Hai"), "{page}");
    assert!(page.contains("từ 17:00 thứ Hai đến 22:00 Chủ nhật"));
    assert_eq!(app.db_count("SELECT COUNT(*) FROM duty_shift").await, 2);
    app.finish().await;
}

async fn whoever_saves_over_somebody_elses_week_is_told_and_loses_nothing(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    app.db_person("chi", Role::Lead, OFFICE).await;
    let lead = Browser::signed_in(&app, "chi@x.example").await;
    let seen = lead.get(WEEK).await.expect(200).text();
    app.administrator().await.set_week(OFFICE, &every_night(&an)).await;
    let mine = row(0, "2", "10:15", "11:45", &an, "");
    let send = async |page: &str| {
        let version = hidden(page, "version");
        let mut fields: Vec<(&str, &str)> = vec![("version", &version), ("do", "save")];
        fields.extend(mine.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        lead.send_from(page, WEEK, &fields).await
    };
    let told = send(&seen).await.expect(409).text();
    assert!(told.contains("Người khác vừa sửa lịch này.") && told.contains("value=\"10:15\""), "{told}");
    assert_eq!(app.db_count("SELECT COUNT(*) FROM duty_shift").await, 7);
    send(&told).await.expect(303);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM duty_shift").await, 1, "saved again on purpose");
    app.finish().await;
}

async fn deputies_and_telephones_are_kept_on_the_page_of_the_office(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    let chi = app.db_person("chi", Role::Lead, OFFICE).await;
    let lead = Browser::signed_in(&app, "chi@x.example").await;
    let page = lead.get(WEEK).await.expect(200).text();
    let deputies = format!("{WEEK}/deputies");
    let wrong = [("staff", chi.as_str()), ("deputy", &chi), ("from", "2026-12-01"), ("until", "2026-12-05")];
    let told = lead.send_from(&page, &deputies, &wrong).await.expect(422).text();
    assert!(told.contains("href=\"#deputy\"") && told.contains("value=\"2026-12-05\""), "{told}");
    let right = [("staff", chi.as_str()), ("deputy", &an), ("from", "2026-12-01"), ("until", "2026-12-05")];
    let done = lead.send_from(&page, &deputies, &right).await;
    assert_eq!(leads_to(&done), format!("{WEEK}?done=deputy#deputies"));
    let page = lead.get(WEEK).await.expect(200).text();
    assert!(page.contains("01/12/2026 đến hết 05/12/2026"), "{page}");
    let removal =
        between(&page, "action=\"/admin/duty/ubnd-26740/deputies/", "\"").into_iter().find(|rest| rest.ends_with("/removal")).unwrap();
    lead.send_from(&page, &format!("{deputies}/{removal}"), &[]).await.expect(303);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM deputy").await, 0);
    lead.send_from(&page, &format!("{WEEK}/phones"), &[("phone", "0912"), ("label", "Trực ban")]).await.expect(422);
    lead.send_from(&page, &format!("{WEEK}/phones"), &[("phone", "0912345678"), ("label", "Trực ban")]).await.expect(303);
    let page = lead.get(WEEK).await.expect(200).text();
    assert!(page.contains("href=\"tel:0912345678\">0912 345 678</a> Trực ban"), "{page}");
    lead.send_from(&page, &format!("{WEEK}/phones/removal"), &[("phone", "0912345678")]).await.expect(303);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM duty_phone").await, 0);
    app.finish().await;
}

async fn a_form_of_another_site_and_a_stranger_change_nothing(app: TestApp) {
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    app.db_person("chi", Role::Lead, OFFICE).await;
    app.db_person("khac", Role::Lead, OFFICE_NEXT_DOOR).await;
    app.db_person("quan", Role::Administrator, OFFICE).await;
    let lead = Browser::signed_in(&app, "chi@x.example").await;
    let fields = [("do", "save"), ("version", ""), ("day-0", "1"), ("from-0", "08:00"), ("to-0", "17:00"), ("staff-0", an.as_str())];
    lead.send(WEEK, &fields).await.expect(403);
    lead.send(&format!("{WEEK}/phones"), &[("phone", "113")]).await.expect(403);
    let stranger = Browser::signed_in(&app, "khac@x.example").await;
    let own = stranger.get("/admin/duty/ubnd-25747").await.expect(200).text();
    stranger.get(WEEK).await.expect(404);
    stranger.send_from(&own, WEEK, &fields).await.expect(404);
    stranger.send_from(&own, &format!("{WEEK}/phones"), &[("phone", "113")]).await.expect(404);
    let responder = Browser::signed_in(&app, "an@x.example").await;
    responder.get(WEEK).await.expect(403);
    responder.get("/admin/duty").await.expect(403);
    let administrator = Browser::signed_in(&app, "quan@x.example").await;
    assert!(administrator.get("/admin/duty").await.expect(200).text().contains(WEEK));
    administrator.get(WEEK).await.expect(200);
    administrator.get("/desk/duty").await.expect(403);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM duty_shift").await + app.db_count("SELECT COUNT(*) FROM duty_phone").await, 0);
    app.finish().await;
}

async fn a_responder_sees_whom_to_call_now_with_numbers_to_tap(app: TestApp) {
    app.db_add_desk().await;
    app.db_add_police().await;
    let an = app.db_person("an", Role::Responder, OFFICE).await;
    let binh = app.db_person("binh", Role::Responder, OFFICE).await;
    app.db_person("dem", Role::Responder, DESK).await;
    let keeper = app.administrator().await;
    keeper.set_week(OFFICE, &json!([{"weekday": 6, "from": "20:00", "to": "06:00", "staff": an, "phone": "0912345678"}])).await;
    keeper.stand_in(OFFICE, &an, &binh, ("2026-11-21", "2026-11-21")).await.expect(201);
    let browser = Browser::signed_in(&app, "an@x.example").await;
    let page = browser.get("/desk/duty").await.expect(200).text();
    assert!(page.contains("href=\"tel:0912345678\"") && page.contains("trực thay Người thử responder"), "{page}");
    assert!(page.contains("Lúc này nơi này không trực 24/24 được."), "the desk has no roster: {page}");
    assert!(browser.get("/desk").await.expect(200).text().contains("href=\"/desk/duty\""));
    let lead_page = app.db_person("chi", Role::Lead, OFFICE).await;
    assert!(!lead_page.is_empty());
    let lead = Browser::signed_in(&app, "chi@x.example").await;
    assert!(lead.get("/desk/duty?lang=en").await.expect(200).text().contains("href=\"/admin/duty/ubnd-26740\""));
    // Nothing of it on the public face.
    let visitor = Browser::new(&app);
    for path in ["/", "/report", "/follow-up"] {
        assert!(!visitor.get(path).await.text().contains("0912345678"), "{path}");
    }
    app.finish().await;
}

both!(
    a_week_is_written_on_the_page_row_by_row_and_saved_at_once,
    whoever_saves_over_somebody_elses_week_is_told_and_loses_nothing,
    deputies_and_telephones_are_kept_on_the_page_of_the_office,
    a_form_of_another_site_and_a_stranger_change_nothing,
    a_responder_sees_whom_to_call_now_with_numbers_to_tap,
);
